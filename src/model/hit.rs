//! An entry found at one spot of a document.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::plan::words;

/// Why a hit is believed, a line each; the same lines for all hits of a text of which the same is said, because a dump
/// has a million.
pub type Evidence = Arc<[Cow<'static, str>]>;

words! {
    /// What kind of entry was found.
    EntryKind { Entity = "entity", Pattern = "pattern", Query = "query", Check = "check" }
}

/// One spot. Offsets are half-open and count code points of the document's text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// `set/id`: one for all hits of an entry, of which a dump has a million.
    pub entry: Arc<str>,
    pub kind: EntryKind,
    pub start: usize,
    pub end: usize,
    /// From 1.
    pub line: usize,
    /// The matched words as they stand in the text. Never logged.
    #[serde(rename = "match")]
    pub text: String,
    /// The value in its canonical form (digits without blanks, lower-case e-mail ...): what the finding's key is made
    /// of for values; for mentions and queries the same as `text`. Never logged.
    #[serde(skip)]
    pub value: String,
    /// Hundredths, 0..=100.
    pub confidence: u32,
    /// How it was found and what spoke for or against, in words.
    pub evidence: Evidence,
    /// 40 words either side: start and end, in code points.
    #[serde(skip)]
    pub passage: (usize, usize),
}
