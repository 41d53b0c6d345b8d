//! `leakwatch check`: everything that can be said to be wrong before the daemon runs, at once.
//!
//! Loads the configuration, tries every example and counter-example of every keyword set (also of those that no watch
//! uses), and every crawler's recorded sample. Visits nothing.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::app::Printed;
use crate::clock::Clock;
use crate::config::{self, Config, KindFaults, Source, Stored, embedded};
use crate::fetch::Replay;
use crate::matching::Matcher;
use crate::model::{Crawl, Entry, EntryKind, Fault, KeywordSet, Language, Matches, Said};
use crate::said;
use crate::sources::{Sample, try_sample};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// In the order of files and lines.
    pub faults: Vec<Fault>,
    pub warnings: Vec<Fault>,
    /// How much was looked at, for the last line.
    pub entries: usize,
    pub crawls: usize,
}

/// What others do for a check.
pub struct Tries<'a> {
    /// What the kind of a crawl has to say of it.
    pub kinds: KindFaults<'a>,
    /// Reads the files of documents.
    pub print: &'a dyn Fn(&Config, &mut [KeywordSet]) -> Printed,
    /// Tries the recorded samples of crawls.
    pub samples: &'a dyn Fn(&Config) -> Vec<Fault>,
}

/// Checks a folder, or the shipped example and the embedded data.
pub fn check(folder: Option<&Path>, stored: &[Stored], tries: &Tries<'_>) -> Checked {
    let loaded = match config::load(&Source { folder, stored }, tries.kinds) {
        Ok(loaded) => loaded,
        Err(faults) => return Checked { faults, ..Checked::default() },
    };
    let mut sets: Vec<KeywordSet> =
        loaded.config.sets.iter().chain(&loaded.config.spare_sets).cloned().collect();
    let mut printed = (tries.print)(&loaded.config, &mut sets);
    let mut faults = examples(&sets, folder);
    faults.append(&mut printed.faults);
    faults.extend((tries.samples)(&loaded.config));
    faults.sort();
    faults.dedup();
    Checked {
        faults,
        warnings: [loaded.warnings, printed.warnings].concat(),
        entries: sets.iter().map(|s| s.entries.len()).sum(),
        crawls: loaded.config.crawls.len() + loaded.config.spare_crawls.len(),
    }
}

/// Writes what was found, for people in their language as `file:line:column: message` or as one JSON document
/// `{"ok","faults":[{"file","line","column","message","code"}],"warnings":[...]}`, which is English for everybody. The exit code: 0 without faults, 1 with
/// some, 2 when there is no folder to look at.
pub fn report(
    checked: &Checked,
    folder: Option<&Path>,
    json: bool,
    language: Language,
    out: &mut dyn Write,
) -> std::io::Result<u8> {
    let ok = checked.faults.is_empty();
    if json {
        serde_json::to_writer(
            &mut *out,
            &json!({ "ok": ok, "faults": checked.faults, "warnings": checked.warnings }),
        )?;
        writeln!(out)?;
    } else {
        for warning in &checked.warnings {
            let (spot, why) = (&warning.spot, &warning.said);
            let line = said!("check.warning", "{spot}: warning: {why}", "{spot}: внимание: {why}", spot, why);
            writeln!(out, "{}", line.of(language))?;
        }
        for fault in &checked.faults {
            writeln!(out, "{}", fault.line(language))?;
        }
        let (entries, crawls) = (checked.entries, checked.crawls);
        let end = match checked.faults.len() {
            0 => said!(
                "check.none",
                "no faults: {entries} entries, {crawls} crawls",
                "ошибок нет; записей: {entries}, мест: {crawls}",
                entries,
                crawls
            ),
            1 => said!("check.one", "1 fault", "1 ошибка"),
            n => said!("check.many", "{n} faults", "ошибок: {n}", n),
        };
        writeln!(out, "{}", end.of(language))?;
    }
    let readable = folder.is_none_or(|f| std::fs::read_dir(f).is_ok());
    Ok(match (ok, readable) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    })
}

fn examples(sets: &[KeywordSet], folder: Option<&Path>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = sets.iter().flat_map(|s| &s.entries).flat_map(missing).collect();
    match Matcher::new(sets) {
        Ok(matcher) => {
            faults.extend(matcher.try_examples());
            let checks = matcher.entries().filter(|e| e.kind() == EntryKind::Check);
            faults.extend(checks.flat_map(|entry| facts(&matcher, entry, folder)));
        }
        Err(more) => faults.extend(more),
    }
    faults
}

/// Tries every crawler that has a recorded sample: the operator's own files, or those that the binary carries. For
/// `check`, which is handed this on whatever waits for it.
pub async fn samples(config: &Config, folder: Option<&Path>, clock: Arc<dyn Clock>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for crawl in config.crawls.iter().chain(&config.spare_crawls) {
        faults.extend(try_crawl(crawl, folder, clock.clone()).await.into_iter().flatten());
    }
    faults
}

/// A crawl against its sample. None: it has none, as an operator's crawler may.
pub(super) async fn try_crawl(
    crawl: &Crawl,
    folder: Option<&Path>,
    clock: Arc<dyn Clock>,
) -> Option<Vec<Fault>> {
    let found = sample(&crawl.id, folder)?;
    let expect = found.expect()?;
    Some(match &found {
        Found::Own(dir) => try_sample(crawl, Sample::Folder(&dir.join("sample")), &expect, clock).await,
        Found::Carried(files) => {
            let answers: Vec<_> = recorded(files).collect();
            try_sample(crawl, Sample::Files(&answers), &expect, clock).await
        }
    })
}

/// Where a crawler's recorded answers are.
pub(super) enum Found {
    /// The folder of the operator's crawler.
    Own(PathBuf),
    /// Files below the crawler's folder that the binary carries.
    Carried(Vec<(String, &'static [u8])>),
}

/// Those of the operator's crawler of this id, else of the one that the binary carries.
pub(super) fn sample(id: &str, folder: Option<&Path>) -> Option<Found> {
    let own = folder.map(|f| f.join("crawlers").join(id));
    if let Some(own) = own.filter(|own| own.join("crawler.toml").is_file()) {
        let there = own.join("sample").is_dir() || own.join("expect.json").is_file();
        return there.then_some(Found::Own(own));
    }
    let carried = embedded::files(&format!("crawlers/{id}"));
    let has_sample = recorded(&carried).next().is_some();
    has_sample.then_some(Found::Carried(carried))
}

impl Found {
    /// The text of expect.json.
    fn expect(&self) -> Option<String> {
        match self {
            Found::Own(dir) => std::fs::read_to_string(dir.join("expect.json")).ok(),
            Found::Carried(files) => {
                let (_, bytes) = files.iter().find(|(name, _)| name == "expect.json")?;
                std::str::from_utf8(bytes).ok().map(str::to_owned)
            }
        }
    }

    pub(super) fn open(&self) -> anyhow::Result<Replay> {
        match self {
            Found::Own(dir) => Replay::open(&dir.join("sample")),
            Found::Carried(files) => Replay::of(recorded(files)),
        }
    }
}

fn recorded<'a>(files: &'a [(String, &'static [u8])]) -> impl Iterator<Item = (String, Vec<u8>)> + 'a {
    files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix("sample/")?.to_owned(), bytes.to_vec())))
}

/// An entry that no example speaks for is a guess. A document that is known by its files needs none: its words do not
/// belong into a set.
fn missing(entry: &Entry) -> Vec<Fault> {
    if matches!(&entry.matches, Matches::Entity(entity) if !entity.files.is_empty()) {
        return Vec::new();
    }
    let lists = [("examples", &entry.examples), ("counter_examples", &entry.counter_examples)];
    let empty = lists.into_iter().filter(|(_, list)| list.is_empty());
    empty
        .map(|(key, _)| {
            Fault::new(
                &entry.spot,
                said!(
                    "entry.examples",
                    "`{key}` of \"{id}\": write at least one",
                    "`{key}` у «{id}»: напишите хотя бы один",
                    key,
                    id = entry.id
                ),
            )
        })
        .collect()
}

/// A check's examples are files of facts beside the keyword sets.
fn facts(matcher: &Matcher, entry: &Entry, folder: Option<&Path>) -> Vec<Fault> {
    let full_id = entry.full_id();
    let held = |file: &String| -> Result<bool, Said> {
        let bytes = facts_file(file, folder).ok_or_else(|| {
            said!(
                "facts.unread",
                "{file} cannot be read beside the keyword sets",
                "{file}: рядом с наборами слов его не прочесть",
                file
            )
        })?;
        let facts: Value = serde_json::from_slice(&bytes).map_err(|e| {
            said!("facts.json", "{file} is not valid JSON ({e})", "{file}: это не JSON ({e})", file, e)
        })?;
        Ok(matcher.scan_facts(&facts).iter().any(|hit| *hit.entry == *full_id))
    };
    let mut faults = Vec::new();
    let mut try_all = |files: &[String], wanted: bool| {
        for file in files {
            let said = match held(file) {
                Ok(found) if found == wanted => continue,
                Ok(true) => said!(
                    "counter-example.fact",
                    "counter-example {file} of \"{full_id}\" is a hit",
                    "контрпример {file} у «{full_id}» находится",
                    file,
                    full_id
                ),
                Ok(false) => said!(
                    "example.fact",
                    "example {file} of \"{full_id}\" is no hit",
                    "пример {file} у «{full_id}» не находится",
                    file,
                    full_id
                ),
                Err(why) => why,
            };
            faults.push(Fault::new(&entry.spot, said));
        }
    };
    try_all(&entry.examples, true);
    try_all(&entry.counter_examples, false);
    faults
}

/// The operator's file, or the one that the binary carries.
fn facts_file(name: &str, folder: Option<&Path>) -> Option<Vec<u8>> {
    let own = folder.and_then(|f| std::fs::read(f.join("keyword-sets").join(name)).ok());
    let carried = || {
        let (inner, file) = name.rsplit_once('/')?;
        let found = embedded::files(&format!("keyword-sets/{inner}"));
        found.into_iter().find(|(n, _)| n == file).map(|(_, bytes)| bytes.to_vec())
    };
    own.or_else(carried)
}
