//! What stands beside a name's words: how they are joined, initials, patronymics, streets and verbs.

use super::super::page::{Page, Shape, hash};
use super::person::{Part, patronymic_gender};
use crate::model::Gender;

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    Blank,
    Dash,
    /// A full stop, with or without a blank.
    Dot,
    /// A comma, or a line break: the words are of two blocks.
    Block,
    Apart,
}

pub(super) fn join(page: &Page, before: usize) -> Join {
    if before + 1 >= page.tokens.len() {
        return Join::Apart;
    }
    let gap = page.gap(before);
    if gap.len() > 24 || gap.matches('\n').count() > 1 {
        return Join::Apart;
    }
    match gap.trim() {
        "" if gap.contains('\n') => Join::Block,
        "" => Join::Blank,
        "-" if gap.len() == 1 => Join::Dash,
        "." if !gap.contains('\n') => Join::Dot,
        "," | ";" | "|" | "\t" => Join::Block,
        _ => Join::Apart,
    }
}

pub(super) fn is_initial(page: &Page, token: usize) -> bool {
    page.tokens.get(token).is_some_and(|_| page.words[token].end - page.words[token].start == 1)
        && page.folded_word(token).chars().all(char::is_alphabetic)
}

/// Whether the word at `token` is an initial, and then whether it is the part's.
pub(super) fn initial(page: &Page, token: usize, part: &Part) -> Option<bool> {
    is_initial(page, token).then(|| part.initials.contains(&page.tokens[token].hash))
}

pub(super) fn two_letters(word: &str) -> Option<(u64, u64)> {
    let mut letters = word.char_indices();
    let (_, second) = (letters.next()?, letters.next()?);
    if letters.next().is_some() {
        return None;
    }
    Some((hash(&word.as_bytes()[..second.0]), hash(&word.as_bytes()[second.0..])))
}

pub(super) fn looks_patronymic(page: &Page, token: usize) -> bool {
    token < page.tokens.len()
        && page.tokens[token].shape != Shape::Lower
        && patronymic_gender(page.folded_word(token)).is_some()
}

pub(super) fn named_after(page: &Page, before: usize) -> bool {
    let word = page.folded_word(before);
    // Whoever speaks or calls on somebody's behalf names a person, not a street.
    let on_behalf = word == "имени" && before > 0 && page.folded_word(before - 1) == "от";
    if on_behalf {
        return false;
    }
    matches!(word, "ул" | "пр" | "пер" | "пл" | "им" | "имени" | "шоссе")
        || ["улиц", "проспект", "площад", "переул", "бульвар", "набереж", "сквер"]
            .iter()
            .any(|s| word.starts_with(s))
}

/// The gender of a past tense right after the name.
pub(super) fn verb_gender(page: &Page, token: usize) -> Option<Gender> {
    if token >= page.tokens.len() || page.tokens[token].shape != Shape::Lower {
        return None;
    }
    let word = page.folded_word(token);
    if word.chars().count() < 4 {
        return None;
    }
    if word.ends_with("ла") || word.ends_with("лась") {
        return Some(Gender::Female);
    }
    ["ал", "ил", "ел", "ул", "ыл", "лся"].iter().any(|e| word.ends_with(e)).then_some(Gender::Male)
}
