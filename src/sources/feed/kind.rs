//! The kind `feed`: start addresses that are feeds; what is new or changed in them is handed over.
//!
//! The cursor holds, for each start address, the digest of the body, the ids of the last listing (for the overlap) and
//! up to 2,500 ids with digests of their texts, 100 KB at most; and at most 200 pages still to be fetched, 500 KB. Ids are
//! ours, so a feed that reorders or renames its entries brings nothing new.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::pages::{Pages, Pending};
use super::{Entry, Feed, MOST_ENTRIES, parse_feed};
use crate::fetch::{Answer, Ask, Fetcher};
use crate::model::{Crawl, Exchange, Harvest, Listing, PollError};
use crate::sources::options::{Options, starts};
use crate::sources::seen::{Seen, Sight, key, short};
use crate::sources::visit::{Visit, max_age, worst};
use crate::sources::{Built, Kind, Order, Sink, Source};

pub(in crate::sources) const KIND: Kind = Kind {
    name: "feed",
    about: "RSS, Atom, RDF and JSON feeds; with `pages = true` in [feed] also the pages that entries link to.",
    keys: &["feed"],
    schemes: &[],
    everywhere: false,
    build,
};

/// Of the cursor.
const VERSION: u32 = 1;
const MOST_KNOWN: usize = MOST_ENTRIES + 500;
/// Archive pages tried to close one gap.
const MOST_ARCHIVES: u32 = 10;

fn build(crawl: &Crawl) -> Built {
    let mut options = Options::read(crawl)?;
    let starts = starts(&mut options, crawl);
    let pages = options.table("feed", &["pages"]).flag("pages", false);
    options.done(Box::new(FeedSource { starts, pages }) as Box<dyn Source>)
}

struct FeedSource {
    starts: Vec<Url>,
    /// Entries' linked pages are fetched.
    pages: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Cursor {
    feeds: BTreeMap<String, State>,
    pending: Vec<Pending>,
}

/// What is known of one start address.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct State {
    body: u64,
    /// Of the answer that this rests on.
    validators: u64,
    /// Entries of the last answer.
    count: u64,
    /// The last listing that was not empty.
    last: Seen,
    seen: Seen,
}

#[async_trait]
impl Source for FeedSource {
    async fn visit(
        &self,
        order: &Order,
        fetcher: &Fetcher,
        out: &Sink,
        cancel: &CancellationToken,
    ) -> Result<Harvest, PollError> {
        let mut visit = Visit::new(order, fetcher, out, cancel);
        let mut cursor: Cursor = visit.cursor(VERSION);
        let mut states = std::mem::take(&mut cursor.feeds);
        let mut pages = Pages::new(self.pages);
        let mut failed = Vec::new();
        let mut whole = true;
        for start in &self.starts {
            let key = key(start.as_str());
            let known = states.remove(&key);
            match read_listing(&mut visit, start, known.as_ref()).await {
                Ok(read) => {
                    whole &= !read.cut;
                    let state = hand_over(&mut visit, read, known.unwrap_or_default(), &mut pages).await?;
                    cursor.feeds.insert(key, state);
                }
                Err(PollError::Cancelled) => return Err(PollError::Cancelled),
                Err(e) => {
                    failed.push((start.to_string(), e));
                    cursor.feeds.extend(known.map(|state| (key, state)));
                }
            }
        }
        if failed.len() == self.starts.len() {
            return Err(worst(failed));
        }
        for old in std::mem::take(&mut cursor.pending) {
            pages.catch_up(&mut visit, old).await?;
        }
        cursor.pending = pages.pending();
        visit.harvest.more = !cursor.pending.is_empty();
        visit.harvest.complete = whole && failed.is_empty() && cursor.pending.is_empty();
        visit.harvest.failed.extend(failed);
        Ok(visit.end(VERSION, &cursor))
    }
}

/// A listing as it was read, not yet handed over.
struct Read {
    listing: Listing,
    entries: Vec<(Entry, Arc<Exchange>)>,
    /// How many of the entries the first page had.
    first_page: usize,
    body: u64,
    validators: u64,
    /// The body was cut: what it lacks may still be there, so it says nothing of when something appeared.
    partly: bool,
    cut: bool,
}

async fn read_listing(visit: &mut Visit<'_>, start: &Url, known: Option<&State>) -> Result<Read, PollError> {
    let (answer, validators) =
        visit.get_known(&Ask::feed(start.clone()), known.map(|state| state.validators)).await?;
    let as_of = answer.exchange().as_of();
    visit.advise(max_age(answer.exchange()));
    let body = short(&answer.exchange().body);
    let mut listing = Listing { url: start.to_string(), as_of, overlap: true, unchanged: true, entries: 0 };
    let not_modified = matches!(answer, Answer::NotModified(_));
    if let Some(state) = known.filter(|state| not_modified || state.body == body) {
        let partly = answer.exchange().truncated;
        if !partly {
            visit.harvest.unchanged.push((start.to_string(), as_of));
        }
        listing.entries = state.count;
        // Still empty after having had entries: the alarm goes on.
        if state.count == 0 && state.last.len() > 0 {
            listing.overlap = false;
            visit.complain("entries_dropped_to_zero");
        }
        return Ok(Read {
            listing,
            entries: Vec::new(),
            first_page: 0,
            body: state.body,
            validators,
            partly,
            cut: partly,
        });
    }
    let exchange = Arc::new(answer.into_exchange());
    let mut feed = parse(visit, &exchange).await?;
    visit.advise(feed.period);
    if feed.lenient {
        visit.complain("feed_lenient");
    }
    let last = known.map(|state| &state.last).filter(|last| last.len() > 0);
    let overlaps = |feed: &Feed| last.is_none_or(|last| feed.entries.iter().any(|e| last.contains(id_of(e))));
    listing.unchanged = false;
    listing.entries = feed.entries.len() as u64;
    listing.overlap = overlaps(&feed);
    let first_page = feed.entries.len();
    let mut entries: Vec<(Entry, Arc<Exchange>)> =
        std::mem::take(&mut feed.entries).into_iter().map(|e| (e, Arc::clone(&exchange))).collect();
    let too_many = feed.total > first_page;
    if too_many {
        visit.complain("entries_cut");
    }
    let partly = exchange.truncated;
    let cut = partly || too_many;
    if !listing.overlap && entries.is_empty() {
        visit.complain("entries_dropped_to_zero");
    } else if !listing.overlap {
        visit.complain("gap");
        let mut tried: HashSet<String> = HashSet::from([start.to_string(), exchange.final_url.clone()]);
        let mut next = feed.next.take();
        for _ in 0..MOST_ARCHIVES {
            let Some(url) = next.take().filter(|n| tried.insert(n.clone())).and_then(|n| Url::parse(&n).ok())
            else {
                break;
            };
            if visit.left() == 0 {
                break;
            }
            let older = match older_page(visit, url.clone()).await {
                Err(PollError::Cancelled) => return Err(PollError::Cancelled),
                Err(e) => {
                    visit.harvest.failed.push((url.to_string(), e));
                    break;
                }
                Ok(older) => older,
            };
            let (mut older, exchange) = older;
            listing.overlap = overlaps(&older);
            next = older.next.take();
            entries.extend(older.entries.into_iter().map(|e| (e, Arc::clone(&exchange))));
            if listing.overlap {
                visit.complain("gap_closed");
                break;
            }
        }
    }
    Ok(Read { listing, entries, first_page, body, validators, partly, cut })
}

async fn older_page(visit: &mut Visit<'_>, url: Url) -> Result<(Feed, Arc<Exchange>), PollError> {
    let answer = visit.get(&Ask::feed(url).conditional(false)).await?;
    let exchange = Arc::new(answer.into_exchange());
    let feed = parse(visit, &exchange).await?;
    Ok((feed, exchange))
}

async fn parse(visit: &Visit<'_>, exchange: &Arc<Exchange>) -> Result<Feed, PollError> {
    let exchange = Arc::clone(exchange);
    let parsed = visit.work(move || {
        let content_type = exchange.header("content-type");
        parse_feed(&exchange.body, content_type.as_deref(), &exchange.final_url, exchange.received)
    });
    parsed.await?.map_err(|why| PollError::Malformed { why })
}

fn id_of(entry: &Entry) -> u64 {
    short(entry.id.as_bytes())
}

async fn hand_over(
    visit: &mut Visit<'_>,
    read: Read,
    state: State,
    pages: &mut Pages,
) -> Result<State, PollError> {
    let Read { listing, entries, first_page, body, validators, partly, .. } = read;
    let mut state = State { body, validators, count: listing.entries, ..state };
    let url = listing.url.clone();
    if !partly {
        visit.tell(&listing).await?;
        visit.harvest.listings.push(listing);
    }
    let ids: Vec<(u64, u64)> = entries.iter().map(|(entry, _)| (id_of(entry), digest(entry))).collect();
    if first_page > 0 {
        state.last = Seen::default();
        for (id, _) in &ids[..first_page] {
            state.last.note(*id, 0);
        }
    }
    for ((entry, exchange), (id, text)) in entries.into_iter().zip(&ids) {
        if state.seen.sight(*id, *text) != Sight::Same {
            pages.hand_over(visit, entry, exchange, &url).await?;
        }
    }
    // The newest are noted last: what stands deep in an archive is forgotten first.
    for (id, text) in ids.iter().rev() {
        state.seen.note(*id, *text);
    }
    state.seen.shrink(MOST_KNOWN);
    Ok(state)
}

fn digest(entry: &Entry) -> u64 {
    short(format!("{}\u{0}{}", entry.document.title, entry.document.text).as_bytes())
}
