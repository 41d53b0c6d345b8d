//! For each crawl, whether the deadlines of its watches can be kept.

use std::time::Duration;

use super::compile::lookers;
use crate::alert::route::Bundling;
use crate::config::Config;
use crate::model::Interval;
use crate::promise::feasible::{Costs, Outlook, outlook};
use crate::promise::interval::pace;

/// From the last page of a visit to its committed admission, at most: the linger of a batch, matching, the archive's
/// and the store's sync.
const PROCESSING: Duration = Duration::from_secs(5);
/// When a relay that put us off is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(60);

/// By crawl id; crawls that nobody watches are left out.
pub fn outlooks(config: &Config) -> Vec<(String, Outlook)> {
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
        let costs = Costs {
            visit: crawl.delay * crawl.pages,
            processing: PROCESSING,
            bundling: bundling.wait,
            delivery: bundling.delivery,
            retry_after: RETRY_AFTER,
        };
        out.push((crawl.id.clone(), outlook(&pace, &costs, deadline)));
    }
    out
}
