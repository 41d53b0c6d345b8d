//! The configuration made on the page: forms into TOML, faults at their fields, nothing lost, former versions.

use leakwatch::config::export;

use super::*;

async fn stored(bed: &Bed, name: &str) -> Option<ConfigItem> {
    bed.store.config_items().await.expect("items").into_iter().find(|item| item.name == name)
}

async fn admin(bed: &Bed) -> Person {
    bed.person("adam", &[("admin", "*")]).await
}

/// A form's fields as a browser sends them.
fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[tokio::test]
async fn a_recipient_is_made_changed_and_taken_back() {
    let bed = Bed::new().await;
    let adam = admin(&bed).await;
    let fields =
        [("f.to", "cert@example.com"), ("f.watches", "romashka"), ("f.gets", "alerts"), ("do", "save")];
    let answer = bed.post("/configuration/recipient", &adam, &form(&fields)).await;
    assert_eq!(answer.to(), "/configuration/recipient?id=cert&saved=1", "{}", answer.body);
    let name = "recipient-cert.toml";
    let kept = stored(&bed, name).await.expect("kept");
    let made = "[recipient.cert]\nto = \"cert@example.com\"\nwatches = [\"romashka\"]\ngets = [\"alerts\"]\n";
    assert_eq!((kept.text.as_str(), kept.by.as_str()), (made, "adam"));
    assert!(bed.rung.load(Ordering::SeqCst) > 0, "whoever reloads is woken");

    let page = bed.get("/configuration/recipient?id=cert", Some(&adam)).await;
    assert!(page.body.contains("value=\"cert@example.com\""));
    let seen = kept.at.0.to_string();
    let change = [
        ("was", "cert"),
        ("seen", seen.as_str()),
        ("base", made),
        ("f.to", "other@example.com"),
        ("f.watches", "romashka"),
        ("f.language", "ru"),
        ("do", "save"),
    ];
    assert_eq!(
        bed.post("/configuration/recipient", &adam, &form(&change)).await.status,
        StatusCode::SEE_OTHER
    );
    let changed = stored(&bed, name).await.expect("kept");
    assert_eq!(
        changed.text,
        "[recipient.cert]\nto = \"other@example.com\"\nwatches = [\"romashka\"]\nlanguage = \"ru\"\n"
    );

    // Whoever opened the form before that change keeps what they typed, and changes nothing.
    let late = bed.post("/configuration/recipient", &adam, &form(&change)).await;
    assert!(late.body.contains("changed by somebody else") && late.body.contains("other@example.com"));

    let former = bed.store.former_config(name).await.expect("former")[0].id.to_string();
    let seen = changed.at.0.to_string();
    let back = [("was", "cert"), ("seen", seen.as_str()), ("version", former.as_str())];
    assert_eq!(
        bed.post("/configuration/recipient/restore", &adam, &form(&back)).await.status,
        StatusCode::SEE_OTHER
    );
    let again = stored(&bed, name).await.expect("kept");
    assert_eq!(again.text, made);
    let audit = bed.store.audit_rows(3, 0).await.expect("audit");
    let told: Vec<_> =
        audit.iter().map(|row| (row.who.as_str(), row.on.as_str(), row.reason.as_str())).collect();
    assert_eq!(told, [("adam", name, "taken back"), ("adam", name, "changed"), ("adam", name, "created")]);

    let seen = again.at.0.to_string();
    let gone =
        bed.post("/configuration/recipient/remove", &adam, &form(&[("was", "cert"), ("seen", &seen)])).await;
    let undo = bed.get(gone.to(), Some(&adam)).await;
    assert!(stored(&bed, name).await.is_none() && undo.body.contains("/configuration/recipient/restore"));
}

#[tokio::test]
async fn every_fault_stands_at_its_field_and_nothing_typed_is_lost() {
    let bed = Bed::new().await;
    let adam = admin(&bed).await;
    let fields = [
        ("id", "cert"),
        ("f.to", "no <address>"),
        ("f.watches", "romashka"),
        ("f.watches", "lutik"),
        ("f.zone", "Europe/Moskow"),
        ("do", "save"),
    ];
    let answer = bed.post("/configuration/recipient", &adam, &form(&fields)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for expected in [
        "is no e-mail address",
        "there is no watch &quot;lutik&quot;",
        "did you mean &quot;Europe/Moscow&quot;?",
        "value=\"no &lt;address&gt;\"",
        "value=\"Europe/Moskow\"",
        "value=\"lutik\" checked",
        "id=\"fault-to\"",
    ] {
        assert!(answer.body.contains(expected), "{expected}");
    }
    assert!(stored(&bed, "recipient-cert.toml").await.is_none());

    // The operator's file has this id: the fault says where.
    let taken = [("id", "soc"), ("f.to", "soc@example.com"), ("f.watches", "romashka"), ("do", "save")];
    let answer = bed.post("/configuration/recipient", &adam, &form(&taken)).await;
    assert!(answer.body.contains("ids are unique") && answer.body.contains("leakwatch.toml:"));

    // TOML that is none comes back as it was typed, with line and column.
    let text = "[recipient.cert]\nto = \n";
    let answer = bed
        .post("/configuration/recipient", &adam, &form(&[("as", "toml"), ("text", text), ("do", "save")]))
        .await;
    assert!(answer.body.contains("line 2:6") && answer.body.contains("[recipient.cert]\nto = "));

    // Other tables do not slip in beside the recipient.
    let text = "[recipient.cert]\nwatches = [\"romashka\"]\nto = \"a@example.com\"\n[server]\nlisten = \"0.0.0.0:80\"\n";
    let answer = bed
        .post("/configuration/recipient", &adam, &form(&[("as", "toml"), ("text", text), ("do", "save")]))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stored(&bed, "recipient-cert.toml").await.is_none());
}

#[tokio::test]
async fn a_person_is_added_to_a_set_and_tried_before() {
    let bed = Bed::new().await;
    let adam = admin(&bed).await;
    let page = bed.get("/configuration/entry?set=mine&kind=person", Some(&adam)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let base = "[set]\nid = \"mine\"\n\n[[entity]]\nid = \"new\"\nkind = \"person\"\n";
    let seen = bed.made.0.to_string();
    let filled = |name: &'static str, what: &'static str| {
        form(&[
            ("set", "mine"),
            ("kind", "person"),
            ("seen", &seen),
            ("base", base),
            ("f.name", name),
            ("f.role", "leadership"),
            ("f.examples", "Вчера Иванову Ивану Петровичу сообщили"),
            ("f.counter_examples", "Иванов Пётр выступил"),
            ("try", "Говорили с Иваном Петровичем Ивановым."),
            ("do", what),
        ])
    };
    let tried = bed.post("/configuration/entry", &adam, &filled("Иванов Иван Петрович", "try")).await;
    assert!(tried.body.contains("<mark>Иваном Петровичем Ивановым</mark>"), "{}", tried.body);
    assert_eq!(
        stored(&bed, "keyword-sets/mine.toml").await.expect("there").text,
        "[set]\nid = \"mine\"\n",
        "not kept"
    );

    let faulty = bed.post("/configuration/entry", &adam, &filled("Петров Пётр Петрович", "save")).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faulty.body.contains("example does not match") && faulty.body.contains("id=\"fault-examples\""));

    let saved = bed.post("/configuration/entry", &adam, &filled("Иванов Иван Петрович", "save")).await;
    assert_eq!(saved.to(), "/configuration/set?id=mine&saved=1", "{}", saved.body);
    let text = stored(&bed, "keyword-sets/mine.toml").await.expect("kept").text;
    assert!(
        text.contains("id = \"ivanov-ivan-petrovich\"\nkind = \"person\"\nname = \"Иванов Иван Петрович\""),
        "{text}"
    );

    let items = bed.store.config_items().await.expect("items");
    let items: Vec<Stored> = items.into_iter().map(|i| Stored { name: i.name, text: i.text }).collect();
    let files = export(&Default::default(), &items).expect("no name is taken");
    let folder = bed.folder.path().join("config");
    for file in &files {
        std::fs::write(folder.join(&file.name), &file.text).expect("written");
    }
    let loaded =
        config::load(&Source { folder: Some(&folder), stored: &[] }, &|_| Vec::new()).expect("it loads");
    assert!(loaded.config.spare_sets.iter().any(|set| set.id == "mine" && set.entries.len() == 1));
    assert!(loaded.config.recipients.iter().any(|recipient| recipient.id == "duty"));
}

#[tokio::test]
async fn a_place_keeps_what_its_form_does_not_know() {
    let bed = Bed::new().await;
    let adam = admin(&bed).await;
    let fields = [
        ("f.title", "Форум X"),
        ("f.kind", "site"),
        ("f.start", "https://forum.example/\r\n"),
        ("do", "save"),
    ];
    let made = bed.post("/configuration/place", &adam, &form(&fields)).await;
    assert_eq!(made.to(), "/configuration/place?id=forum-x&saved=1", "{}", made.body);
    let name = "crawlers/forum-x/crawler.toml";
    let kept = stored(&bed, name).await.expect("kept");
    let seen = kept.at.0.to_string();
    let text = format!("{}\n# how posts look\n[recipe]\nitem = \".post\"\n", kept.text);
    let sent = [("was", "forum-x"), ("seen", &*seen), ("as", "toml"), ("text", &*text), ("do", "save")];
    assert_eq!(bed.post("/configuration/place", &adam, &form(&sent)).await.status, StatusCode::SEE_OTHER);
    let kept = stored(&bed, name).await.expect("kept");
    let seen = kept.at.0.to_string();
    let sent = [
        ("was", "forum-x"),
        ("seen", &*seen),
        ("base", &*kept.text),
        ("f.title", "Форум X"),
        ("f.kind", "site"),
        ("f.start", "https://forum.example/"),
        ("f.pages", "200"),
        ("do", "save"),
    ];
    assert_eq!(bed.post("/configuration/place", &adam, &form(&sent)).await.status, StatusCode::SEE_OTHER);
    let text = stored(&bed, name).await.expect("kept").text;
    assert!(
        text.contains("pages = 200\n") && text.ends_with("# how posts look\n[recipe]\nitem = \".post\"\n"),
        "{text}"
    );
}

#[tokio::test]
async fn programs_change_it_under_the_same_checks() {
    let bed = Bed::new().await;
    let adam = admin(&bed).await;
    let send = async |body: serde_json::Value| {
        let request = Request::post("/api/v1/configuration")
            .header(header::COOKIE, &adam.cookie)
            .header("x-csrf-token", &adam.csrf)
            .body(Body::from(body.to_string()))
            .expect("a request");
        bed.send(request).await
    };
    let name = "keyword-sets/other.toml";
    let good = serde_json::json!({ "name": name, "text": "[set]\nid = \"other\"\n" });
    let answer = send(good.clone()).await;
    assert!(
        answer.status == StatusCode::OK && answer.body.contains("no watch uses keyword set"),
        "{}",
        answer.body
    );
    assert_eq!(send(good).await.status, StatusCode::CONFLICT, "it is there");
    let faulty = serde_json::json!({ "name": "keyword-sets/x.toml", "text": "[set]\nid = \"x\"\nodd = 1\n" });
    let answer = send(faulty).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let faults: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(faults["faults"][0]["line"], 3);
    for name in ["../x.toml", "leakwatch.toml", "keyword-sets/y.toml"] {
        let odd = serde_json::json!({ "name": name, "text": "[set]\nid = \"x\"\n" });
        assert_eq!(send(odd).await.status, StatusCode::BAD_REQUEST, "{name}");
    }
}
