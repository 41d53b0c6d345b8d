//! TOML with faults, read all the same: from a fault on to the next table, so that one fault hides no other.
//!
//! What cannot be read is cut out as whole tables and replaced by blanks, so that every offset stays. What was cut is
//! kept: a name that is missing may have stood in it, and is then no fault of its own.

use std::ops::Range;

use toml_edit::{Document, TomlError};

use crate::model::Said;
use crate::text::toml;

/// A text that is TOML, what was wrong with the one it was made of, and what it lacks.
pub(super) struct Mended {
    pub text: String,
    /// Each with its byte offset.
    pub faults: Vec<(usize, Said)>,
    pub cut: String,
}

/// Tables that may belong to one text over several lines, which holds what looks like headers.
const MOST_JOINED: usize = 8;
/// Faults of a file that are told; a file with more is none.
const MOST_FAULTS: usize = 200;

/// The text as it is when it is TOML, else what can be read of it.
pub(super) fn mend(text: &str) -> Mended {
    let mut mended = Mended { text: text.to_owned(), faults: Vec::new(), cut: String::new() };
    if parse(text).is_ok() {
        return mended;
    }
    let parts = parts(text);
    let mut n = 0;
    while n < parts.len() {
        let joined = |last: usize| &text[parts[n].start..parts[last].end];
        match parse(joined(n)) {
            Ok(()) => n += 1,
            Err(error) => {
                let more =
                    (n + 1..parts.len().min(n + MOST_JOINED)).find(|last| parse(joined(*last)).is_ok());
                if let Some(last) = more {
                    n = last + 1;
                    continue;
                }
                let part = parts[n].clone();
                let at = error
                    .span()
                    .map_or(0, |s| s.start)
                    .min(text[part.clone()].trim_end_matches(['\n', '\r']).len());
                mended.faults.push((part.start + at, toml::wrong(&text[part.clone()], at, error.message())));
                // Tables within it would hang in the air.
                let within =
                    parts[n + 1..].iter().take_while(|p| is_within(&text[part.clone()], &text[(*p).clone()]));
                let last = n + within.count();
                mended.cut_out(part.start..parts[last].end);
                n = last + 1;
            }
        }
        if mended.faults.len() >= MOST_FAULTS {
            mended.cut_out(parts.get(n).map_or(text.len(), |p| p.start)..text.len());
            break;
        }
    }
    // Each table is whole now; together they may name something twice.
    while let Err(error) = parse(&mended.text) {
        let at = error.span().map_or(0, |s| s.start);
        let part = parts.iter().find(|p| p.contains(&at)).filter(|_| mended.faults.len() < MOST_FAULTS);
        let part = part.filter(|p| !mended.text[(*p).clone()].trim().is_empty()).cloned();
        mended.faults.push((at, toml::twice(error.message())));
        mended.cut_out(part.unwrap_or(0..text.len()));
    }
    mended
}

impl Mended {
    fn cut_out(&mut self, part: Range<usize>) {
        self.cut.push_str(&self.text[part.clone()]);
        self.cut.push('\n');
        let blank: String =
            self.text[part.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        self.text.replace_range(part, &blank);
    }
}

fn parse(text: &str) -> Result<(), TomlError> {
    Document::parse(text).map(drop)
}

/// What stands before the first header, then each header with what follows it.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && header(line).is_some() {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The name in a line that is meant as a header, whole or not; a row of a list begins with a quote or a digit.
fn header(line: &str) -> Option<&str> {
    let inside = line.trim_start().strip_prefix('[')?;
    let inside = inside.strip_prefix('[').unwrap_or(inside).trim_start();
    let named = inside.starts_with(|c: char| c.is_alphabetic() || c == '_') && !inside.contains(',');
    named.then(|| inside.split([']', '#', '\n']).next().unwrap_or_default().trim())
}

fn is_within(outer: &str, inner: &str) -> bool {
    match (header(outer.lines().next().unwrap_or_default()), header(inner.lines().next().unwrap_or_default()))
    {
        (Some(outer), Some(inner)) => inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::mend;

    /// `line: Russian words`, and the text that is left with its blanks taken away.
    fn shown(text: &str) -> (Vec<usize>, String) {
        let mended = mend(text);
        assert_eq!(mended.text.len(), text.len(), "offsets stay");
        let lines = mended.faults.iter().map(|(at, _)| text[..*at].matches('\n').count() + 1).collect();
        (lines, mended.text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn reads_on_at_the_next_table() {
        for (text, lines, left) in [
            ("a = 1\n[b]\nc = 2\n", vec![], "a = 1 [b] c = 2"),
            ("a = \n[b]\nc = 2\n", vec![1], "[b] c = 2"),
            ("a = 1\n[b]\nc = \n[d]\ne = \"\n[f]\ng = 1\n", vec![3, 5], "a = 1 [f] g = 1"),
            ("[a]\nb = [\n  [1, \"x\"],\n[c]\nd = 1\n", vec![3], "[c] d = 1"),
            ("[a\nb = 1\n[c]\nd = 1\n", vec![1], "[c] d = 1"),
            ("[a]\nb = \n[a.c]\nd = 1\n[ab]\ne = 1\n", vec![2], "[ab] e = 1"),
            ("[a]\nb = 1\n[a]\nc = 1\n[d]\n", vec![3], "[a] b = 1 [d]"),
            ("[a]\nb = \"\"\"\n[c]\nx\"\"\"\n[d]\ne = \n", vec![6], "[a] b = \"\"\" [c] x\"\"\""),
            ("[a]\nb = \"\"\"\nx\n[c]\nd = 1\n", vec![3], "[c] d = 1"),
            ("[a]\nключ = 1\n[[b]]\nc = 'я'\n", vec![2], "[[b]] c = 'я'"),
        ] {
            let (found, rest) = shown(text);
            assert_eq!((found, rest.as_str()), (lines, left), "{text}");
        }
    }

    #[test]
    fn many_faults_end() {
        let text = "[a]\nb = \n".repeat(5_000);
        assert!(mend(&text).faults.len() <= super::MOST_FAULTS + 1);
    }
}
