//! Poland, Czechia and Slovakia, Hungary, Romania, Bulgaria, Greece, Croatia, Slovenia and its neighbours.

use super::sums::{is_date, is_short_date, iso_7064_11_10, luhn_holds, number, weighted};
use super::{Proof, Valid, alphanumeric, digits, pair, uniform, written};

const AGREES: Proof = Proof::Checksum("the country's own check digit agrees");
const DATED: Proof = Proof::Checksum("birth date and check digit agree");

/// A Polish PESEL: a birth date within it (the month tells the century), and a check digit.
pub(super) fn pesel_pl(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || uniform(&d) {
        return None;
    }
    let century = match pair(&d, 2) {
        1..=12 => 1900,
        21..=32 => 2000,
        41..=52 => 2100,
        81..=92 => 1800,
        _ => return None,
    };
    let sum = weighted(&d[..10], &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    let holds =
        is_date(century + pair(&d, 0), pair(&d, 2) % 20, pair(&d, 4)) && (10 - sum % 10) % 10 == d[10];
    holds.then(|| (written(&d), DATED))
}

/// A Polish NIP: weights 6, 5, 7, 2, 3, 4, 5, 6, 7 by 11.
pub(super) fn nip_pl(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 10
        && !uniform(&d)
        && d[0] > 0
        && weighted(&d[..9], &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == d[9];
    (holds && written(&d) != "1234563218").then(|| (written(&d), AGREES))
}

/// A Polish REGON of nine or fourteen digits; the longer holds the shorter.
pub(super) fn regon_pl(text: &str) -> Valid {
    let d = digits(text);
    if uniform(&d) {
        return None;
    }
    let short = |d: &[u32]| weighted(&d[..8], &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == d[8];
    let holds = match d.len() {
        9 => short(&d),
        14 => short(&d) && weighted(&d[..13], &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10 == d[13],
        _ => false,
    };
    (holds && written(&d) != "123456785").then(|| (written(&d), AGREES))
}

/// A Polish identity card: three letters, a check digit, five digits (weights 7, 3, 1, 9, 7, 3, 1, 7, 3 by 10).
pub(super) fn card_pl(text: &str) -> Valid {
    polish_paper(text, 3, &[7, 3, 1, 9, 7, 3, 1, 7, 3])
}

/// A Polish passport: two letters, a check digit, six digits (weights 7, 3, 9, 1, 7, 3, 1, 7, 3 by 10).
pub(super) fn passport_pl(text: &str) -> Valid {
    polish_paper(text, 2, &[7, 3, 9, 1, 7, 3, 1, 7, 3])
}

fn polish_paper(text: &str, letters: usize, weights: &[u32; 9]) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    let holds = b.len() == 9
        && value.is_ascii()
        && b[..letters].iter().all(u8::is_ascii_uppercase)
        && b[letters..].iter().all(u8::is_ascii_digit)
        && !uniform(&digits(&value[letters..]));
    let worth: Vec<u32> = value.chars().filter_map(|c| c.to_digit(36)).collect();
    (holds && weighted(&worth, weights).is_multiple_of(10) && value != "ABA300000").then_some((value, AGREES))
}

/// A Czech or Slovak birth number: birth date (of women the month is 50 more, 20 more where a day ran out), order; ten
/// digits divide by 11, nine were given until 1953 and have no check.
pub(super) fn rodne_cislo(text: &str) -> Valid {
    let d = digits(text);
    let month = match pair(&d, 2) {
        m @ 1..=12 => m,
        m @ 21..=32 => m - 20,
        m @ 51..=62 => m - 50,
        m @ 71..=82 => m - 70,
        _ => return None,
    };
    let year = pair(&d, 0);
    match d.len() {
        9 if year < 54 && is_date(1900 + year, month, pair(&d, 4)) && d[6..] != [0, 0, 0] => {
            Some((written(&d), Proof::Structure("the birth date within it exists")))
        }
        10 => {
            let year = if year < 54 { 2000 + year } else { 1900 + year };
            let rest = number(&d[..9]) % 11 % 10;
            let holds = is_date(year, month, pair(&d, 4)) && rest == u64::from(d[9]);
            holds.then(|| (written(&d), DATED))
        }
        _ => None,
    }
}

/// Hungary, TAJ (social security): weights 3 and 7 in turn, by 10.
pub(super) fn taj_hu(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 9 && !uniform(&d) && weighted(&d[..8], &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == d[8];
    (holds && written(&d) != "123456788").then(|| (written(&d), AGREES))
}

/// Hungary, tax number of a person: 8, days since 1867-01-01, three digits, weights 1 to 9 by 11.
pub(super) fn adoazonosito(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 10
        && d[0] == 8
        && (15_000..=58_500).contains(&number(&d[1..6]))
        && weighted(&d[..9], &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == d[9];
    holds.then(|| (written(&d), DATED))
}

/// Romania, CNP: sex and century, birth date, county, serial, weights 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9 by 11.
pub(super) fn cnp_ro(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 13 || uniform(&d) {
        return None;
    }
    let century = match d[0] {
        1 | 2 | 7..=9 => 1900,
        3 | 4 => 1800,
        5 | 6 => 2000,
        _ => return None,
    };
    let sum = weighted(&d[..12], &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    let holds = is_date(century + pair(&d, 1), pair(&d, 3), pair(&d, 5))
        && matches!(pair(&d, 7), 1..=48 | 51 | 52 | 70 | 80..=83)
        && d[12] == if sum == 10 { 1 } else { sum };
    (holds && written(&d) != "1800101221144").then(|| (written(&d), DATED))
}

/// Bulgaria, EGN: birth date (the month tells the century), three digits, weights 2, 4, 8, 5, 10, 9, 7, 3, 6 by 11.
pub(super) fn egn_bg(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 10 || uniform(&d) {
        return None;
    }
    let (century, month) = match pair(&d, 2) {
        m @ 1..=12 => (1900, m),
        m @ 21..=32 => (1800, m - 20),
        m @ 41..=52 => (2000, m - 40),
        _ => return None,
    };
    let holds = is_date(century + pair(&d, 0), month, pair(&d, 4))
        && weighted(&d[..9], &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == d[9];
    (holds && written(&d) != "7523169263").then(|| (written(&d), DATED))
}

/// Greece, AMKA: birth date, four digits, Luhn.
pub(super) fn amka_gr(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 11
        && is_short_date(pair(&d, 4), pair(&d, 2), pair(&d, 0))
        && luhn_holds(&d)
        && !uniform(&d[6..]);
    holds.then(|| (written(&d), DATED))
}

/// Greece, AFM: powers of two from 256 to 2, by 11.
pub(super) fn afm_gr(text: &str) -> Valid {
    let d = digits(text);
    let holds =
        d.len() == 9 && !uniform(&d) && weighted(&d[..8], &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == d[8];
    holds.then(|| (written(&d), AGREES))
}

/// Croatia, OIB: ISO/IEC 7064 mod 11,10.
pub(super) fn oib_hr(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 11 && !uniform(&d) && iso_7064_11_10(&d);
    (holds && written(&d) != "12345678903").then(|| (written(&d), AGREES))
}

/// Slovenia's EMSO and the JMBG of Serbia, Bosnia, Montenegro, North Macedonia: birth date with three digits of the
/// year, region, serial, weights 7 to 2 twice by 11.
pub(super) fn emso(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 13 || uniform(&d) {
        return None;
    }
    let year = d[4] * 100 + pair(&d, 5);
    let year = if year >= 800 { 1000 + year } else { 2000 + year };
    let sum = weighted(&d[..12], &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    let holds = is_date(year, pair(&d, 2), pair(&d, 0))
        && sum != 1
        && (1..=96).contains(&pair(&d, 7))
        && (11 - sum) % 11 == d[12];
    (holds && written(&d) != "0101006500006").then(|| (written(&d), DATED))
}

/// Malta, identity card: up to seven digits and a letter of the register.
pub(super) fn card_mt(text: &str) -> Valid {
    let value = alphanumeric(text);
    let (figures, letter) = value.split_at_checked(value.len().checked_sub(1)?)?;
    let d = digits(figures);
    let holds = (5..=7).contains(&d.len())
        && figures.len() == d.len()
        && "MGAPLHBZ".contains(letter)
        && !uniform(&d)
        && !figures.contains("12345");
    holds.then_some((value.clone(), Proof::Structure("number and register have their form")))
}
