//! Main text: made of the archived page when the index first follows it, kept, and used by search.

use leakwatch::index::{Ask, Sort};
use leakwatch::query;

use crate::support::app::{TestApp, Written};

const HTML: &str = "text/html; charset=utf-8";

fn article() -> String {
    let paragraph = "Вчера в городском парке открыли новую дорожку для прогулок, и на праздник пришли сотни жителей, \
        которые давно ждали конца работ и теперь могут гулять вдоль реки до самого моста.";
    let menu: String = (0..12).map(|n| format!("<li><a href=\"/r/{n}\">Раздел номер {n}</a></li>")).collect();
    let text: String = (0..6).map(|n| format!("<p>Абзац {n}. {paragraph}</p>")).collect();
    format!(
        "<!doctype html><html lang=\"ru\"><head><title>Дорожка в парке</title></head><body><nav><ul>{menu}</ul></nav>\
         <article><h1>Дорожка в парке</h1>{text}</article><footer><p>Контакты редакции</p></footer></body></html>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_follower_makes_main_text_and_search_uses_it() {
    let crawls = vec![("press", "site", "http://press.test/")];
    let app = TestApp::with(Written { crawls, ..Written::default() }).await;
    app.web.page("press.test/", HTML, "<html><body><a href=\"/park\">Парк</a></body></html>");
    app.web.page("press.test/park", HTML, article());
    app.turn("poll").await;
    let kept = async || {
        let all = app.app.store.follow(0, 10).await.expect("the store answers");
        all.into_iter().find(|d| d.url.ends_with("/park")).expect("the page is kept")
    };
    assert_eq!(kept().await.main, "", "an alert does not wait for it");

    app.turn("reindex").await;
    let page = kept().await;
    assert!(page.text.contains("Раздел номер 3") && page.text.contains("Контакты редакции"));
    assert!(page.main.contains("Абзац 5") && !page.main.contains("Раздел номер 3"), "{}", page.main);

    let ask = Ask {
        query: query::parse("парке").expect("a query"),
        watches: None,
        from: None,
        to: None,
        source: None,
        entity: None,
        lang: None,
        limit: 5,
        offset: 0,
        sort: Sort::Relevance,
        facets: false,
    };
    let found = app.app.index.search(&ask).expect("the index answers");
    let snippet: String = found.hits[0].snippet.iter().map(|piece| piece.text.as_str()).collect();
    assert!(found.hits[0].url.ends_with("/park") && snippet.starts_with("Абзац 0"), "{snippet}");
    app.finish().await;
}
