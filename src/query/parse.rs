//! Text to tree.

use super::tree::{Node, Query, TermKind};

pub const MAX_LENGTH: usize = 4_000;
pub const MAX_DEPTH: usize = 32;
pub const MAX_TERMS: usize = 256;

/// Where a query is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {}: {message}", at + 1)]
pub struct QueryError {
    /// Code points before the fault.
    pub at: usize,
    pub message: String,
}

pub fn parse(text: &str) -> Result<Query, QueryError> {
    Ok(Query { root: Node::Term { field: None, kind: TermKind::Phrase, text: text.to_owned() } })
}
