//! Plans: rows of promises, and the sets they speak of.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Gives a closed set its words: `ALL`, `word()`, `parse()`; serde uses the same words.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The word used in files, JSON and the store.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            pub fn parse(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }
    };
}
pub(crate) use words;

words! {
    /// What kind of harm a finding speaks of.
    Class { Leak = "leak", Exposure = "exposure", Business = "business", Reputation = "reputation", Growth = "growth", Mention = "mention" }
}

words! {
    /// What an entity is to the watch.
    Role { Own = "own", Leadership = "leadership", Partner = "partner", Competitor = "competitor", Other = "other" }
}

words! {
    /// How often a summary leaves.
    Period { Weekly = "weekly", Monthly = "monthly" }
}

words! {
    /// How fresh the news feed is.
    Refresh { Live = "live", Daily = "daily" }
}

words! {
    /// When analysts are there.
    Cover { Business = "8x5", Always = "24x7" }
}

/// A row of promises. The three built-in ones are in `promise::plans`; a configuration can change or add rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub name: String,
    /// From the start of the clock to the relay's 250.
    pub deadline: Duration,
    /// How often a crawl is visited unless its site allows or asks for something else.
    pub interval: Duration,
    pub digest: Period,
    pub feed: Refresh,
    /// Classes that make findings; mentions always do.
    pub classes: BTreeSet<Class>,
    /// Roles of entities that are watched.
    pub roles: BTreeSet<Role>,
    /// Whose portals may be looked at for exposures: own, partner, competitor.
    pub portals: BTreeSet<Role>,
    pub dossiers: bool,
    pub cover: Cover,
}

impl Plan {
    /// Whether hits of this class become findings.
    pub fn covers(&self, class: Class) -> bool {
        class == Class::Mention || self.classes.contains(&class)
    }
}
