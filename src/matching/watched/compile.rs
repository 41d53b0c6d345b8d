//! From a query's tree to the parts that are held against documents.

use std::collections::HashMap;
use std::sync::Arc;

use super::facts::{Asked, Unit};
use super::{Part, Watched};
use crate::matching::terms::Terms;
use crate::model::{Entry, Fault, Matches, Said};
use crate::query::form::{forms, host, instant};
use crate::query::{self, Field, Known, Names, Node, QueryError, TermKind};
use crate::said;

/// All queries of `entries`, in their order; terms are added to `terms`.
pub(super) fn all(entries: &[Entry], terms: &mut Terms, faults: &mut Vec<Fault>) -> Vec<Watched> {
    let queries = entries.iter().enumerate().filter_map(|(at, entry)| match &entry.matches {
        Matches::Query(wanted) => Some((at, entry, wanted)),
        _ => None,
    });
    let mut names = None;
    let mut shared: HashMap<(&str, &str), Option<Arc<Part>>> = HashMap::new();
    let mut out = Vec::new();
    for (entry, of, wanted) in queries {
        let names = names.get_or_insert_with(|| named(entries));
        let mut compile = |expression: &str, key: &str| {
            let compiled = query::parse_of_set(expression)
                .and_then(|parsed| Compiler { set: &of.set, names, terms: &mut *terms }.part(&parsed.root));
            compiled.map_err(|error| faults.push(Fault::new(&of.spot, within(&error, key, expression)))).ok()
        };
        let Some(root) = compile(&wanted.expression, "expression") else { continue };
        // What the whole set says is compiled once, and told once when it is faulty.
        let unless = wanted.unless.iter().filter_map(|text| {
            let known =
                shared.entry((&of.set, text)).or_insert_with(|| compile(text, "unless").map(Arc::new));
            known.clone()
        });
        out.push(Watched { entry, root, unless: unless.collect(), sentences: wanted.sentences });
    }
    out
}

/// What queries may name, by index.
fn named(entries: &[Entry]) -> Names<usize> {
    Names::new(entries.iter().enumerate().filter_map(|(at, entry)| Known::of(entry, at)))
}

/// With the line that shows the character.
fn within(error: &QueryError, key: &str, expression: &str) -> Said {
    let (why, line) = (error.placed(), error.caret(expression));
    said!(why.code.as_str(), "{key}: {why}\n{line}", "{key}: {why}\n{line}", key, why, line)
}

struct Compiler<'a> {
    set: &'a str,
    names: &'a Names<usize>,
    terms: &'a mut Terms,
}

impl Compiler<'_> {
    fn part(&mut self, node: &Node) -> Result<Part, QueryError> {
        Ok(match node {
            Node::And(nodes) => Part::All(self.parts(nodes)?),
            Node::Or(nodes) => Part::Any(self.parts(nodes)?),
            Node::Not(node) => Part::Not(Box::new(self.part(node)?)),
            Node::Near { n, ordered, left, right } => {
                let (left, right) = (Box::new(self.part(left)?), Box::new(self.part(right)?));
                Part::Near { n: *n, ordered: *ordered, left, right }
            }
            Node::Term { field, kind, exact, text } => self.term(*field, *kind, *exact, text)?,
            Node::Entity { id, at } => Part::Entries(ascending(self.names.entities(id, self.set, *at)?)),
            Node::Pattern { id, at } => Part::Entries(ascending(self.names.patterns(id, self.set, *at)?)),
        })
    }

    fn parts(&mut self, nodes: &[Node]) -> Result<Vec<Part>, QueryError> {
        nodes.iter().map(|node| self.part(node)).collect()
    }

    fn term(
        &mut self,
        field: Option<Field>,
        kind: TermKind,
        exact: bool,
        text: &str,
    ) -> Result<Part, QueryError> {
        let term = |terms: &mut Terms| terms.add_as(text, kind, exact).ok_or_else(|| wordless(text));
        let day = || instant(text).ok_or_else(|| wordless(text));
        let value = |text: String| (text, kind);
        Ok(match field {
            None => Part::Term(term(self.terms)?),
            Some(Field::Title) => Part::Title(term(self.terms)?),
            Some(Field::Author) => Part::Field(Asked::Author(units(text, kind, exact))),
            Some(Field::Url) => {
                // An address is looked for by any part of it that begins where a word begins.
                Part::Field(Asked::Url(units(text, TermKind::Prefix, true)))
            }
            Some(Field::Host) => {
                let (host, kind) = value(host(text));
                Part::Field(Asked::Host(host, kind))
            }
            Some(Field::Lang) => Part::Field(Asked::Lang(text.to_owned(), kind)),
            Some(Field::Source) => Part::Field(Asked::Source(text.to_owned(), kind)),
            Some(Field::After) => Part::Field(Asked::After(day()?)),
            Some(Field::Before) => Part::Field(Asked::Before(day()?)),
        })
    }
}

/// Names are given in the order of the entries, so this is what they are; one that is not is put in order.
fn ascending(entries: Arc<[usize]>) -> Arc<[usize]> {
    if entries.is_sorted() {
        return entries;
    }
    let mut sorted = entries.to_vec();
    sorted.sort_unstable();
    sorted.into()
}

fn units(text: &str, kind: TermKind, exact: bool) -> Vec<Unit> {
    let words = forms(text);
    let last = words.len().saturating_sub(1);
    let unit = |(at, word): (usize, String)| match () {
        () if kind == TermKind::Prefix && at == last => Unit::Begins(word),
        () if exact => Unit::Form(word),
        () => Unit::Stem(query::stem(&word)),
    };
    words.into_iter().enumerate().map(unit).collect()
}

/// The parser lets none through but in a field whose value has no letter.
fn wordless(text: &str) -> QueryError {
    QueryError::new(0, said!("query.wordless", "{text:?} has no word", "в {text:?} нет слова"))
}
