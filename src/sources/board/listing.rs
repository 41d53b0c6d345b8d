//! A listing: an index of boards, a board of threads, or posts themselves, page by page until what is known is reached.

use std::sync::Arc;

use url::Url;

use super::sheet::{Role, Sheet};
use super::tour::{Going, Owed, State};
use crate::fetch::Answer;
use crate::model::{Exchange, Listing, PollError, Time};
use crate::sources::seen::{Sight, key, short};
use crate::sources::visit::max_age;

/// Pages of a listing read one after another because nothing on them is known or unchanged.
pub(super) const LONGEST_GAP: u32 = 10;
/// Code points of a row's words that are kept for when its page cannot be read.
const MOST_WORDS: usize = 1_000;
/// Threads whose mark vouches that nothing new is in them, told of on one visit.
const MOST_VOUCHED: usize = 1_000;

impl Going<'_, '_> {
    /// Reads a listing from its first page. The outer error ends the visit, the inner one is the listing's.
    pub(super) async fn listing(
        &mut self,
        url: &str,
        start: bool,
    ) -> Result<Result<(), PollError>, PollError> {
        let known = self.cursor.listings.get(&key(url)).cloned();
        self.gone_to.insert(url.to_owned());
        let Ok(address) = Url::parse(url) else {
            return Ok(Err(PollError::Malformed { why: "no address".to_owned() }));
        };
        let asked =
            self.visit.get_known(&self.board.ask(address), known.as_ref().map(|s| s.validators)).await;
        let (answer, validators) = match asked {
            Ok(answer) => answer,
            Err(e) => return self.explained(e).await.map(Err),
        };
        self.answered();
        let as_of = answer.exchange().as_of();
        if start {
            self.visit.advise(max_age(answer.exchange()));
        }
        let exchange = match answer {
            Answer::NotModified(_) => {
                let state = known.unwrap_or_default();
                self.unchanged(url, as_of, state.entries);
                self.cursor.listings.insert(key(url), State { last: self.number, ..state });
                return Ok(Ok(()));
            }
            Answer::Page(exchange) => Arc::new(exchange),
        };
        let sheet = match self.sheet(&exchange, Role::Listing).await? {
            Ok(sheet) => sheet,
            Err(e) => return Ok(Err(e)),
        };
        let partly = exchange.truncated;
        let entries = sheet.entries() as u64;
        let had = known.as_ref().map_or(0, |state| state.entries);
        if entries == 0 && known.is_none() && !sheet.fits() {
            let why = "nothing on the page is what the recipe looks for: its layout is another one, \
                       or the selectors of [boards], [threads] and [recipe] do not fit"
                .to_owned();
            return Ok(Err(PollError::Malformed { why }));
        }
        // What is searched for need not be found.
        if entries == 0 && had > 0 && !(self.searching && sheet.fits()) {
            // A board that lost all its threads at once has changed its layout, or shows something else.
            self.visit.complain("entries_dropped_to_zero");
            let listing =
                Listing { url: url.to_owned(), as_of, overlap: false, unchanged: false, entries: 0 };
            self.listings.insert(url.to_owned(), listing);
            self.page(sheet, &exchange, url, None).await?;
            return Ok(Ok(()));
        }
        if known.as_ref().is_some_and(|state| state.digest == sheet.digest) {
            if !partly {
                self.unchanged(url, as_of, entries);
            }
            self.vouch(&sheet, as_of, partly);
            let state = State { validators, digest: sheet.digest, entries, last: self.number };
            self.cursor.listings.insert(key(url), state);
            return Ok(Ok(()));
        }
        let overlap = known.is_none() || self.shows_known(&sheet);
        if !overlap {
            self.visit.complain("gap");
        }
        if !partly {
            let listing = Listing { url: url.to_owned(), as_of, overlap, unchanged: false, entries };
            self.visit.tell(&listing).await?;
            self.listings.insert(url.to_owned(), listing);
        }
        let (digest, mut next) = (sheet.digest, sheet.next().cloned());
        let mut reached = self.take(sheet, &exchange, url).await?;
        let mut whole = true;
        let mut closed = overlap;
        for page in 1.. {
            let wanted = match &known {
                None => page < self.board.listing_pages,
                Some(_) => !reached && page < self.board.longest_gap(),
            };
            let Some(older) = next.take().filter(|next| wanted && self.board.is_ours(next)) else { break };
            if !self.gone_to.insert(older.clone()) {
                break;
            }
            if self.visit.left() == 0 {
                (self.left_over, whole) = (true, false);
                break;
            }
            if self.searching && !self.may_search() {
                break;
            }
            match self.older(&older, Role::Listing).await? {
                Err(e) => {
                    self.failed(&older, e);
                    whole = false;
                    break;
                }
                Ok((sheet, exchange)) => {
                    if !closed && self.shows_known(&sheet) {
                        closed = true;
                        self.visit.complain("gap_closed");
                        if let Some(listing) = self.listings.get_mut(url) {
                            listing.overlap = true;
                        }
                    }
                    next = sheet.next().cloned();
                    reached = self.take(sheet, &exchange, url).await?;
                }
            }
        }
        // What was left is looked for again from the first page on.
        if whole {
            let state = State { validators, digest, entries, last: self.number };
            self.cursor.listings.insert(key(url), state);
        }
        Ok(Ok(()))
    }

    pub(super) async fn sheet(
        &self,
        exchange: &Arc<Exchange>,
        role: Role,
    ) -> Result<Result<Sheet, PollError>, PollError> {
        if exchange.body.is_empty() {
            return Ok(Err(PollError::Malformed { why: "the answer is empty".to_owned() }));
        }
        let (tables, bytes) = (Arc::clone(&self.board.tables), Arc::clone(exchange));
        self.visit.work(move || tables.read(&bytes, role)).await
    }

    /// What the place itself says of its refusal. The outer error ends the visit.
    async fn explained(&mut self, e: PollError) -> Result<PollError, PollError> {
        let answer = match (&e, self.visit.said.take()) {
            (PollError::Cancelled, _) => return Err(e),
            // A time that the server names by the standard's own header is kept.
            (PollError::Throttled { .. }, Some(answer)) if answer.header("retry-after").is_some() => {
                return Ok(e);
            }
            (_, Some(answer)) if self.is_own(&answer) => answer,
            _ => return Ok(e),
        };
        let tables = Arc::clone(&self.board.tables);
        let said = self.visit.work(move || tables.failure(&answer)).await?;
        Ok(said.unwrap_or(e))
    }

    /// An answer of the place that is asked, and not of a page that it leads to.
    fn is_own(&self, answer: &Exchange) -> bool {
        Url::parse(&answer.final_url).is_ok_and(|url| self.board.is_asked_at(&url))
    }

    /// One more page, without conditions.
    pub(super) async fn older(
        &mut self,
        url: &str,
        role: Role,
    ) -> Result<Result<(Sheet, Arc<Exchange>), PollError>, PollError> {
        let Ok(address) = Url::parse(url) else {
            return Ok(Err(PollError::Malformed { why: "no address".to_owned() }));
        };
        let exchange = match self.visit.get(&self.board.ask(address)).await {
            Ok(answer) => Arc::new(answer.into_exchange()),
            Err(e) => return self.explained(e).await.map(Err),
        };
        self.answered();
        Ok(self.sheet(&exchange, role).await?.map(|sheet| (sheet, exchange)))
    }

    fn unchanged(&mut self, url: &str, as_of: Time, entries: u64) {
        self.visit.harvest.unchanged.push((url.to_owned(), as_of));
        let listing = Listing { url: url.to_owned(), as_of, overlap: true, unchanged: true, entries };
        self.listings.insert(url.to_owned(), listing);
    }

    /// Whether something on the page was there on an earlier visit; pages that hold nothing but boards always do.
    fn shows_known(&self, sheet: &Sheet) -> bool {
        let threads = &sheet.threads.rows;
        let posts = &sheet.thread.posts;
        (threads.is_empty() && posts.is_empty())
            || threads.iter().any(|row| self.cursor.threads.contains(short(row.url.as_bytes())))
                && !self.all_found_now(sheet)
            || posts.iter().any(|post| self.knew(post))
    }

    /// The threads that are known are so from this visit alone.
    fn all_found_now(&self, sheet: &Sheet) -> bool {
        sheet.threads.rows.iter().all(|row| {
            !self.cursor.threads.contains(short(row.url.as_bytes()))
                || self.found.iter().any(|owed| owed.url == row.url && !owed.known)
        })
    }

    /// What a mark that did not change says: until now, nothing new was there.
    fn vouch(&mut self, sheet: &Sheet, as_of: Time, partly: bool) {
        if partly {
            return;
        }
        let (boards, threads) = (&self.cursor.boards, &self.cursor.threads);
        let same_boards = sheet.boards.rows.iter().filter(|row| same(boards, &row.url, row.mark));
        let same_threads = sheet.threads.rows.iter().filter(|row| same(threads, &row.url, row.mark));
        for row in same_boards.chain(same_threads) {
            if self.listings.len() >= MOST_VOUCHED {
                break;
            }
            let listing = Listing { url: row.url.clone(), as_of, overlap: true, unchanged: true, entries: 0 };
            self.listings.entry(row.url.clone()).or_insert(listing);
        }
    }

    /// Takes in what stands on a page of a listing. Gives whether its end is as an earlier visit saw it: the rest is, too.
    async fn take(
        &mut self,
        sheet: Sheet,
        exchange: &Arc<Exchange>,
        listing: &str,
    ) -> Result<bool, PollError> {
        self.vouch(&sheet, exchange.as_of(), exchange.truncated);
        let mut reached = false;
        for row in sheet.boards.rows {
            if self.board.is_ours(&row.url) && !same(&self.cursor.boards, &row.url, row.mark) {
                self.boards.push_back((row.url, row.mark));
            }
        }
        for row in sheet.threads.rows.into_iter().filter(|row| self.board.is_ours(&row.url)) {
            let sight = self.cursor.threads.note(short(row.url.as_bytes()), row.mark);
            reached = sight == Sight::Same;
            if sight != Sight::Same {
                let last = row.last.filter(|last| *last != row.url && self.board.is_ours(last));
                if !row.text.is_empty() {
                    self.exchanges.insert(listing.to_owned(), Arc::clone(exchange));
                }
                self.found.push(Owed {
                    url: row.url,
                    last,
                    permalink: row.permalink,
                    listing: listing.to_owned(),
                    title: row.title,
                    text: row.text.chars().take(MOST_WORDS).collect(),
                    known: sight == Sight::Changed,
                    ..Owed::default()
                });
            }
        }
        if !sheet.thread.posts.is_empty() {
            reached = self.posts(sheet.thread.posts, exchange, listing).await?;
        }
        Ok(reached)
    }
}

fn same(seen: &crate::sources::seen::Seen, url: &str, mark: u64) -> bool {
    seen.sight(short(url.as_bytes()), mark) == Sight::Same
}
