//! What is planted: a page that names the company and holds what one of the watch's own entries looks for, such that its
//! risk owes an alert under the watch's plan. Pure; chosen by trying, with the matcher and the risk tables of the line.

use std::cmp::Reverse;
use std::collections::HashMap;

use anyhow::{Context, bail};

use crate::alert::route;
use crate::config::Config;
use crate::matching::{Matcher, Words};
use crate::model::{Class, Entity, Entry, Exposure, Language, Matches, Plan, Watch};
use crate::risk::Tables;

/// A page of its own words, plain and escaped by whoever serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Planted {
    pub title: String,
    pub lines: Vec<String>,
    pub language: Language,
}

/// Sentences that entries about threats look for, in the order in which they are tried.
const RUSSIAN: [&str; 4] = [
    "Объявляем бойкот: {company}.",
    "Мошенники звонят от имени {company}.",
    "Завтра ддос на сайт {company}.",
    "Сообщают об утечке данных клиентов {company}.",
];
const ENGLISH: [&str; 4] = [
    "Boycott {company} now.",
    "Phishing mails impersonating {company}.",
    "Our target: {company}.",
    "Data breach at {company}.",
];

/// Errors: no entry of the watch can owe an alert, with what to do about it.
pub(super) fn planted(config: &Config, watch: &str) -> anyhow::Result<Planted> {
    let names = || config.watches.iter().map(|w| w.id.as_str()).collect::<Vec<_>>().join(", ");
    let watch = config
        .watches
        .iter()
        .find(|w| w.id == watch)
        .with_context(|| format!("there is no watch `{watch}`; one of: {}", names()))?;
    let plan = config.plans.get(&watch.plan).context("the watch's plan is not there")?;
    let entries: HashMap<String, &Entry> =
        config.sets.iter().flat_map(|s| &s.entries).map(|e| (e.full_id(), e)).collect();
    let company = company(watch, &entries)?;
    let matcher = Matcher::new(&config.sets).map_err(super::super::Faulty)?;
    let language = if cyrillic(&company.name) { Language::Russian } else { Language::English };
    let alerts = |text: &str| {
        let hits = matcher.scan(&Words { text, ..Words::default() });
        hits.iter().any(|hit| {
            let entry = entries.get(&*hit.entry).filter(|e| watch.keyword_sets.contains(&e.set));
            entry.is_some_and(|e| hit.confidence >= e.min_confidence && owes(e, hit.confidence, plan))
        })
    };
    let used: Vec<&Entry> =
        config.sets.iter().filter(|s| watch.keyword_sets.contains(&s.id)).flat_map(|s| &s.entries).collect();
    for line in candidates(watch, used, company, language) {
        let page = page(company, line, language);
        if alerts(&page.lines.join("\n")) {
            return Ok(page);
        }
    }
    bail!(
        "no entry of the watch {} can raise an alert under its plan {}: give it a keyword set that can \
         (`secrets` for plans with leaks, `threats` for all), or a query of your own with damage = \"large\"",
        watch.id,
        plan.name
    )
}

fn company<'a>(watch: &Watch, entries: &HashMap<String, &'a Entry>) -> anyhow::Result<&'a Entity> {
    match entries.get(&watch.organisation).map(|e| &e.matches) {
        Some(Matches::Entity(entity)) => Ok(entity),
        _ => bail!("the organisation {} of the watch {} is no entity", watch.organisation, watch.id),
    }
}

/// Whether one hit of this entry on a public page owes an alert.
fn owes(entry: &Entry, confidence: u32, plan: &Plan) -> bool {
    let tables = Tables::default();
    let probability = tables.probability(confidence, entry.harm, Exposure::Public);
    let risk = tables.of(entry.damage_of(1), probability);
    plan.covers(entry.class) && route::owes_alert(entry.class, &risk, entry.alert)
}

/// Lines that may be what an entry looks for: the watch's own patterns, then carried ones, the worst first, then
/// sentences about the company, then what queries give as examples.
fn candidates(watch: &Watch, mut used: Vec<&Entry>, company: &Entity, language: Language) -> Vec<String> {
    let own = watch.organisation.split('/').next().unwrap_or_default();
    // What can be used by whoever finds it says the most to whoever reads the letter.
    used.sort_by_key(|e| (e.set != own, e.class != Class::Leak, Reverse((e.harm, e.damage))));
    let examples = |wanted: fn(&Matches) -> bool| {
        let of = used.iter().filter(move |e| wanted(&e.matches));
        of.flat_map(|e| e.examples.first().cloned()).collect::<Vec<_>>()
    };
    let sentences = if language == Language::Russian { RUSSIAN } else { ENGLISH };
    let mut lines = examples(|m| matches!(m, Matches::Pattern(_)));
    lines.extend(sentences.map(|s| s.replace("{company}", &company.name)));
    lines.extend(examples(|m| matches!(m, Matches::Query(_) | Matches::Entity(_))));
    lines
}

fn page(company: &Entity, line: String, language: Language) -> Planted {
    let name = &company.name;
    let domain = company.domains.first().map(|d| format!(", {d}")).unwrap_or_default();
    let (title, about) = match language {
        Language::Russian => (
            format!("Проверка leakwatch: {name}"),
            "Эту страницу leakwatch показывает сам себе, и только на этой машине: ничего не утекло.",
        ),
        Language::English => (
            format!("A test of leakwatch: {name}"),
            "leakwatch shows this page to itself, on this machine alone: nothing has leaked.",
        ),
    };
    Planted { title, lines: vec![about.to_owned(), format!("{name}{domain}"), line], language }
}

fn cyrillic(text: &str) -> bool {
    text.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c))
}
