//! A rehearsal that was asked for by a request row: beside the daemon's own work, its steps told in the store.

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Proof, Stage, rehearse};
use crate::config::Config;
use crate::store::Store;

/// Rehearses and answers the request; a daemon that stops meanwhile leaves it unanswered.
pub(in crate::app) async fn answer(
    store: Store,
    request: i64,
    config: Config,
    watch: String,
    stage: Stage,
    stop: CancellationToken,
) {
    let (told, mut seen) = watch::channel(Proof::default());
    let telling = async {
        while seen.changed().await.is_ok() {
            let now = seen.borrow_and_update().clone();
            if let Err(error) = now.tell(&store, request).await {
                tracing::warn!(%error, "how a test alert stands could not be written down");
            }
        }
    };
    let played = tokio::select! {
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
