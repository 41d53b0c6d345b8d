//! Every kind of the registry keeps the contract of CONTRIBUTING.md; a kind without a row here fails.

use std::time::Duration;

use leakwatch::model::PollError;
use leakwatch::runtime::SystemClock;
use leakwatch::sources::{Sent, kinds};
use tokio_util::sync::CancellationToken;

use super::wire::{Brought, HOST, Reply, Web, crawl};

/// How a kind's place shows entries. `salt` stands in everything that a site may change without meaning anything by it.
struct Row {
    kind: &'static str,
    options: &'static str,
    start: &'static str,
    content_type: &'static str,
    publish: fn(&Web, &[Entry], salt: u32),
    /// The page of entry n, where it has one of its own that is fetched.
    page: Option<fn(u32) -> String>,
}

#[derive(Clone)]
struct Entry {
    n: u32,
    words: String,
}

fn entries(numbers: impl IntoIterator<Item = u32>) -> Vec<Entry> {
    numbers
        .into_iter()
        .map(|n| Entry { n, words: format!("Here stand the words-{n}. of this entry") })
        .collect()
}

const ROWS: &[Row] = &[
    Row {
        kind: "feed",
        options: "",
        start: "/feed.xml",
        content_type: "application/rss+xml",
        publish: feed,
        page: None,
    },
    Row {
        kind: "feed",
        options: "[feed]\npages = true",
        start: "/feed.xml",
        content_type: "application/rss+xml",
        publish: feed_with_pages,
        page: Some(|n| format!("/e/{n}")),
    },
    Row {
        kind: "site",
        options: "[site]\nrobots_sitemaps = false",
        start: "/list",
        content_type: "text/html",
        publish: site,
        page: Some(|n| format!("/e/{n}")),
    },
    Row {
        kind: "site",
        options: "[site]\nrobots_sitemaps = false\n[recipe]\nitem = '.post'\nauthor = '.nick'\npermalink = 'a@href'",
        start: "/board",
        content_type: "text/html",
        publish: board,
        page: None,
    },
    Row {
        kind: "forum",
        options: "[threads]\nitem = 'li'\nlink = 'a@href'\nmark = 'i@data-last'\n\
                  [recipe]\nitem = '.post'\nauthor = '.nick'",
        start: "/threads",
        content_type: "text/html",
        publish: threads,
        page: Some(|n| format!("/e/{n}")),
    },
    Row {
        kind: "blog",
        options: "[recipe]\nitem = '.post'\nauthor = '.nick'\npermalink = 'a@href'",
        start: "/board",
        content_type: "text/html",
        publish: board,
        page: None,
    },
    Row {
        kind: "guestbook",
        options: "[recipe]\nitem = '.post'\nauthor = '.nick'",
        start: "/board",
        content_type: "text/html",
        publish: board,
        page: None,
    },
    Row {
        kind: "classifieds",
        options: "[threads]\nitem = 'li'\nlink = 'a@href'\nmark = 'i@data-last'\n\
                  [recipe]\ntext = '.post p'\n[fields]\nseller = '.nick'",
        start: "/threads",
        content_type: "text/html",
        publish: threads,
        page: Some(|n| format!("/e/{n}")),
    },
    Row {
        kind: "search",
        options: "[threads]\nitem = 'li'\nlink = 'a@href'\nmark = 'i@data-last'",
        start: "/threads",
        content_type: "text/html",
        publish: threads,
        page: Some(|n| format!("/e/{n}")),
    },
    Row {
        kind: "paste",
        options: "[threads]\nitem = 'li'\nlink = 'a@href'\nmark = 'i@data-last'",
        start: "/threads",
        content_type: "text/html",
        publish: threads,
        page: Some(|n| format!("/e/{n}")),
    },
    Row {
        kind: "code",
        options: "[threads]\nitem = 'li'\nlink = 'a@href'\nmark = 'i@data-last'",
        start: "/threads",
        content_type: "text/html",
        publish: threads,
        page: Some(|n| format!("/e/{n}")),
    },
    Row {
        kind: "social",
        options: "[recipe]\nitem = '.post'\nauthor = '.nick'\npermalink = 'a@href'",
        start: "/board",
        content_type: "text/html",
        publish: board,
        page: None,
    },
];

fn feed_body(entries: &[Entry], salt: u32, with_words: bool) -> String {
    let mut out =
        String::from("<rss version=\"2.0\"><channel><title>Place</title><link>http://place.test/</link>");
    for Entry { n, words } in entries {
        let words = if with_words { words.clone() } else { format!("a teaser for {} letters", words.len()) };
        out += &format!(
            "<item><guid isPermaLink=\"false\">{salt}-{n}</guid><title>Entry {n}</title>\
             <link>{HOST}/e/{n}?utm_campaign={salt}</link><description>{words}</description></item>"
        );
    }
    out + "</channel></rss>"
}

fn feed(web: &Web, entries: &[Entry], salt: u32) {
    web.set("/feed.xml", Reply::ok("application/rss+xml", feed_body(entries, salt, true)));
}

fn feed_with_pages(web: &Web, entries: &[Entry], salt: u32) {
    web.set("/feed.xml", Reply::ok("application/rss+xml", feed_body(entries, salt, false)));
    for Entry { n, words } in entries {
        let page = Reply::ok("text/html", format!("<title>Entry {n}</title><p>{words}</p>"));
        web.set(&format!("/e/{n}?utm_campaign={salt}"), page.clone());
        web.set(&format!("/e/{n}"), page);
    }
}

fn site(web: &Web, entries: &[Entry], salt: u32) {
    let mut list = String::from("<title>List</title><ul>");
    for Entry { n, words } in entries {
        list += &format!("<li><a href=\"/e/{n}?PHPSESSID={salt}#x{salt}\">Entry {n}</a>");
        let page = format!("<html><title>Entry {n}</title><!-- {salt} --><p>{words}</p></html>");
        web.set(&format!("/e/{n}"), Reply::ok("text/html; charset=utf-8", page));
    }
    web.set("/list", Reply::ok("text/html; charset=utf-8", list));
}

fn board(web: &Web, entries: &[Entry], salt: u32) {
    let mut page = String::from("<title>Board</title>");
    for Entry { n, words } in entries {
        page += &format!(
            "<div class=\"post\"><b class=\"nick\">Ivan</b><a href=\"?sid=00000000deadbeef{salt:08}#p{n}\">#</a>\
             <p>{words}</p></div>"
        );
    }
    web.set("/board", Reply::ok("text/html; charset=utf-8", page));
}

fn threads(web: &Web, entries: &[Entry], salt: u32) {
    let mut list = String::from("<title>Threads</title><ul>");
    for Entry { n, words } in entries {
        list += &format!(
            "<li><a href=\"/e/{n}?PHPSESSID={salt}#x{salt}\">Entry {n}</a> {salt} views \
             <i data-last=\"{words}\">last</i></li>"
        );
        let page = format!(
            "<html><title>Entry {n}</title><!-- {salt} --><div class=\"post\"><b class=\"nick\">Ivan</b>\
             <p>{words}</p></div></html>"
        );
        web.set(&format!("/e/{n}"), Reply::ok("text/html; charset=utf-8", page));
    }
    web.set("/threads", Reply::ok("text/html; charset=utf-8", list));
}

fn shown(row: &Row) -> String {
    format!("kind {} with {:?}", row.kind, row.options)
}

#[test]
fn every_kind_has_a_row() {
    // What speaks another protocol than HTTP keeps the contract in a file of its own beside this one.
    for kind in kinds().iter().filter(|kind| kind.schemes.is_empty()) {
        assert!(
            ROWS.iter().any(|row| row.kind == kind.name),
            "kind `{}` has no row in the contract",
            kind.name
        );
    }
    for row in ROWS {
        assert!(kinds().iter().any(|kind| kind.name == row.kind), "row of an unknown kind `{}`", row.kind);
    }
}

#[tokio::test]
async fn what_is_new_comes_once() {
    for row in ROWS {
        let what = shown(row);
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::start().await;
        (row.publish)(&web, &entries(1..=5), 1);
        let first = web.go(&crawl, "").await;
        assert_eq!(first.entries(), [1, 2, 3, 4, 5], "{what}: the first visit brings everything");
        assert!(first.harvest().complete && !first.harvest().more, "{what}: nothing is left");
        assert!(first.harvest().listings.iter().all(|l| l.overlap), "{what}: a first sight is no gap");
        assert!(
            first.harvest().requests > 0 && first.harvest().bytes > 0,
            "{what}: requests and bytes are counted"
        );

        let second = web.go(&crawl, &first.harvest().cursor).await;
        assert_eq!(second.items.len(), 0, "{what}: the second visit brings nothing");
        let listing =
            second.harvest().listings.iter().find(|l| l.url.ends_with(row.start)).expect("a listing");
        assert!(listing.unchanged && listing.overlap, "{what}: an unchanged listing says so");

        let mut permuted = entries(1..=5);
        permuted.reverse();
        (row.publish)(&web, &permuted, 2);
        let third = web.go(&crawl, &second.harvest().cursor).await;
        assert!(
            third.entries().is_empty(),
            "{what}: order and guids are not news, got {:?}",
            third.entries()
        );

        let mut changed = entries(1..=6);
        changed[1].words = "Now stand other words-2. here".to_owned();
        (row.publish)(&web, &changed, 2);
        let fourth = web.go(&crawl, &third.harvest().cursor).await;
        assert_eq!(fourth.entries(), [2, 6], "{what}: the changed one and the new one come");
        for item in
            fourth.items.iter().filter(|i| i.document.as_ref().is_some_and(|d| d.text.contains("words-6")))
        {
            assert!(
                item.listing.as_ref().is_some_and(|l| l.ends_with(row.start)),
                "{what}: its listing is named"
            );
        }
        let reset = web.go(&crawl, "{\"v\":99}").await;
        assert_eq!(reset.complaint("cursor_reset"), 1, "{what}: a cursor of another version is not believed");
    }
}

#[tokio::test]
async fn a_gap_is_told_from_an_overlap() {
    for row in ROWS {
        let what = shown(row);
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::start().await;
        (row.publish)(&web, &entries(1..=5), 1);
        let first = web.go(&crawl, "").await;
        let overlap = |brought: &Brought| {
            brought.harvest().listings.iter().find(|l| l.url.ends_with(row.start)).expect("a listing").overlap
        };
        (row.publish)(&web, &entries(4..=8), 1);
        let second = web.go(&crawl, &first.harvest().cursor).await;
        assert!(overlap(&second) && second.complaint("gap") == 0, "{what}: 4 and 5 are known");
        (row.publish)(&web, &entries(21..=25), 1);
        let third = web.go(&crawl, &second.harvest().cursor).await;
        assert!(!overlap(&third) && third.complaint("gap") == 1, "{what}: nothing known is there");
        assert_eq!(third.entries(), [21, 22, 23, 24, 25], "{what}: what is there comes all the same");
        // Where the entries stand in the listing itself, the gap is known before the first of them is handed over.
        if row.page.is_none() {
            let first = third.sent.first();
            let told = matches!(first, Some(Sent::Listing(l)) if l.url.ends_with(row.start) && !l.overlap);
            assert!(told, "{what}: {first:?}");
        }
    }
}

#[tokio::test]
async fn an_empty_answer_is_no_clean_visit() {
    for row in ROWS {
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::start().await;
        web.set(row.start, Reply::ok(row.content_type, ""));
        let brought = web.go(&crawl, "").await;
        assert!(
            matches!(brought.harvest, Err(PollError::Malformed { .. })),
            "{}: {:?}",
            shown(row),
            brought.harvest
        );
    }
}

#[tokio::test]
async fn a_hint_to_come_later_is_handed_on() {
    for row in ROWS {
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::start().await;
        web.set(row.start, Reply::status(429).with("Retry-After", "120"));
        let before = leakwatch::clock::Clock::now(&SystemClock);
        match web.go(&crawl, "").await.harvest {
            Err(PollError::Throttled { until }) => {
                let wait = until.since(before);
                assert!(
                    (Duration::from_secs(119)..Duration::from_secs(180)).contains(&wait),
                    "{}: {wait:?}",
                    shown(row)
                );
            }
            other => panic!("{}: {other:?}", shown(row)),
        }
    }
}

#[tokio::test]
async fn a_throttled_page_is_not_forgotten() {
    for row in ROWS {
        let Some(page) = row.page else { continue };
        let what = shown(row);
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::start().await;
        (row.publish)(&web, &entries(1..=3), 1);
        for path in [page(2), format!("{}?utm_campaign=1", page(2))] {
            web.set(&path, Reply::status(503).with("Retry-After", "60"));
        }
        let first = web.go(&crawl, "").await;
        let failed = &first.harvest().failed;
        assert!(failed.iter().any(|(_, e)| matches!(e, PollError::Throttled { .. })), "{what}: {failed:?}");
        assert!(!first.harvest().complete && first.harvest().more, "{what}: it comes again for the rest");
    }
}

#[tokio::test]
async fn gone_is_gone() {
    for row in ROWS {
        let what = shown(row);
        let crawl = crawl(row.kind, row.start, row.options);
        for status in [404, 410] {
            let web = Web::start().await;
            web.set(row.start, Reply::status(status));
            let brought = web.go(&crawl, "").await;
            assert_eq!(brought.harvest.err(), Some(PollError::Gone { status }), "{what}");
        }
        let Some(page) = row.page else { continue };
        let web = Web::start().await;
        (row.publish)(&web, &entries(1..=3), 1);
        for path in [page(2), format!("{}?utm_campaign=1", page(2))] {
            web.set(&path, Reply::status(410));
        }
        let brought = web.go(&crawl, "").await;
        let gone: Vec<&str> = brought.harvest().gone.iter().map(|(url, _)| url.as_str()).collect();
        assert!(gone.len() == 1 && gone[0].starts_with(&format!("{HOST}{}", page(2))), "{what}: {gone:?}");
        assert_eq!(brought.entries(), [1, 3], "{what}: the others came");
    }
}

const CHALLENGE: &str = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>\
    <noscript>Enable JavaScript and cookies to continue</noscript>\
    <script>window._cf_chl_opt={cType:'managed'};</script>\
    <script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\"></script></body></html>";

#[tokio::test]
async fn a_challenge_page_is_refused_and_no_document() {
    for row in ROWS {
        let what = shown(row);
        let crawl = crawl(row.kind, row.start, row.options);
        let challenge = || Reply::ok("text/html", CHALLENGE).with("cf-mitigated", "challenge");
        let web = Web::start().await;
        web.set(row.start, challenge());
        let brought = web.go(&crawl, "").await;
        assert!(matches!(brought.harvest, Err(PollError::Refused { .. })), "{what}: {:?}", brought.harvest);
        assert!(brought.items.is_empty(), "{what}");
        let Some(page) = row.page else { continue };
        (row.publish)(&web, &entries(1..=3), 1);
        for path in [page(2), format!("{}?utm_campaign=1", page(2))] {
            web.set(&path, challenge());
        }
        let brought = web.go(&crawl, "").await;
        let failed = &brought.harvest().failed;
        assert!(matches!(failed.as_slice(), [(_, PollError::Refused { .. })]), "{what}: {failed:?}");
        assert_eq!(brought.entries(), [1, 3], "{what}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_cut_and_says_so() {
    for row in ROWS.iter().filter(|row| row.page.is_none()) {
        let what = shown(row);
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::with_cap(20_000).await;
        let mut all = entries(1..=3);
        all.push(Entry { n: 4, words: "long ".repeat(10_000) });
        (row.publish)(&web, &all, 1);
        let brought = web.go(&crawl, "").await;
        assert_eq!(brought.complaint("partly_read"), 1, "{what}");
        assert!(!brought.harvest().complete, "{what}: a cut listing is not complete");
        assert!(brought.harvest().listings.is_empty(), "{what}: a cut listing moves no clock");
        assert_eq!(brought.entries(), [1, 2, 3], "{what}: what came before the cut came");
        assert!(brought.items.iter().any(|i| i.exchange.truncated), "{what}: the evidence is marked");
    }
}

#[tokio::test]
async fn cancelled_visits_return_at_once() {
    for row in ROWS {
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::start().await;
        web.set(row.start, Reply { hangs: true, ..Reply::default() });
        let cancel = CancellationToken::new();
        let stop = async {
            web.heard().await;
            cancel.cancel();
            std::time::Instant::now()
        };
        let (brought, cancelled) = tokio::join!(web.visit(&crawl, "", 100, &cancel), stop);
        assert_eq!(brought.harvest.err(), Some(PollError::Cancelled), "{}", shown(row));
        assert!(cancelled.elapsed() < Duration::from_secs(1), "{}", shown(row));
    }
}

/// However a visit waits, it ends when it is told to: for an inner page, for a reader that takes nothing, for a reader
/// that is gone. What is bounded is a real wait, so that a kind that forgets it fails and does not hang.
#[tokio::test]
async fn cancelled_visits_return_wherever_they_wait() {
    const BOUND: Duration = Duration::from_secs(10);
    for row in ROWS {
        let what = shown(row);
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::start().await;
        (row.publish)(&web, &entries(1..=5), 1);
        if let Some(page) = row.page {
            for path in [page(3), format!("{}?utm_campaign=1", page(3))] {
                web.set(&path, Reply { hangs: true, ..Reply::default() });
            }
            let cancel = CancellationToken::new();
            let stop = async {
                web.heard().await;
                cancel.cancel();
            };
            let both = async { tokio::join!(web.visit(&crawl, "", 100, &cancel), stop) };
            let (brought, ()) = tokio::time::timeout(BOUND, both).await.expect("it ends");
            assert_eq!(brought.harvest.err(), Some(PollError::Cancelled), "{what}: an inner page");
            (row.publish)(&web, &entries(1..=5), 1);
        }
        let cancel = CancellationToken::new();
        let (out, inbox) = tokio::sync::mpsc::channel(1);
        let stop = async {
            // Full: whatever comes next waits.
            while inbox.is_empty() {
                tokio::task::yield_now().await;
            }
            cancel.cancel();
        };
        let both = async { tokio::join!(web.visit_into(&crawl, out, &cancel), stop) };
        let (ended, ()) = tokio::time::timeout(BOUND, both).await.expect("it ends");
        assert_eq!(ended.err(), Some(PollError::Cancelled), "{what}: nobody reads");
        let (out, inbox) = tokio::sync::mpsc::channel(1);
        drop(inbox);
        let nobody = CancellationToken::new();
        let gone = web.visit_into(&crawl, out, &nobody);
        let ended = tokio::time::timeout(BOUND, gone).await.expect("it ends");
        assert_eq!(ended.err(), Some(PollError::Cancelled), "{what}: the reader is gone");
    }
}

#[tokio::test]
async fn garbage_never_panics() {
    let mut state = 0x9e37_79b9_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for row in ROWS {
        let crawl = crawl(row.kind, row.start, row.options);
        let web = Web::start().await;
        let mut cursor = String::new();
        for round in 0..30 {
            (row.publish)(&web, &entries(1..=3), round);
            let mut body: Vec<u8> = match round % 3 {
                0 => (0..2_000).map(|_| random() as u8).collect(),
                1 => feed_body(&entries(1..=3), round, true).into_bytes(),
                _ => b"<div class=post><a href=x><rss><item><title><![CDATA[<a href=//>{[\"items\":[{"
                    .repeat(20),
            };
            for _ in 0..10 {
                let at = random() as usize % body.len();
                body[at] = random() as u8;
            }
            let types = ["text/html", "application/xml; charset=nonsense", "application/pdf", ""];
            web.set(row.start, Reply::ok(types[random() as usize % types.len()], body));
            if let Ok(harvest) = web.go(&crawl, &cursor).await.harvest {
                cursor = harvest.cursor;
            }
        }
        for cursor in ["\u{0}", "{}", "[]", "{\"v\":1}", "{\"v\":1,\"feeds\":{\"x\":7}}"] {
            (row.publish)(&web, &entries(1..=3), 1);
            assert_eq!(
                web.go(&crawl, cursor).await.entries(),
                [1, 2, 3],
                "{}: cursor {cursor:?}",
                shown(row)
            );
        }
    }
}
