//! Prints on the disk: one file for each document, in a folder that only the daemon reads.
//!
//! A file is written beside, synced, and takes its name at once, so that what bears the name is whole; the keyed digest at
//! its end says so again, and that nobody but this installation made it. Neither the document's words nor its path stand
//! in it in clear: its name is a keyed digest of the path, and the path within is told to who names it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Seen;
use crate::model::{Digest, Key};

/// With which a file begins; another version of the runs gets another word, and old files are made anew.
const MAGIC: &[u8] = b"leakwatch print 1\n";
/// A print larger than this was not written by us.
const MOST_BYTES: u64 = 1 << 30;
const DIGEST: usize = 32;

/// What is kept of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept {
    pub(super) seen: Seen,
    /// Keyed, of the file's bytes.
    pub(super) digest: Digest,
    pub(super) runs: Arc<[u32]>,
}

/// What stands before the runs, as one line of JSON.
#[derive(Serialize, Deserialize)]
struct Head {
    path: String,
    seen: Seen,
    digest: Digest,
    runs: usize,
}

/// The folder of prints.
pub(super) struct Shelf {
    folder: PathBuf,
    key: Key,
    /// A command beside a daemon only reads.
    writes: bool,
}

impl Shelf {
    pub(super) fn new(folder: PathBuf, key: Key, writes: bool) -> Shelf {
        Shelf { folder, key, writes }
    }

    pub(super) fn digest(&self, bytes: &[u8]) -> Digest {
        self.key.digest("bytes of a document", &[bytes])
    }

    fn file(&self, path: &Path) -> PathBuf {
        let digest = self.key.digest("path of a document", &[path.as_os_str().as_encoded_bytes()]);
        self.folder.join(format!("{}.print", &digest.hex()[..32]))
    }

    /// The print of this path; none: there is none, or it is damaged, which is said.
    pub(super) fn read(&self, path: &Path) -> Option<Kept> {
        let file = self.file(path);
        let (head, kept) = self.open(&file)?;
        (head.path == path.to_string_lossy()).then_some(kept)
    }

    fn open(&self, file: &Path) -> Option<(Head, Kept)> {
        let about = fs::metadata(file).ok()?;
        let bytes = if about.len() <= MOST_BYTES { fs::read(file).ok()? } else { Vec::new() };
        let parsed = self.parse(&bytes);
        if parsed.is_none() {
            tracing::warn!(file = %file.display(), "the print of a document is damaged and is not used");
        }
        parsed
    }

    fn parse(&self, bytes: &[u8]) -> Option<(Head, Kept)> {
        let (signed, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST)?)?;
        if self.key.digest("print of a document", &[signed]).0 != digest {
            return None;
        }
        let rest = signed.strip_prefix(MAGIC)?;
        let end = rest.iter().position(|&byte| byte == b'\n')?;
        let head: Head = serde_json::from_slice(&rest[..end]).ok()?;
        let (runs, rest) = rest[end + 1..].as_chunks::<4>();
        if !rest.is_empty() || runs.len() != head.runs {
            return None;
        }
        let runs = runs.iter().map(|run| u32::from_le_bytes(*run)).collect();
        let kept = Kept { seen: head.seen, digest: head.digest, runs };
        Some((head, kept))
    }

    /// Written whole or not at all, for the daemon's eyes alone.
    pub(super) fn write(&self, path: &Path, kept: &Kept) -> io::Result<()> {
        if !self.writes {
            return Ok(());
        }
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let head = Head {
            path: path.to_string_lossy().into_owned(),
            seen: kept.seen,
            digest: kept.digest,
            runs: kept.runs.len(),
        };
        let mut bytes = MAGIC.to_vec();
        serde_json::to_writer(&mut bytes, &head)?;
        bytes.push(b'\n');
        bytes.extend(kept.runs.iter().flat_map(|run| run.to_le_bytes()));
        let digest = self.key.digest("print of a document", &[&bytes]);
        bytes.extend(digest.0);
        // Made with the mode 0600.
        let mut beside = tempfile::Builder::new().prefix(".print-").tempfile_in(&self.folder)?;
        beside.write_all(&bytes)?;
        beside.as_file().sync_all()?;
        crate::fault!("print.written")?;
        beside.persist(self.file(path))?;
        fs::File::open(&self.folder)?.sync_all()
    }

    /// The paths that have a print.
    pub(super) fn paths(&self) -> BTreeSet<PathBuf> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let prints = files.filter(|path| path.extension().is_some_and(|end| end == "print"));
        prints.filter_map(|file| Some(PathBuf::from(self.open(&file)?.0.path))).collect()
    }

    /// Removes prints of what is neither named nor below a folder that is, and what was left half-written.
    pub(super) fn tidy(&self, named: &BTreeSet<PathBuf>) -> io::Result<()> {
        if !self.writes || !self.folder.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let half = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".print-"));
            let wanted = self.open(&path).is_some_and(|(head, _)| {
                Path::new(&head.path).ancestors().any(|above| named.contains(above))
            });
            if half || !wanted {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}
