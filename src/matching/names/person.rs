//! A person's name: which words of it are surname, given name and patronymic, whose gender, in what forms.

use super::super::page::{Page, folded_words, hash_of};
use super::forms::{Cases, Forms, LATIN};
use super::neighbours::{Join, join};
use super::{given, roman, russian};
use crate::model::Gender;

/// One part of a name: a word, or several joined by hyphens or blanks (Иванов-Петров, Гейдар оглы).
pub(super) struct Part {
    words: Vec<Forms>,
    /// Hashes of the letters it is shortened to.
    pub(super) initials: Vec<u64>,
}

impl Part {
    fn new(words: &[String], decline: impl Fn(&str) -> russian::Declined) -> Part {
        let mut initials = Vec::new();
        let mut first_letter = |word: &str| {
            if let Some(c) = word.chars().next() {
                initials.push(hash_of(&c.to_string()));
            }
        };
        let mut forms = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let declined = decline(word);
            let latin = if russian::is_cyrillic(word) { roman::spellings(word) } else { vec![word.clone()] };
            if at == 0 {
                first_letter(word);
                latin.iter().for_each(|l| first_letter(l));
            }
            let cyrillic = declined.iter().filter(|_| russian::is_cyrillic(word));
            forms.push(Forms::new(
                cyrillic.map(|(w, c)| (w.as_str(), *c)).chain(latin.iter().map(|w| (w.as_str(), LATIN))),
            ));
        }
        Part { words: forms, initials }
    }

    /// The cases in which the part ends at `token`, and its first word.
    pub(super) fn ending_at(&self, page: &Page, token: usize) -> Option<(Cases, usize)> {
        let first = (token + 1).checked_sub(self.words.len())?;
        self.starting_at(page, first).map(|(cases, _)| (cases, first))
    }

    /// The cases in which the part starts at `token`, and its last word.
    pub(super) fn starting_at(&self, page: &Page, token: usize) -> Option<(Cases, usize)> {
        let mut cases = u8::MAX;
        for (offset, forms) in self.words.iter().enumerate() {
            let at = token + offset;
            cases &= forms.cases(page.tokens.get(at)?.hash);
            if cases == 0 || (offset > 0 && !matches!(join(page, at - 1), Join::Blank | Join::Dash)) {
                return None;
            }
        }
        Some((cases, token + self.words.len() - 1))
    }
}

pub(super) struct Person {
    pub(super) entry: usize,
    pub(super) alias: bool,
    pub(super) gender: Gender,
    pub(super) surname: Part,
    pub(super) given: Part,
    pub(super) patronymic: Option<Part>,
    pub(super) surname_alone: bool,
    pub(super) patronymic_alone: bool,
}

impl Person {
    /// From a name in the nominative: surname given (patronymic), given (patronymic) surname, or Latin given (middle)
    /// surname. None: it has not two to four words.
    pub(super) fn new(
        entry: usize,
        name: &str,
        gender: Option<Gender>,
        parts: &[String],
        alias: bool,
    ) -> Option<Person> {
        let blocks: Vec<Vec<String>> =
            name.split_whitespace().map(folded_words).filter(|words| !words.is_empty()).collect();
        let (surname, given, patronymic) = arrange(&blocks)?;
        let known = given::gender_of(&given[0]);
        let gender = gender
            .or_else(|| patronymic.as_ref().and_then(|p| patronymic_gender(&p[0])))
            .or(known)
            .unwrap_or(if given[0].ends_with(['а', 'я']) { Gender::Female } else { Gender::Male });
        let has = |part: &str| parts.iter().any(|p| p == part);
        Some(Person {
            entry,
            alias,
            gender,
            surname: Part::new(&surname, |w| russian::surname(w, gender)),
            given: Part::new(&given, |w| russian::given(w, gender)),
            patronymic: patronymic.map(|p| Part::new(&p, russian::patronymic)),
            surname_alone: has("surname"),
            patronymic_alone: has("given-patronymic"),
        })
    }

    pub(super) fn surname_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.surname.words.last().into_iter().flat_map(Forms::hashes)
    }

    pub(super) fn patronymic_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.patronymic.iter().filter_map(|p| p.words.last()).flat_map(Forms::hashes)
    }

    pub(super) fn alone_by_patronymic(&self) -> bool {
        self.patronymic_alone
    }
}

type Arranged = (Vec<String>, Vec<String>, Option<Vec<String>>);

/// Which block is the surname, the given name, the patronymic.
fn arrange(blocks: &[Vec<String>]) -> Option<Arranged> {
    let block = |at: usize| blocks[at].clone();
    let is_patronymic = |at: usize| blocks[at].len() == 1 && patronymic_gender(&blocks[at][0]).is_some();
    let is_given = |at: usize| given::gender_of(&blocks[at][0]).is_some();
    Some(match blocks.len() {
        2 if !russian::is_cyrillic(&blocks[0][0]) => (block(1), block(0), None),
        2 if is_given(1) && !is_given(0) => (block(0), block(1), None),
        2 if is_given(0) => (block(1), block(0), None),
        // Neither is a name we know: a Russian list has the surname first.
        2 => (block(0), block(1), None),
        3 if is_patronymic(2) && !(is_patronymic(1) && is_given(0)) => (block(0), block(1), Some(block(2))),
        3 if is_patronymic(1) => (block(2), block(0), Some(block(1))),
        3 if russian::is_cyrillic(&blocks[0][0]) => (block(0), block(1), Some(block(2))),
        3 => (block(2), block(0), Some(block(1))),
        4 if matches!(blocks[3][0].as_str(), "оглы" | "кызы" | "оглу" | "гызы") => {
            (block(0), block(1), Some([block(2), block(3)].concat()))
        }
        _ => return None,
    })
}

/// The gender that a folded patronymic tells, in any case; none: it does not look like one.
pub(super) fn patronymic_gender(word: &str) -> Option<Gender> {
    if word.chars().count() < 5 {
        return None;
    }
    let ends = |stems: &[&str], endings: &[&str]| {
        endings.iter().any(|e| word.strip_suffix(e).is_some_and(|w| stems.iter().any(|s| w.ends_with(s))))
    };
    if ends(&["ович", "евич", "ьич", "мич", "кич", "ovich", "evich"], &["", "а", "у", "ем", "ом", "е"])
    {
        return Some(Gender::Male);
    }
    ends(&["овн", "евн", "ичн", "инишн", "ovna", "evna"], &["", "а", "ы", "е", "у", "ой", "ою"])
        .then_some(Gender::Female)
}
