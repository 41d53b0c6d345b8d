//! Counts of what matched, by source, kind, language, entity and day: exact, a block of documents at a time.

use std::collections::{BTreeMap, HashMap};

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader, TantivyError};

use super::schema::{DAY, FACETS};

/// Values shown of each.
const TOP: usize = 20;

pub(super) type Counts = HashMap<String, u64>;

/// Counts by the columns' own numbers; words are looked up once, at the end.
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
            self.docs.clear();
            self.rows.clear();
            column.ords().row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
            self.ords.resize(self.rows.len(), 0);
            column.ords().values.get_vals(&self.rows, &mut self.ords);
            for &ord in &self.ords {
                if let Some(count) = counts.get_mut(ord as usize) {
                    *count += 1;
                }
            }
        }
    }

    /// By the facets' order; their words read in one walk over each dictionary.
    pub fn named(self) -> tantivy::Result<Vec<Counts>> {
        self.columns
            .into_iter()
            .map(|column| {
                let Some((column, counts)) = column else { return Ok(Counts::new()) };
                let found: Vec<(u64, u64)> = (0..).zip(counts).filter(|&(_, count)| count > 0).collect();
                let ords: Vec<u64> = found.iter().map(|&(ord, _)| ord).collect();
                let mut named = Counts::with_capacity(found.len());
                let mut count = found.iter().map(|&(_, count)| count);
                let word = |word: &[u8]| {
                    let word = String::from_utf8_lossy(word).into_owned();
                    named.insert(word, count.next().unwrap_or_default());
                };
                column.dictionary().sorted_ords_to_term_cb(&ords, word).map_err(TantivyError::from)?;
                Ok(named)
            })
            .collect()
    }
}

/// All segments together, the values that are shown alone.
pub(super) fn sum(segments: impl Iterator<Item = Vec<Counts>>) -> BTreeMap<String, Vec<(String, u64)>> {
    let mut sums = vec![Counts::new(); FACETS.len()];
    for segment in segments {
        for (sum, counts) in sums.iter_mut().zip(segment) {
            for (value, count) in counts {
                *sum.entry(value).or_default() += count;
            }
        }
    }
    FACETS.iter().zip(sums).map(|(name, counts)| ((*name).to_owned(), top(name, counts))).collect()
}

fn top(name: &str, counts: Counts) -> Vec<(String, u64)> {
    let mut values: Vec<(String, u64)> = counts.into_iter().filter(|(value, _)| !value.is_empty()).collect();
    if name == DAY {
        values.sort_unstable_by(|a, b| b.0.cmp(&a.0));
    } else {
        values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }
    values.truncate(TOP);
    values
}
