//! `leakwatch extract`: bytes to document, as JSON.
//!
//! The same code that the daemon runs on a fetched page, so that a person can see what it sees. It parses in its own
//! process: a file that kills the parser kills this command alone.

use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use chrono::{FixedOffset, SecondsFormat};
use serde_json::json;

use crate::model::{Stated, Time};
use crate::text;

/// From UTC-12 to UTC+14: a time that is uncertain by less has a zone.
const ANY_ZONE: Duration = Duration::from_secs(26 * 3600);

/// Reads `file` and returns the JSON answer: title, text, main, author, published, updated, language, charset, links,
/// complaints. Relative links resolve against `url`; "yesterday" counts from the file's own time.
pub fn run(file: &Path, url: Option<&str>, content_type: Option<&str>) -> anyhow::Result<String> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let written = std::fs::metadata(file).and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let raw = text::Raw {
        bytes: &bytes,
        content_type,
        url: url.unwrap_or_default(),
        fetched: Time::from(chrono::DateTime::from(written)),
        truncated: None,
    };
    let document = text::extract(&raw);
    let main = if document.main.is_empty() && !document.text.is_empty() {
        text::main_text(&text::decode(&bytes, content_type).text)
    } else {
        document.main
    };
    let answer = json!({
        "title": document.title,
        "text": document.text,
        "main": main,
        "author": document.author,
        "published": document.published.map(earliest),
        "updated": document.updated.map(earliest),
        "language": document.language,
        "charset": document.charset,
        "links": document.links,
        "complaints": document.complaints,
    });
    serde_json::to_string(&answer).context("cannot write the answer as JSON")
}

/// The earliest instant in RFC 3339; when the zone is unknown it is the one of UTC+14 and is written in it, so that the
/// day that the page states can be read off.
fn earliest(stated: Stated) -> String {
    let east = FixedOffset::east_opt(14 * 3600).filter(|_| stated.latest.since(stated.earliest) >= ANY_ZONE);
    match east {
        Some(east) => stated.earliest.utc().with_timezone(&east).to_rfc3339_opts(SecondsFormat::Secs, true),
        None => stated.earliest.rfc3339(),
    }
}
