//! `leakwatch crawl`: the places that are visited.

use std::path::Path;

use serde_json::json;

use super::rehearse::{CheckArgs, RehearseArgs};
use super::{Outcome, rehearse, settings};

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Every crawl with its state
    #[command(after_help = "Example: leakwatch crawl list --json")]
    List {
        #[arg(long)]
        json: bool,
    },
    /// Ask the daemon for a visit now
    #[command(after_help = "Example: leakwatch crawl visit example-news")]
    Visit { id: String },
    /// One visit through the whole line, keeping nothing: documents as JSON Lines, secrets masked
    #[command(
        after_help = "Example: leakwatch crawl rehearse forum-x --record config/crawlers/forum-x/sample"
    )]
    Rehearse(RehearseArgs),
    /// Each crawl against its recorded sample; with --online also the place itself
    #[command(after_help = "Example: leakwatch crawl check forum-x --online")]
    Check(CheckArgs),
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    let config = match command {
        // What only looks at a place needs no configuration of one's own.
        Command::Rehearse(_) | Command::Check(_) => settings::config_or_example(named)?,
        Command::List { .. } | Command::Visit { .. } => settings::config(named)?,
    };
    let folder = settings::folder(named);
    super::wait(async {
        match command {
            Command::List { json } => {
                let store = settings::store(&config).await?;
                for row in store.crawls().await? {
                    if json {
                        println!("{}", serde_json::to_string(&row)?);
                    } else {
                        let last = row.last_success.map_or_else(|| "never".to_string(), |t| t.to_string());
                        println!(
                            "{:<28} {:<12} {:<6} seen {last}, next {}  {} documents  {}",
                            row.id, row.state, row.kind, row.next_due, row.documents, row.why
                        );
                    }
                }
                Ok(Outcome::Done)
            }
            Command::Visit { id } => {
                let store = settings::store(&config).await?;
                anyhow::ensure!(
                    config.crawls.iter().any(|c| c.id == id),
                    "there is no crawl `{id}` that a watch uses"
                );
                let request = store.ask("visit", &json!({ "crawl": id }), "command").await?;
                println!("{}", json!({ "request": request, "crawl": id }));
                eprintln!(
                    "Asked: a running daemon visits `{id}` within seconds; without one, the next start does."
                );
                Ok(Outcome::Done)
            }
            Command::Rehearse(args) => rehearse::rehearse(&config, folder.as_deref(), &args).await,
            Command::Check(args) => rehearse::check(&config, folder.as_deref(), &args).await,
        }
    })
}
