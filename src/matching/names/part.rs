//! A part of a person's name (surname, given name, patronymic) in all its forms: where it stands on a page, also with one
//! typing error. Forms are hashes; knows nothing of what stands around it, nor of who bears it.

use std::collections::HashMap;

use super::super::disguise::Looks;
use super::super::page::{Page, hash_of};
use super::declension::Declension;
use super::forms::{ALL, Cases, Forms, LATIN};
use super::neighbours::{DIGRAPHS, Join, join};
use super::slip::{self, Slip};
use super::{english, family, roman, russian};
use crate::model::Gender;

/// One part of a name: a word, or several joined by hyphens or blanks (Иванов-Петров, Гейдар оглы).
pub(super) struct Part {
    pub(super) words: Vec<Forms>,
    /// What a typing error is looked for in; of a single long word.
    declension: Option<Declension>,
    /// Hashes of the letters it is shortened to.
    pub(super) initials: Vec<u64>,
}

impl Part {
    /// `latin` reads a Latin word back into Cyrillic ones, `home` says how a Cyrillic one is written elsewhere; `stays`
    /// says that a word may also stay as it is.
    pub(super) fn new(
        words: &[String],
        (decline, stays): (impl Fn(&str) -> russian::Declined, bool),
        (latin, home): (impl Fn(&str) -> Vec<String>, impl Fn(&str) -> Vec<String>),
        yo: &HashMap<String, String>,
        looks: &mut Looks,
    ) -> Part {
        let (mut initials, mut forms, mut declension) = (Vec::new(), Vec::new(), None);
        for (at, word) in words.iter().enumerate() {
            let readings = if russian::is_cyrillic(word) { vec![word.clone()] } else { latin(word) };
            let mut spelled: Vec<String> = readings
                .iter()
                .take(READINGS)
                .flat_map(|w| roman::spellings(yo.get(w).unwrap_or(w)))
                .collect();
            spelled.push(word.clone());
            spelled.extend(home(word));
            spelled.extend(english::typed(word));
            let mut declined: Vec<(String, Cases)> = readings.iter().flat_map(|w| decline(w)).collect();
            if words.len() == 1 && word.chars().count() >= slip::LEAST {
                declension = match russian::is_cyrillic(word) {
                    true => Declension::of(&declined),
                    false => Declension::of(&decline(word)),
                };
            }
            if stays || at + 1 < words.len() {
                // Бонч-Бруевича, Жан-Поля: what stands before a hyphen may stay as it is.
                declined.extend(readings.iter().map(|w| (w.clone(), ALL)));
            }
            if at == 0 {
                let all = std::iter::once(word).chain(&readings).chain(&spelled);
                // A German S. for Зоя would be a Светлана's.
                let voiced = word.starts_with('з');
                let first = |w: &String| {
                    let letter = w.chars().next().filter(|c| !voiced || *c != 's').map(|c| c.to_string());
                    let two = DIGRAPHS.iter().filter(|d| w.starts_with(**d)).map(|d| (*d).to_owned());
                    letter.into_iter().chain(two).collect::<Vec<_>>()
                };
                initials = all.flat_map(first).map(|letters| hash_of(&letters)).collect();
                initials.sort_unstable();
                initials.dedup();
            }
            let latin = spelled.iter().filter(|w| !russian::is_cyrillic(w)).map(|w| (w.as_str(), LATIN));
            forms.push(Forms::new(declined.iter().map(|(w, c)| (w.as_str(), *c)).chain(latin), looks));
        }
        Part { words: forms, declension, initials }
    }

    /// One word that can be any of these.
    pub(super) fn any_of(
        names: &[&str],
        decline: impl Fn(&str) -> russian::Declined,
        looks: &mut Looks,
    ) -> Part {
        let mut all: Vec<(String, Cases)> = Vec::new();
        for name in names {
            if russian::is_cyrillic(name) {
                all.extend(decline(name));
                all.extend(roman::spellings(name).into_iter().map(|w| (w, LATIN)));
            } else {
                all.push(((*name).to_owned(), LATIN));
            }
        }
        Part {
            words: vec![Forms::new(all.iter().map(|(w, c)| (w.as_str(), *c)), looks)],
            declension: None,
            initials: Vec::new(),
        }
    }

    /// Of no word, where the plural is no word of its own.
    pub(super) fn plural(surname: &[String], gender: Gender, looks: &mut Looks) -> Part {
        let mut words = Vec::new();
        for (at, word) in surname.iter().enumerate() {
            let mut forms = family::plural(word, gender);
            if at + 1 < surname.len() {
                // Сухово-Кобылины.
                forms.push((word.clone(), ALL));
            } else if forms.is_empty() {
                words.clear();
                break;
            }
            words.push(Forms::new(forms.iter().map(|(w, c)| (w.as_str(), *c)), looks));
        }
        Part { words, declension: None, initials: Vec::new() }
    }

    /// Its forms, when the part is one word that is long enough for a typing error.
    pub(super) fn declension(&self) -> Option<&Declension> {
        self.declension.as_ref()
    }

    /// Of all its words, in every form.
    pub(super) fn hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.words.iter().flat_map(Forms::hashes)
    }

    /// Whether the word is one of the part, in any form.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.words.iter().any(|forms| forms.cases(hash) != 0)
    }

    /// The cases that the word is with one typing error.
    pub(super) fn slipped(&self, written: &[char]) -> Option<(Cases, Slip)> {
        self.declension.as_ref()?.slipped(written)
    }

    /// The cases in which the part ends at `token`, and its first word.
    pub(super) fn ending_at(&self, page: &Page, token: usize) -> Option<(Cases, usize)> {
        let first = (token + 1).checked_sub(self.words.len())?;
        self.starting_at(page, first).map(|(cases, _)| (cases, first))
    }

    /// The cases in which the part starts at `token`, and its last word.
    pub(super) fn starting_at(&self, page: &Page, token: usize) -> Option<(Cases, usize)> {
        let mut cases = u8::MAX;
        for (offset, forms) in self.words.iter().enumerate() {
            let at = token + offset;
            cases &= forms.cases(page.tokens.get(at)?.hash);
            // О'Брайен.
            let joined = || matches!(join(page, at - 1), Join::Blank | Join::Dash) || page.gap(at - 1) == "'";
            if cases == 0 || (offset > 0 && !joined()) {
                return None;
            }
        }
        Some((cases, token + self.words.len() - 1))
    }
}

/// Readings of a Latin word that are spelled in Latin again, by other schemes.
const READINGS: usize = 2;
