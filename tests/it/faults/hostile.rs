//! Structures made to end whoever reads them, in every format, met by the running program on one visit: it goes on to the
//! next page, each becomes a document with complaints, what stands in it is found all the same, and memory has a bound.

use std::io::Write;
use std::time::Duration;

use leakwatch::clock::Clock;
use leakwatch::model::{Delivery, State};
use leakwatch::runtime::SystemClock;
use leakwatch::store::rows::DocumentRow;
use tokio::process::Child;

use super::parser::{CATALOGUE, PAGES, pdf, stream};
use super::{ALERTS, Behind, behind, end, ready, said, store, until, written};
use crate::app::letters::{SECRET, leak, quiet};
use crate::support::app::{MINUTE, TestApp, Written};
use crate::support::web::{Entry, rss};

const DEEP: usize = 100_000;
const MB: usize = 1 << 20;
/// What the daemon itself may take at most while it reads all of this; its children have limits of their own. It idles at
/// about a fifth of this.
const MOST_KB: u64 = 700 << 10;

/// Elements inside elements, with these words in the middle.
fn nested(open: &str, close: &str, words: &str) -> String {
    format!("{}{words}{}", open.repeat(DEEP), close.repeat(DEEP))
}

/// Words that are a leak.
fn key(secret: &str) -> String {
    format!("Ключ ООО «Ромашка»: {secret}.")
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a name");
        out.write_all(bytes).expect("into memory");
    }
    out.finish().expect("into memory").into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("into memory");
    out.finish().expect("into memory")
}

/// Ten entities, each ten of the one before.
fn laughs(root: &str, words: &str) -> String {
    let entity = |n: usize| format!("<!ENTITY a{} \"{}\">", n + 1, format!("&a{n};").repeat(10));
    let entities: String = (0..10).map(entity).collect();
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"ha\">{entities}]><{root}>&a10; {words}</{root}>"
    )
}

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// (name, content type, body, what must be in its complaints; none: it is read as any page).
fn pages() -> Vec<(&'static str, &'static str, Vec<u8>, Option<&'static str>)> {
    let html = "text/html; charset=utf-8";
    let zipped = "application/octet-stream";
    let word = |words: &str| {
        let body = nested("<w:p>", "</w:p>", &format!("<w:r><w:t>{words}</w:t></w:r>"));
        format!("<w:document {WORD}><w:body>{body}</w:body></w:document>")
    };
    let open = |words: &str| format!("<o:d xmlns:text='t'>{}</o:d>", nested("<text:p>", "</text:p>", words));
    let blank = vec![b' '; 300 * MB];
    let boundary = |n: usize| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n");
    let mail: String = (0..5_000).map(boundary).collect();
    let mail = format!(
        "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n{mail}Content-Type: text/plain\r\n\r\n{}",
        key("tok-deep0006")
    );
    let letters = "Content-Type: message/rfc822\r\n\r\nFrom: a@example.com\r\nSubject: y\r\n".repeat(5_000);
    let letters = format!("From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n{letters}\r\nend");
    vec![
        ("deep.html", html, nested("<div>", "</div>", &key("tok-deep0001")).into(), None),
        (
            "tables.html",
            html,
            nested("<table><tr><td>", "</td></tr></table>", &key("tok-deep0002")).into(),
            None,
        ),
        ("deep.xml", "application/xml", nested("<a>", "</a>", &key("tok-deep0003")).into(), None),
        ("deep.json", "application/json", nested("[", "]", "1").into(), Some("")),
        ("laughs.xml", "application/xml", laughs("x", &key("tok-deep0007")).into(), None),
        ("deep.docx", zipped, zip(&[("word/document.xml", word(&key("tok-deep0004")).as_bytes())]), None),
        ("deep.odt", zipped, zip(&[("content.xml", open(&key("tok-deep0005")).as_bytes())]), None),
        (
            "laughs.docx",
            zipped,
            zip(&[("word/document.xml", laughs("document", "wordprocessingml").as_bytes())]),
            None,
        ),
        ("bomb.docx", zipped, zip(&[("word/document.xml", &blank)]), Some("inflates beyond")),
        (
            "bomb.xlsx",
            zipped,
            zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", &blank)]),
            Some("inflates beyond"),
        ),
        (
            // The page tree is its own child.
            "cycle.pdf",
            "application/pdf",
            pdf(&[CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]),
            Some(""),
        ),
        (
            // An array of arrays of arrays.
            "deep.pdf",
            "application/pdf",
            pdf(&[
                CATALOGUE,
                PAGES,
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
                &stream("", nested("[", "]", "1").as_bytes()),
                nested("[", "]", "1").as_bytes(),
            ]),
            None,
        ),
        ("deep.eml", "message/rfc822", mail.into(), None),
        ("letters.eml", "message/rfc822", letters.into(), None),
    ]
}

fn page(links: &[String], text: &str) -> String {
    let links: String = links.iter().map(|l| format!("<a href=\"{l}\">{l}</a> ")).collect();
    format!("<!doctype html><title>Страница</title><p>{text}</p>{links}")
}

fn map(url: &str) -> String {
    format!("<urlset><url><loc>{url}</loc></url></urlset>")
}

/// A daemon that had seen all of these places when they were quiet, and was off since.
async fn hostile() -> Behind {
    let now = SystemClock.now();
    let mut folder = written(ALERTS, now);
    folder.crawls = vec![("docs", "site", "http://WEB/docs/")];
    let app = TestApp::at(now - Duration::from_secs(16 * 86_400), folder).await;
    let web = &app.web;
    let host = web.address;
    let put =
        |path: &str, kind: &'static str, body: Vec<u8>| web.page(&format!("127.0.0.1{path}"), kind, body);
    let site = |path: &str| format!("http://{host}{path}");
    let maps = ["/deep-map.xml", "/bomb-map.xml.gz", "/laugh-map.xml"];
    let robots: String = maps.iter().map(|path| format!("Sitemap: {}\n", site(path))).collect();
    put("/robots.txt", "text/plain", format!("User-agent: *\nAllow: /\n\n{robots}").into());
    put("/docs/", "text/html", page(&[], "Тихий день.").into());
    for path in maps {
        put(path, "application/xml", map(&site("/docs/")).into());
    }
    app.turn("poll").await;
    app.clock.advance(MINUTE);
    app.turn("poll").await;

    // And now.
    let pages = pages();
    let links: Vec<String> = pages.iter().map(|(name, ..)| format!("/docs/{name}")).collect();
    let links = [links, vec!["/docs/leak".to_owned()]].concat();
    put("/docs/", "text/html", page(&links, "Новый день.").into());
    put("/docs/leak", "text/html", page(&[], &key(SECRET)).into());
    put("/docs/from-map", "text/html", page(&[], &key("tok-map00001")).into());
    put("/deep-map.xml", "application/xml", nested("<x>", "</x>", &map(&site("/docs/from-map"))).into());
    put("/bomb-map.xml.gz", "application/gzip", gzip(&vec![b' '; 300 * MB]));
    put("/laugh-map.xml", "application/xml", laughs("urlset", &map(&site("/docs/"))).into());
    for (name, kind, body, _) in pages {
        put(&format!("/docs/{name}"), kind, body);
    }
    behind(app).await
}

/// The most memory that the process ever had, in kilobytes.
fn most(daemon: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", daemon.id().expect("it runs")));
    let status = status.expect("it runs");
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).expect("Linux tells");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_structures_are_documents_with_complaints_and_the_rest_is_read() {
    let left = hostile().await;
    let rows = store(&left).await;
    let visits = async || {
        let visits = rows.visits("docs", 99).await.expect("the store answers");
        visits.iter().filter(|v| v.ended.is_some()).count()
    };
    let before = visits().await;
    let mut daemon = ready(&left, "among hostile pages").await;
    until("the place is visited anew", async || visits().await > before).await;
    let documents = rows.follow(0, 1000).await.expect("the store answers");
    let of = |name: &str| -> &DocumentRow {
        let found =
            documents.iter().filter(|d| d.url.ends_with(&format!("/docs/{name}"))).collect::<Vec<_>>();
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
        found[0]
    };
    for (name, _, _, complaint) in pages() {
        let complaints = &of(name).complaints;
        if let Some(words) = complaint {
            assert!(complaints.iter().any(|c| c.contains(words)), "{name}: {complaints:?}");
        }
        assert!(of(name).text.len() < MB, "{name}: {} bytes of text", of(name).text.len());
    }
    // What stands in them, however deep, and what stands beside them.
    let expected = [
        SECRET,
        "tok-deep0001",
        "tok-deep0002",
        "tok-deep0003",
        "tok-deep0004",
        "tok-deep0005",
        "tok-deep0006",
        "tok-deep0007",
        "tok-map00001",
    ];
    let found: Vec<&str> =
        expected.into_iter().filter(|secret| documents.iter().any(|d| d.text.contains(secret))).collect();
    assert_eq!(found, expected, "found, and planted");
    until("all is told", async || {
        let alerts = rows.alerts(None, 100, 0).await.expect("the store answers");
        alerts.len() == expected.len() && alerts.iter().all(|a| a.state == Delivery::Sent)
    })
    .await;
    until("the index has followed", async || {
        super::disk::page_of(&left, "/metrics").await.contains("leakwatch_index_behind 0\n")
    })
    .await;
    let visits = rows.visits("docs", 1).await.expect("the store answers");
    assert_eq!(visits[0].state, State::Well, "{visits:#?}");
    let most = most(&daemon);
    assert!(most < MOST_KB, "it took {most} kB");
    assert!(end(&mut daemon).await.success());
    assert!(!said(&left).contains("panicked"), "{}", said(&left));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_feeds_are_read_or_malformed_and_read_again_when_they_are_well() {
    let places = ["deep", "wide", "laugh", "json", "cut"];
    let addresses: [(&str, &str, &str); 5] = [
        ("deep", "feed", "http://deep.test/"),
        ("wide", "feed", "http://wide.test/"),
        ("laugh", "feed", "http://laugh.test/"),
        ("json", "feed", "http://json.test/"),
        ("cut", "feed", "http://cut.test/"),
    ];
    let written = Written { crawls: addresses.to_vec(), recipients: ALERTS.to_vec(), ..Written::default() };
    let app = TestApp::with(written).await;
    let xml = "application/rss+xml";
    let put = |place: &str, body: String| app.web.page(&format!("{place}.test/"), xml, body);
    let well = |place: &str, entries: &[Entry]| put(place, rss(&format!("http://{place}.test"), entries));
    for place in places {
        well(place, &[quiet(1), quiet(2)]);
    }
    app.turn("poll").await;
    app.clock.advance(20 * MINUTE);
    let item = |text: &str| {
        format!("<item><title>Новость</title><guid>n</guid><description>{text}</description></item>")
    };
    let feed = |items: &str| {
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>x</title>{items}</channel></rss>"
        )
    };
    put("deep", feed(&item(&nested("<b>", "</b>", &key("tok-feed0001")))));
    put("wide", feed(&nested("<x>", "</x>", &item(&key("tok-feed0002")))));
    put("laugh", laughs("rss", &feed(&item(&key("tok-feed0003")))));
    put(
        "json",
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":{}}}", nested("[", "]", "1")),
    );
    put("cut", feed(&format!("{}{}", item(&key("tok-feed0005")), "<item><title>".repeat(DEEP))));
    app.turn("poll").await;
    app.dispatch().await;
    for place in places {
        let visit = app.app.store.visits(place, 1).await.expect("the store answers").remove(0);
        let read = matches!(visit.state, State::Well | State::Malformed);
        assert!(read && visit.ended.is_some(), "{place}: {visit:#?}");
    }
    let told = app.letters("soc").len();
    let found: Vec<_> = app.findings().await.into_iter().filter(|f| f.entry == "acme/token").collect();
    assert!(found.len() >= 3 && told > 0, "what stands in them is found: {found:#?}");

    // Each is read again, whatever it was.
    for (n, place) in (0..).zip(places) {
        well(place, &[quiet(1), quiet(2), leak(7, &format!("tok-well{n:04}"))]);
    }
    for _ in 0..6 {
        app.clock.advance(20 * MINUTE);
        app.turn("poll").await;
        app.dispatch().await;
    }
    let after: Vec<_> = app.findings().await.into_iter().filter(|f| f.entry == "acme/token").collect();
    assert_eq!(after.len(), found.len() + places.len(), "{after:#?}");
    app.finish().await;
}
