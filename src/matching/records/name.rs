//! A person's full name: with a patronymic in any order and any case, «Иванов Иван Иванович», «ИВАН ИВАНОВИЧ ИВАНОВА»,
//! also as columns of a row; or whatever stands after a label for a name.
//!
//! Weak by itself: any article is full of names. It counts together with what else stands in its row (`person`).

use super::columns::{Field, field_of};
use crate::matching::page::{Page, Shape};

/// Words `first..=last`, and whether a label said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub first: usize,
    pub last: usize,
    pub labelled: bool,
}

/// Every name of the page, in order, none over another.
pub(super) fn names(page: &Page) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for (at, token) in page.tokens.iter().enumerate().skip(1) {
        // Most words leave here.
        if token.ascii || !capital(page, at) || !is_patronymic(page.folded_word(at)) {
            continue;
        }
        let Some(name) = around(page, at) else { continue };
        if out.last().is_none_or(|last| last.last < name.first) {
            out.push(name);
        }
    }
    out
}

fn capital(page: &Page, at: usize) -> bool {
    matches!(page.tokens[at].shape, Shape::Capital | Shape::Upper)
}

/// Whether a folded word ends as patronymics do in their six cases.
fn is_patronymic(word: &str) -> bool {
    const MALE: &[&str] = &["ович", "евич", "ьич"];
    const FEMALE: &[&str] = &["овн", "евн", "ичн"];
    // Two letters before what makes it one, at least.
    let ends = |tail: &str, heads: &[&str]| {
        word.strip_suffix(tail)
            .is_some_and(|stem| heads.iter().any(|head| stem.len() > head.len() + 2 && stem.ends_with(head)))
    };
    let long = (10..42).contains(&word.len())
        && matches!(word.as_bytes(), [0xd0 | 0xd1, ..])
        && match word.chars().next_back() {
            Some('ч') => ends("", MALE),
            Some('а') => ends("а", MALE) || ends("а", FEMALE),
            Some('у') => ends("у", MALE) || ends("у", FEMALE),
            Some('е') => ends("е", MALE) || ends("е", FEMALE),
            Some('ы') => ends("ы", FEMALE),
            Some('м') => ends("ем", MALE) || ends("ом", MALE),
            Some('й') => ends("ой", FEMALE),
            _ => false,
        };
    long || ["оглы", "кызы", "улы", "уулу"].contains(&word)
}

/// The surname before the given name, or after the patronymic.
fn around(page: &Page, at: usize) -> Option<Name> {
    let given = at.checked_sub(1).filter(|&g| part(page, g) && joins(page.original_gap(g)))?;
    // «Мехмет оглы» has the father's name before it.
    let before = given.checked_sub(1).filter(|&s| part(page, s) && joins(page.original_gap(s)));
    if let Some(first) = before {
        // Петрова-Водкина
        let first = match first.checked_sub(1).filter(|&s| part(page, s) && page.original_gap(s) == "-") {
            Some(double) => double,
            None => first,
        };
        return Some(Name { first, last: at, labelled: false });
    }
    let after = (at + 1 < page.tokens.len() && part(page, at + 1) && joins(page.original_gap(at)))
        .then_some(at + 1)?;
    let double = (after + 1 < page.tokens.len() && part(page, after + 1) && page.original_gap(after) == "-")
        .then_some(after + 1);
    Some(Name { first: given, last: double.unwrap_or(after), labelled: false })
}

/// A Russian word with a capital, at least two letters.
fn part(page: &Page, at: usize) -> bool {
    let word = page.folded_word(at);
    capital(page, at) && word.len() >= 4 && word.chars().all(|c| matches!(c, 'а'..='я' | 'ё'))
}

/// Blanks, or the separator of a row's cells.
fn joins(gap: &str) -> bool {
    let sign = gap.trim_matches([' ', '"', '\'', '\u{a0}']);
    gap.len() <= 8 && matches!(sign, "" | ";" | "," | "|" | "\t") && !gap.contains('\n') && !gap.is_empty()
}

/// What stands after a label for a name at the beginning of a line: two to four words with capitals. Bytes of the line.
pub(super) fn labelled(line: &str) -> Option<(usize, usize)> {
    let head = line.char_indices().take(30).find(|(_, c)| matches!(c, ':' | '=' | '\t'))?.0;
    let label = line[..head].trim_matches(|c: char| c.is_whitespace() || "-*•\"'{".contains(c));
    if field_of(label) != Some(Field::Name) {
        return None;
    }
    let rest = &line[head + 1..];
    let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let start = line.len() - value.len();
    let end = value
        .find(|c: char| !(c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '’')))
        .unwrap_or(value.len());
    let value = value[..end].trim_end();
    let words = value.split(' ').filter(|w| !w.is_empty());
    let capitals = words.clone().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
    ((2..=4).contains(&capitals) && words.count() <= 5).then_some((start, start + value.len()))
}

#[cfg(test)]
mod tests {
    use super::{labelled, names};
    use crate::matching::page::Page;

    #[test]
    fn full_names() {
        for (text, expected) in [
            ("Вчера Иванов Иван Иванович пришёл", &["Иванов Иван Иванович"][..]),
            ("Ивана Ивановича Иванова нет", &["Ивана Ивановича Иванова"]),
            ("СИДОРОВА АННА ПАВЛОВНА", &["СИДОРОВА АННА ПАВЛОВНА"]),
            ("Петрова-Водкина Анна Ильинична", &["Петрова-Водкина Анна Ильинична"]),
            ("Иванов;Иван;Иванович;4508", &["Иванов;Иван;Иванович"]),
            (
                "Иванову Ивану Ивановичу, Петровой Анне Ильиничне",
                &["Иванову Ивану Ивановичу", "Петровой Анне Ильиничне"],
            ),
            ("Лев Толстой и Иван Грозный", &[]),
            ("Иван Иванович", &[]),
            ("основной закон главного врача", &[]),
            ("Рабинович и Сыновья", &[]),
        ] {
            let page = Page::new(text);
            let seen: Vec<&str> = names(&page).iter().map(|n| page.slice(n.first, n.last)).collect();
            assert_eq!(seen, expected, "{text}");
        }
    }

    #[test]
    fn after_a_label() {
        for (line, expected) in [
            ("Name: John Smith", Some("John Smith")),
            ("ФИО: Иванов Иван", Some("Иванов Иван")),
            ("  \"full_name\": \"Jane Q. Doe\",", Some("Jane Q. Doe")),
            ("Name: the function", None),
            ("Title: John Smith", None),
            ("Name:", None),
        ] {
            assert_eq!(labelled(line).map(|(from, to)| &line[from..to]), expected, "{line}");
        }
    }
}
