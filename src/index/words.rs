//! The words of a text as the index compares them: folded, cut at a bound, each with its stem.
//!
//! The words and the folding are those that the matching room uses, by way of the query room, so that a saved search and
//! a watched query agree.

use std::collections::HashMap;

use crate::query;

/// Code points of a word that are compared: base64 and the like are no words.
const LONGEST: usize = 64;

/// Forms whose stems are remembered at a time, some 100 bytes each.
const REMEMBERED: usize = 50_000;

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

/// Calls `each` with every word of a text: folded, without what is not seen, and the byte at which it begins.
pub(super) fn each_word(text: &str, mut each: impl FnMut(&str, usize)) {
    let (mut folded, mut cut) = (String::new(), String::new());
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
            return each(form, run.bytes.start);
        }
        cut.clear();
        cut.extend(form.chars().filter(|&c| !query::is_invisible(c)).take(LONGEST));
        each(&cut, run.bytes.start);
    });
}

/// Stems of the forms met before: most words of a text were in the texts before it.
#[derive(Default)]
pub(super) struct Stems {
    known: HashMap<Box<str>, usize>,
    stems: Vec<Remembered>,
    document: u64,
}

struct Remembered {
    stem: Box<str>,
    /// The last document that it was met in.
    seen: u64,
}

impl Stems {
    /// From here on every form is new to the document again.
    pub fn next_document(&mut self) {
        self.document += 1;
        if self.stems.len() > REMEMBERED {
            self.known.clear();
            self.stems.clear();
        }
    }

    /// The stem, and whether the form is new to this document.
    pub fn of(&mut self, form: &str) -> (&str, bool) {
        let at = match self.known.get(form) {
            Some(&at) => at,
            None => {
                self.known.insert(form.into(), self.stems.len());
                self.stems.push(Remembered { stem: query::stem(form).into(), seen: 0 });
                self.stems.len() - 1
            }
        };
        let known = &mut self.stems[at];
        let new = known.seen != self.document;
        known.seen = self.document;
        (&known.stem, new)
    }
}

#[cfg(test)]
mod tests {
    use super::{Stems, words};

    #[test]
    fn remembers_stems() {
        let mut stems = Stems::default();
        stems.next_document();
        assert_eq!(stems.of("утечки"), ("утечк", true));
        assert_eq!(stems.of("утечки"), ("утечк", false));
        stems.next_document();
        assert_eq!(stems.of("утечки"), ("утечк", true));
    }

    #[test]
    fn folds_and_stems() {
        let text = "Утечки — Pомашке, «ЁЛКА» Pass\u{ad}words 4276-1234";
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
