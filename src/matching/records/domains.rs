//! The domains that entities have: what belongs to one of them is counted apart from what belongs to others, so that a
//! list of a million strangers does not crowd out the accounts that somebody watches for.

use std::collections::HashSet;

use crate::matching::filter::Filter;
use crate::matching::page::hash;
use crate::model::{Entity, EntityKind, Entry, Matches};
use crate::text::fold::fold;

pub(in crate::matching) struct Domains {
    all: HashSet<String>,
    /// Most hosts leave here.
    sieve: Filter,
}

impl Domains {
    pub(super) fn of(entries: &[Entry]) -> Domains {
        let all = entries.iter().filter_map(|e| match &e.matches {
            Matches::Entity(entity) => Some(entity),
            _ => None,
        });
        let all: HashSet<String> = all.flat_map(names).filter(|d| !d.is_empty()).collect();
        let sieve = Filter::of_distinct(all.iter().map(|domain| hash(domain.as_bytes())).collect());
        Domains { all, sieve }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a host, or the host of an address, is one of these domains or below one. `name` is in lower case.
    pub(in crate::matching) fn hold(&self, name: &str) -> bool {
        let host = name.rsplit_once('@').map_or(name, |(_, host)| host);
        if self.all.is_empty() || host.is_empty() {
            return false;
        }
        let below = memchr::memchr_iter(b'.', host.as_bytes()).map(|dot| &host[dot + 1..]);
        self.has(name) || std::iter::once(host).chain(below).any(|domain| self.has(domain))
    }

    fn has(&self, domain: &str) -> bool {
        self.sieve.may_hold(hash(domain.as_bytes())) && self.all.contains(domain)
    }
}

fn names(entity: &Entity) -> Vec<String> {
    let mut out: Vec<String> = entity.domains.iter().map(|d| fold(d.trim_start_matches('@'))).collect();
    if matches!(entity.kind, EntityKind::Domain | EntityKind::Email) {
        out.push(fold(&entity.name));
    }
    out
}
