//! How often an entry was right, by what people judged: counts, the interval that they allow, and the floor that would
//! have kept the false ones quiet. Arithmetic alone: nothing is changed by it.

use serde::Serialize;

/// Judged findings below which nothing is advised: chance would do as well.
const LEAST: u64 = 8;
/// Wilson's z for 95 %.
const Z: f64 = 1.96;

/// Judged findings of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Confirmed, or fixed.
    pub right: u64,
    /// Judged false.
    pub wrong: u64,
}

impl Tally {
    pub fn of(judged: &[(u32, bool)]) -> Tally {
        let right = judged.iter().filter(|(_, right)| *right).count() as u64;
        Tally { right, wrong: judged.len() as u64 - right }
    }

    pub fn judged(&self) -> u64 {
        self.right + self.wrong
    }

    /// The share that was right, 0 to 1; none: nothing was judged.
    pub fn share(&self) -> Option<f64> {
        (self.judged() > 0).then(|| self.right as f64 / self.judged() as f64)
    }

    /// Where the share lies with a confidence of 95 %: the score interval of E. B. Wilson (1927), good for small counts.
    pub fn interval(&self) -> (f64, f64) {
        let n = self.judged() as f64;
        let Some(share) = self.share() else { return (0.0, 1.0) };
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
    }

    /// Enough was judged, and most of it false.
    pub fn is_poor(&self) -> bool {
        self.judged() >= LEAST && self.wrong > self.right
    }
}

/// A floor that parts what was right from what was false.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Floor {
    /// Hundredths, above the present one.
    pub at: u32,
    /// Of the false ones, how many it would have kept quiet; of the right ones it keeps all.
    pub quiet: u64,
}

/// The highest floor that would have lost nothing right, when it keeps at least half of the false ones quiet. `judged`:
/// the confidence of each finding in hundredths, and whether it was right.
pub fn floor(judged: &[(u32, bool)], present: u32) -> Option<Floor> {
    let all = Tally::of(judged);
    if all.judged() < LEAST || all.wrong < 3 {
        return None;
    }
    let at = judged.iter().filter(|(_, right)| *right).map(|(confidence, _)| *confidence).min()?;
    let quiet = judged.iter().filter(|(confidence, right)| !right && *confidence < at).count() as u64;
    (at > present && quiet * 2 >= all.wrong).then_some(Floor { at, quiet })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals() {
        // Values of Wilson's formula, computed apart.
        for (right, wrong, low, high) in [
            (0, 0, 0.0, 1.0),
            (0, 10, 0.0, 0.278),
            (10, 0, 0.722, 1.0),
            (2, 38, 0.014, 0.165),
            (50, 50, 0.404, 0.596),
        ] {
            let (from, to) = Tally { right, wrong }.interval();
            assert!((from - low).abs() < 0.001 && (to - high).abs() < 0.001, "{right} {wrong}: {from} {to}");
        }
        assert_eq!(Tally::default().share(), None);
    }

    #[test]
    fn floors() {
        let rows = |spec: &[(u32, bool, usize)]| {
            spec.iter().flat_map(|&(c, right, n)| std::iter::repeat_n((c, right), n)).collect::<Vec<_>>()
        };
        for (name, judged, present, expected) in [
            ("they part", rows(&[(50, false, 9), (70, false, 1), (70, true, 3)]), 50, Some((70, 9))),
            ("a right one at the floor", rows(&[(50, false, 9), (50, true, 1), (70, true, 3)]), 50, None),
            (
                "most of the false ones are as sure",
                rows(&[(50, false, 3), (90, false, 9), (90, true, 3)]),
                50,
                None,
            ),
            ("too few", rows(&[(50, false, 3), (90, true, 3)]), 50, None),
            ("none was right: a floor says nothing", rows(&[(50, false, 20)]), 50, None),
            ("it is there already", rows(&[(50, false, 9), (70, true, 3)]), 70, None),
        ] {
            let expected = expected.map(|(at, quiet)| Floor { at, quiet });
            assert_eq!(floor(&judged, present), expected, "{name}");
        }
        assert!(Tally { right: 2, wrong: 38 }.is_poor() && !Tally { right: 1, wrong: 2 }.is_poor());
    }
}
