//! Other people's tools on our evidence: `warcio check` must accept every file, `warcio index` must find each record
//! where the store says it is, and pywb must replay the pages. Runs where `LEAKWATCH_LAB_PYTHON` names a Python that has
//! tests/lab/requirements.txt; tests/lab/archive makes one.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use leakwatch::archive::{Archive, Spot, cut, verify};
use leakwatch::model::{Exchange, Time};
use leakwatch::runtime::HandClock;

fn exchanges() -> Vec<Arc<Exchange>> {
    let page = |url: &str, status: u16, kind: &str, body: &[u8]| Exchange {
        url: url.into(),
        final_url: url.into(),
        method: "GET".into(),
        request_headers: vec![("User-Agent".into(), b"leakwatch (soc@example.com)".to_vec())],
        status,
        headers: vec![("Content-Type".into(), kind.as_bytes().to_vec())],
        wire_body: body.to_vec(),
        body: body.to_vec(),
        sent: Time(1_790_000_000_000),
        received: Time(1_790_000_000_250),
        peer: Some("192.0.2.7:443".into()),
        ..Exchange::default()
    };
    let html = "<!doctype html><title>Форум</title><p>Пароль от базы: см. ниже</p>";
    let plain =
        page("https://forum.test/thread/1?page=2&x=a%20b", 200, "text/html; charset=utf-8", html.as_bytes());

    let mut coded = page("http://news.test/новость", 200, "text/html; charset=utf-8", html.as_bytes());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, html.as_bytes()).expect("into memory");
    coded.wire_body = gzip.finish().expect("into memory");
    coded.headers.push(("Content-Encoding".into(), b"gzip".to_vec()));
    coded.headers.push(("Transfer-Encoding".into(), b"chunked".to_vec()));
    coded.peer = Some("[2001:db8::7]:80".into());
    coded.final_url = url::Url::parse(&coded.url).expect("a URL").into();

    let mut moved = page("http://site.test/new", 200, "text/plain", b"here\r\n\r\nnow");
    moved.url = "http://site.test/old".into();
    let mut hop = page("http://site.test/old", 301, "text/html", b"");
    hop.headers.push(("Location".into(), b"/new".to_vec()));
    moved.hops.push(hop);

    let mut cut = page("http://big.test/dump.csv", 200, "text/csv", &b"a;b\n".repeat(10_000));
    cut.truncated = true;
    cut.headers.push(("Content-Length".into(), b"99999999".to_vec()));

    let empty = page("http://gone.test/", 404, "text/html", b"");
    let mut odd = page("http://odd.test/x", 200, "application/octet-stream", &[0, 13, 10, 13, 10, 255]);
    odd.headers.push(("X-Raw".into(), "кириллица".as_bytes().to_vec()));
    odd.headers.push(("X-Empty".into(), Vec::new()));
    [plain, coded, moved, cut, empty, odd].map(Arc::new).to_vec()
}

fn python(named: &str, args: &[&str], dir: &Path) -> String {
    let out = Command::new(named).args(args).current_dir(dir).output().expect("Python starts");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{args:?}: {said}{}", String::from_utf8_lossy(&out.stderr));
    said
}

#[test]
fn other_tools_read_the_archive() {
    let Ok(named) = std::env::var("LEAKWATCH_LAB_PYTHON") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(HandClock::new(Time(1_790_000_001_000)));
    let archive = Archive::open(dir.path(), "lab", clock, None).expect("opens");
    let kept = exchanges();
    let mut spots: Vec<Spot> = Vec::new();
    for batch in kept.chunks(4) {
        spots.extend(archive.append(batch).expect("appends"));
    }
    let file = spots[0].file.as_str();
    assert!(verify(dir.path()).expect("verifies").faults.is_empty());

    let checked = python(&named, &["-m", "warcio.cli", "check", "-v", file], dir.path());
    assert!(checked.contains("digest pass") && !checked.contains("failed"), "{checked}");

    let fields = "offset,length,warc-type,warc-target-uri";
    let index = python(&named, &["-m", "warcio.cli", "index", "-f", fields, file], dir.path());
    let records: Vec<serde_json::Value> =
        index.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    // The file's own record, then request and response of each page and of the one hop.
    assert_eq!(records.len(), 1 + 2 * (kept.len() + 1), "{index}");
    for (spot, exchange) in spots.iter().zip(&kept) {
        let at = spot.offset.to_string();
        let record =
            records.iter().find(|r| r["offset"] == at.as_str()).unwrap_or_else(|| panic!("{at}: {index}"));
        assert_eq!(record["length"], spot.length.to_string().as_str());
        assert_eq!(record["warc-type"], "response");
        assert_eq!(record["warc-target-uri"], exchange.final_url.as_str());
    }

    // One exchange cut out, as a person downloads it.
    for (at, spot) in spots.iter().enumerate() {
        let mut out = cut(dir.path(), spot, "cut.warc.gz", Time(1_790_000_002_000)).expect("cut");
        std::io::Read::read_to_end(&mut std::io::Read::take(&mut out.file, out.length), &mut out.info)
            .expect("read");
        std::fs::create_dir_all(dir.path().join("cut")).expect("a folder");
        std::fs::write(dir.path().join("cut/cut.warc.gz"), &out.info).expect("written");
        let checked = python(&named, &["-m", "warcio.cli", "check", "-v", "cut/cut.warc.gz"], dir.path());
        assert!(checked.contains("digest pass") && !checked.contains("failed"), "{checked}");
        let index =
            python(&named, &["-m", "warcio.cli", "index", "-f", fields, "cut/cut.warc.gz"], dir.path());
        let kinds = ["\"warcinfo\"", "\"response\"", "\"request\""];
        assert_eq!(index.lines().count(), 3, "{index}");
        assert!(index.lines().zip(kinds).all(|(line, kind)| line.contains(kind)), "{at}: {index}");
    }

    let replay = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/replay.py");
    let script = replay.to_str().expect("UTF-8");
    for (exchange, expected) in
        [(0, "Пароль от базы"), (1, "Пароль от базы"), (2, "here"), (3, "a;b\na;b"), (4, "")]
    {
        let said = python(&named, &[script, file, &kept[exchange].final_url], dir.path());
        let (status, body) = said.split_once('\n').expect("a status line");
        assert_eq!(status, kept[exchange].status.to_string(), "{said}");
        assert!(body.contains(expected), "{}: {said}", kept[exchange].final_url);
    }
}
