//! Cards and accounts.

use super::{Proof, Valid, digits, uniform, written};

/// ISO/IEC 7812-1, annex B.
pub(super) fn luhn_holds(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &d)| if at % 2 == 1 { d * 2 - if d > 4 { 9 } else { 0 } } else { d })
        .sum();
    sum.is_multiple_of(10)
}

pub(super) fn luhn(text: &str) -> Valid {
    let d = digits(text);
    let holds = (8..=24).contains(&d.len()) && !uniform(&d) && luhn_holds(&d);
    holds.then(|| (written(&d), Proof::Checksum("the check digit agrees (Luhn)")))
}

/// Numbers that payment providers print in their manuals: no one's cards.
const SAMPLES: &[&str] = &[
    "4111111111111111",
    "4242424242424242",
    "4012888888881881",
    "5555555555554444",
    "5105105105105100",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "3530111333300000",
    "4000000000000002",
    "2200000000000004",
];

/// Length by scheme of the leading digits, and Luhn.
pub(super) fn card(text: &str) -> Valid {
    let d = digits(text);
    if d.len() < 13 || d.len() > 19 || uniform(&d[6..]) || !luhn_holds(&d) {
        return None;
    }
    let prefix = d[..4].iter().fold(0, |n, &digit| n * 10 + digit);
    let scheme = match prefix {
        2200..=2204 => d.len() >= 16,
        2221..=2720 | 5100..=5599 => d.len() == 16,
        3400..=3499 | 3700..=3799 => d.len() == 15,
        3528..=3589 => d.len() >= 16,
        3000..=3059 | 3600..=3699 | 3800..=3999 => d.len() >= 14,
        4000..=4999 => matches!(d.len(), 13 | 16 | 19),
        5000..=5099 | 5600..=6999 => d.len() >= 16,
        _ => false,
    };
    let value = written(&d);
    (scheme && !SAMPLES.contains(&value.as_str()))
        .then_some((value, Proof::Checksum("the check digit agrees (Luhn) and the issuer's range exists")))
}

/// Lengths by country (SWIFT's registry of IBAN formats).
const IBAN: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
];

/// ISO 13616: country's length, and ISO 7064 mod 97-10.
pub(super) fn iban(text: &str) -> Valid {
    let value: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let length = IBAN.iter().find(|(country, _)| value.starts_with(country))?.1;
    if value.len() != length || !value.as_bytes()[2..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let turned = value[4..].chars().chain(value[..4].chars());
    let rest =
        turned.filter_map(|c| c.to_digit(36)).fold(0u32, |n, d| (n * if d > 9 { 100 } else { 10 } + d) % 97);
    (rest == 1).then_some((value, Proof::Checksum("country's length and check digits agree (mod 97)")))
}

/// A settlement account (20 digits) with the bank's BIK (9): the account's key digit depends on both (Bank of Russia,
/// 515 of 8 September 1997). The text holds both, in either order.
pub(super) fn bik_account(text: &str) -> Valid {
    let runs: Vec<Vec<u32>> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|r| !r.is_empty()).map(digits).collect();
    let account = runs.iter().find(|r| r.len() == 20)?;
    let bik = runs.iter().find(|r| r.len() == 9 && r[0] == 0)?;
    let holds = |head: [u32; 3]| {
        let sum: u32 = head.iter().chain(account).zip([7, 1, 3].iter().cycle()).map(|(d, w)| d * w).sum();
        sum.is_multiple_of(10)
    };
    let keyed = holds([bik[6], bik[7], bik[8]]) || holds([0, bik[4], bik[5]]);
    (keyed && !uniform(account))
        .then(|| (written(account), Proof::Checksum("the account's key digit agrees with the bank's BIK")))
}
