//! Letters into a folder, when no relay is configured: written to `tmp/`, synced, renamed into `new/`, synced again,
//! so that a reader never sees half a letter and a power cut never loses one that was called accepted.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;

use crate::alert::channel::{Accepted, Channel, Hold, Outgoing, SendError};
use crate::clock::Clock;

pub struct Maildir {
    dir: PathBuf,
    clock: Arc<dyn Clock>,
}

impl Maildir {
    /// `dir` gets `tmp/`, `new/` and `cur/` with the first letter.
    pub fn new(dir: PathBuf, clock: Arc<dyn Clock>) -> Maildir {
        Maildir { dir, clock }
    }
}

#[async_trait]
impl Channel for Maildir {
    fn name(&self) -> &str {
        "maildir"
    }

    async fn send(&self, letter: &Outgoing, hold: &dyn Hold) -> Result<Accepted, SendError> {
        if !hold.still_ours().await {
            return Err(SendError::LostLease);
        }
        let (dir, bytes, name) = (self.dir.clone(), letter.bytes.clone(), letter.id.hex());
        let written = tokio::task::spawn_blocking(move || deliver(&dir, &name, &bytes)).await;
        match written {
            Ok(Ok(path)) => Ok(Accepted {
                relay: self.name().to_owned(),
                reply: format!("written to {path}"),
                at: self.clock.now(),
            }),
            Ok(Err(error)) => {
                let why = format!("{}: {error}", self.dir.display());
                Err(SendError::Later { why, until: None })
            }
            Err(stopped) => Err(SendError::Later { why: format!("writing stopped: {stopped}"), until: None }),
        }
    }
}

/// The letter's id is its name: a resend replaces the copy that is there instead of adding one.
fn deliver(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<String> {
    for folder in ["tmp", "new", "cur"] {
        fs::create_dir_all(dir.join(folder))?;
    }
    let tmp = dir.join("tmp").join(name);
    let mut file = File::create(&tmp)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    let shown = format!("new/{name}");
    fs::rename(&tmp, dir.join(&shown))?;
    File::open(dir.join("new"))?.sync_all()?;
    Ok(shown)
}
