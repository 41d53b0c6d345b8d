//! Politeness as others keep it: who may go to a host now, when next, and what is remembered between two goings.
//! The trait is defined here because fetch needs it; it is kept by `MemoryGates` or, with leases, over the store.

use std::time::Duration;

use async_trait::async_trait;

use crate::model::{Time, Validators};

/// Answer to "may I go to this host now".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Go, and say `leave` with this token. `failures`: how many times in a row the host failed before.
    Go { token: i64, failures: u32 },
    /// Someone else is in, or the delay is not over: ask again then.
    Wait { until: Time },
    /// Retry-After or back-off: not before then.
    Throttled { until: Time },
}

/// How a going ended, and what follows for the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// The host answered; the next request not before `next`. Resets the count of failures.
    Served { next: Time },
    /// The host asked us to stay away until then.
    RetryAfter { until: Time },
    /// The host failed, `failures` times in a row now.
    Failed { until: Time, failures: u32 },
    /// The fault was most likely ours: nothing follows for the host.
    OwnNetwork,
}

/// A robots.txt as it was answered. `fetched` bounds how long it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsRow {
    pub status: u16,
    /// Decoded, at most 500 KiB.
    pub body: Vec<u8>,
    pub fetched: Time,
}

/// Host gates, robots cache and validators. An error of its own means that we do not go.
#[async_trait]
pub trait Gatekeeper: Send + Sync {
    /// At most one caller is in per host. A caller that never leaves loses its place after a lease.
    /// `delay` is the least time since the last `leave` of this host.
    async fn enter(&self, host: &str, delay: Duration) -> anyhow::Result<Gate>;

    /// A token that is no longer the host's own changes nothing.
    async fn leave(&self, host: &str, token: i64, outcome: Leave) -> anyhow::Result<()>;

    /// `origin`: scheme, host and port, as `https://example.com` or `http://example.com:8080`.
    async fn robots(&self, origin: &str) -> anyhow::Result<Option<RobotsRow>>;

    async fn keep_robots(&self, origin: &str, row: &RobotsRow) -> anyhow::Result<()>;

    /// The validators of the last good answer of this address, byte for byte.
    async fn validators(&self, url: &str) -> anyhow::Result<Option<Validators>>;
}
