//! Tables keyed by hashes that are well mixed as they are, by small numbers, and by words.

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
