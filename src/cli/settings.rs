//! Finds and reads the configuration that a command works by.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use crate::app::Faulty;
use crate::config::{self, Config, Loaded, Source, Stored};
use crate::model::{Crawl, Fault};
use crate::runtime::SystemClock;
use crate::sources;
use crate::store::{Settings, Store};

/// The folder that was named, else `config` where we stand, if it is there.
pub(super) fn folder(named: Option<&Path>) -> Option<PathBuf> {
    named.map(Path::to_path_buf).or_else(|| Some(PathBuf::from("config")).filter(|p| p.is_dir()))
}

/// What the kind of a crawl has to say of it.
pub(super) fn kind_faults(crawl: &Crawl) -> Vec<Fault> {
    sources::build(crawl).err().unwrap_or_default()
}

/// Reads a folder and the store's items; every fault at once.
pub(super) fn load(folder: Option<&Path>, stored: &[Stored]) -> Result<Loaded, Vec<Fault>> {
    config::load(&Source { folder, stored }, &kind_faults)
}

/// The configuration of a daemon: the files say where the store is, and the store has what the web page made.
pub(super) async fn whole(folder: &Path) -> anyhow::Result<Loaded> {
    let store = store_of(folder).await?;
    let items = store.config_items().await?;
    store.close().await;
    let stored: Vec<Stored> = items.into_iter().map(|i| Stored { name: i.name, text: i.text }).collect();
    Ok(load(Some(folder), &stored).map_err(Faulty)?)
}

/// The store that the files of a folder name. A watch in a file may name what only the store has: faults elsewhere are
/// told once both are read.
pub(super) async fn store_of(folder: &Path) -> anyhow::Result<Store> {
    let all = |faults| Faulty(load(Some(folder), &[]).err().unwrap_or(faults));
    let database = config::database(&Source { folder: Some(folder), stored: &[] }).map_err(all)?;
    let settings = Settings::new(&database, &format!("command-{}", std::process::id()));
    Store::attach(&settings, Arc::new(SystemClock)).await.context("the database")
}

/// The configuration for a command that needs one: a fault ends it.
pub(super) fn config(named: Option<&Path>) -> anyhow::Result<Config> {
    let folder = folder(named).context(
        "there is no configuration: name one with --config DIR, or make one with `leakwatch init`",
    )?;
    let loaded = load(Some(&folder), &[]).map_err(Faulty)?;
    Ok(loaded.config)
}

/// Opens the store beside a daemon that may run: reads, and requests.
pub(super) async fn store(config: &Config) -> anyhow::Result<Store> {
    let owner = format!("command-{}", std::process::id());
    let settings = Settings::new(&config.server.database, &owner);
    Store::attach(&settings, Arc::new(SystemClock)).await.context("the database")
}
