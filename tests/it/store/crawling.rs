//! Leases of crawls, the doors of hosts, and what makes requests polite.

use std::collections::BTreeSet;

use leakwatch::model::*;
use leakwatch::store::Store;
use leakwatch::store::rows::*;
use sqlx::{Connection, Executor};

use super::Bed;
use super::drafts::*;

pub async fn crawls_follow_the_configuration(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a", "b"]).await;
    let mut draft = admission("one", &claimed[0]);
    draft.end = Some(VisitEnd { cursor: Some("page 7".into()), ..end(State::Well) });
    store.admit(&draft).await.expect("admitted");
    store.release_crawl("b", claimed[1].token).await.expect("released");

    store.sync_crawls(&[seed("b")]).await.expect("synced");
    let row = |rows: Vec<CrawlRow>, id: &str| rows.into_iter().find(|r| r.id == id).expect("the row stays");
    assert!(row(store.crawls().await.expect("crawls"), "a").retired);
    bed.clock.advance(2 * HOUR);
    assert_eq!(
        store.claim_crawls(10, HOUR).await.expect("claimed").len(),
        1,
        "a retired crawl is not visited"
    );

    let changed = CrawlSeed { digest: digest("other"), ..seed("a") };
    store.sync_crawls(&[changed, seed("b")]).await.expect("synced");
    let back = row(store.crawls().await.expect("crawls"), "a");
    assert!(!back.retired);
    assert_eq!((back.next_due, back.visits, back.state), (T0 + 2 * HOUR, 1, State::Well));
    let claimed = store.claim_crawls(10, HOUR).await.expect("claimed");
    assert_eq!(claimed[0].cursor, "page 7", "the cursor is kept");
}

pub async fn claims_are_disjoint(bed: Bed) {
    let names: Vec<String> = (0..40).map(|i| format!("crawl-{i:02}")).collect();
    let seeds: Vec<CrawlSeed> = names.iter().map(|id| seed(id)).collect();
    bed.store.sync_crawls(&seeds).await.expect("synced");
    let other = bed.second().await;
    let mut seen = BTreeSet::new();
    while seen.len() < names.len() {
        let (a, b) = tokio::join!(bed.store.claim_crawls(7, HOUR), other.claim_crawls(7, HOUR));
        let claimed: Vec<_> = a.expect("claimed").into_iter().chain(b.expect("claimed")).collect();
        assert!(!claimed.is_empty(), "all are due, and {} are left", names.len() - seen.len());
        for crawl in claimed {
            assert!(seen.insert(crawl.crawl.clone()), "{} was claimed twice", crawl.crawl);
        }
    }
    assert_eq!(bed.store.claim_crawls(7, HOUR).await.expect("claimed"), []);
}

/// Both have chosen the same rows before either leases one; SQLite has one writer and needs no such test.
pub async fn claims_that_race_are_disjoint(bed: Bed) {
    if !bed.is_postgres() {
        return;
    }
    bed.store.sync_crawls(&["a", "b", "c", "d"].map(seed)).await.expect("synced");
    let mut raw = bed.raw().await;
    let mut lock = raw.begin().await.expect("a transaction");
    lock.execute("SELECT id FROM crawl FOR UPDATE").await.expect("the rows are held");
    let claim = |store: Store| tokio::spawn(async move { store.claim_crawls(4, HOUR).await });
    let (one, two) = (claim(bed.store.clone()), claim(bed.second().await));
    bed.waits(2).await;
    lock.commit().await.expect("let go");
    let (one, two) = (one.await.expect("it ends"), two.await.expect("it ends"));
    let claimed = [one.expect("claimed"), two.expect("claimed")].concat();
    let distinct: BTreeSet<&str> = claimed.iter().map(|c| c.crawl.as_str()).collect();
    assert_eq!((claimed.len(), distinct.len()), (4, 4));
}

pub async fn the_most_overdue_comes_first(bed: Bed) {
    bed.store.sync_crawls(&[seed("early")]).await.expect("synced");
    bed.clock.advance(MINUTE);
    bed.store.sync_crawls(&[seed("early"), seed("late")]).await.expect("synced");
    assert_eq!(bed.store.next_due().await.expect("due"), Some(T0));
    let first = bed.store.claim_crawls(1, HOUR).await.expect("claimed");
    assert_eq!((first[0].crawl.as_str(), first[0].due), ("early", T0));
    assert!(bed.store.due_now("early").await.expect("asked"));
    assert!(!bed.store.due_now("unknown").await.expect("asked"));
    assert_eq!(bed.store.next_due().await.expect("due"), Some(T0 + MINUTE));
}

pub async fn a_lost_lease_changes_nothing(bed: Bed) {
    let held = claim(&bed.store, &["a"]).await;
    assert!(bed.store.renew_crawl("a", held[0].token, HOUR).await.expect("renewed"));
    bed.clock.advance(2 * HOUR);
    assert!(!bed.store.renew_crawl("a", held[0].token, HOUR).await.expect("asked"), "it ran out");
    let other = bed.second().await;
    let taken = other.claim_crawls(10, HOUR).await.expect("claimed");
    assert!(taken[0].token > held[0].token);

    let mut stale = admission("stale", &held[0]);
    stale.pages.push(page("https://news.test/1", "text"));
    assert!(matches!(bed.store.admit(&stale).await, Err(AdmitError::LeaseLost)));
    bed.store.release_crawl("a", held[0].token).await.expect("nothing happens");
    assert_eq!(other.claim_crawls(10, HOUR).await.expect("claimed"), [], "it is still the other's");
    let mut fresh = admission("fresh", &taken[0]);
    fresh.pages.push(page("https://news.test/1", "text"));
    assert_eq!(other.admit(&fresh).await.expect("admitted").n, 1);
}

pub async fn what_cannot_be_admitted_rests(bed: Bed) {
    let store = &bed.store;
    let held = claim(store, &["a"]).await;
    let mut begun = admission("begun", &held[0]);
    begun.pages.push(page("https://news.test/1", "text"));
    store.admit(&begun).await.expect("admitted");
    store.rest_crawl("a", held[0].token, T0 + MINUTE, "the database is gone").await.expect("given back");
    let visit = store.visits("a", 1).await.expect("visits").remove(0);
    assert_eq!((visit.ended, visit.why.as_str()), (Some(T0), "the database is gone"));
    assert_eq!(store.claim_crawls(10, HOUR).await.expect("claimed"), [], "it rests");
    assert_eq!(store.next_due().await.expect("due"), Some(T0 + MINUTE));
    bed.clock.advance(MINUTE);
    let taken = store.claim_crawls(10, HOUR).await.expect("claimed").remove(0);
    assert_eq!((taken.due, taken.failures), (T0, 0), "it has been due all the time, and did not fail itself");
    store.rest_crawl("a", held[0].token, T0 + 2 * MINUTE, "again").await.expect("nothing happens");
    bed.clock.advance(2 * MINUTE);
    assert_eq!(store.claim_crawls(10, HOUR).await.expect("claimed"), [], "the lease is another's");
}

pub async fn gates_keep_a_host_polite(bed: Bed) {
    let store = &bed.store;
    let enter = || store.gate_enter("news.test", MINUTE, 5 * MINUTE);
    let GateAnswer::Go { token, .. } = enter().await.expect("an answer") else { panic!("nobody is in") };
    assert_eq!(enter().await.expect("an answer"), GateAnswer::Wait { until: T0 + MINUTE });
    let entered = store.gate_enter("forum.test", MINUTE, 5 * MINUTE).await.expect("an answer");
    assert!(matches!(entered, GateAnswer::Go { .. }));
    store.gate_leave("news.test", token, T0 + MINUTE, 0, None).await.expect("left");
    assert_eq!(enter().await.expect("an answer"), GateAnswer::Wait { until: T0 + MINUTE });

    bed.clock.advance(MINUTE);
    let forum = || store.gate_enter("forum.test", MINUTE, 5 * MINUTE);
    assert!(matches!(forum().await.expect("an answer"), GateAnswer::Wait { .. }), "somebody is in");
    store.leave_gates().await.expect("an end");
    assert!(matches!(forum().await.expect("an answer"), GateAnswer::Go { .. }), "whoever ends leaves");
    let GateAnswer::Go { token: second, .. } = enter().await.expect("an answer") else {
        panic!("the delay is over")
    };
    assert!(second > token);
    store.gate_leave("news.test", token, T0, 9, None).await.expect("a stale token does nothing");
    assert_eq!(store.gate_failures("news.test").await.expect("failures"), 0);
    let rest = Some(T0 + HOUR);
    store.gate_leave("news.test", second, T0, 3, rest).await.expect("left");
    assert_eq!(store.gate_failures("news.test").await.expect("failures"), 3);
    assert_eq!(enter().await.expect("an answer"), GateAnswer::Throttled { until: T0 + HOUR });
    assert_eq!(store.gate_failures("other.test").await.expect("failures"), 0);

    bed.clock.advance(HOUR);
    assert!(matches!(enter().await.expect("an answer"), GateAnswer::Go { .. }));
    bed.clock.advance(HOUR);
    assert!(matches!(enter().await.expect("an answer"), GateAnswer::Go { .. }), "whoever was in died");
}

pub async fn robots_and_validators_are_kept(bed: Bed) {
    let store = &bed.store;
    assert_eq!(store.robots("https://news.test").await.expect("robots"), None);
    for (status, body) in [(404, b"".as_slice()), (200, b"User-agent: *\nDisallow: /x\n")] {
        store.keep_robots("https://news.test", status, body, T0).await.expect("kept");
        let row = store.robots("https://news.test").await.expect("robots");
        assert_eq!(row, Some((status, body.to_vec(), T0)));
    }

    let claimed = claim(store, &["a"]).await;
    let feed = Validators { etag: None, last_modified: Some(b"Mon, 23 Nov 2026 18:00:00 GMT".to_vec()) };
    let mut draft = admission("one", &claimed[0]);
    draft.pages.push(page("https://news.test/1", "text"));
    draft.end = Some(VisitEnd {
        validators: vec![("https://news.test/feed".into(), feed.clone())],
        ..end(State::Well)
    });
    let validators = async |crawl: &str, url: &str| store.validators(crawl, url).await.expect("validators");
    assert_eq!(validators("a", "https://news.test/feed").await, None);
    store.admit(&draft).await.expect("admitted");
    assert_eq!(validators("a", "https://news.test/feed").await, Some(feed));
    let etag = validators("a", "https://news.test/1").await.and_then(|v| v.etag);
    assert_eq!(etag, Some(b"\"1\"".to_vec()));
    assert_eq!(validators("b", "https://news.test/1").await, None, "another crawl has not read it");
}
