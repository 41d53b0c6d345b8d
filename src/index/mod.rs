//! Full-text search over the documents that are kept.
//!
//! Derived: the folder may be deleted any day, and the room fills it again from what the caller puts in after
//! [`Index::last`]. One process writes, any number of threads search meanwhile. A damaged folder is put aside and a fresh
//! one begun; a lock, permission or disk error is told and touches nothing. Spans of secret entries are masked before
//! anything is written, so that neither a snippet nor a prefix query can spell a secret out. Knows tantivy, not the store.

mod compile;
mod error;
mod facets;
mod folder;
mod keeper;
mod lead;
mod marks;
mod mask;
mod rank;
mod schema;
mod search;
mod snippet;
mod spans;
mod steady;
mod sweep;
#[cfg(test)]
mod tests;
mod tokens;
mod top;
mod words;

use std::collections::BTreeMap;

pub use error::IndexError;
pub use keeper::{Index, Opened, rebuild};

use crate::model::Time;
use crate::query::Query;

/// A kept document, as it is put into the index. Putting an id again replaces what was there.
#[derive(Clone, Debug)]
pub struct IndexDoc {
    /// The document's row.
    pub id: i64,
    /// The number of its admission.
    pub n: i64,
    pub url: String,
    pub host: String,
    pub title: String,
    pub text: String,
    pub author: String,
    /// ISO 639-1, empty when unknown.
    pub language: String,
    /// The crawl's id.
    pub source: String,
    /// The crawl's kind.
    pub kind: String,
    /// `set/id` of the entities that it names.
    pub entities: Vec<String>,
    /// Where they and what patterns found stand in `text`.
    pub found: Vec<Spotted>,
    /// The watches that may see it.
    pub watches: Vec<String>,
    pub published: Option<Time>,
    pub fetched: Time,
    /// Half-open spans of secret hits in `text`, in code points.
    pub masked: Vec<(usize, usize)>,
    /// Half-open, ascending spans of `text`, in code points: the article or the posts. Its words count double, and
    /// snippets are taken from it first. Empty when it is not known.
    pub main: Vec<(usize, usize)>,
}

/// An entity or what a pattern found, at one place of a text: half-open, in code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spotted {
    /// `set/id`
    pub entry: String,
    /// Found by a pattern; else an entity.
    pub pattern: bool,
    pub start: usize,
    pub end: usize,
}

/// What is asked. `from` and `to` bound the fetch; `after:` and `before:` in the query bound the publication, or the fetch
/// where no publication is stated.
pub struct Ask {
    pub query: Query,
    /// Documents of these watches alone; `None` asks for all.
    pub watches: Option<Vec<String>>,
    /// Inclusive.
    pub from: Option<Time>,
    /// Exclusive.
    pub to: Option<Time>,
    pub source: Option<String>,
    /// `set/id`, or an id of any set.
    pub entity: Option<String>,
    pub lang: Option<String>,
    /// At most 1,000; 0 asks for the total (and facets) alone.
    pub limit: usize,
    /// At most 100,000.
    pub offset: usize,
    pub sort: Sort,
    pub facets: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// By BM25, a word in the title or in the very form asked for counting more.
    Relevance,
    /// By publication, or by fetch where none is stated; scores are 0.
    Newest,
}

#[derive(Clone, Debug)]
pub struct Page {
    /// All documents that match, not only those on the page.
    pub total: u64,
    pub took_ms: u64,
    pub hits: Vec<Found>,
    /// When asked for: `source`, `kind`, `language`, `entity` (the 20 most frequent) and `day` (YYYY-MM-DD in UTC, the 20
    /// latest), each value with its number of documents. Entities are not filtered by watch: the caller knows whose they are.
    pub facets: BTreeMap<String, Vec<(String, u64)>>,
}

#[derive(Clone, Debug)]
pub struct Found {
    pub id: i64,
    pub url: String,
    pub title: String,
    /// The passage with most of the words asked for, about 240 characters.
    pub snippet: Vec<Piece>,
    pub published: Option<Time>,
    pub fetched: Time,
    pub score: f32,
    pub source: String,
    pub kind: String,
    pub language: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// A word that was asked for.
    pub hit: bool,
}
