//! The passage of a text that shows best why it was found.
//!
//! Works on the masked text, so that nothing secret can be in it. Bounded: the first 256 KB are looked at.

use std::collections::HashSet;

use super::Piece;
use super::words::words;
use crate::query::{Node, TermKind};

/// Words shown before the first hit and in all.
const BEFORE: usize = 6;
const LENGTH: usize = 36;
/// Code points of a passage: long words make it end earlier.
const LONGEST: usize = 320;
const LOOKED_AT: usize = 256 * 1024;

/// What is marked in a text.
#[derive(Default)]
pub(super) struct Wanted {
    stems: HashSet<String>,
    beginnings: Vec<String>,
    /// The first letters of all of the above: most words of a text are ruled out before they are stemmed.
    firsts: HashSet<char>,
}

impl Wanted {
    /// The words that a query wants to be there.
    pub fn of(node: &Node) -> Wanted {
        let mut wanted = Wanted::default();
        wanted.gather(node);
        wanted
    }

    fn gather(&mut self, node: &Node) {
        match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| self.gather(n)),
            Node::Near { left, right, .. } => {
                self.gather(left);
                self.gather(right);
            }
            Node::Term { field: None, kind, text } => {
                let found = words(text);
                let last = found.len().saturating_sub(1);
                for (at, word) in found.into_iter().enumerate() {
                    self.firsts.extend(word.form.chars().next());
                    if *kind == TermKind::Prefix && at == last {
                        self.beginnings.push(word.form);
                    } else {
                        self.stems.insert(word.stem());
                    }
                }
            }
            Node::Not(_) | Node::Term { .. } | Node::Entity(_) | Node::Pattern(_) => {}
        }
    }

    /// Which of the wanted this word is.
    fn which(&self, form: &str, stem: impl FnOnce() -> String) -> Option<String> {
        if !form.chars().next().is_some_and(|c| self.firsts.contains(&c)) {
            return None;
        }
        if let Some(beginning) = self.beginnings.iter().find(|b| form.starts_with(b.as_str())) {
            return Some(format!("{beginning}*"));
        }
        self.stems.get(&stem()).cloned()
    }
}

pub(super) fn snippet(text: &str, wanted: &Wanted) -> Vec<Piece> {
    let end = text.floor_char_boundary(LOOKED_AT);
    let all = words(&text[..end]);
    let hits: Vec<(usize, String)> = all
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, wanted.which(&word.form, || word.stem())?)))
        .collect();
    let first = best(&hits).saturating_sub(BEFORE);
    let Some(start) = all.get(first).map(|w| w.bytes.start) else {
        return clean(
            Vec::new(),
            text.chars().take(LONGEST / 2).collect(),
            text.chars().nth(LONGEST / 2).is_some(),
        );
    };
    let limit = text[start..end].char_indices().nth(LONGEST).map_or(end, |(at, _)| start + at);
    let shown: Vec<_> = all[first..]
        .iter()
        .take(LENGTH)
        .take_while(|w| w.bytes.end <= limit)
        .map(|w| w.bytes.clone())
        .collect();
    let last = first + shown.len();
    let stop = if last == all.len() { end.min(limit) } else { shown.last().map_or(limit, |b| b.end) };

    let mut pieces = Vec::new();
    let mut done = if first == 0 { 0 } else { start };
    if stop.saturating_sub(done) > 4 * LONGEST + 4 {
        done = start;
    }
    if done > 0 {
        pieces.push(Piece { text: "… ".into(), hit: false });
    }
    for (at, _) in hits.iter().filter(|(at, _)| (first..last).contains(at)) {
        let bytes = all[*at].bytes.clone();
        push(&mut pieces, &text[done..bytes.start], false);
        push(&mut pieces, &text[bytes.clone()], true);
        done = bytes.end;
    }
    let rest = text.get(done..stop).unwrap_or_default().to_owned();
    clean(pieces, rest, stop < text.trim_end().len())
}

/// The first word of the window that shows the most different wanted words; the earliest of equals.
fn best(hits: &[(usize, String)]) -> usize {
    let mut best = (0, 0);
    // Texts that consist of hits: a window is found among the first of them.
    for (i, (start, _)) in hits.iter().enumerate().take(2_000) {
        let within = hits[i..].iter().take_while(|(at, _)| *at < start + LENGTH - BEFORE);
        let different = within.map(|(_, which)| which).collect::<HashSet<_>>().len();
        if different > best.0 {
            best = (different, *start);
        }
    }
    best.1
}

fn clean(mut pieces: Vec<Piece>, rest: String, more: bool) -> Vec<Piece> {
    push(&mut pieces, &rest, false);
    if more {
        push(&mut pieces, " …", false);
    }
    if let Some(last) = pieces.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Adds text with every run of blanks as one space, joined to the piece before when that is of the same sort.
fn push(pieces: &mut Vec<Piece>, text: &str, hit: bool) {
    if pieces.last().is_none_or(|last| last.hit != hit || hit) {
        pieces.push(Piece { text: String::new(), hit });
    }
    let begins = pieces.len() == 1;
    let Some(piece) = pieces.last_mut() else { return };
    for c in text.chars() {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if c == ' ' && (piece.text.ends_with(' ') || (begins && piece.text.is_empty())) {
            continue;
        }
        piece.text.push(c);
    }
}
