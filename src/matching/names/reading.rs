//! One way to read a spot as a person, weighed by what its letters, its neighbours and its case say.

use super::super::page::{Page, Shape, is_blank};
use super::arrange::is_particle;
use super::forms::{
    self, ACCUSATIVE, Cases, DATIVE, GENITIVE, INSTRUMENTAL, LATIN, NOMINATIVE, PREPOSITIONAL,
};
use super::neighbours::{named_after, verb_gender};
use super::person::Person;
use super::table::Spotted;

/// One way to read a spot.
pub(super) struct Reading {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) confidence: u32,
    pub(super) cases: Cases,
    pub(super) how: &'static str,
}

/// The reading with what its letters, its neighbours and its case say.
pub(super) fn finish(person: &Person, page: &Page, reading: Reading) -> Spotted {
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
    let lower =
        |t: Option<usize>| t.and_then(|t| page.tokens.get(t)).is_some_and(|t| t.shape == Shape::Lower);
    let shapes = || page.tokens[first..=last].iter().map(|t| t.shape);
    if shapes().all(|s| matches!(s, Shape::Lower | Shape::Other)) {
        evidence.push("without capitals".into());
        confidence = confidence.saturating_sub(if full { 5 } else { 15 });
        // Given names and surnames are words in English (mark stern); who writes capitals would have written them here.
        if cases & LATIN != 0 && !full && lower(first.checked_sub(1)) && capital_before(page, first) {
            evidence.push("a sentence with capitals around it: it may be common words".into());
            confidence = confidence.min(40);
        }
    } else if !full
        && (first..=last).any(|t| page.tokens[t].shape == Shape::Lower && !is_particle(page.folded_word(t)))
    {
        evidence.push("one part is in lower case: it may be a common noun".into());
        confidence = confidence.min(35);
    }
    // Latin letters throughout that look like those of a form which is Cyrillic.
    let in_latin = |t: usize| page.folded_word(t).is_ascii() && page.length(t) > 1;
    let twin = cases & LATIN == 0 && (first..=last).any(in_latin);
    if twin || page.tokens[first..=last].iter().any(|t| t.disguised) {
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

/// Whether the sentence before `first` began with a capital.
fn capital_before(page: &Page, first: usize) -> bool {
    const REACH: usize = 12;
    let mut at = first;
    for _ in 0..REACH {
        if at == 0 || !is_blank(page.lead(at)) {
            break;
        }
        at -= 1;
        if matches!(page.tokens[at].shape, Shape::Capital | Shape::Single) {
            return true;
        }
    }
    false
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
