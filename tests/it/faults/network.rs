//! Our own network is off for a day and on again: no place is blamed, nobody is drowned in letters, what is late of it
//! says so, and no place sleeps on afterwards.

use leakwatch::clock::Clock;
use leakwatch::model::{Cause, State, Time};
use leakwatch::store::rows::CrawlRow;

use crate::app::letters::{leak, quiet};
use crate::support::app::{HOUR, MINUTE, TestApp, Written};
use crate::support::smtp::{Act, Script, Step};
use crate::support::web::{Entry, rss};

const PLACES: [(&str, &str, &str); 6] = [
    ("a", "feed", "http://a.test/feed.xml"),
    ("b", "feed", "http://b.test/feed.xml"),
    ("c", "feed", "http://c.test/feed.xml"),
    ("d", "feed", "http://d.test/feed.xml"),
    ("e", "feed", "http://e.test/feed.xml"),
    ("f", "feed", "http://f.test/feed.xml"),
];

fn publish(app: &TestApp, place: &str, entries: &[Entry]) {
    let (at, site) = (format!("{place}.test/feed.xml"), format!("http://{place}.test"));
    app.web.page(&at, "application/rss+xml", rss(&site, entries));
}

async fn crawls(app: &TestApp) -> Vec<CrawlRow> {
    app.app.store.crawls().await.expect("the store answers")
}

/// The tasks of a daemon, a minute each, until then.
async fn until(app: &TestApp, end: Time) {
    while app.clock.now() < end {
        for task in ["heart", "poll", "dispatch", "digest"] {
            app.turn(task).await;
        }
        app.clock.advance(MINUTE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_network_counts_against_no_place() {
    let gets: &[&str] = &["alerts", "blind"];
    let app = TestApp::with(Written {
        crawls: PLACES.to_vec(),
        recipients: vec![("soc", gets)],
        ..Written::default()
    })
    .await;
    for (n, (place, ..)) in (1..).zip(PLACES) {
        publish(&app, place, &[quiet(10 * n)]);
    }
    app.turn("poll").await;
    let lacked = app.clock.now();
    app.network.turn(false);
    app.relay.play(Script::default().at(Step::Greeting, Act::Drop));
    // What leaks in the first hour of it is a day late when it is seen; what leaks in the last minutes is not.
    for (n, (place, ..)) in (1..).zip(PLACES) {
        publish(&app, place, &[quiet(10 * n), leak(10 * n + 1, &format!("tok-dark000{n}"))]);
    }
    until(&app, lacked + 24 * HOUR).await;
    let off = crawls(&app).await;
    assert!(off.iter().all(|c| c.state == State::OwnNetwork), "{off:#?}");
    assert!(off.iter().all(|c| c.failures <= 1), "the first one to fail cannot know why: {off:#?}");
    let waiting = app.app.store.letters(None, 1000, 0).await.expect("the store answers");
    assert!(waiting.len() <= 2, "one thing failed: {waiting:#?}");

    app.network.turn(true);
    app.relay.play(Script::default());
    let back = app.clock.now();
    until(&app, back + 5 * MINUTE).await;
    let on = crawls(&app).await;
    assert!(on.iter().all(|c| c.state == State::Well), "nobody sleeps on: {on:#?}");
    until(&app, back + 20 * MINUTE).await;

    let alerts = app.alerts().await;
    assert_eq!(alerts.len(), PLACES.len(), "each leak is told once: {alerts:#?}");
    assert!(alerts.iter().all(|a| a.start <= lacked && a.cause == Some(Cause::OwnNetwork)), "{alerts:#?}");
    let letters = app.letters("soc");
    assert!(letters.len() <= 5, "{} letters", letters.len());
    let told: usize = letters.iter().map(|l| l.all("X-Leakwatch-Finding").len()).sum();
    assert_eq!(told, PLACES.len());
    app.finish().await;
}

/// What is late and what still can be in time, found together: the latter leave no later.
#[tokio::test(flavor = "multi_thread")]
async fn after_an_outage_the_newest_leave_first() {
    let app = TestApp::with(Written {
        crawls: PLACES.to_vec(),
        recipients: vec![("soc", &["alerts"])],
        ..Written::default()
    })
    .await;
    for (n, (place, ..)) in (1..).zip(PLACES) {
        publish(&app, place, &[quiet(10 * n)]);
    }
    app.turn("poll").await;
    let lacked = app.clock.now();
    app.relay.play(Script::default().at(Step::Greeting, Act::Drop));
    // One place an hour leaks; its alerts are owed at the times that follow.
    for (n, (place, ..)) in (1..).zip(PLACES) {
        publish(&app, place, &[quiet(10 * n), leak(10 * n + 1, &format!("tok-hour000{n}"))]);
        until(&app, lacked + HOUR * n).await;
    }
    app.relay.play(Script::default());
    let back = app.clock.now();
    until(&app, back + HOUR).await;
    let mut alerts = app.alerts().await;
    assert_eq!(alerts.len(), PLACES.len(), "{alerts:#?}");
    alerts.sort_by_key(|a| a.due);
    let newest = alerts.last().expect("an alert").accepted;
    assert!(alerts.iter().all(|a| a.accepted >= newest), "the newest waits for no older one: {alerts:#?}");
    let late = alerts.iter().filter(|a| a.accepted.is_some_and(|at| at > a.due));
    assert!(late.clone().count() > 0);
    assert!(late.clone().all(|a| a.cause == Some(Cause::MailDown)), "{alerts:#?}");
    app.finish().await;
}

/// Who watches one place cannot tell a dead host from a dead network; it must not sleep on for all that.
#[tokio::test(flavor = "multi_thread")]
async fn one_place_alone_is_awake_soon_after_a_day() {
    let app = TestApp::with(Written { recipients: vec![("soc", &["alerts"])], ..Written::default() }).await;
    app.feed(&[quiet(1)]);
    app.turn("poll").await;
    let lacked = app.clock.now();
    app.network.turn(false);
    app.feed(&[quiet(1), leak(2, "tok-alone001")]);
    until(&app, lacked + 24 * HOUR).await;
    app.network.turn(true);
    let back = app.clock.now();
    until(&app, back + 30 * MINUTE).await;
    assert_eq!(crawls(&app).await[0].state, State::Well);
    assert_eq!(app.letters("soc").len(), 1);
    assert_eq!(app.alerts().await[0].cause, Some(Cause::PlaceDown));
    app.finish().await;
}
