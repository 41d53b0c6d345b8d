//! Queries as analysts save them: a rare word (a name, a product, a nickname) with a topic's words near it, alternatives,
//! phrases, what must not be there, fields, entities. Their words are those of pages that are not asked, told apart by
//! how many pages have them, so that what is asked of another page holds on few: the same for the same pages and seed.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::pages::Page;
use crate::query;
use crate::sim::Dice;

/// Pages in a thousand that a rare word and one of a topic are on at most.
const RARE: usize = 2;
const TOPIC: usize = 50;
/// Letters of a word that a query has.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=24;

/// What queries are made of.
pub(super) struct Vocabulary {
    rare: Vec<String>,
    topic: Vec<String>,
    frequent: Vec<String>,
}

impl Vocabulary {
    /// The words of pages by the number of pages that one with the same stem is on: a rare form of a frequent word is none.
    pub(super) fn of(pages: &[Page]) -> Vocabulary {
        let mut counts: HashMap<String, (String, usize)> = HashMap::new();
        for page in pages {
            let words = page.text.split(|c: char| !c.is_alphabetic());
            let words = words.filter(|word| LETTERS.contains(&word.chars().count()));
            let mut stems: HashMap<String, String> = HashMap::new();
            for word in words.map(str::to_lowercase).collect::<HashSet<_>>() {
                keep_first(stems.entry(query::stem(&word)).or_insert_with(|| word.clone()), &word);
            }
            for (stem, word) in stems {
                let (kept, on) = counts.entry(stem).or_insert_with(|| (word.clone(), 0));
                keep_first(kept, &word);
                *on += 1;
            }
        }
        let mut all: Vec<(String, usize)> = counts.into_values().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let up_to = |in_a_thousand: usize| {
            let most = (pages.len() * in_a_thousand / 1_000).max(1);
            all.partition_point(|(_, on)| *on > most)
        };
        let (topic, rare) = (up_to(TOPIC), up_to(RARE));
        let words = |of: &[(String, usize)]| {
            // Few pages have no words of some kind: any do.
            let of = if of.is_empty() { &all } else { of };
            of.iter().map(|(word, _)| word.clone()).collect()
        };
        Vocabulary {
            rare: words(&all[rare..]),
            topic: words(&all[topic..rare]),
            frequent: words(&all[..topic]),
        }
    }
}

/// The first of the alphabet, whichever was met first.
fn keep_first(kept: &mut String, word: &str) {
    if word < kept.as_str() {
        word.clone_into(kept);
    }
}

/// So many queries.
pub(super) fn expressions(many: usize, seed: u64, words: &Vocabulary) -> Vec<String> {
    let mut dice = Dice::new(seed);
    (0..many).map(|_| expression(&mut dice, words)).collect()
}

fn expression(dice: &mut Dice, words: &Vocabulary) -> String {
    let mut some = |of: &[String]| of[dice.below(of.len())].clone();
    let (r, r2, r3) = (some(&words.rare), some(&words.rare), some(&words.rare));
    let (t, t2, t3) = (some(&words.topic), some(&words.topic), some(&words.topic));
    let f = some(&words.frequent);
    let (n, kind) = (2 + dice.below(14), dice.below(18));
    match kind {
        0 => r,
        1 | 2 => format!("{r} {t}"),
        3 => format!("\"{r} {t}\""),
        4 => format!("\"{t} {f}\" {r}"),
        5 | 6 => format!("{r} NEAR/{n} {t}"),
        7 => format!("{t} PRE/{n} {r}"),
        8 => format!("{r} AND {t} AND NOT ({f} OR {t2})"),
        9 => format!("({r} OR {r2} OR {r3}) NEAR/{n} ({t} OR {t2})"),
        10 => format!("(\"{t} {r}\" OR {r2}) AND ({t2} OR {t3})"),
        11 => format!("={r} {t}"),
        12 => format!("{r}* NEAR/{n} {t}"),
        13 => format!("entity:company NEAR/{n} ({t} OR {t2} OR {r})"),
        14 => format!("entity:own AND (\"{t} {f}\" OR {r})"),
        15 => format!("title:{r} {t}"),
        16 => format!("lang:ru {r} NEAR/{n} ({t} OR {f})"),
        _ => format!("host:forum.example ({r} OR {r2}) {t} NOT {f}"),
    }
}

/// A keyword set of queries, as a file would have it.
pub(super) fn set(expressions: &[String]) -> String {
    let mut out = String::from(
        "[set]\nid = \"bench\"\n[[entity]]\nid = \"company\"\nkind = \"organisation\"\nrole = \"own\"\nname = \"ООО «Ромашка»\"\n",
    );
    for (n, expression) in expressions.iter().enumerate() {
        // Writing into a String cannot fail.
        let _ = write!(out, "[[query]]\nid = \"q{n}\"\nclass = \"leak\"\nexpression = '{expression}'\n");
    }
    out
}

/// The words of queries as others look for them: letters alone, without operators, fields and ids.
pub(super) fn words(expressions: &[String]) -> Vec<String> {
    let mut out = HashSet::new();
    for expression in expressions {
        for part in expression.split_whitespace().filter(|part| !part.contains(['/', '.'])) {
            let part = part.strip_prefix("title:").unwrap_or(part);
            let word = part.trim_matches(|c: char| !c.is_alphabetic());
            let operator = word.chars().next().is_none_or(char::is_uppercase);
            if !operator && !part.contains(':') {
                out.insert(word.to_owned());
            }
        }
    }
    let mut out: Vec<String> = out.into_iter().collect();
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::super::pages;
    use super::{Vocabulary, expressions, words};
    use crate::query;

    #[test]
    fn makes_queries_that_can_be_read() {
        let (known, _) = pages::read(&[]).expect("made up");
        let vocabulary = Vocabulary::of(&known[..40]);
        assert!(vocabulary.rare.len() > vocabulary.topic.len() && vocabulary.topic.len() > 1_000);
        let made = expressions(2_000, 5, &vocabulary);
        for expression in &made {
            query::parse(expression).unwrap_or_else(|e| panic!("{expression}: {e}"));
        }
        assert_eq!(made, expressions(2_000, 5, &vocabulary));
    }

    #[test]
    fn words_of_queries_are_what_is_looked_for() {
        let of = |expression: &str| words(&[expression.to_owned()]);
        assert_eq!(
            of("(\"утечка базы\" OR =слив) NEAR/5 entity:own NOT пара*"),
            ["базы", "пара", "слив", "утечка"]
        );
        assert_eq!(of("title:слив lang:ru host:forum.example а"), ["а", "слив"]);
    }
}
