//! The machine's clock is set under the running binary (faketime): a day forward, then an hour back. It notices, goes on
//! visiting and telling at its own pace, and says so in its log, its rows and its metrics.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use leakwatch::model::Time;
use leakwatch::store::CLOCK;

use super::daemon::{Daemon, Place, Written, rumour};
use super::process::until;
use super::shared::letters;
use super::web::Web;
use crate::support::smtp::{Relay, Script};

const SOON: Duration = Duration::from_secs(120);
const DAY: u64 = 86_400;

/// Where Debian's `libfaketime` puts the one for programs with threads.
fn library() -> PathBuf {
    let found = ["x86_64", "aarch64"]
        .map(|machine| PathBuf::from(format!("/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1")));
    found.into_iter().find(|path| path.exists()).expect("the package libfaketime is installed")
}

async fn set(daemon: &Daemon) -> Vec<Duration> {
    let rows = daemon.store().outages(Time(0), Time(i64::MAX)).await.expect("the rows");
    let set = rows.into_iter().filter(|o| o.scope == CLOCK);
    set.map(|o| o.to.expect("it is over").since(o.from)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_stops_nothing() {
    if !super::on() {
        return;
    }
    let relay = Relay::start(Script::default()).await;
    let web = Web::start().await;
    web.put("/", "Тихий день.");
    let places = [Place {
        id: "ticker".into(),
        kind: "site",
        start: web.url("/"),
        interval: "2s",
        delay: "50ms",
        options: "",
    }];
    let folder = tempfile::tempdir().expect("a folder");
    let hands = folder.path().join("hands");
    fs::write(&hands, "+0").expect("the clock's hands");
    let letters = letters(&relay);
    let written = Written {
        environment: vec![
            ("LD_PRELOAD", library()),
            ("FAKETIME_TIMESTAMP_FILE", hands.clone()),
            ("FAKETIME_NO_CACHE", PathBuf::from("1")),
            // What nobody sets on a machine is not set here.
            ("FAKETIME_DONT_FAKE_MONOTONIC", PathBuf::from("1")),
            ("DONT_FAKE_MONOTONIC", PathBuf::from("1")),
        ],
        ..Written::new(folder.path(), &places, &letters)
    };
    let mut daemon = written.start().await;
    daemon.seen_all().await;
    for (hand, words, count) in [
        ("+86400", "среди них покупатели садового инвентаря из северных областей", 1),
        ("+82800", "теперь уже речь идёт о списках поставщиков мебели и посуды", 2),
    ] {
        fs::write(&hands, hand).expect("the clock is set");
        until("the jump is noticed", SOON, async || (set(&daemon).await.len() == count).then_some(())).await;
        let before = daemon.crawls().await[0].visits;
        until("visits go on", SOON, async || (daemon.crawls().await[0].visits > before + 1).then_some(()))
            .await;
        web.put("/", &rumour(words));
        until("a letter leaves", SOON, async || (relay.letters().len() == count).then_some(())).await;
    }
    let lengths = set(&daemon).await;
    assert!(lengths.iter().any(|by| by.as_secs().abs_diff(DAY) < 60), "forward, a stretch: {lengths:?}");
    assert!(lengths.contains(&Duration::ZERO), "back, an instant: {lengths:?}");
    assert!(daemon.log().contains("the clock was set forward by"), "the log says so");
    daemon.stop();
}
