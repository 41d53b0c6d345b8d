//! `leakwatch feed FILE`: a feed as JSON, by the same readers that a visit uses.
//!
//! Relative links stay out of the answer: a file does not know where it came from.

use std::path::Path;
use std::time::SystemTime;

use anyhow::Context;
use serde_json::json;

use crate::model::Time;
use crate::sources;

/// Reads `file` and returns `{"title","entries":[{"id","title","url","published","updated","author","text","links"}]}`,
/// with `lenient` and `complaints` beside it. "Yesterday" counts from the file's own time.
pub fn run(file: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let written = std::fs::metadata(file).and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let fetched = Time::from(chrono::DateTime::from(written));
    let feed = sources::parse_feed(&bytes, None, "", fetched)
        .map_err(|why| anyhow::anyhow!("{}: {why}", file.display()))?;
    let entries: Vec<_> = feed
        .entries
        .iter()
        .map(|entry| {
            json!({
                "id": entry.id,
                "title": entry.document.title,
                "url": entry.url,
                "published": entry.published.map(|s| s.earliest.rfc3339()),
                "updated": entry.updated.map(|s| s.earliest.rfc3339()),
                "author": entry.document.author,
                "text": entry.document.text,
                "links": entry.document.links,
            })
        })
        .collect();
    let answer = json!({
        "title": feed.title,
        "entries": entries,
        "lenient": feed.lenient,
        "complaints": feed.complaints,
    });
    serde_json::to_string(&answer).context("cannot write the answer as JSON")
}
