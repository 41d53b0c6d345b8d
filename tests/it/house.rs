//! The walls: which room may import which. The table is ARCHITECTURE.md's; this test reads every `crate::` path.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Room, then what it may import beside itself. `model`, `clock` and `telemetry` are open to all but the pure rooms.
const ALLOWED: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("clock", &["model"]),
    ("telemetry", &["model"]),
    // floor 1
    ("text", &["model"]),
    ("fetch", &["model", "clock", "telemetry"]),
    ("runtime", &["model", "clock", "telemetry"]),
    // floor 2
    ("risk", &["model"]),
    ("query", &["model", "text"]),
    ("promise", &["model", "risk"]),
    ("store", &["model", "clock", "telemetry"]),
    ("index", &["model", "clock", "telemetry", "query"]),
    ("archive", &["model", "clock", "telemetry"]),
    // floor 3
    ("matching", &["model", "text", "query"]),
    ("sources", &["model", "clock", "telemetry", "fetch", "text"]),
    ("alert", &["model", "clock", "telemetry", "store", "runtime", "risk", "promise", "fetch"]),
    // floor 4
    (
        "pipeline",
        &[
            "model",
            "clock",
            "telemetry",
            "sources",
            "text",
            "matching",
            "query",
            "risk",
            "promise",
            "alert",
            "store",
            "index",
            "archive",
            "runtime",
            "fetch",
        ],
    ),
    (
        "web",
        &[
            "model",
            "clock",
            "telemetry",
            "store",
            "index",
            "archive",
            "query",
            "matching",
            "risk",
            "promise",
            "runtime",
            "text",
        ],
    ),
    // floor 5: settings and checkers of the rooms
    (
        "config",
        &[
            "model",
            "clock",
            "telemetry",
            "sources",
            "text",
            "matching",
            "query",
            "risk",
            "promise",
            "store",
            "fetch",
            "alert",
            "archive",
            "index",
            "web",
        ],
    ),
    // floors 6 and 7
    ("sim", &["*"]),
    ("app", &["*"]),
    ("cli", &["*"]),
];

/// Words that a room may not know, whoever exports them: (word in a path, rooms that may).
const OUTSIDE: &[(&str, &[&str], &str)] = &[
    ("sqlx::", &["store"], "the store is the only room that speaks SQL"),
    ("tantivy::", &["index"], "the index is the only room that knows its engine"),
    ("reqwest::", &["fetch"], "fetch is the only door to the open web"),
    ("lettre::", &["alert", "config"], "letters leave through the alert room"),
    ("axum::", &["web", "sim", "app"], "pages are the web room's; the small internet serves its own"),
    (
        "tokio::",
        &[
            "fetch", "runtime", "sources", "alert", "pipeline", "web", "store", "app", "sim", "cli", "index",
            "archive", "config",
        ],
        "this room is pure",
    ),
];

#[test]
fn every_import_is_allowed() {
    let mut faults = Vec::new();
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    for file in rust_files(&source()) {
        let Some(room) = room_of(&file) else { continue };
        let Some(may) = allowed.get(room.as_str()) else {
            faults.push(format!("{}: the room `{room}` is not in the table", file.display()));
            continue;
        };
        let text = without_tests(&fs::read_to_string(&file).expect("a source file is readable"));
        for (line, target) in imports(&text) {
            if target != room && !may.contains(&"*") && !may.contains(&target.as_str()) && is_room(&target) {
                faults.push(format!("{}:{line}: `{room}` may not import `{target}`", file.display()));
            }
        }
        for (word, rooms, why) in OUTSIDE {
            if rooms.contains(&room.as_str()) {
                continue;
            }
            for (at, content) in text.lines().enumerate() {
                let code = content.split("//").next().unwrap_or_default();
                if mentions(code, word) {
                    faults.push(format!("{}:{}: `{word}` in `{room}`: {why}", file.display(), at + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} walls broken:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_groups_and_paths() {
    let text = "use crate::{model::{Time, Fault}, store::Store};\nfn f() { crate::web::serve() }\n";
    let seen: Vec<_> = imports(text);
    assert_eq!(seen, [(1, "model".into()), (1, "store".into()), (2, "web".into())]);
}

#[test]
fn every_file_opens_with_what_it_promises() {
    let missing: Vec<_> = rust_files(&source())
        .into_iter()
        .filter(|f| {
            room_of(f).is_some()
                && !fs::read_to_string(f).expect("a source file is readable").starts_with("//!")
        })
        .map(|f| f.display().to_string())
        .collect();
    assert!(missing.is_empty(), "no opening words in:\n{}", missing.join("\n"));
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn is_room(name: &str) -> bool {
    ALLOWED.iter().any(|(room, _)| *room == name)
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).expect("src/ is readable") {
        let path = entry.expect("src/ is readable").path();
        if path.is_dir() {
            out.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// The first part of the path under src/, without `.rs`; none for main and lib, which may see all.
fn room_of(file: &Path) -> Option<String> {
    let under = file.strip_prefix(source()).expect("listed under src/");
    let first = under.components().next()?.as_os_str().to_str()?.trim_end_matches(".rs").to_string();
    let is_test = file.file_name().is_some_and(|n| n.to_string_lossy().ends_with("tests.rs"))
        || under.iter().any(|part| part == "tests");
    (!matches!(first.as_str(), "main" | "lib") && !is_test).then_some(first)
}

/// The text up to the module of tests: tests may build whatever they need.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_string()
}

/// Every room named by a `crate::` path, with its line.
fn imports(text: &str) -> Vec<(usize, String)> {
    let path = Regex::new(r"crate::(\w+|\{)").expect("a fixed expression");
    let mut out = Vec::new();
    for found in path.captures_iter(text) {
        let all = found.get(0).expect("the whole match");
        let line = text[..all.start()].matches('\n').count() + 1;
        if &found[1] != "{" {
            out.push((line, found[1].to_string()));
            continue;
        }
        let mut depth = 1;
        let mut word = String::new();
        let mut fresh = true;
        for c in text[all.end()..].chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && c == ',' {
                fresh = true;
            } else if depth == 1 && fresh && (c.is_alphanumeric() || c == '_') {
                word.push(c);
            } else if !word.is_empty() {
                out.push((line, std::mem::take(&mut word)));
                fresh = false;
            }
        }
        if !word.is_empty() {
            out.push((line, word));
        }
    }
    out
}

/// `word` stands in `code` and is not the tail of a longer name.
fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}
