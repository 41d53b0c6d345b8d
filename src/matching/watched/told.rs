//! For `explain`: each part of an expression with where it holds.

use super::{Facts, Held, Part, Watched};

impl Watched {
    pub(in crate::matching) fn explain(&self, facts: &Facts, lines: &mut Vec<String>) {
        explain(&self.root, facts, 0, lines);
    }
}

fn explain(part: &Part, facts: &Facts, depth: usize, lines: &mut Vec<String>) {
    let (name, below): (String, Vec<&Part>) = match part {
        Part::All(parts) => ("AND".into(), parts.iter().collect()),
        Part::Any(parts) => ("OR".into(), parts.iter().collect()),
        Part::Not(part) => ("NOT".into(), vec![part]),
        Part::Near { n, ordered, left, right } => {
            (format!("{}/{n}", if *ordered { "PRE" } else { "NEAR" }), vec![left, right])
        }
        Part::Term(term) => (format!("term {}", facts.terms.show(*term)), Vec::new()),
        Part::Title(term) => (format!("title:{}", facts.terms.show(*term)), Vec::new()),
        Part::Field(asked) => (asked.to_string(), Vec::new()),
        Part::Entries(entries) => (format!("one of {} entities or patterns", entries.len()), Vec::new()),
    };
    let state = match part.held(facts) {
        Held::No => "does not hold".to_owned(),
        Held::Yes => "holds".to_owned(),
        Held::Unknown => "is not known of a text alone".to_owned(),
        Held::At(places) => match places.iter().find(|place| place.first < facts.seen.title) {
            None => "holds in the title".to_owned(),
            Some(first) => {
                let line = facts.page.line(facts.page.span(first.first as usize, first.last as usize).start);
                format!("holds at {} places, first on line {line}", places.len())
            }
        },
    };
    lines.push(format!("{}{name}: {state}", "  ".repeat(depth + 1)));
    for part in below {
        explain(part, facts, depth + 1, lines);
    }
}
