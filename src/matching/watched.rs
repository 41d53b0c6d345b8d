//! Queries watched: expressions of the query language held against one document.
//!
//! Every node becomes the places where it holds, as ranges of words; AND holds anywhere in the document and gives the
//! smallest window around each place of its rarest part, NEAR/n and PRE/n count the words between, NOT asks whether there
//! is any place at all. The title is read as the index reads it: its words count, and stand apart from the text's. What a
//! query needed of entities and patterns bounds its confidence. What it means to be near is `query::places`'s to say.

mod also;
mod anchors;
mod compile;
mod denied;
mod facts;
#[cfg(test)]
mod tests;
mod told;

use std::sync::Arc;

use super::terms::{Seen, TermId, Terms};
use crate::query::places::{Place, near, tidy};
pub(super) use anchors::Queries;
pub(super) use denied::Told;
use facts::Asked;
pub(super) use facts::{Facts, places_of};

/// Hits of one query in one text.
const MAX_HITS: usize = 1_000;
/// Confidence of a query that needs neither entity nor pattern (product: "Serious or not").
const WORDS_ALONE: u32 = 90;

/// A compiled node.
#[derive(Debug)]
enum Part {
    All(Vec<Part>),
    Any(Vec<Part>),
    Not(Box<Part>),
    Near {
        n: u32,
        ordered: bool,
        left: Box<Part>,
        right: Box<Part>,
    },
    Term(TermId),
    /// A term that the title holds.
    Title(TermId),
    Field(Asked),
    /// Indices of entries, shared by all that name a role.
    Entries(Arc<[usize]>),
}

pub(super) struct Watched {
    pub(super) entry: usize,
    root: Part,
    /// None of these may hold in the sentence of a window.
    unless: Vec<Arc<Part>>,
    /// Sentences that a window may span.
    sentences: Option<u32>,
}

/// Where a query holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) place: Place,
    /// It holds by what has no place in the text: title, address, language. Told at the first word.
    pub(super) whole: bool,
}

/// Whether a part holds, and where.
enum Held {
    No,
    /// Without a place of its own: a field, a NOT.
    Yes,
    /// A field that is not known here: it neither holds nor keeps others from holding.
    Unknown,
    At(Vec<Place>),
}

impl Watched {
    /// Where the query holds: the smallest windows, no two with passages that overlap; empty: it does not.
    pub(super) fn windows(&self, facts: &Facts) -> Vec<Window> {
        if !self.root.may_hold(facts) {
            return Vec::new();
        }
        let whole = || match facts.page.tokens.is_empty() {
            true => Vec::new(),
            false => {
                let place = Place { first: 0, last: 0, confidence: WORDS_ALONE };
                vec![Window { place, whole: true }]
            }
        };
        let mut places = match self.root.held(facts) {
            Held::No => return Vec::new(),
            Held::Yes | Held::Unknown => return whole(),
            Held::At(places) => places,
        };
        self.spare(&mut places, facts);
        if places.is_empty() {
            return Vec::new();
        }
        places.retain(|place| place.first < facts.seen.title);
        if places.is_empty() {
            return whole();
        }
        places.sort_by_key(|p| (p.last - p.first, p.first));
        let mut taken: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
        let mut out = Vec::new();
        for place in places {
            // Windows are taken shortest first: one that overlaps a taken one's passage is told by that.
            let from = place.first.saturating_sub(80);
            let to = place.last + 80;
            let clear = taken.range(..=to).next_back().is_none_or(|(_, &last)| last < from);
            if clear {
                taken.insert(place.first, place.last);
                out.push(Window { place, whole: false });
                if out.len() == MAX_HITS {
                    break;
                }
            }
        }
        out
    }

    /// No word, entity or pattern is asked for: a text alone says nothing of it.
    pub(super) fn asks_fields_alone(&self) -> bool {
        fn fields(part: &Part) -> bool {
            match part {
                Part::All(parts) | Part::Any(parts) => parts.iter().all(fields),
                Part::Not(part) => fields(part),
                Part::Title(_) | Part::Field(_) => true,
                Part::Near { .. } | Part::Term(_) | Part::Entries(_) => false,
            }
        }
        fields(&self.root)
    }
}

impl Part {
    /// False: it cannot hold, told without looking for places.
    fn may_hold(&self, facts: &Facts) -> bool {
        match self {
            Part::Term(term) => facts.terms.may_stand(*term, facts.seen),
            Part::Entries(entries) => match entries.len() <= facts.hits.len() {
                true => entries.iter().any(|entry| facts.hits.contains_key(entry)),
                false => !facts.hits.is_empty(),
            },
            Part::All(parts) => parts.iter().all(|part| part.may_hold(facts)),
            Part::Any(parts) => parts.iter().any(|part| part.may_hold(facts)),
            Part::Near { left, right, .. } => left.may_hold(facts) && right.may_hold(facts),
            Part::Title(_) | Part::Field(_) | Part::Not(_) => true,
        }
    }

    fn held(&self, facts: &Facts) -> Held {
        match self {
            Part::Term(term) => at(term_places(facts.terms, *term, facts.seen)),
            Part::Title(term) => facts.in_title(*term),
            Part::Field(asked) => facts.field(asked),
            Part::Entries(entries) => {
                let mut places: Vec<Place> = match entries.len() <= facts.hits.len() {
                    true => entries.iter().filter_map(|e| facts.hits.get(e)).flatten().copied().collect(),
                    // A role of a hundred thousand entities: what was found is fewer. Entries are ascending.
                    false => facts
                        .hits
                        .iter()
                        .filter(|(entry, _)| entries.binary_search(entry).is_ok())
                        .flat_map(|(_, places)| places.iter().copied())
                        .collect(),
                };
                tidy(&mut places);
                at(places)
            }
            Part::Not(part) => match part.held(facts) {
                Held::No => Held::Yes,
                Held::Unknown => Held::Unknown,
                Held::Yes | Held::At(_) => Held::No,
            },
            Part::Any(parts) => any(parts, facts),
            Part::All(parts) => all(parts, facts),
            Part::Near { n, ordered, left, right } => {
                let Held::At(left) = left.held(facts) else { return Held::No };
                match right.held(facts) {
                    Held::At(right) => at(near(&left, &right, *n, *ordered)),
                    _ => Held::No,
                }
            }
        }
    }
}

fn term_places(terms: &Terms, term: TermId, seen: &Seen) -> Vec<Place> {
    let places = terms.places(term, seen).into_iter();
    places.map(|(first, last)| Place { first, last, confidence: WORDS_ALONE }).collect()
}

fn at(places: Vec<Place>) -> Held {
    if places.is_empty() { Held::No } else { Held::At(places) }
}

fn any(parts: &[Part], facts: &Facts) -> Held {
    let mut places = Vec::new();
    let mut without = Held::No;
    for part in parts {
        match part.held(facts) {
            Held::No => {}
            Held::Yes => without = Held::Yes,
            Held::Unknown if matches!(without, Held::No) => without = Held::Unknown,
            Held::Unknown => {}
            Held::At(more) => places.extend(more),
        }
    }
    tidy(&mut places);
    if places.is_empty() { without } else { Held::At(places) }
}

fn all(parts: &[Part], facts: &Facts) -> Held {
    let mut lists = Vec::new();
    let (mut yes, mut unknown) = (false, false);
    for part in parts {
        match part.held(facts) {
            Held::No => return Held::No,
            Held::Yes => yes = true,
            Held::Unknown => unknown = true,
            Held::At(mut places) => {
                // What stands in the title alone has no place in the text, and makes no window as long as the page.
                places.retain(|place| place.first < facts.seen.title);
                yes |= places.is_empty();
                if !places.is_empty() {
                    lists.push(places);
                }
            }
        }
    }
    let Some(rarest) = (0..lists.len()).min_by_key(|&i| lists[i].len()) else {
        return if unknown && !yes { Held::Unknown } else { Held::Yes };
    };
    let pivots = lists.swap_remove(rarest);
    let windows = pivots
        .into_iter()
        .map(|pivot| lists.iter().fold(pivot, |window, list| window.join(nearest(list, window))));
    let mut windows: Vec<Place> = windows.collect();
    tidy(&mut windows);
    at(windows)
}

/// Words between two places; 0 where they touch or overlap.
fn distance(a: Place, b: Place) -> u32 {
    let (left, right) = if a.first <= b.first { (a, b) } else { (b, a) };
    right.first.saturating_sub(left.last + 1)
}

/// The place of a list (ascending, not empty) that is about the nearest to `to`: a window is shown by it, nothing holds
/// or fails by it.
fn nearest(list: &[Place], to: Place) -> Place {
    let after = list.partition_point(|p| p.first < to.first);
    let candidates = list[after.saturating_sub(2)..(after + 2).min(list.len())].iter();
    *candidates.min_by_key(|p| distance(**p, to)).unwrap_or(&list[0])
}
