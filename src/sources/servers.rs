//! What kinds share that speak another protocol than HTTP: servers that are gone to one after another, and letters.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::visit::{Visit, worst};
use super::{Order, Sink};
use crate::fetch::Fetcher;
use crate::model::{Exchange, Harvest, PollError, Time};

/// Of the cursor.
const VERSION: u32 = 1;

/// Servers with groups or folders, each with an address and a mark of how far it was read.
#[async_trait]
pub(super) trait Servers: Send + Sync {
    type Mark: Serialize + DeserializeOwned + Send;
    /// Groups or folders whose marks are kept.
    const MOST: usize;

    fn starts(&self) -> &[Url];

    /// Reads what is new on one server, and marks what was read whole.
    async fn server(
        &self,
        start: &Url,
        visit: &mut Visit<'_>,
        read: &mut BTreeMap<String, Self::Mark>,
    ) -> Result<(), PollError>;
}

#[derive(Serialize, Deserialize)]
struct Cursor<M> {
    read: BTreeMap<String, M>,
}

impl<M> Default for Cursor<M> {
    fn default() -> Cursor<M> {
        Cursor { read: BTreeMap::new() }
    }
}

/// One visit to all of them; it fails as a whole when none of them can be read.
pub(super) async fn go<S: Servers>(
    servers: &S,
    order: &Order,
    fetcher: &Fetcher,
    out: &Sink,
    cancel: &CancellationToken,
) -> Result<Harvest, PollError> {
    let mut visit = Visit::new(order, fetcher, out, cancel);
    let mut cursor: Cursor<S::Mark> = visit.cursor(VERSION);
    let mut failed = Vec::new();
    for start in servers.starts() {
        let outcome = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(PollError::Cancelled),
            outcome = servers.server(start, &mut visit, &mut cursor.read) => outcome,
        };
        match outcome {
            Ok(()) => {}
            Err(PollError::Cancelled) => return Err(PollError::Cancelled),
            Err(e) => failed.push((start.to_string(), e)),
        }
    }
    if failed.len() == servers.starts().len() {
        return Err(worst(failed));
    }
    visit.harvest.complete = failed.is_empty() && !visit.harvest.more && visit.harvest.failed.is_empty();
    visit.harvest.failed.extend(failed);
    while cursor.read.len() > S::MOST {
        cursor.read.pop_first();
    }
    Ok(visit.end(VERSION, &cursor))
}

/// A letter as an exchange: what came, when, and from where; there is no head around it.
pub(super) fn letter(url: &str, body: Vec<u8>, truncated: bool, sent: Time, received: Time) -> Exchange {
    Exchange {
        url: url.to_owned(),
        final_url: url.to_owned(),
        method: "ARTICLE".to_owned(),
        status: 200,
        headers: vec![("content-type".to_owned(), b"message/rfc822".to_vec())],
        wire_body: body.clone(),
        body,
        truncated,
        sent,
        received,
        ..Exchange::default()
    }
}
