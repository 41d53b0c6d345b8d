//! What changed between two texts of a page, by lines, bounded: of long texts the beginning is compared.

use similar::{ChangeTag, TextDiff};

/// Lines and bytes compared of each text.
const LINES: usize = 1_000;
const BYTES: usize = 100_000;
/// Unchanged lines shown around a change.
const AROUND: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Same,
    Gone,
    New,
    /// Unchanged lines are left out here.
    Gap,
}

pub struct Difference {
    pub lines: Vec<(Change, String)>,
    /// Only the beginnings were compared.
    pub cut: bool,
}

/// None when the texts are equal.
pub fn difference(before: &str, after: &str) -> Option<Difference> {
    let ((before, cut_before), (after, cut_after)) = (beginning(before), beginning(after));
    if before == after {
        return None;
    }
    let diff = TextDiff::from_slices(&before, &after);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            lines.push((Change::Gap, String::new()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let kind = match change.tag() {
                ChangeTag::Equal => Change::Same,
                ChangeTag::Delete => Change::Gone,
                ChangeTag::Insert => Change::New,
            };
            lines.push((kind, change.value().to_owned()));
        }
    }
    Some(Difference { lines, cut: cut_before || cut_after })
}

fn beginning(text: &str) -> (Vec<&str>, bool) {
    let mut bytes = 0;
    let mut lines = Vec::new();
    for line in text.lines() {
        bytes += line.len();
        if lines.len() == LINES || bytes > BYTES {
            return (lines, true);
        }
        lines.push(line);
    }
    (lines, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_came_and_went() {
        let found = difference("a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nd\ne\nF\ng\n").unwrap();
        let told: Vec<String> = found
            .lines
            .iter()
            .map(|(change, line)| match change {
                Change::Same => format!(" {line}"),
                Change::Gone => format!("-{line}"),
                Change::New => format!("+{line}"),
                Change::Gap => "~".into(),
            })
            .collect();
        assert_eq!(told, [" d", " e", "-f", "+F", " g"]);
        assert!(difference("same", "same").is_none());
    }

    #[test]
    fn long_texts_are_cut_and_say_so() {
        let (before, after) = ("a\n".repeat(50_000), "b\n".repeat(50_000));
        let found = difference(&before, &after).unwrap();
        assert!(found.cut && found.lines.len() <= 2 * LINES);
    }
}
