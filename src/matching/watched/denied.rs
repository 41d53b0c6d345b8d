//! `unless`: what must not hold in the sentence that a query holds in.
//!
//! "Romashka launches a course on breaches" says the words of a breach and tells of none: what speaks against stands in the
//! same sentence, seldom in the next, which may be another post. So a veto reaches as far as the sentence, and no farther
//! than [`REACH`] words either side where nobody ended one. What ends a sentence is judged by signs and letters' cases alone. `sentences` bounds how many a
//! place may span: words near each other in a manual's code or on the lines of a menu say nothing together.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::{Facts, Held, Part, Watched};
use crate::matching::page::{Page, Shape};
use crate::query::places::Place;

/// Words between a place and what vetoes it, at most: long sentences have forty words, lists without stops have thousands.
const REACH: u32 = 40;
/// Words before a full stop that end no sentence: titles and forms that stand before a name.
const SHORTENED: &[&str] =
    &["mr", "ms", "mrs", "dr", "st", "vs", "inc", "ltd", "co", "no", "им", "ул", "тыс", "руб", "др"];

impl Watched {
    /// Takes away the places that are vetoed; gives them, each with what vetoes it.
    pub(super) fn spare(&self, places: &mut Vec<Place>, facts: &Facts) -> Vec<(Place, Place)> {
        if let Some(most) = self.sentences {
            places.retain(|&place| spans(facts, place, most));
        }
        let mut vetoed = Vec::new();
        for unless in &self.unless {
            let against = facts.places_of_unless(unless);
            if against.is_empty() {
                continue;
            }
            let against = Against::new(&against);
            places.retain(|&place| match against.veto(place, facts) {
                Some(by) => {
                    vetoed.push((place, by));
                    false
                }
                None => true,
            });
        }
        vetoed
    }
}

impl Facts<'_> {
    /// Where it holds, looked for once on a page.
    fn places_of_unless(&self, part: &Arc<Part>) -> Rc<[Place]> {
        let known = Arc::as_ptr(part) as usize;
        if let Some(places) = self.unless.borrow().get(&known) {
            return places.clone();
        }
        // What holds without a place (a language, a host), or over the end of a sentence, says nothing of one.
        let places: Rc<[Place]> = match part.held(self) {
            Held::At(places) => places.into_iter().filter(|&place| spans(self, place, 1)).collect(),
            Held::No | Held::Yes | Held::Unknown => Rc::new([]),
        };
        self.unless.borrow_mut().insert(known, places.clone());
        places
    }
}

/// Places that veto, ascending, and for each the one that reaches farthest of those that begin no later.
struct Against<'a> {
    places: &'a [Place],
    farthest: Vec<Place>,
}

impl<'a> Against<'a> {
    fn new(places: &'a [Place]) -> Against<'a> {
        let mut farthest: Vec<Place> = Vec::with_capacity(places.len());
        for &place in places {
            let best = farthest.last().copied().filter(|best| best.last >= place.last).unwrap_or(place);
            farthest.push(best);
        }
        Against { places, farthest }
    }

    /// What vetoes a place: it overlaps, or is the nearest on a side with no end of a sentence between. A veto farther off
    /// than the nearest is behind the same end.
    fn veto(&self, place: Place, facts: &Facts) -> Option<Place> {
        let begun = self.places.partition_point(|other| other.first <= place.last);
        let before = begun.checked_sub(1).map(|at| self.farthest[at]);
        let after = self.places.get(begun).copied();
        let same = |from: u32, to: u32| one_sentence(facts, from, to);
        before
            .filter(|before| before.last >= place.first || same(before.last, place.first))
            .or_else(|| after.filter(|after| same(place.last, after.first)))
    }
}

/// What queries of sets that tell a sentence once have told: by set, the first word of each place with its last and who
/// told it. No two places of different entries share a sentence.
#[derive(Default)]
pub(in crate::matching) struct Told(HashMap<String, BTreeMap<u32, (u32, usize)>>);

impl Told {
    /// Which other entry of the set has told of a place's sentence; none: the place is told now.
    pub(in crate::matching) fn by(
        &mut self,
        set: &str,
        entry: usize,
        place: Place,
        facts: &Facts,
    ) -> Option<usize> {
        let told = self.0.entry(set.to_owned()).or_default();
        let before = told.range(..=place.last).next_back().map(|(_, &(last, by))| (last, by));
        let after = told.range(place.last + 1..).next().map(|(&first, &(_, by))| (first, by));
        let shares_before =
            |&(last, _): &(u32, usize)| last >= place.first || one_sentence(facts, last, place.first);
        let shares_after = |&(first, _): &(u32, usize)| one_sentence(facts, place.last, first);
        let by = before.filter(shares_before).or_else(|| after.filter(shares_after)).map(|(_, by)| by);
        match by {
            Some(by) if by != entry => Some(by),
            _ => {
                told.insert(place.first, (place.last, entry));
                None
            }
        }
    }
}

/// Whether words `from` and `to`, `to` behind `from`, stand in one sentence. A title is one.
fn one_sentence(facts: &Facts, from: u32, to: u32) -> bool {
    if from >= facts.seen.title || to >= facts.seen.title {
        return from >= facts.seen.title;
    }
    to - from <= REACH && (from..to).all(|word| !ends(facts.page, word as usize))
}

/// Whether a place lies within so many sentences.
fn spans(facts: &Facts, place: Place, most: u32) -> bool {
    if place.first >= facts.seen.title || place.last >= facts.seen.title {
        return place.first >= facts.seen.title;
    }
    let ended = |&word: &u32| ends(facts.page, word as usize);
    place.last - place.first <= most * REACH
        && ((place.first..place.last).filter(ended).take(most as usize).count() as u32) < most
}

/// Whether a sentence ends between a word and the next.
fn ends(page: &Page, word: usize) -> bool {
    let gap = page.original_gap(word);
    let lower = page.tokens.get(word + 1).is_some_and(|next| next.shape == Shape::Lower);
    let mut lines = gap.split('\n');
    let first = lines.next().unwrap_or_default();
    let blank_line = lines.clone().count() > 1;
    let begins = lines.next_back();
    let new_line = begins.is_some();
    // A line of code, of a list, of a quotation.
    let marked =
        begins.is_some_and(|begins| begins.contains(['<', '>', '{', '}', '#', '$', '*', '•', '|', '=']));
    if blank_line || marked || (new_line && !lower) {
        return true;
    }
    let stop = |sign: char| {
        let mut behind = first.split(sign).skip(1);
        behind.any(|rest| new_line || rest.contains(char::is_whitespace)) && !lower
    };
    let shortened = || page.length(word) == 1 || SHORTENED.contains(&page.folded_word(word));
    ['!', '?', '…'].into_iter().any(stop) || (stop('.') && !shortened())
}

#[cfg(test)]
mod tests {
    use super::ends;
    use crate::matching::page::Page;

    #[test]
    fn sentences_end_where_they_end() {
        for (text, expected) in [
            ("Вышел отчёт. Утечки нет", true),
            ("Вышел отчёт, утечки нет", false),
            ("отчёт (о «Ромашке»). Утечки", true),
            ("г. Москва", false),
            ("им. Иванова", false),
            ("Romashka Ltd. Said", false),
            ("version 2.1 Breach", false),
            ("example.com Breach", false),
            ("Yahoo! users", false),
            ("Breach! Users", true),
            ("a line that\ngoes on", false),
            ("a line\nAnother", true),
            ("a line\n\ngoes on", true),
            ("утечка: что известно", false),
            ("port='6000'/>\n  <auth", true),
            ("> a quotation\n> goes", true),
        ] {
            let page = Page::new(text);
            let found = (0..page.tokens.len() - 1).any(|word| ends(&page, word));
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
