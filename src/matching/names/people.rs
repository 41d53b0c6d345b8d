//! People: whether a surname on a page, with what stands around it, is this person.
//!
//! The parts must stand side by side and agree in case; a conflicting given name, patronymic or initial vetoes, and a
//! comma or a line break between the parts blocks the short forms ("Илья Кабан, Кузьма Блохин" is not Илья Блохин). A
//! bare surname, or given name and patronymic alone, is nothing unless the entry's `parts` say so.

use super::super::hashes::Hashes;
use super::super::page::{Page, Shape, hash_of};
use super::forms::{ALL, Cases};
use super::neighbours::{
    Join, broken_line, initial, is_capital, is_initial, is_preposition, join, looks_patronymic, parts_a_list,
};
use super::person::Person;
use super::reading::{Reading, finish};
use super::slipped::Slips;
use super::table::Verdict;
use super::{given, russian};

/// Nothing of the person beside the surname.
pub(super) const NOTHING: &str = "the bare surname, which does not count unless parts says so";
/// Confidence of a surname with a short form: weaker, for Саша can be two names.
const NICK: u32 = 65;
const BESIDE: &str = "two names stand side by side";
const BLOCK: &str = "a comma or line break stands between the parts";

/// All people, and the given names of others.
pub(super) struct People {
    pub(super) people: Vec<Person>,
    /// Hashes of all forms of known given names.
    pub(super) given: Hashes,
    pub(super) slips: Slips,
}

impl People {
    pub(super) fn new(people: Vec<Person>) -> People {
        let forms = given::all().flat_map(|(name, gender)| russian::given(name, gender));
        let given =
            if people.is_empty() { Hashes::default() } else { forms.map(|(f, _)| hash_of(&f)).collect() };
        let slips = Slips::new(&people);
        People { people, given, slips }
    }

    pub(super) fn by_surname(&self, at: usize, page: &Page, token: usize) -> (usize, Verdict) {
        let person = &self.people[at];
        (person.entry, self.judge(person, page, token))
    }

    /// Given name and patronymic alone.
    pub(super) fn by_patronymic(&self, at: usize, page: &Page, token: usize) -> (usize, Verdict) {
        let person = &self.people[at];
        let judge = || {
            let part = person.patronymic.as_ref().ok_or("no patronymic")?;
            let (cases, from) = part.ending_at(page, token).ok_or("another patronymic")?;
            let before = from.checked_sub(1).ok_or("no given name before it")?;
            let (given, first) = person.given.ending_at(page, before).ok_or("another given name")?;
            if cases & given == 0 || join(page, before) != Join::Blank {
                return Err("the given name does not belong to it");
            }
            let how = "given name and patronymic, which count alone by parts";
            Ok(finish(
                person,
                page,
                Reading { first, last: token, confidence: 60, cases: cases & given, how },
            ))
        };
        (person.entry, judge())
    }

    fn judge(&self, person: &Person, page: &Page, token: usize) -> Verdict {
        let (cases, first) = person.surname.ending_at(page, token).ok_or("only a part of the surname")?;
        let touches = |gap: &str| gap == "-";
        if touches(page.lead(first)) && first > 0 || touches(page.gap(token)) && token + 1 < page.tokens.len()
        {
            return Err("part of a double-barrelled name");
        }
        let after = self.after(person, page, first, token, cases);
        let before = self.before(person, page, first, token, cases);
        let reading = match (before, after) {
            (Ok(b), Ok(a)) => Ok(if b.confidence > a.confidence { b } else { a }),
            (Ok(reading), Err(_)) | (Err(_), Ok(reading)) => Ok(reading),
            // The stronger reason is the one that met something.
            (Err(b), Err(a)) => Err(if a == NOTHING { b } else { a }),
        };
        match reading {
            Ok(reading) => Ok(finish(person, page, reading)),
            Err(NOTHING) if person.surname_alone => {
                let shape = page.tokens[token].shape;
                if shape == Shape::Lower {
                    return Err("the bare surname in lower case");
                }
                let how = "the surname, which counts alone by parts";
                Ok(finish(person, page, Reading { first, last: token, confidence: 55, cases, how }))
            }
            Err(why) => self
                .with_error_beside(person, page, (first, token), cases)
                .or_else(|| self.family(person, page, (first, token), cases).filter(|_| cases & ALL == ALL))
                .ok_or(why),
        }
    }

    /// Surname first: what follows it.
    pub(super) fn after(
        &self,
        person: &Person,
        page: &Page,
        first: usize,
        token: usize,
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        let joined = join(page, token);
        if !matches!(joined, Join::Blank | Join::Block) {
            return Err(NOTHING);
        }
        let next = token + 1;
        if let Some((given, last, nick)) = person.given_starting_at(page, next) {
            let agreed = cases & given;
            if agreed == 0 {
                return Err("surname and given name stand in different cases");
            }
            let (confidence, how) = match nick {
                false => (80, "surname and given name"),
                true => (NICK, "surname and a short form of the given name"),
            };
            if joined == Join::Blank
                && first > 0
                && join(page, first - 1) == Join::Blank
                && self.given.contains(&page.tokens[first - 1].hash)
                && join(page, last) == Join::Blank
                && is_capital(page, last + 1)
                && !looks_patronymic(page, last + 1)
            {
                return Err(BESIDE);
            }
            // A line that breaks within a sentence joins what stands on either side of it.
            let joined = match joined {
                Join::Block if broken_line(page, first, token, last) => Join::Blank,
                other => other,
            };
            let short = Reading { first, last, confidence, cases: agreed, how };
            if !matches!(join(page, last), Join::Blank | Join::Block) {
                return if joined == Join::Blank { Ok(short) } else { Err(BLOCK) };
            }
            if let Some(part) = &person.patronymic {
                if let Some((third, last)) = part.starting_at(page, last + 1) {
                    let cases = agreed & third;
                    return if cases == 0 {
                        Err("the patronymic stands in another case")
                    } else {
                        Ok(Reading { first, last, confidence: 95, cases, how: "the full name" })
                    };
                }
                if join(page, last) == Join::Blank {
                    if looks_patronymic(page, last + 1) {
                        return Err("another patronymic");
                    }
                    if let Some(same) = initial(page, last + 1, token, part)
                        && join(page, last + 1) == Join::Dot
                    {
                        return if same {
                            let how = "surname, given name and the patronymic's initial";
                            Ok(Reading { first, last: last + 1, confidence: 90, cases: agreed, how })
                        } else {
                            Err("another initial of the patronymic")
                        };
                    }
                }
            }
            return if joined == Join::Blank { Ok(short) } else { Err(BLOCK) };
        }
        self.initials_after(person, page, first, token, cases)
    }

    /// Surname last: what stands before it.
    pub(super) fn before(
        &self,
        person: &Person,
        page: &Page,
        first: usize,
        token: usize,
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        let Some(prior) = first.checked_sub(1) else { return Err(NOTHING) };
        let joined = join(page, prior);
        if let Some((given, from, nick)) = person.given_ending_at(page, prior)
            && matches!(joined, Join::Blank | Join::Block)
        {
            return self.given_before(person, page, (from, given, nick), (first, token), cases);
        }
        let broken = |at: usize| {
            join(page, at) == Join::Block && page.gap(at).trim().is_empty() && !is_capital(page, token + 1)
        };
        if joined == Join::Blank || broken(prior) {
            if let Some(part) = &person.patronymic
                && let Some((second, from)) = part.ending_at(page, prior)
                && let Some(earlier) = from.checked_sub(1)
                && (matches!(join(page, earlier), Join::Blank | Join::Dot) || broken(earlier))
            {
                return match person.given.ending_at(page, earlier) {
                    Some((given, from)) if given & second & cases != 0 => {
                        let cases = given & second & cases;
                        Ok(Reading { first: from, last: token, confidence: 95, cases, how: "the full name" })
                    }
                    Some(_) => Err("given name, patronymic and surname stand in different cases"),
                    None => Err("another given name"),
                };
            }
            if looks_patronymic(page, prior) && person.patronymic.is_some() {
                return Err("another patronymic");
            }
        }
        if matches!(joined, Join::Dot | Join::Blank) && page.folded_word(prior).len() <= 4 {
            return self.initials_before(person, page, prior, token, cases);
        }
        if self.given.contains(&page.tokens[prior].hash) { Err("another given name") } else { Err(NOTHING) }
    }

    fn given_before(
        &self,
        person: &Person,
        page: &Page,
        (from, given, nick): (usize, Cases, bool),
        (first, token): (usize, usize),
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        let agreed = cases & given;
        if agreed == 0 {
            return Err("given name and surname stand in different cases");
        }
        let mut confidence = if nick { NICK } else { 80 };
        let next = token + 1;
        let goes_on = join(page, token) == Join::Blank;
        if goes_on {
            if let Some((third, last)) = person.patronymic.as_ref().and_then(|p| p.starting_at(page, next))
                && third & agreed != 0
            {
                return Ok(Reading {
                    first: from,
                    last,
                    confidence: 90,
                    cases: third & agreed,
                    how: "the full name",
                });
            }
            if person.patronymic.is_some() && looks_patronymic(page, next) {
                return Err("another patronymic");
            }
        }
        // Том and Рой are names, and words.
        let named = || {
            self.given.contains(&page.tokens[next].hash)
                && (is_capital(page, next) || page.tokens[token].shape == Shape::Lower)
        };
        let follows_name = goes_on && (named() || is_initial(page, next, token));
        if join(page, first - 1) == Join::Block {
            if parts_a_list(page.gap(first - 1)) || follows_name {
                return Err(BLOCK);
            }
            confidence = confidence.min(60);
        }
        // A preposition that begins a sentence has a capital and is no name.
        let led_by_name = from > 0
            && join(page, from - 1) == Join::Blank
            && is_capital(page, from - 1)
            && !is_preposition(page.folded_word(from - 1));
        if follows_name && led_by_name {
            return Err(BESIDE);
        }
        let how = if nick { "a short form of the given name, and surname" } else { "given name and surname" };
        Ok(Reading { first: from, last: token, confidence, cases: agreed, how })
    }
}
