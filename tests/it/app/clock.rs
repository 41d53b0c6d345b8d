//! From when the clock runs, read off the letter: what a listing's age and a page's own word change in it.

use leakwatch::model::{StartRule, Time};

use super::letters::{leak, quiet, watching, watching_with};
use crate::support::app::{HOUR, MINUTE, TestApp, Written};
use crate::support::web::{Entry, rss};

/// What the feed was served with from a cache is as old as the cache says: for so long before nobody had looked.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_a_cache_counts_from_when_it_was_made() {
    let app = TestApp::start().await;
    app.web.age(300);
    app.feed(&[quiet(1), quiet(2)]);
    app.turn("poll").await;
    let asked = app.last_asked();
    app.clock.advance(20 * MINUTE);
    app.web.age(0);
    app.feed(&[quiet(1), quiet(2), leak(3, "tok-aged0001")]);
    app.turn("poll").await;
    app.dispatch().await;
    let letter = app.letters("duty").remove(0);
    assert_eq!(letter.one("X-Leakwatch-Start"), (asked - 5 * MINUTE).rfc3339());
    assert_eq!(letter.one("X-Leakwatch-Due"), (asked - 5 * MINUTE + HOUR).rfc3339());
    app.finish().await;
}

/// The listing that lacked them was read at 09:33:20, they were read at 09:53:20.
#[tokio::test(flavor = "multi_thread")]
async fn a_stated_time_counts_at_its_earliest_instant_and_between_the_two_visits_alone() {
    let app = watching().await;
    let lacked = app.last_asked();
    let at = |text: &str| Time::parse_rfc3339(text).expect("a time");
    let cases = [
        ("Tue, 22 Sep 2026 09:45:00 GMT", Some(at("2026-09-22T09:45:00Z"))),
        ("2026-09-22T12:45:00+03:00", Some(at("2026-09-22T09:45:00Z"))),
        // Somewhere it is that time hours before.
        ("2026-09-22T09:45:00", None),
        // At midnight, the listing was still to be read.
        ("2026-09-22", None),
        // Before the listing was read, and after the page was.
        ("Tue, 22 Sep 2026 09:30:00 GMT", None),
        ("Tue, 22 Sep 2026 10:30:00 GMT", None),
        ("no time at all", None),
    ];
    let mut entries = vec![quiet(1), quiet(2)];
    entries.extend((0..).zip(&cases).map(|(n, _)| leak(10 + n, &format!("tok-said{n:04}"))));
    let mut feed = rss("http://news.test", &entries);
    for (n, (said, _)) in cases.iter().enumerate() {
        let id = format!("<guid>http://news.test/page/{}</guid>", 10 + n);
        assert!(feed.contains(&id), "{feed}");
        feed = feed.replace(&id, &format!("{id}<pubDate>{said}</pubDate>"));
    }
    app.web.page("news.test/feed.xml", "application/rss+xml", feed);
    app.turn("poll").await;
    app.dispatch().await;
    let findings = app.findings().await;
    let alerts = app.alerts().await;
    for (n, (said, expected)) in cases.iter().enumerate() {
        let url = format!("http://news.test/page/{}", 10 + n);
        let finding = findings.iter().find(|f| f.entry == "acme/token" && f.url == url).expect("found");
        let alert = alerts.iter().find(|a| a.finding == Some(finding.id)).expect("told");
        let (start, rule) = match expected {
            Some(start) => (*start, StartRule::Published),
            None => (lacked, StartRule::Listing),
        };
        assert_eq!((alert.start.rfc3339(), alert.rule), (start.rfc3339(), rule), "{said}");
    }
    app.finish().await;
}

/// What a page says of its time is by the server's clock, which says itself how wrong it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_s_clock_that_is_ahead_is_set_right_for_what_it_states() {
    let app = watching().await;
    app.web.ahead(600);
    let there = app.now() - 8 * MINUTE + 10 * MINUTE;
    app.feed(&[quiet(1), quiet(2), leak(3, "tok-ahead001").published(there)]);
    app.turn("poll").await;
    app.dispatch().await;
    let alert = app.alerts().await.pop().expect("an alert");
    assert_eq!(alert.rule, StartRule::Published);
    // A server's clock is told to the second.
    let off = alert.start.since(there - 10 * MINUTE).max((there - 10 * MINUTE).since(alert.start));
    assert!(off.as_secs() <= 1, "{off:?}");
    app.finish().await;
}

type Mishap = fn(&TestApp);

const FEED: &str = "news.test/feed.xml";

/// Visits that saw nothing, or not all, prove nothing: the clock runs from the last one that did.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_moves_no_clock() {
    let mishaps: [(&str, Mishap); 9] = [
        ("down", |app| app.web.down("news.test", true)),
        ("an error", |app| app.web.answer(FEED, 500, "text/html", "sorry")),
        ("put off", |app| app.web.answer(FEED, 429, "text/html", "later")),
        ("refused", |app| app.web.answer(FEED, 403, "text/html", "no")),
        ("gone", |app| app.web.answer(FEED, 404, "text/html", "no")),
        ("a challenge", |app| {
            let page = "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script>";
            app.web.answer(FEED, 200, "text/html", page);
        }),
        ("no feed", |app| app.web.page(FEED, "text/html", "<p>hello")),
        ("empty", |app| app.web.page(FEED, "application/rss+xml", "")),
        ("cut", |app| {
            let long = Entry::new(9, "Погода", &"ясно ".repeat(4_000));
            app.feed(&[quiet(1), long, quiet(2)]);
        }),
    ];
    for (name, mishap) in mishaps {
        let app = watching_with(Written { fetch: "feed = \"8KB\"", ..Written::default() }).await;
        let lacked = app.last_asked();
        mishap(&app);
        app.turn("poll").await;
        let seen = app.app.store.visits("news", 9).await.expect("the store answers");
        assert!(seen.len() > 1 && seen[0].ended.is_some(), "{name}: {seen:#?}");
        app.web.down("news.test", false);
        app.feed(&[quiet(1), quiet(2), leak(3, "tok-after001")]);
        let mut tries = 0;
        while app.letters("duty").is_empty() {
            tries += 1;
            assert!(tries < 40, "{name}: it is never told");
            app.clock.advance(20 * MINUTE);
            app.turn("poll").await;
            app.dispatch().await;
        }
        let alert = app.alerts().await.pop().expect("an alert");
        let expected = (StartRule::Listing, lacked.rfc3339());
        assert_eq!((alert.rule, alert.start.rfc3339()), expected, "{name}");
        app.finish().await;
    }
}
