//! Who asks, and what they may: roles by watch, from a session or an API token.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::error::WebError;
use super::routes::Desk;
use super::tongue::Tongue;
use crate::store::rows::{AccountRow, ApiTokenRow};

/// What a grant lets one do; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads pages, findings with masked secrets, letters.
    Reader,
    /// Judges, reveals secrets with a reason, asks for visits.
    Analyst,
    /// People, grants, keyword sets, the audit log. Needs the grant for `*`, as these concern the whole installation.
    Admin,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Reader, Role::Analyst, Role::Admin];

    pub fn word(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Analyst => "analyst",
            Role::Admin => "admin",
        }
    }

    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// The scopes of API tokens, with the most that each lets one do.
pub const SCOPES: [(&str, Option<Role>); 4] = [
    ("read", Some(Role::Reader)),
    ("judge", Some(Role::Analyst)),
    ("configure", Some(Role::Admin)),
    ("metrics", None),
];

/// Whoever sent the request.
pub struct Visitor {
    pub account: Option<AccountRow>,
    /// With an API token: its scopes narrow the account's rights.
    pub token: Option<ApiTokenRow>,
    pub tongue: Tongue,
    /// What forms of this visitor carry.
    pub csrf: String,
    /// Path and query of the request.
    pub here: String,
}

impl Visitor {
    /// The watches at which they have this role or more; `None`: all.
    pub fn watches(&self, least: Role) -> Option<Vec<String>> {
        let Some(account) = &self.account else { return Some(Vec::new()) };
        if !self.scoped(least) {
            return Some(Vec::new());
        }
        let mut watches = Vec::new();
        for (role, watch) in &account.grants {
            if Role::parse(role).is_some_and(|role| role >= least) {
                if watch == "*" {
                    return None;
                }
                watches.push(watch.clone());
            }
        }
        watches.sort();
        watches.dedup();
        Some(watches)
    }

    fn scoped(&self, least: Role) -> bool {
        let Some(token) = &self.token else { return true };
        let most = |scope: &String| SCOPES.iter().find(|(name, _)| name == scope).and_then(|(_, role)| *role);
        token.scopes.iter().filter_map(most).any(|role| role >= least)
    }

    pub fn may(&self, least: Role, watch: &str) -> bool {
        self.watches(least).is_none_or(|watches| watches.iter().any(|w| w == watch))
    }

    /// Whether they have this role at one watch at least; an admin at all of them.
    pub fn has(&self, least: Role) -> bool {
        match self.watches(least) {
            None => true,
            Some(watches) => least < Role::Admin && !watches.is_empty(),
        }
    }

    pub fn has_scope(&self, scope: &str) -> bool {
        self.token.as_ref().is_some_and(|token| token.scopes.iter().any(|s| s == scope))
    }

    /// The name in the audit log.
    pub fn name(&self) -> &str {
        self.account.as_ref().map_or("", |account| &account.name)
    }
}

/// The visitor, as handlers take it; the guard has put it there.
#[derive(Clone)]
pub struct Who(pub Arc<Visitor>);

impl Deref for Who {
    type Target = Visitor;
    fn deref(&self) -> &Visitor {
        &self.0
    }
}

impl FromRequestParts<Desk> for Who {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Who, WebError> {
        let missing = || WebError::Broken(anyhow::anyhow!("a route without its guard"));
        parts.extensions.get::<Who>().cloned().ok_or_else(missing)
    }
}
