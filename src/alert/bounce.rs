//! Letters that came back. A bounce is trusted for one thing only: that it carries the Message-ID of a letter of ours,
//! which nobody can guess; then the letter's alerts are owed again. What it says beside that is shown, never obeyed.
//!
//! `report` reads a bounce, `maildir` and `imap` are where they lie.

mod imap;
mod maildir;
mod report;

use super::settings::Bounces;
use crate::store::Store;

pub use report::{Bounce, read};

/// Bytes of a letter that are read: a bounce carries the whole letter back at most.
const MOST: u64 = 2 * 1024 * 1024;

/// Watches the mailbox that bounces return to.
pub struct BounceTask {
    ledger: Ledger,
    mailbox: Bounces,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounced {
    /// Letters whose alerts are owed again.
    pub reopened: u64,
    /// Bounces of letters that are not ours, or were reopened already.
    pub strange: u64,
    /// Other mail.
    pub ignored: u64,
}

impl BounceTask {
    pub fn new(store: Store, mailbox: Bounces) -> BounceTask {
        BounceTask { ledger: Ledger { store }, mailbox }
    }

    /// Reads what has come since the last time. An error is the mailbox's: what was read until then stays read.
    pub async fn run_once(&self) -> anyhow::Result<Bounced> {
        match &self.mailbox {
            Bounces::Maildir(dir) => maildir::read(&self.ledger, dir).await,
            Bounces::Imap(imap) => imap::read(&self.ledger, imap).await,
        }
    }
}

/// Where what came back is written down.
struct Ledger {
    store: Store,
}

impl Ledger {
    /// One letter of the mailbox; says whether it was a bounce.
    async fn take(&self, bytes: &[u8], done: &mut Bounced) -> anyhow::Result<bool> {
        let Some(bounce) = read(bytes) else {
            done.ignored += 1;
            return Ok(false);
        };
        let note = format!("{} {}", bounce.status, bounce.why).trim().to_owned();
        match self.store.letter_bounced(&bounce.message_id, &note).await? {
            Some(letter) => {
                done.reopened += 1;
                tracing::warn!(?letter, %note, "a letter came back; its alerts are owed again");
            }
            None => done.strange += 1,
        }
        Ok(true)
    }
}
