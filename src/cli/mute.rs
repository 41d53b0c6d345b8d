//! `leakwatch mute`: an entry, a finding or a place is quiet for a watch until a day. Written to the store, which a running
//! daemon asks with every admission.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::json;

use super::{Outcome, ask, settings};
use crate::clock::Clock;
use crate::config::Config;
use crate::model::{Quiet, Time};
use crate::runtime::SystemClock;
use crate::store::Store;
use crate::store::rows::{MuteDraft, MuteRow};

/// Mutes that a list shows.
const LISTED: u32 = 500;
const DAY: Duration = Duration::from_secs(86_400);
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// What is quiet, with how many events it kept quiet
    #[command(after_help = "Example: leakwatch mute list --json")]
    List {
        /// Those that are over as well
        #[arg(long)]
        all: bool,
        /// One JSON document a line
        #[arg(long)]
        json: bool,
    },
    /// Send no alerts of an entry, a finding or a place until a day; its events are kept and counted
    #[command(
        after_help = "Example: leakwatch mute add --place forum-x --watch romashka --until 2026-12-31 --reason 'their test data'"
    )]
    Add {
        #[command(flatten)]
        what: What,
        /// Not needed with --finding
        #[arg(long, value_name = "ID")]
        watch: Option<String>,
        /// The last quiet day, YYYY-MM-DD, in UTC; at most a year away
        #[arg(long, value_name = "DAY")]
        until: String,
        /// Why, for the audit log
        #[arg(long)]
        reason: String,
        /// {"mute":ID}
        #[arg(long)]
        json: bool,
    },
    /// End one before its day
    #[command(after_help = "Example: leakwatch mute remove 3")]
    Remove {
        id: i64,
        /// {"removed":ID}
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct What {
    #[arg(long, value_name = "SET/ENTRY")]
    entry: Option<String>,
    /// Its number, as `leakwatch findings list` shows it
    #[arg(long, value_name = "ID")]
    finding: Option<i64>,
    /// A crawl
    #[arg(long, value_name = "CRAWL")]
    place: Option<String>,
}

pub(super) fn run(named: Option<&Path>, command: Command) -> anyhow::Result<Outcome> {
    settings::with_store(named, async |config, store| act(config, store, command).await)
}

async fn act(config: &Config, store: &Store, command: Command) -> anyhow::Result<()> {
    let now = SystemClock.now();
    match command {
        Command::List { all, json } => {
            for row in store.mutes(None, LISTED).await?.iter().filter(|row| all || row.in_force(now)) {
                println!("{}", if json { serde_json::to_string(row)? } else { line(row, now) });
            }
        }
        Command::Add { what, watch, until, reason, json } => {
            ensure!(!reason.trim().is_empty(), "a mute needs a --reason: it stands in the audit log");
            let until = last_day(&until, now)?;
            let (scope, about, watch) = named(config, store, what, watch).await?;
            let draft = MuteDraft { watch, scope, about, until, reason: reason.trim().to_owned() };
            let id = store.mute(&draft, &ask::by()).await?;
            if json {
                println!("{}", json!({ "mute": id }));
            } else {
                println!("{} {} is quiet for {} until {until} (mute {id})", scope, draft.about, draft.watch);
            }
        }
        Command::Remove { id, json } => {
            if !store.end_mute(id, &ask::by()).await? {
                bail!("no mute {id} is in force; `leakwatch mute list` names them")
            }
            if json {
                println!("{}", json!({ "removed": id }));
            } else {
                println!("Mute {id} has ended; what happens from now on alerts again.");
            }
        }
    }
    Ok(())
}

/// What is meant, if it is there, and whose it is.
async fn named(
    config: &Config,
    store: &Store,
    what: What,
    watch: Option<String>,
) -> anyhow::Result<(Quiet, String, String)> {
    if let Some(id) = what.finding {
        let finding = store.finding(id, None).await?;
        let finding = finding
            .with_context(|| format!("there is no finding {id}; `leakwatch findings list` names them"))?;
        ensure!(
            watch.is_none_or(|watch| watch == finding.watch),
            "finding {id} belongs to the watch {}",
            finding.watch
        );
        return Ok((Quiet::Finding, id.to_string(), finding.watch));
    }
    let ids = || config.watches.iter().map(|w| w.id.as_str()).collect::<Vec<_>>().join(", ");
    let watch = match (watch, config.watches.as_slice()) {
        (Some(watch), _) => watch,
        (None, [only]) => only.id.clone(),
        (None, _) => bail!("say for whom with --watch; one of: {}", ids()),
    };
    let Some(known) = config.watches.iter().find(|w| w.id == watch) else {
        bail!("there is no watch `{watch}`; one of: {}", ids())
    };
    match (what.entry, what.place) {
        (Some(entry), _) => {
            let sets = config.sets.iter().filter(|set| known.keyword_sets.contains(&set.id));
            let there = sets.flat_map(|set| &set.entries).any(|e| e.full_id() == entry);
            ensure!(
                there,
                "no keyword set of the watch {watch} has an entry `{entry}`; write it as SET/ENTRY"
            );
            Ok((Quiet::Entry, entry, watch))
        }
        (None, Some(place)) => {
            let there = known.crawls.contains(&place);
            ensure!(there, "the watch {watch} has no crawl `{place}`; `leakwatch crawl list` names them");
            Ok((Quiet::Place, place, watch))
        }
        (None, None) => bail!("say what: --entry, --finding or --place"),
    }
}

/// The end of a day.
fn last_day(written: &str, now: Time) -> anyhow::Result<Time> {
    let day = chrono::NaiveDate::parse_from_str(written, "%Y-%m-%d");
    let day = day.with_context(|| format!("--until \"{written}\" is no day; write it as 2026-12-31"))?;
    let midnight = day.and_hms_opt(0, 0, 0).context("a day has a midnight")?;
    let until = Time(midnight.and_utc().timestamp_millis()) + DAY;
    ensure!(until > now, "--until {written} is over already");
    ensure!(until.since(now) <= LONGEST, "--until {written} is more than a year away: mute it again then");
    Ok(until)
}

fn line(row: &MuteRow, now: Time) -> String {
    let state = match (&row.ended_by, row.in_force(now)) {
        (Some(by), _) => format!("ended by {by}"),
        (None, true) => format!("until {}", row.until),
        (None, false) => format!("was until {}", row.until),
    };
    format!(
        "{:>4}  {:<8} {:<24} {:<12} {state}, {} events kept quiet: {} ({})",
        row.id,
        row.scope.word(),
        row.about,
        row.watch,
        row.events,
        row.reason,
        row.by
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_quiet_day_ends_at_midnight() {
        let now = Time::parse_rfc3339("2026-11-28T10:00:00Z").unwrap();
        let until = last_day("2026-11-28", now).unwrap();
        assert_eq!(until, Time::parse_rfc3339("2026-11-29T00:00:00Z").unwrap());
        for (written, why) in
            [("2026-11-27", "is over"), ("2028-01-01", "more than a year"), ("tomorrow", "is no day")]
        {
            let said = last_day(written, now).unwrap_err().to_string();
            assert!(said.contains(why), "{said}");
        }
    }
}
