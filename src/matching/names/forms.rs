//! The forms of one word of a name: hashes with the grammatical cases that each form can be.

use super::super::disguise::Looks;
use super::super::page::{LOW, hash_of};

/// Bits of grammatical cases; a form can be several.
pub(super) type Cases = u8;
pub(super) const NOMINATIVE: Cases = 1;
pub(super) const GENITIVE: Cases = 2;
pub(super) const DATIVE: Cases = 4;
pub(super) const ACCUSATIVE: Cases = 8;
pub(super) const INSTRUMENTAL: Cases = 16;
pub(super) const PREPOSITIONAL: Cases = 32;
/// Every Russian case: indeclinable words.
pub(super) const ALL: Cases = 63;
/// Written with Latin letters: such a form agrees only with its like.
pub(super) const LATIN: Cases = 64;

/// Sorted by hash, one row a hash: the cases lie in the bits that hashes leave free.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms(Box<[u64]>);

impl Forms {
    /// From folded words and the cases of each; the same word again adds cases. What they look like when they are hidden
    /// goes to `looks`.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = (&'a str, Cases)>, looks: &mut Looks) -> Forms {
        let hashed = words.into_iter().map(|(word, cases)| {
            looks.add(word);
            hash_of(word) | u64::from(cases)
        });
        let mut rows: Vec<u64> = hashed.collect();
        rows.sort_unstable();
        rows.dedup_by(|next, kept| {
            let same = *next & !LOW == *kept & !LOW;
            if same {
                *kept |= *next;
            }
            same
        });
        Forms(rows.into_boxed_slice())
    }

    /// The cases of the form with this hash, 0 when it is none.
    pub(super) fn cases(&self, hash: u64) -> Cases {
        let at = self.0.partition_point(|row| *row < hash);
        self.0.get(at).filter(|row| **row & !LOW == hash).map_or(0, |row| (row & LOW) as Cases)
    }

    pub(super) fn hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().map(|row| row & !LOW)
    }
}
