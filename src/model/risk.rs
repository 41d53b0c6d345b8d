//! The words of risk; the tables and the arithmetic are in the `risk` room.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::plan::words;

words! {
    /// How much harm a finding can do.
    Damage { Minor = "minor", Moderate = "moderate", Medium = "medium", Large = "large", Critical = "critical" }
}

words! {
    /// How likely harm is.
    Likelihood { VeryLow = "very low", Low = "low", Medium = "medium", High = "high", VeryHigh = "very high" }
}

words! {
    /// What the two scales give together.
    Level { Low = "low", Medium = "medium", High = "high" }
}

/// A finding's risk. `acceptable == false` is what the house calls serious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    pub damage: Damage,
    /// Confidence x harm x exposure in thousandths-of-a-percent steps: hundredths x tenths x tenths, 0..=10,000.
    pub probability: u32,
    pub likelihood: Likelihood,
    pub level: Level,
    pub acceptable: bool,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In the currency's smallest unit: kopecks, cents.
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
}

/// What damage comes to in money, as an organisation states it; amounts as in [`Money`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stakes {
    pub currency: String,
    pub levels: BTreeMap<Damage, u64>,
    /// By full id (`set/entry`): whatever the damage level is.
    pub entries: BTreeMap<String, u64>,
}

impl Stakes {
    /// What is stated for a finding of this entry with this damage.
    pub fn of(&self, entry: &str, damage: Damage) -> Option<Money> {
        let amount = *self.entries.get(entry).or_else(|| self.levels.get(&damage))?;
        Some(Money { amount, currency: self.currency.clone() })
    }
}
