//! The machine-readable zone of a passport, visa or identity card (ICAO Doc 9303, parts 3 to 7): its three sizes, each
//! with check digits over number, birth, expiry and the whole.

use super::{Proof, Valid};

/// Two or three lines of TD3 (2 x 44), TD2 (2 x 36) or TD1 (3 x 30). Canonical: country and number of the paper.
pub(super) fn mrz(text: &str) -> Valid {
    let lines: Vec<String> = text
        .lines()
        .map(|l| l.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '«' { '<' } else { c }).collect())
        .filter(|l: &String| !l.is_empty())
        .collect();
    if !lines.iter().all(|l| l.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<')) {
        return None;
    }
    let (first, second) = (lines.first()?, lines.get(1)?);
    let third = lines.get(2).map_or("", String::as_str);
    let (number, birth, expiry, whole) = match (first.len(), second.len(), third.len()) {
        (44, 44, 0) => {
            let over = [&second[..10], &second[13..20], &second[21..43]].concat();
            // Visas of this size have no check over the whole.
            let whole = first.starts_with('V') || checks(&over, &second[43..44]);
            (&second[..10], &second[13..20], &second[21..28], whole)
        }
        (36, 36, 0) => {
            let over = [&second[..10], &second[13..20], &second[21..35]].concat();
            let whole = first.starts_with('V') || checks(&over, &second[35..36]);
            (&second[..10], &second[13..20], &second[21..28], whole)
        }
        (30, 30, 30) => {
            let over = [&first[5..30], &second[..7], &second[8..15], &second[18..29]].concat();
            (&first[5..15], &second[..7], &second[8..15], checks(&over, &second[29..30]))
        }
        _ => return None,
    };
    let part = |part: &str| checks(&part[..part.len() - 1], &part[part.len() - 1..]);
    // A number longer than nine signs goes on in the optional field, with a filler for its check.
    let long = first.len() == 30 && number.ends_with('<');
    let holds =
        whole && (long || part(number)) && part(birth) && part(expiry) && "PVIAC".contains(&first[..1]);
    let country = &first[2..5];
    // UTO is the Utopia of the standard's own specimens; D<< with these numbers is printed on German ones.
    let specimen = country == "UTO" || &second[10..13] == "UTO" || number.starts_with("C01X00T47");
    let value =
        format!("{} {}", country.trim_end_matches('<'), number[..number.len() - 1].trim_end_matches('<'));
    (holds && !specimen)
        .then_some((value, Proof::Issuer("all check digits of a machine-readable zone agree")))
}

/// Weights 7, 3, 1; A is 10, a filler 0. A check that is a filler stands for 0.
fn checks(part: &str, check: &str) -> bool {
    let worth = part.chars().map(|c| c.to_digit(36).unwrap_or(0));
    let sum = worth.zip([7, 3, 1].iter().cycle()).map(|(n, w)| n * w).sum::<u32>() % 10;
    check.chars().next().is_some_and(|c| c.to_digit(10) == Some(sum) || (c == '<' && sum == 0))
}

#[cfg(test)]
mod tests {
    use super::mrz;

    #[test]
    fn every_size() {
        // The specimens of the standard with another country, so that they are no specimens.
        let name = |size: usize, head: &str| format!("{head:<<size$}");
        let td3 = format!("{}\nL898902C36RUS7408122F1204159ZE184226B<<<<<10", name(44, "P<RUSIVANOV<<IVAN"));
        let td2 = format!("{}\nD231458907RUS7408122F1204159<<<<<<<6", name(36, "I<RUSIVANOV<<IVAN"));
        let td1 = format!(
            "{}\n7408122F1204159RUS<<<<<<<<<<<6\n{}",
            name(30, "I<RUSD231458907"),
            name(30, "IVANOV<<IVAN")
        );
        for text in [td3, td2, td1] {
            assert!(mrz(&text).is_some(), "{text}");
            assert!(mrz(&text.replace('\n', "\r\n")).is_some(), "{text}");
            // Each digit changed.
            let second = text.find('\n').expect("two lines");
            for (at, _) in text.match_indices("7408122") {
                let wrong = format!("{}8{}", &text[..at], &text[at + 1..]);
                assert!(mrz(&wrong).is_none(), "{wrong}");
            }
            assert!(mrz(&text[..second]).is_none());
            assert!(mrz(&text.replace("RUS", "UTO")).is_none());
        }
        assert!(mrz("ж\nж").is_none() && mrz("").is_none());
    }
}
