//! Every task looks at the clock before it works: leases and rests that a clock which was set would break are moved with
//! it first, so that no task sees them broken.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::Bells;
use crate::clock::Clock;
use crate::runtime::{Again, Drift, Task};
use crate::store::Store;
use crate::telemetry::Metrics;

/// The clock as all tasks watch it together.
pub struct Watchman {
    drift: Mutex<Drift>,
    store: Store,
    metrics: Metrics,
    bells: Bells,
}

impl Watchman {
    pub fn new(clock: Arc<dyn Clock>, store: Store, metrics: Metrics, bells: Bells) -> Watchman {
        Watchman { drift: Mutex::new(Drift::new(clock)), store, metrics, bells }
    }

    /// Looks; what follows from a jump that the store could not be told of follows at the next look.
    async fn look(&self) -> anyhow::Result<()> {
        let mut drift = self.drift.lock().await;
        let Some(jump) = drift.look() else { return Ok(()) };
        let by = Duration::from_millis(jump.by().unsigned_abs());
        let way = if jump.by() < 0 { "back" } else { "forward" };
        let note = format!("the clock was set {way} by {} s", by.as_secs());
        tracing::warn!(from = %jump.from, to = %jump.to, "{note}; leases hold, what is due stays due");
        self.store.clock_was_set(jump.from, jump.to, &note).await?;
        drift.settled(jump);
        self.metrics.clock_set.inc();
        self.bells.poll.ring();
        self.bells.dispatch.ring();
        Ok(())
    }
}

/// A task that looks at the clock first.
pub struct OnTime {
    pub task: Arc<dyn Task>,
    pub watchman: Arc<Watchman>,
}

#[async_trait]
impl Task for OnTime {
    fn name(&self) -> &'static str {
        self.task.name()
    }

    fn period(&self) -> Duration {
        self.task.period()
    }

    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<Again> {
        // A store that is full or away must not keep letters and heartbeats from trying.
        if let Err(error) = self.watchman.look().await {
            tracing::error!(
                error = format!("{error:#}"),
                "the clock was set, and the store could not be told yet"
            );
        }
        self.task.run_once(stop).await
    }
}
