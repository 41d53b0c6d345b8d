//! The pages of a site that are known; which of them is next, `turns` says.
//!
//! Every known page comes round: one visit in four goes to the page unvisited for longest, also while new pages keep
//! turning up. Bounds: 4,000 pages and 400 KB of addresses; when it is full, the most numerous shape of address gives
//! up its oldest page, so that a calendar can only push out itself. At most 1.3 MB as a cursor.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use super::turns::Turns;
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

pub(super) type Address = Arc<str>;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Frontier {
    pages: BTreeMap<Address, Page>,
    /// Addresses given up for want of room: links to them are not followed again.
    forgotten: Seen,
    /// Addresses by digest, for the parents of this visit; made by [`Frontier::open`], as are its turns.
    #[serde(skip)]
    addresses: HashMap<u64, Address>,
    #[serde(skip)]
    turns: Turns,
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

impl Frontier {
    /// To be called once on each visit, before it goes anywhere.
    pub fn open(&mut self, number: u32, budget: u32) {
        self.addresses = self.pages.keys().map(|url| (short(url.as_bytes()), Arc::clone(url))).collect();
        self.turns = Turns::new(number, budget);
        for (url, page) in &self.pages {
            self.turns.put(url, page);
        }
    }

    pub fn get(&self, url: &str) -> Option<&Page> {
        self.pages.get(url)
    }

    /// Changes what is known of a page; one that is not known is made.
    pub fn change(&mut self, url: &str, change: impl FnOnce(&mut Page)) {
        let (url, mut page) = match self.pages.get_key_value(url) {
            Some((url, page)) => (Arc::clone(url), page.clone()),
            None => (Arc::from(url), Page::default()),
        };
        self.turns.drop_page(&url, &page);
        change(&mut page);
        self.turns.put(&url, &page);
        self.pages.insert(url, page);
    }

    /// Adds an address unless it is known; says whether it was new.
    pub fn add(&mut self, url: &str, page: Page) -> bool {
        if let Some(known) = self.pages.get(url) {
            if page.depth < known.depth {
                self.change(url, |known| known.depth = page.depth);
            }
            return false;
        }
        let digest = short(url.as_bytes());
        if page.depth > 0 && self.forgotten.contains(digest) {
            return false;
        }
        let url: Address = Arc::from(url);
        self.addresses.insert(digest, Arc::clone(&url));
        self.turns.put(&url, &page);
        self.pages.insert(url, page);
        true
    }

    /// Start addresses that left the configuration are ordinary pages from now on. Before the visit is opened.
    pub fn only_starts(&mut self, starts: &[String]) {
        for (url, page) in &mut self.pages {
            if page.depth == 0 && !starts.iter().any(|start| **start == **url) {
                page.depth = 1;
            }
        }
    }

    /// Drops what the configuration no longer wants. Before the visit is opened.
    pub fn retain(&mut self, wanted: impl Fn(&str, &Page) -> bool) {
        self.pages.retain(|url, page| wanted(url, page));
    }

    /// The known address with this digest.
    pub fn address(&self, digest: u64) -> Option<&str> {
        self.addresses.get(&digest).map(|url| &**url)
    }

    pub fn unvisited(&self) -> bool {
        self.pages.values().any(|p| p.visited == 0)
    }

    /// The page to go to next, none when all were visited. Whoever goes marks it visited, or blocks its host.
    pub fn next(&mut self) -> Option<String> {
        self.turns.next().map(|url| url.to_string())
    }

    /// The host of this address said "later": none of its pages is gone to any more on this visit.
    pub fn block(&mut self, url: &str) {
        let host = |url: &str| Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned));
        let Some(blocked) = host(url) else { return };
        for (url, page) in self.pages.iter().filter(|(url, _)| host(url).as_ref() == Some(&blocked)) {
            self.turns.drop_page(url, page);
        }
        self.turns.block(&blocked);
    }

    pub fn any_blocked(&self) -> bool {
        self.turns.any_blocked()
    }

    /// What a page brought makes it a listing, or keeps it one.
    pub fn brought(&mut self, url: &str, new: usize, first_sight: bool, visit: u32) {
        if new < if first_sight { MANY } else { 1 } {
            return;
        }
        self.change(url, |page| page.brought = visit);
        let mut listings: Vec<(u32, Address)> = self
            .pages
            .iter()
            .filter(|(_, p)| p.brought > 0)
            .map(|(u, p)| (p.brought, Arc::clone(u)))
            .collect();
        if listings.len() > MOST_LISTINGS {
            listings.sort();
            let over = listings.len() - MOST_LISTINGS;
            for (_, url) in listings.into_iter().take(over) {
                self.change(&url, |page| page.brought = 0);
            }
        }
    }

    /// Makes room; gives the number of pages given up.
    pub fn shrink(&mut self) -> u64 {
        let mut bytes: usize = self.pages.keys().map(|url| url.len()).sum();
        let mut over = self.pages.len().saturating_sub(MOST_PAGES);
        if over == 0 && bytes <= MOST_ADDRESS_BYTES {
            return 0;
        }
        let mut shapes: HashMap<String, Vec<(bool, u32, Address)>> = HashMap::new();
        for (url, page) in self.pages.iter().filter(|(_, p)| p.depth > 0) {
            let shape = Url::parse(url).map(|u| urls::shape(&u)).unwrap_or_default();
            shapes.entry(shape).or_default().push((!page.gone, page.found, Arc::clone(url)));
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn tour(frontier: &mut Frontier, number: u32, budget: u32) -> Vec<String> {
        frontier.open(number, budget);
        let mut went = Vec::new();
        while went.len() < budget as usize {
            let Some(url) = frontier.next() else { break };
            frontier.change(&url, |page| page.visited = number);
            went.push(url);
        }
        went
    }

    #[test]
    fn shapes_take_turns_and_a_blocked_host_is_left_alone() {
        let mut frontier = Frontier::default();
        frontier.open(1, 100);
        for n in 0..6 {
            frontier.add(&format!("https://a.test/day/{n}"), Page { depth: 1, found: 1, ..Page::default() });
        }
        frontier.add("https://a.test/about", Page { depth: 2, found: 1, ..Page::default() });
        frontier.add("https://b.test/x", Page { depth: 1, found: 1, ..Page::default() });
        let mut went = Vec::new();
        while let Some(url) = frontier.next() {
            went.push(url.clone());
            match url.as_str() {
                "https://a.test/day/2" => frontier.block(&url),
                _ => frontier.change(&url, |page| page.visited = 1),
            }
        }
        // The calendar's second day waits for the other two shapes; behind its third the host asked for quiet.
        let expected = ["a.test/day/0", "b.test/x", "a.test/about", "a.test/day/1", "a.test/day/2"];
        assert_eq!(went, expected.map(|url| format!("https://{url}")));
        assert!(frontier.any_blocked());
        assert!(frontier.add("https://a.test/late", Page { depth: 1, found: 1, ..Page::default() }));
        assert_eq!(frontier.next(), None);
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
