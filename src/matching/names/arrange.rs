//! Which words of a name as a user wrote it are surname, given name and patronymic, and whose gender they tell. Judges by
//! the words alone: lists of given names, endings, order; knows no page.

use super::{eastern, given, roman, russian};
use crate::model::Gender;

pub(super) fn syllables(word: &str) -> usize {
    word.chars().filter(|c| roman::is_vowel(*c)).count()
}

/// The gender that a folded surname in the nominative tells.
pub(super) fn surname_gender(word: &str) -> Option<Gender> {
    let ends = |endings: &[&str]| endings.iter().any(|e| word.ends_with(e));
    if ends(&["ова", "ева", "ина", "ына", "ая", "яя"]) {
        return Some(Gender::Female);
    }
    ends(&["ов", "ев", "ский", "цкий", "ый"]).then_some(Gender::Male)
}

/// Words before a surname that belong to it, folded.
const PARTICLES: [&str; 30] = [
    "аль", "бен", "бин", "ван", "да", "де", "дель", "дер", "ди", "ду", "ибн", "ла", "ле", "тер", "фон",
    "эль", "al", "ben", "bin", "da", "de", "del", "della", "der", "di", "du", "ibn", "la", "van", "von",
];

/// Whether a folded word is a particle of a surname, which is written with a small letter too.
pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Blocks of a name, particles with the surname that they stand before: Де Виль Шарль. Ван is also a Chinese surname: it
/// is a particle beside a given name from elsewhere.
pub(super) fn with_particles(blocks: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let known = blocks.iter().any(|words| given::gender_of(&words[0]).is_some());
    // Ван Вэй, Ле Ван Тунг: a family's name and what follows it are of one syllable each.
    let eastern = !known && blocks.iter().all(|words| words.len() == 1 && syllables(&words[0]) == 1);
    let mut left = blocks.len();
    let mut out: Vec<Vec<String>> = Vec::new();
    let mut open = false;
    for words in blocks {
        let particle = words.len() == 1 && is_particle(&words[0]) && !eastern && (known || words[0] != "ван");
        match out.last_mut() {
            Some(last) if open && left > 2 => {
                last.extend(words);
                left -= 1;
            }
            _ => out.push(words),
        }
        open = particle;
    }
    out
}

/// Surname, given name, patronymic.
pub(super) type Arranged = (Vec<String>, Vec<String>, Option<Vec<String>>);

/// Which block is the surname, the given name, the patronymic.
pub(super) fn arrange(blocks: &[Vec<String>], gender: Option<Gender>) -> Option<Arranged> {
    let block = |at: usize| blocks[at].clone();
    let is_patronymic = |at: usize| blocks[at].len() == 1 && patronymic_gender(&blocks[at][0]).is_some();
    let is_given = |at: usize| given::gender_of(&blocks[at][0]).is_some();
    // Рассел Кейт, Мартин Иван: both can be given names; which one is the gender says, or that it is one of ours.
    let second_is_given = || {
        let [first, second] = [0, 1].map(|at| given::gender_of(&blocks[at][0]));
        let agrees = |known: Option<Gender>| gender.is_none_or(|gender| known == Some(gender));
        let ours = |at: usize| given::is_ours(&blocks[at][0]);
        second.is_some()
            && (first.is_none() || !agrees(first) && agrees(second) || agrees(second) && ours(1) && !ours(0))
    };
    let other_gender = |at: usize| {
        given::gender_of(&blocks[at][0]).zip(gender).is_some_and(|(known, gender)| known != gender)
    };
    let cyrillic = blocks.first().is_some_and(|words| russian::is_cyrillic(&words[0]));
    Some(match blocks.len() {
        2 if !cyrillic => (block(1), block(0), None),
        2 if second_is_given() => (block(0), block(1), None),
        2 if blocks[0].len() == 1 && eastern::is_name(&blocks[0][0], &blocks[1][0]) => {
            (block(0), block(1), None)
        }
        // Бертран Элоиза: a man's name that a woman bears is her surname.
        2 if is_given(0) && !other_gender(0) => (block(1), block(0), None),
        // Neither is a name we know: a Russian list has the surname first.
        2 => (block(0), block(1), None),
        3 if is_patronymic(2) && !(is_patronymic(1) && is_given(0)) => (block(0), block(1), Some(block(2))),
        3 if is_patronymic(1) => (block(2), block(0), Some(block(1))),
        // Джон Рональд Уилкс; but Ян Си Мин.
        3 if !cyrillic || is_given(0) && !is_given(2) && (is_given(1) || syllables(&blocks[1][0]) > 1) => {
            (block(2), block(0), Some(block(1)))
        }
        // Ким Ён Су, Нгуен Ван Лам.
        3 if !is_given(1) => (block(0), [block(1), block(2)].concat(), None),
        3 => (block(0), block(1), Some(block(2))),
        4 if is_turkic(&blocks[3][0]) => (block(0), block(1), Some([block(2), block(3)].concat())),
        4 if !cyrillic || is_given(0) => (block(3), block(0), None),
        4 => (block(0), [block(1), block(2), block(3)].concat(), None),
        _ => return None,
    })
}

/// Son or daughter, behind the father's name or at its end: оглы, кызы, Нурланулы.
fn is_turkic(word: &str) -> bool {
    turkic_gender(word).is_some()
}

fn turkic_gender(word: &str) -> Option<Gender> {
    // Alone, or behind a name that is long enough: Акулы are nobody's son.
    let long = word.chars().count() > 7;
    let ends = |endings: &[&str]| endings.iter().any(|e| word == *e || long && word.ends_with(e));
    if ends(&["оглы", "оглу", "углы", "угли", "улы", "уулу"]) {
        return Some(Gender::Male);
    }
    ends(&["кызы", "гызы", "кизи", "қызы"]).then_some(Gender::Female)
}

/// The gender that a folded patronymic tells, in any case; none: it does not look like one.
pub(super) fn patronymic_gender(word: &str) -> Option<Gender> {
    if let Some(gender) = turkic_gender(word) {
        return Some(gender);
    }
    if word.chars().count() < 5 {
        return None;
    }
    let ends = |stems: &[&str], endings: &[&str]| {
        endings.iter().any(|e| word.strip_suffix(e).is_some_and(|w| stems.iter().any(|s| w.ends_with(s))))
    };
    // Of names in -а and -я: Фомич, Лукич, Саввич.
    let short = ["ильич", "кузьмич", "фомич", "лукич", "никитич", "саввич", "силич", "гаврилич", "данилич"];
    if ends(&["ович", "евич", "ьич", "мич", "кич", "ovich", "evich"], &["", "а", "у", "ем", "ом", "е"])
        || ends(&short, &["", "а", "у", "ем", "ом", "е"])
    {
        return Some(Gender::Male);
    }
    ends(&["овн", "евн", "ичн", "инишн", "ovna", "evna"], &["", "а", "ы", "е", "у", "ой", "ою"])
        .then_some(Gender::Female)
}
