//! One host against the domains of the watch: the strongest trick that explains it, and what speaks against it.
//!
//! Weights are hundredths of confidence; below 40 nothing is said. What a careful reader would doubt is made weak, not
//! hidden: words of their own, well-known sites, short names, names of files, hosts that carry their customers' names.

use super::hosts::{Host, Lead};
use super::known::{Known, carrier};
use super::letters::{Edit, edit, is_vowel, keys_touch, one_bit, skeleton};
use super::{Guarded, in_latin};

/// Letters that a name must have so that one letter off means anything.
pub(super) const LEAST_EDITED: usize = 5;
/// Letters that it must have to be seen in a longer label.
pub(super) const LEAST_INSIDE: usize = 4;
/// Labels of one of our domains at most, and labels of a host between which it is looked for.
pub(super) const MOST_LABELS: usize = 5;
pub(super) const MOST_CUTS: usize = 40;
/// Hyphens of a label beside which a name is looked for.
pub(super) const MOST_PARTS: usize = 6;
/// What is said of an imitation that a careful reader would doubt.
const WEAK: u32 = 40;
/// Reserved for tests and networks of their own (RFC 6761, RFC 7686): nobody's register has them, texts do.
pub(super) const SPECIAL: [&str; 5] = ["test", "example", "invalid", "onion", "local"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// The host, in ASCII.
    pub(super) value: String,
    pub(super) confidence: u32,
    pub(super) evidence: Vec<String>,
}

pub(super) struct Asked<'a> {
    pub(super) host: &'a Host,
    pub(super) ascii: &'a str,
    pub(super) registered: &'a str,
    pub(super) label: String,
    pub(super) suffix: String,
}

impl Asked<'_> {
    /// The last labels are ones that somebody can have; otherwise it is a file's name or a member of a class.
    fn ends_like_a_host(&self, own_suffix: &str) -> bool {
        let top = self.suffix.rsplit('.').next().unwrap_or_default();
        psl::suffix(self.ascii.as_bytes()).is_some_and(|suffix| suffix.is_known())
            || SPECIAL.contains(&top)
            || self.suffix == own_suffix
    }

    /// Written so that it can only be a host.
    fn certain(&self) -> bool {
        matches!(self.host.lead, Lead::Scheme | Lead::At)
            || self.host.address
            || self.ascii.starts_with("www.")
    }
}

/// The best explanation so far.
struct Best<'a> {
    guarded: &'a Guarded,
    known: &'a Known,
    asked: &'a Asked<'a>,
    found: Option<(u32, usize, Vec<String>)>,
}

/// The strongest of all tricks; none: it imitates nobody.
pub(super) fn judge(guarded: &Guarded, known: &Known, asked: &Asked) -> Option<Verdict> {
    let mut best = Best { guarded, known, asked, found: None };
    best.inside();
    best.other_top();
    best.alike();
    best.one_step(&asked.label, 0, None);
    best.added(&asked.label, 0);
    best.subdomain();
    let (confidence, own, lines) = best.found?;
    let mut evidence = vec![format!("imitates {}", guarded.own[own].name)];
    evidence.extend(lines);
    Some(Verdict { value: asked.ascii.to_owned(), confidence: confidence.min(95), evidence })
}

impl Best<'_> {
    /// Keeps the stronger one. `lines` explain it; doubts that hold for every trick are weighed here.
    fn put(&mut self, own: usize, mut confidence: u32, lines: &[&str]) {
        let (asked, meant) = (self.asked, &self.guarded.own[own]);
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        if !asked.ends_like_a_host(&meant.suffix) {
            return;
        }
        if self.known.is_famous(&asked.label) && asked.label != meant.label {
            confidence = confidence.min(WEAK);
            lines.push("a well-known domain of others".to_owned());
        }
        if asked.host.lead == Lead::Path && !asked.host.address {
            confidence = confidence.min(WEAK);
            lines.push("it may be the name of a file or of a member of a class".to_owned());
        }
        if confidence >= WEAK && self.found.as_ref().is_none_or(|(best, ..)| *best < confidence) {
            self.found = Some((confidence, own, lines));
        }
    }

    /// Our whole domain stands in a host of somebody else's: `example.com.evil.test`, `example-com.evil.test`.
    fn inside(&mut self) {
        let host = self.asked.ascii;
        let cuts: Vec<usize> =
            host.match_indices(['.', '-']).map(|(at, _)| at).chain([host.len()]).take(MOST_CUTS).collect();
        let foreign = host.len() - self.asked.registered.len();
        let starts = std::iter::once(0).chain(cuts.iter().map(|at| at + 1));
        for (first, start) in starts.enumerate().filter(|(_, start)| *start < host.len()) {
            for &end in cuts.iter().skip(first).take(MOST_LABELS) {
                let Some(part) = host.get(start..end) else { continue };
                let Some(&own) = self.guarded.by_hyphens.get(&part.replace('.', "-")) else { continue };
                let meant = &self.guarded.own[own];
                // `example.com.ua` is the name under another suffix, told as such.
                if (start == foreign && self.asked.label == meant.label) || end == host.len() {
                    continue;
                }
                let inside = format!("the domain stands inside another one: {}", self.asked.registered);
                match carrier(host) {
                    Some(_) => self.put(own, WEAK, &[&inside, "a host that carries its customers' names"]),
                    None => self.put(own, 95, &[&inside]),
                }
            }
        }
    }

    /// The same name under another top-level domain.
    fn other_top(&mut self) {
        let guarded = self.guarded;
        let (label, suffix) = (&self.asked.label, &self.asked.suffix);
        for &own in guarded.by_label.get(label).into_iter().flatten() {
            if guarded.own[own].suffix == *suffix {
                continue;
            }
            let line = "the same name under another top-level domain";
            let top = suffix.rsplit('.').next().unwrap_or_default();
            let doubt = match label.chars().count() {
                _ if self.known.is_word(label) || self.known.is_famous(label) => {
                    Some(format!("{label} is a word of its own"))
                }
                0..LEAST_EDITED => Some("the name is short".to_owned()),
                _ if !self.asked.certain() && !self.known.is_typed(top) && !SPECIAL.contains(&top) => {
                    Some("it may be the name of a file or of a member of a class".to_owned())
                }
                _ => None,
            };
            match doubt {
                Some(doubt) => self.put(own, WEAK, &[line, &doubt]),
                None => self.put(own, if label.chars().count() >= 8 { 70 } else { 60 }, &[line]),
            }
        }
    }

    /// It looks the same, or is the same but for hyphens or the alphabet.
    fn alike(&mut self) {
        let guarded = self.guarded;
        let label = &self.asked.label;
        let letters = label.chars().count();
        if letters < LEAST_INSIDE {
            return;
        }
        let seen = skeleton(label);
        for &own in guarded.by_skeleton.get(&seen).into_iter().flatten() {
            let meant = &guarded.own[own];
            if meant.label == *label {
                continue;
            }
            match label.is_ascii() {
                // Of two names in one alphabet that is not Latin, and of two in Latin, digits and letters are exchanged.
                true if self.number_differs(own) => {}
                true if self.known.is_word(label) => {
                    self.own_word(own, "digits or letters stand for others that look alike")
                }
                true => self.put(own, 88, &["digits or letters stand for others that look alike"]),
                false => self.put(own, 95, &["letters of another alphabet stand for its own"]),
            }
        }
        let joined = skeleton(&label.replace('-', ""));
        for &own in guarded.by_joined.get(&joined).into_iter().flatten() {
            let meant = &guarded.own[own];
            if meant.label != *label && meant.label.replace('-', "") == label.replace('-', "") {
                self.put(own, 85, &["hyphens were put in or taken out"]);
            }
        }
        let other = "the same name in another alphabet";
        let latin = in_latin(label);
        let latin_of = latin.as_ref().and_then(|latin| guarded.by_label.get(latin));
        for &own in guarded.by_latin.get(label).into_iter().chain(latin_of).flatten() {
            self.put(own, if letters >= 7 { 65 } else { 50 }, &[other]);
        }
    }

    /// One letter off; `weight` is added to the confidence and `line` to what explains it.
    fn one_step(&mut self, label: &str, weight: u32, line: Option<&str>) {
        let guarded = self.guarded;
        let written: Vec<char> = label.chars().collect();
        // As long as the longest that can be one letter off a label of 63 (RFC 1035).
        if written.len() < LEAST_EDITED - 1 || written.len() > 64 {
            return;
        }
        let mut tried: Vec<usize> = Vec::new();
        for shorter in super::deletions(label) {
            for &own in guarded.by_deletion.get(&shorter).into_iter().flatten() {
                let meant = &guarded.own[own];
                if meant.letters.len() < LEAST_EDITED || tried.contains(&own) {
                    continue;
                }
                tried.push(own);
                let Some(step) = edit(&written, &meant.letters) else { continue };
                let (mut confidence, mut lines) = weigh(step, &meant.letters);
                if meant.letters.len() >= 8 {
                    confidence += 5;
                }
                if meant.letters.len() == LEAST_EDITED {
                    confidence = confidence.saturating_sub(10);
                    lines.push("the name is short");
                }
                if weight == 0 && meant.suffix != self.asked.suffix {
                    confidence = confidence.saturating_sub(10);
                    lines.push("the top-level domain differs too");
                }
                lines.extend(line);
                confidence = (confidence + weight).min(90);
                // An odd spelling of a word is still odd, a word is chosen for itself.
                let doubt = match () {
                    () if self.known.is_word(label) => Some((label, WEAK)),
                    () if self.known.is_word(&meant.label) => {
                        Some((meant.label.as_str(), confidence.saturating_sub(15)))
                    }
                    () => None,
                };
                let said = doubt.map(|(word, _)| format!("{word} is a word of its own"));
                lines.extend(said.as_deref());
                self.put(own, doubt.map_or(confidence, |(_, most)| confidence.min(most)), &lines);
            }
        }
    }

    /// Words were added to the name, with a hyphen or without; `cost` is taken off.
    fn added(&mut self, label: &str, cost: u32) {
        let guarded = self.guarded;
        let parts: Vec<&str> = label.split('-').collect();
        let cuts: Vec<usize> = label.match_indices('-').map(|(at, _)| at).take(MOST_PARTS).collect();
        let middle = parts.iter().skip(1).take(parts.len().saturating_sub(2).min(MOST_PARTS)).copied();
        let ends = cuts.iter().flat_map(|&at| [&label[..at], &label[at + 1..]]);
        for name in middle.chain(ends).filter(|name| name.chars().count() >= LEAST_INSIDE) {
            let rest: Vec<&str> =
                parts.iter().filter(|part| !name.split('-').any(|own| own == **part)).copied().collect();
            let lured = rest.iter().any(|part| self.lure(part));
            for &own in guarded.by_skeleton.get(&skeleton(name)).into_iter().flatten() {
                self.lured(own, name, &rest, lured, cost);
            }
            if lured {
                self.one_step(name, 5, Some("with words that fraud adds"));
            }
        }
        if parts.len() > 1 {
            return;
        }
        for (at, _) in label.char_indices().skip(1).take(64) {
            let (head, tail) = label.split_at(at);
            for (name, rest) in [(head, tail), (tail, head)] {
                let letters = name.chars().count();
                if letters < LEAST_INSIDE {
                    continue;
                }
                for &own in guarded.by_skeleton.get(&skeleton(name)).into_iter().flatten() {
                    let meant = &guarded.own[own];
                    let dot_lost = (rest == "www" && name == tail)
                        || (name == head && rest == meant.suffix.replace('.', ""));
                    if dot_lost {
                        self.put(own, 90 - cost, &["a dot is missing"]);
                    } else if self.lure(rest) && letters > LEAST_INSIDE {
                        self.put(own, 75 - cost, &[&format!("words were added: {rest}")]);
                    } else if rest.bytes().all(|b| b.is_ascii_digit())
                        && letters > LEAST_EDITED
                        && !self.known.is_word(name)
                    {
                        self.put(own, 60 - cost, &[&format!("words were added: {rest}")]);
                    } else if letters >= 7 {
                        self.put(
                            own,
                            WEAK,
                            &[
                                &format!("words were added: {rest}"),
                                "the added words are not typical of fraud",
                            ],
                        );
                    }
                }
            }
        }
    }

    fn lured(&mut self, own: usize, name: &str, rest: &[&str], lured: bool, cost: u32) {
        let added = format!("words were added: {}", rest.join(", "));
        let meant = &self.guarded.own[own];
        let disguised = name != meant.label;
        let word = self.known.is_word(&meant.label);
        let (confidence, doubt) = match () {
            () if rest == ["www"] => (90, None),
            () if lured => (if word { 70 } else { 80 }, None),
            () if disguised => (80, None),
            () if word => (WEAK, Some(format!("{} is a word of its own", meant.label))),
            () if meant.letters.len() >= 6 => {
                (60, Some("the added words are not typical of fraud".to_owned()))
            }
            () => (WEAK, Some("the name is short".to_owned())),
        };
        let mut lines = vec![if rest == ["www"] { "a dot is missing" } else { &added }];
        if disguised {
            lines.push("digits or letters stand for others that look alike");
        }
        lines.extend(doubt.as_deref());
        self.put(own, confidence - cost.min(confidence), &lines);
    }

    /// A word that fraud adds, a number, or a top-level domain.
    fn lure(&self, word: &str) -> bool {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit());
        word.len() >= 2
            && (self.known.is_lure(word)
                || self.known.is_lure(plain)
                || matches!(word, "com" | "ru" | "org" | "net" | "www"))
    }

    /// The name as a label before somebody else's domain.
    fn subdomain(&mut self) {
        let guarded = self.guarded;
        let host = self.asked.ascii;
        let Some(before) = host.strip_suffix(self.asked.registered) else { return };
        let inside = format!("the name is a label of another domain: {}", self.asked.registered);
        let lured = self.asked.label.split('-').any(|part| self.lure(part)) && carrier(host).is_none();
        for label in before.split('.').filter(|label| label.len() > LEAST_EDITED).take(MOST_CUTS) {
            let label = super::unicode(label);
            for &own in guarded.by_skeleton.get(&skeleton(&label)).into_iter().flatten() {
                match lured {
                    true => self.put(own, 65, &[&inside, "with words that fraud adds"]),
                    // Every service names its customers so.
                    false => self.put(own, WEAK, &[&inside, "a host that carries its customers' names"]),
                }
            }
            if label.contains('-') && carrier(host).is_none() {
                self.added(&label, 10);
            }
        }
    }

    /// Sibling names differ in their number: `company1`, `company2`.
    fn number_differs(&self, own: usize) -> bool {
        let letters = |label: &str| label.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (label, meant) = (&self.asked.label, &self.guarded.own[own].label);
        let (a, b) = (letters(label), letters(meant));
        a < label.len() && b < meant.len() && label[..a] == meant[..b]
    }

    fn own_word(&mut self, own: usize, line: &str) {
        let doubt = format!("{} is a word of its own", self.asked.label);
        self.put(own, WEAK, &[line, &doubt]);
    }
}

/// How believable one step is as a trick or a slip of the hand, with what it is called.
fn weigh(step: Edit, meant: &[char]) -> (u32, Vec<&'static str>) {
    let first = "the first letter differs, which makes another word";
    match step {
        Edit::Swapped => (80, vec!["two letters are swapped"]),
        Edit::Doubled => (80, vec!["a letter is doubled, or a double is single"]),
        Edit::Missing(0, _) => (55, vec!["a letter is missing", first]),
        Edit::Missing(..) => (70, vec!["a letter is missing"]),
        Edit::More(0, _) => (55, vec!["there is a letter more", first]),
        Edit::More(at, c) => {
            let beside = [at.checked_sub(1).and_then(|b| meant.get(b)), meant.get(at)];
            if beside.into_iter().flatten().any(|&key| keys_touch(key, c)) {
                (78, vec!["the key beside was struck too"])
            } else {
                (68, vec!["there is a letter more"])
            }
        }
        Edit::Other(_, a, b) if a.is_ascii_digit() && b.is_ascii_digit() => (WEAK, vec!["another number"]),
        Edit::Other(_, a, b) if skeleton(&a.to_string()) == skeleton(&b.to_string()) => {
            (88, vec!["digits or letters stand for others that look alike"])
        }
        Edit::Other(0, ..) => (50, vec!["one letter is another", first]),
        Edit::Other(_, a, b) if keys_touch(a, b) => (75, vec!["the key beside was struck"]),
        Edit::Other(_, a, b) if is_vowel(a) && is_vowel(b) => (72, vec!["a vowel is another"]),
        Edit::Other(_, a, b) if one_bit(a, b) => (68, vec!["one bit of a letter is flipped"]),
        Edit::Other(..) => (60, vec!["one letter is another"]),
    }
}
