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

/// From the last page of a visit to its committed admission, at most: the linger of a batch, matching, the archive's
/// and the store's sync.
const PROCESSING: Duration = Duration::from_secs(5);
/// When a relay that put us off is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(60);

/// The pauses between two requests that robots.txt asks of each crawl, as far as it was read: by crawl id, where they are
/// longer than its own.
pub async fn robots_delays(config: &Config, store: &Store) -> Result<BTreeMap<String, Duration>, StoreError> {
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
    Ok(delays)
}

/// By crawl id; crawls that nobody watches are left out. `delays`: what places ask for, see [`robots_delays`].
pub fn outlooks(config: &Config, delays: &BTreeMap<String, Duration>) -> Vec<(String, Outlook)> {
    let mut out = Vec::new();
    for crawl in &config.crawls {
        let (plans, _) = lookers(config, &crawl.id);
        let configured = match &crawl.interval {
            Interval::Every(d) => Some(*d),
            Interval::Auto | Interval::Cron { .. } => None,
        };
        let Some(pace) = pace(&plans, configured, None) else { continue };
        let Some(deadline) = plans.iter().map(|p| p.deadline).min() else { continue };
        let bundling = Bundling::default();
        let asked = delays.get(&crawl.id).copied();
        let costs = Costs {
            visit: asked.unwrap_or(crawl.delay).saturating_mul(crawl.pages),
            processing: PROCESSING,
            bundling: bundling.wait,
            delivery: bundling.delivery,
            retry_after: RETRY_AFTER,
        };
        let mut outlook = outlook(&pace, &costs, deadline);
        if let (Some(asked), false) = (asked, outlook.feasible) {
            outlook.why += &format!("; robots.txt asks for {} s between two requests", asked.as_secs());
        }
        out.push((crawl.id.clone(), outlook));
    }
    out
}
