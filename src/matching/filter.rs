//! Bits of hashes, one load a question: most words of a page are in no name, and leave here.

/// A blocked Bloom filter (Putze, Sanders, Singler 2007) of four bits in one word. The lowest bits of hashes count for
/// nothing.
pub(super) struct Filter {
    bits: Vec<u64>,
    /// What is left of a hash to find its 64 bits.
    shift: u32,
}

impl Filter {
    /// For `many` hashes with 2^`room` bits each at least, so that it stays as sparse however many there are.
    pub(super) fn with_room(many: usize, room: u32) -> Filter {
        let words = many.max(1 << 12).next_power_of_two() << room >> 6;
        Filter { bits: vec![0; words], shift: 64 - words.trailing_zeros() }
    }

    pub(super) fn put(&mut self, hash: u64) {
        self.bits[(hash >> self.shift) as usize] |= Filter::mask(hash);
    }

    pub(super) fn may_hold(&self, hash: u64) -> bool {
        let mask = Filter::mask(hash);
        self.bits[(hash >> self.shift) as usize] & mask == mask
    }

    fn mask(hash: u64) -> u64 {
        1 << (hash >> 7 & 63) | 1 << (hash >> 13 & 63) | 1 << (hash >> 19 & 63) | 1 << (hash >> 25 & 63)
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn holds_what_was_put_and_little_else() {
        let hash = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ n.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32;
        let mut filter = Filter::with_room(10_000, 4);
        (0..10_000).for_each(|n| filter.put(hash(n)));
        assert!((0..10_000).all(|n| filter.may_hold(hash(n))));
        let wrong = (10_000..110_000).filter(|&n| filter.may_hold(hash(n))).count();
        assert!(wrong < 3_000, "{wrong} of 100,000");
    }
}
