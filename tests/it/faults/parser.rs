//! Documents that kill their reader: begun twice, parked and shown, and everything beside them is read all the same.

use std::time::Duration;

use leakwatch::clock::Clock;
use leakwatch::model::Delivery;
use leakwatch::runtime::SystemClock;
use leakwatch::store::rows::DocumentRow;

use super::{ALERTS, Behind, behind, dies, end, ready, store, until, written};
use crate::app::letters::SECRET;
use crate::support::app::{MINUTE, TestApp, Written};

/// A PDF of these objects, from number 1 on; the first is its catalogue.
pub fn pdf(objects: &[&[u8]]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (n, object) in (1..).zip(objects) {
        offsets.push(out.len());
        out.extend_from_slice(format!("{n} 0 obj\n").as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let (at, size) = (out.len(), offsets.len() + 1);
    let table: String = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect();
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"
    );
    out.extend_from_slice(end.as_bytes());
    out
}

pub const CATALOGUE: &[u8] = b"<< /Type /Catalog /Pages 2 0 R >>";
pub const PAGES: &[u8] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>";

pub fn stream(words: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {} {words}>>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

/// A page that is its parent's parent: who looks for what a page inherits never ends.
fn circle() -> Vec<u8> {
    pdf(&[
        CATALOGUE,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        &stream("", b"BT (x) Tj ET"),
    ])
}

/// A form that draws itself, twice.
fn mirror() -> Vec<u8> {
    pdf(&[
        CATALOGUE,
        PAGES,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        &stream("", b"/X Do"),
        &stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 5 0 R >> >> ",
            b"/X Do /X Do",
        ),
    ])
}

fn page(links: &[&str], text: &str) -> String {
    let links: String = links.iter().map(|l| format!("<a href=\"{l}\">{l}</a> ")).collect();
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>Страница</title></head><body><p>{text}</p>{links}</body></html>"
    )
}

fn parked(documents: &[DocumentRow]) -> Vec<&str> {
    let parked = documents.iter().filter(|d| d.complaints.iter().any(|c| c.contains("tried twice")));
    let mut urls: Vec<&str> = parked.map(|d| d.url.as_str()).collect();
    urls.sort_unstable();
    urls
}

#[tokio::test(flavor = "multi_thread")]
async fn what_kills_its_reader_is_parked_and_the_rest_is_read() {
    let crawls = vec![("docs", "site", "http://docs.test/")];
    let app = TestApp::with(Written { crawls, recipients: ALERTS.to_vec(), ..Written::default() }).await;
    let html = "text/html; charset=utf-8";
    app.web.page("docs.test/", html, page(&["/quiet"], "Тихий день."));
    app.web.page("docs.test/quiet", html, page(&[], "Ещё тише."));
    app.turn("poll").await;
    app.clock.advance(20 * MINUTE);
    app.web.page("docs.test/", html, page(&["/quiet", "/a.pdf", "/b.pdf", "/leak"], "Новый день."));
    app.web.page("docs.test/a.pdf", "application/pdf", circle());
    app.web.page("docs.test/b.pdf", "application/pdf", mirror());
    app.web.page("docs.test/leak", html, page(&[], &format!("Ключ ООО «Ромашка»: {SECRET}.")));
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("soc").len(), 1, "the page beside them is told of");
    let documents = app.app.store.follow(0, 100).await.expect("the store answers");
    assert_eq!(parked(&documents), ["http://docs.test/a.pdf", "http://docs.test/b.pdf"]);
    assert!(
        documents.iter().filter(|d| d.url.ends_with(".pdf")).all(|d| d.archive.is_some()),
        "it is evidence"
    );
    let visits = app.app.store.visits("docs", 1).await.expect("the store answers");
    assert_eq!(visits[0].complaints.get("parked"), Some(&2), "{visits:#?}");

    // The cursor has moved on: they are asked for again as any page, and not begun again.
    app.clock.advance(20 * MINUTE);
    app.turn("poll").await;
    let again = app.app.store.follow(0, 100).await.expect("the store answers");
    assert_eq!(again.len(), documents.len(), "nothing is new");
    assert_eq!(app.letters("soc").len(), 1);
    app.finish().await;
}

/// Whatever reads it takes the whole daemon down, twice: the third life knows.
#[tokio::test(flavor = "multi_thread")]
async fn what_kills_the_daemon_twice_is_not_begun_again() {
    let now = SystemClock.now();
    let mut folder = written(ALERTS, now);
    folder.crawls = vec![("docs", "site", "http://WEB/docs/")];
    let app = TestApp::at(now - Duration::from_secs(16 * 86_400), folder).await;
    let html = "text/html; charset=utf-8";
    app.web.page("127.0.0.1/docs/", html, page(&[], "Тихий день."));
    app.turn("poll").await;
    app.web.page("127.0.0.1/docs/", html, page(&["/docs/a.pdf", "/docs/leak"], "Новый день."));
    app.web.page("127.0.0.1/docs/a.pdf", "application/pdf", circle());
    app.web.page("127.0.0.1/docs/leak", html, page(&[], &format!("Ключ ООО «Ромашка»: {SECRET}.")));
    let left: Behind = behind(app).await;
    dies(&left, "worker.begun").await;
    dies(&left, "worker.begun").await;
    let rows = store(&left).await;
    // Armed, and never reached.
    let mut daemon = super::start(&left, Some("worker.begun"));
    until("the leak beside it is told of", async || {
        let letters = rows.letters(None, 10, 0).await.expect("the store answers");
        letters.len() == 1 && letters[0].state == Delivery::Sent
    })
    .await;
    assert!(end(&mut daemon).await.success());
    let documents = rows.follow(0, 100).await.expect("the store answers");
    assert_eq!(parked(&documents).len(), 1, "{documents:#?}");
    let mut daemon = ready(&left, "once more").await;
    assert!(end(&mut daemon).await.success());
}

/// What the reader of one document may use, whatever is in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_ends_at_its_limits() {
    use tokio::io::AsyncWriteExt;
    // Thirty million operators in a few hundred bytes, packed three times; each is a value of its own to a reader.
    let mut bomb = b"q ".repeat(1 << 25);
    for _ in 0..3 {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, &bomb).expect("into memory");
        bomb = packed.finish().expect("into memory");
    }
    let contents = stream("/Filter [/FlateDecode /FlateDecode /FlateDecode] ", &bomb);
    let page: &[u8] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>";
    let file = pdf(&[CATALOGUE, PAGES, page, &contents]);
    assert!(file.len() < 100_000, "{} bytes", file.len());
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_leakwatch"))
        .arg("worker")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let mut input = child.stdin.take().expect("piped");
    let task = "{\"content_type\":\"application/pdf\",\"url\":\"http://x.test/\",\"fetched\":0,\"truncated\":null}\n";
    input.write_all(task.as_bytes()).await.expect("it listens");
    // It may be dead before it has heard all.
    let _ = input.write_all(&file).await;
    drop(input);
    let ended = tokio::time::timeout(super::PATIENCE, child.wait_with_output()).await;
    let ended = ended.expect("its own limit ends it").expect("it is our child");
    assert!(!ended.status.success(), "it needs more than it may have: {}", ended.status);
    assert!(ended.stdout.is_empty(), "and says nothing half-said");
}
