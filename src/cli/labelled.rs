//! Folders of labelled lines, as the commands of `leakwatch eval` read them: `*.jsonl`, one object a line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::de::DeserializeOwned;

use crate::model::Fault;

/// The folder named, or the project's own when we stand in it.
pub(super) fn folder(named: Option<PathBuf>, own: &str) -> anyhow::Result<PathBuf> {
    if let Some(folder) = named {
        return Ok(folder);
    }
    anyhow::ensure!(Path::new(own).is_dir(), "{own} is not here: name the folder of a labelled set");
    Ok(PathBuf::from(own))
}

/// The folder's files of lines, sorted; `own` has a README that says what they hold.
pub(super) fn files(folder: &Path, own: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    files.sort();
    anyhow::ensure!(!files.is_empty(), "there is no *.jsonl in {}: see {own}/README.md", folder.display());
    Ok(files)
}

/// Hands over every line of a file that is not blank, with its place; the first that is no such object is an error.
pub(super) fn lines<L: DeserializeOwned>(
    file: &Path,
    mut each: impl FnMut(&str, L) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let here = format!("{}:{}", file.display(), number + 1);
        let line = serde_json::from_str(line).with_context(|| here.clone())?;
        each(&here, line)?;
    }
    Ok(())
}

/// Faults of a keyword set, a line each.
pub(super) fn said(faults: Vec<Fault>) -> anyhow::Error {
    anyhow::anyhow!(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
