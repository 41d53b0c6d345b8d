//! A person's data put together: a full name with a passport, a telephone and the like in one row of a table, in one line,
//! or in lines that follow each other. Fields are the hits of other entries, weak ones too, and the cells of known columns.

mod draft;
mod value;

use std::borrow::Cow;
use std::cmp::Reverse;

use super::Found;
use super::columns::Field;
use super::name;
use super::table::{Cell, Rows, Span};
use crate::matching::page::Page;
use crate::matching::pattern::MAX_HITS;
use crate::model::{Entry, Evidence, Fault, Hit, Matches, Records};
use crate::said;
use draft::{Draft, Part, grouped, has};
use value::{Values, plain, put_plain};

/// What a field counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Name,
    Number,
    Detail,
    Contact,
}

/// An entry that puts fields together.
struct Asker {
    entry: usize,
    set: String,
    least: u32,
}

/// All such entries.
#[derive(Default)]
pub(super) struct People {
    askers: Vec<Asker>,
    /// By entry: what its hits count as, and its floor, below which only its form speaks for a number.
    fields: Vec<Option<(Kind, u32)>>,
}

/// A full name is weak by itself.
const NAME: u32 = 50;
const RECORD: u32 = 90;
/// From so many records on, those that lack a field are of the same list.
const LIST: usize = 3;

pub(super) fn compile(entries: &[Entry], of: &[usize], faults: &mut Vec<Fault>) -> People {
    let mut out = People::default();
    let records = of.iter().filter_map(|&entry| match &entries[entry].matches {
        Matches::Records(records) => Some((entry, records)),
        _ => None,
    });
    let mut all: Vec<(usize, &Records)> = records.collect();
    // Of several entries of a set a record belongs to the one that asks for most.
    all.sort_by_key(|(entry, records)| (&entries[*entry].set, Reverse(records.least)));
    for (entry, records) in all {
        out.fields.resize(entries.len(), None);
        let lists = [
            (&records.names, Kind::Name),
            (&records.numbers, Kind::Number),
            (&records.details, Kind::Detail),
            (&records.contacts, Kind::Contact),
        ];
        for (id, kind) in lists.into_iter().flat_map(|(list, kind)| list.iter().map(move |id| (id, kind))) {
            let full = if id.contains('/') { id.clone() } else { format!("{}/{id}", entries[entry].set) };
            let is = |e: &Entry| {
                matches!(e.matches, Matches::Pattern(_) | Matches::Records(_)) && e.full_id() == full
            };
            match entries.iter().position(is).filter(|at| *at != entry) {
                Some(at) => out.fields[at] = Some((kind, entries[at].min_confidence)),
                // A set of others that is not loaded here gives no fields.
                None if id.contains('/') => {}
                None => faults.push(Fault::new(
                    &entries[entry].spot,
                    said!(
                        "record.field",
                        "there is no pattern {id} in this set: write the id of one, or set/id",
                        "шаблона {id} в этом наборе нет: напишите id шаблона или набор/id",
                        id
                    ),
                )),
            }
        }
        out.askers.push(Asker { entry, set: entries[entry].set.clone(), least: records.least });
    }
    out
}

/// Full names, each as a hit of its own; `entry` is 0. `patronymics`: words that are one; `lines`: beginnings of lines that
/// may begin with a label for a name.
pub(super) fn names(page: &Page, patronymics: &[usize], lines: &[usize]) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let told: Evidence = ["a full name with a patronymic".into()].into();
    for found in name::names(page, patronymics).into_iter().take(MAX_HITS) {
        let span = page.span(found.first, found.last);
        out.push(of_name(page.text, (span.start, span.end), &told));
    }
    let patronymics = out.len();
    let told: Evidence = ["after a label for a name".into()].into();
    for &start in lines {
        let rest = &page.text[start..];
        let line = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
        let Some((from, to)) = name::labelled(line) else { continue };
        let span = (start + from, start + to);
        let next = out[..patronymics].partition_point(|f| f.span.1 <= span.0);
        if out[..patronymics].get(next).is_none_or(|f| f.span.0 >= span.1) {
            out.push(of_name(page.text, span, &told));
        }
    }
    out
}

fn of_name(text: &str, span: Span, told: &Evidence) -> Found {
    let value = plain(&text[span.0..span.1]);
    Found { entry: 0, span, value, confidence: NAME, evidence: told.clone() }
}

impl People {
    pub(super) fn is_empty(&self) -> bool {
        self.askers.is_empty()
    }

    fn field(&self, entry: usize) -> Option<(Kind, u32)> {
        *self.fields.get(entry)?
    }

    /// People's records of a text, by the entries that ask for them.
    pub(super) fn find(&self, text: &str, rows: &Rows, hits: &[(usize, Hit)]) -> Vec<Found> {
        if self.is_empty() {
            return Vec::new();
        }
        let (mut parts, mut drafts) = (Vec::new(), Vec::new());
        for (_, cells) in rows.iter() {
            of_row(text, cells, &mut parts, &mut drafts);
        }
        if hits.iter().any(|(entry, _)| matches!(self.field(*entry), Some((Kind::Name, _)))) {
            let tabled = drafts.len();
            self.read_hits(text, hits, &mut parts, &mut drafts);
            let (rows, of_hits) = drafts.split_at(tabled);
            let apart = |draft: &&Draft| {
                let next = rows.partition_point(|row| row.span.1 <= draft.span.0);
                rows.get(next).is_none_or(|row| row.span.0 >= draft.span.1)
            };
            let apart: Vec<Draft> = of_hits.iter().filter(apart).copied().collect();
            drafts.truncate(tabled);
            drafts.extend(apart);
        }
        drafts.retain(|draft| draft.named && draft.weight >= 2);
        drafts.sort_by_key(|draft| draft.span);
        drafts.truncate(MAX_HITS);
        let mut told = Told { records: drafts.len(), lines: Vec::new() };
        let mut values = Values::new(&parts, drafts.len());
        let mut out = Vec::new();
        for of_set in self.askers.chunk_by(|a, b| a.set == b.set) {
            given_out(of_set, &drafts, &mut values, &mut told, &mut out);
        }
        out
    }
}

/// What is said of records: the same of all that have as many fields.
struct Told {
    records: usize,
    lines: Vec<(usize, Evidence)>,
}

impl Told {
    fn of(&mut self, fields: usize) -> Evidence {
        if let Some((_, lines)) = self.lines.iter().find(|(many, _)| *many == fields) {
            return lines.clone();
        }
        let mut out = vec![format!("fields of one person side by side: {fields}").into()];
        if self.records >= LIST {
            out.push(format!("one of {} such records", self.records).into());
        }
        let lines: Evidence = out.into();
        self.lines.push((fields, lines.clone()));
        lines
    }
}

/// The records, each to one entry of a set.
fn given_out(of_set: &[Asker], drafts: &[Draft], values: &mut Values, told: &mut Told, out: &mut Vec<Found>) {
    let mut rest: Vec<usize> = (0..drafts.len()).collect();
    for asker in of_set {
        let (full, lacking): (Vec<usize>, Vec<usize>) =
            rest.iter().partition(|at| drafts[**at].weight >= asker.least);
        // Rows that lack a field are of the same list where most have it.
        let whole = full.len() >= LIST && full.len() >= lacking.len();
        let (taken, left) = if whole { (rest, Vec::new()) } else { (full, lacking) };
        out.extend(taken.into_iter().map(|at| Found {
            entry: asker.entry,
            span: drafts[at].span,
            value: values.of(at, &drafts[at]),
            confidence: RECORD,
            evidence: told.of(drafts[at].to - drafts[at].from),
        }));
        rest = left;
    }
}

/// A part of a name in a column of its own.
fn is_name(text: &str, (field, span): &Cell) -> bool {
    let cell = &text[span.0..span.1];
    matches!(field, Field::Surname | Field::Given | Field::Patronymic)
        && cell.chars().filter(|c| c.is_alphabetic()).take(2).count() == 2
        && !cell.bytes().any(|b| b.is_ascii_digit())
}

/// The fields of a table's row.
fn of_row<'a>(text: &'a str, cells: &[Cell], parts: &mut Vec<Part<'a>>, drafts: &mut Vec<Draft>) {
    let first = parts.len();
    let (mut name, mut many) = ((usize::MAX, 0), 0);
    for (at, (field, span)) in cells.iter().enumerate() {
        let cell = &text[span.0..span.1];
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        let kind = match field {
            Field::Name if letters >= 4 && cell.contains([' ', '.']) && digits == 0 => Kind::Name,
            _ if is_name(text, &(*field, *span)) => {
                name = (name.0.min(span.0), span.1);
                many += 1;
                continue;
            }
            Field::Number if digits >= 4 => Kind::Number,
            Field::Birth if digits >= 4 => Kind::Detail,
            Field::Address if letters >= 4 && digits > 0 => Kind::Detail,
            Field::Phone if digits >= 6 => Kind::Contact,
            Field::Email if cell.contains('@') => Kind::Contact,
            _ => continue,
        };
        let value = if kind == Kind::Name { Cow::Owned(plain(cell)) } else { Cow::Borrowed(cell) };
        parts.push(Part { kind, from: at, strong: true, span: *span, line: 0, value });
    }
    // A surname with a given name or a patronymic.
    if many >= 2 && !has(&parts[first..], Kind::Name) {
        let mut value = String::new();
        for (at, (_, span)) in cells.iter().filter(|cell| is_name(text, cell)).enumerate() {
            value.extend((at > 0).then_some(' '));
            put_plain(&text[span.0..span.1], &mut value);
        }
        let value = Cow::Owned(value);
        parts.push(Part { kind: Kind::Name, from: usize::MAX, strong: true, span: name, line: 0, value });
    }
    match has(&parts[first..], Kind::Name) && parts.len() - first >= 2 {
        true => drafts.push(Draft::of(parts, first, parts.len())),
        false => parts.truncate(first),
    }
}

/// Bytes of code points, asked for in ascending order.
struct Walk<'a> {
    text: &'a str,
    byte: usize,
    point: usize,
}

impl Walk<'_> {
    fn to(&mut self, point: usize) -> usize {
        let more = point.saturating_sub(self.point);
        self.byte +=
            self.text[self.byte..].char_indices().nth(more).map_or(self.text.len() - self.byte, |(at, _)| at);
        self.point = point.max(self.point);
        self.byte
    }
}

impl People {
    fn read_hits<'a>(
        &self,
        text: &'a str,
        hits: &'a [(usize, Hit)],
        out: &mut Vec<Part<'a>>,
        drafts: &mut Vec<Draft>,
    ) {
        let known = hits.iter().filter_map(|(entry, hit)| Some((*entry, self.field(*entry)?, hit)));
        let mut of: Vec<(usize, (Kind, u32), &Hit)> = Vec::with_capacity(hits.len());
        of.extend(known);
        of.sort_by_key(|(entry, _, hit)| (hit.start, Reverse(hit.confidence), *entry));
        let mut walk = Walk { text, byte: 0, point: 0 };
        let mut parts: Vec<Part> = Vec::with_capacity(of.len());
        let (mut end, mut sorted) = (0, true);
        for (entry, (kind, floor), hit) in of {
            // One text is one field: the one that is surest of it.
            if hit.start < end {
                continue;
            }
            end = hit.end;
            let start = walk.to(hit.start);
            let (strong, span) = (hit.confidence >= floor, (start, start + hit.text.len()));
            let value = Cow::Borrowed(hit.value.as_str());
            parts.push(Part { kind, from: entry, strong, span, line: hit.line, value });
            if kind == Kind::Name
                && let Some(date) = dated(text, span, hit.line)
            {
                parts.push(date);
                sorted = false;
            }
        }
        if !sorted {
            parts.sort_by_key(|part| part.span);
        }
        grouped(text, parts, out, drafts);
    }
}

/// A date of birth soon after a name in its line: "Иванов Иван Иванович, 12.03.1985".
fn dated(text: &str, name: Span, line: usize) -> Option<Part<'static>> {
    let end = text.floor_char_boundary((name.1 + 60).min(text.len()));
    let rest = text[name.1..end].split('\n').next().unwrap_or_default();
    let bytes = rest.as_bytes();
    let number = |from: usize, to: usize| rest.get(from..to).and_then(|n| n.parse::<u32>().ok());
    for at in 0..bytes.len().saturating_sub(9) {
        if !bytes[at].is_ascii_digit() || (at > 0 && bytes[at - 1].is_ascii_digit()) {
            continue;
        }
        let date = match (bytes[at + 2], bytes[at + 4], bytes[at + 5]) {
            (b'.' | b'/' | b'-', _, b'.' | b'/' | b'-') => {
                (number(at + 6, at + 10), number(at + 3, at + 5), number(at, at + 2))
            }
            (_, b'-' | b'.', _) => (number(at, at + 4), number(at + 5, at + 7), number(at + 8, at + 10)),
            _ => continue,
        };
        let (Some(year), Some(month), Some(day)) = date else { continue };
        let real = chrono::NaiveDate::from_ymd_opt(year as i32, month, day).is_some();
        if real && (1920..=2015).contains(&year) {
            let span = (name.1 + at, name.1 + at + 10);
            let value = Cow::Owned(format!("{year}-{month:02}-{day:02}"));
            return Some(Part { kind: Kind::Detail, from: usize::MAX - 1, strong: true, span, line, value });
        }
    }
    None
}
