//! A daemon that ends in the middle goes on where it was: nothing is lost, nothing is told twice.

use crate::app::letters::{SECRET, leak, quiet, watching};
use crate::support::app::MINUTE;

#[tokio::test(flavor = "multi_thread")]
async fn after_the_letter_nothing_is_alerted_again() {
    let app = watching().await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    let app = app.restart().await;
    for _ in 0..3 {
        app.turn("poll").await;
        app.dispatch().await;
        app.clock.advance(20 * MINUTE);
    }
    assert_eq!(app.relay.letters().len(), 2, "one for each recipient, before the restart");
    assert_eq!(app.finding("acme/token").await.events, 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn between_the_finding_and_its_letter_it_is_still_owed() {
    let app = watching().await;
    let lacked = app.last_asked();
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    let app = app.restart().await;
    app.turn("poll").await;
    app.dispatch().await;
    for recipient in ["soc", "duty"] {
        let letters = app.letters(recipient);
        assert_eq!(letters.len(), 1, "{recipient}");
        assert_eq!(letters[0].one("X-Leakwatch-Start"), lacked.rfc3339(), "its clock went on");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_visit_the_leak_is_found_after_it() {
    let app = watching().await;
    let lacked = app.last_asked();
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    let app = app.restart().await;
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.relay.letters().len(), 2);
    assert_eq!(app.letters("soc")[0].one("X-Leakwatch-Start"), lacked.rfc3339());
    app.finish().await;
}
