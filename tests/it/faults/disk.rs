//! A disk that is really full, and one that cannot be written to: a small file system of memory in a namespace of its
//! own (`unshare -rm`), with the real daemon on it. Rooms close in order and open again by themselves, letters leave all
//! the same, and nothing is left half-written.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use leakwatch::model::{Cause, Delivery};
use leakwatch::runtime::SystemClock;
use leakwatch::store::{Settings, Store};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::{ALERTS, Behind, FEED, PATIENCE, left_behind, until};
use crate::app::letters::{SECRET, leak, quiet};
use crate::support::smtp::{Act, Script, Step};
use crate::support::web::{Entry, rss};

const MB: u64 = 1 << 20;
/// Of the small file system.
const SIZE: u64 = 160 * MB;
const FLOOR: u64 = 64 * MB;

/// Moves the data folder onto a small file system, then obeys line by line.
const SHELL: &str = r#"set -e
mkdir "$1.small"
mount -t tmpfs -o "size=$2" none "$1.small"
cp -a "$1/." "$1.small/"
mount --move "$1.small" "$1"
set +e
echo moved
while read -r line; do eval "$line"; done"#;

/// A shell that alone sees the small file system, apart from those who look over its shoulder.
struct Room {
    left: Behind,
    shell: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Room {
    async fn new(left: Behind, floor: u64) -> Room {
        let file = left.config().join("leakwatch.toml");
        let text = fs::read_to_string(&file).expect("read");
        fs::write(&file, text.replace("[server]\n", &format!("[server]\nfloor = \"{floor}B\"\n")))
            .expect("written");
        let mut shell = Command::new("unshare");
        shell.args(["-rm", "sh", "-c", SHELL, "room"]).arg(left.data()).arg(SIZE.to_string());
        let shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn();
        let mut shell = shell.expect("unshare (util-linux) is installed");
        let orders = shell.stdin.take().expect("piped");
        let answers = BufReader::new(shell.stdout.take().expect("piped")).lines();
        let mut room = Room { left, shell, orders, answers };
        assert_eq!(room.answer().await, "moved", "a user may make a namespace and mount memory in it");
        room
    }

    /// The data folder, looked at from outside.
    fn data(&self) -> PathBuf {
        let id = self.shell.id().expect("it runs");
        let inside = self.left.data();
        PathBuf::from(format!("/proc/{id}/root")).join(inside.strip_prefix("/").expect("an absolute path"))
    }

    async fn order(&mut self, line: &str) {
        self.orders.write_all(format!("{line}\n").as_bytes()).await.expect("the shell listens");
    }

    async fn answer(&mut self) -> String {
        let line = tokio::time::timeout(PATIENCE, self.answers.next_line()).await.expect("an answer in time");
        line.expect("the shell speaks").unwrap_or_default()
    }

    fn log(&self) -> PathBuf {
        self.left.config().join("../log")
    }

    fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn command(&self) -> String {
        let (program, config) = (env!("CARGO_BIN_EXE_leakwatch"), self.left.config());
        format!("{program} run --config {} >/dev/null 2>>{}", config.display(), self.log().display())
    }

    /// Starts the daemon and waits until it runs.
    async fn start(&mut self) {
        let before = self.said().matches("running").count();
        let command = self.command();
        self.order(&format!("{command} & daemon=$!")).await;
        until("it runs", async || self.said().matches("running").count() > before).await;
    }

    /// Ends it as a service manager does; it must end well.
    async fn stop(&mut self) {
        self.order("kill -TERM $daemon; wait $daemon; echo ended $?").await;
        assert_eq!(self.answer().await, "ended 0", "{}", self.said());
    }

    async fn store(&self) -> Store {
        let settings = Settings::new(format!("sqlite:{}/leakwatch.db", self.data().display()), "test");
        Store::attach(&settings, Arc::new(SystemClock)).await.expect("it is opened beside the daemon")
    }

    /// What the daemon says at an address of its page.
    async fn page(&self, path: &str) -> String {
        let log = self.said();
        let at =
            log.rsplit("The page: http://").next().and_then(|rest| rest.split('/').next()).expect("its page");
        let mut stream = TcpStream::connect(at).await.expect("it listens");
        let ask = format!("GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).await.expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        answer
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
        letters.dedup_by(|a, b| a.bytes == b.bytes);
        assert_eq!(letters.len(), sent, "none came twice");
        let open = rows.outages(leakwatch::model::Time(0), rows.now().await.expect("the time")).await;
        let open: Vec<_> =
            open.expect("the store answers").into_iter().filter(|o| o.scope == "disk").collect();
        assert!(open.iter().all(|o| o.to.is_some()), "it is over: {open:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_closes_rooms_in_order_and_letters_leave() {
    let mut room = Room::new(left_behind(ALERTS, true).await, FLOOR).await;
    room.start().await;
    let rows = room.store().await;
    room.told(&rows, 1).await;
    until("the reserve is made", async || room.data().join("reserve").exists()).await;

    // A letter is on its way, and rests.
    room.left.relay.play(Script::default().at(Step::Rcpt, Act::Say("451 4.3.0 later")));
    room.publish(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01")]);
    rows.ask("visit", &serde_json::json!({ "crawl": "news" }), "anna").await.expect("asked");
    until("its letter is written", async || rows.letters(None, 9, 0).await.expect("read").len() == 2).await;

    for (left, floor) in [(FLOOR - MB, 1), (FLOOR / 2 - MB, 2), (FLOOR / 4 - MB, 3)] {
        room.fill(left);
        until(&format!("{left} bytes are left"), async || room.floor().await == floor).await;
        assert!(room.page("/readyz").await.contains(&format!("\"disk_floor\":{floor}")));
    }
    let visits = rows.visits("news", 9).await.expect("read").len();
    rows.ask("visit", &serde_json::json!({ "crawl": "news" }), "anna").await.expect("asked");
    room.fill(0);
    room.left.relay.play(Script::default());
    room.told(&rows, 2).await;
    assert!(!room.data().join("reserve").exists(), "it was given for the letter");
    assert_eq!(rows.visits("news", 9).await.expect("read").len(), visits, "no visit began");
    let letters = room.left.relay.letters();
    assert_eq!(letters.len(), 2, "each once");

    room.publish(&[leak(3, SECRET), leak(4, "tok-second01"), leak(5, "tok-third001")]);
    fs::remove_file(room.data().join("filler")).expect("there is room again");
    room.told(&rows, 3).await;
    let told =
        rows.outages(leakwatch::model::Time(0), rows.now().await.expect("the time")).await.expect("read");
    assert!(
        told.iter().any(|o| o.scope == "disk" && o.cause == Cause::OwnCrash),
        "a row tells of it: {told:#?}"
    );
    room.holds(&rows, 3).await;
}

/// Without a floor everything runs into the end of the disk.
#[tokio::test(flavor = "multi_thread")]
async fn what_ran_into_the_end_of_the_disk_goes_on_when_there_is_room() {
    let mut room = Room::new(left_behind(ALERTS, true).await, 1).await;
    room.start().await;
    let rows = room.store().await;
    room.told(&rows, 1).await;
    let many: Vec<Entry> = (0..40).map(|n| leak(100 + n, &format!("tok-many{n:04}"))).collect();
    room.publish(&many);
    rows.ask("visit", &serde_json::json!({ "crawl": "news" }), "anna").await.expect("asked");
    room.fill(0);
    until("something finds no room", async || {
        let log = room.said();
        log.contains("full") || log.contains("No space left") || log.contains("no room")
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
    let left = left_behind(ALERTS, true).await;
    super::dies(&left, "letter.committed").await;
    let mut room = Room::new(left, FLOOR).await;
    assert!(room.data().join("reserve").exists(), "an earlier life held it back");
    room.fill(0);
    room.start().await;
    let rows = room.store().await;
    room.told(&rows, 1).await;
    assert_eq!(room.floor().await, 3);
    fs::remove_file(room.data().join("filler")).expect("there is room again");
    room.holds(&rows, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_cannot_be_written_to_is_a_clear_error() {
    let mut room = Room::new(left_behind(ALERTS, true).await, FLOOR).await;
    let data = room.left.data().display().to_string();
    let command = room.command();
    for (folder, named) in [("", "lock"), ("/archive", "archive"), ("/index", "index")] {
        room.order(&format!("mount --bind {data}{folder} {data}{folder}")).await;
        room.order(&format!("mount -o remount,ro,bind {data}{folder}")).await;
        let before = room.said().len();
        room.order(&format!("{command}; echo ended $?")).await;
        assert_eq!(room.answer().await, "ended 2", "{}", room.said());
        let said = room.said()[before..].to_owned();
        assert!(said.contains(named) && said.to_lowercase().contains("read-only"), "{folder}: {said}");
        room.order(&format!("umount {data}{folder}")).await;
    }
    assert!(room.left.relay.letters().is_empty(), "no false state: {}", room.said());
    room.start().await;
    let rows = room.store().await;
    room.told(&rows, 1).await;
    room.holds(&rows, 1).await;
}
