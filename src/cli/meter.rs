//! What a measurement reads: CPU time of ourselves, memory and CPU time of a child, from the kernel.

use std::time::Duration;

use anyhow::Context;

/// The CPU time of this process, all threads.
pub(super) fn process_cpu() -> Duration {
    clock(rustix::time::ClockId::ProcessCPUTime)
}

/// The CPU time of this thread.
pub(super) fn thread_cpu() -> Duration {
    clock(rustix::time::ClockId::ThreadCPUTime)
}

fn clock(id: rustix::time::ClockId) -> Duration {
    let time = rustix::time::clock_gettime(id);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// What was done with a budget of CPU time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Done {
    pub bytes: usize,
    pub cpu: Duration,
    pub hits: usize,
    /// Nothing was left when it ended.
    pub all: bool,
}

/// Does `work` for one text after another, until this thread has spent `budget` on it: looked at after each text.
///
/// Each comes with its bytes, for `work` may want more than them.
pub(super) fn within<'a, T>(
    budget: Duration,
    texts: impl IntoIterator<Item = (&'a str, T)>,
    mut work: impl FnMut(T) -> usize,
) -> Done {
    let mut done = Done { bytes: 0, cpu: Duration::ZERO, hits: 0, all: true };
    for (text, with) in texts {
        if done.cpu >= budget {
            done.all = false;
            break;
        }
        let began = thread_cpu();
        done.hits += work(with);
        done.cpu += thread_cpu().saturating_sub(began);
        done.bytes += text.len();
    }
    done
}

impl Done {
    /// Megabytes a second.
    pub fn speed(&self) -> f64 {
        self.bytes as f64 / 1e6 / self.cpu.as_secs_f64().max(1e-9)
    }
}

/// What another process holds and has used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usage {
    /// Resident now, and the most it ever was, in bytes (VmRSS, VmHWM of proc(5)).
    pub resident: u64,
    pub peak: u64,
    pub cpu: Duration,
    pub threads: u64,
}

impl Usage {
    pub fn of(process: u32) -> anyhow::Result<Usage> {
        let read = |name: &str| {
            std::fs::read_to_string(format!("/proc/{process}/{name}"))
                .with_context(|| format!("/proc/{process}/{name}: has the process ended?"))
        };
        let (status, stat) = (read("status")?, read("stat")?);
        let number = |name: &str| {
            let line = status.lines().find_map(|l| l.strip_prefix(name));
            line.and_then(|l| l.trim_end_matches("kB").trim().parse::<u64>().ok())
                .with_context(|| format!("no {name} in the status of the process"))
        };
        Ok(Usage {
            resident: number("VmRSS:")? * 1024,
            peak: number("VmHWM:")? * 1024,
            cpu: ticks(&stat).context("the process's times cannot be read")?,
            threads: number("Threads:")?,
        })
    }
}

/// User and system time of /proc/PID/stat; Linux counts them in hundredths of a second for every program.
fn ticks(stat: &str) -> Option<Duration> {
    // The name of the program comes before, in brackets, and may hold anything.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Duration::from_millis((user + system) * 10))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Usage, ticks, within};

    #[test]
    fn reads_itself() {
        let usage = Usage::of(std::process::id()).expect("reads");
        assert!(usage.resident > 1 << 20 && usage.peak >= usage.resident && usage.threads > 0, "{usage:?}");
        assert!(Usage::of(u32::MAX).is_err());
    }

    #[test]
    fn a_budget_ends_what_it_is_for() {
        let done = within(Duration::ZERO, [("ab", 2), ("c", 1)], |n| n);
        assert!((done.bytes, done.hits, done.all) == (0, 0, false), "{done:?}");
        let done = within(Duration::from_secs(60), [("ab", 2), ("c", 1)], |n| n);
        assert!((done.bytes, done.hits, done.all) == (3, 3, true), "{done:?}");
    }

    #[test]
    fn reads_times() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194304 90 0 0 0 250 50 0 0 20 0 1 0 5 0 0";
        assert_eq!(ticks(stat).map(|t| t.as_millis()), Some(3_000));
    }
}
