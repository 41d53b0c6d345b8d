//! People with one typing error in one word of the name, where the others agree.
//!
//! A misspelled surname is looked for only beside a given name, patronymic or initials that are the person's; who it
//! could be is asked of two small indexes: by the first three letters, and by the next three for errors in the first.

use std::collections::HashMap;

use super::super::hashes::{Hashes, Quick};
use super::super::page::{Page, Shape, hash_of};
use super::forms::Cases;
use super::neighbours::{Join, is_capital, is_initial, join, looks_patronymic};
use super::part::Part;
use super::people::People;
use super::person::Person;
use super::reading::{Reading, finish};
use super::slip::{self, Slip};
use super::table::Verdict;
use super::{given, russian};
use crate::model::Gender;

/// Confidence of a full name, of two parts, and of initials, with an error in one word.
const FULL: u32 = 65;
const TWO: u32 = 60;
const INITIALS: u32 = 55;
/// Of a full name whose surname may as well be another's: below every usual floor.
const ANOTHER: u32 = 45;

#[derive(Default)]
pub(super) struct Slips {
    /// By the given name or patronymic and the first three letters of the surname, and by the three behind them: people.
    /// Of a hundred thousand very many begin alike, and few of these are called so.
    heads: HashMap<(u32, [char; 3]), Vec<u32>>,
    middles: HashMap<(u32, [char; 3]), Vec<u32>>,
    /// Given names and patronymics, counted through, by the hash of a form, and by that of an initial.
    parts: HashMap<u64, Vec<u32>, Quick>,
    initials: HashMap<u64, Vec<u32>, Quick>,
    /// Of patronymics that others bear.
    patronymics: Hashes,
}

fn three(letters: &[char]) -> Option<[char; 3]> {
    letters.get(..3)?.try_into().ok()
}

impl Slips {
    pub(super) fn new(people: &[Person]) -> Slips {
        let mut slips = Slips::default();
        let mut numbers: HashMap<*const Part, u32> = HashMap::new();
        for (at, person) in people.iter().enumerate() {
            let Some(plain) = person.surname.plain() else { continue };
            let named: Vec<u32> = std::iter::once(&person.given)
                .chain(&person.patronymic)
                .map(|part| {
                    let next = numbers.len() as u32;
                    *numbers.entry(std::sync::Arc::as_ptr(part)).or_insert_with(|| {
                        for hash in part.hashes() {
                            slips.parts.entry(hash).or_default().push(next);
                        }
                        for initial in &part.initials {
                            slips.initials.entry(*initial).or_default().push(next);
                        }
                        next
                    })
                })
                .collect();
            // Of short words the forms change before the sixth letter: Орлова, Орловой.
            for (form, _) in russian::surname(plain, person.gender) {
                let letters: Vec<char> = form.chars().take(6).collect();
                let middle = letters.get(3..).and_then(three);
                for (index, key) in [(&mut slips.heads, three(&letters)), (&mut slips.middles, middle)] {
                    let Some(key) = key else { continue };
                    for part in &named {
                        let people = index.entry((*part, key)).or_default();
                        if people.last() != Some(&(at as u32)) {
                            people.push(at as u32);
                        }
                    }
                }
            }
        }
        if !people.is_empty() {
            slips.patronymics = known_patronymics();
        }
        slips
    }

    /// Hashes of given names and patronymics beside which a surname may be misspelled.
    pub(super) fn beside_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.parts.keys().copied()
    }

    /// People whose surname the word may be, and whose name, patronymic or initial the word beside it is.
    fn candidates(&self, written: &[char], beside: u64) -> Vec<u32> {
        let mut out = Vec::new();
        // Two letters may have changed places across the end of the first three.
        let across = [0, 1, 3].map(|at| written.get(at).copied().unwrap_or_default());
        for &part in [&self.parts, &self.initials].into_iter().filter_map(|of| of.get(&beside)).flatten() {
            for head in [three(written), Some(across)].into_iter().flatten() {
                out.extend(self.heads.get(&(part, head)).into_iter().flatten());
            }
            for middle in [2, 3, 4].into_iter().filter_map(|from| written.get(from..).and_then(three)) {
                out.extend(self.middles.get(&(part, middle)).into_iter().flatten());
            }
        }
        out.sort_unstable();
        out.dedup();
        out
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
        let found = &page.tokens[token];
        if found.shape == Shape::Single {
            return !self.slips.heads.is_empty() && page.gap(token).starts_with('.');
        }
        self.slips.parts.contains_key(&found.hash)
    }

    /// People whose surname stands beside `token` with one error; `known` says what is a word of a name as it is.
    pub(super) fn by_neighbour(
        &self,
        page: &Page,
        token: usize,
        known: impl Fn(u64) -> bool,
        mut put: impl FnMut(usize, usize, Verdict),
    ) {
        let near = |t: usize| matches!(join(page, t), Join::Blank | Join::Dot);
        let before = token.checked_sub(1).filter(|&t| near(t));
        let after = Some(token + 1).filter(|&t| t < page.tokens.len() && near(token));
        for at in [before, after].into_iter().flatten() {
            let Some(written) = self.misspelled(page, at, token) else { continue };
            let candidates = self.slips.candidates(&written, page.tokens[token].hash);
            if candidates.is_empty() || known(page.tokens[at].hash) {
                continue;
            }
            for person in candidates.into_iter().map(|p| &self.people[p as usize]) {
                if person.is_beside(page.tokens[token].hash)
                    && let Some((cases, how)) = person.slipped_surname(&written)
                {
                    put(person.entry, at, self.judge_slipped(person, page, at, cases, how));
                }
            }
        }
    }

    /// The letters of a word that may be misspelled: long enough, written as its neighbour is, and no name as it is.
    fn misspelled(&self, page: &Page, at: usize, beside: usize) -> Option<Vec<char>> {
        let long = page.length(at);
        let as_beside = is_capital(page, at)
            || page.tokens[at].shape == Shape::Lower && page.tokens[beside].shape == Shape::Lower;
        if long + 1 < slip::LEAST || !as_beside || self.given.contains(&page.tokens[at].hash) {
            return None;
        }
        Some(page.clean_word(at).chars().collect())
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
                let (cases, slip) = person.slipped_patronymic(&written(at)?)?;
                (at, as_given & cases, FULL, "the full name", slip)
            } else {
                let (cases, slip) = person.slipped_given(&written(given)?)?;
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
            let written: Vec<char> = page.clean_word(token).chars().collect();
            person.slipped_patronymic(&written).is_some()
        };
        !patronymic && !slipped()
    }
}

fn told(person: &Person, page: &Page, reading: Reading, most: u32, wrong: usize) -> super::table::Spotted {
    let mut spotted = finish(person, page, reading);
    spotted.confidence = spotted.confidence.min(most);
    spotted.evidence.push(format!("one letter differs: {}", page.original(wrong)));
    spotted
}
