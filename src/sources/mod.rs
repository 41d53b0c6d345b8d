//! Places: one kind a file, each turns a visit into items and a harvest.
//!
//! A kind sees an order (crawl, cursor, budget), asks the fetcher, and hands over what is new or changed; the written
//! contract is in CONTRIBUTING.md and one runner applies it to every kind of the registry. A kind knows nothing of the
//! store, the index, keyword sets, or that it is scheduled.

mod account;
mod board;
mod feed;
mod mail;
mod news;
mod options;
mod recipe;
mod sample;
mod seen;
mod servers;
mod site;
mod urls;
mod visit;

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::fetch::Fetcher;
use crate::model::{Crawl, Fault, Harvest, Item, Listing, PollError, Said, Time};
use crate::said;

pub use feed::{Entry, Feed, MOST_ENTRIES, parse_feed};
pub use sample::{Sample, try_sample};

/// A CSS selector as it is written, when it is one.
pub fn selector(text: &str) -> Result<String, Said> {
    <recipe::Html as recipe::Format>::items(text).map(|_| text.to_owned())
}

/// One visit as it is asked for.
#[derive(Debug, Clone)]
pub struct Order {
    pub crawl: Arc<Crawl>,
    /// What the last visit's harvest gave; empty before the first.
    pub cursor: String,
    pub now: Time,
    /// Pages that may be fetched, listings included.
    pub budget: u32,
}

/// What a visit hands over on its way.
#[derive(Debug, Clone, PartialEq)]
pub enum Sent {
    Item(Box<Item>),
    /// A listing, before the items that it led to, where the kind can tell by then whether something of the last time is
    /// on it: the clock of those items rests on it. It is in the harvest as well, and its row moves with the visit's end.
    Listing(Listing),
}

/// Where items and listings go, each as soon as it is there.
pub type Sink = tokio::sync::mpsc::Sender<Sent>;

/// A kind of place, built for one crawl.
#[async_trait]
pub trait Source: Send + Sync {
    /// Goes there once. `fetcher` is already the crawl's own ([`Fetcher::for_crawl`]).
    ///
    /// Sends each item as soon as it has it; the harvest ends the visit. Errors when the start or listing itself could
    /// not be read; single pages that fail are in [`Harvest::failed`]. Returns within a second of `cancel`, or of the
    /// sink's other end going away, with [`PollError::Cancelled`].
    async fn visit(
        &self,
        order: &Order,
        fetcher: &Fetcher,
        out: &Sink,
        cancel: &CancellationToken,
    ) -> Result<Harvest, PollError>;

    /// Whether it asks for [`Crawl::terms`]; others are given none.
    fn searches(&self) -> bool {
        false
    }
}

/// A source, or everything that is wrong with its options.
pub type Built = Result<Box<dyn Source>, Vec<Fault>>;

/// A row of the registry.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    /// Keys and tables of crawler.toml that are its own.
    pub keys: &'static [&'static str],
    /// Of its start addresses, where they are not the web's.
    pub schemes: &'static [&'static str],
    /// It leads to pages of whatever host.
    pub everywhere: bool,
    /// Reads `Crawl::options`; every fault at once.
    pub build: fn(&Crawl) -> Built,
}

/// Every kind there is.
pub fn kinds() -> &'static [Kind] {
    &[
        feed::kind::KIND,
        site::KIND,
        board::FORUM,
        board::BLOG,
        board::GUEST_BOOK,
        board::CLASSIFIEDS,
        board::PASTE,
        board::CODE,
        board::SEARCH,
        board::SOCIAL,
        mail::KIND,
        news::KIND,
    ]
}

/// Hosts that a crawl's engine leads to beside the place's own: those of its interface, and where it keeps what it lists.
/// `options`: the crawl's file.
pub fn hosts_of_engine(kind: &str, options: &str) -> Vec<String> {
    let Ok(document) = options.parse::<toml_edit::Document<String>>() else { return Vec::new() };
    let inner = || document.get(kind)?.as_table_like()?.get("engine")?.as_str();
    let named = document.get("engine").and_then(toml_edit::Item::as_str).or_else(inner);
    let Some(engine) = named.and_then(recipe::Engine::find) else { return Vec::new() };
    let starts = engine.words("start");
    let own = starts.iter().filter_map(|start| Some(url::Url::parse(start).ok()?.host_str()?.to_owned()));
    engine.words("hosts").into_iter().chain(own).collect()
}

/// The engines whose recipes are carried, by name.
pub fn engines() -> Vec<&'static str> {
    recipe::Engine::names()
}

/// The source of a crawl; an unknown kind is a fault that names the nearest known one.
pub fn build(crawl: &Crawl) -> Built {
    match kinds().iter().find(|kind| kind.name == crawl.kind) {
        Some(kind) => (kind.build)(crawl),
        None => {
            let names: Vec<&str> = kinds().iter().map(|kind| kind.name).collect();
            let hint = options::nearest(&crawl.kind, &names);
            Err(vec![Fault::new(
                &crawl.spot,
                said!(
                    "kind.absent",
                    "there is no kind `{kind}`; {hint}",
                    "вида `{kind}` нет; {hint}",
                    kind = crawl.kind,
                    hint
                ),
            )])
        }
    }
}
