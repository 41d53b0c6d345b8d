//! A rehearsal that was asked for by a request row: beside the daemon's own work, its steps told in the store.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::super::Currents;
use super::{Stage, rehearse};
use crate::clock::Clock;
use crate::model::proof::{Proof, ROW};
use crate::store::Store;
use crate::store::rows::RequestRow;

/// Older than this it was asked of a daemon that stopped meanwhile: whoever waited for it has gone.
const STALE: Duration = Duration::from_secs(300);

/// What was just written is taken over within a second or two, when the machine has nothing else to do: every set is
/// compiled. A busy one took twelve.
const TAKEN_OVER: Duration = Duration::from_secs(120);

/// Rehearses for `body.watch` of the configuration of the moment, and answers the request. A daemon that stops meanwhile
/// leaves it unanswered.
pub(in crate::app) async fn answer(
    store: Store,
    asked: RequestRow,
    mut current: Currents,
    (clock, program): (Arc<dyn Clock>, PathBuf),
    stop: CancellationToken,
) {
    let (request, watch) = (asked.id, asked.body["watch"].as_str().unwrap_or_default().to_owned());
    let stale = clock.now().since(asked.asked) > STALE;
    let known = current.wait_for(|c| c.config.watches.iter().any(|w| w.id == watch));
    let soon = clock.sleep(TAKEN_OVER);
    tokio::select! { _ = known => {} () = soon => {} }
    let config = current.borrow().config.clone();
    let stage = Stage { clock, program, by: asked.by };
    let (told, mut seen) = watch::channel(Proof::default());
    let telling = async {
        while seen.changed().await.is_ok() {
            let now = seen.borrow_and_update().clone();
            if let Err(error) = store.meta_set(ROW, &now.row(request)).await {
                tracing::warn!(%error, "how a test alert stands could not be written down");
            }
        }
    };
    let played = tokio::select! {
        biased;
        () = std::future::ready(()), if stale => Err(anyhow::anyhow!("the daemon was stopped meanwhile: ask again")),
        played = rehearse(&config, &watch, stage, &told) => played,
        () = stop.cancelled() => return,
        () = telling => return,
    };
    let (answer, how) = match played.and_then(|proof| Ok((serde_json::to_value(&proof)?, proof.proved()))) {
        Ok((answer, true)) => (answer, "proved"),
        Ok((answer, false)) => (answer, "failed"),
        Err(error) => (json!({ "error": format!("{error:#}") }), "failed"),
    };
    tracing::info!(%watch, how, "a test alert has ended");
    if let Err(error) = settle(&store, request, &answer).await {
        tracing::error!(%error, "the answer to a request for a test alert could not be written");
    }
}

async fn settle(store: &Store, request: i64, answer: &Value) -> anyhow::Result<()> {
    Ok(store.answer(request, answer).await?)
}
