//! Fault points: named places on a page's journey where a test may kill the process, or make the step fail, to prove that
//! nothing is lost there.
//!
//! Compiled always, so that what is proved is the binary that runs; without an armed fault a point is one atomic load. The
//! state is the one global of the program: a point stands in rooms that must know nothing of each other and nothing of
//! tests. Only `cli` arms one for a whole process, once, at the start, from the environment; a test that runs daemons in
//! its own process arms one for its own async runtime.

use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::runtime::{Handle, Id};

/// `NAME[:N][:error]`: at its N-th passing (default: the first) the point `NAME`, or with `any` whichever point is the
/// N-th that is passed in all, ends the process; with `error` it fails instead.
pub const VARIABLE: &str = "LEAKWATCH_FAULT";

/// Stands for every point.
const ANY: &str = "any";

static ARMED: Mutex<Vec<Armed>> = Mutex::new(Vec::new());
/// How many are armed: the only thing that a point looks at in the ordinary run.
static LIVE: AtomicUsize = AtomicUsize::new(0);
static NEXT: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
struct Armed {
    id: u64,
    name: String,
    /// Passings that are left; 0: it has struck.
    left: u64,
    fails: bool,
    struck: Option<&'static str>,
    /// None: the whole process.
    within: Option<Id>,
}

impl Armed {
    fn read(text: &str) -> Result<Armed, String> {
        let (text, fails) = text.strip_suffix(":error").map_or((text, false), |rest| (rest, true));
        let (name, at) = text.split_once(':').unwrap_or((text, "1"));
        let left = at.parse().ok().filter(|n| *n > 0);
        let left =
            left.ok_or_else(|| format!("{VARIABLE}: `{at}` is no number from 1 on; write NAME:N[:error]"))?;
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Ok(Armed { id, name: name.to_owned(), left, fails, struck: None, within: None })
    }

    /// Whether this passing is the one.
    fn strikes(&mut self, name: &'static str, here: Option<Id>) -> bool {
        let meant = (self.name == name || self.name == ANY) && (self.within.is_none() || self.within == here);
        if !meant || self.left == 0 {
            return false;
        }
        self.left -= 1;
        self.struck = (self.left == 0).then_some(name);
        self.left == 0
    }
}

/// Arms what the text says for the whole process.
///
/// # Errors
/// In words: the number is none.
pub fn arm(text: &str) -> Result<(), String> {
    keep(Armed::read(text)?);
    Ok(())
}

/// Arms it for what runs on the caller's async runtime, until the guard is dropped.
///
/// # Errors
/// As `arm`.
pub fn arm_here(text: &str) -> Result<Guard, String> {
    let mut armed = Armed::read(text)?;
    armed.within = Some(Handle::current().id());
    let id = armed.id;
    keep(armed);
    Ok(Guard { id })
}

/// A fault that is armed for one runtime.
#[derive(Debug)]
pub struct Guard {
    id: u64,
}

impl Guard {
    /// The point that it struck; none yet.
    pub fn struck(&self) -> Option<&'static str> {
        armed().iter().find(|a| a.id == self.id)?.struck
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        armed().retain(|a| a.id != self.id);
        LIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

fn keep(new: Armed) {
    armed().push(new);
    LIVE.fetch_add(1, Ordering::SeqCst);
}

fn armed() -> MutexGuard<'static, Vec<Armed>> {
    // What a panic leaves is a list of counters, nothing half-made.
    ARMED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What [`fault!`](crate::fault) does.
///
/// # Errors
/// An armed fault that fails instead of ending the process.
pub fn pass(name: &'static str) -> io::Result<()> {
    if LIVE.load(Ordering::Relaxed) == 0 {
        return Ok(());
    }
    let here = Handle::try_current().ok().map(|handle| handle.id());
    let struck = armed().iter_mut().filter_map(|a| a.strikes(name, here).then_some(a.fails)).next();
    match struck {
        None => Ok(()),
        Some(true) => Err(io::Error::other(format!("the armed fault at `{name}`"))),
        Some(false) => {
            eprintln!("the fault at `{name}` ends this process");
            // As `kill -9` does: nothing is dropped, nothing is flushed.
            std::process::abort();
        }
    }
}

/// A fault point. Its name is the room and what has just been done, or what is about to be. Gives an `io::Result<()>`
/// that the step passes on as it would any failure there.
#[macro_export]
macro_rules! fault {
    ($name:literal) => {
        $crate::runtime::fault::pass($name)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_nth_passing_fails_once() {
        for (text, passed, strikes_at) in [
            ("x.a:error", vec!["x.b", "x.a", "x.a"], Some(1)),
            ("x.a:2:error", vec!["x.a", "x.b", "x.a", "x.a"], Some(2)),
            ("any:3:error", vec!["x.a", "x.b", "x.a", "x.b"], Some(2)),
            ("any:5:error", vec!["x.a", "x.b"], None),
        ] {
            let guard = arm_here(text).expect("it means something");
            let failed: Vec<usize> =
                passed.iter().enumerate().filter(|(_, name)| pass(name).is_err()).map(|(at, _)| at).collect();
            assert_eq!(failed, strikes_at.into_iter().collect::<Vec<_>>(), "{text}");
            assert_eq!(guard.struck(), strikes_at.map(|at| passed[at]), "{text}");
        }
        assert!(pass("x.a").is_ok(), "a guard that is gone arms nothing");
    }

    #[tokio::test]
    async fn another_runtime_is_not_concerned() {
        let _guard = arm_here("x.c:error").expect("it means something");
        let elsewhere = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            runtime.block_on(async { pass("x.c").is_ok() })
        });
        assert!(elsewhere.join().expect("it ends"));
        assert!(tokio::task::spawn_blocking(|| pass("x.c").is_err()).await.expect("it ends"), "this one is");
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for text in ["x:0", "x:-1", "x:many", "x::error"] {
            assert!(Armed::read(text).is_err(), "{text}");
        }
    }
}
