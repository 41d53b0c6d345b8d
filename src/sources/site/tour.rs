//! One visit to a site, page by page.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::frontier::{Frontier, Page, Tour};
use super::links::{Links, Now};
use super::page::{self, Reading};
use super::{Site, sitemap};
use crate::fetch::{Answer, Ask, Fetcher, robots};
use crate::model::{Exchange, Harvest, Item, Listing, PollError, Time};
use crate::sources::seen::{Seen, Sight, short};
use crate::sources::urls::{self, Fragment};
use crate::sources::visit::{Visit, max_age, worst};
use crate::sources::{Order, Sink};

const MOST_POSTS: usize = 8_192;
/// robots.txt is asked for sitemaps on the first visit and then every so many.
const ROBOTS_VISITS: u32 = 20;
/// Addresses of one sitemap that are followed: those changed last.
const MOST_OF_SITEMAP: usize = 2_000;
const MOST_SITEMAPS: usize = 50;
/// Pages of one listing that are followed one after another at the same depth.
const LONGEST_CHAIN: u32 = 100;
/// Next pages tried to close one gap.
const MOST_NEXT: u32 = 10;
/// Pages in a row that do not answer: the place is down, the rest waits.
const DOWN: u32 = 5;

#[derive(Debug, Default, Serialize, Deserialize)]
struct Cursor {
    v: u32,
    visit: u32,
    frontier: Frontier,
    links: Links,
    posts: Seen,
}

impl Cursor {
    const VERSION: u32 = 1;

    fn read(visit: &mut Visit) -> Cursor {
        let text = visit.order.cursor.as_str();
        match serde_json::from_str::<Cursor>(text) {
            Ok(cursor) if cursor.v == Cursor::VERSION => cursor,
            _ => {
                if !text.is_empty() {
                    visit.complain("cursor_reset");
                }
                Cursor { v: Cursor::VERSION, ..Cursor::default() }
            }
        }
    }
}

/// What this visit has found out so far.
struct Going<'a, 'v> {
    site: &'a Site,
    visit: Visit<'v>,
    cursor: Cursor,
    tour: Tour,
    now: Now,
    /// Listings of this visit by address; their overlap is judged at the end.
    seen: BTreeMap<String, Seeing>,
    /// Next pages of listings that show nothing known: page, listing, how many were tried.
    urgent: VecDeque<(String, String, u32)>,
    /// Posts that this visit saw first.
    fresh: HashSet<u64>,
    start_errors: Vec<(String, PollError)>,
    silent: u32,
}

/// A page seen as a listing.
struct Seeing {
    as_of: Time,
    unchanged: bool,
    /// None: its links tell, once the visit knows what the menu is.
    overlap: Option<bool>,
    /// None: its links are the entries.
    entries: Option<u64>,
    /// It shows a post that an earlier visit saw.
    known_posts: bool,
}

pub(super) async fn go(
    site: &Site,
    order: &Order,
    fetcher: &Fetcher,
    out: &Sink,
    cancel: &CancellationToken,
) -> Result<Harvest, PollError> {
    let mut visit = Visit::new(order, fetcher, out, cancel);
    let mut cursor = Cursor::read(&mut visit);
    cursor.visit += 1;
    let tour = Tour::new(cursor.visit, order.budget);
    let mut going = Going {
        site,
        visit,
        cursor,
        tour,
        now: Now::default(),
        seen: BTreeMap::new(),
        urgent: VecDeque::new(),
        fresh: HashSet::new(),
        start_errors: Vec::new(),
        silent: 0,
    };
    going.prepare();
    going.starts().await?;
    if site.rules.robots_sitemaps && going.tour.number % ROBOTS_VISITS == 1 {
        going.sitemaps_of_robots().await?;
    }
    while let Some(url) = going.next() {
        going.step(&url).await?;
    }
    Ok(going.end())
}

impl Going<'_, '_> {
    fn prepare(&mut self) {
        self.cursor.frontier.open();
        let rules = &self.site.rules;
        self.cursor.frontier.only_starts(&self.site.starts);
        for start in &self.site.starts {
            self.cursor.frontier.add(start, Page { found: self.tour.number, ..Page::default() });
        }
        for url in &rules.sitemaps {
            let page = Page { depth: 1, found: self.tour.number, sitemap: true, ..Page::default() };
            self.cursor.frontier.add(&urls::identity(url, Fragment::Drop), page);
        }
        self.cursor.frontier.retain(|url, page| {
            page.depth == 0
                || page.depth <= rules.depth.max(1)
                    && Url::parse(url)
                        .is_ok_and(|u| if page.sitemap { rules.is_ours(&u) } else { rules.follows(&u) })
        });
    }

    /// The start pages; the visit as a whole fails when none of them can be read.
    async fn starts(&mut self) -> Result<(), PollError> {
        let mut tried = 0;
        for start in &self.site.starts {
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
        self.cursor.frontier.next(&mut self.tour)
    }

    async fn step(&mut self, url: &str) -> Result<(), PollError> {
        let urgent = self.urgent.pop_front_if(|(next, ..)| next == url);
        let outcome = self.go_to(url).await?;
        self.silent = if matches!(outcome, Err(PollError::Unreachable { .. })) { self.silent + 1 } else { 0 };
        match outcome {
            Err(PollError::Gone { .. }) => {
                self.visit.harvest.gone.push((url.to_owned(), self.visit.order.now));
                self.cursor.frontier.page(url).gone = true;
            }
            Err(e) => {
                if matches!(e, PollError::Throttled { .. }) {
                    let host = Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned));
                    self.tour.blocked.extend(host);
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

    fn was_visited(&self, url: &str) -> bool {
        self.cursor.frontier.get(url).is_some_and(|p| p.visited == self.tour.number)
    }

    /// Goes to one page. The outer error ends the visit, the inner one is the page's; inside is the listing's next page.
    async fn go_to(&mut self, url: &str) -> Result<Result<Option<String>, PollError>, PollError> {
        let number = self.tour.number;
        let known = self.cursor.frontier.get(url).cloned().unwrap_or_default();
        let Ok(address) = Url::parse(url) else {
            self.cursor.frontier.page(url).visited = number;
            return Ok(Err(PollError::Malformed { why: "no address".to_owned() }));
        };
        let resting_on = known.text.map(|_| known.validators);
        let (answer, validators) = match self.visit.get_known(&Ask::page(address), resting_on).await {
            Ok(answer) => answer,
            Err(PollError::Cancelled) => return Err(PollError::Cancelled),
            // Later, not never: a page that was throttled stays as new or as old as it is.
            Err(e @ PollError::Throttled { .. }) => return Ok(Err(e)),
            Err(e) => {
                let page = self.cursor.frontier.page(url);
                (page.visited, page.due) = (number, false);
                return Ok(Err(e));
            }
        };
        let as_of = answer.exchange().as_of();
        if known.depth == 0 && !known.sitemap {
            self.visit.advise(max_age(answer.exchange()));
        }
        let page = self.cursor.frontier.page(url);
        (page.visited, page.due, page.gone) = (number, false, false);
        page.validators = validators;
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

    fn unchanged(&mut self, url: &str, as_of: Time, known: &Page) {
        self.visit.harvest.unchanged.push((url.to_owned(), as_of));
        if known.is_listing(self.tour.number) || known.posts > 0 {
            let entries = Some(known.posts).filter(|n| *n > 0);
            self.seen.insert(
                url.to_owned(),
                Seeing { as_of, unchanged: true, overlap: Some(true), entries, known_posts: true },
            );
        }
    }

    async fn read_page(
        &mut self,
        url: &str,
        exchange: Arc<Exchange>,
        known: &Page,
    ) -> Result<Option<String>, PollError> {
        let (rules, recipe, bytes) =
            (Arc::clone(&self.site.rules), self.site.recipe.clone(), Arc::clone(&exchange));
        let reading = self.visit.work(move || page::read(&bytes, &rules, recipe.as_deref())).await?;
        let as_of = exchange.as_of();
        // A redirect led to a page that has a place of its own in the frontier.
        let landed = Url::parse(&exchange.final_url).ok().map(|u| urls::identity(&u, Fragment::Drop));
        let landed = landed.filter(|l| l != url && known.depth > 0);
        if landed.as_ref().is_some_and(|l| self.was_visited(l)) {
            self.cursor.frontier.page(url).text = Some(reading.digest);
            return Ok(None);
        }
        let before = match &landed {
            Some(landed) => self.cursor.frontier.get(landed).cloned().unwrap_or_default(),
            None => known.clone(),
        };
        if before.text == Some(reading.digest) {
            self.unchanged(url, as_of, &before);
        } else {
            let listing = self.cursor.frontier.address(known.parent).map(str::to_owned);
            if reading.posts.is_empty() {
                self.hand_over_page(&exchange, &reading, listing).await?;
            } else {
                self.hand_over_posts(url, &exchange, &reading).await?;
            }
        }
        let page = self.cursor.frontier.page(url);
        (page.text, page.posts) = (Some(reading.digest), reading.posts.len() as u64);
        if let Some(landed) = landed {
            let page = Page { depth: known.depth, found: self.tour.number, ..Page::default() };
            self.cursor.frontier.add(&landed, page);
            let page = self.cursor.frontier.page(&landed);
            (page.visited, page.text) = (self.tour.number, Some(reading.digest));
        }
        self.follow(url, as_of, &reading, known);
        Ok(reading.next)
    }

    async fn hand_over_page(
        &self,
        exchange: &Arc<Exchange>,
        reading: &Reading,
        listing: Option<String>,
    ) -> Result<(), PollError> {
        let item = Item {
            id: reading.id.clone(),
            url: exchange.final_url.clone(),
            exchange: Arc::clone(exchange),
            span: None,
            document: reading.document.clone(),
            published: reading.document.as_ref().and_then(|d| d.published),
            listing,
        };
        self.visit.send(item).await
    }

    /// The new and changed posts of a page. The page itself is their listing: it lacked them last time.
    async fn hand_over_posts(
        &mut self,
        url: &str,
        exchange: &Arc<Exchange>,
        reading: &Reading,
    ) -> Result<(), PollError> {
        let ids: Vec<u64> = reading.posts.iter().map(|post| short(post.id.as_bytes())).collect();
        let before = self.cursor.frontier.get(url).map_or(0, |p| p.posts);
        let known_posts = ids.iter().any(|id| self.cursor.posts.contains(*id) && !self.fresh.contains(id));
        let overlap = before == 0 || known_posts;
        let mut sent = 0;
        for (post, id) in reading.posts.iter().zip(ids) {
            match self.cursor.posts.note(id, post.digest) {
                Sight::Same => continue,
                Sight::New => drop(self.fresh.insert(id)),
                Sight::Changed => {}
            }
            let item = Item {
                id: post.id.clone(),
                url: post.document.url.clone(),
                exchange: Arc::clone(exchange),
                span: None,
                document: Some(post.document.clone()),
                published: post.document.published,
                listing: Some(url.to_owned()),
            };
            self.visit.send(item).await?;
            sent += 1;
        }
        let as_of = exchange.as_of();
        if sent == 0 {
            self.visit.harvest.unchanged.push((url.to_owned(), as_of));
        }
        let entries = Some(reading.posts.len() as u64);
        let seeing = Seeing { as_of, unchanged: sent == 0, overlap: Some(overlap), entries, known_posts };
        self.seen.insert(url.to_owned(), seeing);
        Ok(())
    }

    /// Adds what a page links to, and judges whether it is a listing with a gap.
    fn follow(&mut self, url: &str, as_of: Time, reading: &Reading, known: &Page) {
        let number = self.tour.number;
        let parent = short(url.as_bytes());
        let mut new = 0;
        if known.depth < self.site.rules.depth {
            for link in &reading.links {
                let page = Page { depth: known.depth + 1, found: number, parent, ..Page::default() };
                new += usize::from(self.cursor.frontier.add(link, page));
            }
        }
        if let Some(next) =
            reading.next.as_ref().filter(|_| known.chain < LONGEST_CHAIN && self.site.rules.depth > 0)
        {
            let (depth, chain) = (known.depth.max(1), known.chain + 1);
            self.cursor.frontier.add(next, Page { depth, found: number, parent, chain, ..Page::default() });
        }
        self.now.note(url, &reading.links);
        self.cursor.frontier.brought(url, new, known.text.is_none(), number);
        if self.cursor.frontier.page(url).is_listing(number) {
            let seeing = Seeing { as_of, unchanged: false, overlap: None, entries: None, known_posts: false };
            self.seen.entry(url.to_owned()).or_insert(seeing);
        }
        let Some(seeing) = self.seen.get(url) else { return };
        let overlap = seeing.overlap.unwrap_or_else(|| self.cursor.links.overlaps(url, url, &self.now));
        if !overlap {
            self.visit.complain("gap");
            if let Some(next) = reading.next.clone().filter(|n| !self.was_visited(n)) {
                self.urgent.push_back((next, url.to_owned(), 1));
            }
        }
    }

    async fn read_sitemap(
        &mut self,
        url: &str,
        exchange: &Arc<Exchange>,
        known: &Page,
    ) -> Result<(), PollError> {
        let number = self.tour.number;
        let as_of = exchange.as_of();
        let bytes = Arc::clone(exchange);
        let (places, digest) =
            self.visit.work(move || (sitemap::read(&bytes.body), short(&bytes.body))).await?;
        if known.text == Some(digest) {
            self.unchanged(url, as_of, known);
            return Ok(());
        }
        self.cursor.frontier.page(url).text = Some(digest);
        let parent = short(url.as_bytes());
        let total = places.len() as u64;
        let mut ours: Vec<(sitemap::Place, String)> = Vec::new();
        for place in places {
            let Ok(parsed) = Url::parse(&place.url) else { continue };
            let wanted =
                if place.list { self.site.rules.is_ours(&parsed) } else { self.site.rules.follows(&parsed) };
            if wanted {
                ours.push((place, urls::identity(&parsed, Fragment::Drop)));
            }
        }
        ours.sort_by(|a, b| b.0.changed.cmp(&a.0.changed));
        let mut lists = 0;
        for (place, address) in ours.into_iter().take(MOST_OF_SITEMAP) {
            lists += usize::from(place.list);
            if lists > MOST_SITEMAPS && place.list {
                continue;
            }
            let changed = if place.changed.is_empty() { 0 } else { short(place.changed.as_bytes()) };
            let sitemap = place.list;
            let page = Page { depth: 1, found: number, parent, sitemap, changed, ..Page::default() };
            if !self.cursor.frontier.add(&address, page) && self.cursor.frontier.get(&address).is_some() {
                let page = self.cursor.frontier.page(&address);
                page.due |= page.changed != changed && page.visited < number;
                page.changed = changed;
            }
        }
        let seeing =
            Seeing { as_of, unchanged: false, overlap: Some(true), entries: Some(total), known_posts: false };
        self.seen.insert(url.to_owned(), seeing);
        Ok(())
    }

    /// What robots.txt names; a site without one has none.
    async fn sitemaps_of_robots(&mut self) -> Result<(), PollError> {
        let mut origins: Vec<String> = self
            .site
            .starts
            .iter()
            .filter_map(|s| Url::parse(s).ok().and_then(|u| u.join("/robots.txt").ok()).map(String::from))
            .collect();
        origins.dedup();
        for origin in origins {
            if self.visit.left() < 2 {
                break;
            }
            let Ok(url) = Url::parse(&origin) else { continue };
            match self.visit.get(&Ask::page(url)).await {
                Err(PollError::Cancelled) => return Err(PollError::Cancelled),
                Err(_) => {}
                Ok(answer) => {
                    for named in robots::sitemaps(&answer.exchange().body).into_iter().take(MOST_SITEMAPS) {
                        let Some(url) = Url::parse(&named).ok().filter(|u| self.site.rules.is_ours(u)) else {
                            continue;
                        };
                        let page =
                            Page { depth: 1, found: self.tour.number, sitemap: true, ..Page::default() };
                        self.cursor.frontier.add(&urls::identity(&url, Fragment::Drop), page);
                    }
                }
            }
        }
        Ok(())
    }

    fn end(mut self) -> Harvest {
        let number = self.tour.number;
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
            && self.tour.blocked.is_empty()
            && self.silent < DOWN;
        self.visit.harvest.failed.append(&mut self.start_errors);
        let cursor = serde_json::to_string(&self.cursor).expect("a cursor is plain strings and numbers");
        self.visit.end(cursor)
    }
}
