//! A daemon as a child process, as it runs in production, watching places that we serve: what idle, start-up and memory
//! are measured on.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use super::meter::Usage;
use crate::sim::Places;

/// How long the child may take to end.
const ENDS_WITHIN: Duration = Duration::from_secs(60);

pub(super) struct Daemon {
    child: Child,
    log: PathBuf,
}

/// A folder with places and a configuration for them; the places are served until `stop`.
pub(super) async fn prepare(
    dir: &Path,
    crawls: usize,
    stop: &CancellationToken,
) -> anyhow::Result<(Places, PathBuf, PathBuf)> {
    let data = dir.join("data");
    let empty = std::fs::read_dir(&data).map_or(true, |mut entries| entries.next().is_none());
    anyhow::ensure!(empty, "{} is not empty: name a folder that is, or none", data.display());
    let dir = if dir.is_absolute() { dir.to_owned() } else { std::env::current_dir()?.join(dir) };
    let (config, data) = (dir.join("config"), dir.join("data"));
    let places = Places::start(crawls, stop.clone()).await.context("the places cannot be served")?;
    places.configuration(&config, &data).context("the configuration cannot be written")?;
    std::fs::create_dir_all(&data)?;
    Ok((places, config, data))
}

impl Daemon {
    /// This very program, as `run`, with its log beside the configuration.
    pub fn start(config: &Path) -> anyhow::Result<Daemon> {
        let program = std::env::current_exe().context("where this program is")?;
        let log = config.with_file_name("daemon.log");
        let out = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let child = Command::new(program)
            .arg("--config")
            .arg(config)
            .arg("run")
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .kill_on_drop(true)
            .spawn()
            .context("the daemon cannot be started")?;
        Ok(Daemon { child, log })
    }

    pub fn usage(&self) -> anyhow::Result<Usage> {
        let read = self.child.id().context("the daemon has ended").and_then(Usage::of);
        read.with_context(|| {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            format!("the daemon said last:\n{}", log.lines().rev().take(5).collect::<Vec<_>>().join("\n"))
        })
    }

    /// Asks it to end, waits, and says how long that took.
    pub async fn end(mut self) -> anyhow::Result<Duration> {
        let began = std::time::Instant::now();
        if let Some(pid) = self.child.id().and_then(|id| rustix::process::Pid::from_raw(id as i32)) {
            rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        }
        tokio::time::timeout(ENDS_WITHIN, self.child.wait()).await.context("the daemon does not end")??;
        Ok(began.elapsed())
    }
}
