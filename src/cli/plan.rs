//! `leakwatch plan`: for each crawl, whether its plan's deadline can be kept.

use std::path::Path;

use serde_json::json;

use super::{Outcome, settings};
use crate::app::{Asked, asked, outlooks};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long)]
    json: bool,
}

pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    // Without a database nothing was visited yet, and none is made for the asking.
    let asked = match settings::has_store(&config) {
        true => super::wait(async { Ok(asked(&config, &settings::store(&config).await?).await?) })?,
        false => Asked::default(),
    };
    let all = outlooks(&config, &asked);
    if args.json {
        let rows: Vec<_> = all
            .iter()
            .map(|(crawl, o)| {
                json!({
                    "crawl": crawl, "interval_s": o.interval_s, "worst_case_s": o.worst_case_s,
                    "deadline_s": o.deadline_s, "feasible": o.feasible, "why": o.why,
                })
            })
            .collect();
        println!("{}", serde_json::to_string(&rows)?);
    } else {
        println!(
            "{:<28} {:>10} {:>12} {:>10}  can it be kept",
            "crawl", "interval", "worst case", "deadline"
        );
        for (crawl, o) in &all {
            let verdict = if o.feasible { "yes" } else { "NO" };
            println!(
                "{crawl:<28} {:>8} s {:>10} s {:>8} s  {verdict}  {}",
                o.interval_s, o.worst_case_s, o.deadline_s, o.why
            );
        }
    }
    Ok(if all.iter().all(|(_, o)| o.feasible) { Outcome::Done } else { Outcome::Found })
}
