//! A thread: from its newest page back to what is known, or from its first page on to its end.

use std::collections::HashSet;

use super::sheet::Role;
use super::tour::{Going, Owed};
use crate::model::{Exchange, Listing, PollError, Time};

/// Pages of a known thread that are read at most on one visit.
const LONGEST: u32 = 100;

/// Where a page of a thread leads.
struct Turn {
    next: Option<String>,
    previous: Option<String>,
    last: Option<String>,
    /// It holds a post that an earlier visit saw.
    known: bool,
}

/// What a reading of a thread has found out so far.
#[derive(Default)]
struct Reading {
    pages: HashSet<String>,
    as_of: Option<Time>,
    entries: u64,
    /// A post that an earlier visit saw, or the thread's beginning.
    reached: bool,
    told: bool,
    partly: bool,
}

impl Going<'_, '_> {
    /// Reads what is new in a thread. `false`: the budget ended on the way, and it is known where. The outer error ends
    /// the visit, the inner one is the thread's.
    pub(super) async fn thread(&mut self, owed: &mut Owed) -> Result<Result<bool, PollError>, PollError> {
        let mut reading = Reading::default();
        let most = if owed.known { LONGEST } else { self.board.thread_pages };
        let mut back = None;
        let first = owed.at.clone().or_else(|| owed.last.clone()).unwrap_or_else(|| owed.url.clone());
        if owed.at.is_some() && owed.back {
            back = Some(first);
        } else {
            let mut at = Some(first);
            while let Some(page) = at.take() {
                let turn = match self.turn(&page, owed, &mut reading).await? {
                    Ok(Some(turn)) => turn,
                    Ok(None) => return Ok(Ok(self.stop(owed, &page, false, &reading))),
                    // What leads to the newest post is often kept from robots: then the thread is read from its beginning.
                    Err(PollError::Refused { .. } | PollError::Gone { .. })
                        if owed.last.take_if(|l| *l == page).is_some() =>
                    {
                        at = Some(owed.url.clone());
                        continue;
                    }
                    Err(e) => return Ok(Err(e)),
                };
                reading.reached |= turn.known || turn.previous.is_none();
                let unread = |url: &String| !reading.pages.contains(url) && self.board.is_ours(url);
                let jump = turn.last.filter(|last| unread(last)).filter(|_| reading.pages.len() == 1);
                if jump.is_some() {
                    // Between this page and the last one may lie others: those are read backwards.
                    reading.reached = false;
                }
                let jumped = jump.is_some();
                at = jump.or(turn.next.filter(unread)).filter(|_| (reading.pages.len() as u32) < most);
                if !turn.known && !jumped && back.is_none() {
                    back = turn.previous.filter(|_| !reading.reached);
                }
            }
        }
        while let Some(page) = back.take() {
            if reading.pages.contains(&page) {
                reading.reached = true;
                break;
            }
            if !self.board.is_ours(&page) || reading.pages.len() as u32 >= most {
                break;
            }
            match self.turn(&page, owed, &mut reading).await? {
                Ok(Some(turn)) => {
                    reading.reached = turn.known || turn.previous.is_none();
                    back = turn.previous.filter(|_| !reading.reached);
                }
                Ok(None) => return Ok(Ok(self.stop(owed, &page, true, &reading))),
                Err(e) => {
                    (owed.at, owed.back) = (Some(page), true);
                    return Ok(Err(e));
                }
            }
        }
        let overlap = reading.reached || !owed.known;
        if !overlap {
            self.visit.complain("gap");
        }
        self.tell_of(owed, &reading, overlap);
        Ok(Ok(true))
    }

    /// The budget ended before `page`.
    fn stop(&mut self, owed: &mut Owed, page: &str, back: bool, reading: &Reading) -> bool {
        self.tell_of(owed, reading, false);
        // Whoever comes back for the rest of a thread wants it as it was promised: from the listing that led there.
        (owed.at, owed.back) = (Some(page.to_owned()), back);
        false
    }

    fn tell_of(&mut self, owed: &Owed, reading: &Reading, overlap: bool) {
        let Some(as_of) = reading.as_of.filter(|_| !reading.partly) else { return };
        let listing = Listing {
            url: owed.url.clone(),
            as_of,
            overlap: overlap || !owed.known,
            unchanged: false,
            entries: reading.entries,
        };
        self.listings.insert(owed.url.clone(), listing);
    }

    /// One page of a thread; none when the budget does not allow it.
    async fn turn(
        &mut self,
        page: &str,
        owed: &Owed,
        reading: &mut Reading,
    ) -> Result<Result<Option<Turn>, PollError>, PollError> {
        if self.visit.left() == 0 {
            return Ok(Ok(None));
        }
        reading.pages.insert(page.to_owned());
        let (sheet, exchange) = match self.older(page, Role::Thread).await? {
            Ok(read) => read,
            Err(e) => return Ok(Err(e)),
        };
        reading.as_of.get_or_insert_with(|| exchange.as_of());
        reading.partly |= exchange.truncated;
        reading.entries += sheet.thread.posts.len().max(1) as u64;
        let known = sheet.thread.posts.iter().any(|post| self.knew(post));
        let turn = Turn {
            next: sheet.thread.next.clone(),
            previous: sheet.thread.previous.clone(),
            last: sheet.thread.last.clone(),
            known,
        };
        let listing = if owed.known { &owed.url } else { &owed.listing };
        if owed.known && !reading.told && !exchange.truncated {
            reading.told = true;
            self.told(owed, &exchange, known || turn.previous.is_none()).await?;
        }
        if sheet.thread.none {
            // Answers that were counted and are not shown.
        } else if sheet.thread.posts.is_empty() {
            if !self.board.tables.tell_posts() {
                // A page is what is wanted.
            } else if sheet.thread.there {
                // Too many posts, or posts within posts: one document.
                self.visit.complain("posts_not_told_apart");
            } else {
                self.visit.complain("recipe_found_nothing");
            }
            self.page(sheet, &exchange, listing, owed.permalink.as_ref()).await?;
        } else {
            self.posts(sheet.thread.posts, &exchange, listing).await?;
        }
        Ok(Ok(Some(turn)))
    }

    /// Tells of a thread before its first post: the clock of those rests on it.
    async fn told(&mut self, owed: &Owed, exchange: &Exchange, overlap: bool) -> Result<(), PollError> {
        let listing =
            Listing { url: owed.url.clone(), as_of: exchange.as_of(), overlap, unchanged: false, entries: 0 };
        self.visit.tell(&listing).await
    }
}
