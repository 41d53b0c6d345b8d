//! What people set apart: what is to be quiet, and what must be kept whatever its age; and the
//! periods that were told of.

use serde::Serialize;

use crate::model::precision::Tally;
use crate::model::{Delivery, Digest, Hush, Quiet, Time};

#[derive(Clone, Debug, PartialEq)]
pub struct MuteDraft {
    pub watch: String,
    pub scope: Quiet,
    /// `set/entry`, a finding's id or a crawl's id.
    pub about: String,
    pub until: Time,
    pub reason: String,
}

/// What is, or was, quiet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MuteRow {
    pub id: i64,
    pub watch: String,
    pub scope: Quiet,
    pub about: String,
    pub until: Time,
    pub by: String,
    pub at: Time,
    pub reason: String,
    /// When somebody ended it before its time.
    pub ended: Option<Time>,
    pub ended_by: Option<String>,
    /// How many events it has kept quiet.
    pub events: u64,
}

impl MuteRow {
    pub fn in_force(&self, now: Time) -> bool {
        self.ended.is_none() && self.until > now
    }
}

/// A false positive with what it keeps quiet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SuppressionRow {
    pub id: i64,
    pub finding: i64,
    pub watch: String,
    pub entry: String,
    /// Of the finding; no secret unmasked.
    pub title: String,
    pub scope: Hush,
    pub by: String,
    pub at: Time,
    /// What was said with the judgement; may be empty.
    pub reason: String,
    /// Values that were judged.
    pub values: u64,
    /// New places that it has kept quiet.
    pub places: u64,
    /// When what it keeps quiet was last seen after it was judged.
    pub last: Option<Time>,
    pub ended: Option<Time>,
    pub ended_by: Option<String>,
    pub ended_reason: Option<String>,
}

/// How often an entry was right for a watch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrecisionRow {
    pub watch: String,
    pub entry: String,
    #[serde(flatten)]
    pub tally: Tally,
    /// Each judged finding: its confidence in hundredths, and whether it was right.
    #[serde(skip)]
    pub judged: Vec<(u32, bool)>,
}

/// What stands around a judged finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedPassage {
    pub right: bool,
    /// Not masked: for counting words, not for showing.
    pub text: String,
}

/// What must stay whatever the rule of retention says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HoldRow {
    /// A crawl's id, `finding:ID`, `url:ADDRESS`, or `*`.
    pub scope: String,
    pub by: String,
    pub at: Time,
    pub reason: String,
}

/// A period that was told of, with what became of its letter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DigestRow {
    pub recipient: String,
    /// `weekly` or `monthly`.
    pub kind: String,
    /// The cut-off.
    pub end: Time,
    pub letter: Digest,
    pub subject: String,
    pub state: Delivery,
    pub accepted: Option<Time>,
}

/// Words about a document with the secrets of its text masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    pub title: String,
    pub author: String,
    pub shown_url: String,
}

/// A search that somebody keeps.
#[derive(Clone, Copy, Debug)]
pub struct SavedDraft<'a> {
    pub name: &'a str,
    pub owner: &'a str,
    /// Those who read this watch see it too.
    pub watch: Option<&'a str>,
    /// Its parameters as a query string.
    pub asked: &'a str,
}

/// A search that somebody kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SavedRow {
    pub id: i64,
    pub name: String,
    pub owner: String,
    pub watch: Option<String>,
    pub asked: String,
    pub at: Time,
    /// `set/entry` that was made of it.
    pub entry: Option<String>,
}
