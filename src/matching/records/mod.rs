//! Records: accounts with their passwords, people's full names, and people's data put together in one row or block. What
//! they have in common is that their structure over lines and tables tells them, which no expression can say.
//!
//! One pass over a page's words finds where labels and headers stand, one over its lines finds accounts; both cost a page
//! without any of it next to nothing. Knows no entry's floor and no watch.

mod block;
mod columns;
mod domains;
mod line;
mod login;
mod name;
mod password;
mod person;
mod table;

use super::page::Page;
use super::pattern::MAX_HITS;
use crate::model::{Entry, Fault, Hit, Matches, RecordKind};
use columns::Words;
use domains::Domains;
use person::People;
use table::Row;

/// What was found: bytes of the text, the canonical value, hundredths of confidence, evidence.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub entry: usize,
    pub span: (usize, usize),
    pub value: String,
    pub confidence: u32,
    pub evidence: Vec<String>,
}

pub(super) struct Records {
    logins: Vec<usize>,
    names: Vec<usize>,
    people: Vec<People>,
    words: Words,
    domains: Domains,
}

/// Where labels and headers may stand, and the tables that begin there.
struct Seen {
    /// Bytes of words that are a label for a password by themselves.
    passwords: Vec<(usize, usize)>,
    rows: Vec<Row>,
}

impl Records {
    pub(super) fn new(entries: &[Entry], faults: &mut Vec<Fault>) -> Records {
        let of = |kind: RecordKind| {
            let is = move |e: &Entry| matches!(&e.matches, Matches::Records(r) if r.kind == kind);
            entries.iter().enumerate().filter(move |(_, e)| is(e)).map(|(at, _)| at).collect::<Vec<_>>()
        };
        Records {
            logins: of(RecordKind::Login),
            names: of(RecordKind::Name),
            people: person::compile(entries, &of(RecordKind::Person), faults),
            words: Words::new(),
            domains: Domains::of(entries),
        }
    }

    /// Whether an account, as a hit's value has it, is at a domain that an entity has.
    pub(super) fn is_named(&self, value: &str) -> bool {
        let head = value.split('\t').next().unwrap_or_default();
        head.split(' ').any(|part| self.domains.hold(part))
    }

    /// Names and accounts.
    pub(super) fn scan(&self, page: &Page, rows: &mut Vec<Row>) -> Vec<Found> {
        let mut out = Vec::new();
        if !self.logins.is_empty() || !self.people.is_empty() {
            let seen = self.see(page);
            if !self.logins.is_empty() {
                let found =
                    login::find(page.text, &seen.passwords, &seen.rows, |v| self.is_named(v), MAX_HITS);
                for entry in &self.logins {
                    out.extend(found.iter().map(|f| Found { entry: *entry, ..f.clone() }));
                }
            }
            *rows = seen.rows;
        }
        if !self.names.is_empty() {
            for found in person::names(page) {
                out.extend(self.names.iter().map(|entry| Found { entry: *entry, ..found.clone() }));
            }
        }
        out
    }

    /// People's data, put together from the rows and from the hits of other entries.
    pub(super) fn people(&self, page: &Page, rows: &[Row], hits: &[(usize, Hit)]) -> Vec<Found> {
        person::find(&self.people, page.text, rows, hits)
    }

    fn see(&self, page: &Page) -> Seen {
        let mut seen = Seen { passwords: Vec::new(), rows: Vec::new() };
        let text = page.text;
        // The line that is being looked at, how many of its words belong to names of columns, and where reading goes on.
        let (mut line, mut count, mut after) = ((0, 0), 0, 0);
        for (at, token) in page.tokens.iter().enumerate() {
            let Some(password) = self.words.of(token.hash) else { continue };
            let bytes = page.span(at, at);
            if bytes.start < after {
                continue;
            }
            if bytes.start >= line.1 {
                let start = text[..bytes.start].rfind('\n').map_or(0, |n| n + 1);
                let end = text[bytes.start..].find('\n').map_or(text.len(), |n| bytes.start + n);
                (line, count) = ((start.max(after), end), 0);
            }
            if password {
                seen.passwords.push((bytes.start, bytes.end));
            }
            count += 1;
            let statement = matches!(page.folded_word(at), "insert" | "copy");
            let start = if statement { bytes.start } else { line.0 };
            let table = if statement || count == 2 { table::read(text, start, line.1) } else { None };
            if let Some(table) = table {
                // The header's own words are no labels.
                while seen.passwords.pop_if(|p| p.0 >= start).is_some() {}
                seen.rows.extend(table.rows);
                after = table.end.max(bytes.end);
                line = (after, after);
            }
        }
        seen
    }
}
