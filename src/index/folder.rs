//! The index's folder on disk: opening it, telling damage from what an operator must mend, putting it aside.
//!
//! Checksums of the files are compared up to a bound, the latest written first, because a crash damages those; what lies
//! beyond shows itself when it is read, leaves a mark, and is found at the next opening.

use std::fs;
use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::UNIX_EPOCH;

use tantivy::directory::{Directory as _, DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::{IndexReader, IndexSettings, ReloadPolicy, TantivyError};

use super::IndexError;
use super::schema::{Fields, schema};
use super::tokens;

/// Bytes whose checksums are compared at each opening: about a tenth of a second.
const CHECKED: u64 = 256 * 1024 * 1024;

/// The files of every segment of ours: tantivy takes a missing one for an empty one.
const COMPONENTS: [&str; 6] = ["idx", "pos", "term", "fieldnorm", "fast", "store"];

/// Threads that look through the segments for one question, at most.
const SEARCHERS: usize = 4;

/// A field that indexes of former versions have.
const FORMER: &str = "forms";

/// Left in a folder in which damage was met while it was in use.
const MARK: &str = "damaged";

pub(super) struct Folder {
    pub index: tantivy::Index,
    pub reader: IndexReader,
    pub fields: Fields,
    /// The number in the last commit.
    pub last: i64,
}

/// Opens the folder for its one writer, and says whether one that was damaged, or made by
/// another version, had to go.
pub(super) fn open_or_renew(dir: &Path) -> Result<(Folder, bool), IndexError> {
    fs::create_dir_all(dir).map_err(|e| IndexError::io(&e))?;
    let lock = lock(dir)?;
    match guarded(|| open(dir, CHECKED)) {
        Err(IndexError::Absent) => Ok((create(dir)?, false)),
        Err(IndexError::Damaged(why)) => {
            drop(lock);
            tracing::warn!(why, "the search index is damaged: it is put aside and a fresh one begun");
            Ok((renew(dir)?, true))
        }
        Err(IndexError::Outdated) => {
            drop(lock);
            tracing::warn!("the search index was made by another version: a fresh one is begun");
            fs::remove_dir_all(dir).map_err(|e| IndexError::io(&e))?;
            fs::create_dir_all(dir).map_err(|e| IndexError::io(&e))?;
            Ok((create(dir)?, true))
        }
        other => Ok((other?, false)),
    }
}

/// Puts the folder aside and begins a fresh one. Nobody may hold its lock.
pub(super) fn renew(dir: &Path) -> Result<Folder, IndexError> {
    put_aside(dir).map_err(|e| IndexError::io(&e))?;
    fs::create_dir_all(dir).map_err(|e| IndexError::io(&e))?;
    create(dir)
}

/// Leaves the mark; best effort, because the disk may be what is damaged.
pub(super) fn mark(dir: &Path) {
    if let Err(error) = fs::write(dir.join(MARK), b"") {
        tracing::warn!(%error, "could not mark the search index as damaged");
    }
}

/// The writer's lock; held by the writer itself afterwards.
pub(super) fn lock(dir: &Path) -> Result<DirectoryLock, IndexError> {
    let directory = MmapDirectory::open(dir).map_err(TantivyError::from)?;
    patiently(|| Ok(directory.acquire_lock(&INDEX_WRITER_LOCK)?))
}

/// Asks again while the lock is held, for a second: a child process that was forked and has not begun its own program
/// still holds what its parent has given up, also the child of a daemon that was killed.
pub(super) fn patiently<T>(mut ask: impl FnMut() -> Result<T, IndexError>) -> Result<T, IndexError> {
    for _ in 0..50 {
        match ask() {
            Err(IndexError::Locked) => {
                #[allow(
                    clippy::disallowed_methods,
                    reason = "the system's own moment; calls of this room block"
                )]
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            other => return other,
        }
    }
    ask()
}

fn create(dir: &Path) -> Result<Folder, IndexError> {
    let directory = MmapDirectory::open(dir).map_err(TantivyError::from)?;
    tantivy::Index::create(directory, schema().0, IndexSettings::default())?;
    open(dir, 0)
}

/// Opens what is there, comparing checksums up to about `checked` bytes; 0 beside a writer, whose merges take files away
/// while they are looked at. `Absent` when no index was ever made in it.
pub(super) fn open(dir: &Path, checked: u64) -> Result<Folder, IndexError> {
    // An error is no absence: without permission nothing may look damaged.
    let there = |name: &str| dir.join(name).try_exists().map_err(|e| IndexError::io(&e));
    if !there("meta.json")? {
        return Err(if holds_segments(dir)? {
            IndexError::Damaged("meta.json is gone".into())
        } else {
            IndexError::Absent
        });
    }
    if there(MARK)? {
        return Err(IndexError::Damaged("damage was met while it was in use".into()));
    }
    let mut index = tantivy::Index::open_in_dir(dir)?;
    index.tokenizers().register(tokens::NAME, tokens::Stemmed::default());
    let threads = available_parallelism().map_or(1, NonZero::get).min(SEARCHERS);
    if threads > 1 {
        index.set_multithread_executor(threads)?;
    }
    let (expected, fields) = schema();
    if index.schema() != expected {
        if index.schema().get_field(FORMER).is_ok() {
            return Err(IndexError::Outdated);
        }
        return Err(IndexError::Damaged("its fields are those of another version".into()));
    }
    let last = match index.load_metas()?.payload {
        None => 0,
        Some(number) => {
            number.parse().map_err(|_| IndexError::Damaged("its last number cannot be read".into()))?
        }
    };
    if checked > 0 {
        check(&index, dir, checked)?;
    }
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(Folder { index, reader, fields, last })
}

/// Looks for the files of the last commit and compares checksums, the latest written first, up to about `bound` bytes.
pub(super) fn check(index: &tantivy::Index, dir: &Path, bound: u64) -> Result<(), IndexError> {
    let segments = index.searchable_segment_ids()?;
    let mut files: Vec<(std::time::SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| IndexError::io(&e))? {
        let entry = entry.map_err(|e| IndexError::io(&e))?;
        let name = PathBuf::from(entry.file_name());
        let of_segment = |s: &tantivy::index::SegmentId| {
            name.to_str().is_some_and(|name| name.starts_with(&s.uuid_string()))
        };
        if segments.iter().any(of_segment) {
            let about = entry.metadata().map_err(|e| IndexError::io(&e))?;
            files.push((about.modified().unwrap_or(UNIX_EPOCH), about.len(), name));
        }
    }
    for segment in segments {
        let missing = COMPONENTS.map(|c| PathBuf::from(format!("{}.{c}", segment.uuid_string())));
        if let Some(missing) = missing.iter().find(|m| !files.iter().any(|(_, _, name)| name == *m)) {
            return Err(IndexError::Damaged(format!("{} is gone", missing.display())));
        }
    }
    files.sort_unstable();
    let mut read = 0;
    for (_, bytes, name) in files.into_iter().rev() {
        read += bytes;
        if read > bound {
            break;
        }
        if !index.directory().validate_checksum(&name)? {
            return Err(IndexError::Damaged(format!("the checksum of {} does not agree", name.display())));
        }
    }
    Ok(())
}

/// tantivy panics on some damaged files; the panic becomes an error.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(IndexError::Damaged("tantivy panicked on what it read".into())))
}

/// Whether anything but locks and lists is in the folder.
fn holds_segments(dir: &Path) -> Result<bool, IndexError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(IndexError::Absent),
        Err(e) => return Err(IndexError::io(&e)),
    };
    for entry in entries {
        let entry = entry.map_err(|e| IndexError::io(&e))?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Renames to `index.damaged-<second of its last change>`. The one put aside before is removed: an index that is damaged
/// again and again must not fill the disk.
fn put_aside(dir: &Path) -> io::Result<()> {
    let name = dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let parent = dir.parent().unwrap_or(Path::new("."));
    let aside = format!("{name}.damaged-");
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&aside) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    let changed = fs::metadata(dir)?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    fs::rename(dir, parent.join(format!("{aside}{}", changed.as_secs())))
}
