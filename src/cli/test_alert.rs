//! `leakwatch test-alert`, and the end of `init`: proves the whole line with one's own keyword sets, recipients and relay.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::json;
use tokio::sync::watch;

use super::{Outcome, ask, settings};
use crate::app::{Folder, REHEARSAL_HOST, Stage, rehearse};
use crate::clock::Clock;
use crate::config::Config;
use crate::model::proof::{Proof, ROW, Step, Stood, What};
use crate::runtime::SystemClock;
use crate::store::Store;

/// How long a daemon may take for one watch: its own patience, and the building.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

#[derive(clap::Args)]
pub(super) struct Args {
    /// A watch's id [default: each of them in turn]
    watch: Option<String>,
    /// One JSON document a watch: {"watch","ended","alert_after_s","steps":[{"what","stood","to","after_s","by","detail"}]}
    #[arg(long)]
    json: bool,
}

/// Exit code 1 when something did not arrive.
pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    super::wait(prove(&config, args.watch.as_deref(), args.json))
}

/// By the daemon that runs on this configuration, with what it alone may read; without one, here.
async fn prove(config: &Config, one: Option<&str>, json: bool) -> anyhow::Result<Outcome> {
    let store = settings::store(config).await?;
    let mut all = true;
    for watch in watches(config, one)? {
        let (told, seen) = watch::channel(Proof::default());
        let ask = async {
            match Folder::free(&config.data)? {
                Some(_folder) => rehearse(config, watch, stage()?, &told).await,
                None => by_daemon(&store, watch, &told).await,
            }
        };
        let proof = shown(ask, seen, json).await?;
        let how = if proof.proved() { "proved" } else { "failed" };
        store.audit(&ask::by(), "test alert", watch, how).await?;
        all &= proof.proved();
    }
    store.close().await;
    Ok(if all { Outcome::Done } else { Outcome::Found })
}

/// At the end of `init`: here, because a daemon may not know the new configuration yet. True: it arrived.
pub(super) async fn prove_here(config: &Config) -> anyhow::Result<bool> {
    let mut all = true;
    for watch in watches(config, None)? {
        let (told, seen) = watch::channel(Proof::default());
        let proof = shown(rehearse(config, watch, stage()?, &told), seen, false).await?;
        all &= proof.proved();
    }
    Ok(all)
}

fn watches<'a>(config: &'a Config, one: Option<&str>) -> anyhow::Result<Vec<&'a str>> {
    let all: Vec<&str> = config.watches.iter().map(|w| w.id.as_str()).collect();
    match one {
        Some(one) if !all.contains(&one) => bail!("there is no watch `{one}`; one of: {}", all.join(", ")),
        Some(one) => Ok(all.into_iter().filter(|id| *id == one).collect()),
        None => Ok(all),
    }
}

fn stage() -> anyhow::Result<Stage> {
    let program = std::env::current_exe().context("where this program is")?;
    Ok(Stage { clock: Arc::new(SystemClock), program, by: ask::by() })
}

/// Asks by a request row; the steps are in the store while it goes on.
async fn by_daemon(store: &Store, watch: &str, told: &watch::Sender<Proof>) -> anyhow::Result<Proof> {
    let id = store.ask("test_alert", &json!({ "watch": watch }), &ask::by()).await?;
    let until = SystemClock.now() + PATIENCE;
    loop {
        if let Some(answer) = store.request(id).await?.and_then(|request| request.answer) {
            if let Some(why) = answer["error"].as_str() {
                bail!("{why}");
            }
            let proof: Proof = serde_json::from_value(answer).context("the daemon's answer")?;
            told.send_replace(proof.clone());
            return Ok(proof);
        }
        if let Some(proof) = store.meta_get(ROW).await?.and_then(|row| Proof::of_row(&row, id)) {
            told.send_if_modified(|last| std::mem::replace(last, proof.clone()) != proof);
        }
        if SystemClock.now() >= until {
            bail!("the daemon has not ended the test within {} s; look at its log", PATIENCE.as_secs());
        }
        SystemClock.sleep(ask::LOOK).await;
    }
}

/// Waits for the proof and prints each step once, when it ends.
async fn shown(
    work: impl Future<Output = anyhow::Result<Proof>>,
    mut seen: watch::Receiver<Proof>,
    json: bool,
) -> anyhow::Result<Proof> {
    let mut told: Vec<Step> = Vec::new();
    let mut tell = |proof: &Proof| {
        let ended = proof.steps.iter().filter(|s| s.stood != Stood::Waiting);
        for step in ended.filter(|s| !json && !told.contains(s)).cloned().collect::<Vec<_>>() {
            println!("{}", in_words(&step));
            told.push(step);
        }
    };
    tokio::pin!(work);
    let proof = loop {
        tokio::select! {
            proof = &mut work => break proof?,
            changed = seen.changed() => {
                if changed.is_ok() {
                    let now = seen.borrow_and_update().clone();
                    tell(&now);
                }
            }
        }
    };
    tell(&proof);
    if json {
        println!("{}", serde_json::to_string(&proof)?);
    } else {
        println!("{}", verdict(&proof));
    }
    Ok(proof)
}

/// One line: when, what, and for what failed the next step.
fn in_words(step: &Step) -> String {
    let Step { to, by, detail, .. } = step;
    let after = step.after_s.map_or_else(String::new, |s| format!("{s:.1} s"));
    let what = match (step.what, step.stood) {
        (What::TestLetter, Stood::Done) => format!("test letter to {to} accepted by {by}: {detail}"),
        (What::FirstVisit, Stood::Done) => format!(
            "http://{REHEARSAL_HOST}/ (this process, on loopback) read; a page with a leak is planted there"
        ),
        (What::Found, Stood::Done) => format!("found: {detail} (rule {by})"),
        (What::Alert, Stood::Done) => format!("alert letter to {to} accepted by {by}: {detail}"),
        (What::TestLetter, _) => format!("test letter to {to} NOT accepted. {}", refused(by, detail)),
        (What::FirstVisit, _) => {
            format!("the page on loopback could NOT be read: {detail}. Next: `leakwatch doctor`, and the log")
        }
        (What::Found, _) => {
            "the planted page was NOT found. Next: `leakwatch check`, then look at the keyword sets of the watch"
                .to_owned()
        }
        (What::Alert, _) if to.is_empty() => {
            "no alert letter: nothing was found that owes one".to_owned()
        }
        (What::Alert, _) => format!("alert letter to {to} NOT accepted. {}", refused(by, detail)),
    };
    format!("{after:>8}  {what}")
}

fn refused(relay: &str, reply: &str) -> String {
    let relay = if relay.is_empty() { "the relay" } else { relay };
    match reply {
        "" => "Nothing was answered in time. Next: `leakwatch doctor`, then [relay]".to_owned(),
        reply => format!(
            "{relay} said: {reply}. Next: look at [relay] and the address, then `leakwatch test-letter`"
        ),
    }
}

fn verdict(proof: &Proof) -> String {
    match (proof.proved(), proof.alert_after_s) {
        (true, Some(after)) => format!(
            "Proved for {}: from the page to the accepted letter in {after:.1} s. The finding was a test and is gone again.",
            proof.watch
        ),
        _ => format!(
            "NOT proved for {}. Repeat it with `leakwatch test-alert` when the above is mended.",
            proof.watch
        ),
    }
}
