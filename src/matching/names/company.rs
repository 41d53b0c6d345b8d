//! Organisations and brands: whether words on a page are this name.
//!
//! A company's name is often a common noun («Ромашка»), so the words alone prove little: quotes, a legal form, a capital
//! within a sentence, or a company's word beside them do. A longer quoted or hyphenated name is another company.

use std::sync::Arc;

use super::super::disguise::Looks;
use super::super::page::{Page, Shape, folded_words, hash_of, is_blank};
use super::around::{
    TITLES, adjective_before, cue_near, cyrillic_beside, in_headline, is_surname_or_given, joined_label,
    named_after_or_person, quote_closed_after, quote_opened_before, starts_sentence, starts_with_any,
};
use super::forms::{ALL, Forms, LATIN};
use super::joined::{Place, is_affix, is_call, line_of};
use super::legal::{LEGAL, conflict, dotted_legal, is_legal, near_gap, strip};
use super::ordinary::{is_coined, is_compound, is_known};
use super::person::{Shared, with_yo};
use super::table::{Spotted, Verdict};
use super::words::{BUSINESS, Way, declining};
use super::{back, english, nouns, roman, russian};
use crate::text::fold::fold;
use crate::text::words::{Word, words};

const MAX_WORDS: usize = 12;
/// Letters of a word that nobody has by chance in lower case.
const LONG: usize = 7;

pub(super) struct Company {
    pub(super) entry: usize,
    words: Vec<Arc<Forms>>,
    /// What stood between the words when the name was written.
    gaps: Vec<String>,
    legal: Option<String>,
    /// Hashes of all words as one, as hashtags have them.
    pub(super) tags: Vec<u64>,
    /// How many words its owner begins with a capital.
    capitals: usize,
    anchor: usize,
    /// Written with Latin letters by its owner.
    latin: bool,
    /// It has handles of its own: others are not its.
    pub(super) handled: bool,
    /// The last word with a Russian ending right behind its Latin letters: Greenstoneом.
    ended: Arc<Forms>,
}

impl Company {
    /// From a name in the nominative, with or without quotes and a legal form. None: no word, or too many.
    pub(super) fn new(entry: usize, name: &str, shared: &mut Shared) -> Option<Company> {
        let folded = fold(name);
        let mut found = words(&folded);
        let mut named: Vec<&str> = found.iter().map(|w| &folded[w.bytes.clone()]).collect();
        let all = named.len();
        let first = named.first().copied();
        let legal = strip(&mut named);
        // What is left is at one end.
        let before = all - named.len() == 1 && named.first().copied() != first;
        let kept = usize::from(before)..usize::from(before) + named.len();
        found = found[kept].to_vec();
        let nothing_else = found.len() == 1 && LEGAL.contains(&&folded[found[0].bytes.clone()]);
        if found.is_empty() || nothing_else || found.len() > MAX_WORDS {
            return None;
        }
        let plain: Vec<String> =
            found.iter().filter_map(|w| folded_words(&folded[w.bytes.clone()]).pop()).collect();
        if plain.len() != found.len() {
            return None;
        }
        let gaps = found
            .windows(2)
            .map(|p| folded[p[0].bytes.end..p[1].bytes.start].trim().to_owned())
            .collect::<Vec<_>>();
        let latin = plain.iter().all(|w| !russian::is_cyrillic(w));
        let yo = with_yo(name);
        let several = plain.len() > 1;
        let forms = plain
            .iter()
            .zip(declining(&plain, &gaps))
            .map(|(word, way)| {
                let own = yo.get(word).unwrap_or(word);
                let key = format!("{own} {way:?} {latin} {several}");
                shared.company_word(key, |looks| forms(word, own, way, (latin, several), looks))
            })
            .collect();
        let ended = match plain.last() {
            Some(last) if latin => shared.company_word(format!("{last} ended"), |looks| endings(last, looks)),
            _ => Arc::default(),
        };
        let tags = match plain.len() {
            1 => Vec::new(),
            _ => vec![hash_of(&plain.concat()), hash_of(&plain.join("_"))],
        };
        let capital = |w: &&Word| name.chars().nth(w.start).is_some_and(char::is_uppercase);
        let capitals = found.iter().filter(capital).count();
        // A word that many companies have in their names is a bad one to wait for.
        let common = |word: &str| BUSINESS.iter().any(|(latin, _)| *latin == word);
        let anchor =
            (0..plain.len()).max_by_key(|&i| (!common(&plain[i]), plain[i].len(), std::cmp::Reverse(i)))?;
        Some(Company {
            entry,
            words: forms,
            gaps,
            legal,
            tags,
            capitals,
            anchor,
            latin,
            handled: false,
            ended,
        })
    }

    /// Of every word of the name, in every form.
    pub(super) fn word_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.words.iter().chain([&self.ended]).flat_map(|forms| forms.hashes())
    }

    pub(super) fn anchor_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        let ended = Some(&self.ended).filter(|_| self.anchor + 1 == self.words.len());
        self.words[self.anchor].hashes().chain(ended.into_iter().flat_map(|forms| forms.hashes()))
    }
}

/// Signs that close quotes of any language.
const CLOSING: [char; 12] = ['»', '”', '“', '"', '\'', '’', '›', '«', '‹', '‘', '」', '』'];
/// Readings of a romanised word that may be an ordinary one.
const READ: usize = 6;
/// Cyrillic readings of a word of a Latin name at most: as it was romanised, as it is heard.
const READINGS: (usize, usize) = (8, 10);
/// Russian endings that stand behind a Latin word; folding makes those that look Latin so.
const ENDINGS: [&str; 9] = ["a", "y", "ом", "e", "ы", "и", "ой", "ов", "ю"];

/// `own` is the word with the ё that its owner wrote.
fn forms(word: &str, own: &str, way: Way, (latin_name, several): (bool, bool), looks: &mut Looks) -> Forms {
    let cyrillic = russian::is_cyrillic(word);
    let lettered = word.chars().any(char::is_alphabetic);
    // Within quotes and after "компания" a name stays in the nominative whatever its case. A Latin name in Cyrillic
    // text declines as if it had been written so.
    let cases = match (cyrillic, latin_name && lettered) {
        (true, _) => ALL,
        (false, true) => LATIN,
        (false, false) => ALL | LATIN,
    };
    let readings = if latin_name && lettered && (several || word.chars().count() > 3) {
        readings(word)
    } else {
        Vec::new()
    };
    let latin = if cyrillic { roman::company_spellings(own) } else { english::typed(word) };
    let all: Vec<(String, u8)> = readings
        .iter()
        .filter_map(|word| nouns::noun_or_adjective(word))
        .flatten()
        .chain(way.forms(word))
        .chain([(word.to_owned(), cases)])
        .chain(readings.iter().map(|reading| (reading.clone(), ALL)))
        .chain(latin.into_iter().map(|l| (l, LATIN)))
        .collect();
    Forms::new(all.iter().map(|(w, c)| (w.as_str(), *c)), looks)
}

/// How Russians write a folded Latin word.
fn readings(word: &str) -> Vec<String> {
    if let Some((_, known)) = BUSINESS.iter().find(|(latin, _)| *latin == word) {
        return known.split(' ').map(str::to_owned).collect();
    }
    let (romanised, heard) = READINGS;
    let mut out = back::cyrillic(word);
    out.truncate(romanised);
    for reading in english::heard(word, heard) {
        if !out.contains(&reading) {
            out.push(reading);
        }
    }
    out
}

fn endings(word: &str, looks: &mut Looks) -> Forms {
    let all: Vec<String> = ENDINGS.iter().map(|ending| format!("{word}{ending}")).collect();
    Forms::new(all.iter().map(|w| (w.as_str(), LATIN)), looks)
}

/// A Russian ending behind a hyphen: Greenstone-ом, VK-шный.
fn is_ending(word: &str) -> bool {
    const ENDINGS: [&str; 14] =
        ["а", "у", "ом", "е", "ы", "и", "ой", "ов", "ю", "ем", "я", "ам", "ами", "ах"];
    const DERIVED: [&str; 6] = ["шн", "шк", "шник", "овск", "овц", "овец"];
    ENDINGS.contains(&word) || starts_with_any(word, &DERIVED) && word.chars().count() < 9
}

pub(super) struct Companies(Vec<Company>);

/// Where the name stands.
struct Spot {
    first: usize,
    last: usize,
    latin: bool,
    /// A word of it is in Latin letters that look like its own.
    twin: bool,
}

impl Companies {
    pub(super) fn new(companies: Vec<Company>) -> Companies {
        Companies(companies)
    }

    pub(super) fn judge(&self, at: usize, page: &Page, token: usize) -> (usize, Verdict) {
        let company = &self.0[at];
        (company.entry, company.find(page, token).and_then(|spot| company.weigh(page, &spot)))
    }

    /// On a line of words that were written as one.
    pub(super) fn judge_joined(&self, at: usize, page: &Page, token: usize) -> (usize, Verdict) {
        let company = &self.0[at];
        (company.entry, company.find(page, token).and_then(|spot| company.weigh_joined(page, &spot)))
    }

    /// All words of the name as one.
    pub(super) fn tag(&self, at: usize, page: &Page, token: usize) -> (usize, Verdict) {
        let entry = self.0[at].entry;
        if !page.lead(token).ends_with('#') {
            return (entry, Err("the words as one, without a #"));
        }
        let evidence = vec!["as a hashtag".to_owned()];
        let spotted = Spotted {
            entry,
            first: token,
            last: token,
            lead: 1,
            confidence: 70,
            lift: 0,
            evidence,
            value: None,
        };
        (entry, Ok(spotted))
    }
}

impl Company {
    fn find(&self, page: &Page, token: usize) -> Result<Spot, &'static str> {
        let first = token.checked_sub(self.anchor).ok_or("its beginning is missing")?;
        let last = first + self.words.len() - 1;
        if last >= page.tokens.len() {
            return Err("its end is missing");
        }
        let (mut cases, mut twin) = (u8::MAX, false);
        for (offset, forms) in self.words.iter().enumerate() {
            let at = first + offset;
            let mut found = forms.cases(page.tokens[at].hash);
            if found == 0 && at == last && !page.original(at).is_ascii() {
                found = self.ended.cases(page.tokens[at].hash);
            }
            cases &= found;
            let word = page.folded_word(at);
            twin |= found & LATIN == 0 && word.is_ascii() && word.bytes().any(|b| b.is_ascii_alphabetic());
            if cases == 0 {
                return Err("the words do not make up the name, or do not agree in case");
            }
            if offset > 0 {
                let (gap, own) = (page.gap(at - 1), self.gaps[offset - 1].as_str());
                // Behind a full stop and a blank another sentence begins.
                let same = if own == "." { gap == own } else { gap.trim() == own };
                if !(is_blank(gap) || gap == "-" || same) {
                    return Err("something stands between the words of the name");
                }
            }
        }
        let latin = cases & LATIN != 0 && !russian::is_cyrillic(page.folded_word(first));
        Ok(Spot { first, last, latin, twin })
    }

    fn weigh(&self, page: &Page, spot: &Spot) -> Verdict {
        let &Spot { first, last, latin, twin } = spot;
        let before = page.original_lead(first);
        let after = page.original_gap(last);
        let hyphened = |gap: &str| gap.len() <= 3 && fold(gap) == "-";
        if twin && !cyrillic_beside(page, first, last) {
            return Err("Latin letters that look like the name's, and no Cyrillic beside them");
        }
        let ended = latin && last + 1 < page.tokens.len() && is_ending(page.folded_word(last + 1));
        if (first > 0 && hyphened(before)) || (last + 1 < page.tokens.len() && hyphened(after) && !ended) {
            return Err("part of a longer, hyphenated name");
        }
        // Other alternatives, a path's end; behind two slashes a host begins.
        let in_path = page.lead(first) == "/" && self.is_coined(page, spot);
        if matches!(page.lead(first), "@" | "." | "/") && !in_path
            || (page.gap(last) == "." && joined_label(page, last))
            || page.gap(last) == "@"
        {
            return Err("part of an address");
        }
        let opened = before.ends_with(['«', '“', '„', '"', '\'', '‘', '‹', '”', '»', '›', '「', '『']);
        let closed = after.starts_with(CLOSING);
        let legal_before = first.checked_sub(1).filter(|&p| is_legal(page, p) && near_gap(page.gap(p)));
        let legal_after = (last + 1 < page.tokens.len()
            && (is_legal(page, last + 1) || dotted_legal(page, last + 1))
            && near_gap(page.gap(last)))
        .then_some(last + 1);
        let next_named = last + 1 < page.tokens.len()
            && (is_blank(after) && !after.contains('\n'))
            && legal_after.is_none()
            && matches!(page.tokens[last + 1].shape, Shape::Capital | Shape::Upper)
            && page.tokens[last].shape != Shape::Upper
            && !is_surname_or_given(page.folded_word(last + 1));
        // In a headline every word has a capital.
        let in_title = next_named && is_known(page.folded_word(last + 1)) && in_headline(page, first, last);
        if next_named && !closed && !in_title {
            return Err("part of a longer name");
        }
        // «Вальдкрафт ГмбХ».
        let legal_within = legal_after.is_some_and(|at| page.original_gap(at).starts_with(CLOSING));
        if opened && !closed && !legal_within && quote_closed_after(page, last) {
            return Err("part of a longer quoted name");
        }
        if closed && !opened && legal_before.is_none() && quote_opened_before(page, first) {
            return Err("part of a longer quoted name");
        }
        let mut evidence = Vec::new();
        let shape = page.tokens[first].shape;
        let capital = matches!(shape, Shape::Capital | Shape::Upper);
        let (mut confidence, mut lift) = if page.lead(first).ends_with('#') {
            evidence.push("as a hashtag".into());
            let ordinary = last == first && !capital && is_known(page.folded_word(first));
            if ordinary { (45, 70) } else { (70, 0) }
        } else if in_path {
            evidence.push(Place::Path.words().into());
            (60, 0)
        } else if opened && closed {
            evidence.push("in quotes".into());
            (if capital || latin { 85 } else { 60 }, 0)
        } else {
            self.bare(page, spot, &mut evidence)
        };
        if let Some(at) = legal_before.or(legal_after) {
            let form = page.folded_word(at);
            match &self.legal {
                Some(own) if conflict(own, form) => {
                    evidence.push(format!("another legal form: {}", page.original(at)));
                    (confidence, lift) = (40, 0);
                }
                _ => {
                    evidence.push(format!("with the legal form {}", page.original(at)));
                    confidence = if confidence >= 85 { 95 } else { 90 };
                }
            }
        }
        if latin && !self.latin {
            evidence.push("written with Latin letters".into());
            confidence = confidence.min(85);
        } else if !latin && self.latin && russian::is_cyrillic(page.folded_word(first)) {
            evidence.push("a Latin name written with Cyrillic letters".into());
            confidence = confidence.min(85);
        }
        if twin || page.tokens[first..=last].iter().any(|t| t.disguised) {
            evidence.push("look-alike or invisible characters were folded".into());
            if capital {
                // Nobody mixes alphabets in a common noun.
                confidence = confidence.max(60);
            }
        }
        Ok(Spotted { entry: self.entry, first, last, lead: 0, confidence, lift, evidence, value: None })
    }

    /// Of several words written as one: what no page has by chance, or a name that is called against.
    fn weigh_joined(&self, page: &Page, spot: &Spot) -> Verdict {
        let &Spot { first, last, latin, .. } = spot;
        let (place, from, to) = line_of(page, first).ok_or("not within words written as one")?;
        let beside = |t: usize| page.folded_word(t);
        let others = || (from..first).chain(last + 1..=to);
        let coined = self.is_coined(page, spot);
        let called = others().any(|t| is_call(beside(t)));
        let confidence = match place {
            Place::Tag if coined || called => 70,
            Place::Path if coined => 60,
            Place::Handle if coined && !self.handled && others().all(|t| is_affix(beside(t))) => 60,
            Place::Mailbox | Place::Handle => return Err("part of an address"),
            Place::Tag | Place::Path => 40,
        };
        let mut evidence = vec![place.words().to_owned()];
        if latin && !self.latin {
            evidence.push("written with Latin letters".into());
        }
        Ok(Spotted { entry: self.entry, first, last, lead: 0, confidence, lift: 60, evidence, value: None })
    }

    /// Whether a word of it, as it stands on the page, is neither ordinary nor a person's name.
    fn is_coined(&self, page: &Page, spot: &Spot) -> bool {
        let romanised = spot.latin && !self.latin;
        (spot.first..=spot.last).any(|t| {
            let word = page.folded_word(t);
            is_coined(word, self.latin)
                && !(romanised && back::cyrillic(word).iter().take(READ).any(|w| is_known(w)))
        })
    }

    /// Without quotes: confidence, and what it becomes when the name is sure elsewhere.
    fn bare(&self, page: &Page, spot: &Spot, evidence: &mut Vec<String>) -> (u32, u32) {
        let &Spot { first, last, latin, .. } = spot;
        let several = last > first;
        let shape = page.tokens[first].shape;
        let cue = || cue_near(page, first, last);
        // У Палыча, 1С-Вектор: a letter begins the name, and a capital follows.
        let lettered = shape == Shape::Single
            && page.tokens[first + 1..=last].iter().any(|t| matches!(t.shape, Shape::Capital | Shape::Upper));
        if shape == Shape::Lower || shape == Shape::Single && !lettered || shape == Shape::Other && !several {
            let titled = first > 0
                && is_blank(page.gap(first - 1))
                && starts_with_any(page.folded_word(first - 1), TITLES);
            if titled {
                evidence.push("after a word for a company, in lower case".into());
                return (60, 60);
            }
            // A romanised word is foreign to all that is written in Latin letters.
            let whole = self.is_coined(page, spot) && page.length(first) >= LONG;
            if whole && if latin { self.latin } else { self.latin || is_compound(page.folded_word(first)) } {
                evidence.push("in lower case, but no ordinary word".into());
                return (55, 65);
            }
            evidence.push("in lower case: it may be common words".into());
            return (if several { 40 } else { 25 }, if several { 55 } else { 35 });
        }
        let around = [first.checked_sub(1), Some(last + 1)];
        let shouted = shape == Shape::Upper
            && !latin
            && around
                .into_iter()
                .flatten()
                .any(|t| page.tokens.get(t).is_some_and(|t| t.shape == Shape::Upper));
        // Capitals throughout are not the sentence's.
        let starts =
            starts_sentence(page, first) && (shape != Shape::Upper || is_known(page.folded_word(first)));
        let titled = !starts && !shouted && in_headline(page, first, last);
        if (starts || shouted || titled) && self.is_coined(page, spot) {
            evidence.push("a capital proves little here, but it is no ordinary word".into());
            return (65, 70);
        }
        if named_after_or_person(page, first) {
            evidence.push("a street's name, or a person's surname".into());
            return (35, 45);
        }
        if adjective_before(page, first) {
            evidence.push("an adjective with a capital stands before it: it may be a longer name".into());
            return (35, 35);
        }
        if shouted || titled || (starts && !(latin && self.latin)) {
            evidence.push(
                if shouted {
                    "everything is in capitals"
                } else if titled {
                    "every word has a capital"
                } else {
                    "with a capital at the start of a sentence"
                }
                .into(),
            );
            let capitals = page.tokens[first..=last].iter().filter(|t| t.shape != Shape::Lower).count();
            // «Первый контакт с клиентом»: its owner writes the second word with a capital too.
            if capitals >= self.capitals && cue() {
                evidence.push("a word for a company stands near".into());
                return (65, 70);
            }
            return (if capitals > 1 && !shouted && !titled { 60 } else { 45 }, 65);
        }
        evidence.push("with a capital".into());
        let sure = 65 + if several { 10 } else { 0 };
        if cue() {
            evidence.push("a word for a company stands near".into());
            return (sure + 10, sure + 10);
        }
        (sure, sure)
    }
}
