//! An entry before it is finished: what a reader found, and how ids, links and words are made of it.
//!
//! Both readers and JSON give drafts, so that what an entry is does not depend on who read it.

use std::collections::HashMap;
use std::time::Duration;

use scraper::Html;
use url::Url;

use super::Entry;
use crate::model::{Document, Link, Stated, Time};
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

/// An address of an entry beside its own.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Pointer {
    pub url: String,
    pub title: String,
    /// `enclosure` for what hangs on the entry.
    pub rel: String,
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
    /// Words beside content and summary: a subtitle, what stands at a picture.
    pub more: Vec<Words>,
    /// The title of something that hangs on the entry: its own where it has none.
    pub caption: String,
    /// Words in elements that nobody knows; they are the entry's text where it has no other.
    pub rest: String,
    /// What hangs on it and what it points at, beside its own link.
    pub links: Vec<Pointer>,
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
        if self.is_blank() { other } else { self }
    }

    /// The same letters outside the tags: two readers write one markup differently, and once is enough to parse it.
    fn says_what(&self, other: &Words) -> bool {
        let letters = |words: &'_ Words| -> Vec<u8> {
            let mut inside = false;
            let letter = |b: &u8| {
                inside = if words.plain { false } else { (inside || *b == b'<') && *b != b'>' };
                !inside && *b != b'>' && !b.is_ascii_whitespace()
            };
            words.text.bytes().filter(letter).collect()
        };
        self.text.trim() == other.text.trim() || letters(self) == letters(other)
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Draft {
    /// Nothing that a person could read or open.
    pub fn is_empty(&self) -> bool {
        let words = [&self.title, &self.caption, &self.rest, &self.content.text, &self.summary.text];
        let about = [&self.author, &self.published_text, &self.updated_text];
        words.iter().chain(&about).all(|w| w.trim().is_empty())
            && self.more.iter().all(Words::is_blank)
            && (self.link.is_none() && self.guid.is_none())
            && (self.links.is_empty() && self.categories.is_empty())
    }

    /// Fills what is missing here from `other`, which read the same entry.
    pub fn or(self, other: Draft) -> Draft {
        let text = |a: String, b: String| if a.trim().is_empty() { b } else { a };
        let list = |a: Vec<String>, b: Vec<String>| if a.is_empty() { b } else { a };
        let mut more = other.more;
        let mut either = |a: Words, b: Words| {
            if !a.is_blank() && !b.is_blank() && !a.says_what(&b) {
                more.push(b);
                return a;
            }
            a.or(b)
        };
        let content = either(self.content, other.content);
        let summary = either(self.summary, other.summary);
        Draft {
            title: text(self.title, other.title),
            link: self.link.or(other.link),
            guid: self.guid.or(other.guid),
            content,
            summary,
            author: text(other.author, self.author),
            published: self.published.or(other.published),
            updated: self.updated.or(other.updated),
            published_text: other.published_text,
            updated_text: other.updated_text,
            categories: list(self.categories, other.categories),
            more,
            caption: other.caption,
            rest: other.rest,
            // Ours know their titles; [`finish`] drops what stands twice.
            links: [other.links, self.links].concat(),
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
        let mut links = Vec::new();
        let mut words = String::new();
        let more: Vec<Document> = self.more.iter().map(|w| text::html(&w.html(), &inside, fetched)).collect();
        let summary = text::html(&self.summary.html(), &inside, fetched);
        for part in std::iter::once(&content).chain([&summary]).chain(&more) {
            links.extend(part.links.iter().cloned());
        }
        // The summary comes first, as it does where people read it; what another part says already is not said again.
        for part in std::iter::once(&summary).chain([&content]).chain(&more) {
            let begins = part.text.trim_end_matches(['.', '…', ' ', '\n']);
            let first = std::ptr::eq(part, &summary);
            let said = if first { content.text.starts_with(begins) } else { words.contains(begins) };
            if !said {
                words.push_str(if words.is_empty() { "" } else { "\n\n" });
                words.push_str(part.text.trim_end());
            }
        }
        let title = plain(if self.title.trim().is_empty() { &self.caption } else { &self.title });
        if title.is_empty() && words.is_empty() && url.is_empty() {
            words = plain(&self.rest);
        }
        let mut enclosures = Vec::new();
        for pointer in &self.links {
            let Some(to) = absolute(base.as_ref(), &pointer.url) else { continue };
            if pointer.rel == "enclosure" && !enclosures.contains(&to) {
                enclosures.push(to.clone());
            }
            let rel = pointer.rel.split_whitespace().map(str::to_lowercase).collect();
            links.push(Link { url: to, text: plain(&pointer.title), rel });
        }
        let links = once_each(links);
        let stated =
            |known: Option<Stated>, raw: &str| known.or_else(|| text::dates::parse(raw.trim(), fetched));
        let published = stated(self.published, &self.published_text);
        let updated = stated(self.updated, &self.updated_text);
        let author = plain(if self.author.trim().is_empty() { &head.author } else { &self.author });
        let said = language(if self.language.is_empty() { &head.language } else { &self.language });
        let categories: Vec<String> =
            self.categories.iter().map(|c| plain(c)).filter(|c| !c.is_empty()).collect();
        let fields = [("categories", categories.join("\n")), ("enclosures", enclosures.join("\n"))];
        let document = Document {
            url: url.clone(),
            title,
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

/// Each address once, where it stands first, with the first words that name it.
fn once_each(links: Vec<Link>) -> Vec<Link> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Link> = Vec::with_capacity(links.len());
    for link in links {
        match places.get(&link.url) {
            Some(&at) if kept[at].text.is_empty() => kept[at].text = link.text,
            Some(_) => {}
            None => {
                places.insert(link.url.clone(), kept.len());
                kept.push(link);
            }
        }
    }
    kept
}

/// Gives each entry its id: the canonical link where it is the entry's own, else a digest of title, date and text; where
/// it has no words either, of its author and of what it points at.
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
                let document = &entry.document;
                let date = entry.published.map(|p| p.earliest.rfc3339()).unwrap_or_default();
                let words = [&document.title, &date, &document.text].map(|w| w.trim().to_owned());
                if document.title.is_empty() && document.text.is_empty() {
                    let links: Vec<&str> = document.links.iter().map(|l| l.url.as_str()).collect();
                    let fields: Vec<&str> = document.fields.values().map(String::as_str).collect();
                    return urls::digest_id(&[
                        date,
                        document.author.clone(),
                        links.join("\n"),
                        fields.join("\n"),
                    ]);
                }
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
    let lower = words.to_ascii_lowercase();
    let words = if ["<script", "<style"].iter().any(|hidden| lower.contains(hidden)) {
        text::html(words, "", Time(0)).text
    } else if words.contains(['<', '&']) {
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
