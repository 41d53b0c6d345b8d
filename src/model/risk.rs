//! The words of risk; the tables and the arithmetic are in the `risk` room.

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
