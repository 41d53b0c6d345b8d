//! Keyword sets: what is looked for. Read by config, compiled by matching.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::Spot;
use super::hit::EntryKind;
use super::plan::{Class, Role, words};
use super::print::Print;
use super::risk::Damage;
use super::watch::Language;

words! {
    /// Whom a pattern must be about to make a finding.
    About { Watch = "watch", Any = "any" }
}

words! {
    /// Where the watch must be named for `about = "watch"`; by `value` in the value itself, as a host or the right side of
    /// an address: what belongs to others is not counted, and each domain of the watch has a finding of its own.
    Scope { Passage = "passage", Document = "document", Value = "value" }
}

words! {
    /// What a pattern without an expression looks for: an account with its password, a person's full name, or a person's
    /// data put together in one row or block.
    RecordKind { Login = "login", Name = "name", Person = "person" }
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
    /// Watches that use it without naming it.
    pub watches: Vec<String>,
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
    /// Terms of which one must stand within `window` words: words in any form, `=` before them for the very forms, `*`
    /// behind them for a last word that begins so.
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
    Records(Records),
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
    /// Files with words that everybody may know (a template, a published offer): they count for no document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub public: Vec<String>,
    pub canaries: Vec<String>,
    /// What was made of `files` and `public` by whoever read them; empty until then.
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub prints: Vec<Print>,
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

/// Records: what is told by its structure over a line, a block of lines or a table, which no expression can say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Records {
    pub kind: RecordKind,
    /// Context that raises confidence.
    pub near: Vec<String>,
    /// Of `person`: entries, by id or `set/id`, whose hits are a person's name,
    pub names: Vec<String>,
    /// a number that stands for a person,
    pub numbers: Vec<String>,
    /// something else about them,
    pub details: Vec<String>,
    /// or a way to reach them.
    pub contacts: Vec<String>,
    /// How much a record must hold: a name counts 1, a number 2 (1 where nothing but its form speaks for it), a detail 1,
    /// contacts together 1. Of several such entries of a set a record belongs to the one that asks for most.
    pub least: u32,
}

impl Records {
    /// The entries that the fields of a record come from, as written.
    pub fn fields(&self) -> impl Iterator<Item = &String> {
        [&self.names, &self.numbers, &self.details, &self.contacts].into_iter().flatten()
    }
}

/// A boolean expression of the query language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    pub expression: String,
    /// Expressions of which none may hold in the same sentence: the set's, then its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// Sentences that a place may span at most; none: any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentences: Option<u32>,
    /// Of its set's queries that hold in one sentence only the first is told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first_only: bool,
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
        match &self.matches {
            // An account is whose it is: "312 accounts of @example.com".
            Matches::Records(Records { kind: RecordKind::Login, .. }) if values > 0 => {
                let of = title.strip_prefix(&self.title).and_then(|rest| rest.strip_prefix(": @"));
                let accounts = accounts(values, language);
                let whole = self.title_in(language);
                line = match (of, language) {
                    (Some(domain), Language::English) => format!("{whole}: {accounts} of @{domain}"),
                    (Some(domain), Language::Russian) => format!("{whole}: {accounts} @{domain}"),
                    (None, _) => format!("{line}: {accounts}"),
                };
            }
            _ if values > 1 => line.push_str(&format!(": {values}")),
            _ => {}
        }
        line
    }

    pub fn kind(&self) -> EntryKind {
        match &self.matches {
            Matches::Entity(_) => EntryKind::Entity,
            Matches::Pattern(_) | Matches::Records(_) => EntryKind::Pattern,
            Matches::Query(_) => EntryKind::Query,
            Matches::Check(_) => EntryKind::Check,
        }
    }

    /// The damage that `values` values in one document do.
    pub fn damage_of(&self, values: u64) -> Damage {
        self.volume.iter().rev().find(|v| values >= v.from).map_or(self.damage, |v| v.damage)
    }
}

/// `312 accounts`, `21 учётная запись`.
fn accounts(n: u64, language: Language) -> String {
    let noun = match (language, n % 10, n % 100) {
        (Language::English, ..) => ["accounts", "account"][usize::from(n == 1)],
        (Language::Russian, _, 11..=14) => "учётных записей",
        (Language::Russian, 1, _) => "учётная запись",
        (Language::Russian, 2..=4, _) => "учётные записи",
        (Language::Russian, ..) => "учётных записей",
    };
    format!("{n} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_counted_as_people_write_it() {
        for (n, english, russian) in [
            (1, "1 account", "1 учётная запись"),
            (2, "2 accounts", "2 учётные записи"),
            (11, "11 accounts", "11 учётных записей"),
            (21, "21 accounts", "21 учётная запись"),
            (112, "112 accounts", "112 учётных записей"),
            (312, "312 accounts", "312 учётных записей"),
        ] {
            assert_eq!(accounts(n, Language::English), english);
            assert_eq!(accounts(n, Language::Russian), russian);
        }
    }
}
