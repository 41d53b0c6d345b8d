//! Turkey, Israel, India.

use super::sums::{luhn_holds, verhoeff_holds};
use super::{Proof, Valid, alphanumeric, digits, uniform, written};

/// T.C. Kimlik No: the tenth digit checks odd and even places, the eleventh is the sum of ten.
pub(super) fn tckn(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || d[0] == 0 || uniform(&d[..9]) {
        return None;
    }
    let odd: u32 = d[..9].iter().step_by(2).sum();
    let even: u32 = d[1..8].iter().step_by(2).sum();
    let holds = (odd * 7 + 10 * 9 - even) % 10 == d[9] && d[..10].iter().sum::<u32>() % 10 == d[10];
    let sample = matches!(written(&d).as_str(), "10000000146" | "12345678901");
    (holds && !sample).then(|| (written(&d), Proof::Checksum("both check digits agree")))
}

/// Mispar zehut: nine digits with Luhn.
pub(super) fn id_il(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 9 && !uniform(&d) && luhn_holds(&d);
    (holds && written(&d) != "123456782")
        .then(|| (written(&d), Proof::Checksum("the check digit agrees (Luhn)")))
}

/// Aadhaar: twelve digits that begin with 2 to 9, Verhoeff; no palindromes (UIDAI, numbering scheme).
pub(super) fn aadhaar(text: &str) -> Valid {
    let d = digits(text);
    let palindrome = d.iter().eq(d.iter().rev());
    let holds = d.len() == 12 && d[0] > 1 && !uniform(&d) && !palindrome && verhoeff_holds(&d);
    (holds && written(&d) != "999941057058")
        .then(|| (written(&d), Proof::Checksum("the check digit agrees (Verhoeff)")))
}

/// PAN: five letters of which the fourth says whose it is, four digits, a letter.
pub(super) fn pan_in(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    let holds = b.len() == 10
        && b[..5].iter().all(u8::is_ascii_uppercase)
        && b"PCHFATBLJGE".contains(&b[3])
        && b[5..9].iter().all(u8::is_ascii_digit)
        && b[9].is_ascii_uppercase()
        && &value[5..9] != "0000"
        && &value[..5] != "ABCDE"
        && &value[..5] != "ABCPE";
    holds.then_some((value, Proof::Structure("kind of holder, serial and letter have their places")))
}
