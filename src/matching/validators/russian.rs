//! Russian personal and company numbers.

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

/// Codes of regions (OKATO) that a passport's series begins with.
fn is_region(code: u32) -> bool {
    matches!(code, 1..=99)
        && !matches!(code, 2 | 6 | 9 | 13 | 16 | 21 | 23 | 31 | 35 | 39 | 43 | 51 | 55 | 59 | 62 | 72 | 74)
}

/// Series (region, year of the blank from 1997) and number of an internal passport.
pub(super) fn passport(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 10 || uniform(&d) {
        return None;
    }
    let (region, year) = (d[0] * 10 + d[1], d[2] * 10 + d[3]);
    let number = d[4..].iter().fold(0, |n, &digit| n * 10 + digit);
    let holds = is_region(region) && (year >= 97 || year <= 40) && (101..=999_999).contains(&number);
    holds.then(|| (written(&d), Proof::Structure("region and year of the series exist")))
}

/// A driving licence: two digits of a region, two digits or letters that Latin and Cyrillic share, six digits.
pub(super) fn licence(text: &str) -> Valid {
    let value: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let all: Vec<char> = value.chars().collect();
    let shared = |c: char| c.is_ascii_digit() || "АВЕКМНОРСТУХABEKMHOPCTYX".contains(c);
    let holds = all.len() == 10
        && all[..2].iter().all(char::is_ascii_digit)
        && all[..2] != ['0', '0']
        && all[2..4].iter().all(|&c| shared(c))
        && all[4..].iter().all(char::is_ascii_digit)
        && all[4..].windows(2).any(|p| p[0] != p[1]);
    holds.then_some((value, Proof::Structure("region, series and number have their form")))
}

/// The uniform number of a health insurance policy: 16 digits; its check digit is Luhn's (Order 158n, annex).
pub(super) fn oms(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 16 && !uniform(&d) && (2..=9).contains(&d[0]) && super::bank::luhn_holds(&d);
    holds.then(|| (written(&d), Proof::Checksum("the check digit of an insurance policy agrees")))
}

/// A Russian telephone number; canonical +7 and ten digits.
pub(super) fn phone(text: &str) -> Valid {
    let mut d = digits(text);
    if d.len() == 11 && matches!(d[0], 7 | 8) {
        d.remove(0);
    }
    let holds = d.len() == 10 && matches!(d[0], 3 | 4 | 8 | 9) && !uniform(&d[3..]);
    holds.then(|| {
        (format!("+7{}", written(&d)), Proof::Structure("the code exists in the Russian numbering plan"))
    })
}
