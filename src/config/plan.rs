//! `[plan.X]`: changes a row of promises, or adds one that takes from another what it does not say.

use std::collections::{BTreeMap, BTreeSet};

use super::reader::{At, Reader};
use super::values::{duration, filled, instead, word};
use super::written::Notes;
use crate::model::{Plan, Role};
use crate::promise::plans;
use crate::said;

/// The built-in plans with the configuration's changes.
pub(super) fn plans(tables: Vec<(At<String>, Reader<'_>)>, notes: &Notes) -> BTreeMap<String, Plan> {
    let mut rows: BTreeMap<String, Plan> =
        plans::built_in().into_iter().map(|p| (p.name.clone(), p)).collect();
    for (name, table) in tables {
        let like = table.read("like", filled);
        let base = match &like {
            Some(other) if rows.contains_key(&name.value) => {
                notes.fault(
                    &other.spot,
                    said!(
                        "plan.itself",
                        "`like`: plan \"{name}\" is there already and takes from itself",
                        "`like`: план «{name}» уже есть и берёт сам у себя",
                        name = name.value
                    ),
                );
                rows.get(&name.value)
            }
            Some(other) => {
                let base = rows.get(&other.value);
                if base.is_none() && !notes.may_hide(&other.value) {
                    let instead = instead(&other.value, rows.keys().map(String::as_str));
                    notes.fault(
                        &other.spot,
                        said!(
                            "plan.base",
                            "`like`: there is no plan \"{name}\" before this one; {instead}",
                            "`like`: плана «{name}» до этого места нет; {instead}",
                            name = other.value,
                            instead
                        ),
                    );
                }
                base
            }
            None if table.has("like") => None,
            None => {
                let base = rows.get(&name.value);
                if base.is_none() {
                    notes.fault(
                        &table.spot,
                        said!(
                            "plan.like",
                            "`like` is missing: the plan that a new one takes other keys from",
                            "нет ключа `like`: план, у которого новый берёт остальное"
                        ),
                    );
                }
                base
            }
        };
        // Read against some row, so that its other faults show as well.
        let base = base.or_else(|| rows.values().next()).cloned();
        if let Some(row) = base.and_then(|base| plan(&name.value, &table, base)) {
            rows.insert(name.value, row);
        }
        table.finish();
    }
    rows
}

fn plan(name: &str, table: &Reader<'_>, base: Plan) -> Option<Plan> {
    let deadline = table.read("deadline", duration).map(|at| at.value);
    let interval = table.read("interval", duration);
    let digest = table.read("digest", word);
    let feed = table.read("feed", word);
    let classes = set(table, "classes");
    let roles = set(table, "roles");
    let portals: Option<BTreeSet<Role>> = set(table, "portals");
    let dossiers = table.flag("dossiers");
    let cover = table.read("cover", word);
    if portals.as_ref().is_some_and(|p| p.contains(&Role::Leadership) || p.contains(&Role::Other)) {
        table.fault(
            &table.spot_of("portals"),
            said!(
                "plan.portals",
                "`portals` may hold own, partner and competitor",
                "`portals`: бывают own, partner и competitor"
            ),
        );
    }
    let promised = deadline.unwrap_or(base.deadline);
    if let Some(at) = interval.as_ref().filter(|at| at.value >= promised) {
        table.fault(
            &at.spot,
            said!(
                "plan.interval",
                "`interval` must be shorter than `deadline`: a page could be late before it is seen",
                "`interval` должен быть короче `deadline`: иначе срок выйдет раньше, чем страницу увидят"
            ),
        );
    }
    // A new deadline brings its own interval: that of the row it comes from was meant for another.
    let usual = deadline.map_or(base.interval, plans::default_interval);
    Some(Plan {
        name: name.to_owned(),
        deadline: promised,
        interval: interval.map_or(usual, |at| at.value),
        digest: digest.map_or(base.digest, |at| at.value),
        feed: feed.map_or(base.feed, |at| at.value),
        classes: classes.unwrap_or(base.classes),
        roles: roles.unwrap_or(base.roles),
        portals: portals.unwrap_or(base.portals),
        dossiers: dossiers.unwrap_or(base.dossiers),
        cover: cover.map_or(base.cover, |at| at.value),
    })
}

fn set<T: super::values::Word + Ord>(table: &Reader<'_>, key: &'static str) -> Option<BTreeSet<T>> {
    Some(table.list(key, word)?.into_iter().map(|at| at.value).collect())
}
