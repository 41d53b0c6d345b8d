//! The United Kingdom: national insurance, health service, tax, driving licence.

use super::sums::weighted;
use super::{Proof, Valid, alphanumeric, digits, uniform, written};

/// A national insurance number: HMRC's allowed prefixes, six digits, suffix A to D.
pub(super) fn nino_uk(text: &str) -> Valid {
    let value = alphanumeric(text);
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

/// An NHS number (NHS Data Dictionary): ten digits, weights 10 to 2, check digit 11 less the remainder.
pub(super) fn nhs(text: &str) -> Valid {
    let d = digits(text);
    let holds =
        d.len() == 10 && !uniform(&d) && weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    // Printed in the dictionary and on test records, which begin with 999.
    let sample = d.starts_with(&[9, 9, 9])
        || matches!(written(&d).as_str(), "9434765919" | "9876543210" | "4505577104");
    (holds && !sample).then(|| (written(&d), Proof::Checksum("the check digit of an NHS number agrees")))
}

/// A unique taxpayer reference: the first of ten digits checks the others.
pub(super) fn utr(text: &str) -> Valid {
    let d = digits(text);
    const CHECK: [u32; 11] = [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    let holds = d.len() == 10
        && !uniform(&d)
        && d[0] == CHECK[(weighted(&d[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11) as usize];
    holds.then(|| (written(&d), Proof::Checksum("the check digit of a tax reference agrees")))
}

/// A driving licence of Great Britain (DVLA): five letters of the surname, a birth date in four parts (a woman's month is
/// 50 more), two initials, three more characters.
pub(super) fn licence_uk(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    if b.len() != 16 || !value.is_ascii() {
        return None;
    }
    let name = b[..5].iter().rposition(u8::is_ascii_uppercase)?;
    let d = digits(&value[5..11]);
    let month = d.get(1)? * 10 + d.get(2)?;
    let day = d.get(3)? * 10 + d.get(4)?;
    let holds = d.len() == 6
        && b[..=name].iter().all(u8::is_ascii_uppercase)
        && b[name + 1..5].iter().all(|c| *c == b'9')
        && matches!(month, 1..=12 | 51..=62)
        && (1..=31).contains(&day)
        && b[11].is_ascii_uppercase()
        && (b[12].is_ascii_uppercase() || b[12] == b'9')
        && b[13].is_ascii_digit()
        && b[14..].iter().all(u8::is_ascii_uppercase)
        && value != "MORGA753116SM9IJ";
    holds.then_some((value, Proof::Structure("name, birth date and initials have their places")))
}
