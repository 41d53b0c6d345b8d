//! Where a body goes while it comes in: into memory, or, where a folder is given and it grows large, into a file there.
//!
//! A file is removed with the last who holds it. Writing goes to the page cache, piece by piece: it is done where the
//! pieces arrive, which keeps one reader's memory at a piece. A disk that has no room cuts the body, and that is said.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::TempPath;

use crate::model::{Digest, Spooled};

/// What memory holds of a spooled body: enough to tell what it is.
const HEAD: usize = 1 << 20;

#[derive(Debug, Default)]
pub(super) struct Spool {
    dir: Option<PathBuf>,
    limit: usize,
    /// The whole body, or its beginning once there is a file.
    memory: Vec<u8>,
    length: u64,
    file: Option<Large>,
}

#[derive(Debug)]
struct Large {
    file: File,
    path: TempPath,
    digest: Sha256,
}

impl Spool {
    /// What is larger than `limit` bytes goes into `dir`; without a folder everything stays in memory.
    pub fn new(dir: Option<&Path>, limit: u64) -> Spool {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Spool { dir: dir.map(Path::to_owned), limit, ..Spool::default() }
    }

    pub fn len(&self) -> u64 {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The whole body, or its beginning.
    pub fn head(&self) -> &[u8] {
        &self.memory
    }

    pub fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.file.is_none() {
            match &self.dir {
                Some(dir) if self.memory.len() + bytes.len() > self.limit => {
                    let (file, path) =
                        tempfile::Builder::new().prefix("body-").tempfile_in(dir)?.into_parts();
                    let mut large = Large { file, path, digest: Sha256::new() };
                    large.write(&self.memory)?;
                    self.memory.truncate(HEAD);
                    self.memory.shrink_to_fit();
                    self.file = Some(large);
                }
                _ => self.memory.extend_from_slice(bytes),
            }
        }
        if let Some(large) = &mut self.file {
            large.write(bytes)?;
            let room = HEAD.saturating_sub(self.memory.len());
            self.memory.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// What is in memory, and the file where there is one.
    pub fn end(self) -> (Vec<u8>, Option<Spooled>) {
        let length = self.length;
        let spooled = self.file.map(|large| Spooled {
            path: large.path.to_path_buf(),
            length,
            digest: Digest(large.digest.finalize().into()),
            keep: large.path,
        });
        (self.memory, spooled)
    }
}

impl Large {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.digest.update(bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_bodies_stay_in_memory_and_large_ones_are_a_file_while_they_are_held() {
        let dir = tempfile::tempdir().expect("a folder");
        let files = || std::fs::read_dir(dir.path()).expect("a folder").count();
        for (folder, length, on_disk) in
            [(Some(dir.path()), 100, false), (Some(dir.path()), 101, true), (None, 5_000, false)]
        {
            let whole: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let mut spool = Spool::new(folder, 100);
            whole.chunks(7).for_each(|piece| spool.push(piece).expect("room"));
            assert_eq!(spool.len(), length);
            let (memory, spooled) = spool.end();
            assert!(whole.starts_with(&memory) && !memory.is_empty());
            assert_eq!((spooled.is_some(), files()), (on_disk, usize::from(on_disk)));
            match spooled {
                None => assert_eq!(memory, whole),
                Some(spooled) => {
                    assert_eq!(std::fs::read(&spooled.path).expect("the file"), whole);
                    assert_eq!((spooled.length, spooled.digest), (length, Digest::sha256(&whole)));
                }
            }
            assert_eq!(files(), 0, "gone with who held it");
        }
        let mut at_once = Spool::new(Some(dir.path()), 2);
        at_once.push(b"abc").expect("room");
        assert_eq!(at_once.head(), b"abc", "what it is can be told of a body that came in one piece");
        let mut nowhere = Spool::new(Some(Path::new("/nowhere/at/all")), 1);
        assert!(nowhere.push(b"abc").is_err());
    }
}
