//! How the engine cuts what it is given: for each word its stem, its form, and whatever else stands in its place, with a
//! mark after the last.
//!
//! Texts come folded and stemmed, so that nothing is left to know here but where a word ends and whether its stem counts
//! double: then it stands twice in the same place, which doubles its frequency and leaves phrases as they are. A field of
//! whole values has no marks.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::query::places::TITLE_GAP;

/// The name under which the schema knows it.
pub(super) const NAME: &str = "stems";

/// Ends a word, in all its tokens; no token holds any of these.
pub(super) const ONCE: char = ' ';
pub(super) const TWICE: char = '\n';
/// Before a further token of the same word.
pub(super) const SAME: char = '\t';
/// A word of this alone: the next stands [`TITLE_GAP`] further on.
pub(super) const GAP: char = '\u{1}';

#[derive(Clone, Default)]
pub(super) struct Stemmed {
    token: Token,
}

pub(super) struct Stream<'a> {
    rest: &'a str,
    again: bool,
    /// The next token is of the same word.
    same: bool,
    token: &'a mut Token,
}

impl Tokenizer for Stemmed {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.token.reset();
        Stream { rest: text, again: false, same: false, token: &mut self.token }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if std::mem::take(&mut self.again) {
            return true;
        }
        loop {
            let is_end = |b: u8| b == ONCE as u8 || b == TWICE as u8;
            let begin = self.rest.bytes().position(|b| !is_end(b)).unwrap_or(self.rest.len());
            let word = &self.rest[begin..];
            if word.is_empty() {
                return false;
            }
            let end = word.bytes().position(|b| is_end(b) || b == SAME as u8).unwrap_or(word.len());
            let (text, mark) = (&word[..end], word.as_bytes().get(end).copied());
            let same = std::mem::replace(&mut self.same, mark == Some(SAME as u8));
            self.rest = &word[(end + usize::from(self.same)).min(word.len())..];
            if text.chars().eq([GAP]) {
                self.token.position = self.token.position.wrapping_add(TITLE_GAP as usize);
                continue;
            }
            if !same {
                self.token.position = self.token.position.wrapping_add(1);
                // The stem is the first of a word's tokens.
                self.again = double(word, end);
            }
            if text.is_empty() {
                continue;
            }
            self.token.text.clear();
            self.token.text.push_str(text);
            return true;
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Whether the mark at the word's end says that its stem counts double.
fn double(word: &str, from: usize) -> bool {
    word.as_bytes()[from..].iter().find(|&&b| b != SAME as u8 && (b == ONCE as u8 || b == TWICE as u8))
        == Some(&(TWICE as u8))
}

#[cfg(test)]
mod tests {
    use tantivy::tokenizer::{TokenStream as _, Tokenizer as _};

    use super::Stemmed;

    #[test]
    fn marks_end_stems() {
        let mut stemmed = Stemmed::default();
        for _ in 0..2 {
            let mut stream = stemmed.token_stream("утечк баз\nдан\t=данные\t@a/b\n2026  \tx \u{1} y");
            let mut found = Vec::new();
            while stream.advance() {
                found.push((stream.token().text.clone(), stream.token().position));
            }
            let found: Vec<(&str, usize)> = found.iter().map(|(text, at)| (text.as_str(), *at)).collect();
            assert_eq!(
                found,
                [
                    ("утечк", 0),
                    ("баз", 1),
                    ("баз", 1),
                    ("дан", 2),
                    ("дан", 2),
                    ("=данные", 2),
                    ("@a/b", 2),
                    ("2026", 3),
                    ("x", 4),
                    ("y", 5 + crate::query::places::TITLE_GAP as usize)
                ]
            );
        }
        assert!(!stemmed.token_stream("").advance());
    }
}
