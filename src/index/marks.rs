//! Where entities and patterns stand among a text's words, and words that are masked: both keep NEAR what it is to whoever
//! watches.
//!
//! A masked secret counts as one word, of which nothing is kept but its place. Linear in the text and its finds, but for
//! their order.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::Range;
use std::vec;

use super::Spotted;
use super::lead::Lead;
use super::tokens::{ONCE, SAME};
use super::words::each_word;
use crate::query::places::{Place, apart};

/// Stands for a word that is masked.
const HIDDEN: &str = "•";

/// What begins and ends where, by the number of the word.
pub(super) struct Marks {
    tokens: Peekable<vec::IntoIter<(u32, String)>>,
    /// In bytes of the masked text, ascending.
    hidden: Peekable<vec::IntoIter<Range<usize>>>,
    word: u32,
}

impl Marks {
    pub fn none() -> Marks {
        Marks::new(Vec::new(), Vec::new())
    }

    fn new(mut tokens: Vec<(u32, String)>, hidden: Vec<Range<usize>>) -> Marks {
        tokens.sort_unstable();
        Marks { tokens: tokens.into_iter().peekable(), hidden: hidden.into_iter().peekable(), word: 0 }
    }

    /// `found` in code points of `text`, in any order; what lies outside is cut.
    pub fn of(text: &str, lead: &Lead, found: &[Spotted]) -> Marks {
        let hidden = lead.hidden();
        if found.is_empty() {
            return Marks::new(Vec::new(), hidden);
        }
        let words = slots(&lead.text, &hidden);
        if words.is_empty() {
            return Marks::new(Vec::new(), hidden);
        }
        let mut points: Vec<usize> = found.iter().flat_map(|f| [f.start, f.end]).collect();
        points.sort_unstable();
        points.dedup();
        let bytes = lead.moved(text, &points);
        let byte = |point: usize| points.binary_search(&point).map_or(0, |at| bytes[at]);
        let mut by_entry: BTreeMap<(bool, &str), Vec<Place>> = BTreeMap::new();
        for Spotted { entry, pattern, start, end } in found {
            let (start, end) = (byte(*start), byte(*end));
            let first = words.partition_point(|w| w.end <= start).min(words.len() - 1);
            let last = words.partition_point(|w| w.start < end).saturating_sub(1).max(first);
            let place = Place { first: first as u32, last: last as u32, confidence: 0 };
            by_entry.entry((*pattern, entry)).or_default().push(place);
        }
        let mut tokens = Vec::new();
        for ((pattern, entry), mut places) in by_entry {
            apart(&mut places);
            for place in places {
                tokens.push((place.first, begins(pattern, entry)));
                tokens.push((place.last, ends(pattern, entry)));
            }
        }
        Marks::new(tokens, hidden)
    }

    /// Writes the masked words before this byte, each with what stands there.
    pub fn masked(&mut self, before: usize, out: &mut String) {
        while self.hidden.next_if(|hidden| hidden.start < before).is_some() {
            out.push_str(HIDDEN);
            self.word(out);
            out.push(ONCE);
        }
    }

    /// Writes what stands at the next word.
    pub fn word(&mut self, out: &mut String) {
        while let Some((_, token)) = self.tokens.next_if(|(at, _)| *at == self.word) {
            out.push(SAME);
            out.push_str(&token);
        }
        self.word += 1;
    }
}

/// The token of a place's first word.
pub(super) fn begins(pattern: bool, entry: &str) -> String {
    format!("{}{entry}", sign(pattern))
}

/// The token of a place's last word.
pub(super) fn ends(pattern: bool, entry: &str) -> String {
    format!("{0}{entry}{0}", sign(pattern))
}

/// What tokens of entities, and those of patterns, begin with; no word does.
pub(super) fn sign(pattern: bool) -> char {
    if pattern { '#' } else { '@' }
}

/// Words and masked words in their order.
fn slots(text: &str, hidden: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut out = Vec::with_capacity(text.len() / 8);
    let mut hidden = hidden.iter().peekable();
    each_word(text, |_, at| {
        while let Some(masked) = hidden.next_if(|masked| masked.start < at.start) {
            out.push(masked.clone());
        }
        out.push(at);
    });
    out.extend(hidden.cloned());
    out
}
