//! What only forums, blogs, guest books and advertisements do on a visit.

use std::sync::Arc;

use leakwatch::model::{Account, Crawl, PollError, SignIn};
use leakwatch::sources::build;
use tokio_util::sync::CancellationToken;

use super::wire::{Brought, HOST, Reply, Web, crawl};

const FORUM: &str = "
[boards]
item = '.board'
link = 'a@href'
mark = '.last'
[threads]
item = '.topic'
link = 'a.title@href'
mark = '.last'
last = 'a.end@href'
next = 'a.older@href'
[recipe]
item = '.post'
author = '.nick'
permalink = 'a.perma@href'
next = 'a.next@href'
previous = 'a.prev@href'
[forum]
listing_pages = 1
thread_pages = 3
";

fn html(body: impl AsRef<str>) -> Reply {
    Reply::ok("text/html; charset=utf-8", format!("<html><body>{}</body></html>", body.as_ref()))
}

fn forum() -> Crawl {
    crawl("forum", "/", FORUM)
}

fn index(boards: &[(&str, u32)]) -> Reply {
    let row = |(name, last): &(&str, u32)| {
        format!("<div class=board><a href=/{name}>{name}</a><i class=last>{last}</i></div>")
    };
    html(boards.iter().map(row).collect::<String>())
}

/// A board's page: its threads with the number of their last post, ten posts a page.
fn board(threads: &[(&str, u32)], older: Option<&str>) -> Reply {
    let row = |(name, last): &(&str, u32)| {
        let page = (last.max(&1) - 1) / 10 + 1;
        format!(
            "<div class=topic><a class=title href=/{name}?p=1>{name}</a> 77 views <i class=last>{last}</i>\
             <a class=end href=/{name}?p={page}#{last}>last</a></div>"
        )
    };
    let older = older.map(|url| format!("<a class=older href={url}>older</a>")).unwrap_or_default();
    html(threads.iter().map(row).collect::<String>() + &older)
}

/// All pages of a thread with posts `first`.. that many; post n says words-(base + n).
fn thread(web: &Web, name: &str, base: u32, posts: u32) {
    let pages = (posts - 1) / 10 + 1;
    for page in 1..=pages {
        let of_page = (page - 1) * 10 + 1..=posts.min(page * 10);
        let mut body: String = of_page
            .map(|n| {
                format!(
                    "<div class=post><b class=nick>Ivan</b><a class=perma href=/{name}?p={page}#{n}>#{n}</a> \
                     words-{}.</div>",
                    base + n
                )
            })
            .collect();
        if page > 1 {
            body += &format!("<a class=prev href=/{name}?p={}>back</a>", page - 1);
        }
        if page < pages {
            body += &format!("<a class=next href=/{name}?p={}>on</a>", page + 1);
        }
        web.set(&format!("/{name}?p={page}"), html(body));
    }
}

fn listing<'b>(brought: &'b Brought, path: &str) -> &'b leakwatch::model::Listing {
    let url = format!("{HOST}{path}");
    let found = brought.harvest().listings.iter().find(|l| l.url == url);
    found.unwrap_or_else(|| panic!("no listing {url} in {:?}", brought.harvest().listings))
}

#[tokio::test]
async fn only_what_a_mark_points_at_is_read_again() {
    let (crawl, web) = (forum(), Web::start().await);
    web.set("/", index(&[("news", 1), ("talk", 1)]));
    web.set("/news", board(&[("a", 2), ("b", 1)], None));
    web.set("/talk", board(&[("c", 1)], None));
    thread(&web, "a", 0, 2);
    thread(&web, "b", 10, 1);
    thread(&web, "c", 20, 1);
    let first = web.go(&crawl, "").await;
    assert_eq!(first.entries(), [1, 2, 11, 21]);
    assert!(first.harvest().complete && !first.harvest().more);
    web.asked();

    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(web.asked(), ["/"], "nothing moved: one request");
    assert!(second.items.is_empty());
    for board in ["/news", "/talk"] {
        assert!(listing(&second, board).unchanged, "its mark vouches for it");
    }

    web.set("/", index(&[("news", 2), ("talk", 1)]));
    web.set("/news", board(&[("b", 2), ("a", 2)], None));
    thread(&web, "b", 10, 2);
    let third = web.go(&crawl, &second.harvest().cursor).await;
    assert_eq!(web.asked(), ["/", "/news", "/b?p=1"]);
    assert_eq!(third.entries(), [12], "the new post alone");
    assert_eq!(third.items[0].listing.as_deref(), Some(&*format!("{HOST}/b?p=1")), "its thread lacked it");
    assert!(listing(&third, "/a?p=1").unchanged && listing(&third, "/b?p=1").overlap);
}

#[tokio::test]
async fn a_long_thread_is_read_from_its_end() {
    let (crawl, web) = (forum(), Web::start().await);
    web.set("/", index(&[("news", 95)]));
    web.set("/news", board(&[("a", 95)], None));
    thread(&web, "a", 0, 95);
    let first = web.go(&crawl, "").await;
    assert_eq!(web.asked(), ["/", "/news", "/a?p=10", "/a?p=9", "/a?p=8"], "three pages, the newest first");
    assert_eq!(first.entries(), (71..=95).collect::<Vec<_>>());

    // Twenty-three answers in one night: back to the last one that is known.
    web.set("/", index(&[("news", 118)]));
    web.set("/news", board(&[("a", 118)], None));
    thread(&web, "a", 0, 118);
    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(web.asked(), ["/", "/news", "/a?p=12", "/a?p=11", "/a?p=10"]);
    assert_eq!(second.entries(), (96..=118).collect::<Vec<_>>());
    assert!(listing(&second, "/a?p=1").overlap && second.complaint("gap") == 0);
}

/// Robots are often kept from what leads to the newest post.
#[tokio::test]
async fn a_thread_whose_end_is_closed_is_read_from_its_beginning() {
    let (crawl, web) = (forum(), Web::start().await);
    web.set("/robots.txt", Reply::ok("text/plain", "User-agent: *\nDisallow: /a?p=2\n"));
    web.set("/", index(&[("news", 12)]));
    web.set("/news", board(&[("a", 12)], None));
    thread(&web, "a", 0, 9);
    let brought = web.go(&crawl, "").await;
    assert_eq!(brought.entries(), (1..=9).collect::<Vec<_>>());
    assert!(brought.harvest().failed.is_empty(), "{:?}", brought.harvest().failed);
}

#[tokio::test]
async fn what_the_budget_cut_is_gone_on_with() {
    let (crawl, web) = (forum(), Web::start().await);
    web.set("/", index(&[("news", 60)]));
    web.set("/news", board(&[("a", 30), ("b", 30)], None));
    thread(&web, "a", 0, 30);
    thread(&web, "b", 100, 30);
    let (mut cursor, mut came) = (String::new(), Vec::new());
    for visit in 1.. {
        let brought = web.visit(&crawl, &cursor, 3, &CancellationToken::new()).await;
        assert!(web.asked().len() <= 3, "the budget holds");
        came.extend(brought.entries());
        cursor.clone_from(&brought.harvest().cursor);
        if !brought.harvest().more {
            assert!(brought.harvest().complete);
            break;
        }
        assert!(visit < 10, "it comes to an end");
    }
    came.sort_unstable();
    assert_eq!(came, (1..=30).chain(101..=130).collect::<Vec<_>>(), "each once");
}

#[tokio::test]
async fn a_busy_board_is_read_until_what_is_known() {
    let (crawl, web) = (forum(), Web::start().await);
    let names = ["a", "b", "c", "d", "e", "f"];
    for (n, name) in names.iter().enumerate() {
        thread(&web, name, n as u32 * 10, 1);
    }
    web.set("/", index(&[("news", 1)]));
    web.set("/news", board(&[("a", 1), ("b", 1)], None));
    let first = web.go(&crawl, "").await;
    web.asked();
    web.set("/", index(&[("news", 2)]));
    web.set("/news", board(&[("f", 1), ("e", 1)], Some("/news?start=2")));
    web.set("/news?start=2", board(&[("d", 1), ("c", 1)], Some("/news?start=4")));
    web.set("/news?start=4", board(&[("b", 1), ("a", 1)], Some("/news?start=6")));
    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(second.entries(), [21, 31, 41, 51]);
    assert!(!web.asked().contains(&"/news?start=6".to_owned()));
    assert!(second.complaint("gap") == 1 && second.complaint("gap_closed") == 1);
    assert!(listing(&second, "/news").overlap);
    assert!(second.items.iter().all(|item| item.listing.as_deref() == Some(&*format!("{HOST}/news"))));
}

#[tokio::test]
async fn another_layout_is_blind_not_quiet() {
    let (crawl, web) = (forum(), Web::start().await);
    web.set("/", html("<div class=newlook>Everything is new here, words-9.</div>"));
    match web.go(&crawl, "").await.harvest {
        Err(PollError::Malformed { why }) => assert!(why.contains("layout"), "{why}"),
        other => panic!("{other:?}"),
    }
    web.set("/", index(&[("news", 1)]));
    web.set("/news", board(&[("a", 1)], None));
    thread(&web, "a", 0, 1);
    let first = web.go(&crawl, "").await;
    web.set("/", html("<div class=newlook>Everything is new here, words-9.</div>"));
    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(second.complaint("entries_dropped_to_zero"), 1);
    assert_eq!(second.entries(), [9], "what stands there is read all the same");
    assert!(!listing(&second, "/").overlap);
    // A thread whose posts are not found is one document.
    web.set("/", index(&[("news", 2)]));
    web.set("/news", board(&[("a", 2)], None));
    web.set("/a?p=1", html("<article>other words-7. in another make</article>"));
    let third = web.go(&crawl, &second.harvest().cursor).await;
    assert_eq!((third.entries(), third.complaint("recipe_found_nothing")), (vec![7], 1));
}

#[tokio::test]
async fn an_interface_in_json_is_read_page_by_page() {
    let crawl = crawl(
        "forum",
        "/latest",
        "[forum]\nformat = 'json'\nlisting_pages = 5\n[recipe]\nitem = 'posts[]'\ntext = 'cooked'\n\
         author = '$.users[id=@user_id].name'\ndate = 'at'\npermalink = '/t/{topic}/{n}'\n\
         next = '/latest?before={posts[-1].n}'\n[fields]\nprice = 'price'\nlikes = 'likes'",
    );
    let web = Web::start().await;
    let page = |numbers: std::ops::RangeInclusive<u32>| {
        let post = |n: u32| {
            format!(
                "{{\"n\":{n},\"topic\":7,\"user_id\":3,\"at\":\"2026-11-20T10:00:{:02}Z\",\"likes\":{n},\"price\":{n},\
                 \"cooked\":\"<p>Here are &laquo;words-{n}.&raquo;</p>\"}}",
                n % 60
            )
        };
        let posts: Vec<String> = numbers.rev().map(post).collect();
        let users = "[{\"id\":3,\"name\":\"Ivan\"}]";
        Reply::ok("application/json", format!("{{\"posts\":[{}],\"users\":{users}}}", posts.join(",")))
    };
    web.set("/latest", page(11..=20));
    web.set("/latest?before=11", page(1..=10));
    web.set("/latest?before=1", Reply::ok("application/json", "{\"posts\":[],\"users\":[]}"));
    let first = web.go(&crawl, "").await;
    assert_eq!(first.entries(), (1..=20).collect::<Vec<_>>());
    let document = first.items[0].document.as_ref().expect("a post");
    assert_eq!((document.author.as_str(), document.url.as_str()), ("Ivan", "http://place.test/t/7/20"));
    assert_eq!(document.text.lines().collect::<Vec<_>>(), ["Here are «words-20.»", "price: 20"]);
    assert_eq!(document.fields.get("likes").map(String::as_str), Some("20"));
    assert!(document.published.is_some());
    web.set("/latest", page(15..=24));
    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(second.entries(), [21, 22, 23, 24]);
    for (answer, why) in [("{\"posts\":", "no JSON"), ("{\"errors\":[\"x\"]}", "layout")] {
        web.set("/latest", Reply::ok("application/json", answer));
        match web.go(&crawl, "").await.harvest {
            Err(PollError::Malformed { why: said }) => assert!(said.contains(why), "{said}"),
            other => panic!("{answer}: {other:?}"),
        }
    }
}

#[test]
fn faults_name_what_to_write() {
    for (options, line, message) in [
        ("[forum]\nengine = 'phpb'", 2, "did you mean `phpbb`?"),
        ("engine = 'phpb'", 1, "engine `phpb` is no engine; did you mean `phpbb`?"),
        ("[forum]\nformat = 'xmll'", 2, "did you mean `xml`?"),
        ("[forum]\nengine = 'phpbb'\nsend = 'jsom'", 3, "did you mean `json`?"),
        ("[forum]\nengine = 'phpbb'\n[errors]\nlater = ['6 soon']", 4, "a code and how long to stay away"),
        ("[forum]\nengine = 'phpbb'\n[errors]\nlater = ['6 1s']", 3, "[errors] needs `code`"),
        ("[forum]\nengine = 'phpbb'\n[errors]\ncod = 'b'", 4, "did you mean `code`?"),
        ("", 0, "nothing says where the posts are"),
        ("[threads]\nitem = 'li'", 1, "[threads] needs `link`"),
        ("[threads]\nlink = 'a@href'\nitem = 'li['", 3, "is no CSS selector"),
        ("[forum]\nformat = 'json'\n[recipe]\nitem = 'posts'", 4, "`posts[]` are the elements"),
        ("[recipe]\nitem = 'li'\n[fields]\nPrice = 'b'", 4, "small letters"),
        ("[recipe]\nitme = 'li'", 2, "did you mean `item`?"),
        ("[forum]\nengine = 'phpbb'\nthread_pages = 0", 3, "from 1 to 1000"),
    ] {
        let faults = build(&crawl("forum", "/", options)).err().unwrap_or_default();
        let found = faults.iter().find(|f| f.message().contains(message));
        assert!(found.is_some_and(|f| f.spot.line == line), "{options}: {faults:?}");
    }
}

/// A forum that shows its boards to members alone: the form of its log-in page, its cookie, and the same again when the
/// place has forgotten us. What we are known by stands in nothing that is kept.
#[tokio::test]
async fn an_account_signs_in_and_again_when_its_session_is_over() {
    const FORM: &str = "<form method=post action=/enter><input type=hidden name=csrf value=c5>\
                        <input name=user><input type=password name=pass></form>";
    let web = Web::start().await;
    let account = |password: &str| SignIn {
        user: "watcher".to_owned(),
        password: password.to_owned(),
        page: format!("{HOST}/login"),
        form: None,
        proof: Some("a.out".to_owned()),
    };
    let with =
        |password: &str| Crawl { account: Some(Arc::new(Account::SignIn(account(password)))), ..forum() };
    let inside = |body: &str| html(format!("<a class=out href=/out>Log out</a>{body}"));
    let members = |session: &str| {
        let known = format!("session={session}");
        let only = |page: Reply| page.only_with("cookie", &known, html(format!("Members only {FORM}")));
        web.set("/", only(inside("<div class=board><a href=/news>news</a><i class=last>1</i></div>")));
        let topic = "<div class=topic><a class=title href=/a>a</a><i class=last>1</i></div>";
        web.set("/news", only(inside(topic)));
        web.set("/a", only(inside("<div class=post><b class=nick>Ivan</b> words-1.</div>")));
        let accepted = inside("Welcome").with("Set-Cookie", &format!("{known}; Path=/; HttpOnly"));
        web.set("/enter", accepted.only_with("body", "csrf=c5&user=watcher&pass=Geheim+7", html(FORM)));
    };
    web.set("/login", html(FORM));
    members("one");
    let first = web.go(&with("Geheim 7"), "").await;
    assert_eq!(web.asked(), ["/login", "/enter", "/", "/news", "/a"]);
    assert_eq!(first.entries(), [1]);
    let kept = format!("{:?} {}", first.items, first.harvest().cursor);
    assert!(!kept.contains("session=") && !kept.contains("Geheim"), "{kept}");

    let second = web.go(&with("Geheim 7"), &first.harvest().cursor).await;
    assert_eq!(web.asked(), ["/"], "the session goes on");
    members("two");
    let third = web.go(&with("Geheim 7"), &second.harvest().cursor).await;
    assert_eq!(web.asked(), ["/", "/login", "/enter", "/"]);
    assert!(third.harvest().complete);

    match web.go(&with("wrong"), "").await.harvest {
        Err(PollError::Refused { why }) => {
            assert!(why.contains("did not let the account in") && !why.contains("wrong"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(web.asked(), ["/login", "/enter"], "once a visit, no more");
}
