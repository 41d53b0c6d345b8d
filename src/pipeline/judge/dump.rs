//! Dumps: many values of one entry are one finding, and a copy of a dump is a location of it.

use std::collections::HashSet;

use crate::model::Digest;

/// A finding that holds a set of values. Of a known one only the values that the batch has are told.
pub(super) struct Dump {
    pub holds: HashSet<Digest>,
    /// It was judged a false positive: its values stay quiet wherever they are seen.
    pub quiet: bool,
}

/// Where the values of a document belong. Indexes are into the dumps handed in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Values judged false before, and the dump that holds the most of them.
    pub quiet: Option<(usize, HashSet<Digest>)>,
    /// The others: a copy of this dump, or (none) a dump of their own.
    pub fresh: Option<(Option<usize>, HashSet<Digest>)>,
}

/// A document is a copy of the dump that holds at least half of its values: the one with most, then the oldest. `dumps`
/// are ordered by age, the oldest first. Values that were judged false count for nothing.
pub(super) fn place(values: &HashSet<Digest>, dumps: &[Dump]) -> Placed {
    let most = |of: &HashSet<Digest>, quiet: bool| {
        let mut best: Option<(usize, usize)> = None;
        for (index, dump) in dumps.iter().enumerate().filter(|(_, d)| d.quiet == quiet) {
            let shared = of.intersection(&dump.holds).count();
            if shared > best.map_or(0, |(_, most)| most) {
                best = Some((index, shared));
            }
        }
        best
    };
    let is_quiet = |v: &&Digest| dumps.iter().any(|d| d.quiet && d.holds.contains(v));
    let quiet: HashSet<Digest> = values.iter().filter(is_quiet).copied().collect();
    let fresh: HashSet<Digest> = values.difference(&quiet).copied().collect();
    Placed {
        quiet: most(&quiet, true).map(|(index, _)| (index, quiet)),
        fresh: (!fresh.is_empty()).then(|| {
            let copy = most(&fresh, false).filter(|&(_, shared)| shared * 2 >= fresh.len());
            (copy.map(|(index, _)| index), fresh)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(values: &str) -> HashSet<Digest> {
        values.bytes().map(|b| Digest([b; 32])).collect()
    }

    #[test]
    fn one_row_for_each_case() {
        for (name, values, dumps, quiet, fresh) in [
            ("the first dump", "abcd", &[][..], None, Some((None, "abcd"))),
            ("a copy", "abcd", &["abcd"][..], None, Some((Some(0), "abcd"))),
            ("half of it is known", "abcd", &["abxy"], None, Some((Some(0), "abcd"))),
            ("less than half", "abcd", &["axyz"], None, Some((None, "abcd"))),
            ("a small piece of a large dump", "a", &["abcdefgh"], None, Some((Some(0), "a"))),
            ("a large dump that holds a small one", "abcdefgh", &["ab"], None, Some((None, "abcdefgh"))),
            ("most shared", "abcd", &["ab", "abc"], None, Some((Some(1), "abcd"))),
            ("then the oldest", "abcd", &["ab", "cd"], None, Some((Some(0), "abcd"))),
            ("judged false, all of it", "abcd", &["!abcde"], Some((0, "abcd")), None),
            (
                "judged false, and one not seen then",
                "abcde",
                &["!abcd"],
                Some((0, "abcd")),
                Some((None, "e")),
            ),
            (
                "the rest is a copy of another",
                "abcdef",
                &["!abcd", "ex"],
                Some((0, "abcd")),
                Some((Some(1), "ef")),
            ),
        ] {
            let dumps: Vec<Dump> = dumps
                .iter()
                .map(|d| Dump { holds: set(d.trim_start_matches('!')), quiet: d.starts_with('!') })
                .collect();
            let expected = Placed {
                quiet: quiet.map(|(index, values)| (index, set(values))),
                fresh: fresh.map(|(index, values)| (index, set(values))),
            };
            assert_eq!(place(&set(values), &dumps), expected, "{name}");
        }
    }
}
