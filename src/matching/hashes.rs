//! Tables keyed by hashes that are well mixed as they are, by small numbers, and by words; and rows that are looked up by
//! such hashes.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// A hash is its own, turned so that its free lowest bits choose no bucket; a number is multiplied.
#[derive(Clone, Copy, Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        debug_assert!(false, "only whole hashes and ids are hashed");
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash.rotate_right(20);
    }

    fn write_u32(&mut self, id: u32) {
        self.0 = u64::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Words by their bytes. Whoever writes keyword sets could make them collide, and would only slow his own.
#[derive(Clone, Copy, Default)]
pub(super) struct Worded(u64);

impl Hasher for Worded {
    fn finish(&self) -> u64 {
        self.0.rotate_right(20)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= super::page::hash(bytes);
    }

    fn write_u8(&mut self, _: u8) {}
}

pub(super) type ByWord = BuildHasherDefault<Worded>;
pub(super) type Quick = BuildHasherDefault<Mixed>;
pub(super) type Hashes = HashSet<u64, Quick>;

/// Rows in the order of the hashes that they are known by, in buckets by the first bits: what is asked of a page's words,
/// and has next to no memory of its own beside the rows.
pub(super) struct Buckets<T> {
    rows: Vec<(u64, T)>,
    /// Where each bucket begins, and the end of the last.
    bounds: Vec<u32>,
    /// What is left of a hash to find its bucket.
    shift: u32,
}

impl<T> Buckets<T> {
    /// Rows of a bucket in the mean, as a power of two.
    const MANY: u32 = 2;

    pub(super) fn new(mut rows: Vec<(u64, T)>) -> Buckets<T> {
        rows.sort_by_key(|row| row.0);
        rows.shrink_to_fit();
        let bits = (rows.len() >> Buckets::<T>::MANY).max(2).next_power_of_two().trailing_zeros();
        let shift = 64 - bits;
        let mut bounds = vec![0; (1 << bits) + 1];
        for (hash, _) in &rows {
            bounds[(hash >> shift) as usize + 1] += 1;
        }
        for at in 1..bounds.len() {
            bounds[at] += bounds[at - 1];
        }
        Buckets { rows, bounds, shift }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows of a hash, in the order in which they were given.
    pub(super) fn of(&self, hash: u64) -> impl Iterator<Item = &T> + '_ {
        let bucket = (hash >> self.shift) as usize;
        let rows = &self.rows[self.bounds[bucket] as usize..self.bounds[bucket + 1] as usize];
        rows.iter().filter(move |row| row.0 == hash).map(|row| &row.1)
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        self.of(hash).next().is_some()
    }
}
