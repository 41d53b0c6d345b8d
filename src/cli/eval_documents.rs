//! `leakwatch eval documents`: how well the operator's own documents are known again, on a folder of documents, of pages
//! that hold a paragraph of one, and of pages that do not (tests/corpus/documents makes such a folder).
//!
//! `documents/*` become one entry each, printed as a daemon prints them. `copies.jsonl` has lines
//! `{"id","kind","document","text","start","end"}`, where start and end (code points) are given when the place is known to
//! the letter; `others.jsonl` has `{"id","kind","text"}`. Pages are any files: nothing may be found in them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use serde::Deserialize;
use serde_json::json;

use super::documents;
use crate::config;
use crate::matching::{Matcher, Words};
use crate::model::{Hit, KeywordSet, Time};
use crate::text;

/// Where a set lies when no folder is named; made, not carried.
const DEFAULT: &str = "tests/corpus/documents/made";
/// A page longer than this is cut: a manual of a thousand pages is no page.
const LONGEST: u64 = 2 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    kind: String,
    text: String,
    #[serde(default)]
    document: String,
    start: Option<usize>,
    end: Option<usize>,
}

/// What was counted of one kind of copies or of other pages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    pub lines: usize,
    /// With a hit of the right document.
    pub found: usize,
    /// With a hit of a document that does not stand there.
    pub wrong: usize,
    /// Lines whose place is known, and those whose hit begins and ends there.
    pub placed: usize,
    pub exact: usize,
}

#[derive(Default)]
pub struct Scores {
    pub documents: usize,
    /// Bytes of the files, and of what is kept in memory of them.
    pub file_bytes: u64,
    pub print_bytes: usize,
    pub printed_s: f64,
    pub loaded_s: f64,
    pub copies: BTreeMap<String, Count>,
    pub others: BTreeMap<String, Count>,
    pub pages: usize,
    pub page_bytes: usize,
    pub scanned_s: f64,
    /// Files with a hit, and what was hit.
    pub false_pages: Vec<(PathBuf, Vec<String>)>,
    /// Ids of lines that were not judged as they are labelled, with their hits.
    pub failures: Vec<(String, Vec<String>)>,
}

/// The folder named, or where the project makes its own.
pub fn folder(named: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let folder = named.unwrap_or_else(|| PathBuf::from(DEFAULT));
    anyhow::ensure!(
        folder.join("documents").is_dir(),
        "there is no folder {}/documents: make one with `python3 tests/corpus/documents/generate.py {}`",
        folder.display(),
        folder.display()
    );
    Ok(folder)
}

/// Prints the documents, then looks for them in every line of the folder and in every file at or below `pages`.
pub fn run(folder: &Path, pages: &[PathBuf]) -> anyhow::Result<Scores> {
    let mut scores = Scores::default();
    let matcher = matcher(folder, &mut scores)?;
    for line in lines(&folder.join("copies.jsonl"))? {
        let hits = strong(&matcher, &line.text);
        let right = |hit: &&Hit| *hit.entry == *id(&line.document);
        let found: Vec<&Hit> = hits.iter().filter(right).collect();
        let wrong = hits.len() - found.len();
        let count = scores.copies.entry(line.kind).or_default();
        count.lines += 1;
        count.found += usize::from(!found.is_empty());
        count.wrong += usize::from(wrong > 0);
        if let (Some(start), Some(end)) = (line.start, line.end) {
            count.placed += 1;
            count.exact += usize::from(matches!(found[..], [hit] if (hit.start, hit.end) == (start, end)));
        }
        if found.is_empty() || wrong > 0 {
            scores.failures.push((line.id, hits.iter().map(shown).collect()));
        }
    }
    for line in lines(&folder.join("others.jsonl"))? {
        let hits = strong(&matcher, &line.text);
        let count = scores.others.entry(line.kind).or_default();
        count.lines += 1;
        count.wrong += usize::from(!hits.is_empty());
        if !hits.is_empty() {
            scores.failures.push((line.id, hits.iter().map(shown).collect()));
        }
    }
    let mut files = Vec::new();
    pages.iter().try_for_each(|page| gather(page, &mut files))?;
    for file in files {
        let Some(text) = page(&file) else { continue };
        scores.pages += 1;
        scores.page_bytes += text.len();
        let began = Instant::now();
        let hits = strong(&matcher, &text);
        scores.scanned_s += began.elapsed().as_secs_f64();
        if !hits.is_empty() {
            scores.false_pages.push((file, hits.iter().map(shown).collect()));
        }
    }
    Ok(scores)
}

/// Of a file's name.
fn id(document: &str) -> String {
    let stem = document.rsplit_once('.').map_or(document, |(stem, _)| stem);
    format!("eval/d-{}", stem.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-"))
}

fn matcher(folder: &Path, scores: &mut Scores) -> anyhow::Result<Matcher> {
    let mut files = Vec::new();
    gather(&folder.join("documents"), &mut files)?;
    let mut set = String::from("[set]\nid = \"eval\"\n");
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let path = std::path::absolute(file)?.to_string_lossy().into_owned();
        let id = id(&name);
        let id = id.strip_prefix("eval/").unwrap_or(&id);
        set.push_str(&format!(
            "[[entity]]\nid = {}\nkind = \"document\"\nfiles = [{}]\n",
            json!(id),
            json!(path)
        ));
        scores.file_bytes += fs::metadata(file).map_or(0, |about| about.len());
    }
    scores.documents = files.len();
    let set = config::keyword_set("eval.toml", &set).map_err(crate::app::Faulty)?;
    let began = Instant::now();
    let sets: Vec<KeywordSet> = documents::printed(vec![set], None)?;
    scores.printed_s = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let matcher = Matcher::new(&sets).map_err(crate::app::Faulty)?;
    scores.loaded_s = began.elapsed().as_secs_f64();
    scores.print_bytes = matcher.print_bytes();
    Ok(matcher)
}

fn lines(file: &Path) -> anyhow::Result<Vec<Line>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{}", file.display(), at + 1))
        })
        .collect()
}

fn strong(matcher: &Matcher, text: &str) -> Vec<Hit> {
    let mut hits = matcher.scan(&Words { text, ..Words::default() });
    hits.retain(|hit| hit.confidence >= matcher.entry(&hit.entry).map_or(0, |entry| entry.min_confidence));
    hits
}

fn shown(hit: &Hit) -> String {
    let begin: String = hit.text.split_whitespace().take(14).collect::<Vec<_>>().join(" ");
    let (entry, confidence, evidence) =
        (&hit.entry, f64::from(hit.confidence) / 100.0, hit.evidence.join("; "));
    format!("{entry} {confidence:.2} {}..{} {begin:?} ({evidence})", hit.start, hit.end)
}

/// Files at or below a path, in order.
fn gather(path: &Path, out: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let about = fs::symlink_metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    if about.is_file() {
        out.push(path.to_owned());
    } else if about.is_dir() {
        let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut below: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        below.sort();
        below.iter().try_for_each(|path| gather(path, out))?;
    }
    Ok(())
}

/// The words of a page, gzip taken off; none: it has none, or is no text.
fn page(file: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let read = fs::File::open(file).ok()?;
    let name = file.to_string_lossy();
    let plain = match name.strip_suffix(".gz") {
        Some(plain) => {
            flate2::read::GzDecoder::new(read).take(LONGEST).read_to_end(&mut bytes).ok()?;
            plain
        }
        None => {
            read.take(LONGEST).read_to_end(&mut bytes).ok()?;
            &name
        }
    };
    let url = format!("file://{plain}");
    let raw = text::Raw { bytes: &bytes, content_type: None, url: &url, fetched: Time(0), truncated: None };
    if text::heavy(&raw) || text::wordless(&raw) {
        return None;
    }
    let text = text::extract(&raw).text;
    (!text.trim().is_empty()).then_some(text)
}

impl Scores {
    fn total(of: &BTreeMap<String, Count>) -> Count {
        let mut all = Count::default();
        for count in of.values() {
            all.lines += count.lines;
            all.found += count.found;
            all.wrong += count.wrong;
            all.placed += count.placed;
            all.exact += count.exact;
        }
        all
    }

    /// `failures`: so many of the lines that were not judged as they are labelled.
    pub fn table(&self, failures: usize) -> String {
        let mut out = format!(
            "{} documents, {} bytes: printed in {:.2} s, made ready in {:.2} s, {} bytes in memory ({} a document)\n\n",
            self.documents,
            self.file_bytes,
            self.printed_s,
            self.loaded_s,
            self.print_bytes,
            self.print_bytes / self.documents.max(1),
        );
        out.push_str(&format!(
            "{:<26} {:>6} {:>8} {:>8} {:>8}\n",
            "copies", "lines", "recall", "wrong", "exact"
        ));
        let all = Scores::total(&self.copies);
        for (kind, count) in self.copies.iter().chain([(&"all".to_owned(), &all)]) {
            let exact = if count.placed > 0 { percent(count.exact, count.placed) } else { "-".into() };
            let (lines, wrong) = (count.lines, count.wrong);
            let recall = percent(count.found, count.lines);
            out.push_str(&format!("{kind:<26} {lines:>6} {recall:>8} {wrong:>8} {exact:>8}\n"));
        }
        out.push_str(&format!("\n{:<26} {:>6} {:>8}\n", "other pages", "lines", "hit"));
        for (kind, count) in &self.others {
            out.push_str(&format!("{kind:<26} {:>6} {:>8}\n", count.lines, count.wrong));
        }
        if self.pages > 0 {
            let speed = self.page_bytes as f64 / self.scanned_s.max(1e-9) / 1e6;
            let (pages, hit) = (self.pages, self.false_pages.len());
            out.push_str(&format!("{:<26} {pages:>6} {hit:>8}   {speed:.0} MB/s\n", "--pages"));
        }
        for (file, hits) in self.false_pages.iter().take(failures.max(20)) {
            out.push_str(&format!("\n{}\n  {}", file.display(), hits.join("\n  ")));
        }
        for (id, hits) in self.failures.iter().take(failures) {
            out.push_str(&format!("\n{id}\n  {}", hits.join("\n  ")));
        }
        out
    }

    pub fn json(&self) -> String {
        let rows = |of: &BTreeMap<String, Count>| -> Vec<serde_json::Value> {
            let row = |(kind, count): (&String, &Count)| {
                json!({ "kind": kind, "lines": count.lines, "found": count.found, "wrong": count.wrong,
                        "placed": count.placed, "exact": count.exact })
            };
            of.iter().map(row).collect()
        };
        let all = Scores::total(&self.copies);
        json!({
            "documents": self.documents, "file_bytes": self.file_bytes, "print_bytes": self.print_bytes,
            "printed_s": self.printed_s, "loaded_s": self.loaded_s,
            "recall": all.found as f64 / all.lines.max(1) as f64,
            "copies": rows(&self.copies), "others": rows(&self.others),
            "pages": self.pages, "page_bytes": self.page_bytes, "scanned_s": self.scanned_s,
            "false_pages": self.false_pages.iter().map(|(file, hits)| json!({"file": file, "hits": hits})).collect::<Vec<_>>(),
        })
        .to_string()
    }
}

fn percent(part: usize, of: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / of.max(1) as f64)
}
