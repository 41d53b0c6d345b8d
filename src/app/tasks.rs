//! The small tasks that belong to no single room: letters, digests, requests, retention, reload.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;

use super::compile::{self, Current};
use super::documents::{self, Printing, State};
use super::{Bells, Currents, Reader, requests};
use super::{rehearsal, setup};
use crate::alert::{BlindTask, BounceTask, Channel, DigestTask, Dispatch};
use crate::clock::Clock;
use crate::config::Stored;
use crate::pipeline::earlier::mask_earlier;
use crate::pipeline::floor::Reserve;
use crate::pipeline::retention::{Retention, Rule};
use crate::pipeline::setup::Setup;
use crate::runtime::{Again, Bell, Task};
use crate::store::Store;
use crate::store::rows::RequestRow;
use crate::telemetry::{ByState, Metrics};

/// Lets go of what the configuration says need not be kept.
pub struct Retain {
    retention: Retention,
    current: Currents,
}

impl Retain {
    pub fn new(retention: Retention, current: Currents) -> Retain {
        Retain { retention, current }
    }
}

#[async_trait]
impl Task for Retain {
    fn name(&self) -> &'static str {
        "retention"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(3600)
    }

    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<Again> {
        mask_earlier(&self.retention.store, stop).await?;
        let kept = self.current.borrow().config.retention.clone();
        let rule = Rule { pages: kept.pages, rows: kept.visits, max_bytes: kept.max_bytes };
        self.retention.run_once(&rule, stop).await
    }
}

/// Sends what is owed by the routes of the moment.
pub struct Letters {
    store: Store,
    current: Currents,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
    reserve: Reserve,
    /// Kept between runs, with its pool, until the configuration changes.
    dispatch: Mutex<Option<(Arc<Current>, Arc<Dispatch>)>>,
}

impl Letters {
    pub fn new(
        store: Store,
        current: Currents,
        clock: Arc<dyn Clock>,
        metrics: Metrics,
        reserve: Reserve,
    ) -> Letters {
        Letters { store, current, clock, metrics, reserve, dispatch: Mutex::default() }
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

impl Letters {
    async fn relieved(&self) -> anyhow::Result<bool> {
        let reserve = self.reserve.clone();
        Ok(tokio::task::spawn_blocking(move || reserve.relieve()).await??)
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
        let done = match self.dispatch().await.run_once().await {
            Ok(done) => done,
            Err(error) if self.relieved().await? => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "no room for letters: the reserve is given free for them"
                );
                return Ok(Again::Now);
            }
            Err(error) => return Err(error),
        };
        // A folder of letters finds no room either, and says only: later.
        if done.later + done.failed > 0 && self.relieved().await? {
            tracing::warn!("no room for letters: the reserve is given free for them");
        }
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
        Duration::from_secs(30)
    }

    async fn run_once(&self, _: &CancellationToken) -> anyhow::Result<Again> {
        let configured = self.current.borrow().config.bounces.clone();
        if let Some(mailbox) = configured {
            let done = BounceTask::new(self.store.clone(), mailbox).run_once().await?;
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
    current: Currents,
    bells: Bells,
    stage: (Arc<dyn Clock>, PathBuf),
}

impl Requests {
    /// `stage` is what rehearsals are made with: the clock, and the leakwatch binary.
    pub fn new(store: Store, current: Currents, bells: Bells, stage: (Arc<dyn Clock>, PathBuf)) -> Requests {
        Requests { store, current, bells, stage }
    }

    async fn answer(&self, request: &RequestRow) -> anyhow::Result<serde_json::Value> {
        let letters = self.current.borrow().alerts.clone();
        let RequestRow { kind, body, by, asked, .. } = request;
        // By the time of asking: a request that is done again after a crash is the same request.
        let done = requests::perform(&self.store, &letters, *asked, kind, body, by).await?;
        if let Some(rings) = done.rings {
            rings.ring(&self.bells);
        }
        Ok(done.answer)
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

    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<Again> {
        for request in self.store.take_requests(20).await? {
            if request.kind == "test_alert" {
                // Takes a minute or so: it goes on beside other requests, and answers by itself.
                let (store, current) = (self.store.clone(), self.current.clone());
                tokio::spawn(rehearsal::answer(store, request, current, self.stage.clone(), stop.clone()));
                continue;
            }
            let current = self.current.borrow().clone();
            let answered = match request.kind.as_str() {
                "setup" => setup::perform(&self.store, &current, &request.body, &request.by).await,
                _ => self.answer(&request).await,
            };
            let answer = match answered {
                Ok(answer) => answer,
                Err(error) => json!({ "error": format!("{error:#}") }),
            };
            crate::fault!("request.performed")?;
            self.store.answer(request.id, &answer).await?;
        }
        Ok(Again::Later)
    }
}

/// Takes over a changed configuration, whole or not at all.
pub struct Reload {
    reader: Reader,
    /// Something was changed and is not taken over yet: the store could not be told.
    owed: AtomicBool,
    store: Store,
    currents: watch::Sender<Arc<Current>>,
    setups: watch::Sender<Arc<Setup>>,
    bells: Bells,
    /// What the store had at the last reading.
    stored: Mutex<Vec<Stored>>,
    printing: Arc<Printing>,
    /// The files of documents as they were when they were last looked at, and how many runs ago that was.
    files: Mutex<(State, u32)>,
}

/// Runs of the task between two looks at the files of documents: a minute.
const LOOK_AT_FILES: u32 = 20;

/// What the web page made, as the configuration reads it.
pub async fn stored(store: &Store) -> anyhow::Result<Vec<Stored>> {
    let items = store.config_items().await?.into_iter();
    Ok(items.map(|item| Stored { name: item.name, text: item.text }).collect())
}

impl Reload {
    pub fn new(
        reader: Reader,
        store: Store,
        (currents, setups): (watch::Sender<Arc<Current>>, watch::Sender<Arc<Setup>>),
        bells: Bells,
        stored: Vec<Stored>,
        printing: Arc<Printing>,
    ) -> Reload {
        let files = Mutex::new((documents::state(&currents.borrow().config.sets), 0));
        Reload {
            reader,
            store,
            currents,
            setups,
            bells,
            stored: Mutex::new(stored),
            owed: AtomicBool::new(false),
            printing,
            files,
        }
    }

    /// Whether a file of a document was changed, added or taken away.
    async fn files_changed(&self) -> anyhow::Result<bool> {
        let mut files = self.files.lock().await;
        files.1 += 1;
        if files.1 < LOOK_AT_FILES {
            return Ok(false);
        }
        let current = self.currents.borrow().clone();
        let now = tokio::task::spawn_blocking(move || documents::state(&current.config.sets)).await?;
        let changed = now != files.0;
        *files = (now, 0);
        Ok(changed)
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
        let stored = stored(&self.store).await?;
        let before = std::mem::replace(&mut *self.stored.lock().await, stored.clone());
        let files = self.files_changed().await?;
        if !self.reader.changed() && before == stored && !files && !self.owed.load(Ordering::SeqCst) {
            return Ok(Again::Later);
        }
        self.owed.store(true, Ordering::SeqCst);
        // Files are read and sets compiled off the async threads: matching goes on with what there was.
        let reader = self.reader.clone();
        let config = match tokio::task::spawn_blocking(move || reader.read(&stored)).await? {
            Ok(loaded) => loaded.config,
            Err(faults) => {
                self.owed.store(false, Ordering::SeqCst);
                refused(compile::Faulty(faults).to_string());
                return Ok(Again::Later);
            }
        };
        match compile::compile(config, &self.store, &self.printing).await {
            Ok(current) => {
                self.store.sync_crawls(&current.seeds()).await?;
                crate::fault!("reload.synced")?;
                let crawls = current.setup.places.len();
                let old = self.setups.send_replace(current.setup.clone());
                let older = self.currents.send_replace(Arc::new(current));
                // Large sets take a while to be given back.
                tokio::task::spawn_blocking(move || drop((old, older)));
                self.bells.poll.ring();
                self.bells.rematch.ring();
                tracing::info!(crawls, "the changed configuration is in use");
            }
            Err(error) if error.is::<compile::Faulty>() => refused(format!("{error:#}")),
            Err(error) => return Err(error),
        }
        self.owed.store(false, Ordering::SeqCst);
        Ok(Again::Later)
    }
}
