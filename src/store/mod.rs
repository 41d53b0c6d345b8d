//! The only room that speaks SQL: one text of it for SQLite and PostgreSQL, through sqlx's `Any` driver.
//!
//! Promises: what a method says is done is on disk; an admission is in wholly or not at all; numbers have no gaps and
//! commit in order; a stale lease can change nothing. Knows nothing of HTTP, the index or SMTP.

mod connect;
mod error;
mod face;
pub mod rows;

use std::sync::Arc;

use crate::clock::Clock;
use crate::model::{Key, Time};

pub use connect::{ClockFrom, Settings};
pub use error::StoreError;

/// The handle that every task holds; clones share connections.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    #[allow(dead_code)]
    settings: Settings,
    clock: Arc<dyn Clock>,
    key: Key,
}

impl Store {
    pub async fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Store, StoreError> {
        let _ = (settings, clock);
        todo!()
    }

    /// The installation's HMAC key, made at the first start.
    pub fn key(&self) -> Key {
        self.inner.key.clone()
    }

    /// The clock that leases are measured by.
    pub async fn now(&self) -> Result<Time, StoreError> {
        Ok(self.inner.clock.now())
    }

    pub async fn ping(&self) -> Result<(), StoreError> {
        todo!()
    }

    pub async fn last_number(&self) -> Result<i64, StoreError> {
        todo!()
    }

    pub async fn close(&self) {}
}
