//! Finds and reads the configuration that a command works by.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::Outcome;
use crate::app::Faulty;
use crate::config::{self, Config, Loaded, Source, Stored};
use crate::model::{Crawl, Fault};
use crate::runtime::SystemClock;
use crate::sources;
use crate::store::{Settings, Store};

/// The folder where we stand, when none is named.
pub(super) const HERE: &str = "config";

/// The folder that was named, else `config` where we stand, if it is there.
pub(super) fn folder(named: Option<&Path>) -> Option<PathBuf> {
    named.map(Path::to_path_buf).or_else(|| Some(PathBuf::from(HERE)).filter(|p| p.is_dir()))
}

/// What the kind of a crawl has to say of it.
pub(super) fn kind_faults(crawl: &Crawl) -> Vec<Fault> {
    sources::build(crawl).err().unwrap_or_default()
}

/// Reads a folder and the store's items; every fault at once.
pub(super) fn load(folder: Option<&Path>, stored: &[Stored]) -> Result<Loaded, Vec<Fault>> {
    config::load(&Source { folder, stored }, &kind_faults)
}

/// The same for a daemon, which also runs on a folder where nothing is written yet.
pub(super) fn living(folder: &Path, stored: &[Stored]) -> Result<Loaded, Vec<Fault>> {
    if config::untouched(folder) { config::bare(stored, &kind_faults) } else { load(Some(folder), stored) }
}

/// The configuration of a daemon: the files say where the store is, and the store has what the web page made.
pub(super) async fn whole(folder: &Path) -> anyhow::Result<Loaded> {
    Ok(living(folder, &made(folder).await?).map_err(Faulty)?)
}

/// What the web page made.
async fn made(folder: &Path) -> anyhow::Result<Vec<Stored>> {
    let store = store_of(folder).await?;
    let items = store.config_items().await?;
    store.close().await;
    Ok(items.into_iter().map(|i| Stored { name: i.name, text: i.text }).collect())
}

/// The store that the files of a folder name. A watch in a file may name what only the store has: faults elsewhere are
/// told once both are read.
pub(super) async fn store_of(folder: &Path) -> anyhow::Result<Store> {
    let all = |faults| Faulty(load(Some(folder), &[]).err().unwrap_or(faults));
    let database = if config::untouched(folder) {
        config::bare(&[], &kind_faults).map_err(Faulty)?.config.server.database
    } else {
        config::database(&Source { folder: Some(folder), stored: &[] }).map_err(all)?
    };
    attach(&database).await
}

/// The configuration for a command that needs one, as a daemon on it has it: a fault ends it.
///
/// Not to be called where something is awaited.
pub(super) fn config(named: Option<&Path>) -> anyhow::Result<Config> {
    let none = "there is no configuration: name one with --config DIR, or make one with `leakwatch init`";
    let folder = folder(named).unwrap_or_else(|| PathBuf::from(HERE));
    let alone = living(&folder, &[]);
    // What the web page made is in the store of a daemon that ran; a folder that needs it has faults without it.
    let database = alone.as_ref().map(|loaded| loaded.config.server.database.clone());
    let ran = match database {
        Ok(database) => is_there(&database),
        Err(_) => true,
    };
    let loaded = match ran {
        true => super::wait(whole(&folder))?,
        false => alone.map_err(Faulty)?,
    };
    if loaded.config.watches.is_empty() && config::untouched(&folder) {
        anyhow::bail!(none);
    }
    Ok(loaded.config)
}

/// The same, or the shipped example where there is none: for what only looks at places.
pub(super) fn config_or_example(named: Option<&Path>) -> anyhow::Result<Config> {
    match folder(named) {
        Some(folder) if named.is_some() || !config::untouched(&folder) => config(named),
        _ => Ok(load(None, &[]).map_err(Faulty)?.config),
    }
}

/// What the web page made, for a command that may run where no daemon ever did: no database is made for the question, and
/// one that does not answer is said and left out.
pub(super) fn stored(folder: &Path) -> Vec<Stored> {
    let source = Source { folder: Some(folder), stored: &[] };
    // Its faults are told by whoever reads the files.
    let Ok(database) = config::database(&source) else { return Vec::new() };
    if !is_there(&database) {
        return Vec::new();
    }
    super::wait(made(folder)).unwrap_or_else(|error| {
        eprintln!("what was made on the web page is left out: {error:#}");
        Vec::new()
    })
}

/// Opens the store beside a daemon that may run: reads, and requests.
pub(super) async fn store(config: &Config) -> anyhow::Result<Store> {
    attach(&config.server.database).await
}

async fn attach(database: &str) -> anyhow::Result<Store> {
    let settings = Settings::new(database, format!("command-{}", std::process::id()));
    Store::attach(&settings, Arc::new(SystemClock)).await.context("the database")
}

/// Does something with the configuration and its store.
pub(super) fn with_store(
    named: Option<&Path>,
    act: impl AsyncFnOnce(&Config, &Store) -> anyhow::Result<()>,
) -> anyhow::Result<Outcome> {
    let config = config(named)?;
    super::wait(async {
        let store = store(&config).await?;
        act(&config, &store).await?;
        Ok(Outcome::Done)
    })
}

/// Whether there is a database already; one on a server always counts as there.
pub(super) fn has_store(config: &Config) -> bool {
    is_there(&config.server.database)
}

fn is_there(database: &str) -> bool {
    let file = database.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//"));
    file.is_none_or(|path| Path::new(path.split('?').next().unwrap_or(path)).is_file())
}
