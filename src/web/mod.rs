//! People: pages, the JSON interface, sessions and rights.
//!
//! Promises: whoever has no grant for a watch cannot tell that it exists; every form carries a token that only its page
//! knew; secrets are masked until someone with the right asks with a reason, and that is in the audit log; every page
//! works without JavaScript and loads nothing from elsewhere. What it wants done it writes as a request row. Knows
//! nothing of sources, fetching or SMTP.

mod accounts;
mod api;
mod assets;
mod difference;
mod edit;
mod error;
mod evidence;
mod forecast;
mod guard;
mod health;
mod layout;
mod pages;
mod params;
mod rights;
mod routes;
mod scope;
mod serve;
mod throttle;
mod tongue;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

use crate::clock::Clock;
use crate::index::Index;
use crate::matching::Matcher;
use crate::model::{Crawl, Fault, KeywordSet, Plan, Recipient, Watch};
use crate::runtime::Health;
use crate::store::Store;
use crate::telemetry::Metrics;

/// How a search becomes a watched query, for whoever keeps what it makes.
pub mod watching {
    pub use super::edit::Table;
    pub use super::edit::watching::{SECTION, begun, file_of, free_id, ids, same, set_of};
}

pub use accounts::{create_account, first_account_link};
pub use routes::{Face, Needs, Route, TABLE, router};
pub use serve::serve;

/// The configuration as pages show it.
pub struct View {
    /// Where people open the pages, as letters link to it; without a slash at its end.
    pub public_url: String,
    pub demo: bool,
    /// Where letters go: `relay mx.example.com`, `folder data/letters`.
    pub mail: String,
    /// A relay is configured; otherwise letters do not leave the machine.
    pub relay: bool,
    pub plans: BTreeMap<String, Plan>,
    pub watches: Vec<Watch>,
    pub recipients: Vec<Recipient>,
    pub crawls: Vec<Crawl>,
    pub sets: Vec<KeywordSet>,
    /// Known, and used by no watch.
    pub spare_crawls: Vec<Crawl>,
    pub spare_sets: Vec<KeywordSet>,
    /// The kinds of places, with a sentence on each.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// The engines that a place can be of.
    pub engines: Vec<&'static str>,
    /// What the binary carries: names of files, and texts.
    pub shipped: BTreeMap<String, &'static str>,
    pub matcher: Arc<Matcher>,
    /// By crawl: whether it can keep the promise of its plans, and the reckoning in words.
    pub outlook: BTreeMap<String, (bool, String)>,
}

/// What came of checking a configuration.
#[derive(Default)]
pub struct Checked {
    /// Faults of the store's items name the file `stored:NAME`.
    pub faults: Vec<Fault>,
    pub warnings: Vec<Fault>,
    /// Made of all keyword sets in use and the one in question; none when there are faults.
    pub matcher: Option<Arc<Matcher>>,
}

/// Checks the configuration as it would be with these items (name, TOML) in the store; the second is the name of the
/// one in question, whose examples are tried. Reads files: not for an async worker.
pub type Validate = Arc<dyn Fn(&[(String, String)], &str) -> Checked + Send + Sync>;

/// All that pages are made of.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub index: Arc<Index>,
    pub clock: Arc<dyn Clock>,
    pub health: Health,
    pub metrics: Metrics,
    pub view: watch::Receiver<Arc<View>>,
    pub validate: Validate,
    /// The folder of the archive.
    pub archive: PathBuf,
    /// Wakes whoever works on request rows.
    pub ring: Arc<dyn Fn() + Send + Sync>,
}
