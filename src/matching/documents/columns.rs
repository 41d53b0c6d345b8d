//! Texts set in two columns whose lines were read across: the left halves of a block of lines, then the right ones.
//!
//! Only the order of words is made anew; each keeps its place on the page.

use super::super::page::Page;

/// Blanks between two columns, at least.
const GUTTER: usize = 3;
/// Blanks before a line that has a right half alone.
const INDENT: usize = 12;
/// Lines with a gutter that make a block.
const LEAST_LINES: usize = 4;

struct Line {
    first: usize,
    /// The word with which the right half begins.
    middle: Option<usize>,
}

/// The words (tokens of the page) in the order of its columns; none: there are no columns.
pub(super) fn side_by_side(page: &Page) -> Option<Vec<u32>> {
    // Most texts have no such gap anywhere.
    memchr::memmem::find(page.folded_text(), &[b' '; GUTTER])?;
    let mut lines: Vec<Line> = Vec::new();
    let bytes = page.text.as_bytes();
    for token in 0..page.tokens.len() {
        let start = page.tokens[token].bytes().start;
        if token > 0 && page.tokens[token - 1].bytes().end + 1 == start && bytes[start - 1] == b' ' {
            continue;
        }
        let lead = page.lead(token);
        match lead.rsplit_once('\n') {
            Some((_, indent)) => lines.push(Line {
                first: token,
                middle: (indent.len() >= INDENT && is_gutter(indent)).then_some(token),
            }),
            None if token == 0 => lines.push(Line { first: 0, middle: None }),
            None if is_gutter(lead) => {
                if let Some(line) = lines.last_mut() {
                    line.middle.get_or_insert(token);
                }
            }
            None => {}
        }
    }
    let end_of = |line: usize| lines.get(line + 1).map_or(page.tokens.len(), |next| next.first);
    let mut out = Vec::new();
    let (mut line, mut any) = (0, false);
    while line < lines.len() {
        let block = lines[line..].iter().take_while(|line| line.middle.is_some()).count();
        // The last line of a block may have a left half alone.
        let shorter = usize::from(block >= LEAST_LINES && line + block < lines.len());
        if block < LEAST_LINES {
            let to = line + block.max(1);
            out.extend(lines[line].first as u32..end_of(to - 1) as u32);
            line = to;
            continue;
        }
        any = true;
        let to = line + block + shorter;
        let block = || lines.iter().enumerate().take(to).skip(line);
        for (at, found) in block() {
            out.extend(found.first as u32..found.middle.unwrap_or(end_of(at)) as u32);
        }
        for (at, found) in block() {
            out.extend(found.middle.unwrap_or(end_of(at)) as u32..end_of(at) as u32);
        }
        line = to;
    }
    any.then_some(out)
}

fn is_gutter(gap: &str) -> bool {
    let mut blanks = 0;
    gap.chars().any(|c| {
        blanks = if c == ' ' { blanks + 1 } else { 0 };
        c == '\t' || blanks >= GUTTER
    })
}
