//! Fault points: named places on a page's journey where a test may kill the process, to prove that nothing is lost there.
//!
//! Compiled always, so that what is proved is the binary that runs; without an armed fault a point is one atomic load. The
//! state is the one global of the program: a point stands in rooms that must know nothing of each other and nothing of
//! tests, and a process can die only once. Only `cli` arms it, once, at the start, from the environment.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// `NAME` or `NAME:N`: the process aborts when it passes this point for the N-th time (default: the first).
pub const VARIABLE: &str = "LEAKWATCH_FAULT";

static ARMED: OnceLock<Armed> = OnceLock::new();

struct Armed {
    name: String,
    /// Passings that are left.
    left: AtomicU64,
}

/// Arms what the text says.
///
/// # Errors
/// In words: the number is none, or a fault is armed already.
pub fn arm(text: &str) -> Result<(), String> {
    let (name, at) = text.split_once(':').unwrap_or((text, "1"));
    let left = at.parse().ok().filter(|n| *n > 0);
    let left = left.ok_or_else(|| format!("{VARIABLE}: `{at}` is no number from 1 on; write NAME:N"))?;
    let armed = Armed { name: name.to_owned(), left: AtomicU64::new(left) };
    ARMED.set(armed).map_err(|_| format!("{VARIABLE}: a fault is armed already"))
}

/// What [`fault!`](crate::fault) does.
pub fn pass(name: &'static str) {
    let Some(armed) = ARMED.get() else { return };
    if armed.name == name && armed.left.fetch_sub(1, Ordering::SeqCst) == 1 {
        eprintln!("the fault at `{name}` ends this process");
        // As `kill -9` does: nothing is dropped, nothing is flushed.
        std::process::abort();
    }
}

/// A fault point. Its name is the room and what has just been done, or what is about to be.
#[macro_export]
macro_rules! fault {
    ($name:literal) => {
        $crate::runtime::fault::pass($name)
    };
}
