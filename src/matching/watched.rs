//! Queries watched: an expression of the query language held against one document.
//!
//! Every node becomes the places where it holds, as ranges of words; AND holds anywhere in the document and gives the
//! smallest window around each place of its rarest part, NEAR/n counts the words between, NOT asks whether there is any
//! place at all. What a query needed of entities and patterns bounds its confidence.

use std::collections::HashMap;

use super::page::Page;
use super::terms::{Seen, TermId, Terms};
use crate::model::{Entry, Fault, Hit, Matches, Role, Said};
use crate::query::{self, Field, Node, TermKind};
use crate::said;
use crate::text::fold::fold_loose;

/// Places of one node that are kept: the rest of a page that holds a term more often says nothing new.
const MAX_PLACES: usize = 20_000;
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
    Near(u32, Box<Part>, Box<Part>),
    Term(TermId),
    /// Folded words that the title, the address or the host must hold.
    Field(Field, String, TermKind),
    /// Indices of entries.
    Entries(Vec<usize>),
}

pub(super) struct Watched {
    pub(super) entry: usize,
    root: Part,
}

/// A place: first and last word, and the least confidence of what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) confidence: u32,
}

/// Whether a part holds, and where.
enum Held {
    No,
    /// Without a place of its own: a field, a NOT.
    Yes,
    At(Vec<Place>),
}

/// What a document has shown before queries are asked.
pub(super) struct Facts<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) terms: &'a Terms,
    pub(super) seen: &'a Seen,
    /// Places of entities and patterns that are not weak, by entry, ascending.
    pub(super) hits: &'a HashMap<usize, Vec<Place>>,
    pub(super) title: &'a str,
    pub(super) url: &'a str,
}

impl Watched {
    /// All queries of `entries`; terms are added to `terms`.
    pub(super) fn all(entries: &[Entry], terms: &mut Terms, faults: &mut Vec<Fault>) -> Vec<Watched> {
        let mut out = Vec::new();
        for (entry, of) in entries.iter().enumerate() {
            let Matches::Query(wanted) = &of.matches else { continue };
            match query::parse(&wanted.expression) {
                Err(e) => faults.push(Fault::new(&of.spot, within(e.placed()))),
                Ok(parsed) => match compile(&parsed.root, of, entries, terms) {
                    Ok(root) => out.push(Watched { entry, root }),
                    Err(said) => faults.push(Fault::new(&of.spot, within(said))),
                },
            }
        }
        out
    }

    /// Where the query holds: the smallest windows, no two with passages that overlap; empty: it does not.
    pub(super) fn places(&self, facts: &Facts) -> Vec<Place> {
        let mut places = match self.root.held(facts) {
            Held::No => return Vec::new(),
            // Fields alone: the document as a whole, told at its first word.
            Held::Yes if facts.page.tokens.is_empty() => return Vec::new(),
            Held::Yes => vec![Place { first: 0, last: 0, confidence: WORDS_ALONE }],
            Held::At(places) => places,
        };
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
                out.push(place);
                if out.len() == MAX_HITS {
                    break;
                }
            }
        }
        out
    }

    /// For `explain`: each part of the expression with where it holds.
    pub(super) fn explain(&self, facts: &Facts, lines: &mut Vec<String>) {
        explain(&self.root, facts, 0, lines);
    }
}

fn within(why: Said) -> Said {
    said!(why.code.as_str(), "expression: {why}", "expression: {why}", why)
}

fn compile(node: &Node, of: &Entry, entries: &[Entry], terms: &mut Terms) -> Result<Part, Said> {
    let mut all =
        |nodes: &[Node]| nodes.iter().map(|n| compile(n, of, entries, terms)).collect::<Result<Vec<_>, _>>();
    Ok(match node {
        Node::And(nodes) => Part::All(all(nodes)?),
        Node::Or(nodes) => Part::Any(all(nodes)?),
        Node::Not(node) => Part::Not(Box::new(compile(node, of, entries, terms)?)),
        Node::Near { n, left, right } => {
            let left = compile(left, of, entries, terms)?;
            Part::Near(*n, Box::new(left), Box::new(compile(right, of, entries, terms)?))
        }
        Node::Term { field: Some(field @ (Field::Title | Field::Url | Field::Host)), kind, text } => {
            Part::Field(*field, fold_loose(text), *kind)
        }
        Node::Term { field: Some(field), .. } => {
            return Err(said!(
                "query.unwatched",
                "{name}: can be searched but not watched: take it out",
                "{name}: годится для поиска, но не для наблюдения: уберите это поле",
                name = field.word()
            ));
        }
        Node::Term { field: None, kind, text } => {
            let term = if *kind == TermKind::Prefix { terms.add_prefix(text) } else { terms.add(text) };
            Part::Term(
                term.ok_or_else(|| said!("query.wordless", "{text:?} has no word", "в {text:?} нет слова"))?,
            )
        }
        Node::Entity(id) => Part::Entries(entities(id, of, entries)?),
        Node::Pattern(id) => Part::Entries(vec![
            named(id, of, entries, |m| matches!(m, Matches::Pattern(_) | Matches::Records(_)))
                .ok_or_else(|| said!("query.pattern", "there is no pattern {id}", "шаблона {id} нет", id))?,
        ]),
    })
}

fn named(id: &str, of: &Entry, entries: &[Entry], fits: impl Fn(&Matches) -> bool) -> Option<usize> {
    let full = if id.contains('/') { id.to_owned() } else { format!("{}/{id}", of.set) };
    entries.iter().position(|e| fits(&e.matches) && e.full_id() == full)
}

/// An id, or a role for all entities of it; a role may have none loaded, then the part never holds.
fn entities(id: &str, of: &Entry, entries: &[Entry]) -> Result<Vec<usize>, Said> {
    if let Some(at) = named(id, of, entries, |m| matches!(m, Matches::Entity(_))) {
        return Ok(vec![at]);
    }
    let Some(role) = query::Role::parse(id) else {
        return Err(said!(
            "query.entity",
            "there is no entity {id}: write its id, or own, leadership, partner, competitor, any",
            "объекта {id} нет: напишите его id или own, leadership, partner, competitor, any",
            id
        ));
    };
    let fits = |has: Role| match role {
        query::Role::Own => matches!(has, Role::Own | Role::Leadership),
        query::Role::Leadership => has == Role::Leadership,
        query::Role::Partner => has == Role::Partner,
        query::Role::Competitor => has == Role::Competitor,
        query::Role::Any => true,
    };
    let all = entries.iter().enumerate();
    Ok(all
        .filter(|(_, e)| matches!(&e.matches, Matches::Entity(entity) if fits(entity.role)))
        .map(|(at, _)| at)
        .collect())
}

impl Part {
    fn held(&self, facts: &Facts) -> Held {
        match self {
            Part::Term(term) => {
                let places = facts.terms.places(*term, facts.seen).into_iter().take(MAX_PLACES);
                at(places.map(|(first, last)| Place { first, last, confidence: WORDS_ALONE }).collect())
            }
            Part::Entries(entries) => {
                let mut places: Vec<Place> = entries
                    .iter()
                    .filter_map(|e| facts.hits.get(e))
                    .flatten()
                    .take(MAX_PLACES)
                    .copied()
                    .collect();
                places.sort_by_key(|p| (p.first, p.last));
                at(places)
            }
            Part::Field(field, wanted, kind) => {
                if field_holds(*field, wanted, *kind, facts) {
                    Held::Yes
                } else {
                    Held::No
                }
            }
            Part::Not(part) => match part.held(facts) {
                Held::No => Held::Yes,
                Held::Yes | Held::At(_) => Held::No,
            },
            Part::Any(parts) => any(parts, facts),
            Part::All(parts) => all(parts, facts),
            Part::Near(n, left, right) => match (left.held(facts), right.held(facts)) {
                (Held::At(left), Held::At(right)) => at(near(&left, &right, *n)),
                _ => Held::No,
            },
        }
    }
}

fn at(places: Vec<Place>) -> Held {
    if places.is_empty() { Held::No } else { Held::At(places) }
}

fn any(parts: &[Part], facts: &Facts) -> Held {
    let mut places = Vec::new();
    let mut yes = false;
    for part in parts {
        match part.held(facts) {
            Held::No => {}
            Held::Yes => yes = true,
            Held::At(more) => places.extend(more),
        }
    }
    places.sort_by_key(|p: &Place| (p.first, p.last));
    places.truncate(MAX_PLACES);
    match (places.is_empty(), yes) {
        (true, true) => Held::Yes,
        (true, false) => Held::No,
        (false, _) => Held::At(places),
    }
}

fn all(parts: &[Part], facts: &Facts) -> Held {
    let mut lists = Vec::new();
    for part in parts {
        match part.held(facts) {
            Held::No => return Held::No,
            Held::Yes => {}
            Held::At(places) => lists.push(places),
        }
    }
    let Some(rarest) = (0..lists.len()).min_by_key(|&i| lists[i].len()) else { return Held::Yes };
    let pivots = lists.swap_remove(rarest);
    let windows = pivots
        .into_iter()
        .map(|pivot| lists.iter().fold(pivot, |window, list| join(window, nearest(list, window))));
    at(windows.collect())
}

fn join(a: Place, b: Place) -> Place {
    Place {
        first: a.first.min(b.first),
        last: a.last.max(b.last),
        confidence: a.confidence.min(b.confidence),
    }
}

/// Words between two places; 0 where they touch or overlap.
fn distance(a: Place, b: Place) -> u32 {
    let (left, right) = if a.first <= b.first { (a, b) } else { (b, a) };
    right.first.saturating_sub(left.last + 1)
}

/// The place of a list (ascending, not empty) that is nearest to `to`.
fn nearest(list: &[Place], to: Place) -> Place {
    let after = list.partition_point(|p| p.first < to.first);
    let candidates = list[after.saturating_sub(2)..(after + 2).min(list.len())].iter();
    *candidates.min_by_key(|p| distance(**p, to)).unwrap_or(&list[0])
}

fn near(left: &[Place], right: &[Place], n: u32) -> Vec<Place> {
    let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    few.iter()
        .filter_map(|&place| {
            let other = nearest(many, place);
            (distance(place, other) <= n).then(|| join(place, other))
        })
        .collect()
}

fn field_holds(field: Field, wanted: &str, kind: TermKind, facts: &Facts) -> bool {
    let folded = |text: &str| fold_loose(text);
    match field {
        Field::Title => {
            let title = format!(" {} ", folded(facts.title).replace(|c: char| !c.is_alphanumeric(), " "));
            let wanted = wanted.replace(|c: char| !c.is_alphanumeric(), " ");
            let end = if kind == TermKind::Prefix { "" } else { " " };
            title.contains(&format!(" {}{end}", wanted.trim()))
        }
        Field::Url => folded(facts.url).contains(wanted),
        Field::Host => {
            let host = url::Url::parse(facts.url)
                .ok()
                .and_then(|u| u.host_str().map(str::to_lowercase))
                .unwrap_or_default();
            let wanted = wanted.trim_end_matches('.');
            host == wanted
                || host.strip_suffix(wanted).is_some_and(|rest| rest.ends_with('.'))
                || (kind == TermKind::Prefix && host.starts_with(wanted))
        }
        _ => false,
    }
}

fn explain(part: &Part, facts: &Facts, depth: usize, lines: &mut Vec<String>) {
    let (name, below): (String, Vec<&Part>) = match part {
        Part::All(parts) => ("AND".into(), parts.iter().collect()),
        Part::Any(parts) => ("OR".into(), parts.iter().collect()),
        Part::Not(part) => ("NOT".into(), vec![part]),
        Part::Near(n, left, right) => (format!("NEAR/{n}"), vec![left, right]),
        Part::Term(term) => (format!("term {}", facts.terms.show(*term)), Vec::new()),
        Part::Field(field, wanted, _) => (format!("{}:{wanted}", field.word()), Vec::new()),
        Part::Entries(entries) => (format!("one of {} entities or patterns", entries.len()), Vec::new()),
    };
    let state = match part.held(facts) {
        Held::No => "does not hold".to_owned(),
        Held::Yes => "holds".to_owned(),
        Held::At(places) => {
            let line = facts.page.line(facts.page.words[places[0].first as usize].start);
            format!("holds at {} places, first on line {line}", places.len())
        }
    };
    lines.push(format!("{}{name}: {state}", "  ".repeat(depth + 1)));
    for part in below {
        explain(part, facts, depth + 1, lines);
    }
}

/// The places of hits that are at or above their floors, by entry.
pub(super) fn places_of(hits: &[(usize, Hit)], entries: &[Entry], page: &Page) -> HashMap<usize, Vec<Place>> {
    let mut out: HashMap<usize, Vec<Place>> = HashMap::new();
    for (entry, hit) in hits {
        if hit.confidence < entries[*entry].min_confidence || page.words.is_empty() {
            continue;
        }
        let first = page.words.partition_point(|w| w.end <= hit.start).min(page.words.len() - 1);
        let last = page.words.partition_point(|w| w.start < hit.end).saturating_sub(1).max(first);
        out.entry(*entry).or_default().push(Place {
            first: first as u32,
            last: last as u32,
            confidence: hit.confidence,
        });
    }
    out
}
