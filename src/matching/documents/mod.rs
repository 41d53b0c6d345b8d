//! The operator's own documents: a page that holds a passage of one, reworded by a tenth or laid out anew, is a hit that
//! says which file, how much of it, and where it begins and ends.
//!
//! Knows prints alone (`model::Print`), never a document's words: whoever reads the files has them printed here. A page
//! costs nothing where no document is configured, and one look-up a word where some are.

mod columns;
mod index;
mod passage;
mod runs;

use std::collections::BTreeMap;

use self::index::Table;
use self::passage::{Passage, passages, words};
use self::runs::{Content, Runs};
use super::page::{Page, Shape};
use crate::model::{Entry, Matches, Print, PrintKey, Said};
use crate::said;

/// Runs that a hit needs: eight words that say something, in a row, or more of them with other words between. In 33,000
/// pages of manuals nothing but licences and addresses had as many of 300 other manuals' in common.
pub const LEAST_RUNS: usize = 5;
/// Runs from which on a passage is shown as a weak hit.
const WEAK_RUNS: u32 = 3;
/// Words beside a passage that say nothing and may be its own.
const MOST_EMPTY: usize = 8;

/// The keyed hashes of a text's word runs, in its order: what is kept of a document.
pub fn print(text: &str, key: &PrintKey) -> Vec<u32> {
    Runs::new().print(text, key)
}

/// All documents of all sets.
#[derive(Default)]
pub(super) struct Documents {
    /// None: no document is configured.
    tables: Option<(Runs, Vec<Table>)>,
}

/// A passage as a hit: tokens of the page, both included.
pub(super) struct Found {
    pub(super) entry: usize,
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) confidence: u32,
    pub(super) evidence: Vec<String>,
}

impl Documents {
    pub(super) fn new(entries: &[Entry]) -> Documents {
        let mut by_key: BTreeMap<[u8; 16], Vec<(usize, &Print)>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let Matches::Entity(entity) = &entry.matches else { continue };
            for print in &entity.prints {
                by_key.entry(*print.key.bytes()).or_default().push((at, print));
            }
        }
        if by_key.is_empty() {
            return Documents::default();
        }
        let by = Runs::new();
        let tables = by_key.values().map(|prints| Table::new(prints[0].1.key, prints, &by)).collect();
        Documents { tables: Some((by, tables)) }
    }

    /// Bytes that all tables take.
    pub(super) fn bytes(&self) -> usize {
        self.tables.iter().flat_map(|(_, tables)| tables).map(Table::bytes).sum()
    }

    /// Passages of the page, weak ones too, by entry; of one place and entry the strongest file alone.
    pub(super) fn scan(&self, page: &Page) -> Vec<Found> {
        let Some((by, tables)) = &self.tables else { return Vec::new() };
        let mut views = vec![by.contents(page, None)];
        views.extend(columns::side_by_side(page).map(|order| by.contents(page, Some(&order))));
        let mut found = Vec::new();
        for table in tables {
            for contents in &views {
                let all = passages(table, &by.of(contents, &table.key));
                found.extend(all.iter().filter_map(|passage| seen((by, table), contents, page, passage)));
            }
        }
        strongest(found)
    }

    /// What `explain` says of an entry's prints and of the page.
    pub(super) fn explain(&self, entry: usize, lines: &mut Vec<Said>) {
        let tables = self.tables.iter().flat_map(|(_, tables)| tables);
        let files: Vec<_> =
            tables.flat_map(|table| &table.files).filter(|file| file.entry == entry).collect();
        for file in files.iter().take(20) {
            let (own, all) = (file.own, file.to - file.from);
            lines.push(said!(
                "explain.prints",
                "{name}: {all} word runs, {own} of them its own; {least} that agree are a hit",
                "{name}: цепочек слов {all}, из них только её {own}; находкой считаются совпавшие {least}",
                name = file.name,
                all,
                own,
                least = LEAST_RUNS
            ));
        }
        if files.len() > 20 {
            let rest = files.len() - 20;
            lines.push(said!(
                "explain.more-files",
                "... and {rest} more files",
                "… и ещё файлов: {rest}",
                rest
            ));
        }
    }
}

/// A passage as a hit; none: it is too little even to be shown.
fn seen(
    (by, table): (&Runs, &Table),
    contents: &[Content],
    page: &Page,
    passage: &Passage,
) -> Option<(i32, Found)> {
    let agree = passage.distinct.min(passage.agree);
    if agree < WEAK_RUNS {
        return None;
    }
    let file = &table.files[passage.file];
    let within = &contents[words(passage.first, passage.last)];
    let first = within.iter().map(|content| content.first).min()? as usize;
    let last = within.iter().map(|content| content.last).max()? as usize;
    let (first, last) = (lead(by, page, first), tail(by, page, last));
    let density = 100 * passage.agree / (passage.agree + passage.differ).max(1);
    let share = 100 * u64::from(passage.distinct) / u64::from(file.own.max(1));
    let mut evidence = vec![format!("words of the document {}", file.name)];
    evidence.push(match density {
        95.. => "word for word".to_owned(),
        _ => format!("reworded: {density} % of its word runs agree"),
    });
    evidence.push(match share {
        0 => "less than a hundredth of the document stands here".to_owned(),
        _ => format!("{share} % of the document stands here"),
    });
    Some((
        passage.score,
        Found { entry: file.entry, first, last, confidence: confidence(passage, agree), evidence },
    ))
}

/// From how much agrees: below the least it is weak, at 5 runs 0.60, at 13 0.78, at 40 0.89; word for word a little more.
fn confidence(passage: &Passage, agree: u32) -> u32 {
    let score = (passage.score / 4).max(0) as u32;
    let least = LEAST_RUNS as u32;
    // Two may be lost to what was reworded between.
    let strength = agree.min(score + 2);
    if strength < least {
        return 20 + 4 * strength;
    }
    let more = strength - least;
    let exact = if passage.differ * 20 <= passage.agree { 4 } else { 0 };
    (60 + 36 * more / (more + 8) + exact).min(98)
}

/// Takes in empty words before the passage when nothing else stands before them in the sentence or line.
fn lead(by: &Runs, page: &Page, first: usize) -> usize {
    let (mut at, mut capital) = (first, first);
    for _ in 0..=MOST_EMPTY {
        if at == 0 || ends(page.gap(at - 1)) {
            return at;
        }
        if !by.is_empty(page, at - 1) {
            break;
        }
        at -= 1;
        if !matches!(page.tokens[at].shape, Shape::Lower | Shape::Other) {
            capital = at;
        }
    }
    // Without a boundary the sentence may begin with a capital.
    capital
}

/// The same behind it.
fn tail(by: &Runs, page: &Page, last: usize) -> usize {
    for at in last..=last + MOST_EMPTY {
        if at + 1 >= page.tokens.len() || ends(page.gap(at)) {
            return at;
        }
        if !by.is_empty(page, at + 1) {
            break;
        }
    }
    last
}

/// Whether a sentence or a line ends in the gap.
fn ends(gap: &str) -> bool {
    gap.contains(['.', '!', '?', '\n', '…'])
}

/// Of hits of one entry that overlap the one with the highest score.
fn strongest(mut found: Vec<(i32, Found)>) -> Vec<Found> {
    found.sort_by_key(|(score, f)| (f.entry, f.first, -score));
    let mut out: Vec<(i32, Found)> = Vec::new();
    for (score, next) in found {
        match out.last_mut() {
            Some((best, last)) if last.entry == next.entry && next.first <= last.last => {
                if score > *best {
                    // What the two of them hold is one place of the page.
                    (*best, *last) = (score, next);
                }
            }
            _ => out.push((score, next)),
        }
    }
    out.into_iter().map(|(_, found)| found).collect()
}

#[cfg(test)]
mod tests;
