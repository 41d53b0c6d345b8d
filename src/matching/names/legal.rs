//! Legal forms of organisations: ООО, JSC, B.V.

use super::super::page::Page;

/// Legal forms, folded; the Latin ones stand after a name too.
pub(super) const LEGAL: &[&str] = &[
    "ооо",
    "оао",
    "пао",
    "зао",
    "ао",
    "нао",
    "ип",
    "гуп",
    "муп",
    "фгуп",
    "фгбу",
    "нко",
    "ано",
    "тоо",
    "одо",
    "чуп",
    "ooo",
    "oao",
    "pao",
    "zao",
    "llc",
    "inc",
    "ltd",
    "gmbh",
    "plc",
    "corp",
    "limited",
    "corporation",
    "incorporated",
    "ag",
    "srl",
    "bv",
    "llp",
    "oy",
    "ab",
    "jsc",
    "pjsc",
    "ojsc",
    "cjsc",
    "sarl",
];
/// Legal forms that are written with full stops, without them.
pub(super) const DOTTED: &[&str] =
    &["bv", "nv", "sa", "spa", "sro", "as", "ag", "llc", "ltd", "inc", "plc", "llp", "ооо", "ао"];
pub(super) fn is_legal(page: &Page, token: usize) -> bool {
    LEGAL.contains(&page.folded_word(token))
}

/// Single letters with full stops that make up a legal form: B.V., s.r.o.
pub(super) fn dotted_legal(page: &Page, token: usize) -> bool {
    let mut form = String::new();
    for at in token..(token + 4).min(page.tokens.len()) {
        let letter = page.folded_word(at);
        if letter.chars().count() != 1 || !page.gap(at).starts_with('.') {
            break;
        }
        form.push_str(letter);
    }
    DOTTED.contains(&form.as_str())
}

/// A gap between a legal form and the name: blanks, quotes, a comma.
pub(super) fn near_gap(gap: &str) -> bool {
    gap.len() <= 8 && gap.chars().all(|c| matches!(c, ' ' | '"' | '\'' | ',' | '.' | '\n' | '('))
}
