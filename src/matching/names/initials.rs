//! Initials before and behind a surname: «И. П. Иванов», «Иванов И.П.», «Ivan P. Ivanov».

use super::super::page::{Page, Shape};
use super::forms::Cases;
use super::neighbours::{Join, initial, is_capital, is_initial, join, two_letters};
use super::people::{NOTHING, People};
use super::person::Person;
use super::reading::Reading;

impl People {
    pub(super) fn initials_after(
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
        match initial(page, next, token, &person.given) {
            None if self.given.contains(&page.tokens[next].hash) && join(page, token) == Join::Blank => {
                Err("another given name")
            }
            None => Err(NOTHING),
            Some(false) => Err("another initial"),
            Some(true) if join(page, token) == Join::Block && self.lead_a_name(page, token, next) => {
                Err("the initials belong to the name behind them")
            }
            Some(true) => {
                let second_joined = matches!(join(page, next), Join::Dot | Join::Blank);
                let second = person
                    .patronymic
                    .as_ref()
                    .filter(|_| second_joined)
                    .and_then(|p| initial(page, next + 1, token, p));
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

    /// Whether one or two initials from `at` on stand before a word with a capital: А. Б. Сидоров.
    fn lead_a_name(&self, page: &Page, name: usize, at: usize) -> bool {
        let near = |t: usize| matches!(join(page, t), Join::Dot | Join::Blank);
        let last = if near(at) && is_initial(page, at + 1, name) { at + 1 } else { at };
        near(last) && is_capital(page, last + 1)
    }

    pub(super) fn initials_before(
        &self,
        person: &Person,
        page: &Page,
        prior: usize,
        token: usize,
        cases: Cases,
    ) -> Result<Reading, &'static str> {
        if !is_initial(page, prior, token)
            || !(page.gap(prior).starts_with('.') || page.tokens[prior].shape == Shape::Single)
        {
            return Err(NOTHING);
        }
        let earlier = prior.checked_sub(1).filter(|&e| matches!(join(page, e), Join::Dot | Join::Blank));
        // И. П. Иванов.
        let single = |t: usize| page.tokens[t].shape == Shape::Single && !page.gap(t).starts_with('.');
        let dotless = earlier.is_some_and(|e| single(e) && single(prior));
        if let Some(earlier) =
            earlier.filter(|&e| is_initial(page, e, token) && (page.gap(e).starts_with('.') || dotless))
        {
            let owner = earlier.checked_sub(1).filter(|&o| join(page, o) == Join::Blank);
            let owned = owner.is_some_and(|o| page.tokens[o].shape == Shape::Capital);
            let own_after = join(page, token) == Join::Blank && is_initial(page, token + 1, token);
            if owned && own_after {
                return Err("the initials belong to the name before them");
            }
            let second = person.patronymic.as_ref().map(|p| p.initials.contains(&page.tokens[prior].hash));
            return match (person.given.initials.contains(&page.tokens[earlier].hash), second) {
                (true, Some(true)) if dotless => {
                    let how = "both initials without full stops, and surname";
                    Ok(Reading { first: earlier, last: token, confidence: 65, cases, how })
                }
                (_, _) if dotless => Err(NOTHING),
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
