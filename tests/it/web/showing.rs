//! What pages show: escaped, masked, in the reader's language, under a strict policy.

use super::*;
use leakwatch::web::{Needs, TABLE};

#[tokio::test]
async fn hostile_titles_are_words() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("admin", "*")]).await;
    for path in [
        "/".into(),
        "/findings".into(),
        format!("/findings/{}", bed.finding),
        format!("/documents/{}", bed.document),
    ] {
        let body = bed.get(&path, Some(&anna)).await.body;
        assert!(body.contains("&lt;script&gt;alert(1)"), "{path} shows the title");
        assert!(!body.contains("<script>alert") && !body.contains("<b>somebody"), "{path}");
    }
    let body = bed.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", Some(&anna)).await.body;
    assert!(!body.contains("<script>alert"), "a query is words too");
}

#[tokio::test]
async fn secrets_are_masked_until_asked_for_with_a_reason() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let path = format!("/findings/{}", bed.finding);
    for page in [path.clone(), format!("/documents/{}", bed.document), format!("/api/v1{path}")] {
        assert!(!bed.get(&page, Some(&anna)).await.body.contains(SECRET), "{page}");
    }
    let reveal = format!("{path}/reveal");
    for reason in ["reason=", "reason=++++++", "reason=hm"] {
        let answer = bed.post(&reveal, &anna, reason).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(!answer.body.contains(SECRET));
    }
    let shown = bed.post(&reveal, &anna, "reason=the+owner+must+be+told").await;
    assert!(shown.body.contains(SECRET));
    assert_eq!(shown.headers.get(header::CACHE_CONTROL).expect("caching"), "no-store");
    let audit = &bed.store.audit_rows(1, 0).await.expect("audit")[0];
    let line = (audit.who.as_str(), audit.what.as_str(), audit.on.clone(), audit.reason.as_str());
    assert_eq!(line, ("anna", "reveal", format!("finding {}", bed.finding), "the owner must be told"));
}

#[tokio::test]
async fn every_answer_is_under_the_policy() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("admin", "*")]).await;
    for route in TABLE.iter().filter(|route| route.method == "GET") {
        let path = route.path.replace("{id}", "1").replace("{token}", "none");
        for who in [None, Some(&anna)] {
            let answer = bed.get(&path, who).await;
            let of = |name: &str| answer.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
            assert!(of("content-security-policy").starts_with("default-src 'none'"), "{path}");
            assert!(!of("content-security-policy").contains("unsafe"), "{path}");
            assert_eq!(
                (of("x-content-type-options"), of("referrer-policy")),
                ("nosniff", "no-referrer"),
                "{path}"
            );
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        }
    }
    assert_eq!(bed.get("/nowhere", Some(&anna)).await.status, StatusCode::NOT_FOUND);
    let part = bed.get(&format!("/letters/{}/html", bed.letter.hex()), Some(&anna)).await;
    let policy = part.headers.get("content-security-policy").and_then(|v| v.to_str().ok()).expect("a policy");
    assert!(policy.contains("sandbox;") && policy.starts_with("default-src 'none'"), "{policy}");
}

#[tokio::test]
async fn pages_speak_two_languages() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("admin", "*")]).await;
    assert!(bed.get("/", Some(&anna)).await.body.contains("1\u{a0}serious finding not yet judged"));
    bed.store.set_preferences(anna.account, "ru", "Europe/Moscow").await.expect("set");
    let body = bed.get("/", Some(&anna)).await.body;
    assert!(body.contains("<html lang=\"ru\">") && body.contains("1\u{a0}серьёзная находка не рассмотрена"));
    assert!(body.contains("МСК"), "times have their zone");
    for (accepts, expected) in [("ru-RU,ru;q=0.9", "lang=\"ru\""), ("de", "lang=\"en\"")] {
        let request = Request::get("/login").header(header::ACCEPT_LANGUAGE, accepts);
        let answer = bed.send(request.body(Body::empty()).expect("a request")).await;
        assert!(answer.body.contains(expected), "{accepts}");
    }
}

#[tokio::test]
async fn the_openapi_document_tells_every_route() {
    let bed = Bed::new().await;
    let answer = bed.get("/api/openapi.json", None).await;
    let document: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
    for route in TABLE.iter().filter(|route| route.path.starts_with("/api/v1/")) {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        assert!(operation["summary"].is_string(), "{} {}", route.method, route.path);
        assert_eq!(operation["security"].is_array(), route.needs != Needs::Public, "{}", route.path);
    }
}

#[tokio::test]
async fn health_and_readiness() {
    let bed = Bed::new().await;
    assert_eq!(bed.get("/healthz", None).await.body, "ok\n");
    assert_eq!(bed.get("/readyz", None).await.status, StatusCode::OK);
    bed.store.close().await;
    let answer = bed.get("/readyz", None).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let anna = Person { cookie: "leakwatch_session=x".into(), csrf: String::new(), account: 0 };
    let broken = bed.get("/", Some(&anna)).await;
    assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(broken.body.contains("under the code <code>"), "the log's code is told: {}", broken.body);
}

#[tokio::test]
async fn from_when_to_when_a_place_could_not_be_seen_is_told() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("reader", "romashka")]).await;
    let whole = bed.get("/places/news", Some(&anna)).await.body;
    assert!(!whole.contains("Could not be seen whole"), "{whole}");
    let now = bed.store.now().await.expect("the time");
    for (scope, hours) in [("news", 5), ("another", 9)] {
        let (from, to) = (now - hours * HOUR, now - (hours - 1) * HOUR);
        bed.store.outage_since(Cause::Gap, scope, from, Some(to), "").await.expect("told");
    }
    let gap = bed.get("/places/news", Some(&anna)).await.body;
    assert_eq!(gap.matches("Could not be seen whole").count(), 1, "{gap}");
}

#[tokio::test]
async fn a_full_disk_and_a_clock_that_was_set_are_told_of() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("reader", "romashka")]).await;
    let calm = bed.get("/", Some(&anna)).await.body;
    assert!(!calm.contains("Letters go on") && !calm.contains("clock was set"), "{calm}");
    for (floor, words) in [(1, "no place is visited"), (2, "not in the search"), (3, "The disk is full")] {
        bed.metrics.disk_floor.set(floor);
        assert!(bed.get("/", Some(&anna)).await.body.contains(words), "{floor}");
        let ready: serde_json::Value =
            serde_json::from_str(&bed.get("/readyz", None).await.body).expect("JSON");
        assert_eq!(ready["disk_floor"], floor);
    }
    bed.metrics.disk_floor.set(0);
    bed.metrics.disk_readonly.set(1);
    assert!(bed.get("/", Some(&anna)).await.body.contains("The disk cannot be written to"));
    assert!(bed.get("/readyz", None).await.body.contains("\"disk_readonly\":true"));
    bed.metrics.disk_readonly.set(0);
    assert!(bed.get("/readyz", None).await.body.contains("\"disk_readonly\":false"));
    assert!(!bed.get("/", Some(&anna)).await.body.contains("The disk cannot be written to"));
    let now = bed.store.now().await.expect("the time");
    bed.store.clock_was_set(now - 2 * HOUR, now, "forward").await.expect("told");
    assert!(bed.get("/", Some(&anna)).await.body.contains("clock was set forward, by 2"));
    bed.store.clock_was_set(now, now - HOUR, "back").await.expect("told");
    assert!(bed.get("/", Some(&anna)).await.body.contains("clock was set back"));
}

#[tokio::test]
async fn a_keyword_sets_page_says_how_far_its_rematch_is() {
    let bed = Bed::new().await;
    let rita = bed.person("rita", &[("reader", "romashka")]).await;
    let seed = EntrySeed {
        id: "romashka/company".into(),
        matched: digest("m"),
        judged: digest("j"),
        noted: String::new(),
    };
    bed.store.sync_entries(&[seed], "test").await.expect("synced");
    let page = async || bed.get("/sets/romashka", Some(&rita)).await.body;
    assert!(!page().await.contains("What is kept"), "nothing changed");
    bed.store.ask_rematch(Some("romashka"), "anna").await.expect("asked").expect("there are entries");
    assert!(page().await.contains("it waits for visits under way"));
    // The visits that began before are over.
    bed.clock.advance(HOUR);
    let mut claimed = bed.store.claim_rematch(HOUR).await.expect("an answer").expect("it is owed");
    assert!(bed.store.begin_rematch(&mut claimed).await.expect("begun"));
    bed.clock.advance(HOUR / 60);
    assert!(page().await.contains("changed entries: 0 of 1\u{a0}page <progress"), "{}", page().await);
    assert!(bed.store.step_rematch(&claimed, 0, &[], HOUR).await.expect("stepped"));
    assert_eq!(bed.store.turn_rematch(&mut claimed).await.expect("turned"), RematchStep::Ended);
    assert!(page().await.contains("was last matched with changed entries: "), "{}", page().await);
}

#[tokio::test]
async fn money_at_risk_stands_beside_the_risk() {
    let bed = Bed::new().await;
    let rita = bed.person("rita", &[("reader", "romashka")]).await;
    let api = format!("/api/v1/findings/{}", bed.finding);
    let asked = async || {
        serde_json::from_str::<serde_json::Value>(&bed.get(&api, Some(&rita)).await.body).expect("JSON")
    };
    assert!(asked().await["finding"]["at_risk"].is_null(), "nothing is stated, and nothing is made up");
    bed.clock.advance(HOUR);
    let claimed = drafts::claim(&bed.store, &["boards", "news"]).await;
    let known = drafts::known_finding(&bed.store, "one").await;
    let mut admission = drafts::admission("two", &claimed[1]);
    admission.pages.push(drafts::page("https://news.test/two", "once more"));
    admission.findings.push(FindingDraft {
        known: Some((known.id, known.version)),
        stated: Some(Money { amount: 1_000_000_000, currency: "RUB".into() }),
        ..drafts::finding("one", 0, None)
    });
    bed.store.admit(&admission).await.expect("admitted");
    // Seven tenths of ten million roubles.
    let money = serde_json::json!({ "amount": 700_000_000, "currency": "RUB" });
    assert_eq!(asked().await["finding"]["at_risk"], money);
    let listed: serde_json::Value =
        serde_json::from_str(&bed.get("/api/v1/findings", Some(&rita)).await.body).expect("JSON");
    assert_eq!(listed["findings"][0]["at_risk"], money);
    let page = bed.get(&format!("/findings/{}", bed.finding), Some(&rita)).await.body;
    assert!(
        page.contains("RUB\u{a0}7,000,000") && page.contains("70\u{a0}% × RUB\u{a0}10,000,000"),
        "{page}"
    );
}
