//! Whether a crawl can keep its plan's promise, with what headroom, and why not where it cannot.

use std::time::Duration;

use serde::Serialize;

use super::interval::Pace;

/// What lies between a publication and the accepted letter, each at its worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    /// From the first request of a visit to its last: at least pages x delay.
    pub visit: Duration,
    /// From the last page to the committed admission.
    pub processing: Duration,
    /// How long alerts wait for others to share a letter.
    pub bundling: Duration,
    /// One attempt to deliver, to its time limit.
    pub delivery: Duration,
    /// The pause before the second attempt.
    pub retry_after: Duration,
}

/// From the last page of a visit to its committed admission, at most: the linger of a batch, matching, the archive's
/// and the store's sync.
const PROCESSING: Duration = Duration::from_secs(5);
/// When a relay that put us off is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(60);

impl Costs {
    /// Of visits that take so long, and letters that wait and are delivered like this.
    pub fn of(visit: Duration, bundling: Duration, delivery: Duration) -> Costs {
        Costs { visit, processing: PROCESSING, bundling, delivery, retry_after: RETRY_AFTER }
    }
}

impl Default for Costs {
    fn default() -> Costs {
        let s = Duration::from_secs;
        Costs { visit: s(120), processing: s(10), bundling: s(10), delivery: s(60), retry_after: s(30) }
    }
}

/// A line of `leakwatch plan`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outlook {
    pub interval_s: u64,
    pub worst_case_s: u64,
    pub deadline_s: u64,
    pub feasible: bool,
    /// Deadline minus worst case; negative where it cannot be kept.
    pub headroom_s: i64,
    /// Empty when feasible.
    pub why: String,
}

/// The worst case from publication to the accepted letter, held against the deadline.
pub fn outlook(pace: &Pace, costs: &Costs, deadline: Duration) -> Outlook {
    let tail = costs.processing + costs.bundling + costs.delivery * 2 + costs.retry_after;
    let worst = pace.interval.saturating_add(costs.visit).saturating_add(tail);
    let feasible = worst <= deadline;
    let (worst_case_s, deadline_s) = (round_up(worst), deadline.as_secs());
    let why = match (&pace.forbidden, feasible) {
        (_, true) => String::new(),
        (Some(forbidden), false) => forbidden.clone(),
        (None, false) => format!(
            "{} s between visits, {} s for a visit and {} s for processing and delivery with one retry exceed {} s",
            round_up(pace.interval),
            round_up(costs.visit),
            round_up(tail),
            deadline_s
        ),
    };
    Outlook {
        interval_s: round_up(pace.interval),
        worst_case_s,
        deadline_s,
        feasible,
        headroom_s: i64::try_from(deadline_s).unwrap_or(i64::MAX)
            - i64::try_from(worst_case_s).unwrap_or(i64::MAX),
        why,
    }
}

fn round_up(d: Duration) -> u64 {
    d.as_secs() + u64::from(d.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promise::{interval::pace, plans::built_in};

    #[test]
    fn what_fits_and_what_does_not() {
        let plans = built_in();
        let minutes = |m: u64| Duration::from_secs(m * 60);
        for (name, plan, advice, visit, feasible, headroom_s, why) in [
            ("extended, a small site", 2, None, 2, true, 3600 - 1200 - 120 - 170, ""),
            ("operational", 1, None, 2, true, 7200 - 2400 - 120 - 170, ""),
            ("daily", 0, None, 2, true, 86_400 - 28_800 - 120 - 170, ""),
            ("a visit that takes an hour", 2, None, 60, false, -1370, "s for a visit"),
            (
                "the site wants two hours between visits",
                2,
                Some(120),
                2,
                false,
                -3890,
                "the site asks for 7200 s",
            ),
            ("the site wants more, and it still fits", 2, Some(30), 2, true, 3600 - 1800 - 120 - 170, ""),
        ] {
            let pace = pace([&plans[plan]], None, advice.map(minutes)).unwrap();
            let costs = Costs { visit: minutes(visit), ..Costs::default() };
            let outlook = outlook(&pace, &costs, plans[plan].deadline);
            assert_eq!((outlook.feasible, outlook.headroom_s), (feasible, headroom_s), "{name}");
            assert!(
                outlook.why.contains(why) && outlook.why.is_empty() == feasible,
                "{name}: {}",
                outlook.why
            );
        }
    }
}
