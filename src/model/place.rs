//! Places, goings there, and what came back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::document::{Document, Stated};
use super::fault::Spot;
use super::ids::Digest;
use super::plan::words;
use super::time::Time;

words! {
    /// Who can read a place.
    Exposure { Public = "public", Closed = "closed" }
}

words! {
    /// What is kept of what is read. Firehoses keep only what matched; the rest is counted.
    Keep { All = "all", Hits = "hits" }
}

words! {
    /// How a place is. None is for good: every state is left by the next good visit.
    State { New = "new", Well = "well", Throttled = "throttled", Refused = "refused", Gone = "gone", Unreachable = "unreachable", Malformed = "malformed", OwnNetwork = "own_network" }
}

/// When a crawl is visited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interval {
    /// The shortest interval of the plans that use it.
    Auto,
    Every(Duration),
    /// Five fields as in crontab, with an IANA zone.
    Cron {
        expression: String,
        zone: String,
    },
}

/// What a place knows its operator by.
#[derive(Clone, PartialEq, Eq)]
pub enum Account {
    /// An account that the operator has there.
    SignIn(SignIn),
    /// A key to the place's interface.
    Token(String),
}

/// How one signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    pub user: String,
    pub password: String,
    /// The page with the form to sign in by.
    pub page: String,
    /// A selector of the form; none: the one that asks for a password.
    pub form: Option<String>,
    /// A selector of what only those see who are signed in.
    pub proof: Option<String>,
}

/// Nothing of it is for logs.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").finish_non_exhaustive()
    }
}

/// Something that a place is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it is typed into a search.
    pub text: String,
    /// How much it matters beside others, 1 at least.
    pub weight: u32,
    /// It uses what search engines understand (`site:`, `filetype:`), and nobody else does.
    pub operators: bool,
}

/// A configured place. What only its kind understands is in `options`, as TOML text for that kind to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crawl {
    pub id: String,
    /// A name of the registry of kinds.
    pub kind: String,
    pub title: String,
    pub start: Vec<String>,
    /// Hosts that may be fetched; those of `start` when empty.
    pub hosts: Vec<String>,
    pub groups: Vec<String>,
    /// Budget of a visit.
    pub pages: u32,
    pub interval: Interval,
    pub exposure: Exposure,
    pub keep: Keep,
    /// Least time between two requests to one host.
    pub delay: Duration,
    /// `http://`, `socks5h://`; none: directly.
    pub proxy: Option<String>,
    #[serde(skip)]
    pub account: Option<Arc<Account>>,
    /// What the watches that look here want found; for kinds that search.
    #[serde(skip)]
    pub terms: Vec<Term>,
    /// The operator may run active checks here.
    pub authorised: bool,
    /// The crawler file as TOML text; the kind reads its own tables and keys from it.
    pub options: String,
    #[serde(skip)]
    pub spot: Spot,
}

/// What makes a later request conditional (RFC 9110, 13.1), byte for byte as the server sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
}

/// A body too large for memory: a file that is removed with the last who holds this.
#[derive(Debug)]
pub struct Spooled {
    pub path: std::path::PathBuf,
    /// Bytes.
    pub length: u64,
    /// Of the whole.
    pub digest: Digest,
    pub keep: tempfile::TempPath,
}

impl PartialEq for Spooled {
    fn eq(&self, other: &Spooled) -> bool {
        (self.length, self.digest) == (other.length, other.digest)
    }
}

impl Eq for Spooled {}

/// One raw exchange: the request as sent and the answer as received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What was asked for.
    pub url: String,
    /// What answered, after redirects (each hop before it is an exchange in `hops`).
    pub final_url: String,
    pub method: String,
    pub request_headers: Vec<(String, Vec<u8>)>,
    pub status: u16,
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body as it came, still coded; its beginning where it is spooled.
    pub wire_body: Vec<u8>,
    #[serde(skip)]
    pub wire_spooled: Option<Arc<Spooled>>,
    /// The body without its content coding; its beginning where it is spooled.
    pub body: Vec<u8>,
    /// The whole body, where it is too large for memory. The same file as the body that came, where that is not coded.
    #[serde(skip)]
    pub spooled: Option<Arc<Spooled>>,
    /// The body was longer than the cap: what there is is its beginning.
    pub truncated: bool,
    /// When the request was sent, on our clock.
    pub sent: Time,
    pub received: Time,
    /// The answer's Age in seconds (RFC 9111), 0 if none.
    pub age: u64,
    /// The server's clock: its Date + Age minus ours, in milliseconds, when it sent a Date.
    pub skew: Option<i64>,
    pub peer: Option<String>,
    pub hops: Vec<Exchange>,
    /// What was odd on the way: a wrong content coding, a body that was cut off.
    #[serde(default)]
    pub complaints: Vec<String>,
}

impl Exchange {
    /// Bytes of the body without its content coding, wherever it lies.
    pub fn length(&self) -> u64 {
        self.spooled.as_ref().map_or(self.body.len() as u64, |spooled| spooled.length)
    }

    /// The first header of this name, as text; bytes beyond Latin-1 never occur in names we ask for.
    pub fn header(&self, name: &str) -> Option<String> {
        let value = &self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?.1;
        Some(value.iter().map(|&b| char::from(b)).collect())
    }

    /// Since when it cannot have been there if it is not in this answer: sent minus Age.
    pub fn as_of(&self) -> Time {
        self.sent - Duration::from_secs(self.age)
    }

    /// None of an answer that was cut: a later 304 would vouch for what was never read.
    pub fn validators(&self) -> Validators {
        if self.truncated {
            return Validators::default();
        }
        let get = |name: &str| {
            self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone())
        };
        Validators { etag: get("etag"), last_modified: get("last-modified") }
    }
}

/// One thing that a visit brought: a page, an entry of a feed, a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is known by within its crawl: the canonical link, else a digest of title, date and text.
    pub id: String,
    /// The address a person would open.
    pub url: String,
    /// The exchange it came in; items of one listing share one (an `Arc` keeps that cheap).
    pub exchange: Arc<Exchange>,
    /// The part of the body that it is, in bytes; none: all of it.
    pub span: Option<(usize, usize)>,
    /// What the place itself says of it: title, author, text ... Set by kinds that understand their format (feed,
    /// forum); none: the text room reads the exchange's body.
    pub document: Option<Document>,
    pub published: Option<Stated>,
    /// The listing (feed, index page, sitemap, start page) that led to it, if any.
    pub listing: Option<String>,
}

/// A listing seen on a visit, for the clock's rule (b).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Its address.
    pub url: String,
    /// sent minus Age of this fetch.
    pub as_of: Time,
    /// Something that was on it last time is on it now, or it is complete by nature; true on the first sight.
    pub overlap: bool,
    /// It was not modified since the last time (304, or the same bytes).
    pub unchanged: bool,
    /// How many entries it had.
    pub entries: u64,
}

/// What a visit brought, beside the items that it handed over on its way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Harvest {
    /// Opaque to everyone but the kind; kept in the same commit as the items.
    pub cursor: String,
    pub listings: Vec<Listing>,
    /// There is more than the budget allowed: come again soon.
    pub more: bool,
    /// Everything reachable at the place has been read once (by this visit or earlier ones).
    pub complete: bool,
    /// Addresses that answered 304 or the same bytes, with sent minus Age: rows as well.
    pub unchanged: Vec<(String, Time)>,
    /// Addresses that answered 404 or 410.
    pub gone: Vec<(String, Time)>,
    /// Addresses that could not be read, and why; they move nothing.
    pub failed: Vec<(String, PollError)>,
    /// The site asks to be visited no more often than this.
    pub advice: Option<Duration>,
    /// Requests and bytes on the wire.
    pub requests: u64,
    pub bytes: u64,
    /// Of listings that were read (200): what makes the next request for them conditional.
    pub validators: Vec<(String, Validators)>,
    /// What was odd, by name, counted: `feed_lenient`, `entries_dropped_to_zero` ...
    pub complaints: BTreeMap<String, u64>,
}

/// Why a visit brought nothing: what the cadence must know, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PollError {
    #[error("throttled until {until}")]
    Throttled { until: Time },
    #[error("refused: {why}")]
    Refused { why: String },
    #[error("gone: {status}")]
    Gone { status: u16 },
    #[error("unreachable: {why}")]
    Unreachable { why: String },
    #[error("malformed: {why}")]
    Malformed { why: String },
    #[error("cancelled")]
    Cancelled,
}

impl PollError {
    /// The state that a crawl is in after it.
    pub fn state(&self) -> Option<State> {
        Some(match self {
            PollError::Throttled { .. } => State::Throttled,
            PollError::Refused { .. } => State::Refused,
            PollError::Gone { .. } => State::Gone,
            PollError::Unreachable { .. } => State::Unreachable,
            PollError::Malformed { .. } => State::Malformed,
            PollError::Cancelled => return None,
        })
    }
}
