//! What is owed becomes letters, and letters become proofs. Takes no input and may be run at any time, twice or by two
//! daemons: everything it does it reads from the store, and the leases say whose it is.
//!
//! A letter that was committed is sent before new ones are written: its clock runs longest. Which route is tried, and
//! whether there is time to rest, is decided here; channels only say what happened.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;

use super::backoff;
use super::channel::{Accepted, Channel, Hold, Outgoing, SendError};
use super::late::{Crawls, Record};
use super::letters;
use super::route::{self, Bundling};
use super::settings::Settings;
use crate::clock::Clock;
use crate::model::{Cause, Delivery, Digest, LetterKind, Time};
use crate::store::rows::{AlertRow, LetterRow};
use crate::store::{Store, StoreError};

/// Alerts claimed at once: what a hundred findings for several recipients make.
const ALERTS: u32 = 500;
const LETTERS: u32 = 32;
/// The newest alerts that are looked at before a claim: as many that are owed leave at once.
const PEEK: u32 = 100;
/// Letters on their way at once.
const AT_ONCE: usize = 4;
/// Rounds of claim and send in one run: the task's period takes up what is left.
const ROUNDS: usize = 64;
const LEASE: Duration = Duration::from_secs(300);
/// What must be left of a lease just before DATA: the longest that a channel takes from there (see `mail::Timeouts`),
/// with room to record it.
const NEEDED: Duration = Duration::from_secs(75);
/// What a route takes at most that hangs as late as it can (see `mail::Timeouts`).
const HANGS: Duration = Duration::from_secs(4 * 60);
/// A route that takes nothing for less than this may have meant that one letter: the others' rests hold.
const A_WHILE: Duration = Duration::from_secs(60);
/// Letters without a due time (digests, tests) rest as if they were due this long after they were written.
const UNDATED: Duration = Duration::from_secs(3600);

pub struct Dispatch {
    store: Store,
    routes: Vec<Arc<dyn Channel>>,
    settings: Arc<Settings>,
    clock: Arc<dyn Clock>,
    /// Routes by name, and since when they take nothing (none: they took the last letter): an outage is recorded when
    /// that changes.
    down: Mutex<HashMap<String, Option<Time>>>,
    bundling: Bundling,
    /// Letters that a relay took and that the store could not be told of: told first of all, so that they are not sent
    /// again while we live.
    taken: Mutex<Vec<(LetterRow, i64, Accepted)>>,
}

/// What one run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dispatched {
    pub sent: u64,
    pub later: u64,
    pub failed: u64,
    /// Alerts that are still owed.
    pub owed_left: u64,
    /// The earliest rest that ends.
    pub next: Option<Time>,
}

impl Dispatched {
    /// The first error ends the run after all have been counted.
    fn count(&mut self, fates: Vec<anyhow::Result<Fate>>) -> anyhow::Result<()> {
        let mut first = Ok(());
        for fate in fates {
            match fate {
                Ok(Fate::Sent) => self.sent += 1,
                Ok(Fate::Later(next)) => {
                    self.later += 1;
                    self.look_again(Some(next));
                }
                Ok(Fate::Failed) => self.failed += 1,
                Ok(Fate::Lost) => {}
                Err(error) if first.is_ok() => first = Err(error),
                Err(error) => tracing::error!("dispatch: {error:#}"),
            }
        }
        first
    }

    fn look_again(&mut self, at: Option<Time>) {
        self.next = [self.next, at].into_iter().flatten().min();
    }
}

/// A few at once; one that fails stops none of the others.
async fn gather(
    work: impl Iterator<Item = impl Future<Output = anyhow::Result<Fate>>>,
) -> Vec<anyhow::Result<Fate>> {
    futures_util::stream::iter(work).buffer_unordered(AT_ONCE).collect().await
}

enum Fate {
    Sent,
    Later(Time),
    Failed,
    /// Another daemon holds it, or nothing is left to tell.
    Lost,
}

impl Dispatch {
    /// `routes` in the order in which they are tried; at least one.
    pub fn new(
        store: Store,
        routes: Vec<Arc<dyn Channel>>,
        settings: Arc<Settings>,
        clock: Arc<dyn Clock>,
    ) -> Dispatch {
        Dispatch {
            store,
            routes,
            settings,
            clock,
            down: Mutex::new(HashMap::new()),
            bundling: Bundling::default(),
            taken: Mutex::default(),
        }
    }

    /// How long the first alert of a letter waits for others.
    pub fn bundling(mut self, bundling: Bundling) -> Dispatch {
        self.bundling = bundling;
        self
    }

    /// Sends what is committed, writes and sends what is owed, until nothing is due now.
    pub async fn run_once(&self) -> anyhow::Result<Dispatched> {
        let mut done = Dispatched::default();
        let taken = std::mem::take(&mut *self.taken.lock().unwrap_or_else(PoisonError::into_inner));
        let recorded =
            taken.into_iter().map(|(letter, token, accepted)| self.record(letter, token, accepted));
        if let Err(error) = done.count(gather(recorded).await) {
            tracing::warn!("what a relay took cannot be recorded yet: {error:#}");
        }
        for _ in 0..ROUNDS {
            let waiting = self.store.claim_letters(LETTERS, LEASE).await?;
            if !waiting.is_empty() {
                crate::fault!("letters.claimed")?;
            }
            let rest = self.gathering().await?;
            let claimed =
                if rest.is_none() { self.store.claim_alerts(ALERTS, LEASE).await? } else { Vec::new() };
            if !claimed.is_empty() {
                crate::fault!("alerts.claimed")?;
            }
            done.look_again(rest);
            if waiting.is_empty() && claimed.is_empty() {
                break;
            }
            let resent = waiting.into_iter().map(|(letter, token)| self.send(letter, token));
            done.count(gather(resent).await)?;
            let written = self.group(claimed).into_iter().map(|(alerts, token)| self.write(alerts, token));
            done.count(gather(written).await)?;
        }
        done.owed_left = self.store.owed_count().await?.0;
        Ok(done)
    }

    /// Until when all that is owed may still wait for more to share its letters; none: something must leave now. Only
    /// looks, so that nothing is leased while it waits.
    async fn gathering(&self) -> anyhow::Result<Option<Time>> {
        let now = self.clock.now();
        let newest = self.store.alerts(None, PEEK, 0).await?;
        let full = newest.len() as u32 == PEEK && newest.iter().all(|a| owed(a, now));
        let fresh = newest.into_iter().filter(|a| owed(a, now)).map(|alert| (alert, 0)).collect();
        let leaves: Vec<Time> = route::group(fresh, &self.bundling).iter().map(|b| b.leaves).collect();
        Ok(leaves.into_iter().min().filter(|first| !full && *first > now))
    }

    /// The letters that a claim makes, in the claim's order. A letter is committed under one token, so that alerts of two
    /// claims never share one.
    fn group(&self, claimed: Vec<(AlertRow, i64)>) -> Vec<(Vec<AlertRow>, i64)> {
        let order: HashMap<i64, usize> =
            claimed.iter().enumerate().map(|(at, (alert, _))| (alert.id, at)).collect();
        let mut letters: Vec<(Vec<AlertRow>, i64)> = Vec::new();
        for bundle in route::group(claimed, &self.bundling) {
            let mut by_token: BTreeMap<i64, Vec<AlertRow>> = BTreeMap::new();
            for (alert, token) in bundle.alerts {
                by_token.entry(token).or_default().push(alert);
            }
            letters.extend(by_token.into_iter().map(|(token, alerts)| (alerts, token)));
        }
        letters.sort_by_key(|(alerts, _)| alerts.iter().filter_map(|a| order.get(&a.id)).min().copied());
        letters
    }

    /// Commits the letter for these alerts and sends it; what cannot be written stays owed until its lease ends.
    async fn write(&self, alerts: Vec<AlertRow>, token: i64) -> anyhow::Result<Fate> {
        let (now, key) = (self.clock.now(), self.store.key());
        let draft = letters::write(&self.store, &self.settings, self.names(), &key, now, &alerts).await;
        let draft = match draft {
            Ok(Some(draft)) => draft,
            Ok(None) => return Ok(Fate::Lost),
            Err(error) => {
                tracing::error!(recipient = %alerts[0].recipient, "a letter could not be written: {error:#}");
                return Ok(Fate::Failed);
            }
        };
        if !self.store.commit_letter(&draft, token).await? {
            return Ok(Fate::Lost);
        }
        crate::fault!("letter.committed")?;
        // Read back: a letter that failed before keeps the bytes that it had.
        match self.store.letter(&draft.id).await? {
            Some(letter) => self.send(letter, token).await,
            None => Ok(Fate::Lost),
        }
    }

    async fn send(&self, letter: LetterRow, token: i64) -> anyhow::Result<Fate> {
        let outgoing = Outgoing {
            id: letter.id,
            to: letter.to.clone(),
            message_id: letter.message_id.clone(),
            bytes: letter.bytes.clone().into(),
        };
        let hold = Lease { store: &self.store, id: letter.id, token };
        let due = letter.due.unwrap_or(letter.created + UNDATED);
        let mut next: Option<Time> = None;
        let mut said = String::new();
        for route in self.routes_by(due) {
            match route.send(&outgoing, &hold).await {
                Ok(accepted) => {
                    crate::fault!("mail.accepted")?;
                    return self.record(letter, token, accepted).await;
                }
                Err(SendError::LostLease) => return Ok(Fate::Lost),
                Err(SendError::Never { why }) => {
                    self.went(route.name(), false, &why).await?;
                    remember(&mut said, route.name(), &why);
                }
                Err(SendError::Later { why, until }) => {
                    self.went(route.name(), false, &why).await?;
                    remember(&mut said, route.name(), &why);
                    let at = backoff::next_try(self.clock.now(), letter.tries + 1, until);
                    next = Some(next.map_or(at, |n| n.min(at)));
                    if backoff::may_wait(at, due) {
                        break;
                    }
                }
            }
        }
        match next {
            Some(at) => {
                self.store.letter_later(&letter.id, token, at, &said).await?;
                Ok(Fate::Later(at))
            }
            None => {
                tracing::error!(letter = ?letter.id, "every route refused a letter: {said}");
                self.store.letter_failed(&letter.id, token, &said).await?;
                Ok(Fate::Failed)
            }
        }
    }

    /// As configured; when there is no time to wait for one that hangs, those that failed last come last.
    fn routes_by(&self, due: Time) -> Vec<Arc<dyn Channel>> {
        let mut routes = self.routes.clone();
        if !backoff::may_wait(self.clock.now() + HANGS, due) {
            let down = self.down.lock().unwrap_or_else(PoisonError::into_inner);
            routes.sort_by_key(|route| down.get(route.name()).is_some_and(Option::is_some));
        }
        routes
    }

    /// What cannot be recorded now is kept for the next run.
    async fn record(&self, letter: LetterRow, token: i64, accepted: Accepted) -> anyhow::Result<Fate> {
        let recorded = self.sent(&letter, token, &accepted).await;
        if recorded.is_err() {
            let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            taken.push((letter, token, accepted));
        }
        recorded
    }

    /// Recorded with the cause of each alert that is late at the moment the relay took it.
    async fn sent(&self, letter: &LetterRow, token: i64, accepted: &Accepted) -> anyhow::Result<Fate> {
        let alerts = match letter.kind {
            LetterKind::Alert | LetterKind::Baseline => self.store.alerts_of_letter(&letter.id).await?,
            LetterKind::Digest | LetterKind::Test | LetterKind::Blind => Vec::new(),
        };
        let record = Record::read(&self.store, self.names(), &alerts, accepted.at).await?;
        let mut crawls = Crawls::default();
        let mut causes: Vec<(i64, Cause)> = Vec::new();
        for alert in alerts.iter().filter(|a| a.due < accepted.at) {
            let seen = crawls.of(&self.store, alert).await?;
            causes.extend(record.cause(alert, &seen, accepted.at).map(|cause| (alert.id, cause)));
        }
        let (relay, reply, at) = (&accepted.relay, &accepted.reply, accepted.at);
        let kept = self.store.letter_sent(&letter.id, token, relay, reply, at, &causes).await?;
        crate::fault!("letter.sent")?;
        self.went(relay, true, reply).await?;
        if !kept {
            // The letter is out; whoever took the lease may send it again: one copy more, with the same Message-ID.
            tracing::warn!(letter = ?letter.id, "a letter was accepted after its lease had been lost");
            return Ok(Fate::Lost);
        }
        Ok(Fate::Sent)
    }

    /// Opens an outage at a route's first failure and closes it at its next success; the first success after a start
    /// closes what an earlier run may have left open. A route that is back after a while ends the rest of every letter:
    /// what leaves next is what is most urgent, not what was tried longest ago.
    async fn went(&self, route: &str, well: bool, note: &str) -> anyhow::Result<()> {
        let now = self.clock.now();
        let before = {
            let mut down = self.down.lock().unwrap_or_else(PoisonError::into_inner);
            let before = down.get(route).copied();
            down.insert(route.to_owned(), if well { None } else { before.flatten().or(Some(now)) });
            before
        };
        match (before, well) {
            (Some(None), true) | (Some(Some(_)), false) => {}
            (_, true) => {
                self.store.outage_close(Cause::MailDown, route).await?;
                if before.flatten().is_none_or(|since| now.since(since) >= A_WHILE) {
                    self.store.letters_now().await?;
                }
            }
            (_, false) => self.store.outage_open(Cause::MailDown, route, note).await?,
        }
        Ok(())
    }

    fn names(&self) -> Vec<String> {
        self.routes.iter().map(|r| r.name().to_owned()).collect()
    }
}

/// The lease on one letter.
struct Lease<'a> {
    store: &'a Store,
    id: Digest,
    token: i64,
}

#[async_trait]
impl Hold for Lease<'_> {
    async fn still_ours(&self) -> bool {
        // Leases run on the store's clock; ours may be minutes off it.
        let held = async {
            let until = self.store.hold_letter(&self.id, self.token).await?;
            Ok::<_, StoreError>((until, self.store.now().await?))
        };
        match held.await {
            Ok((until, now)) => until.is_some_and(|until| until >= now + NEEDED),
            Err(error) => {
                tracing::warn!("the lease on a letter could not be checked: {error}");
                false
            }
        }
    }
}

fn owed(alert: &AlertRow, now: Time) -> bool {
    matches!(alert.state, Delivery::Owed | Delivery::Bounced) && alert.next_try <= now
}

fn remember(said: &mut String, route: &str, why: &str) {
    if !said.is_empty() {
        said.push_str("; ");
    }
    said.push_str(&format!("{route}: {why}"));
}
