//! One visit: starts, then the boards whose marks changed, then the threads that are owed, the newest first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::Board;
use super::sheet::Sheet;
use super::starts::Beginning;
use crate::fetch::Fetcher;
use crate::model::{Document, Exchange, Harvest, Item, Listing, PollError};
use crate::sources::recipe::Post;
use crate::sources::seen::{Seen, Sight, key, short};
use crate::sources::visit::{DOWN, Visit, worst};
use crate::sources::{Order, Sink};

/// Of the cursor.
const VERSION: u32 = 1;
const MOST_LISTINGS: usize = 4_096;
const MOST_ATTEMPTS: usize = 1_000;
const MOST_BOARDS: usize = 1_024;
const MOST_THREADS: usize = 8_192;
const MOST_POSTS: usize = 16_384;
const MOST_OWED: usize = 1_000;
const DAY: i64 = 86_400_000;
/// Visits that try a thread which does not answer.
const TRIES: u32 = 5;
/// One thread of so many is the one that is owed for longest, so that a busy board starves no old one.
const OLD: usize = 4;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Cursor {
    visit: u32,
    /// Listings by the digest of their address.
    pub(super) listings: BTreeMap<String, State>,
    pub(super) boards: Seen,
    pub(super) threads: Seen,
    pub(super) posts: Seen,
    owed: VecDeque<Owed>,
    /// Starts that could not be read, with the visit that tried: they wait for their turn like others.
    #[serde(default)]
    attempts: BTreeMap<String, u32>,
    /// The day since 1970, and the searches on it.
    #[serde(default)]
    searched: (i64, u32),
}

/// A listing as it was when it was last read.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct State {
    #[serde(rename = "v")]
    pub validators: u64,
    #[serde(rename = "d")]
    pub digest: u64,
    #[serde(rename = "n")]
    pub entries: u64,
    /// The visit that last went there.
    #[serde(rename = "l")]
    pub last: u32,
}

/// A thread that has to be read.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Owed {
    #[serde(rename = "u")]
    pub url: String,
    /// The page with its newest posts.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// The listing that led to it.
    #[serde(rename = "f")]
    pub listing: String,
    /// What a person would open instead.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub permalink: Option<String>,
    /// What the row itself says, for when the page cannot be read.
    #[serde(rename = "w", default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(rename = "s", default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// It was read before.
    #[serde(rename = "k", default)]
    pub known: bool,
    /// Where an earlier visit stopped, and whether it was on its way to older pages.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    #[serde(rename = "b", default)]
    pub back: bool,
    #[serde(rename = "t", default)]
    pub tries: u32,
}

/// What this visit has found out so far.
pub(super) struct Going<'a, 'v> {
    pub board: &'a Board,
    pub visit: Visit<'v>,
    pub cursor: Cursor,
    /// Of this visit.
    pub number: u32,
    /// Boards that this visit goes to, each with its mark.
    pub boards: VecDeque<(String, u64)>,
    /// Threads that this visit found.
    pub found: Vec<Owed>,
    /// Listings by address, as the harvest will tell of them.
    pub listings: BTreeMap<String, Listing>,
    /// Posts that this visit saw first.
    pub fresh: HashSet<u64>,
    /// Pages that this visit went to.
    pub gone_to: HashSet<String>,
    /// Hosts that said "later".
    pub blocked: HashSet<String>,
    /// Answers of this visit whose rows speak for pages that may not be readable.
    pub exchanges: HashMap<String, Arc<Exchange>>,
    /// The listing that is read is a search's.
    pub searching: bool,
    /// Something of what was to be read was left.
    pub left_over: bool,
    silent: u32,
}

pub(super) async fn go(
    board: &Board,
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
        board,
        visit,
        cursor,
        number,
        boards: VecDeque::new(),
        found: Vec::new(),
        listings: BTreeMap::new(),
        fresh: HashSet::new(),
        gone_to: HashSet::new(),
        blocked: HashSet::new(),
        exchanges: HashMap::new(),
        searching: false,
        left_over: false,
        silent: 0,
    };
    let mut failed = going.starts().await?;
    going.boards().await?;
    going.threads().await?;
    let errors = !failed.is_empty();
    going.visit.harvest.failed.append(&mut failed);
    Ok(going.end(errors))
}

impl Going<'_, '_> {
    /// The start pages; the visit as a whole fails when none of them can be read. Gives those that could not be.
    async fn starts(&mut self) -> Result<Vec<(String, PollError)>, PollError> {
        let mut starts = self.board.beginnings(&self.visit.order.crawl);
        if starts.is_empty() {
            let why =
                "there is nothing to search for: no watch that looks here has names in its keyword sets";
            return Err(PollError::Malformed { why: why.to_owned() });
        }
        // More starts than the budget allows take turns: the weightier one waits less.
        let waits = |start: &Beginning| {
            let key = key(&start.url);
            let read = self.cursor.listings.get(&key).map_or(0, |state| state.last);
            let last = read.max(self.cursor.attempts.get(&key).copied().unwrap_or(0));
            u64::from(self.number - last.min(self.number)) * u64::from(start.weight)
        };
        starts.sort_by_cached_key(|start| Reverse(waits(start)));
        let today = self.visit.order.now.0.div_euclid(DAY);
        if self.cursor.searched.0 != today {
            self.cursor.searched = (today, 0);
        }
        // What was found wants to be read as well.
        let share = (self.visit.order.budget / 2).max(1);
        let (mut tried, mut failed) = (0, Vec::new());
        for Beginning { url: start, search, .. } in starts {
            let key = key(&start);
            let first = !self.cursor.listings.contains_key(&key) && !self.cursor.attempts.contains_key(&key);
            if self.visit.left() == 0 || (search && self.visit.used >= share) {
                self.left_over |= first;
                break;
            }
            if self.is_blocked(&start) {
                self.left_over |= first;
                continue;
            }
            if search && !self.may_search() {
                break;
            }
            tried += 1;
            self.searching = search;
            let read = self.listing(&start, true).await?;
            self.searching = false;
            self.cursor.attempts.remove(&key);
            if let Err(e) = read {
                self.cursor.attempts.insert(key, self.number);
                self.note_failure(&start, &e);
                failed.push((start, e));
            }
        }
        if failed.len() == tried && tried > 0 {
            return Err(worst(failed));
        }
        Ok(failed)
    }

    /// Counts a page of a search; the day's share may be used up.
    pub fn may_search(&mut self) -> bool {
        let left = self.cursor.searched.1 < self.board.daily;
        if left {
            self.cursor.searched.1 += 1;
        } else {
            self.visit.complain("searches_of_the_day_used_up");
        }
        left
    }

    async fn boards(&mut self) -> Result<(), PollError> {
        while let Some((url, mark)) = self.boards.front().cloned() {
            if !self.may_go() {
                break;
            }
            self.boards.pop_front();
            if self.is_blocked(&url) || self.gone_to.contains(&url) {
                self.left_over |= self.is_blocked(&url);
                continue;
            }
            match self.listing(&url, false).await? {
                Ok(()) => drop(self.cursor.boards.note(short(url.as_bytes()), mark)),
                Err(e) => self.failed(&url, e),
            }
        }
        Ok(())
    }

    async fn threads(&mut self) -> Result<(), PollError> {
        let mut found = std::mem::take(&mut self.found);
        for one in &mut found {
            // A thread that was owed already is still what it was, with a newer end.
            if let Some(at) = self.cursor.owed.iter().position(|old| old.url == one.url) {
                one.known &= self.cursor.owed.remove(at).is_some_and(|old| old.known);
            }
        }
        for one in found.into_iter().rev() {
            self.cursor.owed.push_front(one);
        }
        let mut waiting = Vec::new();
        for turn in 1.. {
            if !self.may_go() {
                break;
            }
            let next =
                if turn % OLD == 0 { self.cursor.owed.pop_back() } else { self.cursor.owed.pop_front() };
            let Some(mut owed) = next else { break };
            if self.is_blocked(&owed.url) {
                waiting.push(owed);
                continue;
            }
            match self.thread(&mut owed).await? {
                Ok(true) => {}
                Ok(false) => waiting.push(owed),
                Err(e) => {
                    let later = match &e {
                        PollError::Throttled { .. } => true,
                        PollError::Unreachable { .. } => owed.tries + 1 < TRIES,
                        _ => false,
                    };
                    owed.tries += u32::from(matches!(e, PollError::Unreachable { .. }));
                    let page = owed.at.clone().or(owed.last.clone()).unwrap_or_else(|| owed.url.clone());
                    self.failed(&page, e);
                    if later {
                        waiting.push(owed);
                    } else {
                        self.row(owed).await?;
                    }
                }
            }
        }
        for owed in waiting.into_iter().rev() {
            self.cursor.owed.push_front(owed);
        }
        Ok(())
    }

    fn may_go(&self) -> bool {
        self.visit.left() > 0 && self.silent < DOWN
    }

    pub fn is_blocked(&self, url: &str) -> bool {
        Url::parse(url).ok().is_some_and(|u| u.host_str().is_some_and(|host| self.blocked.contains(host)))
    }

    /// A page of the way that could not be read.
    pub fn failed(&mut self, url: &str, e: PollError) {
        self.note_failure(url, &e);
        match e {
            PollError::Gone { .. } => self.visit.harvest.gone.push((url.to_owned(), self.visit.order.now)),
            e => self.visit.harvest.failed.push((url.to_owned(), e)),
        }
    }

    fn note_failure(&mut self, url: &str, e: &PollError) {
        match e {
            PollError::Unreachable { .. } => self.silent += 1,
            PollError::Throttled { .. } => {
                self.left_over = true;
                let host = Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned));
                self.blocked.extend(host);
            }
            _ => {}
        }
    }

    pub fn answered(&mut self) {
        self.silent = 0;
    }

    /// Hands over the posts of a page that are new or changed. Gives whether the last of them was known already.
    pub async fn posts(
        &mut self,
        posts: Vec<Post>,
        exchange: &Arc<Exchange>,
        listing: &str,
    ) -> Result<bool, PollError> {
        let mut last_known = false;
        for post in posts {
            let id = short(post.id.as_bytes());
            last_known = self.knew(&post);
            match self.cursor.posts.note(id, post.digest) {
                Sight::Same => continue,
                Sight::New => drop(self.fresh.insert(id)),
                Sight::Changed => {}
            }
            let item = Item {
                id: post.id,
                url: post.document.url.clone(),
                exchange: Arc::clone(exchange),
                span: None,
                published: post.document.published,
                document: Some(post.document),
                listing: Some(listing.to_owned()),
            };
            self.visit.send(item).await?;
        }
        Ok(last_known)
    }

    /// Whether an earlier visit saw this post.
    pub fn knew(&self, post: &Post) -> bool {
        let id = short(post.id.as_bytes());
        self.cursor.posts.contains(id) && !self.fresh.contains(&id)
    }

    /// A page without posts is a document as a whole: whatever it says is read.
    pub async fn page(
        &mut self,
        sheet: Sheet,
        exchange: &Arc<Exchange>,
        listing: &str,
        permalink: Option<&String>,
    ) -> Result<(), PollError> {
        let url = permalink.unwrap_or(&exchange.final_url).clone();
        if self.cursor.posts.note(short(url.as_bytes()), sheet.digest) == Sight::Same {
            return Ok(());
        }
        let document = sheet.page.map(|page| Document { url: url.clone(), ..page });
        let item = Item {
            id: url.clone(),
            url,
            exchange: Arc::clone(exchange),
            span: None,
            published: document.as_ref().and_then(|page| page.published),
            document,
            listing: Some(listing.to_owned()),
        };
        self.visit.send(item).await
    }

    /// What a row said of a page that cannot be read: an engine's words on it may be all that is left of a leak.
    async fn row(&mut self, owed: Owed) -> Result<(), PollError> {
        let Some(listing) = self.exchanges.get(&owed.listing).cloned().filter(|_| !owed.text.is_empty())
        else {
            return Ok(());
        };
        let Owed { url, permalink, title, text, listing: from, .. } = owed;
        let url = permalink.unwrap_or(url);
        let digest = short(format!("{title}\u{0}{text}").as_bytes());
        if self.cursor.posts.note(short(url.as_bytes()), digest) == Sight::Same {
            return Ok(());
        }
        let document = Document {
            url: url.clone(),
            language: crate::text::language(None, &text),
            title,
            text,
            complaints: vec!["the page could not be read: these are the words of the listing".to_owned()],
            ..Document::default()
        };
        let item = Item {
            id: url.clone(),
            url,
            exchange: listing,
            span: None,
            published: None,
            document: Some(document),
            listing: Some(from),
        };
        self.visit.send(item).await
    }

    fn end(mut self, errors: bool) -> Harvest {
        let Cursor { listings, boards, threads, posts, owed, attempts, .. } = &mut self.cursor;
        while listings.len() > MOST_LISTINGS {
            let oldest = listings.iter().min_by_key(|(_, state)| state.last).map(|(key, _)| key.clone());
            listings.remove(&oldest.unwrap_or_default());
        }
        while attempts.len() > MOST_ATTEMPTS {
            attempts.pop_first();
        }
        let given_up = owed.len().saturating_sub(MOST_OWED);
        for gone in owed.drain(owed.len() - given_up..) {
            // Its row is news again when it is next seen.
            threads.note(short(gone.url.as_bytes()), 0);
        }
        boards.shrink(MOST_BOARDS);
        threads.shrink(MOST_THREADS);
        posts.shrink(MOST_POSTS);
        let more = !owed.is_empty() || !self.boards.is_empty() || self.left_over;
        if given_up > 0 {
            *self.visit.harvest.complaints.entry("pages_forgotten".to_owned()).or_default() +=
                given_up as u64;
        }
        let cut = self.visit.harvest.complaints.contains_key("partly_read");
        self.visit.harvest.listings.extend(std::mem::take(&mut self.listings).into_values());
        self.visit.harvest.more = more;
        self.visit.harvest.complete = !more && !cut && !errors && self.silent < DOWN;
        self.visit.end(VERSION, &self.cursor)
    }
}
