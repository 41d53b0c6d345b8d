//! `leakwatch test-letter`: proves that letters arrive, by the same way that alerts take.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use serde::Serialize;
use serde_json::json;

use super::{Outcome, ask, settings};
use crate::alert::Dispatch;
use crate::app;
use crate::clock::Clock;
use crate::config::Config;
use crate::model::{Delivery, Digest};
use crate::runtime::SystemClock;
use crate::store::Store;

#[derive(clap::Args)]
pub(super) struct Args {
    /// A recipient's id [default: all of them]
    recipient: Option<String>,
    /// One JSON document a line: {"recipient","to","letter","state","relay","reply"}
    #[arg(long)]
    json: bool,
}

/// What became of one letter.
#[derive(Serialize)]
struct Fate {
    recipient: String,
    to: String,
    letter: String,
    state: Delivery,
    relay: String,
    reply: String,
}

/// Exit code 1 when a letter was not accepted while we waited.
pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    super::wait(async {
        let store = settings::store(&config).await?;
        let body = json!({ "recipient": args.recipient.unwrap_or_default() });
        let answered = ask::ask(&config, &store, "test_letter", &body, &SystemClock).await?;
        if let Some(_folder) = &answered.here {
            eprintln!("No daemon runs: the letter is sent from here.");
            send(&config, &store).await?;
        }
        let mut all = true;
        for letter in answered.answer["letters"].as_array().into_iter().flatten() {
            let word = |key: &str| letter[key].as_str().unwrap_or_default().to_owned();
            let fate = outcome(&store, word("recipient"), word("to"), word("letter")).await?;
            all &= fate.state == Delivery::Sent;
            if args.json {
                println!("{}", serde_json::to_string(&fate)?);
            } else {
                println!("{}", in_words(&fate));
            }
        }
        Ok(if all { Outcome::Done } else { Outcome::Found })
    })
}

/// What is owed now, this letter first of all; what a relay puts off stays owed to the daemon.
async fn send(config: &Config, store: &Store) -> anyhow::Result<()> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let (routes, letters) = (app::routes(config, &clock), Arc::new(app::letters(config)));
    Dispatch::new(store.clone(), routes, letters, clock).run_once().await.context("sending")?;
    Ok(())
}

/// Waits until the letter was accepted or refused for good; a relay that puts it off ends the wait.
async fn outcome(store: &Store, recipient: String, to: String, letter: String) -> anyhow::Result<Fate> {
    let id = Digest::parse(&letter).context("the answer names no letter")?;
    let until = ask::deadline();
    loop {
        let row = store.letter(&id).await?.with_context(|| format!("letter {letter} is not there"))?;
        let settled = matches!(row.state, Delivery::Sent | Delivery::Failed | Delivery::Bounced);
        if settled || row.tries > 0 || SystemClock.now() >= until {
            let (state, relay, reply) = (row.state, row.relay, row.reply);
            return Ok(Fate { recipient, to, letter, state, relay, reply });
        }
        SystemClock.sleep(ask::LOOK).await;
    }
}

fn in_words(fate: &Fate) -> String {
    let Fate { recipient, to, relay, reply, .. } = fate;
    match fate.state {
        Delivery::Sent => format!("{recipient} <{to}>: accepted by {relay}: {reply}"),
        Delivery::Failed => format!("{recipient} <{to}>: refused: {reply}. Look at [relay] and the address"),
        _ if reply.is_empty() => format!("{recipient} <{to}>: not sent yet; it stays owed"),
        _ => format!("{recipient} <{to}>: not now: {reply}. It stays owed and is tried again"),
    }
}
