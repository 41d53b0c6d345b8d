//! What others do with the same: automata over the names, and ways to run many expressions.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use anyhow::{Context, ensure};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use regex::{Regex, RegexSet};
use serde_json::{Value, json};

use super::{Corpus, Figure, figure};
use crate::matching;

/// Bytes of text for those that would need hours for all of it.
const SAMPLE: usize = 1 << 20;
/// Names of an automaton at most: beyond it they take minutes to be built.
const NAMES: usize = 100_000;

/// Names as they are written, in lower case, over texts that were folded before the clock ran.
pub(super) fn names(corpus: &Corpus, names: &[String]) -> Vec<Figure> {
    let folded = Corpus {
        name: corpus.name,
        texts: corpus.texts.iter().map(|text| text.to_lowercase().replace('ё', "е")).collect(),
    };
    let mut names: Vec<&str> = names.iter().map(String::as_str).take(NAMES).collect();
    names.sort_unstable();
    names.dedup();
    let many = names.len();
    let aho = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(&names);
    let what = format!("aho-corasick, {many} names as they are, no fold");
    let first = match aho {
        Ok(aho) => figure(what, &folded, |text| aho.find_iter(text).count()),
        Err(why) => not(what, corpus, &why),
    };
    let what = format!("daachorse (charwise), {many} names as they are, no fold");
    let second = match CharwiseDoubleArrayAhoCorasick::<u32>::new(&names) {
        Ok(aho) => figure(what, &folded, |text| aho.find_overlapping_iter(text).count()),
        Err(why) => not(what, corpus, &why),
    };
    vec![first, second]
}

fn not(what: impl Into<String>, corpus: &Corpus, why: &impl std::fmt::Display) -> Figure {
    Figure { what: what.into(), corpus: corpus.name, speed: Err(format!("not measured: {why}")), hits: 0 }
}

/// Expressions of the packs, without validators and context.
pub(super) fn expressions(corpus: &Corpus, expressions: &[String], hyperscan: Option<&Path>) -> Vec<Figure> {
    let many = expressions.len();
    let mut texts = Vec::new();
    let mut bytes = 0;
    for text in &corpus.texts {
        if bytes < SAMPLE {
            bytes += text.len();
            texts.push(text.clone());
        }
    }
    let sample = Corpus { name: corpus.name, texts };
    let compiled: Vec<(Regex, Vec<String>)> = expressions
        .iter()
        .filter_map(|source| Some((Regex::new(source).ok()?, matching::keywords(source))))
        .collect();
    let alone = format!(
        "{many} expressions one after another, {} MB",
        sample.texts.iter().map(String::len).sum::<usize>() >> 20
    );
    let mut out = vec![figure(alone, &sample, |text| {
        compiled.iter().map(|(one, _)| one.find_iter(text).count()).sum()
    })];
    let what = format!("RegexSet of {many} expressions, which of them match");
    let set = regex::RegexSetBuilder::new(expressions).size_limit(1 << 30).dfa_size_limit(64 << 20).build();
    out.push(match set {
        Ok(set) => figure(what, &sample, |text| RegexSet::matches(&set, text).iter().count()),
        Err(why) => not(what, corpus, &why),
    });
    out.push(gated(corpus, &compiled));
    if let Some(program) = hyperscan {
        let what = format!("Hyperscan, {many} expressions");
        out.push(match hyperscan_over(program, corpus, expressions) {
            Ok(answer) => {
                let left_out = answer["refused"].as_u64().unwrap_or(0);
                Figure {
                    what: format!("{what}, {left_out} of them refused by it"),
                    corpus: corpus.name,
                    speed: answer["mb_per_cpu_s"].as_f64().context("no figure").map_err(|e| e.to_string()),
                    hits: answer["hits"].as_u64().unwrap_or(0) as usize,
                }
            }
            Err(why) => not(what, corpus, &format!("{why:#}")),
        });
    }
    out
}

/// gitleaks' way: one automaton of keywords a document, then each expression whose keyword is there over all of it.
fn gated(corpus: &Corpus, compiled: &[(Regex, Vec<String>)]) -> Figure {
    let what = "a keyword gate for each text, then expressions over all of it";
    let words: Vec<(usize, &str)> = compiled
        .iter()
        .enumerate()
        .flat_map(|(at, (_, words))| words.iter().map(move |w| (at, w.as_str())))
        .collect();
    let gate = AhoCorasick::builder().ascii_case_insensitive(true).build(words.iter().map(|word| word.1));
    let gate = match gate {
        Ok(gate) => gate,
        Err(why) => return not(what, corpus, &why),
    };
    figure(what, corpus, |text| {
        let mut wanted: Vec<bool> = compiled.iter().map(|(_, words)| words.is_empty()).collect();
        for found in gate.find_overlapping_iter(text) {
            wanted[words[found.pattern().as_usize()].0] = true;
        }
        let wanted = compiled.iter().zip(wanted).filter(|(_, wanted)| *wanted);
        wanted.map(|((one, _), _)| one.find_iter(text).count()).sum()
    })
}

/// The program is given one JSON document with `expressions` and `texts`, and answers with one.
fn hyperscan_over(program: &Path, corpus: &Corpus, expressions: &[String]) -> anyhow::Result<Value> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let wanted = json!({"expressions": expressions, "texts": corpus.texts});
    if let Some(mut input) = child.stdin.take() {
        input.write_all(wanted.to_string().as_bytes())?;
    }
    let done = child.wait_with_output()?;
    ensure!(done.status.success(), "{} ended with {}", program.display(), done.status);
    Ok(serde_json::from_slice(&done.stdout)?)
}
