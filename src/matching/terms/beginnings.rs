//! Which words of a page can be a word of any term at all, told by their first bytes, before they are stemmed.
//!
//! Snowball takes letters off the end of a Russian word, so that the stem begins it; an English stem may differ from its
//! word in its last letter too (happy, happi), and a very short one in more. A bit for each beginning, of up to eight
//! bytes; what passes may still be none, what does not pass is none. Whoever puts many in makes it larger.

/// Bits at first, and at most (2 MB), as powers of two.
const BITS: u32 = 16;
const MOST_BITS: u32 = 24;
/// Bytes of a beginning.
const LONGEST: usize = 8;
/// Beginnings of so many bytes or more are looked for by so many first.
const FIRST: usize = 4;

pub(super) struct Beginnings {
    bits: Vec<u64>,
    shift: u32,
    /// Lengths below [`FIRST`] that there are, and those from it on.
    short: Vec<usize>,
    long: Vec<usize>,
}

impl Default for Beginnings {
    fn default() -> Beginnings {
        Beginnings::sized(1 << BITS)
    }
}

impl Beginnings {
    /// Empty, of about so many bits.
    pub(super) fn sized(bits: usize) -> Beginnings {
        let power = bits.next_power_of_two().ilog2().clamp(BITS, MOST_BITS);
        Beginnings { bits: vec![0; 1 << (power - 6)], shift: 64 - power, short: Vec::new(), long: Vec::new() }
    }

    /// More cannot be had when this is `usize::MAX`.
    pub(super) fn bits(&self) -> usize {
        if self.shift == 64 - MOST_BITS { usize::MAX } else { self.bits.len() * 64 }
    }

    /// Lets words through whose stem is `stem`, as `query::stem` makes it.
    pub(super) fn stem(&mut self, stem: &str) {
        let english = !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_alphabetic());
        self.put(match stem.len() {
            // Of two or three letters the first two stay: ties, tie.
            2 | 3 if english => &stem.as_bytes()[..2],
            length if english && length > 3 => &stem.as_bytes()[..length - 1],
            _ => stem.as_bytes(),
        });
    }

    /// Lets words through that begin so.
    pub(super) fn prefix(&mut self, prefix: &str) {
        self.put(prefix.as_bytes());
    }

    fn put(&mut self, beginning: &[u8]) {
        let length = beginning.len().min(LONGEST);
        let word = head(beginning);
        let lengths = if length < FIRST { &mut self.short } else { &mut self.long };
        if !lengths.contains(&length) {
            lengths.push(length);
        }
        let first = (length >= FIRST).then(|| self.slot(word, FIRST, false));
        for slot in std::iter::once(self.slot(word, length, true)).chain(first) {
            self.bits[slot >> 6] |= 1 << (slot & 63);
        }
    }

    pub(super) fn may_begin(&self, word: &str) -> bool {
        let word = head(word.as_bytes());
        let holds = |slot: usize| self.bits[slot >> 6] >> (slot & 63) & 1 == 1;
        self.short.iter().any(|&length| holds(self.slot(word, length, true)))
            || (holds(self.slot(word, FIRST, false))
                && self.long.iter().any(|&length| holds(self.slot(word, length, true))))
    }

    /// The bit of the first `length` bytes, which are the whole of a beginning or not.
    fn slot(&self, word: u64, length: usize, whole: bool) -> usize {
        let kept = word & (u64::MAX >> (64 - 8 * length.max(1)));
        let mixed = (kept ^ (length as u64) << 1 ^ u64::from(whole)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> self.shift) as usize
    }
}

/// The first eight bytes, zeros after the end.
fn head(bytes: &[u8]) -> u64 {
    let mut head = [0; LONGEST];
    let length = bytes.len().min(LONGEST);
    head[..length].copy_from_slice(&bytes[..length]);
    u64::from_le_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::Beginnings;
    use crate::query::stem;

    const WORDS: &str = "happy happily cries tied ties relational sensational hoping hope probably sensibility \
        organization generously leaks leaked dumped databases selling утечка утечки утечек базы продам \
        продается слитые слив взломали взломан взлома доступы выкупа шифровальщик инн данных данные еж ежи б 5g \
        4276 naïve straße łódź";

    #[test]
    fn a_word_passes_by_its_own_stem() {
        for word in WORDS.split_whitespace() {
            for bits in [0, 1 << 20] {
                let mut one = Beginnings::sized(bits);
                one.stem(&stem(word));
                assert!(one.may_begin(word), "{word} by {}", stem(word));
                let mut one = Beginnings::sized(bits);
                one.prefix(word);
                assert!(one.may_begin(&format!("{word}ами")) && one.may_begin(word), "{word}");
            }
        }
    }

    #[test]
    fn most_others_do_not() {
        let mut some = Beginnings::default();
        for word in ["утечка", "взлом", "leak", "ransom", "выкуп"] {
            some.stem(&stem(word));
        }
        let passed: Vec<&str> = WORDS.split_whitespace().filter(|w| some.may_begin(w)).collect();
        let expected =
            ["leaks", "leaked", "утечка", "утечки", "утечек", "взломали", "взломан", "взлома", "выкупа"];
        assert_eq!(passed, expected);
    }
}
