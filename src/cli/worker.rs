//! `leakwatch worker`: the child that reads one heavy document.

use super::Outcome;

pub(super) fn run() -> anyhow::Result<Outcome> {
    crate::pipeline::worker::serve(std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(Outcome::Done)
}
