//! Opening, migrating, leases after a restart, and every statement on both databases.

use std::sync::Arc;
use std::time::Duration;

use leakwatch::clock::Clock;
use leakwatch::model::Cause;
use leakwatch::runtime::SystemClock;
use leakwatch::store::{ClockFrom, Settings, Store, StoreError, expand, statements};
use sqlx::{Executor, SqlSafeStr};

use super::drafts::*;
use super::{Bed, open};

pub async fn every_statement_is_prepared(bed: Bed) {
    let mut on = bed.raw().await;
    let mut refused = Vec::new();
    for (name, text) in statements() {
        // No list is sent in longer pieces than 512.
        for size in [1, 512] {
            let text = sqlx::AssertSqlSafe(expand(text, size)).into_sql_str();
            if let Err(error) = on.prepare(text).await {
                refused.push(format!("{name}: {error}"));
            }
        }
    }
    assert!(refused.is_empty(), "refused:\n{}", refused.join("\n"));
}

pub async fn a_newer_schema_is_refused(bed: Bed) {
    bed.raw()
        .await
        .execute("INSERT INTO schema_version (version, at) VALUES (9999, 0)")
        .await
        .expect("the version table is there");
    let settings = Settings { url: bed.url.clone(), owner: "old".into(), clock_from: ClockFrom::Clock };
    let refused = Store::open(&settings, Arc::new(bed.clock.clone())).await;
    assert!(matches!(refused, Err(StoreError::Newer { found: 9999, known: 2 })), "{refused:?}");
}

pub async fn the_key_stays(bed: Bed) {
    let again = open(&bed.url, &bed.clock, "one").await;
    assert_eq!(bed.store.key().digest("test", &[b"x"]), again.key().digest("test", &[b"x"]));
    again.ping().await.expect("it answers");
    assert_eq!(again.last_number().await.expect("a number"), 0);
    again.close().await;
    assert!(matches!(again.ping().await, Err(StoreError::Lost(_))));
}

pub async fn a_start_voids_its_own_leases(bed: Bed) {
    let held = claim(&bed.store, &["a"]).await;
    let settings = Settings::new(&bed.url, "a command");
    let beside = Store::attach(&settings, Arc::new(bed.clock.clone())).await.expect("the store opens");
    let renewed = bed.store.renew_crawl("a", held[0].token, 10 * MINUTE).await;
    assert!(renewed.expect("an answer"), "a command beside the daemon takes nothing from it");
    beside.close().await;
    let again = open(&bed.url, &bed.clock, "two").await;
    let claimed = again.claim_crawls(10, HOUR).await.expect("a claim");
    if bed.is_postgres() {
        assert_eq!(claimed, [], "another daemon has it");
        let restarted = open(&bed.url, &bed.clock, "one").await;
        let claimed = restarted.claim_crawls(10, HOUR).await.expect("a claim");
        assert_eq!(claimed.len(), 1, "what was leased under its own name is its own again");
        assert!(claimed[0].token > held[0].token);
    } else {
        assert_eq!(claimed.len(), 1);
        assert!(claimed[0].token > held[0].token);
    }
}

pub async fn silence_is_an_outage(bed: Bed) {
    bed.store.heartbeat().await.expect("a heartbeat");
    bed.clock.advance(HOUR);
    let again = open(&bed.url, &bed.clock, "one").await;
    let outages = again.outages(T0, T0 + 2 * HOUR).await.expect("outages");
    let told: Vec<_> = outages.iter().map(|o| (o.cause, o.scope.as_str(), o.from, o.to)).collect();
    assert_eq!(told, [(Cause::OwnCrash, "one", T0, Some(T0 + HOUR))]);
    open(&bed.url, &bed.clock, "one").await;
    assert_eq!(again.outages(T0, T0 + 2 * HOUR).await.expect("outages").len(), 1, "a quick restart is none");
}

pub async fn the_clock_of_leases(bed: Bed) {
    assert_eq!(bed.store.now().await.expect("the time"), T0);
    let settings = Settings {
        url: bed.url.clone(),
        owner: "three".into(),
        clock_from: ClockFrom::Database { offset: Duration::from_secs(86_400) },
    };
    let store = Store::open(&settings, Arc::new(bed.clock.clone())).await.expect("the store opens");
    let now = store.now().await.expect("the time");
    if bed.is_postgres() {
        let machine = SystemClock.now().0 + 86_400_000;
        assert!((now.0 - machine).abs() < 60_000, "the server's own clock, moved by a day");
    } else {
        assert_eq!(now, T0);
    }
    assert_eq!(Settings::new("sqlite:x", "a").clock_from, ClockFrom::Clock);
    let database = ClockFrom::Database { offset: Duration::ZERO };
    assert_eq!(Settings::new("postgres://x/y", "a").clock_from, database);
}
