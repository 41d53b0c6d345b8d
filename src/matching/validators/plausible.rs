//! Structures without a check digit: dates of birth, codes of diagnoses, e-mail addresses.

use chrono::{Datelike, NaiveDate};

use super::{Proof, Valid};

/// Beginnings of Russian and English months, as they stand in dates; the first that fits counts.
const MONTHS: &[(&str, u32)] = &[
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("мая", 5),
    ("май", 5),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("дек", 12),
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

/// A date that exists, in a year that living people were born in; the text holds one in the order day, month, year or
/// the reverse, or with the month's name. Canonical: YYYY-MM-DD.
pub(super) fn birth_date(text: &str) -> Valid {
    let lower = text.to_lowercase();
    let runs: Vec<u32> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|r| !r.is_empty())
        .filter_map(|r| r.parse().ok().or_else(|| month(r)))
        .collect();
    let date = runs.windows(3).find_map(|run| match *run {
        [year @ 1900..=2030, month, day] => NaiveDate::from_ymd_opt(year as i32, month, day),
        [day, month, year @ 1900..=2030] => NaiveDate::from_ymd_opt(year as i32, month, day)
            // March 12, 1985, and 3/12/1985 as Americans write it.
            .or_else(|| NaiveDate::from_ymd_opt(year as i32, day, month)),
        _ => None,
    })?;
    (1910..=2025).contains(&date.year()).then(|| (date.to_string(), Proof::Structure("the date exists")))
}

fn month(word: &str) -> Option<u32> {
    MONTHS.iter().find(|(name, _)| word.starts_with(name)).map(|(_, month)| *month)
}

/// Countries' codes of two digits (ITU-T E.164); those of three begin with 21 to 26, 29, 35, 37, 38, 42, 50, 59, 67, 68,
/// 69, 80, 85, 87, 88, 96 to 99.
const TWO: &[u32] = &[
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58,
    60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

/// A telephone number with its country (ITU-T E.164): a code that exists, 9 to 15 digits in all, no service for all
/// callers (+1 800, +7 800, +44 800).
pub(super) fn phone(text: &str) -> Valid {
    let d = super::digits(text);
    if !(9..=15).contains(&d.len()) || super::uniform(&d[3..]) {
        return None;
    }
    let two = super::pair(&d, 0);
    let code = match d[0] {
        1 | 7 => 1,
        _ if TWO.contains(&two) => 2,
        _ if matches!(two, 21..=26 | 29 | 35 | 37 | 38 | 42 | 50 | 59 | 67..=69 | 85 | 88 | 96 | 97 | 99) => {
            3
        }
        _ => return None,
    };
    let north = d[0] != 1 || (d.len() == 11 && d[1] > 1);
    let free = d[code..].starts_with(&[8, 0, 0]);
    let value = format!("+{}", super::written(&d));
    (north && !free).then_some((value, Proof::Structure("the country's code and the length exist")))
}

/// A code of ICD-10: a letter, two digits, perhaps one or two after a full stop.
pub(super) fn icd(text: &str) -> Valid {
    let value = text.trim().to_uppercase();
    let b = value.as_bytes();
    let holds = matches!(b.len(), 3 | 5 | 6)
        && b[0].is_ascii_uppercase()
        && b[1..3].iter().all(u8::is_ascii_digit)
        && (b.len() == 3 || (b[3] == b'.' && b[4..].iter().all(u8::is_ascii_digit)));
    holds.then_some((value, Proof::Structure("the code of a diagnosis has its form")))
}

/// A local part and a host of labels (RFC 5321, without quoted parts), not a documentation address.
pub(super) fn email(text: &str) -> Valid {
    let value = text.trim().to_lowercase();
    is_email(&value).then_some((value, Proof::Structure("local part and host have their form")))
}

/// Local parts of offices, lists and examples, not of people.
const OFFICES: &[&str] = &[
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "alerts",
    "announce",
    "bar",
    "billing",
    "bob",
    "bounces",
    "bugs",
    "careers",
    "contact",
    "customer",
    "customerservice",
    "dev",
    "devel",
    "docs",
    "email",
    "enquiries",
    "feedback",
    "foo",
    "git",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hr",
    "info",
    "jobs",
    "john",
    "legal",
    "list",
    "lists",
    "mail",
    "marketing",
    "me",
    "media",
    "name",
    "news",
    "newsletter",
    "no-reply",
    "nobody",
    "noreply",
    "office",
    "orders",
    "pr",
    "postmaster",
    "press",
    "privacy",
    "request",
    "root",
    "sales",
    "security",
    "service",
    "shop",
    "someone",
    "spam",
    "subscribe",
    "support",
    "team",
    "test",
    "tester",
    "user",
    "username",
    "users",
    "webmaster",
    "you",
    "your",
    "youremail",
    "zakaz",
    "клиент",
    "почта",
];

/// An address of a person, as far as its local part tells: not of an office, a mailing list or an example.
pub(super) fn email_person(text: &str) -> Valid {
    let (value, proof) = email(text)?;
    let local = value.split('@').next().unwrap_or_default();
    let base = local.trim_end_matches(|c: char| c.is_ascii_digit()).split('+').next().unwrap_or_default();
    let list =
        ["-list", "-users", "-user", "-dev", "-devel", "-bugs", "-announce", "-help", "-request", "-support"];
    let office =
        OFFICES.contains(&base) || list.iter().any(|l| base.ends_with(l)) || base.chars().count() < 2;
    let host = value.split('@').nth(1).unwrap_or_default();
    let shared =
        ["lists.", "list.", "groups.", "bugs.", "users.noreply."].iter().any(|h| host.starts_with(h));
    (!office && !shared).then_some((value, proof))
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
