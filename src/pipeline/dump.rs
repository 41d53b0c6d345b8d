//! Texts too large for memory, matched in overlapping windows: a dump of any size costs a few windows of memory.
//!
//! A window is a core with a margin on either side. A hit belongs to the window in whose core it begins, so that nothing
//! is found twice and nothing is cut at a border; margins are wider than any passage. Kept are the beginning and what
//! surrounds each hit, in order, and every hit stands in what is kept at the place that it names: the whole is in the
//! archive. Values are counted over the whole.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use crate::matching::{Matcher, Words};
use crate::model::{Hit, Scope, Spooled};
use crate::text::charset::Pieces;

/// Bytes of text in a window's core.
const CORE: usize = 4 << 20;
/// On either side: far more than the 40 words of a passage, or the longest value.
const MARGIN: usize = 64 << 10;
/// Bytes read from the disk at once.
const PIECE: usize = 256 << 10;
/// Bytes of kept text up to which passages are kept; of hits beyond, the matched words alone.
const PASSAGES: usize = 4 << 20;
/// The same for passages with hits of several entries: whose a value is may be told by the name beside it.
const MIXED: usize = 16 << 20;
/// Hits kept; beyond, only values that were not seen before, and as many of these again; accounts at a domain that
/// somebody watches for are kept up to this number whatever else there is.
const HITS: usize = 100_000;
/// Between two kept pieces.
const BREAK: &str = "\n…\n";

/// What was kept of a text, and what was found in all of it.
pub(super) struct Dump {
    pub text: String,
    /// In `text`, in order.
    pub hits: Vec<Hit>,
    pub complaints: Vec<String>,
}

/// `head`: the beginning of the file as far as it is in memory. `kept`: what the text begins with. `of`: what else is known
/// of the document.
pub(super) fn read(
    spooled: &Spooled,
    head: &[u8],
    content_type: Option<&str>,
    kept: &str,
    matcher: &Matcher,
    of: &Words<'_>,
) -> io::Result<Dump> {
    let file = File::open(&spooled.path)?.take(spooled.length);
    windows(file, Pieces::new(head, content_type), kept, matcher, of, (CORE, MARGIN))
}

fn windows(
    mut file: impl Read,
    mut pieces: Pieces,
    kept: &str,
    matcher: &Matcher,
    of: &Words<'_>,
    (core, margin): (usize, usize),
) -> io::Result<Dump> {
    let mut kept = Kept::new(kept);
    let mut window = String::new();
    // Where the core begins in the window, and the file's line there.
    let (mut begin, mut line) = (0, 1);
    let mut bytes = vec![0; PIECE.min(core)];
    let mut last = false;
    while !last {
        while !last && window.len() < begin + core + margin {
            let got = file.read(&mut bytes)?;
            last = got == 0;
            pieces.push(&bytes[..got], last, &mut window);
        }
        let end = if last { window.len() } else { boundary(&window, window.len() - margin) };
        let found = matcher.scan(&Words { text: &window, ..*of });
        let ours = |hit: &Hit| {
            let of = matcher.entry(&hit.entry);
            of.is_some_and(|e| e.scope == Scope::Value) && matcher.is_named(&hit.value)
        };
        kept.take(&window, (begin, end), line, found, ours);
        line += window[begin..end].matches('\n').count();
        let from = boundary(&window, end.saturating_sub(margin));
        begin = end - from;
        window.drain(..from);
    }
    let mut complaints: Vec<String> = pieces.complaint().into_iter().collect();
    complaints.push("read in windows: kept are the beginning and what surrounds each hit".to_owned());
    if kept.left_out > 0 {
        complaints.push(format!("partly kept: {} further hits are left out", kept.left_out));
    }
    Ok(Dump { text: kept.text, hits: kept.hits, complaints })
}

/// The next boundary of a character at or before this byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

struct Kept {
    text: String,
    /// Code points of `text`, and its lines.
    points: usize,
    lines: usize,
    hits: Vec<Hit>,
    /// Entries with their values, once there are many.
    seen: HashSet<(Arc<str>, String)>,
    left_out: u64,
    /// Of the hits those that are at a domain that somebody watches for.
    ours: usize,
    /// All others.
    others: usize,
    /// Hits of each sort at most, [`HITS`].
    most: usize,
}

impl Kept {
    fn new(head: &str) -> Kept {
        let mut kept = Kept {
            text: String::new(),
            points: 0,
            lines: 1,
            hits: Vec::new(),
            seen: HashSet::new(),
            left_out: 0,
            ours: 0,
            others: 0,
            most: HITS,
        };
        kept.append(head);
        kept
    }

    fn append(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.points += piece.chars().count();
        self.lines += piece.matches('\n').count();
    }

    /// Takes the hits that begin in the core (bytes of the window), with what surrounds them. `line`: the file's, where
    /// the core begins.
    fn take(
        &mut self,
        window: &str,
        core: (usize, usize),
        line: usize,
        mut found: Vec<Hit>,
        ours: impl Fn(&Hit) -> bool,
    ) {
        found.sort_by_key(|hit| (hit.start, hit.end));
        let mut view = View::new(window, &found, core.0, line);
        found.retain(|hit| (core.0..core.1).contains(&view.byte(hit.start)));
        let mut rest = found.into_iter().peekable();
        while let Some(first) = rest.next() {
            let mut span = around(&first);
            let mut group = vec![first];
            while let Some(next) = rest.next_if(|next| around(next).0 <= span.1) {
                span = (span.0.min(around(&next).0), span.1.max(around(&next).1));
                group.push(next);
            }
            group.retain(|hit| self.wanted(hit, ours(hit)));
            let mixed = group.iter().any(|hit| hit.entry != group[0].entry);
            let room = if mixed { MIXED } else { PASSAGES };
            if self.text.len() < room {
                self.keep(&mut view, span, group);
            } else {
                for hit in group {
                    self.keep(&mut view, (hit.start, hit.end), vec![hit]);
                }
            }
        }
    }

    /// Appends a span of the window with its hits, which are moved to where they stand now.
    fn keep(&mut self, view: &mut View, span: (usize, usize), hits: Vec<Hit>) {
        if hits.is_empty() {
            return;
        }
        self.append(BREAK);
        let (start, lines) = (self.points, self.lines);
        self.append(&view.window[view.byte(span.0)..view.byte(span.1)]);
        let above = view.line(span.0);
        let moved = |point: usize| start + point.clamp(span.0, span.1) - span.0;
        for mut hit in hits {
            let told = format!("line {} of the file", view.first_line + hit.line - view.above_core);
            hit.evidence = hit.evidence.iter().cloned().chain([told.into()]).collect();
            hit.line = lines + hit.line - above;
            (hit.start, hit.end) = (moved(hit.start), moved(hit.end));
            hit.passage = (moved(hit.passage.0), moved(hit.passage.1));
            self.hits.push(hit);
        }
    }

    /// Hits with a domain that somebody watches for (`ours`) are not crowded out by those of others.
    fn wanted(&mut self, hit: &Hit, ours: bool) -> bool {
        if ours && self.ours < self.most {
            self.ours += 1;
            return true;
        }
        if self.others < self.most {
            self.others += 1;
            return true;
        }
        if self.seen.is_empty() {
            self.seen = self.hits.iter().map(|h| (h.entry.clone(), h.value.clone())).collect();
        }
        let wanted = self.others < 2 * self.most && self.seen.insert((hit.entry.clone(), hit.value.clone()));
        self.others += usize::from(wanted);
        self.left_out += u64::from(!wanted);
        wanted
    }
}

/// A hit with its passage, in code points.
fn around(hit: &Hit) -> (usize, usize) {
    (hit.passage.0.min(hit.start), hit.passage.1.max(hit.end))
}

/// A window, and where in it the code points are that hits name: asked for thousands of times.
struct View<'a> {
    window: &'a str,
    /// Code points with their bytes, ascending.
    places: Vec<(usize, usize)>,
    /// The file's line in which the core begins, and the window's.
    first_line: usize,
    above_core: usize,
    /// Newlines before this byte: lines are asked for in ascending order.
    counted: (usize, usize),
}

impl<'a> View<'a> {
    fn new(window: &'a str, hits: &[Hit], core: usize, line: usize) -> View<'a> {
        let mut points: Vec<usize> =
            hits.iter().flat_map(|h| [h.start, h.end, h.passage.0, h.passage.1]).collect();
        points.sort_unstable();
        points.dedup();
        let mut places = Vec::with_capacity(points.len());
        let mut chars = window.char_indices();
        let mut next = 0;
        for point in points {
            let byte = chars.nth(point - next).map_or(window.len(), |(byte, _)| byte);
            next = point + 1;
            places.push((point, byte));
        }
        let above_core = window[..core].matches('\n').count() + 1;
        View { window, places, first_line: line, above_core, counted: (0, 0) }
    }

    fn byte(&self, point: usize) -> usize {
        match self.places.binary_search_by_key(&point, |(point, _)| *point) {
            Ok(at) => self.places[at].1,
            // Never asked for: every point is a hit's.
            Err(at) => self.places.get(at).map_or(0, |(_, byte)| *byte),
        }
    }

    /// The window's line of a code point, from 1.
    fn line(&mut self, point: usize) -> usize {
        let byte = self.byte(point).max(self.counted.0);
        let more = self.window[self.counted.0..byte].matches('\n').count();
        self.counted = (byte, self.counted.1 + more);
        self.counted.1 + 1
    }
}

#[cfg(test)]
mod tests;
