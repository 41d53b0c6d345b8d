//! Fields put together into drafts of records: those of one line, and those of lines that follow each other. All fields
//! of a page lie in one list in the order of the text, and a draft is a part of it, so that a table of a million people
//! makes no list for each.

use std::borrow::Cow;

use super::Kind;
use crate::matching::records::table::Span;

/// Bytes between two fields of one line, and lines between fields of a block.
const APART: usize = 300;
const LINES: usize = 2;
/// Fields of one record.
const MOST: usize = 24;

/// A field in its place.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) kind: Kind,
    /// Which entry, or which column, it comes from: a record has one of each.
    pub(super) from: usize,
    pub(super) strong: bool,
    pub(super) span: Span,
    pub(super) line: usize,
    pub(super) value: Cow<'a, str>,
}

/// Parts `from..to` of the list that all of them lie in, side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) span: Span,
    pub(super) weight: u32,
    pub(super) named: bool,
}

impl Draft {
    pub(super) fn of(parts: &[Part], from: usize, to: usize) -> Draft {
        let first = parts[from..to].iter().map(|p| p.span.0).min().unwrap_or(0);
        let last = parts[from..to].iter().map(|p| p.span.1).max().unwrap_or(first);
        let (weight, named) = (weight(&parts[from..to]), has(&parts[from..to], Kind::Name));
        Draft { from, to, span: (first, last), weight, named }
    }
}

pub(super) fn has(parts: &[Part], kind: Kind) -> bool {
    parts.iter().any(|part| part.kind == kind)
}

fn weight(parts: &[Part]) -> u32 {
    let numbers = parts.iter().filter(|p| p.kind == Kind::Number).map(|p| if p.strong { 2 } else { 1 });
    let details = parts.iter().filter(|p| p.kind == Kind::Detail).count() as u32;
    u32::from(has(parts, Kind::Name)) + numbers.sum::<u32>() + details + u32::from(has(parts, Kind::Contact))
}

/// By lines first; then lines that follow each other, where the second has no name of its own and nothing twice.
pub(super) fn grouped<'a>(
    text: &str,
    found: Vec<Part<'a>>,
    parts: &mut Vec<Part<'a>>,
    drafts: &mut Vec<Draft>,
) {
    // Where each row begins.
    let mut rows = Vec::new();
    let (mut before, mut named) = (0, false);
    for part in found {
        // What was found by a label and as a date after a name is one.
        if part.span.0 < before {
            continue;
        }
        before = part.span.1;
        let joins = rows.last().is_some_and(|row| {
            let Some(last) = parts.last() else { return false };
            let between = text.get(last.span.1..part.span.0).unwrap_or_default();
            let full = parts.len() - row >= MOST || part.kind == Kind::Name && named;
            !full && between.len() <= APART && !is_break(between)
        });
        named = part.kind == Kind::Name || joins && named;
        if !joins {
            rows.push(parts.len());
        }
        parts.push(part);
    }
    let ends: Vec<usize> = rows.iter().skip(1).copied().chain([parts.len()]).collect();
    let mut open: Option<(usize, usize)> = None;
    for (&from, &to) in rows.iter().zip(&ends) {
        let joins = open.is_some_and(|(start, _)| {
            let (draft, row) = (&parts[start..from], &parts[from..to]);
            let apart = row[0].line.saturating_sub(draft.iter().map(|p| p.line).max().unwrap_or(0));
            let twice =
                || row.iter().any(|p| draft.iter().any(|d| d.from == p.from && d.kind != Kind::Contact));
            let named = || has(row, Kind::Name) && (has(draft, Kind::Name) || row.len() > 1);
            (1..=LINES).contains(&apart) && draft.len() + row.len() <= MOST && !twice() && !named()
        });
        open = match open {
            Some((start, _)) if joins => Some((start, to)),
            before => {
                drafts.extend(before.map(|(start, end)| Draft::of(parts, start, end)));
                Some((from, to))
            }
        };
    }
    drafts.extend(open.map(|(start, end)| Draft::of(parts, start, end)));
}

/// Where one record ends and the next begins: a line's end, `), (` and `}, {`.
fn is_break(between: &str) -> bool {
    let Some(first) = between.bytes().position(|b| matches!(b, b'\n' | b')' | b'}' | b'<')) else {
        return false;
    };
    if between[first..].contains('\n') {
        return true;
    }
    let signs: String = between.chars().filter(|c| !c.is_whitespace()).collect();
    signs.contains("),(") || signs.contains("},{") || signs.contains("</tr>")
}
