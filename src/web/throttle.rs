//! Slows down whoever guesses passwords: a few failures for a name, then rest.
//!
//! In memory and bounded: a restart forgets, and guessing names fills it no further.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::model::Time;

/// Failures for one name within the window before it has to rest.
const FAILURES: u32 = 8;
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Names remembered; beyond it the oldest go.
const NAMES: usize = 4_096;

#[derive(Default)]
pub struct Throttle(Mutex<HashMap<String, (u32, Time)>>);

impl Throttle {
    /// Whether an attempt for this name may be made now. It counts as a failure until [`Throttle::good`] says otherwise,
    /// so that attempts made at once are counted too.
    pub fn attempt(&self, name: &str, now: Time) -> bool {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.retain(|_, (_, since)| now.since(*since) < WINDOW);
        if names.len() >= NAMES && !names.contains_key(name) {
            let oldest = names.iter().min_by_key(|(_, (_, since))| *since).map(|(name, _)| name.clone());
            oldest.and_then(|name| names.remove(&name));
        }
        let (failures, _) = names.entry(name.to_owned()).or_insert((0, now));
        *failures += 1;
        *failures <= FAILURES
    }

    pub fn good(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_failures_then_rest() {
        let throttle = Throttle::default();
        assert!((0..8).all(|_| throttle.attempt("anna", Time(0))));
        assert!(!throttle.attempt("anna", Time(60_000)), "the ninth within the window");
        assert!(throttle.attempt("boris", Time(60_000)), "another name is not concerned");
        assert!(throttle.attempt("anna", Time(15 * 60_000)), "after the window");
    }

    #[test]
    fn success_forgets_and_names_are_bounded() {
        let throttle = Throttle::default();
        for at in 0..20 {
            assert!(throttle.attempt("anna", Time(at)));
            throttle.good("anna");
        }
        for n in 0..10_000 {
            throttle.attempt(&format!("guess{n}"), Time(n));
        }
        assert!(throttle.0.lock().unwrap().len() <= NAMES);
    }
}
