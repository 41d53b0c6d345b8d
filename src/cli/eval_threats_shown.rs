//! The scores of `leakwatch eval threats` as a table, as JSON, and the lines that failed; and what is asked of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::eval_threats::{Count, Failure, Halves, Scores};

/// What the tool asks of itself on wording that nobody worked on, in percent.
const RECALL: f64 = 90.0;
const FALSE: f64 = 3.0;
/// The halves, in the order of `Halves`.
const HALVES: [&str; 2] = ["worked on", "held out"];

/// Every phenomenon, which is an entry in a language, every round, and their sum; each half in columns of its own.
pub fn table(scores: &Scores) -> String {
    let mut out = format!("{:26} {:^34}   {:^34}\n{:26}", "", HALVES[0], HALVES[1], "");
    for _ in HALVES {
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            " {:>6} {:>8} {:>7} {:>4} {:>7}  ",
            "lines", "recall %", "named %", "trap", "false %"
        );
    }
    for ((entry, language), halves) in &scores.phenomena {
        row(&mut out, &format!("{entry} {language}"), halves);
    }
    out.push('\n');
    for (round, halves) in &scores.rounds {
        row(&mut out, round, halves);
    }
    row(&mut out, "all", &scores.all);
    for (name, count) in HALVES.iter().zip(&scores.all) {
        let _ = write!(
            out,
            "\n\n{name}: recall asked >= {RECALL}, {}; false asked <= {FALSE}, {}; {} lines name nobody who is recognised",
            verdict(count.recall().map(|recall| recall >= RECALL)),
            verdict(count.false_rate().map(|wrong| wrong <= FALSE)),
            count.nameless
        );
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn row(out: &mut String, name: &str, halves: &Halves) {
    let _ = write!(out, "\n{name:26}");
    for count in halves {
        let _ = write!(
            out,
            " {:>6} {:>8} {:>7} {:>4} {:>7}  ",
            count.wanted,
            percent(count.recall()),
            percent(count.named_rate()),
            count.traps,
            percent(count.false_rate())
        );
    }
}

fn verdict(reached: Option<bool>) -> &'static str {
    match reached {
        Some(true) => "reached",
        Some(false) => "missed",
        None => "not measured",
    }
}

pub fn json(scores: &Scores) -> String {
    let both = |name: Value, halves: &Halves| {
        let mut row = name;
        for (key, count) in ["worked_on", "held_out"].into_iter().zip(halves) {
            row[key] = value(count);
        }
        row
    };
    let phenomena: Vec<Value> = scores
        .phenomena
        .iter()
        .map(|((entry, language), halves)| both(json!({ "entry": entry, "language": language }), halves))
        .collect();
    let rounds: Vec<Value> =
        scores.rounds.iter().map(|(round, halves)| both(json!({ "round": round }), halves)).collect();
    json!({
        "phenomena": phenomena, "rounds": rounds, "all": both(json!({}), &scores.all),
        "recall_at_least": RECALL, "false_at_most": FALSE,
    })
    .to_string()
}

fn value(count: &Count) -> Value {
    let reached = |part: Option<f64>, good: fn(f64) -> bool| part.map(good);
    json!({
        "wanted": count.wanted, "found": count.found, "recall_percent": count.recall(),
        "recall_reached": reached(count.recall(), |recall| recall >= RECALL),
        "named": count.named, "named_percent": count.named_rate(), "nameless": count.nameless,
        "traps": count.traps, "wrong": count.wrong, "false_percent": count.false_rate(),
        "false_reached": reached(count.false_rate(), |wrong| wrong <= FALSE),
    })
}

/// The first `most` lines that were judged otherwise than they are labelled: of an entry, of a round, or `missed`, `wrong`.
pub fn failures(scores: &Scores, wanted: &str, most: usize, held_out: bool) -> anyhow::Result<String> {
    let known = ["missed", "wrong"].contains(&wanted)
        || scores.rounds.contains_key(wanted)
        || scores.phenomena.keys().any(|(entry, _)| entry == wanted);
    anyhow::ensure!(known, "--failures: no line is of {wanted}: give an entry, a round, missed or wrong");
    let of = |failure: &&Failure| {
        let kind = if failure.missed { "missed" } else { "wrong" };
        (held_out || !failure.held_out) && [failure.entry.as_str(), &failure.round, kind].contains(&wanted)
    };
    let all: Vec<&Failure> = scores.failures.iter().filter(of).collect();
    let mut out = format!("{wanted}: {} lines failed", all.len());
    for failure in all.into_iter().take(most) {
        let kind = if failure.missed { "missed" } else { "wrong" };
        let Failure { id, entry, language, round, text, .. } = failure;
        let _ = write!(out, "\n\n{id} {kind}: {entry} {language}, {round}\n{text}");
        for hit in &failure.hits {
            let _ = write!(out, "\n    hit {hit}");
        }
    }
    Ok(out)
}

fn percent(part: Option<f64>) -> String {
    part.map_or_else(|| "–".to_owned(), |part| format!("{part:.1}"))
}
