//! VAT numbers of the European Union, Northern Ireland and Great Britain, Switzerland, Norway: by each country's own check
//! (VIES, algorithms of the member states).

use super::europe_east::{afm_gr, nip_pl, oib_hr};
use super::europe_west::{cif_es, dni_es, nif_pt, vat_be, vat_fr, vat_nl};
use super::sums::{iso_7064_11_10, luhn_holds, mod_97, number, weighted};
use super::{Proof, Valid, alphanumeric, digits, uniform};

/// Country, number; blanks, dots and hyphens are left out. Canonical: as VIES writes it.
pub(super) fn vat_eu(text: &str) -> Valid {
    let value = alphanumeric(text);
    let (country, body) = value.split_at_checked(2)?;
    let d = digits(body);
    let plain = d.len() == body.len() && !uniform(&d);
    let holds = match country {
        "AT" => body.strip_prefix('U').is_some_and(|rest| rest.len() == 8 && austria(&d)),
        "BE" => plain && vat_be(&d),
        "BG" => plain && bulgaria(&d),
        "CY" => cyprus(body),
        "CZ" => {
            plain && d.len() == 8 && czechia(&d) || plain && super::europe_east::rodne_cislo(body).is_some()
        }
        "DE" => plain && d.len() == 9 && d[0] > 0 && iso_7064_11_10(&d),
        "DK" => {
            plain && d.len() == 8 && d[0] > 0 && weighted(&d, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
        }
        "EE" => plain && d.len() == 9 && weighted(&d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10),
        "EL" | "GR" => plain && afm_gr(body).is_some(),
        "ES" => cif_es(body).or_else(|| dni_es(body)).is_some(),
        "FI" => plain && d.len() == 8 && weighted(&d, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11),
        "FR" => vat_fr(body),
        "GB" | "XI" => plain && britain(&d),
        "HR" => plain && oib_hr(body).is_some(),
        "HU" => plain && d.len() == 8 && weighted(&d, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10),
        "IE" => super::europe_west::pps_ie(body).is_some(),
        "IT" => plain && d.len() == 11 && luhn_holds(&d),
        "LT" => plain && lithuania(&d),
        "LU" => plain && d.len() == 8 && number(&d[..6]) % 89 == number(&d[6..]),
        "LV" => plain && d.len() == 11 && d[0] > 3 && latvia(&d),
        "MT" => plain && d.len() == 8 && weighted(&d, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37),
        "NL" => vat_nl(body),
        "PL" => plain && nip_pl(body).is_some(),
        "PT" => plain && nif_pt(body).is_some(),
        "RO" => plain && romania(&d),
        "SE" => plain && d.len() == 12 && d[10..] == [0, 1] && luhn_holds(&d[..10]),
        "SI" => plain && d.len() == 8 && d[0] > 0 && slovenia(&d),
        "SK" => plain && d.len() == 10 && d[0] > 0 && number(&d).is_multiple_of(11),
        "CH" => body.starts_with('E') && d.len() == 9 && switzerland(&d),
        "NO" => d.len() == 9 && weighted(&d, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) && !uniform(&d),
        _ => false,
    };
    holds.then_some((value, Proof::Checksum("the country's own check digit agrees")))
}

fn austria(d: &[u32]) -> bool {
    let cross = |n: u32| n / 10 + n % 10;
    let sum: u32 =
        d.iter().take(7).enumerate().map(|(at, &n)| if at % 2 == 1 { cross(2 * n) } else { n }).sum();
    d.len() == 8 && (10 - (sum + 4) % 10) % 10 == d[7]
}

fn bulgaria(d: &[u32]) -> bool {
    match d.len() {
        9 => {
            let first = weighted(&d[..8], &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
            let check =
                if first < 10 { first } else { weighted(&d[..8], &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10 };
            check == d[8]
        }
        10 => super::europe_east::egn_bg(&super::written(d)).is_some(),
        _ => false,
    }
}

fn cyprus(body: &str) -> bool {
    let d = digits(body);
    let Some(letter) = body.bytes().last().filter(|_| body.len() == 9 && d.len() == 8) else { return false };
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let sum: u32 = d.iter().enumerate().map(|(at, &n)| if at % 2 == 0 { ODD[n as usize] } else { n }).sum();
    d[..2] != [1, 2] && letter == b'A' + (sum % 26) as u8
}

fn czechia(d: &[u32]) -> bool {
    let rest = weighted(&d[..7], &[8, 7, 6, 5, 4, 3, 2]) % 11;
    let check = match rest {
        0 => 1,
        1 => 0,
        rest => 11 - rest,
    };
    d[0] < 9 && check == d[7]
}

/// 97 less the weighted sum, or 42 (55 since 2010).
fn britain(d: &[u32]) -> bool {
    if !matches!(d.len(), 9 | 12) || number(&d[..7]) == 0 {
        return false;
    }
    let sum = weighted(&d[..7], &[8, 7, 6, 5, 4, 3, 2]) + d[7] * 10 + d[8];
    sum.is_multiple_of(97) || (sum + 55).is_multiple_of(97)
}

fn lithuania(d: &[u32]) -> bool {
    let length = d.len();
    if !matches!(length, 9 | 12) || d[length - 2] != 1 {
        return false;
    }
    let sum = |from: u32| {
        d[..length - 1].iter().enumerate().map(|(at, n)| n * ((at as u32 + from) % 9 + 1)).sum::<u32>() % 11
    };
    let first = sum(0);
    let check = if first < 10 { first } else { sum(2) % 10 };
    check == d[length - 1]
}

fn latvia(d: &[u32]) -> bool {
    weighted(d, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3
}

fn romania(d: &[u32]) -> bool {
    let Some((check, head)) = d.split_last() else { return false };
    if !(5..=9).contains(&head.len()) || head[0] == 0 {
        return false;
    }
    const WEIGHTS: [u32; 9] = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    10 * weighted(head, &WEIGHTS[9 - head.len()..]) % 11 % 10 == *check
}

fn slovenia(d: &[u32]) -> bool {
    let check = 11 - weighted(&d[..7], &[8, 7, 6, 5, 4, 3, 2]) % 11;
    check != 11 && check % 10 == d[7]
}

fn switzerland(d: &[u32]) -> bool {
    let rest = weighted(&d[..8], &[5, 4, 3, 2, 7, 6, 5, 4]) % 11;
    let check = (11 - rest) % 11;
    check < 10 && check == d[8] && !uniform(d)
}

/// A legal entity identifier (ISO 17442): 18 letters and digits, ISO/IEC 7064 mod 97-10.
pub(super) fn lei(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    let holds = b.len() == 20 && b[18..].iter().all(u8::is_ascii_digit) && mod_97(value.chars()) == 1;
    holds.then_some((value, Proof::Checksum("the check digits agree (mod 97)")))
}
