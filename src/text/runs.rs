//! One walk over a text: maximal runs of characters that belong to words, and of those that do not.
//!
//! Folding, cutting words and preparing a page for matching all rest on this walk, so that what is a word is said once.
//! ASCII and the letters of Russian are told by a look into a table, everything else by Unicode's, which costs a search
//! for each character; the walk notes whether a run needed that.

use std::ops::Range;

use super::fold::is_word;

/// A maximal run, half-open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub word: bool,
    pub bytes: Range<usize>,
    /// Code points.
    pub points: Range<usize>,
    pub letters: Letters,
}

/// What a run's characters are, as far as the table tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// Latin letters of ASCII, and Russian letters.
    pub latin: bool,
    pub russian: bool,
    /// Anything beyond ASCII and Russian: then the counts below are not whole.
    pub other: bool,
    /// Folding changes one of them.
    pub folds: bool,
    pub capitals: u32,
    pub small: u32,
    /// The first letter is a capital.
    pub capital_first: bool,
}

impl Letters {
    /// All of it is of one plain script: folding is lower case and е for ё.
    pub fn plain(self) -> bool {
        !(self.other || self.latin && self.russian)
    }
}

/// What the tables say of a character: bits.
const WORD: u8 = 1;
const SMALL: u8 = 2;
const CAPITAL: u8 = 4;
/// Folding changes it.
const FOLDS: u8 = 8;

const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        if byte.is_ascii_digit() || byte == b'_' {
            table[b] = WORD;
        } else if byte.is_ascii_lowercase() {
            table[b] = WORD | SMALL;
        } else if byte.is_ascii_uppercase() {
            table[b] = WORD | CAPITAL | FOLDS;
        }
        b += 1;
    }
    table
};

/// U+0400 to U+047F, which begin with 0xD0 or 0xD1; 0: ask Unicode.
const RUSSIAN: [u8; 128] = {
    let mut table = [0; 128];
    let mut c = 0x10;
    while c < 0x50 {
        table[c] = if c < 0x30 { WORD | CAPITAL | FOLDS } else { WORD | SMALL };
        c += 1;
    }
    table[0x01] = WORD | CAPITAL | FOLDS;
    table[0x51] = WORD | SMALL | FOLDS;
    table
};

/// What [`RUSSIAN`] says of the two bytes at `at`.
fn russian(bytes: &[u8], at: usize) -> u8 {
    match bytes.get(at + 1) {
        Some(second) if bytes[at] & 0xfe == 0xd0 => {
            RUSSIAN[usize::from(bytes[at] & 1) << 6 | usize::from(second & 0x3f)]
        }
        _ => 0,
    }
}

/// The small letters of [`RUSSIAN`], ё as е, each as its two bytes; zeros where there is none.
const FOLDED: [[u8; 2]; 128] = {
    let mut table = [[0; 2]; 128];
    let mut c = 0;
    while c < 128 {
        let small = match c {
            0x10..=0x2f => c + 0x20,
            0x30..=0x4f => c,
            0x01 | 0x51 => 0x35,
            _ => 0,
        };
        if small > 0 {
            table[c] = [0xd0 | (small >> 6) as u8, 0x80 | (small & 0x3f) as u8];
        }
        c += 1;
    }
    table
};

/// The Russian letter whose two bytes stand at `at`, folded, and whether it is a capital.
pub fn russian_letter(bytes: &[u8], at: usize) -> Option<([u8; 2], bool)> {
    let (first, second) = (*bytes.get(at)?, *bytes.get(at + 1)?);
    let slot = usize::from(first & 1) << 6 | usize::from(second & 0x3f);
    (first & 0xfe == 0xd0 && RUSSIAN[slot] != 0).then(|| (FOLDED[slot], RUSSIAN[slot] & CAPITAL != 0))
}

/// Calls `each` for every run of `text`, in order; together they are the text.
pub fn runs(text: &str, mut each: impl FnMut(Run)) {
    let (mut at, mut point) = (0, 0);
    while at < text.len() {
        each(run(text, &mut at, &mut point));
    }
}

/// The run that `text` begins with; none: it is empty.
pub fn first_run(text: &str) -> Option<Run> {
    (!text.is_empty()).then(|| run(text, &mut 0, &mut 0))
}

fn run(text: &str, at: &mut usize, point: &mut usize) -> Run {
    let (byte, first) = (*at, *point);
    let mut letters = Letters::default();
    let word = in_word(text, at, point, &mut letters);
    if !word {
        between(text, at, point, &mut letters);
    }
    Run { word, bytes: byte..*at, points: first..*point, letters }
}

/// Walks to the end of the word that begins here; false, and nowhere, when none does.
fn in_word(text: &str, at: &mut usize, point: &mut usize, letters: &mut Letters) -> bool {
    let bytes = text.as_bytes();
    let begun = *at;
    let (mut ascii, mut cyrillic) = (0, 0);
    let mut count = |says: u8| {
        if says & CAPITAL != 0 {
            letters.capital_first |= letters.small == 0 && letters.capitals == 0;
            letters.capitals += 1;
        } else {
            letters.small += u32::from(says & SMALL) >> 1;
        }
    };
    while let Some(&byte) = bytes.get(*at) {
        if let Some(&says) = ASCII.get(usize::from(byte)) {
            if says == 0 {
                break;
            }
            ascii |= says;
            count(says);
            *at += 1;
        } else {
            let says = russian(bytes, *at);
            if says != 0 {
                cyrillic |= says;
                count(says);
                *at += 2;
            } else {
                // `at` is where a character begins.
                let c = text[*at..].chars().next().unwrap_or(' ');
                if !is_word(c) {
                    break;
                }
                letters.other = true;
                *at += c.len_utf8();
            }
        }
        *point += 1;
    }
    letters.latin = ascii & (SMALL | CAPITAL) != 0;
    letters.russian = cyrillic != 0;
    letters.folds = (ascii | cyrillic) & FOLDS != 0;
    *at > begun
}

/// Walks to where the next word begins.
fn between(text: &str, at: &mut usize, point: &mut usize, letters: &mut Letters) {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(*at) {
        if let Some(&says) = ASCII.get(usize::from(byte)) {
            if says != 0 {
                return;
            }
            *at += 1;
        } else if russian(bytes, *at) != 0 {
            return;
        } else {
            let c = text[*at..].chars().next().unwrap_or('a');
            if is_word(c) {
                return;
            }
            letters.other = true;
            *at += c.len_utf8();
        }
        *point += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::{fold_char, is_word};
    use super::{Run, runs};

    fn all(text: &str) -> Vec<Run> {
        let mut out = Vec::new();
        runs(text, |run| out.push(run));
        out
    }

    #[test]
    fn runs_are_the_text_and_as_long_as_they_can_be() {
        let every: String = (0..=0x10ffff).filter_map(char::from_u32).collect();
        for text in ["", "a", " ", "Дом №5, e\u{301}tude «Ёж»\u{ad}!", "жжж", "_ _", every.as_str()]
        {
            let found = all(text);
            let (mut byte, mut point, mut word) = (0, 0, None);
            for run in &found {
                assert_eq!((run.bytes.start, run.points.start), (byte, point));
                let part = &text[run.bytes.clone()];
                assert!(!part.is_empty() && part.chars().all(|c| is_word(c) == run.word));
                assert_ne!(word, Some(run.word));
                (byte, point, word) = (run.bytes.end, run.points.end, Some(run.word));
                assert_eq!(part.chars().count(), run.points.len());
            }
            assert_eq!(byte, text.len());
        }
    }

    #[test]
    fn russian_letters_are_folded() {
        for c in (0x400..=0x47f).filter_map(char::from_u32) {
            let letter = matches!(c, 'А'..='я' | 'Ё' | 'ё');
            let expected = letter.then(|| {
                let mut two = [0; 2];
                fold_char(c).encode_utf8(&mut two);
                (two, c.is_uppercase())
            });
            assert_eq!(super::russian_letter(c.to_string().as_bytes(), 0), expected, "{c}");
        }
        assert_eq!(super::russian_letter("я".as_bytes(), 1), None);
    }

    #[test]
    fn letters_are_counted() {
        for (text, latin, russian, other, capitals, small, capital_first) in [
            ("Ёлка", false, true, false, 1, 3, true),
            ("iPhone_12", true, false, false, 1, 5, false),
            ("Pомашка", true, true, false, 1, 6, true),
            ("ÿ", false, false, true, 0, 0, false),
            ("42", false, false, false, 0, 0, false),
        ] {
            let letters = all(text)[0].letters;
            let seen = (letters.latin, letters.russian, letters.other, letters.capitals, letters.small);
            assert_eq!(seen, (latin, russian, other, capitals, small), "{text}");
            assert_eq!(letters.capital_first, capital_first, "{text}");
        }
    }
}
