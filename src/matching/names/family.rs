//! A family's surname in the plural beside the given name of one of them: «Иван и Ольга Ивановы». Weak evidence, for
//! whoever of them is looked for; without the given name it is none.

use super::super::page::Page;
use super::forms::{ACCUSATIVE, ALL, Cases, DATIVE, GENITIVE, INSTRUMENTAL, NOMINATIVE, PREPOSITIONAL};
use super::neighbours::{Join, join};
use super::people::People;
use super::person::Person;
use super::reading::{Reading, finish};
use super::russian::{self, Declined};
use super::table::{Spotted, Verdict};
use crate::model::Gender;

const WEAK: u32 = 50;

/// The plural of a folded surname in the nominative of its bearer's gender; empty: it has no plural of its own.
pub(super) fn plural(word: &str, gender: Gender) -> Declined {
    let letters: Vec<char> = word.chars().collect();
    let stem = |cut: usize| letters[..letters.len().saturating_sub(cut)].iter().collect::<String>();
    let ends = |endings: &[&str]| endings.iter().any(|e| word.ends_with(e));
    let mut out = Declined::new();
    let mut put = |stem: &str, endings: [&str; 5]| {
        let cases = [NOMINATIVE, GENITIVE | ACCUSATIVE, DATIVE, INSTRUMENTAL, PREPOSITIONAL];
        out.extend(endings.iter().zip(cases).map(|(ending, cases)| (format!("{stem}{ending}"), cases)));
    };
    if letters.len() < 3 || !russian::is_cyrillic(word) || ends(&["ых", "их"]) {
        return out;
    }
    let hissing = |c: char| matches!(c, 'г' | 'к' | 'х' | 'ж' | 'ш' | 'ч' | 'щ');
    match (gender, letters[letters.len() - 1]) {
        (Gender::Female, 'а') if ends(&["ова", "ева", "ина", "ына"]) => {
            put(&stem(1), ["ы", "ых", "ым", "ыми", "ых"])
        }
        (Gender::Male, _) if ends(&["ов", "ев", "ин", "ын"]) => {
            put(word, ["ы", "ых", "ым", "ыми", "ых"])
        }
        _ if ends(&["ая", "яя"]) || gender == Gender::Male && russian::adjectival(word) => {
            let soft = hissing(letters[letters.len() - 3]) || ends(&["яя", "ний"]);
            let endings = if soft {
                ["ие", "их", "им", "ими", "их"]
            } else {
                ["ые", "ых", "ым", "ыми", "ых"]
            };
            put(&stem(2), endings);
        }
        (_, 'а') => {
            let i = if hissing(letters[letters.len() - 2]) { "и" } else { "ы" };
            put(&stem(1), [i, "", "ам", "ами", "ах"]);
        }
        (_, 'я') => put(&stem(1), ["и", "й", "ям", "ями", "ях"]),
        (_, 'о' | 'е' | 'и' | 'у' | 'ю' | 'э' | 'ы') => {}
        (_, 'ь' | 'й') => {
            let genitive = if word.ends_with('ь') { "ей" } else { "ев" };
            for stem in russian::stems(word) {
                put(&stem, ["и", genitive, "ям", "ями", "ях"]);
            }
        }
        (_, last) => {
            let i = if hissing(last) { "и" } else { "ы" };
            let genitive = match last {
                'ж' | 'ш' | 'ч' | 'щ' => "ей",
                'ц' => "ев",
                _ => "ов",
            };
            for stem in russian::stems(word) {
                put(&stem, [i, genitive, "ам", "ами", "ах"]);
            }
        }
    }
    out
}

impl People {
    pub(super) fn by_family(&self, at: usize, page: &Page, token: usize) -> (usize, Verdict) {
        let person = &self.people[at];
        let judge = || {
            let (cases, first) = person.family.as_ref()?.ending_at(page, token)?;
            self.family(person, page, (first, token), cases)
        };
        (person.entry, judge().ok_or("the family's name without a given name"))
    }

    /// The person's given name and another one, joined by «и», before or behind the surname `first..=token`.
    pub(super) fn family(
        &self,
        person: &Person,
        page: &Page,
        (first, token): (usize, usize),
        cases: Cases,
    ) -> Option<Spotted> {
        let blank = |t: usize| join(page, t) == Join::Blank;
        let pair = |at: usize| {
            let and =
                at + 2 < page.tokens.len() && blank(at) && blank(at + 1) && page.folded_word(at + 1) == "и";
            if !and {
                return None;
            }
            let given = |t: usize| person.given.starting_at(page, t).map_or(0, |(cases, _)| cases);
            let other = |t: usize| self.given.contains(&page.tokens[t].hash);
            let agreed =
                if other(at + 2) { given(at) } else { 0 } | if other(at) { given(at + 2) } else { 0 };
            Some(agreed & cases & ALL).filter(|cases| *cases != 0)
        };
        let before = first.checked_sub(3).filter(|_| blank(first - 1));
        let before = before.and_then(|at| Some((at, token, pair(at)?)));
        let behind =
            || blank(token).then(|| pair(token + 1)).flatten().map(|cases| (first, token + 3, cases));
        let (from, to, cases) = before.or_else(behind)?;
        let how = "a family's surname and the given name";
        // What is in lower case here is the «и».
        let spotted = finish(person, page, Reading { first, last: token, confidence: WEAK, cases, how });
        Some(Spotted { first: from, last: to, ..spotted })
    }
}

#[cfg(test)]
mod tests {
    use super::plural;
    use crate::model::Gender::{Female, Male};

    #[test]
    fn makes_families() {
        for (word, gender, forms) in [
            ("иванов", Male, "ивановы ивановых ивановым ивановыми"),
            ("иванова", Female, "ивановы ивановых"),
            ("вишневский", Male, "вишневские вишневских вишневскими"),
            ("вольный", Male, "вольные вольных"),
            ("крутая", Female, "крутые"),
            ("заяц", Male, "зайцы зайцев"),
            ("врубель", Male, "врубели врубелей"),
            ("кузнец", Female, "кузнецы кузнецами"),
            ("сковорода", Male, "сковороды сковородам"),
        ] {
            let found = plural(word, gender);
            for form in forms.split(' ') {
                assert!(found.iter().any(|(f, _)| f == form), "{form} is missing from {found:?}");
            }
        }
        assert!(plural("черных", Male).is_empty() && plural("шевченко", Female).is_empty());
    }
}
