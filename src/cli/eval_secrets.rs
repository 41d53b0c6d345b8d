//! `leakwatch eval secrets`: how well the pack of secrets finds them and keeps quiet, on folders of labelled lines.
//!
//! A folder holds `*.jsonl`, each line `{"id","text","expect":[{"start","end","kind"}],"source"}`: code points of the text,
//! half open; a line that expects nothing must stay quiet. A hit counts at or above its entry's floor, and finds what it
//! overlaps. A kind that begins with `generic` is found by any entry; one that begins with `identifier` names something
//! and opens nothing, and is counted apart; every other kind is typed, and found only by an entry that asks for a
//! provider's form, whose id does not begin with `generic-`. Knows nothing of how a secret is recognised.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::labelled::{self, part};
use crate::matching::{Matcher, Words};
use crate::model::Hit;

/// Where the set lies in the project, when no folder is named.
pub(super) const DEFAULT: &str = "tests/corpus/secrets";
/// The pack, when none is named.
const PACK: &str = "secrets.toml";
/// Ids of entries, and kinds, that ask for no provider's form.
const GENERIC: &str = "generic";
const IDENTIFIER: &str = "identifier";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    expect: Vec<Expected>,
    source: String,
}

/// Something that must be found: code points, half open.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    start: usize,
    end: usize,
    kind: String,
}

/// How a kind is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Typed,
    Generic,
    Identifier,
}

impl Sort {
    pub fn of(kind: &str) -> Sort {
        match kind {
            _ if kind.starts_with(GENERIC) => Sort::Generic,
            _ if kind.starts_with(IDENTIFIER) => Sort::Identifier,
            _ => Sort::Typed,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Sort::Typed => "typed",
            Sort::Generic => GENERIC,
            Sort::Identifier => IDENTIFIER,
        }
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Secrets that must be found, those that were, and typed ones that only a generic entry found.
    pub wanted: usize,
    pub found: usize,
    pub untyped: usize,
    /// Lines that must stay quiet, and those that did.
    pub silent: usize,
    pub quiet: usize,
    /// Hits, overlapping ones as one, and those of them that found something expected.
    pub hits: usize,
    pub right: usize,
}

impl Count {
    /// Parts of a hundred, none when nothing was asked.
    pub fn recall(&self) -> Option<f64> {
        part(self.found, self.wanted)
    }

    pub fn kept_quiet(&self) -> Option<f64> {
        part(self.quiet, self.silent)
    }

    pub fn precision(&self) -> Option<f64> {
        part(self.right, self.hits)
    }

    fn add(&mut self, other: &Count) {
        self.wanted += other.wanted;
        self.found += other.found;
        self.untyped += other.untyped;
        self.silent += other.silent;
        self.quiet += other.quiet;
        self.hits += other.hits;
        self.right += other.right;
    }
}

/// A line that was not judged as it is labelled.
pub struct Failure {
    pub id: String,
    pub source: String,
    pub text: String,
    /// Kind and text of what was missed.
    pub missed: Vec<(String, String)>,
    /// Every hit, weak ones too: entry, words, hundredths, evidence.
    pub hits: Vec<String>,
    /// It expects nothing, and something was found.
    pub loud: bool,
}

#[derive(Default)]
pub struct Scores {
    /// By source and sort; what a line expects nothing of is counted with the sources alone.
    pub sources: BTreeMap<String, Count>,
    pub sorts: BTreeMap<(String, Sort), Count>,
    pub kinds: BTreeMap<(Sort, String), Count>,
    pub failures: Vec<Failure>,
}

/// Matches every line of the folder with the pack that the program carries, or with the sets at `sets`.
pub fn run(folder: &Path, sets: Option<&Path>) -> anyhow::Result<Scores> {
    let matcher = Matcher::new(&labelled::pack(PACK, sets)?).map_err(labelled::said)?;
    let mut scores = Scores::default();
    for file in labelled::files(folder, DEFAULT)? {
        labelled::lines(&file, |here, line: Line| {
            let length = line.text.chars().count();
            let inside = line.expect.iter().all(|e| e.start < e.end && e.end <= length);
            anyhow::ensure!(
                inside,
                "{here}: an expected place lies outside the text of {length} code points"
            );
            judge(&matcher, line, &mut scores);
            Ok(())
        })?;
    }
    Ok(scores)
}

fn judge(matcher: &Matcher, line: Line, scores: &mut Scores) {
    let hits = matcher.scan(&Words { text: &line.text, ..Words::default() });
    let strong: Vec<(&Hit, bool)> =
        hits.iter().filter_map(|hit| Some((hit, reaches(matcher, hit)?))).collect();
    let overlaps = |hit: &Hit, e: &Expected| hit.start < e.end && e.start < hit.end;
    let mut source = Count::default();
    let mut missed = Vec::new();
    for expected in &line.expect {
        let sort = Sort::of(&expected.kind);
        let any = strong.iter().any(|(hit, _)| overlaps(hit, expected));
        let typed = strong.iter().any(|(hit, typed)| *typed && overlaps(hit, expected));
        let found = if sort == Sort::Typed { typed } else { any };
        let one = Count {
            wanted: 1,
            found: usize::from(found),
            untyped: usize::from(any && !found),
            ..Count::default()
        };
        scores.sorts.entry((line.source.clone(), sort)).or_default().add(&one);
        scores.kinds.entry((sort, expected.kind.clone())).or_default().add(&one);
        source.add(&one);
        if !found {
            let text = line.text.chars().skip(expected.start).take(expected.end - expected.start).collect();
            missed.push((expected.kind.clone(), text));
        }
    }
    let loud = line.expect.is_empty() && !strong.is_empty();
    source.silent = usize::from(line.expect.is_empty());
    source.quiet = usize::from(line.expect.is_empty() && strong.is_empty());
    // Hits of several entries on one place are one finding.
    let mut end = 0;
    for (hit, _) in &strong {
        if hit.start < end {
            end = end.max(hit.end);
            continue;
        }
        end = hit.end;
        source.hits += 1;
        source.right += usize::from(line.expect.iter().any(|e| overlaps(hit, e)));
    }
    scores.sources.entry(line.source.clone()).or_default().add(&source);
    if loud || !missed.is_empty() {
        let hits = hits.iter().map(labelled::shown).collect();
        scores.failures.push(Failure {
            id: line.id,
            source: line.source,
            text: line.text,
            missed,
            hits,
            loud,
        });
    }
}

/// Whether the entry asks for a provider's form; none: the hit is below its floor.
fn reaches(matcher: &Matcher, hit: &Hit) -> Option<bool> {
    let entry = matcher.entry(&hit.entry)?;
    (hit.confidence >= entry.min_confidence).then(|| !entry.id.starts_with(GENERIC))
}
