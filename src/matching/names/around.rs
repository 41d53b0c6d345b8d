//! What stands around an organisation's name: quotes, the beginning of a sentence, words for companies.

use super::super::page::{Page, Shape, is_blank};
use super::neighbours::is_capital;
use super::ordinary::is_known;
use super::russian::is_cyrillic;
use super::{given, nicknames};

/// Beginnings of words that tell of a company near its name, beside [`TITLES`].
const CUES: &[&str] = &[
    "поставщик",
    "подрядчик",
    "завод",
    "клиент",
    "сотрудник",
    "директор",
    "гендиректор",
    "акци",
    "офис",
    "партнер",
    "конкурент",
    "основател",
    "владел",
    "контракт",
    "тендер",
    "сервис",
    "compani",
    "ceo",
    "employee",
    "customer",
    "contractor",
    "supplier",
];
/// Beginnings of words that make what follows a name even in lower case.
pub(super) const TITLES: &[&str] = &[
    "компани",
    "фирм",
    "холдинг",
    "корпорац",
    "предприят",
    "организац",
    "бренд",
    "company",
    "firm",
    "brand",
];
/// How far a cue may stand, in words.
const CUE_REACH: usize = 5;

pub(super) fn joined_label(page: &Page, last: usize) -> bool {
    page.tokens.get(last + 1).is_some_and(|t| t.shape != Shape::Capital)
}

/// A given name or a surname's ending after a company's name is a person, not more of the name.
pub(super) fn is_surname_or_given(word: &str) -> bool {
    given::gender_of(word).is_some()
        || ["ов", "ев", "ин", "ова", "ева", "ина", "ский", "ская", "енко"].iter().any(|e| word.ends_with(e))
}

/// Whether a quote was opened up to three words before, with nothing but blanks between.
pub(super) fn quote_opened_before(page: &Page, first: usize) -> bool {
    let mut at = first;
    for _ in 0..3 {
        if at == 0 || !is_blank(page.lead(at)) && page.lead(at) != "-" {
            return false;
        }
        at -= 1;
        if page.original_lead(at).ends_with(['«', '“', '„', '"', '\'']) {
            return true;
        }
    }
    false
}

/// Whether a quote is closed up to three words after, with nothing but blanks between.
pub(super) fn quote_closed_after(page: &Page, last: usize) -> bool {
    for at in last..last + 3 {
        if at + 1 >= page.tokens.len() || !is_blank(page.gap(at)) && page.gap(at) != "-" {
            return false;
        }
        if page.original_gap(at + 1).starts_with(['»', '”', '“', '"', '\'']) {
            return true;
        }
    }
    false
}

/// Behind a colon Russian goes on in lower case, so that a capital there is a name's.
pub(super) fn starts_sentence(page: &Page, first: usize) -> bool {
    first == 0 || page.lead(first).contains(['.', '!', '?', '…', '\n', '*', '•', '|'])
}

/// Words on either side that show a headline in which every word has a capital.
const HEADLINE_REACH: usize = 6;
/// Of them at least: fewer may be a list of names.
const HEADLINE_WORDS: usize = 3;

/// Whether the words on the same line all have capitals, and ordinary ones among them do.
pub(super) fn in_headline(page: &Page, first: usize, last: usize) -> bool {
    let mut ordinary = 0;
    // None: a longer word in lower case.
    let mut look = |token: usize| {
        let short = page.length(token) <= 3;
        match page.tokens[token].shape {
            Shape::Lower if short => true,
            Shape::Lower => false,
            Shape::Capital | Shape::Upper => {
                ordinary += usize::from(is_known(page.folded_word(token)));
                true
            }
            Shape::Single | Shape::Other => true,
        }
    };
    let from = first.saturating_sub(HEADLINE_REACH);
    let to = (last + HEADLINE_REACH).min(page.tokens.len() - 1);
    let before = (from..first).rev().take_while(|&t| !page.gap(t).contains('\n')).all(&mut look);
    before
        && (last + 1..=to).take_while(|&t| !page.lead(t).contains('\n')).all(&mut look)
        && ordinary >= HEADLINE_WORDS
}

/// Whether a street, or somebody's given name, stands right before.
pub(super) fn named_after_or_person(page: &Page, first: usize) -> bool {
    let Some(before) = first.checked_sub(1) else { return false };
    if !is_blank(page.gap(before)) && page.gap(before) != ". " {
        return false;
    }
    let word = page.folded_word(before);
    let street = ["улиц", "ул", "проспект", "переулк", "площад", "бульвар", "набережн"];
    starts_with_any(word, &street) && word != "ульи"
        || is_capital(page, before) && (given::in_any_case(word) || nicknames::is_short(word))
}

pub(super) fn adjective_before(page: &Page, first: usize) -> bool {
    first > 0
        && !starts_sentence(page, first - 1)
        && is_blank(page.gap(first - 1))
        && page.tokens[first - 1].shape == Shape::Capital
        && ["ая", "ой", "ую", "ый", "ий", "ое", "ого"]
            .iter()
            .any(|e| page.folded_word(first - 1).ends_with(e))
}

/// Whether the word before or behind is Cyrillic.
pub(super) fn cyrillic_beside(page: &Page, first: usize, last: usize) -> bool {
    let beside = [first.checked_sub(1), Some(last + 1).filter(|&t| t < page.tokens.len())];
    beside.into_iter().flatten().any(|t| is_cyrillic(page.folded_word(t)))
}

pub(super) fn cue_near(page: &Page, first: usize, last: usize) -> bool {
    let from = first.saturating_sub(CUE_REACH);
    let to = (last + 1 + CUE_REACH).min(page.tokens.len());
    let tells = |word: &str| starts_with_any(word, TITLES) || starts_with_any(word, CUES);
    (from..first).chain(last + 1..to).any(|t| tells(page.folded_word(t)))
}

pub(super) fn starts_with_any(word: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|b| word.starts_with(b))
}
