//! The scores of `leakwatch eval secrets` as a table, as JSON, and the lines that failed; and what is asked of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::eval_secrets::{Count, Failure, Scores, Sort};

/// What the tool asks of itself on sets that it has not seen, in percent: typed secrets found, and quiet lines kept quiet.
const TYPED: f64 = 90.0;
const QUIET: f64 = 95.0;

/// Sources, sorts, and with `kinds` every kind; what is asked stands beside what was measured.
pub fn table(scores: &Scores, kinds: bool) -> String {
    let mut out = format!("{:32} {:>7} {:>7} {:>9} {:>9}  ", "", "wanted", "found", "recall %", "untyped");
    // Writing into a String cannot fail.
    for ((source, sort), count) in &scores.sorts {
        let asked = (*sort == Sort::Typed).then_some(TYPED);
        let name = format!("{source}, {}", sort.name());
        let verdict = verdict(count.recall(), asked);
        let _ = write!(
            out,
            "\n{name:32} {:>7} {:>7} {:>9} {:>9}  {verdict}",
            count.wanted,
            count.found,
            percent(count.recall()),
            count.untyped
        );
    }
    let _ = write!(out, "\n\n{:32} {:>7} {:>7} {:>9} {:>9}  ", "", "silent", "quiet", "quiet %", "precise %");
    for (source, count) in &scores.sources {
        let verdict = verdict(count.kept_quiet(), Some(QUIET));
        let _ = write!(
            out,
            "\n{source:32} {:>7} {:>7} {:>9} {:>9}  {verdict}",
            count.silent,
            count.quiet,
            percent(count.kept_quiet()),
            percent(count.precision())
        );
    }
    if kinds {
        let _ = write!(out, "\n\n{:40} {:>7} {:>7} {:>9}", "kind", "wanted", "found", "recall %");
        for ((sort, kind), count) in &scores.kinds {
            let name = format!("{}: {kind}", sort.name());
            let _ = write!(
                out,
                "\n{name:40} {:>7} {:>7} {:>9}",
                count.wanted,
                count.found,
                percent(count.recall())
            );
        }
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

pub fn json(scores: &Scores) -> String {
    let sorts: Vec<Value> = scores
        .sorts
        .iter()
        .map(|((source, sort), count)| {
            let asked = (*sort == Sort::Typed).then_some(TYPED);
            with(json!({ "source": source, "sort": sort.name() }), count, asked)
        })
        .collect();
    let sources: Vec<Value> = scores
        .sources
        .iter()
        .map(|(source, count)| {
            json!({
                "source": source, "silent": count.silent, "quiet": count.quiet,
                "quiet_percent": count.kept_quiet(), "quiet_at_least": QUIET,
                "reached": count.kept_quiet().map(|quiet| quiet >= QUIET),
                "hits": count.hits, "right": count.right, "precision_percent": count.precision(),
            })
        })
        .collect();
    let kinds: Vec<Value> = scores
        .kinds
        .iter()
        .map(|((sort, kind), count)| with(json!({ "kind": kind, "sort": sort.name() }), count, None))
        .collect();
    json!({ "recall": sorts, "sources": sources, "kinds": kinds }).to_string()
}

fn with(mut row: Value, count: &Count, asked: Option<f64>) -> Value {
    row["wanted"] = json!(count.wanted);
    row["found"] = json!(count.found);
    row["untyped"] = json!(count.untyped);
    row["recall_percent"] = json!(count.recall());
    row["recall_at_least"] = json!(asked);
    row["reached"] = json!(count.recall().zip(asked).map(|(recall, asked)| recall >= asked));
    row
}

/// The first `most` lines that were judged otherwise than they are labelled: those in which this kind was missed, or, with
/// `quiet`, lines that should have been; `typed` and `generic` stand for all kinds of the sort, a source for all of its.
pub fn failures(scores: &Scores, kind: &str, most: usize) -> String {
    let of = |failure: &&Failure| {
        let missed = failure.missed.iter().any(|(one, _)| one == kind);
        let sort = failure.missed.iter().any(|(one, _)| Sort::of(one).name() == kind);
        missed || sort || failure.loud && kind == "quiet" || failure.source == kind
    };
    let all: Vec<&Failure> = scores.failures.iter().filter(of).collect();
    let mut out = format!("{kind}: {} lines failed", all.len());
    for failure in all.into_iter().take(most) {
        let _ = write!(out, "\n\n{} ({})\n{}", failure.id, failure.source, failure.text);
        for (kind, text) in &failure.missed {
            let _ = write!(out, "\n    missed {kind} {text:?}");
        }
        for hit in &failure.hits {
            let _ = write!(out, "\n    hit {hit}");
        }
    }
    out
}

fn percent(part: Option<f64>) -> String {
    part.map_or_else(|| "–".to_owned(), |part| format!("{part:.1}"))
}

fn verdict(part: Option<f64>, asked: Option<f64>) -> String {
    match (part, asked) {
        (Some(part), Some(asked)) => {
            format!(">= {asked:<4} {}", if part >= asked { "reached" } else { "missed" })
        }
        _ => String::new(),
    }
}
