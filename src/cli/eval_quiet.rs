//! `leakwatch eval quiet`: what keyword sets find in texts where there is nothing to find, such as a system's manuals.
//!
//! Every finding here is held to be false, so the figure is an upper bound: a manual that prints a real key counts too.
//! Names found are mentions, not false findings: entities count in no row, but queries see them. Files are read one at a
//! time by as many threads as there are cores; what matching knows of a text, this does not.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Context;

use crate::app::Faulty;
use crate::config;
use crate::matching::{Matcher, Words};
use crate::model::{Document, Entry, EntryKind, Hit, KeywordSet, Time};
use crate::text;

/// Characters of visible text that make a page; what is left of a file is one more.
pub const PAGE: usize = 3_000;
/// Bytes of one file that are read: beyond it a manual is a data set.
const LONGEST: u64 = 64 << 20;
/// Hits of one file that are kept to be shown: a table must not hide all other files.
const SHOWN_OF_A_FILE: usize = 3;
/// Readers of hostile pages recurse a little; threads get what the main thread has.
const STACK: usize = 8 << 20;
/// Characters either side of a hit that is shown.
const AROUND: usize = 60;
/// Endings of files that people read, before `.gz`; manual pages end in their section's digit.
const PROSE: &[&str] =
    &["html", "htm", "xhtml", "txt", "text", "md", "rst", "adoc", "texi", "info", "tex", "xml", "sgml"];

/// What was found by one entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Hits at or above the floor.
    pub hits: usize,
    /// As the product counts them, one leak being one finding: every value once, in however many files it stands; of an
    /// entry that counts volume every set of values once; of a query every place.
    pub findings: usize,
    pub files: usize,
}

impl Count {
    pub fn add(&mut self, other: Count) {
        self.hits += other.hits;
        self.findings += other.findings;
        self.files += other.files;
    }
}

/// What was read, and what was found in it.
#[derive(Debug, Default)]
pub struct Report {
    pub files: usize,
    pub pages: usize,
    /// Pages of files whose language is Russian.
    pub russian: usize,
    pub bytes: u64,
    /// Pictures, programs, PDF and Office files, and what could not be read.
    pub skipped: usize,
    /// By set, then by entry: every pattern and query, found or not.
    pub sets: BTreeMap<String, BTreeMap<String, Count>>,
    /// By full id: prints of the values, or sets of values, that were counted as findings.
    told: BTreeMap<String, HashSet<u64>>,
    /// Of the entry asked for: file, and what stands there.
    pub shown: Vec<(PathBuf, String)>,
}

impl Report {
    pub fn per_10_000(&self, findings: usize) -> f64 {
        if self.pages == 0 { 0.0 } else { findings as f64 * 10_000.0 / self.pages as f64 }
    }

    fn add(&mut self, other: Report) {
        self.files += other.files;
        self.pages += other.pages;
        self.russian += other.russian;
        self.bytes += other.bytes;
        self.skipped += other.skipped;
        for (set, entries) in other.sets {
            for (entry, count) in entries {
                self.sets.entry(set.clone()).or_default().entry(entry).or_default().add(count);
            }
        }
        for (id, prints) in other.told {
            self.told.entry(id).or_default().extend(prints);
        }
        self.shown.extend(other.shown);
    }
}

/// Reads every file below `paths` (a file named itself is read whatever it is called) and keeps the first `most` hits of
/// the set or `set/entry` asked for.
pub fn run(matcher: &Matcher, paths: &[PathBuf], shown: Option<(&str, usize)>) -> anyhow::Result<Report> {
    if let Some((wanted, _)) = shown {
        let known = matcher.entries().any(|entry| asked_for(wanted, entry));
        anyhow::ensure!(known, "--failures: there is no set or entry {wanted}: give SET or SET/ENTRY");
    }
    let files = files(paths)?;
    let next = AtomicUsize::new(0);
    let reader = Reader { matcher, shown };
    let parts: Vec<Report> = thread::scope(|scope| {
        let work = || {
            let mut report = Report::default();
            while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                reader.read(file, &mut report);
            }
            report
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = (0..cores)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let mut report = Report::default();
    for entry in matcher.entries().filter(|entry| counts(entry)) {
        report.sets.entry(entry.set.clone()).or_default().entry(entry.id.clone()).or_default();
    }
    for part in parts {
        report.add(part);
    }
    for entry in matcher.entries() {
        let Some(prints) = report.told.get(&entry.full_id()) else { continue };
        let count = report.sets.entry(entry.set.clone()).or_default().entry(entry.id.clone()).or_default();
        count.findings += prints.len();
    }
    let seen = report.files + report.skipped;
    anyhow::ensure!(seen == files.len(), "{} files were not read: a reader died", files.len() - seen);
    report.shown.sort();
    report.shown.truncate(shown.map_or(0, |(_, most)| most));
    Ok(report)
}

/// Every file below `paths` that people read, and those that are named themselves, sorted.
pub(super) fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        let of = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
        if of.is_dir() { walk(path, &mut files)? } else { files.push(path.clone()) }
    }
    files.sort();
    Ok(files)
}

/// A set of organisations of our own with these names.
pub fn watch(names: &[String]) -> anyhow::Result<KeywordSet> {
    let mut text = "[set]\nid = \"own\"\n".to_owned();
    for (at, name) in names.iter().enumerate() {
        // JSON strings are TOML strings.
        let name = serde_json::to_string(name)?;
        text.push_str(&format!(
            "[[entity]]\nid = \"own-{at}\"\nkind = \"brand\"\nrole = \"own\"\nname = {name}\n"
        ));
    }
    config::keyword_set("--own", &text).map_err(|faults| Faulty(faults).into())
}

fn counts(entry: &Entry) -> bool {
    matches!(entry.kind(), EntryKind::Pattern | EntryKind::Query)
}

fn asked_for(wanted: &str, entry: &Entry) -> bool {
    counts(entry) && (entry.set == wanted || entry.full_id() == wanted)
}

struct Reader<'a> {
    matcher: &'a Matcher,
    shown: Option<(&'a str, usize)>,
}

impl Reader<'_> {
    fn read(&self, file: &Path, report: &mut Report) {
        let Some((document, bytes)) = document(file) else {
            report.skipped += 1;
            return;
        };
        let pages = document.text.chars().count().div_ceil(PAGE);
        report.files += 1;
        report.bytes += bytes.len() as u64;
        report.pages += pages;
        if document.language == "ru" {
            report.russian += pages;
        }
        let words = Words {
            text: &document.text,
            title: &document.title,
            language: &document.language,
            ..Words::default()
        };
        let mut found: BTreeMap<&str, (&Entry, Vec<&Hit>)> = BTreeMap::new();
        let hits = self.matcher.scan(&words);
        for hit in &hits {
            let Some(entry) = self.matcher.entry(&hit.entry) else { continue };
            if counts(entry) && hit.confidence >= entry.min_confidence {
                found.entry(&hit.entry).or_insert_with(|| (entry, Vec::new())).1.push(hit);
            }
        }
        for (entry, hits) in found.into_values() {
            let findings = if entry.kind() == EntryKind::Query { hits.len() } else { 0 };
            if findings == 0 {
                let values: BTreeSet<&str> = hits.iter().map(|hit| hit.value.as_str()).collect();
                let told = report.told.entry(entry.full_id()).or_default();
                if entry.volume.is_empty() {
                    told.extend(values.iter().map(print));
                } else {
                    told.insert(print(&values));
                }
            }
            let count = Count { hits: hits.len(), findings, files: 1 };
            report.sets.entry(entry.set.clone()).or_default().entry(entry.id.clone()).or_default().add(count);
            if self.shown.is_some_and(|(wanted, _)| asked_for(wanted, entry)) {
                for hit in hits.into_iter().take(SHOWN_OF_A_FILE) {
                    report.shown.push((file.to_owned(), line(hit, &document.text)));
                }
            }
        }
    }
}

/// Of a value or a set of values, so that none is kept: equal ones have equal prints.
fn print(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// The hit with what stands around it, on one line.
fn line(hit: &Hit, text: &str) -> String {
    let from = hit.start.saturating_sub(AROUND);
    let around: String = text.chars().skip(from).take(hit.end - from + AROUND).collect();
    let around = around.split_whitespace().collect::<Vec<_>>().join(" ");
    let confidence = f64::from(hit.confidence) / 100.0;
    let evidence = hit.evidence.join("; ");
    format!("line {}: {} {confidence:.2} {:?} ({evidence})\n    {around}", hit.line, hit.entry, hit.text)
}

/// The document and the bytes it was read from; none when there are no words in it, or it cannot be read.
pub(super) fn document(file: &Path) -> Option<(Document, Vec<u8>)> {
    let name = file.file_name()?.to_string_lossy();
    let mut bytes = Vec::new();
    let open = File::open(file).ok()?;
    let name = match name.strip_suffix(".gz") {
        Some(inner) => {
            flate2::read::MultiGzDecoder::new(open).take(LONGEST).read_to_end(&mut bytes).ok()?;
            inner
        }
        None => {
            open.take(LONGEST).read_to_end(&mut bytes).ok()?;
            &name
        }
    };
    let raw = text::Raw {
        bytes: &bytes,
        content_type: None,
        url: name,
        // Only what a page says of "yesterday" depends on it.
        fetched: Time::from(chrono::DateTime::UNIX_EPOCH),
        truncated: None,
    };
    if text::wordless(&raw) || text::heavy(&raw) {
        return None;
    }
    let document = text::extract(&raw);
    Some((document, bytes))
}

/// Files of a folder that people read. Links are not followed: what they point at is read in its place, once.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let inside = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in inside.flatten() {
            let kind =
                entry.file_type().with_context(|| format!("cannot read {}", entry.path().display()))?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && is_prose(&entry.file_name().to_string_lossy()) {
                files.push(entry.path());
            }
        }
    }
    Ok(())
}

fn is_prose(name: &str) -> bool {
    let name = name.strip_suffix(".gz").unwrap_or(name).to_ascii_lowercase();
    match name.rsplit_once('.') {
        Some((_, end)) => PROSE.contains(&end) || end.starts_with(|c: char| c.is_ascii_digit()),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_prose;

    #[test]
    fn reads_what_people_read() {
        for (name, read) in [
            ("index.html", true),
            ("printf.3", true),
            ("printf.3posix.gz", true),
            ("README", true),
            ("guide.TXT.gz", true),
            ("search.js", false),
            ("logo.png", false),
            ("style.css.gz", false),
        ] {
            assert_eq!(is_prose(name), read, "{name}");
        }
    }
}
