//! Which parts of the configuration a visitor may see: those of watches that they have a grant for.

use super::View;
use super::rights::{Role, Visitor};
use crate::model::{Crawl, KeywordSet, Language, Watch};
use crate::store::rows::FindingRow;

/// The watches that the visitor may read.
pub fn watches<'a>(who: &Visitor, view: &'a View) -> Vec<&'a Watch> {
    let seen = who.watches(Role::Reader);
    let may = |w: &&Watch| seen.as_ref().is_none_or(|seen| seen.contains(&w.id));
    view.watches.iter().filter(may).collect()
}

/// The watches that look at a crawl.
pub fn lookers<'a>(view: &'a View, crawl: &'a str) -> impl Iterator<Item = &'a Watch> {
    view.watches.iter().filter(move |w| {
        [&w.crawls, &w.own_places, &w.partner_portals, &w.competitor_portals]
            .iter()
            .any(|list| list.iter().any(|c| c == crawl))
    })
}

/// Whether the visitor has this role at a watch that looks at the crawl. A crawl that nobody looks at (retired, or only
/// prepared) is for those who may see everything.
pub fn sees_crawl(who: &Visitor, view: &View, crawl: &str, least: Role) -> bool {
    match who.watches(least) {
        None => true,
        Some(seen) => lookers(view, crawl).any(|w| seen.contains(&w.id)),
    }
}

pub fn crawl<'a>(view: &'a View, id: &str) -> Option<&'a Crawl> {
    view.crawls.iter().find(|c| c.id == id)
}

/// The crawl's title, else its id.
pub fn crawl_title<'a>(view: &'a View, id: &'a str) -> &'a str {
    crawl(view, id).map(|c| c.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(id)
}

pub fn sees_set(who: &Visitor, view: &View, set: &str) -> bool {
    who.watches(Role::Reader).is_none()
        || watches(who, view).iter().any(|w| w.keyword_sets.iter().any(|s| s == set))
}

pub fn sets<'a>(who: &Visitor, view: &'a View) -> Vec<&'a KeywordSet> {
    view.sets.iter().filter(|set| sees_set(who, view, &set.id)).collect()
}

/// A finding's title in the reader's language.
pub fn headline(view: &View, row: &FindingRow, language: Language) -> String {
    match view.matcher.entry(&row.entry) {
        Some(entry) => entry.headline(&row.title, row.values, language),
        None => row.title.clone(),
    }
}

pub fn watch_title<'a>(view: &'a View, id: &'a str) -> &'a str {
    view.watches.iter().find(|w| w.id == id).map(|w| w.title.as_str()).filter(|t| !t.is_empty()).unwrap_or(id)
}
