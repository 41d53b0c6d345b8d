//! What places are searched for: the names of the watches that look there, as one types them into a search.
//!
//! A name stands in quotes, so that an engine gives what holds it and not what is like it. What is ours counts most; what
//! would be a leak or a threat is asked for beside our name, and search engines are asked for files too.

use std::collections::HashSet;

use crate::config::Config;
use crate::matching::{latin, plain_name};
use crate::model::{Crawl, Entity, EntityKind, Matches, Role, Term};
use crate::sources::Source;

/// What is said beside a name when something has leaked or threatens. Words that stand in all such texts.
const BESIDE: &[&str] = &["утечка", "слив базы", "конфиденциально", "leak", "database"];
/// What search engines know, with a name.
const FILES: &[&str] =
    &["filetype:xlsx", "filetype:pdf \"коммерческая тайна\"", "filetype:docx confidential"];
/// The same with a domain: what must not be found on it, and where it must not be found.
const DOMAIN: &[&str] = &[
    "site:{} intitle:\"index of\"",
    "site:{} filetype:sql",
    "site:{} filetype:xlsx",
    "\"@{}\" password -site:{}",
    "\"{}\" leak -site:{}",
];
/// Terms of one crawl; whoever watches more than this asks for the names alone.
const MOST: usize = 20_000;

/// The crawl with its terms, where its source searches: they are made of every name of its watches.
pub fn given(config: &Config, crawl: &Crawl, source: &dyn Source) -> Crawl {
    let terms = if source.searches() { of(config, &crawl.id) } else { Vec::new() };
    Crawl { terms, ..crawl.clone() }
}

/// The terms of a crawl, the weightiest first, each once.
fn of(config: &Config, crawl: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for watch in config.watches.iter().filter(|w| w.crawls.iter().any(|c| c == crawl)) {
        let plan = config.plans.get(&watch.plan);
        let sets = config.sets.iter().filter(|set| watch.keyword_sets.contains(&set.id));
        for entry in sets.flat_map(|set| &set.entries) {
            let Matches::Entity(entity) = &entry.matches else { continue };
            if plan.is_none_or(|plan| plan.roles.contains(&entity.role)) {
                ask(entity, &mut terms);
            }
        }
    }
    terms.sort_by_key(|term| std::cmp::Reverse(term.weight));
    let mut seen = HashSet::new();
    terms.retain(|term| seen.insert(term.text.clone()));
    terms.truncate(MOST);
    terms
}

fn ask(entity: &Entity, out: &mut Vec<Term>) {
    let weight = match entity.role {
        Role::Own => 4,
        Role::Leadership => 3,
        Role::Partner | Role::Competitor | Role::Other => 1,
    };
    let mut add = |text: String, weight: u32, operators: bool| out.push(Term { text, weight, operators });
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', ""));
    let own = entity.role == Role::Own;
    match entity.kind {
        EntityKind::Person => {
            let words: Vec<&str> = entity.name.split_whitespace().collect();
            add(quoted(&entity.name), weight, false);
            // Surname, given name and patronymic are more often written the other way round, without the last.
            if let [surname, given, _] = words[..] {
                add(quoted(&format!("{given} {surname}")), weight, false);
                add(quoted(&romanised(&format!("{given} {surname}"))), weight, false);
            }
        }
        EntityKind::Organisation | EntityKind::Brand => {
            let name = quoted(&plain_name(&entity.name));
            add(name.clone(), weight, false);
            if own {
                BESIDE.iter().for_each(|beside| add(format!("{name} {beside}"), weight - 1, false));
                FILES.iter().for_each(|files| add(format!("{name} {files}"), weight - 2, true));
            }
        }
        EntityKind::Domain | EntityKind::Email => add(quoted(&entity.name), weight, false),
        // A document's words are nobody's to type.
        EntityKind::Document => {}
    }
    let others = entity.latin.iter().chain(&entity.aliases);
    others.for_each(|name| add(quoted(name), weight, false));
    entity.handles.iter().for_each(|handle| add(quoted(handle), weight, false));
    for domain in &entity.domains {
        add(quoted(domain), weight, false);
        if own {
            DOMAIN.iter().for_each(|form| add(form.replace("{}", domain), weight - 2, true));
        }
    }
}

/// In Latin letters by BGN/PCGN, as most papers write it; what is no Cyrillic stays.
fn romanised(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        let Some(small) = letter.to_lowercase().next() else { continue };
        match latin(if small == 'ё' { 'е' } else { small }) {
            Some(written) if letter.is_uppercase() => {
                let mut written = written.chars();
                out.extend(written.next().map(|first| first.to_ascii_uppercase()));
                out.push_str(written.as_str());
            }
            Some(written) => out.push_str(written),
            None => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_typed_in_as_people_write_it() {
        for (name, expected) in
            [("Иванов Иван", "Ivanov Ivan"), ("Щукин Юрий", "Shchukin Yuriy"), ("John Smith", "John Smith")]
        {
            assert_eq!(romanised(name), expected);
        }
        for (name, expected) in [
            ("ООО «Ромашка»", "Ромашка"),
            ("АО \"Торговый дом «Лагуна»\"", "Лагуна"),
            ("Acme Systems LLC", "Acme Systems"),
            ("Acme, Inc.", "Acme"),
            ("ПАО Гранитбанк", "Гранитбанк"),
            ("АО", "АО"),
        ] {
            assert_eq!(plain_name(name), expected, "{name}");
        }
    }
}
