//! Host gates in memory: for one process that keeps nothing (rehearsals, a scan of one place, tests).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::gate::{Gate, Gatekeeper, Leave, RobotsRow};
use crate::clock::Clock;
use crate::model::{Exchange, Time, Validators};

/// A caller that never left loses its place after this.
const LEASE: Duration = Duration::from_secs(900);

/// How soon to ask again while someone else is in: the least that is worth waking for.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// Robots rows (up to 500 KiB each) and validators kept at most; beyond it any one makes room.
const ROBOTS: usize = 256;
const VALIDATORS: usize = 1 << 16;

/// Gates, robots rows and validators of one process.
#[derive(Debug)]
pub struct MemoryGates {
    clock: Arc<dyn Clock>,
    kept: Mutex<Kept>,
    /// Nobody waits for anybody: nobody is asked.
    recorded: bool,
}

#[derive(Debug, Default)]
struct Kept {
    last_token: i64,
    hosts: BTreeMap<String, Host>,
    robots: BTreeMap<String, RobotsRow>,
    validators: BTreeMap<String, Validators>,
}

#[derive(Debug, Default)]
struct Host {
    /// Who is in, and until when.
    inside: Option<(i64, Time)>,
    left: Option<Time>,
    next: Option<Time>,
    throttled: Option<Time>,
    failures: u32,
}

impl MemoryGates {
    pub fn new(clock: Arc<dyn Clock>) -> MemoryGates {
        MemoryGates { clock, kept: Mutex::default(), recorded: false }
    }

    /// Before recorded answers: a host that failed or asked for patience in a recording is gone to again at once.
    pub fn of_a_recording(clock: Arc<dyn Clock>) -> MemoryGates {
        MemoryGates { recorded: true, ..MemoryGates::new(clock) }
    }

    /// Keeps the validators of an answer, so that a later conditional ask of the address that answered sends them.
    pub fn remember(&self, exchange: &Exchange) {
        let mut kept = self.kept();
        if kept.validators.len() >= VALIDATORS {
            kept.validators.pop_first();
        }
        kept.validators.insert(exchange.final_url.clone(), exchange.validators());
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Gatekeeper for MemoryGates {
    async fn enter(&self, host: &str, delay: Duration) -> anyhow::Result<Gate> {
        let now = self.clock.now();
        let mut kept = self.kept();
        let token = kept.last_token + 1;
        let row = kept.hosts.entry(host.to_owned()).or_default();
        if self.recorded {
            *row = Host::default();
        }
        if let Some(until) = row.throttled.filter(|until| *until > now) {
            return Ok(Gate::Throttled { until });
        }
        if let Some((_, until)) = row.inside.filter(|(_, until)| *until > now) {
            return Ok(Gate::Wait { until: until.min(now + ASK_AGAIN) });
        }
        let next = row.next.max(row.left.map(|left| left + delay));
        if let Some(until) = next.filter(|next| *next > now) {
            return Ok(Gate::Wait { until });
        }
        row.inside = Some((token, now + LEASE));
        let failures = row.failures;
        kept.last_token = token;
        Ok(Gate::Go { token, failures })
    }

    async fn leave(&self, host: &str, token: i64, outcome: Leave) -> anyhow::Result<()> {
        let now = self.clock.now();
        let mut kept = self.kept();
        let Some(row) = kept.hosts.get_mut(host).filter(|row| row.inside.is_some_and(|(t, _)| t == token))
        else {
            return Ok(());
        };
        row.inside = None;
        row.left = Some(now);
        match outcome {
            Leave::Served { next } => {
                row.next = Some(next);
                row.failures = 0;
            }
            Leave::RetryAfter { until } => row.throttled = Some(until),
            Leave::Failed { until, failures } => {
                row.throttled = Some(until);
                row.failures = failures;
            }
            Leave::OwnNetwork => {}
        }
        Ok(())
    }

    async fn robots(&self, origin: &str) -> anyhow::Result<Option<RobotsRow>> {
        Ok(self.kept().robots.get(origin).cloned())
    }

    async fn keep_robots(&self, origin: &str, row: &RobotsRow) -> anyhow::Result<()> {
        let mut kept = self.kept();
        if kept.robots.len() >= ROBOTS {
            kept.robots.pop_first();
        }
        kept.robots.insert(origin.to_owned(), row.clone());
        Ok(())
    }

    async fn validators(&self, url: &str) -> anyhow::Result<Option<Validators>> {
        Ok(self.kept().validators.get(url).cloned())
    }
}
