//! What decides where an entry hits and what a hit comes to, as digests: when one changes, what is kept is matched anew.
//!
//! More goes into them than the entry says: a query hits by the entities that it names, and a pattern makes a finding
//! where an own entity stands. Titles and examples do not: they change nothing that was found.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::Config;
use crate::model::{About, Digest, Entry, Matches, Role, Watch};
use crate::query::{self, Node};
use crate::store::rows::EntrySeed;

/// By entry, in the order of the configuration.
pub fn seeds(config: &Config) -> anyhow::Result<Vec<EntrySeed>> {
    let entries: Vec<&Entry> = config.sets.iter().flat_map(|s| &s.entries).collect();
    let watching = watching(config, &entries)?;
    entries
        .iter()
        .map(|entry| {
            let named = named(entry, &entries);
            let terms = (&entry.require, &entry.exclude, entry.window, entry.min_confidence);
            let matched = digest(&(&entry.matches, terms, &named))?;
            let comes_to = (entry.class, entry.about, entry.scope, entry.harm, entry.secret);
            let risk = (entry.damage, &entry.volume, entry.alert);
            // Who looks for it, and by what it is about them.
            let whose: Vec<_> = watching
                .iter()
                .filter(|(watch, _)| watch.keyword_sets.contains(&entry.set))
                .map(|(watch, own)| {
                    let covers = config.plans.get(&watch.plan).map(|p| (&p.classes, &p.roles, &p.portals));
                    (&watch.id, covers, (entry.about == About::Watch).then_some(own))
                })
                .collect();
            Ok(EntrySeed {
                id: entry.full_id(),
                judged: digest(&(matched.hex(), comes_to, risk, whose))?,
                matched,
                noted: digest(&entry.matches)?.hex()[..16].to_owned(),
            })
        })
        .collect()
}

fn digest(of: &impl Serialize) -> anyhow::Result<Digest> {
    Ok(Digest::sha256(&serde_json::to_vec(of)?))
}

/// Each watch with what makes a text its own: its entities and its places.
fn watching<'a>(config: &'a Config, entries: &[&Entry]) -> anyhow::Result<Vec<(&'a Watch, String)>> {
    let mut out = Vec::new();
    for watch in &config.watches {
        let own = entries.iter().filter(|entry| match &entry.matches {
            Matches::Entity(entity) => {
                let ours = matches!(entity.role, Role::Own | Role::Leadership);
                entry.full_id() == watch.organisation || (ours && watch.keyword_sets.contains(&entry.set))
            }
            _ => false,
        });
        let own: BTreeMap<String, &Matches> = own.map(|entry| (entry.full_id(), &entry.matches)).collect();
        let places = (&watch.own_places, &watch.partner_portals, &watch.competitor_portals);
        out.push((watch, digest(&(own, places))?.hex()));
    }
    Ok(out)
}

/// What the entries that a query names match; nothing for anything else.
fn named<'a>(entry: &Entry, entries: &[&'a Entry]) -> BTreeMap<String, &'a Matches> {
    let Matches::Query(wanted) = &entry.matches else { return BTreeMap::new() };
    // An expression that cannot be read is a fault elsewhere.
    let Ok(parsed) = query::parse(&wanted.expression) else { return BTreeMap::new() };
    let mut out = BTreeMap::new();
    parsed.root.walk(&mut |node| {
        let (Node::Entity(id) | Node::Pattern(id)) = node else { return };
        let role = query::Role::parse(id).is_some();
        for other in entries {
            let full = other.full_id();
            let meant = match &other.matches {
                Matches::Entity(_) => role || other.id == *id || full == *id,
                Matches::Pattern(_) | Matches::Records(_) => other.id == *id || full == *id,
                _ => false,
            };
            if meant {
                out.insert(full, &other.matches);
            }
        }
    });
    out
}
