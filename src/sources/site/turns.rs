//! Which page a visit goes to next: starts, then listings, then new pages and old ones in turn.
//!
//! The orders are kept while pages change, so that a step costs the same on a site of ten pages and of four thousand.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use url::Url;

use super::frontier::{Address, Page};
use crate::sources::urls;

#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The visit; pages that it went to have this number.
    number: u32,
    budget: u32,
    /// Hosts that said "later".
    blocked: HashSet<String>,
    listings_gone: u32,
    others_gone: u32,
    /// Each open page by what it is; the first of an order is the next.
    starts: BTreeSet<(u32, Address)>,
    listings: BTreeSet<(u32, u32, Address)>,
    old: BTreeSet<(u32, Address)>,
    /// New pages by the shape of their address: shapes take turns, so that a calendar delays nobody else.
    shapes: HashMap<String, Shape>,
    /// The first page of each shape, with the turns that the shape had.
    heads: BTreeSet<(u32, Fresh, String)>,
}

/// Near pages first, of those the newest.
type Fresh = (u32, Reverse<u32>, Address);

#[derive(Debug, Default)]
struct Shape {
    turns: u32,
    pages: BTreeSet<Fresh>,
}

impl Turns {
    pub fn new(number: u32, budget: u32) -> Turns {
        Turns { number, budget, ..Turns::default() }
    }

    /// To be told of each page as it is now; `drop_page` comes before it changes.
    pub fn put(&mut self, address: &Address, page: &Page) {
        if !self.is_open(address, page) {
            return;
        }
        if is_start(page) {
            self.starts.insert((page.visited, Arc::clone(address)));
        }
        if self.is_listing(page) {
            self.listings.insert((page.visited, page.depth, Arc::clone(address)));
        }
        if is_new(page) {
            self.of_shape(address, |shape| shape.pages.insert(fresh(address, page)));
        } else {
            self.old.insert((page.visited, Arc::clone(address)));
        }
    }

    pub fn drop_page(&mut self, address: &Address, page: &Page) {
        if !self.is_open(address, page) {
            return;
        }
        self.starts.remove(&(page.visited, Arc::clone(address)));
        self.listings.remove(&(page.visited, page.depth, Arc::clone(address)));
        if is_new(page) {
            self.of_shape(address, |shape| shape.pages.remove(&fresh(address, page)));
        } else {
            self.old.remove(&(page.visited, Arc::clone(address)));
        }
    }

    /// Nobody goes to this host any more on this visit; its pages are to be dropped before.
    pub fn block(&mut self, host: &str) {
        self.blocked.insert(host.to_owned());
    }

    pub fn any_blocked(&self) -> bool {
        !self.blocked.is_empty()
    }

    /// The page to go to, none when all were visited. Whoever goes marks it visited, or blocks its host.
    pub fn next(&mut self) -> Option<Address> {
        if let Some((_, address)) = self.starts.first() {
            return Some(Arc::clone(address));
        }
        if self.listings_gone < (self.budget / 2).max(1)
            && let Some((.., address)) = self.listings.first()
        {
            self.listings_gone += 1;
            return Some(Arc::clone(address));
        }
        let fresh = self.heads.first().map(|(_, (.., address), _)| address);
        let old = self.old.first().map(|(_, address)| address);
        let turn_of_old = self.others_gone % 4 == 3;
        let address = Arc::clone(if turn_of_old { old.or(fresh) } else { fresh.or(old) }?);
        self.others_gone += 1;
        self.of_shape(&address, |shape| shape.turns += 1);
        Some(address)
    }

    fn is_open(&self, address: &str, page: &Page) -> bool {
        page.visited < self.number && (self.blocked.is_empty() || !self.is_blocked(address))
    }

    fn is_blocked(&self, address: &str) -> bool {
        Url::parse(address).ok().and_then(|u| u.host_str().map(|h| self.blocked.contains(h))).unwrap_or(true)
    }

    fn is_listing(&self, page: &Page) -> bool {
        (page.visited > 0 && page.is_listing(self.number)) || page.sitemap
    }

    /// Changes a shape; its first page, and how often it had its turn, may be others afterwards.
    fn of_shape<T>(&mut self, address: &str, change: impl FnOnce(&mut Shape) -> T) {
        let name = Url::parse(address).map(|u| urls::shape(&u)).unwrap_or_default();
        let shape = self.shapes.entry(name.clone()).or_default();
        let head = |shape: &Shape| shape.pages.first().map(|first| (shape.turns, first.clone()));
        let before = head(shape);
        change(shape);
        let after = head(shape);
        if before != after {
            if let Some((turns, first)) = before {
                self.heads.remove(&(turns, first, name.clone()));
            }
            if let Some((turns, first)) = after {
                self.heads.insert((turns, first, name));
            }
        }
    }
}

fn is_start(page: &Page) -> bool {
    page.depth == 0 && !page.sitemap
}

fn is_new(page: &Page) -> bool {
    page.visited == 0 || page.due
}

fn fresh(address: &Address, page: &Page) -> Fresh {
    (page.depth, Reverse(page.found), Arc::clone(address))
}
