//! How often words are met on pages, roughly: enough to choose by which word of a query it waits.
//!
//! A list of the most frequent words of both languages, by rank, of news and of manuals, and rules for all others. A
//! wrong guess costs time, never a hit.

use std::collections::HashMap;

use super::Key;
use crate::query::stem;

/// The most frequent first.
const RUSSIAN: &str = include_str!("common-ru.txt");

const ENGLISH: &str = include_str!("common-en.txt");

/// The part of pages that a word is met on, by its stem.
pub(in crate::matching) struct Common(HashMap<String, f64>);

impl Common {
    pub(in crate::matching) fn new() -> Common {
        let mut stems = HashMap::new();
        for list in [RUSSIAN, ENGLISH] {
            for (rank, word) in list.split_whitespace().enumerate() {
                stems.entry(stem(word)).or_insert(30.0 / (rank as f64 + 40.0));
            }
        }
        Common(stems)
    }

    /// Of a word that is compared; between 0 and 1.
    pub(in crate::matching) fn part(&self, key: Key) -> f64 {
        // Most words that somebody asks for are on one page of some hundreds; short ones are abbreviations and names.
        let other = |word: &str| match word.chars().count() {
            0..=3 => 0.01,
            4..=6 => 0.004,
            _ => 0.002,
        };
        match key {
            Key::Stem(stem) => self.0.get(stem).copied().unwrap_or_else(|| other(stem)),
            // One form of several.
            Key::Form(form) => self.0.get(&stem(form)).map_or_else(|| other(form), |part| part * 0.6),
            Key::Prefix(begun) => match begun.chars().count() {
                0..=2 => 0.5,
                3 => 0.2,
                4 => 0.05,
                _ => other(begun) * 3.0,
            },
        }
    }
}
