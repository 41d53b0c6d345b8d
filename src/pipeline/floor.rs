//! What may still be done when the disk runs low or takes no writes. Crawling pauses first, then the index, then the
//! archive: what is left is for the letters, and for them there is a reserve that is given free when even they find no
//! room. A file system that turned read-only is looked for before anything runs into it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tokio::sync::watch;

/// What there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floor {
    /// New visits.
    pub crawl: bool,
    /// Commits of the search index.
    pub index: bool,
    /// Raw exchanges, and with them admissions of pages.
    pub archive: bool,
}

/// The floor of the moment, and news of the next.
pub type Floors = watch::Receiver<Floor>;

impl Floor {
    /// Room for everything.
    pub const OPEN: Floor = Floor { crawl: true, index: true, archive: true };

    /// By free bytes: below `floor` no visit begins, below half of it the index rests, below a quarter nothing is
    /// archived. A visit that is under way when crawling pauses may end: that is what the steps between are for.
    pub fn at(free: u64, floor: u64) -> Floor {
        Floor { crawl: free >= floor, index: free >= floor / 2, archive: free >= floor / 4 }
    }

    /// What is left of this where folders take no writes.
    pub fn beside(self, shut: Shut) -> Floor {
        let all = shut.data || shut.database;
        Floor {
            crawl: self.crawl && !all && !shut.archive,
            index: self.index && !all && !shut.index,
            archive: self.archive && !all && !shut.archive,
        }
    }

    /// In words, for the log.
    pub fn words(self) -> &'static str {
        match self {
            Floor { archive: false, .. } => "visits, index and archive rest; letters go on",
            Floor { index: false, .. } => "visits and index rest; letters go on",
            Floor { crawl: false, .. } => "no new visits; letters go on",
            _ => "there is room",
        }
    }
}

/// Folders that take no writes at the moment: a file system turns read-only under a daemon when its disk fails, or when
/// somebody mounts it so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shut {
    pub data: bool,
    pub archive: bool,
    pub index: bool,
    /// A file database's folder.
    pub database: bool,
}

impl Shut {
    pub fn look(data: &Path, database: Option<&Path>) -> Shut {
        Shut {
            data: is_shut(data),
            archive: is_shut(&data.join("archive")),
            index: is_shut(&data.join("index")),
            database: database.is_some_and(is_shut),
        }
    }

    pub fn any(self) -> bool {
        self != Shut::default()
    }

    /// In words, for the log.
    pub fn words(self) -> &'static str {
        match self {
            Shut { database: true, .. } => {
                "the database's folder cannot be written to: all rests, and goes on by itself"
            }
            Shut { data: true, .. } | Shut { archive: true, .. } => {
                "the data folder cannot be written to: visits rest; letters go on"
            }
            Shut { index: true, .. } => "the index's folder cannot be written to: the index rests",
            _ => "everything can be written to",
        }
    }
}

/// A file that is there to be opened: whether a folder can be written to is told without writing.
const PROBE: &str = ".writable";

fn is_shut(folder: &Path) -> bool {
    let opened = File::options().create(true).truncate(false).write(true).open(folder.join(PROBE));
    let refused = [io::ErrorKind::ReadOnlyFilesystem, io::ErrorKind::PermissionDenied];
    opened.is_err_and(|error| refused.contains(&error.kind()))
}

/// Free bytes under a folder, for whoever is no superuser.
pub fn free(data: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(data)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// With less than this a letter may find no room to be written down.
const CRAMPED: u64 = 4 << 20;

/// A file that takes room so that it can be given free.
#[derive(Clone, Debug)]
pub struct Reserve {
    path: PathBuf,
    bytes: usize,
}

impl Reserve {
    /// `bytes` at `data/reserve`.
    pub fn new(data: &Path, bytes: usize) -> Reserve {
        Reserve { path: data.join("reserve"), bytes }
    }

    /// What others may use of the free bytes: what the reserve lacks is the letters' alone.
    pub fn usable(&self, free: u64) -> u64 {
        if self.is_whole() { free } else { free.saturating_sub(self.bytes as u64) }
    }

    fn is_whole(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|m| m.len() == self.bytes as u64)
    }

    /// Makes it, written and not sparse, unless it is there in full. One that finds no room leaves nothing.
    pub fn make(&self) -> io::Result<()> {
        if self.is_whole() {
            return Ok(());
        }
        self.write().inspect_err(|_| {
            let _ = fs::remove_file(&self.path);
        })
    }

    fn write(&self) -> io::Result<()> {
        // Not zeros: a file system that compresses would keep nothing for us.
        let piece: Vec<u8> = (0..64 << 10).map(|_| rand::random::<u8>()).collect();
        let mut file = File::create(&self.path)?;
        let mut left = self.bytes;
        while left > 0 {
            let now = left.min(piece.len());
            file.write_all(&piece[..now])?;
            left -= now;
        }
        file.sync_all()
    }

    /// Gives its room to the letters when hardly any is left. True: there is more now than before.
    pub fn relieve(&self) -> io::Result<bool> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        Ok(free(folder)? < CRAMPED && self.free()?)
    }

    /// Gives its room to whoever writes next. False: it was given already.
    pub fn free(&self) -> io::Result<bool> {
        match fs::remove_file(&self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_close_in_order() {
        for (free, crawl, index, archive) in [
            (1_000, true, true, true),
            (999, false, true, true),
            (500, false, true, true),
            (499, false, false, true),
            (250, false, false, true),
            (249, false, false, false),
            (0, false, false, false),
        ] {
            assert_eq!(Floor::at(free, 1_000), Floor { crawl, index, archive }, "{free} free");
        }
        assert_eq!(Floor::at(0, 0), Floor::OPEN, "no floor, no pause");
    }

    #[test]
    fn what_cannot_be_written_to_rests() {
        let (none, open) = (Shut::default(), Floor::OPEN);
        assert_eq!(open.beside(none), open);
        for (shut, crawl, index, archive) in [
            (Shut { data: true, ..none }, false, false, false),
            (Shut { database: true, ..none }, false, false, false),
            (Shut { archive: true, ..none }, false, true, false),
            (Shut { index: true, ..none }, true, false, true),
        ] {
            assert!(shut.any());
            assert_eq!(open.beside(shut), Floor { crawl, index, archive }, "{shut:?}");
            assert_eq!(Floor::at(0, 1_000).beside(shut), Floor::at(0, 1_000), "nothing opens by it");
        }
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("archive")).expect("made");
        assert!(!Shut::look(dir.path(), Some(dir.path())).any(), "one that is not there yet is not shut");
    }

    #[test]
    fn the_reserve_is_given_once_and_made_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let reserve = Reserve::new(dir.path(), 200_000);
        assert_eq!(reserve.usable(1_000_000), 800_000, "the rest is for letters");
        reserve.make().expect("made");
        assert_eq!(reserve.usable(1_000_000), 1_000_000);
        assert_eq!(fs::metadata(dir.path().join("reserve")).expect("there").len(), 200_000);
        assert!(reserve.free().expect("given"));
        assert!(!reserve.free().expect("asked again"));
        reserve.make().expect("made again");
        assert!(reserve.free().expect("given again"));
    }
}
