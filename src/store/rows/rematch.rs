//! Rows and drafts of entries and of rematches.

use serde::Serialize;
use std::collections::BTreeMap;

use super::{ClusterDraft, FindingDraft, HitDraft};
use crate::model::{Digest, Time};

/// An entry as the configuration has it now; `sync_entries` makes the rows follow.
#[derive(Clone, Debug, PartialEq)]
pub struct EntrySeed {
    /// `set/id`
    pub id: String,
    /// Of all that decides where it hits.
    pub matched: Digest,
    /// Of that, and of all that decides what a hit comes to.
    pub judged: Digest,
    /// As the note of the first schema knew what it matches.
    pub noted: String,
}

/// Which fetches count for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Those from then on.
    pub since: Time,
    /// Of addresses that this rematch has covered, all.
    pub covers: Option<i64>,
}

impl Coverage {
    /// It was always looked for.
    pub const ALWAYS: Coverage = Coverage { since: Time(i64::MIN), covers: None };
}

/// A rematch under a lease.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedRematch {
    pub id: i64,
    /// The fencing token: every later claim of this rematch has a higher one.
    pub token: i64,
    /// When it was owed: parts of its baseline are counted from then.
    pub started: Time,
    /// Where it begins has been noted.
    pub begun: bool,
    /// This pass ends above this document.
    pub bottom: i64,
    /// Documents below this one are still to be looked at.
    pub next: i64,
    /// What it looks for, each with the digest of what it was then: a configuration without these cannot do it.
    pub entries: BTreeMap<String, Digest>,
}

/// An address whose kept text was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Covered {
    pub crawl: String,
    pub url: String,
    /// Of the whole text.
    pub digest: Digest,
}

/// What comes after a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RematchStep {
    /// Another one, over what came meanwhile.
    Again,
    /// Visits that began with the entries as they were must end first.
    Waits,
    Ended,
    /// The lease is another's.
    Lost,
}

/// A rematch for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RematchRow {
    pub id: i64,
    /// `waiting`, `running`, `paused`, `ended` or `cancelled`.
    pub state: &'static str,
    /// `changed`: entries were; `asked`: somebody did.
    pub why: String,
    pub by: String,
    /// Those that it was begun for.
    pub entries: Vec<String>,
    pub started: Time,
    pub ended: Option<Time>,
    /// Documents to look at, as counted when it began, and those that were looked at.
    pub total: u64,
    pub done: u64,
    /// Documents a second so far, visits that came first included; none: nothing was done yet.
    pub per_second: Option<f64>,
    /// Seconds of work that are left at that pace; none: it has ended, or there is no pace yet.
    pub left_s: Option<u64>,
    pub paused: Option<Time>,
    /// Who paused or cancelled it.
    pub halted_by: Option<String>,
    /// New ones that it brought.
    pub findings: u64,
}

/// A rematch with serious findings that no part of its baseline tells of.
#[derive(Clone, Debug, PartialEq)]
pub struct UntoldRematch {
    pub id: i64,
    pub started: Time,
    /// The part that comes next, from 1.
    pub part: u32,
    pub ended: Option<Time>,
    /// By watch: when the oldest of them was found.
    pub oldest: BTreeMap<String, Time>,
}

/// Kept documents of one crawl with what a rematch has found in them: one transaction, all or nothing.
#[derive(Clone, Debug)]
pub struct RematchAdmission {
    /// Doing it twice equals doing it once: the same id is refused as `Already`.
    pub id: Digest,
    pub rematch: i64,
    pub token: i64,
    pub crawl: String,
    pub documents: Vec<Rematched>,
    pub clusters: Vec<ClusterDraft>,
    /// `LocationDraft::page` is an index into `documents`.
    pub findings: Vec<FindingDraft>,
}

/// A kept document that was matched again.
#[derive(Clone, Debug)]
pub struct Rematched {
    pub document: i64,
    pub url: String,
    /// As in a `PageDraft`.
    pub shown_url: Option<String>,
    pub title: String,
    pub fetched: Time,
    /// None: its hits are as they were.
    pub hits: Option<NewHits>,
}

/// All hits of a document from now on.
#[derive(Clone, Debug, Default)]
pub struct NewHits {
    /// As they were read: their findings are ids.
    pub kept: Vec<HitDraft>,
    /// Their findings are indexes into `RematchAdmission::findings`.
    pub found: Vec<HitDraft>,
}
