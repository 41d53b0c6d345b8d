//! What `entity:` and `pattern:` mean where certain entries are known: one entry, all of one id, or all of a role.
//!
//! The same for whoever searches and whoever watches: an id of one's own set first, then a role, then that id in any set.

use std::collections::HashMap;
use std::sync::Arc;

use super::error::QueryError;
use super::tree::{Node, Query, Role};
use crate::model::{self, Entry, Matches, Said};
use crate::said;

/// An entry that a query may name.
pub struct Known<'a, T> {
    pub set: &'a str,
    pub id: &'a str,
    /// Of an entity; none: a pattern.
    pub role: Option<model::Role>,
    /// What it is to the caller.
    pub value: T,
}

impl<'a, T> Known<'a, T> {
    /// None: a query cannot name another query, nor a check.
    pub fn of(entry: &'a Entry, value: T) -> Option<Known<'a, T>> {
        let role = match &entry.matches {
            Matches::Entity(entity) => Some(entity.role),
            Matches::Pattern(_) | Matches::Records(_) => None,
            Matches::Query(_) | Matches::Check(_) => return None,
        };
        Some(Known { set: &entry.set, id: &entry.id, role, value })
    }
}

/// The entries of some keyword sets by what queries call them.
pub struct Names<T> {
    /// By id, each with its set.
    entities: HashMap<String, Vec<(String, T)>>,
    patterns: HashMap<String, Vec<(String, T)>>,
    roles: HashMap<Role, Arc<[T]>>,
}

impl<T: Clone> Names<T> {
    pub fn new<'a>(all: impl IntoIterator<Item = Known<'a, T>>) -> Names<T> {
        let mut names = Names { entities: HashMap::new(), patterns: HashMap::new(), roles: HashMap::new() };
        let mut roles: HashMap<Role, Vec<T>> = HashMap::new();
        for Known { set, id, role, value } in all {
            for role in Role::ALL.into_iter().filter(|wanted| role.is_some_and(|has| wanted.covers(has))) {
                roles.entry(role).or_default().push(value.clone());
            }
            let by_id = if role.is_some() { &mut names.entities } else { &mut names.patterns };
            by_id.entry(id.to_owned()).or_default().push((set.to_owned(), value));
        }
        names.roles = roles.into_iter().map(|(role, all)| (role, all.into())).collect();
        names
    }

    /// The entities that `entity:ID` means to a query of this set (empty: of none). A role may have none.
    ///
    /// # Errors
    /// At the id, when nothing is called so.
    pub fn entities(&self, id: &str, set: &str, at: usize) -> Result<Arc<[T]>, QueryError> {
        if let Some(one) = own(&self.entities, id, set) {
            return Ok(one);
        }
        if let Some(role) = Role::parse(id) {
            return Ok(self.roles.get(&role).cloned().unwrap_or_else(|| Arc::new([])));
        }
        any(&self.entities, id).ok_or_else(|| {
            let near = nearest(&self.entities, id);
            let said = said!(
                "query.entity",
                "there is no entity {id}{near}: write its id, or own, leadership, partner, competitor, any",
                "объекта {id} нет{near}: напишите его id или own, leadership, partner, competitor, any",
                id,
                near
            );
            QueryError::new(at, said)
        })
    }

    /// The patterns that `pattern:ID` means.
    ///
    /// # Errors
    /// As for entities.
    pub fn patterns(&self, id: &str, set: &str, at: usize) -> Result<Arc<[T]>, QueryError> {
        own(&self.patterns, id, set).or_else(|| any(&self.patterns, id)).ok_or_else(|| {
            let near = nearest(&self.patterns, id);
            let said = said!(
                "query.pattern",
                "there is no pattern {id}{near}: write the id of one",
                "шаблона {id} нет{near}: напишите id шаблона",
                id,
                near
            );
            QueryError::new(at, said)
        })
    }
}

impl Names<String> {
    /// The query with full ids (`set/id`) in place of whatever it names; a role of which nobody is known finds nothing.
    ///
    /// # Errors
    /// At the first id that nothing is called by.
    pub fn resolve(&self, query: Query, set: &str) -> Result<Query, QueryError> {
        let root = query.root.replaced(&mut |node| {
            let (found, at, entity) = match &node {
                Node::Entity { id, at } => (self.entities(id, set, *at)?, *at, true),
                Node::Pattern { id, at } => (self.patterns(id, set, *at)?, *at, false),
                _ => return Ok(node),
            };
            let one = |id: &String| match entity {
                true => Node::Entity { id: id.clone(), at },
                false => Node::Pattern { id: id.clone(), at },
            };
            Ok(match &*found {
                [id] => one(id),
                many => Node::Or(many.iter().map(one).collect()),
            })
        })?;
        Ok(Query { root })
    }
}

type ById<T> = HashMap<String, Vec<(String, T)>>;

/// The one that is called so in full, or in the query's own set.
fn own<T: Clone>(all: &ById<T>, id: &str, set: &str) -> Option<Arc<[T]>> {
    let (set, id) = id.split_once('/').unwrap_or((set, id));
    let found = all.get(id)?.iter().find(|(of, _)| of == set)?;
    Some(Arc::new([found.1.clone()]))
}

/// Those of any set.
fn any<T: Clone>(all: &ById<T>, id: &str) -> Option<Arc<[T]>> {
    Some(all.get(id)?.iter().map(|(_, value)| value.clone()).collect())
}

/// A name that was perhaps meant.
fn nearest<T>(all: &ById<T>, id: &str) -> Said {
    let (set, bare) = id.split_once('/').unwrap_or(("", id));
    let distance = |known: &String| strsim::damerau_levenshtein(known, bare);
    let near = all.keys().map(|known| (distance(known), known)).min();
    let close = near.filter(|(distance, known)| *distance <= known.chars().count().min(6) / 3);
    match close.and_then(|(_, known)| Some((known, all.get(known)?.first()?))) {
        None => Said::default(),
        Some((known, (of, _))) => {
            let name = if set.is_empty() { known.clone() } else { format!("{of}/{known}") };
            said!("query.meant", " (did you mean {name}?)", " (может быть, {name}?)", name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, Names};
    use crate::model::Role;

    #[test]
    fn names_mean_the_nearest() {
        let entity =
            |set: &'static str, id: &'static str, role, value| Known { set, id, role: Some(role), value };
        let names = Names::new([
            entity("a", "company", Role::Own, 1),
            entity("b", "company", Role::Partner, 2),
            entity("a", "ceo", Role::Leadership, 3),
            Known { set: "p", id: "inn", role: None, value: 4 },
        ]);
        let entities = |id: &str, set: &str| names.entities(id, set, 7).map(|all| all.to_vec());
        for (id, set, expected) in [
            ("company", "a", vec![1]),
            ("company", "b", vec![2]),
            ("company", "c", vec![1, 2]),
            ("b/company", "a", vec![2]),
            ("own", "c", vec![1, 3]),
            ("leadership", "", vec![3]),
            ("competitor", "", vec![]),
            ("any", "", vec![1, 2, 3]),
        ] {
            assert_eq!(entities(id, set).as_deref(), Ok(expected.as_slice()), "{id} in {set}");
        }
        assert_eq!(names.patterns("inn", "a", 0).map(|all| all.to_vec()), Ok(vec![4]));
        let fault = entities("compani", "a").expect_err("no such entity");
        assert!(fault.at == 7 && fault.said.english.contains("did you mean company?"), "{fault}");
        assert!(entities("inn", "p").is_err() && names.patterns("company", "a", 0).is_err());
        assert!(entities("x/company", "a").is_err(), "another set's is not meant by a full id");
    }
}
