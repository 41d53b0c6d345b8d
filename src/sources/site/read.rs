//! A page that answered: its words or posts are handed over when they are new, its links join the frontier.

use std::sync::Arc;

use url::Url;

use super::frontier::Page;
use super::page::{self, Reading};
use super::tour::{Going, Seeing};
use crate::model::{Exchange, Item, Listing, PollError, Time};
use crate::sources::seen::{Sight, short};
use crate::sources::urls::{self, Fragment};

/// Pages of one listing that are followed one after another at the same depth.
const LONGEST_CHAIN: u32 = 100;

impl Going<'_, '_> {
    pub(super) async fn read_page(
        &mut self,
        url: &str,
        exchange: Arc<Exchange>,
        known: &Page,
    ) -> Result<Option<String>, PollError> {
        let (rules, recipe, bytes) =
            (Arc::clone(&self.site.rules), self.site.recipe.clone(), Arc::clone(&exchange));
        let mut reading = self.visit.work(move || page::read(&bytes, &rules, recipe.as_deref())).await?;
        let as_of = exchange.as_of();
        // A redirect led to a page that has a place of its own in the frontier.
        let landed = Url::parse(&exchange.final_url).ok().map(|u| urls::identity(&u, Fragment::Drop));
        let landed = landed.filter(|l| l != url && known.depth > 0);
        if landed.as_ref().is_some_and(|l| self.was_visited(l)) {
            self.cursor.frontier.change(url, |page| page.text = Some(reading.digest));
            return Ok(None);
        }
        let before = match &landed {
            Some(landed) => self.cursor.frontier.get(landed).cloned().unwrap_or_default(),
            None => known.clone(),
        };
        let partly = exchange.truncated;
        if before.text == Some(reading.digest) {
            if !partly {
                self.unchanged(url, as_of, &before);
            }
        } else {
            let listing = self.cursor.frontier.address(known.parent).map(str::to_owned);
            if reading.posts.is_empty() {
                self.hand_over_page(&exchange, &mut reading, listing).await?;
            } else {
                self.hand_over_posts(url, &exchange, &reading).await?;
            }
        }
        self.cursor.frontier.change(url, |page| {
            (page.text, page.posts) = (Some(reading.digest), reading.posts.len() as u64);
        });
        if let Some(landed) = landed {
            let page = Page { depth: known.depth, found: self.number, ..Page::default() };
            self.cursor.frontier.add(&landed, page);
            let number = self.number;
            self.cursor.frontier.change(&landed, |page| {
                (page.visited, page.text) = (number, Some(reading.digest));
            });
        }
        self.follow(url, as_of, &reading, known);
        // A page that was cut says nothing of when something appeared on it.
        if partly {
            self.seen.remove(url);
        }
        Ok(reading.next)
    }

    async fn hand_over_page(
        &self,
        exchange: &Arc<Exchange>,
        reading: &mut Reading,
        listing: Option<String>,
    ) -> Result<(), PollError> {
        let item = Item {
            id: reading.id.clone(),
            url: exchange.final_url.clone(),
            exchange: Arc::clone(exchange),
            span: None,
            published: reading.document.as_ref().and_then(|d| d.published),
            document: reading.document.take(),
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
        let (as_of, entries) = (exchange.as_of(), reading.posts.len() as u64);
        if !exchange.truncated {
            // A gap may still be closed by the next pages: what stands here was not seen between the two all the same.
            let listing = Listing { url: url.to_owned(), as_of, overlap, unchanged: false, entries };
            self.visit.tell(&listing).await?;
        }
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
        if sent == 0 && !exchange.truncated {
            self.visit.harvest.unchanged.push((url.to_owned(), as_of));
        }
        let entries = Some(entries);
        let seeing = Seeing { as_of, unchanged: sent == 0, overlap: Some(overlap), entries, known_posts };
        self.seen.insert(url.to_owned(), seeing);
        Ok(())
    }

    /// Adds what a page links to, and judges whether it is a listing with a gap.
    fn follow(&mut self, url: &str, as_of: Time, reading: &Reading, known: &Page) {
        let number = self.number;
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
        if self.cursor.frontier.get(url).is_some_and(|p| p.is_listing(number)) {
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
}
