//! A place behind a wall: the state and its reason say which wall, also while we leave its host alone.

use leakwatch::model::State;

use crate::app::letters::watching;
use crate::support::app::{MINUTE, TestApp};

const CHALLENGE: &str = "<html><head><title>Just a moment...</title></head><body>\
    <script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>";

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_is_named_and_stays_named_while_its_host_rests() {
    let app = watching().await;
    app.web.answer("news.test/feed.xml", 503, "text/html", CHALLENGE);
    // Twice: the second rest of the host is longer than a visit waits for it.
    for _ in 0..2 {
        app.clock.advance(40 * MINUTE);
        app.turn("poll").await;
    }
    let place = async |app: &TestApp| app.app.store.crawls().await.expect("the store answers").remove(0);
    let row = place(&app).await;
    assert_eq!(
        (row.state, row.why.as_str()),
        (State::Refused, "refused: challenge page: cloudflare, status 503")
    );
    // Before the host's rest is over nobody goes there, and what is known of it stands.
    let asked = app.web.asked("news.test/feed.xml").len();
    app.app.store.due_now("news").await.expect("the store answers");
    app.turn("poll").await;
    assert_eq!(app.web.asked("news.test/feed.xml").len(), asked);
    let row = place(&app).await;
    assert_eq!(row.state, State::Refused);
    assert!(
        row.why.starts_with("refused: challenge page: cloudflare, status 503; throttled until"),
        "{}",
        row.why
    );
    app.finish().await;
}
