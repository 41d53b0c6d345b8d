//! What tables name, and whether it is there; and whether a plan covers what its watch asks for.
//!
//! An entity's role or a portal that the plan does not cover is a fault that names the plan which does; a class is a
//! warning, because its hits are counted all the same.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::Origin;
use super::load::Item;
use super::reader::At;
use super::relay::Addressee;
use super::values::instead;
use super::watch::Protected;
use super::written::Notes;
use crate::model::{Class, Crawl, Entry, Gets, KeywordSet, Matches, Plan, Recipient, Role, Watch};

/// Everything that can be named.
pub(super) struct Known<'a> {
    pub sets: Vec<Item<KeywordSet>>,
    pub crawls: Vec<Item<Crawl>>,
    pub plans: &'a BTreeMap<String, Plan>,
}

impl Known<'_> {
    fn set(&self, id: &str) -> Option<&KeywordSet> {
        self.sets.iter().map(|i| &i.value).find(|s| s.id == id)
    }
}

pub(super) fn resolve(
    watches: Vec<Protected>,
    addressees: Vec<Addressee>,
    known: &Known<'_>,
    notes: &Notes,
) -> (Vec<Watch>, Vec<Recipient>) {
    let ids: BTreeSet<String> = watches.iter().map(|w| w.id.clone()).collect();
    let recipients: Vec<Recipient> = addressees.into_iter().map(|a| recipient(a, &ids, notes)).collect();
    for watch in &watches {
        let told = |r: &&Recipient| r.watches.contains(&watch.id) && r.gets.contains(&Gets::Alerts);
        if recipients.iter().find(told).is_none() {
            notes.warn(
                &watch.spot,
                format!("nobody gets the alerts of watch \"{}\": add a [recipient.NAME]", watch.id),
            );
        }
    }
    (watches.into_iter().map(|w| watch(w, known, notes)).collect(), recipients)
}

fn recipient(addressee: Addressee, watches: &BTreeSet<String>, notes: &Notes) -> Recipient {
    let known = || watches.iter().map(String::as_str);
    for at in addressee.watches.iter().filter(|at| !watches.contains(&at.value)) {
        notes.fault(
            &at.spot,
            format!("`watches`: there is no watch \"{}\"; {}", at.value, instead(&at.value, known())),
        );
    }
    let watches = addressee.watches.into_iter().map(|at| at.value).collect();
    Recipient { watches, ..addressee.recipient }
}

fn watch(written: Protected, known: &Known<'_>, notes: &Notes) -> Watch {
    let plan = written.plan.as_ref().and_then(|at| {
        let found = known.plans.get(&at.value);
        if found.is_none() {
            let instead = instead(&at.value, known.plans.keys().map(String::as_str));
            notes.fault(&at.spot, format!("`plan`: there is no plan \"{}\"; {instead}", at.value));
        }
        found
    });
    for at in &written.keyword_sets {
        match (known.set(&at.value), plan) {
            (None, _) => {
                let instead = instead(&at.value, known.sets.iter().map(|i| i.value.id.as_str()));
                notes.fault(
                    &at.spot,
                    format!("`keyword_sets`: there is no keyword set \"{}\"; {instead}", at.value),
                );
            }
            (Some(set), Some(plan)) => covered(at, set, plan, known, notes),
            (Some(_), None) => {}
        }
    }
    organisation(&written, known, notes);
    let crawls = |key: &str, written: &[At<String>]| crawls(key, written, known, notes);
    let mut all = crawls("crawls", &written.crawls);
    let own_places = crawls("own_places", &written.own_places);
    let partner_portals = crawls("partner_portals", &written.partner_portals);
    let competitor_portals = crawls("competitor_portals", &written.competitor_portals);
    for (key, portals, role) in [
        ("own_places", &written.own_places, Role::Own),
        ("partner_portals", &written.partner_portals, Role::Partner),
        ("competitor_portals", &written.competitor_portals, Role::Competitor),
    ] {
        if let (Some(first), Some(plan)) = (portals.first(), plan)
            && !plan.portals.contains(&role)
        {
            let does = which(known.plans, |p| p.portals.contains(&role));
            let message = format!("`{key}`: plan \"{}\" does not cover {role} portals; {does}", plan.name);
            notes.fault(&first.spot, message);
        }
    }
    let money = written.money.as_ref().map(|stated| {
        for at in &stated.entries {
            stated_entry(at, &written.keyword_sets, known, notes);
        }
        stated.stakes.clone()
    });
    all.extend(own_places.iter().chain(&partner_portals).chain(&competitor_portals).cloned());
    let crawls: BTreeSet<String> = all.into_iter().collect();
    if crawls.is_empty() && written.crawls.is_empty() {
        notes.warn(
            &written.spot,
            format!("watch \"{}\" has no crawls: nothing is visited for it", written.id),
        );
    }
    Watch {
        id: written.id,
        title: written.title,
        plan: written.plan.map(|at| at.value).unwrap_or_default(),
        organisation: written
            .organisation
            .map(|at| format!("{}/{}", at.value.0, at.value.1))
            .unwrap_or_default(),
        keyword_sets: written.keyword_sets.into_iter().map(|at| at.value).collect(),
        crawls: crawls.into_iter().collect(),
        own_places,
        partner_portals,
        competitor_portals,
        money,
        spot: written.spot,
    }
}

/// An entry that money is stated for is one of the watch's sets.
fn stated_entry(at: &At<(String, i64)>, sets: &[At<String>], known: &Known<'_>, notes: &Notes) {
    let name = &at.value.0;
    let mine = sets.iter().filter_map(|set| known.set(&set.value)).flat_map(|set| &set.entries);
    let ids: Vec<String> = mine.map(Entry::full_id).collect();
    if !ids.contains(name) {
        let instead = instead(name, ids.iter().map(String::as_str));
        notes.fault(&at.spot, format!("`entries`: no keyword set of the watch has \"{name}\"; {instead}"));
    }
}

/// The organisation is an own entity of one of the watch's sets.
fn organisation(written: &Protected, known: &Known<'_>, notes: &Notes) {
    let Some(At { value: (set, entry), spot }) = &written.organisation else { return };
    let fault = |message: String| notes.fault(spot, format!("`organisation`: {message}"));
    if !written.keyword_sets.iter().any(|at| at.value == *set) {
        return fault(format!("keyword set \"{set}\" is not among the watch's `keyword_sets`; add it there"));
    }
    // A set that is not there at all was noted where it is named.
    let Some(set) = known.set(set) else { return };
    match set.entries.iter().find(|e| e.id == *entry).map(|e| (e, role(e))) {
        None => {
            let entities = set.entries.iter().filter(|e| role(e).is_some()).map(|e| e.id.as_str());
            fault(format!(
                "keyword set \"{}\" has no entity \"{entry}\"; {}",
                set.id,
                instead(entry, entities)
            ));
        }
        Some((_, Some(Role::Own))) => {}
        Some((_, Some(role))) => {
            fault(format!("\"{}/{entry}\" has role {role}; the organisation's is own", set.id))
        }
        Some((found, None)) => fault(format!("\"{}/{entry}\" is a {}, not an entity", set.id, found.kind())),
    }
}

fn role(entry: &Entry) -> Option<Role> {
    match &entry.matches {
        Matches::Entity(entity) => Some(entity.role),
        Matches::Pattern(_) | Matches::Query(_) | Matches::Check(_) => None,
    }
}

fn covered(at: &At<String>, set: &KeywordSet, plan: &Plan, known: &Known<'_>, notes: &Notes) {
    for entry in &set.entries {
        if let Some(role) = role(entry).filter(|role| !plan.roles.contains(role)) {
            let does = which(known.plans, |p| p.roles.contains(&role));
            let what = format!(
                "\"{}\" has role {role}, which plan \"{}\" does not cover",
                entry.full_id(),
                plan.name
            );
            notes.fault(&at.spot, format!("`keyword_sets`: {what}; {does}"));
        }
    }
    // What the binary carries is for all plans: the part that this one leaves out is nothing to change.
    let carried = known.sets.iter().any(|i| i.value.id == set.id && i.origin == Origin::Embedded);
    if carried && set.entries.iter().any(|e| e.class != Class::Mention && plan.covers(e.class)) {
        return;
    }
    for class in Class::ALL.iter().copied().filter(|class| !plan.covers(*class)) {
        let count = set.entries.iter().filter(|e| e.class == class).count();
        if count > 0 {
            let does = which(known.plans, |p| p.covers(class));
            let what = format!(
                "{count} of \"{}\" {} of class {class}",
                set.id,
                if count == 1 { "is" } else { "are" }
            );
            let then =
                format!("which plan \"{}\" does not cover: hits are counted and make no finding", plan.name);
            notes.warn(&at.spot, format!("`keyword_sets`: {what}, {then}; {does}"));
        }
    }
}

/// Names the plan that covers it and promises least beyond.
fn which(plans: &BTreeMap<String, Plan>, covers: impl Fn(&Plan) -> bool) -> String {
    match plans.values().filter(|p| covers(p)).max_by_key(|p| p.deadline) {
        Some(plan) => format!("plan \"{}\" does", plan.name),
        None => "no plan does".to_owned(),
    }
}

/// Ids of crawls with groups resolved; sorted, each once.
fn crawls(key: &str, written: &[At<String>], known: &Known<'_>, notes: &Notes) -> Vec<String> {
    let all = || known.crawls.iter().map(|i| &i.value);
    let mut found = BTreeSet::new();
    for at in written {
        match at.value.strip_prefix("group:") {
            Some(group) => {
                let members: Vec<_> = all().filter(|c| c.groups.iter().any(|g| g == group)).collect();
                if members.is_empty() {
                    let groups: BTreeSet<&str> =
                        all().flat_map(|c| c.groups.iter().map(String::as_str)).collect();
                    let instead = instead(group, groups);
                    notes.fault(&at.spot, format!("`{key}`: no crawl is in group \"{group}\"; {instead}"));
                }
                found.extend(members.into_iter().map(|c| c.id.clone()));
            }
            None if all().any(|c| c.id == at.value) => {
                found.insert(at.value.clone());
            }
            None => {
                let instead = instead(&at.value, all().map(|c| c.id.as_str()));
                notes.fault(&at.spot, format!("`{key}`: there is no crawl \"{}\"; {instead}", at.value));
            }
        }
    }
    found.into_iter().collect()
}
