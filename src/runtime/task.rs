//! A task is work that is owed: idempotent, without input, run again and again. Bells only save time.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::model::Time;

/// When a task wants to run next, if nobody rings before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// There is more to do.
    Now,
    /// At this time, or after its period if that comes first.
    At(Time),
    /// After its period.
    Later,
}

/// Work that reads what is owed, does some of it, and says when to look again.
#[async_trait]
pub trait Task: Send + Sync {
    /// One word for logs, health and metrics.
    fn name(&self) -> &'static str;

    /// How long it may rest at most.
    fn period(&self) -> Duration;

    /// Does what is owed now. Returns soon after `stop`; what it leaves undone is still owed.
    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<Again>;
}

/// Wakes a task early. It carries nothing: what there is to do is read from the store.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    pub fn ring(&self) {
        self.0.notify_one();
    }

    pub async fn heard(&self) {
        self.0.notified().await;
    }
}
