//! Where a fault of the configuration is told in a form: at the field that it speaks of, else above all fields.

use std::collections::BTreeMap;

use crate::model::{Fault, Said};
use crate::web::words::Word;

/// The faults of a form that was sent.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// By the key of the field.
    at: BTreeMap<String, Vec<Said>>,
    /// Of the item's text, with line and column from 1; and those of other files.
    pub others: Vec<Fault>,
}

impl Faults {
    /// Sorts faults to the fields that `keys` names. `lines` are those of the form's own table, from 1 and half-open:
    /// what stands elsewhere in the file is not this form's.
    pub fn sort(faults: Vec<Fault>, file: &str, lines: std::ops::Range<usize>, keys: &[&str]) -> Faults {
        let mut sorted = Faults::default();
        let stored = format!("stored:{file}");
        for fault in faults {
            let here =
                fault.spot.file == stored && (fault.spot.line == 0 || lines.contains(&fault.spot.line));
            match key(&fault.said).filter(|key| here && keys.contains(key)) {
                Some(key) => sorted.at.entry(key.to_owned()).or_default().push(at_field(key, &fault.said)),
                None => sorted.others.push(fault),
            }
        }
        sorted
    }

    pub fn add(&mut self, key: &str, word: Word) {
        self.at.entry(key.to_owned()).or_default().push(of_form(word));
    }

    pub fn of(&self, key: &str) -> &[Said] {
        self.at.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.at.is_empty() && self.others.is_empty()
    }
}

/// What a form says by itself.
pub fn of_form(word: Word) -> Said {
    Said { code: "form".into(), english: word.0.into(), russian: word.1.into() }
}

/// The key that a sentence speaks of: the configuration puts it in backticks at the beginning in English, and examples
/// that do not hold have codes of their own.
fn key(said: &Said) -> Option<&str> {
    match said.code.split('.').next() {
        Some("example") => Some("examples"),
        Some("counter-example") => Some("counter_examples"),
        _ => said.english.strip_prefix('`')?.split('`').next(),
    }
}

/// The sentence without the key that it begins with: the field has a label.
fn at_field(key: &str, said: &Said) -> Said {
    let prefix = format!("`{key}`: ");
    let bare = |text: &str| text.strip_prefix(&prefix).unwrap_or(text).to_owned();
    Said { code: said.code.clone(), english: bare(&said.english), russian: bare(&said.russian) }
}

/// The lines of the n-th `[[sort]]` of a text, from 1 and half-open.
pub fn row_lines(text: &str, sort: &str, n: usize) -> std::ops::Range<usize> {
    let header = format!("[[{sort}]]");
    let starts = |line: &str| line.trim_start().starts_with('[');
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with(&header)).nth(n);
    let Some((first, _)) = first else { return 0..usize::MAX };
    let length = lines[first + 1..].iter().position(|line| starts(line)).unwrap_or(lines.len() - first - 1);
    first + 1..first + length + 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Spot;

    #[test]
    fn faults_stand_at_their_fields() {
        let of = |code: &str, file: &str, line, english: &str| {
            let said =
                Said { code: code.into(), english: english.into(), russian: "по-русски".into() };
            Fault::new(&Spot { file: file.into(), line, column: 1 }, said)
        };
        let fault = |file: &str, line, english: &str| of("key.x", file, line, english);
        let text = "[set]\nid = \"x\"\n[[pattern]]\nregex = 'a'\n\n[[pattern]]\nregex = '('\n";
        assert_eq!((row_lines(text, "pattern", 0), row_lines(text, "pattern", 1)), (3..6, 6..8));
        let all = vec![
            fault("stored:x.toml", 7, "`regex`: it is not closed"),
            fault("stored:x.toml", 4, "`regex`: another row's"),
            fault("other.toml", 7, "`regex`: another file's"),
            fault("stored:x.toml", 6, "`id` is missing: the name"),
            fault("stored:x.toml", 6, "unknown key `odd`"),
            of("example.missed", "stored:x.toml", 6, "x/y: example does not match: \"z\": no hit"),
        ];
        let keys = ["regex", "id", "examples"];
        let sorted = Faults::sort(all, "x.toml", row_lines(text, "pattern", 1), &keys);
        assert_eq!(sorted.of("examples").len(), 1);
        assert_eq!(sorted.of("regex")[0].english, "it is not closed", "the label says of what");
        assert_eq!(sorted.of("regex").len(), 1);
        assert_eq!(sorted.of("id").len(), 1);
        assert_eq!(sorted.others.len(), 3);
    }
}
