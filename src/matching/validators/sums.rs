//! Check digits that many countries share: weighted sums, Luhn, ISO/IEC 7064, Verhoeff; and whether a date exists.
//!
//! Digits come as numbers 0 to 9, in the order in which they are written. Knows no country.

use chrono::NaiveDate;

/// Sum of digit x weight, as far as both go.
pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(d, w)| d * w).sum()
}

/// The digits read as one number; up to 18 of them.
pub(super) fn number(digits: &[u32]) -> u64 {
    digits.iter().take(18).fold(0, |n, &digit| n * 10 + u64::from(digit))
}

/// ISO/IEC 7812-1, annex B: doubled from the right, beginning with the digit before the last.
pub(super) fn luhn_holds(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &d)| if at % 2 == 1 { d * 2 - if d > 4 { 9 } else { 0 } } else { d })
        .sum();
    sum.is_multiple_of(10)
}

/// ISO/IEC 7064 mod 11,10: the last digit is the check.
pub(super) fn iso_7064_11_10(digits: &[u32]) -> bool {
    let Some((last, head)) = digits.split_last() else { return false };
    let product = head.iter().fold(10, |product, d| {
        let sum = (d + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *last
}

/// The remainder by 97 of letters and digits read as in ISO/IEC 7064 (A is 10); other characters are left out.
pub(super) fn mod_97(text: impl Iterator<Item = char>) -> u32 {
    text.filter_map(|c| c.to_digit(36)).fold(0, |n, d| (n * if d > 9 { 100 } else { 10 } + d) % 97)
}

/// J. Verhoeff, "Error detecting decimal codes" (1969): the dihedral group of order ten. The last digit is the check.
pub(super) fn verhoeff_holds(digits: &[u32]) -> bool {
    const STEP: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |digit: u32, times: usize| (0..times % 8).fold(digit as usize, |d, _| STEP[d]);
    let product = |a: usize, b: usize| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b) % 5 + 5,
        (false, true) => (a + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    digits.iter().rev().enumerate().fold(0, |sum, (at, &d)| product(sum, permuted(d, at))) == 0
}

/// GS1 check digit (EAN): weights 1 and 3 in turn from the right.
pub(super) fn ean_holds(digits: &[u32]) -> bool {
    digits.iter().rev().zip([1, 3].iter().cycle()).map(|(d, w)| d * w).sum::<u32>().is_multiple_of(10)
}

/// Whether the day exists.
pub(super) fn is_date(year: u32, month: u32, day: u32) -> bool {
    NaiveDate::from_ymd_opt(year as i32, month, day).is_some()
}

/// A day of a year written with two digits, in this century or the last.
pub(super) fn is_short_date(year: u32, month: u32, day: u32) -> bool {
    is_date(1900 + year, month, day) || is_date(2000 + year, month, day)
}

#[cfg(test)]
mod tests {
    use super::super::digits;
    use super::*;

    #[test]
    fn published_samples() {
        assert!(luhn_holds(&digits("79927398713")) && !luhn_holds(&digits("79927398714")));
        assert!(verhoeff_holds(&digits("2363")) && !verhoeff_holds(&digits("2364")));
        assert!(iso_7064_11_10(&digits("07945")));
        assert!(ean_holds(&digits("4006381333931")) && !ean_holds(&digits("4006381333932")));
        assert_eq!(mod_97("3214282912345698765432161182".chars()), 1);
        assert!(is_date(2024, 2, 29) && !is_date(2023, 2, 29) && !is_date(2023, 13, 1));
    }

    /// Verhoeff finds every single error and every transposition of neighbours.
    #[test]
    fn verhoeff_finds_what_it_promises() {
        let right = digits("123451");
        let right = if verhoeff_holds(&right) {
            right
        } else {
            (0..10).map(|d| [&right[..5], &[d]].concat()).find(|d| verhoeff_holds(d)).expect("one of ten")
        };
        for at in 0..right.len() {
            for other in (0..10).filter(|d| *d != right[at]) {
                let mut wrong = right.clone();
                wrong[at] = other;
                assert!(!verhoeff_holds(&wrong));
            }
            if at > 0 && right[at] != right[at - 1] {
                let mut wrong = right.clone();
                wrong.swap(at, at - 1);
                assert!(!verhoeff_holds(&wrong));
            }
        }
    }
}
