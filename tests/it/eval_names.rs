//! `leakwatch eval names`: what it counts, on a folder made here; and the project's own labelled set, which its generator
//! must make again to the byte, with the shape that the figures rest on. How good the recogniser is, no test says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use leakwatch::cli::{eval_names, eval_names_shown};
use serde_json::Value;

const SET: &str = r#"
[set]
id = "small"
title = "A small set"

[[entity]]
id = "ceo"
kind = "person"
role = "own"
name = "Иванов Иван Петрович"

[[entity]]
id = "firm"
kind = "organisation"
role = "own"
name = "ООО «Ромашка»"
min_confidence = 0.99
"#;

/// One that is found, one that is not there, one found and forbidden, one below its floor, and a stray.
const LINES: &str = r#"{"id":"1","text":"Вчера Иван Иванов уехал.","phenomenon":"person-nominative","entries":["ceo"],"not":[]}
{"id":"2","text":"Никого нет.","phenomenon":"person-nominative","entries":["ceo"],"not":["firm"]}

{"id":"3","text":"Письмо Ивана Иванова.","phenomenon":"trap-sibling","entries":[],"not":["ceo"]}
{"id":"4","text":"Говорят, что Ромашка закрыта.","phenomenon":"company-hashtag","entries":["firm"]}
{"id":"5","text":"Звонил Иван Иванов.","phenomenon":"company-hashtag","not":["firm"]}
"#;

fn small(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/names")
}

#[test]
fn counts_what_was_found_and_what_must_not_be() {
    let folder = small(&[("set.toml", SET), ("lines.jsonl", LINES)]);
    let scores = eval_names::run(folder.path(), None).expect("scores");
    let shown: Value = serde_json::from_str(&eval_names_shown::json(&scores)).expect("JSON");
    let row = |name: &str| {
        let rows = shown["phenomena"]
            .as_array()
            .expect("rows")
            .iter()
            .chain(shown["sums"].as_array().expect("sums"));
        rows.into_iter().find(|row| row["phenomenon"] == name).expect("the row").clone()
    };
    let nominative = row("person-nominative");
    assert_eq!(
        (&nominative["lines"], &nominative["wanted"], &nominative["found"]),
        (&2.into(), &2.into(), &1.into())
    );
    assert_eq!((&nominative["recall_percent"], &nominative["false_percent"]), (&50.0.into(), &0.0.into()));
    assert_eq!((&nominative["recall_at_least"], &nominative["reached"]), (&99.5.into(), &false.into()));
    let sibling = row("trap-sibling");
    assert_eq!((&sibling["recall_percent"], &sibling["false_percent"]), (&Value::Null, &100.0.into()));
    assert_eq!((&sibling["false_at_most"], &sibling["reached"]), (&1.0.into(), &false.into()));
    // A hit below its floor is no find; a find that the line says nothing of is a stray.
    let hashtag = row("company-hashtag");
    assert_eq!(
        (&hashtag["found"], &hashtag["strays"], &hashtag["reached"]),
        (&0.into(), &1.into(), &Value::Null)
    );
    assert_eq!((&row("everything")["lines"], &row("people, plain")["wrong"]), (&5.into(), &1.into()));
}

#[test]
fn failures_show_what_was_expected_and_found_and_keep_the_held_out_part_back() {
    let folder = small(&[("set.toml", SET), ("lines.jsonl", LINES), ("held-out.jsonl", LINES)]);
    let scores = eval_names::run(folder.path(), None).expect("scores");
    let failures =
        |held_out| eval_names_shown::failures(&scores, "trap-sibling", 9, held_out).expect("failures");
    assert!(
        failures(false).starts_with("trap-sibling: 1 lines failed\n\n3  Письмо Ивана Иванова."),
        "{}",
        failures(false)
    );
    assert!(failures(false).contains("wrongly found ceo\n    hit small/ceo "), "{}", failures(false));
    assert!(failures(true).starts_with("trap-sibling: 2 lines failed"), "{}", failures(true));
    assert!(eval_names_shown::failures(&scores, "no-such", 9, false).is_err());
    // A part alone.
    let part = eval_names::run(folder.path(), Some("held-out")).expect("scores");
    assert_eq!(part.phenomena.iter().map(|(_, count)| count.lines).sum::<usize>(), 5);
    assert!(part.failures.iter().all(|failure| failure.held_out));
}

#[test]
fn a_label_that_names_nobody_is_a_fault() {
    let line = r#"{"id":"1","text":"Никого.","phenomenon":"typo","not":["nobody"]}"#;
    let folder = small(&[("set.toml", SET), ("lines.jsonl", line)]);
    let fault = eval_names::run(folder.path(), None).err().expect("a fault").to_string();
    assert!(fault.contains("lines.jsonl:1: no entry of set.toml has the id nobody"), "{fault}");
    let folder = small(&[("set.toml", SET), ("lines.jsonl", "{\"id\":7}")]);
    assert!(eval_names::run(folder.path(), None).is_err());
    let folder = small(&[("set.toml", SET)]);
    assert!(eval_names::run(folder.path(), None).is_err());
}

#[test]
fn the_generator_makes_the_committed_set_again() {
    let made = tempfile::tempdir().expect("a temporary folder");
    let generator = own().join("generate.py");
    let done =
        Command::new("python3").arg("-B").arg(generator).arg(made.path()).output().expect("Python starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for name in ["set.toml", "lines.jsonl", "held-out.jsonl"] {
        let read = |folder: &Path| fs::read(folder.join(name)).expect("a file");
        assert!(read(made.path()) == read(&own()), "{name} is not what generate.py makes: run it and commit");
    }
}

#[test]
fn the_own_set_is_large_fresh_and_split_by_names() {
    let mut ids = BTreeSet::new();
    let mut names: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut phenomena: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let (mut lines, mut traps) = (0, 0);
    for part in ["lines", "held-out"] {
        let text = fs::read_to_string(own().join(format!("{part}.jsonl"))).expect("the labelled lines");
        let mut texts = BTreeSet::new();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let word = |key: &str| line[key].as_str().expect("a word").to_owned();
            let list = |key: &str| {
                let list = line[key].as_array().expect("a list");
                list.iter().map(|id| id.as_str().expect("an id").to_owned()).collect::<Vec<_>>()
            };
            let (entries, not) = (list("entries"), list("not"));
            assert!(
                entries.is_empty() != not.is_empty(),
                "{line}: either something is there or it is a trap"
            );
            assert_eq!(entries.is_empty(), word("phenomenon").starts_with("trap-"), "{line}");
            assert!(ids.insert(word("id")), "{line}: its id is there twice");
            assert!(texts.insert((word("phenomenon"), word("text"))), "{line}: the text is there twice");
            lines += 1;
            traps += usize::from(!not.is_empty());
            phenomena.entry(part).or_default().insert(word("phenomenon"));
            names.entry(part).or_default().extend(entries.into_iter().chain(not));
        }
    }
    assert!(lines >= 12_000, "{lines} lines");
    assert!(traps * 3 >= lines, "{traps} traps among {lines} lines");
    assert_eq!(phenomena["lines"], phenomena["held-out"]);
    assert!(names["lines"].is_disjoint(&names["held-out"]), "a name of one part is in the other");
    assert!(
        names["held-out"].len() * 4 >= names["lines"].len(),
        "{} names held out",
        names["held-out"].len()
    );
}
