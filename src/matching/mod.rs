//! Words in, hits out: the entries of keyword sets found in a document's text, each with offsets, a confidence and the
//! evidence for it. No I/O, no clock, no async; time and memory are linear in the text.
//!
//! A matcher is compiled once from keyword sets (all faults at once) and then shared: scanning does not change it. It
//! does not know whose a hit is (`about`), what it costs (risk) or whether it is new: that is judged where hits become
//! findings.

use crate::model::{Entry, Fault, Hit, KeywordSet};

/// What is scanned. Offsets of hits count code points of `text`; `title` and `url` serve queries' fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    pub text: &'a str,
    pub title: &'a str,
    pub url: &'a str,
}

/// Why an entry matched or did not, in lines for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// There is a hit at or above the entry's floor.
    pub matched: bool,
    pub lines: Vec<String>,
}

/// Compiled keyword sets.
pub struct Matcher {
    entries: Vec<Entry>,
}

impl Matcher {
    /// Compiles the sets; every fault of every entry at once.
    pub fn new(sets: &[KeywordSet]) -> Result<Matcher, Vec<Fault>> {
        Ok(Matcher { entries: sets.iter().flat_map(|s| s.entries.iter().cloned()).collect() })
    }

    /// All hits, weak ones too, sorted by (start, entry, end).
    pub fn scan(&self, _words: &Words) -> Vec<Hit> {
        Vec::new()
    }

    /// The checks whose fact holds for a portal's facts, a JSON object; offsets are zero.
    pub fn scan_facts(&self, _facts: &serde_json::Value) -> Vec<Hit> {
        Vec::new()
    }

    /// The entry `set/id`.
    pub fn entry(&self, full_id: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.full_id() == full_id)
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Why the entry matched these words, or why not; none when there is no such entry.
    pub fn explain(&self, full_id: &str, _words: &Words) -> Option<Explanation> {
        self.entry(full_id).map(|_| Explanation { matched: false, lines: Vec::new() })
    }

    /// Every example must hit its entry at its floor, no counter-example may. Checks are left out: their examples are
    /// files, which the caller reads and hands to `scan_facts`.
    pub fn try_examples(&self) -> Vec<Fault> {
        Vec::new()
    }
}
