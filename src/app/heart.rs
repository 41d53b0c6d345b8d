//! The heartbeat: says that we are alive, refreshes the gauges, and looks at the disk, whose floors close and open the
//! rooms that write to it.

use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;

use super::{Bells, Currents};
use crate::model::{Cause, Time};
use crate::pipeline::floor::{self, Floor, Reserve, Shut};
use crate::runtime::{Again, Systemd, Task};
use crate::store::{Store, StoreError, folder_of};
use crate::telemetry::Metrics;

/// Says that we are alive, to the store and the service manager, refreshes the gauges, and looks at the disk.
pub struct Heart {
    store: Store,
    metrics: Metrics,
    current: Currents,
    floors: watch::Sender<Floor>,
    bells: Bells,
    reserve: Reserve,
    told: Mutex<Told>,
    /// When free room was last noted for the forecast.
    noted: Mutex<Option<Time>>,
}

/// What the store knows of visits that rest.
#[derive(Default)]
struct Told {
    /// Whether they do; none: it was not told since the start.
    rests: Option<bool>,
    /// Since when they do: a disk that takes no writes cannot be told when it begins.
    since: Option<Time>,
}

/// How often free room is noted.
const NOTE: Duration = Duration::from_secs(600);

/// The scope of the recorded stretches in which visits rest for want of room.
const DISK: &str = "disk";

impl Heart {
    pub fn new(
        store: Store,
        metrics: Metrics,
        current: Currents,
        floors: watch::Sender<Floor>,
        bells: Bells,
        reserve: Reserve,
    ) -> Heart {
        let (told, noted) = (Mutex::default(), Mutex::default());
        Heart { store, metrics, current, floors, bells, reserve, told, noted }
    }

    /// A full disk cannot be noted, and is no reason to stop looking.
    async fn note(&self, free: u64) -> anyhow::Result<()> {
        let now = self.store.now().await?;
        let mut noted = self.noted.lock().await;
        if noted.is_some_and(|at| now.since(at) < NOTE) {
            return Ok(());
        }
        match self.store.note_disk(free).await {
            Ok(()) => *noted = Some(now),
            Err(StoreError::Full(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Closes and opens rooms by what is free and what can be written to; the reserve is made when nothing rests.
    async fn look_at_disk(&self) -> anyhow::Result<Shut> {
        let config = self.current.borrow().clone();
        let (data, database) = (config.config.data.clone(), config.config.server.database.clone());
        let looked = move || (Shut::look(&data, folder_of(&database)), floor::free(&data));
        let (shut, free) = tokio::task::spawn_blocking(looked).await?;
        let free = free?;
        self.metrics.disk_free.set(free as f64);
        let room = Floor::at(self.reserve.usable(free), config.config.server.floor);
        let resting = [room.crawl, room.index, room.archive].iter().filter(|room| !**room).count();
        self.metrics.disk_floor.set(resting as i64);
        let was_shut = self.metrics.disk_readonly.set(i64::from(shut.any())) > 0;
        let floor = room.beside(shut);
        let before = self.floors.send_replace(floor);
        if was_shut != shut.any() {
            tracing::warn!("{}", shut.words());
        }
        if floor != before && !shut.any() {
            tracing::warn!(free, floor = config.config.server.floor, "{}", floor.words());
        }
        if was_shut && !shut.any() {
            // Whatever ran into it rests longer and longer.
            for bell in [&self.bells.dispatch, &self.bells.reindex, &self.bells.requests, &self.bells.rematch]
            {
                bell.ring();
            }
        }
        if !before.crawl && floor.crawl {
            self.bells.poll.ring();
        }
        if floor == Floor::OPEN {
            let reserve = self.reserve.clone();
            let made = tokio::task::spawn_blocking(move || reserve.make()).await?;
            if let Err(error) = made {
                tracing::warn!(%error, "no room to hold anything back for letters");
            }
        }
        let note = match shut.any() {
            true => "the disk takes no writes: visits rest",
            false => "no room on the disk: visits rest",
        };
        self.tell_of_rest(!floor.crawl, shut.database, note).await?;
        if !shut.database {
            self.note(free).await?;
        }
        Ok(shut)
    }

    /// Until it is told: a disk that is full or takes no writes cannot be written to of all times now.
    async fn tell_of_rest(&self, rests: bool, shut: bool, note: &str) -> anyhow::Result<()> {
        let now = self.store.now().await?;
        let mut told = self.told.lock().await;
        if rests && told.since.is_none() {
            told.since = Some(now);
        }
        if shut || (told.rests == Some(rests) && (rests || told.since.is_none())) {
            return Ok(());
        }
        let done = match (rests, told.since) {
            (true, Some(since)) => self.store.outage_since(Cause::OwnCrash, DISK, since, None, note).await,
            (false, Some(since)) if told.rests != Some(true) => {
                self.store.outage_since(Cause::OwnCrash, DISK, since, Some(now), note).await
            }
            _ => self.store.outage_close(Cause::OwnCrash, DISK).await,
        };
        match done {
            Ok(()) => *told = Told { rests: Some(rests), since: told.since.filter(|_| rests) },
            Err(StoreError::Full(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
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
        let disk = self.look_at_disk().await;
        if disk.as_ref().is_ok_and(|shut| shut.database) {
            // Alive all the same: a restart would find what we find, and tell nobody of it.
            Systemd.alive();
            return Ok(Again::Later);
        }
        match self.store.heartbeat().await {
            // Alive all the same: a restart makes no room.
            Ok(()) | Err(StoreError::Full(_)) => Systemd.alive(),
            Err(error) => return Err(error.into()),
        }
        disk?;
        let (owed, late) = self.store.owed_count().await?;
        self.metrics.owed.set(owed as i64);
        self.metrics.owed_late.set(late as i64);
        let blind =
            self.store.crawls().await?.iter().filter(|c| c.blind_since.is_some() && !c.retired).count();
        self.metrics.blind.set(blind as i64);
        Ok(Again::Later)
    }
}
