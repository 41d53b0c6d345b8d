//! Every shipped crawler brings what its expect.json says, and the check that says so can fail.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use leakwatch::model::{Crawl, Fault, Spot, Time};
use leakwatch::runtime::HandClock;
use leakwatch::sources::{Sample, hosts_of_engine, try_sample};
use toml_edit::{Document, Item};

use super::wire::crawl;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("crawlers")
}

/// The keys that a visit needs; what else a crawler file may hold is config's.
fn read(dir: &Path) -> Crawl {
    let options = std::fs::read_to_string(dir.join("crawler.toml")).expect("a crawler file");
    let document = Document::parse(options.as_str()).expect("TOML");
    let text = |key: &str| document.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
    let list = |key: &str| -> Vec<String> {
        let array = document.get(key).and_then(Item::as_array);
        array.map(|a| a.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()).unwrap_or_default()
    };
    let id = text("id");
    assert_eq!(
        Some(id.as_str()),
        dir.file_name().and_then(|n| n.to_str()),
        "a crawler lies in the folder of its id"
    );
    Crawl {
        id,
        start: list("start"),
        hosts: list("hosts").into_iter().chain(hosts_of_engine(&text("kind"), &options)).collect(),
        pages: document.get("pages").and_then(Item::as_integer).unwrap_or(50) as u32,
        spot: Spot { file: dir.join("crawler.toml").display().to_string(), line: 0, column: 0 },
        ..crawl(&text("kind"), "/", &options)
    }
}

async fn faults(crawl: &Crawl, sample: Sample<'_>, expect: &str) -> Vec<Fault> {
    let clock = HandClock::new(Time::parse_rfc3339("2026-11-22T12:00:00Z").expect("a time"));
    try_sample(crawl, sample, expect, Arc::new(clock)).await
}

#[tokio::test]
async fn every_shipped_crawler_brings_what_it_should() {
    let (mut count, mut wrong) = (0, String::new());
    for entry in std::fs::read_dir(folder()).expect("crawlers/") {
        let dir = entry.expect("a folder").path();
        // Engines and templates are no places.
        if !dir.join("expect.json").exists() {
            continue;
        }
        let crawl = read(&dir);
        let expect = std::fs::read_to_string(dir.join("expect.json")).expect("expect.json");
        let found = faults(&crawl, Sample::Folder(&dir.join("sample")), &expect).await;
        wrong.extend(found.iter().map(|f| format!("{f}\n")));
        count += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 4);
}

#[tokio::test]
async fn a_sample_that_is_not_as_expected_is_a_fault() {
    let dir = folder().join("example-blog-atom");
    let crawl = read(&dir);
    let files: Vec<(String, Vec<u8>)> = std::fs::read_dir(dir.join("sample"))
        .expect("a sample")
        .map(|file| {
            let path = file.expect("a file").path();
            (path.display().to_string(), std::fs::read(&path).expect("its bytes"))
        })
        .collect();
    for (expect, message) in [
        ("[]", "expects nothing"),
        ("{", "expect.json:1: "),
        ("[{\"url\":\"https://blog.example/none\"}]", "https://blog.example/none did not come out"),
        (
            "[{\"url\":\"https://blog.example/posts/hello\",\"author\":\"X\"}]",
            "author is \"Kim Muster\", expected \"X\"",
        ),
        (
            "[{\"url\":\"https://blog.example/posts/hello\",\"published\":\"2020-01-01T00:00:00Z\"}]",
            "published is 2026-11-01T08:00:00Z",
        ),
        (
            "[{\"url\":\"https://blog.example/posts/hello\",\"text_contains\":[\"zzz\"]}]",
            "its text lacks \"zzz\"",
        ),
        ("[{\"url\":\"https://blog.example/posts/hello\"}]", "moving-servers came out and is not expected"),
        ("[{\"urls\":1}]", "unknown field `urls`"),
    ] {
        let found = faults(&crawl, Sample::Files(&files), expect).await;
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(shown.iter().any(|f| f.contains(message)), "{expect}: {shown:?}");
    }
    let broken = vec![("x.http".to_owned(), b"nonsense".to_vec())];
    let found = faults(&crawl, Sample::Files(&broken), "[{\"url\":\"x\"}]").await;
    assert!(found[0].message().contains("its sample cannot be read"), "{found:?}");
}
