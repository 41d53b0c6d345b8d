//! What only search engines and interfaces of social networks do on a visit.

use std::sync::Arc;
use std::time::Duration;

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

/// What an engine cannot answer takes its turn and nobody else's.
#[tokio::test]
async fn a_term_that_always_fails_starves_no_other() {
    let web = Web::start().await;
    let terms: Vec<(&str, u32)> = ["odd", "a", "b", "c"].map(|term| (term, 1)).to_vec();
    let crawl = engine(ENGINE, &terms);
    web.set("/search?q=odd", Reply::status(400));
    ["a", "b", "c"].iter().for_each(|term| web.set(&format!("/search?q={term}"), results(&[])));
    let (mut cursor, mut asked) = (String::new(), Vec::new());
    for _ in 0..4 {
        let brought = web.visit(&crawl, &cursor, 4, &CancellationToken::new()).await;
        asked.extend(web.asked());
        cursor.clone_from(&brought.harvest().cursor);
    }
    let times = |term: &str| asked.iter().filter(|path| path.ends_with(&format!("={term}"))).count();
    assert_eq!(["odd", "a", "b", "c"].map(times), [2; 4], "{asked:?}");
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

/// A place of an engine whose address the test chooses.
fn of(kind: &str, engine: &str, start: &str, more: &str) -> Crawl {
    let mut crawl = engine_less(kind, &format!("[{kind}]\nengine = '{engine}'\nnames = ['n']\n{more}"));
    crawl.start = vec![format!("{HOST}{start}")];
    crawl
}

fn engine_less(kind: &str, options: &str) -> Crawl {
    Crawl { kind: kind.to_owned(), ..engine(options, &[("Ромашка", 4)]) }
}

/// Kind, engine, status, a header, the body, and what follows from it.
type Row<'a> = (&'a str, &'a str, u16, (&'a str, &'a str), String, String);

/// Errors as each service documents them, with whatever status: none of them is a quiet day.
#[tokio::test]
async fn what_a_place_says_went_wrong_is_no_clean_visit() {
    let later = |seconds: u64| format!("later {seconds}");
    let vk = |code: u32, words: &str| {
        format!("{{\"error\":{{\"error_code\":{code},\"error_msg\":\"{words}\",\"request_params\":[]}}}}")
    };
    let google = |reason: &str, status: u16, words: &str| {
        format!(
            "{{\"error\":{{\"code\":{status},\"message\":\"{words}\",\"errors\":[{{\"message\":\"{words}\",\
             \"domain\":\"usageLimits\",\"reason\":\"{reason}\"}}]}}}}"
        )
    };
    let packed = |code: u32, words: &str| {
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><yandexsearch version=\"1.0\"><response date=\"20261122T120000\">\
             <error code=\"{code}\">{words}</error></response></yandexsearch>"
        );
        format!("{{\"rawData\":\"{}\"}}", data_encoding::BASE64.encode(xml.as_bytes()))
    };
    let now = || leakwatch::clock::Clock::now(&leakwatch::runtime::SystemClock);
    let none: (&str, &str) = ("X-None", "1");
    let rows: Vec<Row> = vec![
        ("social", "vk", 200, none, vk(6, "Too many requests per second"), later(10)),
        ("social", "vk", 200, none, vk(29, "Rate limit reached"), later(6 * 3_600)),
        ("social", "vk-wall", 200, none, vk(5, "User authorization failed"), "refused: 5: User auth".to_owned()),
        ("social", "vk-wall", 200, none, vk(15, "Access denied"), "refused: 15: Access denied".to_owned()),
        ("social", "vk-wall", 200, none, vk(18, "User was deleted or banned"), "gone".to_owned()),
        ("social", "vk", 200, none, vk(100, "q is missing"), "malformed: 100: q is missing".to_owned()),
        ("search", "yandex", 200, none, packed(55, "Too often"), later(60)),
        ("search", "yandex", 200, none, packed(32, "Limit of the day"), later(3 * 3_600)),
        ("search", "yandex", 200, none, packed(42, "Wrong key"), "refused: 42: Wrong key".to_owned()),
        ("search", "yandex", 200, none, packed(15, "Nothing found"), "fine".to_owned()),
        ("search", "yandex", 200, none, packed(37, "Odd"), "malformed: 37: Odd".to_owned()),
        ("search", "google", 403, none, google("dailyLimitExceeded", 403, "Used up"), later(3 * 3_600)),
        ("search", "google", 400, none, google("keyInvalid", 400, "Bad key"), "refused: keyInvalid: Bad".to_owned()),
        ("search", "google", 200, none, "{\"queries\":{}}".to_owned(), "fine".to_owned()),
        (
            "search",
            "google",
            429,
            none,
            "{\"error\":{\"code\":429,\"message\":\"Quota\",\"status\":\"RESOURCE_EXHAUSTED\"}}".to_owned(),
            later(3_600),
        ),
        ("social", "youtube", 403, none, google("quotaExceeded", 403, "Quota"), later(3 * 3_600)),
        ("social", "youtube", 403, none, google("commentsDisabled", 403, "Off"), "refused: commentsDisabled".to_owned()),
        ("social", "youtube", 404, none, google("channelNotFound", 404, "None"), "gone".to_owned()),
        (
            "search",
            "brave",
            429,
            ("X-RateLimit-Reset", "1, 7200"),
            "{\"type\":\"ErrorResponse\",\"error\":{\"status\":429,\"code\":\"RATE_LIMITED\",\"detail\":\"Slow\"}}"
                .to_owned(),
            later(1),
        ),
        (
            "search",
            "brave",
            422,
            none,
            "{\"error\":{\"code\":\"SUBSCRIPTION_TOKEN_INVALID\",\"detail\":\"No such token\"}}".to_owned(),
            "refused: SUBSCRIPTION_TOKEN_INVALID: No such".to_owned(),
        ),
        (
            "search",
            "searxng",
            200,
            none,
            "{\"results\":[],\"unresponsive_engines\":[[\"google\",\"CAPTCHA\"]]}".to_owned(),
            later(3 * 3_600),
        ),
        ("search", "searxng", 200, none, "{\"results\":[],\"unresponsive_engines\":[]}".to_owned(), "fine".to_owned()),
        ("search", "searxng", 403, none, "Forbidden".to_owned(), "refused: status 403".to_owned()),
        (
            "social",
            "mastodon",
            401,
            none,
            "{\"error\":\"The access token is invalid\"}".to_owned(),
            "refused: The access token".to_owned(),
        ),
        (
            "social",
            "mastodon-public",
            422,
            none,
            "{\"error\":\"This method requires an authenticated user\"}".to_owned(),
            "refused: This method requires".to_owned(),
        ),
        ("social", "mastodon-search", 429, ("X-RateLimit-Reset", "in 600"), "{\"error\":\"Throttled\"}".to_owned(), later(600)),
        ("social", "mastodon-account", 404, none, "{\"error\":\"Record not found\"}".to_owned(), "gone".to_owned()),
        (
            "social",
            "bluesky",
            400,
            none,
            "{\"error\":\"ExpiredToken\",\"message\":\"Token has expired\"}".to_owned(),
            "refused: ExpiredToken: Token".to_owned(),
        ),
        (
            "social",
            "bluesky-author",
            429,
            ("RateLimit-Reset", "in 600"),
            "{\"error\":\"RateLimitExceeded\",\"message\":\"Rate Limit Exceeded\"}".to_owned(),
            later(600),
        ),
        ("social", "reddit", 429, ("x-ratelimit-reset", "120"), "Too Many Requests".to_owned(), later(120)),
        (
            "social",
            "reddit-board",
            403,
            none,
            "{\"reason\":\"private\",\"message\":\"Forbidden\",\"error\":403}".to_owned(),
            "refused: private".to_owned(),
        ),
        (
            "social",
            "x",
            429,
            ("x-rate-limit-reset", "in 600"),
            "{\"title\":\"Too Many Requests\",\"detail\":\"Too Many Requests\",\"status\":429}".to_owned(),
            later(600),
        ),
        (
            "social",
            "x",
            401,
            none,
            "{\"title\":\"Unauthorized\",\"type\":\"about:blank\",\"status\":401,\"detail\":\"Unauthorized\"}".to_owned(),
            "refused: Unauthorized".to_owned(),
        ),
        ("social", "x", 200, none, "{\"meta\":{\"result_count\":0}}".to_owned(), "fine".to_owned()),
        (
            "social",
            "telegram",
            200,
            none,
            "<div class=tgme_page><div class=tgme_page_title>Primersk</div><div class=tgme_page_action>\
             <a href='tg://resolve?domain=n'>View in Telegram</a></div></div>"
                .to_owned(),
            "refused: View in Telegram: Primersk".to_owned(),
        ),
        ("social", "telegram", 429, ("Retry-After", "300"), "Slow down".to_owned(), later(300)),
    ];
    for (kind, engine, status, (header, value), body, expected) in rows {
        let web = Web::start().await;
        let place = of(kind, engine, "/ask?q={term}", "");
        let content_type = if engine == "telegram" { "text/html" } else { "application/json" };
        let began = now();
        // A time that is named as such lies as far from the visit's beginning.
        let named = value.strip_prefix("in ").and_then(|seconds| seconds.parse::<i64>().ok());
        let value = named.map_or_else(|| value.to_owned(), |s| (began.0 / 1_000 + s).to_string());
        let answer = Reply { status, ..Reply::ok(content_type, body.clone()) }.with(header, &value);
        web.set("/ask?q=%D0%A0%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0", answer.clone());
        // What is sent as JSON has no parameters in its address.
        web.set("/ask", answer);
        let brought = web.go(&place, "").await;
        let what = format!("{engine} {status} {body}");
        match (brought.harvest, expected.split_once(' ')) {
            (Ok(harvest), None) if expected == "fine" => {
                assert_eq!((harvest.complaints.len(), brought.items.len()), (0, 0), "{what}");
            }
            (Err(PollError::Gone { .. }), None) if expected == "gone" => {}
            (Err(PollError::Throttled { until }), Some(("later", seconds))) => {
                // A named time is one of whole seconds.
                let wait = Duration::from_secs(seconds.parse().expect("seconds"));
                let earliest = began + wait.saturating_sub(Duration::from_secs(2));
                assert!((earliest..=now() + wait).contains(&until), "{what}: {until}");
            }
            (Err(PollError::Refused { why }), Some(("refused:", words))) => {
                assert!(why.contains(words), "{what}: {why}");
            }
            (Err(PollError::Malformed { why }), Some(("malformed:", words))) => {
                assert!(why.contains(words), "{what}: {why}");
            }
            (other, _) => panic!("{what}: {other:?}, expected {expected}"),
        }
    }
}

/// What came before an error is kept; pages of a search count like searches; to find nothing any more is no fault.
#[tokio::test]
async fn pages_of_a_search_are_searches() {
    let web = Web::start().await;
    let place = of("search", "brave", "/ask?offset=0&q={term}", "listing_pages = 9\ndaily = 3\n");
    let term = "q=%D0%A0%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0";
    let result = |n: u32| {
        let body =
            format!("{{\"web\":{{\"results\":[{{\"url\":\"http://leaks.test/{n}\",\"title\":\"T\"}}]}}}}");
        web.set(&format!("/{n}"), Reply::ok("text/html", format!("<p>words-{n}.")));
        json(body)
    };
    web.set(&format!("/ask?offset=0&{term}"), result(1));
    web.set(&format!("/ask?{term}&offset=1"), result(2));
    web.set(&format!("/ask?{term}&offset=2"), result(3));
    web.set(&format!("/ask?{term}&offset=3"), result(4));
    let first = web.go(&place, "").await;
    assert_eq!(first.entries(), [1, 2, 3]);
    assert_eq!(first.complaint("searches_of_the_day_used_up"), 1);

    let web = Web::start().await;
    let place = of("search", "brave", "/ask?offset=0&q={term}", "");
    let result =
        |n: u32| json(format!("{{\"web\":{{\"results\":[{{\"url\":\"http://leaks.test/{n}\"}}]}}}}"));
    web.set("/1", Reply::ok("text/html", "<p>words-1."));
    web.set(&format!("/ask?offset=0&{term}"), result(1));
    let error = "{\"error\":{\"code\":\"QUOTA_LIMITED\",\"detail\":\"No more\"}}";
    web.set(&format!("/ask?{term}&offset=1"), Reply { status: 403, ..json(error) });
    let first = web.go(&place, "").await;
    let failed = &first.harvest().failed;
    assert!(failed.len() == 1 && matches!(failed[0].1, PollError::Throttled { .. }), "{failed:?}");
    web.set(&format!("/ask?{term}&offset=1"), json("{}"));
    let second = web.go(&place, &first.harvest().cursor).await;
    web.set(&format!("/ask?offset=0&{term}"), json("{\"web\":{\"results\":[]}}"));
    let third = web.go(&place, &second.harvest().cursor).await;
    for visit in [&second, &third] {
        assert!(visit.harvest().complaints.is_empty(), "{:?}", visit.harvest().complaints);
    }
}

/// An interface that takes parameters in a JSON body alone gets them there, and answers XML in base64.
#[tokio::test]
async fn parameters_are_sent_as_json_where_nothing_else_is_taken() {
    let web = Web::start().await;
    let start = "/v2/search?folderId={name}&query.queryText={term}&query.page=0";
    let place = of("search", "yandex", start, "listing_pages = 1");
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><yandexsearch><response><results><grouping><group>\
               <categ name=\"x\"/><doc id=\"1\"><url>http://leaks.test/1</url><title>The <hlword>leak</hlword></title>\
               <passages><passage>words-1. of it</passage></passages></doc></group></grouping></results></response>\
               </yandexsearch>";
    let answer = json(format!("{{\"rawData\":\"{}\"}}", data_encoding::BASE64.encode(xml.as_bytes())));
    let refused = Reply::status(400);
    let body = "{\"folderId\":\"n\",\"query\":{\"queryText\":\"Ромашка\",\"page\":\"0\"}}";
    web.set("/v2/search", answer.only_with("body", body, refused));
    web.set("/1", Reply::status(403));
    let brought = web.go(&place, "").await;
    assert_eq!(web.asked(), ["/v2/search", "/1"]);
    assert_eq!(brought.entries(), [1]);
    let document = brought.items[0].document.as_ref().expect("the engine's words");
    assert_eq!((document.title.as_str(), document.text.as_str()), ("The leak", "words-1. of it"));
    assert_eq!(brought.items[0].exchange.method, "POST");
}

/// Comments are gone for where there are some, when there are more, and back to the first that is known.
#[tokio::test]
async fn comments_are_read_when_there_are_more_of_them() {
    let web = Web::start().await;
    let place = of("social", "vk-wall", "/method/wall.get?offset=0&domain={name}", "");
    let post = |id: u32, comments: usize| {
        format!(
            "{{\"id\":{id},\"from_id\":7,\"owner_id\":7,\"date\":1795082400,\"text\":\"words-{id}.\",\
             \"comments\":{{\"count\":{comments}}}}}"
        )
    };
    let comment = |id: &u32| {
        format!(
            "{{\"id\":{id},\"from_id\":8,\"owner_id\":7,\"post_id\":2,\"date\":1795082400,\"text\":\"words-{id}.\"}}"
        )
    };
    let answer = |items: Vec<String>| json(format!("{{\"response\":{{\"items\":[{}]}}}}", items.join(",")));
    let comments = |offset: u32| {
        let common = "v=5.199&extended=1&sort=desc&count=100&";
        let which = "thread_items_count=10&owner_id=7&post_id=2";
        match offset {
            0 => format!("/method/wall.getComments?{common}offset=0&{which}"),
            _ => format!("/method/wall.getComments?{common}{which}&offset={offset}"),
        }
    };
    let wall = "/method/wall.get?offset=0&domain=n";
    let end = "/method/wall.get?domain=n&offset=100";
    web.set(wall, answer(vec![post(1, 0), post(2, 3)]));
    web.set(end, answer(Vec::new()));
    web.set(&comments(0), answer([12, 11].iter().map(comment).collect()));
    web.set(&comments(100), answer([10].iter().map(comment).collect()));
    web.set(&comments(200), answer(Vec::new()));
    let first = web.go(&place, "").await;
    assert_eq!(first.entries(), [1, 2, 10, 11, 12]);
    assert_eq!(web.asked(), [wall, end, &comments(0), &comments(100), &comments(200)]);
    let second = web.go(&place, &first.harvest().cursor).await;
    assert_eq!((web.asked(), second.entries().len()), (vec![wall.to_owned()], 0));
    web.set(wall, answer(vec![post(1, 0), post(2, 4)]));
    web.set(&comments(0), answer([13, 12].iter().map(comment).collect()));
    let third = web.go(&place, &second.harvest().cursor).await;
    assert_eq!(third.entries(), [13]);
    assert_eq!(web.asked(), [wall, &comments(0)]);
}
