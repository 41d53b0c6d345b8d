//! Accounts and banks beside IBAN: Russian accounts with their bank's BIK, American routing numbers, BIC.

use super::sums::weighted;
use super::{Proof, Valid, alphanumeric, digits, uniform, written};

/// A settlement account (20 digits) with the bank's BIK (9): the account's key digit depends on both (Bank of Russia,
/// 515 of 8 September 1997). The text holds both, in any order, with a correspondent account or other numbers between.
/// Canonical: the account; one of a client where the text has a correspondent account too.
pub(super) fn bik_account(text: &str) -> Valid {
    let runs: Vec<Vec<u32>> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|r| !r.is_empty()).map(digits).collect();
    let keyed = |account: &[u32], bik: &[u32]| {
        let holds = |head: [u32; 3]| {
            let sum: u32 = head.iter().chain(account).zip([7, 1, 3].iter().cycle()).map(|(d, w)| d * w).sum();
            sum.is_multiple_of(10)
        };
        // A client's account is keyed by the bank's own number, one with the Bank of Russia by its branch.
        holds([bik[6], bik[7], bik[8]]) || holds([0, bik[4], bik[5]])
    };
    let biks: Vec<&Vec<u32>> = runs.iter().filter(|r| r.len() == 9 && r[0] == 0).collect();
    let accounts = runs.iter().filter(|r| r.len() == 20 && !uniform(r) && biks.iter().any(|b| keyed(r, b)));
    let account = accounts.min_by_key(|r| r[..3] == [3, 0, 1])?;
    Some((written(account), Proof::Checksum("the account's key digit agrees with the bank's BIK")))
}

/// A Russian account without its bank: a balance account that clients have, and a currency (Bank of Russia, 809-P,
/// annex; currency codes of OKV, 810 for roubles).
pub(super) fn account(text: &str) -> Valid {
    let d = digits(text);
    if d.len() != 20 || uniform(&d[9..]) {
        return None;
    }
    let kind = d[..3].iter().fold(0, |n, digit| n * 10 + digit);
    let currency = d[5..8].iter().fold(0, |n, digit| n * 10 + digit);
    let holds = matches!(kind, 401..=408 | 410..=426 | 454..=455 | 301)
        && matches!(
            currency,
            810 | 643 | 840 | 978 | 156 | 826 | 756 | 392 | 398 | 933 | 51 | 949 | 784 | 356
        );
    holds.then(|| (written(&d), Proof::Structure("balance account and currency exist")))
}

/// The same of a person: current accounts 40817 and 40820, deposits 423 and 426.
pub(super) fn account_person(text: &str) -> Valid {
    let (value, proof) = account(text)?;
    ["40817", "40820", "423", "426"].iter().any(|head| value.starts_with(head)).then_some((value, proof))
}

/// An American routing number (ABA): Federal Reserve district in the first two digits, weights 3, 7, 1 by 10.
pub(super) fn aba(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 9
        && !uniform(&d)
        && matches!(d[0] * 10 + d[1], 1..=12 | 21..=32 | 61..=72 | 80)
        && weighted(&d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10);
    // Printed on sample cheques.
    let sample = ["123456780", "011000015", "122105155"].contains(&written(&d).as_str());
    (holds && !sample).then(|| (written(&d), Proof::Checksum("the check digit of a routing number agrees")))
}

/// A British sort code and account number: six digits in pairs, eight digits.
pub(super) fn sort_code(text: &str) -> Valid {
    let d = digits(text);
    let holds = d.len() == 14 && !uniform(&d[..6]) && !uniform(&d[6..]) && written(&d[6..]) != "12345678";
    holds.then(|| (written(&d), Proof::Structure("sort code and account have their form")))
}

/// Countries of ISO 3166 that banks sit in.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ \
    CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FO FR GA GB GD GE \
    GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KR \
    KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MS MT MU MV MW MX MY MZ NA NC NE NG NI \
    NL NO NP NR NZ OM PA PE PF PG PH PK PL PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR ST \
    SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WS XK YE ZA ZM ZW";

/// ISO 9362: four letters of a party, a country, two of a place, and perhaps a branch.
pub(super) fn bic(text: &str) -> Valid {
    let value = alphanumeric(text);
    let b = value.as_bytes();
    let holds = matches!(b.len(), 8 | 11)
        && b[..6].iter().all(u8::is_ascii_uppercase)
        && COUNTRIES.split(' ').any(|c| c == &value[4..6])
        // A place ends neither in O nor begins with 0 or 1 where it is not a test.
        && !matches!(b[6], b'0' | b'1')
        && b[7] != b'O';
    holds.then_some((value, Proof::Structure("party, country and place have their form")))
}
