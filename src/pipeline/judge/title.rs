//! What a person reads first of a finding and of its places: short, on one line, no secret unmasked.

use std::collections::BTreeSet;

use super::rules::Rules;
use super::{Read, Shown};
use crate::model::{Entry, Hit};
use crate::text::{hide, mask};

/// Samples of a location at most.
const SAMPLES: usize = 3;
/// Characters of a title or sample at most.
const LONGEST: usize = 160;

/// The secrets that stand on a page: what must be masked in every text taken from it.
pub(super) struct Secrets<'a>(BTreeSet<&'a str>);

impl<'a> Secrets<'a> {
    pub fn of(read: &Read<'a>, rules: &Rules) -> Secrets<'a> {
        let hits = read.hits.iter().chain(read.around).filter(|hit| rules.is_secret(&hit.entry));
        Secrets(
            hits.flat_map(|h| [h.text.as_str(), h.value.as_str()]).filter(|t| !t.trim().is_empty()).collect(),
        )
    }

    /// What people may see of the page itself.
    pub fn shown(&self, read: &Read) -> Shown {
        let url = self.hidden(read.url);
        Shown {
            title: self.hidden(&read.document.title),
            author: self.hidden(&read.document.author),
            url: (url != read.url).then_some(url),
        }
    }

    fn hidden(&self, words: &str) -> String {
        if self.0.is_empty() { words.to_owned() } else { hide(words, self.0.iter().copied()) }
    }

    /// One line without a secret.
    fn line(&self, text: &str) -> String {
        let masked = self.hidden(text);
        let line = masked.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(LONGEST) {
            Some((at, _)) => format!("{}…", &line[..at]),
            None => line,
        }
    }
}

/// At most three different samples, in the order of the hits.
pub(super) fn samples<'h>(
    entry: &Entry,
    hits: impl Iterator<Item = &'h Hit>,
    secrets: &Secrets,
) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for hit in hits {
        let sample = if entry.secret { mask(&hit.text) } else { secrets.line(&hit.text) };
        if !out.contains(&sample) {
            out.push(sample);
        }
        if out.len() == SAMPLES {
            break;
        }
    }
    out
}

/// The entry's title, and what tells this finding from the entry's others: the value's sample; of a text the page's
/// title; of a dump nothing, because its size changes (whoever shows it counts its values).
pub(super) fn title(
    entry: &Entry,
    what: What,
    read: &Read,
    secrets: &Secrets,
    sample: Option<&str>,
) -> String {
    let detail = match what {
        What::Value => sample.map(str::to_owned),
        What::Text if !read.document.title.trim().is_empty() => Some(secrets.line(&read.document.title)),
        What::Text => sample.map(str::to_owned),
        What::Dump => None,
    };
    match detail.filter(|d| !d.is_empty()) {
        Some(detail) => format!("{}: {detail}", entry.title),
        None => entry.title.clone(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Value,
    Text,
    Dump,
}
