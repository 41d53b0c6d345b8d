//! Counts of what matched, by source, kind, language, entity and day: exact, a block of documents at a time.
//!
//! A segment knows its values by numbers of its own. What they stand for in all segments is read once for each segment and
//! remembered, so that an answer adds numbers and names what it shows alone.

use std::collections::{BTreeMap, HashMap};

use tantivy::columnar::{Cardinality, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use super::schema::{DAY, FACETS};

/// Values shown of each.
const TOP: usize = 20;

/// A segment's counts, by the facets' order and its own numbers.
pub(super) type Counts = Vec<Vec<u64>>;

/// The number in all segments of each value of one, by the facets' order.
type Numbers = Vec<Vec<usize>>;

/// The values met so far.
#[derive(Default)]
pub(super) struct Values {
    facets: [Facet; FACETS.len()],
    segments: HashMap<SegmentId, Numbers>,
}

#[derive(Default)]
struct Facet {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Facet {
    fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}

impl Values {
    /// All segments together, the values that are shown alone. `counts` are those of the searcher's segments, in order.
    pub fn sum(
        &mut self,
        searcher: &Searcher,
        counts: &[Counts],
    ) -> tantivy::Result<BTreeMap<String, Vec<(String, u64)>>> {
        let segments = searcher.segment_readers();
        let mut known = HashMap::with_capacity(segments.len());
        for segment in segments {
            let numbers = match self.segments.remove(&segment.segment_id()) {
                Some(numbers) => numbers,
                None => self.read(segment)?,
            };
            known.insert(segment.segment_id(), numbers);
        }
        // Those of segments that were merged away go.
        self.segments = known;
        let mut sums = BTreeMap::new();
        for (at, (name, facet)) in FACETS.iter().zip(&self.facets).enumerate() {
            let mut sum = vec![0_u64; facet.names.len()];
            for (segment, counts) in segments.iter().zip(counts) {
                let (Some(numbers), Some(counts)) =
                    (self.segments.get(&segment.segment_id()).and_then(|all| all.get(at)), counts.get(at))
                else {
                    continue;
                };
                for (&number, count) in numbers.iter().zip(counts) {
                    if let Some(sum) = sum.get_mut(number) {
                        *sum += count;
                    }
                }
            }
            sums.insert((*name).to_owned(), top(name, &facet.names, &sum));
        }
        Ok(sums)
    }

    fn read(&mut self, segment: &SegmentReader) -> tantivy::Result<Numbers> {
        let mut all = Vec::with_capacity(FACETS.len());
        for (name, facet) in FACETS.iter().zip(&mut self.facets) {
            let mut numbers = Vec::new();
            if let Some(column) = segment.fast_fields().str(name)? {
                let ords: Vec<u64> = (0..column.num_terms() as u64).collect();
                let word = |word: &[u8]| numbers.push(facet.number(&String::from_utf8_lossy(word)));
                column.dictionary().sorted_ords_to_term_cb(&ords, word).map_err(TantivyError::from)?;
            }
            all.push(numbers);
        }
        Ok(all)
    }
}

/// Counts by the columns' own numbers.
pub(super) struct SegmentFacets {
    columns: Vec<Option<(StrColumn, Vec<u64>)>>,
    /// Kept between blocks for their room.
    docs: Vec<DocId>,
    rows: Vec<u32>,
    ords: Vec<u64>,
}

impl SegmentFacets {
    pub fn of(segment: &SegmentReader) -> tantivy::Result<SegmentFacets> {
        let column = |name: &&str| {
            let column = segment.fast_fields().str(name)?;
            Ok(column.map(|column| {
                let counts = vec![0; column.num_terms()];
                (column, counts)
            }))
        };
        Ok(SegmentFacets {
            columns: FACETS.iter().map(column).collect::<tantivy::Result<_>>()?,
            docs: Vec::new(),
            rows: Vec::new(),
            ords: Vec::new(),
        })
    }

    /// A document counts once for each of its values.
    pub fn count(&mut self, docs: &[DocId]) {
        for (column, counts) in self.columns.iter_mut().flatten() {
            let column = column.ords();
            let rows = if column.index.get_cardinality() == Cardinality::Full {
                docs
            } else {
                self.docs.clear();
                self.rows.clear();
                column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
                &self.rows
            };
            self.ords.resize(rows.len(), 0);
            column.values.get_vals(rows, &mut self.ords);
            for &ord in &self.ords {
                if let Some(count) = counts.get_mut(ord as usize) {
                    *count += 1;
                }
            }
        }
    }

    pub fn counts(self) -> Counts {
        self.columns.into_iter().map(|column| column.map(|(_, counts)| counts).unwrap_or_default()).collect()
    }
}

fn top(facet: &str, names: &[String], counts: &[u64]) -> Vec<(String, u64)> {
    let mut values: Vec<(&str, u64)> = names.iter().map(String::as_str).zip(counts.iter().copied()).collect();
    values.retain(|(name, count)| *count > 0 && !name.is_empty());
    if facet == DAY {
        values.sort_unstable_by(|a, b| b.0.cmp(a.0));
    } else {
        values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    }
    values.truncate(TOP);
    values.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}
