//! Somebody sets the machine's clock while the daemon runs: leases hold, what is due stays due, nobody sleeps because of
//! it, and a row tells of it.

use std::time::Duration;

use leakwatch::clock::Clock;
use leakwatch::model::Cause;
use leakwatch::store::CLOCK;
use leakwatch::store::rows::GateAnswer;

use crate::app::letters::{SECRET, leak, quiet, watching_with};
use crate::support::app::{HOUR, MINUTE, TestApp, Written};
use crate::support::postgres;

const DAY: Duration = Duration::from_secs(86_400);

async fn watching(database: Option<String>) -> TestApp {
    watching_with(Written { database, recipients: vec![("soc", &["alerts"])], ..Written::default() }).await
}

/// What the store kept of it: length and note of each.
async fn told(app: &TestApp) -> Vec<(Duration, String)> {
    let all = app.app.store.outages(app.clock.now() - DAY * 3, app.clock.now() + DAY * 3).await;
    let set = all.expect("the store answers").into_iter().filter(|o| o.scope == CLOCK);
    set.map(|o| (o.to.expect("it is over").since(o.from), o.note)).collect()
}

async fn a_day_forward(database: Option<String>) {
    let app = watching(database).await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    let owed = app.alerts().await.remove(0);
    let store = &app.app.store;
    // A visit is under way, and somebody is at a host.
    store.due_now("news").await.expect("the store answers");
    let held = store.claim_crawls(1, 10 * MINUTE).await.expect("the store answers").remove(0);
    let door = store.gate_enter("door.test", MINUTE, 15 * MINUTE).await.expect("the store answers");
    assert!(matches!(door, GateAnswer::Go { .. }), "{door:?}");

    app.clock.jump(app.clock.now() + DAY);
    app.turn("poll").await;
    assert!(store.renew_crawl("news", held.token, 10 * MINUTE).await.expect("the store answers"), "it holds");
    let door = store.gate_enter("door.test", MINUTE, 15 * MINUTE).await.expect("the store answers");
    assert!(matches!(door, GateAnswer::Wait { .. }), "one at a time: {door:?}");
    assert_eq!(told(&app).await, [(DAY, format!("the clock was set forward by {} s", DAY.as_secs()))]);
    assert_eq!(app.app.metrics.clock_set.get(), 1);
    store.release_crawl("news", held.token).await.expect("the store answers");

    app.dispatch().await;
    let alert = app.alerts().await.remove(0);
    assert_eq!(alert.due, owed.due, "what was promised stays");
    assert_eq!(alert.cause, Some(Cause::OwnCrash), "late by the clock alone, and it says so: {alert:#?}");
    assert_eq!(app.letters("soc").len(), 1);
    app.turn("heart").await;
    assert_eq!(told(&app).await.len(), 1, "told once");
    app.finish().await;
}

async fn an_hour_back(database: Option<String>) {
    let app = watching(database).await;
    app.turn("poll").await;
    let store = &app.app.store;
    store.due_now("news").await.expect("the store answers");
    let held = store.claim_crawls(1, 10 * MINUTE).await.expect("the store answers").remove(0);
    app.clock.jump(app.clock.now() - HOUR);
    app.turn("heart").await;
    assert_eq!(
        told(&app).await,
        [(Duration::ZERO, format!("the clock was set back by {} s", HOUR.as_secs()))]
    );
    // The daemon that held it died: it is free after ten minutes, not after seventy.
    app.clock.advance(11 * MINUTE);
    let again = store.claim_crawls(1, 10 * MINUTE).await.expect("the store answers");
    assert_eq!(again.len(), 1, "a lease is as long as it was");
    assert!(again[0].token > held.token);
    store.release_crawl("news", again[0].token).await.expect("the store answers");

    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    let visited = app.clock.now();
    app.dispatch().await;
    assert_eq!(app.letters("soc").len(), 1);
    let alert = app.alerts().await.remove(0);
    assert_eq!(alert.cause, None, "{alert:#?}");
    app.clock.advance(20 * MINUTE);
    app.turn("poll").await;
    assert!(app.last_asked() > visited, "the next visit is as far away as it was");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_forward_on_sqlite() {
    a_day_forward(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_forward_on_postgres() {
    a_day_forward(Some(postgres::database().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_back_on_sqlite() {
    an_hour_back(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_back_on_postgres() {
    an_hour_back(Some(postgres::database().await)).await;
}

/// A letter that rests is tried again when it would have been, not an hour later.
#[tokio::test(flavor = "multi_thread")]
async fn set_back_while_a_letter_rests() {
    use crate::support::smtp::{Act, Script, Step};
    let app = watching(None).await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.relay.play(Script::default().at(Step::Rcpt, Act::Say("451 try again")));
    app.dispatch().await;
    assert!(app.letters("soc").is_empty());
    app.relay.play(Script::default());
    app.clock.jump(app.clock.now() - HOUR);
    app.clock.advance(MINUTE);
    app.turn("dispatch").await;
    assert_eq!(app.letters("soc").len(), 1);
    assert_eq!(app.alerts().await[0].cause, None);
    app.finish().await;
}
