//! What `leakwatch eval quiet` found, as a table, as JSON, and the places themselves.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::eval_quiet::{Count, PAGE, Report};

/// Findings of one pack in 10,000 pages that are asked for: fewer than this.
const ASKED: f64 = 1.0;

/// What was read, then a line for each pack and one for each of its entries that found something.
pub fn table(report: &Report) -> String {
    let mut out = format!(
        "{} files, {} bytes, {} pages of {PAGE} characters ({} of them in Russian); not read: {} files\n\n{:44} {:>9} {:>9} {:>7} {:>14}",
        report.files,
        report.bytes,
        report.pages,
        report.russian,
        report.skipped,
        "pack or entry",
        "findings",
        "hits",
        "files",
        "in 10,000 pages"
    );
    for (set, entries) in &report.sets {
        let all = sum(entries.values());
        let rate = report.per_10_000(all.findings);
        let reached = if rate < ASKED { "reached" } else { "missed" };
        row(&mut out, set, all, rate, reached);
        for (entry, count) in entries.iter().filter(|(_, count)| count.hits > 0) {
            row(&mut out, &format!("  {entry}"), *count, report.per_10_000(count.findings), "");
        }
    }
    let _ = write!(out, "\n\nAsked of a pack: fewer than {ASKED} in 10,000 pages.");
    out
}

fn row(out: &mut String, name: &str, count: Count, rate: f64, reached: &str) {
    let line = format!(
        "{name:44} {:>9} {:>9} {:>7} {rate:>14.2}  {reached}",
        count.findings, count.hits, count.files
    );
    // Writing into a String cannot fail.
    let _ = write!(out, "\n{}", line.trim_end());
}

pub fn json(report: &Report) -> String {
    let packs = report.sets.iter().map(|(set, entries)| {
        let all = sum(entries.values());
        let rate = report.per_10_000(all.findings);
        let entries: Vec<Value> = entries.iter().map(|(id, count)| value(report, id, *count)).collect();
        let mut pack = value(report, set, all);
        pack["below"] = json!(ASKED);
        pack["reached"] = json!(rate < ASKED);
        pack["entries"] = json!(entries);
        pack
    });
    json!({
        "files": report.files, "bytes": report.bytes, "pages": report.pages, "page_characters": PAGE,
        "russian_pages": report.russian, "skipped": report.skipped, "packs": packs.collect::<Vec<_>>(),
    })
    .to_string()
}

fn value(report: &Report, id: &str, count: Count) -> Value {
    json!({
        "id": id, "findings": count.findings, "hits": count.hits, "files": count.files,
        "per_10000_pages": report.per_10_000(count.findings),
    })
}

/// The places that were kept, each with its file.
pub fn failures(report: &Report) -> String {
    let mut out = format!("{} places shown, at most three of a file", report.shown.len());
    for (file, line) in &report.shown {
        let _ = write!(out, "\n\n{}\n  {line}", file.display());
    }
    out
}

fn sum<'a>(counts: impl Iterator<Item = &'a Count>) -> Count {
    let mut all = Count::default();
    counts.for_each(|count| all.add(*count));
    all
}
