//! What 64 bytes of a text are, a bit each: the first look at every byte that is searched for words or digits.
//!
//! On x86-64 by comparisons of sixteen bytes at a time (SSE2, which every such machine has), elsewhere byte by byte; a
//! test holds the two against each other. Knows nothing beyond ASCII: what lies beyond is told and left to its caller.

/// Bytes of a block.
pub const BLOCK: usize = 64;

/// One bit for each byte, the first byte lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Letters of ASCII, and those of them that are capitals.
    pub letters: u64,
    pub capitals: u64,
    pub digits: u64,
    pub underscores: u64,
    /// Bytes of characters beyond ASCII.
    pub beyond: u64,
}

impl Block {
    pub fn of(bytes: &[u8; BLOCK]) -> Block {
        // SAFETY: SSE2 is part of x86-64.
        #[cfg(target_arch = "x86_64")]
        #[allow(unsafe_code, reason = "the kernel asks for a feature that every x86-64 has")]
        return unsafe { wide::block(bytes) };
        #[cfg(not(target_arch = "x86_64"))]
        return plainly(bytes);
    }
}

/// Calls `each` with every maximal run of ASCII digits, in bytes, half-open.
pub fn digit_runs(bytes: &[u8], mut each: impl FnMut(usize, usize)) {
    let (blocks, tail) = bytes.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..tail.len()].copy_from_slice(tail);
    // A run that goes on from the blocks before.
    let mut open = None;
    for (at, block) in blocks.iter().chain(std::iter::once(&last)).enumerate() {
        let (base, mut digits) = (at * BLOCK, Block::of(block).digits);
        if let Some(start) = open.take() {
            let long = (!digits).trailing_zeros() as usize;
            if long == BLOCK {
                open = Some(start);
                continue;
            }
            each(start, base + long);
            digits &= u64::MAX << long;
        }
        while digits != 0 {
            let from = digits.trailing_zeros() as usize;
            let to = from + (!(digits >> from)).trailing_zeros() as usize;
            if to >= BLOCK {
                open = Some(base + from);
                break;
            }
            each(base + from, base + to);
            digits &= u64::MAX << to;
        }
    }
}

/// The same byte by byte, which is the rule.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn plainly(bytes: &[u8; BLOCK]) -> Block {
    let mut block = Block::default();
    for (at, byte) in bytes.iter().enumerate() {
        let bit = |is: bool| u64::from(is) << at;
        block.letters |= bit(byte.is_ascii_alphabetic());
        block.capitals |= bit(byte.is_ascii_uppercase());
        block.digits |= bit(byte.is_ascii_digit());
        block.underscores |= bit(*byte == b'_');
        block.beyond |= bit(!byte.is_ascii());
    }
    block
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x,
        _mm_set1_epi8, _mm_sub_epi8,
    };

    use super::{BLOCK, Block};

    #[target_feature(enable = "sse2")]
    pub(super) fn block(bytes: &[u8; BLOCK]) -> Block {
        let mut block = Block::default();
        let (parts, _) = bytes.as_chunks::<16>();
        for (part, sixteen) in parts.iter().enumerate() {
            let here = load(sixteen);
            let at = 16 * part;
            let lower = _mm_or_si128(here, _mm_set1_epi8(0x20));
            block.letters |= within(lower, b'a', 26) << at;
            block.capitals |= within(here, b'A', 26) << at;
            block.digits |= within(here, b'0', 10) << at;
            block.underscores |= bits(_mm_cmpeq_epi8(here, _mm_set1_epi8(b'_' as i8))) << at;
            block.beyond |= bits(here) << at;
        }
        block
    }

    #[target_feature(enable = "sse2")]
    fn load(sixteen: &[u8; 16]) -> __m128i {
        let all = u128::from_le_bytes(*sixteen);
        _mm_set_epi64x((all >> 64) as i64, all as i64)
    }

    /// The top bit of each byte.
    #[target_feature(enable = "sse2")]
    fn bits(all: __m128i) -> u64 {
        u64::from(_mm_movemask_epi8(all) as u16)
    }

    /// Bytes from `first` on, `many` of them: moved so that these are the smallest there are, which one comparison tells.
    #[target_feature(enable = "sse2")]
    fn within(all: __m128i, first: u8, many: u8) -> u64 {
        let moved = _mm_sub_epi8(all, _mm_set1_epi8(first.wrapping_sub(0x80) as i8));
        bits(_mm_cmplt_epi8(moved, _mm_set1_epi8(many.wrapping_add(0x80) as i8)))
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Block, digit_runs, plainly};

    #[test]
    fn wide_is_as_plain() {
        let mut state = 3u64;
        for round in 0..2_000 {
            let mut bytes = [0; BLOCK];
            for (at, byte) in bytes.iter_mut().enumerate() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // Every byte at every place, then whatever comes.
                *byte = if round < 256 { (round + at) as u8 } else { (state >> 56) as u8 };
            }
            assert_eq!(Block::of(&bytes), plainly(&bytes), "{bytes:?}");
        }
    }

    #[test]
    fn runs_of_digits_are_whole() {
        let long = format!("{}7{}", "5".repeat(200), "x".repeat(70));
        for text in
            ["", "1", "a12b", "12", &"1".repeat(64), &format!("{}12 34", "a".repeat(63)), &long, "ж1ж2"]
        {
            let mut runs = Vec::new();
            digit_runs(text.as_bytes(), |from, to| runs.push((from, to)));
            let mut plainly = Vec::new();
            let digits = text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit());
            for (at, _) in digits {
                match plainly.last_mut() {
                    Some((_, to)) if *to == at => *to = at + 1,
                    _ => plainly.push((at, at + 1)),
                }
            }
            assert_eq!(runs, plainly, "{text}");
        }
    }
}
