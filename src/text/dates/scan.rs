//! Finds the first date in a run of tokens.

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::civil::{self, Clock};
use super::names;
use super::tokens::{Kind, Token};
use super::{Day, Local};
use crate::model::{Stated, Time};

pub fn scan(tokens: &[Token], fetched: Time) -> Option<Stated> {
    let scanner = Scanner { tokens, fetched };
    (0..tokens.len())
        .find_map(|at| scanner.relative(at).or_else(|| scanner.absolute(at)))
        .or_else(|| (0..tokens.len()).find_map(|at| scanner.weekday(at)))
        .or_else(|| scanner.hour_alone())
}

struct Scanner<'a> {
    tokens: &'a [Token],
    fetched: Time,
}

impl Scanner<'_> {
    fn word(&self, at: usize) -> Option<&str> {
        match &self.tokens.get(at)?.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// A number of `least` to `most` digits.
    fn number(&self, at: usize, least: usize, most: usize) -> Option<i64> {
        match self.tokens.get(at)?.kind {
            Kind::Number { value, digits } if (least..=most).contains(&digits) => Some(value),
            _ => None,
        }
    }

    fn tight(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| !t.spaced)
    }

    fn absolute(&self, at: usize) -> Option<Stated> {
        if let Some((day, next)) = self.day(at) {
            return Some(self.finish(day, next));
        }
        // 14:35, 5 мая 2024
        let (clock, next) = self.clock(at, false)?;
        let (zone, next) = self.zone(next).map_or((None, next), |(zone, next)| (Some(zone), next));
        let (day, after) = (next..(next + 4).min(self.tokens.len()))
            .take_while(|&i| i == next || self.is_separator(i - 1) || self.weekday_name(i - 1))
            .find_map(|i| self.day(i))?;
        let zone = zone.or_else(|| self.zone(after).map(|(zone, _)| zone));
        Some(Local { day: self.dated(day)?, clock: Some(clock), zone }.stated())
    }

    fn dated(&self, day: Dated) -> Option<Day> {
        match day {
            Dated::Full(day) => Some(day),
            Dated::NoYear { month, day } => civil::without_year(month, day, self.fetched).map(Day::one),
        }
    }

    /// What follows a day: an hour, a zone; asctime has the year behind the hour.
    fn finish(&self, dated: Dated, next: usize) -> Stated {
        let mut at = next;
        let mut separated = false;
        while at < next + 5 && self.is_separator(at) {
            at += 1;
            separated = true;
        }
        let found = self.clock(at, separated);
        let mut dated = dated;
        let (clock, zone) = match found {
            None => (None, None),
            Some((clock, after)) => {
                let mut after = after;
                let mut zone = self.zone(after);
                if let Some((_, next)) = zone {
                    after = next;
                }
                if let Dated::NoYear { month, day } = dated
                    && let Some(year) = self.number(after, 4, 4)
                    && let Some(day) = date(year, i64::from(month), i64::from(day))
                {
                    dated = Dated::Full(Day::one(day));
                    zone = zone.or_else(|| self.zone(after + 1));
                }
                (Some(clock), zone.map(|(zone, _)| zone))
            }
        };
        let day = self.dated(dated).unwrap_or(Day::one(Time(self.fetched.0).utc().date_naive()));
        Local { day, clock, zone }.stated()
    }

    fn weekday_name(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| names::weekday(w).is_some())
    }

    fn is_separator(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|t| &t.kind) {
            Some(Kind::Mark(mark)) => {
                matches!(mark, ',' | '|' | '·' | '•' | '-' | '–' | '—' | '/' | '.' | '@' | '(' | ';')
            }
            Some(Kind::Word(word)) => matches!(
                word.as_str(),
                "в" | "во" | "at" | "on" | "г" | "год" | "года" | "t" | "time" | "время" | "от"
            ),
            _ => false,
        }
    }

    /// A day in any notation, and the token after it.
    fn day(&self, at: usize) -> Option<(Dated, usize)> {
        // Not the tail of a longer number such as an address or a version.
        if at >= 2
            && self.tight(at)
            && self.mark(at - 1).is_some_and(|m| matches!(m, '.' | '-' | '/'))
            && self.number(at - 2, 1, 14).is_some()
        {
            return None;
        }
        self.year_first(at)
            .or_else(|| self.numeric(at))
            .or_else(|| self.in_words(at))
            .or_else(|| self.month_first(at))
    }

    /// 2024-05-06, 2024/5/6, 2024.05.06, 20240506T...
    fn year_first(&self, at: usize) -> Option<(Dated, usize)> {
        if let Some(number) = self.number(at, 8, 8) {
            let alone = self.tokens.len() == 1 || self.word(at + 1) == Some("t");
            let day = date(number / 10_000, number / 100 % 100, number % 100)?;
            return alone.then_some((Dated::Full(Day::one(day)), at + 1));
        }
        let year = self.number(at, 4, 4)?;
        let mark = self.mark(at + 1).filter(|m| matches!(m, '-' | '/' | '.' | '‑'))?;
        let month = self.number(at + 2, 1, 2)?;
        let second = self.mark(at + 3)? == mark;
        let day = self.number(at + 4, 1, 2)?;
        let day = date(year, month, day)?;
        second.then_some((Dated::Full(Day::one(day)), at + 5))
    }

    /// 06.05.2024, 6/5/24, 06-05-2024; with slashes either may be the month.
    /// An hour of twelve is said soon after.
    fn half_of_day(&self, at: usize) -> bool {
        (at..at + 6).any(|i| matches!(self.word(i), Some("am" | "pm")))
    }

    fn numeric(&self, at: usize) -> Option<(Dated, usize)> {
        let first = self.number(at, 1, 2)?;
        let mark = self.mark(at + 1).filter(|m| matches!(m, '.' | '/' | '-' | '‑'))?;
        let second = self.number(at + 2, 1, 2)?;
        if self.mark(at + 3)? != mark {
            return None;
        }
        let year = match self.tokens.get(at + 4)?.kind {
            Kind::Number { value, digits: 4 } => value,
            Kind::Number { value, digits: 2 } if mark != '-' => short_year(value),
            _ => return None,
        };
        let goes_on = self.mark(at + 5) == Some(mark)
            && self.tight(at + 5)
            && self.number(at + 6, 1, 14).is_some()
            && self.tight(at + 6);
        if goes_on {
            return None;
        }
        let day_first = date(year, second, first);
        // Forums made in America write 11-18-2026, 08:11 PM; elsewhere dashes have the day first.
        let american = mark == '/' || mark == '-' && (day_first.is_none() || self.half_of_day(at + 5));
        let month_first = if american { date(year, first, second) } else { None };
        let day = match (day_first, month_first) {
            (Some(a), Some(b)) => Day { first: a.min(b), last: a.max(b) },
            (Some(a), None) | (None, Some(a)) => Day::one(a),
            (None, None) => return None,
        };
        Some((Dated::Full(day), at + 5))
    }

    /// 6 мая 2024, 6 May, 06-May-24, 6th of May 2024
    fn in_words(&self, at: usize) -> Option<(Dated, usize)> {
        let day = self.number(at, 1, 2)?;
        let mut next = at + 1;
        if matches!(self.word(next), Some("st" | "nd" | "rd" | "th" | "го" | "е")) {
            next += 1;
        }
        if self.word(next) == Some("of") || matches!(self.mark(next), Some('-' | '.' | ' ' | '/' | '‑')) {
            next += 1;
        }
        let month = names::month(self.word(next)?)?;
        self.with_year(month, day, next + 1)
    }

    /// May 6, 2024; May 6th; May 6 14:35:00 2024
    fn month_first(&self, at: usize) -> Option<(Dated, usize)> {
        let month = names::month(self.word(at)?)?;
        let mut next = at + 1;
        if self.mark(next) == Some('.') {
            next += 1;
        }
        let day = self.number(next, 1, 2)?;
        next += 1;
        if self.mark(next) == Some(':') {
            return None;
        }
        if matches!(self.word(next), Some("st" | "nd" | "rd" | "th")) {
            next += 1;
        }
        self.with_year(month, day, next)
    }

    /// A year, or none when it is not said: then an hour or the end of the text must come soon.
    fn with_year(&self, month: u32, day: i64, after: usize) -> Option<(Dated, usize)> {
        let mut next = after;
        while next < after + 2 && matches!(self.mark(next), Some('.' | ',' | '-' | '/' | '‑' | '\'' | '’'))
        {
            next += 1;
        }
        if let Some(year) = self.number(next, 4, 4) {
            return Some((Dated::Full(Day::one(date(year, i64::from(month), day)?)), next + 1));
        }
        let is_clock = matches!(self.mark(next + 1), Some(':'));
        if let Some(year) = self.number(next, 2, 2)
            && !is_clock
            && let Some(day) = date(short_year(year), i64::from(month), day)
        {
            return Some((Dated::Full(Day::one(day)), next + 1));
        }
        // A leap day is a day of some year.
        date(2024, i64::from(month), day)?;
        let clock_soon = (after..after + 4).any(|i| self.clock(i, false).is_some());
        let short = self.tokens.len() <= 8;
        (clock_soon || short).then_some((Dated::NoYear { month, day: day as u32 }, after))
    }

    /// 14:35, 14:35:20.5, 2:35 pm, 3pm, T143520; `dotted` allows 14.35.
    fn clock(&self, at: usize, dotted: bool) -> Option<(Clock, usize)> {
        if at > 0 && self.word(at - 1) == Some("t") && self.tight(at) {
            let number = self
                .number(at, 6, 6)
                .map(|n| (n, 1_000))
                .or(self.number(at, 4, 4).map(|n| (n * 100, 60_000)));
            if let Some((n, holds)) = number {
                return Some((clock_of(n / 10_000, n / 100 % 100, n % 100, 0, holds)?, at + 1));
            }
        }
        let hour = self.number(at, 1, 2)?;
        let (minute, mut next) = match self.mark(at + 1) {
            Some(':') => (self.number(at + 2, 2, 2)?, at + 3),
            Some('.') if dotted && self.tight(at + 2) && self.mark(at + 3) != Some('.') => {
                (self.number(at + 2, 2, 2)?, at + 3)
            }
            _ => (0, at + 1),
        };
        let bare = next == at + 1;
        let (mut second, mut milli, mut holds) = (0, 0, 60_000);
        if !bare && self.mark(next) == Some(':') && self.tight(next) {
            second = self.number(next + 1, 2, 2)?;
            holds = 1_000;
            next += 2;
            if matches!(self.mark(next), Some('.' | ','))
                && self.tight(next)
                && self.tight(next + 1)
                && let Some(Kind::Number { value, digits }) = self.tokens.get(next + 1).map(|t| &t.kind)
            {
                let digits = (*digits).min(14) as u32;
                milli =
                    if digits <= 3 { value * 10i64.pow(3 - digits) } else { value / 10i64.pow(digits - 3) };
                holds = 1;
                next += 2;
            }
        }
        let (half, after) = match (self.word(next), self.mark(next + 1), self.word(next + 2)) {
            (Some(half @ ("am" | "pm")), _, _) => (Some(half), next + 1),
            (Some(half @ ("a" | "p")), Some('.'), Some("m")) => {
                (Some(half), next + 4 - usize::from(self.mark(next + 3) != Some('.')))
            }
            _ => (None, next),
        };
        let hour = match half.map(|h| h.starts_with('p')) {
            None if bare => return None,
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(true) => hour % 12 + 12,
            Some(false) => hour % 12,
        };
        Some((clock_of(hour, minute, second, milli, holds)?, after))
    }

    /// Z, UTC+3, МСК, (MSK), +0300, -05:00, по московскому времени; -0000 says that nothing is known (RFC 2822, 3.3).
    fn zone(&self, at: usize) -> Option<(i64, usize)> {
        let mut next = at;
        while matches!(self.mark(next), Some('(' | '[' | ',')) || matches!(self.word(next), Some("по")) {
            next += 1;
            if next > at + 3 {
                return None;
            }
        }
        if self.word(next) == Some("московскому") {
            return Some((180, next + 2));
        }
        if let Some(zone) = self.word(next).and_then(names::zone) {
            let named_base = matches!(self.word(next), Some("utc" | "gmt" | "msk" | "мск"));
            if named_base && let Some((offset, after)) = self.offset(next + 1, true) {
                return Some((zone + offset, after));
            }
            return Some((zone, next + 1));
        }
        self.offset(next, false)
    }

    fn offset(&self, at: usize, named: bool) -> Option<(i64, usize)> {
        let sign = match self.mark(at)? {
            '+' => 1,
            '-' | '−' => -1,
            _ => return None,
        };
        if !self.tight(at + 1) {
            return None;
        }
        let (hours, minutes, next) = if let Some(n) = self.number(at + 1, 4, 4) {
            if sign < 0 && n == 0 {
                return None;
            }
            (n / 100, n % 100, at + 2)
        } else {
            let hours = self.number(at + 1, 1, 2)?;
            match self.mark(at + 2) {
                Some(':') => (hours, self.number(at + 3, 2, 2)?, at + 4),
                _ if named || sign > 0 => (hours, 0, at + 2),
                _ => return None,
            }
        };
        // "10:00 -12:00" with a blank before is from ten to twelve.
        let span_of_hours =
            !named && sign < 0 && self.tokens[at].spaced && self.number(at + 1, 4, 4).is_none();
        (hours <= 14 && minutes < 60 && !span_of_hours).then_some((sign * (hours * 60 + minutes), next))
    }

    /// вчера в 14:35; 2 часа назад; an hour ago; только что
    fn relative(&self, at: usize) -> Option<Stated> {
        if let Some(days) = self.word(at).and_then(names::day) {
            let mut next = at + 1;
            while next < at + 4 && self.is_separator(next) {
                next += 1;
            }
            let clock = self.clock(next, next > at + 1);
            let zone = clock.and_then(|(_, after)| self.zone(after)).map(|(zone, _)| zone);
            return civil::days_before(days, clock.map(|(clock, _)| clock), zone, self.fetched);
        }
        let just = matches!(
            (self.word(at), self.word(at + 1)),
            (Some("только"), Some("что")) | (Some("just"), Some("now")) | (Some("moments"), Some("ago"))
        );
        if just || (self.tokens.len() == 1 && matches!(self.word(at), Some("сейчас" | "now"))) {
            return civil::ago(0, 600_000, 0, self.fetched);
        }
        if matches!((self.word(at), self.word(at + 1)), (Some("полчаса"), Some("назад"))) {
            return civil::ago(30, 600_000, 30 * 60_000, self.fetched);
        }
        if (self.word(at), self.word(at + 1), self.word(at + 2), self.word(at + 3))
            == (Some("half"), Some("an"), Some("hour"), Some("ago"))
        {
            return civil::ago(30, 600_000, 30 * 60_000, self.fetched);
        }
        self.ago(at)
    }

    /// Numbers with units up to "ago": `2 days, 3 hours ago`, `час назад`.
    fn ago(&self, at: usize) -> Option<Stated> {
        let (mut total, mut smallest, mut next) = (0i64, i64::MAX, at);
        loop {
            let (count, unit_at) = match self.tokens.get(next).map(|t| &t.kind)? {
                Kind::Number { value, digits: 1..=4 } => (*value, next + 1),
                Kind::Word(word) if matches!(word.as_str(), "a" | "an" | "one" | "один" | "одну") => {
                    (1, next + 1)
                }
                Kind::Word(_) => (1, next),
                _ => return None,
            };
            let unit = names::unit(self.word(unit_at)?)?;
            total = total.checked_add(count.checked_mul(unit)?)?;
            smallest = smallest.min(unit);
            next = unit_at + 1;
            while matches!(self.mark(next), Some('.' | ',')) || matches!(self.word(next), Some("and" | "и"))
            {
                next += 1;
            }
            if matches!(self.word(next), Some("ago" | "назад")) {
                return civil::ago(total / smallest, smallest, total, self.fetched);
            }
            if next > at + 12 {
                return None;
            }
        }
    }

    /// "Tuesday at 14:35": the last one.
    fn weekday(&self, at: usize) -> Option<Stated> {
        let wanted = names::weekday(self.word(at)?)?;
        let mut next = at + 1;
        while next < at + 4 && self.is_separator(next) {
            next += 1;
        }
        let (clock, after) = self.clock(next, false)?;
        let zone = self.zone(after).map(|(zone, _)| zone);
        let today = i64::from(self.fetched.utc().weekday().num_days_from_monday());
        let back = (today - wanted).rem_euclid(7);
        // On the day itself it can be today's or, where today has not come so far, last week's.
        civil::days_before(back, Some(clock), zone, self.fetched)
            .or_else(|| civil::days_before(back + 7, Some(clock), zone, self.fetched))
    }

    /// An hour and nothing else: today's, as lists of news have it.
    fn hour_alone(&self) -> Option<Stated> {
        let (clock, after) = self.clock(0, false)?;
        let (zone, after) = self.zone(after).map_or((None, after), |(zone, after)| (Some(zone), after));
        if after != self.tokens.len() {
            return None;
        }
        civil::days_before(0, Some(clock), zone, self.fetched)
            .or_else(|| civil::days_before(1, Some(clock), zone, self.fetched))
    }
}

#[derive(Clone, Copy)]
enum Dated {
    Full(Day),
    NoYear { month: u32, day: u32 },
}

/// RFC 2822, 4.3, as POSIX reads two digits.
fn short_year(year: i64) -> i64 {
    if year < 70 { year + 2000 } else { year + 1900 }
}

fn date(year: i64, month: i64, day: i64) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|y| (1970..=2100).contains(y))?;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

fn clock_of(hour: i64, minute: i64, second: i64, milli: i64, holds: i64) -> Option<Clock> {
    let part = |n: i64| u32::try_from(n).ok();
    // A leap second is told as the second before it.
    let time =
        NaiveTime::from_hms_milli_opt(part(hour)?, part(minute)?, part(second.min(59))?, part(milli)?)?;
    Some(Clock { time, holds })
}
