//! What the room must know of the configuration: whom to tell, in which language, and the names that people read.
//! Built by app from validated values; where they were written is not known here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::model::{Crawl, Entry, KeywordSet, Language, Plan, Recipient, Tls, Trusted, Watch};
use crate::store::rows::FindingRow;

/// Where letters that could not be delivered come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bounces {
    Maildir(PathBuf),
    Imap(Imap),
}

/// A mailbox on a server.
#[derive(Clone, PartialEq, Eq)]
pub struct Imap {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: String,
    /// Already read from its file or the environment.
    pub password: String,
    pub folder: String,
    /// Where bounces go that were read; none: everything is left as it is.
    pub move_to: Option<String>,
    pub trusted: Trusted,
}

impl std::fmt::Debug for Imap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Imap({}@{}:{} {} {})", self.user, self.host, self.port, self.tls, self.folder)
    }
}

/// A watch as a letter speaks of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    pub title: String,
    pub plan: Plan,
    /// Ids of the places that it looks at.
    pub crawls: Vec<String>,
}

/// A place as a letter speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub title: String,
    pub kind: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The web page's address, without a slash at its end.
    pub public_url: String,
    /// The address in the From header.
    pub from: String,
    /// The right side of Message-IDs.
    pub host: String,
    pub recipients: BTreeMap<String, Recipient>,
    pub watches: BTreeMap<String, Watched>,
    pub places: BTreeMap<String, Place>,
    /// Entries by full id, for their titles.
    pub entries: BTreeMap<String, Entry>,
}

impl Settings {
    pub fn new(public_url: &str, from: &str, host: &str) -> Settings {
        Settings {
            public_url: public_url.trim_end_matches('/').to_owned(),
            from: from.to_owned(),
            host: host.to_owned(),
            ..Settings::default()
        }
    }

    pub fn recipients(mut self, recipients: &[Recipient]) -> Settings {
        self.recipients = recipients.iter().map(|r| (r.id.clone(), r.clone())).collect();
        self
    }

    /// A watch whose plan is not in `plans` is left out: validation has refused it before.
    pub fn watches(mut self, watches: &[Watch], plans: &BTreeMap<String, Plan>) -> Settings {
        let with_plan = |w: &Watch| {
            let title = if w.title.is_empty() { w.id.clone() } else { w.title.clone() };
            let plan = plans.get(&w.plan)?.clone();
            Some((w.id.clone(), Watched { title, plan, crawls: w.crawls.clone() }))
        };
        self.watches = watches.iter().filter_map(with_plan).collect();
        self
    }

    pub fn places(mut self, crawls: &[Crawl]) -> Settings {
        let place = |c: &Crawl| {
            let title = if c.title.is_empty() { c.id.clone() } else { c.title.clone() };
            (c.id.clone(), Place { title, kind: c.kind.clone() })
        };
        self.places = crawls.iter().map(place).collect();
        self
    }

    pub fn entries(mut self, sets: &[KeywordSet]) -> Settings {
        self.entries = sets.iter().flat_map(|s| &s.entries).map(|e| (e.full_id(), e.clone())).collect();
        self
    }

    /// A finding's title as its reader has it.
    pub fn headline(&self, finding: &FindingRow, language: Language) -> String {
        let entry = self.entries.get(&finding.entry);
        entry.map_or_else(|| finding.title.clone(), |e| e.headline(&finding.title, finding.values, language))
    }

    pub fn entry_title(&self, id: &str, language: Language) -> String {
        self.entries.get(id).map_or(id, |e| e.title_in(language)).to_owned()
    }
}
