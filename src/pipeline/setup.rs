//! What the configuration means for the line: places with their sources, the matcher, the rules of judging. Built whole
//! by `app` from checked settings and replaced whole on a reload; a visit keeps the one it began with.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;

use super::judge::Rules;
use crate::matching::Matcher;
use crate::model::{Crawl, Digest, Plan, Recipient, Watch};
use crate::sources::Source;

/// A configured place, ready to be visited.
pub struct Place {
    pub crawl: Arc<Crawl>,
    pub source: Box<dyn Source>,
    /// Plans of the watches that look here; none: nobody does, and it is not visited.
    pub plans: Vec<Plan>,
    /// Ids of the watches that look here.
    pub watches: Vec<String>,
}

pub struct Setup {
    pub places: BTreeMap<String, Arc<Place>>,
    pub matcher: Arc<Matcher>,
    /// Digests of what decides what the entries find: a rematch is for entries as they were when it was owed.
    pub entries: BTreeMap<String, Digest>,
    pub rules: Arc<Rules>,
    pub plans: BTreeMap<String, Plan>,
    pub watches: Vec<Watch>,
    pub recipients: Vec<Recipient>,
}

/// The setup of the moment, and news of the next.
pub type Living = watch::Receiver<Arc<Setup>>;
