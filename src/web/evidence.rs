//! Text of a page with its hits, masked unless someone asked with a right and a reason.
//!
//! Everything here goes through one function that cuts the text at the hits, so that no page can forget the mask.

use maud::{Markup, html};

use crate::store::rows::{DocumentRow, HitDraft};
use crate::text;

/// Secrets of a text that are looked for in words about it.
const SECRETS: usize = 100;

/// Which secrets are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    None,
    /// Those that belong to this finding.
    Of(i64),
}

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub hit: bool,
}

/// The text of `[from, to)` in code points, cut at the hits. Hits that overlap are one, masked when any of them is.
pub fn pieces(text: &str, hits: &[HitDraft], (from, to): (u64, u64), shown: Shown) -> Vec<Piece> {
    let mut spans: Vec<(u64, u64, bool)> = Vec::new();
    let mut sorted: Vec<&HitDraft> =
        hits.iter().filter(|h| h.end > from && h.start < to && h.end > h.start).collect();
    sorted.sort_by_key(|h| (h.start, h.end));
    for hit in sorted {
        let secret =
            hit.secret && !matches!(shown, Shown::Of(id) if hit.findings.contains(&(id.max(0) as usize)));
        match spans.last_mut() {
            Some(last) if hit.start < last.1 => {
                last.1 = last.1.max(hit.end);
                last.2 |= secret;
            }
            _ => spans.push((hit.start, hit.end, secret)),
        }
    }
    let mut cut = Cutter { text, at: 0, byte: 0 };
    let mut out = Vec::new();
    // A secret that begins before the passage is taken whole: half of it must not be shown as plain text.
    let from = spans.first().map_or(from, |first| from.min(first.0));
    cut.to(from);
    for (start, end, secret) in spans {
        push(&mut out, cut.to(start).to_owned(), false);
        let words = cut.to(end);
        // A span beyond the text's end is nothing, not a mask.
        let masked = secret && !words.is_empty();
        push(&mut out, if masked { text::mask(words) } else { words.to_owned() }, true);
    }
    push(&mut out, cut.to(to.max(cut.at)).to_owned(), false);
    out
}

fn push(out: &mut Vec<Piece>, text: String, hit: bool) {
    if !text.is_empty() {
        out.push(Piece { text, hit });
    }
}

/// Walks a text by code points.
struct Cutter<'a> {
    text: &'a str,
    at: u64,
    byte: usize,
}

impl<'a> Cutter<'a> {
    /// What lies between here and the code point `to`.
    fn to(&mut self, to: u64) -> &'a str {
        let start = self.byte;
        let rest = &self.text[start..];
        let wanted = usize::try_from(to.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let length = rest.char_indices().nth(wanted).map_or(rest.len(), |(byte, _)| byte);
        self.at = to.max(self.at);
        self.byte = start + length;
        &rest[..length]
    }
}

/// The whole text, every secret masked.
pub fn masked(document: &DocumentRow) -> String {
    let all = (0, u64::MAX);
    pieces(&document.text, &document.hits, all, Shown::None).into_iter().map(|piece| piece.text).collect()
}

/// The page's title: a secret of the text that stands in it too is masked there as well.
pub fn title(document: &DocumentRow) -> String {
    hidden(document, &document.title)
}

/// Words about a page (a title, an author, an address) with the secrets of its text masked. What was kept since those
/// words are masked before they are written has none left; what was kept before has.
pub fn hidden(document: &DocumentRow, words: &str) -> String {
    let secrets = document.hits.iter().filter(|hit| hit.secret).take(SECRETS).map(|hit| {
        let mut cut = Cutter { text: &document.text, at: 0, byte: 0 };
        cut.to(hit.start);
        cut.to(hit.end)
    });
    text::hide(words, secrets)
}

pub fn marked(pieces: &[Piece]) -> Markup {
    html! { @for piece in pieces { @if piece.hit { mark { (piece.text) } } @else { (piece.text) } } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, EntryKind};

    fn hit(start: u64, end: u64, secret: bool, findings: &[usize]) -> HitDraft {
        HitDraft {
            entry: "set/entry".into(),
            kind: EntryKind::Pattern,
            start,
            end,
            line: 1,
            confidence: 90,
            evidence: Vec::new(),
            value: Digest::sha256(b"value"),
            secret,
            passage: (start, end),
            findings: findings.to_vec(),
        }
    }

    fn text(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn hits_are_marked_by_code_points() {
        let cut = pieces("Утечка у «Ромашки» вчера", &[hit(10, 17, false, &[])], (0, 24), Shown::None);
        assert_eq!(text(&cut), "Утечка у «[Ромашки]» вчера");
    }

    #[test]
    fn secrets_are_masked_until_shown() {
        let words = "login boris@example.com:hunter2secret end";
        let hits = [hit(6, 37, true, &[7])];
        let hidden = text(&pieces(words, &hits, (0, 41), Shown::None));
        assert!(!hidden.contains("hunter2"), "{hidden}");
        assert!(text(&pieces(words, &hits, (0, 41), Shown::Of(7))).contains("hunter2secret"));
        assert_eq!(text(&pieces(words, &hits, (0, 41), Shown::Of(8))), hidden, "another finding's");
    }

    #[test]
    fn a_secret_at_the_edge_is_not_cut_open() {
        let words = "aaa hunter2secret bbb";
        let hits = [hit(4, 17, true, &[])];
        for (from, to) in [(10, 21), (0, 8), (8, 12)] {
            let cut = text(&pieces(words, &hits, (from, to), Shown::None));
            assert!(!cut.contains("secret") && !cut.contains("hunter"), "{cut}");
        }
    }

    #[test]
    fn overlaps_are_one_and_the_mask_wins() {
        let words = "key AKIA12345678 is here";
        let cut = text(&pieces(words, &[hit(4, 16, true, &[]), hit(0, 8, false, &[])], (0, 24), Shown::None));
        assert!(!cut.contains("AKIA123"), "{cut}");
        let beyond =
            pieces("short", &[hit(2, 90, false, &[]), hit(100, 110, true, &[])], (0, 200), Shown::None);
        assert_eq!(text(&beyond), "sh[ort]");
    }
}
