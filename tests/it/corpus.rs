//! Every input in `tests/corpus/` through its fuzz target: hostile and golden ones, and each that a fuzzer once broke
//! something with. What `make fuzz` looks for does not come back.

#[path = "../../fuzz/targets.rs"]
mod targets;

use std::collections::BTreeSet;
use std::path::Path;

use targets::TARGETS;

/// Labelled sets that lie beside the corpora, for `leakwatch eval`.
const LABELLED: [&str; 4] = ["documents", "names", "secrets", "threats"];

/// A corpus is committed: small, or it is not looked at.
const MOST_BYTES: u64 = 2 << 20;

#[test]
fn every_target_has_a_corpus_and_every_corpus_a_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut folders = BTreeSet::new();
    let mut bytes = 0;
    for folder in std::fs::read_dir(&root).expect("the corpus").flatten() {
        let name = folder.file_name().to_string_lossy().into_owned();
        if LABELLED.contains(&name.as_str()) {
            continue;
        }
        folders.insert(name);
        let files = std::fs::read_dir(folder.path()).expect("a folder a target").flatten();
        let sizes: Vec<u64> = files.map(|f| f.metadata().expect("a file").len()).collect();
        assert!(!sizes.is_empty(), "{} is empty", folder.path().display());
        bytes += sizes.iter().sum::<u64>();
    }
    let names: BTreeSet<String> = TARGETS.iter().map(|t| t.name.to_owned()).collect();
    assert_eq!(folders, names);
    assert!(bytes < MOST_BYTES, "{bytes} bytes are no small corpus");
}

#[test]
fn nothing_of_the_corpus_breaks_anything() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    // One thread a target; a panic names the target's thread, and the input was printed before it.
    std::thread::scope(|scope| {
        for target in TARGETS {
            let folder = root.join(target.name);
            let named = std::thread::Builder::new().name(format!("corpus {}", target.name));
            let run = move || {
                let mut files: Vec<_> =
                    std::fs::read_dir(folder).expect("a corpus").flatten().map(|f| f.path()).collect();
                files.sort();
                for file in files {
                    eprintln!("{}", file.display());
                    (target.run)(&std::fs::read(&file).expect("an input"));
                }
                (target.run)(b"");
            };
            named.spawn_scoped(scope, run).expect("a thread");
        }
    });
}
