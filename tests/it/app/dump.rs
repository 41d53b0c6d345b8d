//! A dump larger than memory should hold: read in windows, counted as one, kept whole as evidence, and gone from the disk.

use crate::support::app::{MINUTE, SET, TestApp, Written};

/// Well above what stays in memory here.
const LARGE: usize = 600_000;

/// Lines of strangers, and five keys of the company's: at the beginning, at the end, and between.
fn dump() -> String {
    let mut text = String::with_capacity(LARGE + 200);
    let step = LARGE / 4;
    for key in 0..5 {
        text.push_str(&format!("ООО «Ромашка»;tok-key0000{key};выгрузка\n"));
        while key < 4 && text.len() < step * (key + 1) {
            text.push_str("Nobody in particular;nobody@elsewhere.example;nothing to see here, only words and more words\n");
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_dump_is_one_finding_with_all_its_values() {
    let set = SET
        .replace("damage = \"large\"", "damage = \"moderate\"\nvolume = [[1, \"moderate\"], [5, \"large\"]]");
    let written = Written {
        set,
        crawls: vec![("files", "site", "http://files.test/")],
        fetch: "memory = \"100KB\"",
        ..Written::default()
    };
    let app = TestApp::with(written).await;
    app.web.page("files.test/", "text/html", "<title>Files</title><p>Nothing here yet.");
    app.turn("poll").await;
    app.clock.advance(20 * MINUTE);
    app.web.page("files.test/", "text/html", "<title>Files</title><p><a href='/users.csv'>users</a>");
    app.web.page("files.test/users.csv", "text/csv", dump());
    app.turn("poll").await;
    let finding = app.finding("acme/token").await;
    assert_eq!((finding.values, finding.risk.acceptable), (5, false), "{finding:#?}");
    app.dispatch().await;
    assert_eq!(app.letters("duty").len(), 1);
    let spool = std::fs::read_dir(app.data().join("spool")).expect("the folder");
    assert_eq!(spool.count(), 0, "nothing stays behind");
    app.finish().await;
}
