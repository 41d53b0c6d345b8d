//! Numbers of other countries that carry a check, or a structure strict enough to be one.

use super::{Proof, Valid, digits, uniform, written};

/// Area, group and serial of a US social security number as issued (20 CFR 422.103): no area 000, 666, 9xx.
pub(super) fn ssn_us(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 9 || uniform(&d) {
        return None;
    }
    let area = d[0] * 100 + d[1] * 10 + d[2];
    let value = written(&d);
    let holds = !matches!(area, 0 | 666 | 900..) && d[3..5] != [0, 0] && d[5..] != [0, 0, 0, 0];
    // 078-05-1120 was printed in wallets, 219-09-9999 in a leaflet, 123-45-6789 in everything.
    let printed = matches!(value.as_str(), "078051120" | "219099999" | "123456789" | "987654321");
    (holds && !printed).then_some((value, Proof::Structure("area, group and serial can have been issued")))
}

/// A UK national insurance number: HMRC's allowed prefixes, six digits, suffix A to D.
pub(super) fn nino_uk(text: &str) -> Valid {
    let value: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let b = value.as_bytes();
    let holds = b.len() == 9
        && b[0].is_ascii_uppercase()
        && b[1].is_ascii_uppercase()
        && !b"DFIQUV".contains(&b[0])
        && !b"DFIOQUV".contains(&b[1])
        && !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&&value[..2])
        && b[2..8].iter().all(u8::is_ascii_digit)
        && b"ABCD".contains(&b[8])
        && !uniform(&digits(&value));
    let sample = value == "QQ123456C" || value == "AB123456C";
    (holds && !sample).then_some((value, Proof::Structure("the prefix is allowed and the suffix exists")))
}

/// VAT numbers by their country's own check (VIES, annexes); countries without one are not taken.
pub(super) fn vat_eu(text: &str) -> Valid {
    let value: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let country = value.get(..2)?;
    let body = &value[2..];
    let d = digits(body);
    let all_digits = d.len() == body.len() && !uniform(&d);
    let number = |d: &[u32]| d.iter().fold(0u64, |n, &digit| n * 10 + u64::from(digit));
    let weighted = |weights: &[u32]| weights.iter().zip(&d).map(|(w, d)| w * d).sum::<u32>();
    let holds = match country {
        "DE" => all_digits && d.len() == 9 && iso_7064_11_10(&d),
        "FR" => all_digits && d.len() == 11 && (12 + 3 * (number(&d[2..]) % 97)) % 97 == number(&d[..2]),
        "IT" => all_digits && d.len() == 11 && super::bank::luhn_holds(&d),
        "BE" => all_digits && d.len() == 10 && d[0] < 2 && 97 - number(&d[..8]) % 97 == number(&d[8..]),
        "PL" => all_digits && d.len() == 10 && weighted(&[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == d[9],
        "PT" => {
            all_digits && d.len() == 9 && {
                let rest = weighted(&[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
                d[8] == if rest < 2 { 0 } else { 11 - rest }
            }
        }
        "FI" => all_digits && d.len() == 8 && (11 - weighted(&[7, 9, 10, 5, 8, 4, 2]) % 11) % 11 == d[7],
        "DK" => all_digits && d.len() == 8 && d[0] > 0 && weighted(&[2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0,
        _ => false,
    };
    holds.then_some((value, Proof::Checksum("the country's own check digit agrees")))
}

/// ISO/IEC 7064 mod 11,10.
fn iso_7064_11_10(digits: &[u32]) -> bool {
    let Some((last, head)) = digits.split_last() else { return false };
    let product = head.iter().fold(10, |product, d| {
        let sum = (d + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *last
}

/// A Spanish DNI or NIE: the letter is the number mod 23.
pub(super) fn dni_es(text: &str) -> Valid {
    let value: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    if value.len() != 9 {
        return None;
    }
    let (head, letter) = value.split_at(8);
    let head = head.replacen('X', "0", 1).replacen('Y', "1", 1).replacen('Z', "2", 1);
    let number: usize = head.parse().ok()?;
    let holds =
        letter.as_bytes() == [b"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]] && value != "12345678Z" && number > 0;
    holds.then_some((value, Proof::Checksum("the check letter agrees")))
}

/// A Polish PESEL: a birth date within it, and a check digit.
pub(super) fn pesel_pl(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || uniform(&d) {
        return None;
    }
    let (month, day) = ((d[2] * 10 + d[3]) % 20, d[4] * 10 + d[5]);
    let sum: u32 = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3].iter().zip(&d).map(|(w, d)| w * d).sum();
    let holds = (1..=12).contains(&month) && (1..=31).contains(&day) && (10 - sum % 10) % 10 == d[10];
    holds.then(|| (written(&d), Proof::Checksum("birth date and check digit agree")))
}
