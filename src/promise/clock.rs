//! When the clock of a promise starts: the latest moment at which a hit cannot yet have been there.
//!
//! The promise runs from when a page can first have been there, not from when we noticed; the rules are those of the
//! product, (a) to (d), in that order of preference. What moves nothing (failed, refused, truncated and budget-cut
//! visits) is not handed in by the caller, so it cannot be used here.

use std::time::Duration;

use crate::model::{StartRule, Stated, Time};

/// What is known of a place when a hit is seen there. All times are on our clock unless said otherwise.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When the answer with the hit had come.
    pub fetched: Time,
    pub now: Time,
    /// The plan's.
    pub deadline: Duration,
    /// The server's clock minus ours, in milliseconds, at that answer.
    pub skew: Option<i64>,
    /// The publication time that the page or its listing states, on the server's clock.
    pub published: Option<Stated>,
    pub before: Before,
    /// From when fetches of a page count for this entry: the time at which it was added, until a rematch has covered
    /// what was kept of the address; from then on [`Time(i64::MIN)`](Time).
    pub covered_since: Time,
    /// Everything up to and including the first complete visit of the crawl or query, or a rematch, is historic: then
    /// this is when the baseline's clock started (the first fetch, the start of the rematch).
    pub baseline: Option<Time>,
    /// The start of the crawl's last successful visit: where nothing better is known.
    pub last_visit: Option<Time>,
}

/// The last time that the place was looked at without this being there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// (a) The page itself was fetched (200 or 304) then: sent minus Age.
    Page { as_of: Time },
    /// The page was fetched before and says the same now, so the hit was there already: only its entry is new.
    Unchanged,
    /// (b) The address is new; its listing was fetched before and overlaps the present one.
    Listing { as_of: Time },
    /// (b) The address is new; its listing has no overlap: the last complete fetch before the gap.
    Gap { as_of: Time },
    /// (c) A stream: the last event or keep-alive before it, or before the break when one lies between.
    Stream { last: Time },
    /// An orphan page: the last fetch of the page that linked to it.
    Linked { as_of: Time },
    /// New, and nothing that led to it was seen before.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    pub at: Time,
    pub rule: StartRule,
    /// Owed with a baseline letter, not singly.
    pub historic: bool,
}

/// The start of the clock.
pub fn start(seen: &Seen) -> Start {
    let stated = seen.published.map(|p| Time(p.earliest.0.saturating_sub(seen.skew.unwrap_or(0))));
    let stated = stated.filter(|&t| t <= seen.fetched);
    let historic = |since: Time| match stated {
        // Stated to be younger than the deadline: alerts singly.
        Some(t) if t > seen.now - seen.deadline => {
            Start { at: t, rule: StartRule::Published, historic: false }
        }
        _ => Start { at: since, rule: StartRule::FirstVisit, historic: true },
    };
    if let Some(since) = seen.baseline {
        return historic(since);
    }
    let (at, rule) = match seen.before {
        // Only the page itself can have had the hit before without our knowing: the entry was not looked for then.
        Before::Page { as_of } if as_of >= seen.covered_since => {
            return Start { at: as_of, rule: StartRule::Page, historic: false };
        }
        Before::Page { .. } | Before::Unchanged if seen.covered_since == Time(i64::MIN) => {
            return historic(seen.fetched);
        }
        Before::Page { .. } | Before::Unchanged => return historic(seen.covered_since.min(seen.now)),
        Before::Listing { as_of } => (as_of, StartRule::Listing),
        Before::Gap { as_of } => (as_of, StartRule::Gap),
        Before::Stream { last } => (last, StartRule::Stream),
        Before::Linked { as_of } => (as_of, StartRule::LinkedFrom),
        Before::Nothing => (seen.last_visit.unwrap_or(seen.fetched), StartRule::Gap),
    };
    match stated {
        Some(t) if t > at => Start { at: t, rule: StartRule::Published, historic: false },
        _ => Start { at, rule, historic: false },
    }
}

#[cfg(test)]
mod tests;
