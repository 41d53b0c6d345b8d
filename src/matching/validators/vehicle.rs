//! Vehicles: Russian plates, and VIN with its check digit where the maker gives one.

use super::{Proof, Valid, alphanumeric, digits, uniform};

/// Letters that both scripts have, as a plate writes them.
fn latin(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        c => c,
    }
}

/// A private car's plate (GOST R 50577, type 1): letter, three digits, two letters, region.
pub(super) fn plate_ru(text: &str) -> Valid {
    let value: String =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).map(latin).collect();
    let b = value.as_bytes();
    let letter = |at: usize| b"ABEKMHOPCTYX".contains(&b[at]);
    let number = |from: usize, to: usize| value.get(from..to).and_then(|n| n.parse::<u32>().ok());
    let holds = matches!(b.len(), 8 | 9)
        && value.is_ascii()
        && letter(0)
        && letter(4)
        && letter(5)
        && number(1, 4).is_some_and(|n| n > 0)
        && number(6, b.len()).is_some_and(is_plate_region)
        && !(b.len() == 8 && &value[6..] == "00");
    holds.then_some((value, Proof::Structure("the letters are a plate's and the region exists")))
}

/// Codes of regions in use (order 766 of the Ministry of the Interior and its changes): two digits, and three that
/// begin with 1, 2, 7 or 9 over a two-digit region.
fn is_plate_region(code: u32) -> bool {
    matches!(code, 1..=99 | 102 | 113 | 116 | 121 | 122 | 123 | 124 | 125 | 126 | 130 | 134 | 136 | 138 | 142 | 147
        | 150 | 152 | 154 | 155 | 156 | 158 | 159 | 161 | 163 | 164 | 172 | 173 | 174 | 177 | 178 | 180..=182 | 184..=186
        | 188 | 190 | 193 | 196..=199 | 250 | 252 | 702 | 716 | 725 | 750 | 754 | 761 | 763 | 774 | 777 | 790 | 797 | 799 | 977)
}

/// A vehicle identification number (ISO 3779): 17 characters without I, O and Q, the last four digits. Where the ninth
/// is the check digit (49 CFR 565.15, obligatory in North America and China) that is proved, else the form alone.
pub(super) fn vin(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    let letters = b.iter().filter(|c| c.is_ascii_uppercase()).count();
    let holds = b.len() == 17
        && !b.iter().any(|c| b"IOQ".contains(c))
        && b[13..].iter().all(u8::is_ascii_digit)
        && (3..=12).contains(&letters)
        && !uniform(&digits(&value[13..]))
        && value != "1M8GDM9AXKP042788"
        && value != "1HGCM82633A004352";
    if !holds {
        return None;
    }
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let worth = |c: u8| match c {
        b'0'..=b'9' => u32::from(c - b'0'),
        b'A'..=b'H' => u32::from(c - b'A') + 1,
        b'J'..=b'R' => u32::from(c - b'J') + 1,
        c => u32::from(c - b'S') + 2,
    };
    let sum = b.iter().zip(WEIGHTS).map(|(c, w)| worth(*c) * w).sum::<u32>() % 11;
    let check = if sum == 10 { b'X' } else { b'0' + sum as u8 };
    let proof = match b[8] == check {
        true => Proof::Checksum("the check digit of a VIN agrees"),
        false => Proof::Structure("maker, vehicle and serial have their places"),
    };
    Some((value, proof))
}
