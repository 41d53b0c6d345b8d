//! Dates as pages state them, in Russian and English, with their uncertainty kept.
//!
//! A page that says "5 May" says neither the hour nor the zone, and a promise that is measured must not invent them:
//! the answer is the interval in which the instant lies. Zone unknown: from UTC+14 to UTC-12. No hour: the whole day.
//! No seconds: the whole minute. 05/06/2024: both readings.

mod civil;
mod names;
mod scan;
mod tokens;

use chrono::{DateTime, NaiveDate};

use crate::model::{Stated, Time};
use civil::{Day, Local};

/// Code points looked at; a date that stands later is a part of a text, not a statement of one.
const LONGEST: usize = 300;

/// The date that a short text states: RFC 3339 and ISO 8601 (partial too), RFC 822/2822/850, asctime, seconds or
/// milliseconds since 1970, dates in Russian and English words, numeric ones, "вчера, 14:35", "2 часа назад". Words
/// around it are passed over. `fetched` is what relative dates are relative to; a date without a year is the latest
/// one not after it.
pub fn parse(text: &str, fetched: Time) -> Option<Stated> {
    let text = text.trim();
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(i, _)| i);
    let text = &text[..end];
    if text.is_empty() {
        return None;
    }
    whole(text).or_else(|| scan::scan(&tokens::cut(text), fetched)).filter(|s| plausible(s, fetched))
}

/// Forms that are dates only when nothing else stands beside them.
fn whole(text: &str) -> Option<Stated> {
    if let Ok(t) = DateTime::parse_from_rfc2822(text) {
        let t = t.timestamp_millis();
        let seconds = text.matches(':').count() >= 2;
        // RFC 2822, 3.3: "-0000" says that nothing is known of the zone.
        if text.ends_with("-0000") {
            return None;
        }
        return Some(Stated { earliest: Time(t), latest: Time(if seconds { t } else { t + 59_999 }) });
    }
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    let number = text.parse::<i64>().ok();
    match (text.len(), number) {
        // 2001 to 2100, in seconds and in milliseconds.
        (10, Some(n @ 978_307_200..4_102_444_800)) => {
            Some(Stated { earliest: Time(n * 1000), latest: Time(n * 1000 + 999) })
        }
        (13, Some(n @ 978_307_200_000..4_102_444_800_000)) => {
            Some(Stated { earliest: Time(n), latest: Time(n) })
        }
        (4, Some(year @ 1970..=2100)) => {
            let first = NaiveDate::from_ymd_opt(year as i32, 1, 1)?;
            Some(civil::span(first, NaiveDate::from_ymd_opt(year as i32, 12, 31)?))
        }
        (7, None) => {
            let (year, month) = text.split_once('-')?;
            let (year, month) =
                (year.parse().ok().filter(|y| (1970..=2100).contains(y))?, month.parse().ok()?);
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            let next = first.checked_add_months(chrono::Months::new(1))?;
            Some(civil::span(first, next.pred_opt()?))
        }
        _ => None,
    }
}

/// Nothing was published before 1970 or is years ahead.
fn plausible(stated: &Stated, fetched: Time) -> bool {
    const TWO_YEARS: i64 = 2 * 366 * 86_400_000;
    stated.latest.0 >= 0 && (fetched.0 == 0 || stated.earliest.0 <= fetched.0.saturating_add(TWO_YEARS))
}

#[cfg(test)]
mod tests;
