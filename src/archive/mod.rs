//! Evidence: every new or changed exchange as WARC 1.1 (ISO 28500:2017), one gzip member a record, on disk before
//! anything rests on it. Records are chained by digest, so that one that was changed or taken out is noticed.
//! Knows nothing of what the bytes mean.

mod copy;
mod cut;
mod read;
mod record;
mod remove;
mod verify;
mod writer;

pub use copy::to_copy;
pub use cut::{Cut, cut};
pub use read::{Record, read};
pub use remove::{closed, remove};
pub use verify::{Report, verify};
pub use writer::Archive;

use crate::model::Digest;

/// The bytes of all files in the folder; 0 when there is none yet.
pub fn size(dir: &std::path::Path) -> Result<u64, ArchiveError> {
    if !dir.is_dir() {
        return Ok(0);
    }
    let lengths = read::files(dir)?.into_iter().map(|name| {
        let path = dir.join(name);
        std::fs::metadata(&path).map(|m| m.len()).map_err(|e| ArchiveError::io(&path, e))
    });
    lengths.sum()
}

/// Where a response record lies. Offsets and lengths are bytes of the compressed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file's name within the archive's folder.
    pub file: String,
    pub offset: u64,
    pub length: u64,
    /// SHA-256 of the payload: the body as it came, still coded.
    pub digest: Digest,
}

#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{path}: {error}")]
    Io { path: String, error: std::io::Error },
    /// The disk has no room: crawling and keeping pause, letters go on.
    #[error("no room on the disk for {path}")]
    Full { path: String },
    #[error("{file} at {offset}: {why}")]
    Damaged { file: String, offset: u64, why: String },
}

impl ArchiveError {
    fn io(path: &std::path::Path, error: std::io::Error) -> ArchiveError {
        let path = path.display().to_string();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                ArchiveError::Full { path }
            }
            _ => ArchiveError::Io { path, error },
        }
    }
}
