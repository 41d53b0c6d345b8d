//! What happened in a period, as stories: one for each class and entry, the gravest first, told in a sentence or two
//! instead of a row a finding.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Block, Row, Tone};
use super::words::{self, When, count, either, number};
use super::{DigestLetter, inert};
use crate::model::{Class, EventKind, Language, Level};
use crate::store::rows::Changed;

const STORIES: usize = 15;

/// One story a group of class and entry, the gravest class first.
pub(super) fn stories(letter: &DigestLetter, when: When, blocks: &mut Vec<Block>) {
    let language = when.language;
    let mut groups: BTreeMap<(Class, &str), Vec<&Changed>> = BTreeMap::new();
    for changed in &letter.material.changed {
        groups.entry((changed.finding.class, &changed.finding.entry)).or_default().push(changed);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(key, all)| {
        (Reverse(all.iter().map(|c| (c.finding.risk.level, c.finding.risk.probability)).max()), *key)
    });
    blocks.push(Block::Heading(either(language, "Что произошло", "What happened").to_owned()));
    if groups.is_empty() {
        blocks.push(Block::Text(
            either(language, "За это время ничего нового не нашлось.", "Nothing new was found in this time.")
                .to_owned(),
        ));
        return;
    }
    let rest = groups.len().saturating_sub(STORIES) as u64;
    let rows = groups.iter().take(STORIES).map(|(key, all)| story(letter, *key, all, when)).collect();
    blocks.push(Block::Rows(rows));
    if rest > 0 {
        blocks.push(Block::Text(either(
            language,
            format!("И ещё {} других правил.", number(language, rest)),
            format!("And {} more rules found something.", number(language, rest)),
        )));
    }
}

fn story(letter: &DigestLetter, (class, entry): (Class, &str), all: &[&Changed], when: When) -> Row {
    let language = when.language;
    let of = |kind| all.iter().filter(|c| c.events.iter().any(|e| e.kind == kind)).count() as u64;
    let mut parts = Vec::new();
    let new = of(EventKind::New);
    if new > 0 {
        parts.push(count(
            language,
            new,
            ["новая находка", "новые находки", "новых находок"],
            ["new finding", "new findings"],
        ));
    }
    for (kind, russian, english) in [
        (EventKind::Risen, "риск вырос у", "risen in risk"),
        (EventKind::Spread, "разошлось дальше:", "spread further"),
        (EventKind::Returned, "появилось снова:", "back again"),
    ] {
        match (of(kind), language) {
            (0, _) => {}
            (n, Language::Russian) => parts.push(format!("{russian} {}", number(language, n))),
            (n, Language::English) => parts.push(format!("{} {english}", number(language, n))),
        }
    }
    if let Some(first) = all.iter().flat_map(|c| &c.events).map(|e| e.found).min() {
        parts.push(either(
            language,
            format!("впервые {}", when.on_weekday(first)),
            format!("first {}", when.on_weekday(first)),
        ));
    }
    let mut hosts: Vec<String> = all.iter().map(|c| inert::host(&c.finding.url)).collect();
    hosts.dedup();
    let mut seen = BTreeSet::new();
    hosts.retain(|h| seen.insert(h.clone()));
    if let Some(first) = hosts.first() {
        parts.push(match (hosts.len() as u64 - 1, language) {
            (0, Language::Russian) => format!("на {first}"),
            (0, Language::English) => format!("at {first}"),
            (n, Language::Russian) => {
                format!("на {first} и ещё в {}", count(language, n, ["месте", "местах", "местах"], ["", ""]))
            }
            (n, Language::English) => {
                format!("at {first} and {}", count(language, n, ["", "", ""], ["more place", "more places"]))
            }
        });
    }
    let title = letter.entries.get(entry).map_or(entry, String::as_str);
    let level = all.iter().map(|c| c.finding.risk.level).max().unwrap_or(Level::Low);
    let mut detail = format!("{}: {}.", words::class(language, class), parts.join(", "));
    let worst = all.iter().max_by_key(|c| (c.finding.risk.probability, Reverse(c.finding.id)));
    if let Some(worst) = worst.and_then(|c| beside(title, c, language)) {
        let told =
            if all.len() == 1 { "" } else { either(language, "Самое опасное: ", "The worst: ") };
        detail.push_str(&format!(" {told}{worst}"));
    }
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("entry", entry).finish();
    Row {
        tone: Tone::Level(level),
        title: inert::line(title, 90),
        detail,
        url: Some(format!("{}/findings?{query}", letter.reader.public_url)),
    }
}

/// What a finding's title says beside its entry's, which the story has said already; none: nothing.
fn beside(entry: &str, changed: &Changed, language: Language) -> Option<String> {
    let finding = &changed.finding;
    let rest = finding.title.strip_prefix(entry).unwrap_or(&finding.title).trim_start_matches([':', ' ']);
    if finding.values > 1 && rest == finding.values.to_string() {
        let words = (["значение", "значения", "значений"], ["value", "values"]);
        return Some(count(language, finding.values, words.0, words.1));
    }
    (!rest.is_empty()).then(|| inert::line(rest, 90))
}
