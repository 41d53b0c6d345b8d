//! `leakwatch bench search`: how fast the index takes documents in, how large it becomes, how fast it answers.
//!
//! The documents are made up from one seed, in Russian and English, with words as unevenly spread as in real text, so
//! that a figure means the same on every machine that it is compared with.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::index::{Ask, Index, IndexDoc, Sort};
use crate::model::Time;
use crate::query;

/// Documents a commit, as the daemon commits them while it catches up.
const BATCH: usize = 200;
const SEED: u64 = 0x1eaf;

const OPENINGS: &[&str] = &[
    "при", "раз", "пере", "над", "под", "вы", "от", "за", "inter", "over", "under", "re", "con", "pre",
    "dis", "out",
];
const MIDDLES: &[&str] =
    &["ход", "каз", "строй", "пис", "мер", "говор", "нос", "form", "port", "mark", "press", "scribe"];
const ENDINGS: &[&str] = &["ить", "ка", "ами", "ение", "ов", "ая", "ing", "ed", "s", "tion", "er", "ly"];

/// Indexes `documents` made-up pages into `dir`, which must be empty or absent, asks `queries` questions, and says how
/// it went, one figure a line.
pub fn run(documents: usize, queries: usize, dir: &Path) -> anyhow::Result<String> {
    let empty = fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    anyhow::ensure!(empty, "{} is not empty: name a folder that is, or none", dir.display());
    let index = Index::open(dir).context("the index for the measurement")?.index;
    let mut dice = Dice(SEED);

    let began = Instant::now();
    let (mut text, mut longest) = (0, Duration::ZERO);
    let mut done = 0;
    while done < documents {
        let batch: Vec<IndexDoc> =
            (done..documents.min(done + BATCH)).map(|id| document(id, &mut dice)).collect();
        text += batch.iter().map(|d| d.text.len() + d.title.len()).sum::<usize>();
        done += batch.len();
        index.put(&batch)?;
        let commit = Instant::now();
        index.commit(i64::try_from(done)?)?;
        longest = longest.max(commit.elapsed());
    }
    let took = began.elapsed();
    let bytes = size(dir)?;

    let mut times: Vec<Duration> = Vec::with_capacity(queries);
    let mut hits = 0;
    for n in 0..queries {
        let ask = question(n, &mut dice)?;
        let asked = Instant::now();
        hits += index.search(&ask)?.total;
        times.push(asked.elapsed());
    }
    times.sort_unstable();
    let at = |percent: usize| {
        let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
        times.get(place).map_or(0.0, |t| t.as_secs_f64() * 1000.0)
    };

    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(out, "documents               {documents}");
    let _ = writeln!(out, "documents/s             {:.0}", documents as f64 / took.as_secs_f64().max(1e-9));
    let _ = writeln!(out, "longest commit, ms      {:.0}", longest.as_secs_f64() * 1000.0);
    let _ = writeln!(out, "text, MB                {:.1}", text as f64 / 1e6);
    let _ = writeln!(out, "index/text              {:.2}", bytes as f64 / (text as f64).max(1.0));
    let _ = writeln!(out, "queries                 {queries} ({hits} hits)");
    let _ = writeln!(out, "median, ms              {:.2}", at(50));
    let _ = writeln!(out, "99th percentile, ms     {:.2}", at(99));
    let _ = writeln!(out, "slowest, ms             {:.2}", at(100));
    Ok(out)
}

/// Questions as analysts ask them: mostly words, some phrases, distances, prefixes, filters and facets.
fn question(n: usize, dice: &mut Dice) -> anyhow::Result<Ask> {
    let (a, b) = (word(dice), word(dice));
    let text = match n % 8 {
        0 => a,
        1 => format!("{a} {b}"),
        2 => format!("{a} OR {b}"),
        3 => format!("\"{a} {b}\""),
        4 => format!("{a} NEAR/10 {b}"),
        5 => format!("{}*", a.chars().take(5).collect::<String>()),
        6 => format!("{a} lang:ru NOT {b}"),
        _ => format!("{a} after:2026-03-01 host:site-7.test"),
    };
    Ok(Ask {
        query: query::parse(&text)?,
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
    })
}

fn document(id: usize, dice: &mut Dice) -> IndexDoc {
    // Some 7 KB of text in the middle, as on pages of the web.
    let words = 50 + dice.below(150) * (1 + dice.below(3));
    let text: Vec<String> = (0..words).map(|_| word(dice)).collect();
    let site = dice.below(1_000);
    IndexDoc {
        id: id as i64,
        n: id as i64,
        url: format!("https://site-{site}.test/{}/{id}.html", word(dice)),
        host: format!("site-{site}.test"),
        title: format!("{} {} {}", word(dice), word(dice), word(dice)),
        text: text.join(" "),
        author: word(dice),
        language: if id.is_multiple_of(3) { "en" } else { "ru" }.into(),
        source: format!("crawl-{site}"),
        kind: ["feed", "site", "forum"][id % 3].into(),
        entities: (0..dice.below(3)).map(|_| format!("set/entity-{}", dice.below(50))).collect(),
        watches: vec![format!("watch-{}", id % 4), "watch-1".into()],
        published: None,
        fetched: Time(1_767_225_600_000 + (id as i64 * 61_000) % 15_552_000_000),
        masked: Vec::new(),
        main: Vec::new(),
    }
}

/// One of some 60,000 words; the k-th about k times rarer than the first, as in real text.
fn word(dice: &mut Dice) -> String {
    let even = dice.below(1 << 20) as f64 / f64::from(1 << 20);
    let rank = 60_000_f64.powf(even) as usize;
    let pick = |from: &'static [&'static str], n: usize| from[n % from.len()];
    let root = pick(OPENINGS, rank).to_owned() + pick(MIDDLES, rank / 16);
    let tail = rank / 192;
    let more = if tail > 0 { pick(MIDDLES, tail * 7 + tail / 12) } else { "" };
    let far = if tail > 12 { pick(OPENINGS, tail * 5 + tail / 144) } else { "" };
    root + far + more + pick(ENDINGS, rank / 3 + dice.below(3))
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
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
    #[test]
    fn measures() {
        let dir = tempfile::tempdir().expect("a folder");
        let said = super::run(300, 40, &dir.path().join("index")).expect("runs");
        assert!(said.contains("documents/s") && said.contains("99th percentile"), "{said}");
        assert!(!said.contains("(0 hits)"), "{said}");
        assert!(super::run(1, 1, &dir.path().join("index")).is_err(), "a folder in use is not written to");
    }
}
