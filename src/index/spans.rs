//! Words beside each other: phrases, and NEAR with phrases, beginnings, entities and alternatives on its sides.
//!
//! Candidates come from tantivy's own queries; whether words stand as they should is told by `query::places` from their
//! positions in each candidate, the same that the matching room uses. Bounded: words that beginnings may stand for.

use std::fmt;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{BooleanQuery, EnableScoring, Explanation, PhraseQuery, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::compile::{Part, any, prefix, term, value};
use super::marks::{begins, ends, sign};
use super::schema::Fields;
use super::steady::Steady;
use crate::query::TermKind;
use crate::query::places::{self, Place, tidy};

/// Words that the beginnings in one phrase or NEAR may stand for, in a part of the index.
const MAX_EXPANSIONS: usize = 4_096;

/// One place in a row of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A term of the field.
    Is(String),
    /// The beginning of one.
    Begins(String),
}

impl Unit {
    pub fn text(&self) -> &str {
        match self {
            Unit::Is(text) | Unit::Begins(text) => text,
        }
    }

    fn documents(&self, field: Field) -> Part {
        match self {
            Unit::Is(text) => term(field, text),
            Unit::Begins(text) => prefix(field, text),
        }
    }
}

/// What has places in a text.
#[derive(Clone, Debug)]
pub(super) enum Span {
    Row(Vec<Unit>),
    /// An entity or a pattern: `set/id`, or an id of any set.
    Entry {
        pattern: bool,
        id: String,
    },
    Any(Vec<Span>),
    Near {
        n: u32,
        ordered: bool,
        left: Box<Span>,
        right: Box<Span>,
    },
}

impl Span {
    /// Documents that hold what must be there.
    fn documents(&self, fields: &Fields, field: Field) -> Part {
        match self {
            Span::Row(units) => every(units.iter().map(|unit| unit.documents(field)).collect()),
            Span::Entry { pattern, id } => {
                let field = match (pattern, id.contains('/')) {
                    (false, true) => fields.entity,
                    (false, false) => fields.entity_name,
                    (true, true) => fields.pattern,
                    (true, false) => fields.pattern_name,
                };
                value(field, TermKind::Word, id)
            }
            Span::Any(spans) => any(spans.iter().map(|span| span.documents(fields, field)).collect()),
            Span::Near { left, right, .. } => {
                every(vec![left.documents(fields, field), right.documents(fields, field)])
            }
        }
    }
}

fn every(mut parts: Vec<Part>) -> Part {
    match parts.len() {
        0 => any(parts),
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::intersection(parts)),
    }
}

/// The units in this order with nothing between them; `None` for none.
pub(super) fn sequence(fields: &Fields, field: Field, units: Vec<Unit>) -> Option<Part> {
    match units.as_slice() {
        [] => None,
        [unit] => Some(unit.documents(field)),
        units if units.iter().all(|unit| matches!(unit, Unit::Is(_))) => {
            let terms = units.iter().map(|unit| Term::from_field_text(field, unit.text())).collect();
            Some(Box::new(Steady(Box::new(PhraseQuery::new(terms)))))
        }
        _ => Some(placed(fields, field, Span::Row(units))),
    }
}

/// A NEAR of the text; one of its sides may hold no word.
pub(super) fn near(fields: &Fields, span: Span) -> Part {
    placed(fields, fields.words, span)
}

fn placed(fields: &Fields, field: Field, span: Span) -> Part {
    Box::new(Placed { field, documents: span.documents(fields, field), span })
}

/// Documents in which a span has a place.
struct Placed {
    field: Field,
    documents: Part,
    span: Span,
}

impl Clone for Placed {
    fn clone(&self) -> Placed {
        Placed { field: self.field, documents: self.documents.box_clone(), span: self.span.clone() }
    }
}

impl fmt::Debug for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Placed({:?})", self.span)
    }
}

impl Query for Placed {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let documents = self.documents.weight(scoring)?;
        Ok(Box::new(PlacedWeight { field: self.field, documents, span: self.span.clone() }))
    }
}

struct PlacedWeight {
    field: Field,
    documents: Box<dyn Weight>,
    span: Span,
}

impl Weight for PlacedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let documents = self.documents.scorer(reader, boost)?;
        let index = reader.inverted_index(self.field)?;
        let mut left = MAX_EXPANSIONS;
        let mut scorer = PlacedScorer { documents, open: open(&self.span, &index, self.field, &mut left)? };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.documents.explain(reader, doc)
    }
}

struct PlacedScorer {
    documents: Box<dyn Scorer>,
    open: Open,
}

impl PlacedScorer {
    /// Goes on to the first candidate, from the present one on, in which the span has a place.
    fn settle(&mut self) -> DocId {
        loop {
            let doc = self.documents.doc();
            if doc == TERMINATED || !self.open.places(doc).is_empty() {
                return doc;
            }
            self.documents.advance();
        }
    }
}

impl DocSet for PlacedScorer {
    fn advance(&mut self) -> DocId {
        self.documents.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        // Where it stands has been found to fit.
        if self.documents.doc() >= target {
            return self.documents.doc();
        }
        self.documents.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.documents.doc()
    }

    fn size_hint(&self) -> u32 {
        self.documents.size_hint()
    }

    fn cost(&self) -> u64 {
        // Positions are read for each.
        self.documents.cost().saturating_mul(8)
    }
}

impl Scorer for PlacedScorer {
    fn score(&mut self) -> Score {
        1.0
    }
}

/// A span with the postings of its words in one segment.
enum Open {
    Row(Vec<Word>),
    /// Where each begins and where it ends.
    Entry(Vec<(Word, Word)>),
    Any(Vec<Open>),
    Near {
        n: u32,
        ordered: bool,
        left: Box<Open>,
        right: Box<Open>,
    },
}

/// The terms that a unit stands for.
struct Word {
    postings: Vec<SegmentPostings>,
    positions: Vec<u32>,
    more: Vec<u32>,
}

fn open(span: &Span, index: &InvertedIndexReader, field: Field, left: &mut usize) -> tantivy::Result<Open> {
    Ok(match span {
        Span::Row(units) => {
            let words = units.iter().map(|unit| Word::of(unit, index, field, left));
            Open::Row(words.collect::<tantivy::Result<_>>()?)
        }
        Span::Entry { pattern, id } => {
            let (mut both, mut one) = (Vec::new(), usize::MAX);
            for entry in entries(index, field, *pattern, id)? {
                let mut is = |text| Word::of(&Unit::Is(text), index, field, &mut one);
                both.push((is(begins(*pattern, &entry))?, is(ends(*pattern, &entry))?));
            }
            Open::Entry(both)
        }
        Span::Any(spans) => {
            let spans = spans.iter().map(|span| open(span, index, field, left));
            Open::Any(spans.collect::<tantivy::Result<_>>()?)
        }
        Span::Near { n, ordered, left: one, right: other } => Open::Near {
            n: *n,
            ordered: *ordered,
            left: Box::new(open(one, index, field, left)?),
            right: Box::new(open(other, index, field, left)?),
        },
    })
}

/// The full ids that are meant.
fn entries(
    index: &InvertedIndexReader,
    field: Field,
    pattern: bool,
    id: &str,
) -> tantivy::Result<Vec<String>> {
    if id.contains('/') {
        return Ok(vec![id.to_owned()]);
    }
    let sign = sign(pattern);
    let (from, to) = (bytes(field, &sign.to_string()), bytes(field, &format!("{sign}{}", char::MAX)));
    let mut terms = index.terms().range().ge(from).lt(to).into_stream()?;
    let mut out = Vec::new();
    while let Some((text, _)) = terms.next() {
        let Ok(text) = std::str::from_utf8(text) else { continue };
        let Some(entry) = text.strip_prefix(sign).filter(|entry| !entry.ends_with(sign)) else { continue };
        if entry.rsplit_once('/').is_some_and(|(_, of)| of == id) {
            out.push(entry.to_owned());
        }
    }
    Ok(out)
}

fn bytes(field: Field, text: &str) -> Vec<u8> {
    Term::from_field_text(field, text).serialized_value_bytes().to_vec()
}

impl Word {
    fn of(unit: &Unit, index: &InvertedIndexReader, field: Field, left: &mut usize) -> tantivy::Result<Word> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut postings = Vec::new();
        match unit {
            Unit::Is(text) => {
                postings.extend(index.read_postings(&Term::from_field_text(field, text), option)?);
            }
            Unit::Begins(text) => {
                let (from, to) = (bytes(field, text), bytes(field, &format!("{text}{}", char::MAX)));
                let mut terms = index.terms().range().ge(from).lt(to).into_stream()?;
                while let Some((_, info)) = terms.next() {
                    *left = left.checked_sub(1).ok_or_else(|| {
                        TantivyError::InvalidArgument(format!(
                            "{}* stands for more than {MAX_EXPANSIONS} words beside others: write more of it",
                            text.trim_start_matches(super::schema::EXACT)
                        ))
                    })?;
                    postings.push(index.read_postings_from_terminfo(info, option)?);
                }
            }
        }
        Ok(Word { postings, positions: Vec::new(), more: Vec::new() })
    }

    /// Ascending, each once. Documents are asked for in ascending order.
    fn positions(&mut self, doc: DocId) -> &[u32] {
        self.positions.clear();
        for postings in &mut self.postings {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                postings.positions(&mut self.more);
                self.positions.append(&mut self.more);
            }
        }
        self.positions.sort_unstable();
        self.positions.dedup();
        &self.positions
    }
}

impl Open {
    fn places(&mut self, doc: DocId) -> Vec<Place> {
        match self {
            Open::Row(words) => {
                for word in words.iter_mut() {
                    if word.positions(doc).is_empty() {
                        return Vec::new();
                    }
                }
                let lists: Vec<&[u32]> = words.iter().map(|word| word.positions.as_slice()).collect();
                places::row(&lists).into_iter().map(place).collect()
            }
            Open::Entry(both) => {
                let mut out = Vec::new();
                for (begin, end) in both {
                    begin.positions(doc);
                    let ends = end.positions(doc).iter();
                    out.extend(begin.positions.iter().zip(ends).map(|(&first, &last)| place((first, last))));
                }
                tidy(&mut out);
                out
            }
            Open::Any(spans) => {
                let mut out: Vec<Place> = spans.iter_mut().flat_map(|span| span.places(doc)).collect();
                tidy(&mut out);
                out
            }
            Open::Near { n, ordered, left, right } => {
                let left = left.places(doc);
                if left.is_empty() {
                    return left;
                }
                places::near(&left, &right.places(doc), *n, *ordered)
            }
        }
    }
}

fn place((first, last): (u32, u32)) -> Place {
    Place { first, last, confidence: 0 }
}
