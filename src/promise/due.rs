//! Until when an alert must have been accepted, singly and as a part of a baseline.

use std::time::Duration;

use crate::model::Time;

/// The promise: from the start of the clock to the relay's 250.
pub fn due(start: Time, deadline: Duration) -> Time {
    start + deadline
}

/// A baseline of a crawl, a query or a rematch, as it is at the end of a visit.
#[derive(Clone, Copy, Debug)]
pub struct Baseline {
    /// When the first request of the first visit was sent; the start of a rematch.
    pub first_fetch: Time,
    pub deadline: Duration,
    /// The number of the next part, from 1.
    pub next_part: u32,
    /// When the oldest serious historic finding that no part has told yet was found.
    pub oldest: Time,
    /// Everything was read once: what is left is told now.
    pub complete: bool,
    /// When the next chance to cut a part comes, delivery with one retry included.
    pub next_chance: Time,
}

/// A part of a baseline: one letter for each recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub part: u32,
    pub start: Time,
    pub due: Time,
}

/// The part that is owed now, if one is: the last at the end of the first complete visit, and until then one part each
/// deadline, counted from the first fetch: what was found in the n-th deadline is due at its end, and its part is cut at
/// the last chance that still keeps that. Deadlines in which nothing serious was found have no part.
pub fn baseline(b: &Baseline) -> Option<Part> {
    let part = part(b);
    (b.complete || b.next_chance > part.due).then_some(part)
}

/// The part that the next one will be, owed now or not.
pub fn part(b: &Baseline) -> Part {
    let deadline = b.deadline.as_millis().max(1);
    let elapsed = u32::try_from(b.oldest.since(b.first_fetch).as_millis() / deadline).unwrap_or(u32::MAX);
    // What was found after the part of its own deadline was cut belongs to the next deadline's.
    let nth = b.next_part.max(elapsed.saturating_add(1));
    let after = |deadlines: u32| b.first_fetch + b.deadline.saturating_mul(deadlines);
    Part { part: b.next_part, start: after(nth - 1), due: after(nth) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_is_start_and_deadline() {
        assert_eq!(due(Time(5), Duration::from_millis(7)), Time(12));
        assert_eq!(due(Time(5), Duration::MAX), Time(i64::MAX));
    }

    /// Minutes; the deadline is 60 and the first fetch was at 0.
    #[test]
    fn parts_of_a_baseline() {
        let minutes = |m: i64| Time(m * 60_000);
        for (name, next_part, oldest, complete, next_chance, expected) in [
            ("complete at once", 1, 2, true, 25, Some((1, 0, 60))),
            ("not complete, the next chance is in time", 1, 2, false, 45, None),
            ("not complete, the next chance is just in time", 1, 2, false, 60, None),
            ("not complete, the next chance is too late", 1, 2, false, 61, Some((1, 0, 60))),
            ("the second part", 2, 50, false, 121, Some((2, 60, 120))),
            ("the second part is not yet owed", 2, 70, false, 110, None),
            ("complete in the second deadline", 2, 70, true, 95, Some((2, 60, 120))),
            ("nothing was found for hours", 1, 250, false, 310, Some((1, 240, 300))),
            ("found in time and not told in time: the old due stands", 1, 10, true, 200, Some((1, 0, 60))),
        ] {
            let part = baseline(&Baseline {
                first_fetch: minutes(0),
                deadline: Duration::from_secs(3600),
                next_part,
                oldest: minutes(oldest),
                complete,
                next_chance: minutes(next_chance),
            });
            let expected =
                expected.map(|(part, start, due)| Part { part, start: minutes(start), due: minutes(due) });
            assert_eq!(part, expected, "{name}");
        }
    }
}
