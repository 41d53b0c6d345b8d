//! `leakwatch hold`: what must be kept whatever its age, because a court or an audit may ask for it. Written to the store,
//! which retention asks before it drops anything.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde_json::json;

use super::{Outcome, ask, settings};
use crate::config::Config;
use crate::store::Store;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// What is under a legal hold, by whom and why
    #[command(after_help = "Example: leakwatch hold list --json")]
    List {
        /// One JSON document a line
        #[arg(long)]
        json: bool,
    },
    /// Keep the pages of a finding, an address or a crawl, in every version, until the hold is removed
    #[command(
        after_help = "Examples: leakwatch hold add finding:17 --reason 'case 12/2026'\n          leakwatch hold add url:https://forum.example/thread/9 --reason 'case 12/2026'\n          leakwatch hold add forum-x --reason 'case 12/2026'"
    )]
    Add {
        /// finding:ID, url:ADDRESS, the id of a crawl, or * for everything
        what: String,
        /// Why, for the audit log
        #[arg(long)]
        reason: String,
        /// {"held":WHAT}
        #[arg(long)]
        json: bool,
    },
    /// Let retention drop it again when its time has come
    #[command(after_help = "Example: leakwatch hold remove finding:17 --reason 'case closed'")]
    Remove {
        what: String,
        /// Why, for the audit log
        #[arg(long)]
        reason: String,
        /// {"released":WHAT}
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
            for row in store.holds().await? {
                let line = || format!("{:<40} since {} by {}: {}", row.scope, row.at, row.by, row.reason);
                println!("{}", if json { serde_json::to_string(&row)? } else { line() });
            }
        }
        Command::Add { what, reason, json } => {
            reasoned(&reason)?;
            there(config, store, &what).await?;
            store.hold(&what, &ask::by(), reason.trim()).await?;
            if json {
                println!("{}", json!({ "held": what }));
            } else {
                println!("{what} is kept whatever its age, until `leakwatch hold remove {what}`");
            }
        }
        Command::Remove { what, reason, json } => {
            reasoned(&reason)?;
            if !store.release_hold(&what, &ask::by(), reason.trim()).await? {
                bail!("there is no hold on {what}; `leakwatch hold list` names them")
            }
            if json {
                println!("{}", json!({ "released": what }));
            } else {
                println!("{what} may be dropped again when its time has come");
            }
        }
    }
    Ok(())
}

fn reasoned(reason: &str) -> anyhow::Result<()> {
    ensure!(!reason.trim().is_empty(), "it needs a --reason: it stands in the audit log");
    Ok(())
}

/// A hold on what is not there would keep nothing, and nobody would notice.
async fn there(config: &Config, store: &Store, what: &str) -> anyhow::Result<()> {
    if what == "*" {
        return Ok(());
    }
    if let Some(id) = what.strip_prefix("finding:") {
        let id: i64 = id.parse().with_context(|| format!("\"{id}\" is no finding's number"))?;
        let found = store.finding(id, None).await?;
        ensure!(found.is_some(), "there is no finding {id}; `leakwatch findings list` names them");
    } else if let Some(url) = what.strip_prefix("url:") {
        ensure!(
            store.knows_address(url).await?,
            "no page of the address {url} is kept; write it as `leakwatch search` shows it"
        );
    } else {
        let crawls = config.crawls.iter().chain(&config.spare_crawls).map(|c| c.id.as_str());
        let retired = store.crawls().await?;
        let known = crawls.chain(retired.iter().map(|c| c.id.as_str())).any(|id| id == what);
        ensure!(
            known,
            "there is no crawl `{what}`; write finding:ID, url:ADDRESS, a crawl's id (`leakwatch crawl list`) or *"
        );
    }
    Ok(())
}
