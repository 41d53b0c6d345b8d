//! `leakwatch eval secrets`: what it counts, on a folder and a set made here; and the project's own labelled set, which its
//! generator must make again to the byte. How good the pack is, no test says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use leakwatch::cli::{eval_secrets, eval_secrets_shown};
use serde_json::Value;

const SET: &str = r#"
[set]
id = "small"
title = "A small set"

[[pattern]]
id = "acme"
class = "leak"
regex = 'acme_[0-9]{4}'
damage = "large"

[[pattern]]
id = "generic-word"
class = "leak"
regex = 'word=[a-z0-9_]{4,20}'
damage = "large"

[[pattern]]
id = "weak"
class = "leak"
regex = 'weak[0-9]{4}'
damage = "large"
min_confidence = 0.99
"#;

/// Found by its form; found by a generic entry alone; below the floor; generic; a name; quiet; loud; a stray beside a find.
const LINES: &str = r#"{"id":"1","text":"ключ acme_1234","expect":[{"start":5,"end":14,"kind":"acme"}],"source":"a"}
{"id":"2","text":"word=zzzz9","expect":[{"start":5,"end":10,"kind":"zeta"}],"source":"a"}
{"id":"3","text":"weak1234","expect":[{"start":0,"end":8,"kind":"weak"}],"source":"a"}
{"id":"4","text":"word=abcd1","expect":[{"start":5,"end":10,"kind":"generic-key"}],"source":"a"}
{"id":"5","text":"bucket","expect":[{"start":0,"end":6,"kind":"identifier-bucket"}],"source":"a"}

{"id":"6","text":"nothing here, weak1234","source":"b"}
{"id":"7","text":"acme_0000","expect":[],"source":"b"}
{"id":"8","text":"acme_1111 acme_2222","expect":[{"start":0,"end":9,"kind":"acme"}],"source":"c"}
"#;

fn small(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/secrets")
}

#[test]
fn counts_what_was_found_and_what_stayed_quiet() {
    let folder = small(&[("set.toml", SET), ("lines.jsonl", LINES)]);
    let set = folder.path().join("set.toml");
    let scores = eval_secrets::run(folder.path(), Some(&set)).expect("scores");
    let shown: Value = serde_json::from_str(&eval_secrets_shown::json(&scores)).expect("JSON");
    let row = |list: &str, keys: &[(&str, &str)]| {
        let rows = shown[list].as_array().expect("rows");
        rows.iter().find(|row| keys.iter().all(|(key, value)| row[*key] == *value)).expect("the row").clone()
    };
    let typed = row("recall", &[("source", "a"), ("sort", "typed")]);
    assert_eq!(
        (&typed["wanted"], &typed["found"], &typed["untyped"], &typed["reached"]),
        (&3.into(), &1.into(), &1.into(), &false.into())
    );
    let generic = row("recall", &[("source", "a"), ("sort", "generic")]);
    assert_eq!((&generic["found"], &generic["reached"]), (&1.into(), &Value::Null));
    assert_eq!(row("recall", &[("source", "a"), ("sort", "identifier")])["found"], 0);
    let b = row("sources", &[("source", "b")]);
    assert_eq!(
        (&b["silent"], &b["quiet"], &b["quiet_percent"], &b["reached"]),
        (&2.into(), &1.into(), &50.0.into(), &false.into())
    );
    let c = row("sources", &[("source", "c")]);
    assert_eq!((&c["hits"], &c["right"], &c["precision_percent"]), (&2.into(), &1.into(), &50.0.into()));
    assert_eq!(row("kinds", &[("kind", "zeta")])["untyped"], 1);

    let failures = |kind: &str| eval_secrets_shown::failures(&scores, kind, 9);
    assert!(
        failures("typed")
            .starts_with("typed: 2 lines failed\n\n2 (a)\nword=zzzz9\n    missed zeta \"zzzz9\"")
    );
    assert!(
        failures("quiet").starts_with("quiet: 1 lines failed\n\n7 (b)\nacme_0000\n    hit small/acme "),
        "{}",
        failures("quiet")
    );
    let table = eval_secrets_shown::table(&scores, true);
    assert!(table.contains("typed: acme") && table.contains("missed"), "{table}");
}

#[test]
fn a_place_outside_the_text_is_a_fault() {
    for (line, part) in [
        (
            r#"{"id":"1","text":"ключ","expect":[{"start":0,"end":5,"kind":"x"}],"source":"a"}"#,
            "lines.jsonl:1: an expected",
        ),
        (
            r#"{"id":"1","text":"ключ","expect":[{"start":2,"end":2,"kind":"x"}],"source":"a"}"#,
            "of 4 code points",
        ),
        (r#"{"id":"1","text":"ключ"}"#, "lines.jsonl:1"),
    ] {
        let folder = small(&[("set.toml", SET), ("lines.jsonl", line)]);
        let set = folder.path().join("set.toml");
        let fault = format!("{:#}", eval_secrets::run(folder.path(), Some(&set)).err().expect("a fault"));
        assert!(fault.contains(part), "{fault}");
    }
    let folder = small(&[("set.toml", SET)]);
    assert!(eval_secrets::run(folder.path(), None).is_err());
}

#[test]
fn the_generator_makes_the_committed_set_again() {
    let made = tempfile::tempdir().expect("a temporary folder");
    let generator = own().join("generate.py");
    let done =
        Command::new("python3").arg("-B").arg(generator).arg(made.path()).output().expect("Python starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |folder: &Path| fs::read(folder.join("lines.jsonl")).expect("a file");
    assert!(
        read(made.path()) == read(&own()),
        "lines.jsonl is not what generate.py makes: run it and commit"
    );
}

#[test]
fn the_own_set_is_large_and_a_third_of_it_traps() {
    let text = fs::read_to_string(own().join("lines.jsonl")).expect("the labelled lines");
    let (mut ids, mut kinds, mut traps) = (BTreeSet::new(), BTreeSet::new(), 0);
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert!(ids.insert(line["id"].as_str().expect("an id").to_owned()), "{line}: its id is there twice");
        let expect = line["expect"].as_array().expect("a list");
        traps += usize::from(expect.is_empty());
        kinds.extend(expect.iter().map(|e| e["kind"].as_str().expect("a kind").to_owned()));
    }
    assert!(ids.len() >= 3_000 && kinds.len() >= 80, "{} lines of {} kinds", ids.len(), kinds.len());
    assert!(traps * 3 >= ids.len(), "{traps} traps among {} lines", ids.len());
}
