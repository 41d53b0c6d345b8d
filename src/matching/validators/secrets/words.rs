//! How unlike words a string is: the judge of random keys among identifiers, paths and prose.
//!
//! A string is written down twice, in bits: as chance would spell it over the alphabet that it uses, and as words would,
//! its runs of letters by how often three letters follow each other in documentation. What is dearer as words than by
//! chance is random (minimum description length; Rissanen 1978). Knows nothing of keys, fields or providers.

/// Sixteenths of a bit for each third letter after two: 27 x 27 x 27, the end of a word and a to z. Made by
/// tests/corpus/secrets/train_words.py, which names its sources.
const TABLE: &[u8; 27 * 27 * 27] = include_bytes!("words.tbl");
/// Bits that a change of script, case or kind costs those who write words.
const CAPITALS: f64 = 1.6;
const SMALL: f64 = 1.0;
const NUMBER: f64 = 2.0;
const SIGN: f64 = 3.0;
/// Bits of one decimal digit.
const DIGIT: f64 = 3.32;

/// Bits by which words explain the string worse than chance does: above zero it is random, below it is words. A random
/// string gains about three a character, a name of a variable loses one or two. Time and memory are linear in the text.
pub(super) fn surprise(text: &str) -> f64 {
    by_words(text) - by_chance(text)
}

/// The same, a character.
pub(super) fn surprise_each(text: &str) -> f64 {
    surprise(text) / text.chars().count().max(1) as f64
}

fn by_chance(text: &str) -> f64 {
    let (mut small, mut large, mut digit, mut sign, mut hex_small, mut hex_large) =
        (false, false, false, false, true, true);
    let mut length = 0u32;
    for c in text.chars() {
        length += 1;
        small |= c.is_lowercase();
        large |= c.is_uppercase();
        digit |= c.is_ascii_digit();
        sign |= !c.is_alphanumeric();
        hex_small &= matches!(c, '0'..='9' | 'a'..='f' | '-');
        hex_large &= matches!(c, '0'..='9' | 'A'..='F' | '-');
    }
    let letters = if (hex_small || hex_large) && (small || large) {
        16
    } else if hex_small {
        10
    } else {
        26 * usize::from(small) + 26 * usize::from(large) + 10 * usize::from(digit) + 2 * usize::from(sign)
    };
    f64::from(length) * (letters.max(2) as f64).log2()
}

/// Bits that those who write words need for the text: what costs few is met on most pages.
pub(in crate::matching) fn by_words(text: &str) -> f64 {
    let mut bits = 0.0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = piece(rest, first);
        let (one, after) = rest.split_at(end);
        bits += match first {
            _ if first.is_ascii_digit() => NUMBER + DIGIT * one.len() as f64,
            _ if first.is_ascii_alphabetic() => {
                letters(one) + if one.bytes().any(|b| b.is_ascii_uppercase()) { CAPITALS } else { SMALL }
            }
            // Letters of other scripts are words: keys have none.
            _ if first.is_alphabetic() => 2.0,
            _ => SIGN,
        };
        rest = after;
    }
    bits
}

/// Bytes of the first piece: digits, a word in small letters with or without a capital, a word in capitals, or one sign.
fn piece(text: &str, first: char) -> usize {
    let bytes = text.as_bytes();
    let run = |of: fn(&u8) -> bool, from: usize| from + bytes[from..].iter().take_while(|b| of(b)).count();
    if first.is_ascii_digit() {
        return run(u8::is_ascii_digit, 0);
    }
    if first.is_ascii_lowercase() {
        return run(u8::is_ascii_lowercase, 0);
    }
    if first.is_ascii_uppercase() {
        let capitals = run(u8::is_ascii_uppercase, 0);
        let small = run(u8::is_ascii_lowercase, capitals);
        return match (capitals, small) {
            (1, small) => small,
            // HTTPServer: the last capital belongs to the next word.
            (capitals, small) if small > capitals => capitals - 1,
            _ => capitals,
        };
    }
    first.len_utf8()
}

fn letters(word: &str) -> f64 {
    let (mut a, mut b, mut sum) = (0usize, 0usize, 0u32);
    for byte in word.bytes().map(|b| b.to_ascii_lowercase()).chain(std::iter::once(b'`')) {
        // '`' stands before 'a': the end of the word.
        let c = usize::from(byte - b'`');
        sum += u32::from(TABLE[(a * 27 + b) * 27 + c]);
        (a, b) = (b, c);
    }
    f64::from(sum) / 16.0
}

/// Kinds of character in [`TABLE`].
const KINDS: usize = 27;
/// Steps after which the pairs of a long text have settled.
const STEPS: usize = 12;

/// How often a few characters stand side by side anywhere in a text of words.
pub(in crate::matching) struct Grams {
    /// The part of places where these two stand.
    pairs: Vec<f64>,
}

impl Grams {
    pub(in crate::matching) fn new() -> Grams {
        let mut pairs = vec![0.0; KINDS * KINDS];
        pairs[0] = 1.0;
        for _ in 0..STEPS {
            // Half a step at a time, so that the length of a word leaves no rhythm.
            let mut next: Vec<f64> = pairs.iter().map(|part| part / 2.0).collect();
            for (pair, part) in pairs.iter().enumerate().filter(|(_, part)| **part > 0.0) {
                let all: f64 = (0..KINDS).map(|kind| follows(pair, kind)).sum();
                for kind in 0..KINDS {
                    next[then(pair, kind)] += part / 2.0 * follows(pair, kind) / all;
                }
            }
            pairs = next;
        }
        Grams { pairs }
    }

    /// Bits that ASCII letters cost, whatever stands around them; a blank ends a word, and other signs are rarer.
    pub(in crate::matching) fn bits(&self, letters: &[u8]) -> f64 {
        let kind = |byte: &u8| if byte.is_ascii_alphabetic() { usize::from(byte & 0x1f) } else { 0 };
        let signs = letters.iter().filter(|byte| !byte.is_ascii_alphabetic() && **byte != b' ').count();
        let bits = match letters {
            [] => 0.0,
            [one] => -(0..KINDS).map(|b| self.pairs[b * KINDS + kind(one)]).sum::<f64>().log2(),
            [a, b, rest @ ..] => {
                // Behind the end of a word only the beginning of another counts.
                let mut pair = then(kind(a), kind(b));
                let mut bits = -self.pairs[kind(a) * KINDS + kind(b)].log2();
                for next in rest {
                    bits -= follows(pair, kind(next)).log2();
                    pair = then(pair, kind(next));
                }
                bits
            }
        };
        bits + 4.0 * signs as f64
    }
}

/// The pair that a pair becomes with one more character.
fn then(pair: usize, kind: usize) -> usize {
    if kind == 0 { 0 } else { pair % KINDS * KINDS + kind }
}

fn follows(pair: usize, kind: usize) -> f64 {
    (-f64::from(TABLE[pair * KINDS + kind]) / 16.0).exp2()
}

#[cfg(test)]
mod tests {
    use super::{Grams, surprise, surprise_each};

    #[test]
    fn rare_grams_cost_more() {
        let grams = Grams::new();
        assert!((0.99..1.01).contains(&grams.pairs.iter().sum::<f64>()));
        for (rare, common) in [("leio", "file"), ("tlas", "tion"), ("xq", "th"), ("z", "e"), ("k_id", "in a")]
        {
            let (rare, common) = (grams.bits(rare.as_bytes()), grams.bits(common.as_bytes()));
            assert!(rare > common, "{rare} {common}");
        }
    }

    #[test]
    fn tells_words_from_chance() {
        for words in [
            "getUserPassword",
            "AbstractAuthenticationTokenProcessingFilter",
            "my-service-account-key",
            "com.example.auth.TokenProvider",
            "kubernetes.io/service-account-token",
            "TOKEN_EXPIRATION_TIME_SEC",
            "base64EncodedString",
            "node_modules/token/index.js",
            "2024-01-15T10:11:12",
            "Gr0zny-Kot",
            "parolDlyaVhoda2024",
            "пароль",
        ] {
            assert!(surprise(words) < 0.0, "{words}: {}", surprise(words));
        }
        for random in [
            "9c9106270eb5a65c72e2976ca18f87c57aad1142",
            "P1jRsJVmtGsGmnH4HU6ZC9yL5gpcvQ87",
            "zapvqlmrkstwnbxd",
            "tr4-kLm9!qWz",
            "7f3k9q2m8x1v",
            "K7QXW2ZRV9TPLM4N",
        ] {
            assert!(surprise_each(random) > 0.6, "{random}: {}", surprise_each(random));
        }
        assert_eq!(surprise_each(""), 0.0);
    }

    #[test]
    fn anything_has_a_measure() {
        for text in ["ё\u{301}🦀", "ABc", "A", "`~", "İſK", "a\u{0}b", "ＡＢＣ", "\u{202e}key"] {
            assert!(surprise(text).is_finite(), "{text:?}");
        }
    }
}
