//! People with one typing error in one word of the name, where the others agree.
//!
//! A misspelled surname is looked for only beside a given name, patronymic or initials that are the person's
//! ([`Surnames`]).

use super::super::hashes::Hashes;
use super::super::page::{Page, Shape, hash_of};
use super::forms::Cases;
use super::neighbours::{Join, is_capital, is_initial, join, looks_patronymic};
use super::people::People;
use super::person::Person;
use super::reading::{Reading, finish};
use super::slip::{self, Letters, Slip};
use super::surnames::{Spot, Surnames};
use super::table::Verdict;
use super::{given, russian};
use crate::model::Gender;

/// Confidence of a full name, of two parts, and of initials, with an error in one word.
const FULL: u32 = 65;
const TWO: u32 = 60;
const INITIALS: u32 = 55;
/// Of a full name whose surname may as well be another's: below every usual floor.
const ANOTHER: u32 = 45;

pub(super) struct Slips {
    surnames: Surnames,
    /// Of patronymics that others bear.
    patronymics: Hashes,
}

impl Slips {
    pub(super) fn new(people: &[Person]) -> Slips {
        let patronymics = if people.is_empty() { Hashes::default() } else { known_patronymics() };
        Slips { surnames: Surnames::new(people), patronymics }
    }

    /// Hashes of given names and patronymics beside which a surname may be misspelled.
    pub(super) fn beside_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.surnames.beside_hashes()
    }
}

/// Patronymics from the given names that we know, in every form.
fn known_patronymics() -> Hashes {
    let mut out = Hashes::default();
    for (name, _) in
        given::all().filter(|(name, gender)| *gender == Gender::Male && russian::is_cyrillic(name))
    {
        let cut = |n: usize| name.chars().take(name.chars().count() - n).collect::<String>();
        let stems = match name.chars().next_back() {
            Some('й') if name.ends_with("ий") => vec![cut(2) + "ьев", cut(2) + "иев"],
            Some('й' | 'ь') => vec![cut(1) + "ев"],
            Some('а' | 'я') => vec![],
            _ => vec![name.to_owned() + "ов"],
        };
        for stem in stems {
            let both = [format!("{stem}ич"), format!("{stem}на")];
            out.extend(both.iter().flat_map(|p| russian::patronymic(p)).map(|(form, _)| hash_of(&form)));
        }
    }
    out
}

impl People {
    /// Whether a misspelled surname is to be looked for beside this word.
    pub(super) fn beside(&self, page: &Page, token: usize) -> bool {
        self.slips.surnames.beside(page, token)
    }

    /// People whose surname stands beside `token` with one error; `known` says what is a word of a name as it is. Who
    /// cannot be meant by the other words is left out, unless it is to be `thorough` about why.
    pub(super) fn by_neighbour(
        &self,
        page: &Page,
        token: usize,
        (known, thorough): (impl Fn(u64) -> bool, bool),
        mut put: impl FnMut(usize, usize, Verdict),
    ) {
        let near = |t: usize| matches!(join(page, t), Join::Blank | Join::Dot);
        let before = token.checked_sub(1).filter(|&t| near(t));
        let after = Some(token + 1).filter(|&t| t < page.tokens.len() && near(token));
        for at in [before, after].into_iter().flatten() {
            let Some(written) = self.misspelled(page, at, token) else { continue };
            if known(page.tokens[at].hash) {
                continue;
            }
            let spot = Spot { page, token, at };
            for person in self.slips.surnames.candidates(&spot, &written, thorough) {
                let person = &self.people[person as usize];
                if let Some((cases, how)) = person.surname.slipped(&written) {
                    put(person.entry, at, self.judge_slipped(person, page, at, cases, how));
                }
            }
        }
    }

    /// The letters of a word that may be misspelled: long enough, written as its neighbour is, and no name as it is.
    fn misspelled(&self, page: &Page, at: usize, beside: usize) -> Option<Letters> {
        let long = page.length(at);
        let as_beside = is_capital(page, at)
            || page.tokens[at].shape == Shape::Lower && page.tokens[beside].shape == Shape::Lower;
        if long + 1 < slip::LEAST || !as_beside || self.given.contains(&page.tokens[at].hash) {
            return None;
        }
        Letters::of(&page.clean_word(at))
    }

    fn judge_slipped(&self, person: &Person, page: &Page, at: usize, cases: Cases, how: Slip) -> Verdict {
        let after = self.after(person, page, at, at, cases);
        let before = self.before(person, page, at, at, cases);
        let reading = match (before, after) {
            (Ok(b), Ok(a)) if b.confidence > a.confidence => b,
            (_, Ok(reading)) | (Ok(reading), Err(_)) => reading,
            (Err(why), Err(_)) => return Err(why),
        };
        let full = reading.confidence >= 90;
        let most = match reading.confidence {
            90.. if how == Slip::Likely => ANOTHER,
            90.. => FULL,
            80.. => TWO,
            75.. => INITIALS,
            _ => return Err("a misspelled surname with too little beside it"),
        };
        if how == Slip::Likely && !full {
            return Err("the surname differs by a letter: it may be another");
        }
        Ok(told(person, page, reading, most, at))
    }

    /// The surname as it is, and one error in the given name or the patronymic.
    pub(super) fn with_error_beside(
        &self,
        person: &Person,
        page: &Page,
        (first, token): (usize, usize),
        cases: Cases,
    ) -> Option<super::table::Spotted> {
        let blank = |t: usize| join(page, t) == Join::Blank;
        // Surname first, or last; with the patronymic, or without.
        let behind = blank(token).then(|| (token + 1, blank(token + 1).then_some(token + 2)));
        let (one, two) = (first.checked_sub(1).filter(|&t| blank(t)), first.checked_sub(2));
        let before = one.map(|one| match two.filter(|&t| blank(t)) {
            Some(two) if person.patronymic.is_some() && !self.alone(person, page, one) => (two, Some(one)),
            _ => (one, None),
        });
        [behind, before].into_iter().flatten().find_map(|(given, patronymic)| {
            let written = |at: usize| self.misspelled(page, at, token);
            let as_given = person.given.starting_at(page, given).map_or(0, |(cases, _)| cases);
            let part = person.patronymic.as_ref();
            let as_patronymic = patronymic.and_then(|at| Some((at, part?.starting_at(page, at)?.0)));
            let (wrong, agreed, confidence, how, slip) = if as_given != 0 {
                let at = patronymic?;
                if self.slips.patronymics.contains(&page.tokens[at].hash) {
                    return None;
                }
                let (cases, slip) = part?.slipped(&written(at)?)?;
                (at, as_given & cases, FULL, "the full name", slip)
            } else {
                let (cases, slip) = person.given.slipped(&written(given)?)?;
                match as_patronymic {
                    Some((_, third)) => (given, cases & third, FULL, "the full name", slip),
                    // Somebody else's patronymic, or an initial.
                    None if patronymic
                        .is_some_and(|at| looks_patronymic(page, at) || is_initial(page, at, token)) =>
                    {
                        return None;
                    }
                    None if slip == Slip::Plain => {
                        let how =
                            if given > token { "surname and given name" } else { "given name and surname" };
                        (given, cases, INITIALS, how, slip)
                    }
                    None => return None,
                }
            };
            let agreed = agreed & cases;
            if agreed == 0 || slip == Slip::Likely && confidence < FULL {
                return None;
            }
            let sure = if confidence == FULL { 90 } else { 80 };
            let from = first.min(given);
            let third = if confidence == FULL { patronymic } else { None };
            let to = token.max(given).max(third.unwrap_or(0));
            Some(told(
                person,
                page,
                Reading { first: from, last: to, confidence: sure, cases: agreed, how },
                confidence,
                wrong,
            ))
        })
    }

    /// Whether the word before a surname is a given name rather than a patronymic.
    fn alone(&self, person: &Person, page: &Page, token: usize) -> bool {
        let patronymic = person.patronymic.as_ref().is_some_and(|p| p.has(page.tokens[token].hash));
        let slipped = || {
            let (part, written) = (person.patronymic.as_ref()?, Letters::of(&page.clean_word(token))?);
            part.slipped(&written)
        };
        !patronymic && slipped().is_none()
    }
}

fn told(person: &Person, page: &Page, reading: Reading, most: u32, wrong: usize) -> super::table::Spotted {
    let mut spotted = finish(person, page, reading);
    spotted.confidence = spotted.confidence.min(most);
    spotted.evidence.push(format!("one letter differs: {}", page.original(wrong)));
    spotted
}
