//! The passage of a text that shows best why it was found.
//!
//! Works on the masked text, so that nothing secret can be in it. Read piece by piece, until a passage holds all that was
//! asked for; bounded: the first 256 KB are looked at.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Piece;
use super::words::words;
use crate::query::{self, Node, TermKind};

/// Words shown before the first hit and in all.
const BEFORE: usize = 6;
const LENGTH: usize = 36;
/// Code points of a passage: long words make it end earlier.
const LONGEST: usize = 320;
const LOOKED_AT: usize = 256 * 1024;
/// Bytes read at a time: more than a passage has.
const AT_A_TIME: usize = 8 * 1024;

/// What is marked in a text.
#[derive(Default)]
pub(super) struct Wanted {
    stems: HashMap<String, usize>,
    /// Forms that are asked for as they are.
    exact: HashMap<String, usize>,
    beginnings: Vec<String>,
    /// The first letters of all of the above: most words of a text are ruled out before they are stemmed.
    firsts: HashSet<char>,
}

impl Wanted {
    /// The words that a query wants to be there.
    pub fn of(node: &Node) -> Wanted {
        let mut wanted = Wanted::default();
        wanted.gather(node);
        wanted
    }

    fn gather(&mut self, node: &Node) {
        match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| self.gather(n)),
            Node::Near { left, right, .. } => {
                self.gather(left);
                self.gather(right);
            }
            Node::Term { field: None, kind, exact, text } => {
                let found = words(text);
                let last = found.len().saturating_sub(1);
                for (at, word) in found.into_iter().enumerate() {
                    self.firsts.extend(word.form.chars().next());
                    if *kind == TermKind::Prefix && at == last {
                        self.beginnings.push(word.form);
                    } else if *exact {
                        let number = self.exact.len();
                        self.exact.entry(word.form).or_insert(number);
                    } else {
                        let number = self.stems.len();
                        self.stems.entry(word.stem()).or_insert(number);
                    }
                }
            }
            Node::Not(_) | Node::Term { .. } | Node::Entity { .. } | Node::Pattern { .. } => {}
        }
    }

    /// How many different words are wanted.
    fn len(&self) -> usize {
        self.stems.len() + self.beginnings.len() + self.exact.len()
    }

    /// Whether a word as it is written may be one of the wanted, by its first letter: most are not, and folding costs
    /// more than all the rest. Words of letters of several scripts, or of none of ours, are always looked at.
    fn may_be(&self, written: &str) -> bool {
        let Some(first) = written.chars().next() else { return false };
        let first = match first {
            'a'..='z' | 'A'..='Z' | '0'..='9' if written.is_ascii() => first.to_ascii_lowercase(),
            'а'..='я' | 'А'..='Я' if !written.bytes().any(|b| b.is_ascii_alphabetic()) => {
                first.to_lowercase().next().unwrap_or(first)
            }
            _ => return true,
        };
        self.firsts.contains(&first)
    }

    /// Which of the wanted this word is, by number.
    fn which(&self, form: &str) -> Option<usize> {
        if !form.chars().next().is_some_and(|c| self.firsts.contains(&c)) {
            return None;
        }
        match self.beginnings.iter().position(|b| form.starts_with(b.as_str())) {
            Some(number) => Some(self.stems.len() + number),
            None => {
                let exact =
                    self.exact.get(form).map(|number| self.stems.len() + self.beginnings.len() + number);
                exact.or_else(|| self.stems.get(&query::stem(form)).copied())
            }
        }
    }
}

/// The part of a text that was read: where its words are, and which of them are hits.
#[derive(Default)]
struct Read {
    words: Vec<Range<usize>>,
    hits: Vec<(usize, usize)>,
    end: usize,
}

impl Read {
    /// Reads until a passage with all of the wanted words is whole, or to the bound.
    fn of(text: &str, wanted: &Wanted) -> Read {
        let mut read = Read::default();
        let bound = text.floor_char_boundary(LOOKED_AT);
        let mut whole = false;
        while read.end < bound {
            let end = cut(text, read.end, bound);
            read.add(&text[read.end..end], wanted);
            // One piece more after the passage was found: its end may lie there.
            if whole {
                break;
            }
            whole = best(&read.hits, wanted.len()).0 >= wanted.len();
        }
        read
    }

    fn add(&mut self, piece: &str, wanted: &Wanted) {
        for word in query::words(piece) {
            let written = &piece[word.bytes.clone()];
            if wanted.may_be(written)
                && let Some(which) = words(written).first().and_then(|w| wanted.which(&w.form))
            {
                self.hits.push((self.words.len(), which));
            }
            self.words.push(word.bytes.start + self.end..word.bytes.end + self.end);
        }
        self.end += piece.len();
    }
}

/// Where a piece that begins at `from` ends: at a blank, if there is one.
fn cut(text: &str, from: usize, bound: usize) -> usize {
    let end = text.floor_char_boundary(bound.min(from + AT_A_TIME));
    if end == bound {
        return bound;
    }
    match text[from..end].rfind(char::is_whitespace) {
        Some(blank) if blank > 0 => from + blank,
        _ => end,
    }
}

pub(super) fn snippet(text: &str, wanted: &Wanted) -> Vec<Piece> {
    let Read { words: all, hits, end } = Read::of(text, wanted);
    let first = best(&hits, wanted.len()).1.saturating_sub(BEFORE);
    let Some(start) = all.get(first).map(|w| w.start) else {
        return clean(
            Vec::new(),
            text.chars().take(LONGEST / 2).collect(),
            text.chars().nth(LONGEST / 2).is_some(),
        );
    };
    let limit = text[start..end].char_indices().nth(LONGEST).map_or(end, |(at, _)| start + at);
    let shown: Vec<_> = all[first..].iter().take(LENGTH).take_while(|w| w.end <= limit).cloned().collect();
    let last = first + shown.len();
    let stop = if last == all.len() { end.min(limit) } else { shown.last().map_or(limit, |b| b.end) };

    let mut pieces = Vec::new();
    let mut done = if first == 0 { 0 } else { start };
    if stop.saturating_sub(done) > 4 * LONGEST + 4 {
        done = start;
    }
    if done > 0 {
        pieces.push(Piece { text: "… ".into(), hit: false });
    }
    for (at, _) in hits.iter().filter(|(at, _)| (first..last).contains(at)) {
        let bytes = all[*at].clone();
        push(&mut pieces, &text[done..bytes.start], false);
        push(&mut pieces, &text[bytes.clone()], true);
        done = bytes.end;
    }
    let rest = text.get(done..stop).unwrap_or_default().to_owned();
    clean(pieces, rest, stop < text.trim_end().len())
}

/// How many different of the wanted words the best window shows, and its first hit; the earliest of equals. Hits are
/// places with the number of the word, in order.
fn best(hits: &[(usize, usize)], wanted: usize) -> (usize, usize) {
    let mut best = (0, 0);
    let mut within = vec![0_u32; wanted];
    let (mut different, mut end) = (0, 0);
    for &(start, first) in hits {
        while let Some(&(at, which)) = hits.get(end)
            && at < start + LENGTH - BEFORE
        {
            different += usize::from(within[which] == 0);
            within[which] += 1;
            end += 1;
        }
        if different > best.0 {
            best = (different, start);
        }
        within[first] -= 1;
        different -= usize::from(within[first] == 0);
    }
    best
}

fn clean(mut pieces: Vec<Piece>, rest: String, more: bool) -> Vec<Piece> {
    push(&mut pieces, &rest, false);
    if more {
        push(&mut pieces, " …", false);
    }
    if let Some(last) = pieces.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Adds text with every run of blanks as one space, joined to the piece before when that is of the same sort.
fn push(pieces: &mut Vec<Piece>, text: &str, hit: bool) {
    if pieces.last().is_none_or(|last| last.hit != hit || hit) {
        pieces.push(Piece { text: String::new(), hit });
    }
    let begins = pieces.len() == 1;
    let Some(piece) = pieces.last_mut() else { return };
    for c in text.chars() {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if c == ' ' && (piece.text.ends_with(' ') || (begins && piece.text.is_empty())) {
            continue;
        }
        piece.text.push(c);
    }
}
