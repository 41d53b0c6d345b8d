//! Bits of hashes, one load a question: most words of a page are in no name, and leave here.

/// A blocked Bloom filter (Putze, Sanders, Singler 2007) of four bits in one word. The lowest bits of hashes count for
/// nothing.
pub(super) struct Filter {
    bits: Vec<u64>,
    /// What is left of a hash to find its 64 bits.
    shift: u32,
}

impl Filter {
    /// With 2^`room` bits for each of `many` hashes at least, so that it stays as sparse however many there are.
    fn with_room(many: usize, room: u32) -> Filter {
        let words = many.max(1 << 12).next_power_of_two() << room >> 6;
        Filter { bits: vec![0; words], shift: 64 - words.trailing_zeros() }
    }

    /// Of so many hashes; some may be the same.
    pub(super) fn of(hashes: impl Iterator<Item = u64>, many: usize, room: u32) -> Filter {
        let mut filter = Filter::with_room(many, room);
        hashes.for_each(|hash| filter.put(hash));
        filter
    }

    /// With 16 bits for each of the hashes, however often they come.
    pub(super) fn of_distinct(mut hashes: Vec<u64>) -> Filter {
        hashes.sort_unstable();
        hashes.dedup();
        Filter::of(hashes.iter().copied(), hashes.len(), 4)
    }

    fn put(&mut self, hash: u64) {
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
        let hash =
            |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ n.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32;
        let filter = Filter::of_distinct((0..10_000).chain(0..10_000).map(hash).collect());
        assert!((0..10_000).all(|n| filter.may_hold(hash(n))));
        let wrong = (10_000..110_000).filter(|&n| filter.may_hold(hash(n))).count();
        assert!(wrong < 3_000, "{wrong} of 100,000");
    }
}
