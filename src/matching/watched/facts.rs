//! What a document has shown before queries are asked, and what is known of it beside its text.
//!
//! Fields are compared as the index does it: titles and authors by words, addresses by a row of words of which the last
//! may go on, hosts as they are or as a domain above them, the rest as a whole.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use super::{Held, term_places};
use crate::matching::Words;
use crate::matching::page::Page;
use crate::matching::terms::{Seen, TermId, Terms};
use crate::model::{Entry, Hit, Time};
use crate::query::form::forms;
use crate::query::places::{Place, apart};
use crate::query::{self, Field, TermKind};

/// A field as a query asks for it.
#[derive(Debug)]
pub(in crate::matching) enum Asked {
    Author(Vec<Unit>),
    Url(Vec<Unit>),
    Host(String, TermKind),
    Lang(String, TermKind),
    Source(String, TermKind),
    After(Time),
    Before(Time),
}

/// One word of a row.
#[derive(Debug)]
pub(in crate::matching) enum Unit {
    Stem(String),
    Form(String),
    Begins(String),
}

impl Unit {
    fn is(&self, form: &str) -> bool {
        match self {
            Unit::Stem(stem) => *stem == query::stem(form),
            Unit::Form(own) => own == form,
            Unit::Begins(beginning) => form.starts_with(beginning.as_str()),
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |units: &[Unit]| {
            let word = |unit: &Unit| match unit {
                Unit::Stem(word) => word.clone(),
                Unit::Form(word) => format!("={word}"),
                Unit::Begins(word) => format!("{word}*"),
            };
            units.iter().map(word).collect::<Vec<_>>().join(" ")
        };
        let value = |text: &str, kind: TermKind| match kind {
            TermKind::Prefix => format!("{text}*"),
            _ => text.to_owned(),
        };
        let (field, text) = match self {
            Asked::Author(units) => (Field::Author, row(units)),
            Asked::Url(units) => (Field::Url, row(units)),
            Asked::Host(host, kind) => (Field::Host, value(host, *kind)),
            Asked::Lang(lang, kind) => (Field::Lang, value(lang, *kind)),
            Asked::Source(source, kind) => (Field::Source, value(source, *kind)),
            Asked::After(time) => (Field::After, time.rfc3339()),
            Asked::Before(time) => (Field::Before, time.rfc3339()),
        };
        write!(f, "{}:{text}", field.word())
    }
}

pub(in crate::matching) struct Facts<'a> {
    pub(in crate::matching) page: &'a Page<'a>,
    pub(in crate::matching) terms: &'a Terms,
    pub(in crate::matching) seen: &'a Seen,
    /// Places of entities and patterns that are not weak, by entry, ascending.
    pub(in crate::matching) hits: &'a HashMap<usize, Vec<Place>>,
    words: &'a Words<'a>,
    author: OnceCell<Vec<String>>,
    url: OnceCell<Vec<String>>,
    host: OnceCell<String>,
    lang: OnceCell<String>,
    /// Where each `unless` that was asked holds, by its address: many queries share one.
    pub(super) unless: RefCell<HashMap<usize, Rc<[Place]>>>,
}

impl<'a> Facts<'a> {
    pub(in crate::matching) fn new(
        page: &'a Page<'a>,
        terms: &'a Terms,
        seen: &'a Seen,
        hits: &'a HashMap<usize, Vec<Place>>,
        words: &'a Words<'a>,
    ) -> Facts<'a> {
        let (author, url, host, lang, unless) = Default::default();
        Facts { page, terms, seen, hits, words, author, url, host, lang, unless }
    }

    pub(super) fn title_is_unknown(&self) -> bool {
        self.words.alone && self.words.title.is_empty()
    }

    pub(super) fn in_title(&self, term: TermId) -> Held {
        if self.title_is_unknown() {
            return Held::Unknown;
        }
        // The title's places stand behind the text's.
        let last = term_places(self.terms, term, self.seen).pop();
        held(last.is_some_and(|place| place.first >= self.seen.title))
    }

    pub(super) fn field(&self, asked: &Asked) -> Held {
        let Words { author, url, source, time, alone, .. } = *self.words;
        match asked {
            Asked::Author(_) if alone && author.is_empty() => Held::Unknown,
            Asked::Url(_) | Asked::Host(..) if alone && url.is_empty() => Held::Unknown,
            Asked::Source(..) if alone && source.is_empty() => Held::Unknown,
            Asked::After(_) | Asked::Before(_) if alone && time.is_none() => Held::Unknown,
            Asked::Author(units) => held(stands(units, self.author.get_or_init(|| forms(author)))),
            Asked::Url(units) => held(stands(units, self.url.get_or_init(|| forms(url)))),
            Asked::Host(wanted, kind) => {
                let host = self.host.get_or_init(|| {
                    let parsed = url::Url::parse(url).ok();
                    parsed.and_then(|url| url.host_str().map(query::form::host)).unwrap_or_default()
                });
                let mut above =
                    std::iter::successors(Some(host.as_str()), |host| Some(host.split_once('.')?.1));
                held(!host.is_empty() && above.any(|host| same(host, wanted, *kind)))
            }
            // A few words may be of any language.
            Asked::Lang(..) if alone && self.language().is_empty() => Held::Unknown,
            Asked::Lang(wanted, kind) => held(same(self.language(), wanted, *kind)),
            Asked::Source(wanted, kind) => held(same(source, wanted, *kind)),
            Asked::After(wanted) => held(time.is_some_and(|time| time >= *wanted)),
            Asked::Before(wanted) => held(time.is_some_and(|time| time < *wanted)),
        }
    }

    /// As it was told, or what the letters say.
    fn language(&self) -> &str {
        let Words { text, language, .. } = *self.words;
        match language.is_empty() {
            true => self.lang.get_or_init(|| crate::text::language(None, text)),
            false => language,
        }
    }
}

fn held(holds: bool) -> Held {
    if holds { Held::Yes } else { Held::No }
}

fn same(has: &str, wanted: &str, kind: TermKind) -> bool {
    match kind {
        TermKind::Prefix => has.starts_with(wanted),
        TermKind::Word | TermKind::Phrase => has == wanted,
    }
}

/// Whether the units stand in a row among the words. Bounded by their product: both are short.
fn stands(units: &[Unit], words: &[String]) -> bool {
    !units.is_empty()
        && words.windows(units.len()).any(|row| units.iter().zip(row).all(|(unit, word)| unit.is(word)))
}

/// The places of hits that are at or above their floors, by entry.
pub(in crate::matching) fn places_of(
    hits: &[(usize, Hit)],
    entries: &[Entry],
    page: &Page,
) -> HashMap<usize, Vec<Place>> {
    let mut out: HashMap<usize, Vec<Place>> = HashMap::new();
    for (entry, hit) in hits {
        if hit.confidence < entries[*entry].min_confidence || page.tokens.is_empty() {
            continue;
        }
        let (first, last) = page.words_in(&(page.byte(hit.start)..page.byte(hit.end)));
        let first = first.min(page.tokens.len() - 1);
        let last = last.max(first);
        out.entry(*entry).or_default().push(Place {
            first: first as u32,
            last: last as u32,
            confidence: hit.confidence,
        });
    }
    out.values_mut().for_each(apart);
    out
}
