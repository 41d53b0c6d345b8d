//! When the clock starts, when it stops, and what a letter that is late says of itself.

use leakwatch::model::{Cause, StartRule};

use crate::app::letters::{SECRET, leak, quiet, watching};
use crate::support::app::{HOUR, MINUTE};
use crate::support::smtp::{Act, Script, Step};

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_visit_moves_the_start() {
    let app = watching().await;
    app.turn("poll").await;
    let asked = app.web.asked("news.test/feed.xml");
    assert_eq!(asked.iter().map(|a| a.status).collect::<Vec<_>>(), [200, 304]);
    app.clock.advance(20 * MINUTE);
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("duty")[0].one("X-Leakwatch-Start"), asked[1].at.rfc3339());
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_was_down_makes_one_letter_late_by_mail() {
    let app = watching().await;
    let lacked = app.last_asked();
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.relay.play(Script::default().at(Step::Greeting, Act::Say("421 not now")));
    app.dispatch().await;
    // Down until an hour after it was due.
    while app.now() < lacked + 2 * HOUR {
        app.clock.advance(5 * MINUTE);
        app.turn("dispatch").await;
    }
    assert!(app.relay.letters().is_empty());
    assert!(app.app.store.owed_count().await.expect("the store answers").0 > 0, "still owed");
    app.relay.play(Script::default());
    for _ in 0..20 {
        app.clock.advance(5 * MINUTE);
        app.turn("dispatch").await;
    }
    for recipient in ["soc", "duty"] {
        assert_eq!(app.letters(recipient).len(), 1, "{recipient}");
    }
    let alerts = app.alerts().await;
    assert!(alerts.iter().all(|a| a.cause == Some(Cause::MailDown)), "{alerts:#?}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_was_down_for_a_while_makes_a_letter_in_time() {
    let app = watching().await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.relay.play(Script::default().at(Step::Rcpt, Act::Say("451 try again")));
    app.dispatch().await;
    app.clock.advance(MINUTE);
    app.turn("dispatch").await;
    app.relay.play(Script::default());
    for _ in 0..10 {
        app.clock.advance(MINUTE);
        app.turn("dispatch").await;
    }
    assert_eq!(app.relay.letters().len(), 2, "one for each");
    let alerts = app.alerts().await;
    assert!(alerts.iter().all(|a| a.cause.is_none() && a.accepted.is_some_and(|at| at < a.due)));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_was_down_makes_a_late_letter_that_says_so() {
    let app = watching().await;
    let lacked = app.last_asked();
    app.web.down("news.test", true);
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    while app.now() < lacked + 3 * HOUR {
        app.turn("poll").await;
        app.clock.advance(20 * MINUTE);
    }
    app.web.down("news.test", false);
    while app.letters("duty").is_empty() {
        assert!(app.now() < lacked + 24 * HOUR, "no letter within a day");
        app.turn("poll").await;
        app.dispatch().await;
        app.clock.advance(20 * MINUTE);
    }
    let letters = app.letters("duty");
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].one("X-Leakwatch-Start"), lacked.rfc3339());
    assert_eq!(letters[0].one("X-Leakwatch-Due"), (lacked + HOUR).rfc3339());
    let alerts = app.alerts().await;
    let down = app.app.store.outages(lacked, app.now()).await.expect("the store answers");
    let causes: Vec<_> = alerts.iter().map(|a| a.cause).collect();
    assert_eq!(causes, [Some(Cause::PlaceDown); 2], "what was recorded: {down:#?}");
    app.finish().await;
}

/// What is admitted before its visit ends rests on the listing all the same: between the two fetches nobody looked.
#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_told_of_pages_that_are_admitted_before_the_visit_ends() {
    let app = watching().await;
    let lacked = app.last_asked();
    app.clock.advance(20 * MINUTE);
    // More than one batch, the leak in the first.
    let entries: Vec<_> = (100..250).map(quiet).chain([leak(250, SECRET)]).collect();
    app.feed(&entries);
    app.turn("poll").await;
    app.dispatch().await;
    let alerts = app.alerts().await;
    assert!(!alerts.is_empty());
    for alert in alerts {
        assert_eq!((alert.rule, alert.start.rfc3339()), (StartRule::Gap, lacked.rfc3339()));
    }
    // From when to when it could not be seen is a row, and the next visit comes sooner.
    let told = app.app.store.outages(lacked, app.now()).await.expect("the store answers");
    let gaps: Vec<_> = told.iter().filter(|o| o.cause == Cause::Gap && o.scope == "news").collect();
    assert_eq!(gaps.len(), 1, "{told:#?}");
    assert!(gaps[0].from <= lacked && gaps[0].to.is_some_and(|to| to > lacked + 20 * MINUTE));
    let crawl = app.app.store.crawls().await.expect("the store answers").remove(0);
    let pause = crawl.next_due.since(crawl.last_visit.expect("it was visited"));
    assert!(pause <= 10 * MINUTE && pause >= 9 * MINUTE, "half of twenty minutes: {pause:?}");
    app.finish().await;
}
