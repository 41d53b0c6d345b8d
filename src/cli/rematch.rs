//! `leakwatch rematch`: what is kept is matched anew; what was, what is going on, and asking for it.

use std::path::Path;

use serde_json::json;

use super::{Outcome, ask, settings};
use crate::config::Config;
use crate::runtime::SystemClock;
use crate::store::rows::RematchRow;
use crate::store::{Halt, Store};

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
    /// Let it rest where it is; those behind it wait
    #[command(after_help = "Example: leakwatch rematch pause 3")]
    Pause(One),
    /// Go on where it was paused
    #[command(after_help = "Example: leakwatch rematch resume 3")]
    Resume(One),
    /// End it where it is: what it has found stays, and what it has not looked at is not looked at
    #[command(after_help = "Example: leakwatch rematch cancel 3")]
    Cancel(One),
    /// One, with the entries that it was begun for
    #[command(after_help = "Example: leakwatch rematch show 3")]
    Show {
        id: i64,
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub(super) struct One {
    id: i64,
    /// {"rematch":ID,"state":WORD}
    #[arg(long)]
    json: bool,
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
        Command::Pause(one) => halt(store, &one, Halt::Pause).await?,
        Command::Resume(one) => halt(store, &one, Halt::Resume).await?,
        Command::Cancel(one) => halt(store, &one, Halt::Cancel).await?,
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

/// Written to the store, which a running daemon asks with every batch.
async fn halt(store: &Store, one: &One, halt: Halt) -> anyhow::Result<()> {
    let id = one.id;
    if !store.halt_rematch(id, halt, &ask::by()).await? {
        let state = store.rematch(id).await?.map(|row| row.state);
        match state {
            Some(state) => anyhow::bail!("rematch {id} is {state}; `leakwatch rematch show {id}` tells more"),
            None => anyhow::bail!("there is no rematch {id}; `leakwatch rematch list` names them"),
        }
    }
    let Some(row) = store.rematch(id).await? else { return Ok(()) };
    if one.json {
        println!("{}", json!({ "rematch": id, "state": row.state }));
    } else {
        println!("{}", line(&row));
    }
    Ok(())
}

fn line(row: &RematchRow) -> String {
    let mut ended = row.ended.map_or_else(String::new, |at| format!(", ended {at}"));
    if let Some(by) = &row.halted_by {
        ended += &format!(", {} by {by}", row.state);
    }
    if row.ended.is_none()
        && let (Some(pace), Some(left)) = (row.per_second, row.left_s)
    {
        ended += &format!(", {pace:.0} a second, about {} left", span(left));
    }
    format!(
        "{:>4}  {}  {:<9} {} of {} pages, {} new findings, {} entries ({} by {}){ended}",
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

fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    }
}
