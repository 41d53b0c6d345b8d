//! What the store hands out and takes in: rows as plain values, drafts of an admission.

mod desk;
mod rematch;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::finding::{Cause, Delivery, EventKind, LetterKind, StartRule, Treatment, Verdict};
use crate::model::{Class, Digest, EntryKind, Exposure, Money, Risk, State, Stated, Time, Validators};

pub use desk::{
    DigestRow, HoldRow, JudgedPassage, Masked, MuteDraft, MuteRow, PrecisionRow, SavedDraft, SavedRow,
    SuppressionRow,
};
pub use rematch::{
    ClaimedRematch, Coverage, Covered, EntrySeed, NewHits, RematchAdmission, RematchRow, RematchStep,
    Rematched, UntoldRematch,
};

// ---- crawls -------------------------------------------------------------------------------------------------------

/// A crawl as the configuration has it now; `sync_crawls` makes the rows follow.
#[derive(Clone, Debug, PartialEq)]
pub struct CrawlSeed {
    pub id: String,
    pub kind: String,
    /// A hash of what was configured: when it changes the cursor is kept and the crawl is due at once.
    pub digest: Digest,
}

/// A due crawl under a lease.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedCrawl {
    pub crawl: String,
    /// The fencing token: every later claim of this crawl has a higher one.
    pub token: i64,
    pub lease_until: Time,
    pub cursor: String,
    pub due: Time,
    pub failures: u32,
    /// When the first request of the first visit was sent.
    pub first_fetch: Option<Time>,
    /// When the first complete visit ended; until then everything is historic.
    pub first_complete: Option<Time>,
    /// The baseline part that comes next, from 1.
    pub baseline_part: u32,
    /// When the last visit that ended well began.
    pub last_success: Option<Time>,
    /// How many visits are still made sooner for a gap, see `promise::interval::quick`.
    pub quick: u32,
}

/// A crawl for people: what places pages show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrawlRow {
    pub id: String,
    pub kind: String,
    pub state: State,
    /// Why it is in this state, in words.
    pub why: String,
    /// Since when it has not been seen; none: it is well.
    pub blind_since: Option<Time>,
    pub last_visit: Option<Time>,
    pub last_success: Option<Time>,
    pub next_due: Time,
    pub first_complete: Option<Time>,
    pub documents: u64,
    pub visits: u64,
    pub failures: u32,
    pub retired: bool,
    /// How long the place asks us to stay away between two visits.
    pub advice: Option<Duration>,
}

/// A visit as a row, also when nothing changed or it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitRow {
    pub id: i64,
    pub crawl: String,
    pub started: Time,
    pub ended: Option<Time>,
    /// `well`, or the state that its error put the crawl in; `running` is `new`.
    pub state: State,
    pub why: String,
    pub items: u64,
    pub new_items: u64,
    pub unchanged: u64,
    pub gone: u64,
    pub failed: u64,
    pub requests: u64,
    pub bytes: u64,
    pub complete: bool,
    pub gap: bool,
    /// What was odd, counted.
    pub complaints: BTreeMap<String, u64>,
}

// ---- what is known before an admission ---------------------------------------------------------------------------

/// One question for a whole batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownAsk {
    pub crawl: String,
    pub urls: Vec<String>,
    pub listings: Vec<String>,
    /// Keys of findings of values.
    pub keys: Vec<Digest>,
    /// Shingles (64-bit, distinct) and folded-text hashes of the texts whose cluster is sought.
    pub probes: Vec<Probe>,
    /// Values of entries with volume steps: (watch, entry, value).
    pub values: Vec<(String, String, Digest)>,
}

/// A text whose cluster is sought.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    pub kind: ClusterKind,
    pub folded_hash: u64,
    pub words: usize,
    pub shingles: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ClusterKind {
    Document,
    Passage,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    pub pages: HashMap<String, KnownPage>,
    pub listings: HashMap<String, KnownListing>,
    /// Every cluster that shares a shingle or the folded hash with a probe, oldest first.
    pub clusters: Vec<KnownCluster>,
    /// By key, by cluster, or because they hold values of the ask.
    pub findings: Vec<KnownFinding>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct KnownPage {
    pub url: String,
    pub version: i64,
    /// The last fetch (200 or 304): sent minus Age.
    pub as_of: Time,
    /// The digest of the text that it had.
    pub digest: Option<Digest>,
    /// When the page was first seen.
    pub first_seen: Time,
    /// The listing or page that led to it.
    pub listing: Option<String>,
    /// The last rematch that has looked at the text that it had; 0: none.
    pub covered: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct KnownListing {
    pub url: String,
    /// The last fetch of it: sent minus Age.
    pub as_of: Time,
    /// The last fetch that was complete (overlapped the one before, or was the first).
    pub as_of_complete: Time,
}

#[derive(Clone, Debug, PartialEq)]
pub struct KnownCluster {
    pub id: Digest,
    pub kind: ClusterKind,
    pub folded_hash: u64,
    pub words: usize,
    /// Those of its first member, sorted, whole.
    pub shingles: Vec<u64>,
    pub born: Time,
}

#[derive(Clone, Debug, PartialEq)]
pub struct KnownFinding {
    pub id: i64,
    pub version: i64,
    pub key: Digest,
    pub watch: String,
    pub entry: String,
    pub class: Class,
    pub cluster: Option<Digest>,
    pub created: Time,
    pub risk: Risk,
    pub verdict: Verdict,
    /// The most open place that it was seen at.
    pub exposure: Exposure,
    /// How many values it holds.
    pub values: u64,
    /// Those values of the ask that it holds.
    pub shared: Vec<Digest>,
    /// The number of its last event.
    pub events: u32,
    /// Addresses of its locations (at most 1,000, oldest first).
    pub locations: Vec<String>,
    /// What stood around it wherever it was seen before it was judged: hashes of three words in a row, ascending. Empty:
    /// nobody noted it.
    pub seen: Vec<u64>,
    /// It was judged false for the passages seen by then only: elsewhere its value is news.
    pub narrow: bool,
    /// It was judged false and that was taken back: the next new place tells of it again.
    pub taken_back: bool,
    pub treatment: Option<Treatment>,
    pub accepted_until: Option<Time>,
}

// ---- an admission ------------------------------------------------------------------------------------------------

/// Up to 100 pages of one visit and all that follows from them: one transaction, all or nothing.
#[derive(Clone, Debug)]
pub struct Admission {
    /// Doing it twice equals doing it once: the same id is refused as `Already`.
    pub id: Digest,
    pub crawl: String,
    pub token: i64,
    pub visit: VisitStart,
    pub pages: Vec<PageDraft>,
    /// Seen this time, with overlap or gap. Hand them over with the visit's last pages: they move
    /// with this admission.
    pub listings: Vec<crate::model::Listing>,
    pub clusters: Vec<ClusterDraft>,
    /// One draft a finding: two pages with one value are two locations of it.
    pub findings: Vec<FindingDraft>,
    /// Hits of classes that the plan does not cover, counted: (watch, class, n).
    pub uncovered: Vec<(String, Class, u64)>,
    /// With the visit's last batch.
    pub end: Option<VisitEnd>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct VisitStart {
    /// Chosen by the pipeline: unique (`crawl`, `token`).
    pub started: Time,
    pub due: Time,
}

#[derive(Clone, Debug)]
pub struct VisitEnd {
    pub ended: Time,
    pub state: State,
    pub why: String,
    pub cursor: Option<String>,
    pub next_due: Time,
    pub complete: bool,
    pub gap: bool,
    pub failures: u32,
    pub unchanged: Vec<(String, Time)>,
    pub gone: Vec<(String, Time)>,
    pub failed: u64,
    pub requests: u64,
    pub bytes: u64,
    pub complaints: BTreeMap<String, u64>,
    /// How long the place asked us to stay away between two visits.
    pub advice: Option<Duration>,
    /// How many visits from now on are made sooner for a gap.
    pub quick: u32,
    /// Why no visits at that pace keep the promise; none: they do.
    pub infeasible: Option<String>,
    /// A baseline part that is owed with this end: one alert a recipient.
    pub baselines: Vec<BaselineDraft>,
    /// Validators of what was read beside the pages (feeds, index pages, sitemaps). They are kept with the visit's end
    /// alone: after a crash in the middle the whole listing is read again.
    pub validators: Vec<(String, Validators)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct BaselineDraft {
    pub watch: String,
    pub recipient: String,
    pub part: u32,
    pub start: Time,
    pub due: Time,
}

/// One page or item as it was read.
#[derive(Clone, Debug)]
pub struct PageDraft {
    pub url: String,
    /// The address with the secrets in it masked; none: it has none.
    pub shown_url: Option<String>,
    pub listing: Option<String>,
    pub as_of: Time,
    pub fetched: Time,
    pub validators: Validators,
    /// The version that `known` told of; none: it told of none. Otherwise the admission is refused as `Changed`.
    pub expected: Option<i64>,
    /// None: the same text as before, or not kept.
    pub document: Option<DocumentDraft>,
    /// Of the whole text, also when the document is not kept.
    pub digest: Digest,
}

#[derive(Clone, Debug)]
pub struct DocumentDraft {
    pub canonical: Option<String>,
    /// Secrets masked, as in the author: the archive has the page as it was.
    pub title: String,
    pub author: String,
    pub language: String,
    pub kind: String,
    pub published: Option<Stated>,
    pub updated: Option<Stated>,
    /// Compressed by the store.
    pub text: String,
    pub fields: BTreeMap<String, String>,
    pub complaints: Vec<String>,
    pub exposure: Exposure,
    /// Where the raw exchange lies in the archive.
    pub archive: Option<Archived>,
    pub hits: Vec<HitDraft>,
    /// Watches that crawl this place.
    pub watches: Vec<String>,
}

/// A record in a WARC file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    pub file: String,
    pub offset: u64,
    pub length: u64,
    pub digest: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HitDraft {
    pub entry: String,
    pub kind: EntryKind,
    /// Code points of the document's text.
    pub start: u64,
    pub end: u64,
    pub line: u64,
    pub confidence: u32,
    pub evidence: Vec<String>,
    pub value: Digest,
    /// Masked wherever text is shown without the right to see it.
    pub secret: bool,
    pub passage: (u64, u64),
    /// Indexes into `Admission::findings`: one a watch at most; empty: no finding (weak, not about the watch, ...).
    /// In a `DocumentRow` they are the ids of the findings.
    pub findings: Vec<usize>,
}

/// A text that opens a cluster. A cluster of the same id is left as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterDraft {
    pub id: Digest,
    pub kind: ClusterKind,
    pub folded_hash: u64,
    pub words: usize,
    pub shingles: Vec<u64>,
}

#[derive(Clone, Debug)]
pub struct FindingDraft {
    /// (id, version) as `known` told; none: a new row. A row of this (watch, entry, key) that `known` did not tell of
    /// refuses the admission as `Changed`.
    pub known: Option<(i64, i64)>,
    pub watch: String,
    pub entry: String,
    pub class: Class,
    pub key: Digest,
    pub cluster: Option<Digest>,
    /// What a person reads first; no secret unmasked.
    pub title: String,
    /// The finding's risk after this admission (the highest of its locations).
    pub risk: Risk,
    pub confidence: u32,
    pub exposure: Exposure,
    /// Values not held before.
    pub new_values: Vec<Digest>,
    /// The same, but not counted: of an account its passwords are held too, and the account alone counts.
    pub uncounted: Vec<Digest>,
    pub locations: Vec<LocationDraft>,
    /// What stands around it and did not before, as in `KnownFinding::seen`.
    pub seen: Vec<u64>,
    /// The verdict after this admission (a returned finding is new again); none: unchanged.
    pub verdict: Option<Verdict>,
    pub event: Option<EventDraft>,
    pub alert_entry: bool,
    /// The damage in money that the organisation states for it.
    pub stated: Option<Money>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LocationDraft {
    /// Index into `Admission::pages`.
    pub page: usize,
    pub exposure: Exposure,
    /// How many hits of it on this page.
    pub hits: u64,
    /// At most three, masked when secret.
    pub samples: Vec<String>,
    /// The first passage's span in the document's text.
    pub passage: (u64, u64),
    /// How it was found, in words.
    pub evidence: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EventDraft {
    pub kind: EventKind,
    /// From 1.
    pub number: u32,
    pub start: Time,
    pub rule: StartRule,
    pub found: Time,
    pub due: Time,
    /// Owed by a baseline letter's present part, not singly: recipients are not looked at.
    pub historic: bool,
    /// Historic by an entry that has changed: the baseline is this rematch's; none: the crawl's.
    pub rematch: Option<i64>,
    /// One a recipient; empty: a line of feed and digest.
    pub recipients: Vec<String>,
}

/// What an admission did.
#[derive(Clone, Debug, PartialEq)]
pub struct Admitted {
    /// Its number: gap-free and in the order of commits.
    pub n: i64,
    pub visit: i64,
    pub new_documents: u64,
    pub new_findings: u64,
    pub alerts: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum AdmitError {
    /// Something that `known` told of has changed since: ask again, draft again.
    #[error("what was known has changed since")]
    Changed,
    /// This admission is in already.
    #[error("admitted already")]
    Already,
    /// The lease of the crawl is another's now.
    #[error("the lease of this crawl was lost")]
    LeaseLost,
    #[error(transparent)]
    Store(#[from] super::StoreError),
}

// ---- what is owed -------------------------------------------------------------------------------------------------

/// An alert with all that a letter tells of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AlertRow {
    pub id: i64,
    pub kind: LetterKind,
    pub watch: String,
    pub recipient: String,
    /// None for baselines.
    pub finding: Option<i64>,
    pub event: u32,
    pub event_kind: EventKind,
    /// Baselines: the crawl or `rematch:ID`, and the part.
    pub crawl: String,
    pub part: u32,
    pub start: Time,
    pub rule: StartRule,
    pub found: Time,
    pub due: Time,
    pub state: Delivery,
    pub letter: Option<Digest>,
    pub sent: Option<Time>,
    pub accepted: Option<Time>,
    pub cause: Option<Cause>,
    pub tries: u32,
    pub next_try: Time,
    /// Rises with each bounce; part of the letter's id.
    pub attempt: u32,
}

impl AlertRow {
    /// A baseline of a rematch, not of a crawl.
    pub fn is_of_rematch(&self) -> bool {
        self.crawl.starts_with("rematch:")
    }
}

/// A finding as a page, a letter or an export shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingRow {
    pub id: i64,
    pub version: i64,
    pub watch: String,
    pub entry: String,
    pub class: Class,
    pub title: String,
    pub risk: Risk,
    pub confidence: u32,
    pub exposure: Exposure,
    pub values: u64,
    pub verdict: Verdict,
    pub owner: Option<String>,
    pub due: Option<Time>,
    pub treatment: Option<Treatment>,
    pub accepted_until: Option<Time>,
    pub created: Time,
    pub updated: Time,
    pub events: u32,
    pub locations: u64,
    /// The newest location's address and title, secrets masked.
    pub url: String,
    pub page_title: String,
    /// Start, rule and due of its last event.
    pub start: Time,
    pub rule: StartRule,
    pub alert_due: Option<Time>,
    /// The mute that kept its last event quiet.
    pub muted: Option<i64>,
    /// The damage that the organisation states for it; `risk` has the probability that makes it money at risk.
    pub stated: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LocationRow {
    pub finding: i64,
    pub document: i64,
    /// Address and title with the secrets in them masked.
    pub url: String,
    pub title: String,
    pub crawl: String,
    pub exposure: Exposure,
    pub hits: u64,
    pub samples: Vec<String>,
    pub evidence: Vec<String>,
    pub passage: (u64, u64),
    pub first_seen: Time,
    pub last_seen: Time,
    pub gone: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventRow {
    pub finding: i64,
    pub number: u32,
    pub kind: EventKind,
    pub start: Time,
    pub rule: StartRule,
    pub found: Time,
    pub due: Time,
    pub historic: bool,
    pub risk: Risk,
    pub n: i64,
}

/// A letter, kept before it is sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LetterRow {
    pub id: Digest,
    pub kind: LetterKind,
    pub recipient: String,
    /// Envelope address.
    pub to: String,
    pub subject: String,
    pub message_id: String,
    #[serde(skip)]
    pub bytes: Vec<u8>,
    pub created: Time,
    pub state: Delivery,
    pub sent: Option<Time>,
    pub accepted: Option<Time>,
    pub relay: String,
    /// The last reply, or error, in words.
    pub reply: String,
    pub tries: u32,
    pub next_try: Time,
    /// The earliest due of its alerts; none for digests and tests.
    pub due: Option<Time>,
    pub alerts: Vec<i64>,
    /// Whose it is: who may not see all of these watches may not see it.
    pub watches: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct LetterDraft {
    pub id: Digest,
    pub kind: LetterKind,
    pub recipient: String,
    pub to: String,
    pub subject: String,
    pub message_id: String,
    pub bytes: Vec<u8>,
    pub due: Option<Time>,
    /// Alert ids; all must be claimed under `token`.
    pub alerts: Vec<i64>,
    /// The watches that it tells of.
    pub watches: Vec<String>,
    /// For digests: the period.
    pub period: Option<PeriodKey>,
}

/// UNIQUE (recipient, kind, period end).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodKey {
    pub recipient: String,
    /// `weekly` or `monthly`.
    pub kind: String,
    pub end: Time,
    /// Content is (after, until] in admission numbers.
    pub after: i64,
    pub until: i64,
}

/// A recorded stretch of time in which something could not be done: what a cause of lateness rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outage {
    pub id: i64,
    pub cause: Cause,
    /// The crawl, relay or `*` that it concerns.
    pub scope: String,
    pub from: Time,
    pub to: Option<Time>,
    pub note: String,
}

/// A document as the index, a page or a rematch reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    pub id: i64,
    pub n: i64,
    pub url: String,
    /// The address as people may see it.
    pub shown_url: String,
    pub canonical: Option<String>,
    pub crawl: String,
    pub kind: String,
    pub title: String,
    pub author: String,
    pub language: String,
    pub published: Option<Stated>,
    pub updated: Option<Stated>,
    pub fetched: Time,
    pub text: String,
    pub main: String,
    pub fields: BTreeMap<String, String>,
    pub complaints: Vec<String>,
    pub exposure: Exposure,
    pub archive: Option<Archived>,
    pub hits: Vec<HitDraft>,
    pub watches: Vec<String>,
    /// The previous version of the same page, if it was kept.
    pub previous: Option<i64>,
}

/// Something a person or a command asked the daemon to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequestRow {
    pub id: i64,
    /// `visit`, `rehearse`, `test_letter`, `reload`, `plant`, `rebuild_index` ...
    pub kind: String,
    pub body: serde_json::Value,
    pub by: String,
    pub asked: Time,
    pub done: Option<Time>,
    pub answer: Option<serde_json::Value>,
}

// ---- people -------------------------------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccountRow {
    pub id: i64,
    pub name: String,
    pub email: String,
    #[serde(skip)]
    pub password: String,
    pub language: String,
    pub zone: String,
    pub created: Time,
    pub disabled: bool,
    /// (role, watch): reader, analyst, admin; watch `*` is all.
    pub grants: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditRow {
    pub id: i64,
    pub at: Time,
    pub who: String,
    /// `login`, `verdict`, `reveal`, `config` ...
    pub what: String,
    pub on: String,
    pub reason: String,
}

/// What the findings list is asked for. Empty sets mean all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FindingsAsk {
    /// None: every watch (an admin of `*`, the daemon itself).
    pub watches: Option<Vec<String>>,
    pub verdicts: Vec<Verdict>,
    pub classes: Vec<Class>,
    /// Only not acceptable ones.
    pub serious: bool,
    pub owner: Option<String>,
    pub entry: Option<String>,
    pub crawl: Option<String>,
    pub from: Option<Time>,
    pub to: Option<Time>,
    pub limit: u32,
    pub offset: u32,
}

/// A judgement on findings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    pub verdict: Option<Verdict>,
    pub owner: Option<Option<String>>,
    pub due: Option<Option<Time>>,
    pub treatment: Option<Option<Treatment>>,
    pub accepted_until: Option<Option<Time>>,
    pub comment: Option<String>,
    /// With a false positive of one value: quiet in the passages seen so far alone, not wherever the value stands.
    pub only_here: bool,
}

// ---- gates, people, periods: what the store answers ---------------------------------------------------------------

/// What the door of a host says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateAnswer {
    /// Go in; `gate_leave` with this token gives the host back. `failures` in a row so far.
    Go { token: i64, failures: u32 },
    /// Someone else is in, or the delay is not over.
    Wait { until: Time },
    /// The host asked for rest, or failed and is left alone for a while.
    Throttled { until: Time },
}

/// A person at the page, known by a session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    pub account: AccountRow,
    /// What a form must carry to be believed; never the session's own secret.
    pub csrf: Digest,
    pub until: Time,
}

/// A key for programs: an account's rights, narrowed to scopes, until a time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ApiTokenRow {
    pub id: i64,
    pub account: i64,
    pub name: String,
    pub scopes: Vec<String>,
    pub created: Time,
    pub until: Time,
    pub last_used: Option<Time>,
}

/// A configuration item that the web page made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConfigItem {
    pub name: String,
    pub text: String,
    pub by: String,
    pub at: Time,
}

/// A change of an item that the web page made.
#[derive(Clone, Copy, Debug)]
pub struct ConfigChange<'a> {
    pub name: &'a str,
    /// TOML; none: the item is taken out.
    pub text: Option<&'a str>,
    /// The item's time as its editor saw it; none: there was no such item.
    pub seen: Option<Time>,
    pub by: &'a str,
    /// What was done, as the audit log says it.
    pub why: &'a str,
}

/// What an item of the configuration was before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormerItem {
    pub id: i64,
    pub name: String,
    pub text: String,
    /// Who wrote this version, and when.
    pub by: String,
    pub at: Time,
    /// When it gave way to the next one.
    pub replaced: Time,
}

/// An account to be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountDraft {
    pub name: String,
    pub email: String,
    /// Already hashed (argon2id in PHC form).
    pub password: String,
    pub language: String,
    pub zone: String,
    pub grants: Vec<(String, String)>,
}

/// A judgement as followers see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgedRow {
    pub n: i64,
    pub at: Time,
    pub who: String,
    pub finding: i64,
    pub watch: String,
    pub entry: String,
    pub from: Verdict,
    pub to: Verdict,
}

/// A finding that changed in a period, with what changed, oldest event first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed {
    pub finding: FindingRow,
    pub events: Vec<EventRow>,
}

/// What a digest tells of the numbers in (after, until]. Lists hold at most 500 rows, the gravest first; the totals
/// beside them count all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DigestMaterial {
    /// The times of the two numbers (the first admission's when `after` is 0).
    pub from: Time,
    pub to: Time,
    pub changed: Vec<Changed>,
    pub changed_total: u64,
    /// Called fixed or a false positive within the period.
    pub closed: Vec<FindingRow>,
    pub closed_total: u64,
    /// Not acceptable, and neither fixed nor a false positive now.
    pub open: Vec<FindingRow>,
    pub open_total: u64,
    /// Alerts whose letter was accepted in the period after their due time, and those that are owed and overdue.
    pub late: Vec<AlertRow>,
    /// Crawls that could not be seen at the cut-off.
    pub blind: Vec<CrawlRow>,
    /// Events by class: this period, and the period of the same length before it.
    pub classes: Vec<(Class, u64, u64)>,
    /// Start of each UTC day that has events, and how many.
    pub per_day: Vec<(Time, u64)>,
    pub alerts_in_time: u64,
    pub alerts_late: u64,
    /// Events of the period that a mute kept quiet.
    pub muted: u64,
    /// Entries whose findings of the last 90 days were mostly judged false, the worst first, three at most.
    pub poor: Vec<PrecisionRow>,
    /// Probability x stated damage of all that is open, a sum for each currency.
    pub at_risk: Vec<Money>,
}

/// How the promise was kept: alerts that were due in a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PromiseStats {
    pub due: u64,
    pub in_time: u64,
    /// Accepted after their due time, or overdue and not accepted.
    pub late: u64,
    /// From start to accepted, of those accepted.
    pub median_ms: i64,
    pub worst_ms: i64,
    /// Start of the UTC day of the due time, in time, late.
    pub by_day: Vec<(Time, u64, u64)>,
}

/// What may go. Nothing that a finding rests on goes, nor what is under a legal hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RetentionRule {
    /// Texts fetched before this go.
    pub pages_before: Option<Time>,
    /// While kept texts and the raw exchanges that they were read from take more than this, the oldest go.
    pub max_bytes: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Retained {
    /// Texts dropped, and the bytes that they and their exchanges took, compressed.
    pub documents: u64,
    pub bytes: u64,
    /// The same of what is still kept.
    pub left: u64,
    /// There is more to drop: call again.
    pub more: bool,
}

/// Rows that were dropped for their age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    pub visits: u64,
    pub mentions: u64,
}
