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

use memchr::{memchr, memrchr};

use super::page::Page;
use super::pattern::MAX_HITS;
use crate::model::{Entry, Evidence, Fault, Hit, Matches, RecordKind};
use columns::{Role, Words};
use domains::Domains;
use person::People;
pub(super) use table::Rows;

/// What was found: bytes of the text, the canonical value, hundredths of confidence, evidence.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub entry: usize,
    pub span: (usize, usize),
    pub value: String,
    pub confidence: u32,
    pub evidence: Evidence,
}

pub(super) struct Records {
    logins: Vec<usize>,
    names: Vec<usize>,
    people: People,
    words: Words,
    domains: Domains,
}

/// Where labels and headers may stand, and the tables that begin there.
#[derive(Default)]
struct Seen {
    /// Bytes of words that are a label for a password by themselves.
    passwords: Vec<(usize, usize)>,
    /// Beginnings (bytes) of lines that may begin with a label for a person's name.
    named: Vec<usize>,
    /// Words that are patronymics.
    patronymics: Vec<usize>,
    rows: Rows,
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
        if self.domains.is_empty() {
            return false;
        }
        let head = memchr(b'\t', value.as_bytes()).map_or(value, |tab| &value[..tab]);
        head.split(' ').any(|part| self.domains.hold(part))
    }

    /// Names and accounts; and the rows of tables, for [`Records::people`].
    pub(super) fn scan(&self, page: &Page) -> (Vec<Found>, Rows) {
        let (mut out, tables) = (Vec::new(), !self.logins.is_empty() || !self.people.is_empty());
        if !tables && self.names.is_empty() {
            return (out, Rows::default());
        }
        let Seen { passwords, named, patronymics, rows } = self.see(page, tables);
        if !self.logins.is_empty() {
            let found = login::find(page.text, &passwords, &rows, |v| self.is_named(v), MAX_HITS);
            give(found, &self.logins, &mut out);
        }
        if !self.names.is_empty() {
            give(person::names(page, &patronymics, &named), &self.names, &mut out);
        }
        (out, rows)
    }

    /// People's data, put together from the rows and from the hits of other entries.
    pub(super) fn people(&self, page: &Page, rows: &Rows, hits: &[(usize, Hit)]) -> Vec<Found> {
        self.people.find(page.text, rows, hits)
    }

    /// One look at each word; `tables` are read if wanted.
    fn see(&self, page: &Page, tables: bool) -> Seen {
        let (mut seen, named) = (Seen::default(), !self.names.is_empty());
        let (text, bytes) = (page.text, page.text.as_bytes());
        // The line that is being looked at, how many of its words belong to names of columns, and where reading goes on.
        let (mut line, mut count, mut after) = ((0, 0), 0, 0);
        // Where the line ends in the text: of one that holds many tables it is looked for once.
        let mut end = 0;
        let mut before = 0;
        for (at, token) in page.tokens.iter().enumerate() {
            let word = token.bytes();
            let from = std::mem::replace(&mut before, word.end);
            // Where the line begins that the word is the first of.
            let line_start = || {
                let start = memrchr(b'\n', &bytes[from..word.start]).map(|end| from + end + 1);
                start.or((at == 0).then_some(0))
            };
            if !token.ascii && named && name::may_be_patronymic(page, at) {
                seen.patronymics.push(at);
            }
            let role = match self.words.of(token.hash) {
                Some(role) => role,
                None if token.mixed && follows_break(bytes, from, word.start) => Role {
                    person: line_start().is_some() && is_wrapped(page.original(at)),
                    ..Role::default()
                },
                None => continue,
            };
            if role.person {
                seen.named.extend(line_start());
            }
            if !role.field || !tables || word.start < after {
                continue;
            }
            if word.start >= line.1 {
                if word.start >= end {
                    end = memchr(b'\n', &bytes[word.start..]).map_or(text.len(), |end| word.start + end);
                }
                let start = memrchr(b'\n', &bytes[after..word.start]).map_or(after, |end| after + end + 1);
                (line, count) = ((start, end), 0);
            }
            if role.password {
                seen.passwords.push((word.start, word.end));
            }
            count += 1;
            let statement = matches!(page.folded_word(at), "insert" | "copy");
            let start = if statement { word.start } else { line.0 };
            let table = if statement || count == 2 { table::read(text, start, line.1) } else { None };
            if let Some(table) = table {
                // The header's own words are no labels.
                while seen.passwords.pop_if(|p| p.0 >= start).is_some() {}
                seen.rows.append(table.rows);
                after = table.end.max(word.end);
                line = (after, after);
            }
        }
        seen
    }
}

/// Whether a line may end between two words: most have a blank between them.
fn follows_break(bytes: &[u8], end: usize, start: usize) -> bool {
    start != end + 1 || bytes[end] == b'\n'
}

/// Whether underscores stand around a word or double within it: `_name`, `full__name`.
fn is_wrapped(word: &str) -> bool {
    let bytes = word.as_bytes();
    let mut before = b'_';
    let doubled = bytes.iter().any(|&byte| std::mem::replace(&mut before, byte) == b'_' && byte == b'_');
    doubled || bytes.ends_with(b"_") || !word.is_ascii() && memchr(b'_', bytes).is_some()
}

/// The same to each of the entries.
fn give(found: Vec<Found>, entries: &[usize], out: &mut Vec<Found>) {
    let Some((last, others)) = entries.split_last() else { return };
    for entry in others {
        out.extend(found.iter().map(|one| Found { entry: *entry, ..one.clone() }));
    }
    out.extend(found.into_iter().map(|one| Found { entry: *last, ..one }));
}
