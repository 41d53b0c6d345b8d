//! Builds every room from validated settings and runs them: the same for `run`, the demo, the simulation and the tests,
//! which differ in the [`World`] alone.

mod compile;
mod documents;
mod entries;
mod folder;
mod heart;
mod ontime;
mod outlook;
mod pages;
mod reader;
mod rehearsal;
mod requests;
mod setup;
mod tasks;
pub mod terms;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::alert::{Channel, Mail, Maildir};
use crate::archive::Archive;
use crate::clock::Clock;
use crate::config::Config;
use crate::fetch::{Fetcher, MemoryGates, Net, Resolve};
use crate::index::Index;
use crate::pipeline::floor::{Floor, Reserve};
use crate::pipeline::ingest::Ingest;
use crate::pipeline::poll::Poll;
use crate::pipeline::reindex::Reindex;
use crate::pipeline::rematch::Rematch;
use crate::pipeline::retention::Retention;
use crate::pipeline::visit::Visits;
use crate::pipeline::worker::Worker;
use crate::runtime::{Bell, Health, Supervisor, Systemd, Task};
use crate::store::{ClockFrom, Store};
use crate::telemetry::Metrics;

pub use compile::{Current, Faulty, letters};
pub use documents::{Printed, Printing};
pub use folder::{Folder, RESTORING};
pub use outlook::{Asked, asked, outlooks};
pub use reader::Reader;
pub use rehearsal::{HOST as REHEARSAL_HOST, Stage, rehearse};
pub use requests::{Done, Rings, perform};

/// How long the tasks have to end after they were told to.
const DRAIN: Duration = Duration::from_secs(20);

/// What is held back of the disk for letters.
const RESERVE: usize = 16 << 20;

/// What differs between `run`, demo, simulation and tests.
pub struct World {
    pub clock: Arc<dyn Clock>,
    pub resolver: Arc<dyn Resolve>,
    /// The leakwatch binary, for child processes.
    pub program: PathBuf,
    /// Reads the configuration anew; none: it never changes.
    pub reload: Option<Reader>,
    /// Pages say that this is the demo.
    pub demo: bool,
    /// Which clock leases are measured by; none: the one that is right for the database.
    pub leases: Option<ClockFrom>,
}

/// Who is told that the configuration has changed, and what it is now.
pub type Currents = watch::Receiver<Arc<Current>>;

/// The bells of the tasks that others wake.
#[derive(Clone, Debug, Default)]
pub struct Bells {
    pub poll: Bell,
    pub reindex: Bell,
    pub dispatch: Bell,
    pub requests: Bell,
    pub rematch: Bell,
    pub reload: Bell,
}

/// The daemon. Its tasks run once [`App::run`] is called; tests run them one by one.
pub struct App {
    pub store: Store,
    pub index: Arc<Index>,
    pub metrics: Metrics,
    pub health: Health,
    pub current: Currents,
    pub poll: Arc<Poll>,
    pub tasks: Vec<(Arc<dyn Task>, Bell)>,
    bells: Bells,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
    demo: bool,
    reader: Option<Reader>,
    printing: Arc<Printing>,
    /// Held while we live: one daemon a folder.
    _folder: Folder,
}

impl App {
    /// Opens everything. `stop` ends what is started later.
    pub async fn build(mut config: Config, world: World, stop: CancellationToken) -> anyhow::Result<App> {
        let folder = Folder::lock(&config.data)?;
        let reserve = Reserve::new(&config.data, RESERVE);
        // A disk that is full must not keep a daemon from starting that still owes letters.
        if reserve.relieve()? {
            tracing::warn!("no room on the disk: the reserve is given free for letters");
        }
        config.fetch.spool = Some(folder::spool(&config.data)?);
        let clock = world.clock.clone();
        let owner = format!("{}-{}", hostname(), folder.holder());
        let mut settings = crate::store::Settings::new(&config.server.database, owner);
        settings.clock_from = world.leases.unwrap_or(settings.clock_from);
        let store = Store::open(&settings, clock.clone()).await.context("the database")?;
        let index_dir = config.data.join("index");
        let opened = tokio::task::spawn_blocking(move || Index::open(&index_dir))
            .await?
            .context("the search index")?;
        if opened.rebuilt {
            tracing::warn!(
                "the search index is filled anew from the store: until then searches find a part; alerts are not affected"
            );
        }
        let index = Arc::new(opened.index);
        let archive = Arc::new(open_archive(&config, &store, clock.clone()).await?);

        let net = Net::new(&config.fetch, world.resolver.clone());
        let gates = Arc::new(MemoryGates::new(clock.clone()));
        let fetcher = Fetcher::new(config.fetch.clone(), Arc::new(net), clock.clone(), gates);
        let printing = Arc::new(Printing::of(&store.key(), &config.data, world.program.clone()));
        let current = compile::compile(config, &store, &printing).await?;
        store.sync_crawls(&current.seeds()).await?;
        let (setups, living) = watch::channel(current.setup.clone());
        let (currents, current) = watch::channel(Arc::new(current));

        let (metrics, health, bells) = (Metrics::new(), Health::default(), Bells::default());
        let data = current.borrow().config.data.clone();
        let (floor, floors) = watch::channel(Floor::OPEN);
        let ingest = Ingest {
            store: store.clone(),
            archive,
            clock: clock.clone(),
            metrics: metrics.clone(),
            reindex: bells.reindex.clone(),
            dispatch: bells.dispatch.clone(),
            floors: floors.clone(),
        };
        let worker = Worker::new(world.program.clone()).counting(store.clone());
        let visits = Visits { ingest, fetcher, worker };
        let poll = Arc::new(Poll::new(visits, living.clone(), bells.poll.clone(), floors.clone()));
        let rematch = Rematch {
            store: store.clone(),
            living: living.clone(),
            clock: clock.clone(),
            metrics: metrics.clone(),
            poll: poll.clone(),
            reindex: bells.reindex.clone(),
            dispatch: bells.dispatch.clone(),
            floors: floors.clone(),
        };
        let reindex = Reindex {
            living,
            store: store.clone(),
            index: index.clone(),
            archive: data.join("archive"),
            metrics: metrics.clone(),
            floors,
        };
        let letters = tasks::Letters::new(
            store.clone(),
            current.clone(),
            clock.clone(),
            metrics.clone(),
            reserve.clone(),
        );
        let digests =
            tasks::Digests::new(store.clone(), current.clone(), clock.clone(), bells.dispatch.clone());
        let bounces = tasks::Bounced::new(store.clone(), current.clone(), bells.dispatch.clone());
        let stage = (clock.clone(), world.program);
        let requests = tasks::Requests::new(store.clone(), current.clone(), bells.clone(), stage);
        let heart =
            heart::Heart::new(store.clone(), metrics.clone(), current.clone(), floor, bells.clone(), reserve);
        let retention = Retention {
            store: store.clone(),
            archive: data.join("archive"),
            clock: clock.clone(),
            metrics: metrics.clone(),
            reindex: bells.reindex.clone(),
        };
        let mut tasks: Vec<(Arc<dyn Task>, Bell)> = vec![
            (Arc::new(heart), Bell::default()),
            (poll.clone(), bells.poll.clone()),
            (Arc::new(reindex), bells.reindex.clone()),
            (Arc::new(rematch), bells.rematch.clone()),
            (Arc::new(letters), bells.dispatch.clone()),
            (Arc::new(digests), Bell::default()),
            (Arc::new(bounces), Bell::default()),
            (Arc::new(requests), bells.requests.clone()),
            (Arc::new(tasks::Retain::new(retention, current.clone())), Bell::default()),
        ];
        let reader = world.reload;
        if let Some(reader) = reader.clone() {
            let stored = tasks::stored(&store).await?;
            let reload = tasks::Reload::new(
                reader,
                store.clone(),
                (currents, setups),
                bells.clone(),
                stored,
                printing.clone(),
            );
            tasks.push((Arc::new(reload), bells.reload.clone()));
        }
        let watchman =
            Arc::new(ontime::Watchman::new(clock.clone(), store.clone(), metrics.clone(), bells.clone()));
        let on_time = |(task, bell)| {
            let task: Arc<dyn Task> = Arc::new(ontime::OnTime { task, watchman: watchman.clone() });
            (task, bell)
        };
        let tasks = tasks.into_iter().map(on_time).collect();
        let demo = world.demo;
        Ok(App {
            store,
            index,
            metrics,
            health,
            current,
            poll,
            tasks,
            bells,
            clock,
            stop,
            demo,
            reader,
            printing,
            _folder: folder,
        })
    }

    /// Runs until the stop was asked for, then waits for the tasks. Names those that did not end in time.
    pub async fn run(self) -> anyhow::Result<()> {
        let supervisor = self.start();
        self.open_pages().await?;
        tracing::info!("{}", pages::mail(&self.current.borrow().config));
        Systemd.ready();
        tracing::info!(version = env!("CARGO_PKG_VERSION"), tasks = self.tasks.len(), "running");
        self.stop.cancelled().await;
        Systemd.stopping();
        self.end(supervisor).await
    }

    /// The same without pages and without a word to the service manager: a rehearsal beside the daemon.
    async fn work(self) -> anyhow::Result<()> {
        let supervisor = self.start();
        self.stop.cancelled().await;
        self.end(supervisor).await
    }

    fn start(&self) -> Supervisor {
        let mut supervisor = Supervisor::new(self.clock.clone(), self.health.clone(), self.stop.clone());
        for (task, bell) in &self.tasks {
            supervisor.start(task.clone(), bell.clone());
        }
        supervisor
    }

    async fn end(self, supervisor: Supervisor) -> anyhow::Result<()> {
        let late = supervisor.drain(DRAIN).await;
        if !late.is_empty() {
            tracing::warn!(tasks = ?late, "ended by force; what they left undone is still owed");
        }
        // Visits outlive the run that sent them: each gives its crawl back, or ends its admission.
        if tokio::time::timeout(DRAIN, self.poll.settle()).await.is_err() {
            tracing::warn!("visits were ended by force; their crawls are visited again when the lease ends");
        }
        if let Err(error) = self.store.leave_gates().await {
            tracing::warn!(%error, "hosts that were being visited stay shut for others until our lease ends");
        }
        self.store.close().await;
        Ok(())
    }
}

async fn open_archive(config: &Config, store: &Store, clock: Arc<dyn Clock>) -> anyhow::Result<Archive> {
    let (dir, newest) = (config.data.join("archive"), store.newest_archived().await?);
    let known = newest.map(|a| crate::archive::Spot {
        file: a.file,
        offset: a.offset,
        length: a.length,
        digest: a.digest,
    });
    let opened = tokio::task::spawn_blocking(move || Archive::open(&dir, &hostname(), clock, known.as_ref()));
    opened.await?.context("the archive")
}

/// The ways that letters take, in order: the relays as configured, else a folder of letters.
pub fn routes(config: &Config, clock: &Arc<dyn Clock>) -> Vec<Arc<dyn Channel>> {
    if config.relays.is_empty() {
        return vec![Arc::new(Maildir::new(config.letters.clone(), clock.clone()))];
    }
    config.relays.iter().map(|r| Arc::new(Mail::new(r.clone(), clock.clone())) as Arc<dyn Channel>).collect()
}

/// The machine's name, or `localhost` where it has none.
pub fn hostname() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if name.is_empty() { "localhost".into() } else { name }
}
