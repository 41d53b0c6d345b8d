//! `leakwatch index`: the search index is derived and may be made anew any day.

use std::path::Path;

use super::{Outcome, settings};
use crate::app::Folder;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Remove the index; the next start builds it from the store
    #[command(after_help = "Example: leakwatch index rebuild")]
    Rebuild,
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    let Command::Rebuild = command;
    let config = settings::config(named)?;
    // Only the daemon opens the index's writer: beside it nothing is touched.
    let _folder = Folder::lock(&config.data)?;
    crate::index::rebuild(&config.data.join("index"))?;
    eprintln!("The index is empty now; the daemon fills it from the store at its next start.");
    Ok(Outcome::Done)
}
