//! What is let go, and what stays: one day at a time, by a clock moved by hand.

use std::sync::Arc;
use std::time::Duration;

use leakwatch::archive::{self, Archive};
use leakwatch::model::{Exchange, State};
use leakwatch::pipeline::retention::{DAY, Retention, Rule};
use leakwatch::runtime::{Again, Bell, HandClock};
use leakwatch::store::rows::Archived;
use leakwatch::store::{ClockFrom, Settings, Store};
use leakwatch::telemetry::Metrics;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::store::drafts::{MINUTE, T0, admission, claim, digest, end, finding, hit, page};

struct Bed {
    clock: HandClock,
    retention: Retention,
    folder: TempDir,
}

impl Bed {
    async fn new() -> Bed {
        let folder = TempDir::new().expect("a temporary folder");
        let clock = HandClock::new(T0);
        let settings = Settings {
            url: format!("sqlite:{}/leakwatch.db", folder.path().display()),
            owner: "one".into(),
            clock_from: ClockFrom::Clock,
        };
        let store = Store::open(&settings, Arc::new(clock.clone())).await.expect("the store opens");
        let retention = Retention {
            store,
            archive: folder.path().join("archive"),
            clock: Arc::new(clock.clone()),
            metrics: Metrics::new(),
            reindex: Bell::default(),
        };
        Bed { clock, retention, folder }
    }

    /// Puts one exchange into this owner's file of the moment.
    fn file(&self, owner: &str, body: &str) -> Archived {
        let dir = self.folder.path().join("archive");
        let archive = Archive::open(&dir, owner, Arc::new(self.clock.clone()), None).expect("opens");
        let exchange = Exchange {
            url: format!("https://news.test/{body}"),
            final_url: format!("https://news.test/{body}"),
            method: "GET".into(),
            status: 200,
            wire_body: body.as_bytes().to_vec(),
            ..Exchange::default()
        };
        let spot = archive.append(&[Arc::new(exchange)]).expect("appends").remove(0);
        Archived { file: spot.file, offset: spot.offset, length: spot.length, digest: spot.digest }
    }

    /// Admits pages, each with where it lies in the archive.
    async fn keep(&self, name: &str, crawl: &str, pages: &[(&str, Option<Archived>)], found: bool) {
        let claimed = claim(&self.retention.store, &[crawl]).await;
        let mut draft = admission(name, &claimed[0]);
        for (text, archived) in pages {
            let mut page = page(&format!("https://news.test/{text}"), text);
            let document = page.document.as_mut().expect("a document");
            document.archive.clone_from(archived);
            document.hits = vec![hit(if found { vec![0] } else { vec![] })];
            draft.pages.push(page);
        }
        if found {
            draft.findings = vec![finding(name, 0, None)];
        }
        draft.end = Some(end(State::Well));
        self.retention.store.admit(&draft).await.expect("admitted");
        self.retention.store.due_now(crawl).await.expect("due again");
    }

    async fn run(&self, rule: &Rule) -> Again {
        self.retention.run_once(rule, &CancellationToken::new()).await.expect("it runs")
    }

    async fn texts(&self) -> Vec<String> {
        let all = self.retention.store.follow(0, 100).await.expect("documents");
        all.into_iter().map(|document| document.text).collect()
    }

    async fn audit(&self) -> Vec<String> {
        let rows = self.retention.store.audit_rows(100, 0).await.expect("audit");
        rows.into_iter().filter(|row| row.what == "retention").map(|row| row.on).collect()
    }
}

fn by_age(age: Duration) -> Rule {
    Rule { pages: Some(age), ..Rule::default() }
}

#[tokio::test]
async fn once_a_day_and_not_again_after_a_restart() {
    let bed = Bed::new().await;
    bed.keep("one", "a", &[("old", None)], false).await;
    assert_eq!(bed.run(&Rule::default()).await, Again::Later, "without a rule nothing is done or noted");
    bed.clock.advance(2 * DAY);
    assert_eq!(bed.run(&by_age(DAY)).await, Again::Later);
    assert!(bed.texts().await.is_empty());
    assert_eq!(bed.audit().await.len(), 1);
    bed.keep("two", "a", &[("older than nothing", None)], false).await;
    assert_eq!(bed.run(&by_age(MINUTE)).await, Again::At(T0 + 3 * DAY), "it was done today");
    bed.clock.set(T0);
    bed.run(&by_age(DAY)).await;
    assert_eq!(bed.texts().await.len(), 1, "a clock set back does not stop it, and drops nothing young");
    bed.clock.set(T0 + 5 * DAY);
    bed.run(&by_age(DAY)).await;
    assert!(bed.texts().await.is_empty());
}

#[tokio::test]
async fn a_stop_is_taken_up_again() {
    let bed = Bed::new().await;
    bed.keep("one", "a", &[("old", None)], false).await;
    bed.clock.advance(2 * DAY);
    let stopped = CancellationToken::new();
    stopped.cancel();
    bed.retention.run_once(&by_age(DAY), &stopped).await.expect("it ends");
    assert_eq!(bed.texts().await, ["old"]);
    bed.run(&by_age(DAY)).await;
    assert!(bed.texts().await.is_empty(), "a run that was cut short is not the day's");
}

#[tokio::test]
async fn archive_files_go_whole_and_never_under_a_finding() {
    let bed = Bed::new().await;
    // A file an owner, each closed by the next of the same owner: what is needed is told apart.
    let (quiet, found, held) = (bed.file("quiet", "q1"), bed.file("found", "f1"), bed.file("held", "h1"));
    bed.keep("quiet", "a", &[("q1", Some(quiet.clone()))], false).await;
    bed.keep("found", "a", &[("f1", Some(found.clone()))], true).await;
    let store = &bed.retention.store;
    store.sync_crawls(&[crate::store::drafts::seed("a"), crate::store::drafts::seed("h")]).await.expect("ok");
    bed.keep("held", "h", &[("h1", Some(held.clone()))], false).await;
    store.hold("h", "anna", "a law suit").await.expect("held");
    // The next file of each owner begins after a week.
    bed.clock.advance(7 * DAY);
    for owner in ["quiet", "found", "held"] {
        bed.file(owner, "next");
    }
    let here = |archived: &Archived| bed.folder.path().join("archive").join(&archived.file).exists();

    bed.clock.advance(DAY / 2);
    bed.run(&by_age(MINUTE)).await;
    assert_eq!(bed.texts().await, ["f1", "h1"]);
    assert!(here(&quiet), "somebody may still be about to admit what was appended to it");
    bed.clock.advance(DAY);
    bed.run(&by_age(MINUTE)).await;
    assert!(!here(&quiet) && here(&found) && here(&held));
    let report = archive::verify(&bed.folder.path().join("archive")).expect("verifies");
    assert_eq!(report.faults, Vec::<String>::new(), "the chain goes on over what was removed");
    assert_eq!(report.files, 5);

    store.release_hold("h", "anna", "it is over").await.expect("released");
    store.hold("*", "anna", "an audit").await.expect("held");
    bed.clock.advance(DAY);
    bed.run(&by_age(MINUTE)).await;
    assert!(here(&held), "a hold on everything");
    store.release_hold("*", "anna", "it is over").await.expect("released");
    bed.clock.advance(DAY);
    bed.run(&by_age(MINUTE)).await;
    assert!(!here(&held) && here(&found));
    assert_eq!(bed.audit().await.len(), 3, "{:?}", bed.audit().await);
    assert!(bed.audit().await[0].contains("1 texts, 0 visits, 0 mentions, 1 archive files"));
}

#[tokio::test]
async fn the_oldest_go_while_too_much_is_kept() {
    let bed = Bed::new().await;
    let shared = Archived { file: "x".into(), offset: 0, length: 1_000, digest: digest("x") };
    for (n, name) in ["one", "two", "three"].into_iter().enumerate() {
        let own = Archived { offset: n as u64 * 1_000, ..shared.clone() };
        let texts: Vec<String> = (0..3).map(|i| format!("{name} {i}")).collect();
        let pages: Vec<_> = texts.iter().map(|text| (text.as_str(), Some(own.clone()))).collect();
        bed.keep(name, "a", &pages, false).await;
    }
    bed.clock.advance(DAY);
    // Nine texts of some twenty bytes from three exchanges of a thousand: the first two visits' must go.
    bed.run(&Rule { max_bytes: Some(1_500), ..Rule::default() }).await;
    assert_eq!(bed.texts().await, ["three 0", "three 1", "three 2"]);
    assert!(bed.retention.metrics.kept_bytes.get() > 1_000);
}

#[tokio::test]
async fn a_legal_hold_keeps_texts_visits_and_mentions_whatever_the_rule() {
    let bed = Bed::new().await;
    for name in ["one", "two", "three"] {
        bed.keep(name, "a", &[(name, None)], false).await;
    }
    let store = &bed.retention.store;
    store.hold("a", "anna", "a law suit").await.expect("held");
    bed.clock.advance(40 * DAY);
    let rule = Rule { pages: Some(DAY), rows: Some(DAY), max_bytes: Some(1) };
    bed.run(&rule).await;
    let visits = async || store.visits("a", 100).await.expect("visits").len();
    let mentions = async |id| store.document(id, None).await.expect("read").expect("a row").hits.len();
    assert_eq!(bed.texts().await, ["one", "two", "three"]);
    assert_eq!((visits().await, mentions(1).await, mentions(2).await), (3, 1, 1));
    store.release_hold("a", "anna", "it was settled").await.expect("released");
    bed.clock.advance(DAY);
    bed.run(&rule).await;
    assert_eq!((bed.texts().await.len(), visits().await, mentions(1).await), (0, 1, 0), "and then it goes");
    bed.clock.advance(DAY);
    bed.run(&rule).await;
    assert_eq!(visits().await, 1, "a crawl's newest visit stays");
}

#[tokio::test]
async fn rows_outlive_texts_and_go_by_their_own_age() {
    let bed = Bed::new().await;
    bed.keep("one", "a", &[("quiet", None)], false).await;
    bed.keep("two", "a", &[("loud", None)], true).await;
    bed.keep("three", "a", &[("last", None)], false).await;
    bed.clock.advance(10 * DAY);
    let store = &bed.retention.store;
    let visits = store.visits("a", 100).await.expect("visits").len();
    bed.run(&Rule { pages: Some(DAY), rows: Some(20 * DAY), ..Rule::default() }).await;
    assert_eq!(store.visits("a", 100).await.expect("visits").len(), visits, "they are younger than 20 days");
    bed.clock.advance(15 * DAY);
    bed.run(&Rule { pages: Some(DAY), rows: Some(20 * DAY), ..Rule::default() }).await;
    let left = store.visits("a", 100).await.expect("visits");
    assert_eq!(left.len(), 1, "the newest visit of a crawl stays");
    let mentions =
        |id| async move { store.document(id, None).await.expect("read").expect("a row").hits.len() };
    assert_eq!((mentions(1).await, mentions(2).await, mentions(3).await), (0, 1, 0));
    assert_eq!(bed.texts().await, ["loud"], "a finding rests on it");
}
