//! What records and names are compared by: folded words, and the digits of what else there is.

use super::Kind;
use super::draft::{Draft, Part};
use crate::matching::records::table::Span;
use crate::text::fold::{fold_char, fold_loose};

/// Folded words with single blanks.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    put_plain(text, &mut out);
    out
}

/// The same behind what is there.
pub(super) fn put_plain(text: &str, out: &mut String) {
    let from = out.len();
    let mut parted = false;
    let mut put = |c: char, word: bool| {
        if word && parted && out.len() > from {
            out.push(' ');
        }
        parted = !word;
        out.extend(word.then_some(c));
    };
    let russian = |c: char| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё');
    if text.is_ascii() || text.chars().all(|c| russian(c) || c.is_ascii() && !c.is_ascii_alphabetic()) {
        // Where not both Latin and Russian letters stand, they are folded one by one.
        text.chars().for_each(|c| put(fold_char(c), c == '-' || c.is_ascii_alphanumeric() || !c.is_ascii()));
    } else {
        fold_loose(text).chars().for_each(|c| put(c, c == '-' || c.is_alphanumeric()));
    }
}

/// The values of drafts, each made once however many sets ask.
pub(super) struct Values<'p> {
    parts: &'p [Part<'p>],
    made: Vec<Option<String>>,
    digits: Digits,
}

impl<'p> Values<'p> {
    pub(super) fn new(parts: &'p [Part<'p>], drafts: usize) -> Values<'p> {
        Values { parts, made: vec![None; drafts], digits: Digits::default() }
    }

    pub(super) fn of(&mut self, at: usize, draft: &Draft) -> String {
        let made = || value(&self.parts[draft.from..draft.to], &mut self.digits);
        self.made[at].get_or_insert_with(made).clone()
    }
}

/// Room for what numbers and contacts are compared by.
#[derive(Default)]
struct Digits {
    text: String,
    parts: Vec<Span>,
}

/// The name, and the digits of what else there is: the same person's data is the same in every order and layout.
fn value(parts: &[Part], Digits { text, parts: rest }: &mut Digits) -> String {
    text.clear();
    rest.clear();
    for part in parts.iter().filter(|p| p.kind != Kind::Name) {
        let mut from = text.len();
        part.value.bytes().filter(u8::is_ascii_digit).for_each(|digit| text.push(char::from(digit)));
        if part.kind == Kind::Contact && text.len() - from > 10 {
            from = text.len() - 10;
        }
        if text.len() - from < 4 {
            text.truncate(from);
            put_plain(&part.value, text);
        }
        rest.push((from, text.len()));
    }
    let of = |span: &Span| &text[span.0..span.1];
    rest.sort_unstable_by(|a, b| of(a).cmp(of(b)));
    rest.dedup_by(|a, b| of(a) == of(b));
    let mut out = String::with_capacity(text.len() + rest.len() + 64);
    for (at, name) in parts.iter().filter(|p| p.kind == Kind::Name).enumerate() {
        out.extend((at > 0).then_some(' '));
        out.push_str(&name.value);
    }
    for part in rest.iter() {
        out.push('|');
        out.push_str(of(part));
    }
    if rest.is_empty() {
        out.push('|');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{fold_loose, plain};

    /// The way over letters of one script is what folding says.
    #[test]
    fn plain_words() {
        for (text, expected) in [
            ("ИВАНОВ  Иван\tПетрович", "иванов иван петрович"),
            ("Семёнова-Тян;Анна", "семенова-тян анна"),
            ("a.b_c@Mail.Example", "a b c mail example"),
            (" - 12;№ 7", "- 12 7"),
            ("Ивaнов Иван", "иванов иван"),
            ("Ива\u{ad}нов\u{a0}Иван", "иванов иван"),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected, "{text}");
            let folded = fold_loose(text);
            let words = folded.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty());
            assert_eq!(plain(text), words.collect::<Vec<_>>().join(" "), "{text}");
        }
    }
}
