//! What a configuration says of judging, looked up by what a page has: its crawl and the entries it hits.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::CoveredSince;
use crate::model::{Class, EntityKind, Entry, KeywordSet, Matches, Plan, Recipient, Role, Watch};
use crate::risk::Tables;
use crate::store::rows::Coverage;
use crate::text::fold::fold;

/// Compiled once for each configuration and shared.
#[derive(Clone, Debug)]
pub struct Rules {
    pub tables: Tables,
    pub(super) entries: HashMap<String, Entry>,
    pub(super) watches: Vec<Watching>,
    pub(super) recipients: Vec<Recipient>,
    pub(super) covered_since: CoveredSince,
}

/// A watch with its plan and what names it.
#[derive(Clone, Debug)]
pub(super) struct Watching {
    pub watch: Watch,
    pub plan: Plan,
    pub sets: BTreeSet<String>,
    /// Domains of its own and leadership entities, folded.
    pub domains: Vec<String>,
    /// Full ids of those entities.
    pub own: BTreeSet<String>,
}

impl Rules {
    /// Whether hits of this entry are masked. One that is not known any more may have been a secret.
    pub fn is_secret(&self, entry: &str) -> bool {
        self.entries.get(entry).is_none_or(|e| e.secret)
    }

    /// A watch whose plan is unknown is left out: the configuration's `check` has refused it before.
    pub fn new(
        plans: &BTreeMap<String, Plan>,
        watches: &[Watch],
        sets: &[KeywordSet],
        recipients: &[Recipient],
        tables: Tables,
        covered_since: CoveredSince,
    ) -> Rules {
        let entries: HashMap<String, Entry> =
            sets.iter().flat_map(|s| &s.entries).map(|e| (e.full_id(), e.clone())).collect();
        let watches = watches
            .iter()
            .filter_map(|watch| {
                let plan = plans.get(&watch.plan)?.clone();
                let sets: BTreeSet<String> = watch.keyword_sets.iter().cloned().collect();
                let (mut domains, mut own) = (Vec::new(), BTreeSet::new());
                for (id, entry) in &entries {
                    let Matches::Entity(entity) = &entry.matches else { continue };
                    let ours =
                        matches!(entity.role, Role::Own | Role::Leadership) && sets.contains(&entry.set);
                    if !ours && *id != watch.organisation {
                        continue;
                    }
                    own.insert(id.clone());
                    domains.extend(entity.domains.iter().map(|d| fold(d.trim_start_matches('@'))));
                    if matches!(entity.kind, EntityKind::Domain | EntityKind::Email) {
                        domains.push(fold(&entity.name));
                    }
                }
                domains.retain(|d| !d.is_empty());
                domains.sort();
                domains.dedup();
                Some(Watching { watch: watch.clone(), plan, sets, domains, own })
            })
            .collect();
        Rules { tables, entries, watches, recipients: recipients.to_vec(), covered_since }
    }

    /// The watches that look at this crawl.
    pub(super) fn watching(&self, crawl: &str) -> impl Iterator<Item = &Watching> {
        self.watches.iter().filter(move |w| {
            [&w.watch.crawls, &w.watch.own_places, &w.watch.partner_portals, &w.watch.competitor_portals]
                .iter()
                .any(|list| list.iter().any(|c| c == crawl))
        })
    }

    pub(super) fn coverage(&self, entry: &str) -> Coverage {
        self.covered_since.get(entry).copied().unwrap_or(Coverage::ALWAYS)
    }
}

impl Watching {
    /// Whether this place is the watch's own, or, for exposures, one of the portals that its plan looks at.
    pub fn is_place(&self, crawl: &str, class: Class) -> bool {
        let listed = |list: &[String]| list.iter().any(|c| c == crawl);
        let portal = |role: Role, list: &[String]| {
            class == Class::Exposure && self.plan.portals.contains(&role) && listed(list)
        };
        listed(&self.watch.own_places)
            || portal(Role::Partner, &self.watch.partner_portals)
            || portal(Role::Competitor, &self.watch.competitor_portals)
    }

    /// Whether the plan makes findings of this entry at all.
    pub fn covers(&self, entry: &Entry) -> bool {
        let role = match &entry.matches {
            Matches::Entity(entity) => self.plan.roles.contains(&entity.role),
            _ => true,
        };
        role && self.plan.covers(entry.class)
    }
}
