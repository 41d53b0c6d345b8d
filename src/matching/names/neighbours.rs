//! What stands beside a name's words: how they are joined, initials, patronymics, streets and verbs.

use super::super::page::{Page, Shape, hash, is_blank};
use super::arrange::patronymic_gender;
use super::part::Part;
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
    // A soft sign at a word's end, as an apostrophe: Lazar' Gol'dberg.
    let soft = gap.strip_prefix(['\'', '`', '′']).filter(|rest| is_blank(rest));
    let gap = soft.unwrap_or(gap);
    match gap.trim() {
        "" if gap.contains('\n') => Join::Block,
        "" => Join::Blank,
        "-" if gap.len() == 1 => Join::Dash,
        "." if !gap.contains('\n') => Join::Dot,
        "," | ";" | "|" | "\t" => Join::Block,
        _ => Join::Apart,
    }
}

/// A letter that can be an initial beside the word `name`: a capital, unless the name has none either.
pub(super) fn is_initial(page: &Page, token: usize, name: usize) -> bool {
    let Some(found) = page.tokens.get(token) else { return false };
    let long = page.length(token);
    let as_name = !matches!(found.shape, Shape::Lower) || page.tokens[name].shape == Shape::Lower;
    match long {
        1 => as_name && page.folded_word(token).chars().all(char::is_alphabetic),
        2..=4 => as_name && page.gap(token).starts_with('.') && DIGRAPHS.contains(&page.folded_word(token)),
        _ => false,
    }
}

/// Latin letters that stand for one Cyrillic one, and so for an initial.
pub(super) const DIGRAPHS: &[&str] = &[
    "ch", "ia", "ie", "iu", "ja", "je", "ju", "kh", "sh", "shch", "tch", "ts", "tz", "ya", "ye", "yu", "zh",
];

/// Whether the word at `token` is an initial beside `name`, and then whether it is the part's.
pub(super) fn initial(page: &Page, token: usize, name: usize, part: &Part) -> Option<bool> {
    is_initial(page, token, name).then(|| part.initials.contains(&page.tokens[token].hash))
}

/// A word with a capital, as names have.
pub(super) fn is_capital(page: &Page, token: usize) -> bool {
    page.tokens.get(token).is_some_and(|t| matches!(t.shape, Shape::Capital | Shape::Upper))
}

/// Whether a list goes on here: a comma, or a semicolon that a blank follows (without one it parts columns).
pub(super) fn parts_a_list(gap: &str) -> bool {
    gap.contains(',') || gap.contains("; ") || gap.contains(";\n")
}

/// What leads a name in another case than the nominative.
pub(super) fn is_preposition(word: &str) -> bool {
    const ALL: [&str; 22] = [
        "без",
        "в",
        "вместо",
        "для",
        "до",
        "за",
        "из",
        "к",
        "кроме",
        "между",
        "на",
        "над",
        "о",
        "об",
        "от",
        "перед",
        "по",
        "под",
        "после",
        "при",
        "про",
        "через",
    ];
    ALL.contains(&word)
}

/// Whether a line was broken within running text behind `last`, not between rows: what leads to `first` on the same
/// line is no name, and none follows `end`.
pub(super) fn broken_line(page: &Page, first: usize, last: usize, end: usize) -> bool {
    // A preposition begins a sentence with a capital.
    let led = first > 0
        && join(page, first - 1) == Join::Blank
        && (page.tokens[first - 1].shape == Shape::Lower || is_preposition(page.folded_word(first - 1)));
    let followed =
        join(page, end) != Join::Apart && join(page, end) != Join::Dot && is_capital(page, end + 1);
    led && !followed && page.gap(last).trim().is_empty()
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
