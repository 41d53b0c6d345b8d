//! Saved searches: whose they are, and how one becomes a watched query.

use super::*;

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[tokio::test]
async fn a_search_is_its_owners_unless_it_is_shared() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let rita = bed.person("rita", &[("reader", "romashka")]).await;
    let vlad = bed.person("vlad", &[("analyst", "vasilek")]).await;
    let adam = bed.person("adam", &[("admin", "*")]).await;
    let save = async |who: &Person, name: &str, watch: &str| {
        let asked = "q=утечка NEAR/5 данных&lang=ru&page=7&nonsense=1";
        bed.post("/searches", who, &form(&[("name", name), ("asked", asked), ("watch", watch)])).await
    };
    assert_eq!(save(&anna, "mine alone", "").await.to(), "/searches");
    assert_eq!(save(&anna, "<b>shared</b>", "romashka").await.to(), "/searches");
    // A reader keeps none; nobody shares with those of another watch; nothing without a name or that cannot be asked.
    assert_eq!(save(&rita, "x", "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(save(&anna, "x", "vasilek").await.status, StatusCode::NOT_FOUND);
    assert_eq!(save(&anna, "", "").await.status, StatusCode::BAD_REQUEST);
    let faulty = bed.post("/searches", &anna, &form(&[("name", "x"), ("asked", "q=(one")])).await;
    assert!(
        faulty.status == StatusCode::BAD_REQUEST && faulty.body.contains("not closed"),
        "{}",
        faulty.body
    );

    let seen = async |who: &Person| bed.get("/searches", Some(who)).await.body;
    let own = seen(&anna).await;
    assert!(own.contains("mine alone") && own.contains("&lt;b&gt;shared") && !own.contains("<b>shared"));
    // What it was asked with is kept, and no more.
    assert!(own.contains("lang=ru") && !own.contains("page=7") && !own.contains("nonsense"), "{own}");
    let others = seen(&rita).await;
    assert!(!others.contains("mine alone") && others.contains("&lt;b&gt;shared"));
    assert!(!seen(&vlad).await.contains("shared"));
    let api = bed.get("/api/v1/searches", Some(&rita)).await.body;
    assert!(api.contains("shared") && !api.contains("mine alone"));

    let rows = bed.store.saved_searches("anna", Some(&[])).await.expect("rows");
    let of = |name: &str| rows.iter().find(|row| row.name.contains(name)).expect("kept").id;
    let remove =
        async |who: &Person, id: i64| bed.post(&format!("/searches/{id}/remove"), who, "").await.status;
    assert_eq!(remove(&vlad, of("shared")).await, StatusCode::NOT_FOUND);
    assert_eq!(remove(&rita, of("shared")).await, StatusCode::NOT_FOUND);
    // What is hers alone an admin does not see; what is shared they do.
    assert_eq!(remove(&adam, of("alone")).await, StatusCode::NOT_FOUND);
    assert_eq!(remove(&adam, of("shared")).await, StatusCode::SEE_OTHER);
    assert_eq!(remove(&anna, of("alone")).await, StatusCode::SEE_OTHER);
    assert!(bed.store.saved_searches("anna", None).await.expect("rows").is_empty());
    let audit = bed.store.audit_rows(10, 0).await.expect("audit");
    assert!(audit.iter().any(|row| row.what == "search removed" && row.who == "adam"));
}

#[tokio::test]
async fn a_search_becomes_a_watched_query() {
    let bed = Bed::new().await;
    let adam = bed.person("adam", &[("admin", "*")]).await;
    let asked = "q=утечка OR слив&lang=ru";
    bed.post("/searches", &adam, &form(&[("name", "Leaks"), ("asked", asked), ("watch", "romashka")])).await;
    let saved = bed.store.saved_searches("adam", None).await.expect("rows")[0].id.to_string();

    // The filters of the search are part of the query, and the saved name is its title.
    let asked = form(&[("saved", &saved), ("q", "утечка OR слив"), ("lang", "ru")]);
    let page = bed.get(&format!("/search/watch?{asked}"), Some(&adam)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains("(утечка OR слив) lang:ru") && page.body.contains("value=\"Leaks\""),
        "{}",
        page.body
    );

    let fields = |expression: &str, what: &str| {
        form(&[
            ("watch", "romashka"),
            ("saved", &saved),
            ("f.title", "Leaks"),
            ("f.expression", expression),
            ("f.class", "leak"),
            ("f.damage", "large"),
            ("do", what),
        ])
    };
    // A fault is shown with a caret, in the preview and when it is kept, and nothing typed is lost.
    for what in ["preview", "save"] {
        let answer = bed.post("/search/watch", &adam, &fields("утечка NEAR слив", what)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("NEAR/10") && answer.body.contains("\n         ^"), "{}", answer.body);
        assert!(answer.body.contains("утечка NEAR слив"));
    }
    let unknown = bed.post("/search/watch", &adam, &fields("entity:nobody слив", "save")).await;
    assert!(unknown.body.contains("there is no entity nobody"), "{}", unknown.body);
    assert!(bed.store.config_items().await.expect("items").len() == 2, "nothing was kept");

    let good = "(утечка OR слив) NEAR/9 entity:own lang:ru";
    let answer = bed.post("/search/watch", &adam, &fields(good, "save")).await;
    assert_eq!(answer.to(), "/configuration/set?id=searches-romashka&saved=1", "{}", answer.body);
    assert!(bed.rung.load(Ordering::SeqCst) > 0, "whoever reloads is woken");
    let items = bed.store.config_items().await.expect("items");
    let item = items.iter().find(|item| item.name == "keyword-sets/searches-romashka.toml").expect("kept");
    let set = config::keyword_set("x.toml", &item.text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(
        (set.id.as_str(), set.watches.as_slice()),
        ("searches-romashka", &["romashka".to_owned()][..])
    );
    let entry = &set.entries[0];
    assert_eq!((entry.id.as_str(), entry.title.as_str(), entry.class), ("leaks", "Leaks", Class::Leak));
    assert_eq!(entry.matches, Matches::Query(Query { expression: good.into(), ..Query::default() }));
    // The watch is in a file, and uses it all the same.
    let stored: Vec<Stored> =
        items.iter().map(|item| Stored { name: item.name.clone(), text: item.text.clone() }).collect();
    let kinds = |crawl: &Crawl| leakwatch::sources::build(crawl).err().unwrap_or_default();
    let folder = bed.folder.path().join("config");
    let loaded = config::load(&Source { folder: Some(&folder), stored: &stored }, &kinds).expect("no faults");
    let watch = loaded.config.watches.iter().find(|w| w.id == "romashka").expect("there");
    assert!(watch.keyword_sets.contains(&"searches-romashka".to_owned()));

    let rows = bed.store.saved_searches("adam", None).await.expect("rows");
    assert_eq!(rows[0].entry.as_deref(), Some("searches-romashka/leaks"));
    // A second one stands beside it under an id of its own; the same one is told of.
    let again = bed.post("/search/watch", &adam, &fields(good, "preview")).await;
    assert!(again.body.contains("watched already"), "{}", again.body);
    bed.post("/search/watch", &adam, &fields("слив", "save")).await;
    let items = bed.store.config_items().await.expect("items");
    let item = items.iter().find(|item| item.name.ends_with("searches-romashka.toml")).expect("kept");
    assert!(item.text.contains("id = \"leaks\"") && item.text.contains("id = \"leaks-2\""), "{}", item.text);
}

#[tokio::test]
async fn a_watch_that_is_not_there_is_a_fault() {
    let bed = Bed::new().await;
    let adam = bed.person("adam", &[("admin", "*")]).await;
    let text = "[set]\nid = \"x\"\nwatches = [\"nobody\"]\n";
    let body = form(&[("as", "toml"), ("text", text), ("do", "save")]);
    let answer = bed.post("/configuration/set", &adam, &body).await;
    assert!(answer.body.contains("there is no watch &quot;nobody&quot;"), "{}", answer.body);
}
