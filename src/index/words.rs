//! The words of a text as the index compares them: folded, cut at a bound, each with its stem.
//!
//! The words and the folding are those that the matching room uses, by way of the query room, so that a saved search and
//! a watched query agree.

use std::hash::{BuildHasher as _, RandomState};

use std::ops::Range;

use crate::query;
use crate::query::form::{LONGEST, compared};

/// Forms whose stems are remembered at a time, some 100 bytes each.
const REMEMBERED: usize = 50_000;

/// Places of an empty table.
const FEWEST: usize = 1 << 10;

pub(super) struct Word {
    /// Folded, without what is not seen.
    pub form: String,
}

impl Word {
    pub fn stem(&self) -> String {
        query::stem(&self.form)
    }
}

/// The words of a short text, each by itself.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    each_word(text, |form, _| out.push(Word { form: form.to_owned() }));
    out
}

/// Calls `each` with every word of a text, as it is compared, and the bytes of the text that it is.
pub(super) fn each_word(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    let mut folded = String::new();
    query::runs(text, |run| {
        if query::word(text, &run).is_none() {
            return;
        }
        let form = if run.letters.plain() && !run.letters.folds {
            &text[run.bytes.clone()]
        } else {
            folded.clear();
            query::fold_run(text, &run, &mut folded);
            folded.as_str()
        };
        if form.len() <= LONGEST && !run.letters.other {
            return each(form, run.bytes);
        }
        each(&compared(form), run.bytes);
    });
}

/// Stems of the forms met before: most words of a text were in the texts before it.
///
/// A table of our own, because every word of every text is looked up in it: a form and its stem lie side by side, so that
/// one is not fetched from memory without the other.
pub(super) struct Stems {
    hashes: RandomState,
    /// Numbers in `known`, from 1, in the places that hashes say or behind them; 0 is free. A power of two of places,
    /// half of them free.
    places: Vec<u32>,
    known: Vec<Known>,
    /// Forms, each with its stem behind it.
    text: String,
}

struct Known {
    hash: u64,
    at: u32,
    form: u16,
    stem: u16,
}

impl Default for Stems {
    fn default() -> Stems {
        Stems { hashes: RandomState::new(), places: vec![0; FEWEST], known: Vec::new(), text: String::new() }
    }
}

impl Stems {
    /// Between two documents: forgets when there is too much to remember.
    pub fn next_document(&mut self) {
        if self.known.len() > REMEMBERED {
            self.known.clear();
            self.text.clear();
            self.places.fill(0);
        }
    }

    pub fn of(&mut self, form: &str) -> &str {
        let hash = self.hashes.hash_one(form);
        let mut place = self.place(hash);
        let at = loop {
            match self.places[place] {
                0 => break self.learn(form, hash, place),
                number => {
                    let known = &self.known[number as usize - 1];
                    let begin = known.at as usize;
                    if known.hash == hash
                        && self.text.as_bytes()[begin..begin + usize::from(known.form)] == *form.as_bytes()
                    {
                        break number as usize - 1;
                    }
                }
            }
            place = (place + 1) & (self.places.len() - 1);
        };
        let known = &self.known[at];
        let begin = known.at as usize + usize::from(known.form);
        &self.text[begin..begin + usize::from(known.stem)]
    }

    fn place(&self, hash: u64) -> usize {
        hash as usize & (self.places.len() - 1)
    }

    fn learn(&mut self, form: &str, hash: u64, place: usize) -> usize {
        let stem = query::stem(form);
        // Words are cut long before these are too small.
        let (form_bytes, stem_bytes) = (form.len() as u16, stem.len() as u16);
        let at = self.text.len() as u32;
        self.text.push_str(form);
        self.text.push_str(&stem);
        self.known.push(Known { hash, at, form: form_bytes, stem: stem_bytes });
        self.places[place] = self.known.len() as u32;
        if self.known.len() * 2 > self.places.len() {
            self.places = vec![0; self.places.len() * 2];
            for (number, known) in (1..).zip(&self.known) {
                let mut place = known.hash as usize & (self.places.len() - 1);
                while self.places[place] != 0 {
                    place = (place + 1) & (self.places.len() - 1);
                }
                self.places[place] = number;
            }
        }
        self.known.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::{Stems, words};

    #[test]
    fn remembers_stems() {
        let mut stems = Stems::default();
        stems.next_document();
        assert_eq!(stems.of("утечки"), "утечк");
        assert_eq!(stems.of("утечки"), "утечк");
        stems.next_document();
        assert_eq!(stems.of("утечки"), "утечк");
        // More than there is room for, in one document and over several.
        for n in 0..3 * super::REMEMBERED / 2 {
            let form = format!("слово{n}");
            assert_eq!(stems.of(&form), form.as_str());
        }
        assert_eq!((stems.of("слово7").to_owned(), stems.of("утечки")), ("слово7".to_owned(), "утечк"));
        stems.next_document();
        assert!(stems.known.is_empty(), "begun afresh");
        assert_eq!(stems.of("утечки"), "утечк");
    }

    #[test]
    fn folds_and_stems() {
        let text = "Утечки\u{301} — Pомашке, «ЁЛКА» Pass\u{ad}words 4276-1234";
        let found: Vec<(String, String)> = words(text).iter().map(|w| (w.form.clone(), w.stem())).collect();
        let expected = [
            ("утечки", "утечк"),
            ("ромашке", "ромашк"),
            ("елка", "елк"),
            ("passwords", "password"),
            ("4276", "4276"),
            ("1234", "1234"),
        ];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(words(&"ж".repeat(10_000))[0].form.chars().count(), 64);
    }
}
