//! `leakwatch bench idle`: memory and CPU time of a daemon with many crawls, while all of them are due at once, and when
//! nothing is due.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::bench_child::{Daemon, prepare};
use crate::clock::Clock as _;
use crate::runtime::SystemClock;

/// How often the daemon is looked at.
const LOOK: Duration = Duration::from_millis(250);
/// Between the last first visit and the measurement: what was read is admitted and indexed.
const SETTLE: Duration = Duration::from_secs(20);

#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub crawls: usize,
    /// How long the first round may take.
    pub first_round: Duration,
    /// How long it is watched afterwards.
    pub watched: Duration,
    pub json: bool,
}

pub(super) async fn run(plan: Plan, dir: &Path) -> anyhow::Result<String> {
    let stop = CancellationToken::new();
    let _stop = stop.clone().drop_guard();
    let (places, config, _) = prepare(dir, plan.crawls, &stop).await?;
    let began = Instant::now();
    let daemon = Daemon::start(&config)?;
    let mut most = 0;
    let mut peak_threads = 0;
    while places.visited() < places.count() && began.elapsed() < plan.first_round {
        SystemClock.sleep(LOOK).await;
        let usage = daemon.usage()?;
        most = most.max(usage.resident);
        peak_threads = peak_threads.max(usage.threads);
    }
    let (visited, round, busy) = (places.visited(), began.elapsed(), daemon.usage()?);
    SystemClock.sleep(SETTLE).await;
    let (settled, from) = (daemon.usage()?, Instant::now());
    SystemClock.sleep(plan.watched).await;
    let (after, watched) = (daemon.usage()?, from.elapsed());
    let ended = daemon.end().await?;

    let per_minute = after.cpu.saturating_sub(settled.cpu).as_secs_f64() * 60.0 / watched.as_secs_f64();
    let mb = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    if plan.json {
        return Ok(json!({
            "crawls": plan.crawls, "visited": visited, "first_round_s": round.as_secs_f64(),
            "first_round_cpu_s": busy.cpu.as_secs_f64(), "resident_bytes": after.resident,
            "peak_bytes": after.peak, "first_round_resident_bytes": most, "threads": after.threads,
            "cpu_s_per_minute": per_minute, "watched_s": watched.as_secs_f64(), "stop_s": ended.as_secs_f64(),
        })
        .to_string());
    }
    Ok(format!(
        "crawls                 {}, {visited} visited in {:.0} s and {:.1} CPU s, all due at once\n\
         resident, settled      {:.0} MiB\n\
         resident, first round  {:.0} MiB\n\
         peak (VmHWM)           {:.0} MiB\n\
         CPU, nothing due       {:.2} s a minute, over {:.0} s\n\
         threads                {} (first round: {peak_threads})\n\
         to end                 {:.1} s",
        plan.crawls,
        round.as_secs_f64(),
        busy.cpu.as_secs_f64(),
        mb(after.resident),
        mb(most),
        mb(after.peak),
        per_minute,
        watched.as_secs_f64(),
        after.threads,
        ended.as_secs_f64(),
    ))
}
