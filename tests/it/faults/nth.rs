//! The n-th fault point that is passed in all is where it dies, or fails, for every n until a whole journey runs through
//! without coming there: from the first visit to the letter, on SQLite and on PostgreSQL.

use std::os::unix::process::ExitStatusExt;

use futures_util::future::join_all;
use leakwatch::clock::Clock;
use leakwatch::model::Delivery;
use leakwatch::runtime::{SystemClock, fault};

use super::{ALERTS, Behind, POINTS, behind, end, holds, recovers, settled, start, store, until, written};
use crate::app::letters::{SECRET, leak, quiet};
use crate::support::app::{MINUTE, TestApp};
use crate::support::postgres;
use crate::support::web::{Entry, rss};

/// Lives that go on at the same time.
const AT_ONCE: u64 = 6;
/// A journey has no more points than this: a loop that does not end is a fault.
const MOST: u64 = 120;
/// Five minutes each: enough for every lease to run out and every rest to end.
const ROUNDS: usize = 40;

fn copies(point: &str) -> usize {
    let known = POINTS.iter().find(|(name, _)| *name == point);
    // `letters.claimed` stands beside the journey: it is passed when a letter is sent again.
    known.map_or(1, |(_, copies)| *copies)
}

async fn old(database: Option<String>) -> Behind {
    let now = SystemClock.now();
    let mut folder = written(ALERTS, now);
    folder.database = database;
    let app = TestApp::at(now - std::time::Duration::from_secs(16 * 86_400), folder).await;
    let publish = |entries: &[Entry]| {
        app.web.page(super::FEED, "application/rss+xml", rss("http://news.test", entries))
    };
    publish(&[quiet(1), quiet(2)]);
    app.turn("poll").await;
    publish(&[quiet(1), quiet(2), leak(3, SECRET).published(now - MINUTE)]);
    behind(app).await
}

/// False: the journey ended before the n-th point was reached.
async fn killed(n: u64, database: Option<String>) -> bool {
    let what = format!("any:{n}");
    let left = old(database).await;
    let mut daemon = start(&left, Some(&what));
    let rows = store(&left).await;
    let mut died = None;
    until(&format!("{what}: dead, or all is told"), async || {
        died = daemon.try_wait().expect("it is our child");
        died.is_some() || settled(&rows, 1).await
    })
    .await;
    let Some(died) = died else {
        assert!(end(&mut daemon).await.success(), "{what}");
        holds(&left, &rows, 1, &what, 1).await;
        return false;
    };
    assert_eq!(died.signal(), Some(6), "{what}: it died by another cause: {died}");
    let log = std::fs::read_to_string(left.data().join("log")).expect("its log");
    let point = log.split("the fault at `").nth(1).and_then(|rest| rest.split('`').next());
    let point = point.unwrap_or_else(|| panic!("{what}: no point in its log: {log}")).to_owned();
    recovers(&left, 1, &format!("{what}, {point}"), copies(&point)).await;
    true
}

async fn killed_at_every_n(on_postgres: bool) {
    let mut first = 1;
    loop {
        let mut lives = Vec::new();
        for n in first..first + AT_ONCE {
            let database = if on_postgres { Some(postgres::database().await) } else { None };
            lives.push(killed(n, database));
        }
        let reached = join_all(lives).await;
        if reached.contains(&false) {
            // As many points as a visit that finds something has, at the least.
            assert!(first > 8, "the journey was over before its {first}th point");
            return;
        }
        first += AT_ONCE;
        assert!(first < MOST, "a journey without end");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_the_nth_point_for_every_n_on_sqlite() {
    killed_at_every_n(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_the_nth_point_for_every_n_on_postgres() {
    killed_at_every_n(true).await;
}

/// What a daemon's loops do, without their waiting.
async fn rounds(app: &TestApp, done: impl AsyncFn() -> bool) -> bool {
    for _ in 0..ROUNDS {
        for task in ["heart", "poll", "reindex", "dispatch", "digest", "requests", "retention", "reload"] {
            // What failed is taken up by the next round, as the supervisor does it.
            let _ = app.try_turn(task).await;
        }
        if done().await {
            return true;
        }
        app.clock.advance(5 * MINUTE);
    }
    false
}

/// The point that failed; none: the journey ended before.
async fn failed(n: u64, database: Option<String>) -> Option<&'static str> {
    let what = format!("any:{n}:error");
    let armed = fault::arm_here(&what).expect("it means something");
    let folder = crate::support::app::Written { database, recipients: ALERTS.to_vec(), ..Default::default() };
    let app = TestApp::with(folder).await;
    app.feed(&[quiet(1), quiet(2)]);
    let store = app.app.store.clone();
    let complete = async || {
        let crawls = store.crawls().await.expect("the store answers");
        crawls.iter().all(|c| c.first_complete.is_some())
    };
    assert!(rounds(&app, complete).await, "{what}: no first visit; failed at {:?}", armed.struck());
    // What failed before this is no part of the time that the alert has.
    app.clock.advance(20 * MINUTE);
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    let told = async || {
        let alerts = store.alerts(None, 10, 0).await.expect("the store answers");
        alerts.len() == 1 && alerts[0].state == Delivery::Sent
    };
    assert!(rounds(&app, told).await, "{what}: never told; failed at {:?}", armed.struck());
    let point = armed.struck();
    drop(armed);
    assert!(
        rounds(&app, async || app.app.index.last() == store.last_number().await.expect("a number")).await
    );

    let finding = app.finding("acme/token").await;
    assert_eq!(finding.events, 1, "{what} {point:?}");
    let letters = app.relay.letters();
    let most = point.map_or(1, copies);
    assert!((1..=most).contains(&letters.len()), "{what} {point:?}: {} letters", letters.len());
    assert!(letters.iter().all(|l| l.bytes == letters[0].bytes), "{what}: a copy is the same, byte for byte");
    let alert = app.alerts().await.remove(0);
    assert_eq!(alert.cause, None, "{what} {point:?}: in time: {alert:#?}");
    app.finish().await;
    point
}

async fn failed_at_every_n(on_postgres: bool) {
    for n in 1..MOST {
        let database = if on_postgres { Some(postgres::database().await) } else { None };
        if failed(n, database).await.is_none() {
            assert!(n > 12, "the journey was over before its {n}th point");
            return;
        }
    }
    panic!("a journey without end");
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_at_the_nth_point_for_every_n_on_sqlite() {
    failed_at_every_n(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_at_the_nth_point_for_every_n_on_postgres() {
    failed_at_every_n(true).await;
}
