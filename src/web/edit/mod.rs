//! Items of the configuration that people make on the page: what each is called, what its form asks, and how a form
//! becomes the TOML that a file would have.
//!
//! Promises: what was typed is never lost, right or wrong; keys that a form does not know stay as they were written.
//! Judges nothing: whether it means something is for the configuration to say, which is handed in.

mod draft;
mod faults;
mod fields;
mod form;
mod keep;
mod options;
pub mod watching;

use crate::model::Time;
use crate::store::rows::ConfigItem;
use crate::web::View;

pub use draft::{Draft, Table};
pub use faults::{Faults, of_form, row_lines};
pub use fields::{Kind, entry, item};
pub use form::{controls, said, told};
pub use keep::{Kept, Wish, check, find, identity, keep};
pub use options::slug;

/// The sorts of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Watch,
    Recipient,
    Place,
    Set,
}

impl Sort {
    pub const ALL: [Sort; 4] = [Sort::Watch, Sort::Recipient, Sort::Place, Sort::Set];

    /// As addresses of pages name it.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Watch => "watch",
            Sort::Recipient => "recipient",
            Sort::Place => "place",
            Sort::Set => "set",
        }
    }

    pub fn parse(word: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.word() == word)
    }

    /// The name of the file that the item would be.
    pub fn file(self, id: &str) -> String {
        match self {
            Sort::Watch => format!("watch-{id}.toml"),
            Sort::Recipient => format!("recipient-{id}.toml"),
            Sort::Place => format!("crawlers/{id}/crawler.toml"),
            Sort::Set => format!("keyword-sets/{id}.toml"),
        }
    }

    /// What a file's name says of its item.
    pub fn of_file(name: &str) -> Option<(Sort, &str)> {
        let id = |prefix: &str, suffix: &str| name.strip_prefix(prefix)?.strip_suffix(suffix);
        let found = [
            (Sort::Watch, id("watch-", ".toml")),
            (Sort::Recipient, id("recipient-", ".toml")),
            (Sort::Place, id("crawlers/", "/crawler.toml")),
            (Sort::Set, id("keyword-sets/", ".toml")),
        ];
        found.into_iter().find_map(|(sort, id)| Some((sort, id.filter(|id| id_is_good(id))?)))
    }

    /// The table that the form of an item asks for.
    pub fn table(self, id: &str) -> Table<'_> {
        match self {
            Sort::Watch => Table::Named("watch", id),
            Sort::Recipient => Table::Named("recipient", id),
            Sort::Place => Table::Root,
            Sort::Set => Table::Head,
        }
    }

    /// An item of which nothing but the id is known.
    pub fn blank(self, id: &str) -> String {
        match self {
            Sort::Watch | Sort::Recipient => format!("[{}.{id}]\n", self.word()),
            Sort::Place => format!("id = \"{id}\"\n"),
            Sort::Set => format!("[set]\nid = \"{id}\"\n"),
        }
    }

    /// Where an item of this id stands in what is in use: a file and line.
    pub fn spot(self, view: &View, id: &str) -> Option<String> {
        let spot = match self {
            Sort::Watch => &view.watches.iter().find(|w| w.id == id)?.spot,
            Sort::Recipient => &view.recipients.iter().find(|r| r.id == id)?.spot,
            Sort::Place => &view.crawls.iter().chain(&view.spare_crawls).find(|c| c.id == id)?.spot,
            Sort::Set => {
                let set = view.sets.iter().chain(&view.spare_sets).find(|s| s.id == id)?;
                return Some(set.entries.first().map_or_else(String::new, |e| e.spot.file.clone()));
            }
        };
        Some(spot.to_string())
    }
}

/// Whose an item is.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// Made on the page: by whom, when.
    Store(String, Time),
    /// The operator's: file and line.
    File(String),
    /// Carried by the binary; an item of the same id takes its place.
    Shipped(&'static str),
}

/// Whose the item of this id is; none: there is none.
pub fn origin(view: &View, items: &[ConfigItem], sort: Sort, id: &str) -> Option<Origin> {
    let file = sort.file(id);
    if let Some(item) = items.iter().find(|item| item.name == file) {
        return Some(Origin::Store(item.by.clone(), item.at));
    }
    let spot = sort.spot(view, id)?;
    // What the binary carries is named without a folder before it.
    match view.shipped.get(&file) {
        Some(text) if spot.is_empty() || spot.starts_with(file.as_str()) => Some(Origin::Shipped(text)),
        _ => Some(Origin::File(spot)),
    }
}

/// As the configuration wants ids.
pub fn id_is_good(id: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    id.len() <= 64 && id.starts_with(|c: char| c.is_ascii_alphanumeric()) && id.chars().all(inner)
}
