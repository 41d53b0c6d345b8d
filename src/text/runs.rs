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
        !self.other && !(self.latin && self.russian)
    }

    fn letter(&mut self, capital: bool) {
        if capital {
            self.capital_first |= self.small == 0 && self.capitals == 0;
            self.capitals += 1;
        } else {
            self.small += 1;
        }
    }
}

/// What the table says of a byte, or of the second byte of a Russian letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gap,
    /// Digits and the underscore.
    Sign,
    Small,
    /// ё
    Yo,
    Capital,
    /// Not in the table.
    Ask,
}

const ASCII: [Kind; 128] = {
    let mut table = [Kind::Gap; 128];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        if byte.is_ascii_digit() || byte == b'_' {
            table[b] = Kind::Sign;
        } else if byte.is_ascii_lowercase() {
            table[b] = Kind::Small;
        } else if byte.is_ascii_uppercase() {
            table[b] = Kind::Capital;
        }
        b += 1;
    }
    table
};

/// U+0400 to U+047F, which begin with 0xD0 or 0xD1.
const RUSSIAN: [Kind; 128] = {
    let mut table = [Kind::Ask; 128];
    let mut c = 0x10;
    while c < 0x50 {
        table[c] = if c < 0x30 { Kind::Capital } else { Kind::Small };
        c += 1;
    }
    table[0x01] = Kind::Capital;
    table[0x51] = Kind::Yo;
    table
};

/// Index into [`RUSSIAN`] of the two bytes at `at`, when they are in its range.
fn russian(bytes: &[u8], at: usize) -> Option<usize> {
    let second = *bytes.get(at + 1)?;
    (bytes[at] & 0xfe == 0xd0).then_some(usize::from(bytes[at] & 1) << 6 | usize::from(second & 0x3f))
}

/// Calls `each` for every run of `text`, in order; together they are the text.
pub fn runs(text: &str, mut each: impl FnMut(Run)) {
    let bytes = text.as_bytes();
    let (mut at, mut point) = (0, 0);
    while at < bytes.len() {
        let (start, first) = (at, point);
        let mut letters = Letters::default();
        let mut word = None;
        while at < bytes.len() {
            let (kind, width) = match ASCII.get(usize::from(bytes[at])) {
                Some(kind) => (*kind, 1),
                None => (russian(bytes, at).map_or(Kind::Ask, |index| RUSSIAN[index]), 2),
            };
            let (is_word, width, asked) = match kind {
                Kind::Gap => (false, width, false),
                Kind::Sign | Kind::Small | Kind::Yo | Kind::Capital => (true, width, false),
                Kind::Ask => {
                    // `at` is where a character begins.
                    let c = text[at..].chars().next().unwrap_or(' ');
                    (is_word(c), c.len_utf8(), true)
                }
            };
            if *word.get_or_insert(is_word) != is_word {
                break;
            }
            letters.other |= asked;
            if matches!(kind, Kind::Small | Kind::Yo | Kind::Capital) {
                letters.latin |= width == 1;
                letters.russian |= width == 2;
                letters.folds |= kind != Kind::Small;
                letters.letter(kind == Kind::Capital);
            }
            at += width;
            point += 1;
        }
        each(Run { word: word.unwrap_or(false), bytes: start..at, points: first..point, letters });
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::is_word;
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
