//! `[watch.X.money]`: what damage comes to in money, as the organisation states it: an amount for each level of damage
//! and, where one knows better, for an entry. Amounts are written in whole units of the currency.

use std::collections::BTreeMap;

use super::reader::{At, Reader};
use super::values::nearest;
use crate::model::{Damage, Said, Stakes};
use crate::risk::minor_digits;
use crate::said;

/// Whole units at most: a million million.
const MOST: i64 = 1_000_000_000_000;
/// What people write instead of the code.
const SIGNS: [(&str, &str); 8] = [
    ("₽", "RUB"),
    ("RUR", "RUB"),
    ("руб", "RUB"),
    ("€", "EUR"),
    ("$", "USD"),
    ("£", "GBP"),
    ("₸", "KZT"),
    ("¥", "CNY"),
];
const KEYS: [(Damage, &str); 5] = [
    (Damage::Minor, "minor"),
    (Damage::Moderate, "moderate"),
    (Damage::Medium, "medium"),
    (Damage::Large, "large"),
    (Damage::Critical, "critical"),
];

/// The amounts, with the entries that are still to be looked for.
pub(super) struct Stated {
    pub stakes: Stakes,
    pub entries: Vec<At<(String, i64)>>,
}

pub(super) fn money(table: Reader<'_>) -> Stated {
    let currency = table.need(
        "currency",
        said!("need.currency", "its code, such as RUB or EUR", "её код, например RUB или EUR"),
        table.read("currency", currency),
    );
    let currency = currency.map_or_else(String::new, |at| at.value);
    let unit = 10_u64.pow(minor_digits(&currency));
    let mut levels: BTreeMap<Damage, u64> = BTreeMap::new();
    let mut before: Option<(&str, i64)> = None;
    for (damage, key) in KEYS {
        let Some(at) = table.whole(key, 0, MOST) else { continue };
        if let Some((lower, less)) = before.filter(|(_, less)| *less > at.value) {
            table.fault(
                &at.spot,
                said!(
                    "money.order",
                    "`{key}` states less than `{lower}`, which is {less}",
                    "в `{key}` сумма меньше, чем в `{lower}`: там {less}",
                    key,
                    lower,
                    less
                ),
            );
        }
        before = Some((key, at.value));
        levels.insert(damage, at.value.unsigned_abs() * unit);
    }
    let entries = table.numbers("entries", 0, MOST);
    let stated = KEYS.iter().any(|(_, key)| table.has(key)) || table.has("entries");
    if !stated && !currency.is_empty() {
        table.fault(
            &table.spot,
            said!(
                "money.none",
                "no amount is stated: write `medium = 2000000`, or amounts under `entries`",
                "ни одной суммы нет: напишите `medium = 2000000` или суммы в `entries`"
            ),
        );
    }
    let amount = |at: &At<(String, i64)>| (at.value.0.clone(), at.value.1.unsigned_abs() * unit);
    let stakes = Stakes { currency, levels, entries: entries.iter().map(amount).collect() };
    table.finish();
    Stated { stakes, entries }
}

/// ISO 4217.
fn currency(text: &str) -> Result<String, Said> {
    if text.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase()) && text != "RUR" {
        return Ok(text.to_owned());
    }
    let known = SIGNS.iter().find(|(sign, _)| text.trim_end_matches('.').eq_ignore_ascii_case(sign));
    let code =
        known.map(|(_, code)| *code).or_else(|| nearest(text, ["RUB", "EUR", "USD", "GBP", "KZT", "CNY"]));
    Err(match code {
        Some(code) => said!(
            "money.currency-near",
            "\"{text}\" is no currency code; write \"{code}\"",
            "«{text}» — не код валюты: напишите \"{code}\"",
            text,
            code
        ),
        None => said!(
            "money.currency",
            "\"{text}\" is no currency code (ISO 4217); write \"RUB\" or \"EUR\"",
            "«{text}» — не код валюты (ISO 4217): напишите \"RUB\" или \"EUR\"",
            text
        ),
    })
}
