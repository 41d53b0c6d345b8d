//! The daemon is killed at every step of a rematch: what the changed entry finds in what is kept is told once.

use futures_util::future::join_all;

use super::{BESIDE, dies, left_with, recovers};
use crate::app::letters::{SECRET, leak, quiet};
use crate::app::rematch::names_alone;
use crate::support::app::SET;

#[tokio::test(flavor = "multi_thread")]
async fn killed_inside_a_rematch_it_tells_once() {
    let points = BESIDE.iter().copied().filter(|point| point.starts_with("rematch."));
    let lives = points.map(async |point| {
        let pages = [quiet(1), leak(3, SECRET)];
        let left = left_with(&[("soc", &["alerts", "baseline"])], &names_alone(), &pages).await;
        std::fs::write(left.config().join("keyword-sets/acme.toml"), SET).expect("the changed entries");
        dies(&left, point).await;
        recovers(&left, 1, point, 1).await;
    });
    assert_eq!(join_all(lives).await.len(), 6);
}
