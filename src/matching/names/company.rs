//! Organisations and brands: whether words on a page are this name.
//!
//! A company's name is often a common noun («Ромашка»), so the words alone prove little: quotes, a legal form, a capital
//! within a sentence, or a company's word beside them do. A longer quoted or hyphenated name is another company.

use std::sync::Arc;

use super::super::disguise::Looks;
use super::super::page::{Page, Shape, folded_words, hash_of, is_blank};
use super::around::{
    TITLES, adjective_before, cue_near, cyrillic_beside, is_surname_or_given, joined_label,
    quote_closed_after, quote_opened_before, starts_sentence, starts_with_any,
};
use super::forms::{ALL, Forms, LATIN};
use super::legal::{DOTTED, LEGAL, dotted_legal, is_legal, near_gap};
use super::person::{Shared, with_yo};
use super::table::{Spotted, Verdict};
use super::words::{BUSINESS, Way, declining};
use super::{back, english, nouns, roman, russian};
use crate::text::fold::fold;
use crate::text::words::{Word, words};

const MAX_WORDS: usize = 12;

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
    /// The last word with a Russian ending right behind its Latin letters: Greenstoneом.
    ended: Arc<Forms>,
}

impl Company {
    /// From a name in the nominative, with or without quotes and a legal form. None: no word, or too many.
    pub(super) fn new(entry: usize, name: &str, shared: &mut Shared) -> Option<Company> {
        let folded = fold(name);
        let mut found = words(&folded);
        let is_legal = |at: &str| LEGAL.contains(&at);
        let mut legal = None;
        // Windmolen, B.V.
        let letters = found.iter().rev().take_while(|w| folded[w.bytes.clone()].chars().count() == 1).count();
        let dotted: String =
            found[found.len() - letters..].iter().map(|w| &folded[w.bytes.clone()]).collect();
        if letters > 1 && found.len() > letters && DOTTED.contains(&dotted.as_str()) {
            found.truncate(found.len() - letters);
            legal = Some(dotted);
        } else if found.len() > 1 && is_legal(&folded[found[0].bytes.clone()]) {
            legal = Some(folded[found.remove(0).bytes].to_owned());
        } else if found.len() > 1 && found.last().is_some_and(|w| is_legal(&folded[w.bytes.clone()])) {
            legal = found.pop().map(|w| folded[w.bytes].to_owned());
        }
        let nothing_else = found.len() == 1 && is_legal(&folded[found[0].bytes.clone()]);
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
        Some(Company { entry, words: forms, gaps, legal, tags, capitals, anchor, latin, ended })
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

/// A Russian ending behind a hyphen: Greenstone-ом.
fn is_ending(word: &str) -> bool {
    ["а", "у", "ом", "е", "ы", "и", "ой", "ов", "ю", "ем", "я", "ам", "ами", "ах"].contains(&word)
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
        if matches!(page.lead(first), "@" | "." | "/")
            || (page.gap(last) == "." && joined_label(page, last))
            || page.gap(last) == "@"
        {
            return Err("part of an address");
        }
        let opened = before.ends_with(['«', '“', '„', '"', '\'', '‘', '‹', '”']);
        let closed = after.starts_with(['»', '”', '“', '"', '\'', '’', '›']);
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
        if next_named && !closed {
            return Err("part of a longer name");
        }
        if opened && !closed && quote_closed_after(page, last) {
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
            (70, 0)
        } else if opened && closed {
            evidence.push("in quotes".into());
            (if capital || latin { 85 } else { 60 }, 0)
        } else {
            self.bare(page, spot, &mut evidence)
        };
        if let Some(at) = legal_before.or(legal_after) {
            let form = page.folded_word(at);
            match &self.legal {
                Some(own) if russian::is_cyrillic(own) && russian::is_cyrillic(form) && own != form => {
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
        let starts = starts_sentence(page, first);
        if adjective_before(page, first) {
            evidence.push("an adjective with a capital stands before it: it may be a longer name".into());
            return (35, 35);
        }
        if shouted || (starts && !(latin && self.latin)) {
            evidence.push(
                if shouted {
                    "everything is in capitals"
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
            return (if capitals > 1 && !shouted { 60 } else { 45 }, 65);
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
