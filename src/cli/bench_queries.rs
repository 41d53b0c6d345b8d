//! `leakwatch bench queries`: how fast many watched queries load, what memory they take, how fast pages are held against
//! them, beside what else one would do.
//!
//! Half of the pages give the queries their words, the other half is asked, so that queries hold as seldom as saved ones
//! do. Ten times fewer queries are measured too, and a hundred times: what a page costs should hardly depend on their
//! number.

mod pages;
mod saved;

use std::path::PathBuf;
use std::time::Duration;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde_json::{Value, json};

use self::pages::Page;
use self::saved::Vocabulary;
use super::meter::{self, Done};
use crate::app::Faulty;
use crate::config;
use crate::matching::{Matcher, Words};
use crate::model::EntryKind;

const SEED: u64 = 0x9e71;
/// Rounds over the pages; the best is told.
const ROUNDS: usize = 2;
/// CPU time that one alternative may take.
const BUDGET: Duration = Duration::from_secs(20);

#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub queries: usize,
    /// Files, or folders with files below them, to read instead of made-up pages.
    pub texts: Vec<PathBuf>,
}

/// One number of queries.
struct Figure {
    queries: usize,
    /// CPU time to read the set, and to compile it.
    read: Duration,
    compile: Duration,
    memory: u64,
    done: Done,
}

/// What else could be done with the most of them.
struct Other {
    what: String,
    done: Done,
}

pub(super) struct Measured {
    known: usize,
    pages: usize,
    bytes: usize,
    /// With a single query.
    base: Done,
    figures: Vec<Figure>,
    others: Vec<Other>,
}

pub(super) fn run(plan: &Plan) -> anyhow::Result<Measured> {
    let (known, asked) = pages::read(&plan.texts)?;
    let vocabulary = Vocabulary::of(&known);
    let known = known.len();
    let all = saved::expressions(plan.queries.max(1), SEED, &vocabulary);
    drop(vocabulary);
    let mut sizes = [all.len() / 100, all.len() / 10, all.len()].to_vec();
    sizes.retain(|&many| many > 0);
    sizes.dedup();
    let base = best(&matcher(&all[..1])?.2, &asked);
    let mut figures = Vec::new();
    let mut others = Vec::new();
    for &queries in &sizes {
        let before = meter::Usage::of(std::process::id())?.resident;
        let (read, compile, matcher) = matcher(&all[..queries])?;
        let memory = meter::Usage::of(std::process::id())?.resident.saturating_sub(before);
        figures.push(Figure { queries, read, compile, memory, done: best(&matcher, &asked) });
        if queries == all.len() {
            let texts = asked.iter().map(|page| (page.text.as_str(), page));
            let done = meter::within(BUDGET, texts, |page| matcher.hold_asked_one_by_one(&words(page)));
            others.push(Other { what: format!("each of {queries} asked of each page's words"), done });
        }
    }
    others.extend(automaton(&all, &asked));
    let bytes = asked.iter().map(|page| page.text.len()).sum();
    Ok(Measured { known, pages: asked.len(), bytes, base, figures, others })
}

fn words(page: &Page) -> Words<'_> {
    Words { text: &page.text, title: &page.title, language: &page.language, ..Words::default() }
}

/// The best of some rounds over the pages.
fn best(matcher: &Matcher, pages: &[Page]) -> Done {
    let round = || {
        let hits = |page: &Page| {
            matcher.scan(&words(page)).iter().filter(|hit| hit.kind == EntryKind::Query).count()
        };
        meter::within(Duration::MAX, pages.iter().map(|page| (page.text.as_str(), page)), hits)
    };
    (1..ROUNDS).fold(round(), |best, _| {
        let again = round();
        if again.cpu < best.cpu { again } else { best }
    })
}

/// One automaton of all their words, over texts in lower case: the words are found, no query is asked.
fn automaton(all: &[String], pages: &[Page]) -> Option<Other> {
    let words = saved::words(all);
    let found = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&words).ok()?;
    let folded: Vec<String> = pages.iter().map(|page| page.text.to_lowercase()).collect();
    let texts = folded.iter().map(|text| (text.as_str(), text.as_str()));
    let done = meter::within(BUDGET, texts, |text| found.find_overlapping_iter(text).count());
    Some(Other {
        what: format!("aho-corasick of their {} words, no query asked, no fold", words.len()),
        done,
    })
}

fn matcher(expressions: &[String]) -> anyhow::Result<(Duration, Duration, Matcher)> {
    let written = saved::set(expressions);
    let began = meter::thread_cpu();
    let set = config::keyword_set("bench.toml", &written).map_err(Faulty)?;
    let read = meter::thread_cpu().saturating_sub(began);
    drop(written);
    let began = meter::thread_cpu();
    let matcher = Matcher::new(&[set]).map_err(Faulty)?;
    Ok((read, meter::thread_cpu().saturating_sub(began), matcher))
}

impl Figure {
    fn in_a_thousand(&self, pages: usize) -> f64 {
        self.done.hits as f64 * 1_000.0 / pages.max(1) as f64
    }

    /// Megabytes a second of what the queries cost beside the page itself.
    fn alone(&self, base: &Done) -> f64 {
        Done { cpu: self.done.cpu.saturating_sub(base.cpu), ..self.done }.speed()
    }
}

impl Measured {
    pub(super) fn table(&self) -> String {
        let mut out = format!(
            "{:.1} MB of text in {} pages; the queries' words are of {} others; megabytes a CPU second\n\n\
             {:<10}{:>9}{:>12}{:>10}{:>10}{:>16}{:>24}\n{:<10}{:>9}{:>12}{:>10}{:>10.0}{:>16}{:>24}\n",
            self.bytes as f64 / 1e6,
            self.pages,
            self.known,
            "queries",
            "read, s",
            "compiled, s",
            "MB",
            "MB/s",
            "queries alone",
            "hits in 1,000 pages",
            1,
            "",
            "",
            "",
            self.base.speed(),
            "",
            "",
        );
        for figure in &self.figures {
            out += &format!(
                "{:<10}{:>9.2}{:>12.2}{:>10.0}{:>10.0}{:>16.0}{:>24.0}\n",
                figure.queries,
                figure.read.as_secs_f64(),
                figure.compile.as_secs_f64(),
                figure.memory as f64 / 1e6,
                figure.done.speed(),
                figure.alone(&self.base),
                figure.in_a_thousand(self.pages),
            );
        }
        out.push('\n');
        for Other { what, done } in &self.others {
            let line = format!("{what:<66}{:>9.1} MB/s", done.speed());
            out += &match done.all {
                true => format!("{line}\n"),
                false => {
                    format!("{line}  {:.1} MB in {:.0} s\n", done.bytes as f64 / 1e6, done.cpu.as_secs_f64())
                }
            };
        }
        out.trim_end().to_owned()
    }

    pub(super) fn json(&self) -> Value {
        let figure = |f: &Figure| {
            json!({
                "queries": f.queries, "read_cpu_s": f.read.as_secs_f64(), "compile_cpu_s": f.compile.as_secs_f64(),
                "memory_bytes": f.memory, "mb_per_cpu_s": f.done.speed(), "hits": f.done.hits,
                "queries_alone_mb_per_cpu_s": f.alone(&self.base),
                "hits_in_1000_pages": f.in_a_thousand(self.pages),
            })
        };
        let other = |o: &Other| json!({"what": o.what, "mb_per_cpu_s": o.done.speed(), "hits": o.done.hits, "all": o.done.all});
        json!({
            "pages": self.pages, "text_bytes": self.bytes, "with_one_mb_per_cpu_s": self.base.speed(),
            "figures": self.figures.iter().map(figure).collect::<Vec<_>>(),
            "others": self.others.iter().map(other).collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, run};

    #[test]
    fn measures_what_holds_seldom() {
        let folder = tempfile::TempDir::new().expect("a folder");
        // Of an odd number, so that both halves of the pages have each.
        const RARE: [&str; 13] = [
            "apple", "grape", "lemon", "melon", "peach", "plum", "quince", "berry", "cherry", "mango",
            "papaya", "olive", "walnut",
        ];
        for n in 0..40 {
            let text = format!(
                "общее слово {} и тема{} на каждой странице\n",
                RARE[n % RARE.len()],
                "аб".repeat(n % 7 + 1)
            );
            std::fs::write(folder.path().join(format!("{n:02}.txt")), text.repeat(3)).expect("writes");
        }
        let measured = run(&Plan { queries: 500, texts: vec![folder.path().to_owned()] }).expect("runs");
        let json = measured.json();
        assert_eq!(json["figures"][2]["queries"], 500);
        assert_eq!(json["pages"], 20);
        let hits: Vec<u64> = (0..3).filter_map(|at| json["figures"][at]["hits"].as_u64()).collect();
        assert!(hits.len() == 3 && hits.is_sorted() && hits[2] > 0, "{}", measured.table());
        assert_eq!(json["others"][0]["hits"].as_u64(), Some(hits[2]), "each alone finds the same");
        assert!(measured.table().contains("aho-corasick"), "{}", measured.table());
    }
}
