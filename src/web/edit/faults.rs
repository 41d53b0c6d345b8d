//! Where a fault of the configuration is told in a form: at the field that it speaks of, else above all fields.

use std::collections::BTreeMap;

use crate::model::Fault;

/// The faults of a form that was sent.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// By the key of the field.
    at: BTreeMap<String, Vec<String>>,
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
            match key(&fault.message).filter(|key| here && keys.contains(key)) {
                Some(key) => sorted.at.entry(key.to_owned()).or_default().push(fault.message.clone()),
                None => sorted.others.push(fault),
            }
        }
        sorted
    }

    pub fn add(&mut self, key: &str, message: impl Into<String>) {
        self.at.entry(key.to_owned()).or_default().push(message.into());
    }

    pub fn of(&self, key: &str) -> &[String] {
        self.at.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.at.is_empty() && self.others.is_empty()
    }
}

/// The key that a message speaks of: the configuration puts it in backticks at the beginning, and examples that do not
/// hold are told as `set/entry: example ...`.
fn key(message: &str) -> Option<&str> {
    match message.split_once(": ").map(|(_, rest)| rest) {
        Some(rest) if rest.starts_with("example ") => return Some("examples"),
        Some(rest) if rest.starts_with("counter-example ") => return Some("counter_examples"),
        _ => {}
    }
    message.strip_prefix('`')?.split('`').next()
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
        let fault = |file: &str, line, message: &str| {
            Fault::new(&Spot { file: file.into(), line, column: 1 }, message)
        };
        let text = "[set]\nid = \"x\"\n[[pattern]]\nregex = 'a'\n\n[[pattern]]\nregex = '('\n";
        assert_eq!((row_lines(text, "pattern", 0), row_lines(text, "pattern", 1)), (3..6, 6..8));
        let all = vec![
            fault("stored:x.toml", 7, "`regex`: it is not closed"),
            fault("stored:x.toml", 4, "`regex`: another row's"),
            fault("other.toml", 7, "`regex`: another file's"),
            fault("stored:x.toml", 6, "`id` is missing: the name"),
            fault("stored:x.toml", 6, "unknown key `odd`"),
            fault("stored:x.toml", 6, "x/y: example does not match: \"z\": no hit"),
        ];
        let keys = ["regex", "id", "examples"];
        let sorted = Faults::sort(all, "x.toml", row_lines(text, "pattern", 1), &keys);
        assert_eq!(sorted.of("examples").len(), 1);
        assert_eq!(sorted.of("regex"), ["`regex`: it is not closed"]);
        assert_eq!(sorted.of("id").len(), 1);
        assert_eq!(sorted.others.len(), 3);
    }
}
