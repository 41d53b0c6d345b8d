//! Asks the daemon for something by a request row and waits for its answer; without a daemon does it here, once, while
//! holding the data folder.

use std::time::Duration;

use anyhow::bail;
use serde_json::Value;

use crate::app::{self, Folder};
use crate::clock::Clock;
use crate::config::Config;
use crate::model::Time;
use crate::runtime::SystemClock;
use crate::store::Store;

/// How long a command waits, and how often it looks.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
pub(super) const LOOK: Duration = Duration::from_millis(200);

/// What became of it.
pub(super) struct Answered {
    pub answer: Value,
    /// The folder, when no daemon runs: what has to follow is the command's to do.
    pub here: Option<Folder>,
}

/// The name that requests and the audit log know us by.
pub(super) fn by() -> String {
    let user = std::env::var("SUDO_USER").or_else(|_| std::env::var("USER"));
    user.map_or_else(|_| "command line".to_owned(), |user| format!("command line ({user})"))
}

/// An `error` in the answer is an error here.
pub(super) async fn ask(
    config: &Config,
    store: &Store,
    kind: &str,
    body: &Value,
    clock: &dyn Clock,
) -> anyhow::Result<Answered> {
    let by = by();
    if let Some(folder) = Folder::free(&config.data)? {
        let letters = app::letters(config);
        let done = app::perform(store, &letters, clock.now(), kind, body, &by).await?;
        return Ok(Answered { answer: understood(done.answer)?, here: Some(folder) });
    }
    let id = store.ask(kind, body, &by).await?;
    let until = clock.now() + PATIENCE;
    loop {
        if let Some(answer) = store.request(id).await?.and_then(|request| request.answer) {
            return Ok(Answered { answer: understood(answer)?, here: None });
        }
        if clock.now() >= until {
            bail!(
                "the daemon has not answered within {} s; request {id} stays asked for it. Look at its log",
                PATIENCE.as_secs()
            );
        }
        clock.sleep(LOOK).await;
    }
}

fn understood(answer: Value) -> anyhow::Result<Value> {
    match answer["error"].as_str() {
        Some(why) => bail!("{why}"),
        None => Ok(answer),
    }
}

/// From now on.
pub(super) fn deadline() -> Time {
    SystemClock.now() + PATIENCE
}
