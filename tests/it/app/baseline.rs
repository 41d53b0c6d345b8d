//! A large place with a small budget: until it was read once, wholly, what is found there is told in parts, one each
//! deadline; from then on what is new is told singly.

use std::collections::BTreeSet;

use leakwatch::clock::Clock;
use leakwatch::model::{LetterKind, StartRule};

use crate::support::app::{HOUR, MINUTE, TestApp, Written};

/// One a visit, and while there are more a visit a minute.
const PAGES: u32 = 140;

fn page(n: u32) -> String {
    format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Лист {n}</title><p>Ключ ООО «Ромашка»: tok-base{n:04}."
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn until_the_first_complete_visit_a_part_is_told_each_deadline() {
    let written = Written {
        crawls: vec![("big", "site", "http://big.test/")],
        keys: vec![("big", "pages = 2")],
        ..Written::default()
    };
    let mut app = TestApp::with(written).await;
    let html = "text/html; charset=utf-8";
    let start = |pages: u32| {
        let links: String = (1..=pages).map(|n| format!("<a href=\"/p{n}\">{n}</a> ")).collect();
        format!("<!doctype html><title>Список</title>{links}")
    };
    app.web.page("big.test/", html, start(PAGES));
    for n in 1..=PAGES {
        app.web.page(&format!("big.test/p{n}"), html, page(n));
    }
    let first_fetch = app.now();
    let mut rounds = 0;
    loop {
        app.turn("poll").await;
        app.dispatch().await;
        let crawl = app.app.store.crawls().await.expect("the store answers").remove(0);
        if crawl.first_complete.is_some() {
            break;
        }
        rounds += 1;
        assert!(rounds < 2 * PAGES, "it is never complete");
        if rounds == 40 {
            app = app.restart().await;
        }
        app.clock.set(crawl.next_due.max(app.clock.now()));
    }
    assert!(app.now() > first_fetch + 2 * HOUR, "it took more than two deadlines");
    let alerts = app.alerts().await;
    assert!(alerts.len() > 2, "{alerts:#?}");
    for (n, alert) in (1..).zip(&alerts) {
        assert_eq!((alert.kind, alert.part, alert.recipient.as_str()), (LetterKind::Baseline, n, "soc"));
        let deadlines = alert.due.since(first_fetch).as_secs() / 3600;
        assert_eq!(alert.due.since(first_fetch).as_secs() % 3600, 0, "deadlines count from the first fetch");
        assert!(deadlines >= u64::from(n), "{alert:#?}");
        assert!(
            alert.cause.is_none() && alert.accepted.is_some_and(|at| at <= alert.due),
            "in time: {alert:#?}"
        );
    }
    let dues: BTreeSet<_> = alerts.iter().map(|alert| alert.due).collect();
    assert_eq!(dues.len(), alerts.len(), "a part each deadline");
    let letters = app.letters("soc");
    assert_eq!(letters.len(), alerts.len());
    let told: Vec<String> =
        letters.iter().flat_map(|l| l.all("X-Leakwatch-Finding")).map(str::to_owned).collect();
    assert_eq!(told.len(), PAGES as usize, "each finding once");
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "in one part");
    assert!(app.letters("duty").is_empty(), "none comes singly");

    // It is known now: what is new there is news.
    app.clock.advance(20 * MINUTE);
    app.web.page("big.test/", html, start(PAGES + 1));
    app.web.page(&format!("big.test/p{}", PAGES + 1), html, page(PAGES + 1));
    let mut rounds = 0;
    while app.letters("duty").is_empty() {
        rounds += 1;
        assert!(rounds < 60, "it is never told");
        app.clock.advance(20 * MINUTE);
        app.turn("poll").await;
        app.dispatch().await;
    }
    let last = app.alerts().await.pop().expect("an alert");
    assert_eq!((last.kind, last.rule), (LetterKind::Alert, StartRule::Listing));
    app.finish().await;
}
