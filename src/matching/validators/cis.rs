//! Kazakhstan, Belarus, Ukraine, Uzbekistan, Kyrgyzstan, Armenia, Azerbaijan, Georgia, Moldova, Tajikistan.

use super::sums::{is_date, is_short_date, weighted};
use super::{Proof, Valid, digits, pair, uniform, written};

const AGREES: Proof = Proof::Checksum("the country's own check digit agrees");
const DATED: Proof = Proof::Checksum("birth date and check digit agree");
const FORM: Proof = Proof::Structure("every part of the number is in its range");

/// The last of twelve digits of an IIN or BIN: weights 1 to 11, and where that gives 10 weights 3 to 11, 1, 2.
fn kz_check(d: &[u32]) -> bool {
    let first = weighted(d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let check = if first == 10 { weighted(d, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11 } else { first };
    check < 10 && check == d[11]
}

/// Kazakhstan, a person's IIN: birth date, century and sex, four digits, check.
pub(super) fn iin_kz(text: &str) -> Valid {
    let d = digits(text);
    let century = match d.get(6) {
        Some(1 | 2) => 1800,
        Some(3 | 4) => 1900,
        Some(5 | 6) => 2000,
        _ => return None,
    };
    let holds = d.len() == 12 && is_date(century + pair(&d, 0), pair(&d, 2), pair(&d, 4)) && kz_check(&d);
    holds.then(|| (written(&d), DATED))
}

/// Kazakhstan, a firm's BIN: year and month of registration, kind 4 to 6.
pub(super) fn bin_kz(text: &str) -> Valid {
    let d = digits(text);
    let holds =
        d.len() == 12 && (1..=12).contains(&pair(&d, 2)) && matches!(d[4], 4..=6) && d[5] < 5 && kz_check(&d);
    holds.then(|| (written(&d), AGREES))
}

/// Latin letter for the Cyrillic one that looks like it.
fn latin(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        'Н' => 'H',
        'К' => 'K',
        'М' => 'M',
        'Р' => 'P',
        'І' => 'I',
        c => c,
    }
}

fn marks(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).map(latin).collect()
}

/// Belarus, a person's number: sex and century, birth date, region, three digits, citizenship, check (weights 7, 3, 1 over
/// digits and letters from A as 10).
pub(super) fn person_by(text: &str) -> Valid {
    let value = marks(text);
    if value.len() != 14 || !value.is_ascii() {
        return None;
    }
    let worth: Vec<u32> = value.chars().filter_map(|c| c.to_digit(36)).collect();
    let b = value.as_bytes();
    let numeric = |from: usize, to: usize| b[from..to].iter().all(u8::is_ascii_digit);
    let century = match b[0] {
        b'1' | b'2' => 1800,
        b'3' | b'4' => 1900,
        b'5' | b'6' => 2000,
        _ => return None,
    };
    let holds = numeric(0, 7)
        && is_date(century + pair(&worth, 5), pair(&worth, 3), pair(&worth, 1))
        && b"ABCKEMH".contains(&b[7])
        && numeric(8, 11)
        && ["PB", "BA", "BI"].contains(&&value[11..13])
        && b[13].is_ascii_digit()
        && weighted(&worth, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7]) % 10 == worth[13];
    holds.then_some((value, DATED))
}

/// Belarus, a taxpayer's UNP: weights 29, 23, 19, 17, 13, 7, 5, 3 by 11; letters of persons count by their place.
pub(super) fn unp_by(text: &str) -> Valid {
    let value = marks(text);
    if value.len() != 9 || !value.is_ascii() {
        return None;
    }
    let b = value.as_bytes();
    let mut worth: Vec<u32> = value.chars().filter_map(|c| c.to_digit(10)).collect();
    if worth.len() == 7 && b[0].is_ascii_uppercase() && b[1].is_ascii_uppercase() {
        let first = b"ABCEHKM".iter().position(|c| *c == b[0])? as u32 + 10;
        let second = b"ABCEHKMOPT".iter().position(|c| *c == b[1])? as u32;
        worth.splice(0..0, [first, second]);
    }
    let sum = weighted(&worth, &[29, 23, 19, 17, 13, 7, 5, 3]) % 11;
    let holds = worth.len() == 9 && worth[0] > 0 && sum < 10 && sum == worth[8] && !uniform(&worth);
    holds.then_some((value, AGREES))
}

/// Ukraine, a taxpayer's number (RNOKPP): days since 1899-12-31 in the first five, weights -1, 5, 7, 9, 4, 6, 10, 5, 7.
pub(super) fn rnokpp(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 10 || uniform(&d) {
        return None;
    }
    let days = d[..5].iter().fold(0, |n, digit| n * 10 + digit);
    let sum = weighted(&d, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10;
    // 10 is -1 by 11; people born from 1910 to 2027.
    ((3_600..=46_500).contains(&days) && sum == d[9]).then(|| (written(&d), DATED))
}

/// Ukraine, a firm's EDRPOU: eight digits; weights depend on the range, a second row where the first gives 10.
pub(super) fn edrpou(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 8 || uniform(&d) {
        return None;
    }
    let middle = (30_000_000..60_000_000).contains(&super::sums::number(&d));
    let weights: [u32; 7] = if middle { [7, 1, 2, 3, 4, 5, 6] } else { [1, 2, 3, 4, 5, 6, 7] };
    let first = weighted(&d, &weights) % 11;
    let check = if first < 10 { first } else { weighted(&d, &weights.map(|w| w + 2)) % 11 % 10 };
    (check == d[7]).then(|| (written(&d), AGREES))
}

/// Ukraine, a passport booklet: two letters, six digits.
pub(super) fn passport_ua(text: &str) -> Valid {
    let value: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let all: Vec<char> = value.chars().collect();
    let holds = all.len() == 8
        && all[..2].iter().all(|c| matches!(c, 'А'..='Я' | 'І' | 'Ї' | 'Є' | 'Ґ'))
        && all[2..].iter().all(char::is_ascii_digit)
        && all[2..].windows(2).any(|p| p[0] != p[1]);
    holds.then_some((value, Proof::Structure("series and number have their form")))
}

/// Uzbekistan, PINFL: sex and century, birth date, district, serial, check (weights 7, 3, 1).
pub(super) fn pinfl(text: &str) -> Valid {
    let d = digits(text);
    let century = match d.first() {
        Some(1 | 2) => 1800,
        Some(3 | 4) => 1900,
        Some(5 | 6) => 2000,
        _ => return None,
    };
    let holds = d.len() == 14
        && is_date(century + pair(&d, 5), pair(&d, 3), pair(&d, 1))
        && weighted(&d, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7]) % 10 == d[13];
    holds.then(|| (written(&d), DATED))
}

/// Kyrgyzstan, PIN: sex, birth date with the whole year, five digits. Its check is not published.
pub(super) fn pin_kg(text: &str) -> Valid {
    let d = digits(text);
    let year = pair(&d, 5) * 100 + pair(&d, 7);
    let holds = d.len() == 14
        && matches!(d[0], 1 | 2)
        && (1900..2030).contains(&year)
        && is_date(year, pair(&d, 3), pair(&d, 1))
        && !uniform(&d[9..]);
    holds.then(|| (written(&d), FORM))
}

/// Armenia, public services number: sex and century in the first two (11 to 72), birth date, three digits, a check.
pub(super) fn psn_am(text: &str) -> Valid {
    let d = digits(text);
    let day = pair(&d, 0);
    // A day is 10 more for a man and 50 more for a woman.
    let day = match day {
        11..=41 => day - 10,
        51..=81 => day - 50,
        _ => return None,
    };
    let holds = d.len() == 10 && is_short_date(pair(&d, 4), pair(&d, 2), day) && !uniform(&d[6..]);
    holds.then(|| (written(&d), FORM))
}

/// Azerbaijan, FIN of an identity card: seven letters and digits without I and O, some of each.
pub(super) fn fin_az(text: &str) -> Valid {
    let value = super::alphanumeric(text);
    let figures = value.bytes().filter(u8::is_ascii_digit).count();
    let holds = value.len() == 7 && (1..7).contains(&figures) && !value.contains(['I', 'O']);
    holds.then_some((value, FORM))
}

/// Georgia, a person's number: eleven digits that begin with a registry, 01 to 62. It has no public check.
pub(super) fn person_ge(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 11 && (1..=62).contains(&pair(&d, 0)) && !uniform(&d[2..]);
    holds.then(|| (written(&d), FORM))
}

/// Moldova, IDNP of a person (0, 2) or IDNO of a firm (1): thirteen digits, weights 7, 3, 1.
pub(super) fn idnp(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 13
        && matches!(d[0], 0 | 2)
        && !uniform(&d)
        && weighted(&d, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10 == d[12];
    holds.then(|| (written(&d), AGREES))
}

/// Tajikistan, INN: nine digits. It has no public check.
pub(super) fn inn_tj(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 9 && d[0] < 9 && !uniform(&d) && written(&d) != "123456789";
    holds.then(|| (written(&d), FORM))
}
