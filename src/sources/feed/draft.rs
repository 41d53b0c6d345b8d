//! An entry before it is finished: what a reader found, and how ids, links and words are made of it.
//!
//! Both readers and JSON give drafts, so that what an entry is does not depend on who read it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use scraper::Html;
use url::Url;

use super::Entry;
use crate::model::{Document, Stated, Time};
use crate::sources::urls;
use crate::text;

/// What a feed says before its entries.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Head {
    pub title: String,
    pub site: Option<String>,
    pub language: String,
    pub author: String,
    pub next: Option<String>,
    /// `xml:base` of the root.
    pub base: Option<String>,
    /// Minutes, as RSS 2.0 has it.
    pub ttl: String,
}

/// Words of an entry, and whether their `<` begin tags.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Words {
    pub text: String,
    pub plain: bool,
}

#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Draft {
    pub title: String,
    pub link: Option<String>,
    /// The guid or id; it is never the identity, but stands in for a missing link when it is an address.
    pub guid: Option<String>,
    pub content: Words,
    pub summary: Words,
    pub author: String,
    pub published: Option<Stated>,
    pub updated: Option<Stated>,
    /// As written; read with the text room's dates when the times above are missing.
    pub published_text: String,
    pub updated_text: String,
    pub categories: Vec<String>,
    pub enclosures: Vec<String>,
    pub base: Option<String>,
    pub language: String,
    /// Bytes of the decoded text.
    pub span: Option<(usize, usize)>,
}

impl Head {
    /// How long the feed asks to be left alone: its `ttl`, a week at most. `sy:updatePeriod` is no such wish: it says how
    /// often the publisher writes, and every WordPress says "hourly" without being asked.
    pub fn period(&self) -> Option<Duration> {
        const WEEK: u64 = 7 * 24 * 60;
        let minutes = self.ttl.trim().parse::<u64>().ok().filter(|m| *m > 0)?;
        Some(Duration::from_secs(minutes.min(WEEK) * 60))
    }
}

impl Words {
    /// As HTML. Plain words keep their entities: a title that says `&eacute;` means the letter.
    fn html(&self) -> String {
        if self.plain {
            format!("<p>{}</p>", self.text.replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>"))
        } else {
            self.text.clone()
        }
    }

    fn or(self, other: Words) -> Words {
        if self.text.trim().is_empty() { other } else { self }
    }
}

impl Draft {
    /// Nothing that a person could read or open.
    pub fn is_empty(&self) -> bool {
        let words = [&self.title, &self.content.text, &self.summary.text, &self.author, &self.published_text];
        words.iter().all(|w| w.trim().is_empty()) && self.link.is_none() && self.guid.is_none()
    }

    /// Fills what is missing here from `other`, which read the same entry.
    pub fn or(self, other: Draft) -> Draft {
        let text = |a: String, b: String| if a.trim().is_empty() { b } else { a };
        let list = |a: Vec<String>, b: Vec<String>| if a.is_empty() { b } else { a };
        Draft {
            title: text(self.title, other.title),
            link: self.link.or(other.link),
            guid: self.guid.or(other.guid),
            content: self.content.or(other.content),
            summary: self.summary.or(other.summary),
            author: text(self.author, other.author),
            published: self.published.or(other.published),
            updated: self.updated.or(other.updated),
            published_text: other.published_text,
            updated_text: other.updated_text,
            categories: list(self.categories, other.categories),
            enclosures: list(self.enclosures, other.enclosures),
            base: self.base.or(other.base),
            language: text(self.language, other.language),
            span: other.span,
        }
    }

    /// The entry, with an empty id: ids need all entries, see [`give_ids`].
    pub fn finish(&self, head: &Head, feed: Option<&Url>, fetched: Time, charset: &str) -> Entry {
        let root = head.base.as_deref().and_then(|b| join(feed, b)).or_else(|| feed.cloned());
        let base = self.base.as_deref().and_then(|b| join(root.as_ref(), b)).or(root);
        let guid = self.guid.as_deref().filter(|g| is_web(g));
        let url = self.link.as_deref().or(guid).and_then(|l| absolute(base.as_ref(), l)).unwrap_or_default();
        // Links inside the words are relative to the stated base, else to the page that the entry speaks of.
        let inside = match (&self.base, &head.base) {
            (None, None) if !url.is_empty() => url.clone(),
            _ => base.as_ref().map(Url::to_string).unwrap_or_default(),
        };
        let content = text::html(&self.content.html(), &inside, fetched);
        let summary = text::html(&self.summary.html(), &inside, fetched);
        let repeated = content.text.starts_with(summary.text.trim_end_matches(['.', '…', ' ']));
        let mut words = match (summary.text.is_empty() || repeated, content.text.is_empty()) {
            (true, _) => content.text,
            (false, true) => summary.text,
            (false, false) => format!("{}\n\n{}", summary.text, content.text),
        };
        words.truncate(words.trim_end().len());
        let mut known = HashSet::new();
        let mut links = content.links;
        links.extend(summary.links);
        links.retain(|link| known.insert(link.url.clone()));
        let stated =
            |known: Option<Stated>, raw: &str| known.or_else(|| text::dates::parse(raw.trim(), fetched));
        let published = stated(self.published, &self.published_text);
        let updated = stated(self.updated, &self.updated_text);
        let author = plain(if self.author.trim().is_empty() { &head.author } else { &self.author });
        let said = language(if self.language.is_empty() { &head.language } else { &self.language });
        let absolutes = |list: &[String]| {
            let all: Vec<String> = list.iter().filter_map(|l| absolute(base.as_ref(), l)).collect();
            all.join("\n")
        };
        let categories: Vec<String> =
            self.categories.iter().map(|c| plain(c)).filter(|c| !c.is_empty()).collect();
        let fields = [("categories", categories.join("\n")), ("enclosures", absolutes(&self.enclosures))];
        let document = Document {
            url: url.clone(),
            title: plain(&self.title),
            text: words,
            author,
            published,
            updated,
            language: if said.is_empty() { content.language } else { said },
            charset: charset.to_owned(),
            links,
            fields: fields
                .into_iter()
                .filter(|(_, v)| !v.is_empty())
                .map(|(k, v)| (k.to_owned(), v))
                .collect(),
            ..Document::default()
        };
        Entry { id: String::new(), url, published: published.or(updated), updated, document, span: None }
    }
}

/// Gives each entry its id: the canonical link where it is the entry's own, else a digest of title, date and text.
pub(super) fn give_ids(entries: &mut [Entry], site: Option<&str>, feed: &str) {
    let identity = |url: &str| Url::parse(url).ok().map(|u| urls::identity(&u, urls::Fragment::Keep));
    let shared: Vec<String> = [site.unwrap_or_default(), feed].iter().filter_map(|u| identity(u)).collect();
    let links: Vec<Option<String>> = entries
        .iter()
        .map(|e| identity(&e.url).filter(|id| !shared.contains(id) && id.len() <= urls::LONGEST))
        .collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for link in links.iter().flatten() {
        *uses.entry(link).or_default() += 1;
    }
    let ids: Vec<String> = entries
        .iter()
        .zip(&links)
        .map(|(entry, link)| match link {
            Some(link) if uses.get(link.as_str()) == Some(&1) => link.clone(),
            _ => {
                let date = entry.published.map(|p| p.earliest.rfc3339()).unwrap_or_default();
                let words = [&entry.document.title, &date, &entry.document.text].map(|w| w.trim().to_owned());
                urls::digest_id(&words)
            }
        })
        .collect();
    for (entry, id) in entries.iter_mut().zip(ids) {
        entry.id = id;
    }
}

/// One line of words of something that may hold markup or named entities.
pub(super) fn plain(words: &str) -> String {
    let words = if words.contains(['<', '&']) {
        let fragment = Html::parse_fragment(words);
        fragment.root_element().text().collect::<Vec<_>>().join(" ")
    } else {
        words.to_owned()
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `ru-RU` gives `ru`; what is no language tag gives nothing.
pub(super) fn language(tag: &str) -> String {
    let first = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if first.len() == 2 && first.bytes().all(|b| b.is_ascii_lowercase()) { first } else { String::new() }
}

fn is_web(link: &str) -> bool {
    let link = link.trim();
    link.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("http://"))
        || link.get(..8).is_some_and(|s| s.eq_ignore_ascii_case("https://"))
}

fn join(base: Option<&Url>, link: &str) -> Option<Url> {
    // Line breaks inside an address are the editor's, not the author's.
    let link: String = link.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
    let link = link.trim();
    match base {
        Some(base) => base.join(link).ok(),
        None => Url::parse(link).ok(),
    }
}

/// An absolute http(s) address, or none.
pub(super) fn absolute(base: Option<&Url>, link: &str) -> Option<String> {
    if link.trim().is_empty() {
        return None;
    }
    join(base, link).filter(|u| matches!(u.scheme(), "http" | "https")).map(String::from)
}
