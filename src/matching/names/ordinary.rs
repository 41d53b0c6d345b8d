//! Whether a word is an ordinary one of Russian or English, or at most a name: Гранитбанк is neither. What no page has by
//! chance needs no quotes to be a company's name at a sentence's start.
//!
//! `ordinary.txt` holds stems, sorted: counted in Debian's Russian and English manuals, games and fortunes, and what firms
//! like to be called, written down. It is looked into where it lies, so that it costs neither load time nor memory.

use std::cmp::Ordering;

use super::given;
use crate::query::stem;

const STEMS: &str = include_str!("ordinary.txt");
/// Letters from which on a word that no list has is somebody's: shorter ones are abbreviations and words of other languages.
const LEAST: usize = 5;

/// Whether a folded word is neither an ordinary word nor looks like a person's name; of a name that is given in Latin letters
/// the look of its Cyrillic form says nothing.
pub(super) fn is_coined(word: &str, foreign: bool) -> bool {
    let (mut letters, mut russian, mut latin) = (0, false, false);
    for c in word.chars() {
        letters += 1;
        match c {
            'а'..='я' => russian = true,
            'a'..='z' => latin = true,
            _ => return false,
        }
    }
    letters >= LEAST - usize::from(foreign)
        && russian != latin
        && !is_known(word)
        && !(russian && !foreign && (names_a_person(word) || is_built(word) && !is_compound(word)))
}

/// What firms' names are put together of.
const TRADES: [&str; 62] = [
    "авто",
    "авиа",
    "агро",
    "банк",
    "бизнес",
    "био",
    "вест",
    "газ",
    "гео",
    "гидро",
    "групп",
    "инвест",
    "импорт",
    "инфо",
    "капитал",
    "кредит",
    "лизинг",
    "лес",
    "маркет",
    "маш",
    "мед",
    "мет",
    "метал",
    "нано",
    "нефт",
    "пласт",
    "пром",
    "проект",
    "ресурс",
    "сбыт",
    "сервис",
    "снаб",
    "софт",
    "сталь",
    "стек",
    "стрим",
    "строй",
    "тек",
    "телеком",
    "тепло",
    "тех",
    "торг",
    "транс",
    "трейд",
    "фарм",
    "фин",
    "финанс",
    "фуд",
    "хим",
    "холдинг",
    "центр",
    "эко",
    "экспорт",
    "электро",
    "энерго",
    "мех",
    "механик",
    "хлеб",
    "мяс",
    "мясо",
    "молоко",
    "свет",
];

/// Whether a folded Russian word has a firm's trade in it, before or behind something else: Гранитбанк, Агроимпульс.
pub(super) fn is_compound(word: &str) -> bool {
    let long = |rest: &str| rest.chars().count() >= LEAST - 2;
    // Endings of cases stand behind.
    let ends = word.char_indices().rev().take(2).map(|(at, _)| at).chain([word.len()]);
    let stems: Vec<&str> = ends.map(|end| &word[..end]).collect();
    TRADES.iter().any(|trade| {
        word.strip_prefix(trade).is_some_and(long)
            || stems.iter().any(|stem| stem.strip_suffix(trade).is_some_and(long))
    })
}

/// Whether a folded Russian word is built as nouns and adjectives are, with one of the language's suffixes: what the list has
/// not counted may still be ordinary.
fn is_built(word: &str) -> bool {
    const CASES: [&str; 18] = [
        "ого", "ому", "ами", "ыми", "ой", "ых", "ым", "им", "ый", "ий", "ая", "ое", "ом", "ем", "а", "у",
        "и", "е",
    ];
    const SUFFIXES: [&str; 30] = [
        "ник", "ниц", "щик", "чик", "тель", "ост", "ств", "ени", "ани", "чн", "шн", "льн", "тн", "рн", "вн",
        "дн", "нн", "истк", "ушк", "юшк", "ышк", "ишк", "очк", "ечк", "оньк", "еньк", "инк", "лк", "дк",
        "вк",
    ];
    const WHOLE: [&str; 8] = ["ок", "ек", "ец", "ость", "тель", "ка", "ки", "ье"];
    WHOLE.iter().any(|end| word.ends_with(end))
        || CASES
            .iter()
            .filter_map(|case| word.strip_suffix(case))
            .any(|stem| SUFFIXES.iter().any(|suffix| stem.ends_with(suffix)))
}

/// Whether a folded word has a stem in the list.
pub(super) fn is_known(word: &str) -> bool {
    holds(&stem(word))
}

/// Halves the list between lines until nothing is left.
fn holds(stem: &str) -> bool {
    let (mut from, mut to) = (0, STEMS.len());
    while from < to {
        let middle = STEMS.floor_char_boundary(from + (to - from) / 2);
        let start = STEMS[from..middle].rfind('\n').map_or(from, |at| from + at + 1);
        let end = STEMS[start..to].find('\n').map_or(to, |at| start + at);
        match STEMS[start..end].cmp(stem) {
            Ordering::Equal => return true,
            Ordering::Less => from = (end + 1).min(to),
            Ordering::Greater => to = start,
        }
    }
    false
}

/// A known given name, or what ends as Russian surnames do; in any case.
fn names_a_person(word: &str) -> bool {
    const CASES: [&str; 16] =
        ["ого", "ому", "ой", "ых", "ым", "им", "ий", "ая", "ую", "а", "у", "е", "ы", "и", "я", ""];
    const ENDS: [&str; 8] = ["ов", "ев", "ин", "ын", "ск", "цк", "енко", "ян"];
    let long = |rest: &str| rest.chars().count() > 2;
    let surname = CASES
        .iter()
        .filter_map(|case| word.strip_suffix(case))
        .any(|stem| ENDS.iter().any(|end| stem.strip_suffix(end).is_some_and(long)));
    surname || given::in_any_case(word)
}

#[cfg(test)]
mod tests {
    use super::{STEMS, holds, is_coined};

    #[test]
    fn knows_ordinary_words() {
        assert!(STEMS.lines().is_sorted());
        assert!(STEMS.lines().all(holds), "each line is found");
        for (word, coined) in [
            ("гранитбанк", true),
            ("гранитбанка", true),
            ("нордпик", true),
            ("nordpeak", true),
            ("ромашка", false),
            ("незабудок", false),
            ("огонька", false),
            ("самоделки", false),
            ("подзаборный", false),
            ("агроимпульсом", true),
            ("садовский", false),
            ("корнеевым", false),
            ("екатерина", false),
            ("москвы", false),
            ("leaks", false),
            ("data", false),
            ("нбк", false),
            ("x1000", false),
            ("", false),
        ] {
            assert_eq!(is_coined(word, false), coined, "{word}");
        }
        assert!(is_coined("фасткоин", true) && is_coined("гугл", true) && !is_coined("ромашка", true));
    }
}
