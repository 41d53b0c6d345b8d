//! The fetch room's gates over the store: politeness survives a restart and is shared by daemons.

use std::time::Duration;

use async_trait::async_trait;

use crate::clock::Clock;
use crate::fetch::{Gate, Gatekeeper, Leave, RobotsRow};
use crate::model::Validators;
use crate::store::Store;
use crate::store::rows::GateAnswer;
use std::sync::Arc;

/// Longer than the longest request; a daemon that dies inside gives the host free after it.
const LEASE: Duration = Duration::from_secs(15 * 60);

/// Gates as one crawl sees them: what one crawl has read says nothing of what another has matched, so validators are
/// the crawl's own; hosts are everybody's.
pub struct StoreGates {
    store: Store,
    clock: Arc<dyn Clock>,
    crawl: String,
}

impl StoreGates {
    pub fn new(store: Store, clock: Arc<dyn Clock>, crawl: &str) -> StoreGates {
        StoreGates { store, clock, crawl: crawl.to_string() }
    }
}

#[async_trait]
impl Gatekeeper for StoreGates {
    async fn enter(&self, host: &str, delay: Duration) -> anyhow::Result<Gate> {
        Ok(match self.store.gate_enter(host, delay, LEASE).await? {
            GateAnswer::Go { token, failures } => Gate::Go { token, failures },
            GateAnswer::Wait { until } => Gate::Wait { until },
            GateAnswer::Throttled { until } => Gate::Throttled { until },
        })
    }

    async fn leave(&self, host: &str, token: i64, outcome: Leave) -> anyhow::Result<()> {
        let (next, failures, throttled) = match outcome {
            Leave::Served { next } => (next, 0, None),
            Leave::RetryAfter { until } => (until, 0, Some(until)),
            Leave::Failed { until, failures } => (until, failures, Some(until)),
            Leave::OwnNetwork => (self.clock.now(), self.store.gate_failures(host).await?, None),
        };
        Ok(self.store.gate_leave(host, token, next, failures, throttled).await?)
    }

    async fn robots(&self, origin: &str) -> anyhow::Result<Option<RobotsRow>> {
        let row = self.store.robots(origin).await?;
        Ok(row.map(|(status, body, fetched)| RobotsRow { status, body, fetched }))
    }

    async fn keep_robots(&self, origin: &str, row: &RobotsRow) -> anyhow::Result<()> {
        Ok(self.store.keep_robots(origin, row.status, &row.body, row.fetched).await?)
    }

    async fn validators(&self, url: &str) -> anyhow::Result<Option<Validators>> {
        Ok(self.store.validators(&self.crawl, url).await?)
    }
}
