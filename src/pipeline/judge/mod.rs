//! From hits to findings, events and alerts: what is one leak, whose it is, what changed, who is told by when.
//!
//! Pure. A batch of pages is prepared once; [`Batch::ask`] says what must be known of them, [`Batch::judge`] drafts what
//! an admission takes, and may be called again with fresher knowledge when the store refused the first draft. Knows no
//! SQL, no page's bytes and no schedule; time and keys are handed in.

mod about;
mod baseline;
mod batch;
mod cluster;
mod draft;
mod dump;
mod event;
mod record;
mod rules;
mod seen;
mod title;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use crate::model::{Class, Crawl, Digest, Document, Hit, Item, Key, Listing, Time};
use crate::store::rows::{ClusterDraft, Coverage, FindingDraft, HitDraft, Known, KnownAsk};

pub use baseline::Baselines;
pub use batch::Batch;
pub use rules::Rules;

/// The visit (or rematch) that brought the pages.
#[derive(Clone, Debug)]
pub struct Visit<'a> {
    pub crawl: &'a Crawl,
    pub started: Time,
    /// When the first request of the crawl's first visit was sent; this visit's start when it is the first.
    pub first_fetch: Time,
    /// None until the crawl's first complete visit has ended: what comes until then is historic.
    pub first_complete: Option<Time>,
    /// When the last successful visit before this one began.
    pub last_visit: Option<Time>,
    /// The pages are kept ones that are matched again.
    pub rematch: Option<Rematching<'a>>,
    /// Listings seen on this visit so far. Of one that is not among them nothing is claimed: its last complete fetch
    /// counts. Their rows are to move with the visit's last batch, and not at all when its budget cut it short: until
    /// then `Known::listings` must tell of the visit before.
    pub listings: &'a [Listing],
    /// Streams: the last event or keep-alive before these pages, or before the break.
    pub stream: Option<Time>,
}

/// A rematch, and what it looks for.
#[derive(Clone, Copy, Debug)]
pub struct Rematching<'a> {
    pub id: i64,
    pub started: Time,
    /// Full ids. Hits of other entries say whom a text is about, and make no findings.
    pub entries: &'a BTreeSet<String>,
}

/// A page as it was read and matched.
#[derive(Clone, Copy, Debug)]
pub struct Read<'a> {
    /// The address that its row has; `Known::pages` is asked for it.
    pub url: &'a str,
    pub item: &'a Item,
    pub document: &'a Document,
    /// Of the whole text, as `PageDraft::digest`.
    pub digest: Digest,
    /// All hits in `document.text`, weak ones too.
    pub hits: &'a [Hit],
    /// Hits in the title and in the address, each scanned as a text of its own: they say whom the page is about.
    pub around: &'a [Hit],
}

/// Words about a page with the secrets that stand in it masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub title: String,
    pub author: String,
    /// None: the address has no secret.
    pub url: Option<String>,
}

/// What an admission takes of these pages.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// One list a page, in the order of the pages: every hit, also those that make no finding.
    pub hits: Vec<Vec<HitDraft>>,
    /// In the order of the pages as well.
    pub shown: Vec<Shown>,
    pub clusters: Vec<ClusterDraft>,
    /// `LocationDraft::page` is an index into the pages of the batch.
    pub findings: Vec<FindingDraft>,
    /// Hits that would be findings, were their class or role covered by the plan.
    pub uncovered: Vec<(String, Class, u64)>,
}

/// Which fetches count for an entry (by full id); for one that is not here all do.
pub type CoveredSince = HashMap<String, Coverage>;

/// Starts on a batch: what is to be known follows from it. `rules` are compiled once for a configuration.
pub fn prepare<'a>(key: &'a Key, rules: &'a Rules, visit: &'a Visit<'a>, pages: &'a [Read<'a>]) -> Batch<'a> {
    Batch::new(key, rules, visit, pages)
}

impl Batch<'_> {
    /// What the store must tell before the batch can be judged.
    pub fn ask(&self) -> KnownAsk {
        self.question()
    }

    /// The drafts, given what is known.
    pub fn judge(&self, known: &Known, now: Time) -> Judged {
        self.verdict(known, now)
    }
}
