//! `leakwatch demo`: the daemon against the small internet.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::run::{reader, tell};
use super::{Outcome, settings};
use crate::app::{App, World};
use crate::clock::Clock;
use crate::fetch::FixedResolver;
use crate::runtime::SystemClock;
use crate::sim::mailbox::{Mailbox, Taken};
use crate::sim::{self, Plant, SmallInternet};

/// How long `--until first-alert` waits before it gives up.
const PATIENCE: Duration = Duration::from_secs(180);

#[derive(clap::Args)]
pub(super) struct Args {
    /// End with 0 once this has happened
    #[arg(long, value_parser = ["first-alert"])]
    until: Option<String>,
    /// Picks host, leak, wording and case form
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A text of your own that somebody pastes a few seconds after the start
    #[arg(long, value_name = "FILE")]
    plant: Vec<PathBuf>,
    /// Where the web page listens
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep everything in this folder instead of a temporary one
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub(super) fn run(args: Args) -> anyhow::Result<Outcome> {
    let plants = args.plant.iter().map(|file| plant(file)).collect::<anyhow::Result<Vec<_>>>()?;
    let temporary = tempfile::Builder::new().prefix("leakwatch-demo-").tempdir()?;
    let data = args.data.clone().unwrap_or_else(|| temporary.path().to_path_buf());
    super::wait(async move {
        let stop = CancellationToken::new();
        // The internet and the mailbox stay until the daemon has ended: it may be in the middle of a letter.
        let around = CancellationToken::new();
        let _end = around.clone().drop_guard();
        let clock = Arc::new(SystemClock);
        let started = clock.now();
        let world = sim::World::new(args.seed, started, &plants);
        let internet = SmallInternet::start(world, clock.clone(), around.clone()).await?;
        let mailbox = Mailbox::start(around).await?;
        let folder = data.join("config");
        sim::configuration(&folder, &data, args.listen, mailbox.addr())?;
        let config = settings::whole(&folder).await?.config;
        let world = World {
            clock: clock.clone(),
            resolver: Arc::new(FixedResolver::new(internet.names())),
            program: std::env::current_exe().context("where this program is")?,
            reload: Some(reader(folder, Arc::default(), None)),
            demo: true,
            leases: None,
        };
        tell(stop.clone())?;
        let app = App::build(config, world, stop.clone()).await?;
        eprintln!(
            "The small internet has {} hosts; leaks appear from about 12 s on. Ctrl-C ends the demo.",
            sim::HOSTS.len()
        );

        let alert = |letter: &Taken| header(letter, "X-Leakwatch-Finding").is_some();
        let running = tokio::spawn(app.run());
        let first = tokio::select! {
            first = mailbox.wait_for(alert) => first,
            () = clock.sleep(PATIENCE), if args.until.is_some() => None,
            () = stop.cancelled() => None,
        };
        if let Some(letter) = &first {
            let seconds = clock.now().since(started).as_secs_f64();
            let subject = header(letter, "Subject").unwrap_or_default();
            println!(
                "{}",
                json!({ "first_alert_s": (seconds * 10.0).round() / 10.0, "to": letter.to, "subject": subject })
            );
        }
        if args.until.is_some() {
            stop.cancel();
        }
        running.await??;
        anyhow::ensure!(
            args.until.is_none() || first.is_some(),
            "no alert was accepted within {} s",
            PATIENCE.as_secs()
        );
        Ok(Outcome::Done)
    })
}

fn plant(file: &Path) -> anyhow::Result<Plant> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let body = crate::text::decode(&bytes, None).text;
    let title =
        body.lines().find(|l| !l.trim().is_empty()).unwrap_or("Untitled").trim().chars().take(80).collect();
    Ok(Plant { title, body })
}

/// A header of a letter, decoded.
fn header(letter: &Taken, name: &str) -> Option<String> {
    let message = mail_parser::MessageParser::default().parse(&letter.bytes)?;
    let value = message.header(name.to_string())?;
    Some(value.as_text().unwrap_or_default().to_string())
}
