//! What changes in a finding is told again: it spread to a more open place, or it grew.

use leakwatch::model::{EventKind, StartRule};

use super::letters::{SECRET, leak, quiet};
use crate::support::app::{HOUR, MINUTE, SET, TestApp, Written};
use crate::support::web::{Entry, rss};

fn publish(app: &TestApp, at: &str, entries: &[Entry]) {
    app.web.page(at, "application/rss+xml", rss("http://club.test", entries));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_spreads_from_a_closed_group_to_the_open_web_is_told() {
    let written = Written {
        crawls: vec![
            ("club", "feed", "http://club.test/feed.xml"),
            ("news", "feed", "http://news.test/feed.xml"),
        ],
        keys: vec![("club", "exposure = \"closed\"")],
        ..Written::default()
    };
    let app = TestApp::with(written).await;
    publish(&app, "club.test/feed.xml", &[quiet(1)]);
    app.feed(&[quiet(1)]);
    app.turn("poll").await;
    app.clock.advance(20 * MINUTE);
    publish(&app, "club.test/feed.xml", &[quiet(1), leak(2, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert!(app.relay.letters().is_empty(), "in a closed group its risk is acceptable");
    assert!(app.finding("acme/token").await.risk.acceptable);

    let lacked = app.last_asked();
    app.clock.advance(20 * MINUTE);
    app.feed(&[quiet(1), Entry::new(3, "Слив", &format!("Пишут про ООО «Ромашка»: {SECRET}."))]);
    app.turn("poll").await;
    app.dispatch().await;
    for recipient in ["soc", "duty"] {
        let letters = app.letters(recipient);
        assert_eq!(letters.len(), 1, "{recipient}");
        assert_eq!(letters[0].one("X-Leakwatch-Start"), lacked.rfc3339(), "a clock of its own");
    }
    let alert = app.alerts().await.pop().expect("an alert");
    assert_eq!((alert.event, alert.event_kind), (2, EventKind::Spread));
    assert!(!app.finding("acme/token").await.risk.acceptable);

    app.clock.advance(20 * MINUTE);
    publish(&app, "club.test/feed.xml", &[quiet(1), leak(2, SECRET), leak(4, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.relay.letters().len(), 2, "back to the closed group is no news");
    app.finish().await;
}

const DUMP: &str = r#"
[[pattern]]
id = "client"
class = "leak"
regex = '\bcl-[0-9]{6}\b'
harm = 0.9
damage = "moderate"
volume = [[1, "moderate"], [4, "critical"]]
"#;

fn clients(id: u32, numbers: std::ops::Range<u32>) -> Entry {
    let list: Vec<String> = numbers.map(|n| format!("cl-{n:06}")).collect();
    Entry::new(id, "Выгрузка", &format!("Клиенты ООО «Ромашка»: {}.", list.join(", ")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_that_grows_over_a_step_is_told_and_its_copies_are_not() {
    let app = TestApp::with(Written { set: format!("{SET}{DUMP}"), ..Written::default() }).await;
    app.feed(&[quiet(1)]);
    app.turn("poll").await;
    let next = async |entries: &[Entry]| {
        app.clock.advance(20 * MINUTE);
        app.feed(entries);
        app.turn("poll").await;
        app.dispatch().await;
    };
    next(&[quiet(1), clients(2, 0..2)]).await;
    assert!(app.relay.letters().is_empty(), "two are acceptable");
    let lacked = app.last_asked();
    // Half of its values are known: a copy, and with the new ones the dump has four.
    next(&[quiet(1), clients(2, 0..2), clients(3, 0..4)]).await;
    let duty = app.letters("duty");
    assert_eq!(duty.len(), 1);
    assert_eq!(duty[0].one("X-Leakwatch-Due"), (lacked + HOUR).rfc3339());
    let alert = app.alerts().await.pop().expect("an alert");
    assert_eq!((alert.event, alert.event_kind, alert.rule), (2, EventKind::Risen, StartRule::Listing));
    next(&[quiet(1), clients(3, 0..4), clients(4, 2..6)]).await;
    assert_eq!(app.letters("duty").len(), 1, "two more values are within the step");
    let dump = app.finding("acme/client").await;
    assert_eq!((dump.values, dump.locations), (6, 3));
    next(&[quiet(1), clients(4, 2..6), clients(5, 0..6)]).await;
    assert_eq!(app.letters("duty").len(), 1, "a mirror is a place of it");
    // Less than half of it is known: a dump of its own.
    next(&[quiet(1), clients(5, 0..6), clients(6, 5..15)]).await;
    assert_eq!(app.letters("duty").len(), 2);
    assert_eq!(app.findings().await.iter().filter(|f| f.entry == "acme/client").count(), 2);
    app.finish().await;
}
