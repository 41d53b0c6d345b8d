//! One going to a place: what it brings is read as it comes and admitted in batches, the last with the visit's end.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::ingest::{BATCH, Ingest, Under};
use super::judge::Baselines;
use super::read::{Page, read};
use super::setup::{Place, Setup};
use super::worker::{PARKED, Worker};
use crate::alert::route;
use crate::fetch::{Fetcher, OWN_NETWORK};
use crate::model::{Cause, Crawl, Harvest, Interval, PollError, State, Time};
use crate::promise::crontab::Crontab;
use crate::promise::feasible::{Costs, outlook};
use crate::promise::interval;
use crate::sources::{Order, Sent};
use crate::store::rows::{BaselineDraft, ClaimedCrawl, VisitEnd};

/// A batch is admitted this long after its first page, however small it is.
const LINGER: Duration = Duration::from_millis(200);
/// What one visit may take before its lease must be renewed, and how often that is done.
pub const LEASE: Duration = Duration::from_secs(10 * 60);
const RENEW: Duration = Duration::from_secs(2 * 60);
/// Items that may wait to be read: a source that is faster than the reader waits for it.
const WAITING: usize = 32;

/// What visits are made with. Cheap to clone.
#[derive(Clone)]
pub struct Visits {
    pub ingest: Ingest,
    pub fetcher: Fetcher,
    pub worker: Worker,
}

/// How a visit ended.
#[derive(Clone, Debug)]
pub struct Visited {
    pub state: State,
    pub documents: u64,
    pub findings: u64,
    pub next_due: Time,
}

impl Visits {
    /// Goes there under the lease. Returns an error when nothing could be admitted: the lease then runs out and the
    /// crawl is visited again. A visit that is cancelled gives the crawl back.
    pub async fn visit(
        &self,
        setup: Arc<Setup>,
        place: Arc<Place>,
        claimed: ClaimedCrawl,
        stop: &CancellationToken,
    ) -> anyhow::Result<Option<Visited>> {
        let store = &self.ingest.store;
        let clock = &self.ingest.clock;
        let started = clock.now();
        let gates = super::gates::StoreGates::new(store.clone(), clock.clone(), &place.crawl.id);
        let fetcher = self.fetcher.with_gates(Arc::new(gates)).for_crawl(&place.crawl);
        let order = Order {
            crawl: place.crawl.clone(),
            cursor: claimed.cursor.clone(),
            now: started,
            budget: place.crawl.pages,
        };
        let mut under = Under {
            setup: &setup,
            place: &place,
            token: claimed.token,
            started,
            due: claimed.due,
            first_fetch: claimed.first_fetch.unwrap_or(started),
            first_complete: claimed.first_complete,
            last_success: claimed.last_success,
            batches: 0,
            listings: Vec::new(),
        };
        let (mut documents, mut findings, mut parked) = (0, 0, 0);
        let (out, mut items) = mpsc::channel(WAITING);
        let there = place.clone();
        let cancel = stop.clone();
        // A task of its own: it may hold a connection of the store while we wait for one.
        let mut going = AbortOnDropHandle::new(tokio::spawn(async move {
            there.source.visit(&order, &fetcher, &out, &cancel).await
        }));
        let mut pages: Vec<Page> = Vec::new();
        let mut ended: Option<Result<Harvest, PollError>> = None;
        // By lengths of time, not by the time of day: the clock may be set while a visit is under way.
        let mut linger: Option<BoxFuture<'static, ()>> = None;
        let mut renew = clock.sleep(RENEW);
        loop {
            let (mut flush, mut renews) = (false, false);
            tokio::select! {
                harvest = &mut going, if ended.is_none() => ended = Some(harvest?),
                sent = items.recv() => match sent {
                    Some(Sent::Listing(listing)) => under.listings.push(listing),
                    Some(Sent::Item(item)) => {
                        if pages.is_empty() {
                            linger = Some(clock.sleep(LINGER));
                        }
                        let page = read(*item, &place.crawl.id, setup.matcher.clone(), &self.worker).await?;
                        parked += u64::from(page.document.complaints.iter().any(|c| c.starts_with(PARKED)));
                        pages.push(page);
                        crate::fault!("visit.read")?;
                    }
                    // The sender is gone: the source has ended and everything it sent has been read.
                    None if ended.is_some() => break,
                    None => {
                        ended = Some((&mut going).await?);
                        break;
                    }
                },
                () = async { if let Some(linger) = &mut linger { linger.await } }, if linger.is_some() => flush = true,
                () = &mut renew => renews = true,
            }
            if pages.len() >= BATCH || (flush && !pages.is_empty()) {
                if let Some(admitted) = self.ingest.admit(&mut under, &pages, &[], None).await? {
                    documents += admitted.new_documents;
                    findings += admitted.new_findings;
                }
                pages.clear();
                linger = None;
            }
            if renews {
                anyhow::ensure!(
                    store.renew_crawl(&under.place.crawl.id, claimed.token, LEASE).await?,
                    super::ingest::LeaseLost
                );
                renew = clock.sleep(RENEW);
            }
        }
        let ended = ended.context("a visit ends with a harvest or an error")?;
        if matches!(ended, Err(PollError::Cancelled)) {
            store.release_crawl(&under.place.crawl.id, claimed.token).await?;
            return Ok(None);
        }
        // Pages first, with the listings: the end then knows what a baseline has to tell.
        let listings = ended.as_ref().map(|h| h.listings.clone()).unwrap_or_default();
        if ended.is_ok() {
            under.listings.clone_from(&listings);
        }
        if (!pages.is_empty() || !listings.is_empty())
            && let Some(admitted) = self.ingest.admit(&mut under, &pages, &listings, None).await?
        {
            documents += admitted.new_documents;
            findings += admitted.new_findings;
        }
        let mut end = self.end(&under, &claimed, &ended).await?;
        if parked > 0 {
            end.complaints.insert("parked".to_owned(), parked);
        }
        let visited = Visited { state: end.state, documents, findings, next_due: end.next_due };
        self.ingest.admit(&mut under, &[], &[], Some(end)).await?;
        Ok(Some(visited))
    }

    async fn end(
        &self,
        under: &Under<'_>,
        claimed: &ClaimedCrawl,
        ended: &Result<Harvest, PollError>,
    ) -> anyhow::Result<VisitEnd> {
        let now = self.ingest.clock.now();
        let crawl = &under.place.crawl;
        let configured = match &crawl.interval {
            Interval::Every(d) => Some(*d),
            Interval::Auto | Interval::Cron { .. } => None,
        };
        let advice = ended.as_ref().ok().and_then(|h| h.advice);
        let pace = interval::pace(&under.place.plans, configured, advice);
        let gap = ended.as_ref().is_ok_and(|h| h.listings.iter().any(|l| !l.overlap));
        // A failed visit says nothing of how much it missed.
        let quick = if ended.is_ok() { interval::quick(claimed.quick, gap) } else { claimed.quick };
        let every = pace.as_ref().map_or(Duration::from_secs(24 * 3600), |p| p.after_gaps(quick));
        let cadence = match &crawl.interval {
            Interval::Cron { expression, zone } => {
                next_two(expression, zone, now).unwrap_or(interval::Cadence::Every(every))
            }
            _ => interval::Cadence::Every(every),
        };
        let random = rand::random::<f64>();
        let (state, why, failures) = match ended {
            Ok(_) => (State::Well, String::new(), 0),
            Err(error) => {
                let own = matches!(error, PollError::Unreachable { why } if why.starts_with(OWN_NETWORK));
                let (state, why) = match error {
                    _ if own => (State::OwnNetwork, error.to_string()),
                    PollError::Throttled { .. } => match self.rests(crawl, now).await? {
                        Some((state, why)) => (state, format!("{why}; {error}")),
                        None => (State::Throttled, error.to_string()),
                    },
                    error => (error.state().unwrap_or(State::Unreachable), error.to_string()),
                };
                // What fails everywhere at once is our network and counts against no place.
                (state, why, if own { claimed.failures } else { claimed.failures + 1 })
            }
        };
        let went = match ended {
            Ok(h) if h.more => interval::Went::More,
            Ok(_) => interval::Went::Well,
            Err(PollError::Throttled { until }) => interval::Went::Throttled { until: *until },
            Err(_) => interval::Went::Failed { failures: failures.max(1) },
        };
        let next_due = interval::next_visit(cadence, went, under.started, now, random);
        let nothing = Harvest::default();
        let harvest = ended.as_ref().unwrap_or(&nothing);
        let complete = ended.is_ok() && harvest.complete;
        let infeasible = pace.filter(|_| ended.is_ok()).and_then(|pace| infeasible(under.place, &pace));
        let baselines = self.baselines(under, claimed, complete, next_due).await?;
        Ok(VisitEnd {
            ended: now,
            state,
            why,
            cursor: ended.as_ref().ok().map(|h| h.cursor.clone()),
            next_due,
            complete,
            gap,
            failures,
            unchanged: harvest.unchanged.clone(),
            gone: harvest.gone.clone(),
            failed: harvest.failed.len() as u64,
            requests: harvest.requests,
            bytes: harvest.bytes,
            complaints: harvest.complaints.clone(),
            advice,
            quick,
            infeasible,
            baselines,
            validators: harvest.validators.clone(),
        })
    }

    /// Our own rest after failures is no throttling by the place: while the host is left alone because it failed and
    /// not because it asked, the place goes on being what it was, down or behind a challenge.
    async fn rests(&self, crawl: &Crawl, now: Time) -> anyhow::Result<Option<(State, String)>> {
        let store = &self.ingest.store;
        let host = crawl.start.first().and_then(|s| url::Url::parse(s).ok()?.host_str().map(str::to_owned));
        let Some(host) = host else { return Ok(None) };
        if store.gate_failures(&host).await? == 0 {
            return Ok(None);
        }
        let open = store.outages(now, now).await?;
        let mut open = open.into_iter().filter(|o| o.scope == crawl.id && o.to.is_none());
        Ok(open.find_map(|o| match o.cause {
            Cause::PlaceDown => Some((State::Unreachable, o.note)),
            Cause::Refused => Some((State::Refused, o.note)),
            _ => None,
        }))
    }

    /// Parts of baseline letters that are owed with this end, one a recipient.
    async fn baselines(
        &self,
        under: &Under<'_>,
        claimed: &ClaimedCrawl,
        complete: bool,
        next_due: Time,
    ) -> anyhow::Result<Vec<BaselineDraft>> {
        let bundling = route::Bundling::default();
        // Long after the first visit a deadline may be almost over when something historic is found: what cannot be told
        // in it any more is the next one's.
        let known = claimed.first_complete.is_some();
        let telling = if known { bundling.wait + bundling.delivery * 2 } else { Duration::ZERO };
        let untold = self.ingest.store.untold_historic(&under.place.crawl.id).await?;
        let baselines = Baselines {
            rules: &under.setup.rules,
            first_fetch: under.first_fetch,
            next_part: claimed.baseline_part,
            complete: complete || known,
            next_chance: next_due + bundling.delivery * 2,
        };
        Ok(baselines.owed(&untold.into_iter().map(|(watch, found)| (watch, found + telling)).collect()))
    }
}

/// Why the promise cannot be kept at this pace, which is the place's wish; none: it can, or the pace is our own.
fn infeasible(place: &Place, pace: &interval::Pace) -> Option<String> {
    pace.forbidden.as_ref()?;
    let deadline = place.plans.iter().map(|plan| plan.deadline).min()?;
    let bundling = route::Bundling::default();
    let visit = place.crawl.delay.saturating_mul(place.crawl.pages);
    let outlook = outlook(pace, &Costs::of(visit, bundling.wait, bundling.delivery), deadline);
    (!outlook.feasible).then_some(outlook.why)
}

/// The next two times that a crontab expression names; none when it names none (a 30th of February).
fn next_two(expression: &str, zone: &str, now: Time) -> Option<interval::Cadence> {
    let crontab = Crontab::new(expression, zone.parse().ok()?).ok()?;
    let next = crontab.next(now)?;
    Some(interval::Cadence::Cron { next, after: crontab.next(next)? })
}
