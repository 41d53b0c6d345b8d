//! The small tasks that belong to no single room: heartbeat, letters, digests, requests, reload.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;

use super::compile::{self, Current};
use super::{Bells, Currents};
use crate::alert::{BlindTask, BounceTask, Channel, DigestTask, Dispatch};
use crate::clock::Clock;
use crate::config::{Bounces, Config};
use crate::model::Fault;
use crate::pipeline::setup::Setup;
use crate::runtime::{Again, Bell, Systemd, Task};
use crate::store::Store;
use crate::store::rows::RequestRow;
use crate::telemetry::{ByState, Metrics};

/// Says that we are alive, to the store and the service manager, and refreshes the gauges.
pub struct Heart {
    store: Store,
    metrics: Metrics,
    data: PathBuf,
}

impl Heart {
    pub fn new(store: Store, metrics: Metrics, current: &Currents) -> Heart {
        Heart { store, metrics, data: current.borrow().config.data.clone() }
    }
}

#[async_trait]
impl Task for Heart {
    fn name(&self) -> &'static str {
        "heart"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run_once(&self, _: &CancellationToken) -> anyhow::Result<Again> {
        self.store.heartbeat().await?;
        Systemd.alive();
        let (owed, late) = self.store.owed_count().await?;
        self.metrics.owed.set(owed as i64);
        self.metrics.owed_late.set(late as i64);
        let blind =
            self.store.crawls().await?.iter().filter(|c| c.blind_since.is_some() && !c.retired).count();
        self.metrics.blind.set(blind as i64);
        let disk = rustix::fs::statvfs(&self.data)?;
        self.metrics.disk_free.set((disk.f_bavail * disk.f_frsize) as f64);
        Ok(Again::Later)
    }
}

/// Sends what is owed by the routes of the moment.
pub struct Letters {
    store: Store,
    current: Currents,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
    /// Kept between runs, with its pool, until the configuration changes.
    dispatch: Mutex<Option<(Arc<Current>, Arc<Dispatch>)>>,
}

impl Letters {
    pub fn new(store: Store, current: Currents, clock: Arc<dyn Clock>, metrics: Metrics) -> Letters {
        Letters { store, current, clock, metrics, dispatch: Mutex::default() }
    }

    async fn dispatch(&self) -> Arc<Dispatch> {
        let now = self.current.borrow().clone();
        let mut kept = self.dispatch.lock().await;
        if let Some((then, dispatch)) = &*kept
            && Arc::ptr_eq(then, &now)
        {
            return dispatch.clone();
        }
        let routes: Vec<Arc<dyn Channel>> = super::routes(&now.config, &self.clock);
        let made =
            Arc::new(Dispatch::new(self.store.clone(), routes, now.alerts.clone(), self.clock.clone()));
        *kept = Some((now, made.clone()));
        made
    }
}

#[async_trait]
impl Task for Letters {
    fn name(&self) -> &'static str {
        "dispatch"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<Again> {
        let done = self.dispatch().await.run_once().await?;
        for (state, n) in [("sent", done.sent), ("later", done.later), ("failed", done.failed)] {
            self.metrics.letters.get_or_create(&ByState { state }).inc_by(n);
        }
        if stop.is_cancelled() {
            return Ok(Again::Later);
        }
        Ok(done.next.map_or(Again::Later, Again::At))
    }
}

/// Makes the digests that are due.
pub struct Digests {
    store: Store,
    current: Currents,
    clock: Arc<dyn Clock>,
    dispatch: Bell,
}

impl Digests {
    pub fn new(store: Store, current: Currents, clock: Arc<dyn Clock>, dispatch: Bell) -> Digests {
        Digests { store, current, clock, dispatch }
    }
}

#[async_trait]
impl Task for Digests {
    fn name(&self) -> &'static str {
        "digest"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(60)
    }

    async fn run_once(&self, _: &CancellationToken) -> anyhow::Result<Again> {
        let settings = self.current.borrow().alerts.clone();
        let done =
            DigestTask::new(self.store.clone(), settings.clone(), self.clock.clone()).run_once().await?;
        let blind = BlindTask::new(self.store.clone(), settings, self.clock.clone()).run_once().await?;
        if done.committed + blind > 0 {
            self.dispatch.ring();
        }
        Ok(done.next.map_or(Again::Later, Again::At))
    }
}

/// Reads what came back to the sender's mailbox, where one is configured.
pub struct Bounced {
    store: Store,
    current: Currents,
    dispatch: Bell,
}

impl Bounced {
    pub fn new(store: Store, current: Currents, dispatch: Bell) -> Bounced {
        Bounced { store, current, dispatch }
    }
}

#[async_trait]
impl Task for Bounced {
    fn name(&self) -> &'static str {
        "bounces"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(15)
    }

    async fn run_once(&self, _: &CancellationToken) -> anyhow::Result<Again> {
        let configured = self.current.borrow().config.bounces.clone();
        if let Some(Bounces::Maildir(dir)) = configured {
            let done = BounceTask::new(self.store.clone(), dir).run_once().await?;
            if done.reopened > 0 {
                self.dispatch.ring();
            }
        }
        Ok(Again::Later)
    }
}

/// Does what people and commands asked for by a request row.
pub struct Requests {
    store: Store,
    bells: Bells,
}

impl Requests {
    pub fn new(store: Store, bells: Bells) -> Requests {
        Requests { store, bells }
    }

    async fn answer(&self, request: &RequestRow) -> anyhow::Result<serde_json::Value> {
        let word = |key: &str| request.body[key].as_str().unwrap_or_default().to_string();
        match request.kind.as_str() {
            "visit" => {
                let crawl = word("crawl");
                if !self.store.due_now(&crawl).await? {
                    return Ok(json!({ "error": format!("there is no crawl `{crawl}`") }));
                }
                self.bells.poll.ring();
                Ok(json!({ "due": crawl }))
            }
            other => Ok(json!({ "error": format!("this daemon knows no request `{other}`") })),
        }
    }
}

#[async_trait]
impl Task for Requests {
    fn name(&self) -> &'static str {
        "requests"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(2)
    }

    async fn run_once(&self, _: &CancellationToken) -> anyhow::Result<Again> {
        for request in self.store.take_requests(20).await? {
            let answer = match self.answer(&request).await {
                Ok(answer) => answer,
                Err(error) => json!({ "error": format!("{error:#}") }),
            };
            self.store.answer(request.id, &answer).await?;
        }
        Ok(Again::Later)
    }
}

/// Reads the configuration anew: `Ok(None)` when nothing was changed since the last call.
pub type Reader = Box<dyn Fn() -> Result<Option<Config>, Vec<Fault>> + Send + Sync>;

/// Takes over a changed configuration, whole or not at all.
pub struct Reload {
    reader: Reader,
    store: Store,
    currents: watch::Sender<Arc<Current>>,
    setups: watch::Sender<Arc<Setup>>,
    poll: Bell,
}

impl Reload {
    pub fn new(
        reader: Reader,
        store: Store,
        currents: watch::Sender<Arc<Current>>,
        setups: watch::Sender<Arc<Setup>>,
        poll: Bell,
    ) -> Reload {
        Reload { reader, store, currents, setups, poll }
    }
}

#[async_trait]
impl Task for Reload {
    fn name(&self) -> &'static str {
        "reload"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(3)
    }

    async fn run_once(&self, _: &CancellationToken) -> anyhow::Result<Again> {
        let refused = |faults: String| {
            tracing::error!("the configuration was not taken over, the old one stays:\n{faults}")
        };
        let config = match (self.reader)() {
            Ok(None) => return Ok(Again::Later),
            Ok(Some(config)) => config,
            Err(faults) => {
                refused(compile::Faulty(faults).to_string());
                return Ok(Again::Later);
            }
        };
        match compile::compile(config, &self.store).await {
            Ok(current) => {
                self.store.sync_crawls(&current.seeds()).await?;
                let crawls = current.setup.places.len();
                self.setups.send_replace(current.setup.clone());
                self.currents.send_replace(Arc::new(current));
                self.poll.ring();
                tracing::info!(crawls, "the changed configuration is in use");
            }
            Err(error) => refused(format!("{error:#}")),
        }
        Ok(Again::Later)
    }
}
