//! One visit to a site, page by page: where to go next, what an answer means for the rest, and what is left at the end.
//!
//! `read` takes in pages and posts, `maps` sitemaps.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::Site;
use super::frontier::{Frontier, Page};
use super::links::{Links, Now};
use crate::fetch::{Answer, Ask, Fetcher};
use crate::model::{Harvest, Listing, PollError, Time};
use crate::sources::seen::Seen;
use crate::sources::urls::{self, Fragment};
use crate::sources::visit::{DOWN, Visit, max_age, worst};
use crate::sources::{Order, Sink};

/// Of the cursor.
const VERSION: u32 = 1;
const MOST_POSTS: usize = 8_192;
/// Next pages tried to close one gap.
const MOST_NEXT: u32 = 10;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub(super) visit: u32,
    pub(super) frontier: Frontier,
    pub(super) links: Links,
    pub(super) posts: Seen,
}

/// What this visit has found out so far.
pub(super) struct Going<'a, 'v> {
    pub(super) site: &'a Site,
    pub(super) visit: Visit<'v>,
    pub(super) cursor: Cursor,
    /// Of this visit.
    pub(super) number: u32,
    pub(super) now: Now,
    /// Listings of this visit by address; their overlap is judged at the end.
    pub(super) seen: BTreeMap<String, Seeing>,
    /// Next pages of listings that show nothing known: page, listing, how many were tried.
    pub(super) urgent: VecDeque<(String, String, u32)>,
    /// Posts that this visit saw first.
    pub(super) fresh: HashSet<u64>,
    pub(super) start_errors: Vec<(String, PollError)>,
    pub(super) silent: u32,
}

/// A page seen as a listing.
pub(super) struct Seeing {
    pub(super) as_of: Time,
    pub(super) unchanged: bool,
    /// None: its links tell, once the visit knows what the menu is.
    pub(super) overlap: Option<bool>,
    /// None: its links are the entries.
    pub(super) entries: Option<u64>,
    /// It shows a post that an earlier visit saw.
    pub(super) known_posts: bool,
}

pub(super) async fn go(
    site: &Site,
    order: &Order,
    fetcher: &Fetcher,
    out: &Sink,
    cancel: &CancellationToken,
) -> Result<Harvest, PollError> {
    let mut visit = Visit::new(order, fetcher, out, cancel);
    let mut cursor: Cursor = visit.cursor(VERSION);
    cursor.visit += 1;
    let number = cursor.visit;
    let mut going = Going {
        site,
        visit,
        cursor,
        number,
        now: Now::default(),
        seen: BTreeMap::new(),
        urgent: VecDeque::new(),
        fresh: HashSet::new(),
        start_errors: Vec::new(),
        silent: 0,
    };
    going.prepare();
    going.starts().await?;
    going.sitemaps_of_robots().await?;
    while let Some(url) = going.next() {
        going.step(&url).await?;
    }
    Ok(going.end())
}

impl Going<'_, '_> {
    fn prepare(&mut self) {
        let rules = &self.site.rules;
        self.cursor.frontier.only_starts(&self.site.starts);
        for start in &self.site.starts {
            self.cursor.frontier.add(start, Page { found: self.number, ..Page::default() });
        }
        for url in &rules.sitemaps {
            let page = Page { depth: 1, found: self.number, sitemap: true, ..Page::default() };
            self.cursor.frontier.add(&urls::identity(url, Fragment::Drop), page);
        }
        self.cursor.frontier.retain(|url, page| {
            page.depth == 0
                || page.depth <= rules.depth.max(1)
                    && Url::parse(url)
                        .is_ok_and(|u| if page.sitemap { rules.is_ours(&u) } else { rules.follows(&u) })
        });
        self.cursor.frontier.open(self.number, self.visit.order.budget);
    }

    /// The start pages; the visit as a whole fails when none of them can be read.
    async fn starts(&mut self) -> Result<(), PollError> {
        let mut tried = 0;
        let mut starts: Vec<&String> = self.site.starts.iter().collect();
        // More starts than the budget allows take turns.
        starts.sort_by_key(|start| self.cursor.frontier.get(start).map_or(0, |p| p.visited));
        for start in starts {
            if self.visit.left() == 0 {
                break;
            }
            tried += 1;
            if let Err(e) = self.go_to(start).await? {
                self.start_errors.push((start.clone(), e));
            }
        }
        if self.start_errors.len() == tried {
            return Err(worst(std::mem::take(&mut self.start_errors)));
        }
        Ok(())
    }

    fn next(&mut self) -> Option<String> {
        if self.visit.left() == 0 || self.silent >= DOWN {
            return None;
        }
        while let Some((url, listing, tried)) = self.urgent.front().cloned() {
            if !self.was_visited(&url) {
                return Some(url);
            }
            self.urgent.pop_front();
            self.close_gap(&url, &listing, tried, None);
        }
        self.cursor.frontier.next()
    }

    async fn step(&mut self, url: &str) -> Result<(), PollError> {
        let urgent = self.urgent.pop_front_if(|(next, ..)| next == url);
        let outcome = self.go_to(url).await?;
        self.silent = if matches!(outcome, Err(PollError::Unreachable { .. })) { self.silent + 1 } else { 0 };
        match outcome {
            Err(PollError::Gone { .. }) => {
                self.visit.harvest.gone.push((url.to_owned(), self.visit.order.now));
                self.cursor.frontier.change(url, |page| page.gone = true);
            }
            Err(e) => {
                if matches!(e, PollError::Throttled { .. }) {
                    self.cursor.frontier.block(url);
                }
                self.visit.harvest.failed.push((url.to_owned(), e));
            }
            Ok(next) => {
                if let Some((page, listing, tried)) = urgent {
                    self.close_gap(&page, &listing, tried, next);
                }
            }
        }
        Ok(())
    }

    fn close_gap(&mut self, page: &str, listing: &str, tried: u32, next: Option<String>) {
        // Posts tell by the posts of the next page, links by its links.
        let by_posts = self.seen.get(listing).is_some_and(|s| s.overlap == Some(false));
        let reached = match self.seen.get(page) {
            Some(older) if by_posts => older.known_posts,
            _ => !by_posts && self.cursor.links.overlaps(listing, page, &self.now),
        };
        if reached {
            if let Some(seeing) = self.seen.get_mut(listing) {
                seeing.overlap = Some(true);
            }
            self.visit.complain("gap_closed");
        } else if let Some(next) = next.filter(|n| tried < MOST_NEXT && !self.was_visited(n)) {
            self.urgent.push_back((next, listing.to_owned(), tried + 1));
        }
    }

    pub(super) fn was_visited(&self, url: &str) -> bool {
        self.cursor.frontier.get(url).is_some_and(|p| p.visited == self.number)
    }

    /// Goes to one page. The outer error ends the visit, the inner one is the page's; inside is the listing's next page.
    async fn go_to(&mut self, url: &str) -> Result<Result<Option<String>, PollError>, PollError> {
        let number = self.number;
        let known = self.cursor.frontier.get(url).cloned().unwrap_or_default();
        let Ok(address) = Url::parse(url) else {
            self.cursor.frontier.change(url, |page| page.visited = number);
            return Ok(Err(PollError::Malformed { why: "no address".to_owned() }));
        };
        let ask = if urls::is_file(&address) { Ask::download(address) } else { Ask::page(address) };
        let resting_on = known.text.map(|_| known.validators);
        let (answer, validators) = match self.visit.get_known(&ask, resting_on).await {
            Ok(answer) => answer,
            Err(PollError::Cancelled) => return Err(PollError::Cancelled),
            // Later, not never: a page that was throttled stays as new or as old as it is.
            Err(e @ PollError::Throttled { .. }) => return Ok(Err(e)),
            Err(e) => {
                self.cursor.frontier.change(url, |page| (page.visited, page.due) = (number, false));
                return Ok(Err(e));
            }
        };
        let as_of = answer.exchange().as_of();
        if known.depth == 0 && !known.sitemap {
            self.visit.advise(max_age(answer.exchange()));
        }
        self.cursor.frontier.change(url, |page| {
            (page.visited, page.due, page.gone) = (number, false, false);
            page.validators = validators;
        });
        let exchange = match answer {
            Answer::NotModified(_) => {
                self.unchanged(url, as_of, &known);
                return Ok(Ok(None));
            }
            Answer::Page(exchange) => Arc::new(exchange),
        };
        if exchange.body.is_empty() {
            return Ok(Err(PollError::Malformed { why: "the answer is empty".to_owned() }));
        }
        if known.sitemap {
            self.read_sitemap(url, &exchange, &known).await?;
            return Ok(Ok(None));
        }
        self.read_page(url, exchange, &known).await.map(Ok)
    }

    pub(super) fn unchanged(&mut self, url: &str, as_of: Time, known: &Page) {
        self.visit.harvest.unchanged.push((url.to_owned(), as_of));
        if known.is_listing(self.number) || known.posts > 0 {
            let entries = Some(known.posts).filter(|n| *n > 0);
            self.seen.insert(
                url.to_owned(),
                Seeing { as_of, unchanged: true, overlap: Some(true), entries, known_posts: true },
            );
        }
    }

    fn end(mut self) -> Harvest {
        let number = self.number;
        self.cursor.links.learn_menu(&self.now);
        for (url, seeing) in &self.seen {
            let overlap = seeing.overlap.unwrap_or_else(|| self.cursor.links.overlaps(url, url, &self.now));
            let entries = match seeing.entries {
                Some(entries) => entries,
                None if seeing.unchanged => self.cursor.links.count(url),
                None => self.cursor.links.remember(url, &self.now),
            };
            let (url, as_of, unchanged) = (url.clone(), seeing.as_of, seeing.unchanged);
            self.visit.harvest.listings.push(Listing { url, as_of, overlap, unchanged, entries });
        }
        let given_up = self.cursor.frontier.shrink();
        if given_up > 0 {
            *self.visit.harvest.complaints.entry("pages_forgotten".to_owned()).or_default() += given_up;
        }
        let frontier = &self.cursor.frontier;
        self.cursor.links.retain(|url| frontier.get(url).is_some_and(|p| p.is_listing(number)));
        self.cursor.posts.shrink(MOST_POSTS);
        let cut = self.visit.harvest.complaints.contains_key("partly_read");
        let more = self.cursor.frontier.unvisited();
        self.visit.harvest.more = more;
        self.visit.harvest.complete = !more
            && !cut
            && self.start_errors.is_empty()
            && !self.cursor.frontier.any_blocked()
            && self.silent < DOWN;
        self.visit.harvest.failed.append(&mut self.start_errors);
        self.visit.end(VERSION, &self.cursor)
    }
}
