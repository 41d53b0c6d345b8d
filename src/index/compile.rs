//! From the tree of a query to tantivy's queries, and to the words that a snippet shows.
//!
//! A term without a field is looked for in title and text by its stem, or in its form. Nothing is scored here: what
//! matches is one thing, its order another (`rank`). What holds no word at all ("—") is left out; a query of nothing else is
//! refused, as are roles, which whoever asks must have put names for.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, Query, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::IndexError;
use super::schema::{EXACT, Fields};
use super::spans::{Span, Unit, near, sequence};
use super::words::words;
use crate::model::Time;
use crate::query::form::{host, instant};
use crate::query::{self, Node, Role, TermKind};

pub(super) type Part = Box<dyn Query>;

/// The fewest letters before an asterisk: one letter would walk a good part of the dictionary.
const SHORTEST_PREFIX: usize = 2;

/// Entities that are looked for as a set.
const SET: usize = 64;

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
            // A role of many.
            Node::Or(nodes)
                if nodes.len() > SET && nodes.iter().all(|n| matches!(n, Node::Entity { .. })) =>
            {
                let ids = nodes.iter().filter_map(|node| match node {
                    Node::Entity { id, .. } if id.contains('/') => {
                        Some(Term::from_field_text(self.fields.entity, id))
                    }
                    _ => None,
                });
                Ok(Some(Box::new(TermSetQuery::new(ids))))
            }
            // A role of which nobody is known.
            Node::Or(nodes) if nodes.is_empty() => Ok(Some(Box::new(EmptyQuery))),
            Node::Or(nodes) => {
                let mut parts: Vec<Part> = Vec::with_capacity(nodes.len());
                for node in nodes {
                    parts.extend(self.node(node)?);
                }
                Ok((!parts.is_empty()).then(|| any(parts)))
            }
            Node::Not(_) => self.all(std::slice::from_ref(node)),
            Node::Near { .. } => Ok(Some(near(self.fields, self.span(node)?))),
            Node::Term { field, kind, exact, text } => self.term(*field, *kind, *exact, text),
            Node::Entity { id, .. } => self.entity(id).map(Some),
            Node::Pattern { id, .. } => Ok(Some(self.pattern(id))),
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

    /// A side of NEAR, with places in the text.
    fn span(&self, node: &Node) -> Result<Span, IndexError> {
        Ok(match node {
            Node::Term { kind, exact, text, .. } => Span::Row(units(*kind, *exact, text)?),
            Node::Entity { id, .. } => {
                role(id)?;
                Span::Entry { pattern: false, id: id.clone() }
            }
            Node::Pattern { id, .. } => Span::Entry { pattern: true, id: id.clone() },
            Node::Near { n, ordered, left, right } => Span::Near {
                n: *n,
                ordered: *ordered,
                left: Box::new(self.span(left)?),
                right: Box::new(self.span(right)?),
            },
            // The parser lets no others through.
            Node::Or(nodes) | Node::And(nodes) => {
                Span::Any(nodes.iter().map(|node| self.span(node)).collect::<Result<_, _>>()?)
            }
            Node::Not(_) => Span::Any(Vec::new()),
        })
    }

    fn term(
        &self,
        field: Option<query::Field>,
        kind: TermKind,
        exact: bool,
        text: &str,
    ) -> Result<Option<Part>, IndexError> {
        let fields = self.fields;
        let day = || instant(text).ok_or_else(|| IndexError::Query(format!("{text} is no day")));
        Ok(match field {
            None => sequence(fields, fields.words, units(kind, exact, text)?),
            Some(query::Field::Title) => sequence(fields, fields.title, units(kind, exact, text)?),
            Some(query::Field::Author) => sequence(fields, fields.author, units(kind, exact, text)?),
            Some(query::Field::Url) => {
                let mut units: Vec<Unit> = words(text).into_iter().map(|w| Unit::Is(w.form)).collect();
                // An address is looked for by any part of it that begins where a word begins.
                if let Some(last) = units.last_mut() {
                    *last = Unit::Begins(last.text().to_owned());
                }
                sequence(fields, fields.url, units)
            }
            Some(query::Field::Host) => Some(value(fields.host, kind, &host(text))),
            Some(query::Field::Lang) => Some(value(fields.language, kind, &text.to_lowercase())),
            Some(query::Field::Source) => Some(value(fields.source, kind, text)),
            Some(query::Field::After) => Some(range(fields.time, Some(day()?), None)),
            Some(query::Field::Before) => Some(range(fields.time, None, Some(day()?))),
        })
    }

    fn pattern(&self, id: &str) -> Part {
        let field = if id.contains('/') { self.fields.pattern } else { self.fields.pattern_name };
        term(field, id)
    }

    pub fn entity(&self, id: &str) -> Result<Part, IndexError> {
        role(id)?;
        let field = if id.contains('/') { self.fields.entity } else { self.fields.entity_name };
        Ok(term(field, id))
    }
}

fn role(id: &str) -> Result<(), IndexError> {
    match Role::parse(id) {
        None => Ok(()),
        Some(_) => Err(IndexError::Query(format!(
            "entity:{id} stands for a role, and no keyword sets are known here: name an entity (entity:set/id)"
        ))),
    }
}

/// The units of a term for a field of stems and forms.
fn units(kind: TermKind, exact: bool, text: &str) -> Result<Vec<Unit>, IndexError> {
    let found = words(text);
    let last = found.len().saturating_sub(1);
    let unit = |(at, word): (usize, super::words::Word)| match () {
        () if kind == TermKind::Prefix && at == last => {
            check_prefix(&word.form)?;
            Ok(Unit::Begins(format!("{EXACT}{}", word.form)))
        }
        () if exact => Ok(Unit::Is(format!("{EXACT}{}", word.form))),
        () => Ok(Unit::Is(word.stem())),
    };
    found.into_iter().enumerate().map(unit).collect()
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
