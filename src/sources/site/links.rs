//! Whether a listing still shows something that it showed last time.
//!
//! Menus and footers stay when every topic is replaced, so what most pages of the site link to does not count.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::sources::seen::{Seen, short};

/// Links remembered of one listing, and of the menu.
const MOST_LINKS: usize = 128;
const MOST_MENU: usize = 256;
/// Pages that must have been read before what they share is called a menu.
const ENOUGH: usize = 3;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Links {
    /// By listing address.
    listings: BTreeMap<String, Seen>,
    menu: Seen,
}

/// The links of the pages of this visit, as digests.
#[derive(Debug, Default)]
pub(super) struct Now {
    pages: BTreeMap<String, Vec<u64>>,
}

impl Now {
    pub fn note(&mut self, page: &str, links: &[String]) {
        self.pages.insert(page.to_owned(), links.iter().map(|l| short(l.as_bytes())).collect());
    }
}

impl Links {
    /// Learns from all pages of a visit what the menu is.
    pub fn learn_menu(&mut self, now: &Now) {
        if now.pages.len() < ENOUGH {
            return;
        }
        let mut counts: HashMap<u64, usize> = HashMap::new();
        for link in now.pages.values().flatten() {
            *counts.entry(*link).or_default() += 1;
        }
        for (link, count) in counts {
            if count * 2 >= now.pages.len() && count >= 2 {
                self.menu.note(link, 0);
            }
        }
        self.menu.shrink(MOST_MENU);
    }

    /// Whether `page` of this visit shows something that `listing` showed last time, or there is nothing to compare.
    pub fn overlaps(&self, listing: &str, page: &str, now: &Now) -> bool {
        let Some(before) = self.listings.get(listing) else { return true };
        let Some(links) = now.pages.get(page) else { return true };
        let own: Vec<&u64> = links.iter().filter(|l| !self.menu.contains(**l)).collect();
        let comparable = before.without(&self.menu) > 0 && !own.is_empty();
        !comparable || own.into_iter().any(|l| before.contains(*l))
    }

    /// Remembers what a listing shows now; gives how many entries that is.
    pub fn remember(&mut self, listing: &str, now: &Now) -> u64 {
        let links = now.pages.get(listing).map(Vec::as_slice).unwrap_or_default();
        let mut kept = Seen::default();
        for link in links.iter().filter(|l| !self.menu.contains(**l)) {
            if kept.len() < MOST_LINKS {
                kept.note(*link, 0);
            }
        }
        let count = kept.len() as u64;
        self.listings.insert(listing.to_owned(), kept);
        count
    }

    pub fn count(&self, listing: &str) -> u64 {
        self.listings.get(listing).map_or(0, |l| l.len() as u64)
    }

    pub fn retain(&mut self, is_listing: impl Fn(&str) -> bool) {
        self.listings.retain(|url, _| is_listing(url));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(links: &[&str]) -> Vec<String> {
        links.iter().map(|l| format!("https://a.test/{l}")).collect()
    }

    #[test]
    fn the_menu_is_no_overlap() {
        let mut links = Links::default();
        let mut first = Now::default();
        first.note("list", &page(&["about", "t1", "t2"]));
        first.note("t1", &page(&["about"]));
        first.note("t2", &page(&["about"]));
        links.learn_menu(&first);
        assert_eq!(links.remember("list", &first), 2);
        for (shown, expected) in
            [(vec!["about", "t2", "t3"], true), (vec!["about", "t3", "t4"], false), (vec!["about"], true)]
        {
            let mut now = Now::default();
            now.note("list", &page(&shown));
            assert_eq!(links.overlaps("list", "list", &now), expected, "{shown:?}");
        }
        assert!(links.overlaps("other", "list", &first));
    }
}
