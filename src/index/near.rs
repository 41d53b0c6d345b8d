//! Words beside each other: phrases, and NEAR with phrases, prefixes and alternatives on its sides.
//!
//! NEAR/n means at most n words between the two, in either order. A phrase on a side must stand in the document, and the
//! word of it that faces the other side counts for the distance. An entity has no place in the index: beside one, NEAR
//! asks for the same document. Bounded: alternatives on both sides, and words that one prefix may stand for.

use tantivy::Term;
use tantivy::query::{BooleanQuery, PhraseQuery, RegexPhraseQuery};
use tantivy::schema::Field;

use super::IndexError;
use super::compile::{Compiler, Part, any, prefix, term, units};
use super::words::words;
use crate::query::{self, Node};

/// Pairs of alternatives of one NEAR.
const MAX_PAIRS: usize = 400;

/// Words that a prefix inside a phrase or a NEAR may stand for.
const MAX_EXPANSIONS: u32 = 4_096;

/// One place in a row of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A term of the field.
    Is(String),
    /// The beginning of a form.
    Begins(String),
}

impl Unit {
    pub fn text(&self) -> &str {
        match self {
            Unit::Is(text) | Unit::Begins(text) => text,
        }
    }

    /// As a pattern over a field of stems. A prefix may reach into the ending that the stem has lost. Words hold no
    /// character that means something in a pattern.
    fn pattern(&self) -> String {
        match self {
            Unit::Is(text) => text.clone(),
            Unit::Begins(text) => {
                let stem = query::stem(text);
                if stem == *text { format!("{text}.*") } else { format!("({text}.*|{stem})") }
            }
        }
    }
}

/// The units in this order with nothing between them; `None` for none.
pub(super) fn sequence(field: Field, units: Vec<Unit>) -> Option<Part> {
    match units.as_slice() {
        [] => None,
        [Unit::Is(text)] => Some(term(field, text)),
        [Unit::Begins(text)] => {
            let stem = query::stem(text);
            Some(any(vec![prefix(field, text), term(field, &stem)]))
        }
        units => Some(row(field, units.iter().enumerate(), 0)),
    }
}

fn row<'a>(field: Field, units: impl Iterator<Item = (usize, &'a Unit)> + Clone, slop: u32) -> Part {
    if units.clone().all(|(_, unit)| matches!(unit, Unit::Is(_))) {
        let terms = units.map(|(at, unit)| (at, Term::from_field_text(field, unit.text()))).collect();
        return Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop));
    }
    let patterns = units.map(|(at, unit)| (at, unit.pattern())).collect();
    let mut query = RegexPhraseQuery::new_with_offset_and_slop(field, patterns, slop);
    query.set_max_expansions(MAX_EXPANSIONS);
    Box::new(query)
}

pub(super) fn near(compiler: &Compiler, n: u32, left: &Node, right: &Node) -> Result<Part, IndexError> {
    let (lefts, rights) = (rows(left)?, rows(right)?);
    let (Some(lefts), Some(rights)) = (lefts, rights) else {
        let sides = [compiler.anywhere(left)?, compiler.anywhere(right)?];
        return Ok(Box::new(BooleanQuery::intersection(sides.into_iter().flatten().collect())));
    };
    if lefts.len() * rights.len() > MAX_PAIRS {
        return Err(IndexError::Query(format!(
            "NEAR has more than {MAX_PAIRS} pairs of alternatives: split the query"
        )));
    }
    let field = compiler.fields.words;
    let mut pairs = Vec::with_capacity(lefts.len() * rights.len());
    for left in &lefts {
        for right in &rights {
            pairs.push(pair(field, n, left, right));
        }
    }
    let mut parts = vec![any(pairs)];
    for side in [left, right] {
        if matches!(side, Node::Near { .. }) {
            parts.extend(compiler.anywhere(side)?);
        }
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Box::new(BooleanQuery::intersection(parts)) })
}

/// Rows hold at least one unit.
fn pair(field: Field, n: u32, left: &[Unit], right: &[Unit]) -> Part {
    let beside = |a: &Unit, b: &Unit| {
        // Both at offset 0: the slop is then the distance, whichever comes first.
        row(field, [(0, a), (0, b)].into_iter(), n.saturating_add(1))
    };
    let (left_first, left_last) = (&left[0], &left[left.len() - 1]);
    let (right_first, right_last) = (&right[0], &right[right.len() - 1]);
    let mut distances = vec![beside(left_last, right_first)];
    if left.len() > 1 || right.len() > 1 {
        distances.push(beside(right_last, left_first));
    }
    let mut parts = vec![any(distances)];
    for side in [left, right] {
        if side.len() > 1 {
            parts.extend(sequence(field, side.to_vec()));
        }
    }
    if parts.len() == 1 { parts.remove(0) } else { Box::new(BooleanQuery::intersection(parts)) }
}

/// The rows of words that a side of NEAR may be; `None` when it has no place in the text.
fn rows(side: &Node) -> Result<Option<Vec<Vec<Unit>>>, IndexError> {
    let below: Vec<&Node> = match side {
        Node::Term { kind, text, .. } => {
            let row = units(*kind, words(text))?;
            return Ok((!row.is_empty()).then(|| vec![row]));
        }
        Node::Or(nodes) => nodes.iter().collect(),
        Node::Near { left, right, .. } => vec![left, right],
        _ => return Ok(None),
    };
    let mut all = Vec::new();
    for node in below {
        match rows(node)? {
            Some(rows) => all.extend(rows),
            None => return Ok(None),
        }
    }
    Ok((!all.is_empty()).then_some(all))
}
