//! `leakwatch config export`: writes what was made on the web page as files of a configuration folder.
//!
//! Files belong to the operator: none is changed. Which items the store holds is the caller's to read.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::config::{self, Stored};

/// Writes the items into `folder` and returns the paths of the new files, or writes nothing and says what is in the way.
///
/// Exported into the folder that the daemon reads, an item stands in a file and in the store, which is a fault: the
/// caller takes it out of the store once this has returned.
pub fn run(folder: &Path, stored: &[Stored]) -> anyhow::Result<Vec<PathBuf>> {
    let taken: BTreeSet<String> = stored.iter().flat_map(|item| taken_beside(folder, &item.name)).collect();
    let files = match config::export(&taken, stored) {
        Ok(files) => files,
        Err(names) => bail!(
            "{} there already: move it away or export into an empty folder; nothing was written",
            names.iter().map(|n| folder.join(n).display().to_string()).collect::<Vec<_>>().join(", ")
        ),
    };
    write_new(folder, &files)
}

/// Writes files that are not there yet, each whole and synced; makes the folders on the way.
pub(super) fn write_new(folder: &Path, files: &[Stored]) -> anyhow::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for file in files {
        let path = folder.join(&file.name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        let mut out = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        out.write_all(file.text.as_bytes())
            .and_then(|()| out.sync_all())
            .with_context(|| format!("cannot write {}", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

/// Names of the files in the folder that an item of this name would be written into.
fn taken_beside(folder: &Path, name: &str) -> Vec<String> {
    let inner = name.rsplit_once('/').map(|(inner, _)| format!("{inner}/")).unwrap_or_default();
    let Ok(entries) = std::fs::read_dir(folder.join(&inner)) else { return Vec::new() };
    entries.flatten().filter_map(|e| Some(format!("{inner}{}", e.file_name().to_str()?))).collect()
}
