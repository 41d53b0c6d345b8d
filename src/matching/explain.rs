//! Why an entry matched a text, or why it did not, in lines for a person.

use super::scan::Scan;
use super::{Explanation, Matcher, Words};
use crate::model::Matches;

/// Spots told of each kind; the rest is counted.
const MAX_TOLD: usize = 20;

pub(super) fn explain(matcher: &Matcher, entry: usize, words: &Words) -> Explanation {
    let of = &matcher.entries[entry];
    let scan = Scan::new(matcher, words, true);
    let mut lines = Vec::new();
    let hits: Vec<_> = scan.hits.iter().filter(|(at, _)| *at == entry).map(|(_, hit)| hit).collect();
    for hit in hits.iter().take(MAX_TOLD) {
        let strength = if hit.confidence >= of.min_confidence { "hit" } else { "weak, below the floor" };
        lines.push(format!(
            "line {}: {strength}: confidence {} (floor {}): {}",
            hit.line,
            hundredths(hit.confidence),
            hundredths(of.min_confidence),
            hit.evidence.join("; ")
        ));
    }
    more(&mut lines, hits.len(), "hits");
    let rejected: Vec<_> = scan.rejected.iter().filter(|r| r.entry == entry).collect();
    for spot in rejected.iter().take(MAX_TOLD) {
        let line = scan.page.line(scan.page.words[spot.token].start);
        lines.push(format!("line {line}: not it at «{}»: {}", scan.page.original(spot.token), spot.why));
    }
    more(&mut lines, rejected.len(), "refused spots");
    let vetoed: Vec<_> = scan.vetoed.iter().filter(|v| v.0 == entry).collect();
    lines.extend(vetoed.iter().take(MAX_TOLD).map(|(_, line, why)| format!("line {line}: vetoed: {why}")));
    more(&mut lines, vetoed.len(), "vetoed spots");
    for (_, refused) in scan.refused.iter().filter(|r| r.0 == entry) {
        lines.push(format!("{refused} matches of the expression were refused by its validator"));
    }
    match &of.matches {
        Matches::Query(_) => {
            if let Some(query) = matcher.queries.iter().find(|q| q.entry == entry) {
                query.explain(&scan.facts(matcher, words), &mut lines);
            }
        }
        Matches::Check(check) => {
            lines.push(format!("a check asks the facts of a portal, not words: {}", check.fact));
        }
        Matches::Entity(_) | Matches::Pattern(_) | Matches::Records(_) => {}
    }
    if lines.is_empty() {
        lines.push("nothing of it stands in the text".into());
    }
    Explanation { matched: hits.iter().any(|h| h.confidence >= of.min_confidence), lines }
}

fn more(lines: &mut Vec<String>, all: usize, what: &str) {
    if all > MAX_TOLD {
        lines.push(format!("... and {} more {what}", all - MAX_TOLD));
    }
}

fn hundredths(n: u32) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}
