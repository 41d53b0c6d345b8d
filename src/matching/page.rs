//! A text made ready for one pass: folded, cut into words that are hashed, with offsets kept in bytes and code points.
//!
//! Two byte offsets go side by side: those of the text as it stands (patterns read it) and those of the folded text
//! (names and terms read that). Both have the same code points, which is what leaves the room.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use crate::text::fold::{fold, fold_run, is_invisible};
use crate::text::runs::{Letters, runs};
use crate::text::words::{Lines, Word, passage, word, words};

/// Words either side of a hit that make its passage (product: "Whose is it?").
const PASSAGE: usize = 40;

/// One word of the page.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) hash: u64,
    /// In the folded text.
    pub(super) bytes: Range<usize>,
    pub(super) shape: Shape,
    /// Look-alike letters, invisible characters or combining marks were folded away.
    pub(super) disguised: bool,
    /// Letters of one plain script and nothing else; of two, when there are several.
    pub(super) plain: bool,
}

/// How a word's letters stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Lower,
    /// The first letter is a capital and at least one more is not.
    Capital,
    /// Two letters or more, all capitals.
    Upper,
    /// A single capital letter.
    Single,
    /// No letter that has a case.
    Other,
}

pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) folded: String,
    pub(super) words: Vec<Word>,
    pub(super) tokens: Vec<Token>,
    /// Asked for when there is a hit; most pages have none.
    lines: OnceCell<Lines>,
    /// The code point at each 512th byte (or the boundary before it) of `text`; likewise.
    points: OnceCell<Vec<usize>>,
}

const STRIDE: usize = 512;

impl<'a> Page<'a> {
    pub(super) fn new(text: &'a str) -> Page<'a> {
        let mut folded = String::with_capacity(text.len());
        let many = text.len() / 7;
        let (mut words, mut tokens) = (Vec::with_capacity(many), Vec::with_capacity(many));
        runs(text, |run| {
            let from = folded.len();
            fold_run(text, &run, &mut folded);
            if let Some(word) = word(text, &run) {
                tokens.push(token(&text[run.bytes.clone()], run.letters, &folded, from..folded.len()));
                words.push(word);
            }
        });
        Page { text, folded, words, tokens, lines: OnceCell::new(), points: OnceCell::new() }
    }

    fn points(&self) -> &[usize] {
        self.points.get_or_init(|| {
            let mut points = vec![0];
            let (mut at, mut from) = (0, 0);
            for stop in (STRIDE..self.text.len()).step_by(STRIDE) {
                let stop = self.text.floor_char_boundary(stop);
                at += self.text[from..stop].chars().count();
                from = stop;
                points.push(at);
            }
            points
        })
    }

    /// The code point of a byte of `text`; the byte is a character boundary.
    pub(super) fn point(&self, byte: usize) -> usize {
        let points = self.points();
        let slot = (byte / STRIDE).min(points.len() - 1);
        let from = self.text.floor_char_boundary(slot * STRIDE);
        points[slot] + self.text[from..byte].chars().count()
    }

    pub(super) fn line(&self, point: usize) -> usize {
        self.lines.get_or_init(|| Lines::new(self.text)).line_of(point)
    }

    pub(super) fn passage(&self, start: usize, end: usize) -> (usize, usize) {
        passage(self.text, &self.words, start, end, PASSAGE)
    }

    /// The word as it stands in the text.
    pub(super) fn original(&self, token: usize) -> &'a str {
        &self.text[self.words[token].bytes.clone()]
    }

    pub(super) fn folded_word(&self, token: usize) -> &str {
        &self.folded[self.tokens[token].bytes.clone()]
    }

    /// The folded word without invisible characters and marks: what its hash was made of.
    pub(super) fn clean_word(&self, token: usize) -> Cow<'_, str> {
        let word = self.folded_word(token);
        if word.chars().all(plain) { Cow::Borrowed(word) } else { Cow::Owned(cleaned(word)) }
    }

    /// What stands between a word and the next, folded.
    pub(super) fn gap(&self, before: usize) -> &str {
        let from = self.tokens[before].bytes.end;
        let to = self.tokens.get(before + 1).map_or(self.folded.len(), |t| t.bytes.start);
        &self.folded[from..to]
    }

    /// What stands before a word, back to the word before it, folded.
    pub(super) fn lead(&self, token: usize) -> &str {
        let from = token.checked_sub(1).map_or(0, |t| self.tokens[t].bytes.end);
        &self.folded[from..self.tokens[token].bytes.start]
    }

    /// The same as it stands in the text: quotes still know their side.
    pub(super) fn original_gap(&self, before: usize) -> &'a str {
        let from = self.words[before].bytes.end;
        let to = self.words.get(before + 1).map_or(self.text.len(), |w| w.bytes.start);
        &self.text[from..to]
    }

    pub(super) fn original_lead(&self, token: usize) -> &'a str {
        let from = token.checked_sub(1).map_or(0, |t| self.words[t].bytes.end);
        &self.text[from..self.words[token].bytes.start]
    }

    /// Words `first..=last` as code points.
    pub(super) fn span(&self, first: usize, last: usize) -> (usize, usize) {
        (self.words[first].start, self.words[last].end)
    }

    /// The text between two code points that are boundaries of words `first..=last`.
    pub(super) fn slice(&self, first: usize, last: usize) -> &'a str {
        &self.text[self.words[first].bytes.start..self.words[last].bytes.end]
    }
}

fn token(original: &str, letters: Letters, folded: &str, bytes: Range<usize>) -> Token {
    let word = &folded[bytes.clone()];
    if letters.plain() {
        let counted = (letters.capitals + letters.small) as usize * if letters.russian { 2 } else { 1 };
        let plain = counted == original.len() && counted > if letters.russian { 2 } else { 1 };
        return Token {
            hash: hash(word.as_bytes()),
            bytes,
            shape: plain_shape(letters),
            disguised: false,
            plain,
        };
    }
    let clean = if word.chars().all(plain) { None } else { Some(cleaned(word)) };
    let disguised = clean.is_some() || differs(original, word);
    let hash = hash(clean.as_deref().unwrap_or(word).as_bytes());
    Token { hash, bytes, shape: shape(original), disguised, plain: false }
}

/// A letter that stands for itself in a hash.
fn plain(c: char) -> bool {
    c.is_ascii() || ('\u{400}'..='\u{482}').contains(&c) || !(is_invisible(c) || is_mark(c))
}

fn is_mark(c: char) -> bool {
    // The primes of scholarly schemes (Melʹnica) are letters to Unicode, and soft signs to us.
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{2b9}' | '\u{2ba}')
}

/// A folded word without invisible characters and marks; decomposed й is composed, decomposed ё is е.
fn cleaned(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '\u{306}' if out.ends_with('и') => {
                out.pop();
                out.push('й');
            }
            c if plain(c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether folding did more than lower the case and write е for ё.
fn differs(original: &str, folded: &str) -> bool {
    original
        .chars()
        .zip(folded.chars())
        .any(|(o, f)| o != f && !matches!(o, 'Ё' | 'ё') && !o.to_lowercase().eq(std::iter::once(f)))
}

fn shape(word: &str) -> Shape {
    let mut cased = word.chars().filter(|c| c.is_uppercase() || c.is_lowercase());
    let Some(first) = cased.next() else { return Shape::Other };
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in cased {
        if c.is_uppercase() {
            upper += 1;
        } else {
            lower += 1;
        }
    }
    match (first.is_uppercase(), upper, lower) {
        (true, 0, 0) => Shape::Single,
        (true, _, 0) => Shape::Upper,
        (true, _, _) => Shape::Capital,
        (false, _, _) => Shape::Lower,
    }
}

/// The same of a word whose letters were counted.
fn plain_shape(letters: Letters) -> Shape {
    match (letters.capital_first, letters.capitals, letters.small) {
        (_, 0, 0) => Shape::Other,
        (true, 1, 0) => Shape::Single,
        (true, _, 0) => Shape::Upper,
        (true, _, _) => Shape::Capital,
        (false, _, _) => Shape::Lower,
    }
}

/// FxHash over eight bytes at a time, finished with a multiply so that the low bits are mixed too: words are short and
/// many, and nobody gains by collisions (a collision costs one comparison of neighbours, and names need two words).
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const SEED: u64 = 0x517c_c1b7_2722_0a95;
    let mut state: u64 = bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().expect("chunks of eight"));
        state = (state.rotate_left(5) ^ word).wrapping_mul(SEED);
    }
    let mut tail = [0; 8];
    tail[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    state = (state.rotate_left(5) ^ u64::from_le_bytes(tail)).wrapping_mul(SEED);
    (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// The hash of a word as keyword sets write it.
pub(super) fn hash_of(word: &str) -> u64 {
    let folded = fold(word);
    hash(
        if folded.chars().all(plain) { folded.into_bytes() } else { cleaned(&folded).into_bytes() }
            .as_slice(),
    )
}

/// The words of a name or term, folded and clean.
pub(super) fn folded_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    words(&folded).into_iter().map(|w| cleaned(&folded[w.bytes])).collect()
}

/// Whether a gap holds nothing but blanks, with at most one line break: words on either side stand side by side.
pub(super) fn is_blank(gap: &str) -> bool {
    !gap.is_empty()
        && gap.len() <= 16
        && gap.chars().all(|c| c.is_whitespace() || is_invisible(c))
        && gap.matches('\n').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::{Page, Shape, hash_of};

    #[test]
    fn hashes_what_reads_the_same() {
        for (written, plain) in [
            ("ИВАНОВ", "иванов"),
            ("Pомашка", "ромашка"),
            ("Ива\u{ad}нов", "Иванов"),
            ("Андреи\u{306}", "Андрей"),
            ("Ива\u{301}н", "Иван"),
            ("Пётр", "Петр"),
        ] {
            let page = Page::new(written);
            assert_eq!(page.tokens.len(), 1, "{written}");
            assert_eq!(page.tokens[0].hash, hash_of(plain), "{written}");
        }
        assert_ne!(hash_of("иванов"), hash_of("иванова"));
    }

    #[test]
    fn knows_shapes_and_disguises() {
        let page = Page::new("Иванов ИП И a iPhone 12 Pомашка Ёж");
        let shapes: Vec<Shape> = page.tokens.iter().map(|t| t.shape).collect();
        use Shape::*;
        assert_eq!(shapes, [Capital, Upper, Single, Lower, Lower, Other, Capital, Capital]);
        let disguised: Vec<bool> = page.tokens.iter().map(|t| t.disguised).collect();
        assert_eq!(disguised, [false, false, false, false, false, false, true, false]);
    }

    #[test]
    fn counts_points_across_strides() {
        let text = "ab€ж𝐏 ".repeat(500);
        let page = Page::new(&text);
        for (point, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(page.point(byte), point);
        }
    }
}
