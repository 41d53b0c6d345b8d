//! What changed in a finding, and since when the change can have been there.

use std::time::Duration;

use super::rules::Rules;
use super::{Read, Visit};
use crate::model::{EventKind, Exposure, Risk, Time, Treatment, Verdict};
use crate::promise::clock::{Before, Seen, Start, start};
use crate::store::rows::{Known, KnownFinding};

/// What a finding comes to with this batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    pub risk: Risk,
    pub exposure: Exposure,
    /// The damage step of its number of values rose.
    pub volume_rose: bool,
    pub at: Time,
    /// The pages are kept ones that are matched again: nobody has seen them now.
    pub kept: bool,
    /// It was judged false for the passages seen by then alone, and stands in another.
    pub strange: bool,
    /// It was judged false, that was taken back, and this is the first new place since.
    pub elsewhere: bool,
}

/// The event that a known finding's sighting is; none: a repeat.
///
/// A returned finding is new again: whoever keeps it drops its treatment with its verdict, so that an acceptance that
/// has expired reopens it once.
///
/// Of several the one that explains the others: what was over and is back, then more values, then a more open place
/// (which may raise the risk by itself), then a higher risk. What was judged a false positive stays quiet; when that was
/// taken back, the next new place is told of as if it had returned.
pub(super) fn event(known: &KnownFinding, now: &Now) -> Option<EventKind> {
    let expired =
        known.treatment == Some(Treatment::Accept) && known.accepted_until.is_some_and(|t| t <= now.at);
    let risk_rose = now.risk.level > known.risk.level || (known.risk.acceptable && !now.risk.acceptable);
    match known.verdict {
        Verdict::FalsePositive if now.strange => Some(EventKind::Returned),
        Verdict::FalsePositive => None,
        Verdict::Fixed if now.kept => None,
        Verdict::Fixed => Some(EventKind::Returned),
        Verdict::New | Verdict::Confirmed if expired && !now.kept => Some(EventKind::Returned),
        Verdict::New | Verdict::Confirmed if now.elsewhere => Some(EventKind::Returned),
        _ if now.volume_rose => Some(EventKind::Risen),
        _ if known.exposure == Exposure::Closed && now.exposure == Exposure::Public => {
            Some(EventKind::Spread)
        }
        _ if risk_rose => Some(EventKind::Risen),
        _ => None,
    }
}

/// What the clock of a batch is read from.
pub(super) struct Clock<'a> {
    pub rules: &'a Rules,
    pub visit: &'a Visit<'a>,
    pub known: &'a Known,
    pub now: Time,
}

impl Clock<'_> {
    /// The start of the clock for an event of an entry that is seen on this page, and the rematch whose baseline tells
    /// of it if it is historic: the one that brings it, or the one that has still to cover this address.
    pub fn start(
        &self,
        read: &Read,
        entry: &str,
        event: EventKind,
        deadline: Duration,
    ) -> (Start, Option<i64>) {
        let (visit, exchange) = (self.visit, &read.item.exchange);
        let coverage = self.rules.coverage(entry);
        let page = self.known.pages.get(read.url);
        let covered = coverage.covers.is_some_and(|rematch| page.is_some_and(|p| p.covered >= rematch));
        let covered_since = if covered { Time(i64::MIN) } else { coverage.since };
        let first = visit.first_complete.is_none().then_some(visit.first_fetch);
        let start = start(&Seen {
            fetched: exchange.received,
            now: self.now,
            deadline,
            skew: exchange.skew,
            published: read.item.published.or(read.document.published),
            before: self.before(read, event),
            covered_since,
            baseline: visit.rematch.map(|rematch| rematch.started).or(first),
            last_visit: visit.last_visit.or(visit.first_complete),
        });
        let by_entry = if first.is_none() && !covered { coverage.covers } else { None };
        let rematch = visit.rematch.map(|rematch| rematch.id).or(by_entry);
        (start, rematch.filter(|_| start.historic))
    }

    /// The last look at the place without this.
    fn before(&self, read: &Read, event: EventKind) -> Before {
        let listed = read.item.listing.as_deref().and_then(|url| self.listing(url));
        if let Some(page) = self.known.pages.get(read.url) {
            // The same words again are news only of what was thought to be over.
            if page.digest == Some(read.digest) && event != EventKind::Returned {
                return Before::Unchanged;
            }
            // What stands in the listing itself was looked at whenever that was.
            let inside = [&read.item.exchange.url, &read.item.exchange.final_url]
                .into_iter()
                .any(|url| read.item.listing.as_ref() == Some(url));
            let as_of = match listed {
                Some(Before::Listing { as_of } | Before::Gap { as_of }) if inside => page.as_of.max(as_of),
                _ => page.as_of,
            };
            return Before::Page { as_of };
        }
        if let Some(last) = self.visit.stream {
            return Before::Stream { last };
        }
        let linked = || {
            let page = self.known.pages.get(read.item.listing.as_deref()?)?;
            (page.as_of < self.visit.started).then_some(Before::Linked { as_of: page.as_of })
        };
        listed.or_else(linked).unwrap_or(Before::Nothing)
    }

    /// The last fetch of the listing that lacked what is on it now. One recorded with an earlier batch of this visit
    /// had it already, and what was known before that is not told any more.
    fn listing(&self, url: &str) -> Option<Before> {
        let last = self.known.listings.get(url)?;
        let present = self.visit.listings.iter().find(|l| l.url == url);
        if last.as_of >= self.visit.started || present.is_some_and(|l| l.as_of <= last.as_of) {
            return None;
        }
        let overlap = present.map_or(last.as_of == last.as_of_complete, |l| l.overlap);
        Some(match overlap {
            true => Before::Listing { as_of: last.as_of },
            false => Before::Gap { as_of: last.as_of_complete },
        })
    }
}
