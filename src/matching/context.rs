//! What must, may and must not stand around a hit: `require`, `exclude`, `near`, `against`.

use std::cell::OnceCell;
use std::ops::Range;

use super::page::Page;
use super::terms::{Seen, TermId, Terms};
use crate::model::{Entry, Fault, Matches, Said};
use crate::query::TermKind;
use crate::said;
use crate::text::fold::is_word;

/// An entry's context, as terms.
#[derive(Debug, Default)]
pub(super) struct Context {
    window: usize,
    require: Vec<(TermId, String)>,
    exclude: Vec<(TermId, String)>,
    near: Vec<(TermId, String)>,
    against: Vec<(TermId, String)>,
}

/// Which lists of a context have a term whose words are all on the page: most have none, and need no look around a hit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alive {
    require: bool,
    exclude: bool,
    near: bool,
    against: bool,
}

/// What the words around a hit said.
pub(super) enum Around<'c> {
    Fine { near: Option<&'c str>, against: Option<&'c str> },
    Vetoed(Veto<'c>),
}

/// Why the words around a hit forbid it.
pub(super) enum Veto<'c> {
    /// This exclude term stands near.
    Excluded(&'c str),
    /// None of these require terms stands within so many words.
    Lacking(&'c [(TermId, String)], usize),
}

impl Veto<'_> {
    pub(super) fn said(&self) -> Said {
        match self {
            Veto::Excluded(term) => said!(
                "explain.excluded",
                "«{term}», an exclude term, stands near",
                "рядом стоит «{term}» из exclude",
                term
            ),
            Veto::Lacking(terms, window) => said!(
                "explain.lacking",
                "none of the require terms ({terms}) stands within {window} words",
                "на расстоянии до {window} слов нет ни одного слова из require ({terms})",
                terms = listed(terms),
                window
            ),
        }
    }
}

impl Context {
    pub(super) fn new(entry: &Entry, terms: &mut Terms, faults: &mut Vec<Fault>) -> Context {
        let mut all = |key: &str, written: &[String]| {
            let mut out = Vec::new();
            for text in written {
                let (words, kind, exact) = as_written(text);
                let fault = unfit(key, text, words, kind);
                match terms.add_as(words, kind, exact) {
                    Some(term) if fault.is_none() => out.push((term, text.clone())),
                    _ => faults.push(Fault::new(&entry.spot, fault.unwrap_or_else(|| wordless(key, text)))),
                }
            }
            out
        };
        let (near, against): (&[String], &[String]) = match &entry.matches {
            Matches::Pattern(pattern) => (&pattern.near, &pattern.against),
            Matches::Records(records) => (&records.near, &[]),
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

    /// There is nothing to look for.
    pub(super) fn is_empty(&self) -> bool {
        [&self.require, &self.exclude, &self.near, &self.against].iter().all(|list| list.is_empty())
    }

    /// What is worth looking for on a page.
    pub(super) fn alive(&self, terms: &Terms, seen: &Seen) -> Alive {
        let alive = |list: &[(TermId, String)]| list.iter().any(|(term, _)| terms.may_stand(*term, seen));
        Alive {
            require: alive(&self.require),
            exclude: alive(&self.exclude),
            near: alive(&self.near),
            against: alive(&self.against),
        }
    }

    /// Judges a hit at bytes `span` of the text.
    pub(super) fn around<'s>(
        &'s self,
        page: &Page,
        terms: &Terms,
        seen: &Seen,
        alive: Alive,
        span: &Range<usize>,
    ) -> Around<'s> {
        let words = OnceCell::new();
        let near = |term: &&(TermId, String)| {
            let here = *words.get_or_init(|| page.words_in(span));
            terms.near(term.0, seen, here, self.window)
        };
        if alive.exclude
            && let Some((_, term)) = self.exclude.iter().find(near)
        {
            return Around::Vetoed(Veto::Excluded(term));
        }
        let stands = || alive.require && self.require.iter().any(|term| near(&term));
        if !self.require.is_empty() && !stands() {
            return Around::Vetoed(Veto::Lacking(&self.require, self.window));
        }
        let written = |term: Option<&'s (TermId, String)>| term.map(|(_, term)| term.as_str());
        Around::Fine {
            near: written(self.near.iter().filter(|_| alive.near).find(near)),
            against: written(self.against.iter().filter(|_| alive.against).find(near)),
        }
    }

    /// For `explain`: how far a hit is from a term that would have raised its confidence. None: it has no such terms, or
    /// one stands near.
    pub(super) fn nearest(
        &self,
        page: &Page,
        terms: &Terms,
        seen: &Seen,
        start: usize,
        end: usize,
    ) -> Option<Said> {
        let (first, last) = page.words_in(&(page.byte(start)..page.byte(end)));
        let (near, window) = (listed(&self.near), self.window);
        let away = |&(from, to): &(u32, u32)| {
            let (from, to) = (from as usize, to as usize);
            if to < first { first - to } else { from.saturating_sub(last) }
        };
        let all = self.near.iter().flat_map(|(term, text)| {
            // Those of the title stand behind the text's.
            let places = terms.places(*term, seen).into_iter();
            let places = places.filter(|place| (place.0 as usize) < page.tokens.len());
            places.map(move |place| (away(&place), place, text))
        });
        match all.min_by_key(|(away, ..)| *away) {
            _ if self.near.is_empty() => None,
            Some((away, ..)) if away <= window => None,
            Some((away, place, text)) => Some(said!(
                "explain.far",
                "none of its near terms stands within {window} words: the nearest, «{text}», is {away} words away, on line {line}",
                "ни одного слова из near на расстоянии до {window} слов: ближайшее, «{text}», в {away} словах, строка {line}",
                window,
                text,
                away,
                line = page.line_of(place.0 as usize)
            )),
            None => Some(said!(
                "explain.no-near",
                "none of its near terms ({near}) stands in the text",
                "ни одного слова из near ({near}) в тексте нет",
                near
            )),
        }
    }
}

/// A term as the query language has it, without quotes around a phrase: `=` before it asks for the very forms, `*` behind
/// it for a word that begins so.
fn as_written(text: &str) -> (&str, TermKind, bool) {
    let text = text.trim();
    let exact = text.strip_prefix('=');
    let words = exact.unwrap_or(text);
    let begun = words.strip_suffix('*');
    (begun.unwrap_or(words), begun.map_or(TermKind::Phrase, |_| TermKind::Prefix), exact.is_some())
}

fn wordless(key: &str, text: &str) -> Said {
    said!(
        "entry.term",
        "{key}: {text:?} has no word: write one",
        "{key}: в {text:?} нет слова: напишите его",
        key
    )
}

/// What the query language refuses too, where it would be read as something else than was meant.
fn unfit(key: &str, text: &str, words: &str, kind: TermKind) -> Option<Said> {
    let letters = |part: &str| part.chars().rev().take_while(|&c| is_word(c)).count();
    if words.match_indices('*').any(|(star, _)| letters(&words[..star]) > 0) {
        return Some(said!(
            "entry.term-star",
            "{key}: {text:?} has an asterisk inside: one stands only at the end, behind the last word",
            "{key}: в {text:?} звёздочка внутри: она бывает только в конце, после последнего слова",
            key
        ));
    }
    if kind == TermKind::Prefix && (1..2).contains(&letters(words)) {
        return Some(said!(
            "entry.term-short",
            "{key}: {text:?} asks for a beginning of one letter: write at least two",
            "{key}: в {text:?} от начала слова одна буква: напишите хотя бы две",
            key
        ));
    }
    if words.starts_with('=') {
        return Some(said!(
            "entry.term-exact",
            "{key}: {text:?}: one = asks for the very form: take the others away",
            "{key}: {text:?}: точную форму обозначает один знак =, уберите лишние",
            key
        ));
    }
    None
}

/// Terms as they were written, the first of many.
fn listed(terms: &[(TermId, String)]) -> String {
    const SHOWN: usize = 5;
    let mut out = terms.iter().take(SHOWN).map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(", ");
    if terms.len() > SHOWN {
        out.push_str(", …");
    }
    out
}
