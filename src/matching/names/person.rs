//! A person's name: its parts in their forms, made once for all who bear them, and whose gender they are.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::disguise::Looks;
use super::super::page::{Page, folded_words};
use super::arrange::{arrange, patronymic_gender, surname_gender, syllables, with_particles};
use super::forms::{Cases, Forms};
use super::part::Part;
use super::{abroad, back, eastern, english, given, nicknames, russian};
use crate::model::Gender;

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
    /// With us and our neighbours.
    #[default]
    Ours,
    Both,
    West,
    /// Nobody knows: anywhere.
    Unknown,
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
            false if ours || !russian::is_cyrillic(given) => Home::Ours,
            false => Home::Unknown,
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
        let (surname, given, patronymic) = arrange(&with_particles(blocks), gender)?;
        let Known { names, gender: known, short, home } = shared.known(&given[0]);
        // Who has a patronymic is at home with us, whatever the name.
        let home = if home == Home::Unknown && patronymic.is_some() { Home::Ours } else { home };
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
            && (known.is_none() || eastern::is_name(&surname[0], &given[0]))
            && (eastern::is_name(&surname[0], &given[0])
                || given.len() > 1 && !name.contains('-')
                || syllables(&surname[0]) == 1 && surname.len() == 1);
        let kind = match (eastern, home) {
            (true, _) => "east",
            (_, Home::Ours) => "one",
            (_, Home::Both) => "either",
            (_, Home::West) => "west",
            (_, Home::Unknown) => "unknown",
        };
        let decline_surname = |w: &str| russian::surname(w, gender);
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
                    Part::new(&surname, (decline_surname, eastern), latin, &yo, looks)
                },
            ),
            given: shared.part(
                |all| &mut all.parts,
                (if home == Home::Unknown { "anywhere" } else { "given" }, &given, gender),
                &yo,
                |looks| {
                    // Of a name of several words each is read by itself.
                    let latin = |w: &str| if w == given[0] { names.to_vec() } else { back::cyrillic(w) };
                    let spelled = |w: &str| match home {
                        Home::Unknown => spelled_anywhere(w, ANYWHERE / 2),
                        _ => abroad::given(w).into_iter().map(str::to_owned).collect(),
                    };
                    Part::new(&given, (decline, false), (latin, spelled), &yo, looks)
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
                        let latin = (back::cyrillic, |_: &str| Vec::new());
                        Part::new(&p, (decline, false), latin, &yo, looks)
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
        Home::Both | Home::Unknown => (32, 32),
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
        Home::Unknown => return spelled_anywhere(word, ANYWHERE),
    };
    abroad::surname(word, most)
}

/// Spellings of a name that may be from anywhere at most.
const ANYWHERE: usize = 24;

fn spelled_anywhere(word: &str, most: usize) -> Vec<String> {
    eastern::spellings(word).into_iter().chain(abroad::surname(word, most)).collect()
}

/// A patronymic, or a second given name in its place.
fn middle(word: &str, gender: Gender) -> russian::Declined {
    if patronymic_gender(word).is_some() { russian::patronymic(word) } else { russian::given(word, gender) }
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
