//! What a place has already handed over: a bounded memory of ids, each with a digest of its text.
//!
//! In a cursor it is base64 of 16 bytes an id, oldest first; the longest unseen is forgotten when it is full, and
//! what is forgotten is handed over again if it comes back. 64-bit digests: among 10,000 ids of one place a collision
//! has a chance of 1 in 300 billion, and it costs one entry, not a leak elsewhere.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::Digest;

/// The first 64 bits of SHA-256.
pub(super) fn short(bytes: &[u8]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = Digest::sha256(bytes).0;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The same in 16 digits: what an address is known by in a cursor.
pub(super) fn key(address: &str) -> String {
    format!("{:016x}", short(address.as_bytes()))
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Seen {
    entries: HashMap<u64, Entry>,
    next: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    text: u64,
    /// When it was last seen, in touches.
    touched: u64,
}

/// What [`Seen::note`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    New,
    Changed,
    Same,
}

impl Seen {
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn contains(&self, id: u64) -> bool {
        self.entries.contains_key(&id)
    }

    /// How many ids are not in `other`.
    pub fn without(&self, other: &Seen) -> usize {
        self.entries.keys().filter(|id| !other.contains(**id)).count()
    }

    /// What would [`Seen::note`] say?
    pub fn sight(&self, id: u64, text: u64) -> Sight {
        match self.entries.get(&id) {
            None => Sight::New,
            Some(entry) if entry.text == text => Sight::Same,
            Some(_) => Sight::Changed,
        }
    }

    /// Remembers an id with its text, as the one seen last.
    pub fn note(&mut self, id: u64, text: u64) -> Sight {
        let sight = self.sight(id, text);
        self.next += 1;
        self.entries.insert(id, Entry { text, touched: self.next });
        sight
    }

    /// Forgets the longest unseen until at most `most` are left.
    pub fn shrink(&mut self, most: usize) {
        if self.entries.len() > most {
            let mut touched: Vec<u64> = self.entries.values().map(|e| e.touched).collect();
            touched.sort_unstable();
            let from = touched[touched.len() - most.max(1)];
            self.entries.retain(|_, e| e.touched >= from);
        }
    }
}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all: Vec<(&u64, &Entry)> = self.entries.iter().collect();
        all.sort_unstable_by_key(|(_, e)| e.touched);
        let bytes: Vec<u8> =
            all.iter().flat_map(|(id, e)| id.to_be_bytes().into_iter().chain(e.text.to_be_bytes())).collect();
        serializer.serialize_str(&BASE64.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Seen, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64.decode(text).map_err(serde::de::Error::custom)?;
        let mut seen = Seen::default();
        let (pairs, rest) = bytes.as_chunks::<16>();
        if !rest.is_empty() {
            return Err(serde::de::Error::custom("not a whole number of ids"));
        }
        for [a, b, c, d, e, f, g, h, text @ ..] in pairs {
            seen.note(u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]), u64::from_be_bytes(*text));
        }
        Ok(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_the_longest_unseen_and_survives_the_cursor() {
        let mut seen = Seen::default();
        for id in 1..=5 {
            assert_eq!(seen.note(id, 10), Sight::New);
        }
        assert_eq!(seen.note(1, 10), Sight::Same);
        assert_eq!(seen.note(2, 11), Sight::Changed);
        seen.shrink(3);
        let json = serde_json::to_string(&seen).expect("a string");
        let back: Seen = serde_json::from_str(&json).expect("what was written");
        let kept: Vec<bool> = (1..=5).map(|id| back.contains(id)).collect();
        assert_eq!(kept, [true, true, false, false, true]);
        assert_eq!(back.sight(2, 11), Sight::Same);
        assert!(serde_json::from_str::<Seen>("\"AAAA\"").is_err());
        assert!(serde_json::from_str::<Seen>("\"#\"").is_err());
    }
}
