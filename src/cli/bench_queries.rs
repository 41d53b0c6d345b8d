//! `leakwatch bench queries`: how fast many watched queries load, what memory they take, how fast they are asked.
//!
//! Queries are made up from one seed: single words, phrases, NEAR and PRE, AND NOT, alternatives, beginnings, exact forms,
//! entities. Their words are those of the text that is read, chosen so that frequent and rare ones are as likely as their
//! ranks are far apart: files that are named, or pages made up as for the bench of the search, in Russian and English.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::bench_search::{Dice, WORDS, word};
use super::meter;
use crate::app::Faulty;
use crate::config;
use crate::matching::{Matcher, Words};
use crate::model::{EntryKind, Time};
use crate::text;

const SEED: u64 = 0x9e71;
/// Words of a made-up page, and pages.
const PAGE: usize = 3_500;
const PAGES: usize = 400;
/// Files that are read at most.
const FILES: usize = 5_000;
/// Queries do not wait for words as frequent as these.
const RARE: usize = 300;

#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub queries: usize,
    /// Files, or folders with files below them, to read instead of made-up pages.
    pub texts: Vec<PathBuf>,
}

pub(super) struct Measured {
    queries: usize,
    read: Duration,
    compile: Duration,
    memory: u64,
    pages: usize,
    bytes: usize,
    hits: usize,
    /// CPU time of the pages with the queries, and with a single one.
    cpu: Duration,
    base: Duration,
}

/// What queries are made of.
pub(super) enum Vocabulary {
    MadeUp,
    /// The most frequent first.
    Ranked(Vec<String>),
}

impl Vocabulary {
    /// The words of a text: three letters and more, of one script that we know.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a String>) -> Vocabulary {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for text in texts {
            let words = text.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().nth(2).is_some());
            for word in words {
                *counts.entry(word.to_lowercase()).or_default() += 1;
            }
        }
        let mut ranked: Vec<(String, u32)> = counts.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Vocabulary::Ranked(ranked.into_iter().map(|(word, _)| word).collect())
    }

    /// One of the words from the `from`-th most frequent on, as unevenly spread as in text.
    fn word(&self, dice: &mut Dice, from: usize) -> String {
        match self {
            Vocabulary::Ranked(words) if !words.is_empty() => {
                let from = from.min(words.len() / 2) + 1;
                let even = dice.below(1 << 20) as f64 / f64::from(1 << 20);
                let rank = from as f64 * (words.len() as f64 / from as f64).powf(even);
                words[(rank as usize).min(words.len() - 1)].clone()
            }
            _ => word(dice, from, WORDS),
        }
    }
}

/// Plausible queries, the same for the same number, seed and words.
pub(super) fn generated(n: usize, seed: u64, words: &Vocabulary) -> Vec<String> {
    let dice = &mut Dice::new(seed);
    (0..n).map(|_| expression(dice, words)).collect()
}

fn expression(dice: &mut Dice, words: &Vocabulary) -> String {
    let rare = |dice: &mut Dice| words.word(dice, RARE);
    let any = |dice: &mut Dice| words.word(dice, 20);
    match dice.below(12) {
        0 => rare(dice),
        1 => format!("{} {}", rare(dice), any(dice)),
        2 => format!("\"{} {}\"", rare(dice), any(dice)),
        3 => format!("{} NEAR/{} {}", rare(dice), 2 + dice.below(15), any(dice)),
        4 => format!("{} PRE/{} {}", any(dice), 2 + dice.below(9), rare(dice)),
        5 => format!("{} AND NOT {}", rare(dice), any(dice)),
        6 => format!("({} OR {}) {}", rare(dice), rare(dice), any(dice)),
        7 => format!("={} {}", rare(dice), any(dice)),
        8 => {
            let begun: String = rare(dice).chars().take(6 + dice.below(3)).collect();
            format!("{begun}* {}", any(dice))
        }
        9 => format!("\"{} {}\" NEAR/10 entity:company", rare(dice), any(dice)),
        10 => format!("lang:ru {} {}", rare(dice), any(dice)),
        _ => format!(
            "(\"{} {}\" OR {}) NEAR/8 ({} OR {})",
            any(dice),
            rare(dice),
            rare(dice),
            any(dice),
            any(dice)
        ),
    }
}

/// A keyword set of queries, as a file would have it.
pub(super) fn set(expressions: &[String]) -> String {
    let mut out = String::from(
        "[set]\nid = \"bench\"\n[[entity]]\nid = \"company\"\nkind = \"organisation\"\nrole = \"own\"\nname = \"ООО «Ромашка»\"\n",
    );
    for (n, expression) in expressions.iter().enumerate() {
        // Writing into a String cannot fail.
        let _ = write!(out, "[[query]]\nid = \"q{n}\"\nclass = \"leak\"\nexpression = '{expression}'\n");
    }
    out
}

pub(super) fn run(plan: &Plan) -> anyhow::Result<Measured> {
    let pages = pages(&plan.texts)?;
    let words = match plan.texts.is_empty() {
        true => Vocabulary::MadeUp,
        false => Vocabulary::of(pages.iter()),
    };
    let written = set(&generated(plan.queries, SEED, &words));
    drop(words);
    let one = matcher(&set(&generated(1, SEED, &Vocabulary::MadeUp)))?.2;
    let before = meter::Usage::of(std::process::id())?.resident;
    let (read, compile, all) = matcher(&written)?;
    let memory = meter::Usage::of(std::process::id())?.resident.saturating_sub(before);
    let scan = |matcher: &Matcher| {
        let began = meter::thread_cpu();
        let hits = |page: &String| {
            let words = Words { text: page, language: "ru", ..Words::default() };
            matcher.scan(&words).iter().filter(|hit| hit.kind == EntryKind::Query).count()
        };
        let hits: usize = pages.iter().map(hits).sum();
        (meter::thread_cpu().saturating_sub(began), hits)
    };
    let (base, _) = scan(&one);
    let (cpu, hits) = scan(&all);
    let bytes = pages.iter().map(String::len).sum();
    Ok(Measured { queries: plan.queries, read, compile, memory, pages: pages.len(), bytes, hits, cpu, base })
}

fn matcher(written: &str) -> anyhow::Result<(Duration, Duration, Matcher)> {
    let began = Instant::now();
    let set = config::keyword_set("bench.toml", written).map_err(Faulty)?;
    let read = began.elapsed();
    let began = Instant::now();
    let matcher = Matcher::new(&[set]).map_err(Faulty)?;
    Ok((read, began.elapsed(), matcher))
}

fn pages(files: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    if files.is_empty() {
        let page = |n: usize| {
            let dice = &mut Dice::new(SEED.wrapping_mul(n as u64 + 3));
            let words: Vec<String> = (0..PAGE).map(|_| word(dice, 1, WORDS)).collect();
            words.join(" ")
        };
        return Ok((0..PAGES).map(page).collect());
    }
    let read = |file: &PathBuf| {
        let bytes = fs::read(file).with_context(|| file.display().to_string())?;
        let raw = text::Raw { bytes: &bytes, content_type: None, url: "", fetched: Time(0), truncated: None };
        anyhow::Ok(text::extract(&raw).text)
    };
    let all = super::eval_quiet::files(files)?;
    anyhow::ensure!(
        !all.is_empty(),
        "--text: no file of prose or HTML below {}: name another folder",
        files[0].display()
    );
    all.iter().take(FILES).map(read).collect()
}

impl Measured {
    fn speed(&self, cpu: Duration) -> f64 {
        self.bytes as f64 / 1e6 / cpu.as_secs_f64().max(1e-9)
    }

    pub(super) fn table(&self) -> String {
        format!(
            "queries             {}\n\
             read, compiled      {:.2} s, {:.2} s\n\
             memory              {:.0} MB\n\
             text                {:.1} MB in {} pages, {} hits\n\
             with all of them    {:.0} MB of text a CPU second\n\
             with one            {:.0} MB of text a CPU second\n\
             the queries alone   {:.0} MB of text a CPU second",
            self.queries,
            self.read.as_secs_f64(),
            self.compile.as_secs_f64(),
            self.memory as f64 / 1e6,
            self.bytes as f64 / 1e6,
            self.pages,
            self.hits,
            self.speed(self.cpu),
            self.speed(self.base),
            self.speed(self.cpu.saturating_sub(self.base)),
        )
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "queries": self.queries, "read_s": self.read.as_secs_f64(), "compile_s": self.compile.as_secs_f64(),
            "memory_bytes": self.memory, "pages": self.pages, "text_bytes": self.bytes, "hits": self.hits,
            "mb_per_cpu_s": self.speed(self.cpu), "with_one_mb_per_cpu_s": self.speed(self.base),
            "alone_mb_per_cpu_s": self.speed(self.cpu.saturating_sub(self.base)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, Vocabulary, generated, run};
    use crate::query;

    #[test]
    fn makes_queries_and_measures_them() {
        let made = generated(2_000, 5, &Vocabulary::MadeUp);
        for expression in &made {
            query::parse(expression).unwrap_or_else(|e| panic!("{expression}: {e}"));
        }
        assert_eq!(made, generated(2_000, 5, &Vocabulary::MadeUp));
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), made.join("\n")).expect("writes");
        let measured = run(&Plan { queries: 500, texts: vec![file.path().to_owned()] }).expect("runs");
        assert!(measured.hits > 100, "{}", measured.table());
        assert_eq!(measured.json()["queries"], 500);
    }
}
