//! Which queries a page has to be held against: those whose anchor is on it.
//!
//! An anchor is something that must be there when the query holds: the rarest word of one of its parts, or an entity or
//! pattern. Of an OR each side needs one; a query without any (fields alone) is asked of every page. How rare words are is
//! guessed (`terms::common`) and taken from the set itself: a word that many queries ask for is not rare. Beside a query
//! stands what else must be there (`also`), so that most of those that are called are let go without being looked at.

use std::collections::HashMap;
use std::sync::Arc;

use super::also::{Also, Needs, Present};
use super::{Facts, Part, Watched, Window, compile};
use crate::matching::terms::common::Common;
use crate::matching::terms::{Key, Terms};
use crate::model::{Entry, Fault};

/// The part of pages that an entity or a pattern is found on, and that one of a role is.
const ENTRY: f64 = 0.003;
const ROLE: f64 = 0.05;

/// The queries of a set, each under its anchors.
#[derive(Default)]
pub(in crate::matching) struct Queries {
    all: Vec<Watched>,
    /// Queries by the id of a word; `starts[id]..starts[id + 1]` of `waiting`.
    starts: Vec<u32>,
    waiting: Vec<(u32, Also)>,
    needs: Needs,
    /// Groups of entries by entry, and the queries that wait for each group.
    groups_of: HashMap<usize, Vec<u32>>,
    groups: Vec<Vec<u32>>,
    /// Those that wait for nothing.
    always: Vec<u32>,
    /// Those that wait for a word of the title: asked of a text whose title is not known.
    titled: Vec<u32>,
}

enum Anchor<'a> {
    Key(u32),
    /// The same in the title.
    Title(u32),
    Entries(&'a Arc<[usize]>),
}

impl Anchor<'_> {
    fn key(&self) -> Option<u32> {
        match self {
            Anchor::Key(key) | Anchor::Title(key) => Some(*key),
            Anchor::Entries(_) => None,
        }
    }
}

impl Queries {
    /// All queries of `entries`; terms are added to `terms`.
    pub(in crate::matching) fn new(entries: &[Entry], terms: &mut Terms, faults: &mut Vec<Fault>) -> Queries {
        let all = compile::all(entries, terms, faults);
        if all.is_empty() {
            return Queries::default();
        }
        let rarity = rarity(&all, terms);
        let mut by_key: Vec<(u32, u32, Also)> = Vec::new();
        let mut number_of: HashMap<*const usize, u32> = HashMap::new();
        let mut queries = Queries::default();
        for (query, watched) in (0..).zip(&all) {
            let Some((_, anchors)) = anchors(&watched.root, terms, &rarity) else {
                queries.always.push(query);
                continue;
            };
            let keys = anchors.iter().filter_map(Anchor::key).collect::<Vec<_>>();
            let also = queries.needs.besides(&watched.root, &keys, terms, &rarity);
            for anchor in anchors {
                match anchor {
                    Anchor::Key(key) => by_key.push((key, query, also)),
                    Anchor::Title(key) => {
                        by_key.push((key, query, also));
                        queries.titled.push(query);
                    }
                    Anchor::Entries(entries) => {
                        let next = queries.groups.len() as u32;
                        let group = *number_of.entry(entries.as_ptr()).or_insert(next);
                        if group == next {
                            queries.groups.push(Vec::new());
                            for &entry in entries.iter() {
                                queries.groups_of.entry(entry).or_default().push(group);
                            }
                        }
                        queries.groups[group as usize].push(query);
                    }
                }
            }
        }
        by_key.sort_unstable();
        by_key.dedup_by_key(|(key, query, _)| (*key, *query));
        queries.starts = vec![0; rarity.len() + 1];
        by_key.iter().for_each(|&(key, ..)| queries.starts[key as usize + 1] += 1);
        for key in 0..rarity.len() {
            queries.starts[key + 1] += queries.starts[key];
        }
        queries.waiting = by_key.into_iter().map(|(_, query, also)| (query, also)).collect();
        queries.all = all;
        queries
    }

    pub(in crate::matching) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a query waits for this word.
    pub(in crate::matching) fn wait_for(&self, key: u32) -> bool {
        self.starts.get(key as usize) != self.starts.get(key as usize + 1)
    }

    /// Whether the page of these words, none of which calls, need not be looked at: no query waits for what was found on
    /// it, or for nothing.
    pub(in crate::matching) fn are_quiet(
        &self,
        found: impl Iterator<Item = usize>,
        title_is_known: bool,
    ) -> bool {
        let mut found = found;
        self.always.is_empty()
            && (title_is_known || self.titled.is_empty())
            && !found.any(|entry| self.groups_of.contains_key(&entry))
    }

    /// The query of an entry.
    pub(in crate::matching) fn of(&self, entry: usize) -> Option<&Watched> {
        let at = self.all.binary_search_by_key(&entry, |watched| watched.entry).ok()?;
        Some(&self.all[at])
    }

    /// Where queries hold, with their entries.
    pub(in crate::matching) fn windows(&self, facts: &Facts) -> Vec<(usize, Window)> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let mut called: Vec<u32> = self.always.clone();
        if facts.title_is_unknown() {
            called.extend(&self.titled);
        }
        let present = Present::new(facts.seen.keys(), self.starts.len(), !facts.hits.is_empty());
        for key in facts.seen.keys() {
            let (from, to) = (self.starts[key as usize], self.starts[key as usize + 1]);
            let waiting = self.waiting[from as usize..to as usize].iter();
            called.extend(
                waiting.filter(|(_, also)| self.needs.are_met(*also, &present)).map(|(query, _)| *query),
            );
        }
        let mut groups: Vec<u32> =
            facts.hits.keys().filter_map(|entry| self.groups_of.get(entry)).flatten().copied().collect();
        groups.sort_unstable();
        groups.dedup();
        groups.iter().for_each(|&group| called.extend(&self.groups[group as usize]));
        called.sort_unstable();
        called.dedup();
        let of = |query: u32| {
            let watched = &self.all[query as usize];
            watched.windows(facts).into_iter().map(|window| (watched.entry, window))
        };
        called.into_iter().flat_map(of).collect()
    }

    /// The same by asking every query: what the above must be equal to.
    pub(in crate::matching) fn windows_of_all(&self, facts: &Facts) -> Vec<(usize, Window)> {
        let of = |watched: &Watched| {
            let windows = watched.windows(facts).into_iter();
            windows.map(|window| (watched.entry, window)).collect::<Vec<_>>()
        };
        self.all.iter().flat_map(of).collect()
    }
}

/// By the id of a word: the part of pages that it is expected on.
fn rarity(all: &[Watched], terms: &Terms) -> Vec<f64> {
    fn count(part: &Part, terms: &Terms, uses: &mut [u32]) {
        match part {
            Part::All(parts) | Part::Any(parts) => parts.iter().for_each(|part| count(part, terms, uses)),
            Part::Near { left, right, .. } => {
                count(left, terms, uses);
                count(right, terms, uses);
            }
            Part::Term(term) | Part::Title(term) => {
                terms.keys_of(*term).iter().for_each(|&key| uses[key as usize] += 1);
            }
            Part::Not(_) | Part::Field(_) | Part::Entries(_) => {}
        }
    }
    let keys = terms.by_id();
    let mut uses = vec![0u32; keys.len()];
    all.iter().for_each(|watched| count(&watched.root, terms, &mut uses));
    let common = Common::new();
    let expected = |(&key, &uses): (&Key, &u32)| common.part(key) * (1.0 + f64::from(uses).ln_1p());
    keys.iter().zip(&uses).map(expected).collect()
}

/// The cheapest anchors of a part, with the part of pages that has one of them; none: it can hold without any.
fn anchors<'a>(part: &'a Part, terms: &Terms, rarity: &[f64]) -> Option<(f64, Vec<Anchor<'a>>)> {
    match part {
        Part::Term(term) | Part::Title(term) => {
            let keys = terms.keys_of(*term).iter().copied();
            let rarest = keys.min_by(|&a, &b| rarity[a as usize].total_cmp(&rarity[b as usize]))?;
            let anchor = match part {
                Part::Title(_) => Anchor::Title(rarest),
                _ => Anchor::Key(rarest),
            };
            Some((rarity[rarest as usize], vec![anchor]))
        }
        Part::Entries(entries) => {
            let part = if entries.len() > 1 { ROLE } else { ENTRY };
            Some((part, vec![Anchor::Entries(entries)]))
        }
        Part::Any(parts) => {
            let mut all = (0.0, Vec::new());
            for part in parts {
                let (cost, more) = anchors(part, terms, rarity)?;
                all.0 += cost;
                all.1.extend(more);
            }
            Some(all)
        }
        Part::All(parts) => cheapest(parts.iter(), terms, rarity),
        Part::Near { left, right, .. } => cheapest([&**left, &**right].into_iter(), terms, rarity),
        Part::Not(_) | Part::Field(_) => None,
    }
}

fn cheapest<'a>(
    parts: impl Iterator<Item = &'a Part>,
    terms: &Terms,
    rarity: &[f64],
) -> Option<(f64, Vec<Anchor<'a>>)> {
    parts.filter_map(|part| anchors(part, terms, rarity)).min_by(|a, b| a.0.total_cmp(&b.0))
}
