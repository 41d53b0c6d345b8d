//! Russian papers: passports, licences, policies, certificates. Most have no check digit: then the form is all there is,
//! and an entry asks for the paper's name beside it.

use super::sums::luhn_holds;
use super::{Proof, Valid, digits, pair, uniform, written};

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
    let (region, year) = (pair(&d, 0), pair(&d, 2));
    let number = d[4..].iter().fold(0, |n, &digit| n * 10 + digit);
    let holds = is_region(region) && (year >= 97 || year <= 40) && (101..=999_999).contains(&number);
    holds.then(|| (written(&d), Proof::Structure("region and year of the series exist")))
}

/// A passport for travel: series of two digits as issued since 1997 (51, 53, 60 to 65, 70 to 77, 80 to 86), seven digits.
pub(super) fn passport_abroad(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 9
        && matches!(pair(&d, 0), 51 | 53 | 60..=65 | 70..=77 | 80..=86)
        && !uniform(&d[2..])
        && d[2..] != [0, 0, 0, 0, 0, 0, 1];
    holds.then(|| (written(&d), Proof::Structure("the series is one of passports for travel")))
}

/// Upper-case letters and digits of the text.
fn marks(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// A driving licence: two digits of a region, two digits or letters that Latin and Cyrillic share, six digits.
pub(super) fn licence(text: &str) -> Valid {
    let value = marks(&text.to_lowercase().replace("номер", ""));
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

/// The uniform number of a health insurance policy: 16 digits; the check of Order 158n (annex) is Luhn's.
pub(super) fn oms(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 16 && !uniform(&d) && (2..=9).contains(&d[0]) && luhn_holds(&d);
    holds.then(|| (written(&d), Proof::Checksum("the check digit of an insurance policy agrees")))
}

/// A policy as issued before 2011: series and number of the insurer's own, together 10 to 16 digits, no check digit.
pub(super) fn oms_old(text: &str) -> Valid {
    let d = digits(text);
    let holds = (10..=16).contains(&d.len()) && !uniform(&d) && !uniform(&d[d.len() - 6..]);
    holds.then(|| (written(&d), Proof::Structure("series and number have their form")))
}

/// A certificate of the civil registry (birth, marriage, death): a Roman number, two Russian letters, six digits.
pub(super) fn certificate(text: &str) -> Valid {
    let value = marks(text);
    let number: Vec<char> = value.chars().collect();
    let (head, tail) = number.split_at_checked(number.len().checked_sub(6)?)?;
    let (roman, letters) = head.split_at_checked(head.len().checked_sub(2)?)?;
    // People type Cyrillic Х and у, and digits, for the Roman number.
    let roman: String = roman
        .iter()
        .map(|c| {
            if *c == 'Х' {
                'X'
            } else if *c == '1' {
                'I'
            } else {
                *c
            }
        })
        .collect();
    let holds = is_roman(&roman)
        && letters.iter().all(|c| matches!(c, 'А'..='Я'))
        && tail.iter().all(char::is_ascii_digit)
        && tail.windows(2).any(|p| p[0] != p[1]);
    holds.then(|| {
        let rest: String = letters.iter().chain(tail).collect();
        (format!("{roman}-{rest}"), Proof::Structure("series and number have their form"))
    })
}

/// 1 to 39, as series are numbered.
fn is_roman(text: &str) -> bool {
    let tens = text.trim_start_matches('X');
    text.len() - tens.len() <= 3
        && !text.is_empty()
        && ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"].contains(&tens)
}

/// A military ID: two Russian letters, six or seven digits.
pub(super) fn military(text: &str) -> Valid {
    let value = marks(text);
    let all: Vec<char> = value.chars().collect();
    let holds = matches!(all.len(), 8 | 9)
        && all[..2].iter().all(|c| matches!(c, 'А'..='Я'))
        && all[2..].iter().all(char::is_ascii_digit)
        && all[2..].windows(2).any(|p| p[0] != p[1]);
    holds.then_some((value, Proof::Structure("series and number have their form")))
}

/// A work book: ТК (or АТ before 2004), a Roman series, six or seven digits.
pub(super) fn work_book(text: &str) -> Valid {
    let value = marks(text);
    let rest =
        value.strip_prefix("ТК").or_else(|| value.strip_prefix("АТ")).or_else(|| value.strip_prefix("TK"))?;
    let cut = rest.find(|c: char| c.is_ascii_digit())?;
    let (roman, number) = rest.split_at(cut);
    let roman = roman.replace('Х', "X");
    let holds = (roman.is_empty() || is_roman(&roman))
        && matches!(number.len(), 6 | 7)
        && number.bytes().all(|b| b.is_ascii_digit())
        && !uniform(&digits(number));
    holds.then(|| (value.clone(), Proof::Structure("series and number have their form")))
}

/// A Russian telephone number; canonical +7 and ten digits. Codes of Kazakhstan (6, 7) are not taken, nor the services
/// of 800 and 804, which belong to firms.
pub(super) fn phone(text: &str) -> Valid {
    let mut d = digits(text);
    if d.len() == 11 && matches!(d[0], 7 | 8) {
        d.remove(0);
    }
    let holds = d.len() == 10
        && matches!(d[0], 3 | 4 | 8 | 9)
        && !(d[0] == 8 && d[1] == 0)
        && !uniform(&d[3..])
        && !(d[0] == 3 && d[1] == 0 && d[2] == 0);
    holds.then(|| {
        (format!("+7{}", written(&d)), Proof::Structure("the code exists in the Russian numbering plan"))
    })
}

/// A home: a street or the like, a house and a flat, by their Russian words. Canonical: lower case, single blanks.
pub(super) fn address(text: &str) -> Valid {
    let value = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let (house, flat) = (number_after(&value, &["д.", "дом", " д "]), number_after(&value, &["кв"]));
    let holds = matches!((house, flat), (Some(1..=999), Some(1..=3999)));
    holds.then_some((value, Proof::Structure("street, house and flat have their places")))
}

/// The number after the last of these words.
fn number_after(text: &str, words: &[&str]) -> Option<u32> {
    let at = words.iter().filter_map(|w| Some(text.rfind(w)? + w.len())).max()?;
    let rest = text[at..].trim_start_matches(|c: char| c.is_alphabetic() || c == '.' || c.is_whitespace());
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}
