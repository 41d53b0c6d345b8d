//! Takes whole files out of the archive. What was removed leaves a note with the end of its chain, so that the files
//! around it still verify, and a removal that nobody noted is noticed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::record::labelled;
use super::verify::{parse, walk};
use super::{ArchiveError, read};
use crate::model::{Digest, Time};

/// What a note's name ends with, behind the file's.
pub(super) const NOTE: &str = ".removed";

/// The files that a later one of the same owner follows which was begun before `before`, oldest first: nobody writes
/// into them, and what was appended to them has been admitted or never will be.
pub fn closed(dir: &Path, before: Time) -> Result<Vec<String>, ArchiveError> {
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    let mut closed = Vec::new();
    for name in read::files(dir)? {
        let next_begun = read::begun(&name);
        if let Some(earlier) = last.insert(read::owner_of(&name).to_owned(), name)
            && next_begun.is_some_and(|begun| begun < before)
        {
            closed.push(earlier);
        }
    }
    Ok(closed)
}

/// Removes a file; its bytes. The note is on the disk before the file goes.
pub fn remove(dir: &Path, name: &str, at: Time) -> Result<u64, ArchiveError> {
    let path = dir.join(name);
    let io = |e| ArchiveError::io(&path, e);
    let length = fs::metadata(&path).map_err(io)?.len();
    let chain = walk(&path, 0)?.chain.map_or_else(String::new, |chain| labelled(&chain));
    let mut note = File::create(dir.join(format!("{name}{NOTE}"))).map_err(io)?;
    let text = format!("chain: {chain}\nremoved: {at}\nbytes: {length}\n");
    note.write_all(text.as_bytes()).and_then(|()| note.sync_all()).map_err(io)?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(io)?;
    fs::remove_file(&path).map_err(io)?;
    Ok(length)
}

/// The files that were removed, in the order they were begun, each with the end of its chain.
pub(super) fn removed(dir: &Path) -> Result<BTreeMap<(u64, String), Option<Digest>>, ArchiveError> {
    let mut notes = BTreeMap::new();
    for entry in fs::read_dir(dir).map_err(|e| ArchiveError::io(dir, e))? {
        let path = entry.map_err(|e| ArchiveError::io(dir, e))?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(NOTE)) else {
            continue;
        };
        let text = fs::read_to_string(&path).map_err(|e| ArchiveError::io(&path, e))?;
        let chain = text.lines().find_map(|line| parse(line.strip_prefix("chain: ")?));
        notes.insert((read::number_of(name), name.to_owned()), chain);
    }
    Ok(notes)
}
