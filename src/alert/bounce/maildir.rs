//! The mailbox of bounces as a maildir on this machine: what was read is renamed from `new/` into `cur/` as seen, whether
//! or not it was a bounce.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Bounced, Ledger, MOST};

/// Files read in one run.
const FILES: usize = 500;

/// A letter is moved only after the store knows of it: a crash between reads it again, and twice is once.
pub(super) async fn read(ledger: &Ledger, dir: &Path) -> anyhow::Result<Bounced> {
    let mut done = Bounced::default();
    let new = dir.to_owned();
    for path in tokio::task::spawn_blocking(move || waiting(&new)).await?? {
        let file = path.clone();
        let bytes = match tokio::task::spawn_blocking(move || head(&file)).await? {
            Ok(bytes) => bytes,
            // Another reader of the same mailbox took it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error.into()),
        };
        ledger.take(&bytes, &mut done).await?;
        crate::fault!("bounce.reopened")?;
        let dir = dir.to_owned();
        tokio::task::spawn_blocking(move || seen(&dir, &path)).await??;
    }
    Ok(done)
}

/// The oldest first, by name: maildir names begin with the time.
fn waiting(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let new = match fs::read_dir(dir.join("new")) {
        Ok(new) => new,
        // No letter has come yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut paths: Vec<PathBuf> =
        new.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.is_file()).collect();
    paths.sort_unstable();
    paths.truncate(FILES);
    Ok(paths)
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MOST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn seen(dir: &Path, path: &Path) -> io::Result<()> {
    let Some(name) = path.file_name() else { return Ok(()) };
    let mut name = name.to_owned();
    name.push(":2,S");
    fs::create_dir_all(dir.join("cur"))?;
    fs::rename(path, dir.join("cur").join(name))
}
