//! How a visitor is spoken to: language, zone, numbers, plural forms, times.
//!
//! Russian is written, not translated: its own plural forms, genitive months, a non-breaking space in numbers.

use std::ops::Index;
use std::time::Duration;

use chrono::{DateTime, Datelike, Timelike};
use chrono_tz::Tz;
use maud::{Markup, html};

use super::words::{self as w, Forms, Word};
use crate::model::{Language, Time};
use crate::store::rows::AccountRow;

#[derive(Clone, Copy, Debug)]
pub struct Tongue {
    pub language: Language,
    pub zone: Tz,
    pub now: Time,
}

impl Index<Word> for Tongue {
    type Output = str;
    fn index(&self, word: Word) -> &str {
        self.of_two(word.0, word.1)
    }
}

impl Tongue {
    /// The account's, else what the browser prefers (RFC 9110, 12.5.4), else English; visitors without account read UTC.
    pub fn of(account: Option<&AccountRow>, accepts: &str, now: Time) -> Tongue {
        let language = match account {
            Some(account) => Language::parse(&account.language),
            None => preferred(accepts),
        };
        let zone = account.and_then(|account| account.zone.parse().ok()).unwrap_or(Tz::UTC);
        Tongue { language: language.unwrap_or(Language::English), zone, now }
    }

    pub fn russian(&self) -> bool {
        self.language == Language::Russian
    }

    pub fn of_two<'a>(&self, english: &'a str, russian: &'a str) -> &'a str {
        if self.russian() { russian } else { english }
    }

    /// `1 finding`, `2 findings`; `1 находка`, `2 находки`, `5 находок`.
    pub fn count(&self, n: u64, forms: Forms) -> String {
        format!("{}\u{a0}{}", self.number(n), self.form(n, forms))
    }

    /// The form of the word alone.
    pub fn form(&self, n: u64, forms: Forms) -> &'static str {
        if !self.russian() {
            return if n == 1 { forms.en.0 } else { forms.en.1 };
        }
        match (n % 10, n % 100) {
            (1, tens) if tens != 11 => forms.ru.0,
            (2..=4, tens) if !(12..=14).contains(&tens) => forms.ru.1,
            _ => forms.ru.2,
        }
    }

    /// `1,234`; `1 234` (Russian groups from five digits on, and always with a non-breaking space).
    pub fn number(&self, n: u64) -> String {
        let digits = n.to_string();
        if self.russian() && digits.len() < 5 {
            return digits;
        }
        let gap = self.of_two(",", "\u{a0}");
        let mut out = String::with_capacity(digits.len() * 2);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(gap);
            }
            out.push(digit);
        }
        out
    }

    /// Bytes in steps of 1,024, two figures and more.
    pub fn bytes(&self, n: u64) -> String {
        let units = self.of_two("B KiB MiB GiB TiB", "Б КиБ МиБ ГиБ ТиБ");
        let mut size = n as f64;
        let mut unit = "";
        for name in units.split(' ') {
            unit = name;
            if size < 1024.0 {
                break;
            }
            size /= 1024.0;
        }
        let text = if size < 10.0 && n >= 1024 { format!("{size:.1}") } else { format!("{size:.0}") };
        let text = if self.russian() { text.replace('.', ",") } else { text };
        format!("{text}\u{a0}{unit}")
    }

    /// `6 min`, `1 h 5 min`, `3 d`: at most two units, the smallest a second.
    pub fn span(&self, d: Duration) -> String {
        let s = d.as_secs();
        let units = self.of_two("s min h d", "с мин ч д");
        let unit: Vec<&str> = units.split(' ').collect();
        let two = |a: u64, ua: &str, b: u64, ub: &str| match b {
            0 => format!("{a}\u{a0}{ua}"),
            _ => format!("{a}\u{a0}{ua} {b}\u{a0}{ub}"),
        };
        match s {
            0..60 => format!("{s}\u{a0}{}", unit[0]),
            60..3_600 => format!("{}\u{a0}{}", s / 60, unit[1]),
            3_600..86_400 => two(s / 3_600, unit[2], s % 3_600 / 60, unit[1]),
            86_400..864_000 => two(s / 86_400, unit[3], s % 86_400 / 3_600, unit[2]),
            _ => format!("{}\u{a0}{}", self.number(s / 86_400), unit[3]),
        }
    }

    pub fn millis(&self, ms: i64) -> String {
        self.span(Duration::from_millis(ms.max(0).unsigned_abs()))
    }

    /// `23 November, 14:05 MSK`; `23 ноября, 14:05 МСК`; with the year when it is another.
    pub fn exact(&self, at: Time) -> String {
        let t = self.local(at);
        let year =
            if t.year() == self.local(self.now).year() { String::new() } else { format!(" {}", t.year()) };
        format!(
            "{}{year}, {:02}:{:02}\u{a0}{}",
            self.day_and_month(&t),
            t.hour(),
            t.minute(),
            self.zone_name(&t)
        )
    }

    fn day_and_month(&self, t: &DateTime<Tz>) -> String {
        let month = w::MONTHS[t.month0() as usize % 12];
        format!("{}\u{a0}{}", t.day(), &self[month])
    }

    /// `28 November`, `28 ноября`, of a day that begins at midnight UTC; with the year when it is another.
    pub fn date(&self, day: Time) -> String {
        let t = day.utc().with_timezone(&Tz::UTC);
        let year =
            if t.year() == self.local(self.now).year() { String::new() } else { format!(" {}", t.year()) };
        format!("{}{year}", self.day_and_month(&t))
    }

    fn local(&self, at: Time) -> DateTime<Tz> {
        at.utc().with_timezone(&self.zone)
    }

    fn zone_name(&self, t: &DateTime<Tz>) -> String {
        let name = t.format("%Z").to_string();
        match name.as_str() {
            "MSK" if self.russian() => "МСК".into(),
            _ if name.starts_with(['+', '-']) => format!("UTC{name}"),
            _ => name,
        }
    }

    /// `14:05` today, `22 November, 14:05` before.
    pub fn clock(&self, at: Time) -> String {
        let (t, now) = (self.local(at), self.local(self.now));
        if t.date_naive() == now.date_naive() {
            return format!("{:02}:{:02}", t.hour(), t.minute());
        }
        if t.year() == now.year() {
            return format!("{}, {:02}:{:02}", self.day_and_month(&t), t.hour(), t.minute());
        }
        format!("{} {}", self.day_and_month(&t), t.year())
    }

    /// `6 min ago`, `in 2 h`; beyond a week the day.
    pub fn relative(&self, at: Time) -> String {
        let (past, future) = (self.now.since(at), at.since(self.now));
        let away = past.max(future);
        if away > Duration::from_secs(7 * 86_400) {
            return self.clock(at);
        }
        if away < Duration::from_secs(60) {
            return self[if future > past { w::ANY_MOMENT } else { w::JUST_NOW }].to_owned();
        }
        // One unit is enough to scan by; the exact time is on hover.
        let rough = match away.as_secs() {
            s @ 0..3_600 => s / 60 * 60,
            s @ 3_600..86_400 => s / 3_600 * 3_600,
            s => s / 86_400 * 86_400,
        };
        let span = self.span(Duration::from_secs(rough));
        match (self.russian(), past > future) {
            (false, true) => format!("{span} ago"),
            (false, false) => format!("in {span}"),
            (true, true) => format!("{span} назад"),
            (true, false) => format!("через {span}"),
        }
    }

    /// A time for a table: relative, with the exact one on hover and in print.
    pub fn ago(&self, at: Time) -> Markup {
        html! { time datetime=(at.rfc3339()) title=(self.exact(at)) data-relative { (self.relative(at)) } }
    }

    /// A time for a sentence: of the clock, with the exact one on hover.
    pub fn at(&self, at: Time) -> Markup {
        html! { time datetime=(at.rfc3339()) title=(self.exact(at)) { (self.clock(at)) } }
    }

    pub fn maybe_ago(&self, at: Option<Time>) -> Markup {
        html! { @match at { Some(at) => { (self.ago(at)) }, None => { span.none { "–" } } } }
    }

    /// As a date field wants it.
    pub fn field(&self, at: Time) -> String {
        self.local(at).format("%Y-%m-%d").to_string()
    }
}

/// The first of our languages in the visitor's order of preference.
fn preferred(accepts: &str) -> Option<Language> {
    let mut wanted: Vec<(f32, Language)> = Vec::new();
    for part in accepts.split(',').take(20) {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        if let Some(language) = Language::parse(&primary).filter(|_| weight > 0.0) {
            wanted.push((weight, language));
        }
    }
    // Stable, so that equal weights keep their order.
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted.first().map(|(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tongue(language: Language) -> Tongue {
        let now = Time::parse_rfc3339("2026-11-23T11:05:00Z").unwrap();
        Tongue { language, zone: Tz::Europe__Moscow, now }
    }

    #[test]
    fn plural_forms() {
        let (ru, en) = (tongue(Language::Russian), tongue(Language::English));
        for (n, russian, english) in [
            (0, "0\u{a0}находок", "0\u{a0}findings"),
            (1, "1\u{a0}находка", "1\u{a0}finding"),
            (3, "3\u{a0}находки", "3\u{a0}findings"),
            (11, "11\u{a0}находок", "11\u{a0}findings"),
            (12, "12\u{a0}находок", "12\u{a0}findings"),
            (21, "21\u{a0}находка", "21\u{a0}findings"),
            (1_234, "1234\u{a0}находки", "1,234\u{a0}findings"),
            (12_345, "12\u{a0}345\u{a0}находок", "12,345\u{a0}findings"),
        ] {
            assert_eq!(ru.count(n, w::OF_FINDINGS), russian);
            assert_eq!(en.count(n, w::OF_FINDINGS), english);
        }
    }

    #[test]
    fn times() {
        let (ru, en) = (tongue(Language::Russian), tongue(Language::English));
        assert_eq!(ru.exact(ru.now), "23\u{a0}ноября, 14:05\u{a0}МСК");
        assert_eq!(en.exact(en.now), "23\u{a0}November, 14:05\u{a0}MSK");
        let before = en.now - Duration::from_secs(3_700);
        assert_eq!(
            (ru.relative(before), en.relative(before)),
            ("1\u{a0}ч назад".into(), "1\u{a0}h ago".into())
        );
        let after = en.now + Duration::from_secs(600);
        assert_eq!(
            (ru.relative(after), en.relative(after)),
            ("через 10\u{a0}мин".into(), "in 10\u{a0}min".into())
        );
        assert_eq!(en.span(Duration::from_secs(3_900)), "1\u{a0}h 5\u{a0}min");
        assert_eq!(ru.bytes(1_610_612_736), "1,5\u{a0}ГиБ");
    }

    #[test]
    fn languages_of_browsers() {
        for (accepts, expected) in [
            ("ru-RU,ru;q=0.9,en;q=0.8", Some(Language::Russian)),
            ("en-GB,en;q=0.9,ru;q=0.8", Some(Language::English)),
            ("de, ru;q=0.5, en;q=0.7", Some(Language::English)),
            ("ru;q=0", None),
            ("", None),
            (";;q=x,,", None),
        ] {
            assert_eq!(preferred(accepts), expected, "{accepts}");
        }
    }
}
