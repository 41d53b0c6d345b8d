//! The Americas: the United States, Canada, Brazil.

use super::sums::{luhn_holds, weighted};
use super::{Proof, Valid, alphanumeric, digits, pair, uniform, written};

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
    let printed =
        matches!(value.as_str(), "078051120" | "219099999" | "123456789" | "987654321" | "457555462");
    (holds && !printed).then_some((value, Proof::Structure("area, group and serial can have been issued")))
}

/// An individual taxpayer number (IRS): 9xx, and a group of 50 to 65, 70 to 88, 90 to 92 or 94 to 99.
pub(super) fn itin(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 9
        && d[0] == 9
        && matches!(pair(&d, 3), 50..=65 | 70..=88 | 90..=92 | 94..=99)
        && d[5..] != [0, 0, 0, 0]
        && !uniform(&d);
    holds.then(|| (written(&d), Proof::Structure("area, group and serial can have been issued")))
}

/// An employer's number: a prefix that the IRS assigns.
pub(super) fn ein(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 9
        && !matches!(pair(&d, 0), 0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97)
        && !uniform(&d[2..])
        && written(&d) != "123456789";
    holds.then(|| (written(&d), Proof::Structure("the prefix is one that the tax service assigns")))
}

/// A national provider identifier (45 CFR 162.406): Luhn over 80840 and ten digits that begin with 1 or 2.
pub(super) fn npi(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 10
        && matches!(d[0], 1 | 2)
        && !uniform(&d[1..])
        && luhn_holds(&[&[8, 0, 8, 4, 0], &d[..]].concat());
    (holds && written(&d) != "1234567893")
        .then(|| (written(&d), Proof::Checksum("the check digit of a provider agrees")))
}

/// A Medicare beneficiary identifier (CMS): 11 places, each a digit, a letter without S, L, O, I, B, Z, or either.
pub(super) fn mbi(text: &str) -> Valid {
    let value = alphanumeric(text);
    let letter = |b: u8| b.is_ascii_uppercase() && !b"SLOIBZ".contains(&b);
    let fits = |(kind, b): (char, u8)| match kind {
        'C' => matches!(b, b'1'..=b'9'),
        'N' => b.is_ascii_digit(),
        'A' => letter(b),
        _ => letter(b) || b.is_ascii_digit(),
    };
    let holds = value.len() == 11 && "CAXNAXNAANN".chars().zip(value.bytes()).all(fits);
    (holds && value != "1EG4TE5MK73" && value != "1EG4TE5MK72")
        .then_some((value, Proof::Structure("every place has a sign that the issuer uses there")))
}

/// A prescriber's number of the DEA: kind, initial, and a check over six digits.
pub(super) fn dea(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    let d = digits(value.get(2..).unwrap_or_default());
    let holds = b.len() == 9
        && d.len() == 7
        && b"ABCDEFGHJKLMPRSTUX".contains(&b[0])
        && b[1].is_ascii_uppercase()
        && !uniform(&d)
        && (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6];
    holds.then_some((value, Proof::Checksum("the check digit of a prescriber agrees")))
}

/// A Canadian social insurance number: Luhn; no number begins with 0 or 8.
pub(super) fn sin_ca(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 9 && !matches!(d[0], 0 | 8) && !uniform(&d) && luhn_holds(&d);
    (holds && written(&d) != "123456782" && written(&d) != "130692544")
        .then(|| (written(&d), Proof::Checksum("the check digit agrees (Luhn)")))
}

/// A Brazilian check digit: 11 less the weighted sum's remainder; two or less count as none.
fn brazil(digits: &[u32], weights: &[u32]) -> u32 {
    match weighted(digits, weights) % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

/// CPF, a person's number: two check digits (Receita Federal).
pub(super) fn cpf(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 11
        && !uniform(&d)
        && d[9] == brazil(&d[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2])
        && d[10] == brazil(&d[..10], &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    (holds && written(&d) != "12345678909").then(|| (written(&d), Proof::Checksum("both check digits agree")))
}

/// CNPJ, a firm's number: two check digits.
pub(super) fn cnpj(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 14
        && !uniform(&d)
        && d[12] == brazil(&d[..12], &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
        && d[13] == brazil(&d[..13], &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
    holds.then(|| (written(&d), Proof::Checksum("both check digits agree")))
}
