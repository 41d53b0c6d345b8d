//! The same journey on PostgreSQL: what is promised does not depend on where it is kept.

use leakwatch::model::{EventKind, Verdict};

use crate::app::letters::{SECRET, judge, leak, quiet, watching_with};
use crate::support::app::{HOUR, MINUTE, Written};
use crate::support::postgres;
use crate::support::web::Entry;

#[tokio::test(flavor = "multi_thread")]
async fn a_leak_is_told_once_over_a_restart_and_again_when_it_returns() {
    let database = Some(postgres::database().await);
    let app = watching_with(Written { database, ..Written::default() }).await;
    let lacked = app.last_asked();
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    let app = app.restart().await;
    app.dispatch().await;
    for recipient in ["soc", "duty"] {
        let letters = app.letters(recipient);
        assert_eq!(letters.len(), 1, "{recipient}: {letters:#?}");
        assert_eq!(letters[0].one("X-Leakwatch-Due"), (lacked + HOUR).rfc3339());
    }
    let app = app.restart().await;
    app.clock.advance(20 * MINUTE);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.relay.letters().len(), 2, "nothing is told again");

    judge(&app, Verdict::Fixed).await;
    app.clock.advance(20 * MINUTE);
    app.feed(&[quiet(2), Entry::new(4, "Снова", &format!("Новый пост: ООО «Ромашка», {SECRET}."))]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.relay.letters().len(), 4);
    let last = app.alerts().await.pop().expect("an alert");
    assert_eq!((last.event, last.event_kind), (2, EventKind::Returned));
    app.finish().await;
}
