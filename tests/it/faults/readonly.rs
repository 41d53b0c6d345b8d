//! The file system turns read-only under the running daemon: visits rest, nothing is marked done that was not, letters
//! leave where they can be written down, the pages say so, and all goes on by itself once it can be written to again.

use std::fs;
use std::path::{Path, PathBuf};

use leakwatch::model::{Cause, Delivery, Time};
use leakwatch::store::Store;
use serde_json::json;
use tokio::process::{Child, Command};

use super::disk::page_of;
use super::{ALERTS, Behind, FEED, end, left_behind_in, ready, said, store, until};
use crate::app::letters::{SECRET, leak, quiet};
use crate::support::postgres;
use crate::support::smtp::{Act, Script, Step};
use crate::support::web::{Entry, rss};

/// The daemon, and the disk that is shut under it.
struct Bed {
    left: Behind,
    daemon: Child,
    rows: Store,
    flag: PathBuf,
}

impl Drop for Bed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", said(&self.left));
        }
    }
}

/// The library that shuts a disk, made by the compiler that links this test too.
async fn library(folder: &Path) -> PathBuf {
    let made = folder.join("readonly.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/faults/readonly.c");
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&made).arg(source).arg("-ldl");
    let done = cc.output().await.expect("a C compiler: it links this test too");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    made
}

impl Bed {
    /// The first leak is told; everything below `folder` of the data can be shut.
    async fn new(database: Option<String>, folder: &str) -> Bed {
        let mut left = left_behind_in(ALERTS, true, database).await;
        let beside = left.config().with_file_name("shut");
        let library = library(&left.config().with_file_name("")).await;
        left.environment = vec![
            ("LD_PRELOAD", library),
            ("READONLY_BELOW", left.data().join(folder)),
            ("READONLY_WHEN", beside.clone()),
        ];
        let daemon = ready(&left, "on a good disk").await;
        let rows = store(&left).await;
        let bed = Bed { left, daemon, rows, flag: beside };
        bed.told(1).await;
        bed
    }

    fn shut(&self, shut: bool) {
        if shut {
            fs::write(&self.flag, "").expect("written beside the data");
        } else {
            fs::remove_file(&self.flag).expect("it was shut");
        }
    }

    async fn page(&self, path: &str) -> String {
        page_of(&self.left, path).await
    }

    async fn says(&self, shut: bool) {
        until(&format!("it says that the disk is shut: {shut}"), async || {
            let metrics = self.page("/metrics").await;
            metrics.contains(&format!("leakwatch_disk_readonly {}\n", u8::from(shut)))
        })
        .await;
        let ready = self.page("/readyz").await;
        assert!(ready.contains(&format!("\"disk_readonly\":{shut}")), "{ready}");
    }

    /// Letters cannot be sent, and that is said too.
    async fn in_vain(&self, what: &str) {
        until(what, async || {
            let answer = self.page("/readyz").await;
            let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
            let ready: serde_json::Value = serde_json::from_str(body).expect("JSON");
            let failing = ready["failing"].as_array().expect("a list");
            failing.iter().any(|task| task == "dispatch") && answer.starts_with("HTTP/1.1 503")
        })
        .await;
    }

    /// So many alerts are told, and none is owed.
    async fn told(&self, alerts: usize) {
        until(&format!("{alerts} alerts are told"), async || {
            let all = self.rows.alerts(None, 100, 0).await.expect("the store answers");
            all.len() == alerts && all.iter().all(|a| a.state == Delivery::Sent)
        })
        .await;
    }

    /// New entries, and somebody who wants them visited.
    async fn publish(&self, entries: &[Entry]) -> i64 {
        self.left.web.page(FEED, "application/rss+xml", rss("http://news.test", entries));
        self.rows.ask("visit", &json!({ "crawl": "news" }), "anna").await.expect("asked")
    }

    /// A letter is written, and the relay wants it later.
    async fn one_rests(&self) {
        self.left.relay.play(Script::default().at(Step::Rcpt, Act::Say("451 4.3.0 later")));
        self.publish(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01")]).await;
        until("its letter rests", async || {
            let letters = self.rows.letters(None, 9, 0).await.expect("read");
            letters.len() == 2 && letters.iter().any(|l| l.state == Delivery::Owed && l.tries > 0)
        })
        .await;
    }

    async fn visits(&self) -> usize {
        self.rows.visits("news", 99).await.expect("read").len()
    }

    /// What is true when all can be written to again: each told once, nothing half-written, everything searchable.
    async fn holds(mut self, alerts: usize) {
        self.told(alerts).await;
        until("the index has followed", async || {
            self.page("/metrics").await.contains("leakwatch_index_behind 0\n")
        })
        .await;
        self.says(false).await;
        until("its row is closed", async || self.rests().await.iter().all(|to| to.is_some())).await;
        assert!(end(&mut self.daemon).await.success());
        let report = leakwatch::archive::verify(&self.left.data().join("archive")).expect("it is read");
        assert!(report.faults.is_empty(), "{report:?}");
        let letters = self.left.relay.letters();
        assert_eq!(letters.len(), alerts, "each is told once");
    }

    /// The ends of the recorded stretches in which visits rested for the disk.
    async fn rests(&self) -> Vec<Option<Time>> {
        let now = self.rows.now().await.expect("the time");
        let all = self.rows.outages(Time(0), Time(now.0 + 1)).await.expect("the store answers");
        all.into_iter().filter(|o| o.scope == "disk" && o.cause == Cause::OwnCrash).map(|o| o.to).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_its_database_on_it_everything_waits_and_goes_on() {
    let bed = Bed::new(None, "").await;
    bed.one_rests().await;
    bed.shut(true);
    bed.says(true).await;
    let visits = bed.visits().await;
    bed.publish(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01"), leak(5, "tok-third001")]).await;
    bed.left.relay.play(Script::default());
    bed.in_vain("letters were tried").await;
    assert_eq!(bed.left.relay.letters().len(), 1, "what cannot be written down does not leave");
    let letters = bed.rows.letters(None, 9, 0).await.expect("read");
    let owed = letters.iter().filter(|l| l.state == Delivery::Owed).count();
    assert_eq!((letters.len(), owed), (2, 1), "nothing is marked done that was not: {letters:#?}");
    assert_eq!(bed.visits().await, visits, "no visit began");

    bed.shut(false);
    bed.told(3).await;
    assert_eq!(bed.rests().await.len(), 1, "the stretch is a row, though it could not be told when it began");
    bed.holds(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_its_database_elsewhere_letters_leave() {
    let bed = Bed::new(Some(postgres::database().await), "").await;
    bed.one_rests().await;
    bed.shut(true);
    bed.says(true).await;
    let visits = bed.visits().await;
    bed.publish(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01"), leak(5, "tok-third001")]).await;
    bed.left.relay.play(Script::default());
    bed.told(2).await;
    assert_eq!(bed.rests().await, [None], "a row tells of it");
    assert_eq!(bed.visits().await, visits, "no visit began");
    bed.shut(false);
    bed.holds(3).await;
}

/// A letter that the relay has taken while it could not be written down is written down later, and does not come twice.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_meanwhile_is_not_sent_again() {
    let bed = Bed::new(None, "").await;
    bed.left.relay.play(Script::default().at(Step::End, Act::Hang));
    bed.publish(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01")]).await;
    until("the relay has it", async || bed.left.relay.letters().len() == 2).await;
    bed.shut(true);
    bed.says(true).await;
    bed.left.relay.play(Script::default());
    bed.in_vain("it was tried to write it down").await;
    let letters = bed.rows.letters(None, 9, 0).await.expect("read");
    assert!(
        letters.iter().any(|l| l.state == Delivery::Owed),
        "not sent, as far as is written: {letters:#?}"
    );
    bed.shut(false);
    bed.holds(2).await;
}

/// The visit may begin before anyone has noticed: what it read is read again.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_archive_could_not_take_is_read_again() {
    let bed = Bed::new(None, "archive").await;
    bed.shut(true);
    let asked = bed.publish(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01")]).await;
    until("the visit is due", async || {
        bed.rows.request(asked).await.expect("read").is_some_and(|request| request.done.is_some())
    })
    .await;
    bed.says(true).await;
    assert_eq!(
        bed.rows.alerts(None, 9, 0).await.expect("read").len(),
        1,
        "nothing is admitted that is not kept"
    );
    bed.shut(false);
    bed.holds(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_cannot_be_written_to_holds_no_alert_up() {
    let bed = Bed::new(None, "index").await;
    until("the index has followed", async || {
        bed.page("/metrics").await.contains("leakwatch_index_behind 0\n")
    })
    .await;
    bed.shut(true);
    bed.says(true).await;
    bed.publish(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01")]).await;
    bed.told(2).await;
    until("the index is behind", async || !bed.page("/metrics").await.contains("leakwatch_index_behind 0\n"))
        .await;
    bed.shut(false);
    bed.holds(2).await;
}
