//! Structures without a check digit: dates of birth, e-mail addresses.

use chrono::{Datelike, NaiveDate};

use super::{Proof, Valid};

/// A date that exists, in a year that living people were born in; the text holds one in the order day, month, year or
/// the reverse. Canonical: YYYY-MM-DD.
pub(super) fn birth_date(text: &str) -> Valid {
    let runs: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|r| !r.is_empty())
        .filter_map(|r| r.parse().ok())
        .collect();
    let date = runs.windows(3).find_map(|run| match *run {
        [year @ 1900..=2030, month, day] => NaiveDate::from_ymd_opt(year as i32, month, day),
        [day, month, year @ 1900..=2030] => NaiveDate::from_ymd_opt(year as i32, month, day),
        _ => None,
    })?;
    (1910..=2025).contains(&date.year()).then(|| (date.to_string(), Proof::Structure("the date exists")))
}

/// A local part and a host of labels (RFC 5321, without quoted parts), not a documentation address.
pub(super) fn email(text: &str) -> Valid {
    let value = text.trim().to_lowercase();
    is_email(&value).then_some((value, Proof::Structure("local part and host have their form")))
}

pub(super) fn is_email(value: &str) -> bool {
    let Some((local, host)) = value.rsplit_once('@') else { return false };
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let dots = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    !local.is_empty()
        && local.len() <= 64
        && !dots(local)
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && host.contains('.')
        && host.split('.').all(label)
        && host
            .rsplit('.')
            .next()
            .is_some_and(|tld| tld.chars().count() >= 2 && !tld.chars().any(|c| c.is_ascii_digit()))
}
