//! JSON-LD (schema.org): headline, author and dates of the article that a page is about.

use serde_json::Value;

use crate::model::{Stated, Time};
use crate::text::dates;

/// Bytes of one script; larger ones are catalogues.
pub const LARGEST: usize = 1 << 20;
/// Objects looked at in one page.
const MOST_OBJECTS: usize = 2_000;

#[derive(Debug, Default)]
pub struct Data {
    pub title: Option<String>,
    pub author: Option<String>,
    pub published: Option<Stated>,
    pub updated: Option<Stated>,
}

/// Reads all scripts; the first article-like object that says something of a field has it. Scripts that are not JSON
/// are passed over.
pub fn read(scripts: &[&str], fetched: Time) -> Data {
    let mut out = Data::default();
    let mut budget = MOST_OBJECTS;
    for script in scripts.iter().filter(|s| s.len() <= LARGEST) {
        let script =
            script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim().trim_end_matches(';');
        let script = script.trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
        // Line breaks inside strings are no JSON, and common.
        let parsed = serde_json::from_str::<Value>(script)
            .or_else(|_| serde_json::from_str(&script.replace(['\n', '\r', '\t'], " ")));
        if let Ok(value) = parsed {
            walk(&value, fetched, &mut out, &mut budget);
        }
    }
    out
}

fn walk(root: &Value, fetched: Time, out: &mut Data, budget: &mut usize) {
    let mut todo = std::collections::VecDeque::from([root]);
    while let Some(value) = todo.pop_front() {
        match value {
            Value::Array(list) => todo.extend(list),
            Value::Object(object) => {
                if *budget == 0 {
                    return;
                }
                *budget -= 1;
                if is_article(object.get("@type")) {
                    take(object, fetched, out);
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"] {
                    todo.extend(object.get(key));
                }
            }
            _ => {}
        }
    }
}

fn is_article(kind: Option<&Value>) -> bool {
    let named = |value: &Value| {
        value.as_str().is_some_and(|name| {
            let name = name.rsplit(['/', ':']).next().unwrap_or(name);
            name.ends_with("Article")
                || name.ends_with("Posting")
                || matches!(
                    name,
                    "Report"
                        | "Review"
                        | "WebPage"
                        | "ItemPage"
                        | "QAPage"
                        | "Question"
                        | "Product"
                        | "VideoObject"
                        | "CreativeWork"
                )
        })
    };
    match kind {
        Some(Value::Array(kinds)) => kinds.iter().any(named),
        Some(kind) => named(kind),
        None => false,
    }
}

fn take(object: &serde_json::Map<String, Value>, fetched: Time, out: &mut Data) {
    let text = |key: &str| {
        object.get(key).and_then(Value::as_str).map(|t| super::entities::decode(t, false).into_owned())
    };
    let date = |keys: &[&str]| keys.iter().find_map(|key| dates::parse(&text(key)?, fetched));
    if out.title.is_none() {
        out.title = text("headline").map(|t| super::meta::line(&t, 1_000)).filter(|t| !t.is_empty());
    }
    if out.author.is_none() {
        out.author = object.get("author").or_else(|| object.get("creator")).and_then(names);
    }
    out.published = out.published.or_else(|| date(&["datePublished", "uploadDate", "dateCreated"]));
    out.updated = out.updated.or_else(|| date(&["dateModified"]));
}

/// `"Name"`, `{"name": ...}`, or a list of either, joined by commas.
fn names(value: &Value) -> Option<String> {
    let one = |value: &Value| {
        let name = match value {
            Value::Object(object) => object.get("name")?,
            other => other,
        };
        let name = match name {
            Value::Array(list) => list.first()?,
            other => other,
        };
        super::meta::author(&super::entities::decode(name.as_str()?, false))
    };
    match value {
        Value::Array(list) => {
            let all: Vec<String> = list.iter().take(10).filter_map(one).collect();
            (!all.is_empty()).then(|| all.join(", "))
        }
        single => one(single),
    }
}
