//! The pages of a site that are known, and which is next: starts, then listings, then new pages and old ones in turn.
//!
//! Every known page comes round: one visit in four goes to the page unvisited for longest, also while new pages keep
//! turning up. Bounds: 4,000 pages and 400 KB of addresses; when it is full, the most numerous shape of address gives
//! up its oldest page, so that a calendar can only push out itself. At most 1.3 MB as a cursor.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::sources::seen::{Seen, short};
use crate::sources::urls;

const MOST_PAGES: usize = 4_000;
const MOST_ADDRESS_BYTES: usize = 400 << 10;
const MOST_FORGOTTEN: usize = 8_192;
const MOST_LISTINGS: usize = 64;
/// A page that brought nothing new for so many visits is an ordinary page again.
const LISTING_VISITS: u32 = 50;
/// New addresses on a page seen for the first time that make it a listing.
const MANY: usize = 5;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Frontier {
    /// By address.
    pages: BTreeMap<String, Page>,
    /// Addresses given up for want of room: links to them are not followed again.
    forgotten: Seen,
    /// Addresses by digest, for the parents of this visit; made by [`Frontier::open`].
    #[serde(skip)]
    addresses: HashMap<u64, String>,
}

/// What is known of a page. Short names: there are thousands of them in a cursor.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Page {
    /// Links away from a start.
    #[serde(rename = "d", default, skip_serializing_if = "is_default")]
    pub depth: u32,
    /// The visit that last went there; 0: none yet.
    #[serde(rename = "v", default, skip_serializing_if = "is_default")]
    pub visited: u32,
    /// The visit that found it.
    #[serde(rename = "f", default, skip_serializing_if = "is_default")]
    pub found: u32,
    /// Digest of what it said.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub text: Option<u64>,
    /// Digest of the validators of the answer that `text` is of.
    #[serde(rename = "e", default, skip_serializing_if = "is_default")]
    pub validators: u64,
    /// Digest of the address that linked to it.
    #[serde(rename = "p", default, skip_serializing_if = "is_default")]
    pub parent: u64,
    /// The last visit on which it brought new addresses, for listings.
    #[serde(rename = "b", default, skip_serializing_if = "is_default")]
    pub brought: u32,
    /// A sitemap.
    #[serde(rename = "s", default, skip_serializing_if = "is_default")]
    pub sitemap: bool,
    /// Digest of the time of change that a sitemap states; a new one makes the page due.
    #[serde(rename = "m", default, skip_serializing_if = "is_default")]
    pub changed: u64,
    #[serde(rename = "u", default, skip_serializing_if = "is_default")]
    pub due: bool,
    /// Pages of the same listing before it.
    #[serde(rename = "c", default, skip_serializing_if = "is_default")]
    pub chain: u32,
    #[serde(rename = "g", default, skip_serializing_if = "is_default")]
    pub gone: bool,
    /// Posts on it when it was last read.
    #[serde(rename = "n", default, skip_serializing_if = "is_default")]
    pub posts: u64,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Page {
    /// Others are found through it, so it is gone to before them.
    pub fn is_listing(&self, visit: u32) -> bool {
        self.sitemap
            || self.depth == 0
            || (self.brought > 0 && visit.saturating_sub(self.brought) <= LISTING_VISITS)
    }
}

/// The choices of one visit.
#[derive(Debug, Default)]
pub(super) struct Tour {
    pub number: u32,
    pub budget: u32,
    /// Hosts that said "later".
    pub blocked: HashSet<String>,
    listings: u32,
    others: u32,
    shapes: HashMap<String, u32>,
}

impl Frontier {
    /// To be called once after it was read from a cursor.
    pub fn open(&mut self) {
        self.addresses = self.pages.keys().map(|url| (short(url.as_bytes()), url.clone())).collect();
    }

    pub fn get(&self, url: &str) -> Option<&Page> {
        self.pages.get(url)
    }

    pub fn page(&mut self, url: &str) -> &mut Page {
        self.pages.entry(url.to_owned()).or_default()
    }

    /// Adds an address unless it is known; says whether it was new.
    pub fn add(&mut self, url: &str, page: Page) -> bool {
        if let Some(known) = self.pages.get_mut(url) {
            known.depth = known.depth.min(page.depth);
            return false;
        }
        if page.depth > 0 && self.forgotten.contains(short(url.as_bytes())) {
            return false;
        }
        self.addresses.insert(short(url.as_bytes()), url.to_owned());
        self.pages.insert(url.to_owned(), page);
        true
    }

    /// Start addresses that left the configuration are ordinary pages from now on.
    pub fn only_starts(&mut self, starts: &[String]) {
        for (url, page) in &mut self.pages {
            if page.depth == 0 && !starts.contains(url) {
                page.depth = 1;
            }
        }
    }

    /// Drops what the configuration no longer wants.
    pub fn retain(&mut self, wanted: impl Fn(&str, &Page) -> bool) {
        self.pages.retain(|url, page| wanted(url, page));
    }

    /// The known address with this digest.
    pub fn address(&self, digest: u64) -> Option<&str> {
        self.addresses.get(&digest).map(String::as_str)
    }

    pub fn unvisited(&self) -> bool {
        self.pages.values().any(|p| p.visited == 0)
    }

    /// The page to go to next, none when all were visited on this tour. The caller marks it visited.
    pub fn next(&self, tour: &mut Tour) -> Option<String> {
        let open =
            || self.pages.iter().filter(|(url, page)| page.visited < tour.number && !tour.is_blocked(url));
        let oldest = |(url, page): &(&String, &Page)| (page.visited, page.depth, (*url).clone());
        if let Some((url, _)) = open().filter(|(_, p)| p.depth == 0 && !p.sitemap).min_by_key(oldest) {
            return Some(url.clone());
        }
        let mut listing = None;
        if tour.listings < (tour.budget / 2).max(1) {
            listing = open()
                .filter(|(_, p)| p.visited > 0 && p.is_listing(tour.number) || p.sitemap)
                .min_by_key(oldest);
        }
        if let Some((url, _)) = listing {
            let url = url.clone();
            tour.listings += 1;
            return Some(url);
        }
        let is_new = |p: &Page| p.visited == 0 || p.due;
        let fresh = open().filter(|(_, p)| is_new(p));
        let fresh = fresh.min_by_key(|(url, page)| {
            let turns =
                Url::parse(url).ok().and_then(|u| tour.shapes.get(&urls::shape(&u)).copied()).unwrap_or(0);
            (turns, page.depth, std::cmp::Reverse(page.found), (*url).clone())
        });
        let old = open().filter(|(_, p)| !is_new(p)).min_by_key(|(url, p)| (p.visited, (*url).clone()));
        let turn_of_old = tour.others % 4 == 3;
        let (url, _) = if turn_of_old { old.or(fresh) } else { fresh.or(old) }?;
        let url = url.clone();
        tour.others += 1;
        if let Ok(parsed) = Url::parse(&url) {
            *tour.shapes.entry(urls::shape(&parsed)).or_default() += 1;
        }
        Some(url)
    }

    /// What a page brought makes it a listing, or keeps it one.
    pub fn brought(&mut self, url: &str, new: usize, first_sight: bool, visit: u32) {
        if new >= if first_sight { MANY } else { 1 } {
            self.page(url).brought = visit;
        }
        let mut listings: Vec<(u32, String)> =
            self.pages.iter().filter(|(_, p)| p.brought > 0).map(|(u, p)| (p.brought, u.clone())).collect();
        if listings.len() > MOST_LISTINGS {
            listings.sort();
            let over = listings.len() - MOST_LISTINGS;
            for (_, url) in listings.into_iter().take(over) {
                self.page(&url).brought = 0;
            }
        }
    }

    /// Makes room; gives the number of pages given up.
    pub fn shrink(&mut self) -> u64 {
        let mut bytes: usize = self.pages.keys().map(String::len).sum();
        let mut over = self.pages.len().saturating_sub(MOST_PAGES);
        if over == 0 && bytes <= MOST_ADDRESS_BYTES {
            return 0;
        }
        let mut shapes: HashMap<String, Vec<(bool, u32, String)>> = HashMap::new();
        for (url, page) in self.pages.iter().filter(|(_, p)| p.depth > 0) {
            let shape = Url::parse(url).map(|u| urls::shape(&u)).unwrap_or_default();
            shapes.entry(shape).or_default().push((!page.gone, page.found, url.clone()));
        }
        for pages in shapes.values_mut() {
            // The first to go stands last.
            pages.sort_unstable_by(|a, b| b.cmp(a));
        }
        let mut given_up = 0;
        while over > 0 || bytes > MOST_ADDRESS_BYTES {
            let fullest = shapes.values_mut().max_by_key(|pages| pages.len());
            let Some((_, _, url)) = fullest.and_then(Vec::pop) else { break };
            self.pages.remove(&url);
            self.forgotten.note(short(url.as_bytes()), 0);
            bytes -= url.len();
            over = over.saturating_sub(1);
            given_up += 1;
        }
        self.forgotten.shrink(MOST_FORGOTTEN);
        given_up
    }
}

impl Tour {
    pub fn new(number: u32, budget: u32) -> Tour {
        Tour { number, budget, ..Tour::default() }
    }

    fn is_blocked(&self, url: &str) -> bool {
        if self.blocked.is_empty() {
            return false;
        }
        Url::parse(url).ok().and_then(|u| u.host_str().map(|h| self.blocked.contains(h))).unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tour(frontier: &mut Frontier, number: u32, budget: u32) -> Vec<String> {
        let mut tour = Tour::new(number, budget);
        let mut went = Vec::new();
        while went.len() < budget as usize {
            let Some(url) = frontier.next(&mut tour) else { break };
            frontier.page(&url).visited = number;
            went.push(url);
        }
        went
    }

    #[test]
    fn every_known_page_comes_round_while_new_ones_turn_up() {
        let mut frontier = Frontier::default();
        frontier.add("https://a.test/", Page::default());
        for n in 0..40 {
            frontier.add(&format!("https://a.test/old/{n}"), Page { depth: 1, ..Page::default() });
        }
        assert_eq!(tour(&mut frontier, 1, 100).len(), 41);
        let mut revisited = HashSet::new();
        for number in 2..30 {
            for n in 0..20 {
                let page = Page { depth: 1, found: number, ..Page::default() };
                frontier.add(&format!("https://a.test/new/{number}-{n}"), page);
            }
            let went = tour(&mut frontier, number, 9);
            assert_eq!(went[0], "https://a.test/");
            revisited.extend(went.into_iter().filter(|u| u.contains("/old/")));
        }
        assert_eq!(revisited.len(), 40);
    }

    #[test]
    fn a_calendar_pushes_out_only_itself() {
        let mut frontier = Frontier::default();
        for n in 0..100 {
            frontier
                .add(&format!("https://a.test/topic/{n}"), Page { depth: 1, found: 1, ..Page::default() });
        }
        for n in 0..6_000 {
            let page = Page { depth: 2, found: 2, ..Page::default() };
            frontier.add(&format!("https://a.test/calendar/{}/{}", n / 12, n % 12), page);
        }
        assert_eq!(frontier.shrink(), 2_100);
        assert_eq!(frontier.pages.keys().filter(|u| u.contains("/topic/")).count(), 100);
        let gone = "https://a.test/calendar/0/0";
        assert!(frontier.get(gone).is_some() || !frontier.add(gone, Page { depth: 2, ..Page::default() }));
        assert!(serde_json::to_string(&frontier).expect("plain values").len() < 1_300_000);
    }
}
