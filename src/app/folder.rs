//! The data folder: made if it is not there, and held by one daemon at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The folder while it is ours. The lock goes with the process, however it ends.
#[derive(Debug)]
pub struct Folder {
    pub path: PathBuf,
    _lock: File,
}

impl Folder {
    pub fn lock(path: &Path) -> anyhow::Result<Folder> {
        match Folder::free(path)? {
            Some(folder) => Ok(folder),
            None => bail!(
                "another leakwatch holds the data folder {}; stop it, or give this one a folder of its own ([server] data)",
                path.display()
            ),
        }
    }

    /// The folder, unless a daemon holds it.
    pub fn free(path: &Path) -> anyhow::Result<Option<Folder>> {
        fs::create_dir_all(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        let file = path.join("lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&file);
        let lock = lock.with_context(|| format!("{} cannot be opened", file.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Folder { path: path.to_path_buf(), _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", file.display()))
            }
        }
    }
}

/// The folder for downloads that are too large for memory, emptied of what a daemon that was killed left there. The
/// data folder is held.
pub fn spool(data: &Path) -> anyhow::Result<PathBuf> {
    let dir = data.join("spool");
    if dir.is_dir() {
        fs::remove_dir_all(&dir).with_context(|| format!("{} cannot be emptied", dir.display()))?;
    }
    fs::create_dir_all(&dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    Ok(dir)
}
