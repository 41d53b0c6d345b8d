//! Mutation without knowledge of the program: bytes turned, cut, doubled, spliced, and words of the target put in.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Bytes of an input at most: what is longer finds little that is new, slowly.
const LONGEST: usize = 64 << 10;

pub struct Mutator {
    dice: StdRng,
    words: &'static [&'static str],
}

impl Mutator {
    pub fn new(seed: u64, words: &'static [&'static str]) -> Mutator {
        Mutator { dice: StdRng::seed_from_u64(seed), words }
    }

    /// A place in a list of `n`; `n` is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.dice.random_range(0..n)
    }

    /// `input` changed one to eight times; `other` is another input, to splice from.
    pub fn mutate(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=self.below(8) {
            self.once(&mut bytes, other);
            bytes.truncate(LONGEST);
        }
        bytes
    }

    fn once(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(bytes.len() + 1);
        let upto = at + self.below(bytes.len() - at + 1).min(1 << self.below(12));
        match self.below(11) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => {
                bytes[at] = [0, 0xff, 0x80, b'\n', b'<', b'"', b'0', b'-'][self.below(8)]
            }
            2 if at < bytes.len() => bytes[at] = self.dice.random(),
            3 => drop(bytes.drain(at..upto)),
            4 => bytes.truncate(at),
            5 => {
                let piece = bytes[at..upto].to_vec();
                self.repeat(bytes, at, &piece);
            }
            6 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())];
                self.repeat(bytes, at, word.as_bytes());
            }
            7 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())];
                bytes.splice(at..upto, word.bytes());
            }
            8 => {
                let numbers =
                    ["0", "-1", "255", "65536", "2147483648", "18446744073709551615", "1e309", "NaN"];
                bytes.splice(at..upto, numbers[self.below(numbers.len())].bytes());
            }
            9 => {
                let odd = ["\u{feff}", "\u{202e}", "\u{301}", "ё", "İ", "ß", "\u{0}", "😀", "\u{200d}", "ﬃ"];
                bytes.splice(at..at, odd[self.below(odd.len())].bytes());
            }
            _ if !other.is_empty() => {
                let from = self.below(other.len());
                let to = from + self.below(other.len() - from + 1);
                bytes.splice(at..upto, other[from..to].iter().copied());
            }
            _ => {}
        }
    }

    /// Mostly once; now and then often enough for what recurses or is quadratic.
    fn repeat(&mut self, bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
        let times = if self.below(20) == 0 { 1 + self.below(4000) } else { 1 };
        let room = (LONGEST / piece.len().max(1)).max(1);
        let more = piece.repeat(times.min(room));
        bytes.splice(at..at, more);
    }
}
