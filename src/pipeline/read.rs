//! From an item to words and hits: steps 4 and 5 of a page's journey. Never an error: a document with complaints.

use std::sync::Arc;

use anyhow::Context;

use super::dump;
use super::judge;
use super::worker::Worker;
use crate::matching::{Matcher, Words};
use crate::model::{Digest, Document, Hit, Item, Spooled};
use crate::text;

/// Of a text that is read in windows, so much is kept from its beginning.
const HEAD: usize = 16 << 10;

/// A page with all that is known of it without asking anyone.
pub struct Page {
    pub item: Item,
    /// The address that its row has.
    pub address: String,
    pub document: Document,
    pub digest: Digest,
    pub hits: Vec<Hit>,
    /// Hits in title and address: they say whom the page is about.
    pub around: Vec<Hit>,
}

impl Page {
    /// What the judge is shown of it.
    pub fn to_judge(&self) -> judge::Read<'_> {
        judge::Read {
            url: &self.address,
            item: &self.item,
            document: &self.document,
            digest: self.digest,
            hits: &self.hits,
            around: &self.around,
        }
    }

    /// The page is what was fetched, not a part of it.
    pub fn is_whole(&self) -> bool {
        let exchange = &self.item.exchange;
        self.item.span.is_none() && (self.address == exchange.url || self.address == exchange.final_url)
    }
}

/// Reads and matches one item of this crawl. Extraction and matching run on the blocking pool, heavy formats in a child process.
pub async fn read(item: Item, crawl: &str, matcher: Arc<Matcher>, worker: &Worker) -> anyhow::Result<Page> {
    let crawl = crawl.to_owned();
    let heavy = item.document.is_none() && text::heavy(&raw(&item));
    if let (Some(spooled), false) = (item.exchange.spooled.clone(), heavy) {
        return tokio::task::spawn_blocking(move || large(item, &crawl, &spooled, &matcher)).await?;
    }
    let heavy = if heavy { Some(worker.read(&item.exchange).await?) } else { None };
    Ok(tokio::task::spawn_blocking(move || matched(item, &crawl, heavy, &matcher)).await?)
}

/// A text too large for memory: matched in windows; what is kept are its beginning and what surrounds each hit.
fn large(item: Item, crawl: &str, spooled: &Spooled, matcher: &Matcher) -> anyhow::Result<Page> {
    let raw = raw(&item);
    let head = whole_lines(raw.bytes, HEAD);
    let mut document = text::extract(&text::Raw { bytes: head, truncated: None, ..raw });
    document.url.clone_from(&item.url);
    document.published = document.published.or(item.published);
    document.main.clone_from(&document.title);
    let mut hits = Vec::new();
    if !text::wordless(&raw) {
        let dump = dump::read(
            spooled,
            raw.bytes,
            raw.content_type,
            &document.text,
            matcher,
            &words(&item, &document, crawl),
        )
        .with_context(|| format!("{} could not be read back from the disk", item.url))?;
        document.text = dump.text;
        document.complaints.extend(dump.complaints);
        hits = dump.hits;
    }
    if item.exchange.truncated {
        document.complaints.push(format!("partly read: the first {} bytes", spooled.length));
    }
    let scan = |text: &str| matcher.scan(&Words { text, ..Words::default() });
    let around = [scan(&document.title), scan(&item.url)].concat();
    Ok(Page { address: address(&item, false), document, digest: spooled.digest, hits, around, item })
}

/// What queries are held against.
fn words<'a>(item: &'a Item, document: &'a Document, crawl: &'a str) -> Words<'a> {
    Words {
        text: &document.text,
        title: &document.title,
        url: &item.url,
        author: &document.author,
        language: &document.language,
        source: crawl,
        time: Some(document.published.map_or(item.exchange.received, |stated| stated.earliest)),
        alone: false,
    }
}

/// At most so much of a beginning, cut behind a line where there is one.
fn whole_lines(bytes: &[u8], most: usize) -> &[u8] {
    let head = &bytes[..bytes.len().min(most)];
    head.iter().rposition(|b| *b == b'\n').map_or(head, |end| &head[..=end])
}

fn matched(mut item: Item, crawl: &str, heavy: Option<Document>, matcher: &Matcher) -> Page {
    let own_words = item.document.take();
    let listed = own_words.is_some();
    let mut document = own_words.or(heavy).unwrap_or_else(|| text::extract(&raw(&item)));
    if document.url.is_empty() {
        document.url = item.url.clone();
    }
    if document.published.is_none() {
        document.published = item.published;
    }
    if item.exchange.truncated && !document.complaints.iter().any(|c| c.starts_with("partly read")) {
        document.complaints.push(format!("partly read: the first {} bytes", item.exchange.length()));
    }
    let scan = |text: &str| matcher.scan(&Words { text, ..Words::default() });
    let hits = matcher.scan(&words(&item, &document, crawl));
    let around = [scan(&document.title), scan(&item.url)].concat();
    let digest = Digest::sha256(document.text.as_bytes());
    Page { address: address(&item, listed), document, digest, hits, around, item }
}

/// The row of a page is its address. Posts without a permalink of their own share their page's: each gets a fragment
/// made of its id.
fn address(item: &Item, listed: bool) -> String {
    let shared = listed && item.listing.as_deref() == Some(item.url.as_str());
    if shared {
        format!("{}#item-{}", item.url, &Digest::sha256(item.id.as_bytes()).hex()[..16])
    } else {
        item.url.clone()
    }
}

fn raw(item: &Item) -> text::Raw<'_> {
    let exchange = &item.exchange;
    let bytes = item.span.and_then(|(from, to)| exchange.body.get(from..to)).unwrap_or(&exchange.body);
    text::Raw {
        bytes,
        content_type: exchange
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case("content-type"))
            .and_then(|(_, v)| std::str::from_utf8(v).ok()),
        url: &item.url,
        fetched: exchange.received,
        truncated: exchange.truncated.then_some((exchange.length(), None)),
    }
}
