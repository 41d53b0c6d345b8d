//! The words of a text as the index compares them: folded, cut at a bound, each with its stem.
//!
//! The words and the folding are those that the matching room uses, by way of the query room, so that a saved search and
//! a watched query agree.

use std::ops::Range;

use crate::query;

/// Code points of a word that are compared: base64 and the like are no words.
const LONGEST: usize = 64;

pub(super) struct Word {
    /// Folded, without what is not seen.
    pub form: String,
    pub bytes: Range<usize>,
}

impl Word {
    pub fn stem(&self) -> String {
        query::stem(&self.form)
    }
}

pub(super) fn words(text: &str) -> Vec<Word> {
    let folded = query::fold(text);
    let mut folded = folded.chars();
    let mut at = 0;
    query::words(text)
        .into_iter()
        .map(|word| {
            // Folding maps one code point to one: both are walked in step.
            let form = folded.by_ref().skip(word.start - at).take(word.end - word.start).collect::<String>();
            at = word.end;
            let form = form.chars().filter(|&c| !query::is_invisible(c)).take(LONGEST).collect();
            Word { form, bytes: word.bytes }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::words;

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
        assert_eq!(&text[words(text)[0].bytes.clone()], "Утечки");
        assert_eq!(words(&"ж".repeat(10_000))[0].form.chars().count(), 64);
    }
}
