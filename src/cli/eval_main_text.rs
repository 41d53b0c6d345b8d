//! `leakwatch eval main-text`: shingle precision, recall and F1 of the main text over a folder of labelled pages.
//!
//! The measure is that of scrapinghub's article-extraction-benchmark (evaluate.py): runs of four words are compared as
//! bags, each page counts the same, F1 is taken from the mean precision and the mean recall. So figures can be put beside
//! those that are published for other programs.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::Context;
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::json;

use crate::text;

/// Words of a shingle.
const RUN: usize = 4;
/// Bytes of one page, unpacked.
const LARGEST: u64 = 64 << 20;

#[derive(Deserialize)]
struct Label {
    #[serde(default, rename = "articleBody")]
    body: String,
}

/// How one page was read, in parts of 1. `None`: nothing was said, or nothing was there to be said.
pub struct Score {
    pub page: String,
    pub precision: Option<f64>,
    pub recall: Option<f64>,
}

impl Score {
    fn f1(&self) -> f64 {
        harmonic(self.precision.unwrap_or(0.0), self.recall.unwrap_or(0.0))
    }
}

pub struct Scores {
    /// The worst first.
    pub pages: Vec<Score>,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// Reads `ground-truth.json` and every page it names in `html/`.
pub fn run(folder: &Path) -> anyhow::Result<Scores> {
    let labels = folder.join("ground-truth.json");
    let text =
        std::fs::read_to_string(&labels).with_context(|| format!("cannot read {}", labels.display()))?;
    let labels: BTreeMap<String, Label> = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a map of pages with an articleBody each", labels.display()))?;
    anyhow::ensure!(!labels.is_empty(), "ground-truth.json names no page");
    let mut pages = Vec::with_capacity(labels.len());
    for (page, label) in labels {
        let file = folder.join("html").join(format!("{page}.html.gz"));
        let mut bytes = Vec::new();
        File::open(&file)
            .and_then(|file| GzDecoder::new(file).take(LARGEST).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {}", file.display()))?;
        let read = text::main_text(&text::decode(&bytes, None).text);
        pages.push(score(page, &label.body, &read));
    }
    Ok(sum(pages))
}

fn sum(mut pages: Vec<Score>) -> Scores {
    let mean =
        |parts: Vec<f64>| if parts.is_empty() { 0.0 } else { parts.iter().sum::<f64>() / parts.len() as f64 };
    let precision = mean(pages.iter().filter_map(|p| p.precision).collect());
    let recall = mean(pages.iter().filter_map(|p| p.recall).collect());
    pages.sort_by(|a, b| a.f1().total_cmp(&b.f1()).then_with(|| a.page.cmp(&b.page)));
    Scores { pages, precision, recall, f1: harmonic(precision, recall) }
}

fn score(page: String, marked: &str, read: &str) -> Score {
    let (marked, read) = (words(marked), words(read));
    let (marked, read) = (shingles(&marked), shingles(&read));
    let shared: usize = marked.iter().map(|(run, n)| (*n).min(read.get(run).copied().unwrap_or(0))).sum();
    let part = |of: &HashMap<&[&str], usize>| {
        let all: usize = of.values().sum();
        (all > 0).then(|| shared as f64 / all as f64)
    };
    Score { page, precision: part(&read), recall: part(&marked) }
}

/// Runs of letters, digits and underscores, as they were written.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// How often each run of words is there; a text of fewer words is one run.
fn shingles<'a>(words: &'a [&'a str]) -> HashMap<&'a [&'a str], usize> {
    let mut bag = HashMap::new();
    if !words.is_empty() {
        for run in words.windows(RUN.min(words.len())) {
            *bag.entry(run).or_default() += 1;
        }
    }
    bag
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

impl Scores {
    pub fn json(&self) -> String {
        let pages: Vec<_> = self
            .pages
            .iter()
            .map(|p| json!({ "page": p.page, "precision": p.precision, "recall": p.recall, "f1": p.f1() }))
            .collect();
        json!({ "precision": self.precision, "recall": self.recall, "f1": self.f1, "pages": pages })
            .to_string()
    }

    pub fn table(&self, worst: usize) -> String {
        let part = |part: Option<f64>| part.map_or_else(|| "    –".to_owned(), |p| format!("{p:.3}"));
        let mut out = format!(
            "pages      {}\nprecision  {:.3}\nrecall     {:.3}\nF1         {:.3}",
            self.pages.len(),
            self.precision,
            self.recall,
            self.f1
        );
        if worst > 0 {
            out.push_str("\n\n   F1  precision  recall  page");
        }
        for page in self.pages.iter().take(worst) {
            // Writing into a String cannot fail.
            let _ = write!(
                out,
                "\n{:.3}      {}   {}  {}",
                page.f1(),
                part(page.precision),
                part(page.recall),
                page.page
            );
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{score, sum};

    #[test]
    fn scores_as_the_benchmark_does() {
        let s = |marked, read| {
            let s = score(String::new(), marked, read);
            (s.precision, s.recall)
        };
        assert_eq!(s("one two three four", "One two three four"), (Some(0.0), Some(0.0)));
        assert_eq!(s("a b c d e", "a b c d e"), (Some(1.0), Some(1.0)));
        assert_eq!(s("a b c d e", "a, b: c d"), (Some(1.0), Some(0.5)));
        assert_eq!(s("a b", "a b"), (Some(1.0), Some(1.0)));
        // What is said twice and was marked once is said once too often.
        assert_eq!(s("a b c d", "a b c d a b c d"), (Some(0.2), Some(1.0)));
        assert_eq!(s("", ""), (None, None));
        assert_eq!(s("a b c d", ""), (None, Some(0.0)));
        let all = sum(vec![score("b".into(), "a b c d", ""), score("a".into(), "a b c d", "a b c d")]);
        assert_eq!((all.precision, all.recall, all.pages[0].page.as_str()), (1.0, 0.5, "b"));
        assert!((all.f1 - 2.0 / 3.0).abs() < 1e-9);
    }
}
