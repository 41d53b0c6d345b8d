//! The daemon is killed at every step of a rematch: what the changed entry finds in what is kept is told once, on SQLite
//! and on PostgreSQL.

use futures_util::future::join_all;

use super::{BESIDE, dies, left_with, recovers};
use crate::app::letters::{SECRET, leak, quiet};
use crate::app::rematch::names_alone;
use crate::support::app::SET;
use crate::support::postgres;

async fn killed_at_every_step(on_postgres: bool) {
    let points = BESIDE.iter().copied().filter(|point| point.starts_with("rematch."));
    let lives = points.map(async |point| {
        let database = if on_postgres { Some(postgres::database().await) } else { None };
        let pages = [quiet(1), leak(3, SECRET)];
        let left = left_with(&[("soc", &["alerts", "baseline"])], &names_alone(), &pages, database).await;
        std::fs::write(left.config().join("keyword-sets/acme.toml"), SET).expect("the changed entries");
        dies(&left, point).await;
        recovers(&left, 1, point, 1).await;
    });
    assert_eq!(join_all(lives).await.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_inside_a_rematch_it_tells_once_on_sqlite() {
    killed_at_every_step(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_inside_a_rematch_it_tells_once_on_postgres() {
    killed_at_every_step(true).await;
}
