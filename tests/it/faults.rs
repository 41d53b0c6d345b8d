//! The daemon is killed at every step of a page's journey and started again: no finding is lost, nothing is alerted twice
//! beyond one copy where the relay's answer was not recorded, no letter is marked sent that was not, and the archive
//! verifies. The steps are read from the source: a point that this table does not name fails the build.

mod clock;
mod config;
mod disk;
mod hostile;
mod network;
mod nth;
mod parser;
mod readonly;
mod relay;
mod rematch;
mod steps;
mod stop;

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use chrono::Timelike;
use futures_util::future::join_all;
use leakwatch::clock::Clock;
use leakwatch::index::{Ask, Index, Sort};
use leakwatch::model::{Delivery, LetterKind, Time};
use leakwatch::query;
use leakwatch::runtime::SystemClock;
use leakwatch::runtime::fault::VARIABLE;
use leakwatch::store::rows::FindingsAsk;
use leakwatch::store::{Settings, Store};
use regex::Regex;
use tokio::net::UnixDatagram;
use tokio::process::{Child, Command};

use crate::app::letters::{SECRET, leak, quiet};
use crate::support::app::{Left, MINUTE, TestApp, Written};
use crate::support::web::{Entry, rss};

/// Every point of a page's journey, and how many copies of a letter its crash may make.
const POINTS: &[(&str, usize)] = &[
    ("poll.claimed", 1),
    ("visit.read", 1),
    ("archive.written", 1),
    ("ingest.archived", 1),
    ("admit.before_commit", 1),
    ("admit.committed", 1),
    ("reindex.put", 1),
    ("reindex.committed", 1),
    ("alerts.claimed", 1),
    ("letter.committed", 1),
    ("mail.before_data", 1),
    // The relay has it and we have not written that down: the price of never losing one.
    ("mail.accepted", 2),
    ("letter.sent", 1),
    ("digest.committed", 1),
];

/// Points beside that journey, each with a test of its own in `steps`; that of prints is in `app::documents`.
const BESIDE: &[&str] = &[
    "print.written",
    "worker.begun",
    "letters.claimed",
    "blind.committed",
    "bounce.reopened",
    "request.performed",
    "reload.synced",
    "retention.dropped",
    "retention.given_up",
    "backup.copied",
    "backup.written",
    "restore.unpacked",
    "rematch.queued",
    "rematch.claimed",
    "rematch.before_commit",
    "rematch.admitted",
    "rematch.stepped",
    "rematch.owed",
];

/// Real time that one life of the daemon may take; ten seconds of it an alert waits for company.
const PATIENCE: Duration = Duration::from_secs(100);
/// How often another process's rows are looked at: it has no bell that we could hear.
const LOOK: Duration = Duration::from_millis(250);

#[test]
fn every_point_in_the_source_is_in_the_table() {
    let named = POINTS.iter().map(|(name, _)| *name).chain(BESIDE.iter().copied());
    let named: BTreeSet<String> = named.map(str::to_owned).collect();
    let written = Regex::new(r#"fault!\(\s*"([^"]+)"\s*\)"#).expect("a fixed expression");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&file).expect("a source file is readable");
        for point in written.captures_iter(&text) {
            found.entry(point[1].to_owned()).or_default().push(file.display().to_string());
        }
    }
    let twice: Vec<_> = found.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(twice.is_empty(), "a point stands once: {twice:#?}");
    assert_eq!(
        found.into_keys().collect::<BTreeSet<_>>(),
        named,
        "points in src/, and those that are tested"
    );
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(dir).expect("src/ is readable").map(|e| e.expect("src/ is readable").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut out: Vec<PathBuf> =
        files.into_iter().filter(|p| p.extension().is_some_and(|e| e == "rs")).collect();
    out.extend(folders.iter().flat_map(|folder| rust_files(folder)));
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_every_point_nothing_is_lost_and_nothing_comes_twice() {
    join_all(POINTS.iter().map(|(point, copies)| killed(point, *copies))).await;
}

/// One recipient, of alerts alone.
const ALERTS: &[(&str, &[&str])] = &[("soc", &["alerts"])];

/// Where the place is when its host is an address.
const FEED: &str = "127.0.0.1/feed.xml";

/// What an earlier daemon left, and where it kept its rows.
pub struct Behind {
    pub left: Left,
    database: String,
    /// What the daemon finds in its environment.
    environment: Vec<(&'static str, PathBuf)>,
}

impl std::ops::Deref for Behind {
    type Target = Left;

    fn deref(&self) -> &Left {
        &self.left
    }
}

/// A daemon that had read the place sixteen days ago, completely, and was off since; or that was never there. Now a leak
/// is there: for the latter it is historic.
async fn left_behind(recipients: &[(&'static str, &'static [&'static str])], visited: bool) -> Behind {
    left_behind_in(recipients, visited, None).await
}

/// The same, with its rows in this database.
async fn left_behind_in(
    recipients: &[(&'static str, &'static [&'static str])],
    visited: bool,
    database: Option<String>,
) -> Behind {
    let now = SystemClock.now();
    let written = Written { database, ..written(recipients, now) };
    let app = TestApp::at(now - Duration::from_secs(16 * 86_400), written).await;
    let publish =
        |entries: &[Entry]| app.web.page(FEED, "application/rss+xml", rss("http://news.test", entries));
    if visited {
        publish(&[quiet(1), quiet(2)]);
        app.turn("poll").await;
        assert_eq!(app.web.asked(FEED).len(), 1, "the first visit");
        publish(&[quiet(1), quiet(2), leak(3, SECRET).published(now - MINUTE)]);
    } else {
        publish(&[quiet(1), quiet(2), leak(3, SECRET)]);
    }
    behind(app).await
}

fn written(recipients: &[(&'static str, &'static [&'static str])], now: Time) -> Written {
    Written {
        crawls: vec![("news", "feed", "http://WEB/feed.xml")],
        recipients: recipients.to_vec(),
        zone: by_day(now),
        ..Written::default()
    }
}

async fn behind(app: TestApp) -> Behind {
    let own = format!("sqlite:{}/leakwatch.db", app.data().display());
    let database = app.written.database.clone().unwrap_or(own);
    Behind { left: app.finish().await, database, environment: Vec::new() }
}

/// A daemon that had read these pages sixteen days ago by this keyword set, and was off since.
async fn left_with(
    recipients: &[(&'static str, &'static [&'static str])],
    set: &str,
    pages: &[Entry],
    database: Option<String>,
) -> Behind {
    let now = SystemClock.now();
    let written = Written { set: set.to_owned(), database, ..written(recipients, now) };
    let app = TestApp::at(now - Duration::from_secs(16 * 86_400), written).await;
    app.web.page(FEED, "application/rss+xml", rss("http://news.test", pages));
    app.turn("poll").await;
    behind(app).await
}

/// A zone in which it is past eight in the morning: a digest that is due may leave.
fn by_day(now: Time) -> &'static str {
    if now.utc().hour() >= 8 { "UTC" } else { "Asia/Vladivostok" }
}

async fn killed(point: &'static str, copies: usize) {
    // A digest that is owed would pass the points of letters before the alert does.
    let both: &[(&str, &[&str])] = &[("soc", &["alerts"]), ("boss", &["digest"])];
    let recipients = if point == "digest.committed" { both } else { &both[..1] };
    let left = left_behind(recipients, true).await;
    dies(&left, point).await;
    recovers(&left, recipients.len(), point, copies).await;
}

async fn dies(left: &Behind, point: &str) {
    const ABORTED: i32 = 6;
    let mut daemon = start(left, Some(point));
    let dead = tokio::time::timeout(PATIENCE, daemon.wait()).await;
    let dead = dead.unwrap_or_else(|_| panic!("{point}: the daemon never came there"));
    assert_eq!(dead.expect("it is our child").signal(), Some(ABORTED), "{point}");
}

/// Also between the admission of the pages and that of the visit's end, which owes the letter.
#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_first_visit_its_baseline_is_told_once() {
    let points = [
        "visit.read",
        "ingest.archived",
        "admit.before_commit",
        "admit.committed",
        "admit.committed:2",
        "letter.committed",
    ];
    let lives = points.map(async |point| {
        let left = left_behind(&[("soc", &["alerts", "baseline"])], false).await;
        dies(&left, point).await;
        recovers(&left, 1, point, 1).await;
    });
    join_all(lives).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_twenty_times_in_a_row_it_still_tells_once() {
    let recipients: &[(&str, &[&str])] = &[("soc", &["alerts"])];
    let left = left_behind(recipients, true).await;
    for life in 0..20 {
        let what = format!("life {life}");
        let mut daemon = ready(&left, &what).await;
        daemon.kill().await.expect("it is our child");
    }
    // A life that ended between the relay's answer and our row leaves a copy.
    recovers(&left, recipients.len(), "after twenty lives", 2).await;
}

#[tokio::test]
async fn a_fault_that_means_nothing_is_refused() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leakwatch"));
    let done = command.arg("check").env(VARIABLE, "visit.read:0").output().await.expect("the binary starts");
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("NAME:N"), "{done:?}");
}

/// Looks at another process's work until it is as it should be.
async fn until(what: &str, mut look: impl AsyncFnMut() -> bool) {
    let looked = async {
        let mut every = tokio::time::interval(LOOK);
        while !look().await {
            every.tick().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, looked).await.is_ok(), "it never came to this: {what}");
}

/// Started again on the same folder: everything owed is told, once or in so many copies, and nothing is lost.
async fn recovers(left: &Behind, owed: usize, point: &str, copies: usize) {
    let mut daemon = ready(left, point).await;
    let store = store(left).await;
    until(&format!("{point}: all is told"), async || settled(&store, owed).await).await;
    let ended = end(&mut daemon).await;
    assert!(ended.success(), "{point}: {ended}");
    holds(left, &store, owed, point, copies).await;
}

/// What is true after any fault.
async fn holds(left: &Behind, store: &Store, owed: usize, point: &str, copies: usize) {
    let ask = FindingsAsk { limit: 100, ..FindingsAsk::default() };
    let (_, found) = store.findings(&ask).await.expect("the store answers");
    let secrets: Vec<_> = found.iter().filter(|f| f.entry == "acme/token").collect();
    assert_eq!(secrets.len(), 1, "{point}: {secrets:#?}");
    assert_eq!(secrets[0].events, 1, "{point}: one event");
    let alerts = store.alerts(None, 100, 0).await.expect("the store answers");
    assert_eq!(alerts.len(), 1, "{point}: {alerts:#?}");
    assert_eq!((alerts[0].state, alerts[0].cause), (Delivery::Sent, None), "{point}: {alerts:#?}");

    let letters = left.relay.letters();
    for recipient in &["soc", "boss"][..owed] {
        let to = format!("<{recipient}@");
        let mine: Vec<_> = letters.iter().filter(|l| l.to.iter().any(|t| t.starts_with(&to))).collect();
        assert!((1..=copies).contains(&mine.len()), "{point}: {} letters to {recipient}", mine.len());
        assert!(mine.iter().all(|l| l.bytes == mine[0].bytes), "{point}: a copy is the same, byte for byte");
    }

    let report = leakwatch::archive::verify(&left.data().join("archive")).expect("the archive is read");
    assert!(report.faults.is_empty(), "{point}: {report:?}");
    let index = Index::read(&left.data().join("index")).expect("the index is read");
    let query = query::parse("Настройки").expect("a query");
    let sort = Sort::Newest;
    let found = index.search(&Ask {
        query,
        watches: None,
        from: None,
        to: None,
        source: None,
        entity: None,
        lang: None,
        limit: 10,
        offset: 0,
        sort,
        facets: false,
    });
    assert_eq!(found.expect("the index answers").total, 1, "{point}: the page can be searched, once");
}

/// Outside the data folder, which may be full.
fn log_of(left: &Behind) -> PathBuf {
    left.config().with_file_name("log")
}

/// All that the daemons of this folder have said.
fn said(left: &Behind) -> String {
    std::fs::read_to_string(log_of(left)).unwrap_or_default()
}

fn start(left: &Behind, fault: Option<&str>) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leakwatch"));
    command.arg("run").arg("--config").arg(left.config()).env_remove(VARIABLE);
    // As a service manager does: it is told when the daemon is ready.
    command.env("NOTIFY_SOCKET", left.config().with_file_name("notify"));
    command.envs(left.environment.iter().map(|(name, value)| (name, value)));
    if let Some(point) = fault {
        command.env(VARIABLE, point);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let log = std::fs::File::options().create(true).append(true).open(log_of(left));
    command.stderr(log.expect("a log"));
    command.spawn().expect("the binary starts")
}

/// A daemon that has told its service manager that it is ready.
async fn ready(left: &Behind, what: &str) -> Child {
    let at = left.config().with_file_name("notify");
    // The socket of an earlier life is there, and nobody listens on it.
    let _ = std::fs::remove_file(&at);
    let bell = UnixDatagram::bind(at).expect("a socket");
    let daemon = start(left, None);
    let ready = async {
        let mut said = [0; 64];
        while let Ok(length) = bell.recv(&mut said).await
            && !said[..length].starts_with(b"READY=1")
        {}
    };
    assert!(tokio::time::timeout(PATIENCE, ready).await.is_ok(), "{what}: it does not start");
    daemon
}

/// As a service manager ends it.
async fn end(daemon: &mut Child) -> ExitStatus {
    let id = daemon.id().expect("it runs");
    let pid = rustix::process::Pid::from_raw(id as i32).expect("a process id");
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it runs");
    let ended = tokio::time::timeout(PATIENCE, daemon.wait()).await;
    ended.expect("the daemon ends when it is told to").expect("it is our child")
}

async fn store(left: &Behind) -> Store {
    let settings = Settings::new(&left.database, "test");
    Store::attach(&settings, Arc::new(SystemClock)).await.expect("the database is opened beside the daemon")
}

/// So many letters are there, and all are sent.
async fn settled(store: &Store, letters: usize) -> bool {
    let told = told(store).await;
    told.len() == letters && told.iter().all(|(_, state)| *state == Delivery::Sent)
}

async fn told(store: &Store) -> Vec<(LetterKind, Delivery)> {
    let letters = store.letters(None, 100, 0).await.expect("the store answers");
    letters.into_iter().map(|l| (l.kind, l.state)).collect()
}
