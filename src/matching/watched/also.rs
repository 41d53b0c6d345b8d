//! What must be on a page beside a query's anchor: one of these words, or any entity or pattern at all. Asked of a page's
//! bits before the query itself is looked at, which lies anywhere in memory.
//!
//! Only what no query can hold without is asked for: a word of a title is not, for titles are unknown at times, and nothing
//! below NOT is. What is let go has no place; `tests::anchors_lose_nothing` holds it against asking every query.

use super::Part;
use crate::matching::terms::Terms;

/// Words of one need at most: an OR of more is hardly ever missing.
const MOST: usize = 16;

/// A need: nothing, any entity or pattern, one word, or one of several, which stand in [`Needs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Also(u32);

const NOTHING: Also = Also(u32::MAX);
const ENTRY: Also = Also(u32::MAX - 1);
/// Set in the place of several words; ids of words are below it.
const SEVERAL: u32 = 1 << 31;

#[derive(Default)]
pub(super) struct Needs {
    /// Several words, after their number.
    words: Vec<u32>,
}

impl Needs {
    /// What a query with these anchors needs beside them, the rarest of it.
    pub(super) fn besides(&mut self, root: &Part, anchors: &[u32], terms: &Terms, rarity: &[f64]) -> Also {
        if anchors.is_empty() {
            return NOTHING;
        }
        let mut all = Vec::new();
        if needs(root, terms, rarity, &mut all) {
            return ENTRY;
        }
        all.retain(|one| one.len() <= MOST && !one.iter().any(|key| anchors.contains(key)));
        let part = |one: &[u32]| one.iter().map(|&key| rarity[key as usize]).sum::<f64>();
        match all.iter().min_by(|a, b| part(a).total_cmp(&part(b))).map(Vec::as_slice) {
            None => NOTHING,
            Some(&[key]) if key < SEVERAL => Also(key),
            Some(several) => self.put(several),
        }
    }

    fn put(&mut self, several: &[u32]) -> Also {
        let at = self.words.len() as u32;
        if at >= SEVERAL - MOST as u32 - 2 {
            return NOTHING;
        }
        self.words.push(several.len() as u32);
        self.words.extend(several);
        Also(at | SEVERAL)
    }

    pub(super) fn are_met(&self, also: Also, page: &Present) -> bool {
        match also {
            NOTHING => true,
            ENTRY => page.entries,
            Also(key) if key & SEVERAL == 0 => page.has(key),
            Also(several) => {
                let at = (several & !SEVERAL) as usize;
                let many = self.words[at] as usize;
                self.words[at + 1..=at + many].iter().any(|&key| page.has(key))
            }
        }
    }
}

/// Adds the words that must be there, each with what may stand for it; true: an entity or pattern must be, too.
fn needs(part: &Part, terms: &Terms, rarity: &[f64], out: &mut Vec<Vec<u32>>) -> bool {
    match part {
        Part::Term(term) => {
            out.extend(terms.keys_of(*term).iter().map(|&key| vec![key]));
            false
        }
        Part::All(parts) => parts.iter().fold(false, |entry, part| needs(part, terms, rarity, out) | entry),
        Part::Near { left, right, .. } => needs(left, terms, rarity, out) | needs(right, terms, rarity, out),
        Part::Any(parts) => {
            let mut one = Vec::new();
            let mut entries = 0;
            for part in parts {
                let mut inside = Vec::new();
                entries += usize::from(needs(part, terms, rarity, &mut inside));
                let of = |one: &Vec<u32>| one.iter().map(|&key| rarity[key as usize]).sum::<f64>();
                one.push(inside.into_iter().min_by(|a, b| of(a).total_cmp(&of(b))));
            }
            out.extend(one.into_iter().collect::<Option<Vec<_>>>().map(|all| all.concat()));
            entries == parts.len()
        }
        Part::Entries(_) => true,
        Part::Title(_) | Part::Field(_) | Part::Not(_) => false,
    }
}

/// The words of a page as bits, and whether anything was found on it before queries.
pub(super) struct Present {
    bits: Vec<u64>,
    entries: bool,
}

impl Present {
    /// `keys` below `many`.
    pub(super) fn new(keys: impl Iterator<Item = u32>, many: usize, entries: bool) -> Present {
        let mut bits = vec![0u64; many / 64 + 1];
        keys.for_each(|key| bits[key as usize / 64] |= 1 << (key % 64));
        Present { bits, entries }
    }

    fn has(&self, key: u32) -> bool {
        self.bits.get(key as usize / 64).is_some_and(|bits| bits >> (key % 64) & 1 == 1)
    }
}
