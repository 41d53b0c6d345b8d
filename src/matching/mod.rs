//! Words in, hits out: the entries of keyword sets found in a document's text, each with offsets, a confidence and the
//! evidence for it. No I/O, no clock, no async; time and memory are linear in the text.
//!
//! A matcher is compiled once from keyword sets (all faults at once) and then shared: scanning does not change it. It
//! does not know whose a hit is (`about`), what it costs (risk) or whether it is new: that is judged where hits become
//! findings.

mod check;
mod context;
mod disguise;
mod examples;
mod explain;
mod lookalike;
mod names;
mod page;
mod pattern;
mod scan;
mod standing;
mod terms;
mod validators;
mod watched;

use std::collections::HashMap;

use crate::model::{Entry, EntryKind, Fault, Hit, KeywordSet, Matches};
use crate::said;
use context::Context;
use lookalike::Lookalikes;
use names::Names;
pub use names::latin;
use pattern::Patterns;
use scan::Scan;
use terms::Terms;
use watched::Watched;

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
    /// `set/id` of each entry.
    ids: Vec<String>,
    by_id: HashMap<String, usize>,
    names: Names,
    patterns: Patterns,
    lookalikes: Lookalikes,
    terms: Terms,
    contexts: Vec<Context>,
    queries: Vec<Watched>,
    checks: Vec<(usize, check::Expression)>,
}

impl Matcher {
    /// Compiles the sets; every fault of every entry at once.
    pub fn new(sets: &[KeywordSet]) -> Result<Matcher, Vec<Fault>> {
        let entries: Vec<Entry> = sets.iter().flat_map(|s| s.entries.iter().cloned()).collect();
        let mut faults = Vec::new();
        let ids: Vec<String> = entries.iter().map(Entry::full_id).collect();
        let mut by_id = HashMap::new();
        for (at, id) in ids.iter().enumerate() {
            if by_id.insert(id.clone(), at).is_some() {
                faults.push(Fault::new(
                    &entries[at].spot,
                    said!(
                        "entry.twice",
                        "{id} is there twice: give one another id",
                        "{id} встречается дважды: дайте одной из записей другой id",
                        id
                    ),
                ));
            }
        }
        let mut terms = Terms::default();
        let names = Names::new(&entries, &mut faults);
        let patterns = Patterns::new(&entries, &mut faults);
        let lookalikes = Lookalikes::new(&entries, &mut faults);
        let contexts = entries.iter().map(|entry| Context::new(entry, &mut terms, &mut faults)).collect();
        let queries = Watched::all(&entries, &mut terms, &mut faults);
        let mut checks = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let Matches::Check(wanted) = &entry.matches else { continue };
            match check::Expression::parse(&wanted.fact) {
                Ok(expression) => checks.push((at, expression)),
                Err(said) => faults.push(Fault::new(&entry.spot, said)),
            }
        }
        if faults.is_empty() {
            Ok(Matcher { entries, ids, by_id, names, patterns, lookalikes, terms, contexts, queries, checks })
        } else {
            faults.sort();
            Err(faults)
        }
    }

    /// All hits, weak ones too, sorted by (start, entry, end); at most 100,000 of an entry.
    pub fn scan(&self, words: &Words) -> Vec<Hit> {
        Scan::new(self, words, false).hits.into_iter().map(|(_, hit)| hit).collect()
    }

    /// The checks whose fact holds for a portal's facts, a JSON object; offsets are zero, the text is what was seen.
    pub fn scan_facts(&self, facts: &serde_json::Value) -> Vec<Hit> {
        let holding = self.checks.iter().filter_map(|(at, check)| Some((*at, check.holds(facts)?)));
        let hit = |(at, seen): (usize, String)| Hit {
            entry: self.ids[at].clone(),
            kind: EntryKind::Check,
            start: 0,
            end: 0,
            line: 1,
            text: seen.clone(),
            value: self.ids[at].clone(),
            confidence: 100,
            evidence: vec![seen],
            passage: (0, 0),
        };
        holding.map(hit).collect()
    }

    /// The entry `set/id`.
    pub fn entry(&self, full_id: &str) -> Option<&Entry> {
        self.by_id.get(full_id).map(|&at| &self.entries[at])
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Why the entry matched these words, or why not; none when there is no such entry.
    pub fn explain(&self, full_id: &str, words: &Words) -> Option<Explanation> {
        self.by_id.get(full_id).map(|&at| explain::explain(self, at, words))
    }

    /// Every example must hit its entry at its floor, no counter-example may. Checks are left out: their examples are
    /// files, which the caller reads and hands to [`Matcher::scan_facts`].
    pub fn try_examples(&self) -> Vec<Fault> {
        examples::try_examples(self)
    }
}

#[cfg(test)]
mod tests;
