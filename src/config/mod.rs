//! What the operator wrote, and what is meant by it.
//!
//! Two steps: TOML tables with the place of every value, then settings that the rooms understand; every fault of every
//! file at once, each with its place and what to write instead. Secrets come from files or the environment and are never
//! printed. No room imports this one; `app` hands each room its part.

mod authority;
mod crawler;
pub mod embedded;
mod entity;
mod export;
mod fetch;
mod folder;
mod keyword_set;
mod load;
mod mend;
mod money;
mod plan;
mod reader;
mod records;
mod references;
mod regular;
mod relay;
mod secret;
mod server;
mod starter;
mod values;
mod watch;
mod written;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::model::{Crawl, Fault, KeywordSet, Plan, Recipient, Relay, Watch};

pub use crate::alert::Bounces;
pub use crawler::{KindFaults, crawler};
pub use export::export;
pub use folder::untouched;
pub use keyword_set::keyword_set;
pub use load::{bare, database, load};
pub use server::{Retention, Server};
pub use starter::{Answers, Machine, Person, Post, shipped, starter, starter_items};

/// Where the configuration comes from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The operator's folder; none: the shipped example.
    pub folder: Option<&'a Path>,
    /// What the web page created.
    pub stored: &'a [Stored],
}

/// An item of the store: the name and the text that its file would have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// `NAME.toml`, `keyword-sets/NAME.toml` or `crawlers/ID/crawler.toml`.
    pub name: String,
    pub text: String,
}

/// Everything that is meant, with every reference resolved.
#[derive(Clone, Debug)]
pub struct Config {
    pub server: Server,
    /// By name.
    pub plans: BTreeMap<String, Plan>,
    pub watches: Vec<Watch>,
    pub recipients: Vec<Recipient>,
    /// In the order in which they are tried.
    pub relays: Vec<Relay>,
    /// The crawls that a watch uses: what is visited.
    pub crawls: Vec<Crawl>,
    /// The keyword sets that a watch uses: what is matched.
    pub sets: Vec<KeywordSet>,
    /// Crawls and keyword sets that are known and that no watch uses.
    pub spare_crawls: Vec<Crawl>,
    pub spare_sets: Vec<KeywordSet>,
    pub fetch: crate::fetch::Settings,
    pub retention: Retention,
    pub bounces: Option<Bounces>,
    /// The folder of everything that the daemon keeps.
    pub data: PathBuf,
    /// The maildir of letters while no relay is configured.
    pub letters: PathBuf,
    /// What is found is a test, and its letters say so. Never written: a rehearsal sets it.
    pub rehearsal: bool,
}

/// A configuration that can be run, and what is odd about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub config: Config,
    pub warnings: Vec<Fault>,
}
