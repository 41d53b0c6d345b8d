//! The data folder: made if it is not there, held by one daemon at a time, and what that daemon is called: the same at
//! each start, so that a restart knows its own leases and its own silence.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// There while a restore fills the folder: what holds it was cut short.
pub const RESTORING: &str = "restoring";

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

    /// The name of whoever holds this folder, made by chance at the first start. One that cannot be written (the disk is
    /// full) lasts as long as the process.
    pub fn holder(&self) -> String {
        const LETTERS: usize = 16;
        let file = self.path.join("daemon");
        let known = fs::read_to_string(&file).unwrap_or_default();
        if known.len() == LETTERS && known.bytes().all(|b| b.is_ascii_hexdigit()) {
            return known;
        }
        let name = hex::encode(rand::random::<[u8; LETTERS / 2]>());
        let written = File::create(&file).and_then(|mut to| {
            to.write_all(name.as_bytes())?;
            to.sync_all()
        });
        if let Err(error) = written {
            tracing::warn!(%error, "{} cannot be written: a restart will not know this daemon", file.display());
        }
        name
    }

    /// The folder, unless a daemon holds it.
    pub fn free(path: &Path) -> anyhow::Result<Option<Folder>> {
        fs::create_dir_all(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        if path.join(RESTORING).exists() {
            bail!("a restore into {} was cut short: remove the folder and restore again", path.display());
        }
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
