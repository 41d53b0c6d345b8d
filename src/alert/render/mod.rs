//! What a letter says. Each letter is laid out once as a sheet of blocks and written twice from it, as HTML and as
//! plain text, so that both parts say the same. Pure: rows in, words out; nothing here reads a clock or a store.

mod advice;
mod alert;
mod baseline;
mod digest;
mod facts;
mod html;
mod inert;
mod lists;
mod notes;
mod plain;
mod sheet;
mod stories;
mod tally;
mod words;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono_tz::Tz;

use super::settings::Place;
use crate::model::{Cause, Digest, Period, Recipient, Time};
use crate::store::rows::{AlertRow, CrawlRow, DigestMaterial, FindingRow, LocationRow};

pub use alert::{alert, rehearsed};
pub use baseline::baseline;
pub use digest::digest;
pub use notes::{blind, test_letter};

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    /// Tables, inline styles, light and dark; loads nothing from anywhere.
    pub html: String,
}

/// Who reads it, and when it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    /// The recipient's id.
    pub id: String,
    pub zone: Tz,
    pub now: Time,
    /// The web page's address, without a slash at its end.
    pub public_url: String,
}

impl Reader {
    /// A zone that is not known (validation refuses those) is read as UTC.
    pub fn new(recipient: &Recipient, now: Time, public_url: &str) -> Reader {
        let zone = recipient.zone.parse().unwrap_or(Tz::UTC);
        Reader { id: recipient.id.clone(), zone, now, public_url: public_url.to_owned() }
    }
}

/// Why an alert leaves after its due time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lateness {
    pub cause: Cause,
    /// The recorded stretch that explains it.
    pub from: Option<Time>,
    pub to: Option<Time>,
}

/// One alert with what a letter tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub alert: AlertRow,
    pub finding: FindingRow,
    /// The newest first; at least the first is read.
    pub locations: Vec<LocationRow>,
    /// The watch's title.
    pub watch: String,
    pub plan: String,
    pub deadline: Duration,
    /// The entry's title.
    pub entry: String,
    pub place: Place,
    pub late: Option<Lateness>,
}

/// The alerts that one letter tells of; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertLetter {
    pub id: Digest,
    pub reader: Reader,
    pub items: Vec<Item>,
}

/// What was there already at a place's first complete visit, or came up in a rematch.
#[derive(Clone, Debug, PartialEq)]
pub struct BaselineLetter {
    pub id: Digest,
    pub reader: Reader,
    pub alert: AlertRow,
    pub watch: String,
    pub plan: String,
    pub place: Place,
    /// Serious ones, the worst first; at most a hundred are read.
    pub findings: Vec<FindingRow>,
    /// Of how many.
    pub total: u64,
    pub late: Option<Lateness>,
}

/// How promises were kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub due: u64,
    pub in_time: u64,
}

/// An alert that was late, for the digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Late {
    pub title: String,
    pub due: Time,
    pub accepted: Option<Time>,
    pub cause: Cause,
}

/// A period's summary.
#[derive(Clone, Debug, PartialEq)]
pub struct DigestLetter {
    pub reader: Reader,
    pub kind: Period,
    /// The periods it covers, oldest first: more than one after downtime.
    pub periods: Vec<(Time, Time)>,
    /// Titles.
    pub watches: Vec<String>,
    pub material: DigestMaterial,
    /// Titles of entries and of places, by id.
    pub entries: BTreeMap<String, String>,
    pub places: BTreeMap<String, String>,
    pub late: Vec<Late>,
    /// How promises were kept in the stretch of the same length before.
    pub before: Kept,
}

/// Places that are not seen at present, told outside the digest.
#[derive(Clone, Debug, PartialEq)]
pub struct BlindLetter {
    pub reader: Reader,
    pub watches: Vec<String>,
    pub places: Vec<(String, CrawlRow)>,
}

/// Proof that letters arrive.
#[derive(Clone, Debug, PartialEq)]
pub struct TestLetter {
    pub reader: Reader,
    /// Who asked for it.
    pub by: String,
}
