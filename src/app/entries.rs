//! What decides where an entry hits and what a hit comes to, as digests: when one changes, what is kept is matched anew.
//!
//! More goes into them than the entry says: a query hits by the entities that it names, and a pattern makes a finding
//! where an own entity stands. Titles and examples do not: they change nothing that was found.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::config::Config;
use crate::model::{About, Digest, Entry, Matches, Role, Watch};
use crate::query::{self, Known, Names, Node};
use crate::store::rows::EntrySeed;

/// By entry, in the order of the configuration.
pub fn seeds(config: &Config) -> anyhow::Result<Vec<EntrySeed>> {
    let entries: Vec<&Entry> = config.sets.iter().flat_map(|s| &s.entries).collect();
    let watching = watching(config, &entries)?;
    let (names, mut known) = (named(&entries), HashMap::new());
    entries
        .iter()
        .map(|entry| {
            let named = names_of(entry, &names, &mut known)?;
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

fn digest(of: &(impl Serialize + ?Sized)) -> anyhow::Result<Digest> {
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

/// What queries may name, with what it matches, in the order of the entries.
fn named<'a>(entries: &[&'a Entry]) -> Names<(String, &'a Matches)> {
    Names::new(entries.iter().filter_map(|entry| Known::of(entry, (entry.full_id(), &entry.matches))))
}

/// Of what the entries that a query names match: one digest for each name, as many name the same. Nothing for anything else.
fn names_of(
    entry: &Entry,
    named: &Names<(String, &Matches)>,
    known: &mut HashMap<(String, String), String>,
) -> anyhow::Result<BTreeMap<String, String>> {
    let Matches::Query(wanted) = &entry.matches else { return Ok(BTreeMap::new()) };
    // An expression that cannot be read is a fault elsewhere, as is a name of nothing.
    let Ok(parsed) = query::parse_of_set(&wanted.expression) else { return Ok(BTreeMap::new()) };
    let unless = wanted.unless.iter().filter_map(|unless| query::parse_of_set(unless).ok());
    let all: Vec<query::Query> = std::iter::once(parsed).chain(unless).collect();
    let mut asked = BTreeMap::new();
    let mut note = |node: &Node| {
        let found = match node {
            Node::Entity { id, at } => {
                named.entities(id, &entry.set, *at).map(|found| (format!("entity:{id}"), found))
            }
            Node::Pattern { id, at } => {
                named.patterns(id, &entry.set, *at).map(|found| (format!("pattern:{id}"), found))
            }
            _ => return,
        };
        asked.extend(found);
    };
    all.iter().for_each(|parsed| parsed.root.walk(&mut note));
    let mut out = BTreeMap::new();
    for (id, found) in asked {
        let key = (entry.set.clone(), id.clone());
        let value = match known.get(&key) {
            Some(value) => value.clone(),
            None => {
                let value = digest(&*found)?.hex();
                known.insert(key, value.clone());
                value
            }
        };
        out.insert(id, value);
    }
    Ok(out)
}
