//! Steps beside a page's journey: each is cut short by `kill -9` where it has done half of what it does, and doing it
//! again ends as if nothing had happened.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Duration;

use leakwatch::clock::Clock;
use leakwatch::model::{Delivery, LetterKind};
use leakwatch::runtime::SystemClock;
use leakwatch::runtime::fault::VARIABLE;
use leakwatch::store::Store;
use serde_json::json;
use tokio::process::Command;

use super::{
    ALERTS, Behind, FEED, behind, dies, end, left_behind, ready, recovers, start, store, until, written,
};
use crate::app::letters::{SECRET, leak, quiet};
use crate::support::app::{MINUTE, TestApp};
use crate::support::web::rss;

const DAY: Duration = Duration::from_secs(86_400);

/// A command with a fault; how it ended, and what it said.
async fn command(folder: &Path, fault: Option<&str>, words: &[&str]) -> (std::process::ExitStatus, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leakwatch"));
    command.arg("--config").arg(folder).args(words).env_remove(VARIABLE);
    if let Some(fault) = fault {
        command.env(VARIABLE, fault);
    }
    let done = command.output().await.expect("the binary starts");
    (done.status, String::from_utf8_lossy(&done.stderr).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_cut_short_is_none() {
    let left = left_behind(ALERTS, true).await;
    let beside = tempfile::tempdir().expect("a folder");
    let at = |name: &str| beside.path().join(name).display().to_string();
    for (n, point) in ["backup.copied", "backup.written"].iter().enumerate() {
        for name in [format!("{n}"), format!("{n}.tar.zst")] {
            let to = at(&name);
            let (ended, said) = command(&left.config(), Some(point), &["backup", &to]).await;
            assert_eq!(ended.signal(), Some(6), "{point}: {said}");
            let data = at(&format!("{name}-restored"));
            let (ended, said) = command(&left.config(), None, &["restore", &to, "--data", &data]).await;
            assert!(!ended.success(), "{point}: half a backup is restored as a whole one");
            assert!(said.contains("no backup") || said.contains("cannot read"), "{point}: {said}");
        }
    }
    let (whole, data) = (at("whole.tar.zst"), at("restored"));
    let (ended, said) = command(&left.config(), None, &["backup", &whole]).await;
    assert!(ended.success(), "{said}");

    let (ended, said) =
        command(&left.config(), Some("restore.unpacked"), &["restore", &whole, "--data", &data]).await;
    assert_eq!(ended.signal(), Some(6), "{said}");
    let refused = leakwatch::app::Folder::lock(Path::new(&data)).expect_err("no daemon starts on half of it");
    assert!(refused.to_string().contains("cut short"), "{refused}");
    let (_, said) = command(&left.config(), None, &["restore", &whole, "--data", &data]).await;
    assert!(said.contains("remove the folder and restore again"), "{said}");
    std::fs::remove_dir_all(&data).expect("removed");
    let (ended, said) = command(&left.config(), None, &["restore", &whole, "--data", &data]).await;
    assert!(ended.success(), "{said}");
    assert!(leakwatch::app::Folder::lock(Path::new(&data)).is_ok());
    recovers(&left, 1, "beside all that", 1).await;
}

/// The daemon of sixteen days ago had visited twice, so that the first file of its archive is closed.
async fn with_retention() -> Behind {
    let now = SystemClock.now();
    let mut folder = written(ALERTS, now);
    folder.more = "[retention]\npages = \"1d\"\n".to_owned();
    let app = TestApp::at(now - 16 * DAY, folder).await;
    let publish = |ids: &[u32]| {
        let entries: Vec<_> = ids.iter().map(|id| quiet(*id)).collect();
        app.web.page(FEED, "application/rss+xml", rss("http://news.test", &entries));
    };
    publish(&[1, 2]);
    app.turn("poll").await;
    app.clock.advance(8 * DAY);
    publish(&[1, 2, 4]);
    app.turn("poll").await;
    let entries = [quiet(1), quiet(2), quiet(4), leak(3, SECRET).published(now - MINUTE)];
    app.web.page(FEED, "application/rss+xml", rss("http://news.test", &entries));
    behind(app).await
}

fn archived(left: &Behind) -> usize {
    let files = std::fs::read_dir(left.data().join("archive")).expect("the archive is there");
    files.filter(|f| f.as_ref().is_ok_and(|f| f.file_name().to_string_lossy().ends_with(".warc.gz"))).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_that_was_cut_short_is_taken_up_again() {
    for point in ["retention.dropped", "retention.given_up"] {
        let left = with_retention().await;
        assert_eq!(archived(&left), 2, "{point}: one file is closed");
        let first = std::fs::read_dir(left.data().join("archive")).expect("read");
        let first = first.map(|f| f.expect("read").file_name()).min().expect("a file");
        dies(&left, point).await;
        recovers(&left, 1, point, 1).await;
        let mut daemon = ready(&left, point).await;
        until(&format!("{point}: the closed file goes"), async || {
            !left.data().join("archive").join(&first).exists()
        })
        .await;
        assert!(end(&mut daemon).await.success());
        let report = leakwatch::archive::verify(&left.data().join("archive")).expect("it is read");
        assert!(report.faults.is_empty(), "{point}: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_half_taken_over_is_taken_over() {
    let left = left_behind(ALERTS, true).await;
    let mut daemon = start(&left, Some("reload.synced"));
    let file = left.config().join("crawlers/news/crawler.toml");
    let text =
        std::fs::read_to_string(&file).expect("read").replace("interval = \"20m\"", "interval = \"10m\"");
    let mut said = 0;
    // Written anew until it is heard: the first writing may come before the daemon has read the folder.
    let died = until_some("it dies when the configuration changes", async || {
        said += 1;
        // At once, as editors do it: a daemon that starts on half a file refuses it.
        let whole = left.config().with_file_name("whole");
        std::fs::write(&whole, format!("{text}# {said}\n")).expect("written");
        std::fs::rename(&whole, &file).expect("in its place");
        daemon.try_wait().expect("it is our child")
    })
    .await;
    assert_eq!(died.signal(), Some(6), "{died}: {}", super::said(&left));
    recovers(&left, 1, "reload.synced", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_half_answered_is_done_once() {
    let left = left_behind(ALERTS, true).await;
    let rows = store(&left).await;
    let asked = rows.ask("test_letter", &json!({ "recipient": "soc" }), "anna").await.expect("asked");
    dies(&left, "request.performed").await;
    let mut daemon = ready(&left, "request.performed").await;
    until("the request is answered", async || {
        rows.request(asked).await.expect("the store answers").is_some_and(|r| r.done.is_some())
    })
    .await;
    until("both letters are sent", async || {
        sent(&rows, LetterKind::Test).await == 1 && sent(&rows, LetterKind::Alert).await == 1
    })
    .await;
    assert!(end(&mut daemon).await.success());
    let letters = rows.letters(None, 100, 0).await.expect("the store answers");
    assert_eq!(letters.iter().filter(|l| l.kind == LetterKind::Test).count(), 1, "asked once, written once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blind_place_is_told_of_once() {
    let now = SystemClock.now();
    let app = TestApp::at(now - 16 * DAY, written(&[("soc", &["blind"])], now)).await;
    app.web.page(FEED, "application/rss+xml", rss("http://news.test", &[quiet(1)]));
    app.turn("poll").await;
    app.web.down("127.0.0.1", true);
    app.clock.advance(20 * MINUTE);
    app.turn("poll").await;
    let left = behind(app).await;
    dies(&left, "blind.committed").await;
    let rows = store(&left).await;
    let mut daemon = ready(&left, "blind.committed").await;
    until("the letter is sent", async || sent(&rows, LetterKind::Blind).await == 1).await;
    assert!(end(&mut daemon).await.success());
    assert_eq!(left.relay.letters().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_waits_since_the_last_life_is_sent_once() {
    let left = left_behind(ALERTS, true).await;
    dies(&left, "letter.committed").await;
    dies(&left, "letters.claimed").await;
    recovers(&left, 1, "letters.claimed", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_half_read_reopens_once() {
    let now = SystemClock.now();
    let mailbox = tempfile::tempdir().expect("a folder");
    for inner in ["new", "cur", "tmp"] {
        std::fs::create_dir(mailbox.path().join(inner)).expect("made");
    }
    let mut folder = written(ALERTS, now);
    folder.more = format!("[bounces]\nmaildir = \"{}\"\n", mailbox.path().display());
    let app = TestApp::at(now - 16 * DAY, folder).await;
    app.web.page(FEED, "application/rss+xml", rss("http://news.test", &[quiet(1)]));
    app.turn("poll").await;
    app.clock.advance(20 * MINUTE);
    app.web.page(FEED, "application/rss+xml", rss("http://news.test", &[quiet(1), leak(3, SECRET)]));
    app.turn("poll").await;
    app.dispatch().await;
    let letter = app.app.store.letters(None, 10, 0).await.expect("the store answers").remove(0);
    let left = behind(app).await;
    let report = format!(
        "From: MAILER-DAEMON@example.com\r\nTo: leakwatch@example.com\r\nSubject: failed\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.test\r\n\r\nAction: failed\r\n\
         Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--b\r\n\
         Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {}\r\n\r\n--b--\r\n",
        letter.message_id
    );
    std::fs::write(mailbox.path().join("new/1.bounce"), report).expect("written");
    dies(&left, "bounce.reopened").await;
    let rows = store(&left).await;
    let mut daemon = ready(&left, "bounce.reopened").await;
    until("it is told again, and the bounce is put away", async || {
        sent(&rows, LetterKind::Alert).await == 1 && !mailbox.path().join("new/1.bounce").exists()
    })
    .await;
    assert!(end(&mut daemon).await.success());
    let letters = left.relay.letters();
    assert_eq!(letters.len(), 2, "the one that came back, and one anew");
    assert_ne!(letters[0].bytes, letters[1].bytes, "a bounce is answered by a new letter");
}

async fn sent(rows: &Store, kind: LetterKind) -> usize {
    let letters = rows.letters(None, 100, 0).await.expect("the store answers");
    letters.iter().filter(|l| l.kind == kind && l.state == Delivery::Sent).count()
}

async fn until_some<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let mut found = None;
    until(what, async || {
        found = look().await;
        found.is_some()
    })
    .await;
    found.expect("it was looked for until it was there")
}
