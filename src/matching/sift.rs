//! The one look at every word of a page: nearly all are in no name and in no term, and leave here.
//!
//! What a word is depends on its hash alone, so that it is found out once and remembered: most words of a page were on
//! another one. The table is bounded, shared by all who scan, and only ever a copy of what names and terms say: losing a
//! place of it costs time.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::page::{Page, Shape, Token};

/// Words that are remembered, as a power of two; each in one place, where the next one takes over.
const PLACES: u32 = 15;
/// Kept beside a hash, whose lowest bits are free (`page::LOW`): that the place holds one, and what the word is.
const KEPT: u64 = 1;
const OF_NAME: u64 = 2;
const OF_TERM: u64 = 4;
const CALLS: u64 = 8;

/// What a word can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kind {
    /// A word of a name, as it stands or on the other keyboard layout.
    pub(super) of_name: bool,
    pub(super) of_term: bool,
    /// A query waits for it.
    pub(super) calls: bool,
}

/// Words of a page that are worth a closer look, each list ascending.
#[derive(Debug, Default)]
pub(super) struct Sifted {
    /// Words that can be one of a name, and single capitals, which can be initials.
    pub(super) spots: Vec<u32>,
    /// Words that can be hidden ones by their signs or by what stands right beside them.
    pub(super) curious: Vec<u32>,
    /// Words of terms.
    pub(super) terms: Vec<u32>,
    /// A query waits for one of them.
    pub(super) called: bool,
}

pub(super) struct Sieve(Box<[AtomicU64]>);

impl Default for Sieve {
    fn default() -> Sieve {
        Sieve((0..1 << PLACES).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Sieve {
    /// Sifts a page; `kind` finds out what the word of this number is.
    pub(super) fn sift(&self, page: &Page, kind: impl Fn(usize) -> Kind) -> Sifted {
        let mut out = Sifted::default();
        let bytes = page.text.as_bytes();
        for (at, token) in page.tokens.iter().enumerate() {
            let place = &self.0[(token.hash >> (64 - PLACES)) as usize];
            let mut kept = place.load(Relaxed);
            if kept & !(OF_NAME | OF_TERM | CALLS) != token.hash | KEPT {
                let Kind { of_name, of_term, calls } = kind(at);
                kept = token.hash | KEPT;
                for (is, bit) in [(of_name, OF_NAME), (of_term, OF_TERM), (calls, CALLS)] {
                    kept |= if is { bit } else { 0 };
                }
                place.store(kept, Relaxed);
            }
            if kept & (OF_NAME | OF_TERM) != 0 {
                if kept & OF_NAME != 0 {
                    out.spots.push(at as u32);
                }
                if kept & OF_TERM != 0 {
                    out.terms.push(at as u32);
                    out.called |= kept & CALLS != 0;
                }
            }
            if token.shape == Shape::Single && kept & OF_NAME == 0 {
                out.spots.push(at as u32);
            }
            if is_curious(token, bytes) {
                out.curious.push(at as u32);
            }
        }
        out
    }
}

/// Whether a word can be a hidden one, or a part of one, by itself or by the signs at its ends.
fn is_curious(token: &Token, text: &[u8]) -> bool {
    let span = token.bytes();
    let beside = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|&b| !BLANK[usize::from(b)]);
    token.disguised | token.mixed | token.letter
        || beside(span.start.checked_sub(1))
        || beside(Some(span.end))
}

/// What joins nothing to a word.
const BLANK: [bool; 256] = {
    let mut table = [false; 256];
    let blanks = b" \n\r\t()";
    let mut at = 0;
    while at < blanks.len() {
        table[blanks[at] as usize] = true;
        at += 1;
    }
    table
};
