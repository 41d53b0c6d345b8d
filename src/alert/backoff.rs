//! How long a failed try is rested. Pure; the caller owns the clock and the retrying.

use std::time::Duration;

use crate::model::Time;

/// The longest rest between two tries, however often it failed: a relay that is back is noticed within this.
pub const LONGEST: Duration = Duration::from_secs(600);
const FIRST: Duration = Duration::from_secs(15);
/// What a delivery by the next route is given before the due time.
pub const RESERVE: Duration = Duration::from_secs(60);

/// After `tries` failures: 15 s, 30 s, 1 min ... 10 min.
pub fn rest(tries: u32) -> Duration {
    FIRST.saturating_mul(1u32 << tries.saturating_sub(1).min(16)).min(LONGEST)
}

/// When this way is tried again: after the rest, or when it asked for it, within the cap.
pub fn next_try(now: Time, tries: u32, asked: Option<Time>) -> Time {
    let rested = now + rest(tries);
    asked.map_or(rested, |t| t.max(rested)).min(now + LONGEST)
}

/// Whether waiting until `next` leaves time for one more try before `due`; if not, the next route is tried at once.
pub fn may_wait(next: Time, due: Time) -> bool {
    next + RESERVE <= due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_double_and_stop_at_ten_minutes() {
        let seconds: Vec<u64> = (0..9).map(|n| rest(n).as_secs()).collect();
        assert_eq!(seconds, [15, 15, 30, 60, 120, 240, 480, 600, 600]);
        assert_eq!(rest(u32::MAX), LONGEST);
    }

    #[test]
    fn what_the_relay_asks_for_counts_within_the_cap() {
        let now = Time(0);
        assert_eq!(next_try(now, 1, None), Time(15_000));
        assert_eq!(next_try(now, 1, Some(Time(90_000))), Time(90_000));
        assert_eq!(next_try(now, 4, Some(Time(90_000))), Time(120_000));
        assert_eq!(next_try(now, 1, Some(Time(86_400_000))), Time(600_000));
    }

    #[test]
    fn nobody_waits_past_the_due_time() {
        assert!(may_wait(Time(0), Time(60_000)));
        assert!(!may_wait(Time(1), Time(60_000)));
    }
}
