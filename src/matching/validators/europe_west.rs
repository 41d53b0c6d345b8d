//! Germany, France, Italy, Spain, the Netherlands, Belgium, Austria, Switzerland, Luxembourg, Ireland, Portugal.

use super::sums::{
    ean_holds, is_date, is_short_date, iso_7064_11_10, luhn_holds, mod_97, number, verhoeff_holds, weighted,
};
use super::{Proof, Valid, alphanumeric, digits, pair, uniform, written};

const AGREES: Proof = Proof::Checksum("the country's own check digit agrees");
const LETTER: Proof = Proof::Checksum("the check letter agrees");
const DATED: Proof = Proof::Checksum("birth date and check digit agree");

/// Germany, tax identification number (sections 139a and 139b AO): eleven digits, the first not 0; among the first ten
/// one digit stands twice or three times and the others once at most; ISO/IEC 7064 mod 11,10.
pub(super) fn idnr_de(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || d[0] == 0 || !iso_7064_11_10(&d) {
        return None;
    }
    let mut counts = [0u32; 10];
    d[..10].iter().for_each(|&digit| counts[digit as usize] += 1);
    let more: Vec<u32> = counts.into_iter().filter(|n| *n > 1).collect();
    let thrice = d[..10].windows(3).any(|w| w[0] == w[1] && w[1] == w[2]);
    let holds = matches!(more[..], [2 | 3]) && !thrice;
    (holds && written(&d) != "12345678903").then(|| (written(&d), AGREES))
}

/// Sum of weights 7, 3, 1 over digits and letters (A is 10), as machine-readable papers do it (ICAO 9303).
fn by_731(marks: &str) -> u32 {
    let worth = marks.chars().map(|c| c.to_digit(36).unwrap_or(0));
    worth.zip([7, 3, 1].iter().cycle()).map(|(w, k)| w * k).sum::<u32>() % 10
}

/// Germany, serial number of an identity card or passport: nine signs without vowels and their like, and a check digit.
pub(super) fn card_de(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    let sign = |c: &u8| c.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(c);
    let holds = b.len() == 10
        && b"CFGHJKLMNPRTVWXYZ".contains(&b[0])
        && b[..9].iter().all(sign)
        && b[..9].iter().filter(|c| c.is_ascii_digit()).count() >= 2
        && b[9].is_ascii_digit()
        && by_731(&value[..9]) == u32::from(b[9] - b'0');
    // Printed on specimens.
    let sample = ["T220001293", "L01X00T471", "C01X00T478", "LZ6311T475"].contains(&value.as_str());
    (holds && !sample).then_some((value, AGREES))
}

/// Germany, pension insurance number: area, birth date, initial of the surname at birth, serial, check (VKVV, section 2).
pub(super) fn pension_de(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    if b.len() != 12 || !value.is_ascii() || !b[8].is_ascii_uppercase() {
        return None;
    }
    let letter = u32::from(b[8] - b'A') + 1;
    let d: Vec<u32> = [digits(&value[..8]), vec![letter / 10, letter % 10], digits(&value[9..])].concat();
    if d.len() != 13 {
        return None;
    }
    let cross = |n: u32| n / 10 + n % 10;
    let sum: u32 = d.iter().zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|(d, w)| cross(d * w)).sum();
    let day = if pair(&d, 2) > 50 { pair(&d, 2) - 50 } else { pair(&d, 2) };
    let holds = pair(&d, 0) >= 2 && is_short_date(pair(&d, 6), pair(&d, 4), day) && sum % 10 == d[12];
    holds.then_some((value, DATED))
}

/// Germany, health insurance number (SGB V, section 290): a letter, eight digits, check.
pub(super) fn health_de(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    if b.len() != 10 || !value.is_ascii() || !b[0].is_ascii_uppercase() {
        return None;
    }
    let letter = u32::from(b[0] - b'A') + 1;
    let d: Vec<u32> = [vec![letter / 10, letter % 10], digits(&value[1..])].concat();
    let cross = |n: u32| n / 10 + n % 10;
    let sum: u32 = d.iter().take(10).zip([1, 2].iter().cycle()).map(|(d, w)| cross(d * w)).sum();
    let holds = d.len() == 11 && sum % 10 == d[10] && !uniform(&d[2..]);
    (holds && value != "A123456780").then_some((value, AGREES))
}

/// France, NIR (social security): sex, year, month, department, commune, order, and a key of 97 less the remainder;
/// Corsica's 2A and 2B count as 19 and 18.
pub(super) fn nir_fr(text: &str) -> Valid {
    let value = alphanumeric(text);
    if value.len() != 15 || !value.is_ascii() {
        return None;
    }
    let plain = match &value[5..7] {
        "2A" => format!("{}19{}", &value[..5], &value[7..]),
        "2B" => format!("{}18{}", &value[..5], &value[7..]),
        _ => value.clone(),
    };
    let d = digits(&plain);
    let holds = d.len() == 15
        && matches!(d[0], 1..=4 | 7 | 8)
        && matches!(pair(&d, 3), 1..=12 | 20..=42 | 50..=99)
        && pair(&d, 5) > 0
        && 97 - number(&d[..13]) % 97 == number(&d[13..]);
    (holds && !value.starts_with("2550814168025"))
        .then_some((value, Proof::Checksum("birth month and key agree")))
}

/// What a character counts at an odd place of a codice fiscale (DM of 23 December 1976).
const ODD: [u32; 36] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14,
    16, 10, 22, 25, 24, 23,
];

/// Italy, codice fiscale: letters of the names, birth year, month and day, place, check letter. Digits may be written as
/// letters where two people would share one.
pub(super) fn codice_fiscale(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    if b.len() != 16 || !value.is_ascii() {
        return None;
    }
    let figure = |c: u8| match c {
        b'0'..=b'9' => Some(u32::from(c - b'0')),
        _ => b"LMNPQRSTUV".iter().position(|l| *l == c).map(|n| n as u32),
    };
    let all: Option<Vec<u32>> = [6, 7, 9, 10, 12, 13, 14].into_iter().map(|at| figure(b[at])).collect();
    let all = all?;
    let month = b"ABCDEHLMPRST".iter().position(|m| *m == b[8])? as u32 + 1;
    let day = all[2] * 10 + all[3];
    let day = if day > 40 { day - 40 } else { day };
    let sum: u32 = value
        .chars()
        .take(15)
        .filter_map(|c| c.to_digit(36))
        .enumerate()
        .map(|(at, n)| match at % 2 {
            0 => ODD[n as usize],
            _ => {
                if n < 10 {
                    n
                } else {
                    n - 10
                }
            }
        })
        .sum();
    let holds = b[..6].iter().all(u8::is_ascii_uppercase)
        && is_short_date(all[0] * 10 + all[1], month, day)
        && b[11].is_ascii_uppercase()
        && b[15] == b'A' + (sum % 26) as u8;
    (holds && value != "RSSMRA80A01H501U" && value != "RSSMRA85T10A562S").then_some((value, LETTER))
}

/// A Spanish DNI or NIE: the letter is the number mod 23.
pub(super) fn dni_es(text: &str) -> Valid {
    let value = alphanumeric(text);
    if value.len() != 9 || !value.is_ascii() {
        return None;
    }
    let (head, letter) = value.split_at(8);
    let head = head.replacen('X', "0", 1).replacen('Y', "1", 1).replacen('Z', "2", 1);
    let number: usize = head.parse().ok()?;
    let holds = letter.as_bytes() == [b"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]]
        && !matches!(value.as_str(), "12345678Z" | "00000000T" | "X1234567L")
        && number > 0;
    holds.then_some((value, LETTER))
}

/// A Spanish firm's CIF: kind, seven digits, a check that is a digit or, of some kinds, a letter.
pub(super) fn cif_es(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    if b.len() != 9 || !b"ABCDEFGHJNPQRSUVW".contains(&b[0]) {
        return None;
    }
    let d = digits(&value[1..8]);
    if d.len() != 7 {
        return None;
    }
    let cross = |n: u32| n / 10 + n % 10;
    let sum: u32 = d.iter().enumerate().map(|(at, &d)| if at % 2 == 0 { cross(2 * d) } else { d }).sum();
    let check = (10 - sum % 10) % 10;
    let letter = b"JABCDEFGHI"[check as usize] == b[8];
    let digit = b[8] == b'0' + check as u8;
    (letter || digit).then_some((value, AGREES))
}

/// A Spanish social security number: province, number, and their remainder by 97.
pub(super) fn nss_es(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 12 || uniform(&d) {
        return None;
    }
    let (province, serial) = (number(&d[..2]), number(&d[2..10]));
    let joined = province * if serial < 10_000_000 { 10_000_000 } else { 100_000_000 } + serial;
    let holds = matches!(province, 1..=53 | 66) && joined % 97 == number(&d[10..]);
    holds.then(|| (written(&d), AGREES))
}

/// The Netherlands, BSN: nine digits, weights 9 to 2 and -1, by 11.
pub(super) fn bsn_nl(text: &str) -> Valid {
    let d = digits(text);
    // 10 is -1 by 11.
    let holds = d.len() == 9
        && !uniform(&d)
        && weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2, 10]).is_multiple_of(11)
        && number(&d) >= 1_000_000;
    (holds && !matches!(written(&d).as_str(), "123456782" | "111222333")).then(|| (written(&d), AGREES))
}

/// Belgium, national number (and bis numbers, whose month is 20 or 40 more): birth date, order, 97 less the remainder; of
/// those born since 2000 the number is read with a 2 before it.
pub(super) fn nn_be(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || uniform(&d) {
        return None;
    }
    let (base, check) = (number(&d[..9]), number(&d[9..]));
    let old = 97 - base % 97 == check;
    let new = 97 - (2_000_000_000 + base) % 97 == check;
    let month = pair(&d, 2) % 20;
    let holds = pair(&d, 2) < 60 && month <= 12 && pair(&d, 4) <= 31 && (old || new) && base % 1_000 != 0;
    holds.then(|| (written(&d), DATED))
}

/// Austria, social insurance number: serial, check, birth date (ASVG, section 31): weights 3, 7, 9, 5, 8, 4, 2, 1, 6.
pub(super) fn svnr_at(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 10
        && d[0] > 0
        && matches!(pair(&d, 4), 1..=31)
        && matches!(pair(&d, 6), 1..=15)
        && weighted(&d, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == d[3];
    (holds && written(&d) != "1237010180").then(|| (written(&d), DATED))
}

/// Switzerland, AHV number: 756 and a GS1 check digit.
pub(super) fn ahv_ch(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 13 && d[..3] == [7, 5, 6] && !uniform(&d[3..12]) && ean_holds(&d);
    let sample = matches!(written(&d).as_str(), "7561234567897" | "7569217076985");
    (holds && !sample).then(|| (written(&d), AGREES))
}

/// Luxembourg, national number: birth date, order, then Luhn and Verhoeff over the first eleven.
pub(super) fn matricule_lu(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 13
        && (1850..2100).contains(&(number(&d[..4]) as u32))
        && is_date(number(&d[..4]) as u32, pair(&d, 4), pair(&d, 6))
        && luhn_holds(&d[..12])
        && verhoeff_holds(&[&d[..11], &d[12..]].concat());
    holds.then(|| (written(&d), DATED))
}

/// Ireland, PPS number: seven digits, a check letter, perhaps one more letter that counts nine times.
pub(super) fn pps_ie(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    if !matches!(b.len(), 8 | 9) || !value.is_ascii() || !b[7].is_ascii_uppercase() {
        return None;
    }
    let d = digits(&value[..7]);
    let second = match b.get(8) {
        None | Some(b'W') => 0,
        Some(c @ b'A'..=b'I') => u32::from(c - b'A') + 1,
        Some(_) => return None,
    };
    let sum = (weighted(&d, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23;
    let letter = if sum == 0 { b'W' } else { b'A' + sum as u8 - 1 };
    (d.len() == 7 && letter == b[7] && value != "1234567T" && value != "1234567FA").then_some((value, LETTER))
}

/// Portugal, NIF: weights 9 to 2, by 11; a person's begins with 1, 2, 3 or 45.
pub(super) fn nif_pt(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 9 || uniform(&d) {
        return None;
    }
    let rest = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    let holds = matches!(d[0], 1..=3 | 5 | 6 | 8 | 9) || d[..2] == [4, 5] || d[0] == 7;
    let check = if rest < 2 { 0 } else { 11 - rest };
    (holds && d[8] == check && written(&d) != "123456789").then(|| (written(&d), AGREES))
}

/// Portugal, citizen card: nine digits, two letters or digits and a check, Luhn over all with letters from A as 10.
pub(super) fn card_pt(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    if b.len() != 12 || !b[..9].iter().all(u8::is_ascii_digit) || !b[11].is_ascii_digit() {
        return None;
    }
    let sum: u32 = value
        .chars()
        .filter_map(|c| c.to_digit(36))
        .enumerate()
        .map(|(at, n)| match (at % 2, n * 2) {
            (0, double) if double > 9 => double - 9,
            (0, double) => double,
            _ => n,
        })
        .sum();
    (sum.is_multiple_of(10) && !uniform(&digits(&value[..9]))).then_some((value, AGREES))
}

/// French VAT, SIREN's remainder; kept beside the NIR because its key is made alike.
pub(super) fn vat_fr(body: &str) -> bool {
    let d = digits(body);
    d.len() == 11
        && body.len() == 11
        && luhn_holds(&d[2..])
        && (12 + 3 * (number(&d[2..]) % 97)) % 97 == number(&d[..2])
}

/// Belgian VAT: 97 less the remainder of the first eight digits.
pub(super) fn vat_be(d: &[u32]) -> bool {
    d.len() == 10 && d[0] < 2 && 97 - number(&d[..8]) % 97 == number(&d[8..])
}

/// Dutch VAT: a BSN before the B, or ISO/IEC 7064 mod 97-10 over the whole with its country (since 2020).
pub(super) fn vat_nl(body: &str) -> bool {
    let form = body.len() == 12 && body.as_bytes()[9] == b'B' && digits(body).len() == 11;
    form && (bsn_nl(&body[..9]).is_some() || mod_97("NL".chars().chain(body.chars())) == 1)
}
