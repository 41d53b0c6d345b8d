//! `leakwatch account`: people who may log in, and what each may do. Written to the store, which a running daemon reads
//! at every request.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde_json::json;

use super::{Outcome, ask, settings};
use crate::config::Config;
use crate::runtime::SystemClock;
use crate::store::Store;
use crate::store::rows::{AccountDraft, AccountRow};
use crate::web;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Everybody, with their grants
    #[command(after_help = "Example: leakwatch account list --json")]
    List {
        /// One JSON document a line
        #[arg(long)]
        json: bool,
    },
    /// Make an account; without --password-file a password is made up and printed once
    #[command(
        after_help = "Example: leakwatch account create anna --grant analyst:romashka --email anna@example.com"
    )]
    Create {
        name: String,
        /// ROLE:WATCH, the role reader, analyst or admin, the watch * for all; may be repeated
        #[arg(long = "grant", value_name = "ROLE:WATCH", value_parser = grant, required = true)]
        grants: Vec<(String, String)>,
        #[arg(long, default_value = "")]
        email: String,
        #[arg(long, default_value = "en", value_parser = ["ru", "en"])]
        language: String,
        #[arg(long, default_value = "UTC")]
        zone: String,
        /// Its first line is the password; - is standard input
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Replace what an account may do; without grants it may do nothing
    #[command(after_help = "Example: leakwatch account grant anna analyst:romashka reader:vasilek")]
    Grant {
        name: String,
        #[arg(value_name = "ROLE:WATCH", value_parser = grant)]
        grants: Vec<(String, String)>,
        #[arg(long)]
        json: bool,
    },
    /// End an account's sessions and let it in no more
    #[command(after_help = "Example: leakwatch account disable anna")]
    Disable {
        name: String,
        /// Let it in again
        #[arg(long)]
        undo: bool,
        #[arg(long)]
        json: bool,
    },
    /// A link that makes the first account, for a day and once
    #[command(after_help = "Example: leakwatch account link")]
    Link {
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    settings::with_store(named, async |config, store| act(config, store, command).await)
}

async fn act(config: &Config, store: &Store, command: Command) -> anyhow::Result<()> {
    let by = ask::by();
    match command {
        Command::List { json } => {
            for row in store.accounts().await? {
                if json {
                    println!("{}", serde_json::to_string(&row)?);
                } else {
                    println!("{}", line(&row));
                }
            }
        }
        Command::Create { name, grants, email, language, zone, password_file, json } => {
            known(config, &grants)?;
            let given = password_file.map(|file| password(&file)).transpose()?;
            let password = given.clone().unwrap_or_else(made_up);
            let draft =
                AccountDraft { name: name.clone(), email, password: String::new(), language, zone, grants };
            let Some(id) = web::create_account(store, draft, &password, &by).await? else {
                bail!("there is an account `{name}` already; `leakwatch account list` names them")
            };
            let shown = given.is_none().then_some(password);
            match (json, shown) {
                (true, shown) => println!("{}", json!({ "id": id, "name": name, "password": shown })),
                (false, Some(made_up)) => println!("{name} may log in with the password {made_up}"),
                (false, None) => println!("{name} may log in"),
            }
        }
        Command::Grant { name, grants, json } => {
            known(config, &grants)?;
            let account = find(store, &name).await?;
            store.set_grants(account.id, &grants, &by).await?;
            show(store, &name, json).await?;
        }
        Command::Disable { name, undo, json } => {
            let account = find(store, &name).await?;
            store.disable(account.id, !undo, &by).await?;
            show(store, &name, json).await?;
        }
        Command::Link { json } => {
            let link = web::first_account_link(store, &config.server.public_url, &SystemClock).await?;
            let Some(link) = link else {
                bail!("there are accounts already: `leakwatch account create NAME --grant ROLE:WATCH`")
            };
            if json {
                println!("{}", json!({ "link": link }));
            } else {
                println!("{link}");
            }
        }
    }
    Ok(())
}

async fn find(store: &Store, name: &str) -> anyhow::Result<AccountRow> {
    let account = store.account_by_name(name).await?;
    account.with_context(|| format!("there is no account `{name}`; `leakwatch account list` names them"))
}

async fn show(store: &Store, name: &str, json: bool) -> anyhow::Result<()> {
    let row = find(store, name).await?;
    println!("{}", if json { serde_json::to_string(&row)? } else { line(&row) });
    Ok(())
}

fn line(row: &AccountRow) -> String {
    let grants: Vec<String> = row.grants.iter().map(|(role, watch)| format!("{role}:{watch}")).collect();
    let disabled = if row.disabled { "disabled" } else { "" };
    format!("{:<20} {:<30} {} {disabled}", row.name, row.email, grants.join(" ")).trim_end().to_owned()
}

fn grant(text: &str) -> Result<(String, String), String> {
    const ROLES: [&str; 3] = ["reader", "analyst", "admin"];
    match text.split_once(':') {
        Some((role, watch)) if ROLES.contains(&role) && !watch.is_empty() => Ok((role.into(), watch.into())),
        _ => Err("write ROLE:WATCH, the role reader, analyst or admin, the watch an id or *".into()),
    }
}

/// A grant on a watch that is not configured would do nothing.
fn known(config: &Config, grants: &[(String, String)]) -> anyhow::Result<()> {
    for (_, watch) in grants {
        let ids: Vec<&str> = config.watches.iter().map(|w| w.id.as_str()).collect();
        let is = watch == "*" || ids.contains(&watch.as_str());
        ensure!(is, "there is no watch `{watch}`; one of: *, {}", ids.join(", "));
    }
    Ok(())
}

/// The first line; not more than a password can be.
fn password(file: &Path) -> anyhow::Result<String> {
    const MOST: u64 = 4096;
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().take(MOST).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|input| input.take(MOST).read_to_string(&mut text))
    };
    read.with_context(|| format!("cannot read {}", file.display()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// 128 random bits in letters that cannot be mistaken for one another.
fn made_up() -> String {
    let bits = rand::random::<[u8; 16]>();
    data_encoding::BASE32_NOPAD.encode(&bits).to_lowercase()
}
