//! Counts of what matched, by source, kind, language, entity and day: exact, in one pass beside the search.

use std::collections::{BTreeMap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use super::schema::{DAY, FACETS};

/// Values shown of each.
const TOP: usize = 20;

type Counts = HashMap<String, u64>;

pub(super) struct Facets;

/// Counts by the column's own numbers; words are looked up once, at the end.
pub(super) struct SegmentFacets {
    columns: Vec<Option<(StrColumn, Vec<u64>)>>,
}

impl Collector for Facets {
    type Fruit = BTreeMap<String, Vec<(String, u64)>>;
    type Child = SegmentFacets;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentFacets> {
        let column = |name: &&str| {
            let column = segment.fast_fields().str(name)?;
            Ok(column.map(|column| {
                let counts = vec![0; column.num_terms()];
                (column, counts)
            }))
        };
        Ok(SegmentFacets { columns: FACETS.iter().map(column).collect::<tantivy::Result<_>>()? })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Vec<Counts>>>) -> tantivy::Result<Self::Fruit> {
        let mut sums = vec![Counts::new(); FACETS.len()];
        for segment in segments {
            for (sum, counts) in sums.iter_mut().zip(segment?) {
                for (value, count) in counts {
                    *sum.entry(value).or_default() += count;
                }
            }
        }
        Ok(FACETS.iter().zip(sums).map(|(name, counts)| ((*name).to_owned(), top(name, counts))).collect())
    }
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

impl SegmentCollector for SegmentFacets {
    type Fruit = tantivy::Result<Vec<Counts>>;

    fn collect(&mut self, doc: DocId, _: Score) {
        for (column, counts) in self.columns.iter_mut().flatten() {
            for ord in column.ords().values_for_doc(doc) {
                if let Some(count) = counts.get_mut(ord as usize) {
                    *count += 1;
                }
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.columns
            .into_iter()
            .map(|column| {
                let Some((column, counts)) = column else { return Ok(Counts::new()) };
                let mut named = Counts::new();
                for (ord, count) in (0..).zip(counts).filter(|&(_, count)| count > 0) {
                    let mut value = String::new();
                    if column.ord_to_str(ord, &mut value).map_err(TantivyError::from)? {
                        named.insert(value, count);
                    }
                }
                Ok(named)
            })
            .collect()
    }
}
