//! One answer read: its words, its posts, its links. Pure work on bytes; it runs beside the threads that wait.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::Rules;
use crate::model::{Document, Exchange};
use crate::sources::recipe::{Around, Html, Post, Posts};
use crate::sources::seen::short;
use crate::sources::urls::{self, Fragment};
use crate::text::{self, Raw};

/// More links on one page are not followed.
const MOST_LINKS: usize = 2_000;

/// What a page says and where it leads.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What it is known by: its canonical address where that is believable, else its own.
    pub id: String,
    /// Of title and text; of the bytes where only the worker process may read them.
    pub digest: u64,
    /// None: the worker process reads it.
    pub document: Option<Document>,
    /// With a recipe that fits.
    pub posts: Vec<Post>,
    /// Followed addresses, each once, in the order of the page.
    pub links: Vec<String>,
    /// The next page of the same listing.
    pub next: Option<String>,
}

pub(super) fn read(exchange: &Exchange, rules: &Rules, recipe: Option<&Posts<Html>>) -> Reading {
    let content_type = exchange.header("content-type");
    let of = exchange.header("content-length").and_then(|l| l.parse().ok());
    let raw = Raw {
        bytes: &exchange.body,
        content_type: content_type.as_deref(),
        url: &exchange.final_url,
        fetched: exchange.received,
        truncated: exchange.truncated.then_some((exchange.length(), of)),
    };
    let base = Url::parse(&exchange.final_url).ok();
    let own = base.as_ref().map_or_else(|| exchange.final_url.clone(), |u| urls::identity(u, Fragment::Drop));
    if let Some(spooled) = &exchange.spooled {
        // Too large to be read here; the line reads it in windows.
        return Reading { id: own, digest: short(&spooled.digest.0), ..Reading::default() };
    }
    if text::heavy(&raw) {
        return Reading { id: own, digest: short(&exchange.body), ..Reading::default() };
    }
    let document = text::extract(&raw);
    let digest = short(format!("{}\u{0}{}", document.title, document.text).as_bytes());
    let mut seen = HashSet::from([own.clone()]);
    let mut links = Vec::new();
    let mut next = None;
    // A menu, a footer and a column of teasers name the same places again and again.
    let mut read: HashMap<&str, Option<String>> = HashMap::new();
    for link in &document.links {
        let has = |word: &str| link.rel.iter().any(|rel| rel == word);
        if has("nofollow") {
            continue;
        }
        let address = read.entry(&link.url).or_insert_with(|| followed(&link.url, rules));
        let Some(address) = address else { continue };
        if has("next") {
            next.get_or_insert_with(|| address.clone());
        }
        if links.len() < MOST_LINKS && seen.insert(address.clone()) {
            links.push(address.clone());
        }
    }
    let mut posts = Vec::new();
    if let (Some(recipe), Some(base)) = (recipe, &base) {
        let html = text::decode(&exchange.body, content_type.as_deref()).text;
        // A page that is too wild for a tree is one document.
        if !text::wild(&html) {
            let dom = scraper::Html::parse_document(&html);
            let around = Around { page: &document, base, fetched: exchange.received, length: html.len() };
            let found = recipe.find(dom.root_element(), around);
            posts = found.posts;
            next = found.next.and_then(|n| followed(&n, rules)).or(next);
        }
    }
    let id = document.canonical.as_deref().and_then(|c| believable(c, base.as_ref(), rules)).unwrap_or(own);
    Reading { id, digest, document: Some(document), posts, links, next }
}

fn followed(link: &str, rules: &Rules) -> Option<String> {
    let url = Url::parse(link).ok().filter(|u| rules.follows(u))?;
    Some(urls::identity(&url, Fragment::Drop))
}

/// A canonical address on the crawl's hosts. Sites that call every page their front page are not believed.
fn believable(canonical: &str, own: Option<&Url>, rules: &Rules) -> Option<String> {
    let url = Url::parse(canonical).ok().filter(|u| rules.is_ours(u))?;
    let front = |u: &Url| u.path() == "/" && u.query().is_none();
    (!front(&url) || own.is_some_and(front)).then(|| urls::identity(&url, Fragment::Drop))
}
