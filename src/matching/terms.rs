//! Words and phrases of queries and contexts, found in one pass over a page's words.
//!
//! A word of a term is compared by its stem (`query::stem`), in the same way as the index does it; a short one as it is,
//! an exact one by its form, a prefix by its beginning. Each distinct word of a page is looked for once, however many
//! terms hold it; what a page costs does not depend on how many terms there are, but on how many stand on it.

mod beginnings;
pub(super) mod common;
mod memory;

use std::collections::HashMap;

use super::hashes::{ByWord, Quick};
use super::page::Page;
use super::sift::Sifted;
use crate::query::form::{cut, forms};
use crate::query::places::{TITLE_GAP, row, within};
use crate::query::{TermKind, stem};
use beginnings::Beginnings;
use memory::Memory;

/// Index of a term.
pub(super) type TermId = usize;

/// Beginnings that the gate is made for, for each bit that a key sets.
const SPARSE: usize = 16;

/// A word as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key<'a> {
    Stem(&'a str),
    /// The very form.
    Form(&'a str),
    Prefix(&'a str),
}

#[derive(Default)]
pub(super) struct Terms {
    /// Distinct words to their ids, which are counted through all three.
    stems: HashMap<Box<str>, u32, ByWord>,
    forms: HashMap<Box<str>, u32, ByWord>,
    prefixes: HashMap<Box<str>, u32, ByWord>,
    /// Most words of a page leave here, without being stemmed.
    gate: Beginnings,
    /// Lengths of prefixes in letters, ascending.
    prefix_lengths: Vec<usize>,
    terms: Vec<Box<[u32]>>,
    known: HashMap<Box<[u32]>, TermId>,
    memory: Memory,
}

/// Where the words of terms stand on one page. Positions are word indices of the text; the title's stand behind them,
/// [`TITLE_GAP`] further on. As large as what is on the page, not as the set.
#[derive(Default)]
pub(super) struct Seen {
    /// By word id, the list of its positions.
    of_key: HashMap<u32, u32, Quick>,
    lists: Vec<Vec<u32>>,
    /// The position of the title's first word; positions below are the text's.
    pub(super) title: u32,
}

impl Seen {
    fn list(&self, key: u32) -> &[u32] {
        self.of_key.get(&key).map_or(&[], |&at| &self.lists[at as usize])
    }

    /// Ids of the words that are on the page, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.of_key.keys().copied()
    }

    fn put(&mut self, key: u32) -> u32 {
        let next = self.lists.len() as u32;
        let at = *self.of_key.entry(key).or_insert(next);
        if at == next {
            self.lists.push(Vec::new());
        }
        at
    }
}

impl Terms {
    /// Adds a term; the same one again is the same id. None: it has no word.
    pub(super) fn add_as(&mut self, text: &str, kind: TermKind, exact: bool) -> Option<TermId> {
        let words = forms(text);
        let last = words.len().saturating_sub(1);
        let mut ids = Vec::with_capacity(words.len());
        for (at, word) in words.iter().enumerate() {
            let stemmed;
            let key = if kind == TermKind::Prefix && at == last {
                Key::Prefix(word)
            } else if exact {
                Key::Form(word)
            } else {
                stemmed = stem(word);
                Key::Stem(&stemmed)
            };
            ids.push(self.id(key));
        }
        self.put(ids)
    }

    fn put(&mut self, ids: Vec<u32>) -> Option<TermId> {
        if ids.is_empty() {
            return None;
        }
        let next = self.terms.len();
        let ids: Box<[u32]> = ids.into();
        let id = *self.known.entry(ids.clone()).or_insert(next);
        if id == next {
            self.terms.push(ids);
        }
        Some(id)
    }

    /// The id of a word, which is put in when it is new.
    fn id(&mut self, key: Key) -> u32 {
        let next = self.count() as u32;
        let (known, text) = match key {
            Key::Stem(text) => (&mut self.stems, text),
            Key::Form(text) => (&mut self.forms, text),
            Key::Prefix(text) => (&mut self.prefixes, text),
        };
        if let Some(&id) = known.get(text) {
            return id;
        }
        known.insert(text.into(), next);
        // Words that were in no term may be in this one.
        self.memory = Memory::default();
        if let Key::Prefix(prefix) = key {
            let length = prefix.chars().count();
            if let Err(at) = self.prefix_lengths.binary_search(&length) {
                self.prefix_lengths.insert(at, length);
            }
        }
        open(&mut self.gate, key);
        if self.count() * SPARSE > self.gate.bits() {
            let mut wider = Beginnings::sized(self.gate.bits() * 4);
            self.keys().for_each(|(_, key)| open(&mut wider, key));
            self.gate = wider;
        }
        next
    }

    fn count(&self) -> usize {
        self.stems.len() + self.forms.len() + self.prefixes.len()
    }

    fn keys(&self) -> impl Iterator<Item = (u32, Key<'_>)> {
        let stems = self.stems.iter().map(|(text, &id)| (id, Key::Stem(text)));
        let forms = self.forms.iter().map(|(text, &id)| (id, Key::Form(text)));
        stems.chain(forms).chain(self.prefixes.iter().map(|(text, &id)| (id, Key::Prefix(text))))
    }

    /// The term's words as they are compared.
    pub(super) fn show(&self, term: TermId) -> String {
        let word = |id: &u32| {
            self.keys().find(|(known, _)| known == id).map_or(String::new(), |(_, key)| match key {
                Key::Stem(stem) => stem.to_owned(),
                Key::Form(form) => format!("={form}"),
                Key::Prefix(prefix) => format!("{prefix}*"),
            })
        };
        self.terms[term].iter().map(word).collect::<Vec<_>>().join(" ")
    }

    /// The ids of the term's words.
    pub(super) fn keys_of(&self, term: TermId) -> &[u32] {
        &self.terms[term]
    }

    /// Every distinct word by its id.
    pub(super) fn by_id(&self) -> Vec<Key<'_>> {
        let mut out: Vec<(u32, Key)> = self.keys().collect();
        out.sort_unstable_by_key(|(id, _)| *id);
        out.into_iter().map(|(_, key)| key).collect()
    }

    /// Where words of terms stand on a page and in its title, whose words of terms these are.
    pub(super) fn see(&self, page: &Page, sifted: &Sifted, title: Option<(&Page, &Sifted)>) -> Seen {
        let mut seen = Seen { title: page.tokens.len() as u32 + TITLE_GAP, ..Seen::default() };
        let mut met = Met::default();
        self.gather(page, &sifted.terms, 0, &mut met, &mut seen);
        if let Some((page, sifted)) = title {
            self.gather(page, &sifted.terms, seen.title, &mut met, &mut seen);
        }
        seen
    }

    /// The ids of a word of the page.
    pub(super) fn has(&self, page: &Page, token: usize) -> Vec<u32> {
        let mut ids = Vec::new();
        let found = &page.tokens[token];
        let may_be = || found.disguised || self.gate.may_begin(page.folded_word(token));
        if !self.terms.is_empty() && may_be() && !self.memory.recall(found.hash, |id| ids.push(id)) {
            self.ids(&page.clean_word(token), |id| ids.push(id));
            if !ids.is_empty() {
                self.memory.keep(found.hash, &ids);
            }
        }
        ids
    }

    fn gather(&self, page: &Page, words: &[u32], from: u32, met: &mut Met, seen: &mut Seen) {
        for &n in words {
            let hash = page.tokens[n as usize].hash;
            let (first, last) = *met.words.entry(hash).or_insert_with(|| {
                let first = met.lists.len() as u32;
                if !self.memory.recall(hash, |id| met.lists.push(seen.put(id))) {
                    met.lists.extend(self.has(page, n as usize).into_iter().map(|id| seen.put(id)));
                }
                (first, met.lists.len() as u32)
            });
            for &list in &met.lists[first as usize..last as usize] {
                seen.lists[list as usize].push(from + n);
            }
        }
    }

    /// The ids of one folded word.
    fn ids(&self, word: &str, mut each: impl FnMut(u32)) {
        let word = cut(word);
        if !self.stems.is_empty()
            && let Some(&id) = self.stems.get(stem(word).as_str())
        {
            each(id);
        }
        if let Some(&id) = self.forms.get(word) {
            each(id);
        }
        for &length in &self.prefix_lengths {
            let Some(end) = word.char_indices().map(|(at, _)| at).chain([word.len()]).nth(length) else {
                break;
            };
            if let Some(&id) = self.prefixes.get(&word[..end]) {
                each(id);
            }
        }
    }

    /// Whether every word of the term is somewhere on the page: what it costs to rule most terms out.
    pub(super) fn may_stand(&self, term: TermId, seen: &Seen) -> bool {
        self.terms[term].iter().all(|key| seen.of_key.contains_key(key))
    }

    /// Where the term stands: first and last word of each place, ascending, the title's behind the text's.
    pub(super) fn places(&self, term: TermId, seen: &Seen) -> Vec<(u32, u32)> {
        let ids = &self.terms[term];
        row(&ids.iter().map(|&id| seen.list(id)).collect::<Vec<_>>())
    }

    /// Whether the term stands within `window` words of words `first..=last` of the text; costs no more than the window
    /// has words.
    pub(super) fn near(
        &self,
        term: TermId,
        seen: &Seen,
        (first, last): (usize, usize),
        window: usize,
    ) -> bool {
        let from = first.saturating_sub(window) as u32;
        let to = (last.saturating_add(window) as u32).min(seen.title - TITLE_GAP);
        let lists: Vec<&[u32]> = self.terms[term].iter().map(|&id| seen.list(id)).collect();
        within(&lists, from, to).next().is_some()
    }
}

/// Lets the words of a key through.
fn open(gate: &mut Beginnings, key: Key) {
    match key {
        Key::Stem(stem) => gate.stem(stem),
        Key::Form(word) | Key::Prefix(word) => gate.prefix(word),
    }
}

/// Distinct words of the page that passed the gate, as many as the page has at most: each with its lists.
#[derive(Default)]
struct Met {
    words: HashMap<u64, (u32, u32), Quick>,
    lists: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::super::page::Page;
    use super::super::sift::Sifted;
    use super::Terms;
    use crate::query::TermKind;
    use crate::query::form::forms;
    use crate::query::places::TITLE_GAP;

    #[test]
    fn the_query_room_folds_as_the_page_does() {
        let text = "Утечки Pомашке Ива\u{301}нов Андреи\u{306} Pass\u{ad}words Ёлка ＡＢＣ 𝐏𝐚ss Mel\u{2b9}nica \u{200b} ﬁx İx";
        let page = Page::new(text);
        let of_page: Vec<String> = (0..page.tokens.len()).map(|n| page.clean_word(n).into_owned()).collect();
        assert_eq!(forms(text), of_page);
    }

    #[test]
    fn terms_stand_where_they_stand() {
        let page = Page::new("Утечка данных: утечке данные, утечками не грозит");
        let mut terms = Terms::default();
        for (text, kind, exact, expected) in [
            ("утечка", TermKind::Word, false, vec![(0, 0), (2, 2), (4, 4), (title(0), title(0))]),
            ("утечка", TermKind::Word, true, vec![(0, 0)]),
            ("утечке", TermKind::Word, true, vec![(2, 2), (title(0), title(0))]),
            ("утечка данных", TermKind::Phrase, false, vec![(0, 1), (2, 3)]),
            ("утечка данных", TermKind::Phrase, true, vec![(0, 1)]),
            ("утечка дан", TermKind::Prefix, false, vec![(0, 1), (2, 3)]),
            ("утечка дан", TermKind::Prefix, true, vec![(0, 1)]),
            ("утечк", TermKind::Prefix, false, vec![(0, 0), (2, 2), (4, 4), (title(0), title(0))]),
            ("слив", TermKind::Word, false, vec![]),
        ] {
            let term = terms.add_as(text, kind, exact).expect("it has words");
            let of_terms = |page: &Page| {
                let words = (0..page.tokens.len()).filter(|at| !terms.has(page, *at).is_empty());
                Sifted { terms: words.map(|at| at as u32).collect(), ..Sifted::default() }
            };
            let title = Page::new("Утечке быть");
            let seen = terms.see(&page, &of_terms(&page), Some((&title, &of_terms(&title))));
            assert_eq!(terms.places(term, &seen), expected, "{text} {kind:?} {exact}");
        }
        fn title(n: u32) -> u32 {
            7 + TITLE_GAP + n
        }
    }
}
