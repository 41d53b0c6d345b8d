//! What only search engines and interfaces of social networks do on a visit.

use std::sync::Arc;

use leakwatch::model::{Account, Crawl, PollError, Term};
use tokio_util::sync::CancellationToken;

use super::wire::{HOST, Reply, Web, crawl};

const ENGINE: &str = "[search]\nformat = 'json'\nkey = 'X-Key: {token}'\n\
    [threads]\nitem = 'results[]'\nlink = 'url'\ntitle = 'title'\ntext = 'content'\nmark = 'url'\n";

fn json(body: impl Into<String>) -> Reply {
    Reply::ok("application/json", body.into())
}

fn results(of: &[(&str, &str)]) -> Reply {
    let one = |(url, words): &(&str, &str)| {
        format!("{{\"url\":\"{url}\",\"title\":\"Found\",\"content\":\"{words}\"}}")
    };
    json(format!("{{\"results\":[{}]}}", of.iter().map(one).collect::<Vec<_>>().join(",")))
}

fn engine(options: &str, terms: &[(&str, u32)]) -> Crawl {
    let terms = terms.iter().map(|(text, weight)| Term {
        text: (*text).to_owned(),
        weight: *weight,
        operators: text.contains(':'),
    });
    Crawl {
        start: vec![format!("{HOST}/search?q={{term}}")],
        hosts: vec!["*".to_owned()],
        terms: terms.collect(),
        account: Some(Arc::new(Account::Token("Geheim-7".to_owned()))),
        ..crawl("search", "/", options)
    }
}

/// Results stand on other hosts; each is read once; the key goes to the engine alone and stands in nothing that is kept.
#[tokio::test]
async fn what_an_engine_finds_is_read_once_wherever_it_stands() {
    let web = Web::start().await;
    let crawl = engine(ENGINE, &[("\"Ромашка\"", 4)]);
    let query = "/search?q=%22%D0%A0%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0%22";
    let refused = Reply::status(401);
    let answer = |of: &[(&str, &str)]| results(of).only_with("x-key", "Geheim-7", refused.clone());
    web.set(
        query,
        answer(&[
            ("http://leaks.test/1", "teaser"),
            ("http://other.test/2", "words-2. as the engine saw them"),
        ]),
    );
    // A page that gets the key says so.
    let page = Reply::ok("text/html", "<p>words-1.");
    web.set("/1", Reply::ok("text/html", "<p>your key").only_with("x-key", "Geheim-7", page));
    web.set("/2", Reply::status(403));
    let first = web.go(&crawl, "").await;
    assert_eq!(web.asked(), [query, "/1", "/2"]);
    assert_eq!(first.entries(), [1, 2], "a page that cannot be read leaves the engine's words");
    let left = first.items.iter().find(|i| i.url.ends_with("/2")).and_then(|i| i.document.as_ref());
    assert!(left.is_some_and(|d| d.complaints[0].contains("could not be read")), "{left:?}");
    assert!(first.items.iter().all(|i| i.listing.as_deref() == Some(&*format!("{HOST}{query}"))));
    let kept = format!("{:?} {:?} {}", first.items, first.sent, first.harvest().cursor);
    assert!(!kept.contains("Geheim"), "the key is kept nowhere");

    web.set(query, answer(&[("http://leaks.test/3", ""), ("http://leaks.test/1", "teaser")]));
    web.set("/3", Reply::ok("text/html", "<p>words-3."));
    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(web.asked(), [query, "/3"]);
    assert_eq!(second.entries(), [3]);
}

/// More terms than a visit or a day allows: each gets its turn, the weightier ones more often, and no more are asked.
#[tokio::test]
async fn terms_take_turns_by_weight_and_age() {
    let web = Web::start().await;
    let names: Vec<String> = (0..6).map(|n| format!("light{n}")).collect();
    let mut terms: Vec<(&str, u32)> = vec![("heavy", 4), ("site:x.test", 4)];
    terms.extend(names.iter().map(|name| (name.as_str(), 1)));
    let crawl = engine(ENGINE, &terms);
    for (term, _) in &terms {
        web.set(&format!("/search?q={term}"), results(&[]));
    }
    let (mut cursor, mut asked) = (String::new(), Vec::new());
    for _ in 0..8 {
        let brought = web.visit(&crawl, &cursor, 4, &CancellationToken::new()).await;
        let now = web.asked();
        assert!(now.len() <= 2, "half of a visit is for what was found: {now:?}");
        asked.extend(now);
        cursor.clone_from(&brought.harvest().cursor);
    }
    let times = |term: &str| asked.iter().filter(|path| path.ends_with(&format!("={term}"))).count();
    assert!(names.iter().all(|name| times(name) >= 1), "{asked:?}");
    assert!(names.iter().all(|name| times("heavy") > times(name)), "{asked:?}");
    assert_eq!(asked.iter().filter(|path| path.contains("site")).count(), 0, "this one knows no operators");

    let few = engine(&ENGINE.replace("[search]\n", "[search]\ndaily = 3\n"), &terms);
    let first = web.go(&few, "").await;
    assert_eq!(web.asked().len(), 3);
    assert_eq!(first.complaint("searches_of_the_day_used_up"), 1);
    assert!(!first.harvest().more, "tomorrow, not at once");
    let second = web.go(&few, &first.harvest().cursor).await;
    assert!(web.asked().is_empty(), "the day is not over");
    assert!(second.harvest.is_ok());
}

#[tokio::test]
async fn nothing_to_search_for_is_said() {
    let web = Web::start().await;
    match web.go(&engine(ENGINE, &[]), "").await.harvest {
        Err(PollError::Malformed { why }) => assert!(why.contains("nothing to search for"), "{why}"),
        other => panic!("{other:?}"),
    }
}

/// Walls and channels by name, pages by the header Link (RFC 8288).
#[tokio::test]
async fn an_interface_is_read_name_by_name_and_page_by_page() {
    let web = Web::start().await;
    let place = Crawl {
        start: vec![HOST.to_owned()],
        ..crawl("social", "/", "[social]\nengine = 'mastodon'\nnames = ['leak', 'утечка']")
    };
    let post = |n: u32| {
        format!(
            "{{\"id\":\"{n}\",\"url\":\"{HOST}/@ivan/{n}\",\"content\":\"<p>words-{n}.</p>\",\
             \"created_at\":\"2026-11-20T10:00:00.000Z\",\"account\":{{\"acct\":\"ivan\"}},\
             \"replies_count\":2,\"in_reply_to_id\":null}}"
        )
    };
    let page = |numbers: &[u32]| {
        json(format!("[{}]", numbers.iter().map(|n| post(*n)).collect::<Vec<_>>().join(",")))
    };
    let tag = "/api/v1/timelines/tag/leak?limit=40";
    let next = format!("<{HOST}{tag}&max_id=2>; rel=\"next\", <{HOST}{tag}&min_id=3>; rel=\"prev\"");
    web.set(tag, page(&[3, 2]).with("Link", &next));
    web.set(&format!("{tag}&max_id=2"), page(&[1]));
    web.set("/api/v1/timelines/tag/%D1%83%D1%82%D0%B5%D1%87%D0%BA%D0%B0?limit=40", page(&[9]));
    let first = web.go(&place, "").await;
    assert_eq!(first.entries(), [1, 2, 3, 9]);
    let document = first.items[0].document.as_ref().expect("a post");
    assert_eq!((document.author.as_str(), document.url.as_str()), ("ivan", "http://place.test/@ivan/3"));
    assert_eq!(document.fields.keys().collect::<Vec<_>>(), ["replies"]);
}

/// A list of the newest pastes leads to their bare words; a person is sent to the page about each.
#[tokio::test]
async fn a_paste_is_read_as_bare_words_and_shown_as_its_page() {
    let web = Web::start().await;
    let place = crawl(
        "paste",
        "/latest",
        "[paste]\nformat = 'json'\n[threads]\nitem = '$[]'\nlink = '/raw/{key}'\npermalink = '/{key}'\n\
         title = 'title'\nmark = 'key'",
    );
    let list = |keys: &[&str]| {
        let one = |key: &&str| format!("{{\"key\":\"{key}\",\"title\":\"Untitled\"}}");
        json(format!("[{}]", keys.iter().map(one).collect::<Vec<_>>().join(",")))
    };
    for n in 1..=3 {
        let words = format!("ivan@example.com:words-{n}.\n<not markup>\n");
        web.set(&format!("/raw/k{n}"), Reply::ok("text/plain; charset=utf-8", words));
    }
    web.set("/latest", list(&["k2", "k1"]));
    let first = web.go(&place, "").await;
    assert_eq!(first.entries(), [1, 2]);
    let urls: Vec<&str> = first.items.iter().map(|item| item.url.as_str()).collect();
    assert_eq!(urls, ["http://place.test/k2", "http://place.test/k1"]);
    assert!(first.words()[0].contains("<not markup>"), "{:?}", first.words());
    web.asked();
    web.set("/latest", list(&["k3", "k2"]));
    let second = web.go(&place, &first.harvest().cursor).await;
    assert_eq!((web.asked(), second.entries()), (vec!["/latest".to_owned(), "/raw/k3".to_owned()], vec![3]));
}
