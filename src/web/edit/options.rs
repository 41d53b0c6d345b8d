//! What forms offer to choose from, taken from what is in use, and names made out of titles.

use std::collections::BTreeSet;

use crate::matching::latin;
use crate::model::{Class, Damage, Gets, Language, Matches, Role};
use crate::web::View;
use crate::web::layout;
use crate::web::tongue::Tongue;
use crate::web::words as w;

/// Values with the words that they are shown by.
pub type Options = Vec<(String, String)>;

fn pair(value: &str, words: &str) -> (String, String) {
    (value.to_owned(), words.to_owned())
}

pub fn watches(view: &View) -> Options {
    view.watches.iter().map(|watch| pair(&watch.id, &watch.title)).collect()
}

pub fn gets(t: &Tongue) -> Options {
    Gets::ALL.iter().map(|gets| pair(gets.word(), &t[w::gets(*gets)])).collect()
}

pub fn languages() -> Options {
    vec![pair("ru", "Русский"), pair("en", "English")]
}

pub fn zones() -> Vec<String> {
    let named = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    named.filter(|name| name.contains('/') || *name == "UTC").map(str::to_owned).collect()
}

pub fn plans(view: &View) -> Options {
    view.plans.keys().map(|plan| pair(plan, plan)).collect()
}

pub fn kinds(view: &View, t: &Tongue) -> Options {
    let words = |name: &str| w::closed::kind(name).map_or(name.to_owned(), |word| t[word].to_owned());
    view.kinds.iter().map(|(name, _)| pair(name, &words(name))).collect()
}

pub fn engines(view: &View) -> Vec<String> {
    view.engines.iter().map(|name| (*name).to_owned()).collect()
}

pub fn sets(view: &View, language: Language) -> Options {
    let all = view.sets.iter().chain(&view.spare_sets);
    all.map(|set| pair(&set.id, set.title_in(language))).collect()
}

/// Groups first: a place that joins one later is watched without a change here.
pub fn places(view: &View) -> Options {
    let mut out: Options =
        groups(view).into_iter().map(|g| pair(&format!("group:{g}"), &format!("group:{g}"))).collect();
    out.extend(view.crawls.iter().chain(&view.spare_crawls).map(|crawl| pair(&crawl.id, &crawl.title)));
    out
}

pub fn groups(view: &View) -> Vec<String> {
    let all = view.crawls.iter().chain(&view.spare_crawls).flat_map(|crawl| &crawl.groups);
    all.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

/// Entities that a watch can be of.
pub fn organisations(view: &View) -> Vec<String> {
    let all = view.sets.iter().chain(&view.spare_sets).flat_map(|set| &set.entries);
    let own = all.filter(|entry| matches!(&entry.matches, Matches::Entity(e) if e.role == Role::Own));
    own.map(|entry| entry.full_id()).collect()
}

pub fn roles(t: &Tongue) -> Options {
    Role::ALL.iter().map(|role| pair(role.word(), &t[w::entity_role(*role)])).collect()
}

pub fn damages(t: &Tongue) -> Options {
    Damage::ALL.iter().map(|damage| pair(damage.word(), &t[w::damage_short(*damage)])).collect()
}

pub fn classes(t: &Tongue) -> Options {
    Class::ALL.iter().map(|class| pair(class.word(), &t[layout::class(*class)])).collect()
}

pub fn harms(t: &Tongue) -> Options {
    [("0.1", w::HARM_1), ("0.6", w::HARM_6), ("0.9", w::HARM_9), ("1", w::HARM_10)]
        .map(|(value, word)| pair(value, &t[word]))
        .to_vec()
}

/// An id made of a name: `ООО «Ромашка»` becomes `ooo-romashka`; empty when nothing of it can be written so.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match latin(if c == 'ё' { 'е' } else { c }) {
            Some(latin) => out.push_str(latin),
            None if c.is_ascii_alphanumeric() => out.push(c),
            None if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            None => {}
        }
        if out.len() >= 48 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::edit::id_is_good;

    #[test]
    fn ids_of_names() {
        for (name, id) in [
            ("ООО «Ромашка»", "ooo-romashka"),
            ("Иванов Иван Петрович", "ivanov-ivan-petrovich"),
            ("  Forum X!  ", "forum-x"),
            ("«»", ""),
        ] {
            assert_eq!(slug(name), id);
            assert!(id.is_empty() || id_is_good(id));
        }
        assert!(id_is_good(&slug(&"щ".repeat(500))));
    }
}
