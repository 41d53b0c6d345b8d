//! A text as it may be kept: secrets masked, and where its main text is in it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::mask::{MASK, mask};

pub(super) struct Lead<'a> {
    /// Masked, in its own order.
    pub text: Cow<'a, str>,
    /// Bytes of `text`, ascending.
    pub main: Vec<Range<usize>>,
    /// What was masked.
    pub secrets: BTreeSet<&'a str>,
    /// Bytes of the text as it was, ascending and apart: each is a mask now.
    taken: Vec<(usize, usize)>,
}

impl<'a> Lead<'a> {
    /// `main` and `masked` are spans of `text` in code points; those of `main` ascend.
    pub fn of(text: &'a str, main: &[(usize, usize)], masked: &[(usize, usize)]) -> Lead<'a> {
        let main = in_bytes(text, main);
        let masked = mask(text, masked);
        let moved = |span: Range<usize>| masked.moved(span.start)..masked.moved(span.end);
        let main = main.into_iter().map(moved).filter(|span| !span.is_empty()).collect();
        Lead { main, secrets: masked.values, text: masked.text, taken: masked.taken }
    }

    /// The masks, in bytes of `text`.
    pub fn hidden(&self) -> Vec<Range<usize>> {
        let mut moved = Moved::new(&self.taken);
        let mask = |&(start, _): &(usize, usize)| {
            let at = moved.to(start);
            at..at + MASK.len()
        };
        self.taken.iter().map(mask).collect()
    }

    /// Where ascending code points of the text as it was are in `text` now, in bytes; what lies outside is its end.
    pub fn moved(&self, original: &str, points: &[usize]) -> Vec<usize> {
        let mut moved = Moved::new(&self.taken);
        let spans: Vec<(usize, usize)> = points.iter().map(|&point| (point, point)).collect();
        in_bytes(original, &spans).into_iter().map(|span| moved.to(span.start)).collect()
    }

    /// The main text, then the rest.
    pub fn main_first(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        for span in &self.main {
            out.push_str(&self.text[span.clone()]);
        }
        let mut done = 0;
        for span in &self.main {
            out.push_str(&self.text[done..span.start]);
            done = span.end;
        }
        out.push_str(&self.text[done..]);
        out
    }
}

/// Follows ascending bytes of a text to where they are when spans of it are masked; one within a mask is behind it.
struct Moved<'a> {
    taken: std::iter::Peekable<std::slice::Iter<'a, (usize, usize)>>,
    /// What the masks before have added and taken away.
    added: usize,
    gone: usize,
}

impl<'a> Moved<'a> {
    fn new(taken: &'a [(usize, usize)]) -> Moved<'a> {
        Moved { taken: taken.iter().peekable(), added: 0, gone: 0 }
    }

    fn to(&mut self, byte: usize) -> usize {
        while let Some((start, end)) = self.taken.next_if(|(_, end)| *end <= byte) {
            self.added += MASK.len();
            self.gone += end - start;
        }
        match self.taken.peek() {
            Some(&&(start, _)) if start < byte => start + self.added - self.gone + MASK.len(),
            _ => byte + self.added - self.gone,
        }
    }
}

/// Ascending spans in bytes; what overlaps or lies outside is cut.
fn in_bytes(text: &str, spans: &[(usize, usize)]) -> Vec<Range<usize>> {
    let (mut rest, mut byte, mut point) = (text, 0, 0);
    let mut reach = |to: usize| {
        let points = to.saturating_sub(point);
        let step = rest.char_indices().nth(points).map_or(rest.len(), |(step, _)| step);
        point = point.max(to);
        rest = &rest[step..];
        byte += step;
        byte
    };
    spans.iter().map(|&(start, end)| reach(start)..reach(end)).collect()
}

#[cfg(test)]
mod tests {
    use super::Lead;

    #[test]
    fn the_main_text_comes_first_and_secrets_are_masked() {
        let text = "меню\nстатья про ключ 123\nеще\nключ 456";
        for (main, masked, first, shown) in [
            (
                vec![(5, 25)],
                vec![],
                "статья про ключ 123\nменю\nеще\nключ 456",
                vec!["статья про ключ 123\n"],
            ),
            (
                vec![(5, 25)],
                vec![(21, 24), (34, 37), (3, 7)],
                "атья про ключ ••••\nмен••••еще\nключ ••••",
                vec!["атья про ключ ••••\n"],
            ),
            (
                vec![(0, 5), (25, 99)],
                vec![(26, 29)],
                "меню\nе••••ключ 456статья про ключ 123\n",
                vec!["меню\n", "е••••ключ 456"],
            ),
            (vec![(22, 23)], vec![(21, 24)], "меню\nстатья про ключ ••••\nеще\nключ 456", vec![]),
            (vec![], vec![(0, 4)], "••••\nстатья про ключ 123\nеще\nключ 456", vec![]),
            (
                vec![(3, 9), (5, 7), (50, 60)],
                vec![],
                "ю\nстатменья про ключ 123\nеще\nключ 456",
                vec!["ю\nстат"],
            ),
        ] {
            let lead = Lead::of(text, &main, &masked);
            assert_eq!(lead.main_first(), first, "{main:?} {masked:?}");
            let parts: Vec<&str> = lead.main.iter().map(|span| &lead.text[span.clone()]).collect();
            assert_eq!(parts, shown, "{main:?} {masked:?}");
        }
        assert_eq!(Lead::of("", &[(3, 9)], &[(0, 4)]).main_first(), "");
    }
}
