//! `leakwatch bench`: what this machine does, printed with its figures.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Outcome, bench_idle, bench_search, bench_start, settings};
use crate::app::{App, Faulty, World};
use crate::fetch::SystemResolver;
use crate::runtime::{SystemClock, Task};
use crate::sim;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Pages from a server on loopback to committed and matched, then the index
    #[command(after_help = "Example: leakwatch bench ingest --pages 500 --data /srv/bench")]
    Ingest {
        #[arg(long, default_value_t = 300)]
        pages: usize,
        /// Where the store and the archive lie: name a real disk [default: a temporary folder here]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// Full-text queries over generated documents
    #[command(after_help = "Example: leakwatch bench search --documents 100000 --data /srv/bench")]
    Search {
        #[arg(long, default_value_t = 20_000)]
        documents: usize,
        /// Words of a document in the mean
        #[arg(long, default_value_t = 200)]
        words: usize,
        #[arg(long, default_value_t = 2_000)]
        queries: usize,
        /// Where the index lies: name a real disk [default: a temporary folder here]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// One JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Memory and CPU time of a daemon with many crawls
    #[command(after_help = "Example: leakwatch bench idle --crawls 1000 --data /srv/bench")]
    Idle {
        #[arg(long, default_value_t = 1_000)]
        crawls: usize,
        /// Seconds that it is watched for once every crawl was visited
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// Seconds that the first round may take
        #[arg(long, default_value_t = 600)]
        first_round: u64,
        /// Where the daemon's folder lies: name a real disk [default: a temporary folder here]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// One JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
    /// From the start of a daemon that keeps many pages to its first visit
    #[command(after_help = "Example: leakwatch bench start --pages 1000000 --data /srv/bench")]
    Start {
        #[arg(long, default_value_t = 1_000_000)]
        pages: usize,
        /// How often it is started
        #[arg(long, default_value_t = 3)]
        starts: usize,
        /// Where the daemon's folder lies; it is left there [default: a temporary folder here]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// One JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(command: Command) -> anyhow::Result<Outcome> {
    let here = tempfile::Builder::new().prefix("leakwatch-bench-").tempdir_in(".")?;
    match command {
        Command::Search { documents, words, queries, data, json } => {
            let dir = data.unwrap_or_else(|| here.path().join("index"));
            let measured = bench_search::run(bench_search::Plan { documents, words, queries }, &dir)?;
            println!("{}", if json { measured.json().to_string() } else { measured.table() });
        }
        Command::Idle { crawls, seconds: watched, first_round, data, json } => {
            let dir = data.unwrap_or_else(|| here.path().to_path_buf());
            let seconds = Duration::from_secs;
            let plan = bench_idle::Plan {
                crawls,
                first_round: seconds(first_round),
                watched: seconds(watched.max(1)),
                json,
            };
            println!("{}", super::wait(bench_idle::run(plan, &dir))?);
        }
        Command::Start { pages, starts, data, json } => {
            let plan = bench_start::Plan { pages, starts, json, keep: data.is_some() };
            let dir = data.unwrap_or_else(|| here.path().to_path_buf());
            println!("{}", super::wait(bench_start::run(plan, &dir))?);
        }
        Command::Ingest { pages, data } => {
            super::wait(ingest(pages, data.unwrap_or_else(|| here.path().to_path_buf())))?;
        }
    }
    Ok(Outcome::Done)
}

/// Visits a site of `pages` pages once, with the shipped packs, synchronous FULL and a synced archive; then indexes.
async fn ingest(pages: usize, data: PathBuf) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let site = sim::LongSite::start(pages, stop.clone()).await?;
    let folder = data.join("config");
    site.configuration(&folder, &data)?;
    let config = settings::load(Some(&folder), &[]).map_err(Faulty)?.config;
    let world = World {
        clock: Arc::new(SystemClock),
        resolver: Arc::new(SystemResolver),
        program: std::env::current_exe().context("where this program is")?,
        reload: None,
        leases: None,
        demo: false,
    };
    let app = App::build(config, world, stop.clone()).await?;
    let (wall, cpu) = (Instant::now(), cpu_time());
    app.poll.run_once(&stop).await?;
    app.poll.settle().await;
    let (wall, cpu) = (wall.elapsed(), cpu_time() - cpu);
    let documents: u64 = app.store.crawls().await?.iter().map(|c| c.documents).sum();
    let reindex = app.tasks.iter().find(|(task, _)| task.name() == "reindex").context("the task reindex")?;
    let (index_wall, index_cpu) = (Instant::now(), cpu_time());
    while app.index.last() < app.store.last_number().await? {
        reindex.0.run_once(&stop).await?;
    }
    let (index_wall, index_cpu) = (index_wall.elapsed(), cpu_time() - index_cpu);
    let rate = |d: Duration| (documents as f64 / d.as_secs_f64().max(1e-9) * 10.0).round() / 10.0;
    println!(
        "{}",
        json!({
            "pages": documents, "page_kb": site.bytes / pages.max(1) / 1024,
            "alert_path": { "pages_per_s": rate(wall), "pages_per_cpu_s": rate(cpu) },
            "index": { "pages_per_s": rate(index_wall), "pages_per_cpu_s": rate(index_cpu) },
        })
    );
    stop.cancel();
    Ok(())
}

/// The CPU time of this process, all threads.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
