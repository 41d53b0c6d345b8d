//! The words of a text as the index compares them: folded, cut at a bound, each with its stem.
//!
//! The words and the folding are those that the matching room uses, by way of the query room, so that a saved search and
//! a watched query agree.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

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
    let text = Text::of(text);
    (0..text.len()).map(|n| Word { form: text.form(n).into_owned() }).collect()
}

/// The words of a text, folded once.
pub(super) struct Text {
    folded: String,
    /// In bytes of the folded text.
    spans: Vec<Range<usize>>,
}

impl Text {
    pub fn of(text: &str) -> Text {
        let folded = query::fold(text);
        // Folding maps one code point to one: both are walked in step.
        let mut offsets = folded.char_indices().map(|(byte, _)| byte).chain([folded.len()]);
        let mut next = 0;
        let mut offset = |point: usize| {
            let byte = offsets.nth(point - next);
            next = point + 1;
            byte.unwrap_or(folded.len())
        };
        let spans = query::words(text).into_iter().map(|w| offset(w.start)..offset(w.end)).collect();
        Text { folded, spans }
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// The n-th word, folded, without what is not seen.
    pub fn form(&self, n: usize) -> Cow<'_, str> {
        let form = self.spans.get(n).map_or("", |span| &self.folded[span.clone()]);
        let whole = form.len() <= LONGEST && (form.is_ascii() || !form.chars().any(query::is_invisible));
        if whole {
            return Cow::Borrowed(form);
        }
        Cow::Owned(form.chars().filter(|&c| !query::is_invisible(c)).take(LONGEST).collect())
    }
}

/// Stems of the forms met before: most words of a text were in the texts before it.
#[derive(Default)]
pub(super) struct Stems {
    known: HashMap<String, (String, u64)>,
    document: u64,
}

impl Stems {
    /// From here on every form is new to the document again.
    pub fn next_document(&mut self) {
        self.document += 1;
        if self.known.len() > REMEMBERED {
            self.known.clear();
        }
    }

    /// The stem, and whether the form is new to this document.
    pub fn of(&mut self, form: &str) -> (&str, bool) {
        if !self.known.contains_key(form) {
            self.known.insert(form.to_owned(), (query::stem(form), 0));
        }
        match self.known.get_mut(form) {
            Some((stem, seen)) => {
                let new = *seen != self.document;
                *seen = self.document;
                (stem, new)
            }
            None => ("", false),
        }
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
