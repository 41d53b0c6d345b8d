//! Payment cards: a scheme's range and length, and Luhn; not the numbers that are printed in manuals.

use super::sums::luhn_holds;
use super::{Proof, Valid, digits, uniform, written};

pub(super) fn luhn(text: &str) -> Valid {
    let d = digits(text);
    let holds = (8..=24).contains(&d.len()) && !uniform(&d) && luhn_holds(&d);
    holds.then(|| (written(&d), Proof::Checksum("the check digit agrees (Luhn)")))
}

/// Numbers that payment providers print in their manuals: no one's cards.
const SAMPLES: &[&str] = &[
    "30569309025904",
    "3056930009020004",
    "3530111333300000",
    "3566002020360505",
    "36227206271667",
    "371449635398431",
    "378282246310005",
    "378734493671000",
    "38520000023237",
    "4000000000000002",
    "4000000000000077",
    "4000002500003155",
    "4000002760003184",
    "4000003560000008",
    "4000056655665556",
    "4007000000027",
    "4012888888881881",
    "4111111111111111",
    "4222222222222",
    "4242424242424242",
    "4276111111111118",
    "4444333322221111",
    "4716108999716531",
    "4917610000000000",
    "5105105105105100",
    "5200828282828210",
    "5424000000000015",
    "5454545454545454",
    "5555555555554444",
    "5577000055770004",
    "6011000990139424",
    "6011111111111117",
    "6200000000000005",
    "2200000000000004",
    "2201382000000013",
    "2204000000000001",
    "2223003122003222",
    "2223000048400011",
];

/// Length by scheme of the leading digits (ISO/IEC 7812 issuer ranges as the schemes publish them), and Luhn.
pub(super) fn card(text: &str) -> Valid {
    let d = digits(text);
    if d.len() < 13 || d.len() > 19 || uniform(&d[6..]) || !luhn_holds(&d) {
        return None;
    }
    let prefix = d[..4].iter().fold(0, |n, &digit| n * 10 + digit);
    let scheme = match prefix {
        // МИР, then Mastercard's second range.
        2200..=2204 => d.len() >= 16,
        2221..=2720 | 5100..=5599 => d.len() == 16,
        // American Express, JCB, Diners Club, Visa.
        3400..=3499 | 3700..=3799 => d.len() == 15,
        3528..=3589 => d.len() >= 16,
        3000..=3059 | 3600..=3699 | 3800..=3999 => d.len() >= 14,
        4000..=4999 => matches!(d.len(), 13 | 16 | 19),
        // Maestro, Discover, UnionPay, Troy (9792), Uzcard (8600), Humo (9860), Elcart (9417).
        5000..=5099 | 5600..=6999 | 9792 | 8600 | 9860 | 9417 => d.len() >= 16,
        _ => false,
    };
    let value = written(&d);
    (scheme && !is_counted(&d) && !SAMPLES.contains(&value.as_str()))
        .then_some((value, Proof::Checksum("the check digit agrees (Luhn) and the issuer's range exists")))
}

/// Most digits after the issuer's are the same, or go up by one: typed, not issued.
fn is_counted(d: &[u32]) -> bool {
    let rest = &d[4..d.len() - 1];
    let same = rest.windows(2).filter(|p| p[0] == p[1]).count();
    let up = rest.windows(2).filter(|p| p[1] == (p[0] + 1) % 10).count();
    same.max(up) + 2 >= rest.len() - 1
}
