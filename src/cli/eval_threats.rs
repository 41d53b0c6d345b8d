//! `leakwatch eval threats`: how well the pack of threats recognises wording, and keeps quiet, on a folder of labelled lines.
//!
//! The folder holds `set.toml`, a keyword set that says who is watched, and `*.jsonl`, each line
//! `{"id","text","entry","language","round","held_out","found"}`: an entry of the pack whose threat the text speaks of
//! (`found`), or comes near to without being one. A line is found when any query or pattern of the pack reaches its floor: an
//! analyst is told then; `named` counts the lines that the entry itself found. Lines held out are counted apart, and shown
//! only when that is asked for. Knows nothing of how queries are matched.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::labelled::{self, part};
use crate::matching::{Matcher, Words};
use crate::model::{EntryKind, Hit};

/// Where the set lies in the project, when no folder is named.
pub(super) const DEFAULT: &str = "tests/corpus/threats";
/// The pack, when none is named.
const PACK: &str = "threats.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    text: String,
    entry: String,
    language: String,
    round: String,
    #[serde(default)]
    held_out: bool,
    found: bool,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Lines that must be found, those that were, and those that their own entry found.
    pub wanted: usize,
    pub found: usize,
    pub named: usize,
    /// Of those that were not found: nobody who is watched was recognised, which is no matter of the pack's.
    pub nameless: usize,
    /// Lines in which nothing may be found, and those in which something was.
    pub traps: usize,
    pub wrong: usize,
}

impl Count {
    /// Parts of a hundred, none when nothing was asked.
    pub fn recall(&self) -> Option<f64> {
        part(self.found, self.wanted)
    }

    pub fn named_rate(&self) -> Option<f64> {
        part(self.named, self.wanted)
    }

    pub fn false_rate(&self) -> Option<f64> {
        part(self.wrong, self.traps)
    }

    pub fn add(&mut self, other: &Count) {
        self.wanted += other.wanted;
        self.found += other.found;
        self.named += other.named;
        self.nameless += other.nameless;
        self.traps += other.traps;
        self.wrong += other.wrong;
    }
}

/// A line that was not judged as it is labelled.
pub struct Failure {
    pub id: String,
    pub entry: String,
    pub language: String,
    pub round: String,
    pub text: String,
    pub held_out: bool,
    /// It must be found, and was not; else it is a trap that something was found in.
    pub missed: bool,
    /// Every hit, names and weak ones too: entry, words, hundredths, evidence.
    pub hits: Vec<String>,
}

/// Of the lines worked on, and of those held out.
pub type Halves = [Count; 2];

#[derive(Default)]
pub struct Scores {
    /// By entry and language; by round.
    pub phenomena: BTreeMap<(String, String), Halves>,
    pub rounds: BTreeMap<String, Halves>,
    pub all: Halves,
    pub failures: Vec<Failure>,
}

/// Matches every line of the folder with the pack that the program carries, or with the sets at `sets`.
pub fn run(folder: &Path, sets: Option<&Path>) -> anyhow::Result<Scores> {
    let pack = labelled::pack(PACK, sets)?;
    let mut sets = super::keyword_sets::read(&folder.join("set.toml")).map_err(labelled::said)?;
    sets.extend(pack);
    let matcher = Matcher::new(&sets).map_err(labelled::said)?;
    let mut scores = Scores::default();
    for file in labelled::files(folder, DEFAULT)? {
        labelled::lines(&file, |here, line: Line| {
            let known = matcher.entries().any(|entry| entry.id == line.entry);
            anyhow::ensure!(known, "{here}: no entry of the pack has the id {}", line.entry);
            judge(&matcher, line, &mut scores);
            Ok(())
        })?;
    }
    Ok(scores)
}

fn judge(matcher: &Matcher, line: Line, scores: &mut Scores) {
    let hits = matcher.scan(&Words { text: &line.text, ..Words::default() });
    let strong =
        |hit: &&Hit| matcher.entry(&hit.entry).is_some_and(|entry| hit.confidence >= entry.min_confidence);
    let threats: Vec<&Hit> = hits.iter().filter(strong).filter(|hit| hit.kind != EntryKind::Entity).collect();
    let found = !threats.is_empty();
    let of_entry = |hit: &&Hit| matcher.entry(&hit.entry).is_some_and(|entry| entry.id == line.entry);
    let named = threats.iter().copied().any(|hit| of_entry(&hit));
    let nameless = !hits.iter().filter(strong).any(|hit| hit.kind == EntryKind::Entity);
    let count = match line.found {
        true => Count {
            wanted: 1,
            found: usize::from(found),
            named: usize::from(named),
            nameless: usize::from(!found && nameless),
            ..Count::default()
        },
        false => Count { traps: 1, wrong: usize::from(found), ..Count::default() },
    };
    let half = usize::from(line.held_out);
    scores.all[half].add(&count);
    scores.rounds.entry(line.round.clone()).or_default()[half].add(&count);
    scores.phenomena.entry((line.entry.clone(), line.language.clone())).or_default()[half].add(&count);
    if found != line.found {
        scores.failures.push(Failure {
            id: line.id,
            entry: line.entry,
            language: line.language,
            round: line.round,
            text: line.text,
            held_out: line.held_out,
            missed: line.found,
            hits: hits.iter().map(labelled::shown).collect(),
        });
    }
}
