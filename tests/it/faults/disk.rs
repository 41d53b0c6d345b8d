//! A disk that is really full, and one that cannot be written to: each test runs itself again in a namespace of its own
//! (`unshare -rm`), where any user may mount a small file system of memory, with the real daemon on it. Rooms close in
//! order and open again by themselves, letters leave all the same, and nothing is left half-written.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use leakwatch::model::{Cause, Delivery, Time};
use leakwatch::store::Store;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::{ALERTS, Behind, FEED, PATIENCE, end, left_behind, ready, said, start, store, until};
use crate::app::letters::{SECRET, leak, quiet};
use crate::support::smtp::{Act, Script, Step};
use crate::support::web::{Entry, rss};

const MB: u64 = 1 << 20;
/// Of the small file system.
const SIZE: u64 = 160 * MB;
const FLOOR: u64 = 64 * MB;
/// Says to a test that it is inside.
const INSIDE: &str = "LEAKWATCH_TEST_ROOM";

/// Runs the test that asks once more, inside; true: this is inside.
async fn inside() -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let name = std::thread::current().name().expect("a test's thread has its name").to_owned();
    let mut again = Command::new("unshare");
    again.arg("-rm").arg(std::env::current_exe().expect("this program")).args([
        "--exact",
        &name,
        "--nocapture",
    ]);
    let done =
        again.env(INSIDE, "1").kill_on_drop(true).output().await.expect("unshare (util-linux) is installed");
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success() && said.contains("1 passed"), "{name}: {said}");
    false
}

async fn run(program: &str, args: &[&str]) {
    let done = Command::new(program).args(args).output().await.expect("it is installed");
    assert!(done.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// What the daemon says at an address of its page.
pub async fn page_of(left: &Behind, path: &str) -> String {
    let log = said(left);
    let at =
        log.rsplit("The page: http://").next().and_then(|rest| rest.split('/').next()).expect("its page");
    let mut stream = TcpStream::connect(at).await.expect("it listens");
    let ask = format!("GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    answer
}

/// A data folder on a small file system, and the daemon on it.
struct Room {
    left: Behind,
    daemon: Option<Child>,
}

impl Drop for Room {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", said(&self.left));
        }
    }
}

impl Room {
    async fn new(left: Behind, floor: u64) -> Room {
        let file = left.config().join("leakwatch.toml");
        let text = fs::read_to_string(&file).expect("read");
        fs::write(&file, text.replace("[server]\n", &format!("[server]\nfloor = \"{floor}B\"\n")))
            .expect("written");
        let data = left.data().display().to_string();
        let small = format!("{data}.small");
        fs::create_dir(&small).expect("made");
        run("mount", &["-t", "tmpfs", "-o", &format!("size={SIZE}"), "none", &small]).await;
        run("cp", &["-a", &format!("{data}/."), &small]).await;
        run("mount", &["--move", &small, &data]).await;
        Room { left, daemon: None }
    }

    fn data(&self) -> PathBuf {
        self.left.data()
    }

    async fn start(&mut self) {
        self.daemon = Some(ready(&self.left, "on a small disk").await);
    }

    /// Ends it as a service manager does; it must end well.
    async fn stop(&mut self) {
        let mut daemon = self.daemon.take().expect("it runs");
        let ended = end(&mut daemon).await;
        assert!(ended.success(), "{ended}");
    }

    async fn page(&self, path: &str) -> String {
        page_of(&self.left, path).await
    }

    async fn floor(&self) -> u64 {
        let page = self.page("/metrics").await;
        let line = page.lines().find_map(|l| l.strip_prefix("leakwatch_disk_floor "));
        line.expect("the metric").parse().expect("a number")
    }

    fn free(&self) -> u64 {
        let disk = rustix::fs::statvfs(self.data()).expect("it is there");
        disk.f_bavail * disk.f_frsize
    }

    /// Takes room until so much is left.
    fn fill(&self, left: u64) {
        let mut filler = fs::File::options().create(true).append(true).open(self.data().join("filler"));
        let filler = filler.as_mut().expect("a file");
        let piece = vec![7; 64 << 10];
        while self.free() > left {
            let now = (self.free() - left).min(piece.len() as u64) as usize;
            if filler.write_all(&piece[..now.max(1)]).is_err() {
                return;
            }
        }
    }

    fn publish(&self, entries: &[Entry]) {
        self.left.web.page(FEED, "application/rss+xml", rss("http://news.test", entries));
    }

    /// So many alerts are told, and none is owed.
    async fn told(&self, rows: &Store, alerts: usize) {
        until(&format!("{alerts} alerts are told"), async || {
            let all = rows.alerts(None, 100, 0).await.expect("the store answers");
            all.len() == alerts && all.iter().all(|a| a.state == Delivery::Sent)
        })
        .await;
    }

    /// What is true when there is room again: nothing half-written, everything searchable, each told once.
    async fn holds(&mut self, rows: &Store, alerts: usize) {
        until("the index has followed", async || {
            self.page("/metrics").await.contains("leakwatch_index_behind 0")
        })
        .await;
        until("there is room for all, and a reserve", async || {
            self.floor().await == 0 && self.data().join("reserve").exists()
        })
        .await;
        self.stop().await;
        let report = leakwatch::archive::verify(&self.data().join("archive")).expect("the archive is read");
        assert!(report.faults.is_empty(), "{report:?}");
        let mut letters = self.left.relay.letters();
        assert!(letters.len() >= alerts, "{} letters", letters.len());
        let sent = letters.len();
        letters.sort_by(|a, b| a.bytes.cmp(&b.bytes));
        letters.dedup_by(|a, b| a.bytes == b.bytes);
        assert_eq!(letters.len(), sent, "none came twice");
        let open = rows.outages(Time(0), rows.now().await.expect("the time")).await;
        let open: Vec<_> =
            open.expect("the store answers").into_iter().filter(|o| o.scope == "disk").collect();
        assert!(open.iter().all(|o| o.to.is_some()), "it is over: {open:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_closes_rooms_in_order_and_letters_leave() {
    if !inside().await {
        return;
    }
    let mut room = Room::new(left_behind(ALERTS, true).await, FLOOR).await;
    room.start().await;
    let rows = store(&room.left).await;
    room.told(&rows, 1).await;
    until("the reserve is made", async || room.data().join("reserve").exists()).await;

    // A letter is on its way, and rests.
    room.left.relay.play(Script::default().at(Step::Rcpt, Act::Say("451 4.3.0 later")));
    room.publish(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01")]);
    rows.ask("visit", &json!({ "crawl": "news" }), "anna").await.expect("asked");
    until("its letter is written", async || rows.letters(None, 9, 0).await.expect("read").len() == 2).await;

    for (left, floor) in [(FLOOR - MB, 1), (FLOOR / 2 - MB, 2), (FLOOR / 4 - MB, 3)] {
        room.fill(left);
        until(&format!("{left} bytes are left"), async || room.floor().await == floor).await;
        assert!(room.page("/readyz").await.contains(&format!("\"disk_floor\":{floor}")));
    }
    let visits = rows.visits("news", 9).await.expect("read").len();
    rows.ask("visit", &json!({ "crawl": "news" }), "anna").await.expect("asked");
    room.fill(0);
    room.left.relay.play(Script::default());
    room.told(&rows, 2).await;
    assert_eq!(rows.visits("news", 9).await.expect("read").len(), visits, "no visit began");
    let letters = room.left.relay.letters();
    assert_eq!(letters.len(), 2, "each once");

    room.publish(&[leak(3, SECRET), leak(4, "tok-second01"), leak(5, "tok-third001")]);
    fs::remove_file(room.data().join("filler")).expect("there is room again");
    room.told(&rows, 3).await;
    let told = rows.outages(Time(0), rows.now().await.expect("the time")).await.expect("read");
    assert!(
        told.iter().any(|o| o.scope == "disk" && o.cause == Cause::OwnCrash),
        "a row tells of it: {told:#?}"
    );
    room.holds(&rows, 3).await;
}

/// Without a floor everything runs into the end of the disk.
#[tokio::test(flavor = "multi_thread")]
async fn what_ran_into_the_end_of_the_disk_goes_on_when_there_is_room() {
    if !inside().await {
        return;
    }
    let mut room = Room::new(left_behind(ALERTS, true).await, 1).await;
    room.start().await;
    let rows = store(&room.left).await;
    room.told(&rows, 1).await;
    let many: Vec<Entry> = (0..40).map(|n| leak(100 + n, &format!("tok-many{n:04}"))).collect();
    room.fill(MB);
    room.publish(&many);
    rows.ask("visit", &json!({ "crawl": "news" }), "anna").await.expect("asked");
    room.fill(0);
    until("something finds no room", async || {
        let log = said(&room.left);
        ["full", "No space left", "no room", "no new visits"].iter().any(|word| log.contains(word))
    })
    .await;
    fs::remove_file(room.data().join("filler")).expect("there is room again");
    room.told(&rows, 41).await;
    let findings = rows.alerts(None, 100, 0).await.expect("read");
    assert_eq!(findings.len(), 41, "nothing is lost, nothing is told twice");
    room.holds(&rows, 2).await;
}

/// A start on a full disk: a letter is owed, and it leaves.
#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_starts_on_a_full_disk_sends_what_is_owed() {
    if !inside().await {
        return;
    }
    let left = left_behind(ALERTS, true).await;
    super::dies(&left, "letter.committed").await;
    let mut room = Room::new(left, FLOOR).await;
    assert!(room.data().join("reserve").exists(), "an earlier life held it back");
    room.fill(0);
    room.start().await;
    assert!(!room.data().join("reserve").exists(), "it is given for what is owed");
    let rows = store(&room.left).await;
    room.told(&rows, 1).await;
    assert_eq!(room.floor().await, 3);
    fs::remove_file(room.data().join("filler")).expect("there is room again");
    room.holds(&rows, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_cannot_be_written_to_is_a_clear_error() {
    if !inside().await {
        return;
    }
    let mut room = Room::new(left_behind(ALERTS, true).await, FLOOR).await;
    let data = room.left.data().display().to_string();
    for (folder, named) in [("", "leakwatch.db"), ("/archive", "archive"), ("/index", "index")] {
        let path = format!("{data}{folder}");
        run("mount", &["--bind", &path, &path]).await;
        run("mount", &["-o", "remount,ro,bind", &path]).await;
        let before = said(&room.left).len();
        let mut refused = start(&room.left, None);
        let ended = tokio::time::timeout(PATIENCE, refused.wait()).await.expect("it ends by itself");
        let words = said(&room.left)[before..].to_owned();
        assert_eq!(ended.expect("it is our child").code(), Some(2), "{words}");
        assert!(words.contains(named) && words.to_lowercase().contains("read-only"), "{folder}: {words}");
        run("umount", &[&path]).await;
    }
    assert!(room.left.relay.letters().is_empty(), "no false state");
    room.start().await;
    let rows = store(&room.left).await;
    room.told(&rows, 1).await;
    room.holds(&rows, 1).await;
}
