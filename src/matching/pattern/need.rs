//! What an expression cannot match without, read off its syntax: literals of which every match holds one, or a run of
//! digits; and how long a match can be, in bytes and in lines.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::super::validators::bits_by_words;
use super::finder::Atom;

/// Bytes around a literal beyond which an expression is run over the whole text instead.
const MAX_REACH: usize = 4096;
/// Lines that a match may reach over, likewise.
const MAX_LINES: usize = 64;
/// Alternatives that are worth looking for.
const MAX_LITERALS: usize = 64;
/// Characters of a class that are written out.
const MAX_CLASS: usize = 4;

/// Where one expression can match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gate {
    pub(super) need: Need,
    /// The longest match in bytes, when it has a bound within [`MAX_REACH`].
    pub(super) reach: Option<usize>,
    /// Ends of lines that a match can hold at most, when that has a bound within [`MAX_LINES`].
    pub(super) lines: Option<usize>,
    /// Every match begins with one of the literals, so that the expression is tried there and nowhere else.
    pub(super) leading: bool,
    /// A word boundary stands before them.
    pub(super) bounded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Anything,
    Literals(Vec<Literal>),
    Digits(Digits),
}

/// Digits that are in every match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    /// So many side by side at least.
    pub(super) run: usize,
    /// So many in all at least.
    pub(super) total: usize,
    /// The match is one whole run, with no letter beside it, of so many digits at most.
    pub(super) alone: Option<usize>,
}

/// Text that stands in a match; in lower case where any case will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) text: String,
    pub(super) any_case: bool,
}

impl Literal {
    fn exactly(text: &str) -> Literal {
        Literal { text: text.to_owned(), any_case: false }
    }

    fn joined(&self, next: &Literal) -> Literal {
        let any_case = self.any_case || next.any_case;
        let mut text = format!("{}{}", self.text, next.text);
        if any_case {
            text = text.chars().map(lower).collect();
        }
        Literal { text, any_case }
    }

    pub(super) fn atom(&self) -> Atom {
        Atom { bytes: self.text.as_bytes().to_vec(), any_case: self.any_case }
    }
}

impl Gate {
    pub(super) fn of(hir: &Hir) -> Gate {
        let reach = hir.properties().maximum_len().filter(|&n| n <= MAX_REACH);
        let lines = newlines(hir).filter(|&n| n <= MAX_LINES);
        if let Some(first) = leading(hir) {
            let bounded = hir.properties().look_set_prefix().contains(Look::WordUnicode);
            return Gate { need: Need::Literals(first), reach, lines, leading: true, bounded };
        }
        let run = digit_run(hir);
        let literals = literals(hir).filter(|l| l.iter().all(|one| !one.text.is_empty()));
        let shortest = literals.iter().flatten().map(|l| l.text.len()).min().unwrap_or(0);
        let need = match literals {
            Some(literals) if shortest >= 3 || run < 2 => Need::Literals(literals),
            _ if run >= 2 => Need::Digits(Digits { run, total: digits(hir), alone: alone(hir) }),
            _ => Need::Anything,
        };
        Gate { need, reach, lines, leading: false, bounded: false }
    }
}

/// The same expression without its word boundaries: it matches wherever the other does, and needs no look at what
/// stands around. None: it has none of Unicode's, which alone keep an automaton from running over Russian.
pub(super) fn without_boundaries(hir: &Hir) -> Option<Hir> {
    let looks = hir.properties().look_set();
    looks.contains_word_unicode().then(|| bare(hir))
}

fn bare(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Look(
            Look::WordUnicode
            | Look::WordUnicodeNegate
            | Look::WordStartUnicode
            | Look::WordEndUnicode
            | Look::WordStartHalfUnicode
            | Look::WordEndHalfUnicode,
        ) => Hir::empty(),
        HirKind::Capture(capture) => bare(&capture.sub),
        HirKind::Repetition(repetition) => Hir::repetition(repetition.with(bare(&repetition.sub))),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(bare).collect()),
        HirKind::Alternation(branches) => Hir::alternation(branches.iter().map(bare).collect()),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

/// Latin and Russian letters in lower case, code point for code point.
fn lower(c: char) -> char {
    match c {
        'А'..='Я' | 'Ё' => c.to_lowercase().next().unwrap_or(c),
        _ => c.to_ascii_lowercase(),
    }
}

/// Literals with which every match begins, when all are long enough to be rare.
fn leading(hir: &Hir) -> Option<Vec<Literal>> {
    let first = match hir.kind() {
        HirKind::Capture(capture) => leading(&capture.sub)?,
        HirKind::Concat(parts) => {
            let mut first = vec![Literal::default()];
            for part in parts {
                match exact(part).and_then(|tails| crossed(&first, &tails)) {
                    Some(longer) => first = longer,
                    None => break,
                }
            }
            first
        }
        _ => exact(hir)?,
    };
    let rare = |literal: &Literal| literal.text.len() > 3 || literal.text.len() == 3 && !literal.any_case;
    first.iter().all(rare).then_some(first)
}

/// Literals of which every match holds one. None: there are no such, or too many.
fn literals(hir: &Hir) -> Option<Vec<Literal>> {
    if let Some(whole) = exact(hir) {
        return Some(whole);
    }
    match hir.kind() {
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
        _ => None,
    }
}

/// All texts that an expression matches, when they are few.
fn exact(hir: &Hir) -> Option<Vec<Literal>> {
    if let Some(letter) = one_letter(hir) {
        return Some(vec![Literal { text: letter.to_string(), any_case: true }]);
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Literal::default()]),
        HirKind::Literal(literal) => Some(vec![Literal::exactly(std::str::from_utf8(&literal.0).ok()?)]),
        HirKind::Class(Class::Unicode(class)) => {
            let few = class.ranges().iter().map(|r| r.len()).sum::<usize>() <= MAX_CLASS;
            let all = || class.ranges().iter().flat_map(|r| r.start()..=r.end());
            few.then(|| all().map(|c| Literal::exactly(c.encode_utf8(&mut [0; 4]))).collect())
        }
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(exact(branch)?);
            }
            (all.len() <= MAX_LITERALS).then_some(all)
        }
        HirKind::Concat(parts) => {
            let empty = vec![Literal::default()];
            parts.iter().try_fold(empty, |heads, part| crossed(&heads, &exact(part)?))
        }
        HirKind::Class(Class::Bytes(_)) | HirKind::Repetition(_) => None,
    }
}

/// Every head with every tail; none when these are too many.
fn crossed(heads: &[Literal], tails: &[Literal]) -> Option<Vec<Literal>> {
    let joined = || heads.iter().flat_map(|head| tails.iter().map(|tail| head.joined(tail))).collect();
    (heads.len() * tails.len() <= MAX_LITERALS).then(joined)
}

/// The best literals of a sequence: parts with few texts that stand side by side make longer ones.
fn best_of(parts: &[Hir]) -> Option<Vec<Literal>> {
    let mut candidates: Vec<Vec<Literal>> = Vec::new();
    let mut run = vec![Literal::default()];
    for part in parts {
        match exact(part) {
            Some(tails) => match crossed(&run, &tails) {
                Some(longer) => run = longer,
                None => candidates.push(std::mem::replace(&mut run, tails)),
            },
            None => {
                candidates.push(std::mem::replace(&mut run, vec![Literal::default()]));
                candidates.extend(literals(part));
            }
        }
    }
    candidates.push(run);
    candidates.retain(|all| all.iter().all(|literal| !literal.text.is_empty()));
    candidates.into_iter().max_by(|a, b| rarity(a).total_cmp(&rarity(b)))
}

/// How rare literals are together, in bits.
fn rarity(literals: &[Literal]) -> f64 {
    // Signs stand alone or in any company; one or two letters stand within any word.
    let sign = |c: char| if " .,-()/:;\"'=_<>\n".contains(c) { 5.0 } else { 9.0 };
    let often = |literal: &Literal| {
        let signs: f64 = literal.text.chars().filter(|c| !c.is_alphanumeric()).map(sign).sum();
        let words = literal.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: f64 = words.map(|word| bits_by_words(word).min(4.7 * word.chars().count() as f64)).sum();
        (-signs - words).exp2()
    };
    -literals.iter().map(often).sum::<f64>().log2()
}

/// Ends of lines in the longest match; none: there is no bound.
fn newlines(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(0),
        HirKind::Literal(literal) => Some(literal.0.iter().filter(|b| **b == b'\n').count()),
        HirKind::Class(Class::Unicode(class)) => {
            Some(usize::from(class.ranges().iter().any(|r| r.start() <= '\n' && '\n' <= r.end())))
        }
        HirKind::Class(Class::Bytes(_)) => Some(1),
        HirKind::Capture(capture) => newlines(&capture.sub),
        HirKind::Repetition(repetition) => match (newlines(&repetition.sub)?, repetition.max) {
            (0, _) => Some(0),
            (each, Some(most)) => each.checked_mul(most as usize),
            (_, None) => None,
        },
        HirKind::Concat(parts) => parts.iter().try_fold(0usize, |sum, part| sum.checked_add(newlines(part)?)),
        HirKind::Alternation(branches) => {
            branches.iter().try_fold(0, |most: usize, branch| Some(most.max(newlines(branch)?)))
        }
    }
}

/// Digits in the shortest match, at least.
fn digits(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().filter(|b| b.is_ascii_digit()).count(),
        HirKind::Class(_) => usize::from(is_digit(hir)),
        HirKind::Repetition(repetition) => digits(&repetition.sub).saturating_mul(repetition.min as usize),
        HirKind::Capture(capture) => digits(&capture.sub),
        HirKind::Alternation(branches) => branches.iter().map(digits).min().unwrap_or(0),
        HirKind::Concat(parts) => parts.iter().fold(0, |sum, part| sum.saturating_add(digits(part))),
        HirKind::Empty | HirKind::Look(_) => 0,
    }
}

/// Of an expression that is digits between word boundaries and nothing else, the most that it matches.
fn alone(hir: &Hir) -> Option<usize> {
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let boundary = |part: Option<&Hir>| matches!(part.map(Hir::kind), Some(HirKind::Look(Look::WordUnicode)));
    if parts.len() < 3 || !boundary(parts.first()) || !boundary(parts.last()) {
        return None;
    }
    let within = &parts[1..parts.len() - 1];
    fn whole(hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Literal(literal) => literal.0.iter().all(u8::is_ascii_digit),
            HirKind::Repetition(repetition) => whole(&repetition.sub),
            HirKind::Capture(capture) => whole(&capture.sub),
            HirKind::Alternation(parts) | HirKind::Concat(parts) => parts.iter().all(whole),
            HirKind::Class(Class::Unicode(class)) => {
                class.ranges().iter().all(|r| r.start().is_ascii_digit() && r.end().is_ascii_digit())
            }
            HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => false,
        }
    }
    within.iter().all(whole).then(|| hir.properties().maximum_len()).flatten()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(regex: &str) -> Gate {
        Gate::of(&regex_syntax::parse(regex).expect("an expression"))
    }

    #[test]
    fn finds_what_an_expression_needs() {
        let some = |any_case, all: &[&str]| {
            Need::Literals(all.iter().map(|s| Literal { text: s.to_string(), any_case }).collect())
        };
        let digits = |run, total, alone| Need::Digits(Digits { run, total, alone });
        for (regex, need) in [
            (r"\bAKIA[0-9A-Z]{16}\b", some(false, &["AKIA"])),
            (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", some(false, &["AKIA", "ASIA"])),
            (r"(?i)secret\s*[:=]\s*\S{8,40}", some(true, &["secret"])),
            (r"[a-z0-9.]{1,64}@[a-z0-9.]{1,99}", some(false, &["@"])),
            (r"\b[0-9]{12}\b", digits(12, 12, Some(12))),
            (r"\b[1-9][0-9]{7,8}\b", digits(8, 8, Some(9))),
            (r"\b[0-9]{3}-[0-9]{3}-[0-9]{3} [0-9]{2}\b", digits(3, 11, None)),
            (r"(?i)\bкоммерческая тайна\b", some(true, &["коммерческая тайна"])),
            (r"(?i)\b(?:passwd|пароль)=", some(true, &["passwd=", "пароль="])),
            (r"\b[a-z]{3}[78]Q~", some(false, &["7Q~", "8Q~"])),
            (r"\by[0-3]_[a-z]{9}", some(false, &["y0_", "y1_", "y2_", "y3_"])),
            (r"(?:вич|вна)\s[0-9]\.(?:19|20)[0-9]{2}", some(false, &["вич", "вна"])),
            (r"[a-z]{3,9}", Need::Anything),
            (r"(?:eyJ[a-z]+)?[0-9]{5}", digits(5, 5, None)),
            (r"(?i)[a-z]{1,9}(?:file|host)=[^;]{1,20};qkvz=", some(true, &[";qkvz="])),
            (r"(?:ab|[0-9]{4})x?", Need::Anything),
        ] {
            assert_eq!(gate(regex).need, need, "{regex}");
        }
    }

    #[test]
    fn counts_lines() {
        for (regex, lines) in [
            (r"(?m)^key=.*$", Some(0)),
            (r"[^;]{1,5}", Some(5)),
            (r"(?:a[^\n]*\r?\n){1,3}b", Some(3)),
            (r"a\s*b", None),
            ("x|a\n\n", Some(2)),
        ] {
            assert_eq!(gate(regex).lines, lines, "{regex}");
        }
    }

    #[test]
    fn boundaries_go_and_the_rest_stays() {
        let bare = |regex: &str| without_boundaries(&regex_syntax::parse(regex).expect("an expression"));
        assert_eq!(bare(r"[a-z]{3}$"), None);
        assert_eq!(bare(r"(?-u:\b)ab"), None);
        let expected = regex_syntax::parse(r"(?:ab|[0-9]{2,3}){1,4}x$").expect("an expression");
        assert_eq!(bare(r"\b(?:ab\b|[0-9]{2,3}){1,4}x\b$"), Some(expected));
    }
}
