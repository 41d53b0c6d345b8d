//! Where the parts of a query hold in one text, as ranges of words: what NEAR, PRE and phrases mean, in one place, so that
//! the index and the matching room cannot differ.
//!
//! Lists are sorted by (first, last) and may overlap. Everything here is linear or n log n in the places, and bounded:
//! a page that holds a word a million times says no more than its first [`MAX_PLACES`].

/// Places of one part that are looked at.
pub const MAX_PLACES: usize = 20_000;

/// Positions between the last word of a text and the first of its title, which stands behind it in the same numbering:
/// more than any NEAR reaches.
pub const TITLE_GAP: u32 = 2 * super::MAX_NEAR;

/// First and last word of a place, and the least confidence (hundredths) of what it rests on; who knows none leaves 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub first: u32,
    pub last: u32,
    pub confidence: u32,
}

impl Place {
    /// The smallest place that holds both.
    pub fn join(self, other: Place) -> Place {
        Place {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            confidence: self.confidence.min(other.confidence),
        }
    }
}

/// The places of words in a row: `words[i]` holds the ascending positions of the i-th. At most [`MAX_PLACES`] pairs
/// (first, last).
pub fn row(words: &[&[u32]]) -> Vec<(u32, u32)> {
    within(words, 0, u32::MAX).take(MAX_PLACES).collect()
}

/// Those of [`row`] that lie in `from..=to`, by way of the rarest word.
pub fn within<'a>(words: &'a [&'a [u32]], from: u32, to: u32) -> impl Iterator<Item = (u32, u32)> + 'a {
    let rarest = (0..words.len()).min_by_key(|&i| words[i].len());
    let list = rarest.map_or(&[][..], |i| words[i]);
    let rarest = rarest.unwrap_or(0) as u32;
    let start = list.partition_point(|&place| place < from);
    let more = words.len().saturating_sub(1) as u32;
    list[start..].iter().take_while(move |&&place| place <= to).filter_map(move |&place| {
        let first = place.checked_sub(rarest)?;
        let all = (first..).zip(words).all(|(at, word)| word.binary_search(&at).is_ok());
        (all && first >= from && first + more <= to).then_some((first, first + more))
    })
}

/// Pairs with at most `n` words between: of every place with the nearest on each side of it, so that the smallest windows
/// are among them. `ordered`: the left one ends before the right one begins; else they may overlap.
pub fn near(left: &[Place], right: &[Place], n: u32, ordered: bool) -> Vec<Place> {
    let mut out = Vec::new();
    following(left, right, n, &mut out);
    preceding(right, left, n, ordered, &mut out);
    if !ordered {
        following(right, left, n, &mut out);
        preceding(left, right, n, ordered, &mut out);
    }
    tidy(&mut out);
    out
}

/// Of each place with the first of `others` that begins behind it.
fn following(places: &[Place], others: &[Place], n: u32, out: &mut Vec<Place>) {
    for &place in places {
        let next = others.partition_point(|other| other.first <= place.last);
        if let Some(&other) = others.get(next)
            && other.first - place.last - 1 <= n
        {
            out.push(place.join(other));
        }
    }
}

/// Of each place with that of `others` which reaches farthest towards it from the left, or into it unless `ordered`.
fn preceding(places: &[Place], others: &[Place], n: u32, ordered: bool, out: &mut Vec<Place>) {
    if ordered {
        // By their ends: the last that ends before the place begins.
        let mut by_end: Vec<Place> = others.to_vec();
        by_end.sort_unstable_by_key(|other| (other.last, other.first));
        for &place in places {
            let before = by_end.partition_point(|other| other.last < place.first);
            if let Some(&other) = before.checked_sub(1).map(|at| &by_end[at])
                && place.first - other.last - 1 <= n
            {
                out.push(place.join(other));
            }
        }
        return;
    }
    // The farthest end among those that begin at or before each.
    let mut farthest: Vec<Place> = Vec::with_capacity(others.len());
    for &other in others {
        let best = farthest.last().copied().filter(|best| best.last >= other.last).unwrap_or(other);
        farthest.push(best);
    }
    for &place in places {
        let begun = others.partition_point(|other| other.first <= place.last);
        if let Some(&other) = begun.checked_sub(1).map(|at| &farthest[at])
            && (other.last >= place.first || place.first - other.last - 1 <= n)
        {
            out.push(place.join(other));
        }
    }
}

/// Sorts, takes away what is there twice (the surer one stays), and keeps the first [`MAX_PLACES`].
pub fn tidy(places: &mut Vec<Place>) {
    places.sort_unstable_by_key(|p| (p.first, p.last, u32::MAX - p.confidence));
    places.dedup_by_key(|p| (p.first, p.last));
    places.truncate(MAX_PLACES);
}

/// Sorts the places of one entry and takes away those that begin before the one before has ended: the index keeps where
/// they begin and where they end, and puts the two together again.
pub fn apart(places: &mut Vec<Place>) {
    places.sort_unstable_by_key(|p| (p.first, p.last));
    let mut end = None;
    places.retain(|place| {
        let clear = end.is_none_or(|end| place.first > end);
        if clear {
            end = Some(place.last);
        }
        clear
    });
    places.truncate(MAX_PLACES);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(spans: &[(u32, u32)]) -> Vec<Place> {
        spans.iter().map(|&(first, last)| Place { first, last, confidence: 0 }).collect()
    }

    /// By its meaning, pair by pair.
    fn holds(left: &[Place], right: &[Place], n: u32, ordered: bool) -> bool {
        left.iter().any(|a| {
            right.iter().any(|b| {
                let gap = |a: &Place, b: &Place| b.first > a.last && b.first - a.last - 1 <= n;
                let overlap = a.first <= b.last && b.first <= a.last;
                gap(a, b) || (!ordered && (gap(b, a) || overlap))
            })
        })
    }

    #[test]
    fn near_is_what_it_means() {
        // Every pair of small lists of places, some long, some within others.
        let mut seed = 7u32;
        let mut next = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        for _ in 0..20_000 {
            let mut list = |most: u32| {
                let mut out: Vec<Place> = (0..1 + next(most))
                    .map(|_| {
                        let first = next(40);
                        Place { first, last: first + next(3) * next(5), confidence: 0 }
                    })
                    .collect();
                tidy(&mut out);
                out
            };
            let (left, right) = (list(4), list(4));
            for n in [0, 1, 3, 10] {
                for ordered in [false, true] {
                    let found = near(&left, &right, n, ordered);
                    assert_eq!(
                        !found.is_empty(),
                        holds(&left, &right, n, ordered),
                        "{left:?} {right:?} {n} {ordered}"
                    );
                }
            }
        }
    }

    #[test]
    fn windows_are_the_smallest() {
        let found = near(&places(&[(0, 0), (10, 10)]), &places(&[(2, 3), (12, 12)]), 5, false);
        assert_eq!(found, places(&[(0, 3), (10, 12)]));
        let found = near(&places(&[(5, 5)]), &places(&[(4, 4), (6, 6)]), 1, true);
        assert_eq!(found, places(&[(5, 6)]));
        assert!(near(&places(&[(5, 6)]), &places(&[(6, 7)]), 1, true).is_empty(), "overlap is no order");
    }

    #[test]
    fn rows_are_found_by_their_rarest_word() {
        let (a, b, c): (&[u32], &[u32], &[u32]) = (&[0, 4, 8, 9], &[1, 5, 10], &[2, 11]);
        assert_eq!(row(&[a, b, c]), [(0, 2), (9, 11)]);
        assert_eq!(row(&[a, b]), [(0, 1), (4, 5), (9, 10)]);
        assert_eq!(within(&[a, b], 1, 9).collect::<Vec<_>>(), [(4, 5)]);
        assert!(row(&[a, &[]]).is_empty() && row(&[]).is_empty());
    }

    #[test]
    fn a_page_of_one_word_costs_what_it_is_long() {
        let many: Vec<Place> =
            (0..MAX_PLACES as u32).map(|n| Place { first: n, last: n, confidence: 0 }).collect();
        let mut nested = near(&many, &many, 1_000, false);
        for _ in 0..30 {
            nested = near(&nested, &many, 1_000, false);
            assert!(nested.len() <= MAX_PLACES);
        }
    }
}
