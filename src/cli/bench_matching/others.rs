//! What others do with the same: automata over the names, and ways to run many expressions.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use anyhow::{Context, ensure};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use regex::{Regex, RegexSet};
use serde::Deserialize;
use serde_json::json;

use super::{BUDGET, Corpus, Figure, bounded, partly};
use crate::matching;

/// Bytes of a piece for those that would need hours for a text: the budget is looked at between pieces.
const PIECE: usize = 16 << 10;
/// Names of an automaton at most: beyond it they take minutes to be built.
const NAMES: usize = 100_000;

/// Names as they are written, in lower case, over texts that were folded before the clock ran.
pub(super) fn names(corpus: &Corpus, names: &[String]) -> Vec<Figure> {
    let folded = Corpus {
        name: corpus.name,
        texts: corpus.texts.iter().map(|text| text.to_lowercase().replace('ё', "е")).collect(),
    };
    let texts = folded.pieces(usize::MAX);
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
        Ok(aho) => bounded(what, &folded, &texts, |text| aho.find_iter(text).count()),
        Err(why) => not(what, corpus, &why),
    };
    let what = format!("daachorse (charwise), {many} names as they are, no fold");
    let second = match CharwiseDoubleArrayAhoCorasick::<u32>::new(&names) {
        Ok(aho) => bounded(what, &folded, &texts, |text| aho.find_overlapping_iter(text).count()),
        Err(why) => not(what, corpus, &why),
    };
    vec![first, second]
}

fn not(what: impl Into<String>, corpus: &Corpus, why: &impl std::fmt::Display) -> Figure {
    let speed = Err(format!("not measured: {why}"));
    Figure { what: what.into(), corpus: corpus.name, speed, hits: 0, note: String::new() }
}

/// Expressions of the packs, without validators and context.
pub(super) fn expressions(corpus: &Corpus, expressions: &[String], hyperscan: Option<&Path>) -> Vec<Figure> {
    let many = expressions.len();
    let (texts, pieces) = (corpus.pieces(usize::MAX), corpus.pieces(PIECE));
    let compiled: Vec<(Regex, Vec<String>)> = expressions
        .iter()
        .filter_map(|source| Some((Regex::new(source).ok()?, matching::keywords(source))))
        .collect();
    let what = format!("{many} expressions one after another");
    let one = |text: &str| compiled.iter().map(|(one, _)| one.find_iter(text).count()).sum();
    let mut out = vec![bounded(what, corpus, &pieces, one)];
    let what = format!("RegexSet of {many} expressions, which of them match");
    let set = regex::RegexSetBuilder::new(expressions).size_limit(1 << 30).dfa_size_limit(64 << 20).build();
    out.push(match set {
        Ok(set) => bounded(what, corpus, &pieces, |text| RegexSet::matches(&set, text).iter().count()),
        Err(why) => not(what, corpus, &why),
    });
    out.push(gated(corpus, &texts, &compiled));
    if let Some(program) = hyperscan {
        let what = format!("Hyperscan, {many} expressions, of bytes");
        out.push(match hyperscan_over(program, corpus, expressions) {
            Ok(answer) => answer.figure(what, corpus),
            Err(why) => not(what, corpus, &format!("{why:#}")),
        });
    }
    out
}

/// gitleaks' way: one automaton of keywords a document, then each expression whose keyword is there over all of it.
fn gated(corpus: &Corpus, texts: &[&str], compiled: &[(Regex, Vec<String>)]) -> Figure {
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
    bounded(what, corpus, texts, |text| {
        let mut wanted: Vec<bool> = compiled.iter().map(|(_, words)| words.is_empty()).collect();
        for found in gate.find_overlapping_iter(text) {
            wanted[words[found.pattern().as_usize()].0] = true;
        }
        let wanted = compiled.iter().zip(wanted).filter(|(_, wanted)| *wanted);
        wanted.map(|((one, _), _)| one.find_iter(text).count()).sum()
    })
}

/// What benches/hyperscan answers.
#[derive(Deserialize)]
struct Scanned {
    mb: f64,
    cpu_s: f64,
    hits: usize,
    compile_s: f64,
    /// Expressions that it refuses, and those that it did not compile within a second.
    refused: usize,
    endless: usize,
}

impl Scanned {
    fn figure(&self, what: String, corpus: &Corpus) -> Figure {
        let Scanned { mb, cpu_s, hits, compile_s, refused, endless } = *self;
        let mut note =
            format!("{refused} refused, {endless} not compiled within 1 s, the rest in {compile_s:.0} s");
        if mb < corpus.megabytes() * 0.999 {
            note = format!("{note}; {}", partly(Duration::from_secs_f64(cpu_s), mb, corpus));
        }
        Figure { what, corpus: corpus.name, speed: Ok(mb / cpu_s.max(1e-9)), hits, note }
    }
}

/// The program is given one JSON document with `expressions`, `texts` and `budget_s`, and answers with one.
fn hyperscan_over(program: &Path, corpus: &Corpus, expressions: &[String]) -> anyhow::Result<Scanned> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let wanted = json!({"expressions": expressions, "texts": corpus.texts, "budget_s": BUDGET.as_secs()});
    if let Some(mut input) = child.stdin.take() {
        input.write_all(wanted.to_string().as_bytes())?;
    }
    let done = child.wait_with_output()?;
    ensure!(done.status.success(), "{} ended with {}", program.display(), done.status);
    serde_json::from_slice(&done.stdout)
        .with_context(|| format!("{} answered something else", program.display()))
}
