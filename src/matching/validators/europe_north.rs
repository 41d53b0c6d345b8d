//! Sweden, Denmark, Norway, Finland, Iceland, Estonia, Lithuania, Latvia.

use super::sums::{is_date, is_short_date, luhn_holds, weighted};
use super::{Proof, Valid, digits, pair, uniform, written};

const DATED: Proof = Proof::Checksum("birth date and check digit agree");

/// Sweden, personal identity number: birth date (of a coordination number the day is 60 more), three digits, Luhn over the
/// last ten.
pub(super) fn personnummer(text: &str) -> Valid {
    let d = digits(text);
    let ten = match d.len() {
        10 => &d[..],
        12 if matches!(pair(&d, 0), 18..=20) => &d[2..],
        _ => return None,
    };
    let day = if pair(ten, 4) > 60 { pair(ten, 4) - 60 } else { pair(ten, 4) };
    let holds = is_short_date(pair(ten, 0), pair(ten, 2), day) && luhn_holds(ten) && !uniform(&ten[6..]);
    let sample = matches!(written(ten).as_str(), "8112189876" | "6408233234" | "1212121212");
    (holds && !sample).then(|| (written(ten), DATED))
}

/// Denmark, CPR: birth date and four digits. The check (weights 4, 3, 2, 7, 6, 5, 4, 3, 2, 1 by 11) is not kept by all
/// numbers since 2007: where it holds it is proof, elsewhere the date alone is.
pub(super) fn cpr_dk(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 10 || !is_short_date(pair(&d, 4), pair(&d, 2), pair(&d, 0)) || uniform(&d[6..]) {
        return None;
    }
    let proof = match weighted(&d, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) {
        true => DATED,
        false => Proof::Structure("the birth date within it exists"),
    };
    Some((written(&d), proof))
}

/// Norway, national identity number: birth date (D numbers: day 40 more), three digits, two check digits.
pub(super) fn fodselsnummer(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || uniform(&d) {
        return None;
    }
    let day = if d[0] > 3 { pair(&d, 0) - 40 } else { pair(&d, 0) };
    let month = if pair(&d, 2) > 40 { pair(&d, 2) - 40 } else { pair(&d, 2) };
    let holds = is_short_date(pair(&d, 4), month, day)
        && weighted(&d, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    holds.then(|| (written(&d), DATED))
}

/// Finland, personal identity code: birth date, a sign for the century, three digits, the remainder by 31.
pub(super) fn hetu(text: &str) -> Valid {
    let value = text.trim().to_ascii_uppercase();
    let b = value.as_bytes();
    if b.len() != 11 || !value.is_ascii() {
        return None;
    }
    let century = match b[6] {
        b'+' => 1800,
        b'-' | b'U' | b'V' | b'W' | b'X' | b'Y' => 1900,
        b'A'..=b'F' => 2000,
        _ => return None,
    };
    let d = digits(&[&value[..6], &value[7..10]].concat());
    if d.len() != 9 {
        return None;
    }
    let number = d.iter().fold(0u32, |n, digit| n * 10 + digit);
    let serial = number % 1_000;
    let holds = is_date(century + pair(&d, 4), pair(&d, 2), pair(&d, 0))
        // From 900 on they are handed out for a while only, and printed in examples.
        && (2..900).contains(&serial)
        && b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(number % 31) as usize] == b[10];
    (holds && value != "131052-308T").then_some((value, DATED))
}

/// Iceland, kennitala: birth date (of a firm the day is 40 more), two digits, check, century.
pub(super) fn kennitala(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 10 || uniform(&d) {
        return None;
    }
    let day = if d[0] > 3 { pair(&d, 0) - 40 } else { pair(&d, 0) };
    let century = match d[9] {
        8 => 1800,
        9 => 1900,
        0 => 2000,
        _ => return None,
    };
    let holds = is_date(century + pair(&d, 4), pair(&d, 2), day)
        && weighted(&d, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    holds.then(|| (written(&d), DATED))
}

/// Estonia's isikukood and Lithuania's asmens kodas: sex and century, birth date, three digits, a check with two rows of
/// weights.
pub(super) fn baltic(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || uniform(&d) {
        return None;
    }
    let century = match d[0] {
        1 | 2 => 1800,
        3 | 4 => 1900,
        5 | 6 => 2000,
        _ => return None,
    };
    let first = weighted(&d[..10], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let check =
        if first < 10 { first } else { weighted(&d[..10], &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10 };
    let holds = is_date(century + pair(&d, 1), pair(&d, 3), pair(&d, 5)) && check == d[10];
    let sample = matches!(written(&d).as_str(), "37605030299" | "33309240064");
    (holds && !sample).then(|| (written(&d), DATED))
}

/// Latvia, personas kods: birth date, century, serial and check; since 2017 it begins with 32 to 39 and says nothing.
pub(super) fn personas_kods(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 11 || uniform(&d[2..]) {
        return None;
    }
    if (32..=39).contains(&pair(&d, 0)) {
        return Some((written(&d), Proof::Structure("it begins as numbers since 2017 do")));
    }
    let sum = weighted(&d[..10], &[1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    let century = match d[6] {
        0 => 1800,
        1 => 1900,
        2 => 2000,
        _ => return None,
    };
    let holds = is_date(century + pair(&d, 4), pair(&d, 2), pair(&d, 0)) && (1_101 - sum) % 11 % 10 == d[10];
    holds.then(|| (written(&d), DATED))
}

/// A paper's number: letters and digits, most of them digits; for those whose issuers publish no check.
pub(super) fn plain_paper(text: &str) -> Valid {
    let value: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let d = digits(&value);
    let holds = (7..=16).contains(&value.chars().count()) && d.len() >= 6 && !uniform(&d);
    let counted = value.contains("123456");
    (holds && !counted).then_some((value, Proof::Structure("series and number have their form")))
}
