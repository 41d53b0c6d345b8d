//! `leakwatch bench matching`: how fast texts are matched, beside what others do with the same words and expressions.
//!
//! Everything runs on one thread and is told in megabytes of text a second of that thread's CPU time, so that a busy
//! machine matters less; only ratios of one run are worth quoting. What an alternative is spared is said beside it.

mod corpus;
mod invented;
pub(super) mod load;
mod others;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::corpus::Corpus;
use self::load::{Load, What};
use super::meter;
use crate::app::Faulty;
use crate::matching::{Matcher, Words};
use crate::model::{KeywordSet, Matches};

/// Rounds over a corpus; the best is told, as the first also compiles expressions.
const ROUNDS: usize = 3;
/// CPU time that one alternative may take: some would need hours for the corpus.
const BUDGET: Duration = Duration::from_secs(20);

pub(super) struct Plan<'a> {
    pub docs: &'a [PathBuf],
    /// Names in a set of their own.
    pub names: usize,
    /// Megabytes of HTML that are read at most.
    pub megabytes: usize,
    pub sets: Vec<KeywordSet>,
    /// Where the sets were read; none: carried ones.
    pub read_from: &'a [PathBuf],
    /// What runs Hyperscan over the same: benches/hyperscan.
    pub hyperscan: Option<&'a Path>,
    /// The alternatives too.
    pub others: bool,
}

/// One figure: what did it, over which text.
struct Figure {
    what: String,
    corpus: &'static str,
    /// Megabytes a second of CPU time; none: it could not be built, and why.
    speed: Result<f64, String>,
    hits: usize,
    /// What is to be known of it.
    note: String,
}

pub(super) struct Measured {
    names: usize,
    entries: usize,
    load: Vec<(&'static str, Load)>,
    corpora: Vec<(&'static str, usize, f64)>,
    figures: Vec<Figure>,
    two_threads: f64,
}

pub(super) fn run(plan: Plan) -> anyhow::Result<Measured> {
    let corpora = corpus::read(plan.docs, plan.megabytes << 20)?;
    let invented = invented::names(plan.names)?;
    let literals: Vec<String> = invented.entries.iter().filter_map(name_of).collect();
    let load = What::ALL.map(|(_, what, told)| Ok((told, load::apart(what, plan.read_from, plan.names)?)));
    let load = load.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let names = Matcher::new(std::slice::from_ref(&invented)).map_err(Faulty)?;
    let packs = Matcher::new(&plan.sets).map_err(Faulty)?;
    let both: Vec<KeywordSet> = plan.sets.iter().cloned().chain([invented]).collect();
    let all = Matcher::new(&both).map_err(Faulty)?;
    drop(both);
    let mut figures = Vec::new();
    for corpus in &corpora {
        for (what, matcher) in [("names alone", &names), ("packs alone", &packs), ("everything", &all)] {
            figures
                .push(figure(what, corpus, |text| matcher.scan(&Words { text, ..Words::default() }).len()));
        }
    }
    if plan.others {
        let expressions: Vec<String> =
            plan.sets.iter().flat_map(|s| &s.entries).filter_map(regex_of).collect();
        for corpus in corpora.iter().filter(|c| c.name == "HTML") {
            figures.extend(others::names(corpus, &literals));
            figures.extend(others::expressions(corpus, &expressions, plan.hyperscan));
        }
    }
    Ok(Measured {
        names: plan.names,
        entries: all.entries().count(),
        load,
        two_threads: corpora.first().map_or(0.0, |corpus| two_threads(corpus, &all)),
        corpora: corpora.iter().map(|c| (c.name, c.texts.len(), c.megabytes())).collect(),
        figures,
    })
}

fn name_of(entry: &crate::model::Entry) -> Option<String> {
    match &entry.matches {
        Matches::Entity(entity) => Some(entity.name.to_lowercase().replace('ё', "е")),
        _ => None,
    }
}

fn regex_of(entry: &crate::model::Entry) -> Option<String> {
    match &entry.matches {
        Matches::Pattern(pattern) if !pattern.regex.is_empty() => Some(pattern.regex.clone()),
        _ => None,
    }
}

/// The best of some rounds of `scan` over every text.
fn figure(what: impl Into<String>, corpus: &Corpus, scan: impl Fn(&str) -> usize) -> Figure {
    let (mut best, mut hits) = (Duration::MAX, 0);
    for _ in 0..ROUNDS {
        let began = meter::thread_cpu();
        hits = corpus.texts.iter().map(|text| scan(text)).sum();
        best = best.min(meter::thread_cpu().saturating_sub(began));
    }
    Figure {
        what: what.into(),
        corpus: corpus.name,
        speed: Ok(corpus.megabytes() / best.as_secs_f64()),
        hits,
        note: String::new(),
    }
}

/// The same for an alternative over `pieces` of a corpus, within its budget: what it did not get through is told.
fn bounded(
    what: impl Into<String>,
    corpus: &Corpus,
    pieces: &[&str],
    scan: impl Fn(&str) -> usize,
) -> Figure {
    let mut left = BUDGET;
    let mut best = meter::within(left, pieces.iter().map(|&text| (text, text)), &scan);
    let note = if best.all { String::new() } else { partly(best.cpu, best.bytes as f64 / 1e6, corpus) };
    for _ in 1..ROUNDS {
        left = left.saturating_sub(best.cpu);
        let again = meter::within(left, pieces.iter().map(|&text| (text, text)), &scan);
        if again.all && again.cpu < best.cpu {
            best = again;
        }
    }
    Figure { what: what.into(), corpus: corpus.name, speed: Ok(best.speed()), hits: best.hits, note }
}

/// How far it came, for one that did not end.
fn partly(cpu: Duration, megabytes: f64, corpus: &Corpus) -> String {
    format!("not all measured: {:.0} s for {megabytes:.1} of {:.0} MB", cpu.as_secs_f64(), corpus.megabytes())
}

/// How much more two threads do in the same time than one.
fn two_threads(corpus: &Corpus, matcher: &Matcher) -> f64 {
    let over = |texts: &[String]| {
        texts.iter().map(|text| matcher.scan(&Words { text, ..Words::default() }).len()).sum::<usize>()
    };
    let began = Instant::now();
    over(&corpus.texts);
    let one = began.elapsed();
    let (even, odd): (Vec<_>, Vec<_>) = corpus.texts.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let half = |part: Vec<(usize, &String)>| {
        part.into_iter()
            .map(|(_, text)| matcher.scan(&Words { text, ..Words::default() }).len())
            .sum::<usize>()
    };
    let began = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| half(even));
        half(odd)
    });
    one.as_secs_f64() / began.elapsed().as_secs_f64()
}

impl Measured {
    pub(super) fn table(&self) -> String {
        let mut out = format!("{} entries, {} of them invented names\n\n", self.entries, self.names);
        out += &format!("{:<34}{:>8}{:>12}{:>12}\n", "loading", "s of CPU", "MB at most", "MB after");
        for (what, Load { cpu_s, peak_mb, resident_mb }) in &self.load {
            out += &format!("{what:<34}{cpu_s:>8.2}{peak_mb:>12.0}{resident_mb:>12.0}\n");
        }
        for &(name, texts, megabytes) in &self.corpora {
            out += &format!("\n{name}: {texts} texts, {megabytes:.0} MB\n");
            out += &format!("{:<58}{:>9}{:>11}\n", "", "MB/CPU s", "hits");
            for figure in self.figures.iter().filter(|f| f.corpus == name) {
                out += &match &figure.speed {
                    Ok(speed) => {
                        let line =
                            format!("{:<58}{speed:>9.1}{:>11}  {}", figure.what, figure.hits, figure.note);
                        format!("{}\n", line.trim_end())
                    }
                    Err(why) => format!("{:<58}{why}\n", figure.what),
                };
            }
        }
        out + &format!("\ntwo threads do {:.2} times what one does (wall clock)\n", self.two_threads)
    }

    pub(super) fn json(&self) -> Value {
        let load = self.load.iter().map(|(what, load)| json!({"what": what, "load": load}));
        let figures = self.figures.iter().map(|f| {
            json!({
                "what": f.what,
                "corpus": f.corpus,
                "mb_per_cpu_s": f.speed.as_ref().ok(),
                "why_not": f.speed.as_ref().err(),
                "hits": f.hits,
                "note": f.note,
            })
        });
        let corpora =
            self.corpora.iter().map(|(name, texts, mb)| json!({"name": name, "texts": texts, "mb": mb}));
        json!({
            "names": self.names,
            "entries": self.entries,
            "load": load.collect::<Vec<_>>(),
            "corpora": corpora.collect::<Vec<_>>(),
            "figures": figures.collect::<Vec<_>>(),
            "two_threads": self.two_threads,
        })
    }
}
