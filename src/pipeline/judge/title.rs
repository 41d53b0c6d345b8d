//! What a person reads first of a finding and of its places: short, on one line, no secret unmasked.

use std::collections::BTreeSet;

use super::rules::Rules;
use super::{Read, Shown};
use crate::model::{Entry, Hit, Matches, RecordKind};
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
        // Of an account the password alone as well; one so short would blot out half of a title.
        let texts = |h: &'a Hit| {
            let password = h.value.split_once('\t').map_or("", |(_, password)| password);
            [h.text.as_str(), h.value.as_str(), if password.len() < 6 { "" } else { password }]
        };
        Secrets(hits.flat_map(texts).filter(|t| !t.trim().is_empty()).collect())
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
        let sample = match &entry.matches {
            Matches::Records(r) if r.kind == RecordKind::Login => account(&hit.value),
            _ if entry.secret => mask(&hit.text),
            _ => secrets.line(&hit.text),
        };
        if !out.contains(&sample) {
            out.push(sample);
        }
        if out.len() == SAMPLES {
            break;
        }
    }
    out
}

/// An account without its password: `i.p••••@example.com:••••••••`, `•••• (vpn.example.com)`.
fn account(value: &str) -> String {
    let head = value.split('\t').next().unwrap_or_default();
    let (login, host) = head.split_once(' ').unwrap_or((head, ""));
    let masked = mask(&if login.contains('@') { format!("{login}:x") } else { login.to_owned() });
    if host.is_empty() { masked } else { format!("{masked} ({host})") }
}

/// The entry's title, and what tells this finding from the entry's others: the value's sample; of a text the page's
/// title; of a dump the domain that all of it is at, or nothing,
/// because its size changes (whoever shows it counts its values).
pub(super) fn title(
    entry: &Entry,
    what: What,
    read: &Read,
    secrets: &Secrets,
    sample: Option<&str>,
    domain: Option<&str>,
) -> String {
    if let (What::Dump, Some(domain)) = (what, domain) {
        return format!("{}: @{domain}", entry.title);
    }
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
