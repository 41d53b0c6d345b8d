//! From a checked configuration to what the rooms work by. All or nothing: with faults, what was there stays.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use anyhow::Context;

use super::documents::Printing;
use super::{entries, terms};
use crate::alert;
use crate::config::Config;
use crate::matching::Matcher;
use crate::model::{Digest, Fault, Language, Matches, Plan, Watch};
use crate::pipeline::judge::Rules;
use crate::pipeline::setup::{Place, Setup};
use crate::risk::Tables;
use crate::sources;
use crate::store::Store;
use crate::store::rows::{CrawlSeed, EntrySeed};

/// A configuration with all that was made of it.
pub struct Current {
    pub config: Config,
    pub setup: Arc<Setup>,
    pub alerts: Arc<alert::Settings>,
}

/// Why a configuration could not be used: every fault, one a line.
#[derive(Debug)]
pub struct Faulty(pub Vec<Fault>);

impl Faulty {
    /// One fault a line.
    pub fn lines(&self, language: Language) -> String {
        self.0.iter().map(|f| f.line(language)).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines(Language::English))
    }
}

impl std::error::Error for Faulty {}

impl Current {
    /// The crawls that somebody watches, as the store schedules them.
    pub fn seeds(&self) -> Vec<CrawlSeed> {
        let watched = self.setup.places.values().filter(|p| !p.plans.is_empty());
        watched
            .map(|place| {
                let crawl = &place.crawl;
                let written = format!("{:?} {:?} {}", crawl.start, crawl.hosts, crawl.options);
                CrawlSeed {
                    id: crawl.id.clone(),
                    kind: crawl.kind.clone(),
                    digest: Digest::sha256(written.as_bytes()),
                }
            })
            .collect()
    }
}

/// Who owes a rematch when entries have changed, in the audit log.
const BY: &str = "configuration";

/// What can be built of a configuration without asking the store.
struct Built {
    places: BTreeMap<String, Arc<Place>>,
    matcher: Arc<Matcher>,
    seeds: Vec<EntrySeed>,
}

/// Prints documents, builds sources, matcher and rules; the store tells since when each entry is looked for, and owes a rematch for those
/// that have changed. What takes time is done off the async threads: visits go on with what there was.
pub async fn compile(mut config: Config, store: &Store, printing: &Printing) -> anyhow::Result<Current> {
    let printed = printing.fill(&mut config.sets).await;
    printed.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    let (config, built) = tokio::task::spawn_blocking(move || {
        let built = build(&config, printed.faults);
        (config, built)
    })
    .await?;
    let Built { places, matcher, seeds } = built?;
    printing.tidy(&config.sets);
    let coverage = store.sync_entries(&seeds, BY).await.context("since when entries are looked for")?;
    let finish = move || {
        let rules = Rules::new(
            &config.plans,
            &config.watches,
            &config.sets,
            &config.recipients,
            Tables::default(),
            coverage.into_iter().collect(),
        );
        let (alerts, watches) = (letters(&config), titled(&config));
        let setup = Setup {
            places,
            matcher,
            entries: seeds.into_iter().map(|seed| (seed.id, seed.judged)).collect(),
            rules: Arc::new(rules),
            plans: config.plans.clone(),
            watches,
            recipients: config.recipients.clone(),
        };
        Current { config, setup: Arc::new(setup), alerts: Arc::new(alerts) }
    };
    Ok(tokio::task::spawn_blocking(finish).await?)
}

fn build(config: &Config, mut faults: Vec<Fault>) -> anyhow::Result<Built> {
    let mut places = BTreeMap::new();
    for crawl in &config.crawls {
        let (plans, watches) = lookers(config, &crawl.id);
        match sources::build(crawl) {
            Ok(source) => {
                let crawl = Arc::new(terms::given(config, crawl, &*source));
                let place = Place { crawl, source, plans, watches };
                places.insert(place.crawl.id.clone(), Arc::new(place));
            }
            Err(more) => faults.extend(more),
        }
    }
    let matcher = match Matcher::new(&config.sets) {
        Ok(matcher) => Some(Arc::new(matcher)),
        Err(more) => {
            faults.extend(more);
            None
        }
    };
    match matcher {
        Some(matcher) if faults.is_empty() => Ok(Built { places, matcher, seeds: entries::seeds(config)? }),
        _ => Err(Faulty(faults).into()),
    }
}

/// What letters are written with.
pub fn letters(config: &Config) -> alert::Settings {
    let from =
        config.relays.first().map_or_else(|| format!("leakwatch@{}", super::hostname()), |r| r.from.clone());
    let host = from.rsplit_once('@').map_or("localhost", |(_, host)| host).to_string();
    alert::Settings::new(&config.server.public_url, &from, &host)
        .recipients(&config.recipients)
        .watches(&titled(config), &config.plans)
        .places(&config.crawls)
        .entries(&config.sets)
        .rehearsal(config.rehearsal)
}

/// The watches, each with a title that people read: without one of its own, its organisation's name.
fn titled(config: &Config) -> Vec<Watch> {
    let entries: Vec<_> = config.sets.iter().flat_map(|s| &s.entries).collect();
    let name = |id: &str| match &entries.iter().find(|e| e.full_id() == id)?.matches {
        Matches::Entity(entity) => Some(entity.name.clone()),
        _ => None,
    };
    let titled = |w: &Watch| match name(&w.organisation) {
        Some(name) if w.title.is_empty() || w.title == w.id => Watch { title: name, ..w.clone() },
        _ => w.clone(),
    };
    config.watches.iter().map(titled).collect()
}

/// The plans and the ids of the watches that look at a crawl.
pub(super) fn lookers(config: &Config, crawl: &str) -> (Vec<Plan>, Vec<String>) {
    let looks = |w: &&crate::model::Watch| {
        [&w.crawls, &w.own_places, &w.partner_portals, &w.competitor_portals]
            .iter()
            .any(|l| l.iter().any(|c| c == crawl))
    };
    let watches: Vec<_> = config.watches.iter().filter(looks).collect();
    let plans = watches.iter().filter_map(|w| config.plans.get(&w.plan).cloned()).collect();
    (plans, watches.iter().map(|w| w.id.clone()).collect())
}
