//! `leakwatch bench ingest`: pages a second and core, the whole line first, then each stage by itself.
//!
//! The server is a process of its own, so that its work is not ours; what is counted is the CPU time of this process, all
//! threads, because the machine may be shared. The whole line is the daemon's own: poll, visit, read, admit with FULL on
//! a synced archive. A stage is timed over all pages at once; what the line takes beyond the sum of its stages is the rest.

mod stages;

use std::fmt::Write as _;
use std::io::Read as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio_util::sync::CancellationToken;

use super::settings;
use crate::app::{App, Faulty, World};
use crate::fetch::SystemResolver;
use crate::runtime::{SystemClock, Task};
use crate::sim::bench;

/// What was measured.
pub(super) struct Measured {
    pages: u64,
    /// Kilobytes of a page, and of its visible words.
    page_kb: u64,
    text_kb: u64,
    alert_path: Took,
    /// Main text and index alone.
    follows: Took,
    /// CPU time of a page in each stage, in the order of the line.
    stages: Vec<(&'static str, Duration)>,
}

#[derive(Clone, Copy)]
struct Took {
    wall: Duration,
    cpu: Duration,
}

/// The pages until standard input ends.
pub(super) async fn serve(pages: usize, listen: SocketAddr) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen).await.context("where to listen")?;
    println!("{}", listener.local_addr()?);
    let stop = CancellationToken::new();
    let server = tokio::spawn(bench::serve(listener, pages, stop.clone()));
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    stop.cancel();
    Ok(server.await??)
}

/// Visits a site of `pages` pages once, with the shipped packs; then follows it into the index; then stage by stage.
pub(super) async fn run(pages: usize, data: &Path, from: Option<SocketAddr>) -> anyhow::Result<Measured> {
    let program = std::env::current_exe().context("where this program is")?;
    let mut server = None;
    let at = match from {
        Some(at) => at,
        None => {
            let mut child = tokio::process::Command::new(&program)
                .args(["bench", "serve", "--pages", &pages.to_string()])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .context("the server of the pages")?;
            let mut line = String::new();
            let output = child.stdout.take().context("the server's output")?;
            BufReader::new(output).read_line(&mut line).await?;
            server = Some(child);
            line.trim().parse().context("where the server listens")?
        }
    };
    let folder = data.join("config");
    bench::configuration(&folder, data, at, pages)?;
    let config = settings::load(Some(&folder), &[]).map_err(Faulty)?.config;
    let world = World {
        clock: Arc::new(SystemClock),
        resolver: Arc::new(SystemResolver),
        program,
        reload: None,
        leases: None,
        demo: false,
    };
    let stop = CancellationToken::new();
    let app = App::build(config, world, stop.clone()).await?;
    let start = Start::now();
    app.poll.run_once(&stop).await?;
    app.poll.settle().await;
    let alert_path = start.took();
    let kept: u64 = app.store.crawls().await?.iter().map(|c| c.documents).sum();
    ensure!(kept >= pages as u64, "{kept} of {pages} pages were kept: the log says why");

    let reindex = app.tasks.iter().find(|(task, _)| task.name() == "reindex").context("the task reindex")?;
    let start = Start::now();
    while app.index.last() < app.store.last_number().await? {
        reindex.0.run_once(&stop).await?;
    }
    let follows = start.took();
    let apart = stages::apart(&app, data, at, pages).await?;
    stop.cancel();
    drop(server);

    let mut stages = apart.stages;
    let whole = alert_path.cpu / u32::try_from(pages)?;
    let named: Duration = stages.iter().map(|(_, cost)| *cost).sum();
    stages.push(("links, schedule, threads", whole.saturating_sub(named)));
    stages.push(("main text", apart.main_text));
    stages.push(("index", (follows.cpu / u32::try_from(pages)?).saturating_sub(apart.main_text)));
    let (page_kb, text_kb) = (apart.bytes / 1024, apart.text / 1024);
    Ok(Measured { pages: pages as u64, page_kb, text_kb, alert_path, follows, stages })
}

impl Measured {
    fn rate(&self, time: Duration) -> f64 {
        (self.pages as f64 / time.as_secs_f64().max(1e-9) * 10.0).round() / 10.0
    }

    fn everything(&self) -> Took {
        let (a, b) = (self.alert_path, self.follows);
        Took { wall: a.wall + b.wall, cpu: a.cpu + b.cpu }
    }

    pub(super) fn json(&self) -> serde_json::Value {
        let took = |took: Took| json!({ "pages_per_cpu_s": self.rate(took.cpu), "pages_per_s": self.rate(took.wall) });
        let micros: serde_json::Map<String, serde_json::Value> = self
            .stages
            .iter()
            .map(|(name, cost)| ((*name).to_owned(), json!(cost.as_micros() as u64)))
            .collect();
        json!({
            "pages": self.pages, "page_kb": self.page_kb, "text_kb": self.text_kb,
            "alert_path": took(self.alert_path),
            "with_main_text_and_index": took(self.everything()),
            "stages_us": micros,
        })
    }

    pub(super) fn table(&self) -> String {
        let mut out =
            format!("{} pages of {} KB, {} KB of it words\n\n", self.pages, self.page_kb, self.text_kb);
        let mut line = |what: &str, figure: &str| {
            // Writing into a String cannot fail.
            let _ = writeln!(out, "{what:<34}{figure:>10}");
        };
        line("", "pages/s a core");
        line("alert path", &format!("{:.1}", self.rate(self.alert_path.cpu)));
        line("with main text and index", &format!("{:.1}", self.rate(self.everything().cpu)));
        line("alert path, on the clock", &format!("{:.1}", self.rate(self.alert_path.wall)));
        line("", "");
        line("stage", "us a page");
        for (name, cost) in &self.stages {
            line(name, &cost.as_micros().to_string());
        }
        out
    }
}

/// The moment from which something is timed.
struct Start {
    wall: Instant,
    cpu: Duration,
}

impl Start {
    fn now() -> Start {
        Start { wall: Instant::now(), cpu: cpu_time() }
    }

    fn took(&self) -> Took {
        Took { wall: self.wall.elapsed(), cpu: cpu_time() - self.cpu }
    }
}

/// The CPU time of this process, all threads.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
