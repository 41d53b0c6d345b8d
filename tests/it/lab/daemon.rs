//! `leakwatch run` in a folder of its own, watched from outside: by its rows, its letters and its log.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use leakwatch::runtime::SystemClock;
use leakwatch::store::rows::{AlertRow, CrawlRow, LetterRow};
use leakwatch::store::{Settings, Store};
use rustix::process::Signal;

use super::process::{Process, free_port, until};

/// The canary of the example company's merger plan: a finding wherever it stands.
pub const CANARY: &str = "код документа: zelenyj-kit-7713";

/// A query of the example company: each such sentence of other words is a finding of its own.
pub fn rumour(words: &str) -> String {
    format!("Сообщают об утечке данных клиентов «Ромашки», {words}.")
}

/// A place that is visited.
pub struct Place {
    pub id: String,
    pub kind: &'static str,
    pub start: String,
    pub interval: &'static str,
    pub delay: &'static str,
    /// The tables of its kind.
    pub options: &'static str,
}

/// What the operator writes.
pub struct Written<'a> {
    pub folder: &'a Path,
    /// None: the default in the data folder.
    pub database: Option<&'a str>,
    pub places: &'a [Place],
    /// Relay, recipients, bounces: as they stand in the file.
    pub letters: &'a str,
    pub environment: Vec<(&'static str, PathBuf)>,
}

pub struct Daemon {
    process: Process,
    store: Store,
}

impl<'a> Written<'a> {
    /// On SQLite, in the environment of the test.
    pub fn new(folder: &'a Path, places: &'a [Place], letters: &'a str) -> Written<'a> {
        Written { folder, database: None, places, letters, environment: Vec::new() }
    }
}

impl Written<'_> {
    /// Writes the configuration, starts the daemon and waits until it works.
    pub async fn start(&self) -> Daemon {
        self.write();
        let mut command = Command::new(env!("CARGO_BIN_EXE_leakwatch"));
        command.args(["run", "--config"]).arg(self.folder.join("config"));
        command.current_dir(self.folder).env("LEAKWATCH_LOG", "info,sqlx=warn,tantivy=warn");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        let process = Process::start("leakwatch", &mut command, self.folder);
        let url = self.url();
        let store = until("the daemon's database", Duration::from_secs(120), async || {
            // Nothing is opened before the daemon has made it: the file and its tables are the daemon's to make.
            let made = process.log().contains("running");
            if !made {
                return None;
            }
            Store::attach(&Settings::new(&url, "lab"), Arc::new(SystemClock)).await.ok()
        })
        .await;
        Daemon { process, store }
    }

    fn url(&self) -> String {
        let own = || format!("sqlite:{}/data/leakwatch.db", self.folder.display());
        self.database.map_or_else(own, str::to_owned)
    }

    fn write(&self) {
        let config = self.folder.join("config");
        fs::create_dir_all(&config).expect("a folder for the configuration");
        let crawls: Vec<String> = self.places.iter().map(|p| format!("\"{}\"", p.id)).collect();
        let mut text = String::new();
        let listen = free_port();
        write!(
            text,
            "[server]\nlisten = \"127.0.0.1:{listen}\"\ncontact = \"soc@example.com\"\ndata = \"{folder}/data\"\n\
             database = \"{url}\"\n\n[fetch]\nallow = [\"127.0.0.0/8\"]\n\n\
             [watch.romashka]\nplan = \"extended\"\norganisation = \"romashka/company\"\n\
             keyword_sets = [\"romashka\"]\ncrawls = [{crawls}]\n\n{letters}",
            folder = self.folder.display(),
            url = self.url(),
            crawls = crawls.join(", "),
            letters = self.letters,
        )
        .expect("into memory");
        fs::write(config.join("leakwatch.toml"), text).expect("the configuration is written");
        for Place { id, kind, start, interval, delay, options } in self.places {
            let folder = config.join("crawlers").join(id);
            fs::create_dir_all(&folder).expect("a folder for the crawler");
            let text = format!(
                "id = \"{id}\"\nkind = \"{kind}\"\nstart = [\"{start}\"]\npages = 20\ninterval = \"{interval}\"\n\
                 delay = \"{delay}\"\n{options}"
            );
            fs::write(folder.join("crawler.toml"), text).expect("the crawler is written");
        }
    }
}

impl Daemon {
    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn log(&self) -> String {
        self.process.log()
    }

    pub fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    /// Ends it as a service manager does; it must end by itself and well.
    pub fn stop(&mut self) {
        let ended = self.process.stop().expect("the daemon ends when it is told to");
        assert!(ended.success(), "the daemon ended with {ended}");
    }

    pub async fn crawls(&self) -> Vec<CrawlRow> {
        self.store.crawls().await.expect("the crawls")
    }

    /// Waits until the first complete visit of every crawl is over: what is planted from now on is new.
    pub async fn seen_all(&self) {
        until("a first complete visit of every place", Duration::from_secs(120), async || {
            let crawls = self.crawls().await;
            (!crawls.is_empty() && crawls.iter().all(|c| c.first_complete.is_some())).then_some(())
        })
        .await;
    }

    /// Letters to one recipient, the oldest first.
    pub async fn letters(&self, recipient: &str) -> Vec<LetterRow> {
        let mut letters = self.store.letters(None, 500, 0).await.expect("the letters");
        letters.retain(|l| l.recipient == recipient);
        letters.sort_by_key(|l| l.created);
        letters
    }

    pub async fn alerts(&self) -> Vec<AlertRow> {
        self.store.alerts(None, 500, 0).await.expect("the alerts")
    }
}
