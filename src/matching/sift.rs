//! The one look at every word of a page: nearly all are in no name and in no term, and leave here.
//!
//! What a word is depends on its hash alone, so that it is found out once and remembered: most words of a page were on
//! another one. The table is bounded, shared by all who scan, and only ever a copy of what names and terms say: losing a
//! place of it costs time.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::page::{LOW, Page, Shape, Token};

/// Words that are remembered, as a power of two; each in one place, where the next one takes over.
const PLACES: u32 = 16;
/// Kept beside a hash, whose lowest bits are free (`page::LOW`): that the place holds one, and what the word is.
const KEPT: u64 = 1;
const OF_NAME: u64 = 2;
const OF_TERM: u64 = 4;
const CALLS: u64 = 8;
/// It was asked, and is none: found out when it is needed, which is seldom.
const NOT_TYPED: u64 = 16;
const NOT_SIGNED: u64 = 32;

/// What a word can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kind {
    /// A word of a name, as it stands or on the other keyboard layout.
    pub(super) of_name: bool,
    pub(super) of_term: bool,
    /// A query waits for it.
    pub(super) calls: bool,
}

/// Who knows what a word is.
pub(super) trait Judge {
    /// What the page's word of this number is.
    fn kind(&self, page: &Page, token: usize) -> Kind;
    /// Whether it can be a word of a name typed on the other layout, with a sign before or behind it.
    fn is_typed(&self, hash: u64) -> bool;
    /// Whether it can be a word of a name with digits or underscores in it.
    fn is_signed(&self, page: &Page, token: usize) -> bool;
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
    pub(super) fn sift(&self, page: &Page, judge: &impl Judge) -> Sifted {
        let mut out = Sifted::default();
        let bytes = page.text.as_bytes();
        for (at, token) in page.tokens.iter().enumerate() {
            let place = &self.0[(token.hash >> (64 - PLACES)) as usize];
            let mut kept = place.load(Relaxed);
            if kept & !LOW | kept & KEPT != token.hash | KEPT {
                let Kind { of_name, of_term, calls } = judge.kind(page, at);
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
            // A question that the word has answered once with no is not asked again.
            let mut ask = |no: u64, yes: &dyn Fn() -> bool| {
                kept & no == 0
                    && (yes() || {
                        kept |= no;
                        place.store(kept, Relaxed);
                        false
                    })
            };
            let (before, behind) = beside(token, bytes);
            let curious = token.disguised
                || token.letter
                || token.mixed && ask(NOT_SIGNED, &|| judge.is_signed(page, at))
                || (before | behind) & SIGN != 0
                || behind & JOINS != 0 && joins(bytes, token.bytes().end)
                || (before | behind) & KEY != 0
                    && token.ascii
                    && ask(NOT_TYPED, &|| judge.is_typed(token.hash));
            if curious {
                out.curious.push(at as u32);
            }
        }
        out
    }
}

/// What stands right before and right behind a word.
fn beside(token: &Token, text: &[u8]) -> (u8, u8) {
    let span = token.bytes();
    let of = |byte: Option<&u8>| byte.map_or(0, |byte| BESIDE[usize::from(*byte)]);
    (of(span.start.checked_sub(1).and_then(|at| text.get(at))), of(text.get(span.end)))
}

/// Whether the sign at a byte can join two words: a dash at the end of a line, or signs alone up to the next word.
fn joins(text: &[u8], at: usize) -> bool {
    let next = text.get(at + 1).copied().unwrap_or(b' ');
    match text[at] {
        b'-' => next.is_ascii_whitespace() || !next.is_ascii(),
        sign => !sign.is_ascii() || next.is_ascii_alphanumeric() || BESIDE[usize::from(next)] & JOINS != 0,
    }
}

/// A letter's key on the other layout; a sign that stands for a letter; one that can join words.
const KEY: u8 = 1;
const SIGN: u8 = 2;
const JOINS: u8 = 4;

const BESIDE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0x80;
    while byte < 256 {
        table[byte] = KEY | SIGN | JOINS;
        byte += 1;
    }
    let signs: [(&[u8], u8); 3] = [(b"[]{};:'\",.<>`~", KEY), (b"@$!|+`~", SIGN), (b"'`\"-", JOINS)];
    let mut kind = 0;
    while kind < signs.len() {
        let mut at = 0;
        while at < signs[kind].0.len() {
            table[signs[kind].0[at] as usize] |= signs[kind].1;
            at += 1;
        }
        kind += 1;
    }
    table
};

#[cfg(test)]
pub(super) mod tests {
    use super::super::page::Page;
    use super::{Judge, Kind, Sieve};

    /// Words of names by a predicate of the word's hash; all else may be anything.
    pub(in super::super) struct Named<F: Fn(u64) -> bool>(pub(in super::super) F);

    impl<F: Fn(u64) -> bool> Judge for Named<F> {
        fn kind(&self, page: &Page, token: usize) -> Kind {
            Kind { of_name: self.0(page.tokens[token].hash), ..Kind::default() }
        }

        fn is_typed(&self, hash: u64) -> bool {
            self.0(hash)
        }

        fn is_signed(&self, page: &Page, token: usize) -> bool {
            page.original(token).starts_with('x')
        }
    }

    #[test]
    fn keeps_what_is_worth_a_look() {
        let known = super::super::page::hash_of("known");
        let sieve = Sieve::default();
        for (text, spots, curious) in [
            ("A known word, and Known", &[0, 1, 4][..], &[0][..]),
            ("known, known", &[0, 1], &[0]),
            ("a1 x1 (plain) <b>", &[], &[1, 3]),
            ("one@two three-\nfour it's \"it\" end-to", &[], &[0, 1, 2, 4, 5]),
            ("слово «слово» ёж", &[], &[1]),
        ] {
            // The second time from memory.
            for _ in 0..2 {
                let sifted = sieve.sift(&Page::new(text), &Named(|hash| hash == known));
                assert_eq!((&*sifted.spots, &*sifted.curious), (spots, curious), "{text}");
            }
        }
    }
}
