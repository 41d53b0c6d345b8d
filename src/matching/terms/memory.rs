//! Words of terms that earlier pages had: to tell anew in which terms a word is would be to stem it.
//!
//! Bounded, shared by all who scan, and only ever a copy of what the terms say: losing it costs time.

use std::collections::HashMap;
use std::sync::RwLock;

use super::super::hashes::Quick;

/// Words of terms that are remembered.
const SOME: usize = 1 << 16;
#[derive(Default)]
pub(super) struct Memory {
    some: RwLock<HashMap<u64, Box<[u32]>, Quick>>,
}

impl Memory {
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
