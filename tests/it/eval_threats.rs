//! `leakwatch eval threats`: what it counts, on a folder and a pack made here; and the project's own labelled set, which its
//! generator must make again to the byte. How good the pack is, no test says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use leakwatch::cli::{eval_threats, eval_threats_shown};
use serde_json::Value;

const SET: &str = r#"
[set]
id = "watched"
title = "Who is protected"

[[entity]]
id = "company"
kind = "organisation"
role = "own"
name = "ООО «Ромашка»"
"#;

const PACK: &str = r#"
[set]
id = "small"
title = "A small pack"

[[query]]
id = "boycott"
class = "reputation"
expression = 'бойкот NEAR/5 entity:own'
damage = "large"

[[query]]
id = "strike"
class = "growth"
expression = 'стачка NEAR/5 entity:own'
damage = "large"
"#;

/// Found by its entry; found by another; missed; missed, and nobody is named; a quiet trap; a loud one.
const LINES: &str = r#"{"id":"1","text":"Бойкот ООО «Ромашка»","entry":"boycott","language":"ru","round":"a","found":true}
{"id":"2","text":"Стачка в ООО «Ромашка»","entry":"boycott","language":"ru","round":"a","held_out":true,"found":true}
{"id":"3","text":"Не ходите в ООО «Ромашка»","entry":"boycott","language":"ru","round":"b","found":true}

{"id":"4","text":"Стачка у соседей","entry":"strike","language":"ru","round":"b","held_out":true,"found":true}
{"id":"5","text":"ООО «Ромашка» растит цветы","entry":"strike","language":"ru","round":"b","found":false}
{"id":"6","text":"Бойкот не для ООО «Ромашка»","entry":"boycott","language":"ru","round":"b","held_out":true,"found":false}
"#;

fn small(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    fs::create_dir(folder.path().join("pack")).expect("a folder");
    fs::write(folder.path().join("pack/pack.toml"), PACK).expect("a file");
    folder
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/threats")
}

#[test]
fn counts_what_was_found_in_each_half() {
    let folder = small(&[("set.toml", SET), ("lines.jsonl", LINES)]);
    let pack = folder.path().join("pack");
    let scores = eval_threats::run(folder.path(), Some(&pack)).expect("scores");
    let shown: Value = serde_json::from_str(&eval_threats_shown::json(&scores)).expect("JSON");
    let all = |half: &str, key: &str| shown["all"][half][key].clone();
    assert_eq!([all("worked_on", "wanted"), all("worked_on", "found"), all("worked_on", "named")], [2, 1, 1]);
    assert_eq!([all("held_out", "wanted"), all("held_out", "found"), all("held_out", "named")], [2, 1, 0]);
    assert_eq!([all("worked_on", "nameless"), all("held_out", "nameless")], [0, 1]);
    assert_eq!([all("worked_on", "traps"), all("worked_on", "wrong")], [1, 0]);
    assert_eq!([all("held_out", "traps"), all("held_out", "wrong")], [1, 1]);
    assert_eq!(all("held_out", "recall_percent"), 50.0);
    assert_eq!([all("held_out", "recall_reached"), all("worked_on", "false_reached")], [false, true]);
    let of = |list: &str, key: &str, name: &str| {
        let rows = shown[list].as_array().expect("rows");
        rows.iter().find(|row| row[key] == name).expect("the row").clone()
    };
    assert_eq!(of("phenomena", "entry", "strike")["held_out"]["wanted"], 1);
    assert_eq!(of("rounds", "round", "a")["held_out"]["found"], 1);
    assert_eq!(of("rounds", "round", "b")["worked_on"]["recall_percent"], 0.0);

    let failures =
        |wanted, held_out| eval_threats_shown::failures(&scores, wanted, 9, held_out).expect("failures");
    assert!(failures("missed", false).starts_with("missed: 1 lines failed\n\n3 missed: boycott ru, b\n"));
    assert!(failures("missed", true).starts_with("missed: 2 lines failed"));
    assert!(failures("wrong", false).starts_with("wrong: 0 lines failed"));
    assert!(failures("wrong", true).contains("    hit small/boycott "), "{}", failures("wrong", true));
    assert!(failures("strike", true).starts_with("strike: 1 lines failed"));
    assert!(eval_threats_shown::failures(&scores, "no-such", 9, true).is_err());
    let table = eval_threats_shown::table(&scores);
    assert!(
        table.contains("boycott ru") && table.contains("held out: recall asked >= 90, missed"),
        "{table}"
    );
}

#[test]
fn an_unknown_entry_or_a_broken_line_is_a_fault() {
    for (line, part) in [
        (r#"{"id":"1","text":"x","entry":"none","language":"ru","round":"a","found":true}"#, "the id none"),
        (r#"{"id":"1","text":"x"}"#, "lines.jsonl:1"),
    ] {
        let folder = small(&[("set.toml", SET), ("lines.jsonl", line)]);
        let fault =
            eval_threats::run(folder.path(), Some(&folder.path().join("pack"))).err().expect("a fault");
        assert!(format!("{fault:#}").contains(part), "{fault:#}");
    }
    let folder = small(&[("set.toml", SET)]);
    assert!(eval_threats::run(folder.path(), None).is_err(), "no lines");
}

#[test]
fn the_generator_makes_the_committed_set_again() {
    let made = tempfile::tempdir().expect("a temporary folder");
    let generator = own().join("generate.py");
    let done =
        Command::new("python3").arg("-B").arg(generator).arg(made.path()).output().expect("Python starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for file in ["set.toml", "lines.jsonl"] {
        let read = |folder: &Path| fs::read(folder.join(file)).expect("a file");
        assert!(read(made.path()) == read(&own()), "{file} is not what generate.py makes: run it and commit");
    }
}

#[test]
fn the_own_set_is_large_and_a_third_of_it_traps() {
    let text = fs::read_to_string(own().join("lines.jsonl")).expect("the labelled lines");
    let (mut ids, mut rounds, mut traps, mut held_out) = (BTreeSet::new(), BTreeSet::new(), 0, 0);
    let mut halves: BTreeMap<(String, String), bool> = BTreeMap::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let word = |key: &str| line[key].as_str().expect("a text").to_owned();
        assert!(ids.insert(word("id")), "{line}: its id is there twice");
        rounds.insert(word("round"));
        traps += usize::from(line["found"] == false);
        held_out += usize::from(line["held_out"] == true);
        // Lines made from one sentence are all held out, or none.
        let half = line["held_out"].as_bool().expect("a flag");
        let sentence = (word("round"), word("id").split('-').next().unwrap_or_default().to_owned());
        assert_eq!(*halves.entry(sentence).or_insert(half), half, "{line}");
    }
    assert!(ids.len() >= 1_500 && rounds.len() >= 6, "{} lines, {} rounds", ids.len(), rounds.len());
    assert!(traps * 3 >= ids.len(), "{traps} traps among {} lines", ids.len());
    assert!(held_out * 5 >= ids.len() * 2, "{held_out} of {} lines are held out", ids.len());
}
