//! A text made ready for one pass: folded, cut into words that are hashed, with offsets kept in bytes and code points.
//!
//! Two byte offsets go side by side: those of the text as it stands (patterns read it) and those of the folded text
//! (names and terms read that). Both have the same code points, which is what leaves the room.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::ops::Range;

use crate::text::blocks::{BLOCK, Block};
use crate::text::fold::{as_read, fold, fold_char, fold_run, is_invisible, is_word};
use crate::text::runs::{Letters, first_run, russian_letter};
use crate::text::words::{Lines, word, words};

/// Words either side of a hit that make its passage (product: "Whose is it?").
const PASSAGE: usize = 40;
/// Bytes of a text that are read: offsets are kept in four bytes, because a page has many words.
const LONGEST: usize = u32::MAX as usize;

/// One word of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) hash: u64,
    /// Bytes of the text, half-open.
    start: u32,
    end: u32,
    /// Bytes of the folded text.
    folded: u32,
    folded_end: u32,
    pub(super) shape: Shape,
    /// Look-alike letters, invisible characters or combining marks were folded away.
    pub(super) disguised: bool,
    /// Letters of one plain script and nothing else; of two, when there are several.
    pub(super) plain: bool,
    /// ASCII digits, and other signs of a word that are no letters of a plain script.
    pub(super) mixed: bool,
    /// One letter.
    pub(super) letter: bool,
    pub(super) ascii: bool,
}

impl Token {
    /// Bytes of the word as it stands in the text.
    pub(super) fn bytes(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    fn folded(&self) -> Range<usize> {
        self.folded as usize..self.folded_end as usize
    }
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

/// What a page is read into. Pages that are given the room of others cost the system no fresh memory.
#[derive(Default)]
pub(super) struct Room {
    folded: Vec<u8>,
    tokens: Vec<Token>,
}

impl Room {
    /// Bytes at most of a room that is worth keeping.
    const KEPT: usize = 16 << 20;

    pub(super) fn is_small(&self) -> bool {
        self.folded.capacity() + self.tokens.capacity() * size_of::<Token>() <= Room::KEPT
    }
}

pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    /// Valid UTF-8, kept as bytes: it is written a word at a time, and read where something may be.
    folded: Vec<u8>,
    pub(super) tokens: Vec<Token>,
    /// The byte that each line begins at. Asked for when there is a hit; most pages have none.
    lines: OnceCell<Vec<u32>>,
    /// The code point at each 512th byte (or the boundary before it) of `text`; none: it is ASCII, and they are its
    /// bytes. Likewise.
    points: OnceCell<Option<Vec<usize>>>,
    /// The word and the line that were asked for last: hits come nearly in order.
    word_at: Cell<usize>,
    line_at: Cell<usize>,
    end_at: Cell<usize>,
    /// Where lines end; asked for by patterns that match no more than some lines.
    ends: OnceCell<Vec<u32>>,
}

const STRIDE: usize = 512;

impl<'a> Page<'a> {
    pub(super) fn new(text: &'a str) -> Page<'a> {
        Page::within(text, Room::default())
    }

    /// The same in room that another page has left.
    pub(super) fn within(text: &'a str, room: Room) -> Page<'a> {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        let Room { folded, tokens } = Walk::over(text, room);
        let (lines, points, ends) = Default::default();
        let (word_at, line_at, end_at) = Default::default();
        Page { text, folded, tokens, lines, points, word_at, line_at, end_at, ends }
    }

    /// The room that it took, for another.
    pub(super) fn leave(self) -> Room {
        Room { folded: self.folded, tokens: self.tokens }
    }

    fn points(&self) -> Option<&[usize]> {
        let points = self.points.get_or_init(|| {
            if self.text.is_ascii() {
                return None;
            }
            let mut points = vec![0];
            let (mut at, mut from) = (0, 0);
            for stop in (STRIDE..self.text.len()).step_by(STRIDE) {
                let stop = self.text.floor_char_boundary(stop);
                at += self.text[from..stop].chars().count();
                from = stop;
                points.push(at);
            }
            Some(points)
        });
        points.as_deref()
    }

    /// The code point of a byte of `text`; the byte is a character boundary.
    pub(super) fn point(&self, byte: usize) -> usize {
        let Some(points) = self.points() else { return byte };
        let slot = (byte / STRIDE).min(points.len() - 1);
        let from = self.text.floor_char_boundary(slot * STRIDE);
        points[slot] + self.text[from..byte].chars().count()
    }

    /// The byte of a code point; of one beyond the end, the end.
    pub(super) fn byte(&self, point: usize) -> usize {
        let Some(points) = self.points() else { return point.min(self.text.len()) };
        let slot = points.partition_point(|&p| p <= point).saturating_sub(1);
        let from = self.text.floor_char_boundary(slot * STRIDE);
        let ahead = self.text[from..].char_indices().nth(point - points[slot]);
        ahead.map_or(self.text.len(), |(byte, _)| from + byte)
    }

    /// The line of a byte of `text`, from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        let lines = self.lines.get_or_init(|| Lines::bytes(self.text).map(|at| at as u32).collect());
        let behind = seek(lines, self.line_at.get(), |&start| start as usize <= byte);
        self.line_at.set(behind);
        behind
    }

    /// The line that a word begins on.
    pub(super) fn line_of(&self, token: usize) -> usize {
        self.line(self.tokens[token].start as usize)
    }

    /// Bytes of the text that can be in one match with bytes `span` when it holds `lines` ends of lines at most.
    pub(super) fn lines_around(&self, span: &Range<usize>, lines: usize) -> (usize, usize) {
        let ends = self
            .ends
            .get_or_init(|| memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at as u32).collect());
        let before = seek(ends, self.end_at.get(), |&end| (end as usize) < span.start);
        self.end_at.set(before);
        let behind = seek(ends, before, |&end| (end as usize) < span.end);
        let from = before.checked_sub(lines + 1).map_or(0, |at| ends[at] as usize + 1);
        (from, ends.get(behind + lines).map_or(self.text.len(), |&end| end as usize))
    }

    /// The words that bytes `span` of the text touch, first and last; the next one, when they touch none.
    pub(super) fn words_in(&self, span: &Range<usize>) -> (usize, usize) {
        let (first, behind) = self.touched(span);
        (first, behind.saturating_sub(1).max(first))
    }

    /// The same, half-open: of no word, the next one twice.
    fn touched(&self, span: &Range<usize>) -> (usize, usize) {
        let first = seek(&self.tokens, self.word_at.get(), |word| word.end as usize <= span.start);
        self.word_at.set(first);
        (first, seek(&self.tokens, first, |word| (word.start as usize) < span.end))
    }

    /// The passage around bytes `span` of the text, in code points: from the start of the word [`PASSAGE`] before it to
    /// the end of the one as far behind it; fewer words where the text ends.
    pub(super) fn passage(&self, span: &Range<usize>) -> (usize, usize) {
        let (before, after) = self.touched(span);
        let first = self.tokens.get(before.saturating_sub(PASSAGE)).map_or(span.start, |w| w.start as usize);
        let last = self.tokens.get((after + PASSAGE).min(self.tokens.len()).saturating_sub(1));
        let last = last.map_or(span.end, |w| w.end as usize);
        (self.point(first.min(span.start)), self.point(last.max(span.end)))
    }

    /// The word as it stands in the text.
    pub(super) fn original(&self, token: usize) -> &'a str {
        &self.text[self.tokens[token].bytes()]
    }

    /// Code points of a word.
    pub(super) fn length(&self, token: usize) -> usize {
        let found = &self.tokens[token];
        if found.ascii { found.bytes().len() } else { self.text[found.bytes()].chars().count() }
    }

    pub(super) fn folded_word(&self, token: usize) -> &str {
        self.folded(self.tokens[token].folded())
    }

    /// All of the folded text.
    pub(super) fn folded_text(&self) -> &[u8] {
        &self.folded
    }

    fn folded(&self, bytes: Range<usize>) -> &str {
        std::str::from_utf8(&self.folded[bytes]).unwrap_or_default()
    }

    /// The bytes of a folded word.
    pub(super) fn folded_bytes(&self, token: usize) -> &[u8] {
        &self.folded[self.tokens[token].folded()]
    }

    /// The first eight bytes of a folded word, the first one lowest; behind a shorter one stands what follows it.
    pub(super) fn folded_eight(&self, token: usize) -> u64 {
        eight(&self.folded, self.tokens[token].folded as usize)
    }

    /// The folded word without invisible characters and marks: what its hash was made of.
    pub(super) fn clean_word(&self, token: usize) -> Cow<'_, str> {
        as_read(self.folded_word(token))
    }

    /// What stands between a word and the next, folded.
    pub(super) fn gap(&self, before: usize) -> &str {
        let from = self.tokens[before].folded_end as usize;
        let to = self.tokens.get(before + 1).map_or(self.folded.len(), |t| t.folded as usize);
        self.folded(from..to)
    }

    /// What stands before a word, back to the word before it, folded.
    pub(super) fn lead(&self, token: usize) -> &str {
        let from = token.checked_sub(1).map_or(0, |t| self.tokens[t].folded_end as usize);
        self.folded(from..self.tokens[token].folded as usize)
    }

    /// The same as it stands in the text: quotes still know their side.
    pub(super) fn original_gap(&self, before: usize) -> &'a str {
        let from = self.tokens[before].end as usize;
        let to = self.tokens.get(before + 1).map_or(self.text.len(), |t| t.start as usize);
        &self.text[from..to]
    }

    pub(super) fn original_lead(&self, token: usize) -> &'a str {
        let from = token.checked_sub(1).map_or(0, |t| self.tokens[t].end as usize);
        &self.text[from..self.tokens[token].start as usize]
    }

    /// Words `first..=last` as bytes of the text.
    pub(super) fn span(&self, first: usize, last: usize) -> Range<usize> {
        self.tokens[first].start as usize..self.tokens[last].end as usize
    }

    pub(super) fn slice(&self, first: usize, last: usize) -> &'a str {
        &self.text[self.span(first, last)]
    }
}

/// The first of `rows` for which `before` is false, as `partition_point` finds it; near `from` it costs next to nothing.
fn seek<T>(rows: &[T], from: usize, before: impl Fn(&T) -> bool) -> usize {
    let from = from.min(rows.len());
    if from > 0 && !before(&rows[from - 1]) {
        return rows[..from].partition_point(before);
    }
    let (mut low, mut step) = (from, 1);
    while rows.get(low + step - 1).is_some_and(&before) {
        low += step;
        step *= 2;
    }
    low + rows[low..(low + step).min(rows.len())].partition_point(before)
}

/// The way over a text, block by block: words of ASCII are cut by their bits, what lies beyond is walked character by
/// character, between the nearest signs of ASCII on either side.
struct Walk<'a> {
    text: &'a str,
    folded: Vec<u8>,
    tokens: Vec<Token>,
    /// Bytes of the text that are folded.
    done: usize,
}

/// What a word, or the part of it that lies in the blocks read so far, consists of.
#[derive(Clone, Copy, Default)]
struct Parts {
    letters: Many,
    capitals: Many,
    small: bool,
    /// Digits and underscores.
    signs: bool,
    capital_first: bool,
    beyond: bool,
}

/// None, one or more.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Many {
    #[default]
    None,
    One,
    More,
}

impl Many {
    fn of(bits: u64) -> Many {
        match bits {
            0 => Many::None,
            bits if bits & (bits - 1) == 0 => Many::One,
            _ => Many::More,
        }
    }

    fn count(many: u32) -> Many {
        match many {
            0 => Many::None,
            1 => Many::One,
            _ => Many::More,
        }
    }

    fn and(self, more: Many) -> Many {
        match (self, more) {
            (Many::None, other) | (other, Many::None) => other,
            _ => Many::More,
        }
    }
}

impl Parts {
    fn of(block: &Block, range: u64) -> Parts {
        let (letters, capitals) = (block.letters & range, block.capitals & range);
        Parts {
            letters: Many::of(letters),
            capitals: Many::of(capitals),
            small: letters != capitals,
            signs: (block.digits | block.underscores) & range != 0,
            capital_first: capitals & letters & letters.wrapping_neg() != 0,
            beyond: block.beyond & range != 0,
        }
    }

    fn and(self, more: Parts) -> Parts {
        let first = if self.letters == Many::None { more } else { self };
        Parts {
            letters: self.letters.and(more.letters),
            capitals: self.capitals.and(more.capitals),
            small: self.small || more.small,
            signs: self.signs || more.signs,
            capital_first: first.capital_first,
            beyond: self.beyond || more.beyond,
        }
    }
}

impl<'a> Walk<'a> {
    fn over(text: &'a str, Room { mut folded, mut tokens }: Room) -> Room {
        folded.clear();
        folded.reserve(text.len());
        tokens.clear();
        tokens.reserve(text.len() / 7);
        let mut walk = Walk { text, folded, tokens, done: 0 };
        let (blocks, tail) = text.as_bytes().as_chunks::<BLOCK>();
        let mut open = None;
        for (at, block) in blocks.iter().enumerate() {
            open = walk.block(at * BLOCK, &Block::of(block), open);
        }
        // The zeros behind a last, shorter block end its last word.
        let mut last = [0; BLOCK];
        last[..tail.len()].copy_from_slice(tail);
        walk.block(blocks.len() * BLOCK, &Block::of(&last), open);
        walk.fold_to(text.len());
        Room { folded: walk.folded, tokens: walk.tokens }
    }

    /// Reads the words of a block; `open` is one that began before it, and the answer one that goes on behind it.
    fn block(&mut self, base: usize, block: &Block, open: Option<(usize, Parts)>) -> Option<(usize, Parts)> {
        let word = block.letters | block.digits | block.underscores | block.beyond;
        let mut at = 0;
        if let Some((start, parts)) = open {
            at = (!word).trailing_zeros();
            let parts = if at == 0 { parts } else { parts.and(Parts::of(block, u64::MAX >> (64 - at))) };
            if at == 64 {
                return Some((start, parts));
            }
            self.word(start, base + at as usize, parts);
        }
        loop {
            // Fewer than 64: a word that reaches the end of the block ends the loop.
            let ahead = word >> at;
            if ahead == 0 {
                return None;
            }
            let start = at + ahead.trailing_zeros();
            let long = (!(word >> start)).trailing_zeros().min(64 - start);
            let parts = Parts::of(block, (u64::MAX >> (64 - long)) << start);
            at = start + long;
            if at == 64 {
                return Some((base + start as usize, parts));
            }
            self.word(base + start as usize, base + at as usize, parts);
        }
    }

    fn word(&mut self, start: usize, end: usize, parts: Parts) {
        if parts.beyond {
            self.fold_to(start);
            self.beyond(start, end);
            return;
        }
        let folded = (self.folded.len() + (start - self.done)) as u32;
        self.tokens.push(Token {
            hash: hash_ascii(self.text.as_bytes(), start, end),
            start: start as u32,
            end: end as u32,
            folded,
            folded_end: folded + (end - start) as u32,
            shape: shape_of(parts.capital_first, parts.capitals, parts.small),
            disguised: false,
            plain: !parts.signs && parts.letters == Many::More,
            mixed: parts.signs,
            letter: parts.letters == Many::One && !parts.signs,
            ascii: true,
        });
    }

    /// What has characters beyond ASCII in it: any number of words.
    fn beyond(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let next = match self.text[at..end].chars().next() {
                Some(c) if c.is_ascii() => self.latin(at, end),
                Some(c) if !is_word(c) => {
                    self.folded.extend_from_slice(fold_char(c).encode_utf8(&mut [0; 4]).as_bytes());
                    Some(at + c.len_utf8())
                }
                _ => self.russian(at, end),
            };
            at = next.unwrap_or_else(|| self.anything(at, end));
        }
        self.done = end;
    }

    /// A word of ASCII alone, and where it ends; none: what begins here goes on with other characters.
    fn latin(&mut self, start: usize, end: usize) -> Option<usize> {
        let rest = &self.text[start..end];
        let long = rest.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'_')).unwrap_or(rest.len());
        if long > BLOCK || rest[long..].chars().next().is_some_and(is_word) {
            return None;
        }
        let mut bytes = [0; BLOCK];
        bytes[..long].copy_from_slice(&rest.as_bytes()[..long]);
        let parts = Parts::of(&Block::of(&bytes), u64::MAX);
        self.done = start;
        self.word(start, start + long, parts);
        self.fold_to(start + long);
        Some(start + long)
    }

    /// A word of Russian letters alone, and where it ends; none: no such word begins here.
    fn russian(&mut self, start: usize, end: usize) -> Option<usize> {
        const LONGEST: usize = 64;
        let bytes = &self.text.as_bytes()[..end];
        let mut folded = [0; LONGEST];
        let (mut at, mut capitals, mut capital_first) = (start, 0, false);
        while let Some((letter, capital)) = russian_letter(bytes, at) {
            folded.get_mut(at - start..at - start + 2)?.copy_from_slice(&letter);
            capitals += u32::from(capital);
            capital_first |= capital && at == start;
            at += 2;
        }
        let long = at - start;
        let whole = at == end || !is_word(self.text[at..end].chars().next()?);
        if long == 0 || !whole {
            return None;
        }
        let from = self.folded.len() as u32;
        self.folded.extend_from_slice(&folded[..long]);
        let letters = (long / 2) as u32;
        self.tokens.push(Token {
            hash: hash(&folded[..long]),
            start: start as u32,
            end: at as u32,
            folded: from,
            folded_end: from + long as u32,
            shape: shape_of(capital_first, Many::count(capitals), capitals < letters),
            disguised: false,
            plain: letters > 1,
            mixed: false,
            letter: letters == 1,
            ascii: false,
        });
        Some(at)
    }

    /// The run that begins here, whatever it is, and where it ends.
    fn anything(&mut self, start: usize, end: usize) -> usize {
        let text = self.text;
        let Some(run) = first_run(&text[start..end]) else { return end };
        let (from, mut folded) = (self.folded.len(), String::new());
        fold_run(&text[start..end], &run, &mut folded);
        self.folded.extend_from_slice(folded.as_bytes());
        if let Some(word) = word(&text[start..end], &run) {
            let bytes = start + word.bytes.start..start + word.bytes.end;
            let one = word.end - word.start == 1;
            self.tokens.push(token(text, bytes, run.letters, &folded, from, one));
        }
        start + run.bytes.end
    }

    /// Folds up to `end` what is ASCII alone.
    fn fold_to(&mut self, end: usize) {
        self.folded.extend(self.text.as_bytes()[self.done..end].iter().map(|byte| match byte {
            b'\t' | b'\r' | b'\x0b' | b'\x0c' => b' ',
            byte => byte | u8::from(byte.is_ascii_uppercase()) << 5,
        }));
        self.done = end;
    }
}

fn token(text: &str, bytes: Range<usize>, letters: Letters, folded: &str, from: usize, one: bool) -> Token {
    let (original, word) = (&text[bytes.clone()], folded);
    let found = Token {
        hash: 0,
        start: bytes.start as u32,
        end: bytes.end as u32,
        folded: from as u32,
        folded_end: (from + folded.len()) as u32,
        shape: Shape::Other,
        disguised: false,
        plain: false,
        mixed: true,
        letter: one && original.chars().all(char::is_alphabetic),
        ascii: false,
    };
    if letters.plain() {
        let counted = (letters.capitals + letters.small) as usize * if letters.russian { 2 } else { 1 };
        let plain = counted == original.len() && counted > if letters.russian { 2 } else { 1 };
        return Token {
            hash: hash(word.as_bytes()),
            shape: shape_of(letters.capital_first, Many::count(letters.capitals), letters.small > 0),
            plain,
            mixed: counted < original.len(),
            ascii: original.is_ascii(),
            ..found
        };
    }
    let clean = as_read(word);
    let disguised = matches!(clean, Cow::Owned(_)) || differs(original, word);
    let hash = hash(clean.as_bytes());
    Token { hash, shape: shape(original), disguised, ..found }
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
fn shape_of(capital_first: bool, capitals: Many, small: bool) -> Shape {
    match (capital_first, capitals, small) {
        (_, Many::None, false) => Shape::Other,
        (true, Many::One, false) => Shape::Single,
        (true, _, false) => Shape::Upper,
        (true, _, true) => Shape::Capital,
        (false, _, _) => Shape::Lower,
    }
}

/// Bits that a hash leaves free for what is kept beside it.
pub(super) const LOW: u64 = 0x7f;

/// FxHash over eight bytes at a time, zeros behind the last, finished with a multiply so that the low bits are mixed
/// too: words are short and many, and nobody gains by collisions (a collision costs one comparison of neighbours, and
/// names need two words).
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        state = mixed(state, u64::from_le_bytes(eight));
    }
    finished(state)
}

/// The same of sixteen bytes at most, the first of them lowest in `bytes`.
pub(super) fn hash_short(bytes: u128, long: usize) -> u64 {
    let state = mixed(long as u64, bytes as u64);
    finished(if long > 8 { mixed(state, (bytes >> 64) as u64) } else { state })
}

/// The hash of an ASCII word of a text, in lower case; read eight bytes at a time, also beyond its end.
fn hash_ascii(text: &[u8], start: usize, end: usize) -> u64 {
    let mut state = (end - start) as u64;
    let mut at = start;
    while at < end {
        let more = 8 - (end - at).min(8);
        state = mixed(state, small_letters(eight(text, at) & (u64::MAX >> (8 * more))));
        at += 8;
    }
    finished(state)
}

/// Eight bytes of a text, the first one lowest; zeros behind its end.
fn eight(text: &[u8], at: usize) -> u64 {
    match text.get(at..at + 8) {
        Some(eight) => u64::from_le_bytes(eight.try_into().unwrap_or_default()),
        None => {
            let mut eight = [0; 8];
            eight[..text.len() - at].copy_from_slice(&text[at..]);
            u64::from_le_bytes(eight)
        }
    }
}

/// Eight bytes of ASCII with their capitals made small: the top bit of a byte says whether it is one.
fn small_letters(eight: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let from_a = eight + (0x80 - b'A' as u64) * EACH;
    let beyond_z = eight + (0x80 - b'Z' as u64 - 1) * EACH;
    eight | (from_a & !beyond_z & (0x80 * EACH)) >> 2
}

fn mixed(state: u64, eight: u64) -> u64 {
    (state.rotate_left(5) ^ eight).wrapping_mul(0x517c_c1b7_2722_0a95)
}

fn finished(state: u64) -> u64 {
    (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) & !LOW
}

/// The hash of a word as keyword sets write it.
pub(super) fn hash_of(word: &str) -> u64 {
    hash(as_read(&fold(word)).as_bytes())
}

/// The words of a name or term, folded and clean.
pub(super) fn folded_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    words(&folded).into_iter().map(|w| as_read(&folded[w.bytes]).into_owned()).collect()
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
    use super::{Page, Shape, fold, hash_of};
    use crate::text::words::words;

    /// The walk by blocks holds what words and folding are by definition.
    #[test]
    fn reads_as_the_slow_way_does() {
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
            "\t",
            "\n",
            "a",
            "abcdefgh",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "жжжж",
            "😀",
            "’",
        ];
        let mut state = 5usize;
        for round in 0..3_000 {
            let mut text = String::new();
            for _ in 0..round % 40 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(parts[(state >> 33) % parts.len()]);
            }
            let page = Page::new(&text);
            assert_eq!(page.folded, fold(&text).into_bytes(), "{text:?}");
            let plainly = words(&text);
            assert_eq!(page.tokens.len(), plainly.len(), "{text:?}");
            for (at, word) in plainly.iter().enumerate() {
                assert_eq!(page.span(at, at), word.bytes, "{text:?}");
                assert_eq!(
                    (page.point(word.bytes.start), page.length(at)),
                    (word.start, word.end - word.start)
                );
                assert_eq!(page.byte(word.start), word.bytes.start);
                let (original, token) = (page.original(at), page.tokens[at]);
                assert_eq!(token.hash, hash_of(original), "{original:?} of {text:?}");
                assert_eq!(token.shape, super::shape(original), "{original:?}");
                assert_eq!(page.folded_word(at), fold(original), "{original:?}");
            }
        }
    }

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
