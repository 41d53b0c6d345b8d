//! The config room through its face: one row for each fault that a person can write, all faults at once, what is meant
//! when all is well, and the commands that stand on it.

use std::path::Path;

use leakwatch::config::{self, Answers, Config, Loaded, Machine, Person, Post, Source, Stored};
use leakwatch::model::{Class, Crawl, Damage, Fault, Gets, Interval, Language, Matches, Spot, Tls};

mod commands;
mod faults;
mod meant;
mod said;

fn kind_faults(crawl: &Crawl) -> Vec<Fault> {
    leakwatch::sources::build(crawl).err().unwrap_or_default()
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("a folder of the test's own");
        std::fs::write(path, text).expect("a file of the test's own");
    }
}

/// A fault that is said in Russian too.
fn spoken(fault: &Fault) -> &Fault {
    let russian = fault.said.of(Language::Russian);
    assert!(
        russian.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c)),
        "no Russian for {fault}: {russian}"
    );
    assert!(!fault.said.code.is_empty(), "no code for {fault}");
    fault
}

/// Loads files from a folder of their own; faults and warnings show names relative to it.
fn load(files: &[(&str, &str)], stored: &[Stored]) -> Result<Loaded, Vec<String>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), files);
    let prefix = format!("{}/", folder.path().display());
    let plain = |faults: Vec<Fault>| -> Vec<String> {
        faults.iter().map(|f| spoken(f).to_string().replace(&prefix, "")).collect()
    };
    let loaded =
        config::load(&Source { folder: Some(folder.path()), stored }, &kind_faults).map_err(plain)?;
    let plain = |w: &Fault| {
        let w = spoken(w);
        Fault::new(&Spot { file: w.spot.file.replace(&prefix, ""), ..w.spot.clone() }, w.said.clone())
    };
    Ok(Loaded { warnings: loaded.warnings.iter().map(plain).collect(), ..loaded })
}

const SET: &str = r#"[set]
id = "acme"

[[entity]]
id = "company"
kind = "organisation"
role = "own"
name = "Acme Ltd"

[[entity]]
id = "rival"
kind = "organisation"
role = "competitor"
name = "Rival Ltd"

[[pattern]]
id = "number"
regex = '\bAC-\d{6}\b'
"#;

const FEED: &str = r#"id = "news"
kind = "feed"
groups = ["media"]
start = ["https://news.example/feed"]
"#;

const MAIN: &str = r#"[server]
contact = "soc@example.com"

[watch.acme]
plan = "extended"
organisation = "acme/company"
keyword_sets = ["acme"]
crawls = ["news"]

[recipient.soc]
watches = ["acme"]
to = "soc@example.com"

[relay.main]
host = "localhost"
tls = "none"
from = "leakwatch@example.com"
"#;

/// A configuration without fault and without warning, and what a test adds to it.
fn base<'t>(more: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    let mut files =
        vec![("leakwatch.toml", MAIN), ("keyword-sets/acme.toml", SET), ("crawlers/news/crawler.toml", FEED)];
    for (name, text) in more {
        match files.iter_mut().find(|(n, _)| n == name) {
            Some(file) => file.1 = text,
            None => files.push((name, text)),
        }
    }
    files
}

fn config(more: &[(&str, &str)]) -> Config {
    load(&base(more), &[]).expect("a configuration without fault").config
}
