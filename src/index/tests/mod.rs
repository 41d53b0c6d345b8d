//! The room through its face: what is found, what is never shown, and what survives damage.

mod durability;
mod queries;
mod ranking;

use tempfile::TempDir;

use super::{Ask, Index, IndexDoc, Page, Sort};
use crate::model::Time;
use crate::query;

const HOUR: i64 = 3_600_000;

fn doc(id: i64, title: &str, text: &str) -> IndexDoc {
    IndexDoc {
        id,
        n: id,
        url: format!("https://news.example.com/page/{id}?from=feed"),
        host: "news.example.com".into(),
        title: title.into(),
        text: text.into(),
        author: String::new(),
        language: "ru".into(),
        source: "media".into(),
        kind: "feed".into(),
        entities: Vec::new(),
        found: Vec::new(),
        watches: vec!["romashka".into()],
        published: None,
        fetched: Time(1_790_000_000_000 + id * HOUR),
        masked: Vec::new(),
        main: Vec::new(),
    }
}

fn filled(docs: &[IndexDoc]) -> (TempDir, Index) {
    let dir = tempfile::tempdir().expect("a folder");
    let index = Index::open(&dir.path().join("index")).expect("opens").index;
    index.put(docs).expect("puts");
    index.commit(docs.len() as i64).expect("commits");
    (dir, index)
}

fn ask(text: &str) -> Ask {
    Ask {
        query: query::parse(text).unwrap_or_else(|e| panic!("{text}: {e}")),
        watches: None,
        from: None,
        to: None,
        source: None,
        entity: None,
        lang: None,
        limit: 20,
        offset: 0,
        sort: Sort::Relevance,
        facets: false,
    }
}

/// The ids that match, ascending.
fn ids(page: &Page) -> Vec<i64> {
    let mut ids: Vec<i64> = page.hits.iter().map(|h| h.id).collect();
    ids.sort_unstable();
    ids
}

fn find(index: &Index, text: &str) -> Vec<i64> {
    ids(&index.search(&ask(text)).unwrap_or_else(|e| panic!("{text}: {e}")))
}
