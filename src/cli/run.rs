//! `leakwatch run`: the daemon.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{Outcome, settings};
use crate::app::{App, Reader, World};
use crate::fetch::SystemResolver;
use crate::runtime::SystemClock;

#[derive(clap::Args)]
pub(super) struct Args {}

pub(super) fn run(named: Option<&Path>, _: Args) -> anyhow::Result<Outcome> {
    let folder = settings::folder(named)
        .context("there is no configuration folder `config` here: make one with `leakwatch init`, or name one with --config DIR")?;
    super::wait(async move {
        let stop = CancellationToken::new();
        let asked = Arc::new(AtomicBool::new(false));
        // Before anything is opened: who is told to stop while it starts ends as well as any other.
        tell(stop.clone())?;
        hear_hangup(asked.clone())?;
        let app = tokio::select! {
            app = start(folder, asked, stop.clone()) => app?,
            // What was opened by then is closed by being dropped; nothing runs yet.
            () = stop.cancelled() => return Ok(Outcome::Done),
        };
        app.run().await?;
        Ok(Outcome::Done)
    })
}

async fn start(folder: PathBuf, asked: Arc<AtomicBool>, stop: CancellationToken) -> anyhow::Result<App> {
    let loaded = settings::whole(&folder).await?;
    for warning in &loaded.warnings {
        tracing::warn!("{warning}");
    }
    let world = World {
        clock: Arc::new(SystemClock),
        resolver: Arc::new(SystemResolver),
        program: std::env::current_exe().context("where this program is")?,
        reload: Some(reader(folder, asked)),
        demo: false,
        leases: None,
    };
    App::build(loaded.config, world, stop).await
}

/// Cancels on SIGTERM and on Ctrl-C, from the moment it returns.
pub(super) fn tell(stop: CancellationToken) -> anyhow::Result<()> {
    let heard = "signals cannot be heard";
    let mut terminate = signal(SignalKind::terminate()).context(heard)?;
    let mut interrupt = signal(SignalKind::interrupt()).context(heard)?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}

/// SIGHUP asks for a reading though no file of the folder has changed: files of secrets lie elsewhere.
fn hear_hangup(asked: Arc<AtomicBool>) -> anyhow::Result<()> {
    let mut hangup = signal(SignalKind::hangup()).context("signals cannot be heard")?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            asked.store(true, Ordering::Relaxed);
        }
    });
    Ok(())
}

/// Reads the folder again when a file in it has changed, or when it was asked for.
pub(super) fn reader(folder: PathBuf, asked: Arc<AtomicBool>) -> Reader {
    let seen = Mutex::new(print_of(&folder));
    let read = folder.clone();
    Reader::new(move |stored| settings::load(Some(&read), stored)).when(move || {
        let now = print_of(&folder);
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *seen != now;
        *seen = now;
        asked.swap(false, Ordering::Relaxed) || changed
    })
}

/// Names, sizes and times of all files below a folder.
fn print_of(folder: &Path) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(dir) = folders.pop() {
        for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(m) if m.is_dir() => folders.push(entry.path()),
                Ok(m) => out.push((entry.path(), m.len(), m.modified().ok())),
                Err(_) => {}
            }
        }
    }
    out.sort();
    out
}
