//! `leakwatch run`: the daemon.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{Outcome, settings};
use crate::app::{App, Reader, World};
use crate::config::{self, Config, Stored};
use crate::fetch::SystemResolver;
use crate::runtime::SystemClock;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Where the web page listens [default: the configuration's, else 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

/// Where nothing is configured yet the daemon runs all the same: its first page asks for what `init` asks for.
pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let folder = named.unwrap_or(Path::new(settings::HERE)).to_path_buf();
    super::wait(async move {
        let stop = CancellationToken::new();
        let asked = Arc::new(AtomicBool::new(false));
        // Before anything is opened: who is told to stop while it starts ends as well as any other.
        tell(stop.clone())?;
        hear_hangup(asked.clone())?;
        let app = tokio::select! {
            app = start(folder, args.listen, asked, stop.clone()) => app?,
            // What was opened by then is closed by being dropped; nothing runs yet.
            () = stop.cancelled() => return Ok(Outcome::Done),
        };
        app.run().await?;
        Ok(Outcome::Done)
    })
}

async fn start(
    folder: PathBuf,
    listen: Option<SocketAddr>,
    asked: Arc<AtomicBool>,
    stop: CancellationToken,
) -> anyhow::Result<App> {
    let mut loaded = settings::whole(&folder).await?;
    listens(&mut loaded.config, listen);
    if loaded.config.watches.is_empty() && config::untouched(&folder) {
        eprintln!("Nothing is configured yet in {}: the page will ask for it.", folder.display());
    }
    for warning in &loaded.warnings {
        tracing::warn!("{warning}");
    }
    let world = World {
        clock: Arc::new(SystemClock),
        resolver: Arc::new(SystemResolver),
        program: std::env::current_exe().context("where this program is")?,
        reload: Some(reader(folder, asked, listen)),
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

/// Another address than the configured one, for this run; links lead there unless they were to lead elsewhere.
fn listens(config: &mut Config, at: Option<SocketAddr>) {
    let Some(at) = at else { return };
    if config.server.public_url == format!("http://{}", config.server.listen) {
        config.server.public_url = format!("http://{at}");
    }
    config.server.listen = at;
}

/// Reads the folder again when a file in it has changed, or when it was asked for.
pub(super) fn reader(folder: PathBuf, asked: Arc<AtomicBool>, listen: Option<SocketAddr>) -> Reader {
    let seen = Mutex::new(print_of(&folder));
    let read = folder.clone();
    let read = move |stored: &[Stored]| {
        let mut loaded = settings::living(&read, stored)?;
        listens(&mut loaded.config, listen);
        Ok(loaded)
    };
    Reader::new(read).when(move || {
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
