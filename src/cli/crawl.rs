//! `leakwatch crawl`: the places that are visited.

use std::path::Path;

use serde_json::json;

use super::{Outcome, settings};

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
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    super::wait(async {
        let store = settings::store(&config).await?;
        match command {
            Command::List { json } => {
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
            }
            Command::Visit { id } => {
                anyhow::ensure!(
                    config.crawls.iter().any(|c| c.id == id),
                    "there is no crawl `{id}` that a watch uses"
                );
                let request = store.ask("visit", &json!({ "crawl": id }), "command").await?;
                println!("{}", json!({ "request": request, "crawl": id }));
                eprintln!(
                    "Asked: a running daemon visits `{id}` within seconds; without one, the next start does."
                );
            }
        }
        Ok(Outcome::Done)
    })
}
