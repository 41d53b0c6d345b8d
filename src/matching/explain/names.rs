//! Which part of a name is missing: for each of its words the word of the text that comes nearest.

use super::super::page::{Page, folded_words};
use super::MAX_TOLD;
use crate::model::{Entity, Said};
use crate::said;

/// Letters that two words must have in common at their beginnings to be forms of one.
const ALIKE: usize = 3;
/// Letters of a legal form or a particle at most.
const FORM: usize = 3;

pub(super) fn missing(entity: &Entity, page: &Page, lines: &mut Vec<Said>) {
    let names = std::iter::once(&entity.name).chain(&entity.latin).chain(&entity.aliases);
    let mut told: Vec<String> = Vec::new();
    for name in names {
        let words = folded_words(name);
        // A legal form says nothing; a short name is all that there is.
        let few = words.iter().all(|word| word.chars().count() <= FORM);
        for word in words.into_iter().filter(|word| few || word.chars().count() > FORM) {
            if told.len() == MAX_TOLD {
                return;
            }
            if told.contains(&word) {
                continue;
            }
            lines.push(match nearest(&word, page) {
                Some(token) => said!(
                    "explain.part",
                    "«{word}»: the nearest to it is «{text}» on line {line}",
                    "«{word}»: ближе всего «{text}» в строке {line}",
                    word,
                    text = page.original(token),
                    line = page.line_of(token)
                ),
                None => absent(&word),
            });
            told.push(word);
        }
    }
    let literal = entity.domains.iter().chain(&entity.handles).chain(&entity.canaries);
    lines.extend(literal.take(MAX_TOLD).map(|text| absent(text)));
}

fn absent(word: &str) -> Said {
    said!(
        "explain.absent",
        "«{word}»: nothing like it stands in the text",
        "«{word}»: ничего похожего в тексте нет",
        word
    )
}

/// The word of the page with the longest beginning in common, when it is long enough to be a form of it.
fn nearest(word: &str, page: &Page) -> Option<usize> {
    let length = word.chars().count();
    let needed = ALIKE.max(length.saturating_sub(3)).min(length);
    let common = |token: usize| {
        let other = page.folded_word(token);
        word.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
    };
    let best = (0..page.tokens.len())
        .map(|token| (common(token), token))
        .max_by_key(|(n, token)| (*n, usize::MAX - token));
    best.filter(|(n, _)| *n >= needed).map(|(_, token)| token)
}
