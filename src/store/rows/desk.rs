//! What people set apart: what is to be quiet, and what must be kept whatever its age; and the
//! periods that were told of.

use serde::Serialize;

use crate::model::{Delivery, Digest, Quiet, Time};

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
