//! A place that asks us to stay away for longer than the promise allows is obeyed, and that is shown: on its page, by
//! `leakwatch plan`, and in the letter that is late for it.

use leakwatch::app::{asked, outlooks};
use leakwatch::model::{Cause, StartRule};

use super::letters::{SECRET, leak, quiet};
use crate::support::app::{HOUR, MINUTE, TestApp};
use crate::support::web::{Entry, rss};

const HOURS: u32 = 3;

/// A feed that says how many minutes it may be kept.
fn feed(app: &TestApp, ttl: u32, entries: &[Entry]) {
    let text =
        rss("http://news.test", entries).replacen("<channel>", &format!("<channel><ttl>{ttl}</ttl>"), 1);
    assert!(text.contains("<ttl>"), "{text}");
    app.web.page("news.test/feed.xml", "application/rss+xml", text);
}

/// Whether the one crawl can keep its promise, and why not.
async fn outlook(app: &TestApp) -> (bool, u64, String) {
    let config = app.app.current.borrow().config.clone();
    let asked = asked(&config, &app.app.store).await.expect("the store answers");
    let all = outlooks(&config, &asked);
    assert_eq!(all.len(), 1);
    (all[0].1.feasible, all[0].1.interval_s, all[0].1.why.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_place_forbids_is_obeyed_and_shown() {
    let app = TestApp::start().await;
    assert!(outlook(&app).await.0, "nothing is known of it yet");
    feed(&app, HOURS * 60, &[quiet(1), quiet(2)]);
    app.turn("poll").await;
    let lacked = app.last_asked();
    let (feasible, interval_s, why) = outlook(&app).await;
    assert_eq!((feasible, interval_s), (false, 3 * 3600), "{why}");
    assert!(why.contains("the site asks for 10800 s between visits"), "{why}");

    // Obeyed: nobody looks while it asks us not to.
    app.clock.advance(MINUTE);
    feed(&app, HOURS * 60, &[quiet(1), quiet(2), leak(3, SECRET)]);
    while app.now() < lacked + HOUR * 2 {
        app.clock.advance(20 * MINUTE);
        app.turn("poll").await;
    }
    assert_eq!(app.web.asked("news.test/feed.xml").len(), 1, "it is obeyed");
    app.clock.set(lacked + HOUR * HOURS + MINUTE);
    app.turn("poll").await;
    app.dispatch().await;
    let alerts = app.alerts().await;
    assert_eq!(alerts.len(), 2);
    for alert in &alerts {
        assert_eq!((alert.rule, alert.start.rfc3339()), (StartRule::Listing, lacked.rfc3339()));
        assert_eq!(alert.cause, Some(Cause::PlanInfeasible), "{alert:#?}");
    }
    let letter = app.letters("soc").remove(0);
    assert!(letter.text.contains("сайт не позволяет посещать себя так часто"), "{}", letter.text);

    // It changes its mind.
    app.clock.advance(HOUR * HOURS + MINUTE);
    feed(&app, 10, &[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    assert!(outlook(&app).await.0);
    let open = app.app.store.outages(lacked, app.now()).await.expect("the store answers");
    assert!(open.iter().all(|o| o.to.is_some()), "it is over: {open:#?}");
    assert!(open.iter().any(|o| o.cause == Cause::PlanInfeasible && o.scope == "news"));
    app.finish().await;
}

/// What it asks for is longer than our interval and short enough for the promise: obeyed, and nothing is broken.
#[tokio::test(flavor = "multi_thread")]
async fn a_wish_that_the_promise_allows_is_no_fault() {
    let app = TestApp::start().await;
    feed(&app, 30, &[quiet(1), quiet(2)]);
    app.turn("poll").await;
    let (feasible, interval_s, why) = outlook(&app).await;
    assert_eq!((feasible, interval_s), (true, 1800), "{why}");
    let open = app.app.store.outages(app.now(), app.now() + HOUR).await.expect("the store answers");
    assert!(open.is_empty(), "{open:#?}");
    app.finish().await;
}
