//! `leakwatch ack`: somebody has seen an alert, so nobody need be told of it any more.

use std::path::Path;

use serde_json::json;

use super::{Outcome, ask, settings};
use crate::runtime::SystemClock;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Its number, as `leakwatch alerts list` shows it
    alert: i64,
    /// {"acknowledged":ALERT}
    #[arg(long)]
    json: bool,
}

pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    super::wait(async {
        let store = settings::store(&config).await?;
        let body = json!({ "alert": args.alert });
        let answered = ask::ask(&config, &store, "ack", &body, &SystemClock).await?;
        if args.json {
            println!("{}", answered.answer);
        } else {
            println!("Alert {} is acknowledged; what was not sent of it will not be.", args.alert);
        }
        Ok(Outcome::Done)
    })
}
