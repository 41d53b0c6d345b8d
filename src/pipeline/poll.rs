//! Step 1 of a page's journey: claims due crawls and sends a visit to each, so many at a time.

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
use crate::runtime::{Again, Bell, Task};
use crate::store::rows::ClaimedCrawl;
use crate::telemetry::ByState;

/// Visits at the same time. Most of a visit is waiting for its host.
const AT_ONCE: usize = 32;

/// Sends visits. Its run ends when nothing is due and its visits are under way; they go on between runs.
pub struct Poll {
    visits: Visits,
    living: Living,
    places: Arc<Semaphore>,
    under_way: Mutex<JoinSet<()>>,
    /// Rung by a visit that ends: a place is free, and its crawl may be due again.
    bell: Bell,
    floors: Floors,
}

impl Poll {
    pub fn new(visits: Visits, living: Living, bell: Bell, floors: Floors) -> Poll {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        Poll { visits, living, places, under_way: Mutex::default(), bell, floors }
    }

    /// Waits until no visit is under way.
    pub async fn settle(&self) {
        let mut under_way = std::mem::take(&mut *self.under_way.lock().await);
        while under_way.join_next().await.is_some() {}
    }

    async fn send(&self, claimed: ClaimedCrawl, stop: &CancellationToken) {
        let setup = self.living.borrow().clone();
        let visits = self.visits.clone();
        let (bell, stop) = (self.bell.clone(), stop.clone());
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
                }
                Ok(None) => {}
                Err(error) if error.is::<LeaseLost>() => tracing::warn!(%crawl, "another daemon took over"),
                Err(error) => {
                    tracing::error!(%crawl, error = format!("{error:#}"), "a visit was not admitted")
                }
            }
            drop(permit);
            bell.ring();
        });
    }
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
