//! The periods of digests, in a recipient's zone.
//!
//! A week ends on Monday at 00:00, a month on its last day at 24:00, by the calendar of the zone: no hours are counted,
//! so nights in which clocks are changed neither shorten nor double a period. Letters leave in the morning, from 08:00.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::model::{Period, Time};

/// The hour of the day from which a digest is delivered.
const MORNING: u32 = 8;
/// Periods that are listed at most: more than two years of weeks.
const MOST: usize = 120;

/// A period that has ended: everything admitted in `(from, to]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Time,
    /// The cut-off: the digest is frozen there.
    pub to: Time,
    /// From when its letter may leave.
    pub deliver_from: Time,
}

/// The periods that ended in `(last_end, now]`, oldest first, each beginning where the one before it ended.
///
/// Without a `last_end` (no digest was ever owed) it is the last full period alone. A boundary less than half a period
/// after `last_end` is skipped: a recipient who changed zone or plan gets no digest of two hours. After a long downtime
/// there are several, which one catch-up letter names; the list keeps the newest 120 and starts at `last_end` all the
/// same.
pub fn periods_due(last_end: Option<Time>, now: Time, zone: Tz, period: Period) -> Vec<Span> {
    let Some(last) = last_boundary(now, zone, period) else { return Vec::new() };
    let mut spans = Vec::new();
    let mut end = last;
    for _ in 0..MOST {
        let (Some(to), Some(before)) = (midnight(end, zone), step_back(end, period)) else { break };
        let (Some(from), Some(deliver_from)) = (midnight(before, zone), local(end, MORNING, zone)) else {
            break;
        };
        let Some(last_end) = last_end else { return vec![Span { from, to, deliver_from }] };
        let half = TimeDelta::days(if period == Period::Weekly { 3 } else { 14 }).num_milliseconds();
        if to.0.saturating_sub(last_end.0) <= half {
            break;
        }
        spans.push(Span { from, to, deliver_from });
        end = before;
    }
    spans.reverse();
    if let (Some(first), Some(last_end)) = (spans.first_mut(), last_end) {
        first.from = last_end;
    }
    spans
}

/// The cut-off that follows `now`: when to look again.
pub fn next_end(now: Time, zone: Tz, period: Period) -> Option<Time> {
    let last = last_boundary(now, zone, period)?;
    let next = match period {
        Period::Weekly => last.checked_add_days(Days::new(7)),
        Period::Monthly => last.checked_add_months(Months::new(1)),
    };
    midnight(next?, zone)
}

/// The date of the last boundary at or before `now`.
fn last_boundary(now: Time, zone: Tz, period: Period) -> Option<NaiveDate> {
    let today = now.utc().with_timezone(&zone).date_naive();
    let boundary = match period {
        Period::Weekly => today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into())),
        Period::Monthly => today.with_day(1),
    }?;
    // Where midnight does not exist on that day, it may not have come yet.
    if midnight(boundary, zone)? <= now { Some(boundary) } else { step_back(boundary, period) }
}

fn step_back(boundary: NaiveDate, period: Period) -> Option<NaiveDate> {
    match period {
        Period::Weekly => boundary.checked_sub_days(Days::new(7)),
        Period::Monthly => boundary.checked_sub_months(Months::new(1)),
    }
}

fn midnight(date: NaiveDate, zone: Tz) -> Option<Time> {
    local(date, 0, zone)
}

/// The instant of this hour: the first of two when clocks go back, the next that exists when they go forward.
fn local(date: NaiveDate, hour: u32, zone: Tz) -> Option<Time> {
    let wanted = date.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
    (0..=96).find_map(|quarters| {
        let at: DateTime<Tz> =
            zone.from_local_datetime(&(wanted + TimeDelta::minutes(15 * quarters))).earliest()?;
        Some(Time::from(at.with_timezone(&Utc)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Period::{Monthly, Weekly};

    fn t(text: &str) -> Time {
        Time::parse_rfc3339(text).unwrap()
    }

    fn ends(last_end: Option<&str>, now: &str, zone: &str, period: Period) -> Vec<String> {
        let zone: Tz = zone.parse().unwrap();
        let spans = periods_due(last_end.map(t), t(now), zone, period);
        for pair in spans.windows(2) {
            assert_eq!(pair[0].to, pair[1].from, "no gap, no overlap");
        }
        spans.iter().map(|s| format!("{}..{} {}", s.from, s.to, s.deliver_from)).collect()
    }

    #[test]
    fn one_row_for_each_case() {
        let none: [&str; 0] = [];
        for (name, last_end, now, zone, period, expected) in [
            (
                "a week in Moscow",
                Some("2026-11-15T21:00:00Z"),
                "2026-11-23T09:00:00Z",
                "Europe/Moscow",
                Weekly,
                &["2026-11-15T21:00:00Z..2026-11-22T21:00:00Z 2026-11-23T05:00:00Z"][..],
            ),
            (
                "a second before the cut-off",
                Some("2026-11-15T21:00:00Z"),
                "2026-11-22T20:59:59Z",
                "Europe/Moscow",
                Weekly,
                &none,
            ),
            (
                "done already",
                Some("2026-11-22T21:00:00Z"),
                "2026-11-23T09:00:00Z",
                "Europe/Moscow",
                Weekly,
                &none,
            ),
            (
                "never had one: the last full week",
                None,
                "2026-11-25T00:00:00Z",
                "UTC",
                Weekly,
                &["2026-11-16T00:00:00Z..2026-11-23T00:00:00Z 2026-11-23T08:00:00Z"],
            ),
            (
                "three weeks down",
                Some("2026-11-02T00:00:00Z"),
                "2026-11-25T00:00:00Z",
                "UTC",
                Weekly,
                &[
                    "2026-11-02T00:00:00Z..2026-11-09T00:00:00Z 2026-11-09T08:00:00Z",
                    "2026-11-09T00:00:00Z..2026-11-16T00:00:00Z 2026-11-16T08:00:00Z",
                    "2026-11-16T00:00:00Z..2026-11-23T00:00:00Z 2026-11-23T08:00:00Z",
                ],
            ),
            (
                "the week with the night of 25 hours",
                Some("2026-10-18T22:00:00Z"),
                "2026-10-26T12:00:00Z",
                "Europe/Berlin",
                Weekly,
                &["2026-10-18T22:00:00Z..2026-10-25T23:00:00Z 2026-10-26T07:00:00Z"],
            ),
            (
                "the week with the night of 23 hours",
                Some("2026-03-22T23:00:00Z"),
                "2026-03-30T12:00:00Z",
                "Europe/Berlin",
                Weekly,
                &["2026-03-22T23:00:00Z..2026-03-29T22:00:00Z 2026-03-30T06:00:00Z"],
            ),
            (
                "a month that ends where midnight does not exist",
                Some("2017-09-01T04:00:00Z"),
                "2017-10-01T12:00:00Z",
                "America/Asuncion",
                Monthly,
                &["2017-09-01T04:00:00Z..2017-10-01T04:00:00Z 2017-10-01T11:00:00Z"],
            ),
            (
                "a month",
                Some("2026-01-31T21:00:00Z"),
                "2026-03-01T05:00:00Z",
                "Europe/Moscow",
                Monthly,
                &["2026-01-31T21:00:00Z..2026-02-28T21:00:00Z 2026-03-01T05:00:00Z"],
            ),
            (
                "moved from Moscow to Berlin: no digest of two hours",
                Some("2026-11-22T21:00:00Z"),
                "2026-11-23T09:00:00Z",
                "Europe/Berlin",
                Weekly,
                &none,
            ),
            (
                "and the next one leaves no gap",
                Some("2026-11-22T21:00:00Z"),
                "2026-11-30T09:00:00Z",
                "Europe/Berlin",
                Weekly,
                &["2026-11-22T21:00:00Z..2026-11-29T23:00:00Z 2026-11-30T07:00:00Z"],
            ),
            (
                "from weeks to months",
                Some("2026-11-22T21:00:00Z"),
                "2026-12-02T09:00:00Z",
                "Europe/Moscow",
                Monthly,
                &none,
            ),
        ] {
            assert_eq!(ends(last_end, now, zone, period), expected, "{name}");
        }
    }

    #[test]
    fn after_years_the_list_is_bounded_and_whole() {
        let spans = periods_due(Some(Time(0)), t("2026-11-25T00:00:00Z"), Tz::UTC, Weekly);
        assert_eq!(spans.len(), MOST);
        assert_eq!(spans[0].from, Time(0));
        assert_eq!(spans[MOST - 1].to, t("2026-11-23T00:00:00Z"));
    }

    #[test]
    fn the_next_end() {
        let zone = Tz::Europe__Berlin;
        assert_eq!(next_end(t("2026-10-22T00:00:00Z"), zone, Weekly), Some(t("2026-10-25T23:00:00Z")));
        assert_eq!(next_end(t("2026-10-25T23:00:00Z"), zone, Weekly), Some(t("2026-11-01T23:00:00Z")));
        assert_eq!(next_end(t("2026-12-31T22:59:59Z"), zone, Monthly), Some(t("2026-12-31T23:00:00Z")));
        assert_eq!(next_end(t("2026-12-31T23:00:00Z"), zone, Monthly), Some(t("2027-01-31T23:00:00Z")));
    }
}
