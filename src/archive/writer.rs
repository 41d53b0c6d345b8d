//! Appends records: one write a batch, synced before it returns. One writer a file; a torn tail is cut at the start.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::read::{begun, number_of, owner_of};
use super::record::{info, pack, pair};
use super::verify::{holds_record, walk};
use super::{ArchiveError, Spot};
use crate::clock::Clock;
use crate::model::{Digest, Exchange};

/// A file is closed and the next begun at this size.
const ROTATE: u64 = 512 << 20;
/// And after this time: retention removes whole files, so none may gather years.
const ROTATE_AGE: Duration = Duration::from_secs(7 * 24 * 3600);
const SUFFIX: &str = ".warc.gz";
/// Bytes gathered before they are written: a batch of pages is a few writes.
const BUFFER: usize = 1 << 20;

/// The archive's writer. Calls block on the disk.
pub struct Archive {
    dir: PathBuf,
    /// Tells this daemon's files from another's in the same folder.
    owner: String,
    clock: Arc<dyn Clock>,
    tail: Mutex<Option<Tail>>,
}

struct Tail {
    file: File,
    name: String,
    end: u64,
    chain: Digest,
}

impl Archive {
    /// Opens the folder, makes it if it is not there, and cuts what a crash left half-written at the end of this
    /// owner's last file. `known` is the newest record that the store knows of: reading starts behind it.
    pub fn open(
        dir: &Path,
        owner: &str,
        clock: Arc<dyn Clock>,
        known: Option<&Spot>,
    ) -> Result<Archive, ArchiveError> {
        fs::create_dir_all(dir).map_err(|e| ArchiveError::io(dir, e))?;
        let owner: String = owner.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let archive = Archive { dir: dir.to_path_buf(), owner, clock, tail: Mutex::new(None) };
        let Some(name) = archive.own_files()?.pop() else { return Ok(archive) };
        let path = dir.join(&name);
        let from = known.filter(|spot| spot.file == name).map_or(0, |spot| spot.offset);
        let seen = walk(&path, from)?;
        let file = OpenOptions::new().write(true).open(&path).map_err(|e| ArchiveError::io(&path, e))?;
        let length = file.metadata().map_err(|e| ArchiveError::io(&path, e))?.len();
        if seen.end < length && holds_record(&path, seen.end)? {
            // Not a crash: evidence stands behind it. `verify` tells; what comes goes into a new file.
            tracing::error!(file = %name, at = seen.end, "the archive is damaged; the file is left as it is");
            return Ok(archive);
        }
        if seen.end < length {
            tracing::warn!(file = %name, kept = seen.end, cut = length - seen.end, "a torn tail of the archive was cut");
            file.set_len(seen.end).and_then(|()| file.sync_all()).map_err(|e| ArchiveError::io(&path, e))?;
        }
        if let Some(chain) = seen.chain {
            *archive.lock() = Some(Tail { file, name, end: seen.end, chain });
        }
        Ok(archive)
    }

    /// Writes the exchanges, each after the hops that led to it; on return they are on the disk. A spooled body goes
    /// from file to file.
    /// What failed half-way is cut again, so that nothing half-written stays.
    pub fn append(&self, exchanges: &[Arc<Exchange>]) -> Result<Vec<Spot>, ArchiveError> {
        let mut guard = self.lock();
        let mut tail = match guard.take() {
            Some(tail) if tail.end < ROTATE && !self.is_old(&tail.name) => tail,
            Some(full) => match self.begin(full.chain) {
                Ok(tail) => tail,
                Err(error) => {
                    *guard = Some(full);
                    return Err(error);
                }
            },
            None => self.begin(self.chain_so_far()?)?,
        };
        let written = write(&tail, exchanges).and_then(|written| {
            crate::fault!("archive.written")?;
            tail.file.sync_data()?;
            Ok(written)
        });
        let (spots, end, chain) = match written {
            Ok(written) => written,
            Err(error) => {
                // Should the cut fail too, the next start does it.
                let _ = tail.file.set_len(tail.end);
                let path = self.dir.join(&tail.name);
                *guard = Some(tail);
                return Err(ArchiveError::io(&path, error));
            }
        };
        (tail.end, tail.chain) = (end, chain);
        *guard = Some(tail);
        Ok(spots)
    }

    fn is_old(&self, name: &str) -> bool {
        begun(name).is_some_and(|begun| self.clock.now().since(begun) >= ROTATE_AGE)
    }

    /// Begins a file; its first record carries the chain on.
    fn begin(&self, chain: Digest) -> Result<Tail, ArchiveError> {
        let now = self.clock.now();
        let number = super::read::files(&self.dir)?.iter().map(|name| number_of(name)).max().unwrap_or(0) + 1;
        let name = format!("{}-{:06}-{}{SUFFIX}", now.utc().format("%Y%m%dT%H%M%S"), number, self.owner);
        let path = self.dir.join(&name);
        let (head, block) = info(&name, now, &chain);
        let mut bytes = Vec::new();
        pack(&mut bytes, &head, &block, None).map_err(|e| ArchiveError::io(&path, e))?;
        // Torn at its first record a file is worth nothing; should the removal fail too, the next start cuts it.
        let torn = |error| {
            let _ = fs::remove_file(&path);
            ArchiveError::io(&path, error)
        };
        let made = OpenOptions::new().write(true).create_new(true).open(&path).and_then(|mut file| {
            file.write_all(&bytes)?;
            file.sync_all()?;
            // The name itself must survive a crash, too.
            File::open(&self.dir)?.sync_all()?;
            Ok(file)
        });
        let file = made.map_err(torn)?;
        Ok(Tail { file, name, end: bytes.len() as u64, chain })
    }

    /// Where this owner's chain has come to. A file that was torn at its first record has none: the one before it counts.
    fn chain_so_far(&self) -> Result<Digest, ArchiveError> {
        for name in self.own_files()?.iter().rev() {
            if let Some(chain) = walk(&self.dir.join(name), 0)?.chain {
                return Ok(chain);
            }
        }
        Ok(Digest::sha256(b"leakwatch"))
    }

    fn own_files(&self) -> Result<Vec<String>, ArchiveError> {
        let own = format!("{}{SUFFIX}", self.owner);
        Ok(super::read::files(&self.dir)?.into_iter().filter(|name| owner_of(name) == own).collect())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Tail>> {
        // A panic between take and put leaves none: the next append begins a new file.
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes behind the tail: where each exchange lies, the new end, the chain there. The tail itself has not moved.
fn write(tail: &Tail, exchanges: &[Arc<Exchange>]) -> io::Result<(Vec<Spot>, u64, Digest)> {
    let mut file = &tail.file;
    file.seek(SeekFrom::Start(tail.end))?;
    let mut out = Counted { inner: BufWriter::with_capacity(BUFFER, file), at: tail.end };
    let mut spots = Vec::with_capacity(exchanges.len());
    let mut chain = tail.chain;
    for exchange in exchanges {
        for one in exchange.hops.iter().chain(std::iter::once(exchange.as_ref())) {
            let pair = pair(one, &chain)?;
            chain = pair.chain;
            let offset = out.at;
            pack(&mut out, &pair.response.0, &pair.response.1, one.wire_spooled.as_deref())?;
            let length = out.at - offset;
            if let Some((head, block)) = &pair.request {
                pack(&mut out, head, block, None)?;
            }
            if std::ptr::eq(one, exchange.as_ref()) {
                spots.push(Spot { file: tail.name.clone(), offset, length, digest: pair.payload });
            }
        }
    }
    out.flush()?;
    Ok((spots, out.at, chain))
}

/// Knows where it is.
struct Counted<W> {
    inner: W,
    at: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
