//! The daemon is killed at every step of a rematch: what the changed entry finds in what is kept is told once.

use super::{all_well, dies, left_with, recovers};
use crate::app::letters::{SECRET, leak, quiet};
use crate::app::rematch::names_alone;
use crate::support::app::SET;
use tokio::task::JoinSet;

/// Points inside a rematch; none makes a copy of a letter.
pub const POINTS: &[(&str, usize)] = &[
    ("rematch.queued", 1),
    ("rematch.claimed", 1),
    ("rematch.before_commit", 1),
    ("rematch.admitted", 1),
    ("rematch.stepped", 1),
    ("rematch.owed", 1),
];

#[tokio::test(flavor = "multi_thread")]
async fn killed_inside_a_rematch_it_tells_once() {
    let mut lives = JoinSet::new();
    for (point, copies) in POINTS {
        lives.spawn(async move {
            let pages = [quiet(1), leak(3, SECRET)];
            let left = left_with(&[("soc", &["alerts", "baseline"])], &names_alone(), &pages).await;
            std::fs::write(left.config().join("keyword-sets/acme.toml"), SET).expect("the changed entries");
            dies(&left, point).await;
            recovers(&left, 1, point, *copies).await;
        });
    }
    all_well(lives).await;
}
