//! When the disk is full at the pace of the last days. Pure; says nothing where there is nothing to say.

use crate::model::Time;

const DAY: i64 = 86_400_000;
/// Days that the pace is taken from: retention and quiet weeks even out, a new place does not vanish in a year's mean.
const LOOK_BACK: i64 = 14;
/// Beyond this many days a forecast is a guess.
const HORIZON: u64 = 3 * 365;

/// Whole days until nothing is free, from (day, bytes free at its end), the oldest first. None: fewer than two days are
/// known, room is not shrinking, or it lasts beyond three years.
pub fn full_in(days: &[(Time, u64)]) -> Option<u64> {
    let (last, free) = days.last()?;
    let (first, before) = days.iter().find(|(day, _)| last.0 - day.0 <= LOOK_BACK * DAY)?;
    let passed = u64::try_from((last.0 - first.0) / DAY).ok().filter(|passed| *passed > 0)?;
    let used = before.checked_sub(*free).filter(|used| *used > 0)?;
    // free / (used / passed), in whole numbers wide enough for any disk.
    let left = u128::from(*free) * u128::from(passed) / u128::from(used);
    u64::try_from(left).ok().filter(|left| *left <= HORIZON)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_of_the_last_days() {
        let days =
            |rows: &[(i64, u64)]| rows.iter().map(|(day, free)| (Time(day * DAY), *free)).collect::<Vec<_>>();
        for (rows, expected) in [
            (&[][..], None),
            (&[(1, 100)], None),
            (&[(1, 100), (2, 98)], Some(49)),
            (&[(1, 100), (5, 80)], Some(16)),
            // Room was made.
            (&[(1, 100), (2, 120)], None),
            (&[(1, 100), (2, 100)], None),
            // What was a month ago does not count.
            (&[(1, 1_000), (40, 100), (41, 90)], Some(9)),
            (&[(1, u64::MAX), (2, u64::MAX - 1)], None),
            (&[(1, 5), (2, 0)], Some(0)),
        ] {
            assert_eq!(full_in(&days(rows)), expected, "{rows:?}");
        }
    }
}
