//! Folders of labelled lines, as the commands of `leakwatch eval` read them: `*.jsonl`, one object a line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::de::DeserializeOwned;

use super::keyword_sets;
use crate::config::{self, embedded};
use crate::model::{Fault, Hit, KeywordSet};

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

/// The keyword sets at `named`, or the pack of this file name that the program carries.
pub(super) fn pack(file: &str, named: Option<&Path>) -> anyhow::Result<Vec<KeywordSet>> {
    let carried = || embedded::keyword_sets().into_iter().filter(|(name, _)| name.ends_with(file));
    let sets = match named {
        Some(path) => keyword_sets::read(path),
        None => carried().map(|(name, text)| config::keyword_set(&name, text)).collect(),
    };
    sets.map_err(said)
}

/// A part of a hundred, none when nothing was asked.
pub(super) fn part(some: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| 100.0 * some as f64 / of as f64)
}

/// A hit on one line: entry, confidence, words, evidence.
pub(super) fn shown(hit: &Hit) -> String {
    let confidence = f64::from(hit.confidence) / 100.0;
    format!("{} {confidence:.2} {:?} ({})", hit.entry, hit.text, hit.evidence.join("; "))
}
