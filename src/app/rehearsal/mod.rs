//! A rehearsal of the whole line: a page that leaks is planted, and must come out as a letter.
//!
//! The same [`App`] with the watch's own keyword sets, plan, recipients and relays; only the place is ours (one host on
//! loopback) and so is the store, in a folder that is taken away afterwards. So nothing of it is ever counted in a digest,
//! a promise or an audit, and the evidence chain never sees it. The letter says that it is a test.

mod follow;
mod page;
mod place;
mod request;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::json;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::requests::perform;
use super::{App, Folder, World};
use crate::clock::Clock;
use crate::config::{self, Config, Retention};
use crate::fetch::{Allowed, FixedResolver};
use crate::model::{Crawl, Gets};
use crate::store::ClockFrom;

use crate::model::proof::Proof;

use page::Planted;
use place::Place;
pub(super) use request::answer;

/// A name that no resolver knows (RFC 6761, 6.4): whoever reads it in a letter sees that it is no place.
pub const HOST: &str = "leakwatch-test.invalid";
const CRAWL: &str = "leakwatch-test";

/// What a rehearsal takes at most; a letter waits 10 s for others on its way.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a rehearsal is made with, beside the configuration.
#[derive(Clone)]
pub struct Stage {
    pub clock: Arc<dyn Clock>,
    /// The leakwatch binary, for child processes.
    pub program: PathBuf,
    /// Who asked, for the test letter.
    pub by: String,
}

/// Rehearses for one watch and tells of each step as it ends. An error: it could not even begin.
pub async fn rehearse(
    config: &Config,
    watch: &str,
    stage: Stage,
    told: &watch::Sender<Proof>,
) -> anyhow::Result<Proof> {
    let planted = page::planted(config, watch)?;
    let narrowed = narrowed(config, watch)?;
    let folder = narrowed.data.clone();
    clear(&folder)?;
    let stop = CancellationToken::new();
    let _end = stop.clone().drop_guard();
    let proof = play(narrowed, watch, planted, stage, told, stop).await;
    std::fs::remove_dir_all(&folder)
        .with_context(|| format!("{} could not be taken away again", folder.display()))?;
    proof
}

async fn play(
    config: Config,
    watch: &str,
    planted: Planted,
    stage: Stage,
    told: &watch::Sender<Proof>,
    stop: CancellationToken,
) -> anyhow::Result<Proof> {
    let clock = stage.clock.clone();
    let place = Place::start(planted, stop.clone()).await.context("the page cannot be served")?;
    let world = World {
        clock: clock.clone(),
        resolver: Arc::new(FixedResolver::new([(HOST.to_owned(), place.addr())])),
        program: stage.program,
        reload: None,
        demo: false,
        leases: Some(ClockFrom::Clock),
    };
    let app = App::build(config, world, stop.clone()).await?;
    let (store, bells) = (app.store.clone(), app.bells.clone());
    let letters = app.current.borrow().alerts.clone();
    let asked = perform(&store, &letters, clock.now(), "test_letter", &json!({}), &stage.by).await?;
    let tests = follow::letters(&asked.answer);
    let running = tokio::spawn(app.work());
    let follow = follow::Follow { store: &store, bells: &bells, clock: &clock, place: &place, tests, told };
    let proof = follow.to_the_end(watch, PATIENCE).await;
    stop.cancel();
    running.await??;
    proof
}

/// The configuration with this watch alone, looking at our place alone, telling of alerts alone.
fn narrowed(config: &Config, watch: &str) -> anyhow::Result<Config> {
    let mut config = config.clone();
    config.watches.retain(|w| w.id == watch);
    for watch in &mut config.watches {
        watch.crawls = vec![CRAWL.to_owned()];
        watch.own_places.clear();
        watch.partner_portals.clear();
        watch.competitor_portals.clear();
    }
    config.recipients.retain(|r| r.gets.contains(&Gets::Alerts) && r.watches.iter().any(|w| w == watch));
    if config.recipients.is_empty() {
        bail!(
            "nobody gets alerts of the watch {watch}: add [recipient.NAME] with watches = [\"{watch}\"] and gets = [\"alerts\"]"
        );
    }
    for recipient in &mut config.recipients {
        recipient.watches = vec![watch.to_owned()];
        recipient.gets = vec![Gets::Alerts];
    }
    config.crawls = vec![crawl()?];
    config.spare_crawls.clear();
    config.fetch.allow = vec![Allowed::parse(HOST).map_err(|why| anyhow::Error::msg(why.english))?];
    config.retention = Retention::default();
    config.bounces = None;
    config.data = config.data.join("rehearsal");
    config.server.database = format!("sqlite:{}/leakwatch.db", config.data.display());
    config.rehearsal = true;
    Ok(config)
}

fn crawl() -> anyhow::Result<Crawl> {
    let written = format!(
        "id = \"{CRAWL}\"\nkind = \"site\"\ntitle = \"leakwatch\"\nstart = [\"http://{HOST}/\"]\nhosts = [\"{HOST}\"]\n\
         pages = 5\ninterval = \"2s\"\ndelay = \"20ms\"\n"
    );
    config::crawler("the rehearsal's place", &written).map_err(|faults| super::Faulty(faults).into())
}

/// Takes away what a rehearsal that was cut short has left; another that still runs is left alone.
fn clear(folder: &std::path::Path) -> anyhow::Result<()> {
    match Folder::free(folder)? {
        Some(held) => drop(held),
        None => bail!("another test is under way: wait for it, it takes no longer than two minutes"),
    }
    std::fs::remove_dir_all(folder).with_context(|| format!("{} cannot be cleared", folder.display()))
}
