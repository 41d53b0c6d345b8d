//! `leakwatch suppressions`: what was judged false, what that keeps quiet and how often it did; and taking it back.
//! Written to the store, which a running daemon asks with every admission.

use std::path::Path;

use anyhow::bail;
use serde_json::json;

use super::{Outcome, ask, settings};
use crate::model::Hush;
use crate::store::Store;
use crate::store::rows::SuppressionRow;

/// Suppressions that a list shows.
const LISTED: u32 = 500;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// What is kept quiet because it was judged false, the newest first
    #[command(after_help = "Example: leakwatch suppressions list --json")]
    List {
        /// Those that were taken back as well
        #[arg(long)]
        all: bool,
        /// One JSON document a line
        #[arg(long)]
        json: bool,
    },
    /// One, with the places that it kept quiet
    #[command(after_help = "Example: leakwatch suppressions show 3")]
    Show {
        id: i64,
        #[arg(long)]
        json: bool,
    },
    /// Take the judgement back: the finding is to be judged again, and its next new place alerts
    #[command(after_help = "Example: leakwatch suppressions remove 3 --reason 'it is our key after all'")]
    Remove {
        id: i64,
        /// Why, for the finding's history and the audit log
        #[arg(long, default_value = "")]
        reason: String,
        /// {"removed":ID,"finding":ID}
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    settings::with_store(named, async |_, store| act(store, command).await)
}

async fn act(store: &Store, command: Command) -> anyhow::Result<()> {
    match command {
        Command::List { all, json } => {
            for row in store.suppressions(None, all, LISTED).await? {
                println!("{}", if json { serde_json::to_string(&row)? } else { line(&row) });
            }
        }
        Command::Show { id, json } => {
            let row = there(store, id).await?;
            let mut places = store.locations(row.finding).await?;
            places.retain(|place| {
                place.last_seen > row.at && row.ended.is_none_or(|ended| place.first_seen <= ended)
            });
            if json {
                let whole = json!({ "suppression": row, "places": places });
                println!("{}", serde_json::to_string_pretty(&whole)?);
            } else {
                println!("{}", line(&row));
                for place in &places {
                    println!("  {}  {}", place.last_seen, place.url);
                }
            }
        }
        Command::Remove { id, reason, json } => {
            let row = there(store, id).await?;
            if !store.end_suppression(id, &ask::by(), reason.trim()).await? {
                bail!("suppression {id} is over already; `leakwatch suppressions list` names those in force")
            }
            if json {
                println!("{}", json!({ "removed": id, "finding": row.finding }));
            } else {
                println!(
                    "Finding {} is to be judged again; its next new place alerts. {} places were kept quiet: `leakwatch suppressions show {id}`.",
                    row.finding, row.places
                );
            }
        }
    }
    Ok(())
}

async fn there(store: &Store, id: i64) -> anyhow::Result<SuppressionRow> {
    match store.suppression(id).await? {
        Some(row) => Ok(row),
        None => bail!("there is no suppression {id}; `leakwatch suppressions list --all` names them"),
    }
}

fn line(row: &SuppressionRow) -> String {
    let scope = match row.scope {
        Hush::Value => "its value, wherever it stands".to_owned(),
        Hush::Values => format!("its {} values, wherever they stand", row.values),
        Hush::Passage => "the passages in which it was seen".to_owned(),
        Hush::Document => "the document's passages, and near copies of them".to_owned(),
    };
    let mut out = format!(
        "{:>4}  {}  finding {} ({}, {})  {scope}  by {}: {}  {} new places kept quiet",
        row.id,
        row.at,
        row.finding,
        row.watch,
        row.entry,
        row.by,
        if row.reason.is_empty() { "-" } else { &row.reason },
        row.places
    );
    if let Some(last) = row.last {
        out += &format!(", last seen {last}");
    }
    if let (Some(ended), Some(by)) = (row.ended, &row.ended_by) {
        out += &format!("; taken back {ended} by {by}");
    }
    out
}
