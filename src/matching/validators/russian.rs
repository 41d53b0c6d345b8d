//! Russian numbers of tax and pension: INN, OGRN, OGRNIP, SNILS, each with its check digits.

use super::{Proof, Valid, digits, uniform, written};

/// Sum of digit x weight, mod 11, mod 10 (Order of the tax service MMV-7-6/435).
fn inn_digit(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(d, w)| d * w).sum::<u32>() % 11 % 10
}

const FIRM: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const PERSON_11: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const PERSON_12: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// INN of a person (12 digits) or a firm (10).
pub(super) fn inn(text: &str) -> Valid {
    inn_person(text).or_else(|| inn_firm(text))
}

pub(super) fn inn_person(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 12
        && !uniform(&d)
        && d[..2] != [0, 0]
        && d[10] == inn_digit(&d[..10], &PERSON_11)
        && d[11] == inn_digit(&d[..11], &PERSON_12);
    holds.then(|| (written(&d), Proof::Checksum("both check digits of a person's INN agree")))
}

pub(super) fn inn_firm(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 10 && !uniform(&d) && d[..2] != [0, 0] && d[9] == inn_digit(&d[..9], &FIRM);
    holds.then(|| (written(&d), Proof::Checksum("the check digit of a firm's INN agrees")))
}

/// The number without its last digit, mod `by`, mod 10 (Order 165n).
fn remainder(digits: &[u32], by: u64) -> u64 {
    digits.iter().fold(0u64, |n, &d| n * 10 + u64::from(d)) % by % 10
}

pub(super) fn ogrn(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 13 && matches!(d[0], 1 | 2 | 5) && u64::from(d[12]) == remainder(&d[..12], 11);
    (holds && !uniform(&d)).then(|| (written(&d), Proof::Checksum("the check digit of an OGRN agrees")))
}

pub(super) fn ogrnip(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 15 && matches!(d[0], 3 | 4) && u64::from(d[14]) == remainder(&d[..14], 13);
    (holds && !uniform(&d)).then(|| (written(&d), Proof::Checksum("the check digit of an OGRNIP agrees")))
}

/// Sum of the first nine digits by weights 9 to 1, mod 101, 100 counts as 0; numbers up to 001-001-998 have no checksum.
pub(super) fn snils(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || uniform(&d[..9]) {
        return None;
    }
    let number = d[..9].iter().fold(0, |n, &digit| n * 10 + digit);
    let sum: u32 = d[..9].iter().zip((1..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    let holds = number > 1_001_998 && sum % 101 % 100 == d[9] * 10 + d[10];
    holds.then(|| (written(&d), Proof::Checksum("the control number of a SNILS agrees")))
}
