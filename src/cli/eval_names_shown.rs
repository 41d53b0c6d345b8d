//! The scores of `leakwatch eval names` as a table, as JSON, and the lines that failed.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::eval_names::{Failure, Row, Scores};
use super::eval_names_targets::Target;

/// One line a phenomenon, then the sums; what is asked stands beside what was measured.
pub fn table(scores: &Scores) -> String {
    let mut out = format!(
        "{:36} {:>6} {:>8} {:>8} {:>8}  {:17} ",
        "phenomenon", "lines", "recall %", "false %", "strays", "asked"
    );
    for row in scores.rows().iter().chain(&scores.sums()) {
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "\n{:36} {:>6} {:>8} {:>8} {:>8}  {:17} {}",
            row.name,
            row.count.lines,
            part(row.count.recall()),
            part(row.count.false_rate()),
            row.count.strays,
            row.target.map_or_else(String::new, asked),
            row.reached().map_or("", |reached| if reached { "reached" } else { "missed" }),
        );
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

pub fn json(scores: &Scores) -> String {
    let rows = |rows: Vec<Row>| rows.iter().map(value).collect::<Vec<_>>();
    json!({ "phenomena": rows(scores.rows()), "sums": rows(scores.sums()) }).to_string()
}

/// The first `most` lines of a phenomenon that were judged otherwise than they are labelled.
pub fn failures(scores: &Scores, phenomenon: &str, most: usize, held_out: bool) -> anyhow::Result<String> {
    let known = scores.phenomena.iter().any(|(name, _)| name == phenomenon);
    anyhow::ensure!(known, "no line is labelled {phenomenon}: run without --failures for the names");
    let all: Vec<&Failure> = scores
        .failures
        .iter()
        .filter(|failure| failure.phenomenon == phenomenon && (held_out || !failure.held_out))
        .collect();
    let mut out = format!("{phenomenon}: {} lines failed", all.len());
    for failure in all.into_iter().take(most) {
        let _ = write!(out, "\n\n{}  {}", failure.id, failure.text);
        for id in &failure.missed {
            let _ = write!(out, "\n    missed {id}");
        }
        for id in &failure.wrong {
            let _ = write!(out, "\n    wrongly found {id}");
        }
        for hit in &failure.hits {
            let _ = write!(out, "\n    hit {hit}");
        }
    }
    Ok(out)
}

fn value(row: &Row) -> Value {
    let count = &row.count;
    let (least, most) = match row.target {
        Some(Target::Recall(least)) => (Some(least), None),
        Some(Target::False(most)) => (None, Some(most)),
        Some(Target::Both(least, most)) => (Some(least), Some(most)),
        None => (None, None),
    };
    json!({
        "phenomenon": row.name, "lines": count.lines,
        "wanted": count.wanted, "found": count.found, "recall_percent": count.recall(),
        "forbidden": count.forbidden, "wrong": count.wrong, "false_percent": count.false_rate(),
        "strays": count.strays,
        "recall_at_least": least, "false_at_most": most, "reached": row.reached(),
    })
}

fn part(part: Option<f64>) -> String {
    part.map_or_else(|| "–".to_owned(), |part| format!("{part:.1}"))
}

fn asked(target: Target) -> String {
    match target {
        Target::Recall(least) => format!(">= {least}"),
        Target::False(most) => format!("<= {most}"),
        Target::Both(least, most) => format!(">= {least}, <= {most}"),
    }
}
