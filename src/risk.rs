//! How bad a finding is: two five-step scales, two tables, money.
//!
//! All arithmetic is in integers (hundredths x tenths x tenths = 0..=10,000), so that a probability on the edge of a step
//! falls on the side that the product names. Tables and steps are data that a configuration may change. Knows nothing of
//! pages, entries or time.

use serde::{Deserialize, Serialize};

use crate::model::{Damage, Exposure, Language, Level, Likelihood, Money, Risk};

/// Certain harm: confidence 1, harm 1, exposure 1.
pub const CERTAIN: u32 = 10_000;

/// Everything that turns numbers into a risk. Rows are damage, columns likelihood, both ascending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tables {
    pub level: [[Level; 5]; 5],
    pub acceptable: [[bool; 5]; 5],
    pub steps: Steps,
    /// Tenths.
    pub public: u32,
    /// Tenths.
    pub closed: u32,
}

/// Where one likelihood ends and the next begins, in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Steps {
    /// Below it: very low.
    pub low_from: u32,
    /// Below it: low.
    pub medium_from: u32,
    /// Up to and with it: medium ("about 0.5").
    pub medium_to: u32,
    /// Up to and with it: high; above it: very high.
    pub high_to: u32,
}

impl Default for Steps {
    fn default() -> Steps {
        Steps { low_from: 2_500, medium_from: 4_500, medium_to: 5_500, high_to: 7_500 }
    }
}

impl Default for Tables {
    fn default() -> Tables {
        use Level::{High as H, Low as L, Medium as M};
        let (o, x) = (true, false);
        Tables {
            level: [
                [L, L, L, M, M], // minor
                [L, L, M, M, H], // moderate
                [L, M, M, H, H], // medium
                [M, M, H, H, H], // large
                [M, H, H, H, H], // critical
            ],
            acceptable: [[o, o, o, o, o], [o, o, o, o, x], [o, o, o, x, x], [o, o, x, x, x], [o, x, x, x, x]],
            steps: Steps::default(),
            public: 10,
            closed: 8,
        }
    }
}

impl Tables {
    /// What a match of this confidence (hundredths), of an entry with this harm (tenths), at such a place comes to.
    pub fn assess(&self, damage: Damage, confidence: u32, harm: u32, exposure: Exposure) -> Risk {
        self.of(damage, self.probability(confidence, harm, exposure))
    }

    /// Confidence x harm x exposure, 0..=10,000; what exceeds a whole counts as a whole.
    pub fn probability(&self, confidence: u32, harm: u32, exposure: Exposure) -> u32 {
        let exposure = match exposure {
            Exposure::Public => self.public,
            Exposure::Closed => self.closed,
        };
        confidence.min(100) * harm.min(10) * exposure.min(10)
    }

    /// The risk of this damage with this probability of harm.
    pub fn of(&self, damage: Damage, probability: u32) -> Risk {
        let likelihood = self.likelihood(probability);
        let (row, column) = (damage as usize, likelihood as usize);
        Risk {
            damage,
            probability,
            likelihood,
            level: self.level[row][column],
            acceptable: self.acceptable[row][column],
        }
    }

    /// The step that a probability falls into.
    pub fn likelihood(&self, probability: u32) -> Likelihood {
        let s = &self.steps;
        match probability {
            p if p < s.low_from => Likelihood::VeryLow,
            p if p < s.medium_from => Likelihood::Low,
            p if p <= s.medium_to => Likelihood::Medium,
            p if p <= s.high_to => Likelihood::High,
            _ => Likelihood::VeryHigh,
        }
    }

    /// The risk of what has several: the highest damage with the highest likelihood. None of none.
    pub fn highest(&self, risks: &[Risk]) -> Option<Risk> {
        let damage = risks.iter().map(|r| r.damage).max()?;
        let probability = risks.iter().map(|r| r.probability).max()?;
        Some(self.of(damage, probability))
    }
}

impl Money {
    /// Probability x damage: what is to be expected, rounded down. `probability` is in ten-thousandths.
    pub fn at_risk(&self, probability: u32) -> Money {
        let amount = u128::from(self.amount) * u128::from(probability.min(CERTAIN)) / u128::from(CERTAIN);
        Money { amount: u64::try_from(amount).unwrap_or(self.amount), currency: self.currency.clone() }
    }

    /// Whole units as a person reads them: `1 250 000 ₽`, `RUB 1,250,000`.
    pub fn told(&self, language: Language) -> String {
        let whole = self.amount / 10_u64.pow(minor_digits(&self.currency));
        let digits = whole.to_string();
        let gap = match language {
            Language::Russian => "\u{a0}",
            Language::English => ",",
        };
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push_str(gap);
            }
            grouped.push(digit);
        }
        let sign = match self.currency.as_str() {
            "RUB" => "₽",
            "EUR" => "€",
            "USD" => "$",
            other => other,
        };
        match language {
            Language::Russian => format!("{grouped}\u{a0}{sign}"),
            Language::English => format!("{}\u{a0}{grouped}", self.currency),
        }
    }
}

/// How many decimal digits the smallest unit of a currency is from a whole one (ISO 4217).
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One test for each cell of both tables, as the product writes them.
    #[test]
    fn every_cell() {
        let tables = Tables::default();
        for (damage, levels, acceptable) in [
            ("minor", "L L L M M", ". . . . ."),
            ("moderate", "L L M M H", ". . . . X"),
            ("medium", "L M M H H", ". . . X X"),
            ("large", "M M H H H", ". . X X X"),
            ("critical", "M H H H H", ". X X X X"),
        ] {
            let row = Damage::parse(damage).unwrap();
            for (column, (level, verdict)) in levels.split(' ').zip(acceptable.split(' ')).enumerate() {
                let likelihood = Likelihood::ALL[column];
                let probability = [0, 2_500, 5_000, 7_500, 10_000][column];
                let risk = tables.of(row, probability);
                let expected = match level {
                    "L" => Level::Low,
                    "M" => Level::Medium,
                    _ => Level::High,
                };
                assert_eq!(risk.likelihood, likelihood, "{damage}");
                assert_eq!(risk.level, expected, "level of {damage} and {likelihood}");
                assert_eq!(risk.acceptable, verdict == ".", "verdict on {damage} and {likelihood}");
            }
        }
    }

    #[test]
    fn every_edge_of_the_steps() {
        let tables = Tables::default();
        for (probability, expected) in [
            (0, "very low"),
            (2_499, "very low"),
            (2_500, "low"),
            (4_499, "low"),
            (4_500, "medium"),
            (5_500, "medium"),
            (5_501, "high"),
            (7_500, "high"),
            (7_501, "very high"),
            (10_000, "very high"),
        ] {
            assert_eq!(tables.likelihood(probability).word(), expected, "{probability}");
        }
    }

    #[test]
    fn what_the_shipped_defaults_come_to() {
        let tables = Tables::default();
        use Exposure::{Closed, Public};
        for (what, damage, confidence, harm, exposure, probability, acceptable) in [
            ("a bare mention of the company", Damage::Medium, 100, 1, Public, 1_000, true),
            ("a rumour of a breach", Damage::Large, 90, 6, Public, 5_400, false),
            ("the same in a closed group", Damage::Large, 90, 6, Closed, 4_320, true),
            ("one INN with checksum and context", Damage::Moderate, 90, 9, Public, 8_100, false),
            ("one bare INN", Damage::Moderate, 50, 9, Public, 4_500, true),
            ("a token with its issuer's checksum", Damage::Critical, 100, 10, Public, 10_000, false),
            ("an expired certificate", Damage::Moderate, 100, 6, Public, 6_000, true),
            ("confidence beyond a whole", Damage::Minor, 900, 90, Public, 10_000, true),
        ] {
            let risk = tables.assess(damage, confidence, harm, exposure);
            assert_eq!((risk.probability, risk.acceptable), (probability, acceptable), "{what}");
        }
    }

    #[test]
    fn the_highest_takes_each_scale_by_itself() {
        let tables = Tables::default();
        let risks = [tables.of(Damage::Large, 1_000), tables.of(Damage::Minor, 9_000)];
        assert_eq!(tables.highest(&risks), Some(tables.of(Damage::Large, 9_000)));
        assert_eq!(tables.highest(&[]), None);
    }

    #[test]
    fn money_at_risk() {
        let stated = Money { amount: 1_000_001, currency: "RUB".into() };
        assert_eq!(stated.at_risk(5_400).amount, 540_000);
        assert_eq!(Money { amount: u64::MAX, currency: "EUR".into() }.at_risk(CERTAIN).amount, u64::MAX);
        for (amount, currency, russian, english) in [
            (125_000_050, "RUB", "1\u{a0}250\u{a0}000\u{a0}₽", "RUB\u{a0}1,250,000"),
            (99, "EUR", "0\u{a0}€", "EUR\u{a0}0"),
            (12_345, "JPY", "12\u{a0}345\u{a0}JPY", "JPY\u{a0}12,345"),
            (12_345, "KWD", "12\u{a0}KWD", "KWD\u{a0}12"),
        ] {
            let money = Money { amount, currency: currency.into() };
            assert_eq!(money.told(Language::Russian), russian);
            assert_eq!(money.told(Language::English), english);
        }
    }

    #[test]
    fn a_configuration_may_change_a_part() {
        let tables: Tables = serde_json::from_str(r#"{"closed": 5, "steps": {"high_to": 8000}}"#).unwrap();
        assert_eq!(tables.probability(100, 10, Exposure::Closed), 5_000);
        assert_eq!(tables.likelihood(7_900), Likelihood::High);
        assert_eq!(tables.level, Tables::default().level);
    }
}
