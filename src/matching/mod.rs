//! Words in, hits out: the entries of keyword sets found in a document's text, each with offsets, a confidence and the
//! evidence for it. No I/O, no clock, no async; time and memory are linear in the text.
//!
//! A matcher is compiled once from keyword sets (all faults at once) and then shared: scanning does not change it. It
//! does not know whose a hit is (`about`), what it costs (risk) or whether it is new: that is judged where hits become
//! findings.

mod check;
mod context;
mod disguise;
pub mod documents;
mod examples;
mod explain;
mod filter;
mod hashes;
mod lookalike;
mod names;
mod page;
mod pattern;
mod records;
mod scan;
mod sift;
mod standing;
mod terms;
mod validators;
mod watched;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::model::{Entry, EntryKind, Fault, Hit, KeywordSet, Matches, Said, Time};
use crate::said;
use context::Context;
use documents::Documents;
use lookalike::Lookalikes;
use names::Names;
pub use names::{latin, plain_name};
use page::{Page, Room};
use pattern::Patterns;
pub use pattern::keywords;
use records::Records;
use scan::Scan;
use sift::{Judge, Kind, Sieve, Sifted};
use terms::Terms;
use watched::Queries;

/// What is scanned. Offsets of hits count code points of `text`; all else serves queries: the title's words count as the
/// text's do, the rest is asked for by fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    pub text: &'a str,
    pub title: &'a str,
    pub url: &'a str,
    pub author: &'a str,
    /// ISO 639-1; empty: told by the letters, when a query asks.
    pub language: &'a str,
    /// The crawl's id.
    pub source: &'a str,
    /// Publication, or the fetch where none is stated.
    pub time: Option<Time>,
    /// A text without the page that it would stand on (an example, a text to try): what is empty above is not known, and
    /// keeps no query from holding.
    pub alone: bool,
}

impl<'a> Words<'a> {
    /// A text of which nothing else is known.
    pub fn alone(text: &'a str) -> Words<'a> {
        Words { text, alone: true, ..Words::default() }
    }
}

/// Why an entry matched or did not, in lines for a person, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// There is a hit at or above the entry's floor.
    pub matched: bool,
    pub lines: Vec<Said>,
}

/// Compiled keyword sets.
pub struct Matcher {
    entries: Vec<Entry>,
    /// `set/id` of each entry, and its place among them in their order.
    ids: Vec<Arc<str>>,
    ranks: Vec<u32>,
    by_id: HashMap<Arc<str>, usize>,
    names: Names,
    patterns: Patterns,
    documents: Documents,
    records: Records,
    lookalikes: Lookalikes,
    terms: Terms,
    contexts: Vec<Context>,
    queries: Queries,
    checks: Vec<(usize, check::Expression)>,
    sieve: Sieve,
    rooms: Rooms,
}

impl Judge for Matcher {
    fn kind(&self, page: &Page, token: usize) -> Kind {
        let of_term = self.terms.has(page, token);
        Kind {
            of_name: self.names.may_hold(page.tokens[token].hash),
            of_term: !of_term.is_empty(),
            calls: of_term.iter().any(|&key| self.queries.wait_for(key)),
        }
    }

    fn is_typed(&self, hash: u64) -> bool {
        self.names.vocabulary().is_typed(hash)
    }

    fn is_signed(&self, page: &Page, token: usize) -> bool {
        self.names.vocabulary().is_signed(page, token)
    }
}

/// Room for pages, as many as are scanned at a time.
#[derive(Default)]
struct Rooms(Mutex<Vec<Room>>);

impl Rooms {
    fn take(&self) -> Room {
        self.0.lock().ok().and_then(|mut free| free.pop()).unwrap_or_default()
    }

    fn keep(&self, room: Room) {
        if room.is_small()
            && let Ok(mut free) = self.0.lock()
        {
            free.push(room);
        }
    }
}

impl Matcher {
    /// Compiles the sets; every fault of every entry at once.
    pub fn new(sets: &[KeywordSet]) -> Result<Matcher, Vec<Fault>> {
        let entries: Vec<Entry> = sets.iter().flat_map(|s| s.entries.iter().cloned()).collect();
        let mut faults = Vec::new();
        let ids: Vec<Arc<str>> = entries.iter().map(|entry| entry.full_id().into()).collect();
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
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by_key(|at| &ids[*at]);
        let mut ranks = vec![0; ids.len()];
        (0..).zip(&order).for_each(|(rank, at)| ranks[*at] = rank);
        let mut terms = Terms::default();
        let names = Names::new(&entries, &mut faults);
        let patterns = Patterns::new(&entries, &mut faults);
        let documents = Documents::new(&entries);
        let records = Records::new(&entries, &mut faults);
        let lookalikes = Lookalikes::new(&entries, &mut faults);
        let contexts = entries.iter().map(|entry| Context::new(entry, &mut terms, &mut faults)).collect();
        let queries = Queries::new(&entries, &mut terms, &mut faults);
        let mut checks = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let Matches::Check(wanted) = &entry.matches else { continue };
            match check::Expression::parse(&wanted.fact) {
                Ok(expression) => checks.push((at, expression)),
                Err(said) => faults.push(Fault::new(&entry.spot, said)),
            }
        }
        if faults.is_empty() {
            let (sieve, rooms) = Default::default();
            Ok(Matcher {
                entries,
                ids,
                ranks,
                by_id,
                names,
                patterns,
                documents,
                records,
                lookalikes,
                terms,
                contexts,
                queries,
                checks,
                sieve,
                rooms,
            })
        } else {
            faults.sort();
            Err(faults)
        }
    }

    /// All hits, weak ones too, sorted by (start, entry, end); at most 100,000 of an entry.
    pub fn scan(&self, words: &Words) -> Vec<Hit> {
        let Scan { page, hits, .. } = Scan::new(self, words, false);
        self.rooms.keep(page.leave());
        hits.into_iter().map(|(_, hit)| hit).collect()
    }

    /// At how many places queries hold when each is asked of the page, not those alone whose anchor is on it: as many as
    /// [`Matcher::scan`] finds. For `bench queries`, which sets its cost beside.
    pub fn hold_asked_one_by_one(&self, words: &Words) -> usize {
        let scan = Scan::new(self, words, false);
        let held = self.queries.windows_of_all(&scan.facts(self, words)).len();
        self.rooms.keep(scan.page.leave());
        held
    }

    fn sift(&self, page: &Page) -> Sifted {
        self.sieve.sift(page, self)
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
            value: self.ids[at].to_string(),
            confidence: 100,
            evidence: [seen.into()].into(),
            passage: (0, 0),
        };
        holding.map(hit).collect()
    }

    /// Whether a value is an address or a host of a domain that an entity of the sets has: those are counted apart where
    /// a text has more hits than are kept.
    pub fn is_named(&self, value: &str) -> bool {
        self.records.is_named(value)
    }

    /// The entry `set/id`.
    pub fn entry(&self, full_id: &str) -> Option<&Entry> {
        self.by_id.get(full_id).map(|&at| &self.entries[at])
    }

    /// Bytes that the prints of documents take, made ready to be looked up.
    pub fn print_bytes(&self) -> usize {
        self.documents.bytes()
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
