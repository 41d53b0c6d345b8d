//! Scores for what was found: BM25 (Robertson and Zaragoza 2009) of the words asked for, more for one in the title and for
//! the very form that was asked for.
//!
//! What matches and how well are apart: the set is known before, so that a frequent word is not scored in every document
//! that holds it. Where the set is most of what the words stand in, whole blocks that cannot reach the page are skipped;
//! where it is small, its members alone are scored. Both give the same page.

use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, BoostQuery, EnableScoring, Query, Scorer, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use super::schema::{EXACT, Fields, ID};
use super::sweep::Marks;
use super::top::Top;
use super::words::words;
use crate::query::{self, Node, TermKind};

/// How much more a word in the title counts, and one in the very form asked for.
const TITLE: Score = 2.0;
const FORM: Score = 0.5;

/// Words of one query that are scored: those written first.
const MAX_WORDS: usize = 32;

/// Lets equal scores by, which are compared by row, though they were added up in another order.
const SLACK: Score = 1.0 - 1e-5;

/// A set of at least this part of a word's documents is ranked by skipping blocks.
const DENSE: u64 = 4;

/// The words of a query that lift a document.
pub(super) struct Ranking {
    terms: Vec<(Term, Box<dyn Weight>)>,
    union: Box<dyn Weight>,
}

impl Ranking {
    /// `None` when the query holds no word that could tell documents apart.
    pub fn of(searcher: &Searcher, fields: &Fields, node: &Node) -> tantivy::Result<Option<Ranking>> {
        let mut wanted: Vec<(Field, String, Score)> = Vec::new();
        gather(fields, node, &mut wanted);
        if wanted.is_empty() {
            return Ok(None);
        }
        let scoring = EnableScoring::enabled_from_searcher(searcher);
        let mut queries: Vec<Box<dyn Query>> = Vec::with_capacity(wanted.len());
        let mut terms = Vec::with_capacity(wanted.len());
        for (field, text, boost) in wanted {
            let term = Term::from_field_text(field, &text);
            let query = Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs));
            let query = BoostQuery::new(query, boost);
            terms.push((term, query.weight(scoring)?));
            queries.push(Box::new(query));
        }
        let union = BooleanQuery::union(queries).weight(scoring)?;
        Ok(Some(Ranking { terms, union }))
    }

    /// The best of the marked documents, `count` in number, into `top`, keyed by [`key`].
    pub fn rank(
        &self,
        at: SegmentOrdinal,
        segment: &SegmentReader,
        marks: &Marks,
        count: u64,
        top: &mut Top,
    ) -> tantivy::Result<()> {
        let ids = segment.fast_fields().i64(ID)?;
        let mut most = 0;
        for (term, _) in &self.terms {
            most = most.max(u64::from(segment.inverted_index(term.field())?.doc_freq(term)?));
        }
        if count * DENSE >= most {
            self.skip_through(at, segment, marks, &ids, top)
        } else {
            self.score_each(at, segment, marks, &ids, top)
        }
    }

    fn skip_through(
        &self,
        at: SegmentOrdinal,
        segment: &SegmentReader,
        marks: &Marks,
        ids: &Column<i64>,
        top: &mut Top,
    ) -> tantivy::Result<()> {
        let place =
            |doc: DocId, score| (key(score), ids.first(doc).unwrap_or_default(), DocAddress::new(at, doc));
        let mut exact = Exact::of(&self.terms, segment)?;
        let mut bar = Score::MIN;
        let mut scored: Vec<DocId> = Vec::new();
        self.union.for_each_pruning(bar, segment, &mut |doc, _| {
            if marks.hold(doc) {
                top.push(place(doc, exact.score(doc)));
                match top.bar() {
                    Some(lowest) => bar = score_of(lowest) * SLACK,
                    None => scored.push(doc),
                }
            }
            bar
        })?;
        if top.bar().is_none() {
            scored.sort_unstable();
            for doc in marks.iter().filter(|doc| scored.binary_search(doc).is_err()) {
                top.push(place(doc, 0.0));
            }
        }
        Ok(())
    }

    fn score_each(
        &self,
        at: SegmentOrdinal,
        segment: &SegmentReader,
        marks: &Marks,
        ids: &Column<i64>,
        top: &mut Top,
    ) -> tantivy::Result<()> {
        let mut exact = Exact::of(&self.terms, segment)?;
        for doc in marks.iter() {
            let key = key(exact.score(doc));
            if top.bar().is_none_or(|bar| key >= bar) {
                top.push((key, ids.first(doc).unwrap_or_default(), DocAddress::new(at, doc)));
            }
        }
        Ok(())
    }
}

/// Adds up the terms' scores always in the same order: sums of the same numbers in another order differ in their last bit,
/// and pages would overlap.
struct Exact(Vec<Box<dyn Scorer>>);

impl Exact {
    fn of(terms: &[(Term, Box<dyn Weight>)], segment: &SegmentReader) -> tantivy::Result<Exact> {
        terms.iter().map(|(_, weight)| weight.scorer(segment, 1.0)).collect::<Result<_, _>>().map(Exact)
    }

    /// Documents must be asked for in ascending order.
    fn score(&mut self, doc: DocId) -> Score {
        let mut sum = 0.0;
        for scorer in &mut self.0 {
            let found = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
            if found == doc {
                sum += scorer.score();
            }
        }
        sum
    }
}

/// A score as a key that sorts as it does: scores are never negative.
fn key(score: Score) -> i64 {
    i64::from(score.max(0.0).to_bits())
}

/// The score of a key.
pub(super) fn score_of(key: i64) -> Score {
    u32::try_from(key).map_or(0.0, Score::from_bits)
}

fn gather(fields: &Fields, node: &Node, out: &mut Vec<(Field, String, Score)>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| gather(fields, n, out)),
        Node::Near { left, right, .. } => {
            gather(fields, left, out);
            gather(fields, right, out);
        }
        Node::Term { field, kind, exact, text } => {
            let mut found = words(text);
            if *kind == TermKind::Prefix {
                found.pop();
            }
            for word in found {
                let stem = word.stem();
                let form = format!("{EXACT}{}", word.form);
                let new = match field {
                    None if *exact => vec![(fields.words, form.clone(), 1.0), (fields.title, form, TITLE)],
                    None => vec![
                        (fields.words, stem.clone(), 1.0),
                        (fields.title, stem, TITLE),
                        (fields.words, form, FORM),
                    ],
                    Some(query::Field::Title) => vec![(fields.title, stem, 1.0)],
                    Some(query::Field::Author) => vec![(fields.author, stem, 1.0)],
                    Some(_) => Vec::new(),
                };
                if out.len() + new.len() <= 3 * MAX_WORDS {
                    out.extend(new.into_iter().filter(|n| !out.contains(n)).collect::<Vec<_>>());
                }
            }
        }
        Node::Not(_) | Node::Entity { .. } | Node::Pattern { .. } => {}
    }
}
