//! What feed-rs makes of a feed, as drafts.
//!
//! feed-rs keeps an instant where a feed states an interval (no zone, a date alone): the dates are read by the text
//! room on its behalf, and what each instant stood for is looked up again afterwards.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use feed_rs::model::{Entry, Link, Person, Text};

use super::coded::{coded, letters};
use super::draft::{Draft, Pointer, Words};
use crate::model::{Stated, Time};
use crate::text;

type Dates = Arc<Mutex<HashMap<i64, Stated>>>;

/// Reads decoded text. The XML prolog is cut off first: the encoding it names is no longer true.
pub(super) fn read(body: &str, url: &str, fetched: Time) -> Result<Vec<Draft>, String> {
    let body = match body.strip_prefix("<?xml") {
        Some(prolog) => prolog.find("?>").map_or(body, |n| &prolog[n + 2..]),
        None => body,
    };
    let dates: Dates = Arc::default();
    let heard = Arc::clone(&dates);
    let parser = feed_rs::parser::Builder::new()
        .base_uri(url::Url::parse(url).ok())
        .sanitize_content(false)
        .timestamp_parser(move |raw| hear(&heard, raw, fetched))
        .id_generator(|_, _, _| String::new())
        .build();
    // A parser that is not ours meets hostile input here; the lenient reader can do without it.
    let feed = catch_unwind(AssertUnwindSafe(|| parser.parse(body.as_bytes())))
        .map_err(|_| "the parser failed".to_owned())?
        .map_err(|e| e.to_string())?;
    let dates = dates.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(feed.entries.into_iter().map(|entry| draft(entry, &dates)).collect())
}

fn hear(heard: &Dates, raw: &str, fetched: Time) -> Option<DateTime<Utc>> {
    let stated = text::dates::parse(raw.trim(), fetched)?;
    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    // Two ways to write one instant: the less certain one is kept for both.
    let kept = heard.entry(stated.earliest.0).or_insert(stated);
    kept.latest = kept.latest.max(stated.latest);
    Some(stated.earliest.utc())
}

fn draft(entry: Entry, dates: &HashMap<i64, Stated>) -> Draft {
    let stated = |t: Option<DateTime<Utc>>| t.and_then(|t| dates.get(&t.timestamp_millis()).copied());
    let (published, updated) = (stated(entry.published), stated(entry.updated));
    let link = entry.links.iter().find(|l| is_page(l)).map(|l| l.href.clone());
    // For content:encoded feed-rs calls the base address the source.
    let elsewhere = entry.content.as_ref().filter(|c| c.body.is_none()).and_then(|c| c.src.as_ref());
    let link = link.or_else(|| elsewhere.map(|l| l.href.clone()));
    let attached = entry.links.iter().filter(|l| !is_page(l)).map(|l| Pointer {
        url: l.href.clone(),
        title: l.title.clone().map(letters).unwrap_or_default(),
        rel: l.rel.clone().unwrap_or_default(),
    });
    let media = entry.media.iter().flat_map(|m| &m.content).filter_map(|c| c.url.as_ref());
    let media =
        media.map(|u| Pointer { url: u.to_string(), rel: "enclosure".to_owned(), ..Pointer::default() });
    let links = attached.chain(media).collect();
    Draft {
        link,
        guid: Some(entry.id).filter(|id| !id.is_empty()),
        content: entry
            .content
            .map(|c| words(c.body.unwrap_or_default(), c.content_type.as_ref()))
            .unwrap_or_default(),
        summary: entry.summary.map(|t| words(t.content, t.content_type.as_ref())).unwrap_or_default(),
        title: entry
            .title
            .map(|t: Text| letters(unpacked(t.content, t.content_type.as_ref())))
            .unwrap_or_default(),
        author: names(&entry.authors),
        published,
        updated,
        categories: entry.categories.into_iter().map(|c| letters(c.label.unwrap_or(c.term))).collect(),
        links,
        base: entry.base,
        language: entry.language.unwrap_or_default(),
        ..Draft::default()
    }
}

fn is_page(link: &Link) -> bool {
    link.target.is_none() && matches!(link.rel.as_deref(), None | Some("" | "alternate"))
}

fn words(text: String, content_type: &str) -> Words {
    let text = letters(unpacked(text, content_type));
    // feed-rs calls RSS descriptions plain where feeds put HTML; real tags decide.
    let markup = text.contains("</") || text.contains("/>");
    let plain = (content_type.starts_with("text/plain") || coded(content_type)) && !markup;
    Words { text, plain }
}

fn unpacked(text: String, content_type: &str) -> String {
    if coded(content_type) { super::coded::unpacked(&text) } else { text }
}

fn names(people: &[Person]) -> String {
    let all: Vec<&str> = people.iter().filter_map(|p| p.name.as_deref().or(p.email.as_deref())).collect();
    letters(all.join(", "))
}
