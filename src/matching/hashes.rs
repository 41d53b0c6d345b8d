//! Tables keyed by hashes that are well mixed as they are, and by small numbers.

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

pub(super) type Quick = BuildHasherDefault<Mixed>;
pub(super) type Hashes = HashSet<u64, Quick>;
