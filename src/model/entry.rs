//! Keyword sets: what is looked for. Read by config, compiled by matching.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::Spot;
use super::hit::EntryKind;
use super::plan::{Class, Role, words};
use super::risk::Damage;
use super::watch::Language;

words! {
    /// Whom a pattern must be about to make a finding.
    About { Watch = "watch", Any = "any" }
}

words! {
    /// Where the watch must be named for `about = "watch"`.
    Scope { Passage = "passage", Document = "document" }
}

words! {
    /// What an entity is.
    EntityKind { Person = "person", Organisation = "organisation", Brand = "brand", Domain = "domain", Email = "email", Document = "document" }
}

words! {
    /// The grammatical gender that a person's forms take.
    Gender { Male = "m", Female = "f" }
}

/// A file of entries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeywordSet {
    pub id: String,
    pub title: String,
    /// The title in a reader's language, where it was written in both (`title_ru`, `title_en`).
    pub titles: BTreeMap<Language, String>,
    pub entries: Vec<Entry>,
}

impl KeywordSet {
    /// The id where there is no title.
    pub fn title_in(&self, language: Language) -> &str {
        let title = self.titles.get(&language).unwrap_or(&self.title);
        if title.is_empty() { &self.id } else { title }
    }
}

/// What every entry has, whatever it matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The entry's own id; with the set's, `set/id`.
    pub id: String,
    pub set: String,
    /// What a person is told it is; the id when left out.
    pub title: String,
    /// The title in a reader's language, where it was written in both (`title_ru`, `title_en`).
    pub titles: BTreeMap<Language, String>,
    pub class: Class,
    pub about: About,
    pub scope: Scope,
    /// Tenths: 1, 6, 9 or 10.
    pub harm: u32,
    /// Masked everywhere outside the evidence view.
    pub secret: bool,
    pub damage: Damage,
    /// Steps by number of values in one document; they replace `damage`. Ascending.
    pub volume: Vec<Volume>,
    /// A hit alerts whatever its risk.
    pub alert: bool,
    /// Hundredths; hits below it are weak: shown by `scan --all`, never findings.
    pub min_confidence: u32,
    /// Terms of which one must stand within `window` words.
    pub require: Vec<String>,
    /// Terms that veto within `window` words.
    pub exclude: Vec<String>,
    pub window: u32,
    pub examples: Vec<String>,
    pub counter_examples: Vec<String>,
    pub matches: Matches,
    /// Where it was written, for faults and explanations.
    #[serde(skip)]
    pub spot: Spot,
}

/// From this many values on, this damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    pub from: u64,
    pub damage: Damage,
}

/// What an entry matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Matches {
    Entity(Entity),
    Pattern(Pattern),
    Query(Query),
    Check(Check),
}

/// An object of interest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    pub kind: EntityKind,
    pub role: Role,
    /// In the nominative.
    pub name: String,
    pub gender: Option<Gender>,
    pub latin: Vec<String>,
    pub aliases: Vec<String>,
    /// `surname`, `given-patronymic`: parts that count alone.
    pub parts: Vec<String>,
    pub domains: Vec<String>,
    pub handles: Vec<String>,
    /// Files of a `document`; only keyed fingerprints of them are kept.
    pub files: Vec<String>,
    pub canaries: Vec<String>,
}

words! {
    /// Whether the place of a hit on its page counts.
    Stands { Anywhere = "anywhere", Apart = "apart" }
}

/// A regular expression with what makes it believable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// Empty where `lookalike` is looked for instead.
    pub regex: String,
    /// A named checksum or structural validator.
    pub validate: Option<String>,
    /// Context that raises confidence.
    pub near: Vec<String>,
    /// Context that lowers it.
    #[serde(default)]
    pub against: Vec<String>,
    /// `Apart`: standing apart, in capitals, at the head or foot raises confidence, a running sentence lowers it.
    #[serde(default)]
    pub stands: Option<Stands>,
    /// Instead of an expression: domains that imitate those of the entities of this role; own includes leadership.
    #[serde(default)]
    pub lookalike: Option<Role>,
}

/// A boolean expression of the query language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    pub expression: String,
}

/// A fact of a portal's answer that no expression over words can say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub fact: String,
}

impl Entry {
    /// `set/id`, as hits, findings and faults name it.
    pub fn full_id(&self) -> String {
        format!("{}/{}", self.set, self.id)
    }

    pub fn title_in(&self, language: Language) -> &str {
        self.titles.get(&language).unwrap_or(&self.title)
    }

    /// A finding's title for a reader: the store keeps it with the entry's title at its front; of a dump, how many
    /// values it holds.
    pub fn headline(&self, title: &str, values: u64, language: Language) -> String {
        let mut line = match title.strip_prefix(&self.title) {
            Some(rest) => format!("{}{rest}", self.title_in(language)),
            None => title.to_string(),
        };
        if values > 1 {
            line.push_str(&format!(": {values}"));
        }
        line
    }

    pub fn kind(&self) -> EntryKind {
        match &self.matches {
            Matches::Entity(_) => EntryKind::Entity,
            Matches::Pattern(_) => EntryKind::Pattern,
            Matches::Query(_) => EntryKind::Query,
            Matches::Check(_) => EntryKind::Check,
        }
    }

    /// The damage that `values` values in one document do.
    pub fn damage_of(&self, values: u64) -> Damage {
        self.volume.iter().rev().find(|v| values >= v.from).map_or(self.damage, |v| v.damage)
    }
}
