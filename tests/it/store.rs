//! The store's suite: one list of tests, each run on SQLite and on PostgreSQL.

use std::sync::Arc;
use std::time::Duration;

use leakwatch::model::*;
use leakwatch::runtime::HandClock;
use leakwatch::store::rows::*;
use leakwatch::store::{ClockFrom, Settings, Store, StoreError, statements};
use sqlx::{AnyConnection, Connection, Executor, SqlSafeStr};
use tempfile::TempDir;

use crate::support::postgres;

/// A private database, a clock moved by hand, and the store on both.
struct Bed {
    store: Store,
    clock: HandClock,
    url: String,
    _folder: TempDir,
}

impl Bed {
    async fn new(url: String, folder: TempDir) -> Bed {
        let clock = HandClock::new(T0);
        let store = open(&url, &clock, "one").await;
        Bed { store, clock, url, _folder: folder }
    }

    async fn sqlite() -> Bed {
        let folder = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite:{}/leakwatch.db", folder.path().display());
        Bed::new(url, folder).await
    }

    async fn postgres() -> Bed {
        Bed::new(postgres::database().await, TempDir::new().expect("a temporary folder")).await
    }

    /// A connection past the store, to look at rows and to hold locks.
    async fn raw(&self) -> AnyConnection {
        AnyConnection::connect(&self.url).await.expect("the database is there")
    }
}

async fn open(url: &str, clock: &HandClock, owner: &str) -> Store {
    let settings = Settings { url: url.into(), owner: owner.into(), clock_from: ClockFrom::Clock };
    Store::open(&settings, Arc::new(clock.clone())).await.expect("the store opens")
}

/// Each function becomes two tests.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Bed::sqlite().await).await; })+ }
        mod postgresql { $(#[tokio::test] async fn $name() { super::$name(super::Bed::postgres().await).await; })+ }
    };
}

on_both![every_statement_is_prepared];

const T0: Time = Time(1_790_000_000_000);

async fn every_statement_is_prepared(bed: Bed) {
    let mut on = bed.raw().await;
    let mut refused = Vec::new();
    let mut n = 0;
    for (name, text) in statements() {
        for size in [1, 8] {
            n += 1;
            let text = leakwatch::store::expand(text, size);
            if let Err(error) = on.prepare(sqlx::AssertSqlSafe(text).into_sql_str()).await {
                refused.push(format!("{name}: {error}"));
            }
        }
    }
    assert!(refused.is_empty(), "{n} prepared; refused:\n{}", refused.join("\n"));
}
