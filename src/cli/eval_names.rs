//! `leakwatch eval names`: how well names are recognised, by phenomenon, on a folder of labelled lines.
//!
//! The folder holds `set.toml`, a keyword set, and `*.jsonl`, each line `{"id","text","phenomenon","entries","not"}`: the
//! entries that must be found in the text, and those that must not. An entry is found when a hit reaches its floor. What is
//! asked of a phenomenon is in `eval_names_targets`; nothing here knows how names are recognised.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::eval_names_targets::{SUMS, Target, covers, target};
use super::{keyword_sets, labelled};
use crate::matching::{Matcher, Words};
use crate::model::Hit;

/// The file whose lines nobody works on; its failures are shown only when that is asked for.
pub const HELD_OUT: &str = "held-out";
/// Where the set lies in the project, when no folder is named.
pub(super) const DEFAULT: &str = "tests/corpus/names";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    text: String,
    phenomenon: String,
    #[serde(default)]
    entries: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    pub lines: usize,
    /// Entries that must be found, and those that were.
    pub wanted: usize,
    pub found: usize,
    /// Entries that must not be found, and those that were.
    pub forbidden: usize,
    pub wrong: usize,
    /// Entries found that the line says nothing of.
    pub strays: usize,
}

impl Count {
    /// Hundredths of a percent would be noise: parts of a hundred, none when nothing was asked.
    pub fn recall(&self) -> Option<f64> {
        labelled::part(self.found, self.wanted)
    }

    pub fn false_rate(&self) -> Option<f64> {
        labelled::part(self.wrong, self.forbidden)
    }

    fn add(&mut self, other: &Count) {
        self.lines += other.lines;
        self.wanted += other.wanted;
        self.found += other.found;
        self.forbidden += other.forbidden;
        self.wrong += other.wrong;
        self.strays += other.strays;
    }
}

/// A line that was not judged as it is labelled.
pub struct Failure {
    pub id: String,
    pub phenomenon: String,
    pub text: String,
    pub missed: Vec<String>,
    pub wrong: Vec<String>,
    /// Every hit, weak ones too: entry, words, hundredths, evidence.
    pub hits: Vec<String>,
    pub held_out: bool,
}

pub struct Scores {
    /// In the order in which the files name them.
    pub phenomena: Vec<(String, Count)>,
    pub failures: Vec<Failure>,
}

/// A row of the answer: a phenomenon or a sum of several, and what is asked of it.
pub struct Row<'a> {
    pub name: &'a str,
    pub count: Count,
    pub target: Option<Target>,
}

impl Row<'_> {
    pub fn reached(&self) -> Option<bool> {
        let (recall, wrong) = (self.count.recall(), self.count.false_rate());
        Some(match self.target? {
            Target::Recall(least) => recall? >= least,
            Target::False(most) => wrong? <= most,
            Target::Both(least, most) => recall? >= least && wrong? <= most,
        })
    }
}

impl Scores {
    pub fn rows(&self) -> Vec<Row<'_>> {
        self.phenomena.iter().map(|(name, count)| Row { name, count: *count, target: target(name) }).collect()
    }

    /// What the phenomena are together, where they are asked for together.
    pub fn sums(&self) -> Vec<Row<'_>> {
        let sum = |patterns: &[&str]| {
            let mut all = Count::default();
            for (name, count) in &self.phenomena {
                if patterns.iter().any(|pattern| covers(pattern, name)) {
                    all.add(count);
                }
            }
            all
        };
        let rows =
            SUMS.iter().map(|(name, patterns, asked)| Row { name, count: sum(patterns), target: *asked });
        rows.filter(|row| row.count.lines > 0).collect()
    }
}

/// Matches every line of the folder, or of `part`.jsonl alone.
pub fn run(folder: &Path, part: Option<&str>) -> anyhow::Result<Scores> {
    let sets = keyword_sets::read(&folder.join("set.toml")).map_err(labelled::said)?;
    let matcher = Matcher::new(&sets).map_err(labelled::said)?;
    let mut scores = Scores { phenomena: Vec::new(), failures: Vec::new() };
    let mut places = BTreeMap::new();
    let files = match part {
        Some(part) => vec![folder.join(format!("{part}.jsonl"))],
        None => labelled::files(folder, DEFAULT)?,
    };
    for file in files {
        let held_out = file.file_stem().is_some_and(|stem| stem == HELD_OUT);
        labelled::lines(&file, |here, line: Line| {
            for id in line.entries.iter().chain(&line.not) {
                let known = matcher.entries().any(|entry| entry.id == *id);
                anyhow::ensure!(known, "{here}: no entry of set.toml has the id {id}");
            }
            let at = *places.entry(line.phenomenon.clone()).or_insert_with(|| {
                scores.phenomena.push((line.phenomenon.clone(), Count::default()));
                scores.phenomena.len() - 1
            });
            let (count, failure) = judge(&matcher, line, held_out);
            scores.phenomena[at].1.add(&count);
            scores.failures.extend(failure);
            Ok(())
        })?;
    }
    Ok(scores)
}

fn judge(matcher: &Matcher, line: Line, held_out: bool) -> (Count, Option<Failure>) {
    let hits = matcher.scan(&Words { text: &line.text, ..Words::default() });
    let mut found: Vec<&str> = hits.iter().filter_map(|hit| reaches(matcher, hit)).collect();
    found.sort_unstable();
    found.dedup();
    let missed: Vec<String> =
        line.entries.iter().filter(|id| !found.contains(&id.as_str())).cloned().collect();
    let wrong: Vec<String> = line.not.iter().filter(|id| found.contains(&id.as_str())).cloned().collect();
    let labelled = |id: &&str| line.entries.iter().chain(&line.not).any(|known| known == id);
    let count = Count {
        lines: 1,
        wanted: line.entries.len(),
        found: line.entries.len() - missed.len(),
        forbidden: line.not.len(),
        wrong: wrong.len(),
        strays: found.iter().filter(|id| !labelled(id)).count(),
    };
    let failed = !missed.is_empty() || !wrong.is_empty();
    let failure = failed.then(|| Failure {
        id: line.id,
        phenomenon: line.phenomenon,
        text: line.text,
        missed,
        wrong,
        hits: hits.iter().map(labelled::shown).collect(),
        held_out,
    });
    (count, failure)
}

/// The entry's id within its set, when the hit is at or above its floor.
fn reaches<'a>(matcher: &'a Matcher, hit: &Hit) -> Option<&'a str> {
    let entry = matcher.entry(&hit.entry)?;
    (hit.confidence >= entry.min_confidence).then_some(entry.id.as_str())
}
