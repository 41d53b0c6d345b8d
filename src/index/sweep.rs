//! What matches in one segment, found block by block and without scores: how many, their facets, the newest of them, and
//! which they are, for whoever ranks them.

use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, SegmentOrdinal, SegmentReader};

use super::facets::{Counts, SegmentFacets};
use super::schema::{ID, TIME};
use super::top::Top;

/// Documents that tantivy hands over at a time.
const BLOCK: usize = tantivy::COLLECT_BLOCK_BUFFER_LEN;

/// What a search wants to know of what matches.
#[derive(Clone, Copy)]
pub(super) struct Wants {
    pub facets: bool,
    /// Places on this page and the pages before it.
    pub room: usize,
    pub order: Order,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Time,
    Row,
    /// By scores, which come later.
    Score,
}

pub(super) struct Swept {
    pub count: u64,
    pub facets: Counts,
    pub top: Top,
    pub marks: Marks,
}

/// A set of a segment's documents, a bit each.
#[derive(Default)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    fn add(&mut self, docs: &[DocId]) {
        for &doc in docs {
            if let Some(word) = self.0.get_mut(doc as usize / 64) {
                *word |= 1 << (doc % 64);
            }
        }
    }

    pub fn hold(&self, doc: DocId) -> bool {
        self.0.get(doc as usize / 64).is_some_and(|word| word & (1 << (doc % 64)) != 0)
    }

    pub fn iter(&self) -> impl Iterator<Item = DocId> + '_ {
        (0..).zip(&self.0).flat_map(|(at, &word): (DocId, &u64)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    at * 64 + bit
                })
            })
        })
    }
}

pub(super) fn sweep(
    weight: &dyn Weight,
    at: SegmentOrdinal,
    segment: &SegmentReader,
    wants: Wants,
) -> tantivy::Result<Swept> {
    let mut swept = Swept { count: 0, facets: Vec::new(), top: Top::of(wants.room), marks: Marks::default() };
    if !wants.facets && wants.room == 0 {
        swept.count = weight.count(segment)?.into();
        return Ok(swept);
    }
    let mut facets = if wants.facets { Some(SegmentFacets::of(segment)?) } else { None };
    let mut order = Ordered::of(segment, wants)?;
    if wants.order == Order::Score {
        swept.marks = Marks(vec![0; (segment.max_doc() as usize).div_ceil(64)]);
    }
    let mut take = |docs: &[DocId]| {
        swept.count += docs.len() as u64;
        if let Some(facets) = &mut facets {
            facets.count(docs);
        }
        match &mut order {
            Some(order) => order.take(docs, at, &mut swept.top),
            None => swept.marks.add(docs),
        }
    };
    match segment.alive_bitset() {
        None => weight.for_each_no_score(segment, &mut take)?,
        Some(alive) => {
            let mut living = Vec::with_capacity(BLOCK);
            weight.for_each_no_score(segment, &mut |docs| {
                living.clear();
                living.extend(docs.iter().filter(|&&doc| alive.is_alive(doc)));
                take(&living);
            })?;
        }
    }
    if let Some(facets) = facets {
        swept.facets = facets.counts();
    }
    Ok(swept)
}

/// Puts blocks of documents into the order of a column.
struct Ordered {
    keys: Column<i64>,
    ids: Column<i64>,
    read: [Option<i64>; BLOCK],
}

impl Ordered {
    fn of(segment: &SegmentReader, wants: Wants) -> tantivy::Result<Option<Ordered>> {
        let name = match wants.order {
            Order::Time => TIME,
            Order::Row => ID,
            Order::Score => return Ok(None),
        };
        let columns = segment.fast_fields();
        Ok(Some(Ordered { keys: columns.i64(name)?, ids: columns.i64(ID)?, read: [None; BLOCK] }))
    }

    fn take(&mut self, docs: &[DocId], at: SegmentOrdinal, top: &mut Top) {
        for docs in docs.chunks(BLOCK) {
            let read = &mut self.read[..docs.len()];
            self.keys.first_vals(docs, read);
            for (&doc, key) in docs.iter().zip(read) {
                let key = key.unwrap_or_default();
                if top.bar().is_none_or(|bar| key >= bar) {
                    let id = self.ids.first(doc).unwrap_or_default();
                    top.push((key, id, DocAddress::new(at, doc)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn marks() {
        let mut marks = Marks(vec![0; 3]);
        marks.add(&[0, 63, 64, 130, 5_000]);
        assert_eq!(marks.iter().collect::<Vec<_>>(), [0, 63, 64, 130]);
        assert!(marks.hold(130) && !marks.hold(1) && !marks.hold(5_000));
    }
}
