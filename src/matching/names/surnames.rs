//! Whose surname a misspelled word may be, from the words beside it: one error leaves the first three letters or the next
//! three as they are, and by those, with the given name or the patronymic that stands beside, people are looked up.
//!
//! Of a hundred thousand people thousands share a given name, and hundreds the first letters of their surnames too. So a
//! row says what decides nearly always without a look at the person: the six letters themselves, and who the other part
//! of the name is, where the page has that beside the first. What is left out here no judge would have let pass.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::hashes::{Buckets, Quick};
use super::super::page::{Page, Shape};
use super::neighbours::{Join, is_capital, join, looks_patronymic};
use super::part::Part;
use super::person::Person;
use super::slip;

/// The word at `at` may be the misspelled surname beside the given name, patronymic or initial at `token`.
pub(super) struct Spot<'p> {
    pub(super) page: &'p Page<'p>,
    pub(super) token: usize,
    pub(super) at: usize,
}

/// Given names and patronymics by the hash of a form or of an initial: numbers, of which odd ones are patronymics.
type Parts = HashMap<u64, Vec<u32>, Quick>;

pub(super) struct Surnames {
    rows: Buckets<Row>,
    parts: Parts,
    initials: Parts,
}

/// A person under one part of the name and three letters of the surname.
struct Row {
    person: u32,
    /// The other part.
    other: u32,
    /// The first six letters, as [`packed`].
    six: u32,
}

/// There is no other part; it has several words, which are not told apart here.
const NONE: u32 = u32::MAX;
const ANY: u32 = u32::MAX - 1;

impl Surnames {
    pub(super) fn new(people: &[Person]) -> Surnames {
        let (mut parts, mut initials): (Parts, Parts) = Default::default();
        let mut numbers: HashMap<*const Part, u32> = HashMap::new();
        let mut rows = Vec::new();
        for (at, person) in people.iter().enumerate() {
            let Some(surname) = person.surname.declension() else { continue };
            let mut number = |part: &Arc<Part>, patronymic: bool| {
                let next = (numbers.len() as u32) << 1 | u32::from(patronymic);
                *numbers.entry(Arc::as_ptr(part)).or_insert_with(|| {
                    part.hashes().for_each(|hash| parts.entry(hash).or_default().push(next));
                    part.initials.iter().for_each(|hash| initials.entry(*hash).or_default().push(next));
                    next
                })
            };
            let single = |part: &Part, number: u32| if part.words.len() == 1 { number } else { ANY };
            let given = number(&person.given, false);
            let patronymic = person.patronymic.as_ref().map(|part| (part, number(part, true)));
            let other = patronymic.map_or(NONE, |(part, number)| single(part, number));
            let other = if other == NONE { NONE } else { single(&person.given, other) };
            let from = rows.len();
            surname.each(|form, _| {
                if form.len() < slip::LEAST {
                    return;
                }
                let six = packed(form) as u32 & SIX;
                let mut put = |part, other| {
                    for (place, letters) in [(HEAD, &form[..3]), (MIDDLE, &form[3..6])] {
                        let row = Row { person: at as u32, other, six };
                        rows.push((key(part, place, letters), row));
                    }
                };
                put(given, other);
                if let Some((part, number)) = patronymic {
                    put(number, single(part, single(&person.given, given)));
                }
            });
            // Most forms begin alike.
            let same = |a: &(u64, Row), b: &(u64, Row)| a.0 == b.0 && a.1.six == b.1.six;
            let mut kept = from;
            for next in from..rows.len() {
                if !rows[from..kept].iter().any(|row| same(row, &rows[next])) {
                    rows.swap(kept, next);
                    kept += 1;
                }
            }
            rows.truncate(kept);
        }
        Surnames { rows: Buckets::new(rows), parts, initials }
    }

    /// Hashes of given names and patronymics beside which a surname may be misspelled.
    pub(super) fn beside_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.parts.keys().copied()
    }

    /// Whether a misspelled surname is to be looked for beside this word.
    pub(super) fn beside(&self, page: &Page, token: usize) -> bool {
        let found = &page.tokens[token];
        if found.shape == Shape::Single {
            return !self.rows.is_empty() && page.gap(token).starts_with('.');
        }
        self.parts.contains_key(&found.hash)
    }

    /// People whose surname the word may be, ascending; all of whom the word beside it is a part, when `thorough`.
    pub(super) fn candidates(&self, spot: &Spot, written: &[char], thorough: bool) -> Vec<u32> {
        let mut out = Vec::new();
        let beside = spot.page.tokens[spot.token].hash;
        let letters = packed(written);
        // Two letters may have changed places across the end of the first three.
        let across = written.get(3).filter(|c| **c != written[2]).map(|c| [written[0], written[1], *c]);
        for (of, initial) in [(&self.parts, false), (&self.initials, true)] {
            for &part in of.get(&beside).into_iter().flatten() {
                let other = if thorough { Other::Anyone } else { self.other(spot, initial, part) };
                if matches!(other, Other::Nobody) {
                    continue;
                }
                let fits = |row: &&Row| other.fits(row.other) && begins_alike(letters, row.six);
                for head in written.get(..3).into_iter().chain(across.as_ref().map(|head| &head[..])) {
                    out.extend(self.rows.of(key(part, HEAD, head)).filter(fits).map(|row| row.person));
                }
                for middle in [2, 3, 4].into_iter().filter_map(|from| written.get(from..from + 3)) {
                    // Who has the same first letters was among those.
                    let headless = |row: &&Row| (row.six ^ letters as u32) & THREE != 0;
                    let rows = self.rows.of(key(part, MIDDLE, middle)).filter(headless).filter(fits);
                    out.extend(rows.map(|row| row.person));
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Who the other part of the name must be, for `part` at the spot's token to be of a person that is meant there. A
    /// name in which the surname stands on the other side of a part is found from that part.
    fn other(&self, spot: &Spot, initial: bool, part: u32) -> Other<'_> {
        let &Spot { page, token, at } = spot;
        let parts = |word: Option<usize>| numbers(&self.parts, page, word);
        let initials = |word: Option<usize>| numbers(&self.initials, page, word);
        let before = token.checked_sub(1);
        match (part & 1 == 1, initial, at < token) {
            // Иванов Пётр Ильич, Пётр Иванов Ильич.
            (false, false, _) => {
                let last = token.max(at);
                let full = is_capital(page, token)
                    && join(page, last) == Join::Blank
                    && looks_patronymic(page, last + 1);
                let patronymic = Other::These([parts(Some(last + 1)), &[]], true);
                if full { patronymic } else { Other::Anyone }
            }
            // Иванов П. И.
            (false, true, true) => Other::These([initials(Some(token + 1)), &[]], false),
            // Пётр П. Иванов, who has no patronymic.
            (false, true, false) => Other::These([&[], &[]], true),
            (true, _, true) => Other::Nobody,
            // Пётр Ильич Иванов.
            (true, false, false) => Other::These([parts(before), &[]], false),
            // П. И. Иванов, Пётр И. Иванов.
            (true, true, false) => Other::These([initials(before), parts(before)], false),
        }
    }
}

fn numbers<'s>(of: &'s Parts, page: &Page, word: Option<usize>) -> &'s [u32] {
    let found = word.and_then(|word| of.get(&page.tokens.get(word)?.hash));
    found.map_or(&[], Vec::as_slice)
}

/// Who the other part of a name may be.
enum Other<'s> {
    Anyone,
    Nobody,
    /// One of these; or nobody at all, where that is true.
    These([&'s [u32]; 2], bool),
}

impl Other<'_> {
    fn fits(&self, other: u32) -> bool {
        match self {
            Other::Anyone => true,
            Other::Nobody => false,
            Other::These(_, none) if other == NONE => *none,
            Other::These(ids, _) => other == ANY || ids.iter().any(|ids| ids.contains(&other)),
        }
    }
}

/// Which three letters a row is known by.
const HEAD: u64 = 0;
const MIDDLE: u64 = 1;

fn key(part: u32, place: u64, letters: &[char]) -> u64 {
    let letters = letters.iter().fold(0, |key, c| key << 21 | u64::from(u32::from(*c)));
    let seed = (u64::from(part) << 1 | place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let key = (letters ^ seed).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (key ^ key >> 29).wrapping_mul(0x94d0_49bb_1331_11eb)
}

/// Bits of a letter, and of as many letters.
const LETTER: u32 = 5;
const THREE: u32 = (1 << (3 * LETTER)) - 1;
const SIX: u32 = (1 << (6 * LETTER)) - 1;

/// The first letters of a word, the first one lowest, each by what tells it from others of its alphabet.
fn packed(word: &[char]) -> u64 {
    let letters = word.iter().take(12).enumerate();
    letters.fold(0, |packed, (at, c)| packed | u64::from(u32::from(*c) & 31) << (LETTER * at as u32))
}

/// Whether a written word can begin as one with these six letters does, but for one error, not in the first letter;
/// letters that are not alike are told apart, some that are not may pass.
fn begins_alike(written: u64, six: u32) -> bool {
    let meant = u64::from(six);
    let differ = (written ^ meant) & u64::from(SIX);
    let at = differ.trailing_zeros() / LETTER;
    if differ == 0 || at >= 5 {
        return true;
    }
    // From these letters on so many are the same.
    let same = |from: u32, to: u32, many: u32| {
        let letters = (written >> (LETTER * from)) ^ (meant >> (LETTER * to));
        letters & ((1 << (LETTER * many)) - 1) == 0
    };
    at > 0
        && (same(at + 1, at + 1, 5 - at)
            || same(at + 1, at, 6 - at)
            || same(at, at + 1, 5 - at)
            || same(at, at + 1, 1) && same(at + 1, at, 1) && same(at + 2, at + 2, 4 - at))
}

#[cfg(test)]
mod tests {
    use super::super::slip;
    use super::{SIX, begins_alike, packed};

    /// No slip is lost by the six letters, and hardly anything else passes.
    #[test]
    fn no_slip_is_lost() {
        let alphabet: Vec<char> = "аеиокнврст".chars().collect();
        let mut state = 5usize;
        let mut dice = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let (mut slips, mut others, mut passed) = (0, 0, 0);
        for _ in 0..200_000 {
            let mut meant: Vec<char> = Vec::new();
            for _ in 0..6 + dice(5) {
                meant.push(alphabet[dice(alphabet.len())]);
            }
            let mut written = meant.clone();
            let at = dice(written.len());
            let letter = alphabet[dice(alphabet.len())];
            let error = dice(6);
            match error {
                0 => written[at] = letter,
                1 => written.insert(at, letter),
                2 => {
                    written.remove(at);
                }
                3 => {
                    let next = (at + 1).min(written.len() - 1);
                    written.swap(at, next);
                }
                _ => written.iter_mut().skip(1).for_each(|c| *c = alphabet[dice(alphabet.len())]),
            }
            let alike = begins_alike(packed(&written), packed(&meant) as u32 & SIX);
            let slipped = slip::slip(&written, &meant).is_some();
            assert!(alike || !slipped, "{written:?} for {meant:?}");
            slips += usize::from(slipped);
            others += usize::from(error > 3);
            passed += usize::from(error > 3 && alike);
        }
        assert!(slips > 10_000 && passed * 100 < others, "{slips} slips, {passed} of {others} others passed");
    }
}
