//! What stood around a finding wherever it was seen, so that a judgement as false covers what was judged and nothing else.
//!
//! A sighting was judged when the words close to it were all seen by then, and four fifths of its passage: a near copy
//! with another sentence at the spot is news, one with another date at the page's end is not. What is compared are
//! hashes of three words in a row; the work is linear in the passages.

use std::collections::HashSet;

use crate::model::Hit;
use crate::text::fingerprint::shingles;

/// Words on each side of a hit that must have been seen, every three in a row of them.
const CLOSE: usize = 4;
/// Characters that these words may have: what is longer is cut, and then it was not seen.
const LONGEST: usize = 512;
/// Hashes that are noted of a finding in one batch and in all: what stands around it beyond that counts as not seen.
const NOTED: usize = 20_000;
const NOTED_EVER: usize = 60_000;

/// A page's text around hits of one sighting.
pub(super) struct Around<'t> {
    text: &'t str,
    /// Each hit (an index into the page's hits), as bytes.
    hits: Vec<(usize, (usize, usize))>,
    /// Their passages, joined where they overlap, as bytes, ascending.
    passages: Vec<(usize, usize)>,
}

/// Where code points stand in a text, found without walking it from its start: a page with a thousand sightings is walked
/// once.
pub(super) struct Marks(Vec<usize>);

impl Marks {
    /// Code points between two marks.
    const STEP: usize = 256;

    pub fn of(text: &str) -> Marks {
        Marks(text.char_indices().step_by(Marks::STEP).map(|(at, _)| at).collect())
    }

    /// The byte of a code point; the text's end for one beyond it.
    fn byte(&self, text: &str, point: usize) -> usize {
        let Some(&mark) = self.0.get(point / Marks::STEP) else { return text.len() };
        text[mark..].char_indices().nth(point % Marks::STEP).map_or(text.len(), |(at, _)| mark + at)
    }
}

impl<'t> Around<'t> {
    /// `close`: the words close to each hit are its whole passage, as a value needs no more.
    pub fn new(text: &'t str, marks: &Marks, all: &[Hit], hits: &[usize], close: bool) -> Around<'t> {
        let byte = |point: usize| marks.byte(text, point);
        let placed = hits.iter().map(|&h| (h, (byte(all[h].start), byte(all[h].end))));
        let mut around = Around { text, hits: placed.collect(), passages: Vec::new() };
        let mut passages: Vec<(usize, usize)> = match close {
            true => around.hits.iter().map(|(_, span)| around.reach(*span)).collect(),
            false => hits.iter().map(|&h| (byte(all[h].passage.0), byte(all[h].passage.1))).collect(),
        };
        passages.sort_unstable();
        passages.dedup_by(|next, last| {
            let joins = next.0 < last.1;
            if joins {
                last.1 = last.1.max(next.1);
            }
            joins
        });
        around.passages = passages;
        around
    }

    /// Those of the hits that were judged, given what was seen by then, and the others.
    pub fn parted(&self, seen: &[u64]) -> (Vec<usize>, Vec<usize>) {
        let known = |hash: &u64| seen.binary_search(hash).is_ok();
        let mostly = |&(from, to): &(usize, usize)| {
            let all = shingles(&self.text[from..to]);
            all.iter().filter(|hash| known(hash)).count() * 5 >= all.len() * 4
        };
        let judged: Vec<bool> = self.passages.iter().map(mostly).collect();
        self.hits.iter().map(|&(hit, span)| (hit, span)).fold(
            (Vec::new(), Vec::new()),
            |(mut old, mut new), (hit, span)| {
                let passage = self.passages.partition_point(|p| p.1 < span.1);
                let whole = judged.get(passage).copied().unwrap_or(false);
                let is_old = whole && shingles(self.close(span)).iter().all(known);
                if is_old {
                    old.push(hit)
                } else {
                    new.push(hit)
                }
                (old, new)
            },
        )
    }

    /// The words close to a hit, whole words.
    fn close(&self, span: (usize, usize)) -> &'t str {
        let (from, to) = self.reach(span);
        &self.text[from..to]
    }

    fn reach(&self, (from, to): (usize, usize)) -> (usize, usize) {
        let ahead = self.text[..from].char_indices().rev();
        let behind = self.text[to..].char_indices().map(|(at, c)| (to + at + c.len_utf8(), c));
        (reach(ahead).unwrap_or(from).min(from), reach(behind).unwrap_or(to).max(to))
    }

    /// Notes what stands here and is in neither list.
    pub fn note(&self, seen: &[u64], noted: &mut HashSet<u64>) {
        for &(from, to) in &self.passages {
            for hash in shingles(&self.text[from..to]) {
                if noted.len() >= NOTED || seen.len() + noted.len() >= NOTED_EVER {
                    return;
                }
                if seen.binary_search(&hash).is_err() {
                    noted.insert(hash);
                }
            }
        }
    }
}

/// How far the next words go in one direction: up to the blank after the last of them. None: there is nothing.
fn reach(chars: impl Iterator<Item = (usize, char)>) -> Option<usize> {
    let (mut words, mut within, mut last) = (0, false, None);
    for (at, c) in chars.take(LONGEST) {
        if c.is_whitespace() {
            within = false;
            if words == CLOSE {
                break;
            }
        } else if !within {
            within = true;
            // What touches the hit belongs to its own word.
            words += usize::from(last.is_some());
            if words > CLOSE {
                break;
            }
        }
        last = Some(at);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntryKind;
    use crate::text::words::{passage, words};

    /// Hits of the word `знак`.
    fn hits(text: &str) -> Vec<Hit> {
        let all = words(text);
        let found = all.iter().filter(|w| &text[w.bytes.clone()] == "знак");
        found
            .map(|w| Hit {
                entry: "set/one".into(),
                kind: EntryKind::Pattern,
                start: w.start,
                end: w.end,
                line: 1,
                text: "знак".into(),
                value: "знак".into(),
                confidence: 90,
                evidence: [].into(),
                passage: passage(text, &all, w.start, w.end, 40),
            })
            .collect()
    }

    fn noted(text: &str) -> Vec<u64> {
        let (hits, mut noted) = (hits(text), HashSet::new());
        let all: Vec<usize> = (0..hits.len()).collect();
        Around::new(text, &Marks::of(text), &hits, &all, false).note(&[], &mut noted);
        let mut noted: Vec<u64> = noted.into_iter().collect();
        noted.sort_unstable();
        noted
    }

    fn filler(seed: &str, n: usize) -> String {
        (0..n).map(|i| format!("{seed}{i}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_was_judged_and_what_was_not() {
        let (a, b) = (filler("а", 40), filler("б", 40));
        let judged = format!("{a} знак {b}");
        for (name, text, old, new) in [
            ("the same", judged.clone(), 1, 0),
            ("within other words", format!("{} {judged} {}", filler("в", 90), filler("г", 90)), 1, 0),
            ("another layout", judged.replace(' ', "\n\u{a0}"), 1, 0),
            ("another word far from it", judged.replace("а3 ", "иное "), 1, 0),
            ("another word close to it", judged.replace("а38 ", "иное "), 0, 1),
            ("another word right behind it", judged.replace("знак б0", "знак иное"), 0, 1),
            ("a word put in", judged.replace("знак", "знак новый"), 0, 1),
            (
                "the same words around, others further off",
                format!("{} а36 а37 а38 а39 знак б0 б1 б2 б3 {}", filler("в", 36), filler("г", 36)),
                0,
                1,
            ),
            (
                "a second one elsewhere",
                format!("{judged} {} знак {}", filler("в", 90), filler("г", 40)),
                1,
                1,
            ),
            ("a second one beside it", format!("{a} знак {b} знак"), 1, 1),
            ("nothing", String::new(), 0, 0),
        ] {
            let hits = hits(&text);
            let all: Vec<usize> = (0..hits.len()).collect();
            let (was, is) = Around::new(&text, &Marks::of(&text), &hits, &all, false).parted(&noted(&judged));
            assert_eq!((was.len(), is.len()), (old, new), "{name}");
        }
    }

    #[test]
    fn code_points_are_found() {
        let text = format!("{}ё\u{301}😀{}", "яa".repeat(700), "б".repeat(300));
        let marks = Marks::of(&text);
        for (point, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(marks.byte(&text, point), byte, "{point}");
        }
        assert_eq!(marks.byte(&text, 999_999), text.len());
        assert_eq!(Marks::of("").byte("", 0), 0);
    }

    #[test]
    fn a_value_is_known_by_the_words_close_to_it() {
        let (judged, other) = (format!("{} знак {}", filler("а", 40), filler("б", 40)), "это вот знак же");
        let noted = |text: &str, close| {
            let (hits, mut noted) = (hits(text), HashSet::new());
            Around::new(text, &Marks::of(text), &hits, &[0], close).note(&[], &mut noted);
            let mut noted: Vec<u64> = noted.into_iter().collect();
            noted.sort_unstable();
            noted
        };
        assert!(noted(&judged, true).len() < 10 && noted(&judged, false).len() > 70);
        for (text, old) in [
            (judged.clone(), 1),
            (format!("{} а36 а37 а38 а39 знак б0 б1 б2 б3 {}", filler("в", 30), filler("г", 30)), 1),
            (other.to_owned(), 0),
        ] {
            let hits = hits(&text);
            let around = Around::new(&text, &Marks::of(&text), &hits, &[0], true);
            assert_eq!(around.parted(&noted(&judged, true)).0.len(), old, "{text}");
        }
    }

    #[test]
    fn short_texts() {
        for text in ["знак", "знак здесь", "вот знак", "«знак»", "(вот знак!)"]
        {
            let hits = hits(text);
            assert_eq!(
                Around::new(text, &Marks::of(text), &hits, &[0], false).parted(&noted(text)).0,
                [0],
                "{text}"
            );
            assert_eq!(
                Around::new(text, &Marks::of(text), &hits, &[0], false).parted(&[]).1,
                [0],
                "{text}: nothing was seen"
            );
        }
    }

    #[test]
    fn what_a_hostile_page_costs_is_bounded() {
        let text = format!("{}знак {}", "х".repeat(300_000), "знак ".repeat(60_000));
        let hits = hits(&text);
        let all: Vec<usize> = (0..hits.len()).collect();
        let around = Around::new(&text, &Marks::of(&text), &hits, &all, false);
        let mut more = HashSet::new();
        around.note(&[], &mut more);
        assert!(more.len() <= NOTED);
        assert_eq!(around.parted(&[]).1.len(), hits.len());
    }
}
