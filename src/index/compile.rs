//! From the tree of a query to tantivy's queries, and to the words that a snippet shows.
//!
//! A term without a field is looked for in title and text by its stem. Nothing is scored here: what matches is one thing,
//! its order another (`rank`). What holds no word at all ("—") is left out; a query of nothing else is refused, as is what
//! only the matching room knows.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::IndexError;
use super::near::{Unit, near, sequence};
use super::schema::Fields;
use super::words::{Word, words};
use crate::model::Time;
use crate::query::{self, Node, Role, TermKind};

pub(super) type Part = Box<dyn Query>;

/// The fewest letters before an asterisk: one letter would walk a good part of the dictionary.
const SHORTEST_PREFIX: usize = 2;

pub(super) struct Compiler<'a> {
    pub fields: &'a Fields,
}

impl Compiler<'_> {
    /// The whole query.
    pub fn compile(&self, query: &query::Query) -> Result<Part, IndexError> {
        self.node(&query.root)?
            .ok_or_else(|| IndexError::Query("the query holds no word: write at least one".into()))
    }

    /// `None`: says nothing, and is left out of what surrounds it.
    fn node(&self, node: &Node) -> Result<Option<Part>, IndexError> {
        match node {
            Node::And(nodes) => self.all(nodes),
            Node::Or(nodes) => {
                let mut parts: Vec<Part> = Vec::with_capacity(nodes.len());
                for node in nodes {
                    parts.extend(self.node(node)?);
                }
                Ok((!parts.is_empty()).then(|| any(parts)))
            }
            Node::Not(_) => self.all(std::slice::from_ref(node)),
            Node::Near { n, left, right } => near(self, *n, left, right).map(Some),
            Node::Term { field, kind, text } => self.term(*field, *kind, text),
            Node::Entity(id) => self.entity(id).map(Some),
            Node::Pattern(id) => Err(IndexError::Query(format!(
                "the search index does not know patterns (pattern:{id}): findings show what they found"
            ))),
        }
    }

    fn all(&self, nodes: &[Node]) -> Result<Option<Part>, IndexError> {
        let mut parts = Vec::with_capacity(nodes.len());
        let mut positive = false;
        for node in nodes {
            let (occur, node) = match node {
                Node::Not(inner) => (Occur::MustNot, inner.as_ref()),
                _ => (Occur::Must, node),
            };
            if let Some(part) = self.node(node)? {
                positive |= occur == Occur::Must;
                parts.push((occur, part));
            }
        }
        if parts.is_empty() {
            return Ok(None);
        }
        if !positive {
            parts.push((Occur::Must, Box::new(AllQuery)));
        }
        Ok(Some(Box::new(BooleanQuery::new(parts))))
    }

    /// The documents alone, for a side of NEAR that has no place in the text.
    pub fn anywhere(&self, node: &Node) -> Result<Option<Part>, IndexError> {
        self.node(node)
    }

    fn term(
        &self,
        field: Option<query::Field>,
        kind: TermKind,
        text: &str,
    ) -> Result<Option<Part>, IndexError> {
        let fields = self.fields;
        Ok(match field {
            None => self.text(kind, text)?,
            Some(query::Field::Title) => stems(fields.title, kind, text)?,
            Some(query::Field::Author) => stems(fields.author, kind, text)?,
            Some(query::Field::Url) => {
                let mut units: Vec<Unit> = words(text).into_iter().map(|w| Unit::Is(w.form)).collect();
                // An address is looked for by any part of it that begins where a word begins.
                if let Some(last) = units.last_mut() {
                    *last = Unit::Begins(last.text().to_owned());
                }
                sequence(fields.url, units)
            }
            Some(query::Field::Host) => {
                let host = text.trim_end_matches('.').to_lowercase();
                Some(value(fields.host, kind, &host))
            }
            Some(query::Field::Lang) => Some(value(fields.language, kind, &text.to_lowercase())),
            Some(query::Field::Source) => Some(value(fields.source, kind, text)),
            Some(query::Field::After) => Some(range(fields.time, Some(instant(text)?), None)),
            Some(query::Field::Before) => Some(range(fields.time, None, Some(instant(text)?))),
        })
    }

    fn text(&self, kind: TermKind, text: &str) -> Result<Option<Part>, IndexError> {
        let found = words(text);
        match (kind, found.as_slice()) {
            (_, []) => Ok(None),
            (TermKind::Prefix, [word]) => {
                check_prefix(&word.form)?;
                Ok(Some(prefix(self.fields.forms, &word.form)))
            }
            (TermKind::Prefix, _) => {
                let units = units(kind, found)?;
                Ok(sequence(self.fields.words, units))
            }
            (_, [word]) => Ok(Some(term(self.fields.words, &word.stem()))),
            (_, _) => Ok(sequence(self.fields.words, units(kind, found)?)),
        }
    }

    pub fn entity(&self, id: &str) -> Result<Part, IndexError> {
        if Role::parse(id).is_some() {
            return Err(IndexError::Query(format!(
                "entity:{id} stands for a role, which only a watched query knows: name an entity here (entity:set/id)"
            )));
        }
        let field = if id.contains('/') { self.fields.entity } else { self.fields.entity_name };
        Ok(value(field, TermKind::Word, id))
    }
}

/// The units of a term for a field of stems.
pub(super) fn units(kind: TermKind, found: Vec<Word>) -> Result<Vec<Unit>, IndexError> {
    let last = found.len().saturating_sub(1);
    found
        .into_iter()
        .enumerate()
        .map(|(at, word)| {
            if kind == TermKind::Prefix && at == last {
                check_prefix(&word.form)?;
                return Ok(Unit::Begins(word.form));
            }
            Ok(Unit::Is(word.stem()))
        })
        .collect()
}

fn stems(field: Field, kind: TermKind, text: &str) -> Result<Option<Part>, IndexError> {
    Ok(sequence(field, units(kind, words(text))?))
}

fn check_prefix(form: &str) -> Result<(), IndexError> {
    if form.chars().count() < SHORTEST_PREFIX {
        return Err(IndexError::Query(format!(
            "{form}* is too short: write at least two letters before the asterisk"
        )));
    }
    Ok(())
}

/// A field that is compared as a whole.
pub(super) fn value(field: Field, kind: TermKind, text: &str) -> Part {
    match kind {
        TermKind::Prefix => prefix(field, text),
        _ => term(field, text),
    }
}

/// One term of a field.
pub(super) fn term(field: Field, text: &str) -> Part {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

/// Terms that begin so.
pub(super) fn prefix(field: Field, beginning: &str) -> Part {
    let after = format!("{beginning}{}", char::MAX);
    Box::new(InvertedIndexRangeQuery::new(
        Bound::Included(Term::from_field_text(field, beginning)),
        Bound::Excluded(Term::from_field_text(field, &after)),
    ))
}

pub(super) fn range(field: Field, from: Option<Time>, to: Option<Time>) -> Part {
    let term = |t: Time| Term::from_field_i64(field, t.0);
    if from.is_none() && to.is_none() {
        return Box::new(AllQuery);
    }
    Box::new(RangeQuery::new(
        from.map_or(Bound::Unbounded, |t| Bound::Included(term(t))),
        to.map_or(Bound::Unbounded, |t| Bound::Excluded(term(t))),
    ))
}

pub(super) fn any(mut parts: Vec<Part>) -> Part {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::union(parts)),
    }
}

fn instant(text: &str) -> Result<Time, IndexError> {
    let day = || {
        let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(Time::from(day.and_hms_opt(0, 0, 0)?.and_utc()))
    };
    Time::parse_rfc3339(text)
        .or_else(day)
        .ok_or_else(|| IndexError::Query(format!("{text} is no day: write it as 2026-11-30")))
}
