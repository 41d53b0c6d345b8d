//! What the binary carries: crawlers with their samples, keyword sets, the example configuration.
//!
//! Names are relative to a configuration folder, so that a folder can hold the same file and override it.

use include_dir::{Dir, DirEntry, File, include_dir};

static CRAWLERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/crawlers");
static KEYWORD_SETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/keyword-sets");
static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/deploy/example");

/// `keyword-sets/NAME.toml` and its text, by name.
pub fn keyword_sets() -> Vec<(String, &'static str)> {
    texts(&KEYWORD_SETS, "keyword-sets/", |path| !path.contains('/') && path.ends_with(".toml"))
}

/// `crawlers/ID/crawler.toml` and its text, by name.
pub fn crawlers() -> Vec<(String, &'static str)> {
    texts(&CRAWLERS, "crawlers/", |path| path.ends_with("/crawler.toml") && path.matches('/').count() == 1)
}

/// All files of an embedded folder such as `crawlers/ID` or `keyword-sets/checks`: names relative to it, and bytes.
pub fn files(folder: &str) -> Vec<(String, &'static [u8])> {
    let found = match folder.split_once('/') {
        Some(("crawlers", inner)) => CRAWLERS.get_dir(inner),
        Some(("keyword-sets", inner)) => KEYWORD_SETS.get_dir(inner),
        _ => None,
    };
    let Some(found) = found else { return Vec::new() };
    let name = |f: &File<'static>| f.path().strip_prefix(found.path()).map(|p| p.display().to_string());
    all(found).into_iter().filter_map(|f| Some((name(f).ok()?, f.contents()))).collect()
}

/// The example's main file, commented key by key.
pub fn example() -> &'static str {
    EXAMPLE.get_file("leakwatch.toml").and_then(File::contents_utf8).unwrap_or_default()
}

/// The whole example: a configuration folder that loads without faults.
pub fn example_files() -> Vec<(String, &'static str)> {
    texts(&EXAMPLE, "", |_| true)
}

fn texts(dir: &'static Dir<'_>, prefix: &str, wanted: fn(&str) -> bool) -> Vec<(String, &'static str)> {
    let named = all(dir).into_iter().filter_map(|f| Some((f.path().to_str()?, f.contents_utf8()?)));
    let mut found: Vec<_> = named
        .filter(|(path, _)| wanted(path))
        .map(|(path, text)| (format!("{prefix}{path}"), text))
        .collect();
    found.sort();
    found
}

fn all(dir: &'static Dir<'static>) -> Vec<&'static File<'static>> {
    let mut found = Vec::new();
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(inner) => found.extend(all(inner)),
            DirEntry::File(file) => found.push(file),
        }
    }
    found
}
