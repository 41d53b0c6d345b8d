//! Words and phrases of queries and contexts, found in one pass over a page's words.
//!
//! A word of a term is compared by its stem (`query::stem`), in the same way as the index does it; a short one as it is,
//! a prefix by its beginning. Each distinct word is looked for once, however many terms hold it.

mod beginnings;

use std::collections::HashMap;

use super::page::{Page, folded_words};
use crate::query::stem;
use beginnings::Beginnings;

/// Index of a term.
pub(super) type TermId = usize;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Stem(String),
    Prefix(String),
}

#[derive(Default)]
pub(super) struct Terms {
    /// Distinct words to their ids.
    keys: HashMap<Key, u32>,
    /// Most words of a page leave here, without being stemmed.
    gate: Beginnings,
    /// Lengths of prefixes in letters, ascending.
    prefix_lengths: Vec<usize>,
    terms: Vec<Vec<u32>>,
    known: HashMap<Vec<u32>, TermId>,
}

/// Where the words of terms stand on one page: by word id, ascending word indices.
pub(super) struct Seen(Vec<Vec<u32>>);

impl Terms {
    /// Adds a term; the same one again is the same id. None: it has no word.
    pub(super) fn add(&mut self, text: &str) -> Option<TermId> {
        match text.trim().strip_suffix('*') {
            Some(prefix) => self.add_prefix(prefix),
            None => {
                let keys: Vec<Key> = folded_words(text).iter().map(|w| Key::Stem(stem(w))).collect();
                self.put(keys)
            }
        }
    }

    pub(super) fn add_prefix(&mut self, text: &str) -> Option<TermId> {
        let word = folded_words(text).pop()?;
        let length = word.chars().count();
        if let Err(at) = self.prefix_lengths.binary_search(&length) {
            self.prefix_lengths.insert(at, length);
        }
        self.put(vec![Key::Prefix(word)])
    }

    /// The term's words as they are compared.
    pub(super) fn show(&self, term: TermId) -> String {
        let word = |id: &u32| {
            self.keys.iter().find(|(_, known)| *known == id).map_or(String::new(), |(key, _)| match key {
                Key::Stem(stem) => stem.clone(),
                Key::Prefix(prefix) => format!("{prefix}*"),
            })
        };
        self.terms[term].iter().map(word).collect::<Vec<_>>().join(" ")
    }

    fn put(&mut self, keys: Vec<Key>) -> Option<TermId> {
        if keys.is_empty() {
            return None;
        }
        let mut ids = Vec::with_capacity(keys.len());
        for key in keys {
            match &key {
                Key::Stem(stem) => self.gate.stem(stem),
                Key::Prefix(prefix) => self.gate.prefix(prefix),
            }
            let next = self.keys.len() as u32;
            ids.push(*self.keys.entry(key).or_insert(next));
        }
        let next = self.terms.len();
        let id = *self.known.entry(ids.clone()).or_insert(next);
        if id == next {
            self.terms.push(ids);
        }
        Some(id)
    }

    /// One pass over the page's words.
    pub(super) fn see(&self, page: &Page) -> Seen {
        let mut seen: Vec<Vec<u32>> = vec![Vec::new(); self.keys.len()];
        if self.keys.is_empty() {
            return Seen(seen);
        }
        // Distinct words of the page that passed the gate; as many as the page has at most.
        let mut cache: HashMap<u64, Vec<u32>> = HashMap::new();
        for (at, token) in page.tokens.iter().enumerate() {
            if !token.disguised && !self.gate.may_begin(page.folded_word(at)) {
                continue;
            }
            let ids = cache.entry(token.hash).or_insert_with(|| self.ids(&page.clean_word(at)));
            for id in ids.iter() {
                seen[*id as usize].push(at as u32);
            }
        }
        Seen(seen)
    }

    /// The ids of one folded word.
    fn ids(&self, word: &str) -> Vec<u32> {
        // A stem longer than this is no word of a language, and stemming it is not worth its time.
        const LONGEST: usize = 64;
        let mut out = Vec::new();
        if word.len() <= LONGEST {
            out.extend(self.keys.get(&Key::Stem(stem(word))));
        }
        for &length in &self.prefix_lengths {
            let Some(end) = word.char_indices().map(|(at, _)| at).chain([word.len()]).nth(length) else {
                break;
            };
            out.extend(self.keys.get(&Key::Prefix(word[..end].to_owned())));
        }
        out
    }

    /// Where the term stands: first and last word of each place, ascending.
    pub(super) fn places(&self, term: TermId, seen: &Seen) -> Vec<(u32, u32)> {
        self.within(term, seen, 0, u32::MAX).collect()
    }

    /// Whether the term stands within `window` words of words `first..=last`; costs no more than the window has words.
    pub(super) fn near(
        &self,
        term: TermId,
        seen: &Seen,
        (first, last): (usize, usize),
        window: usize,
    ) -> bool {
        let from = first.saturating_sub(window) as u32;
        let to = last.saturating_add(window) as u32;
        self.within(term, seen, from, to).next().is_some()
    }

    /// The places of a term whose words lie in `from..=to`, by way of its rarest word.
    fn within<'a>(
        &'a self,
        term: TermId,
        seen: &'a Seen,
        from: u32,
        to: u32,
    ) -> impl Iterator<Item = (u32, u32)> + 'a {
        let ids = &self.terms[term];
        let at = |id: &u32| seen.0.get(*id as usize).map_or(&[][..], Vec::as_slice);
        // A term has at least one word.
        let rarest = (0..ids.len()).min_by_key(|&i| at(&ids[i]).len()).unwrap_or(0);
        let list = at(&ids[rarest]);
        let start = list.partition_point(|&place| place < from);
        let last = ids.len() as u32 - 1;
        list[start..].iter().take_while(move |&&place| place <= to).filter_map(move |&place| {
            let first = place.checked_sub(rarest as u32)?;
            let all = ids
                .iter()
                .enumerate()
                .all(|(offset, id)| at(id).binary_search(&(first + offset as u32)).is_ok());
            (all && first >= from && first + last <= to).then_some((first, first + last))
        })
    }
}
