//! The real daemon in process: a private data folder and database, a small web and a relay on loopback, a clock that the
//! test moves. Its tasks run one by one, when the test says so. A test that ends while work is still owed fails.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use leakwatch::app::{App, Reader, World};
use leakwatch::clock::Clock;
use leakwatch::config::{self, Config, Loaded, Source, Stored};
use leakwatch::fetch::{Resolve, WireError};
use leakwatch::model::{Delivery, Fault, Time};
use leakwatch::runtime::{Again, HandClock};
use leakwatch::sources;
use leakwatch::store::ClockFrom;
use leakwatch::store::rows::{AlertRow, FindingRow, FindingsAsk};
use mail_parser::MessageParser;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::smtp::{Letter, Relay, Script};
use super::web::{Entry, Web, rss};

/// A Tuesday, 2026-09-22, 09:33:20 UTC.
pub const T0: Time = Time(1_790_069_600_000);
/// As long as an alert waits for others to share its letter.
pub const BUNDLING: Duration = Duration::from_secs(10);
pub const HOUR: Duration = Duration::from_secs(3600);
pub const MINUTE: Duration = Duration::from_secs(60);

/// The company and one secret pattern that is serious at its first sight.
pub const SET: &str = r#"
[set]
id = "acme"
title = "Acme"

[[entity]]
id = "company"
kind = "organisation"
role = "own"
name = "ООО «Ромашка»"
domains = ["example.com"]
damage = "medium"

[[pattern]]
id = "token"
class = "leak"
regex = '\btok-[a-z0-9]{8}\b'
harm = 1
secret = true
damage = "large"
"#;

/// Waits up to this end at once, by moving the clock there.
const SHORT: Duration = Duration::from_millis(100);
/// A visit waits for its host as long as this at most (`fetch::Settings`), and nobody else waits for a time of day: that
/// wait ends at once as well, or a test whose host happens to be free in half a minute would stand still.
const TURN: Duration = Duration::from_secs(60);

/// The test's clock as the daemon sees it.
#[derive(Debug, Clone)]
pub struct Brisk(pub HandClock);

impl Clock for Brisk {
    fn now(&self) -> Time {
        self.0.now()
    }

    fn steady(&self) -> Instant {
        self.0.steady()
    }

    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()> {
        let now = self.0.now();
        if t > now && t.since(now) <= TURN {
            self.0.set(t);
        }
        self.0.sleep_until(t)
    }

    fn sleep(&self, d: Duration) -> BoxFuture<'static, ()> {
        if d <= SHORT { self.sleep_until(self.0.now() + d) } else { self.0.sleep(d) }
    }
}

/// What a test has written into the configuration folder.
#[derive(Clone, Debug)]
pub struct Written {
    pub plan: &'static str,
    /// Keys of the watch beside plan, organisation, keyword sets and crawls.
    pub watch: String,
    /// Keyword sets of the watch: `acme` and shipped ones.
    pub sets: Vec<&'static str>,
    /// (id, kind, start); `WEB` in a start stands for the small web's own address.
    pub crawls: Vec<(&'static str, &'static str, &'static str)>,
    /// Lines that a crawl has beside what every one has: (id, lines).
    pub keys: Vec<(&'static str, &'static str)>,
    /// (id, gets).
    pub recipients: Vec<(&'static str, &'static [&'static str])>,
    pub zone: &'static str,
    pub set: String,
    /// Tables at the end of `leakwatch.toml`.
    pub more: String,
    /// Where the database is; none: SQLite in the data folder.
    pub database: Option<String>,
    /// Keys of `[fetch]` beside `allow`.
    pub fetch: &'static str,
}

impl Default for Written {
    fn default() -> Written {
        Written {
            plan: "extended",
            watch: String::new(),
            sets: vec!["acme"],
            crawls: vec![("news", "feed", "http://news.test/feed.xml")],
            keys: Vec::new(),
            recipients: vec![("soc", &["alerts", "baseline"]), ("duty", &["alerts"])],
            zone: "Europe/Moscow",
            set: SET.to_owned(),
            more: String::new(),
            database: None,
            fetch: "",
        }
    }
}

impl Written {
    /// Writes the folder anew.
    fn write(&self, folder: &Path, web: SocketAddr, relay: SocketAddr) {
        let (data, folder) = (folder.join("data"), folder.join("config"));
        let quoted = |list: &[&str]| list.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ");
        let crawls: Vec<&str> = self.crawls.iter().map(|(id, ..)| *id).collect();
        let start = |written: &str| written.replace("WEB", &web.to_string());
        let hosts: Vec<String> = self.crawls.iter().map(|(_, _, at)| authority(&start(at))).collect();
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        let default = format!("sqlite:{}/leakwatch.db", data.display());
        let mut text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://127.0.0.1\"\ncontact = \"soc@example.com\"\n\
             data = \"{}\"\ndatabase = \"{}\"\n\n[fetch]\nallow = [{}]\n{}\n\n\
             [relay.main]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"leakwatch@example.com\"\n\n\
             [watch.romashka]\nplan = \"{}\"\norganisation = \"acme/company\"\nkeyword_sets = [{}]\ncrawls = [{}]\n{}\n",
            data.display(),
            self.database.as_ref().unwrap_or(&default),
            quoted(&hosts),
            self.fetch,
            relay.port(),
            self.plan,
            quoted(&self.sets),
            quoted(&crawls),
            self.watch,
        );
        for (id, gets) in &self.recipients {
            text.push_str(&format!(
                "\n[recipient.{id}]\nwatches = [\"romashka\"]\nto = \"{id}@example.com\"\nlanguage = \"ru\"\n\
                 zone = \"{}\"\ngets = [{}]\n",
                self.zone,
                quoted(gets)
            ));
        }
        text.push_str(&format!("\n{}\n", self.more));
        let put = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("under the folder")).expect("a folder");
            std::fs::write(path, text).expect("a configuration file");
        };
        put("leakwatch.toml", &text);
        put("keyword-sets/acme.toml", &self.set);
        for (id, kind, at) in &self.crawls {
            let start = start(at);
            let keys = self.keys.iter().find(|(crawl, _)| crawl == id).map_or("", |(_, keys)| keys);
            let crawler = format!(
                "id = \"{id}\"\nkind = \"{kind}\"\nstart = [\"{start}\"]\ninterval = \"20m\"\ndelay = \"1ms\"\n{keys}\n"
            );
            put(&format!("crawlers/{id}/crawler.toml"), &crawler);
        }
    }
}

/// Host, and port where one is written.
fn authority(url: &str) -> String {
    url.split('/').nth(2).unwrap_or_default().to_owned()
}

/// Reads a configuration folder as the commands do.
pub fn load(folder: &Path) -> Result<Config, Vec<Fault>> {
    read(folder, &[]).map(|loaded| loaded.config)
}

fn read(folder: &Path, stored: &[Stored]) -> Result<Loaded, Vec<Fault>> {
    let kinds = |crawl: &leakwatch::model::Crawl| sources::build(crawl).err().unwrap_or_default();
    let source = Source { folder: Some(folder), stored };
    config::load(&source, &kinds)
}

/// Our way to the web: names are found while it is on.
pub struct Network {
    at: SocketAddr,
    on: AtomicBool,
}

impl Network {
    pub fn turn(&self, on: bool) {
        self.on.store(on, Ordering::SeqCst);
    }
}

#[async_trait]
impl Resolve for Network {
    async fn resolve(&self, host: &str) -> Result<Vec<SocketAddr>, WireError> {
        match self.on.load(Ordering::SeqCst) {
            true => Ok(vec![self.at]),
            false => Err(WireError::Name(format!("{host}: no name server answers"))),
        }
    }
}

pub struct TestApp {
    pub app: App,
    pub network: Arc<Network>,
    pub clock: HandClock,
    pub web: Web,
    pub relay: Relay,
    pub written: Written,
    /// Holds `config` and `data`.
    folder: TempDir,
    stop: CancellationToken,
    guard: Guard,
}

/// Fails a test that forgets to look at what is still owed.
#[derive(Default)]
struct Guard {
    finished: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.finished && !std::thread::panicking() {
            panic!("a test ends its TestApp with `finish`, which looks at what is still owed");
        }
    }
}

impl TestApp {
    /// One feed, two recipients, the plan `extended`.
    pub async fn start() -> TestApp {
        TestApp::with(Written::default()).await
    }

    pub async fn with(written: Written) -> TestApp {
        TestApp::at(T0, written).await
    }

    pub async fn at(start: Time, written: Written) -> TestApp {
        let clock = HandClock::new(start);
        let web = Web::start(Arc::new(clock.clone())).await;
        let relay = Relay::start(Script::default()).await;
        let folder = TempDir::new().expect("a temporary folder");
        let stop = CancellationToken::new();
        let network = Arc::new(Network { at: web.address, on: AtomicBool::new(true) });
        let app = build(&written, &folder, &clock, &web, &network, &relay, &stop).await;
        TestApp { app, network, clock, web, relay, written, folder, stop, guard: Guard::default() }
    }

    /// Ends the process, as far as its memory goes, and starts it again on the same folder.
    pub async fn restart(self) -> TestApp {
        let TestApp { app, network, clock, web, relay, written, folder, stop, guard } = self;
        stop.cancel();
        app.store.close().await;
        drop(app);
        let stop = CancellationToken::new();
        let app = build(&written, &folder, &clock, &web, &network, &relay, &stop).await;
        TestApp { app, network, clock, web, relay, written, folder, stop, guard }
    }

    /// The daemon's time, cut to the second, as feeds and headers write it.
    pub fn now(&self) -> Time {
        let now = self.clock.now();
        Time(now.0 - now.0.rem_euclid(1000))
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    /// Writes the configuration anew; the task `reload` reads it.
    pub fn rewrite(&mut self, change: impl FnOnce(&mut Written)) {
        change(&mut self.written);
        self.written.write(self.folder.path(), self.web.address, self.relay.address);
    }

    /// Runs one task once; with `poll` also the visits that it sends.
    pub async fn turn(&self, name: &str) -> Again {
        turn(&self.app, name, &self.stop).await
    }

    /// The same, for a task that may fail.
    pub async fn try_turn(&self, name: &str) -> anyhow::Result<Again> {
        try_turn(&self.app, name, &self.stop).await
    }

    /// Waits as long as alerts wait for others, and sends what is owed.
    pub async fn dispatch(&self) {
        self.clock.advance(BUNDLING);
        self.turn("dispatch").await;
    }

    /// Publishes a feed on `news.test`.
    pub fn feed(&self, entries: &[Entry]) {
        self.web.page("news.test/feed.xml", "application/rss+xml", rss("http://news.test", entries));
    }

    /// When the feed was last asked for.
    pub fn last_asked(&self) -> Time {
        self.web.asked("news.test/feed.xml").last().expect("the feed was asked for").at
    }

    /// Letters to a recipient, in the order in which they were taken.
    pub fn letters(&self, recipient: &str) -> Vec<Mail> {
        let to = format!("<{recipient}@example.com>");
        let all = self.relay.letters();
        all.iter().filter(|l| l.to.iter().any(|t| t.starts_with(&to))).map(Mail::read).collect()
    }

    /// All letters, in the order in which they were taken.
    pub fn arrived(&self) -> Vec<Mail> {
        self.relay.letters().iter().map(Mail::read).collect()
    }

    /// Alerts, the oldest first.
    pub async fn alerts(&self) -> Vec<AlertRow> {
        let mut rows = self.app.store.alerts(None, 1000, 0).await.expect("the store answers");
        rows.sort_by_key(|a| a.id);
        rows
    }

    pub async fn findings(&self) -> Vec<FindingRow> {
        let ask = FindingsAsk { limit: 1000, ..FindingsAsk::default() };
        self.app.store.findings(&ask).await.expect("the store answers").1
    }

    /// The one finding of an entry.
    pub async fn finding(&self, entry: &str) -> FindingRow {
        let mut found: Vec<_> = self.findings().await.into_iter().filter(|f| f.entry == entry).collect();
        assert_eq!(found.len(), 1, "findings of {entry}: {found:#?}");
        found.remove(0)
    }

    /// Fails when anything is still owed: alerts, letters, requests, documents that are not in the index.
    pub async fn finish(mut self) -> Left {
        self.guard.finished = true;
        let store = &self.app.store;
        let (owed, late) = store.owed_count().await.expect("the store answers");
        assert_eq!((owed, late), (0, 0), "alerts are still owed: {:#?}", self.alerts().await);
        let letters = store.letters(None, 1000, 0).await.expect("the store answers");
        let waiting: Vec<_> = letters.iter().filter(|l| l.state == Delivery::Owed).collect();
        assert!(waiting.is_empty(), "letters are still owed: {waiting:#?}");
        let requests = store.take_requests(10).await.expect("the store answers");
        assert!(requests.is_empty(), "requests are still open: {requests:#?}");
        while self.turn("reindex").await == Again::Now {}
        let newest = self.app.store.last_number().await.expect("the store answers");
        assert_eq!(self.app.index.last(), newest, "the index has not followed the store");
        let report = leakwatch::archive::verify(&self.data().join("archive")).expect("the archive is read");
        assert!(report.faults.is_empty(), "the archive: {report:?}");
        self.app.store.close().await;
        let TestApp { app, web, relay, folder, .. } = self;
        drop(app);
        Left { relay, folder, web }
    }
}

/// Real time that a task and its visits may take: one that waits for a clock that nobody moves would wait for ever.
const STUCK: Duration = Duration::from_secs(60);

/// Runs one task of a daemon once; with `poll` also the visits that it sends.
pub async fn turn(app: &App, name: &str, stop: &CancellationToken) -> Again {
    let again = try_turn(app, name, stop).await;
    again.unwrap_or_else(|error| panic!("the task `{name}`: {error:#}"))
}

/// The same, for a task that may fail.
pub async fn try_turn(app: &App, name: &str, stop: &CancellationToken) -> anyhow::Result<Again> {
    let found = app.tasks.iter().find(|(task, _)| task.name() == name);
    let (task, _) = found.unwrap_or_else(|| panic!("there is no task `{name}`"));
    let run = async {
        let again = task.run_once(stop).await;
        if name == "poll" {
            app.poll.settle().await;
        }
        again
    };
    tokio::time::timeout(STUCK, run).await.unwrap_or_else(|_| panic!("the task `{name}` does not end"))
}

/// What is there when the daemon has ended: the world around it, and its folder.
pub struct Left {
    pub relay: Relay,
    folder: TempDir,
    /// Still served.
    pub web: Web,
}

impl Left {
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

async fn build(
    written: &Written,
    folder: &TempDir,
    clock: &HandClock,
    web: &Web,
    network: &Arc<Network>,
    relay: &Relay,
    stop: &CancellationToken,
) -> App {
    written.write(folder.path(), web.address, relay.address);
    let dir = folder.path().join("config");
    let config = load(&dir).unwrap_or_else(|faults| panic!("the test's configuration: {faults:#?}"));
    let world = World {
        clock: Arc::new(Brisk(clock.clone())),
        resolver: network.clone(),
        program: env!("CARGO_BIN_EXE_leakwatch").into(),
        reload: Some(Reader::new(move |stored| read(&dir, stored))),
        demo: false,
        leases: Some(ClockFrom::Clock),
    };
    App::build(config, world, stop.clone()).await.expect("the daemon is built")
}

/// A letter as its reader sees it.
#[derive(Clone, Debug)]
pub struct Mail {
    pub subject: String,
    /// The plain part.
    pub text: String,
    pub html: String,
    headers: Vec<(String, String)>,
}

impl Mail {
    fn read(letter: &Letter) -> Mail {
        let message = MessageParser::default().parse(&letter.bytes).expect("a letter by RFC 5322");
        let headers = message.headers_raw().map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
        Mail {
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            headers: headers.collect(),
        }
    }

    /// All values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str()).collect()
    }

    /// The only value of a header.
    pub fn one(&self, name: &str) -> &str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name} in {:?}", self.subject);
        all[0]
    }

    /// The earliest due time of what it tells of.
    pub fn due(&self) -> Time {
        Time::parse_rfc3339(self.one("X-Leakwatch-Due")).expect("a time")
    }

    /// The whole of what a reader can see.
    pub fn words(&self) -> String {
        format!("{}\n{}\n{}", self.subject, self.text, self.html)
    }
}
