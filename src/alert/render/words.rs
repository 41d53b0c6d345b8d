//! The house's words as people of either language write them: numbers, spans of time, dates, and the closed sets.
//! Russian is written here, not translated: its own plurals, quotes, order and non-breaking spaces.

use std::time::Duration;

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;

use crate::model::{Cause, Class, Damage, EventKind, Language, Level, Likelihood, Risk, Time};

const NB: char = '\u{a0}';

/// Picks by language: `(Russian, English)`.
pub(super) fn either<T>(language: Language, russian: T, english: T) -> T {
    match language {
        Language::Russian => russian,
        Language::English => english,
    }
}

/// The Russian form for a number: 1 находка, 2 находки, 5 находок.
pub(super) fn plural(n: u64, [one, few, many]: [&'static str; 3]) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

/// `312`, `12 345` with a non-breaking space, or `12,345`.
pub(super) fn number(language: Language, n: u64) -> String {
    let digits = n.to_string();
    let group = either(language, NB, ',');
    if digits.len() < either(language, 5, 4) {
        return digits;
    }
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    out
}

/// A number with its noun: `3 находки`, `1 finding`.
pub(super) fn count(language: Language, n: u64, russian: [&'static str; 3], english: [&str; 2]) -> String {
    let noun = either(language, plural(n, russian), english[usize::from(n != 1)]);
    format!("{}{NB}{noun}", number(language, n))
}

pub(super) fn findings(language: Language, n: u64) -> String {
    count(language, n, ["находка", "находки", "находок"], ["finding", "findings"])
}

/// `49 min`, `1 h 5 min`, `3 days`; never less than a minute.
pub(super) fn span(language: Language, d: Duration) -> String {
    let minutes = d.as_secs() / 60;
    let (hour, minute) = either(language, ("ч", "мин"), ("h", "min"));
    match (minutes / 60, minutes % 60) {
        (0, 0) => either(language, "меньше минуты", "less than a minute").to_owned(),
        (0, m) => format!("{m}{NB}{minute}"),
        (h @ 0..48, 0) => format!("{h}{NB}{hour}"),
        (h @ 0..48, m) => format!("{h}{NB}{hour} {m}{NB}{minute}"),
        (h, _) => count(language, h / 24, ["день", "дня", "дней"], ["day", "days"]),
    }
}

/// What a promise is called: `2 hours`, `24 часов` (after «в течение»).
pub(super) fn promise(language: Language, d: Duration) -> String {
    let hours = d.as_secs() / 3600;
    if hours == 0 || !d.as_secs().is_multiple_of(3600) {
        return span(language, d);
    }
    count(language, hours, ["часа", "часов", "часов"], ["hour", "hours"])
}

/// Times in a reader's zone, told relative to the letter's own day.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub language: Language,
    pub zone: Tz,
    pub now: Time,
}

impl When {
    /// `14:05`.
    pub(super) fn clock(self, t: Time) -> String {
        let local = t.utc().with_timezone(&self.zone);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// `23 November`, with the year when it is not the letter's.
    pub(super) fn day(self, t: Time) -> String {
        let local = t.utc().with_timezone(&self.zone);
        let day = format!("{}{NB}{}", local.day(), month(self.language, local.month()));
        if local.year() == self.now.utc().with_timezone(&self.zone).year() {
            day
        } else {
            format!("{day} {}", local.year())
        }
    }

    /// `23 ноября, 14:05 МСК`.
    pub(super) fn full(self, t: Time) -> String {
        format!("{}, {}{NB}{}", self.day(t), self.clock(t), self.zone_word(t))
    }

    /// `14:05` on the letter's day, else `22 November, 14:05`.
    pub(super) fn short(self, t: Time) -> String {
        if self.same_day(t, self.now) { self.clock(t) } else { format!("{}, {}", self.day(t), self.clock(t)) }
    }

    pub(super) fn same_day(self, a: Time, b: Time) -> bool {
        let date = |t: Time| t.utc().with_timezone(&self.zone).date_naive();
        date(a) == date(b)
    }

    /// `вт`, `Tue`.
    pub(super) fn weekday_short(self, t: Time) -> &'static str {
        let at = t.utc().with_timezone(&self.zone).weekday().num_days_from_monday() as usize;
        either(
            self.language,
            ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
            ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        )[at]
    }

    /// `во вторник`, `on Tuesday`.
    pub(super) fn on_weekday(self, t: Time) -> &'static str {
        let at = t.utc().with_timezone(&self.zone).weekday().num_days_from_monday() as usize;
        let russian = [
            "в понедельник",
            "во вторник",
            "в среду",
            "в четверг",
            "в пятницу",
            "в субботу",
            "в воскресенье",
        ];
        let english = [
            "on Monday",
            "on Tuesday",
            "on Wednesday",
            "on Thursday",
            "on Friday",
            "on Saturday",
            "on Sunday",
        ];
        either(self.language, russian, english)[at]
    }

    /// `МСК`, `CET`, `UTC+5`.
    pub(super) fn zone_word(self, t: Time) -> String {
        let word = t.utc().with_timezone(&self.zone).format("%Z").to_string();
        match word.as_str() {
            "MSK" => either(self.language, "МСК", "MSK").to_owned(),
            w if w.starts_with(['+', '-']) => {
                let sign = if w.starts_with('-') { '−' } else { '+' };
                let digits = w[1..].trim_start_matches('0');
                format!("UTC{sign}{}", if digits.is_empty() { "0" } else { digits })
            }
            w => w.to_owned(),
        }
    }
}

fn month(language: Language, month: u32) -> &'static str {
    let russian = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    let english = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    either(language, russian, english)[month as usize - 1]
}

pub(super) fn class(language: Language, class: Class) -> &'static str {
    match class {
        Class::Leak => either(language, "Утечка", "Leak"),
        Class::Exposure => either(language, "Открытый доступ", "Exposure"),
        Class::Business => either(language, "Угроза бизнесу", "Threat to business"),
        Class::Reputation => either(language, "Угроза репутации", "Threat to reputation"),
        Class::Growth => either(language, "Угроза развитию", "Threat to growth"),
        Class::Mention => either(language, "Упоминание", "Mention"),
    }
}

/// `Высокий риск`.
pub(super) fn level(language: Language, level: Level) -> &'static str {
    match level {
        Level::High => either(language, "Высокий", "High"),
        Level::Medium => either(language, "Средний", "Medium"),
        Level::Low => either(language, "Низкий", "Low"),
    }
}

/// `large damage × high likelihood`.
pub(super) fn scales(language: Language, risk: Risk) -> String {
    let damage = match risk.damage {
        Damage::Minor => either(language, "незначительный", "minor"),
        Damage::Moderate => either(language, "умеренный", "moderate"),
        Damage::Medium => either(language, "средний", "medium"),
        Damage::Large => either(language, "крупный", "large"),
        Damage::Critical => either(language, "критический", "critical"),
    };
    let likelihood = match risk.likelihood {
        Likelihood::VeryLow => either(language, "очень низкая", "very low"),
        Likelihood::Low => either(language, "низкая", "low"),
        Likelihood::Medium => either(language, "средняя", "medium"),
        Likelihood::High => either(language, "высокая", "high"),
        Likelihood::VeryHigh => either(language, "очень высокая", "very high"),
    };
    either(
        language,
        format!("{damage} ущерб × {likelihood} вероятность"),
        format!("{damage} damage × {likelihood} likelihood"),
    )
}

/// What changed, as the line above a title says it.
pub(super) fn event(language: Language, kind: EventKind) -> &'static str {
    match kind {
        EventKind::New => either(language, "новое", "new"),
        EventKind::Risen => either(language, "риск вырос", "risk has risen"),
        EventKind::Spread => either(language, "разошлось шире", "has spread"),
        EventKind::Returned => either(language, "появилось снова", "is back"),
    }
}

/// Why something was late, as a sentence without its end.
pub(super) fn cause(language: Language, cause: Cause) -> &'static str {
    match cause {
        Cause::PlaceDown => either(language, "сайт не отвечал", "the place was down"),
        Cause::Refused => either(language, "сайт отказывал нам в доступе", "the place refused us"),
        Cause::Throttled => either(language, "сайт ограничил частоту запросов", "the place throttled us"),
        Cause::Gap => either(
            language,
            "между двумя посещениями часть записей ушла из списка",
            "entries left the listing between two visits",
        ),
        Cause::EngineLag => either(
            language,
            "поисковая система показала страницу с задержкой",
            "the search engine showed the page late",
        ),
        Cause::OwnNetwork => either(language, "у нас не было связи с интернетом", "our own network was down"),
        Cause::OwnCrash => either(language, "leakwatch не работал", "leakwatch was not running"),
        Cause::IndexLag => either(language, "обработка отставала", "processing was behind"),
        Cause::MailDown => {
            either(language, "почтовый сервер не принимал писем", "the mail relay did not take letters")
        }
        Cause::PlanInfeasible => either(
            language,
            "сайт не позволяет посещать себя так часто, как требует план",
            "the place does not allow visits as often as the plan needs",
        ),
        Cause::Unexplained => either(language, "причина не установлена", "the cause is not known"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English as En, Russian as Ru};

    fn t(text: &str) -> Time {
        Time::parse_rfc3339(text).expect("a time")
    }

    #[test]
    fn russian_plurals() {
        let forms = |n| plural(n, ["находка", "находки", "находок"]);
        for n in [1, 21, 101, 1001] {
            assert_eq!(forms(n), "находка", "{n}");
        }
        for n in [2, 3, 4, 22, 104] {
            assert_eq!(forms(n), "находки", "{n}");
        }
        for n in [0, 5, 11, 12, 14, 20, 111, 112] {
            assert_eq!(forms(n), "находок", "{n}");
        }
    }

    #[test]
    fn numbers_are_grouped_as_each_language_does() {
        assert_eq!([number(Ru, 1234), number(Ru, 12345)], ["1234", "12\u{a0}345"]);
        assert_eq!([number(En, 999), number(En, 1234567)], ["999", "1,234,567"]);
    }

    #[test]
    fn spans() {
        let of = |minutes: u64| span(En, Duration::from_secs(minutes * 60)).replace(NB, " ");
        assert_eq!(
            [of(0), of(49), of(60), of(65), of(2 * 1440)],
            ["less than a minute", "49 min", "1 h", "1 h 5 min", "2 days"]
        );
        assert_eq!(promise(Ru, Duration::from_secs(3600)).replace(NB, " "), "1 часа");
        assert_eq!(promise(Ru, Duration::from_secs(24 * 3600)).replace(NB, " "), "24 часов");
    }

    #[test]
    fn dates_stand_in_the_readers_zone() {
        let when = |language, zone: Tz| When { language, zone, now: t("2026-11-23T12:00:00Z") };
        let plain = |s: String| s.replace(NB, " ");
        let at = t("2026-11-23T11:05:00Z");
        assert_eq!(plain(when(Ru, Tz::Europe__Moscow).full(at)), "23 ноября, 14:05 МСК");
        assert_eq!(plain(when(En, Tz::Europe__Moscow).full(at)), "23 November, 14:05 MSK");
        assert_eq!(plain(when(En, Tz::Asia__Yekaterinburg).full(at)), "23 November, 16:05 UTC+5");
        assert_eq!(when(En, Tz::Europe__Berlin).short(at), "12:05");
        assert_eq!(plain(when(En, Tz::Europe__Berlin).short(t("2025-12-31T23:30:00Z"))), "1 January, 00:30");
        assert_eq!(plain(when(En, Tz::UTC).short(t("2025-12-31T23:30:00Z"))), "31 December 2025, 23:30");
    }
}
