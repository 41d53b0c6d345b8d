//! What was found out about words of earlier pages: most words of a page were on another one, and to tell of each anew
//! that it is in no term, or in which, is to stem it.
//!
//! Bounded, shared by all who scan, and only ever a copy of what the terms say: losing it costs time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{OnceLock, RwLock};

use super::super::hashes::Quick;

/// Words in no term that are remembered, as a power of two; each in one place, where the next one takes over.
const NONE: u32 = 15;
/// Words of terms that are remembered.
const SOME: usize = 1 << 16;
/// Set beside a hash that is kept, so that an empty place holds none; hashes leave their lowest bits free.
const KEPT: u64 = 1;

#[derive(Default)]
pub(super) struct Memory {
    none: OnceLock<Box<[AtomicU64]>>,
    some: RwLock<HashMap<u64, Box<[u32]>, Quick>>,
}

impl Memory {
    /// Places of words that are in no term.
    pub(super) fn strangers(&self) -> Strangers<'_> {
        Strangers(self.none.get_or_init(|| (0..1 << NONE).map(|_| AtomicU64::new(0)).collect()))
    }

    /// Calls `each` with the ids of a word that is remembered as one of terms; false: it is not.
    pub(super) fn recall(&self, hash: u64, each: impl FnMut(u32)) -> bool {
        let some = self.some.read().ok();
        let ids = some.as_ref().and_then(|some| some.get(&hash));
        ids.map(|ids| ids.iter().copied().for_each(each)).is_some()
    }

    pub(super) fn keep(&self, hash: u64, ids: &[u32]) {
        if let Ok(mut some) = self.some.write()
            && some.len() < SOME
        {
            some.insert(hash, ids.into());
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Strangers<'a>(&'a [AtomicU64]);

impl Strangers<'_> {
    pub(super) fn has(self, hash: u64) -> bool {
        self.place(hash).load(Relaxed) == hash | KEPT
    }

    pub(super) fn put(self, hash: u64) {
        self.place(hash).store(hash | KEPT, Relaxed);
    }

    fn place(&self, hash: u64) -> &AtomicU64 {
        &self.0[(hash >> (64 - NONE)) as usize]
    }
}
