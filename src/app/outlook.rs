//! For each crawl, whether the deadlines of its watches can be kept.

use std::collections::BTreeMap;
use std::time::Duration;

use url::Url;

use super::compile::lookers;
use crate::alert::route::Bundling;
use crate::config::Config;
use crate::fetch::{AGENT, robots};
use crate::model::Interval;
use crate::promise::feasible::{Costs, Outlook, outlook};
use crate::promise::interval::pace;
use crate::store::{Store, StoreError};

/// What places ask of those who visit them, by crawl id, as far as it was read.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The pause between two requests that robots.txt asks for, where it is longer than the crawl's own.
    pub delays: BTreeMap<String, Duration>,
    /// The pause between two visits that the place asks for: Cache-Control, ttl, Retry-After.
    pub pauses: BTreeMap<String, Duration>,
}

pub async fn asked(config: &Config, store: &Store) -> Result<Asked, StoreError> {
    let mut delays = BTreeMap::new();
    for crawl in &config.crawls {
        for start in crawl.start.iter().filter_map(|start| Url::parse(start).ok()) {
            let row = store.robots(&start.origin().ascii_serialization()).await?;
            let Some((200..=299, body, _)) = row else { continue };
            let Some(delay) = robots::crawl_delay(&body, AGENT).filter(|d| *d > crawl.delay) else {
                continue;
            };
            let longest = delays.entry(crawl.id.clone()).or_insert(delay);
            *longest = delay.max(*longest);
        }
    }
    let rows = store.crawls().await?.into_iter();
    let pauses = rows.filter_map(|row| Some((row.id, row.advice?))).collect();
    Ok(Asked { delays, pauses })
}

/// By crawl id; crawls that nobody watches are left out.
pub fn outlooks(config: &Config, asked: &Asked) -> Vec<(String, Outlook)> {
    let mut out = Vec::new();
    for crawl in &config.crawls {
        let (plans, _) = lookers(config, &crawl.id);
        let configured = match &crawl.interval {
            Interval::Every(d) => Some(*d),
            Interval::Auto | Interval::Cron { .. } => None,
        };
        let pause = asked.pauses.get(&crawl.id).copied();
        let Some(pace) = pace(&plans, configured, pause) else { continue };
        let Some(deadline) = plans.iter().map(|p| p.deadline).min() else { continue };
        let bundling = Bundling::default();
        let delay = asked.delays.get(&crawl.id).copied();
        let visit = delay.unwrap_or(crawl.delay).saturating_mul(crawl.pages);
        let mut outlook = outlook(&pace, &Costs::of(visit, bundling.wait, bundling.delivery), deadline);
        if let (Some(delay), false) = (delay, outlook.feasible) {
            outlook.why += &format!("; robots.txt asks for {} s between two requests", delay.as_secs());
        }
        out.push((crawl.id.clone(), outlook));
    }
    out
}
