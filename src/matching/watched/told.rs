//! For `explain`: each part of an expression with where it holds, and which parts it fails at.

use std::sync::Arc;

use super::{Facts, Held, Part, Watched, distance, nearest};
use crate::model::Said;
use crate::model::said::joined;
use crate::query::places::Place;
use crate::said;

/// Parts that are blamed for a query that does not hold.
const MAX_BLAMED: usize = 8;
/// Characters of a place that are shown.
const MAX_SHOWN: usize = 80;

impl Watched {
    /// Each part of the expression with where it holds, and which parts it fails at.
    pub(in crate::matching) fn explain(&self, facts: &Facts, ids: &[Arc<str>], lines: &mut Vec<Said>) {
        explain(&self.root, facts, ids, 0, lines);
        if let Held::At(mut places) = self.root.held(facts) {
            let before = places.len();
            let vetoed = self.spare(&mut places, facts);
            let far = before - places.len() - vetoed.len();
            if let (true, Some(most)) = (far > 0, self.sentences) {
                lines.push(said!(
                    "explain.sentences",
                    "vetoed: {far} places span more than {most} sentences",
                    "запрещено: мест, что занимают больше предложений, чем {most}: {far}",
                    far,
                    most
                ));
            }
            for (place, by) in vetoed.iter().take(MAX_BLAMED) {
                lines.push(said!(
                    "explain.unless",
                    "line {line}: vetoed: `unless` holds in the same sentence: «{words}»",
                    "строка {line}: запрещено: в том же предложении выполнено unless: «{words}»",
                    line = facts.line(*place),
                    words = facts.shown(*by)
                ));
            }
        }
        if let Held::No = self.root.held(facts) {
            let mut blamed = Vec::new();
            blame(&self.root, facts, ids, &mut blamed);
            blamed.dedup();
            blamed.truncate(MAX_BLAMED);
            lines.push(said!(
                "explain.fails",
                "it fails at: {parts}",
                "не выполнено из-за: {parts}",
                parts = joined(&blamed, "; ")
            ));
        }
    }
}

fn explain(part: &Part, facts: &Facts, ids: &[Arc<str>], depth: usize, lines: &mut Vec<Said>) {
    let (blank, name) = ("  ".repeat(depth + 1), part.name(facts, ids));
    let in_text = |places: &[Place]| places.iter().find(|p| p.first < facts.seen.title).copied();
    lines.push(match part.held(facts) {
        Held::No => {
            said!("explain.part", "{blank}{name}: does not hold", "{blank}{name}: не выполнено", blank, name)
        }
        Held::Yes => said!("explain.part", "{blank}{name}: holds", "{blank}{name}: выполнено", blank, name),
        Held::Unknown => said!(
            "explain.part",
            "{blank}{name}: is not known of a text alone",
            "{blank}{name}: об одном тексте это неизвестно",
            blank,
            name
        ),
        Held::At(places) => match in_text(&places) {
            None => said!(
                "explain.part",
                "{blank}{name}: holds in the title",
                "{blank}{name}: выполнено в заголовке",
                blank,
                name
            ),
            Some(first) => said!(
                "explain.part",
                "{blank}{name}: holds at {n} places, first on line {line}",
                "{blank}{name}: выполнено, мест: {n}, первое в строке {line}",
                blank,
                name,
                n = places.len(),
                line = facts.line(first)
            ),
        },
    });
    for below in part.below() {
        explain(below, facts, ids, depth + 1, lines);
    }
}

/// The parts because of which a part does not hold.
fn blame(part: &Part, facts: &Facts, ids: &[Arc<str>], out: &mut Vec<Said>) {
    match part {
        Part::All(parts) | Part::Any(parts) => {
            for below in parts.iter().filter(|p| matches!(p.held(facts), Held::No)) {
                blame(below, facts, ids, out);
            }
        }
        Part::Not(inner) => out.push(said!(
            "explain.not",
            "{name} stands in the text, and must not",
            "{name} есть в тексте, а не должно",
            name = inner.name(facts, ids)
        )),
        Part::Near { left, right, .. } => match (left.held(facts), right.held(facts)) {
            (Held::At(one), Held::At(other)) => {
                // Of the few against the many, as NEAR itself asks.
                let (few, many) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
                let pairs = few.iter().map(|&place| (place, nearest(many, place)));
                if let Some((a, b)) = pairs.min_by_key(|(a, b)| distance(*a, *b)) {
                    out.push(said!(
                        "explain.apart",
                        "{name}: the nearest places are {apart} words apart, on lines {a} and {b}",
                        "{name}: между ближайшими местами {apart} слов, строки {a} и {b}",
                        name = part.name(facts, ids),
                        apart = distance(a, b),
                        a = facts.line(a),
                        b = facts.line(b)
                    ));
                }
            }
            _ => {
                for below in [left, right] {
                    match below.held(facts) {
                        Held::No => blame(below, facts, ids, out),
                        Held::Yes | Held::Unknown => out.push(below.name(facts, ids)),
                        Held::At(_) => {}
                    }
                }
            }
        },
        Part::Term(_) | Part::Title(_) | Part::Field(_) | Part::Entries(_) => out.push(part.name(facts, ids)),
    }
}

impl Part {
    fn below(&self) -> Vec<&Part> {
        match self {
            Part::All(parts) | Part::Any(parts) => parts.iter().collect(),
            Part::Not(part) => vec![part],
            Part::Near { left, right, .. } => vec![left, right],
            Part::Term(_) | Part::Title(_) | Part::Field(_) | Part::Entries(_) => Vec::new(),
        }
    }

    fn name(&self, facts: &Facts, ids: &[Arc<str>]) -> Said {
        let plain = |text: String| Said { code: "explain.part".into(), english: text.clone(), russian: text };
        match self {
            Part::All(_) => plain("AND".into()),
            Part::Any(_) => plain("OR".into()),
            Part::Not(_) => plain("NOT".into()),
            Part::Near { n, ordered, .. } => plain(format!("{}/{n}", if *ordered { "PRE" } else { "NEAR" })),
            Part::Term(term) => {
                let term = stems(&facts.terms.show(*term));
                said!("explain.term", "term «{term}»", "слово «{term}»", term)
            }
            Part::Title(term) => plain(format!("title:{}", stems(&facts.terms.show(*term)))),
            Part::Field(asked) => plain(asked.to_string()),
            Part::Entries(entries) => {
                let named: Vec<&str> = entries.iter().take(3).map(|&at| &*ids[at]).collect();
                let more = if entries.len() > 3 { ", …" } else { "" };
                said!(
                    "explain.entries",
                    "one of {n} entities or patterns ({named}{more})",
                    "один из объектов или шаблонов, всего {n} ({named}{more})",
                    n = entries.len(),
                    named = named.join(", "),
                    more
                )
            }
        }
    }
}

/// Stems as people read them: `утечк… дан…`.
fn stems(shown: &str) -> String {
    let word = |word: &str| match word.ends_with('*') || word.starts_with('=') {
        true => word.to_owned(),
        false => format!("{word}…"),
    };
    shown.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

impl Facts<'_> {
    /// The words of a place; of the title none.
    fn shown(&self, place: Place) -> String {
        let slice = (place.last as usize) < self.page.tokens.len();
        let words = if slice { self.page.slice(place.first as usize, place.last as usize) } else { "" };
        words.chars().take(MAX_SHOWN).collect()
    }

    fn line(&self, place: Place) -> usize {
        match self.page.tokens.len() {
            // In the title, or in a page without words.
            many if place.first as usize >= many => 1,
            _ => self.page.line_of(place.first as usize),
        }
    }
}
