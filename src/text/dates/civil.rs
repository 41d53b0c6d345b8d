//! Calendar and clock readings, and the instants that they can mean.

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};

use crate::model::{Stated, Time};

/// Minutes east of UTC of the first and the last zone of the earth.
const EAST: i64 = 14 * 60;
const WEST: i64 = -12 * 60;
const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// A day as stated: possibly one of two (05/06/2024).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// An hour as stated, and for how long it holds in milliseconds, the first included (60,000: no seconds were said).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub time: NaiveTime,
    pub holds: i64,
}

/// A full reading; zone in minutes east of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    pub day: Day,
    pub clock: Option<Clock>,
    pub zone: Option<i64>,
}

impl Day {
    pub fn one(day: NaiveDate) -> Day {
        Day { first: day, last: day }
    }
}

/// Midnight of a day at UTC, in milliseconds.
fn midnight(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce() - 719_163) * DAY
}

fn millis(time: NaiveTime) -> i64 {
    (time - NaiveTime::MIN).num_milliseconds()
}

impl Local {
    pub fn stated(&self) -> Stated {
        let (from, holds) = self.clock.map_or((0, DAY), |c| (millis(c.time), c.holds));
        let (east, west) = self.zone.map_or((EAST, WEST), |zone| (zone, zone));
        Stated {
            earliest: Time(midnight(self.day.first) + from - east * MINUTE),
            latest: Time(midnight(self.day.last) + from + holds - 1 - west * MINUTE),
        }
    }
}

/// All of the days from `first` to `last`, anywhere on earth.
pub fn span(first: NaiveDate, last: NaiveDate) -> Stated {
    Local { day: Day { first, last }, clock: None, zone: None }.stated()
}

/// So many days before the day of `fetched`, which is another day in other zones; never after `fetched`.
pub fn days_before(days: i64, clock: Option<Clock>, zone: Option<i64>, fetched: Time) -> Option<Stated> {
    let mut all: Option<Stated> = None;
    let (east, west) = zone.map_or((EAST, WEST), |zone| (zone, zone));
    // Every zone in use is a multiple of a quarter of an hour away from UTC.
    for offset in (west..=east).step_by(15) {
        let local = Time(fetched.0 + offset * MINUTE).utc().date_naive();
        let Some(day) = local.checked_sub_signed(Duration::days(days)) else { continue };
        let one = Local { day: Day::one(day), clock, zone: Some(offset) }.stated();
        if one.earliest > fetched {
            continue;
        }
        all = Some(all.map_or(one, |a| Stated {
            earliest: a.earliest.min(one.earliest),
            latest: a.latest.max(one.latest),
        }));
    }
    all.map(|s| Stated { earliest: s.earliest, latest: s.latest.min(fetched) })
}

/// How long ago in whole units, which pages round up, down or to the nearest.
pub fn ago(count: i64, unit: i64, total: i64, fetched: Time) -> Option<Stated> {
    let latest = fetched.0.checked_sub(total)?.checked_add(if count == 0 { 0 } else { unit / 2 })?;
    let earliest = fetched.0.checked_sub(total)?.checked_sub(unit)?;
    Some(Stated { earliest: Time(earliest), latest: Time(latest.min(fetched.0)) })
}

/// The latest such day that is at most a day after `fetched` (it may be tomorrow there already).
pub fn without_year(month: u32, day: u32, fetched: Time) -> Option<NaiveDate> {
    let limit = Time(fetched.0.saturating_add(DAY)).utc().date_naive();
    // Eight years back hold a 29 February.
    (0..=8).find_map(|back| NaiveDate::from_ymd_opt(limit.year() - back, month, day).filter(|d| *d <= limit))
}
