//! A person's name: which words of it are surname, given name and patronymic, whose gender, in what forms.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::disguise::Looks;
use super::super::page::{Page, folded_words, hash_of};
use super::forms::{ALL, Cases, Forms, LATIN};
use super::neighbours::{DIGRAPHS, Join, join};
use super::slip::{self, Slip};
use super::{abroad, back, english, family, given, nicknames, roman, russian};
use crate::model::Gender;

/// One part of a name: a word, or several joined by hyphens or blanks (Иванов-Петров, Гейдар оглы).
pub(super) struct Part {
    words: Vec<Forms>,
    /// What forms are made from anew where a typing error is looked for; of a single long word.
    plain: Option<Box<str>>,
    /// Hashes of the letters it is shortened to.
    pub(super) initials: Vec<u64>,
}

impl Part {
    /// `latin` reads a Latin word back into Cyrillic ones, `home` says how a Cyrillic one is written elsewhere.
    fn new(
        words: &[String],
        decline: impl Fn(&str) -> russian::Declined,
        (latin, home): (impl Fn(&str) -> Vec<String>, impl Fn(&str) -> Vec<String>),
        yo: &HashMap<String, String>,
        looks: &mut Looks,
    ) -> Part {
        let mut initials = Vec::new();
        let mut forms = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let readings = if russian::is_cyrillic(word) { vec![word.clone()] } else { latin(word) };
            let mut spelled: Vec<String> = readings
                .iter()
                .take(READINGS)
                .flat_map(|w| roman::spellings(yo.get(w).unwrap_or(w)))
                .collect();
            spelled.push(word.clone());
            spelled.extend(home(word));
            spelled.extend(english::typed(word));
            let mut declined: Vec<(String, Cases)> = readings.iter().flat_map(|w| decline(w)).collect();
            if at + 1 < words.len() {
                // Бонч-Бруевича, Жан-Поля: what stands before a hyphen may stay as it is.
                declined.extend(readings.iter().map(|w| (w.clone(), ALL)));
            }
            if at == 0 {
                let all = std::iter::once(word).chain(&readings).chain(&spelled);
                let first = |w: &String| {
                    let letter = w.chars().next().map(|c| c.to_string());
                    let two = DIGRAPHS.iter().filter(|d| w.starts_with(**d)).map(|d| (*d).to_owned());
                    letter.into_iter().chain(two).collect::<Vec<_>>()
                };
                initials = all.flat_map(first).map(|letters| hash_of(&letters)).collect();
                initials.sort_unstable();
                initials.dedup();
            }
            let latin = spelled.iter().filter(|w| !russian::is_cyrillic(w)).map(|w| (w.as_str(), LATIN));
            forms.push(Forms::new(declined.iter().map(|(w, c)| (w.as_str(), *c)).chain(latin), looks));
        }
        let long = |w: &&String| w.chars().count() >= slip::LEAST;
        let plain = if let [one] = words { Some(one).filter(long).map(|w| w.as_str().into()) } else { None };
        Part { words: forms, plain, initials }
    }

    /// One word that can be any of these.
    fn any_of(names: &[&str], decline: impl Fn(&str) -> russian::Declined, looks: &mut Looks) -> Part {
        let mut all: Vec<(String, Cases)> = Vec::new();
        for name in names {
            if russian::is_cyrillic(name) {
                all.extend(decline(name));
                all.extend(roman::spellings(name).into_iter().map(|w| (w, LATIN)));
            } else {
                all.push(((*name).to_owned(), LATIN));
            }
        }
        Part {
            words: vec![Forms::new(all.iter().map(|(w, c)| (w.as_str(), *c)), looks)],
            plain: None,
            initials: Vec::new(),
        }
    }

    /// Of no word, where the plural is no word of its own.
    fn plural(surname: &[String], gender: Gender, looks: &mut Looks) -> Part {
        let mut words = Vec::new();
        for (at, word) in surname.iter().enumerate() {
            let mut forms = family::plural(word, gender);
            if at + 1 < surname.len() {
                // Сухово-Кобылины.
                forms.push((word.clone(), ALL));
            } else if forms.is_empty() {
                words.clear();
                break;
            }
            words.push(Forms::new(forms.iter().map(|(w, c)| (w.as_str(), *c)), looks));
        }
        Part { words, plain: None, initials: Vec::new() }
    }

    /// The nominative, when the part is one word that is long enough for a typing error.
    pub(super) fn plain(&self) -> Option<&str> {
        self.plain.as_deref()
    }

    /// Of all its words, in every form.
    pub(super) fn hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.words.iter().flat_map(Forms::hashes)
    }

    /// Whether the word is one of the part, in any form.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.words.iter().any(|forms| forms.cases(hash) != 0)
    }

    /// The cases that the word is with one typing error.
    fn slipped(
        &self,
        written: &[char],
        decline: impl Fn(&str) -> russian::Declined,
    ) -> Option<(Cases, Slip)> {
        let plain = self.plain()?;
        let letters: Vec<char> = plain.chars().collect();
        if letters.first() != written.first()
            || !begins_with_an_error(written, &letters[..letters.len() - ENDING])
        {
            return None;
        }
        let mut found: Option<(Cases, Slip)> = None;
        for (form, cases) in decline(plain) {
            let meant: Vec<char> = form.chars().collect();
            if let Some(how) = slip::slip(written, &meant) {
                found = Some(match found {
                    Some((other, Slip::Plain)) => (other | cases, Slip::Plain),
                    Some((other, _)) => (other | cases, how),
                    None => (cases, how),
                });
            }
        }
        found
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
            // О'Брайен.
            let joined = || matches!(join(page, at - 1), Join::Blank | Join::Dash) || page.gap(at - 1) == "'";
            if cases == 0 || (offset > 0 && !joined()) {
                return None;
            }
        }
        Some((cases, token + self.words.len() - 1))
    }
}

/// Letters at a word's end that its forms change.
const ENDING: usize = 3;

/// Whether a word begins with `stem`, but for one error: what costs nothing beside declining the name.
fn begins_with_an_error(written: &[char], stem: &[char]) -> bool {
    let at = written.iter().zip(stem).take_while(|(a, b)| a == b).count();
    let goes_on = |from: usize, to: usize| {
        let (rest, stem) = (written.get(from..).unwrap_or_default(), stem.get(to..).unwrap_or_default());
        rest.starts_with(stem)
    };
    at == stem.len()
        || goes_on(at + 1, at + 1)
        || goes_on(at + 1, at)
        || goes_on(at, at + 1)
        || written.get(at) == stem.get(at + 1) && written.get(at + 1) == stem.get(at) && goes_on(at + 2, at + 2)
        // The last letter of the stem and the first of the ending.
        || at + 1 == stem.len()
}

/// Readings of a Latin word that are spelled in Latin again, by other schemes.
const READINGS: usize = 2;

/// What many people have in common: words are declined and spelled once, however many bear them.
#[derive(Default)]
pub(super) struct Shared {
    latin: given::Latin,
    /// Given names, short forms and patronymics.
    parts: HashMap<String, Arc<Part>>,
    surnames: HashMap<String, Arc<Part>>,
    known: HashMap<String, Known>,
    /// Words of companies, by what they are and what becomes of them.
    company_words: HashMap<String, Arc<Forms>>,
    /// What all of it looks like when it is hidden.
    pub(super) looks: Looks,
}

/// What is known of a folded given name.
#[derive(Clone, Default)]
struct Known {
    /// In Cyrillic.
    names: Arc<[String]>,
    gender: Option<Gender>,
    short: Arc<[&'static str]>,
    home: Home,
}

/// Where a given name is at home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Home {
    /// With us and our neighbours, or nobody knows.
    #[default]
    Ours,
    Both,
    West,
}

type Parts = HashMap<String, Arc<Part>>;

impl Shared {
    fn known(&mut self, given: &str) -> Known {
        if let Some(known) = self.known.get(given) {
            return known.clone();
        }
        let names = self.latin.names(given);
        let ours = names.iter().any(|name| given::is_ours(name));
        let home = match names.iter().any(|name| !abroad::given(name).is_empty()) {
            true if ours => Home::Both,
            true => Home::West,
            false => Home::Ours,
        };
        let known = Known {
            home,
            gender: names.iter().find_map(|name| given::gender_of(name)),
            short: names.iter().flat_map(|name| nicknames::of(name)).collect(),
            names: names.into(),
        };
        self.known.insert(given.to_owned(), known.clone());
        known
    }

    /// The part of these words from where parts of its kind are, or made anew.
    fn part(
        &mut self,
        of: impl Fn(&mut Shared) -> &mut Parts,
        key: (&str, &[String], Gender),
        yo: &HashMap<String, String>,
        make: impl FnOnce(&mut Looks) -> Part,
    ) -> Arc<Part> {
        let (kind, words, gender) = key;
        let words: Vec<&str> = words.iter().map(|w| yo.get(w).unwrap_or(w).as_str()).collect();
        let key = format!("{kind} {gender:?} {}", words.join(" "));
        if let Some(part) = of(self).get(&key) {
            return part.clone();
        }
        let part = Arc::new(make(&mut self.looks));
        of(self).insert(key, part.clone());
        part
    }

    /// A word of a company's name under `key`, or made anew.
    pub(super) fn company_word(&mut self, key: String, make: impl FnOnce(&mut Looks) -> Forms) -> Arc<Forms> {
        if let Some(forms) = self.company_words.get(&key) {
            return forms.clone();
        }
        let forms = Arc::new(make(&mut self.looks));
        self.company_words.insert(key, forms.clone());
        forms
    }

    /// Of every word of given names, short forms and patronymics, in every form.
    pub(super) fn hashes(&self) -> impl Iterator<Item = u64> + '_ {
        hashes(&self.parts)
    }

    /// Of every word of surnames, in every form.
    pub(super) fn surname_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        hashes(&self.surnames)
    }
}

fn hashes(parts: &Parts) -> impl Iterator<Item = u64> + '_ {
    parts.values().flat_map(|part| part.words.iter().flat_map(Forms::hashes))
}

pub(super) struct Person {
    pub(super) entry: usize,
    pub(super) alias: bool,
    pub(super) gender: Gender,
    pub(super) surname: Arc<Part>,
    pub(super) given: Arc<Part>,
    /// Short forms of the given name.
    short: Option<Arc<Part>>,
    pub(super) patronymic: Option<Arc<Part>>,
    /// The surname in the plural, where that is another word.
    pub(super) family: Option<Arc<Part>>,
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
        shared: &mut Shared,
    ) -> Option<Person> {
        let blocks: Vec<Vec<String>> =
            name.split_whitespace().map(folded_words).filter(|words| !words.is_empty()).collect();
        let (surname, given, patronymic) = arrange(&blocks, gender)?;
        let Known { names, gender: known, short, home } = shared.known(&given[0]);
        let gender = gender
            .or_else(|| patronymic.as_ref().and_then(|p| p.last()).and_then(|p| patronymic_gender(p)))
            .or(known)
            .or_else(|| surname_gender(surname.last()?))
            .unwrap_or(if given[0].ends_with(['а', 'я', 'a']) { Gender::Female } else { Gender::Male });
        let has = |part: &str| parts.iter().any(|p| p == part);
        let decline = |w: &str| russian::given(w, gender);
        let yo = with_yo(name);
        // Чжан Вэймина, Нгуен Ван Лама: of names of the East the last word alone declines.
        let eastern = patronymic.is_none()
            && known.is_none()
            && (given.len() > 1 && blocks.len() > 2 || syllables(&surname[0]) == 1 && surname.len() == 1);
        let kind = match (eastern, home) {
            (true, _) => "east",
            (_, Home::Ours) => "one",
            (_, Home::Both) => "either",
            (_, Home::West) => "west",
        };
        let decline_surname = |w: &str| {
            let mut forms = russian::surname(w, gender);
            if eastern {
                forms.push((w.to_owned(), ALL));
            }
            forms
        };
        Some(Person {
            entry,
            alias,
            gender,
            surname: shared.part(
                |all| &mut all.surnames,
                (kind, &surname, gender),
                &yo,
                |looks| {
                    let latin = (|w: &str| read_surname(w, home), |w: &str| spelled_at_home(w, home));
                    Part::new(&surname, decline_surname, latin, &yo, looks)
                },
            ),
            given: shared.part(
                |all| &mut all.parts,
                ("given", &given, gender),
                &yo,
                |looks| {
                    // Of a name of several words each is read by itself.
                    let latin = |w: &str| if w == given[0] { names.to_vec() } else { back::cyrillic(w) };
                    let home = |w: &str| abroad::given(w).into_iter().map(str::to_owned).collect();
                    Part::new(&given, decline, (latin, home), &yo, looks)
                },
            ),
            short: (!short.is_empty()).then(|| {
                shared.part(
                    |all| &mut all.parts,
                    ("short", &given, gender),
                    &yo,
                    |looks| Part::any_of(&short, decline, looks),
                )
            }),
            patronymic: patronymic.map(|p| {
                shared.part(
                    |all| &mut all.parts,
                    ("patronymic", &p, gender),
                    &yo,
                    |looks| {
                        let decline = |w: &str| middle(w, gender);
                        Part::new(&p, decline, (back::cyrillic, |_: &str| Vec::new()), &yo, looks)
                    },
                )
            }),
            family: Some(shared.part(
                |all| &mut all.surnames,
                ("family", &surname, gender),
                &yo,
                |looks| Part::plural(&surname, gender, looks),
            ))
            .filter(|part| !part.words.is_empty()),
            surname_alone: has("surname"),
            patronymic_alone: has("given-patronymic"),
        })
    }

    /// The given name or a short form of it that starts at `token`: its cases, its last word, whether it is short.
    pub(super) fn given_starting_at(&self, page: &Page, token: usize) -> Option<(Cases, usize, bool)> {
        let full = self.given.starting_at(page, token).map(|(cases, last)| (cases, last, false));
        full.or_else(|| {
            self.short.as_ref()?.starting_at(page, token).map(|(cases, last)| (cases, last, true))
        })
    }

    /// The same that ends at `token`, with its first word.
    pub(super) fn given_ending_at(&self, page: &Page, token: usize) -> Option<(Cases, usize, bool)> {
        let full = self.given.ending_at(page, token).map(|(cases, first)| (cases, first, false));
        full.or_else(|| {
            self.short.as_ref()?.ending_at(page, token).map(|(cases, first)| (cases, first, true))
        })
    }

    pub(super) fn slipped_surname(&self, written: &[char]) -> Option<(Cases, Slip)> {
        self.surname.slipped(written, |w| russian::surname(w, self.gender))
    }

    pub(super) fn slipped_given(&self, written: &[char]) -> Option<(Cases, Slip)> {
        self.given.slipped(written, |w| russian::given(w, self.gender))
    }

    pub(super) fn slipped_patronymic(&self, written: &[char]) -> Option<(Cases, Slip)> {
        self.patronymic.as_ref()?.slipped(written, |w| middle(w, self.gender))
    }

    /// Whether the word is the given name, the patronymic or an initial of this person.
    pub(super) fn is_beside(&self, hash: u64) -> bool {
        self.given.has(hash)
            || self.patronymic.as_ref().is_some_and(|p| p.has(hash))
            || self.given.initials.contains(&hash)
            || self.patronymic.as_ref().is_some_and(|p| p.initials.contains(&hash))
    }

    pub(super) fn family_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.family.iter().filter_map(|part| part.words.last()).flat_map(Forms::hashes)
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

/// A Latin surname in Cyrillic: as a Russian one that was romanised, and as an English one that is heard. Of which there
/// are more the given name says.
fn read_surname(word: &str, home: Home) -> Vec<String> {
    let (ours, theirs) = match home {
        Home::Ours => (48, 16),
        Home::Both => (32, 32),
        Home::West => (12, english::MOST),
    };
    let mut readings = back::cyrillic(word);
    readings.truncate(ours);
    for heard in english::heard(word, theirs) {
        if !readings.contains(&heard) {
            readings.push(heard);
        }
    }
    readings
}

/// How a Cyrillic surname may be written where the given name comes from.
fn spelled_at_home(word: &str, home: Home) -> Vec<String> {
    let most = match home {
        Home::Ours => return Vec::new(),
        Home::Both => 24,
        Home::West => abroad::MOST,
    };
    abroad::surname(word, most)
}

/// A patronymic, or a second given name in its place.
fn middle(word: &str, gender: Gender) -> russian::Declined {
    if patronymic_gender(word).is_some() { russian::patronymic(word) } else { russian::given(word, gender) }
}

fn syllables(word: &str) -> usize {
    word.chars().filter(|c| roman::is_vowel(*c)).count()
}

/// The gender that a folded surname in the nominative tells.
fn surname_gender(word: &str) -> Option<Gender> {
    let ends = |endings: &[&str]| endings.iter().any(|e| word.ends_with(e));
    if ends(&["ова", "ева", "ина", "ына", "ая", "яя"]) {
        return Some(Gender::Female);
    }
    ends(&["ов", "ев", "ский", "цкий", "ый"]).then_some(Gender::Male)
}

/// The words of a name in which its owner wrote ё, folded, with the ё kept: folding makes it an е, which is read and
/// romanised otherwise.
pub(super) fn with_yo(name: &str) -> HashMap<String, String> {
    let blocks = name.split(|c: char| c.is_whitespace() || c == '-').filter(|b| b.contains(['ё', 'Ё']));
    blocks
        .filter_map(|block| {
            let folded = folded_words(block).pop()?;
            let kept: String = block.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
            (kept.replace('ё', "е") == folded).then_some((folded, kept))
        })
        .collect()
}

type Arranged = (Vec<String>, Vec<String>, Option<Vec<String>>);

/// Which block is the surname, the given name, the patronymic.
fn arrange(blocks: &[Vec<String>], gender: Option<Gender>) -> Option<Arranged> {
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
    let cyrillic = blocks.first().is_some_and(|words| russian::is_cyrillic(&words[0]));
    Some(match blocks.len() {
        2 if !cyrillic => (block(1), block(0), None),
        2 if second_is_given() => (block(0), block(1), None),
        2 if is_given(0) => (block(1), block(0), None),
        // Neither is a name we know: a Russian list has the surname first.
        2 => (block(0), block(1), None),
        3 if is_patronymic(2) && !(is_patronymic(1) && is_given(0)) => (block(0), block(1), Some(block(2))),
        3 if is_patronymic(1) => (block(2), block(0), Some(block(1))),
        // Джон Рональд Толкин.
        3 if !cyrillic || is_given(0) && !is_given(2) => (block(2), block(0), Some(block(1))),
        // Ким Чен Ир, Нгуен Ван Лам.
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
    if ends(&["оглы", "оглу", "углы", "улы", "уулу"]) {
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
