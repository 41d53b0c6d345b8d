//! `leakwatch findings`, `alerts`, `letters`: rows for people and programs.

use std::path::Path;

use serde::Serialize;

use super::{Outcome, precision, settings};
use crate::model::Digest;
use crate::store::rows::FindingsAsk;

#[derive(clap::Args)]
pub(super) struct Args {
    /// `list`, or `show ID`
    #[arg(value_parser = ["list", "show"], default_value = "list")]
    what: String,
    id: Option<String>,
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// One JSON document a line
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct FindingsArgs {
    /// `list`, `show ID`, or `precision`
    #[arg(value_parser = ["list", "show", "precision"], default_value = "list")]
    what: String,
    id: Option<String>,
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// One JSON document a line
    #[arg(long)]
    json: bool,
    /// precision: what was judged in so many days
    #[arg(long, default_value_t = precision::DAYS, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// precision: for one watch
    #[arg(long, value_name = "ID")]
    watch: Option<String>,
    /// precision: of one entry
    #[arg(long, value_name = "SET/ENTRY")]
    entry: Option<String>,
}

pub(super) fn findings(named: Option<&Path>, args: FindingsArgs) -> anyhow::Result<Outcome> {
    if args.what == "precision" {
        let ask = precision::Ask { days: args.days, watch: args.watch, entry: args.entry, json: args.json };
        return precision::run(named, &ask);
    }
    let args = Args { what: args.what, id: args.id, limit: args.limit, json: args.json };
    let config = settings::config(named)?;
    super::wait(async {
        let store = settings::store(&config).await?;
        if args.what == "show" {
            let id: i64 = wanted(&args)?.parse()?;
            let Some(finding) = store.finding(id, None).await? else {
                anyhow::bail!("there is no finding {id}")
            };
            let (locations, events) = (store.locations(id).await?, store.events(id).await?);
            let whole = serde_json::json!({ "finding": finding, "locations": locations, "events": events });
            println!("{}", serde_json::to_string_pretty(&whole)?);
            return Ok(Outcome::Done);
        }
        let ask = FindingsAsk { limit: args.limit, ..FindingsAsk::default() };
        let (_, rows) = store.findings(&ask).await?;
        print(&args, &rows, |f| {
            format!(
                "{:>6}  {}  {:<8} {:<14} {}  {}",
                f.id, f.created, f.risk.level, f.verdict, f.title, f.url
            )
        })
    })
}

pub(super) fn alerts(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    super::wait(async {
        let store = settings::store(&config).await?;
        if args.what == "show" {
            let id: i64 = wanted(&args)?.parse()?;
            let Some(alert) = store.alert(id).await? else { anyhow::bail!("there is no alert {id}") };
            println!("{}", serde_json::to_string_pretty(&alert)?);
            return Ok(Outcome::Done);
        }
        let rows = store.alerts(None, args.limit, 0).await?;
        print(&args, &rows, |a| {
            let accepted = a.accepted.map_or_else(|| "-".to_string(), |t| t.to_string());
            format!(
                "{:>6}  start {} ({})  due {}  accepted {accepted}  {}  to {}",
                a.id, a.start, a.rule, a.due, a.state, a.recipient
            )
        })
    })
}

pub(super) fn letters(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    super::wait(async {
        let store = settings::store(&config).await?;
        if args.what == "show" {
            let id = wanted(&args)?;
            let letter = match Digest::parse(id) {
                Some(digest) => store.letter(&digest).await?,
                None => None,
            };
            let Some(letter) = letter else { anyhow::bail!("there is no letter {id}") };
            print!("{}", String::from_utf8_lossy(&letter.bytes));
            return Ok(Outcome::Done);
        }
        let rows = store.letters(None, args.limit, 0).await?;
        print(&args, &rows, |l| {
            format!("{}  {}  {:<8} {:<8} {}  {}", l.id.hex(), l.created, l.kind, l.state, l.to, l.subject)
        })
    })
}

fn wanted(args: &Args) -> anyhow::Result<&str> {
    args.id.as_deref().ok_or_else(|| anyhow::anyhow!("`show` wants an id; `list` names them"))
}

fn print<T: Serialize>(args: &Args, rows: &[T], line: impl Fn(&T) -> String) -> anyhow::Result<Outcome> {
    for row in rows {
        println!("{}", if args.json { serde_json::to_string(row)? } else { line(row) });
    }
    Ok(Outcome::Done)
}
