//! What sets cost to be loaded: CPU time, and memory that the process holds more than before, each in a process of its
//! own. In one that has loaded others before, the next one lives in what they have left behind.

use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::invented;
use crate::app::Faulty;
use crate::cli::meter;
use crate::matching::Matcher;
use crate::model::KeywordSet;

/// Which sets are compiled together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum What {
    Names,
    Packs,
    Everything,
}

impl What {
    pub(super) const ALL: [(What, &'static str, &'static str); 3] = [
        (What::Names, "names", "names alone"),
        (What::Packs, "packs", "packs alone"),
        (What::Everything, "everything", "everything"),
    ];

    /// Of the packs and of so many invented names.
    fn sets(self, packs: Vec<KeywordSet>, names: usize) -> anyhow::Result<Vec<KeywordSet>> {
        let mut sets = if self == What::Names { Vec::new() } else { packs };
        if self != What::Packs {
            sets.push(invented::names(names)?);
        }
        Ok(sets)
    }
}

/// CPU seconds, megabytes while it is loaded and megabytes that stay.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(in crate::cli) struct Load {
    pub(super) cpu_s: f64,
    pub(super) peak_mb: f64,
    pub(super) resident_mb: f64,
}

/// Compiles the sets, in the process that is asked for it.
pub(in crate::cli) fn here(what: What, packs: Vec<KeywordSet>, names: usize) -> anyhow::Result<Load> {
    let sets = what.sets(packs, names)?;
    let usage = || meter::Usage::of(std::process::id());
    let (before, began) = (usage()?, meter::thread_cpu());
    let matcher = Matcher::new(&sets).map_err(Faulty)?;
    let (cpu, after) = (meter::thread_cpu().saturating_sub(began), usage()?);
    drop(matcher);
    let more = |now: u64| now.saturating_sub(before.resident) as f64 / 1e6;
    Ok(Load { cpu_s: cpu.as_secs_f64(), peak_mb: more(after.peak), resident_mb: more(after.resident) })
}

/// The same in a process of its own, which reads the same packs.
pub(super) fn apart(what: &str, packs: &[std::path::PathBuf], names: usize) -> anyhow::Result<Load> {
    let mut child = Command::new(std::env::current_exe().context("where this program is")?);
    child.args(["bench", "matching", "--load", what, "--names", &names.to_string()]);
    packs.iter().for_each(|path| {
        child.arg("--keyword-sets").arg(path);
    });
    let done =
        child.stdin(Stdio::null()).stderr(Stdio::inherit()).output().context("it cannot be started again")?;
    ensure!(done.status.success(), "loading {what} in a process of its own ended with {}", done.status);
    serde_json::from_slice(&done.stdout).context("what loading costs")
}
