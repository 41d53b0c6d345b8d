//! Why an alert was late: a cause only where a recorded stretch of time carries the whole of the lateness.

use std::time::Duration;

use crate::model::{Cause, Time};

/// A recorded stretch in which something could not be done; open ones have no end. The caller hands in those that
/// concern the alert: its crawl, its relay, or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub cause: Cause,
    pub from: Time,
    pub to: Option<Time>,
}

/// The cause of the lateness of an alert accepted at `accepted`; none: it was in time.
///
/// A cause covers the lateness when its stretches, cut to `[start, accepted]` and overlaps counted once, are at least as
/// long as the alert was overdue: without them it could have been in time. Of several the longest is named, at a tie the
/// one that comes first in the product's list; when none covers it, it is unexplained.
pub fn cause(start: Time, due: Time, accepted: Time, stretches: &[Stretch]) -> Option<Cause> {
    if accepted <= due {
        return None;
    }
    let overdue = accepted.since(due.max(start));
    let best = Cause::ALL
        .iter()
        .filter(|&&cause| cause != Cause::Unexplained)
        .map(|&cause| (cause, covered(start, accepted, stretches.iter().filter(|s| s.cause == cause))))
        .filter(|&(_, covered)| covered >= overdue && covered > Duration::ZERO)
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    Some(best.map_or(Cause::Unexplained, |(cause, _)| cause))
}

/// How much of `[start, end]` the stretches cover together.
fn covered<'a>(start: Time, end: Time, stretches: impl Iterator<Item = &'a Stretch>) -> Duration {
    let mut cut: Vec<(Time, Time)> = stretches
        .map(|s| (s.from.max(start), s.to.unwrap_or(end).min(end)))
        .filter(|(from, to)| from < to)
        .collect();
    cut.sort_unstable();
    let mut reached = start;
    let mut sum = Duration::ZERO;
    for (from, to) in cut {
        sum += to.since(from.max(reached));
        reached = reached.max(to);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use Cause::{Gap, MailDown, OwnCrash, PlaceDown, Unexplained};

    /// Minutes. The clock started at 100, the alert was due at 160 and accepted at 190: 30 overdue.
    #[test]
    fn one_row_for_each_case() {
        let at = |m: i64| Time(m * 60_000);
        let s = |cause, from, to: i64| Stretch { cause, from: at(from), to: (to > 0).then(|| at(to)) };
        for (name, stretches, expected) in [
            ("nothing recorded", vec![], Unexplained),
            ("the relay was down all along", vec![s(MailDown, 150, 185)], MailDown),
            ("exactly as long as it was overdue", vec![s(MailDown, 150, 180)], MailDown),
            ("a minute too short", vec![s(MailDown, 150, 179)], Unexplained),
            ("still open", vec![s(PlaceDown, 120, 0)], PlaceDown),
            ("before the start it explains nothing", vec![s(PlaceDown, 40, 100)], Unexplained),
            ("only the part after the start counts", vec![s(PlaceDown, 40, 129)], Unexplained),
            ("after it was accepted it explains nothing", vec![s(MailDown, 190, 300)], Unexplained),
            ("two stretches of one cause", vec![s(OwnCrash, 110, 130), s(OwnCrash, 140, 150)], OwnCrash),
            ("overlaps count once", vec![s(OwnCrash, 110, 130), s(OwnCrash, 115, 135)], Unexplained),
            (
                "two causes that do only together",
                vec![s(OwnCrash, 110, 130), s(MailDown, 140, 155)],
                Unexplained,
            ),
            ("the longest of several", vec![s(PlaceDown, 100, 131), s(MailDown, 140, 180)], MailDown),
            ("at a tie the product's order", vec![s(MailDown, 100, 131), s(Gap, 120, 151)], Gap),
            ("that it is unexplained explains nothing", vec![s(Unexplained, 100, 190)], Unexplained),
            ("an end before its beginning", vec![s(MailDown, 180, 110)], Unexplained),
        ] {
            assert_eq!(cause(at(100), at(160), at(190), &stretches), Some(expected), "{name}");
        }
    }

    #[test]
    fn in_time_has_no_cause() {
        let down = [Stretch { cause: MailDown, from: Time(0), to: None }];
        assert_eq!(cause(Time(0), Time(60), Time(60), &down), None);
        assert_eq!(cause(Time(0), Time(60), Time(61), &down), Some(MailDown));
    }
}
