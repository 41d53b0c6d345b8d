//! What a host must have to imitate anything: a part of it is a part of a domain of ours, as a reader sees the letters or
//! but for one of them. Asked of every host of a page, before anything is made of it.
//!
//! Where this says no, [`super::judge`] finds nothing; a yes proves nothing. Keeps hashes alone, of names in ASCII: every
//! trick asks for a name, a name without one letter, or a part of either, and those of one name are hashed in one walk.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::filter::Filter;
use super::super::page::hash;
use super::judge::{LEAST_EDITED, LEAST_INSIDE, MOST_CUTS, MOST_LABELS, MOST_PARTS, SPECIAL};
use super::letters::{digit_as_letter, skeleton};
use super::{Guarded, ascii};

/// Characters of a host at most (RFC 1035, 2.3.4), and of a label that is cut in two.
const LONGEST: usize = 253;
const LABEL: usize = 64;

pub(super) struct Sieve {
    /// Names as a reader sees them, also without hyphens.
    seen: Filter,
    /// Names, and names without one of their letters.
    shorter: Filter,
    /// Whole domains with hyphens for dots.
    whole: Filter,
    /// Last labels of ours, in ASCII.
    tops: HashSet<String>,
    may_be_own: Filter,
    memory: Tops,
}

impl Sieve {
    pub(super) fn new(guarded: &[Guarded]) -> Sieve {
        let hashes = |names: Vec<&String>| names.iter().map(|name| finished(poly(name.as_bytes()))).collect();
        let seen = |g: &Guarded| -> Vec<String> {
            let latin = g.by_latin.keys().map(|name| skeleton(name));
            g.by_skeleton.keys().chain(g.by_joined.keys()).cloned().chain(latin).collect()
        };
        let all: Vec<String> = guarded.iter().flat_map(seen).collect();
        let top = |suffix: &String| ascii(suffix.rsplit('.').next().unwrap_or_default());
        let tops: HashSet<String> =
            guarded.iter().flat_map(|g| &g.own).filter_map(|own| top(&own.suffix)).collect();
        Sieve {
            seen: Filter::of_distinct(hashes(all.iter().collect())),
            shorter: Filter::of_distinct(hashes(guarded.iter().flat_map(|g| g.by_deletion.keys()).collect())),
            whole: Filter::of_distinct(hashes(guarded.iter().flat_map(|g| g.by_hyphens.keys()).collect())),
            may_be_own: Filter::of_distinct(tops.iter().map(|top| hash(top.as_bytes())).collect()),
            tops,
            memory: Tops::new(),
        }
    }

    /// Whether a host may imitate one of ours; `host` is ASCII as it stands.
    pub(super) fn may_imitate(&self, host: &str) -> bool {
        let host = host.trim_matches(['-', '_', '.']).as_bytes();
        let mut room = [0; LONGEST];
        let Some(small) = room.get_mut(..host.len()) else { return false };
        small.copy_from_slice(host);
        small.make_ascii_lowercase();
        let small = &*small;
        let Some(dot) = memchr::memrchr(b'.', small) else { return false };
        let top = &small[dot + 1..];
        let ask = || std::str::from_utf8(top).is_ok_and(|top| self.is_top(top));
        if !self.memory.answer(top, ask) {
            return false;
        }
        self.inside(small) || small[..dot].split(|b| *b == b'.').any(|label| self.label(label))
    }

    /// Whether somebody can have names below a last label, or one of ours is; otherwise it is a file's or a member's.
    /// `top` is in lower case.
    pub(super) fn is_top(&self, top: &str) -> bool {
        SPECIAL.contains(&top)
            || self.may_be_own.may_hold(hash(top.as_bytes())) && self.tops.contains(top)
            || is_known(top)
    }

    /// A whole domain of ours before other labels.
    fn inside(&self, host: &[u8]) -> bool {
        let mut cuts = [0; MOST_CUTS];
        let mut many = 0;
        for at in memchr::memchr2_iter(b'.', b'-', host).take(MOST_CUTS) {
            cuts[many] = at;
            many += 1;
        }
        if many < 2 {
            return false;
        }
        let starts = std::iter::once(0).chain(cuts[..many].iter().map(|at| at + 1));
        starts.enumerate().any(|(first, start)| {
            let mut hash = 0;
            let mut at = start;
            // The first end has no dot before it.
            cuts[first..many].iter().take(MOST_LABELS).enumerate().any(|(labels, &end)| {
                for &byte in &host[at..end] {
                    hash = put(hash, if byte == b'.' { b'-' } else { byte });
                }
                at = end;
                labels > 0 && self.whole.may_hold(finished(hash))
            })
        })
    }

    /// A label of the host, or a part of it.
    fn label(&self, label: &[u8]) -> bool {
        // What an encoded label looks like is for the judge to see.
        if label.len() > LABEL || label.starts_with(b"xn--") || self.name(label) {
            return true;
        }
        if memchr::memchr(b'-', label).is_none() {
            return self.cut_in_two(label);
        }
        let mut joined = [0; LABEL];
        let mut long = 0;
        for &byte in label.iter().filter(|b| **b != b'-') {
            joined[long] = byte;
            long += 1;
        }
        let hyphens = || memchr::memchr_iter(b'-', label).take(MOST_PARTS + 1);
        let middle = hyphens().zip(hyphens().skip(1)).map(|(from, to)| &label[from + 1..to]);
        let ends = hyphens().flat_map(|at| [&label[..at], &label[at + 1..]]);
        self.seen.may_hold(finished(as_seen(&joined[..long])))
            || middle.chain(ends).any(|name| name.len() >= LEAST_INSIDE && self.name(name))
    }

    /// It looks like a name of ours, or is one but for a letter.
    fn name(&self, name: &[u8]) -> bool {
        self.seen.may_hold(finished(as_seen(name))) || self.one_step(name)
    }

    fn one_step(&self, name: &[u8]) -> bool {
        if name.len() < LEAST_EDITED - 1 || name.len() > LABEL {
            return false;
        }
        let whole = poly(name);
        if self.shorter.may_hold(finished(whole)) {
            return true;
        }
        // Without a letter, what stands before it moves one place on.
        let mut before = 0u64;
        name.iter().enumerate().any(|(at, &byte)| {
            let with = put(before, byte);
            let without =
                whole.wrapping_add(before.wrapping_sub(with).wrapping_mul(POWERS[name.len() - 1 - at]));
            before = with;
            self.shorter.may_hold(finished(without))
        })
    }

    /// Each beginning and each end of a label without hyphens.
    fn cut_in_two(&self, label: &[u8]) -> bool {
        let long = label.len();
        if long <= LEAST_INSIDE {
            return false;
        }
        let (mut hash, mut at) = (0, 0);
        while at < long {
            let (sign, next) = seen_at(label, at);
            // A beginning may end within a pair that looks like one letter.
            let halves = [
                (next == at + 2).then(|| (at + 1, put(hash, SEEN[usize::from(label[at])]))),
                Some((next, put(hash, sign))),
            ];
            for (end, head) in halves.into_iter().flatten() {
                if (LEAST_INSIDE..long).contains(&end) && self.seen.may_hold(finished(head)) {
                    return true;
                }
            }
            (hash, at) = (put(hash, sign), next);
        }
        // From the end: what follows is known before what stands before it.
        let mut tails = [(0u64, 0usize); LABEL + 2];
        for at in (1..long).rev() {
            let (sign, next) = seen_at(label, at);
            let (rest, many) = tails[next];
            let hash = u64::from(sign).wrapping_mul(POWERS[many]).wrapping_add(rest);
            tails[at] = (hash, many + 1);
            if long - at >= LEAST_INSIDE && self.seen.may_hold(finished(hash)) {
                return true;
            }
        }
        false
    }
}

/// Whether the list of public suffixes has a last label.
fn is_known(top: &str) -> bool {
    // All of the list are of letters, or encoded.
    if !(top.bytes().all(|b| b.is_ascii_alphabetic()) || top.starts_with("xn--")) {
        return false;
    }
    // A rule may be for what stands before it alone (`*.ck`).
    let mut room = [0; 2 + 63];
    room[..2].copy_from_slice(b"x.");
    let Some(below) = room.get_mut(2..2 + top.len()) else { return false };
    below.copy_from_slice(top.as_bytes());
    psl::suffix(&room[..2 + top.len()]).is_some_and(|suffix| suffix.is_known())
}

/// What was found of last labels, for the pages to come: a bounded copy of what [`Sieve::is_top`] says.
struct Tops(Box<[AtomicU64]>);

impl Tops {
    const ROOM: usize = 1024;
    /// Letters of a label that is remembered: they and the answer are one number.
    const LONGEST: usize = 7;

    fn new() -> Tops {
        Tops((0..Tops::ROOM).map(|_| AtomicU64::new(0)).collect())
    }

    fn answer(&self, top: &[u8], ask: impl Fn() -> bool) -> bool {
        if top.len() > Tops::LONGEST {
            return ask();
        }
        let label = top.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)) << 8;
        let slot = &self.0[(finished(label) >> 48) as usize % Tops::ROOM];
        let kept = slot.load(Ordering::Relaxed);
        if kept & !1 == label && kept != 0 {
            return kept & 1 == 1;
        }
        let answer = ask();
        slot.store(label | u64::from(answer), Ordering::Relaxed);
        answer
    }
}

/// Hashes of names are polynomials of their bytes, so that those of parts follow from each other.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

const POWERS: [u64; LONGEST + 1] = {
    let mut powers = [1u64; LONGEST + 1];
    let mut n = 1;
    while n < powers.len() {
        powers[n] = powers[n - 1].wrapping_mul(BASE);
        n += 1;
    }
    powers
};

fn put(hash: u64, byte: u8) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(byte as u64)
}

fn poly(name: &[u8]) -> u64 {
    name.iter().fold(0, |hash, &byte| put(hash, byte))
}

fn finished(hash: u64) -> u64 {
    (hash ^ hash >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// The letter that a reader sees in one of ASCII.
const SEEN: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = if b < 128 { digit_as_letter(b as u8 as char) as u8 } else { b as u8 };
        b += 1;
    }
    table
};

/// The letter that is seen at a place, and where the next one is.
fn seen_at(name: &[u8], at: usize) -> (u8, usize) {
    match (name[at], name.get(at + 1)) {
        (b'r', Some(b'n')) => (b'm', at + 2),
        (b'v', Some(b'v')) => (b'w', at + 2),
        (b'c', Some(b'l')) => (b'd', at + 2),
        (byte, _) => (SEEN[usize::from(byte)], at + 1),
    }
}

/// The hash of a name's skeleton.
fn as_seen(name: &[u8]) -> u64 {
    let (mut hash, mut at) = (0, 0);
    while at < name.len() {
        let (sign, next) = seen_at(name, at);
        (hash, at) = (put(hash, sign), next);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{as_seen, poly};
    use crate::matching::lookalike::letters::skeleton;

    /// The hash of what is seen is that of the skeleton, whatever stands side by side.
    #[test]
    fn sees_what_skeletons_show() {
        let signs = b"rnvclmwd01i-a";
        let mut state = 5usize;
        for round in 0..5_000 {
            let name: String = (0..round % 9)
                .map(|_| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    char::from(signs[(state >> 33) % signs.len()])
                })
                .collect();
            assert_eq!(as_seen(name.as_bytes()), poly(skeleton(&name).as_bytes()), "{name}");
        }
    }
}
