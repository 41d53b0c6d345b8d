//! `leakwatch digest`: the summaries that were sent, one of them in full, and the running period as it stands.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use mail_parser::MessageParser;
use serde_json::json;

use super::{Outcome, settings};
use crate::alert::DigestTask;
use crate::app;
use crate::config::Config;
use crate::model::Digest;
use crate::runtime::SystemClock;
use crate::store::Store;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// The periods that were told of, the newest first
    #[command(after_help = "Example: leakwatch digest list --json")]
    List {
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// One JSON document a line
        #[arg(long)]
        json: bool,
    },
    /// One as it was sent, in plain text
    #[command(
        after_help = "Example: leakwatch digest show 5f0c2a...\n\nThe letter's id, or its beginning, as `list` shows it."
    )]
    Show {
        letter: String,
        /// {"recipient","subject","text",...}
        #[arg(long)]
        json: bool,
    },
    /// The running period as it stands now; nothing of it is sent or kept
    #[command(after_help = "Example: leakwatch digest preview soc")]
    Preview {
        /// A recipient; left out: everybody who gets digests
        recipient: Option<String>,
        /// One JSON document a line: {"recipient","kind","from","due","subject","text","material"}
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    settings::with_store(named, async |config, store| act(config, store, command).await)
}

async fn act(config: &Config, store: &Store, command: Command) -> anyhow::Result<()> {
    match command {
        Command::List { limit, json } => {
            for row in store.digests(limit).await? {
                let id = row.letter.hex();
                let line = || {
                    format!(
                        "{}  {:<8} until {}  {:<8} {}  {}",
                        &id[..12],
                        row.kind,
                        row.end,
                        row.state,
                        row.recipient,
                        row.subject
                    )
                };
                println!("{}", if json { serde_json::to_string(&row)? } else { line() });
            }
        }
        Command::Show { letter, json } => show(store, &letter, json).await?,
        Command::Preview { recipient, json } => preview(config, store, recipient, json).await?,
    }
    Ok(())
}

/// Digests that a beginning of an id is looked for in.
const LOOKED: u32 = 10_000;

async fn show(store: &Store, written: &str, json: bool) -> anyhow::Result<()> {
    let id = match Digest::parse(written) {
        Some(id) => id,
        None => {
            let all = store.digests(LOOKED).await?;
            let mut fitting = all.iter().map(|row| row.letter).filter(|id| id.hex().starts_with(written));
            match (fitting.next(), fitting.next()) {
                (Some(id), None) => id,
                (Some(_), Some(_)) => bail!("several digests begin with {written}: write more of the id"),
                (None, _) => bail!("there is no digest {written}; `leakwatch digest list` names them"),
            }
        }
    };
    let letter = store.letter(&id).await?;
    let letter = letter
        .with_context(|| format!("there is no digest {written}; `leakwatch digest list` names them"))?;
    let message = MessageParser::default().parse(&letter.bytes);
    let text = message.and_then(|m| m.body_text(0).map(|text| text.into_owned())).unwrap_or_default();
    if json {
        let whole = json!({ "letter": letter.id, "recipient": letter.recipient, "to": letter.to, "subject": letter.subject,
            "created": letter.created, "state": letter.state, "accepted": letter.accepted, "text": text });
        println!("{}", serde_json::to_string_pretty(&whole)?);
    } else {
        println!("{}\n\n{}", letter.subject, text.trim_end());
    }
    Ok(())
}

async fn preview(config: &Config, store: &Store, wanted: Option<String>, json: bool) -> anyhow::Result<()> {
    let letters = app::letters(config);
    let known: Vec<String> = letters.recipients.keys().cloned().collect();
    if let Some(name) = wanted.as_ref().filter(|name| !known.contains(name)) {
        bail!("there is no recipient `{name}`; one of: {}", known.join(", "))
    }
    let task = DigestTask::new(store.clone(), Arc::new(letters), Arc::new(SystemClock));
    let mut told = 0;
    for recipient in known.iter().filter(|id| wanted.as_ref().is_none_or(|name| *id == name)) {
        for one in task.preview(recipient).await? {
            told += 1;
            if json {
                let mut whole = serde_json::to_value(&one)?;
                whole["recipient"] = json!(recipient);
                println!("{whole}");
            } else {
                println!("{recipient}: {}\n\n{}\n", one.subject, one.text.trim_end());
            }
        }
    }
    if told == 0 {
        eprintln!("no plan of these recipients' watches has a digest");
    }
    Ok(())
}
