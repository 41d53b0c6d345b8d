//! Forms: their tokens, logging in, the first account, judging and taking back.

use super::*;
use leakwatch::web::{Face, TABLE, create_account, first_account_link};

#[tokio::test]
async fn no_form_without_its_token() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("admin", "*")]).await;
    let other = bed.person("other", &[("admin", "*")]).await;
    for route in TABLE.iter().filter(|route| route.method == "POST" && route.face == Face::Page) {
        let path = route.path.replace("{id}", "1").replace("{token}", "none");
        for body in [String::new(), "csrf=".into(), format!("csrf={}", other.csrf)] {
            let answer = bed.post_with(&path, &anna, &body).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with {body:?}");
        }
    }
    let body = Body::from(r#"{"verdict":"fixed"}"#);
    let request = Request::post(format!("/api/v1/findings/{}/judge", bed.finding))
        .header(header::COOKIE, &anna.cookie)
        .body(body)
        .expect("a request");
    assert_eq!(bed.send(request).await.status, StatusCode::FORBIDDEN, "a script without the header");
}

#[tokio::test]
async fn the_first_account_is_made_once() {
    let bed = Bed::new().await;
    let url = "https://leaks.example.com/";
    let link = first_account_link(&bed.store, url, &bed.clock).await.expect("asked").expect("no account yet");
    let path = link.strip_prefix("https://leaks.example.com").expect("our address").to_owned();
    let someone = bed.stranger().await;
    assert!(bed.get(&path, Some(&someone)).await.body.contains("minlength=\"10\""));
    let short = bed.post(&path, &someone, "name=anna&password=short&language=ru&zone=UTC").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY, "a bad password does not use the link up");
    let fields = "name=anna&password=correct+horse+battery&language=ru&zone=Europe/Moscow";
    let made = bed.post(&path, &someone, fields).await;
    assert_eq!((made.status, made.to()), (StatusCode::SEE_OTHER, "/"));
    let cookie = made.headers.get(header::SET_COOKIE).and_then(|v| v.to_str().ok()).expect("a session");
    for word in ["HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(cookie.contains(word), "{word} in {cookie}");
    }
    let again = bed.post(&path, &someone, &fields.replace("anna", "eve")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let accounts = bed.store.accounts().await.expect("accounts");
    assert_eq!(accounts.len(), 1);
    assert!(accounts[0].password.starts_with("$argon2id$"));
    assert_eq!(first_account_link(&bed.store, url, &bed.clock).await.expect("asked"), None);
}

#[tokio::test]
async fn logging_in() {
    let bed = Bed::new().await;
    let draft = AccountDraft {
        name: "anna".into(),
        language: "en".into(),
        zone: "UTC".into(),
        grants: vec![("reader".into(), "romashka".into())],
        ..AccountDraft::default()
    };
    let made = create_account(&bed.store, draft, "correct horse battery", "test").await.expect("made");
    assert!(made.is_some());
    let someone = bed.stranger().await;
    let good = |next: &str| format!("name=anna&password=correct+horse+battery&next={next}");
    for (next, expected) in
        [("/places", "/places"), ("//evil.example/", "/"), ("https://evil.example", "/"), ("", "/")]
    {
        let answer = bed.post("/login", &someone, &good(next)).await;
        assert_eq!((answer.status, answer.to()), (StatusCode::SEE_OTHER, expected), "{next}");
    }
    for n in 0..8 {
        let wrong = bed.post("/login", &someone, "name=anna&password=wrong").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "attempt {n}");
    }
    let rest = bed.post("/login", &someone, &good("")).await;
    assert_eq!(rest.status, StatusCode::TOO_MANY_REQUESTS, "even the right password has to wait");
    bed.clock.advance(HOUR);
    assert_eq!(bed.post("/login", &someone, &good("")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn judging_and_taking_back() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let id = bed.finding;
    let path = format!("/findings/{id}/judge");
    let judged = bed.post(&path, &anna, "verdict=false_positive").await;
    assert_eq!(judged.to(), format!("/findings/{id}?was={id}:new"));
    let shown = bed.get(judged.to(), Some(&anna)).await;
    assert!(shown.body.contains("/findings/undo"), "the way back is offered");
    let fields = format!("was={id}:new&back=/findings/{id}");
    assert_eq!(bed.post("/findings/undo", &anna, &fields).await.to(), format!("/findings/{id}"));
    let row = async || bed.store.finding(id, None).await.expect("read").expect("there");
    assert_eq!(row().await.verdict, Verdict::New);

    let fields = "owner=me&due=2026-12-01&treatment=accept&accepted_until=2027-01-01&comment=known";
    assert_eq!(bed.post(&path, &anna, fields).await.status, StatusCode::SEE_OTHER);
    let now = row().await;
    assert_eq!((now.owner.as_deref(), now.treatment), (Some("anna"), Some(Treatment::Accept)));
    assert!(now.accepted_until.is_some() && now.due.is_some());
    let endless = bed.post(&path, &anna, "treatment=accept&accepted_until=").await;
    assert_eq!(endless.status, StatusCode::BAD_REQUEST, "an acceptance ends");
    let away = bed.post("/findings/undo", &anna, &format!("was={id}:new&back=//evil.example")).await;
    assert_eq!(away.to(), "/findings");
    let none = bed.post("/findings/judge", &anna, "verdict=fixed").await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    let back = bed.post("/findings/judge", &anna, &format!("verdict=fixed&id={id}&back=?serious%3D1")).await;
    assert!(back.to().starts_with("/findings?serious=1&was="), "{}", back.to());
}

#[tokio::test]
async fn a_visit_is_asked_for_and_the_bell_rung() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let answer = bed.post("/places/news/visit", &anna, "").await;
    assert!(answer.to().starts_with("/places/news?asked="), "{}", answer.to());
    let asked = bed.store.take_requests(10).await.expect("requests");
    assert_eq!((asked[0].kind.as_str(), &asked[0].body), ("visit", &serde_json::json!({ "crawl": "news" })));
    assert_eq!(bed.rung.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_last_admin_stays() {
    let bed = Bed::new().await;
    let adam = bed.person("adam", &[("admin", "*")]).await;
    let grants = format!("/people/{}/grants", adam.account);
    let disable = format!("/people/{}/disable", adam.account);
    assert_eq!(bed.post(&grants, &adam, "grant:*=reader").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(bed.post(&disable, &adam, "disabled=1").await.status, StatusCode::BAD_REQUEST);
    bed.person("eve", &[("admin", "*")]).await;
    assert_eq!(bed.post(&disable, &adam, "disabled=1").await.status, StatusCode::SEE_OTHER);
    assert_eq!(bed.get("/", Some(&adam)).await.status, StatusCode::SEE_OTHER, "and the session ended");
}

#[tokio::test]
async fn a_finding_is_muted_from_its_page_and_ended() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let rita = bed.person("rita", &[("reader", "romashka")]).await;
    let fields = |scope: &str, until: &str| {
        format!("finding={}&scope={scope}&until={until}&reason=their+test+data", bed.finding)
    };
    for (fields, why) in [
        (fields("entry", "2020-01-01"), "over"),
        (fields("entry", "2099-01-01"), "too far"),
        (fields("entry", ""), "no day"),
        (fields("everything", &bed.tomorrow()), "no scope"),
        (fields("entry", &bed.tomorrow()).replace("their+test+data", "hm"), "no reason"),
    ] {
        assert_eq!(bed.post("/mutes", &anna, &fields).await.status, StatusCode::BAD_REQUEST, "{why}");
    }
    assert_eq!(
        bed.post("/mutes", &rita, &fields("entry", &bed.tomorrow())).await.status,
        StatusCode::FORBIDDEN
    );
    for (scope, about) in [
        ("finding", bed.finding.to_string()),
        ("entry", "personal-data-ru/inn".into()),
        ("place", "news".into()),
    ] {
        assert_eq!(
            bed.post("/mutes", &anna, &fields(scope, &bed.tomorrow())).await.to(),
            "/mutes",
            "{scope}"
        );
        let row = bed.store.mutes(None, 1).await.expect("mutes").remove(0);
        assert_eq!((row.scope.word(), row.about, row.reason.as_str()), (scope, about, "their test data"));
    }
    let listed = bed.get("/mutes", Some(&rita)).await.body;
    assert!(
        listed.contains("their test data") && !listed.contains("/end\""),
        "a reader sees, and ends nothing"
    );
    let newest = bed.store.mutes(None, 1).await.expect("mutes")[0].id;
    let answer = bed.get("/api/v1/mutes", Some(&rita)).await.body;
    assert!(answer.contains(&format!("\"id\":{newest},")), "{answer}");
    assert_eq!(bed.post(&format!("/mutes/{newest}/end"), &anna, "").await.to(), "/mutes");
    assert_eq!(bed.store.mutes(None, 1).await.expect("mutes")[0].ended_by.as_deref(), Some("anna"));
    assert!(
        bed.get("/", Some(&anna)).await.body.contains("3\u{a0}mutes in force"),
        "the overview counts them"
    );
}

#[tokio::test]
async fn a_hold_names_what_is_there_and_is_lifted_with_a_reason() {
    let bed = Bed::new().await;
    let adam = bed.person("adam", &[("admin", "*")]).await;
    let address = format!("url:https://news.test/one?inn={SECRET}").replace('?', "%3F").replace('=', "%3D");
    for (scope, expected) in [
        ("nowhere", 400),
        ("finding:999", 400),
        ("finding:x", 400),
        ("url:https://news.test/nowhere", 400),
        ("news", 303),
        (&format!("finding:{}", bed.finding), 303),
        (address.as_str(), 303),
    ] {
        let answer = bed.post("/holds", &adam, &format!("scope={scope}&reason=case+12")).await;
        assert_eq!(answer.status.as_u16(), expected, "{scope}");
    }
    assert_eq!(bed.post("/holds", &adam, "scope=news&reason=").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(bed.store.holds().await.expect("holds").len(), 3);
    assert!(bed.get("/holds", Some(&adam)).await.body.contains("case 12"));
    assert_eq!(bed.post("/holds/lift", &adam, "scope=news&reason=closed").await.to(), "/holds");
    assert_eq!(bed.store.holds().await.expect("holds").len(), 2);
    let line = &bed.store.audit_rows(1, 0).await.expect("audit")[0];
    assert_eq!(
        (line.what.as_str(), line.on.as_str(), line.reason.as_str()),
        ("legal hold released", "news", "closed")
    );
}

#[tokio::test]
async fn what_is_muted_is_nobodys_lateness() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let quiet = MuteDraft {
        watch: "romashka".into(),
        scope: Quiet::Finding,
        about: bed.finding.to_string(),
        until: T0 + 48 * HOUR,
        reason: "a drill".into(),
    };
    bed.store.mute(&quiet, "anna").await.expect("muted");
    bed.clock.advance(HOUR);
    let claimed = drafts::claim(&bed.store, &["boards", "news"]).await;
    let known = drafts::known_finding(&bed.store, "one").await;
    let mut admission = drafts::admission("two", &claimed[1]);
    admission.pages.push(drafts::page("https://news.test/two", "once more"));
    let event = drafts::event(2, &["duty"]);
    let again =
        FindingDraft { known: Some((known.id, known.version)), ..drafts::finding("one", 0, Some(event)) };
    admission.findings.push(again);
    bed.store.admit(&admission).await.expect("admitted");
    let alert = bed.store.alerts(None, 1, 0).await.expect("alerts").remove(0);
    assert!(alert.state == Delivery::Muted && alert.due < bed.clock.now(), "past its time: {alert:?}");
    let page = bed.get(&format!("/findings/{}", bed.finding), Some(&anna)).await.body;
    assert!(page.contains("href=\"/mutes\">muted</a>: duty"), "its history tells it: {page}");
    assert!(!page.contains("class=\"broken\""), "nothing is late");
    let listed = bed.get("/findings", Some(&anna)).await.body;
    assert!(listed.contains("<span class=\"hint\">muted</span>"), "and the list");
    let alert = bed.get(&format!("/alerts/{}", alert.id), Some(&anna)).await.body;
    assert!(
        alert.contains("href=\"/mutes\"") && !alert.contains("/acknowledge"),
        "there is nothing to know of"
    );
    assert_eq!(bed.get("/letters?late=1", Some(&anna)).await.body.matches("№").count(), 1, "the first alone");
}

#[tokio::test]
async fn what_is_judged_false_is_shown_and_taken_back() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let rita = bed.person("rita", &[("reader", "romashka")]).await;
    let vera = bed.person("vera", &[("analyst", "vasilek")]).await;
    assert!(bed.get("/suppressions", Some(&rita)).await.body.contains("Nothing was judged false"));
    let judge = format!("/findings/{}/judge", bed.finding);
    bed.post(&judge, &anna, "verdict=false_positive&comment=their+own+sample").await;
    bed.clock.advance(HOUR / 2);
    let listed = bed.get("/suppressions", Some(&rita)).await.body;
    assert!(
        listed.contains("their own sample") && !listed.contains("/end\""),
        "a reader sees, and ends nothing"
    );
    assert!(!bed.get("/suppressions", Some(&vera)).await.body.contains("their own sample"));
    let row = bed.store.suppressions(None, false, 1).await.expect("listed").remove(0);
    let page = bed.get(&format!("/findings/{}", bed.finding), Some(&rita)).await.body;
    assert!(page.contains("Judged false by anna") && page.contains("New places kept silent: 0"), "{page}");
    let answer = bed.get("/api/v1/suppressions", Some(&rita)).await.body;
    assert!(answer.contains("\"scope\":\"value\"") && answer.contains("\"places\":0"), "{answer}");
    let answer = bed.get(&format!("/api/v1/suppressions/{}", row.id), Some(&rita)).await.body;
    assert!(answer.contains("\"places\":[]"), "{answer}");
    let end = format!("/suppressions/{}/end", row.id);
    assert_eq!(bed.post(&end, &rita, "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(bed.post(&end, &vera, "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(bed.post(&end, &anna, "").await.to(), format!("/findings/{}", bed.finding));
    assert!(bed.get("/suppressions", Some(&rita)).await.body.contains("Nothing was judged false"));
    assert!(bed.get("/suppressions?all=1", Some(&rita)).await.body.contains("Taken back by anna"));

    // For its passages alone, by the button of its own.
    bed.post(&judge, &anna, "verdict=false_positive&only_here=1").await;
    let row = bed.store.suppressions(None, false, 1).await.expect("listed").remove(0);
    assert_eq!(row.scope, Hush::Passage);
    let audit = bed.store.audit_rows(10, 0).await.expect("audit");
    let said: Vec<&str> = audit.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(said[..3], ["suppressed", "suppression ended", "suppressed"]);
}

#[tokio::test]
async fn a_rematch_is_shown_paused_and_given_up() {
    let bed = Bed::new().await;
    let adam = bed.person("adam", &[("admin", "*")]).await;
    let anna = bed.person("anna", &[("analyst", "*")]).await;
    assert!(bed.get("/rematches", Some(&adam)).await.body.contains("Nothing was matched anew yet"));
    let seed = EntrySeed {
        id: "romashka/company".into(),
        matched: digest("matched"),
        judged: digest("judged"),
        noted: String::new(),
    };
    bed.store.sync_entries(&[seed], "test").await.expect("entries");
    let id = bed.store.ask_rematch(None, "adam").await.expect("asked").expect("owed");
    let page = bed.get("/rematches", Some(&adam)).await.body;
    assert!(page.contains("waiting") && page.contains("romashka/company"), "{page}");
    assert_eq!(bed.get("/rematches", Some(&anna)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(bed.post(&format!("/rematches/{id}/pause"), &adam, "").await.to(), "/rematches");
    assert!(bed.get("/rematches", Some(&adam)).await.body.contains("paused: adam"));
    assert!(
        bed.get("/sets/romashka", Some(&anna)).await.body.contains("paused"),
        "an analyst sees it at the set"
    );
    let answer = bed.get(&format!("/api/v1/rematches/{id}"), Some(&adam)).await.body;
    assert!(answer.contains("\"state\":\"paused\"") && answer.contains("\"halted_by\":\"adam\""), "{answer}");
    bed.post(&format!("/rematches/{id}/resume"), &adam, "").await;
    bed.post(&format!("/rematches/{id}/cancel"), &adam, "").await;
    let page = bed.get("/rematches", Some(&adam)).await.body;
    assert!(page.contains("cancelled: adam") && !page.contains("/cancel\""), "{page}");
    assert_eq!(bed.post("/rematches/99/pause", &adam, "").await.status, StatusCode::NOT_FOUND);
}
