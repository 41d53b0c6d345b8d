//! What an expression cannot match without, found for all expressions in one pass: literals by one Aho-Corasick
//! automaton, runs of digits by one look at the bytes.

use aho_corasick::{AhoCorasick, MatchKind};
use regex_syntax::hir::{Class, Hir, HirKind};

/// Bytes around a literal beyond which an expression is run over the whole text instead.
const MAX_REACH: usize = 4096;
/// Alternatives that are worth looking for.
const MAX_LITERALS: usize = 64;

/// Where one expression can match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gate {
    need: Need,
    /// The longest match in bytes, when it has a bound within [`MAX_REACH`].
    reach: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Need {
    Anything,
    /// One of these, in lower case; found in any case.
    Literals(Vec<String>),
    /// A run of at least so many digits.
    Digits(usize),
}

impl Gate {
    pub(super) fn of(regex: &str) -> Gate {
        let Ok(hir) = regex_syntax::parse(regex) else { return Gate { need: Need::Anything, reach: None } };
        let reach = hir.properties().maximum_len().filter(|&n| n <= MAX_REACH);
        let run = digit_run(&hir);
        let literals = literals(&hir).filter(|l| l.iter().all(|one| !one.is_empty()));
        let shortest = literals.iter().flatten().map(String::len).min().unwrap_or(0);
        let need = match literals {
            Some(literals) if shortest >= 3 || run < 2 => Need::Literals(literals),
            _ if run >= 2 => Need::Digits(run),
            _ => Need::Anything,
        };
        Gate { need, reach }
    }
}

/// Literals of which every match holds one. None: there are no such, or too many.
fn literals(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(vec![text.to_ascii_lowercase()])
        }
        HirKind::Capture(capture) => literals(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => literals(&repetition.sub),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(literals(branch)?);
            }
            (all.len() <= MAX_LITERALS).then_some(all)
        }
        HirKind::Concat(parts) => best_of(parts),
        HirKind::Class(_) | HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => {
            one_letter(hir).map(|c| vec![c.to_string()])
        }
    }
}

/// The best literals of a sequence: letters of either case that stand side by side make one.
fn best_of(parts: &[Hir]) -> Option<Vec<String>> {
    let mut candidates: Vec<Vec<String>> = Vec::new();
    let mut run = String::new();
    for part in parts {
        if let Some(c) = one_letter(part) {
            run.push(c);
            continue;
        }
        if let HirKind::Literal(literal) = part.kind()
            && let Ok(text) = std::str::from_utf8(&literal.0)
        {
            run.push_str(&text.to_ascii_lowercase());
            continue;
        }
        if matches!(part.kind(), HirKind::Look(_)) {
            continue;
        }
        if !run.is_empty() {
            candidates.push(vec![std::mem::take(&mut run)]);
        }
        candidates.extend(literals(part));
    }
    if !run.is_empty() {
        candidates.push(vec![run]);
    }
    candidates.into_iter().max_by_key(|all| {
        let shortest = all.iter().map(String::len).min().unwrap_or(0);
        (shortest.min(6), std::cmp::Reverse(all.len()))
    })
}

/// The letter, lower-case, of a class that is one Latin or Russian letter in either case.
fn one_letter(hir: &Hir) -> Option<char> {
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { return None };
    let mut letter = None;
    for range in class.ranges() {
        for c in range.start()..=range.end() {
            let lower = match c {
                // Case folding adds the Kelvin sign to k, the long s to s and old Cyrillic forms: these are let go.
                'ſ' => 's',
                '\u{212a}' => 'k',
                '\u{1c80}' => 'в',
                '\u{1c81}' => 'д',
                '\u{1c82}' => 'о',
                '\u{1c83}' => 'с',
                '\u{1c84}' | '\u{1c85}' => 'т',
                '\u{1c86}' => 'ъ',
                c if c.is_ascii_alphabetic() => c.to_ascii_lowercase(),
                'а'..='я' | 'ё' => c,
                'А'..='Я' | 'Ё' => c.to_lowercase().next()?,
                _ => return None,
            };
            if *letter.get_or_insert(lower) != lower {
                return None;
            }
        }
    }
    letter
}

/// What the automaton looks for: an ASCII literal as it is (it matches in any case), another by its first letters in
/// every mixture of cases.
fn written(literal: &str) -> Vec<String> {
    /// 2^4 mixtures of a literal's first four letters find it as well as the whole would, nearly.
    const LETTERS: usize = 4;
    if literal.is_ascii() {
        return vec![literal.to_owned()];
    }
    let mut out = vec![String::new()];
    for c in literal.chars().take(LETTERS) {
        let mut cases = vec![c];
        cases.extend(c.to_lowercase().chain(c.to_uppercase()).filter(|&other| other != c));
        out = out.iter().flat_map(|head| cases.iter().map(move |c| format!("{head}{c}"))).collect();
    }
    out
}

/// Digits that stand side by side in every match, at least.
fn digit_run(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Literal(literal) => {
            literal.0.split(|b| !b.is_ascii_digit()).map(<[u8]>::len).max().unwrap_or(0)
        }
        HirKind::Class(_) => usize::from(is_digit(hir)),
        HirKind::Repetition(repetition) => {
            let whole = is_digit(&repetition.sub);
            let min = repetition.min as usize;
            if whole { min } else { min.min(1) * digit_run(&repetition.sub) }
        }
        HirKind::Capture(capture) => digit_run(&capture.sub),
        HirKind::Alternation(branches) => branches.iter().map(digit_run).min().unwrap_or(0),
        HirKind::Concat(parts) => {
            let (mut best, mut run) = (0, 0);
            for part in parts {
                match part.kind() {
                    HirKind::Look(_) => {}
                    _ if is_digit(part) => run += 1,
                    HirKind::Repetition(r) if is_digit(&r.sub) => {
                        run += r.min as usize;
                        best = best.max(run);
                        if r.max != Some(r.min) {
                            run = 0;
                        }
                    }
                    _ => {
                        best = best.max(run).max(digit_run(part));
                        run = 0;
                    }
                }
            }
            best.max(run)
        }
        HirKind::Empty | HirKind::Look(_) => 0,
    }
}

/// A class of digits. `\d` holds every script's, but only ASCII digits are looked for: numbers with a checksum or a
/// meaning to leak are written in these.
fn is_digit(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().all(|r| r.start().is_numeric() && r.end().is_numeric())
        }
        _ => false,
    }
}

/// The gates of all expressions, in their order.
pub(super) struct Gates {
    gates: Vec<Gate>,
    automaton: Option<AhoCorasick>,
    /// The expressions that wait for each literal of the automaton.
    waiting: Vec<Vec<u32>>,
}

impl Gates {
    pub(super) fn new(gates: Vec<Gate>) -> Gates {
        let mut all: std::collections::BTreeMap<String, Vec<u32>> = std::collections::BTreeMap::new();
        for (at, gate) in gates.iter().enumerate() {
            if let Need::Literals(literals) = &gate.need {
                for literal in literals.iter().flat_map(|l| written(l)) {
                    let waiting = all.entry(literal).or_default();
                    if waiting.last() != Some(&(at as u32)) {
                        waiting.push(at as u32);
                    }
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(all.keys())
            // It fails only beyond 2^31 states; expressions are limited far below. Without it every expression runs
            // everywhere, which is slow and right.
            .ok()
            .filter(|a| a.patterns_len() > 0);
        let waiting = all.into_values().collect();
        Gates { gates, automaton, waiting }
    }

    /// For each expression the windows of the text, in bytes at character boundaries, apart and ascending.
    pub(super) fn windows(&self, text: &str) -> Vec<Vec<(usize, usize)>> {
        let whole = vec![(0, text.len())];
        let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.gates.len()];
        if text.is_empty() {
            return out;
        }
        if let Some(automaton) = &self.automaton {
            for found in automaton.find_overlapping_iter(text) {
                for &at in &self.waiting[found.pattern().as_usize()] {
                    let at = at as usize;
                    match self.gates[at].reach {
                        Some(reach) => widen(&mut out[at], text, found.start(), found.end(), reach),
                        None if out[at].is_empty() => out[at].clone_from(&whole),
                        None => {}
                    }
                }
            }
        }
        self.digits(text, &mut out);
        for (windows, gate) in out.iter_mut().zip(&self.gates) {
            let ungated = matches!(gate.need, Need::Literals(_)) && self.automaton.is_none();
            if gate.need == Need::Anything || ungated {
                windows.clone_from(&whole);
            }
        }
        out
    }

    fn digits(&self, text: &str, out: &mut [Vec<(usize, usize)>]) {
        let wanted: Vec<(usize, usize, usize)> = self
            .gates
            .iter()
            .enumerate()
            .filter_map(|(at, gate)| match gate.need {
                Need::Digits(run) => Some((at, run, gate.reach.unwrap_or(usize::MAX))),
                _ => None,
            })
            .collect();
        let Some(shortest) = wanted.iter().map(|w| w.1).min() else { return };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_digit() {
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            if at - start < shortest {
                continue;
            }
            for &(gate, run, reach) in &wanted {
                if at - start >= run {
                    widen(&mut out[gate], text, start, at, reach);
                }
            }
        }
    }
}

/// Adds `[start - reach, end + reach]`, joined with the last window where they touch.
fn widen(windows: &mut Vec<(usize, usize)>, text: &str, start: usize, end: usize, reach: usize) {
    // Expressions with an assertion at an end look one character further; the search sees the text beyond a window.
    let from = text.floor_char_boundary(start.saturating_sub(reach));
    let to = text.ceil_char_boundary(end.saturating_add(reach).min(text.len()));
    match windows.last_mut() {
        Some(last) if from <= last.1 => {
            last.0 = last.0.min(from);
            last.1 = last.1.max(to);
        }
        _ => windows.push((from, to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_an_expression_needs() {
        let some = |all: &[&str]| Need::Literals(all.iter().map(|s| s.to_string()).collect());
        for (regex, need) in [
            (r"\bAKIA[0-9A-Z]{16}\b", some(&["akia"])),
            (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", some(&["akia", "asia"])),
            (r"(?i)secret\s*[:=]\s*\S{8,40}", some(&["secret"])),
            (r"[a-z0-9.]{1,64}@[a-z0-9.]{1,99}", some(&["@"])),
            (r"\b[0-9]{12}\b", Need::Digits(12)),
            (r"\b[0-9]{3}-[0-9]{3}-[0-9]{3} [0-9]{2}\b", Need::Digits(3)),
            (r"(?i)\bкоммерческая тайна\b", some(&["коммерческая тайна"])),
            (r"(?i)\b(?:passwd|пароль)=", some(&["passwd", "пароль"])),
            (r"[a-z]{3,9}", Need::Anything),
            (r"(?:eyJ[a-z]+)?[0-9]{5}", Need::Digits(5)),
            (r"(?:ab|[0-9]{4})x?", Need::Anything),
        ] {
            assert_eq!(Gate::of(regex).need, need, "{regex}");
        }
    }

    #[test]
    fn windows_stay_apart_and_cover() {
        let gates = Gates::new(vec![Gate::of("key=[a-z]{1,4}"), Gate::of(r"[0-9]{6}"), Gate::of("KEY=.*")]);
        let text = format!("{}key=abcd{}123456{}", "ж".repeat(100), "ж".repeat(100), "ж".repeat(9));
        let windows = gates.windows(&text);
        assert_eq!(windows[0].len(), 1);
        assert!(windows[0][0].0 <= 200 && windows[0][0].1 >= 208);
        assert_eq!(windows[2], [(0, text.len())]);
        assert!(text[windows[1][0].0..windows[1][0].1].contains("123456"));
        assert!(gates.windows("").iter().all(Vec::is_empty));
        let russian = Gates::new(vec![Gate::of("(?i)тайна"), Gate::of("ДСП")]);
        for (text, found) in
            [("тАЙНа", [true, false]), ("ТАЙНА ДСП", [true, true]), ("тайга", [false, false])]
        {
            let windows = russian.windows(text);
            assert_eq!([!windows[0].is_empty(), !windows[1].is_empty()], found, "{text}");
        }
    }
}
