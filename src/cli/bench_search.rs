//! `leakwatch bench search`: how fast the index takes documents in, how large it becomes, how fast it answers.
//!
//! The documents are made up from one seed, in Russian and English, with words as unevenly spread as in real text, so
//! that a figure means the same on every machine that it is compared with. Asked is what analysts ask: not the fifty most
//! frequent words, which stand for "and" and "in"; those are asked as well, and shown apart.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::meter;
use crate::index::{Ask, Index, IndexDoc, Sort};
use crate::model::Time;
use crate::query;
use crate::sim::Dice;

/// Documents a commit.
const BATCH: usize = 1_000;
const SEED: u64 = 0x1eaf;
/// The most frequent words, which stand in most documents.
const FUNCTION_WORDS: usize = 50;
const WORDS: usize = 60_000;
/// What tantivy alone took in on the machine that the targets were set on (its own tokens, no facets, 7.4 KB a document).
const TANTIVY: u32 = 2_000;

/// What words are put together of.
struct Parts {
    openings: &'static [&'static str],
    middles: &'static [&'static str],
    endings: &'static [&'static str],
}

const RUSSIAN: Parts = Parts {
    openings: &["при", "раз", "пере", "над", "под", "вы", "от", "за"],
    middles: &["ход", "каз", "строй", "пис", "мер", "говор", "нос"],
    endings: &["ить", "ка", "ами", "ение", "ов", "ая"],
};
const ENGLISH: Parts = Parts {
    openings: &["inter", "over", "under", "re", "con", "pre", "dis", "out"],
    middles: &["form", "port", "mark", "press", "scribe", "duct", "vent"],
    endings: &["ing", "ed", "s", "tion", "er", "ly"],
};

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub documents: usize,
    /// Words of a document in the mean; they have a quarter of it to seven quarters.
    pub words: usize,
    pub queries: usize,
}

/// What was asked, and how fast the answers were, in milliseconds.
struct Asked {
    kind: &'static str,
    wall: Vec<f64>,
    cpu: Vec<f64>,
    hits: u64,
}

pub struct Measured {
    plan: Plan,
    text: u64,
    index: u64,
    wall: Duration,
    cpu: Duration,
    longest: Duration,
    asked: Vec<Asked>,
}

/// Indexes made-up pages into `dir`, which must be empty, absent or filled so before, and asks.
pub fn run(plan: Plan, dir: &Path) -> anyhow::Result<Measured> {
    let empty = fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    let mut measured = if empty { fill(plan, dir)? } else { found(plan, dir)? };
    let index = Index::read(dir)?;
    for kind in KINDS {
        measured.asked.push(ask(&index, plan, kind)?);
    }
    Ok(measured)
}

fn fill(plan: Plan, dir: &Path) -> anyhow::Result<Measured> {
    let index = Index::open(dir).context("the index for the measurement")?.index;
    let (began, cpu) = (Instant::now(), meter::process_cpu());
    let (mut text, mut longest, mut making) = (0, Duration::ZERO, Duration::ZERO);
    let mut done = 0;
    while done < plan.documents {
        let made = meter::thread_cpu();
        let batch: Vec<IndexDoc> =
            (done..plan.documents.min(done + BATCH)).map(|id| document(id, plan.words)).collect();
        making += meter::thread_cpu().saturating_sub(made);
        text += batch.iter().map(|d| d.text.len() + d.title.len()).sum::<usize>() as u64;
        done += batch.len();
        index.put(&batch)?;
        let commit = Instant::now();
        index.commit(i64::try_from(done)?)?;
        longest = longest.max(commit.elapsed());
        if done.is_multiple_of(100_000) {
            tracing::info!(documents = done, "indexed");
        }
    }
    drop(index);
    Ok(Measured {
        plan,
        text,
        index: size(dir)?,
        wall: began.elapsed(),
        cpu: meter::process_cpu().saturating_sub(cpu).saturating_sub(making),
        longest,
        asked: Vec::new(),
    })
}

/// An index that an earlier run has left.
fn found(plan: Plan, dir: &Path) -> anyhow::Result<Measured> {
    let last = Index::read(dir).map_or(0, |index| index.last());
    anyhow::ensure!(
        last == i64::try_from(plan.documents)?,
        "{} is neither empty nor an index of {} documents: name a folder that is, or none",
        dir.display(),
        plan.documents
    );
    let sample = (0..plan.documents.min(1_000)).map(|id| document(id, plan.words));
    let bytes = sample.map(|d| d.text.len() + d.title.len()).sum::<usize>() as u64;
    Ok(Measured {
        plan,
        text: bytes * plan.documents as u64 / (plan.documents.clamp(1, 1_000) as u64),
        index: size(dir)?,
        wall: Duration::ZERO,
        cpu: Duration::ZERO,
        longest: Duration::ZERO,
        asked: Vec::new(),
    })
}

/// The last is not in the sums.
const KINDS: [&str; 9] = [
    "word",
    "two words",
    "either word",
    "phrase",
    "NEAR/10",
    "prefix",
    "lang and NOT",
    "after and host",
    "function words",
];

fn ask(index: &Index, plan: Plan, kind: &'static str) -> anyhow::Result<Asked> {
    let mut asked = Asked { kind, wall: Vec::new(), cpu: Vec::new(), hits: 0 };
    let mut dice = Dice::new(SEED ^ kind.len() as u64);
    for n in 0..plan.queries.div_ceil(KINDS.len() - 1) {
        let ask = Ask {
            query: query::parse(&question(kind, plan, &mut dice))?,
            watches: Some(vec!["watch-1".into()]),
            from: None,
            to: None,
            source: None,
            entity: None,
            lang: None,
            limit: 20,
            offset: 0,
            sort: if n.is_multiple_of(3) { Sort::Newest } else { Sort::Relevance },
            facets: n.is_multiple_of(2),
        };
        let (wall, cpu) = (Instant::now(), meter::process_cpu());
        asked.hits += index.search(&ask)?.total;
        asked.wall.push(wall.elapsed().as_secs_f64() * 1000.0);
        asked.cpu.push(meter::process_cpu().saturating_sub(cpu).as_secs_f64() * 1000.0);
    }
    Ok(asked)
}

fn question(kind: &str, plan: Plan, dice: &mut Dice) -> String {
    let mut some = || word(dice, FUNCTION_WORDS, WORDS);
    match kind {
        "word" => some(),
        "two words" => format!("{} {}", some(), some()),
        "either word" => format!("{} OR {}", some(), some()),
        "NEAR/10" => format!("{} NEAR/10 {}", some(), some()),
        "prefix" => format!("{}*", some().chars().take(6).collect::<String>()),
        "lang and NOT" => format!("{} lang:ru NOT {}", some(), some()),
        "after and host" => format!("{} after:2026-03-01 host:site-7.test", some()),
        "function words" => {
            let mut some = || word(dice, 1, FUNCTION_WORDS);
            format!("{} {}", some(), some())
        }
        _ => {
            // A phrase that someone wrote.
            let text = document(dice.below(plan.documents), plan.words).text;
            let words: Vec<&str> = text.split(' ').collect();
            let at = dice.below(words.len().saturating_sub(1));
            format!("\"{} {}\"", words[at], words.get(at + 1).unwrap_or(&"x"))
        }
    }
}

impl Measured {
    fn all(&self, pick: impl Fn(&Asked) -> &Vec<f64>) -> Vec<f64> {
        let kinds = self.asked.iter().filter(|a| a.kind != "function words");
        kinds.flat_map(|a| pick(a).iter().copied()).collect()
    }

    /// `None`: the index was there before.
    fn documents_per_cpu_s(&self) -> Option<f64> {
        (self.cpu > Duration::ZERO).then(|| self.plan.documents as f64 / self.cpu.as_secs_f64())
    }

    fn indexing(&self) -> String {
        let Some(rate) = self.documents_per_cpu_s() else { return "before this run".into() };
        format!(
            "{:.0} s, {:.0} CPU s: {rate:.0} documents/CPU s, {:.1} MB/CPU s (tantivy alone: {TANTIVY} of 7.4 KB)\n\
             longest commit       {:.0} ms, of {BATCH} documents",
            self.wall.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.text as f64 / 1e6 / self.cpu.as_secs_f64(),
            self.longest.as_secs_f64() * 1000.0,
        )
    }

    pub fn json(&self) -> Value {
        let times = |times: &[f64]| json!({ "median_ms": at(times, 50), "p99_ms": at(times, 99), "slowest_ms": at(times, 100) });
        let kinds: Vec<Value> = self
            .asked
            .iter()
            .map(|a| {
                json!({ "kind": a.kind, "queries": a.wall.len(), "hits": a.hits, "wall": times(&a.wall), "cpu": times(&a.cpu) })
            })
            .collect();
        json!({
            "documents": self.plan.documents, "words": self.plan.words, "batch": BATCH,
            "text_bytes": self.text, "index_bytes": self.index,
            "index_s": self.wall.as_secs_f64(), "index_cpu_s": self.cpu.as_secs_f64(),
            "documents_per_cpu_s": self.documents_per_cpu_s(), "tantivy_alone_per_cpu_s": TANTIVY,
            "longest_commit_ms": self.longest.as_secs_f64() * 1000.0,
            "wall": times(&self.all(|a| &a.wall)), "cpu": times(&self.all(|a| &a.cpu)), "kinds": kinds,
        })
    }

    pub fn table(&self) -> String {
        let (text, index) = (self.text as f64, self.index as f64);
        let mut out = format!(
            "documents            {} of {:.1} KB ({} words)\n\
             text, index          {:.0} MB, {:.0} MB ({:.2} of the text)\n\
             indexed              {}\n\n\
             asked                   n  hits each   median ms      p99    worst   CPU median      p99\n",
            self.plan.documents,
            text / 1e3 / (self.plan.documents as f64).max(1.0),
            self.plan.words,
            text / 1e6,
            index / 1e6,
            index / text.max(1.0),
            self.indexing(),
        );
        let mut line = |name: &str, hits: u64, wall: &[f64], cpu: &[f64]| {
            let each = hits as f64 / (wall.len() as f64).max(1.0);
            // Writing into a String cannot fail.
            let _ = writeln!(
                out,
                "{name:<20} {:>5} {each:>10.0} {:>11.2} {:>8.2} {:>8.2} {:>12.2} {:>8.2}",
                wall.len(),
                at(wall, 50),
                at(wall, 99),
                at(wall, 100),
                at(cpu, 50),
                at(cpu, 99)
            );
        };
        for asked in &self.asked {
            let name = if asked.kind == "function words" { "(function words)" } else { asked.kind };
            line(name, asked.hits, &asked.wall, &asked.cpu);
        }
        let hits = self.asked.iter().filter(|a| a.kind != "function words").map(|a| a.hits).sum();
        line("all but those", hits, &self.all(|a| &a.wall), &self.all(|a| &a.cpu));
        out.truncate(out.trim_end().len());
        out
    }
}

/// A percentile by the nearest rank.
fn at(times: &[f64], percent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(0.0)
}

/// The same page whenever it is asked for.
fn document(id: usize, words: usize) -> IndexDoc {
    let dice = &mut Dice::new(SEED.wrapping_mul(id as u64 + 1));
    let count = (words / 4 + dice.below(words * 3 / 2 + 1)).max(1);
    let mut text = String::new();
    for _ in 0..count {
        text.push_str(&word(dice, 1, WORDS));
        text.push(' ');
    }
    text.pop();
    let site = dice.below(1_000);
    let mut some = || word(dice, 1, WORDS);
    let (path, title, author) = (some(), format!("{} {} {}", some(), some(), some()), some());
    IndexDoc {
        id: id as i64,
        n: id as i64,
        url: format!("https://site-{site}.test/{path}/{id}.html"),
        host: format!("site-{site}.test"),
        title,
        text,
        author,
        language: if id.is_multiple_of(3) { "en" } else { "ru" }.into(),
        source: format!("crawl-{site}"),
        kind: ["feed", "site", "forum"][id % 3].into(),
        entities: (0..dice.below(3)).map(|_| format!("set/entity-{}", dice.below(50))).collect(),
        found: Vec::new(),
        watches: vec![format!("watch-{}", id % 4), "watch-1".into()],
        published: None,
        fetched: Time(1_767_225_600_000 + (id as i64 * 61_000) % 15_552_000_000),
        masked: Vec::new(),
        main: Vec::new(),
    }
}

/// One of the words from the `from`-th to the `to`-th most frequent; the k-th about k times rarer than the first, as in
/// real text.
fn word(dice: &mut Dice, from: usize, to: usize) -> String {
    let even = dice.below(1 << 20) as f64 / f64::from(1 << 20);
    let rank = (from as f64 * (to as f64 / from as f64).powf(even)) as usize;
    let parts = if rank.is_multiple_of(2) { &RUSSIAN } else { &ENGLISH };
    let mut rest = rank / 2;
    let mut next = |from: &'static [&'static str]| {
        let part = from[rest % from.len()];
        rest /= from.len();
        part
    };
    let mut word = next(parts.openings).to_owned() + next(parts.middles);
    for more in [parts.openings, parts.middles] {
        let part = next(more);
        if rank > 8 * 7 * 2 {
            word.push_str(part);
        }
    }
    word + parts.endings[(rank / 3 + dice.below(3)) % parts.endings.len()]
}

fn size(dir: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Plan, at, run};

    #[test]
    fn measures() {
        let dir = tempfile::tempdir().expect("a folder");
        let plan = Plan { documents: 300, words: 60, queries: 40 };
        let said = run(plan, &dir.path().join("index")).expect("runs");
        assert!(
            said.table().contains("documents/CPU s") && said.table().contains("NEAR/10"),
            "{}",
            said.table()
        );
        let json = said.json();
        assert_eq!(json["kinds"].as_array().map(Vec::len), Some(9));
        for kind in ["word", "phrase", "prefix", "function words"] {
            let asked = said.asked.iter().find(|a| a.kind == kind).expect("asked");
            assert!(asked.hits > 0, "{kind} found nothing");
        }
        let again = run(plan, &dir.path().join("index")).expect("asks again");
        assert!(again.documents_per_cpu_s().is_none() && again.table().contains("before this run"));
        let other = Plan { documents: 299, ..plan };
        assert!(run(other, &dir.path().join("index")).is_err(), "a folder in use is not written to");
    }

    #[test]
    fn takes_percentiles() {
        let times: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        assert_eq!(
            (at(&times, 50), at(&times, 99), at(&times, 100), at(&[], 50)),
            (100.0, 198.0, 200.0, 0.0)
        );
    }
}
