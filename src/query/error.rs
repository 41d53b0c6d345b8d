//! What is wrong with a query: where, why, what to write instead, and the line that shows it.

use crate::model::Said;
use crate::said;

/// Columns of the text that are shown around a fault at most.
const SHOWN: usize = 72;

/// Where a query is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {}: {}", at + 1, said.english)]
pub struct QueryError {
    /// Code points before the fault.
    pub at: usize,
    pub said: Said,
}

impl QueryError {
    pub fn new(at: usize, said: Said) -> QueryError {
        QueryError { at, said }
    }

    /// With the character that it points at.
    pub fn placed(&self) -> Said {
        let (at, why) = (self.at + 1, &self.said);
        said!(why.code.as_str(), "at character {at}: {why}", "знак {at}: {why}", at, why)
    }

    /// Two lines for a terminal: the query's line with the fault, and a caret below the character. Of a long line what
    /// surrounds it.
    pub fn caret(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let at = self.at.min(chars.len());
        let from = chars[..at].iter().rposition(|&c| c == '\n').map_or(0, |n| n + 1);
        let to = chars[at..].iter().position(|&c| c == '\n').map_or(chars.len(), |n| at + n);
        let first = from.max(at.saturating_sub(SHOWN / 2));
        let last = to.min(first + SHOWN);
        let mut line = String::new();
        let ellipsis = if first > from { "…" } else { "" };
        line.push_str(ellipsis);
        line.extend(chars[first..last].iter().map(|&c| if c.is_control() { ' ' } else { c }));
        if last < to {
            line.push('…');
        }
        let blanks = ellipsis.chars().count() + at - first;
        format!("  {line}\n  {}^", " ".repeat(blanks))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn a_caret_stands_below_the_fault() {
        let long = format!("{} NEAR b", "слово ".repeat(40));
        for (text, expected) in [
            ("a NEAR b", "  a NEAR b\n    ^".to_owned()),
            ("слив AND", "  слив AND\n          ^".to_owned()),
            ("a\nслив \"b", "  слив \"b\n       ^".to_owned()),
            (&long, format!("  …{} NEAR b\n  {}^", "слово ".repeat(6).trim_end(), " ".repeat(37))),
        ] {
            let error = parse(text).expect_err(text);
            let shown = error.caret(text);
            let (line, caret) = shown.split_once('\n').expect("two lines");
            let (wanted_line, wanted_caret) = expected.split_once('\n').expect("two lines");
            assert!(text.len() > 400 || line == wanted_line, "{line}");
            assert_eq!(caret, wanted_caret, "{shown}");
            // What stands above the caret is where the fault is.
            let column = caret.chars().count() - 1;
            let pointed: String = line.chars().skip(column).take(4).collect();
            let wanted: String = text.chars().skip(error.at).take(4).collect();
            assert!(pointed.trim_end_matches('…') == wanted, "{pointed} {wanted}");
        }
    }
}
