//! `leakwatch eval quiet`: what it reads and what it counts, on a folder made here. How quiet the packs are, no test says.

use std::fs;
use std::io::Write;
use std::path::Path;

use leakwatch::cli::{eval_quiet, eval_quiet_shown};
use leakwatch::config;
use leakwatch::matching::Matcher;
use leakwatch::model::KeywordSet;
use serde_json::{Value, json};

const SET: &str = r#"
[set]
id = "small"
title = "A small set"

[[entity]]
id = "firm"
kind = "brand"
role = "own"
name = "Romashka"

[[pattern]]
id = "code"
regex = '\bQX-[0-9]{4}\b'

[[pattern]]
id = "volume"
regex = '\bVV-[0-9]{4}\b'
volume = [[2, "large"]]

[[pattern]]
id = "weak"
regex = '\bWK-[0-9]{4}\b'
min_confidence = 0.7

[[pattern]]
id = "silent"
regex = '\bnowhere\b'

[[query]]
id = "strike"
class = "growth"
expression = 'strike NEAR/5 entity:own'
"#;

fn matcher(more: Vec<KeywordSet>) -> Matcher {
    let mut sets = vec![config::keyword_set("small.toml", SET).expect("a set")];
    sets.extend(more);
    Matcher::new(&sets).expect("a matcher")
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).expect("a file");
}

fn manuals() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    put(
        folder.path(),
        "a.html",
        b"<title>A</title><script>QX-0001</script><p>QX-1111 and QX-1111 and QX-2222.</p><p>Romashka</p>",
    );
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all("VV-1111 VV-2222 WK-3333\n".repeat(300).as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    put(folder.path(), "tool.1.gz", &packed);
    put(folder.path(), "copy.1.gz", &packed);
    put(folder.path(), "search.js", b"QX-9999");
    put(folder.path(), "README", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    put(
        folder.path(),
        "note.txt",
        "Забастовка? A strike at Romashka is a mention of «Лютик» too: QX-1111".as_bytes(),
    );
    folder
}

fn shown(report: &eval_quiet::Report) -> Value {
    serde_json::from_str(&eval_quiet_shown::json(report)).expect("JSON")
}

#[test]
fn counts_findings_of_patterns_and_queries() {
    let folder = manuals();
    let report = eval_quiet::run(&matcher(Vec::new()), &[folder.path().to_owned()], None).expect("a report");
    let shown = shown(&report);
    assert_eq!(
        (&shown["files"], &shown["pages"], &shown["skipped"]),
        (&json!(4), &json!(8), &json!(1)),
        "{shown}"
    );
    let pack = &shown["packs"][0];
    let entry = |id: &str| {
        let all = pack["entries"].as_array().expect("entries");
        let one = all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id} in {pack}"));
        (one["findings"].as_u64().expect("a count"), one["hits"].as_u64().expect("a count"))
    };
    for (id, expected) in
        [("code", (2, 4)), ("volume", (1, 1200)), ("weak", (0, 0)), ("silent", (0, 0)), ("strike", (1, 1))]
    {
        assert_eq!(entry(id), expected, "{id}");
    }
    assert!(pack["entries"].as_array().expect("entries").iter().all(|one| one["id"] != "firm"));
    assert_eq!((&pack["findings"], &pack["reached"]), (&json!(4), &json!(false)));
    assert_eq!(pack["per_10000_pages"], json!(5_000.0));
    let table = eval_quiet_shown::table(&report);
    assert!(table.contains("small") && table.contains("missed") && !table.contains("silent"), "{table}");
}

#[test]
fn shows_the_places_and_takes_a_name_for_the_watch() {
    let folder = manuals();
    let paths = [folder.path().to_owned()];
    let report = eval_quiet::run(&matcher(Vec::new()), &paths, Some(("small/volume", 9))).expect("a report");
    assert_eq!(report.shown.len(), 6, "three of a file at most");
    assert!(eval_quiet_shown::failures(&report).contains("VV-1111"));
    let own = eval_quiet::watch(&["Лютик".to_owned()]).expect("a set");
    let file = [folder.path().join("note.txt")];
    let report = eval_quiet::run(&matcher(vec![own]), &file, Some(("small", 1))).expect("a report");
    assert_eq!((report.files, report.shown.len()), (1, 1));
    let wrong = |wanted| eval_quiet::run(&matcher(Vec::new()), &paths, Some((wanted, 1))).is_err();
    assert!(wrong("small/firm") && wrong("other") && wrong("small/other"));
    assert!(eval_quiet::run(&matcher(Vec::new()), &[folder.path().join("absent")], None).is_err());
}
