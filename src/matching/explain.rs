//! Why an entry matched a text, or why it did not, in lines for a person, in both languages of the house.
//!
//! What was found and what was refused comes from a scan that keeps its reasons; when nothing came near, each kind of
//! entry says which of its parts is missing. Works for one entry and one text at a time, and may take its time.

mod names;
mod pattern;

use std::borrow::Cow;

use super::scan::Scan;
use super::{Explanation, Matcher, Words};
use crate::model::said::Tell;
use crate::model::{EntityKind, Hit, Language, Matches, Said, evidence, refusal};
use crate::said;

/// Spots told of each kind; the rest is counted.
const MAX_TOLD: usize = 20;

pub(super) fn explain(matcher: &Matcher, entry: usize, words: &Words) -> Explanation {
    let of = &matcher.entries[entry];
    let scan = Scan::new(matcher, words, true);
    let mut lines = Vec::new();
    let hits: Vec<&Hit> = scan.hits.iter().filter(|(at, _)| *at == entry).map(|(_, hit)| hit).collect();
    for hit in hits.iter().take(MAX_TOLD) {
        lines.push(found(hit, of.min_confidence));
        if hit.confidence < of.min_confidence {
            let context = &matcher.contexts[entry];
            lines.extend(context.nearest(&scan.page, &matcher.terms, scan.seen(matcher), hit.start, hit.end));
        }
    }
    more(&mut lines, hits.len(), &said!("explain.hits", "hits", "совпадений"));
    let mut rejected: Vec<_> = scan.rejected.iter().filter(|r| r.entry == entry).collect();
    // A spot is judged by each of the words that lead to it.
    rejected.sort_by_key(|spot| (spot.token, spot.why));
    rejected.dedup_by_key(|spot| (spot.token, spot.why));
    for spot in rejected.iter().take(MAX_TOLD) {
        lines.push(said!(
            "explain.refused",
            "line {line}: not it at «{word}»: {why}",
            "строка {line}: «{word}» не подходит: {why}",
            line = scan.page.line_of(spot.token),
            word = scan.page.original(spot.token),
            why = Refusal(spot.why)
        ));
    }
    more(&mut lines, rejected.len(), &said!("explain.refused", "refused spots", "отвергнутых мест"));
    let vetoed: Vec<_> = scan.vetoed.iter().filter(|v| v.0 == entry).collect();
    for (_, line, veto) in vetoed.iter().take(MAX_TOLD) {
        lines.push(said!(
            "explain.vetoed",
            "line {line}: vetoed: {why}",
            "строка {line}: запрещено: {why}",
            line,
            why = veto
        ));
    }
    more(&mut lines, vetoed.len(), &said!("explain.vetoed", "vetoed spots", "запрещённых мест"));
    let untold: Vec<_> = scan.untold.iter().filter(|untold| untold.0 == entry).collect();
    for (_, hit, by) in untold.iter().take(MAX_TOLD) {
        lines.push(said!(
            "explain.untold",
            "line {line}: holds, and is told by {by}, which stands before it in a set that tells a sentence once (first_only)",
            "строка {line}: выполнено, но об этом говорит {by}: в наборе эта запись раньше, а об одном предложении он говорит один раз (first_only)",
            line = hit.line,
            by = matcher.ids[*by]
        ));
    }
    match &of.matches {
        Matches::Query(_) => {
            if let Some(query) = matcher.queries.of(entry) {
                query.explain(&scan.facts(matcher, words), &matcher.ids, &mut lines);
            }
        }
        Matches::Check(check) => lines.push(said!(
            "explain.check",
            "a check asks the facts of a portal, not words: {fact}",
            "проверка смотрит на ответы портала, а не на слова: {fact}",
            fact = check.fact
        )),
        Matches::Entity(of_entry) if of_entry.kind == EntityKind::Document => {
            matcher.documents.explain(entry, &mut lines);
        }
        Matches::Entity(entity) if lines.is_empty() => names::missing(entity, &scan.page, &mut lines),
        Matches::Pattern(of_entry) if of_entry.lookalike.is_some() => {
            if lines.is_empty() {
                matcher.lookalikes.explain(entry, &mut lines);
            }
        }
        Matches::Pattern(of_entry) => {
            let held = hits.len() + vetoed.len();
            let proved = proved(matcher, entry);
            pattern::explain(of_entry, words.text, &scan.page, held, proved.as_ref(), &mut lines);
        }
        Matches::Entity(_) | Matches::Records(_) => {}
    }
    if lines.is_empty() {
        lines.push(said!(
            "explain.nothing",
            "nothing of it stands in the text",
            "в тексте нет ничего похожего"
        ));
    }
    Explanation { matched: hits.iter().any(|h| h.confidence >= of.min_confidence), lines }
}

fn found(hit: &Hit, floor: u32) -> Said {
    let values = (hit.line, hundredths(hit.confidence), hundredths(floor), Evidence(&hit.evidence));
    let (line, confidence, floor_said, evidence) = values;
    if hit.confidence >= floor {
        said!(
            "explain.hit",
            "line {line}: hit: «{text}», confidence {confidence} (floor {floor_said}): {evidence}",
            "строка {line}: есть: «{text}», уверенность {confidence} (порог {floor_said}): {evidence}",
            line,
            text = short(&hit.text),
            confidence,
            floor_said,
            evidence
        )
    } else {
        said!(
            "explain.weak",
            "line {line}: weak, below the floor: «{text}», confidence {confidence} (floor {floor_said}): {evidence}",
            "строка {line}: слабо, ниже порога: «{text}», уверенность {confidence} (порог {floor_said}): {evidence}",
            line,
            text = short(&hit.text),
            confidence,
            floor_said,
            evidence
        )
    }
}

/// What the validator proves of the entry's own examples; none: it has no example that shows it.
fn proved(matcher: &Matcher, entry: usize) -> Option<Cow<'static, str>> {
    let of = &matcher.entries[entry];
    of.examples.iter().find_map(|text| {
        let scan = Scan::new(matcher, &Words { text, ..Words::default() }, false);
        let hit = scan.hits.into_iter().find(|(at, _)| *at == entry)?;
        hit.1.evidence.first().cloned()
    })
}

/// Evidence on one line.
struct Evidence<'a>(&'a [Cow<'static, str>]);

impl Tell for Evidence<'_> {
    fn tell(&self, language: Language) -> String {
        self.0.iter().map(|line| evidence::told(line, language)).collect::<Vec<_>>().join("; ")
    }
}

struct Refusal(&'static str);

impl Tell for Refusal {
    fn tell(&self, language: Language) -> String {
        refusal::told(self.0, language).into_owned()
    }
}

fn more(lines: &mut Vec<Said>, all: usize, what: &Said) {
    if all > MAX_TOLD {
        lines.push(said!(
            what.code.as_str(),
            "... and {n} more {what}",
            "... и ещё {n} {what}",
            n = all - MAX_TOLD,
            what
        ));
    }
}

fn hundredths(n: u32) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}

/// As much of a text as a line has room for.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = out.char_indices().nth(LONGEST) {
        out.truncate(at);
        out.push('…');
    }
    out
}
