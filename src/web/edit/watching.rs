//! A search becomes a watched query: an entry of a keyword set that belongs to its watch alone and says so itself, so that
//! nothing else has to be changed, also where the watch stands in a file.
//!
//! Knows TOML, not where it is kept; the page and the command both keep what it makes.

use super::draft::{Draft, Table};
use super::{Sort, options};
use crate::model::{Fault, Watch};

/// The rows that it stands in.
pub const SECTION: &str = "query";

/// The set of the searches that are watched for a watch.
pub fn set_of(watch: &str) -> String {
    format!("searches-{watch}")
}

/// The name that its file would have.
pub fn file_of(watch: &str) -> String {
    Sort::Set.file(&set_of(watch))
}

/// The set's text with an empty query at its end, and the number of that; begun where there is none yet.
///
/// # Errors
/// What is there is no TOML.
pub fn begun(there: Option<&str>, watch: &Watch) -> Result<(Draft, usize), Fault> {
    let file = format!("stored:{}", file_of(&watch.id));
    let mut draft = Draft::parse(&file, there.unwrap_or_default())?;
    if there.is_none() {
        let title = if watch.title.is_empty() { &watch.id } else { &watch.title };
        draft.put(Table::Head, "id", Some(set_of(&watch.id).into()));
        draft.put(Table::Head, "title_en", Some(format!("Watched searches: {title}").into()));
        draft.put(Table::Head, "title_ru", Some(format!("Запросы под наблюдением: {title}").into()));
    }
    draft.put(Table::Head, "watches", Some(super::draft::list(std::slice::from_ref(&watch.id))));
    let n = draft.append(SECTION);
    Ok((draft, n))
}

/// Ids of the entries of a set's text.
pub fn ids(draft: &Draft) -> Vec<String> {
    let rows = |section: &'static str| {
        (0..draft.rows(section)).map(move |n| draft.line(Table::Row(section, n), "id"))
    };
    ["entity", "pattern", SECTION, "check"].into_iter().flat_map(rows).collect()
}

/// An id made of what the query is called, else of its words, that no entry has.
pub fn free_id(draft: &Draft, title: &str, expression: &str) -> String {
    let named = [title, expression].into_iter().map(options::slug).find(|id| !id.is_empty());
    let id = named.unwrap_or_else(|| "search".to_owned());
    let taken = ids(draft);
    if !taken.contains(&id) {
        return id;
    }
    // One number more than there are entries is always free.
    (2..taken.len() + 3).map(|n| format!("{id}-{n}")).find(|id| !taken.contains(id)).unwrap_or(id)
}

/// The entry that has this very expression already.
pub fn same(draft: &Draft, expression: &str) -> Option<String> {
    let rows = (0..draft.rows(SECTION)).map(|n| Table::Row(SECTION, n));
    let same = rows.filter(|&at| draft.line(at, "expression") == expression);
    same.map(|at| draft.line(at, "id")).find(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Spot;

    fn watch() -> Watch {
        let none = Vec::new;
        Watch {
            id: "romashka".into(),
            title: "Ромашка".into(),
            plan: "extended".into(),
            organisation: "romashka/company".into(),
            keyword_sets: none(),
            crawls: none(),
            own_places: none(),
            partner_portals: none(),
            competitor_portals: none(),
            money: None,
            spot: Spot::default(),
        }
    }

    #[test]
    fn a_set_is_begun_once_and_grows() {
        let (mut draft, n) = begun(None, &watch()).unwrap();
        draft.put(Table::Row(SECTION, n), "id", Some("leak".into()));
        draft.put(Table::Row(SECTION, n), "expression", Some("\"утечка базы\" NEAR/5 слив".into()));
        let text = draft.text();
        assert!(text.starts_with("[set]\nid = \"searches-romashka\"\n"), "{text}");
        assert!(text.contains("watches = [\"romashka\"]"), "{text}");
        let (mut draft, n) = begun(Some(&text), &watch()).unwrap();
        assert_eq!((n, same(&draft, "\"утечка базы\" NEAR/5 слив").as_deref()), (1, Some("leak")));
        assert_eq!(free_id(&draft, "Leak", ""), "leak-2");
        assert_eq!(free_id(&draft, "", "слив базы"), "sliv-bazy");
        draft.put(Table::Row(SECTION, n), "id", Some("more".into()));
        assert_eq!(ids(&draft), ["leak", "more"]);
        assert!(draft.text().starts_with(text.trim_end()), "what was there stays");
    }
}
