//! Sitemaps of a site: those that are configured, those that robots.txt names, and those that they name.

use std::sync::Arc;

use url::Url;

use super::frontier::Page;
use super::sitemap;
use super::tour::{Going, Seeing};
use crate::fetch::{Ask, robots};
use crate::model::{Exchange, PollError};
use crate::sources::seen::short;
use crate::sources::urls::{self, Fragment};

/// robots.txt is asked for sitemaps on the first visit and then every so many.
const ROBOTS_VISITS: u32 = 20;
/// Addresses of one sitemap that are followed: those changed last.
const MOST_OF_SITEMAP: usize = 2_000;
const MOST_SITEMAPS: usize = 50;

impl Going<'_, '_> {
    pub(super) async fn read_sitemap(
        &mut self,
        url: &str,
        exchange: &Arc<Exchange>,
        known: &Page,
    ) -> Result<(), PollError> {
        let number = self.number;
        let as_of = exchange.as_of();
        let bytes = Arc::clone(exchange);
        let (places, digest) =
            self.visit.work(move || (sitemap::read(&bytes.body), short(&bytes.body))).await?;
        if known.text == Some(digest) {
            self.unchanged(url, as_of, known);
            return Ok(());
        }
        self.cursor.frontier.change(url, |page| page.text = Some(digest));
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
                self.cursor.frontier.change(&address, |page| {
                    page.due |= page.changed != changed && page.visited < number;
                    page.changed = changed;
                });
            }
        }
        let seeing =
            Seeing { as_of, unchanged: false, overlap: Some(true), entries: Some(total), known_posts: false };
        self.seen.insert(url.to_owned(), seeing);
        Ok(())
    }

    /// What robots.txt names; a site without one has none.
    pub(super) async fn sitemaps_of_robots(&mut self) -> Result<(), PollError> {
        if !self.site.rules.robots_sitemaps || self.number % ROBOTS_VISITS != 1 {
            return Ok(());
        }
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
                        let page = Page { depth: 1, found: self.number, sitemap: true, ..Page::default() };
                        self.cursor.frontier.add(&urls::identity(&url, Fragment::Drop), page);
                    }
                }
            }
        }
        Ok(())
    }
}
