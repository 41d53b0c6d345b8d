//! A person's data put together: a full name with a passport, a telephone and the like in one row of a table, in one line,
//! or in lines that follow each other. Fields are the hits of other entries, weak ones too, and the cells of known columns.

use std::collections::HashMap;

use super::Found;
use super::columns::Field;
use super::name;
use super::table::Row;
use crate::matching::page::Page;
use crate::matching::pattern::MAX_HITS;
use crate::model::{Entry, Fault, Hit, Matches};
use crate::said;
use crate::text::fold::fold_loose;

/// What a field counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Name,
    Number,
    Detail,
    Contact,
}

/// An entry that puts fields together.
pub(super) struct People {
    entry: usize,
    set: String,
    least: u32,
    fields: HashMap<usize, Kind>,
    /// The floor of each entry that gives a number: below it only its form speaks for it.
    floors: HashMap<usize, u32>,
}

/// A full name is weak by itself.
const NAME: u32 = 50;
const RECORD: u32 = 90;
/// From so many records on, those that lack a field are of the same list.
const LIST: usize = 3;
/// Bytes between two fields of one line, and lines between fields of a block.
const APART: usize = 300;
const LINES: usize = 2;
/// Fields of one record.
const MOST: usize = 24;

pub(super) fn compile(entries: &[Entry], of: &[usize], faults: &mut Vec<Fault>) -> Vec<People> {
    let mut out = Vec::new();
    for &entry in of {
        let Matches::Records(records) = &entries[entry].matches else { continue };
        let (mut fields, mut floors) = (HashMap::new(), HashMap::new());
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
                Some(at) => {
                    fields.insert(at, kind);
                    floors.insert(at, entries[at].min_confidence);
                }
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
        out.push(People { entry, set: entries[entry].set.clone(), least: records.least, fields, floors });
    }
    // Of several entries of a set a record belongs to the one that asks for most.
    out.sort_by_key(|p| (p.set.clone(), std::cmp::Reverse(p.least)));
    out
}

/// Full names, each as a hit of its own; `entry` is 0.
pub(super) fn names(page: &Page) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for found in name::names(page).into_iter().take(MAX_HITS) {
        let span = page.span(found.first, found.last);
        let span = (span.start, span.end);
        out.push(of_name(page.text, span, "a full name with a patronymic"));
    }
    let mut at = 0;
    let patronymics = out.len();
    for line in page.text.split('\n') {
        let start = at;
        at += line.len() + 1;
        // A label, a sign and a name are short; most lines have no sign so early.
        if !line.bytes().take(60).any(|b| matches!(b, b':' | b'=' | b'\t')) {
            continue;
        }
        let Some((from, to)) = name::labelled(line) else { continue };
        let span = (start + from, start + to);
        let next = out[..patronymics].partition_point(|f| f.span.1 <= span.0);
        if out[..patronymics].get(next).is_none_or(|f| f.span.0 >= span.1) {
            out.push(of_name(page.text, span, "after a label for a name"));
        }
    }
    out
}

fn of_name(text: &str, span: (usize, usize), why: &str) -> Found {
    let value = plain(&text[span.0..span.1]);
    Found { entry: 0, span, value, confidence: NAME, evidence: vec![why.to_owned()] }
}

/// Folded words with single blanks.
fn plain(text: &str) -> String {
    let folded = fold_loose(text);
    folded
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A field in its place.
#[derive(Clone, Debug)]
struct Part {
    kind: Kind,
    /// Which entry, or which column, it comes from: a record has one of each.
    from: usize,
    strong: bool,
    span: (usize, usize),
    line: usize,
    value: String,
}

#[derive(Clone, Debug, Default)]
struct Draft {
    parts: Vec<Part>,
}

impl Draft {
    fn has(&self, kind: Kind) -> bool {
        self.parts.iter().any(|p| p.kind == kind)
    }

    fn weight(&self) -> u32 {
        let numbers: u32 =
            self.parts.iter().filter(|p| p.kind == Kind::Number).map(|p| if p.strong { 2 } else { 1 }).sum();
        let details = self.parts.iter().filter(|p| p.kind == Kind::Detail).count() as u32;
        u32::from(self.has(Kind::Name)) + numbers + details + u32::from(self.has(Kind::Contact))
    }

    fn span(&self) -> (usize, usize) {
        let first = self.parts.iter().map(|p| p.span.0).min().unwrap_or(0);
        (first, self.parts.iter().map(|p| p.span.1).max().unwrap_or(first))
    }

    fn last_line(&self) -> usize {
        self.parts.iter().map(|p| p.line).max().unwrap_or(0)
    }
}

/// People's records of a text, by the entries that ask for them.
pub(super) fn find(all: &[People], text: &str, rows: &[Row], hits: &[(usize, Hit)]) -> Vec<Found> {
    let Some(first) = all.first() else { return Vec::new() };
    let mut fields: HashMap<usize, Kind> = HashMap::new();
    let mut floors = first.floors.clone();
    for people in all {
        fields.extend(&people.fields);
        floors.extend(&people.floors);
    }
    let mut drafts: Vec<Draft> = rows.iter().filter_map(|row| of_row(text, row)).collect();
    let names = |(entry, _): &&(usize, Hit)| fields.get(entry) == Some(&Kind::Name);
    if hits.iter().any(|h| names(&h)) {
        let tabled: Vec<(usize, usize)> = drafts.iter().map(Draft::span).collect();
        drafts.extend(from_hits(text, &fields, &floors, hits).into_iter().filter(|draft| {
            let span = draft.span();
            let next = tabled.partition_point(|t| t.1 <= span.0);
            tabled.get(next).is_none_or(|t| t.0 >= span.1)
        }));
    }
    drafts.retain(|d| d.has(Kind::Name) && d.weight() >= 2);
    drafts.sort_by_key(Draft::span);
    drafts.truncate(MAX_HITS);
    all.chunk_by(|a, b| a.set == b.set).flat_map(|of_set| given_out(of_set, &drafts)).collect()
}

/// The records, each to one entry of a set.
fn given_out(of_set: &[People], drafts: &[Draft]) -> Vec<Found> {
    let mut out = Vec::new();
    let mut rest: Vec<&Draft> = drafts.iter().collect();
    for people in of_set {
        let (full, lacking): (Vec<&Draft>, Vec<&Draft>) =
            rest.iter().partition(|d| d.weight() >= people.least);
        // Rows that lack a field are of the same list where most have it.
        let whole = full.len() >= LIST && full.len() >= lacking.len();
        let (taken, left) = if whole { (rest.clone(), Vec::new()) } else { (full, lacking) };
        for draft in taken {
            let mut evidence = vec![format!("fields of one person side by side: {}", draft.parts.len())];
            if drafts.len() >= LIST {
                evidence.push(format!("one of {} such records", drafts.len()));
            }
            let value = value(draft);
            out.push(Found { entry: people.entry, span: draft.span(), value, confidence: RECORD, evidence });
        }
        rest = left;
    }
    out
}

/// The name, and the digits of what else there is: the same person's data is the same in every order and layout.
fn value(draft: &Draft) -> String {
    let name: Vec<&str> =
        draft.parts.iter().filter(|p| p.kind == Kind::Name).map(|p| p.value.as_str()).collect();
    let mut rest: Vec<String> = draft
        .parts
        .iter()
        .filter(|p| p.kind != Kind::Name)
        .map(|p| {
            let digits: String = p.value.chars().filter(char::is_ascii_digit).collect();
            let digits = if p.kind == Kind::Contact && digits.len() > 10 {
                digits[digits.len() - 10..].to_owned()
            } else {
                digits
            };
            if digits.len() >= 4 { digits } else { plain(&p.value) }
        })
        .collect();
    rest.sort_unstable();
    rest.dedup();
    format!("{}|{}", name.join(" "), rest.join("|"))
}

/// The fields of a table's row.
fn of_row(text: &str, row: &Row) -> Option<Draft> {
    let mut draft = Draft::default();
    let mut name = Vec::new();
    for (at, (field, span)) in row.cells.iter().enumerate() {
        let cell = &text[span.0..span.1];
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        let kind = match field {
            Field::Name if letters >= 4 && cell.contains([' ', '.']) && digits == 0 => Kind::Name,
            Field::Surname | Field::Given | Field::Patronymic if letters >= 2 && digits == 0 => {
                name.push(*span);
                continue;
            }
            Field::Number if digits >= 4 => Kind::Number,
            Field::Birth if digits >= 4 => Kind::Detail,
            Field::Address if letters >= 4 && digits > 0 => Kind::Detail,
            Field::Detail if letters + digits >= 2 => continue,
            Field::Phone if digits >= 6 => Kind::Contact,
            Field::Email if cell.contains('@') => Kind::Contact,
            _ => continue,
        };
        let value = if kind == Kind::Name { plain(cell) } else { cell.to_owned() };
        draft.parts.push(Part { kind, from: at, strong: true, span: *span, line: 0, value });
    }
    // A surname with a given name or a patronymic.
    if name.len() >= 2 && !draft.has(Kind::Name) {
        let words: Vec<String> = name.iter().map(|s| plain(&text[s.0..s.1])).collect();
        let span = (name[0].0, name[name.len() - 1].1);
        draft.parts.push(Part {
            kind: Kind::Name,
            from: usize::MAX,
            strong: true,
            span,
            line: 0,
            value: words.join(" "),
        });
    }
    (draft.has(Kind::Name) && draft.parts.len() >= 2).then_some(draft)
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

fn from_hits(
    text: &str,
    fields: &HashMap<usize, Kind>,
    floors: &HashMap<usize, u32>,
    hits: &[(usize, Hit)],
) -> Vec<Draft> {
    let mut of: Vec<(usize, Kind, &Hit)> =
        hits.iter().filter_map(|(entry, hit)| Some((*entry, *fields.get(entry)?, hit))).collect();
    of.sort_by_key(|(entry, _, hit)| (hit.start, std::cmp::Reverse(hit.confidence), *entry));
    let mut walk = Walk { text, byte: 0, point: 0 };
    let mut parts: Vec<Part> = Vec::new();
    let mut end = 0;
    for (entry, kind, hit) in of {
        // One text is one field: the one that is surest of it.
        if hit.start < end {
            continue;
        }
        end = hit.end;
        let start = walk.to(hit.start);
        let strong = hit.confidence >= floors.get(&entry).copied().unwrap_or(0);
        let span = (start, start + hit.text.len());
        parts.push(Part { kind, from: entry, strong, span, line: hit.line, value: hit.value.clone() });
        if kind == Kind::Name {
            dated(text, span, hit.line, &mut parts);
        }
    }
    parts.sort_by_key(|p| p.span);
    grouped(text, parts)
}

/// A date of birth soon after a name in its line: "Иванов Иван Иванович, 12.03.1985".
fn dated(text: &str, name: (usize, usize), line: usize, parts: &mut Vec<Part>) {
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
            let value = format!("{year}-{month:02}-{day:02}");
            parts.push(Part { kind: Kind::Detail, from: usize::MAX - 1, strong: true, span, line, value });
            return;
        }
    }
}

/// By lines first; then lines that follow each other, where the second has no name of its own and nothing twice.
fn grouped(text: &str, parts: Vec<Part>) -> Vec<Draft> {
    let mut rows: Vec<Draft> = Vec::new();
    let mut before = 0;
    for part in parts {
        // What was found by a label and as a date after a name is one.
        if part.span.0 < before {
            continue;
        }
        before = part.span.1;
        let joins = rows.last().is_some_and(|row| {
            let Some(last) = row.parts.last() else { return false };
            let between = text.get(last.span.1..part.span.0).unwrap_or_default();
            let cut = between.len() > APART || between.contains('\n') || is_break(between);
            !cut && row.parts.len() < MOST && !(part.kind == Kind::Name && row.has(Kind::Name))
        });
        match rows.last_mut() {
            Some(row) if joins => row.parts.push(part),
            _ => rows.push(Draft { parts: vec![part] }),
        }
    }
    let mut out: Vec<Draft> = Vec::new();
    for row in rows {
        let joins = out.last().is_some_and(|draft| {
            let apart = row.parts[0].line.saturating_sub(draft.last_line());
            let twice = row
                .parts
                .iter()
                .any(|p| draft.parts.iter().any(|d| d.from == p.from && d.kind != Kind::Contact));
            let named = row.has(Kind::Name) && (draft.has(Kind::Name) || row.parts.len() > 1);
            (1..=LINES).contains(&apart) && !twice && !named && draft.parts.len() + row.parts.len() <= MOST
        });
        match out.last_mut() {
            Some(draft) if joins => draft.parts.extend(row.parts),
            _ => out.push(row),
        }
    }
    out
}

/// Where one record of a line ends and the next begins: `), (` and `}, {`.
fn is_break(between: &str) -> bool {
    let signs: String = between.chars().filter(|c| !c.is_whitespace()).collect();
    signs.contains("),(") || signs.contains("},{") || signs.contains("</tr>")
}
