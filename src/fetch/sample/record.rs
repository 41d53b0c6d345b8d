//! Writes what another transport answers, decoded, so that a person can read, trim and anonymise a sample.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use tokio::time::Instant;

use super::file::{self, Recorded};
use crate::fetch::intake::{self, Bounds};
use crate::fetch::settings::{Caps, Timeouts};
use crate::fetch::wire::{Transport, WireAnswer, WireError, WireRequest};

/// Of the coded body and of the connection, which a sample does not have; and what belongs to one visitor alone.
const LEFT_OUT: &[&str] =
    &["content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "set-cookie"];

/// A transport that records. A sample that cannot be written fails the request: a recording with holes is none.
pub struct Record {
    under: Arc<dyn Transport>,
    dir: PathBuf,
    written: AtomicUsize,
}

impl Record {
    /// Writes into `dir`, which exists; files begin with a number in the order of the requests.
    pub fn new(under: Arc<dyn Transport>, dir: &Path) -> Record {
        Record { under, dir: dir.to_owned(), written: AtomicUsize::new(0) }
    }
}

#[async_trait]
impl Transport for Record {
    async fn send(&self, request: WireRequest) -> Result<WireAnswer, WireError> {
        let url = request.url.clone();
        let answer = self.under.send(request).await?;
        let times = Timeouts::default();
        let bounds =
            Bounds { cap: Caps::default().memory, idle: times.idle, end: Instant::now() + times.total };
        let taken = intake::take(answer.body, &answer.headers, bounds).await;
        if let Some(why) = taken.cut {
            return Err(why);
        }
        let mut headers = answer.headers;
        headers.retain(|(name, _)| !LEFT_OUT.contains(&name.as_str()));
        let number = self.written.fetch_add(1, Ordering::Relaxed) + 1;
        let words = format!("{}{}", url.host_str().unwrap_or_default(), url.path());
        let words: String =
            words.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(60).collect();
        let path = self.dir.join(format!("{number:03}-{}.http", words.trim_matches('-')));
        let recorded =
            Recorded { url: url.into(), status: answer.status, headers: headers.clone(), body: taken.body };
        tokio::fs::write(&path, file::write(&recorded))
            .await
            .map_err(|e| WireError::Cut(format!("the sample {} cannot be written: {e}", path.display())))?;
        Ok(WireAnswer { peer: answer.peer, ..WireAnswer::whole(answer.status, headers, recorded.body) })
    }
}
