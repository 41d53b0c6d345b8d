//! `leakwatch evidence`: the archive held against its own digests.

use std::path::Path;

use super::{Outcome, settings};
use crate::archive;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Read every record and check digests and chain
    #[command(after_help = "Example: leakwatch evidence verify")]
    Verify,
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    let Command::Verify = command;
    let config = settings::config(named)?;
    let dir = config.data.join("archive");
    anyhow::ensure!(dir.is_dir(), "there is no archive in {} yet", config.data.display());
    let report = archive::verify(&dir)?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(if report.faults.is_empty() { Outcome::Done } else { Outcome::Found })
}
