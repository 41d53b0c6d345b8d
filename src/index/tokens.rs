//! How the engine cuts what it is given: stems, with a mark after each.
//!
//! Texts come folded and stemmed, so that nothing is left to know here but where a stem ends and whether it counts
//! double: then it stands twice in the same place, which doubles its frequency and leaves phrases as they are.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the schema knows it.
pub(super) const NAME: &str = "stems";

/// Ends a stem; no word holds either.
pub(super) const ONCE: char = ' ';
pub(super) const TWICE: char = '\n';

#[derive(Clone, Default)]
pub(super) struct Stemmed {
    token: Token,
}

pub(super) struct Stream<'a> {
    rest: &'a str,
    again: bool,
    token: &'a mut Token,
}

impl Tokenizer for Stemmed {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.token.reset();
        Stream { rest: text, again: false, token: &mut self.token }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if std::mem::take(&mut self.again) {
            return true;
        }
        let is_end = |b: u8| b == ONCE as u8 || b == TWICE as u8;
        let begin = self.rest.bytes().position(|b| !is_end(b)).unwrap_or(self.rest.len());
        let word = &self.rest[begin..];
        if word.is_empty() {
            return false;
        }
        let end = word.bytes().position(is_end).unwrap_or(word.len());
        self.again = word.as_bytes().get(end) == Some(&(TWICE as u8));
        self.token.text.clear();
        self.token.text.push_str(&word[..end]);
        self.token.position = self.token.position.wrapping_add(1);
        self.rest = &word[end..];
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use tantivy::tokenizer::{TokenStream as _, Tokenizer as _};

    use super::Stemmed;

    #[test]
    fn marks_end_stems() {
        let mut stemmed = Stemmed::default();
        for _ in 0..2 {
            let mut stream = stemmed.token_stream("утечк баз\nдан\n2026  x");
            let mut found = Vec::new();
            while stream.advance() {
                found.push((stream.token().text.clone(), stream.token().position));
            }
            let found: Vec<(&str, usize)> = found.iter().map(|(text, at)| (text.as_str(), *at)).collect();
            assert_eq!(
                found,
                [("утечк", 0), ("баз", 1), ("баз", 1), ("дан", 2), ("дан", 2), ("2026", 3), ("x", 4)]
            );
        }
        assert!(!stemmed.token_stream("").advance());
    }
}
