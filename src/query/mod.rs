//! One language for searching what is kept and for watching what comes.
//!
//! `parse` turns text into a tree or into an error that points at a character and says what to write instead. Who
//! evaluates the tree (the full-text index, the matching room) decides what a term is compared with; both compare
//! [`stem()`]s or [`form::forms`], and both tell by [`places`] what stands near what, so that a saved search and a watched
//! query agree. No I/O, and bounded: length, depth and number of terms.
//!
//! `entity:` takes an entry's id (`company`, or `set/company` from another set) or one of the roles `own`, `leadership`,
//! `partner`, `competitor`, `any`, which stand for every loaded entity of that role (`own` includes the leadership);
//! shared packs use these, as they cannot know a watch's ids. [`Names`] says what is meant.

mod error;
pub mod form;
pub mod help;
mod lexer;
mod names;
mod parse;
pub mod places;
mod stem;
mod tree;

pub use error::QueryError;
pub use names::{Known, Names};
pub use parse::{MAX_DEPTH, MAX_LENGTH, MAX_NEAR, MAX_TERMS, parse, parse_of_set};
pub use stem::stem;
pub use tree::{Field, Node, Query, Role, TermKind};

/// What both readers of the tree do to a text before they compare its words.
pub use crate::text::fold::{fold, fold_run, is_invisible};
pub use crate::text::runs::runs;
pub use crate::text::words::{word, words};
