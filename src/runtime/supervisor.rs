//! Runs tasks until told to stop. A task that fails or panics is run again with growing patience, never given up.
//! Ownership is the drain: when every loop has ended, everything has ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Again, Bell, Health, Task};
use crate::clock::Clock;

/// The first and the longest rest after a failure.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(60));

pub struct Supervisor {
    clock: Arc<dyn Clock>,
    health: Health,
    stop: CancellationToken,
    loops: Vec<(&'static str, JoinHandle<()>)>,
}

impl Supervisor {
    pub fn new(clock: Arc<dyn Clock>, health: Health, stop: CancellationToken) -> Supervisor {
        Supervisor { clock, health, stop, loops: Vec::new() }
    }

    /// Starts a task's loop. It runs at once, then as [`Again`] says, or when the bell rings.
    pub fn start(&mut self, task: Arc<dyn Task>, bell: Bell) {
        let name = task.name();
        let run = keep_running(task, bell, self.clock.clone(), self.health.clone(), self.stop.clone());
        self.loops.push((name, tokio::spawn(run)));
    }

    /// Waits until every loop has ended; returns the names of those that were still running at the deadline, which
    /// is real time: a process manager waits by it.
    pub async fn drain(self, patience: Duration) -> Vec<&'static str> {
        let until = tokio::time::Instant::now() + patience;
        let mut late = Vec::new();
        for (name, handle) in self.loops {
            let abort = handle.abort_handle();
            if tokio::time::timeout_at(until, handle).await.is_err() {
                abort.abort();
                late.push(name);
            }
        }
        late
    }
}

async fn keep_running(
    task: Arc<dyn Task>,
    bell: Bell,
    clock: Arc<dyn Clock>,
    health: Health,
    stop: CancellationToken,
) {
    let name = task.name();
    let mut patience = PATIENCE.0;
    while !stop.is_cancelled() {
        health.started(name, clock.now());
        let (inner, token) = (task.clone(), stop.clone());
        // A spawn of its own, so that a panic ends the run and not the loop.
        let outcome = tokio::spawn(async move { inner.run_once(&token).await }).await;
        let rest = match outcome {
            Ok(Ok(again)) => {
                health.well(name, clock.now());
                patience = PATIENCE.0;
                match again {
                    Again::Now => continue,
                    Again::At(at) => at.since(clock.now()).min(task.period()),
                    Again::Later => task.period(),
                }
            }
            failure => {
                let (text, panicked) = match failure {
                    Ok(Err(error)) => (format!("{error:#}"), false),
                    Err(join) => (format!("panicked: {join}"), true),
                    Ok(Ok(_)) => unreachable!("matched above"),
                };
                if stop.is_cancelled() {
                    return;
                }
                tracing::error!(task = name, error = %text, retry_ms = patience.as_millis() as u64, "task failed");
                health.failed(name, text, panicked);
                let rest = patience;
                patience = (patience * 2).min(PATIENCE.1);
                rest
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = bell.heard() => {}
            () = clock.sleep(rest) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use async_trait::async_trait;

    use super::*;
    use crate::runtime::SystemClock;

    struct Stumbling(AtomicU32, Bell);

    #[async_trait]
    impl Task for Stumbling {
        fn name(&self) -> &'static str {
            "stumbling"
        }
        fn period(&self) -> Duration {
            Duration::from_secs(3600)
        }
        async fn run_once(&self, _: &CancellationToken) -> anyhow::Result<Again> {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => anyhow::bail!("the first time it fails"),
                1 => panic!("the second time it panics"),
                2 => Ok(Again::Now),
                _ => {
                    self.1.ring();
                    Ok(Again::Later)
                }
            }
        }
    }

    #[tokio::test]
    async fn a_task_that_fails_and_panics_goes_on() {
        let (health, stop, reached) = (Health::default(), CancellationToken::new(), Bell::default());
        let mut supervisor = Supervisor::new(Arc::new(SystemClock), health.clone(), stop.clone());
        supervisor.start(Arc::new(Stumbling(AtomicU32::new(0), reached.clone())), Bell::default());
        reached.heard().await;
        stop.cancel();
        assert_eq!(supervisor.drain(Duration::from_secs(30)).await, Vec::<&str>::new());
        let seen = health.all()["stumbling"].clone();
        assert_eq!((seen.runs, seen.failures, seen.panics), (4, 2, 1));
        assert_eq!(seen.last_error, None);
    }
}
