//! `leakwatch import`, as it is called: the set that it writes is one that `check` accepts, and the report says of every
//! rule, line and row what became of it.

use std::path::Path;
use std::process::{Command, Output};

use leakwatch::config;
use leakwatch::matching::Matcher;
use serde_json::Value;

const GITLEAKS: &str = r#"
title = "ours"

[[rules]]
id = "acme-key"
description = "Acme key."
regex = '''\b(acme_[a-f0-9]{24})(?:[^a-f0-9]|\z)'''
entropy = 3
keywords = ["acme_"]

[[rules]]
id = "Numbers Only"
description = "A number of a thing"
regex = '''thing[^[]{0,3}(\d{6})'''
secretGroup = 1
entropy = 2

[[rules]]
id = "by-path"
path = '''\.p12$'''

[[rules]]
id = "broken"
regex = '''(?:a'''

[[rules]]
id = "acme-key"
regex = '''ak:\w{50,1000}'''
[[rules.allowlists]]
stopwords = ["example"]
"#;

const NOSEYPARKER: &str = r"
rules:
- name: Acme Token
  id: np.acme.1
  pattern: |
    (?x)
    \b
    at- ( [a-z0-9]{12} )   # the token's own part
    \b
  categories: [api, secret]
  references:
  - https://example.com/tokens
  examples:
  - 'token = at-0123abcd4567'
  - 'this is none'
  negative_examples:
  - 'at-short'
- name: Nothing in it
  id: np.nothing.1
";

fn import(folder: &Path, kind: &str, file: &str, text: &[u8], more: &[&str]) -> (Output, std::path::PathBuf) {
    let (input, output) = (folder.join(file), folder.join("out.toml"));
    std::fs::write(&input, text).expect("it can be written");
    let ran = Command::new(env!("CARGO_BIN_EXE_leakwatch"))
        .args(["import", kind])
        .arg(&input)
        .args(["--id", "got", "--json", "--force", "--output"])
        .arg(&output)
        .args(more)
        .output();
    (ran.expect("it can be started"), output)
}

/// The rows of the report as (line, name, what), after the set was tried as `check` tries it.
fn rows(kind: &str, file: &str, text: &[u8], more: &[&str]) -> (i32, Vec<(u64, String, String)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let (ran, output) = import(folder.path(), kind, file, text, more);
    let said = String::from_utf8_lossy(&ran.stderr);
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
    let written = std::fs::read_to_string(output).expect("a set");
    let set =
        config::keyword_set("out.toml", &written).unwrap_or_else(|faults| panic!("{faults:?}\n{written}"));
    assert!(
        set.entries.iter().all(|e| !e.examples.is_empty() && !e.counter_examples.is_empty()),
        "{written}"
    );
    let matcher = Matcher::new(&[set]).unwrap_or_else(|faults| panic!("{faults:?}\n{written}"));
    assert_eq!(matcher.try_examples(), []);
    let row = |row: &Value| {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        (row["line"].as_u64().unwrap_or_default(), text("name"), text("what"))
    };
    let rows = report["rows"].as_array().expect("rows").iter().map(row).collect();
    (ran.status.code().expect("it ended"), rows)
}

fn expected(rows: &[(u64, &str, &str)]) -> Vec<(u64, String, String)> {
    rows.iter().map(|(line, name, what)| (*line, (*name).to_owned(), (*what).to_owned())).collect()
}

#[test]
fn every_rule_is_accounted_for() {
    let (code, got) = rows("gitleaks", "rules.toml", GITLEAKS.as_bytes(), &[]);
    let wanted = [
        (4, "acme-key", "changed"),
        (11, "Numbers Only", "changed"),
        (18, "by-path", "refused"),
        (22, "broken", "refused"),
        (26, "acme-key", "changed"),
    ];
    assert_eq!((code, got), (1, expected(&wanted)));
    let (code, got) = rows("noseyparker", "rules.yml", NOSEYPARKER.as_bytes(), &[]);
    let wanted = [(3, "np.acme.1", "changed"), (18, "np.nothing.1", "refused")];
    assert_eq!((code, got), (1, expected(&wanted)));
}

#[test]
fn words_and_people_become_entries() {
    let words = "зелёный кит # проект\nутеч*\nexample.org\nsales@example.com\n";
    let (code, got) = rows("words", "words.txt", words.as_bytes(), &["--class", "reputation"]);
    assert_eq!((code, got.len()), (0, 4), "{got:?}");
    // In windows-1251, as tables still are.
    let people = b"\xd4\xc8\xce;\xcf\xee\xf7\xf2\xe0\r\n\xca\xf3\xe7\xed\xe5\xf6\xee\xe2 \xcf\xb8\xf2\xf0 \xc8\xeb\xfc\xe8\xf7;p.kuznetsov@example.com\r\n";
    let (code, got) = rows("people", "people.csv", people, &["--role", "leadership"]);
    assert_eq!((code, got), (0, expected(&[(2, "Кузнецов Пётр Ильич", "taken")])));
}

#[test]
fn what_is_no_such_file_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    for (kind, text) in
        [("gitleaks", "not = toml ="), ("gitleaks", "a = 1"), ("noseyparker", "- 1"), ("people", "a,b\n1,2")]
    {
        let (ran, output) = import(folder.path(), kind, "in", text.as_bytes(), &[]);
        assert_eq!(ran.status.code(), Some(2), "{kind} {text}");
        assert!(String::from_utf8_lossy(&ran.stderr).contains("in: "), "{kind} {text}");
        assert!(!output.exists());
    }
}
