//! What each task did last: for `/readyz`, the overview and the watchdog.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::model::Time;

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TaskHealth {
    pub runs: u64,
    pub failures: u64,
    pub panics: u64,
    pub last_start: Option<Time>,
    pub last_good: Option<Time>,
    /// The chain of the last failure; none after a good run.
    pub last_error: Option<String>,
}

/// Shared by all tasks; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<Mutex<BTreeMap<&'static str, TaskHealth>>>);

impl Health {
    pub fn started(&self, name: &'static str, at: Time) {
        let mut all = self.lock();
        let task = all.entry(name).or_default();
        task.runs += 1;
        task.last_start = Some(at);
    }

    pub fn well(&self, name: &'static str, at: Time) {
        let mut all = self.lock();
        let task = all.entry(name).or_default();
        task.last_good = Some(at);
        task.last_error = None;
    }

    pub fn failed(&self, name: &'static str, error: String, panicked: bool) {
        let mut all = self.lock();
        let task = all.entry(name).or_default();
        task.failures += 1;
        task.panics += u64::from(panicked);
        task.last_error = Some(error);
    }

    pub fn all(&self) -> BTreeMap<&'static str, TaskHealth> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, TaskHealth>> {
        // A panic while the lock was held leaves counters, nothing half-made.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
