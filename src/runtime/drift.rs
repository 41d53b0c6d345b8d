//! Notices that the wall clock was set: it and the steady clock went on by different lengths. A machine that slept looks
//! the same, and is treated the same: time that nobody worked in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::model::Time;

/// Less than this is a correction that nothing can be late of.
const LEAST: Duration = Duration::from_secs(10);

/// The clock said `to` when it should have said `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    pub from: Time,
    pub to: Time,
}

impl Jump {
    /// Milliseconds; negative: it was set back.
    pub fn by(self) -> i64 {
        self.to.0 - self.from.0
    }
}

/// Where both clocks stood when they last agreed.
#[derive(Debug)]
pub struct Drift {
    clock: Arc<dyn Clock>,
    at: (Time, Instant),
}

impl Drift {
    pub fn new(clock: Arc<dyn Clock>) -> Drift {
        let at = (clock.now(), clock.steady());
        Drift { clock, at }
    }

    /// The jump since the last time that was settled; none: small differences are taken over at once.
    pub fn look(&mut self) -> Option<Jump> {
        let (now, steady) = (self.clock.now(), self.clock.steady());
        let from = self.at.0 + steady.saturating_duration_since(self.at.1);
        let jump = Jump { from, to: now };
        if jump.by().unsigned_abs() >= LEAST.as_millis() as u64 {
            return Some(jump);
        }
        self.at = (now, steady);
        None
    }

    /// What followed from a jump is done: from here on the clock is believed again.
    pub fn settled(&mut self, jump: Jump) {
        let since = self.clock.now().since(jump.to);
        let steady = self.clock.steady();
        self.at = (jump.to, steady.checked_sub(since).unwrap_or(steady));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::HandClock;

    #[test]
    fn only_a_clock_that_was_set_has_jumped() {
        let clock = HandClock::new(Time(1_000_000));
        let mut drift = Drift::new(Arc::new(clock.clone()));
        clock.advance(Duration::from_secs(86_400));
        assert_eq!(drift.look(), None, "time went by");
        // A second a look, for a minute: slewed, not set.
        for _ in 0..60 {
            clock.jump(clock.now() + Duration::from_secs(1));
            assert_eq!(drift.look(), None);
        }
        for (by, expected) in
            [(3_600_000, 3_600_000), (-3_600_000, -3_600_000), (9_000, 0), (-10_000, -10_000)]
        {
            clock.advance(Duration::from_secs(5));
            clock.jump(Time(clock.now().0 + by));
            let jump = drift.look();
            assert_eq!(jump.map_or(0, Jump::by), expected);
            assert_eq!(drift.look(), jump, "until it is settled");
            if let Some(jump) = jump {
                clock.advance(Duration::from_secs(1));
                drift.settled(jump);
            }
            assert_eq!(drift.look(), None);
        }
    }
}
