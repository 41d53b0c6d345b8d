//! What a backup takes of an archive that is being written to: files only grow, so what the store knows of is whole.

use std::fs;
use std::path::Path;

use super::read::{self, number_of, owner_of};
use super::verify::walk;
use super::{ArchiveError, Spot};

/// Names and how many bytes of each to copy, notes of removed files included. `newest` is the newest record that the
/// copied store knows of: its file is cut behind the last whole record, and what the same owner began later is left
/// out. None: the store knows of nothing.
pub fn to_copy(dir: &Path, newest: Option<&Spot>) -> Result<Vec<(String, u64)>, ArchiveError> {
    let mut out = Vec::new();
    let Some(newest) = newest.filter(|_| dir.is_dir()) else { return Ok(out) };
    for name in read::files(dir)? {
        let path = dir.join(&name);
        if name == newest.file {
            out.push((name, walk(&path, newest.offset)?.end));
        } else if owner_of(&name) != owner_of(&newest.file) || number_of(&name) < number_of(&newest.file) {
            let length = fs::metadata(&path).map_err(|e| ArchiveError::io(&path, e))?.len();
            out.push((name, length));
        }
    }
    for (_, name) in super::remove::removed(dir)?.into_keys() {
        let name = format!("{name}{}", super::remove::NOTE);
        let path = dir.join(&name);
        out.push((name, fs::metadata(&path).map_err(|e| ArchiveError::io(&path, e))?.len()));
    }
    Ok(out)
}
