//! What only sites do on a visit.

use std::collections::HashSet;

use leakwatch::sources::build;
use tokio_util::sync::CancellationToken;

use super::wire::{HOST, Reply, Web, crawl};

fn html(body: impl AsRef<str>) -> Reply {
    Reply::ok("text/html; charset=utf-8", format!("<html><body>{}</body></html>", body.as_ref()))
}

fn links(paths: impl IntoIterator<Item = String>) -> String {
    paths.into_iter().map(|p| format!("<a href=\"{p}\">{p}</a> ")).collect()
}

#[tokio::test]
async fn rules_say_what_is_followed() {
    let options =
        "[site]\ndepth = 2\nrobots_sitemaps = false\nexclude = ['/private']\ninclude = ['/(a|b|private)']";
    let crawl = crawl("site", "/", options);
    let web = Web::start().await;
    let all = [
        "/a",
        "/private/a",
        "/c",
        "/a.jpg",
        "http://other.test/a",
        "mailto:a@place.test",
        "/a#x",
        "/a?utm_source=y",
    ];
    web.set("/", html(links(all.map(str::to_owned))));
    web.set("/a", html("<a href='/b1'>b</a><a rel='nofollow' href='/b-reply'>r</a>"));
    web.set("/b1", html("<a href='/b2'>too deep</a>"));
    let brought = web.go(&crawl, "").await;
    assert_eq!(web.asked(), ["/", "/a", "/b1"]);
    assert!(brought.harvest().complete);
}

#[tokio::test]
async fn sitemaps_lead_to_pages_that_nothing_links_to() {
    let crawl = crawl("site", "/", "");
    let web = Web::start().await;
    web.set("/", html("nothing to follow"));
    web.set("/robots.txt", Reply::ok("text/plain", format!("User-agent: *\nSitemap: {HOST}/s.xml\n")));
    let map = |inner: &str| Reply::ok("application/xml", format!("<urlset>{inner}</urlset>"));
    web.set("/s.xml", map(&format!("<sitemap><loc>{HOST}/s2.xml</loc></sitemap>")));
    let page =
        |n: u32, day: u32| format!("<url><loc>{HOST}/p{n}</loc><lastmod>2026-11-{day:02}</lastmod></url>");
    web.set("/s2.xml", map(&(page(1, 1) + &page(2, 2))));
    for n in 1..=3 {
        web.set(&format!("/p{n}"), html(format!("words-{n}.")));
    }
    let first = web.go(&crawl, "").await;
    assert_eq!(first.entries(), [1, 2]);
    web.asked();
    web.set("/s2.xml", map(&(page(1, 1) + &page(2, 9) + &page(3, 3))));
    web.set("/p2", html("new words-2."));
    let second = web.visit(&crawl, &first.harvest().cursor, 5, &CancellationToken::new()).await;
    assert_eq!(second.entries(), [2, 3], "the new page and the one whose time of change moved come first");
    assert!(!web.asked().contains(&"/p1".to_owned()));
}

/// As many addresses as the protocol allows, packed and plain, in lists that name each other and themselves.
#[tokio::test]
async fn large_and_circular_sitemaps_cost_the_budget_and_no_more() {
    let crawl = crawl("site", "/", "");
    let web = Web::with_cap(10 << 20).await;
    web.set("/", html("nothing to follow"));
    let robots =
        format!("User-agent: *\nDisallow:\nsitemap: {HOST}/index.xml\nSITEMAP:{HOST}/b.xml.gz # packed\n");
    web.set("/robots.txt", Reply::ok("text/plain", robots));
    let index = |names: &[&str]| {
        let inner: String =
            names.iter().map(|n| format!("<sitemap><loc>{HOST}/{n}</loc></sitemap>")).collect();
        Reply::ok("application/xml", format!("<sitemapindex>{inner}</sitemapindex>"))
    };
    web.set("/index.xml", index(&["index.xml", "a.xml", "b.xml.gz", "c.xml"]));
    web.set("/c.xml", index(&["index.xml", "c.xml"]));
    let list = |name: char| -> String {
        let place = |n: u32| {
            format!("<url><loc>{HOST}/{name}/{n}</loc><lastmod>2026-01-{:02}</lastmod></url>", 1 + n % 28)
        };
        format!("<urlset>{}</urlset>", (0..50_000).map(place).collect::<String>())
    };
    web.set("/a.xml", Reply::ok("application/xml", list('a')));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, list('b').as_bytes()).expect("memory");
    web.set("/b.xml.gz", Reply::ok("application/gzip", packed.finish().expect("memory")));
    let mut cursor = String::new();
    for visit in 0..3 {
        let brought = web.visit(&crawl, &cursor, 12, &CancellationToken::new()).await;
        let asked = web.asked();
        assert!(asked.len() <= 12, "visit {visit}: {asked:?}");
        assert_eq!(
            asked.iter().collect::<HashSet<_>>().len(),
            asked.len(),
            "never twice to one page: {asked:?}"
        );
        for map in ["/index.xml", "/a.xml", "/b.xml.gz", "/c.xml"] {
            assert!(visit > 0 || asked.iter().any(|path| path == map), "{map} is read first: {asked:?}");
        }
        assert!(brought.harvest().more && !brought.harvest().complete);
        cursor.clone_from(&brought.harvest().cursor);
        assert!(cursor.len() < 1_300_000, "{} bytes of cursor", cursor.len());
    }
    // Addresses of both lists are known, the latest changed first.
    assert!(cursor.contains("/a/27") && cursor.contains("/b/27"));
}

/// Posts in posts in posts, and a tree that takes quadratic time: the page is one document, at once.
#[tokio::test]
async fn wild_pages_are_one_document() {
    let options = "[site]\nrobots_sitemaps = false\n[recipe]\nitem = '.post'\npermalink = 'a@href'";
    let crawl = crawl("site", "/", options);
    for (name, open, depth) in
        [("deep", "<div class=\"post\"><b>", 30_000), ("nested", "<div class=\"post\"> x ", 200)]
    {
        let web = Web::start().await;
        web.set("/", html(open.repeat(depth) + "words-1."));
        let brought = web.go(&crawl, "").await;
        assert_eq!((brought.items.len(), brought.entries()), (1, vec![1]), "{name}");
    }
}

#[tokio::test]
async fn a_calendar_without_end_is_left_after_the_budget_and_the_depth() {
    let crawl = crawl("site", "/", "[site]\nrobots_sitemaps = false\ndepth = 20");
    let web = Web::start().await;
    web.set("/", html(links((0..20).map(|n| format!("/topic/{n}")).chain(["/cal/0".to_owned()]))));
    for n in 0..20 {
        web.set(&format!("/topic/{n}"), html(format!("words-{n}.")));
    }
    for n in 0..200 {
        web.set(
            &format!("/cal/{n}"),
            html(links([format!("/cal/{}", n + 1), format!("/cal/{}?view=week", n + 1)])),
        );
    }
    let mut cursor = String::new();
    let mut topics = HashSet::new();
    for _ in 0..4 {
        let brought = web.visit(&crawl, &cursor, 15, &CancellationToken::new()).await;
        topics.extend(brought.entries());
        let asked = web.asked();
        assert!(asked.len() <= 16, "{}", asked.len());
        assert_eq!(asked.iter().collect::<HashSet<_>>().len(), asked.len(), "never twice to one page");
        cursor.clone_from(&brought.harvest().cursor);
    }
    assert_eq!(topics.len(), 20, "the calendar does not starve the topics");
    for _ in 0..40 {
        cursor = web.visit(&crawl, &cursor, 15, &CancellationToken::new()).await.harvest().cursor.clone();
    }
    assert!(!web.asked().iter().any(|p| p.starts_with("/cal/21")), "20 links from the start is the end");
    let rest = web.go(&crawl, &cursor).await;
    assert!(rest.harvest().complete);
}

#[tokio::test]
async fn every_known_page_comes_round() {
    let crawl = crawl("site", "/", "[site]\nrobots_sitemaps = false");
    let web = Web::start().await;
    web.set("/", html(links((0..30).map(|n| format!("/p/{n}")))));
    for n in 0..30 {
        web.set(&format!("/p/{n}"), html(format!("words-{n}.")).with("ETag", &format!("\"{n}\"")));
    }
    let first = web.go(&crawl, "").await;
    assert!(first.harvest().complete);
    web.keep(&first);
    web.set("/p/17", html("and now words-17. and more").with("ETag", "\"new\""));
    let mut cursor = first.harvest().cursor.clone();
    let mut found = Vec::new();
    let mut unchanged = 0;
    for _ in 0..6 {
        let brought = web.visit(&crawl, &cursor, 7, &CancellationToken::new()).await;
        found.extend(brought.entries());
        unchanged += brought.harvest().unchanged.iter().filter(|(url, _)| url.contains("/p/")).count();
        cursor.clone_from(&brought.harvest().cursor);
    }
    assert_eq!(found, [17]);
    assert!(unchanged >= 29, "the others were seen to be as they were: {unchanged}");
    assert!(web.conditional() >= 30);
}

#[tokio::test]
async fn a_gap_of_posts_is_closed_over_the_next_page() {
    let options = "[site]\nrobots_sitemaps = false\n[recipe]\nitem = 'li'\nnext = 'a.next@href'\ndate = 'i'";
    let crawl = crawl("site", "/board", options);
    let web = Web::start().await;
    let page = |numbers: std::ops::RangeInclusive<u32>, ago: u32, next: &str| {
        let posts: String = numbers
            .rev()
            .map(|n| format!("<li>words-{n}. of a guest <i>{ago} минут назад</i></li>"))
            .collect();
        html(format!("<ul>{posts}</ul><a class='next' href='{next}'>older</a>"))
    };
    web.set("/board", page(1..=4, 5, "/board?p=2"));
    let first = web.go(&crawl, "").await;
    assert_eq!(first.entries(), [1, 2, 3, 4]);
    web.set("/board", page(1..=4, 25, "/board?p=2"));
    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(second.items.len(), 0, "the time that passes makes nothing new");
    web.set("/board", page(8..=11, 1, "/board?p=2"));
    web.set("/board?p=2", page(4..=7, 9, "/board?p=3"));
    let third = web.go(&crawl, &second.harvest().cursor).await;
    assert_eq!(third.entries(), (5..=11).collect::<Vec<_>>());
    assert_eq!((third.complaint("gap"), third.complaint("gap_closed")), (1, 1));
    assert!(third.harvest().listings.iter().all(|l| l.overlap));
}

#[tokio::test]
async fn a_place_that_stops_answering_is_left_alone() {
    let crawl = crawl("site", "/", "[site]\nrobots_sitemaps = false");
    let web = Web::start().await;
    web.set("/", html(links((0..30).map(|n| format!("/p/{n}")))));
    for n in 0..30 {
        web.set(&format!("/p/{n}"), Reply::status(500));
    }
    let brought = web.go(&crawl, "").await;
    assert!(web.asked().len() <= 6);
    assert!(!brought.harvest().complete && brought.harvest().more);
}

#[test]
fn faults_of_options_name_line_column_and_what_to_write() {
    let options = "id = \"x\"\n[site]\ndeph = 3\ninclude = [\"(\"]\ndepth = \"deep\"\n[recipe]\nitm = \".a\"\nauthor = \":::\"\n";
    let faults = build(&crawl("site", "/", options)).err().expect("faults");
    let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
    for expected in [
        "crawler.toml:3:1: [site] has no key `deph`; did you mean `depth`?",
        "crawler.toml:4:12: [site] include is no regular expression",
        "crawler.toml:5:9: [site] depth must be a number from 0 to 20",
        "crawler.toml:7:1: [recipe] has no key `itm`; did you mean `item`?",
        "crawler.toml:8:10: [recipe] author `:::` is no CSS selector",
        "[recipe] needs `item`",
    ] {
        assert!(shown.iter().any(|s| s.contains(expected)), "{expected}\n{shown:#?}");
    }
    let faults = build(&crawl("sites", "/", "")).err().expect("a fault");
    assert!(faults[0].message().contains("did you mean `site`?"), "{faults:?}");
    assert!(build(&crawl("feed", "/", "[feed]\npages = 1")).is_err());
    assert!(build(&crawl("feed", "/", "not toml")).is_err());
}
