//! A daemon that is told to stop ends well, at whatever moment it is told: while it starts, and in the middle of a visit.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use super::{ALERTS, FEED, end, left_behind, ready, recovers, start, store, until};

const TERM: i32 = 15;
/// What a visit asks for first.
const ROBOTS: &str = "127.0.0.1/robots.txt";

/// Told a little later each time, until it was ready before it was told.
#[tokio::test(flavor = "multi_thread")]
async fn told_while_it_starts_it_ends_well() {
    let left = left_behind(ALERTS, true).await;
    let mut opened = 0;
    for life in 0..12 {
        let mut daemon = start(&left, None);
        // Real time: another process starts.
        #[allow(clippy::disallowed_methods, reason = "another process starts on real time")]
        tokio::time::sleep(Duration::from_millis(30 * life)).await;
        let ended = end(&mut daemon).await;
        let log = std::fs::read_to_string(left.data().join("log")).expect("its log");
        // Before its first line of code no program hears anything, and nothing was opened.
        let unborn = ended.signal() == Some(TERM) && opened == 0;
        assert!(ended.success() || unborn, "told after {} ms: {ended}: {log}", 30 * life);
        opened += usize::from(ended.success());
    }
    assert!(opened > 0, "it was never told late enough to hear it");
    recovers(&left, 1, "after twelve starts", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn told_in_the_middle_of_a_visit_it_gives_all_back() {
    let left = left_behind(ALERTS, true).await;
    left.web.hang(true);
    let mut daemon = ready(&left, "a daemon").await;
    let rows = store(&left).await;
    until("the visit waits for its host", async || left.web.asked(ROBOTS).len() > 1).await;
    let ended = end(&mut daemon).await;
    assert!(ended.success(), "{ended}");
    left.web.hang(false);
    let host = FEED.split('/').next().expect("a host");
    let now = rows.now().await.expect("the time");
    let claimed = rows.claim_crawls(10, Duration::ZERO).await.expect("the store answers");
    assert_eq!(claimed.len(), 1, "the crawl is nobody's, and due");
    let gate = rows.gate_enter(host, Duration::ZERO, Duration::ZERO).await.expect("the store answers");
    assert!(!matches!(gate, leakwatch::store::rows::GateAnswer::Throttled { .. }), "{gate:?} at {now}");
    recovers(&left, 1, "after a stop in a visit", 1).await;
}
