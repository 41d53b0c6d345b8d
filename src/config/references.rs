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
use crate::model::{Class, Crawl, Entry, Gets, KeywordSet, Matches, Plan, Recipient, Role, Said, Watch};
use crate::said;

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
                said!(
                    "watch.nobody",
                    "nobody gets the alerts of watch \"{id}\": add a [recipient.NAME]",
                    "оповещения наблюдения «{id}» никто не получает: добавьте [recipient.ИМЯ]",
                    id = watch.id
                ),
            );
        }
    }
    (watches.into_iter().map(|w| watch(w, known, notes)).collect(), recipients)
}

fn recipient(addressee: Addressee, watches: &BTreeSet<String>, notes: &Notes) -> Recipient {
    let known = || watches.iter().map(String::as_str);
    for at in addressee.watches.iter().filter(|at| !watches.contains(&at.value) && !notes.may_hide(&at.value))
    {
        notes.fault(
            &at.spot,
            said!(
                "watch.absent",
                "`watches`: there is no watch \"{id}\"; {instead}",
                "`watches`: наблюдения «{id}» нет; {instead}",
                id = at.value,
                instead = instead(&at.value, known())
            ),
        );
    }
    let watches = addressee.watches.into_iter().map(|at| at.value).collect();
    Recipient { watches, ..addressee.recipient }
}

fn watch(written: Protected, known: &Known<'_>, notes: &Notes) -> Watch {
    let plan = written.plan.as_ref().and_then(|at| {
        let found = known.plans.get(&at.value);
        if found.is_none() && !notes.may_hide(&at.value) {
            let instead = instead(&at.value, known.plans.keys().map(String::as_str));
            notes.fault(
                &at.spot,
                said!(
                    "plan.absent",
                    "`plan`: there is no plan \"{id}\"; {instead}",
                    "`plan`: плана «{id}» нет; {instead}",
                    id = at.value,
                    instead
                ),
            );
        }
        found
    });
    for at in &written.keyword_sets {
        match (known.set(&at.value), plan) {
            (None, _) if notes.may_hide(&at.value) => {}
            (None, _) => {
                let instead = instead(&at.value, known.sets.iter().map(|i| i.value.id.as_str()));
                notes.fault(
                    &at.spot,
                    said!(
                        "set.absent",
                        "`keyword_sets`: there is no keyword set \"{id}\"; {instead}",
                        "`keyword_sets`: набора слов «{id}» нет; {instead}",
                        id = at.value,
                        instead
                    ),
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
            && !notes.may_hide(&format!("plan.{}", plan.name))
        {
            let does = which(known.plans, |p| p.portals.contains(&role));
            let message = said!(
                "plan.no-portal",
                "`{key}`: plan \"{plan}\" does not cover {role} portals; {does}",
                "`{key}`: порталы с ролью {role} не входят в план «{plan}»; {does}",
                key,
                plan = plan.name,
                role,
                does
            );
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
            said!(
                "watch.idle",
                "watch \"{id}\" has no crawls: nothing is visited for it",
                "у наблюдения «{id}» нет мест: для него никуда не ходят",
                id = written.id
            ),
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
        notes.fault(
            &at.spot,
            said!(
                "money.entry",
                "`entries`: no keyword set of the watch has \"{name}\"; {instead}",
                "`entries`: записи «{name}» нет в наборах слов наблюдения; {instead}",
                name,
                instead
            ),
        );
    }
}

/// The organisation is an own entity of one of the watch's sets.
fn organisation(written: &Protected, known: &Known<'_>, notes: &Notes) {
    let Some(At { value: (set, entry), spot }) = &written.organisation else { return };
    let fault = |why: Said| {
        notes.fault(spot, said!(why.code.as_str(), "`organisation`: {why}", "`organisation`: {why}", why));
    };
    if !written.keyword_sets.iter().any(|at| at.value == *set) {
        return fault(said!(
            "organisation.set",
            "keyword set \"{set}\" is not among the watch's `keyword_sets`; add it there",
            "набора слов «{set}» нет среди `keyword_sets` наблюдения; добавьте его туда",
            set
        ));
    }
    // A set that is not there at all was noted where it is named.
    let Some(set) = known.set(set) else { return };
    match set.entries.iter().find(|e| e.id == *entry).map(|e| (e, role(e))) {
        None if notes.may_hide(entry) => {}
        None => {
            let entities = set.entries.iter().filter(|e| role(e).is_some()).map(|e| e.id.as_str());
            fault(said!(
                "organisation.entity",
                "keyword set \"{set}\" has no entity \"{entry}\"; {instead}",
                "в наборе слов «{set}» нет объекта «{entry}»; {instead}",
                set = set.id,
                entry,
                instead = instead(entry, entities)
            ));
        }
        Some((_, Some(Role::Own))) => {}
        Some((_, Some(role))) => fault(said!(
            "organisation.role",
            "\"{set}/{entry}\" has role {role}; the organisation's is own",
            "у «{set}/{entry}» роль {role}, а у самой организации она own",
            set = set.id,
            entry,
            role
        )),
        Some((found, None)) => fault(said!(
            "organisation.kind",
            "\"{set}/{entry}\" is a {kind}, not an entity",
            "«{set}/{entry}» — это {kind}, а не объект наблюдения",
            set = set.id,
            entry,
            kind = found.kind()
        )),
    }
}

fn role(entry: &Entry) -> Option<Role> {
    match &entry.matches {
        Matches::Entity(entity) => Some(entity.role),
        Matches::Pattern(_) | Matches::Records(_) | Matches::Query(_) | Matches::Check(_) => None,
    }
}

fn covered(at: &At<String>, set: &KeywordSet, plan: &Plan, known: &Known<'_>, notes: &Notes) {
    for entry in &set.entries {
        let changed = notes.may_hide(&format!("plan.{}", plan.name));
        if let Some(role) = role(entry).filter(|role| !plan.roles.contains(role) && !changed) {
            let does = which(known.plans, |p| p.roles.contains(&role));
            let what = said!(
                "plan.no-role",
                "`keyword_sets`: \"{entry}\" has role {role}, which plan \"{plan}\" does not cover; {does}",
                "`keyword_sets`: у «{entry}» роль {role}, а она не входит в план «{plan}»; {does}",
                entry = entry.full_id(),
                role,
                plan = plan.name,
                does
            );
            notes.fault(&at.spot, what);
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
            let verb = are(count);
            let what = said!(
                "plan.no-class",
                "`keyword_sets`: {count} of \"{set}\" {are} of class {class}, which plan \"{plan}\" does not cover: hits are counted and make no finding; {does}",
                "`keyword_sets`: в «{set}» {count} {are} класса {class}, а он не входит в план «{plan}»: совпадения считаются, но находками не становятся; {does}",
                count,
                set = set.id,
                are = verb,
                class,
                plan = plan.name,
                does
            );
            notes.warn(&at.spot, what);
        }
    }
}

/// How so many entries are spoken of.
fn are(count: usize) -> Said {
    match (count % 10, count % 100) {
        _ if count == 1 => said!("plan.one", "is", "запись"),
        (1, tens) if tens != 11 => said!("plan.one", "are", "запись"),
        (2..=4, tens) if !(12..=14).contains(&tens) => said!("plan.few", "are", "записи"),
        _ => said!("plan.many", "are", "записей"),
    }
}

/// Names the plan that covers it and promises least beyond.
fn which(plans: &BTreeMap<String, Plan>, covers: impl Fn(&Plan) -> bool) -> Said {
    match plans.values().filter(|p| covers(p)).max_by_key(|p| p.deadline) {
        Some(plan) => {
            said!("plan.does", "plan \"{name}\" does", "это есть в плане «{name}»", name = plan.name)
        }
        None => said!("plan.none-does", "no plan does", "этого нет ни в одном плане"),
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
                if members.is_empty() && !notes.may_hide(group) {
                    let groups: BTreeSet<&str> =
                        all().flat_map(|c| c.groups.iter().map(String::as_str)).collect();
                    let instead = instead(group, groups);
                    notes.fault(
                        &at.spot,
                        said!(
                            "group.empty",
                            "`{key}`: no crawl is in group \"{group}\"; {instead}",
                            "`{key}`: в группе «{group}» нет мест; {instead}",
                            key,
                            group,
                            instead
                        ),
                    );
                }
                found.extend(members.into_iter().map(|c| c.id.clone()));
            }
            None if all().any(|c| c.id == at.value) => {
                found.insert(at.value.clone());
            }
            None if notes.may_hide(&at.value) => {}
            None => {
                let instead = instead(&at.value, all().map(|c| c.id.as_str()));
                notes.fault(
                    &at.spot,
                    said!(
                        "crawl.absent",
                        "`{key}`: there is no crawl \"{id}\"; {instead}",
                        "`{key}`: места «{id}» нет; {instead}",
                        key,
                        id = at.value,
                        instead
                    ),
                );
            }
        }
    }
    found.into_iter().collect()
}
