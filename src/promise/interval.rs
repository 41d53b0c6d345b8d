//! How often a place is visited: what its plans need, what it invites or forbids, and when the next visit is.
//!
//! No answer is ever "never again": failures back off to the interval and stay there, so that a place that comes back is
//! seen as fast as any other. Randomness is handed in, so that the arithmetic can be tested.

use std::time::Duration;

use crate::model::{Plan, Refresh, Time};

/// What an invitation is followed down to, and no further.
const SHORTEST: Duration = Duration::from_secs(5 * 60);
/// A plan with a daily feed polls conditionally at most this often, whatever the site invites.
const SHORTEST_DAILY: Duration = Duration::from_secs(3600);
/// The first pause after a failure; doubled with each further one, up to the interval.
const FIRST_PAUSE: Duration = Duration::from_secs(60);

/// How often a crawl shall be visited, and whether the site lets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    pub interval: Duration,
    /// No gap shortens it below this: what the site asks for, and what is still polite.
    pub floor: Duration,
    /// The site asks for fewer visits than the plan needs: the interval is the site's, and the crawl is infeasible.
    pub forbidden: Option<String>,
}

/// The interval of a crawl of the given plans. `configured` overrides the plans' default. `advice` is what the site
/// asked for last (Cache-Control, ttl, crawl-delay, Retry-After): shorter than needed it is an invitation, longer a wish
/// that is obeyed and shown.
pub fn pace<'a>(
    plans: impl IntoIterator<Item = &'a Plan>,
    configured: Option<Duration>,
    advice: Option<Duration>,
) -> Option<Pace> {
    let plan = plans.into_iter().min_by_key(|p| (p.deadline, p.interval))?;
    let needed = configured.unwrap_or(plan.interval);
    let polite = if plan.feed == Refresh::Daily { SHORTEST_DAILY } else { SHORTEST };
    let floor = advice.unwrap_or_default().max(polite);
    let Some(advice) = advice else { return Some(Pace { interval: needed, floor, forbidden: None }) };
    if advice > needed {
        let why = format!(
            "the site asks for {} between visits, the plan {} needs {}",
            seconds(advice),
            plan.name,
            seconds(needed)
        );
        return Some(Pace { interval: advice, floor, forbidden: Some(why) });
    }
    let interval = if configured.is_some() { needed } else { floor.min(needed) };
    Some(Pace { interval, floor, forbidden: None })
}

/// Visits that a gap makes come sooner.
const AFTER_GAP: u32 = 8;
/// The interval is halved so often at most.
const HALVED: u32 = 4;

/// How many visits from now on come sooner, when `before` was the number until this one. A listing that lost entries
/// between two visits is visited twice as often for the next eight visits, and twice as often again for each further
/// gap among them.
pub fn quick(before: u32, gap: bool) -> u32 {
    match gap {
        true => (before.div_ceil(AFTER_GAP) + 1).min(HALVED) * AFTER_GAP,
        false => before.saturating_sub(1),
    }
}

impl Pace {
    /// The interval while so many visits are to come sooner.
    pub fn after_gaps(&self, quick: u32) -> Duration {
        let halved = self.interval / 2u32.pow(quick.div_ceil(AFTER_GAP).min(HALVED));
        halved.max(self.floor).min(self.interval)
    }
}

fn seconds(d: Duration) -> String {
    format!("{} s", d.as_secs())
}

/// When a crawl is visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    Every(Duration),
    /// The next time that the crawl's cron expression names, and the one after it.
    Cron {
        next: Time,
        after: Time,
    },
}

/// How the visit that has just ended went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    Well,
    /// The budget was used up before the place was.
    More,
    Throttled {
        until: Time,
    },
    /// Any other failure, and how many there have been in a row, this one included.
    Failed {
        failures: u32,
    },
}

/// When the next visit is due. `started` is when the visit that has just ended began, so that a long visit does not
/// stretch the interval; `random` is in `[0, 1)`.
pub fn next_visit(cadence: Cadence, went: Went, started: Time, now: Time, random: f64) -> Time {
    let regular = match cadence {
        // A tenth earlier at most and never later: jitter spreads the load and must not cost the promise.
        Cadence::Every(interval) => started + interval.mul_f64(1.0 - 0.1 * random.clamp(0.0, 1.0)),
        Cadence::Cron { next, .. } => next,
    };
    let next = match went {
        Went::Well => regular,
        Went::More => regular.min(now + FIRST_PAUSE),
        Went::Throttled { until } => regular.max(until),
        Went::Failed { failures } => {
            let pause = match cadence {
                Cadence::Every(interval) => back_off(interval, failures, random),
                Cadence::Cron { next, after } => back_off(after.since(next), failures, random),
            };
            regular.min(now + pause)
        }
    };
    next.max(now)
}

/// The pause after the n-th failure in a row: a minute, doubled each time, never more than the interval; half of it and
/// up to half of it again by chance, so that many places that failed together do not come back together.
pub fn back_off(interval: Duration, failures: u32, random: f64) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(20));
    doubled.min(interval).mul_f64(0.5 + 0.5 * random.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promise::plans::built_in;

    const MINUTE: u64 = 60;

    #[test]
    fn gaps_shorten_the_interval_for_a_while() {
        let plans = built_in();
        let seconds = |plan: usize, advice: Option<u64>, quick| {
            let pace = pace([&plans[plan]], None, advice.map(s)).unwrap();
            pace.after_gaps(quick).as_secs()
        };
        let mut quick = 0;
        let mut intervals = Vec::new();
        for gap in [false, true, false, false, true, false] {
            quick = super::quick(quick, gap);
            intervals.push(seconds(1, None, quick) / 60);
        }
        assert_eq!(intervals, [40, 20, 20, 20, 10, 10], "operational: 40 minutes");
        for _ in 0..100 {
            quick = super::quick(quick, true);
        }
        assert_eq!(seconds(1, None, quick), 5 * 60, "no sooner than every five minutes");
        assert_eq!(seconds(0, None, quick), 3600, "a daily plan: than every hour");
        assert_eq!(seconds(1, Some(1800), quick), 1800, "and than the site asks for");
        assert_eq!(seconds(1, Some(7200), quick), 7200, "even where that breaks the promise");
        let visits = (1..100).find(|_| {
            quick = super::quick(quick, false);
            seconds(1, None, quick) == 40 * 60
        });
        assert_eq!(visits, Some(32), "and then it is as it was");
    }

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn what_the_plans_need_and_the_sites_allow() {
        let plans = built_in();
        for (name, plan, configured, advice, interval, feasible) in [
            ("daily: a third of a day", &plans[0..1], None, None, 480, true),
            ("operational: 40 minutes", &plans[1..2], None, None, 40, true),
            ("extended: 20 minutes", &plans[2..3], None, None, 20, true),
            ("the tightest of several", &plans[..], None, None, 20, true),
            ("configured", &plans[2..3], Some(7), None, 7, true),
            ("the site invites ten minutes", &plans[2..3], None, Some(10), 10, true),
            ("an invitation to every minute", &plans[2..3], None, Some(1), 5, true),
            ("daily at most hourly", &plans[0..1], None, Some(10), 60, true),
            ("an invitation does not change what was configured", &plans[2..3], Some(15), Some(10), 15, true),
            ("the site forbids", &plans[2..3], None, Some(30), 30, false),
            ("the site forbids what was configured", &plans[2..3], Some(7), Some(30), 30, false),
            ("the site allows exactly this", &plans[2..3], None, Some(20), 20, true),
        ] {
            let pace = pace(plan, configured.map(|m| s(m * MINUTE)), advice.map(|m| s(m * MINUTE))).unwrap();
            assert_eq!((pace.interval, pace.forbidden.is_none()), (s(interval * MINUTE), feasible), "{name}");
        }
        assert_eq!(pace(&[], None, None), None);
    }

    /// Minutes: the visit began at 100 and ended at 103; the interval is 20.
    #[test]
    fn the_next_visit() {
        let at = |m: i64| Time(m * 60_000);
        let every = Cadence::Every(s(20 * MINUTE));
        let cron = Cadence::Cron { next: at(130), after: at(150) };
        for (name, cadence, went, random, expected) in [
            ("well", every, Went::Well, 0.0, 120),
            ("with all the jitter", every, Went::Well, 1.0, 118),
            ("there is more", every, Went::More, 0.0, 104),
            ("throttled for less than the interval", every, Went::Throttled { until: at(110) }, 0.0, 120),
            ("throttled for long", every, Went::Throttled { until: at(500) }, 0.0, 500),
            ("the first failure", every, Went::Failed { failures: 1 }, 1.0, 104),
            ("the third failure", every, Went::Failed { failures: 3 }, 1.0, 107),
            ("the millionth failure", every, Went::Failed { failures: 1_000_000 }, 1.0, 118),
            ("by cron", cron, Went::Well, 0.5, 130),
            ("by cron, failed", cron, Went::Failed { failures: 2 }, 1.0, 105),
        ] {
            assert_eq!(next_visit(cadence, went, at(100), at(103), random), at(expected), "{name}");
        }
        assert_eq!(
            next_visit(every, Went::Well, at(100), at(400), 0.3),
            at(400),
            "a visit longer than the interval"
        );
    }
}
