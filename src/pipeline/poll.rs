//! Step 1 of a page's journey: claims due crawls and sends a visit to each, so many at a time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::floor::Floors;
use super::ingest::LeaseLost;
use super::setup::Living;
use super::visit::{LEASE, Visits};
use crate::model::Time;
use crate::runtime::{Again, Bell, Task};
use crate::store::rows::ClaimedCrawl;
use crate::telemetry::ByState;

/// Visits at the same time. Most of a visit is waiting for its host.
const AT_ONCE: usize = 32;

/// The first rest of a crawl whose visit could not be admitted; it doubles up to the lease, which it never outlasts.
const REST: Duration = Duration::from_secs(5);

/// Crawls whose visits we could not admit: how often in a row, and the leases that are still to be shortened.
#[derive(Default)]
struct Unadmitted {
    failures: HashMap<String, u32>,
    /// The store did not even take the crawl back: asked again with each run.
    held: Vec<Held>,
}

/// A lease that is of no use to us any more.
struct Held {
    crawl: String,
    token: i64,
    /// From when anyone may claim it.
    until: Time,
    why: String,
}

impl Unadmitted {
    /// How long the crawl rests after this failure. `random` in [0, 1) takes up to a quarter off, so that what failed
    /// together does not come back together.
    fn rest(&mut self, crawl: &str, random: f64) -> Duration {
        let failures = self.failures.entry(crawl.to_owned()).or_default();
        let rest = REST.saturating_mul(1 << (*failures).min(10)).min(LEASE);
        *failures = failures.saturating_add(1);
        rest.mul_f64(1.0 - random / 4.0)
    }
}

/// Sends visits. Its run ends when nothing is due and its visits are under way; they go on between runs.
pub struct Poll {
    visits: Visits,
    living: Living,
    places: Arc<Semaphore>,
    under_way: Mutex<JoinSet<()>>,
    /// Rung by a visit that ends: a place is free, and its crawl may be due again.
    bell: Bell,
    floors: Floors,
    unadmitted: Arc<Mutex<Unadmitted>>,
}

impl Poll {
    pub fn new(visits: Visits, living: Living, bell: Bell, floors: Floors) -> Poll {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let unadmitted = Arc::default();
        Poll { visits, living, places, under_way: Mutex::default(), bell, floors, unadmitted }
    }

    /// How many visits are under way.
    pub fn busy(&self) -> usize {
        AT_ONCE - self.places.available_permits()
    }

    /// Waits until no visit is under way.
    pub async fn settle(&self) {
        let mut under_way = std::mem::take(&mut *self.under_way.lock().await);
        while under_way.join_next().await.is_some() {}
    }

    async fn send(&self, claimed: ClaimedCrawl, stop: &CancellationToken) {
        let setup = self.living.borrow().clone();
        let visits = self.visits.clone();
        let (bell, stop, unadmitted) = (self.bell.clone(), stop.clone(), self.unadmitted.clone());
        let Ok(permit) = self.places.clone().acquire_owned().await else { return };
        self.under_way.lock().await.spawn(async move {
            let crawl = claimed.crawl.clone();
            let token = claimed.token;
            let outcome = match setup.places.get(&crawl).cloned() {
                Some(place) if !place.plans.is_empty() => visits.visit(setup, place, claimed, &stop).await,
                // Configured no longer, or watched by nobody: the next reload settles its row.
                _ => {
                    visits.ingest.store.release_crawl(&crawl, token).await.map(|()| None).map_err(Into::into)
                }
            };
            match outcome {
                Ok(Some(visited)) => {
                    let state = ByState { state: visited.state.word() };
                    visits.ingest.metrics.visits.get_or_create(&state).inc();
                    tracing::info!(
                        %crawl, state = visited.state.word(), documents = visited.documents,
                        findings = visited.findings, next = %visited.next_due, "visited"
                    );
                    unadmitted.lock().await.failures.remove(&crawl);
                }
                Ok(None) => {}
                Err(error) if error.is::<LeaseLost>() => tracing::warn!(%crawl, "another daemon took over"),
                Err(error) => {
                    let why = format!("{error:#}");
                    let mut unadmitted = unadmitted.lock().await;
                    let rest = unadmitted.rest(&crawl, rand::random());
                    tracing::error!(%crawl, error = %why, rest_s = rest.as_secs(), "a visit was not admitted");
                    let until = visits.ingest.clock.now() + rest;
                    unadmitted.held.push(Held { crawl, token, until, why });
                    give_back(&visits, &mut unadmitted).await;
                }
            }
            drop(permit);
            bell.ring();
        });
    }
}

/// Shortens the leases of visits that ended unadmitted; those that the store does not take now are kept for the next run.
async fn give_back(visits: &Visits, unadmitted: &mut Unadmitted) {
    let store = &visits.ingest.store;
    let mut left = Vec::new();
    for held in std::mem::take(&mut unadmitted.held) {
        if let Err(error) = store.rest_crawl(&held.crawl, held.token, held.until, &held.why).await {
            tracing::warn!(crawl = %held.crawl, %error, "a crawl could not be given back yet");
            left.push(held);
        }
    }
    unadmitted.held = left;
}

#[async_trait]
impl Task for Poll {
    fn name(&self) -> &'static str {
        "poll"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(15)
    }

    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<Again> {
        {
            let mut under_way = self.under_way.lock().await;
            while under_way.try_join_next().is_some() {}
        }
        give_back(&self.visits, &mut *self.unadmitted.lock().await).await;
        // Looked at again after the period: what is due stays due.
        let paused = !self.floors.borrow().crawl;
        let free = self.places.available_permits();
        if free > 0 && !paused {
            for claimed in self.visits.ingest.store.claim_crawls(free as u32, LEASE).await? {
                crate::fault!("poll.claimed")?;
                self.send(claimed, stop).await;
            }
        }
        if stop.is_cancelled() {
            self.settle().await;
            return Ok(Again::Later);
        }
        if paused || self.places.available_permits() == 0 {
            return Ok(Again::Later);
        }
        Ok(self.visits.ingest.store.next_due().await?.map_or(Again::Later, Again::At))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_double_up_to_the_lease() {
        let mut unadmitted = Unadmitted::default();
        let rests: Vec<u64> = (0..9).map(|_| unadmitted.rest("news", 0.0).as_secs()).collect();
        assert_eq!(rests, [5, 10, 20, 40, 80, 160, 320, 600, 600]);
        assert_eq!(
            unadmitted.rest("forum", 0.8),
            Duration::from_secs(4),
            "each crawl by itself, some sooner"
        );
    }
}
