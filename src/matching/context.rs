//! What must, may and must not stand around a hit: `require`, `exclude`, `near`, `against`.

use super::page::Page;
use super::terms::{Seen, TermId, Terms};
use crate::model::{Entry, Fault, Matches};
use crate::said;

/// An entry's context, as terms.
#[derive(Debug, Default)]
pub(super) struct Context {
    window: usize,
    require: Vec<(TermId, String)>,
    exclude: Vec<(TermId, String)>,
    near: Vec<(TermId, String)>,
    against: Vec<(TermId, String)>,
}

/// What the words around a hit said.
pub(super) enum Around {
    Fine { near: Option<String>, against: Option<String> },
    Vetoed(String),
}

impl Context {
    pub(super) fn new(entry: &Entry, terms: &mut Terms, faults: &mut Vec<Fault>) -> Context {
        let mut all = |key: &str, written: &[String]| {
            let mut out = Vec::new();
            for text in written {
                match terms.add(text) {
                    Some(term) => out.push((term, text.clone())),
                    None => faults.push(Fault::new(
                        &entry.spot,
                        said!(
                            "entry.term",
                            "{key}: {text:?} has no word: write one",
                            "{key}: в {text:?} нет слова: напишите его",
                            key
                        ),
                    )),
                }
            }
            out
        };
        let (near, against): (&[String], &[String]) = match &entry.matches {
            Matches::Pattern(pattern) => (&pattern.near, &pattern.against),
            _ => (&[], &[]),
        };
        Context {
            window: entry.window as usize,
            require: all("require", &entry.require),
            exclude: all("exclude", &entry.exclude),
            near: all("near", near),
            against: all("against", against),
        }
    }

    /// Judges a hit of code points `[start, end)`.
    pub(super) fn around(&self, page: &Page, terms: &Terms, seen: &Seen, start: usize, end: usize) -> Around {
        let lists = [&self.require, &self.exclude, &self.near, &self.against];
        if lists.iter().all(|list| list.is_empty()) {
            return Around::Fine { near: None, against: None };
        }
        let first = page.words.partition_point(|w| w.end <= start);
        let last = page.words.partition_point(|w| w.start < end).saturating_sub(1).max(first);
        let stands = |list: &[(TermId, String)]| {
            list.iter().find(|t| terms.near(t.0, seen, (first, last), self.window)).map(|t| t.1.clone())
        };
        if let Some(term) = stands(&self.exclude) {
            return Around::Vetoed(format!("«{term}», an exclude term, stands near"));
        }
        if !self.require.is_empty() && stands(&self.require).is_none() {
            return Around::Vetoed(format!("none of the require terms stands within {} words", self.window));
        }
        Around::Fine { near: stands(&self.near), against: stands(&self.against) }
    }
}
