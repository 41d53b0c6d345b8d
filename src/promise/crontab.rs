//! Five fields as in crontab(5), told to the cron crate, which counts differently.
//!
//! The crate wants six fields, reads 1 as Sunday, joins day of month and day of week by AND where crontab joins them by
//! OR, skips 02:30 on the night the clocks go forward and fires it twice when they go back. So: fields are spelled out,
//! days of the week are names, an OR becomes two schedules, and wall-clock time is turned into instants here. Pure.

use std::str::FromStr;

use chrono::{Datelike, Duration, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use cron::Schedule;

use crate::model::{Said, Time};
use crate::said;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// More than any clock change moves.
const JUMP: Duration = Duration::hours(3);

/// A crontab expression in a time zone.
#[derive(Debug, Clone)]
pub struct Crontab {
    schedules: Vec<Schedule>,
    /// Every hour is meant: the hour that comes twice is visited twice.
    hourly: bool,
    zone: Tz,
}

struct Field {
    /// English and Russian.
    name: (&'static str, &'static str),
    least: u32,
    most: u32,
    names: &'static [&'static str],
    /// What the first name stands for.
    first_name: u32,
}

const FIELDS: [Field; 5] = [
    Field { name: ("minute", "минута"), least: 0, most: 59, names: &[], first_name: 0 },
    Field { name: ("hour", "час"), least: 0, most: 23, names: &[], first_name: 0 },
    Field { name: ("day of month", "день месяца"), least: 1, most: 31, names: &[], first_name: 0 },
    Field { name: ("month", "месяц"), least: 1, most: 12, names: &MONTHS, first_name: 1 },
    Field { name: ("day of week", "день недели"), least: 0, most: 7, names: &DAYS, first_name: 0 },
];

impl Field {
    fn said(&self) -> Said {
        let (english, russian) = self.name;
        Said { code: "cron.field".into(), english: english.into(), russian: russian.into() }
    }
}

impl Crontab {
    /// Reads the expression for a zone; says what is wrong with it.
    pub fn new(expression: &str, zone: Tz) -> Result<Crontab, Said> {
        let written = translate(expression)?;
        let schedules: Result<Vec<_>, _> = written.iter().map(|s| Schedule::from_str(s)).collect();
        let schedules = schedules.map_err(|e| {
            said!(
                "cron.other",
                "\"{expression}\" is no schedule ({e})",
                "«{expression}» — не расписание ({e})",
                expression,
                e
            )
        })?;
        let hourly = expression.split_whitespace().nth(1).is_some_and(|hour| hour.starts_with('*'));
        Ok(Crontab { schedules, hourly, zone })
    }

    /// What is wrong with the expression, if anything.
    pub fn check(expression: &str) -> Result<(), Said> {
        Crontab::new(expression, Tz::UTC).map(|_| ())
    }

    /// The first time after `after`. A time that the clocks skip comes at the end of the gap; one that comes twice
    /// counts once, the first time, unless every hour is meant.
    pub fn next(&self, after: Time) -> Option<Time> {
        let wall = after.utc().with_timezone(&self.zone).naive_local();
        self.schedules.iter().filter_map(|s| self.next_of(s, wall, after)).min()
    }

    fn next_of(&self, schedule: &Schedule, wall: NaiveDateTime, after: Time) -> Option<Time> {
        let mut best: Option<Time> = None;
        // Wall-clock time is counted as if it were UTC, which has no gaps.
        for local in schedule.after(&Utc.from_utc_datetime(&(wall - JUMP))) {
            let local = local.naive_utc();
            // Beyond a jump's reach later walls are later instants as well.
            if best.is_some() && local > wall + JUMP {
                break;
            }
            let found = self.instants(local).into_iter().flatten().filter(|t| *t > after).min();
            let Some(found) = found else { continue };
            best = Some(best.map_or(found, |b| b.min(found)));
            if local > wall + JUMP {
                break;
            }
        }
        best
    }

    fn instants(&self, local: NaiveDateTime) -> [Option<Time>; 2] {
        let time = |t: chrono::DateTime<Tz>| Some(Time::from(t.with_timezone(&Utc)));
        match self.zone.from_local_datetime(&local) {
            LocalResult::Single(t) => [time(t), None],
            LocalResult::Ambiguous(first, second) => {
                [time(first), self.hourly.then(|| time(second)).flatten()]
            }
            LocalResult::None => [self.after_gap(local), None],
        }
    }

    /// The first instant whose wall-clock time is not before `local`, which the clocks skipped.
    fn after_gap(&self, local: NaiveDateTime) -> Option<Time> {
        let minutes = JUMP.num_minutes();
        let later = (1..=minutes).map(|m| local + Duration::minutes(m));
        let found = later.filter_map(|wall| self.zone.from_local_datetime(&wall).earliest()).next()?;
        Some(Time::from(found.with_timezone(&Utc)))
    }
}

/// Five fields to the crate's six; two schedules when both day fields are given.
fn translate(expression: &str) -> Result<Vec<String>, Said> {
    let parts: Vec<&str> = expression.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = parts[..] else {
        return Err(said!(
            "cron.fields",
            "\"{expression}\" has {count} fields; five are wanted: minute, hour, day of month, month, day of week",
            "в «{expression}» полей: {count}; нужно пять: минута, час, день месяца, месяц, день недели",
            expression,
            count = parts.len()
        ));
    };
    let values = |text: &str, at: usize| numbers(text, &FIELDS[at]);
    let (minutes, hours, days, months, weekdays) =
        (values(minute, 0)?, values(hour, 1)?, values(day, 2)?, values(month, 3)?, values(weekday, 4)?);
    let list = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let names = {
        let mut names: Vec<u32> = weekdays.iter().map(|d| d % 7).collect();
        names.sort_unstable();
        names.dedup();
        names.iter().map(|d| DAYS[*d as usize]).collect::<Vec<_>>().join(",")
    };
    // crontab(5): a field that begins with * does not restrict.
    let (by_day, by_weekday) = (!day.starts_with('*'), !weekday.starts_with('*'));
    if by_day && !by_weekday && !months.iter().any(|m| days.iter().any(|d| *d <= longest(*m))) {
        return Err(said!(
            "cron.never",
            "\"{expression}\" names a day that never comes",
            "«{expression}» называет день, который не наступит",
            expression
        ));
    }
    let (time, month) = (format!("0 {} {}", list(&minutes), list(&hours)), list(&months));
    let every_day = || list(&(1..=31).collect::<Vec<_>>());
    Ok(match (by_day, by_weekday) {
        (true, true) => vec![
            format!("{time} {} {month} {}", list(&days), DAYS.join(",")),
            format!("{time} {} {month} {names}", every_day()),
        ],
        _ => vec![format!("{time} {} {month} {names}", list(&days))],
    })
}

/// Days of the month's longest year.
fn longest(month: u32) -> u32 {
    let next = chrono::NaiveDate::from_ymd_opt(2024, month, 31);
    next.map_or(if month == 2 { 29 } else { 30 }, |d| d.day())
}

/// `*`, `*/20`, `8-20`, `8-20/2`, `1,15`, names; sorted, each once.
fn numbers(text: &str, field: &Field) -> Result<Vec<u32>, Said> {
    let mut found = Vec::new();
    for part in text.split(',') {
        let wrong = |why: Said| {
            let name = field.said();
            said!(
                why.code.as_str(),
                "\"{part}\" is no {name}; {why}",
                "«{part}» — не {name}; {why}",
                part,
                name,
                why
            )
        };
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => {
                let step = step.parse::<u32>().ok().filter(|n| *n > 0);
                (
                    range,
                    Some(step.ok_or_else(|| {
                        wrong(said!("cron.step", "a step is a whole number from 1", "шаг — целое число от 1"))
                    })?),
                )
            }
            None => (part, None),
        };
        let one = |text: &str| {
            let named = field.names.iter().position(|n| n.eq_ignore_ascii_case(text));
            let number = named.map(|at| at as u32 + field.first_name).or_else(|| text.parse().ok());
            let within = number.filter(|n| (field.least..=field.most).contains(n));
            within.ok_or_else(|| {
                wrong(said!(
                    "cron.range",
                    "it lies between {least} and {most}",
                    "допустимо от {least} до {most}",
                    least = field.least,
                    most = field.most
                ))
            })
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (field.least, field.most),
            Some((from, to)) => (one(from)?, one(to)?),
            None if step.is_some() => {
                return Err(wrong(said!(
                    "cron.step-of",
                    "a step follows * or a range: */20, 8-20/2",
                    "шаг стоит после * или промежутка: */20, 8-20/2"
                )));
            }
            None => (one(range)?, one(range)?),
        };
        if from > to {
            return Err(wrong(said!(
                "cron.falls",
                "a range rises",
                "промежуток пишется от меньшего к большему"
            )));
        }
        found.extend((from..=to).step_by(step.unwrap_or(1) as usize));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(expression: &str, zone: Tz, after: &str, count: usize) -> Vec<String> {
        let crontab = Crontab::new(expression, zone).expect(expression);
        let mut at = Time::parse_rfc3339(after).expect("the test's own time");
        let mut found = Vec::new();
        for _ in 0..count {
            at = crontab.next(at).expect("another time");
            found.push(at.utc().with_timezone(&zone).format("%a %m-%d %H:%M%:z").to_string());
        }
        found
    }

    #[test]
    fn the_next_times() {
        let utc = Tz::UTC;
        let table: &[(&str, &str, &[&str])] = &[
            (
                "*/20 8-20 * * 1-5",
                "2026-11-20T20:30:00Z",
                &["Fri 11-20 20:40+00:00", "Mon 11-23 08:00+00:00"],
            ),
            ("0 0 * * 0", "2026-11-23T00:00:00Z", &["Sun 11-29 00:00+00:00"]),
            ("0 0 * * 7", "2026-11-23T00:00:00Z", &["Sun 11-29 00:00+00:00"]),
            ("0 0 * * 1", "2026-11-23T00:00:00Z", &["Mon 11-30 00:00+00:00"]),
            ("0 0 * * mon,SAT", "2026-11-23T00:00:00Z", &["Sat 11-28 00:00+00:00", "Mon 11-30 00:00+00:00"]),
            (
                "0 0 * * 5-7",
                "2026-11-23T00:00:00Z",
                &["Fri 11-27 00:00+00:00", "Sat 11-28 00:00+00:00", "Sun 11-29 00:00+00:00"],
            ),
            (
                "0 12 13 * 5",
                "2026-11-23T00:00:00Z",
                &[
                    "Fri 11-27 12:00+00:00",
                    "Fri 12-04 12:00+00:00",
                    "Fri 12-11 12:00+00:00",
                    "Sun 12-13 12:00+00:00",
                ],
            ),
            (
                "15,45 6-10/2 1 jan *",
                "2026-12-31T00:00:00Z",
                &["Fri 01-01 06:15+00:00", "Fri 01-01 06:45+00:00", "Fri 01-01 08:15+00:00"],
            ),
            ("0 0 29 2 *", "2026-01-01T00:00:00Z", &["Tue 02-29 00:00+00:00"]),
        ];
        for (expression, after, expected) in table {
            assert_eq!(times(expression, utc, after, expected.len()), *expected, "{expression}");
        }
    }

    #[test]
    fn the_night_the_clocks_go_forward_has_its_visit_after_the_gap() {
        let expected = ["Sat 03-28 02:30+01:00", "Sun 03-29 03:00+02:00", "Mon 03-30 02:30+02:00"];
        assert_eq!(times("30 2 * * *", Tz::Europe__Berlin, "2026-03-27T12:00:00Z", 3), expected);
    }

    #[test]
    fn the_night_the_clocks_go_back_has_one_visit_at_a_named_hour() {
        let expected = ["Sun 10-25 02:30+02:00", "Mon 10-26 02:30+01:00"];
        assert_eq!(times("30 2 * * *", Tz::Europe__Berlin, "2026-10-24T12:00:00Z", 2), expected);
    }

    #[test]
    fn the_night_the_clocks_go_back_has_a_visit_in_each_of_its_hours() {
        let expected = ["Sun 10-25 02:00+02:00", "Sun 10-25 02:00+01:00", "Sun 10-25 03:00+01:00"];
        assert_eq!(times("0 * * * *", Tz::Europe__Berlin, "2026-10-24T23:30:00Z", 3), expected);
    }

    #[test]
    fn what_is_no_schedule_says_why() {
        let table = [
            (
                "* * * *",
                "\"* * * *\" has 4 fields; five are wanted: minute, hour, day of month, month, day of week",
            ),
            ("61 * * * *", "\"61\" is no minute; it lies between 0 and 59"),
            ("* 24 * * *", "\"24\" is no hour; it lies between 0 and 23"),
            ("* * 0 * *", "\"0\" is no day of month; it lies between 1 and 31"),
            ("* * * foo *", "\"foo\" is no month; it lies between 1 and 12"),
            ("* * * * 8", "\"8\" is no day of week; it lies between 0 and 7"),
            ("*/0 * * * *", "\"*/0\" is no minute; a step is a whole number from 1"),
            ("5/10 * * * *", "\"5/10\" is no minute; a step follows * or a range: */20, 8-20/2"),
            ("* 20-8 * * *", "\"20-8\" is no hour; a range rises"),
            ("0 0 31 2,4 *", "\"0 0 31 2,4 *\" names a day that never comes"),
        ];
        for (expression, expected) in table {
            let why = Crontab::check(expression).expect_err(expression);
            assert_eq!(why.english, expected);
            assert!(why.russian.contains("«"), "{}", why.russian);
        }
    }
}
