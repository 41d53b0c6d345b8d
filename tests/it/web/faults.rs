//! What is wrong with a configuration or a query, told in the reader's language where it was written.

use super::*;

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

type Fields = &'static [(&'static str, &'static str)];

async fn russian(bed: &Bed) -> Person {
    let anna = bed.person("anna", &[("admin", "*")]).await;
    bed.store.set_preferences(anna.account, "ru", "Europe/Moscow").await.expect("set");
    anna
}

/// Each form with one fault, its Russian, and some English that must not stand there.
#[tokio::test]
async fn faults_are_told_in_russian() {
    let bed = Bed::new().await;
    let anna = russian(&bed).await;
    let set = "[set]\nid = \"new-set\"\n";
    let rows: [(&str, Fields, &str, &str); 6] = [
        (
            "/configuration/recipient",
            &[("f.to", "nobody"), ("f.watches", "romashka"), ("do", "save")],
            "«nobody» — не адрес почты",
            "no e-mail address",
        ),
        (
            "/configuration/place",
            &[("as", "toml"), ("text", "id = \"x\"\nkind = \"feed\"\n[feed]\npage = true\n"), ("do", "save")],
            "в [feed] нет ключа `page`; возможно, `pages`",
            "has no key",
        ),
        (
            "/configuration/watch",
            &[("as", "toml"), ("text", "[watch.x]\nplan = \"dayly\"\n"), ("do", "save")],
            "плана «dayly» нет; возможно, «daily»",
            "there is no plan",
        ),
        (
            "/configuration/set",
            &[("as", "toml"), ("text", "[set]\nid = \"x\"\ntitle = Hello\n"), ("do", "save")],
            "запись не по правилам TOML: текст пишется в кавычках",
            "not valid TOML",
        ),
        (
            "/configuration/entry",
            &[
                ("set", "new-set"),
                ("kind", "pattern"),
                ("base", "[set]\nid = \"new-set\"\n\n[[pattern]]\n"),
                ("id", "p"),
                ("f.regex", "a("),
                ("do", "try"),
                ("try", "a"),
            ],
            "не собирается, знак 2: ( не закрыта",
            "does not compile",
        ),
        (
            "/configuration/entry",
            &[
                ("set", "new-set"),
                ("kind", "query"),
                ("base", "[set]\nid = \"new-set\"\n\n[[query]]\n"),
                ("id", "q"),
                ("f.class", "leak"),
                ("f.expression", "(утечка"),
                ("do", "try"),
                ("try", "утечка"),
            ],
            "эта ( не закрыта: поставьте ) там, где она кончается",
            "is not closed",
        ),
    ];
    let made =
        bed.post("/configuration/set", &anna, &form(&[("as", "toml"), ("text", set), ("do", "save")])).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    for (path, fields, told, never) in rows {
        let answer = bed.post(path, &anna, &form(fields)).await;
        let words = answer.body.replace("&quot;", "\"").replace("&amp;", "&");
        assert!(words.contains(told) && !words.contains(never), "{path}: {told}\n{words}");
    }
}

/// A text of TOML with several faults is told all of them.
#[tokio::test]
async fn every_fault_of_a_text_at_once() {
    let bed = Bed::new().await;
    let anna = russian(&bed).await;
    let text = "[set]\nid = \"x\"\n[[pattern]]\nid = \"a\nregex = 'a'\n[[pattern]]\nid = \"b\"\nregex = '('\n\
        [[query]]\nid = q\n";
    let answer =
        bed.post("/configuration/set", &anna, &form(&[("as", "toml"), ("text", text), ("do", "save")])).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in [
        "строка 4:8 · запись не по правилам TOML: кавычка",
        "строка 8:9 · `regex`: не собирается",
        "строка 10:6 · запись не по правилам TOML: текст пишется в кавычках",
    ] {
        assert!(answer.body.contains(told), "{told}\n{}", answer.body);
    }
    assert_eq!(answer.body.matches("строка ").count(), 3, "no fault that follows from another");
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_told_in_russian() {
    let bed = Bed::new().await;
    let anna = russian(&bed).await;
    for (query, told) in [
        ("(a", "эта ( не закрыта"),
        ("a AND", "здесь запрос кончается"),
        ("lang:russian", "нужны две буквы языка"),
        ("-a", "запрос только исключает"),
    ] {
        let body = bed.get(&format!("/search?{}", form(&[("q", query)])), Some(&anna)).await.body;
        assert!(body.contains(told), "{query}: {told}\n{body}");
    }
}

/// What the first page was answered with, each fault under the label of its field.
#[tokio::test]
async fn wrong_answers_to_the_first_page_are_told_in_russian() {
    let bed = Bed::new().await;
    let anna = russian(&bed).await;
    let body = serde_json::json!({
        "company": "Ромашка", "domains": [], "leadership": [], "recipients": ["nobody"], "plan": "monthly",
        "language": "ru", "zone": "Mars", "places": ["forum"],
        "relay": { "host": "mx.example.com:smtp", "user": null, "password_file": null, "from": null },
    });
    let answers: config::Answers = serde_json::from_value(body.clone()).expect("answers");
    let wrong = config::starter_items(&answers, &[]).map(|_| ()).expect_err("all of it is wrong");
    let id = bed.store.ask("setup", &body, "anna").await.expect("asked");
    bed.store.answer(id, &serde_json::json!({ "wrong": wrong })).await.expect("answered");
    let shown = bed.get(&format!("/setup/{id}"), Some(&anna)).await.body;
    for told in [
        "назовите хотя бы один",
        "«nobody» — не адрес почты",
        "«smtp» — не порт",
        "«Mars» — не часовой пояс",
        "плана «monthly» нет",
        "«forum» — не адрес в сети: нет схемы в начале",
    ] {
        assert!(shown.contains(told), "{told}\n{shown}");
    }
    assert!(!shown.contains(" is no ") && !shown.contains("name at least"), "{shown}");
}
