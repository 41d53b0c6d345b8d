//! Folding: the same words written differently become the same code points.
//!
//! [`fold`] maps one code point to one code point, so that offsets in the folded text are offsets in the original.
//! [`fold_loose`] is for comparing whole texts and may change their length.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::runs::{Run, runs};

/// Characters that are not seen and that stand inside words: zero-width ones, the soft hyphen, directional marks,
/// variation selectors. They split no word and count for nothing when texts are compared.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Combining marks that continue a word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}')
}

/// Whether `c` belongs to a word: letters, digits, the underscore, and what is not seen between them.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    match PLANE.get(c as usize) {
        Some(says) => says.1,
        None => in_word(c),
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || is_invisible(c) || is_mark(c)
}

/// What [`folded`] and [`in_word`] say of each character of the first plane: they search tables, and normalise, for every
/// quote and dash of a text.
static PLANE: LazyLock<Vec<(char, bool)>> = LazyLock::new(|| {
    let all = (0..=0xffff).map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER));
    all.map(|c| (folded(c), in_word(c))).collect()
});

/// One code point folded without regard to its neighbours: lower case, `ё` to `е`, compatibility forms (full width,
/// mathematical, circled letters) to plain ones, every blank to a space, every dash and quote to the ASCII one.
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return match c {
            '\t' | '\r' | '\x0b' | '\x0c' => ' ',
            _ => c.to_ascii_lowercase(),
        };
    }
    match PLANE.get(c as usize) {
        Some(says) => says.0,
        None => folded(c),
    }
}

fn folded(c: char) -> char {
    match c {
        'ё' | 'Ё' => 'е',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '«' | '»' | '“' | '”' | '„' | '‟' => '"',
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' => '\'',
        '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        _ if c.is_whitespace() => ' ',
        _ => lower(compatible(c)),
    }
}

fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some('ё'), None) => 'е',
        (Some(one), None) => one,
        _ => c,
    }
}

/// The compatibility decomposition (Unicode Annex 15, NFKC) when it is a single code point.
fn compatible(c: char) -> char {
    if (c as u32) < 0x2000
        && !matches!(c, '\u{aa}' | '\u{ba}' | '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2b0}'..='\u{2b8}')
    {
        return c;
    }
    let mut parts = Some(c).into_iter();
    let mut composed = unicode_normalization::UnicodeNormalization::nfkc(&mut parts);
    match (composed.next(), composed.next()) {
        // A sign stays no letter: it parts words before it is folded and must part them after.
        (Some(one), None) if !one.is_alphanumeric() || c.is_alphanumeric() => one,
        _ => c,
    }
}

/// The Cyrillic letter that this (not yet folded) Latin or Greek letter can be mistaken for, folded.
fn cyrillic_twin(c: char) -> Option<char> {
    Some(match c {
        'a' | 'A' | 'α' | 'Α' => 'а',
        'B' | 'Β' => 'в',
        'c' | 'C' => 'с',
        'e' | 'E' | 'Ε' | 'ë' | 'Ë' => 'е',
        'H' | 'Η' => 'н',
        'k' | 'K' | 'κ' | 'Κ' => 'к',
        'M' | 'Μ' => 'м',
        'o' | 'O' | 'ο' | 'Ο' => 'о',
        'p' | 'P' | 'ρ' | 'Ρ' => 'р',
        'T' | 'Τ' => 'т',
        'x' | 'X' | 'χ' | 'Χ' => 'х',
        'y' | 'Y' | 'Υ' => 'у',
        // Capitals as their small letters, so that folding twice is folding once.
        'u' | 'U' => 'и',
        'n' | 'N' => 'п',
        'r' | 'R' => 'г',
        'i' | 'I' => 'і',
        's' | 'S' => 'ѕ',
        'j' | 'J' => 'ј',
        _ => return None,
    })
}

/// The Latin letter that this (not yet folded) Cyrillic or Greek letter can be mistaken for, folded.
fn latin_twin(c: char) -> Option<char> {
    Some(match c {
        'а' | 'А' | 'α' | 'Α' => 'a',
        'В' | 'Β' => 'b',
        'с' | 'С' => 'c',
        'е' | 'Е' | 'ё' | 'Ё' | 'Ε' => 'e',
        'Н' | 'Η' => 'h',
        'к' | 'К' | 'κ' | 'Κ' => 'k',
        'М' | 'Μ' => 'm',
        'о' | 'О' | 'ο' | 'Ο' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'Т' | 'Τ' => 't',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'Υ' => 'y',
        'і' | 'І' | 'ι' | 'Ι' => 'i',
        'ѕ' | 'Ѕ' => 's',
        'ј' | 'Ј' => 'j',
        'ԁ' | 'Ԁ' => 'd',
        'һ' | 'Һ' => 'h',
        'ԛ' | 'Ԛ' => 'q',
        'ԝ' | 'Ԝ' => 'w',
        _ => return None,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Other,
}

fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Script::Latin,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{370}'..='\u{3ff}' => Script::Greek,
        _ => Script::Other,
    }
}

/// The text folded, code point for code point: `fold(t).chars().count() == t.chars().count()`.
///
/// Beside [`fold_char`], letters of another script within one word are folded to the word's own script when every one of
/// them has a look-alike there: `Pомашка` with a Latin P becomes `ромашка`, `examрle` with a Cyrillic р `example`. A word
/// of one script alone stays in it.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    runs(text, |run| fold_run(text, &run, &mut out));
    out
}

/// Adds one run of `text` to `out`, folded.
pub fn fold_run(text: &str, run: &Run, out: &mut String) {
    let part = &text[run.bytes.clone()];
    if run.word && !run.letters.plain() {
        fold_word(part, out);
    } else if part == " " || (run.word && !run.letters.folds) {
        out.push_str(part);
    } else {
        out.extend(part.chars().map(fold_char));
    }
}

fn fold_word(word: &str, out: &mut String) {
    let (mut latin, mut cyrillic, mut greek) = (0usize, 0usize, 0usize);
    let (mut all_to_cyrillic, mut all_to_latin) = (true, true);
    for (c, folded) in word.chars().map(|c| (compatible(c), fold_char(c))) {
        match script(folded) {
            Script::Latin => {
                latin += 1;
                all_to_cyrillic &= cyrillic_twin(c).is_some();
            }
            Script::Cyrillic => {
                cyrillic += 1;
                all_to_latin &= latin_twin(c).is_some();
            }
            Script::Greek => {
                greek += 1;
                all_to_cyrillic &= cyrillic_twin(c).is_some();
                all_to_latin &= latin_twin(c).is_some();
            }
            Script::Other => {}
        }
    }
    let mixed = usize::from(latin > 0) + usize::from(cyrillic > 0) + usize::from(greek > 0) > 1;
    let to_cyrillic = mixed && cyrillic > 0 && all_to_cyrillic && (cyrillic >= latin || !all_to_latin);
    let to_latin = mixed && !to_cyrillic && latin > 0 && all_to_latin;
    for c in word.chars() {
        let twin = match script(fold_char(c)) {
            Script::Latin | Script::Greek if to_cyrillic => cyrillic_twin(compatible(c)),
            Script::Cyrillic | Script::Greek if to_latin => latin_twin(compatible(c)),
            _ => None,
        };
        out.push(twin.unwrap_or_else(|| fold_char(c)));
    }
}

/// A folded word as it reads: without invisible characters and combining marks; decomposed й is composed, decomposed ё is
/// е. Borrowed where nothing of it goes.
pub fn as_read(folded: &str) -> Cow<'_, str> {
    // The primes of scholarly schemes (Melʹnica) are letters to Unicode, and soft signs to us.
    let mark = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{2b9}' | '\u{2ba}');
    let kept =
        |c: char| c.is_ascii() || ('\u{400}'..='\u{482}').contains(&c) || !(is_invisible(c) || mark(c));
    if folded.chars().all(kept) {
        return Cow::Borrowed(folded);
    }
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '\u{306}' if out.ends_with('и') => {
                out.pop();
                out.push('й');
            }
            c if kept(c) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// The text folded for comparing: as [`fold`], without what is not seen, every run of blanks and line breaks one space,
/// none at the ends. Not length-preserving.
pub fn fold_loose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in fold(text).chars() {
        if is_invisible(c) {
            continue;
        }
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && !out.is_empty() {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_char, fold_loose, fold_word, is_word};

    #[test]
    fn folds_code_point_for_code_point() {
        for (text, expected) in [
            ("Ёлка И ЁЖ", "елка и еж"),
            ("«Ромашка» — цветок", "\"ромашка\" - цветок"),
            ("Pомашка", "ромашка"),
            ("examрle.com", "example.com"),
            ("CAXAP", "caxap"),
            ("e-mailы", "e-mailы"),
            ("VPNом", "vpnом"),
            ("ＡＢＣ１２３", "abc123"),
            ("𝐏𝐚𝐬𝐬", "pass"),
            ("a\u{a0}b\tc\r\nd", "a b c \nd"),
            ("İstanbul", "İstanbul"),
            ("МОСКBА", "москва"),
            ("Straße ẞ", "straße ß"),
            ("Ρомашка", "ромашка"),
            ("", ""),
        ] {
            let folded = fold(text);
            assert_eq!(folded, expected, "{text}");
            assert_eq!(folded.chars().count(), text.chars().count(), "{text}");
        }
    }

    #[test]
    fn what_is_no_word_at_once_is_none_by_unicode() {
        let slowly = |c: char| c.is_alphanumeric() || c == '_' || super::is_invisible(c) || super::is_mark(c);
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            assert_eq!(is_word(c), slowly(c), "{c:?}");
        }
    }

    #[test]
    fn folds_loosely() {
        assert_eq!(fold_loose("  Па\u{ad}роль:\u{200b}\n\n  ЩИТ\u{a0}"), "пароль: щит");
        assert_eq!(fold_loose("\u{feff}"), "");
    }

    #[test]
    fn keeps_the_count_for_every_code_point() {
        let all: String = (0..=0x10ffff).filter_map(char::from_u32).collect();
        assert_eq!(fold(&all).chars().count(), all.chars().count());
    }

    /// Word by word and without tables, which is the rule.
    fn plainly(text: &str) -> String {
        let (mut out, mut word) = (String::new(), String::new());
        for c in text.chars() {
            if is_word(c) {
                word.push(c);
                continue;
            }
            fold_word(&std::mem::take(&mut word), &mut out);
            out.push(fold_char(c));
        }
        fold_word(&word, &mut out);
        out
    }

    #[test]
    fn folds_as_it_would_word_by_word() {
        let parts = [
            "Ёлка",
            "ёж",
            "Pомашка",
            "examрle",
            "VPN",
            "ом",
            "42",
            "_",
            " ",
            "«",
            "—",
            "\u{ad}",
            "ß",
            "И\u{306}",
        ];
        let mut state = 5usize;
        for _ in 0..500 {
            let mut text = String::new();
            for _ in 0..8 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(parts[(state >> 33) % parts.len()]);
            }
            assert_eq!(fold(&text), plainly(&text), "{text}");
        }
        let all: String = (0..=0x10ffff).filter_map(char::from_u32).collect();
        assert_eq!(fold(&all), plainly(&all));
    }
}
