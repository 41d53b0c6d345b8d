//! The domains that entities have: what belongs to one of them is counted apart from what belongs to others, so that a
//! list of a million strangers does not crowd out the accounts that somebody watches for.

use std::collections::HashSet;

use crate::model::{Entity, EntityKind, Entry, Matches};
use crate::text::fold::fold;

#[derive(Debug, Default)]
pub(in crate::matching) struct Domains(HashSet<String>);

impl Domains {
    pub(super) fn of(entries: &[Entry]) -> Domains {
        let all = entries.iter().filter_map(|e| match &e.matches {
            Matches::Entity(entity) => Some(entity),
            _ => None,
        });
        Domains(all.flat_map(names).filter(|d| !d.is_empty()).collect())
    }

    /// Whether a host, or the host of an address, is one of these domains or below one. `name` is in lower case.
    pub(in crate::matching) fn hold(&self, name: &str) -> bool {
        let host = name.rsplit_once('@').map_or(name, |(_, host)| host);
        if self.0.is_empty() || host.is_empty() {
            return false;
        }
        let below = host.match_indices('.').map(|(dot, _)| &host[dot + 1..]);
        self.0.contains(name) || std::iter::once(host).chain(below).any(|d| self.0.contains(d))
    }
}

fn names(entity: &Entity) -> Vec<String> {
    let mut out: Vec<String> = entity.domains.iter().map(|d| fold(d.trim_start_matches('@'))).collect();
    if matches!(entity.kind, EntityKind::Domain | EntityKind::Email) {
        out.push(fold(&entity.name));
    }
    out
}
