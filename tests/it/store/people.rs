//! Accounts, ways in, requests and what people configured.

use leakwatch::store::rows::*;
use serde_json::json;

use super::Bed;
use super::drafts::*;

fn anna() -> AccountDraft {
    AccountDraft {
        name: "anna".into(),
        email: "anna@example.com".into(),
        password: "$argon2id$made-up".into(),
        language: "ru".into(),
        zone: "Europe/Moscow".into(),
        grants: vec![("analyst".into(), "romashka".into()), ("reader".into(), "vasilek".into())],
    }
}

pub async fn accounts_and_grants(bed: Bed) {
    let store = &bed.store;
    let id = store.create_account(&anna(), "setup").await.expect("made").expect("the name is free");
    assert_eq!(store.create_account(&anna(), "setup").await.expect("an answer"), None);
    let row = store.account_by_name("anna").await.expect("read").expect("it is there");
    assert_eq!((row.id, row.email.as_str(), row.disabled), (id, "anna@example.com", false));
    assert_eq!(row.grants, anna().grants);
    assert_eq!(store.account_by_name("boris").await.expect("read"), None);

    store.set_grants(id, &[("admin".into(), "*".into())], "root").await.expect("set");
    store.set_preferences(id, "en", "UTC").await.expect("set");
    store.create_session(id, &digest("s"), &digest("c"), T0 + HOUR).await.expect("opened");
    store.set_password(id, "$argon2id$other", "anna").await.expect("set");
    assert_eq!(store.session(&digest("s")).await.expect("read"), None, "a new password ends old sessions");
    let row = store.account(id).await.expect("read").expect("it is there");
    assert_eq!(
        (row.password.as_str(), row.language.as_str(), row.zone.as_str()),
        ("$argon2id$other", "en", "UTC")
    );
    assert_eq!(row.grants, [("admin".to_owned(), "*".to_owned())]);
    store.disable(id, true, "root").await.expect("disabled");
    assert!(store.accounts().await.expect("accounts")[0].disabled);
    let audit = store.audit_rows(10, 0).await.expect("audit");
    let lines: Vec<_> = audit.iter().map(|a| (a.who.as_str(), a.what.as_str(), a.on.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("root", "account disabled", "anna"),
            ("anna", "password set", "anna"),
            ("root", "grants set", "anna"),
            ("setup", "account created", "anna"),
        ]
    );
}

pub async fn sessions_tokens_and_links(bed: Bed) {
    let store = &bed.store;
    let id = store.create_account(&anna(), "setup").await.expect("made").expect("the name is free");
    let until = T0 + HOUR;
    store.create_session(id, &digest("s"), &digest("csrf"), until).await.expect("opened");
    let session = store.session(&digest("s")).await.expect("read").expect("it is open");
    assert_eq!((session.account.id, session.csrf, session.until), (id, digest("csrf"), until));
    store.create_session(id, &digest("t"), &digest("csrf"), until).await.expect("opened");
    store.end_session(&digest("t")).await.expect("ended");
    assert_eq!(store.session(&digest("t")).await.expect("read"), None);

    let scopes = ["findings:read".to_owned()];
    let token = store.create_api_token(id, "siem", &digest("k"), &scopes, until).await.expect("made");
    let (account, row) = store.api_token(&digest("k")).await.expect("read").expect("it is good");
    assert_eq!(
        (account.id, row.id, row.scopes.as_slice(), row.last_used),
        (id, token, scopes.as_slice(), Some(T0))
    );
    assert!(!store.revoke_api_token(id + 1, token).await.expect("an answer"), "not one's own");
    assert_eq!(store.api_tokens(id).await.expect("tokens").len(), 1);

    store.one_time_link(&digest("l"), "first account", until).await.expect("made");
    assert_eq!(
        store.take_one_time_link(&digest("l")).await.expect("taken").as_deref(),
        Some("first account")
    );
    assert_eq!(store.take_one_time_link(&digest("l")).await.expect("asked"), None);
    store.one_time_link(&digest("m"), "first account", until).await.expect("made");

    store.disable(id, true, "root").await.expect("disabled");
    assert_eq!(store.api_token(&digest("k")).await.expect("read"), None);
    assert_eq!(store.session(&digest("s")).await.expect("read"), None);
    store.disable(id, false, "root").await.expect("enabled");
    store.create_session(id, &digest("u"), &digest("csrf"), until).await.expect("opened");
    bed.clock.advance(HOUR);
    assert_eq!(store.session(&digest("u")).await.expect("read"), None, "it ended");
    assert_eq!(store.api_token(&digest("k")).await.expect("read"), None);
    assert_eq!(store.take_one_time_link(&digest("m")).await.expect("asked"), None);
    assert!(store.revoke_api_token(id, token).await.expect("an answer"));
}

pub async fn requests_are_taken_once(bed: Bed) {
    let store = &bed.store;
    let first = store.ask("visit", &json!({"crawl": "a"}), "anna").await.expect("asked");
    let second = store.ask("test_letter", &json!({}), "anna").await.expect("asked");
    let other = bed.second().await;
    let (a, b) = tokio::join!(store.take_requests(10), other.take_requests(10));
    let mut taken: Vec<i64> = [a.expect("taken"), b.expect("taken")].concat().iter().map(|r| r.id).collect();
    taken.sort_unstable();
    assert_eq!(taken, [first, second]);
    store.answer(first, &json!({"ok": true})).await.expect("answered");
    store.answer(first, &json!({"ok": false})).await.expect("the first answer counts");
    let row = store.request(first).await.expect("read").expect("it is there");
    assert_eq!(
        (row.body, row.done, row.answer),
        (json!({"crawl": "a"}), Some(T0), Some(json!({"ok": true})))
    );
    assert_eq!(store.request(second + 100).await.expect("read"), None);
    bed.clock.advance(HOUR);
    let again = store.take_requests(10).await.expect("taken");
    assert_eq!(again.iter().map(|r| r.id).collect::<Vec<_>>(), [second], "whoever took it died");
}

pub async fn configuration_and_notes(bed: Bed) {
    let store = &bed.store;
    let name = "keyword-sets/x.toml";
    let change = |text, seen, why| ConfigChange { name, text, seen, by: "anna", why };
    let (first, second) = ("[set]\nid = \"x\"", "[set]\nid = \"y\"");
    assert!(store.change_config(&change(Some(first), None, "kept")).await.expect("kept"));
    assert!(!store.change_config(&change(Some(second), None, "kept")).await.expect("asked"), "it is there");
    assert!(store.change_config(&change(Some(second), Some(T0), "kept")).await.expect("kept"));
    assert!(
        !store.change_config(&change(None, Some(T0), "deleted")).await.expect("asked"),
        "seen before that"
    );
    let items = store.config_items().await.expect("items");
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].text.as_str(), items[0].by.as_str()), (second, "anna"));
    assert!(items[0].at > T0, "versions are told apart though the clock stands");
    assert!(store.change_config(&change(None, Some(items[0].at), "deleted")).await.expect("deleted"));
    assert!(store.config_items().await.expect("items").is_empty());
    let former = store.former_config(name).await.expect("former versions");
    assert_eq!(former.iter().map(|f| f.text.as_str()).collect::<Vec<_>>(), [second, first]);
    let mut seen = None;
    for n in 0..25 {
        let text = format!("# {n}");
        assert!(
            store
                .change_config(&ConfigChange { text: Some(&text), ..change(None, seen, "kept") })
                .await
                .expect("kept")
        );
        seen = store.config_items().await.expect("items").first().map(|item| item.at);
    }
    assert_eq!(store.former_config(name).await.expect("former versions").len(), 20, "a bound");

    store.note_disk(7).await.expect("noted");
    store.note_disk(5).await.expect("noted");
    assert_eq!(store.disk_days().await.expect("days").iter().map(|d| d.1).collect::<Vec<_>>(), [5]);
    store.audit("anna", "reveal", "finding 7", "incident 12").await.expect("noted");
    let audit = store.audit_rows(1, 0).await.expect("audit").remove(0);
    assert_eq!(
        (audit.what.as_str(), audit.on.as_str(), audit.reason.as_str()),
        ("reveal", "finding 7", "incident 12")
    );
    assert_eq!(store.audit_rows(100, 0).await.expect("audit").len(), 3 + 25 + 1);

    assert_eq!(store.meta_get("key").await.expect("read"), None, "the store's own key is no note");
    store.meta_set("rematch", "7").await.expect("kept");
    store.meta_set("rematch", "8").await.expect("kept");
    assert_eq!(store.meta_get("rematch").await.expect("read").as_deref(), Some("8"));
}
