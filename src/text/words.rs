//! Where the words and lines of a text are, in code points and in bytes.
//!
//! Offsets that leave the program count code points; slices need bytes: a word carries both, so that nobody has to
//! walk the text again.

use std::ops::Range;

use super::fold::is_invisible;
use super::runs::{Run, runs};

/// A maximal run of letters, digits and underscores, with invisible characters inside it. Half-open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Code points.
    pub start: usize,
    pub end: usize,
    pub bytes: Range<usize>,
}

/// The words of `text` in order. What consists of invisible characters alone is no word.
pub fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 8);
    runs(text, |run| out.extend(word(text, &run)));
    out
}

/// The run as a word, when it is one.
pub fn word(text: &str, run: &Run) -> Option<Word> {
    let seen = run.word && (!run.letters.other || text[run.bytes.clone()].chars().any(|c| !is_invisible(c)));
    seen.then(|| Word { start: run.points.start, end: run.points.end, bytes: run.bytes.clone() })
}

/// The passage around `[start, end)`: from the start of the `n`-th word before it to the end of the `n`-th word after it,
/// in code points; fewer words where the text ends. `words` are the text's own.
pub fn passage(text: &str, words: &[Word], start: usize, end: usize, n: usize) -> (usize, usize) {
    debug_assert!(words.last().is_none_or(|w| w.bytes.end <= text.len()), "words of another text");
    let before = words.partition_point(|w| w.end <= start);
    let after = words.partition_point(|w| w.start < end);
    let first = words.get(before.saturating_sub(n)).map_or(start, |w| w.start.min(start));
    let last = if n == 0 || words.is_empty() {
        end
    } else {
        words.get((after + n - 1).min(words.len() - 1)).map_or(end, |w| w.end.max(end))
    };
    (first, last)
}

/// The lines of a text: `\n`, `\r\n` and a lone `\r` end one.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The code point at which each line starts, ascending; the first is 0.
    starts: Vec<usize>,
}

impl Lines {
    pub fn new(text: &str) -> Lines {
        let (mut from, mut point) = (0, 0);
        let starts = Lines::bytes(text).map(|start| {
            point += text[from..start].chars().count();
            from = start;
            point
        });
        Lines { starts: starts.collect() }
    }

    /// The byte at which each line starts, ascending; the first is 0.
    pub fn bytes(text: &str) -> impl Iterator<Item = usize> + '_ {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).map(|at| at + 1);
        let ends = ends.filter(|&end| bytes[end - 1] == b'\n' || bytes.get(end) != Some(&b'\n'));
        std::iter::once(0).chain(ends)
    }

    /// The line of the code point `offset`, from 1.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, passage, words};

    #[test]
    fn finds_words() {
        let text = "Санкт-Петербург, па\u{ad}роль: x_1 \u{200b} 4️⃣!";
        let found: Vec<&str> = words(text).iter().map(|w| &text[w.bytes.clone()]).collect();
        assert_eq!(found, ["Санкт", "Петербург", "па\u{ad}роль", "x_1", "4\u{fe0f}\u{20e3}"]);
        for w in words(text) {
            let by_points: String = text.chars().skip(w.start).take(w.end - w.start).collect();
            assert_eq!(by_points, text[w.bytes.clone()]);
        }
        assert!(words("").is_empty() && words("… — !").is_empty());
    }

    #[test]
    fn cuts_passages() {
        let text = "один два три четыре пять";
        let all = words(text);
        for (start, end, n, expected) in [
            (9, 12, 1, "два три четыре"),
            (9, 12, 40, text),
            (9, 12, 0, "три"),
            (0, 4, 1, "один два"),
            (20, 24, 2, "три четыре пять"),
            (10, 11, 1, "два три четыре"),
        ] {
            let (from, to) = passage(text, &all, start, end, n);
            let cut: String = text.chars().skip(from).take(to - from).collect();
            assert_eq!(cut, expected, "{start}..{end} by {n}");
        }
        assert_eq!(passage("--", &[], 0, 1, 40), (0, 1));
    }

    #[test]
    fn counts_lines() {
        let lines = Lines::new("а\nб\r\nв\rг");
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(|at| lines.line_of(at)), [1, 1, 2, 2, 2, 3, 3, 4]);
        assert_eq!(Lines::new("").line_of(0), 1);
        assert_eq!(Lines::new("x").line_of(99), 1);
    }
}
