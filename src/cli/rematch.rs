//! `leakwatch rematch`: what is kept is matched anew; what was, what is going on, and asking for it.

use std::path::Path;

use serde_json::json;

use super::{Outcome, ask, settings};
use crate::config::Config;
use crate::runtime::SystemClock;
use crate::store::Store;
use crate::store::rows::RematchRow;

/// Rematches that a list shows.
const LISTED: u32 = 50;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Rematches, the newest first
    #[command(after_help = "Example: leakwatch rematch list --json")]
    List {
        /// One JSON document a line
        #[arg(long)]
        json: bool,
    },
    /// Look for the entries of one keyword set, or of all, in everything that is kept
    #[command(after_help = "Example: leakwatch rematch start --set romashka")]
    Start {
        #[arg(long, value_name = "ID")]
        set: Option<String>,
        /// {"rematch":ID}
        #[arg(long)]
        json: bool,
    },
    /// One, with the entries that it was begun for
    #[command(after_help = "Example: leakwatch rematch show 3")]
    Show {
        id: i64,
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    settings::with_store(named, async |config, store| act(config, store, command).await)
}

async fn act(config: &Config, store: &Store, command: Command) -> anyhow::Result<()> {
    match command {
        Command::List { json } => {
            for row in store.rematches(LISTED).await? {
                println!("{}", if json { serde_json::to_string(&row)? } else { line(&row) });
            }
        }
        Command::Start { set, json } => {
            let body = json!({ "set": set });
            let answered = ask::ask(config, store, "rematch", &body, &SystemClock).await?;
            if json {
                println!("{}", answered.answer);
            } else {
                let when = if answered.here.is_some() { "at the next start of the daemon" } else { "now" };
                println!("Rematch {} begins {when}.", answered.answer["rematch"]);
            }
        }
        Command::Show { id, json } => {
            let Some(row) = store.rematch(id).await? else {
                anyhow::bail!("there is no rematch {id}; `leakwatch rematch list` names them")
            };
            if json {
                println!("{}", serde_json::to_string_pretty(&row)?);
            } else {
                println!("{}", line(&row));
                row.entries.iter().for_each(|entry| println!("  {entry}"));
            }
        }
    }
    Ok(())
}

fn line(row: &RematchRow) -> String {
    let ended = row.ended.map_or_else(String::new, |at| format!(", ended {at}"));
    format!(
        "{:>4}  {}  {:<8} {} of {} pages, {} new findings, {} entries ({} by {}){ended}",
        row.id,
        row.started,
        row.state,
        row.done,
        row.total,
        row.findings,
        row.entries.len(),
        row.why,
        row.by
    )
}
