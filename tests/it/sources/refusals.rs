//! An answer with a status that refuses is asked for its words: what stands between us and the page is named.

use leakwatch::model::PollError;

use super::wire::{Reply, Web, crawl};

const CHALLENGE: &str = "<html><head><title>Just a moment...</title></head><body>\
    <script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>";
const LOG_IN: &str = "<html><title>Вход</title><form><input type=password name=p>Войти</form></html>";
const PARKED: &str = "<html><title>shop.example</title><p>This domain is for sale.</html>";
const PLAIN: &str = "<html><title>Forbidden</title><h1>Forbidden</h1></html>";

/// What a visit to a place that answers so ends with.
async fn refused(kind: &str, reply: Reply) -> PollError {
    let web = Web::start().await;
    web.set("/start", reply);
    let brought = web.go(&crawl(kind, "/start", ""), "").await;
    assert!(brought.items.is_empty(), "{kind}");
    brought.harvest.expect_err("a place that refuses")
}

#[tokio::test]
async fn a_refusing_status_is_told_by_its_words() {
    for kind in ["feed", "site"] {
        for (status, body, why) in [
            (401, CHALLENGE, "challenge page: cloudflare, status 401"),
            (403, CHALLENGE, "challenge page: cloudflare, status 403"),
            (429, CHALLENGE, "challenge page: cloudflare, status 429"),
            (503, CHALLENGE, "challenge page: cloudflare, status 503"),
            (403, LOG_IN, "log-in page: password form, status 403"),
            (403, PARKED, "parking page: for sale, status 403"),
            (403, PLAIN, "status 403"),
            (401, PLAIN, "status 401"),
        ] {
            let error = refused(kind, Reply { status, ..Reply::ok("text/html", body) }).await;
            assert_eq!(error, PollError::Refused { why: why.to_owned() }, "{kind} {status}");
        }
    }
}

#[tokio::test]
async fn what_is_down_or_names_a_time_is_no_refusal() {
    let page = |status, body: &str| Reply { status, ..Reply::ok("text/html", body) };
    for reply in [page(503, PLAIN), page(429, CHALLENGE).with("Retry-After", "60")] {
        let error = refused("site", reply.clone()).await;
        assert!(matches!(error, PollError::Throttled { .. }), "{} {error:?}", reply.status);
    }
    assert_eq!(refused("site", page(404, PARKED)).await, PollError::Gone { status: 404 });
    assert!(matches!(refused("site", page(500, LOG_IN)).await, PollError::Unreachable { .. }));
}
