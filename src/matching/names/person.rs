//! People: whether a surname on a page, with what stands around it, is this person.
//!
//! The parts must stand side by side and agree in case; a conflicting given name, patronymic or initial vetoes, and a
//! comma or a line break between the parts blocks the short forms ("Илья Кабан, Кузьма Блохин" is not Илья Блохин). A
//! bare surname, or given name and patronymic alone, is nothing unless the entry's `parts` say so.

use std::collections::HashSet;

use super::super::page::{Page, Shape, folded_words, hash, hash_of};
use super::forms::{
    self, ACCUSATIVE, Cases, DATIVE, Forms, GENITIVE, INSTRUMENTAL, LATIN, NOMINATIVE, PREPOSITIONAL,
};
use super::table::{Spotted, Verdict};
use super::{given, roman, russian};
use crate::model::Gender;

/// One part of a name: a word, or several joined by hyphens or blanks (Иванов-Петров, Гейдар оглы).
struct Part {
    words: Vec<Forms>,
    /// Hashes of the letters it is shortened to.
    initials: Vec<u64>,
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
    fn ending_at(&self, page: &Page, token: usize) -> Option<(Cases, usize)> {
        let first = (token + 1).checked_sub(self.words.len())?;
        self.starting_at(page, first).map(|(cases, _)| (cases, first))
    }

    /// The cases in which the part starts at `token`, and its last word.
    fn starting_at(&self, page: &Page, token: usize) -> Option<(Cases, usize)> {
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
    entry: usize,
    alias: bool,
    gender: Gender,
    surname: Part,
    given: Part,
    patronymic: Option<Part>,
    surname_alone: bool,
    patronymic_alone: bool,
}

impl Person {
    /// From a name in the nominative: surname given [patronymic], given [patronymic] surname, or Latin given [middle]
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
fn patronymic_gender(word: &str) -> Option<Gender> {
    if word.chars().count() < 5 {
        return None;
    }
    let ends = |stems: &[&str], endings: &[&str]| {
        endings.iter().any(|e| word.strip_suffix(e).is_some_and(|w| stems.iter().any(|s| w.ends_with(s))))
    };
    if ends(&["ович", "евич", "ьич", "мич", "кич", "ovich", "evich"], &["", "а", "у", "ем", "е"])
    {
        return Some(Gender::Male);
    }
    ends(&["овн", "евн", "ичн", "инишн", "ovna", "evna"], &["", "а", "ы", "е", "у", "ой", "ою"])
        .then_some(Gender::Female)
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    Blank,
    Dash,
    /// A full stop, with or without a blank.
    Dot,
    /// A comma, or a line break: the words are of two blocks.
    Block,
    Apart,
}

fn join(page: &Page, before: usize) -> Join {
    if before + 1 >= page.tokens.len() {
        return Join::Apart;
    }
    let gap = page.gap(before);
    if gap.len() > 24 || gap.matches('\n').count() > 1 {
        return Join::Apart;
    }
    match gap.trim() {
        "" if gap.contains('\n') => Join::Block,
        "" => Join::Blank,
        "-" if gap.len() == 1 => Join::Dash,
        "." if !gap.contains('\n') => Join::Dot,
        "," | ";" | "|" | "\t" => Join::Block,
        _ => Join::Apart,
    }
}

/// All people, and the given names of others.
pub(super) struct People {
    people: Vec<Person>,
    /// Hashes of all forms of known given names.
    given: HashSet<u64>,
}

/// One way to read a spot.
struct Reading {
    first: usize,
    last: usize,
    confidence: u32,
    cases: Cases,
    how: &'static str,
}

impl People {
    pub(super) fn new(people: Vec<Person>) -> People {
        let forms = given::all().flat_map(|(name, gender)| russian::given(name, gender));
        let given =
            if people.is_empty() { HashSet::new() } else { forms.map(|(f, _)| hash_of(&f)).collect() };
        People { people, given }
    }

    pub(super) fn by_surname(&self, at: usize, page: &Page, token: usize) -> (usize, Verdict) {
        let person = &self.people[at];
        (person.entry, self.judge(person, page, token))
    }

    /// Given name and patronymic alone.
    pub(super) fn by_patronymic(&self, at: usize, page: &Page, token: usize) -> (usize, Verdict) {
        let person = &self.people[at];
        let judge = || {
            let part = person.patronymic.as_ref().ok_or("no patronymic")?;
            let (cases, from) = part.ending_at(page, token).ok_or("another patronymic")?;
            let before = from.checked_sub(1).ok_or("no given name before it")?;
            let (given, first) = person.given.ending_at(page, before).ok_or("another given name")?;
            if cases & given == 0 || join(page, before) != Join::Blank {
                return Err("the given name does not belong to it");
            }
            let how = "given name and patronymic, which count alone by parts";
            Ok(finish(
                person,
                page,
                Reading { first, last: token, confidence: 60, cases: cases & given, how },
            ))
        };
        (person.entry, judge())
    }

    fn judge(&self, person: &Person, page: &Page, token: usize) -> Verdict {
        let (cases, first) = person.surname.ending_at(page, token).ok_or("only a part of the surname")?;
        let touches = |gap: &str| gap == "-";
        if touches(page.lead(first)) && first > 0 || touches(page.gap(token)) && token + 1 < page.tokens.len()
        {
            return Err("part of a double-barrelled name");
        }
        let after = self.after(person, page, first, token, cases);
        let before = self.before(person, page, first, token, cases);
        let reading = match (before, after) {
            (Ok(b), Ok(a)) => Ok(if b.confidence > a.confidence { b } else { a }),
            (Ok(reading), Err(_)) | (Err(_), Ok(reading)) => Ok(reading),
            // The stronger reason is the one that met something.
            (Err(b), Err(a)) => Err(if a == NOTHING { b } else { a }),
        };
        match reading {
            Ok(reading) => Ok(finish(person, page, reading)),
            Err(NOTHING) if person.surname_alone => {
                let shape = page.tokens[token].shape;
                if shape == Shape::Lower {
                    return Err("the bare surname in lower case");
                }
                let how = "the surname, which counts alone by parts";
                Ok(finish(person, page, Reading { first, last: token, confidence: 55, cases, how }))
            }
            Err(why) => Err(why),
        }
    }

    /// Surname first: what follows it.
    fn after(
        &self,
        person: &Person,
        page: &Page,
        first: usize,
        token: usize,
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        let joined = join(page, token);
        if !matches!(joined, Join::Blank | Join::Block) {
            return Err(NOTHING);
        }
        let next = token + 1;
        if let Some((given, last)) = person.given.starting_at(page, next) {
            let agreed = cases & given;
            if agreed == 0 {
                return Err("surname and given name stand in different cases");
            }
            let short = Reading { first, last, confidence: 80, cases: agreed, how: "surname and given name" };
            if !matches!(join(page, last), Join::Blank | Join::Block) {
                return if joined == Join::Blank { Ok(short) } else { Err(BLOCK) };
            }
            if let Some(part) = &person.patronymic {
                if let Some((third, last)) = part.starting_at(page, last + 1) {
                    let cases = agreed & third;
                    return if cases == 0 {
                        Err("the patronymic stands in another case")
                    } else {
                        Ok(Reading { first, last, confidence: 95, cases, how: "the full name" })
                    };
                }
                if join(page, last) == Join::Blank {
                    if looks_patronymic(page, last + 1) {
                        return Err("another patronymic");
                    }
                    if let Some(same) = initial(page, last + 1, part)
                        && join(page, last + 1) == Join::Dot
                    {
                        return if same {
                            let how = "surname, given name and the patronymic's initial";
                            Ok(Reading { first, last: last + 1, confidence: 90, cases: agreed, how })
                        } else {
                            Err("another initial of the patronymic")
                        };
                    }
                }
            }
            return if joined == Join::Blank { Ok(short) } else { Err(BLOCK) };
        }
        self.initials_after(person, page, first, token, cases)
    }

    fn initials_after(
        &self,
        person: &Person,
        page: &Page,
        first: usize,
        token: usize,
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        let next = token + 1;
        if page.tokens[next].shape == Shape::Upper
            && let Some((one, two)) = two_letters(page.folded_word(next))
            && join(page, token) == Join::Blank
        {
            let patronymic = person.patronymic.as_ref();
            return if person.given.initials.contains(&one)
                && patronymic.is_some_and(|p| p.initials.contains(&two))
            {
                Ok(Reading {
                    first,
                    last: next,
                    confidence: 65,
                    cases,
                    how: "surname and both initials, written together",
                })
            } else {
                Err(NOTHING)
            };
        }
        match initial(page, next, &person.given) {
            None if self.given.contains(&page.tokens[next].hash) && join(page, token) == Join::Blank => {
                Err("another given name")
            }
            None => Err(NOTHING),
            Some(false) => Err("another initial"),
            Some(true) => {
                let second_joined = matches!(join(page, next), Join::Dot | Join::Blank);
                let second = person
                    .patronymic
                    .as_ref()
                    .filter(|_| second_joined)
                    .and_then(|p| initial(page, next + 1, p));
                // One letter without a full stop is more often a word than an initial.
                let dotted = page.gap(next).starts_with('.');
                match second {
                    Some(true) => {
                        let how = "surname and both initials";
                        Ok(Reading { first, last: next + 1, confidence: 75, cases, how })
                    }
                    Some(false) if dotted && page.gap(next + 1).starts_with('.') => {
                        Err("another second initial")
                    }
                    _ if dotted => Ok(Reading {
                        first,
                        last: next,
                        confidence: 55,
                        cases,
                        how: "surname and one initial",
                    }),
                    _ => Err("a single letter that is no initial"),
                }
            }
        }
    }

    /// Surname last: what stands before it.
    fn before(
        &self,
        person: &Person,
        page: &Page,
        first: usize,
        token: usize,
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        let Some(prior) = first.checked_sub(1) else { return Err(NOTHING) };
        let joined = join(page, prior);
        if let Some((given, from)) = person.given.ending_at(page, prior)
            && matches!(joined, Join::Blank | Join::Block)
        {
            return self.given_before(person, page, (from, given), (first, token), cases);
        }
        if joined == Join::Blank {
            if let Some(part) = &person.patronymic
                && let Some((second, from)) = part.ending_at(page, prior)
                && let Some(earlier) = from.checked_sub(1)
                && matches!(join(page, earlier), Join::Blank | Join::Dot)
            {
                return match person.given.ending_at(page, earlier) {
                    Some((given, from)) if given & second & cases != 0 => {
                        let cases = given & second & cases;
                        Ok(Reading { first: from, last: token, confidence: 95, cases, how: "the full name" })
                    }
                    Some(_) => Err("given name, patronymic and surname stand in different cases"),
                    None => Err("another given name"),
                };
            }
            if looks_patronymic(page, prior) && person.patronymic.is_some() {
                return Err("another patronymic");
            }
        }
        if matches!(joined, Join::Dot | Join::Blank) && page.tokens[prior].bytes.len() <= 4 {
            return self.initials_before(person, page, prior, token, cases);
        }
        if self.given.contains(&page.tokens[prior].hash) { Err("another given name") } else { Err(NOTHING) }
    }

    fn given_before(
        &self,
        person: &Person,
        page: &Page,
        (from, given): (usize, Cases),
        (first, token): (usize, usize),
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        let agreed = cases & given;
        if agreed == 0 {
            return Err("given name and surname stand in different cases");
        }
        let mut confidence = 80;
        let next = token + 1;
        let goes_on = join(page, token) == Join::Blank;
        if goes_on {
            if let Some((third, last)) = person.patronymic.as_ref().and_then(|p| p.starting_at(page, next))
                && third & agreed != 0
            {
                return Ok(Reading {
                    first: from,
                    last,
                    confidence: 90,
                    cases: third & agreed,
                    how: "the full name",
                });
            }
            if person.patronymic.is_some() && looks_patronymic(page, next) {
                return Err("another patronymic");
            }
        }
        let follows_name =
            goes_on && (self.given.contains(&page.tokens[next].hash) || is_initial(page, next));
        if join(page, first - 1) == Join::Block {
            if page.gap(first - 1).contains(',') || follows_name {
                return Err(BLOCK);
            }
            confidence = 60;
        }
        let led_by_name = from > 0
            && join(page, from - 1) == Join::Blank
            && matches!(page.tokens[from - 1].shape, Shape::Capital | Shape::Upper);
        if follows_name && led_by_name {
            return Err("two names stand side by side");
        }
        Ok(Reading { first: from, last: token, confidence, cases: agreed, how: "given name and surname" })
    }

    fn initials_before(
        &self,
        person: &Person,
        page: &Page,
        prior: usize,
        token: usize,
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        if !is_initial(page, prior)
            || !(page.gap(prior).starts_with('.') || page.tokens[prior].shape == Shape::Single)
        {
            return Err(NOTHING);
        }
        let earlier = prior.checked_sub(1).filter(|&e| matches!(join(page, e), Join::Dot | Join::Blank));
        // И. П. Иванов.
        if let Some(earlier) = earlier.filter(|&e| is_initial(page, e) && page.gap(e).starts_with('.')) {
            let owner = earlier.checked_sub(1).filter(|&o| join(page, o) == Join::Blank);
            let owned = owner.is_some_and(|o| page.tokens[o].shape == Shape::Capital);
            let own_after = join(page, token) == Join::Blank && is_initial(page, token + 1);
            if owned && own_after {
                return Err("the initials belong to the name before them");
            }
            let second = person.patronymic.as_ref().map(|p| p.initials.contains(&page.tokens[prior].hash));
            return match (person.given.initials.contains(&page.tokens[earlier].hash), second) {
                (true, Some(true)) => {
                    let how = "both initials and surname";
                    Ok(Reading { first: earlier, last: token, confidence: 75, cases, how })
                }
                (true, None) => {
                    let how = "initials and surname; the second initial is not known";
                    Ok(Reading { first: earlier, last: token, confidence: 60, cases, how })
                }
                _ => Err("other initials"),
            };
        }
        // Ivan P. Ivanov.
        if let Some((given, from)) = earlier.and_then(|e| person.given.ending_at(page, e)) {
            let known = person.patronymic.as_ref().map(|p| p.initials.contains(&page.tokens[prior].hash));
            if known == Some(false) {
                return Err("another middle initial");
            }
            if given & cases != 0 {
                let how = "given name, middle initial and surname";
                return Ok(Reading { first: from, last: token, confidence: 85, cases: given & cases, how });
            }
        }
        if !page.gap(prior).starts_with('.') {
            return Err(NOTHING);
        }
        if !person.given.initials.contains(&page.tokens[prior].hash) {
            return Err("another initial");
        }
        Ok(Reading { first: prior, last: token, confidence: 55, cases, how: "one initial and surname" })
    }
}

/// Nothing of the person beside the surname.
const NOTHING: &str = "the bare surname, which does not count unless parts says so";
const BLOCK: &str = "a comma or line break stands between the parts";

fn is_initial(page: &Page, token: usize) -> bool {
    page.tokens.get(token).is_some_and(|_| page.words[token].end - page.words[token].start == 1)
        && page.folded_word(token).chars().all(char::is_alphabetic)
}

/// Whether the word at `token` is an initial, and then whether it is the part's.
fn initial(page: &Page, token: usize, part: &Part) -> Option<bool> {
    is_initial(page, token).then(|| part.initials.contains(&page.tokens[token].hash))
}

fn two_letters(word: &str) -> Option<(u64, u64)> {
    let mut letters = word.char_indices();
    let (_, second) = (letters.next()?, letters.next()?);
    if letters.next().is_some() {
        return None;
    }
    Some((hash(&word.as_bytes()[..second.0]), hash(&word.as_bytes()[second.0..])))
}

fn looks_patronymic(page: &Page, token: usize) -> bool {
    token < page.tokens.len()
        && page.tokens[token].shape != Shape::Lower
        && patronymic_gender(page.folded_word(token)).is_some()
}

/// The reading with what its letters, its neighbours and its case say.
fn finish(person: &Person, page: &Page, reading: Reading) -> Spotted {
    let Reading { first, last, mut confidence, cases, how } = reading;
    let mut evidence = vec![how.to_owned()];
    if person.alias {
        evidence.push("by an alias".into());
        confidence = confidence.min(80);
    }
    if cases & LATIN != 0 {
        evidence.push("written with Latin letters".into());
        confidence = confidence.min(90);
    } else if cases & forms::ALL != forms::ALL {
        evidence.push(format!("case: {}", case_names(cases)));
    }
    let full = confidence > 85;
    let shapes = || page.tokens[first..=last].iter().map(|t| t.shape);
    if shapes().all(|s| matches!(s, Shape::Lower | Shape::Other)) {
        evidence.push("without capitals".into());
        confidence = confidence.saturating_sub(if full { 5 } else { 15 });
    } else if !full && shapes().any(|s| s == Shape::Lower) {
        evidence.push("one part is in lower case: it may be a common noun".into());
        confidence = confidence.min(35);
    }
    if page.tokens[first..=last].iter().any(|t| t.disguised) {
        evidence.push("look-alike or invisible characters were folded".into());
    }
    if cases & GENITIVE != 0 && first > 0 && named_after(page, first - 1) {
        evidence.push("a place or institution named after the person".into());
        confidence = confidence.min(30);
    }
    if !full && verb_gender(page, last + 1).is_some_and(|g| g != person.gender) && how.contains("initial") {
        evidence.push("the verb after it is of the other gender".into());
        confidence = confidence.min(35);
    }
    Spotted { entry: person.entry, first, last, lead: 0, confidence, lift: 0, evidence, value: None }
}

fn case_names(cases: Cases) -> String {
    let names = [
        (NOMINATIVE, "nominative"),
        (GENITIVE, "genitive"),
        (DATIVE, "dative"),
        (ACCUSATIVE, "accusative"),
        (INSTRUMENTAL, "instrumental"),
        (PREPOSITIONAL, "prepositional"),
    ];
    names.iter().filter(|(bit, _)| cases & bit != 0).map(|(_, name)| *name).collect::<Vec<_>>().join(" or ")
}

fn named_after(page: &Page, before: usize) -> bool {
    let word = page.folded_word(before);
    matches!(word, "ул" | "пр" | "пер" | "пл" | "им" | "имени" | "шоссе")
        || ["улиц", "проспект", "площад", "переул", "бульвар", "набереж", "сквер"]
            .iter()
            .any(|s| word.starts_with(s))
}

/// The gender of a past tense right after the name.
fn verb_gender(page: &Page, token: usize) -> Option<Gender> {
    if token >= page.tokens.len() || page.tokens[token].shape != Shape::Lower {
        return None;
    }
    let word = page.folded_word(token);
    if word.chars().count() < 4 {
        return None;
    }
    if word.ends_with("ла") || word.ends_with("лась") {
        return Some(Gender::Female);
    }
    ["ал", "ил", "ел", "ул", "ыл", "лся"].iter().any(|e| word.ends_with(e)).then_some(Gender::Male)
}
