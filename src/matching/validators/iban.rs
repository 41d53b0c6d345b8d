//! IBAN: the country's length, its check digits, and the bank's own key where the country has one.

use super::sums::{mod_97, number, weighted};
use super::{Proof, Valid, alphanumeric, digits};

/// Lengths by country (SWIFT's registry of IBAN formats).
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HN", 28),
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
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

/// ISO 13616: country's length, and ISO/IEC 7064 mod 97-10.
pub(super) fn iban(text: &str) -> Valid {
    let value = alphanumeric(text);
    let (country, length) = LENGTHS.iter().find(|(country, _)| value.starts_with(country))?;
    if value.len() != *length || !value.as_bytes()[2..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let filler = value.as_bytes()[4..].windows(2).all(|p| p[0] == p[1]);
    if filler || mod_97(value[4..].chars().chain(value[..4].chars())) != 1 {
        return None;
    }
    let proof = match is_keyed(country, &value[4..]) {
        true => "country's length, check digits and the bank's own key agree",
        false => "country's length and check digits agree (mod 97)",
    };
    Some((value, Proof::Checksum(proof)))
}

/// Whether the bank's own key agrees too. It speaks for an IBAN; its absence says nothing, as few countries have one.
fn is_keyed(country: &str, account: &str) -> bool {
    let d = digits(account);
    let plain = d.len() == account.len();
    match country {
        // NBB: the first ten digits by 97, 97 for 0.
        "BE" if plain => {
            let rest = number(&d[..10]) % 97;
            number(&d[10..]) == if rest == 0 { 97 } else { rest }
        }
        // CCC: two digits, over bank with branch and over the account.
        "ES" if plain => {
            let digit = |of: &[u32]| match 11 - weighted(of, &[1, 2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 {
                10 => 1,
                11 => 0,
                n => n,
            };
            d[8] == digit(&[&[0, 0], &d[..8]].concat()) && d[9] == digit(&d[10..])
        }
        // RIB: letters of the account count 1 to 9 by keys of a telephone; 89 bank + 15 branch + 3 account + key, by 97.
        "FR" | "MC" => {
            let rib: String = account.chars().map(rib_digit).collect();
            rib.len() == 23 && {
                let part = |from: usize, to: usize| rib[from..to].parse::<u64>().unwrap_or(0);
                (89 * part(0, 5) + 15 * part(5, 10) + 3 * part(10, 21) + part(21, 23)).is_multiple_of(97)
            }
        }
        // ISO/IEC 7064 mod 97-10 over the account itself.
        "PT" | "SI" | "BA" | "ME" | "MK" | "RS" if plain => mod_97(account.chars()) == 1,
        _ => false,
    }
}

fn rib_digit(c: char) -> char {
    match c {
        'A'..='I' => char::from(b'1' + (c as u8 - b'A')),
        'J'..='R' => char::from(b'1' + (c as u8 - b'J')),
        'S'..='Z' => char::from(b'2' + (c as u8 - b'S')),
        c => c,
    }
}
