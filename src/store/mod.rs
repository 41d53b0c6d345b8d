//! The only room that speaks SQL: one text of it for SQLite and PostgreSQL, through sqlx's `Any` driver.
//!
//! Promises: what a method says is done is on disk; an admission is in wholly or not at all; numbers have no gaps and
//! commit in order; a stale lease can change nothing. Knows nothing of HTTP, the index or SMTP.

mod accounts;
mod admit;
mod alerts;
mod attempts;
mod backup;
mod baselines;
mod bind;
mod configured;
mod connect;
mod crawls;
mod digests;
mod disk;
mod documents;
mod entries;
mod error;
mod findings;
mod gates;
mod judge;
mod jumps;
mod known;
mod letters;
mod migrate;
mod mutes;
mod outages;
mod promise;
mod rematch;
mod requests;
mod retain;
pub mod rows;
mod saved;
mod sessions;
mod sql;
mod take;

use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};

use crate::clock::Clock;
use crate::model::{Digest, Key, Time};
use connect::{Backend, Pools};
use sql::{Take, args, one, run, statements};

pub use connect::{ClockFrom, Settings, folder_of};
pub use error::StoreError;
pub use jumps::CLOCK;
pub use sql::expand;

statements! {
    PING = "SELECT 1 AS one";
    LAST = "SELECT n FROM counter WHERE name = 'admission'";
    NEXT = "UPDATE counter SET n = n + 1 WHERE name = 'admission' RETURNING n";
    NEXT_TOKEN = "UPDATE counter SET n = n + 1 WHERE name = 'token' RETURNING n";
    NUMBERED = "INSERT INTO admission (id, digest, kind, at, n) VALUES ($1, $2, $3, $4, $5)";
}

/// PostgreSQL's own clock, in milliseconds, at this moment rather than at the transaction's start.
const POSTGRES_NOW: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now";

/// Every statement of the room: (its constant's name, its text). A test prepares them all on both databases.
pub fn statements() -> impl Iterator<Item = (&'static str, &'static str)> {
    [
        STATEMENTS,
        accounts::STATEMENTS,
        admit::STATEMENTS,
        admit::PAGES,
        admit::FINDINGS,
        admit::END,
        admit::REMATCH,
        alerts::STATEMENTS,
        attempts::STATEMENTS,
        baselines::STATEMENTS,
        configured::STATEMENTS,
        crawls::STATEMENTS,
        digests::STATEMENTS,
        disk::STATEMENTS,
        documents::STATEMENTS,
        entries::STATEMENTS,
        findings::STATEMENTS,
        gates::STATEMENTS,
        judge::STATEMENTS,
        jumps::STATEMENTS,
        known::STATEMENTS,
        letters::STATEMENTS,
        migrate::STATEMENTS,
        mutes::STATEMENTS,
        outages::STATEMENTS,
        promise::STATEMENTS,
        rematch::STATEMENTS,
        requests::STATEMENTS,
        retain::STATEMENTS,
        saved::STATEMENTS,
        sessions::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The handle that every task holds; clones share connections.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    settings: Settings,
    pools: Pools,
    clock: Arc<dyn Clock>,
    key: Key,
}

impl Pools {
    /// A transaction that will write. On SQLite it takes the writer's lock at once: one that reads first and writes
    /// later fails when another process wrote in between.
    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(match self.backend {
            Backend::Sqlite => self.write.begin_with("BEGIN IMMEDIATE").await?,
            Backend::Postgres => self.write.begin().await?,
        })
    }
}

impl Store {
    /// For the daemon: connects, migrates, voids what an earlier process of this owner had leased (on SQLite whatever was
    /// leased, for one process holds the folder), closes the visits that a dead daemon was on, and turns the silence
    /// since its last heartbeat into an outage.
    ///
    /// # Errors
    /// `Newer` when the database was written by a newer version; whatever connecting gives.
    pub async fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Store, StoreError> {
        let store = Store::attach(settings, clock).await?;
        migrate::void_leases(&store.inner.pools, store.owner()).await?;
        store.close_dead_visits().await?;
        store.record_silence().await?;
        Ok(store)
    }

    /// For a command that may run beside the daemon: connects and migrates, and leaves the daemon's leases alone.
    ///
    /// # Errors
    /// As `open`.
    pub async fn attach(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Store, StoreError> {
        let pools = connect::connect(&settings.url).await?;
        let key = migrate::migrate(&pools, clock.now()).await?;
        let inner = Inner { settings: settings.clone(), pools, clock, key };
        Ok(Store { inner: Arc::new(inner) })
    }

    /// The installation's HMAC key, made at the first start.
    pub fn key(&self) -> Key {
        self.inner.key.clone()
    }

    /// The clock that leases are measured by.
    pub async fn now(&self) -> Result<Time, StoreError> {
        match (self.inner.pools.backend, self.inner.settings.clock_from) {
            (Backend::Postgres, ClockFrom::Database { offset }) => {
                let row = one(&mut *self.reader().await?, POSTGRES_NOW, args![]).await?;
                Ok(row.map_or(Ok(Time(0)), |row| row.time("now"))? + offset)
            }
            _ => Ok(self.inner.clock.now()),
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        one(&mut *self.reader().await?, PING, args![]).await.map(|_| ())
    }

    /// The newest admission number; 0 before the first.
    pub async fn last_number(&self) -> Result<i64, StoreError> {
        let row = one(&mut *self.reader().await?, LAST, args![]).await?;
        row.map_or(Ok(0), |row| row.int("n"))
    }

    /// Waits for the connections that are in use, and closes all.
    pub async fn close(&self) {
        self.inner.pools.read.close().await;
        self.inner.pools.write.close().await;
    }

    fn owner(&self) -> &str {
        &self.inner.settings.owner
    }

    async fn reader(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.inner.pools.read.acquire().await?)
    }

    /// For single statements that write.
    async fn writer(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.inner.pools.write.acquire().await?)
    }

    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        self.inner.pools.begin().await
    }
}

/// An admission number in the making. Taking it locks the counter until the transaction ends, so that numbers commit
/// in order; who touches findings takes it first, and so no two transactions wait for each other.
struct Number {
    n: i64,
}

impl Number {
    async fn take(on: &mut AnyConnection) -> Result<Number, StoreError> {
        let row = one(on, NEXT, args![]).await?;
        Ok(Number { n: row.map_or(Ok(0), |row| row.int("n"))? })
    }

    /// Writes the admission row that makes the number visible.
    async fn write(
        self,
        on: &mut AnyConnection,
        digest: &Digest,
        kind: &str,
        at: Time,
    ) -> Result<i64, StoreError> {
        run(on, NUMBERED, args![admission_id(digest), digest, kind, at, self.n]).await?;
        Ok(self.n)
    }
}

/// What rows carry instead of the admission's whole digest. Two of a million admissions share it with a chance of one
/// in ten million, and then the second is refused and drafted again under another id.
fn admission_id(digest: &Digest) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&digest.0[..8]);
    i64::from_be_bytes(first)
}

/// A fencing token for alerts and letters: each is higher than all before it.
async fn next_token(on: &mut AnyConnection) -> Result<i64, StoreError> {
    one(on, NEXT_TOKEN, args![]).await?.map_or(Ok(0), |row| row.int("n"))
}
