//! `leakwatch findings precision`: how often each entry was right by what people judged, and what would have helped.
//! It advises; nothing is changed by it.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::{Outcome, settings};
use crate::clock::Clock;
use crate::model::Time;
use crate::model::precision::{Floor, floor};
use crate::runtime::SystemClock;
use crate::store::Store;
use crate::store::rows::PrecisionRow;
use crate::text;

/// The period, unless another is asked for.
pub(super) const DAYS: u32 = 90;
/// Judged findings whose passages are looked through for words.
const READ: u32 = 200;

/// What was asked for.
pub(super) struct Ask {
    pub days: u32,
    pub watch: Option<String>,
    pub entry: Option<String>,
    pub json: bool,
}

pub(super) fn run(named: Option<&Path>, ask: &Ask) -> anyhow::Result<Outcome> {
    let now = SystemClock.now();
    let from = now - Duration::from_secs(u64::from(ask.days) * 86_400);
    settings::with_store(named, async |config, store| {
        let watches = ask.watch.as_ref().map(|watch| vec![watch.clone()]);
        let mut rows = store.precision(watches.as_deref(), from, now).await?;
        rows.retain(|row| ask.entry.as_ref().is_none_or(|entry| *entry == row.entry));
        // Those that cost most time first.
        rows.sort_by_key(|row| std::cmp::Reverse(row.tally.wrong));
        for row in &rows {
            let entries = config.sets.iter().chain(&config.spare_sets).flat_map(|set| &set.entries);
            let present =
                entries.into_iter().find(|e| e.full_id() == row.entry).map_or(0, |e| e.min_confidence);
            let advised = floor(&row.judged, present);
            let words = words(store, row, from, now).await?;
            if ask.json {
                let (low, high) = row.tally.interval();
                println!(
                    "{}",
                    json!({ "watch": row.watch, "entry": row.entry, "right": row.tally.right, "wrong": row.tally.wrong,
                        "share": row.tally.share(), "interval": [low, high], "min_confidence": f64::from(present) / 100.0,
                        "raise_to": advised.map(|f| f64::from(f.at) / 100.0), "would_be_quiet": advised.map(|f| f.quiet),
                        "exclude": words })
                );
            } else {
                println!("{}", line(row, advised, &words));
            }
        }
        Ok(())
    })
}

/// Words that stand around what was false and not around what was right.
async fn words(store: &Store, row: &PrecisionRow, from: Time, to: Time) -> anyhow::Result<Vec<String>> {
    if !row.tally.is_poor() {
        return Ok(Vec::new());
    }
    let passages = store.judged_passages(row, from, to, READ).await?;
    let of =
        |right| passages.iter().filter(|p| p.right == right).map(|p| p.text.as_str()).collect::<Vec<_>>();
    Ok(text::telling(&of(false), &of(true)))
}

fn line(row: &PrecisionRow, advised: Option<Floor>, words: &[String]) -> String {
    let (low, high) = row.tally.interval();
    let percent = |share: f64| (share * 100.0).round();
    let mut out = format!(
        "{:<40} {:<16} {:>4} of {:>4} right ({} %, between {} and {} %)",
        row.entry,
        row.watch,
        row.tally.right,
        row.tally.judged(),
        percent(row.tally.share().unwrap_or(0.0)),
        percent(low),
        percent(high)
    );
    if let Some(Floor { at, quiet }) = advised {
        out += &format!(
            "\n    min_confidence = 0.{at:02} would have kept {quiet} of the {} false ones quiet, and no right one",
            row.tally.wrong
        );
    }
    if !words.is_empty() {
        out += &format!("\n    words around false ones alone, for `exclude`: {}", words.join(", "));
    }
    out
}
