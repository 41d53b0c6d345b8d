//! Why an alert is late, from the stretches that were recorded: the places it was seen at, the relays, the daemon itself.

use std::collections::HashMap;

use super::render::Lateness;
use crate::model::{Cause, Time};
use crate::promise::cause::{Stretch, cause};
use crate::store::rows::{AlertRow, Outage};
use crate::store::{Store, StoreError};

/// The recorded stretches that can explain one sending, read once for all of its alerts.
pub(super) struct Record {
    outages: Vec<Outage>,
    routes: Vec<String>,
}

impl Record {
    /// Reads nothing when no alert is late at `at`.
    pub(super) async fn read(
        store: &Store,
        routes: Vec<String>,
        alerts: &[AlertRow],
        at: Time,
    ) -> Result<Record, StoreError> {
        let from = alerts.iter().filter(|a| a.due < at).map(|a| a.start).min();
        let outages = match from {
            Some(from) => store.outages(from, at).await?,
            None => Vec::new(),
        };
        Ok(Record { outages, routes })
    }

    /// None: it is not late at `at`.
    pub(super) fn cause(&self, alert: &AlertRow, crawls: &[String], at: Time) -> Option<Cause> {
        cause(alert.start, alert.due, at, &self.stretches(alert, crawls))
    }

    /// The cause with the longest stretch that carries it, for the letter.
    pub(super) fn lateness(&self, alert: &AlertRow, crawls: &[String], at: Time) -> Option<Lateness> {
        let stretches = self.stretches(alert, crawls);
        let cause = cause(alert.start, alert.due, at, &stretches)?;
        let length = |s: &&Stretch| s.to.unwrap_or(at).since(s.from);
        let longest = stretches.iter().filter(|s| s.cause == cause).max_by_key(length);
        Some(Lateness { cause, from: longest.map(|s| s.from), to: longest.and_then(|s| s.to) })
    }

    fn stretches(&self, alert: &AlertRow, crawls: &[String]) -> Vec<Stretch> {
        // What stops the daemon itself stops every alert; the rest concerns its place, its crawls or our relays.
        let own = |o: &Outage| matches!(o.cause, Cause::OwnCrash | Cause::OwnNetwork | Cause::IndexLag);
        let named = |scope: &String| {
            scope == "*" || *scope == alert.crawl || self.routes.contains(scope) || crawls.contains(scope)
        };
        let concerns = |o: &&Outage| own(o) || named(&o.scope);
        let stretch = |o: &Outage| Stretch { cause: o.cause, from: o.from, to: o.to };
        self.outages.iter().filter(concerns).map(stretch).collect()
    }
}

/// The crawls that saw each finding, read once a finding.
#[derive(Default)]
pub(super) struct Crawls(HashMap<i64, Vec<String>>);

impl Crawls {
    pub(super) async fn of(&mut self, store: &Store, alert: &AlertRow) -> Result<Vec<String>, StoreError> {
        let Some(finding) = alert.finding else { return Ok(Vec::new()) };
        if let Some(known) = self.0.get(&finding) {
            return Ok(known.clone());
        }
        let mut crawls: Vec<String> = store.locations(finding).await?.into_iter().map(|l| l.crawl).collect();
        crawls.sort_unstable();
        crawls.dedup();
        self.0.insert(finding, crawls.clone());
        Ok(crawls)
    }
}
