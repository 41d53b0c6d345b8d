//! Patterns: regular expressions that run only where they can match.
//!
//! A gate finds, in one pass over the text, the literals that an expression cannot do without, or runs of digits long
//! enough for it; the expression then runs in windows around these (over the whole text when its length has no bound).
//! Expressions compile under a size limit, and the engine has no backtracking, so that time stays linear in the text.

mod finder;
mod gate;
mod need;

use regex_automata::meta::{BuildError, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_automata::{Input, Span};

use super::page::Page;
use super::validators::{self, Proof, Validator};
use crate::model::{self, Entry, Fault, Matches, Said};
use crate::said;
use gate::Gates;
use need::Gate;

/// Bytes that a compiled expression may take, and its lazy automaton beside it.
const SIZE_LIMIT: usize = 10 << 20;
const CACHE: usize = 1 << 20;
/// Hits of one entry in one text: a dump of a million lines is counted no further. Bounds the memory of a scan.
pub(super) const MAX_HITS: usize = 100_000;

/// A pattern's match that its validator did not refuse.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Bytes of the text.
    pub(super) span: (usize, usize),
    pub(super) value: String,
    pub(super) proof: Option<Proof>,
}

struct Compiled {
    entry: usize,
    regex: Regex,
    /// The same without word boundaries: begins no later, and runs as an automaton over Russian too, where the boundary
    /// sends the other to an engine twenty times slower. None: there is no boundary.
    bare: Option<Regex>,
    /// The group `value`, when the expression has one: it alone is the hit.
    group: Option<usize>,
    validator: Option<&'static Validator>,
}

pub(super) struct Patterns {
    compiled: Vec<Compiled>,
    gates: Gates,
}

/// What became of one pattern on one text.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) found: Vec<Found>,
    /// Matches that the validator refused: how many, and the first as a span of bytes.
    pub(super) refused: usize,
    /// There were more than [`MAX_HITS`].
    pub(super) cut: bool,
}

impl Patterns {
    pub(super) fn new(entries: &[Entry], faults: &mut Vec<Fault>) -> Patterns {
        let mut compiled = Vec::new();
        let mut gates = Vec::new();
        for (entry, of) in entries.iter().enumerate() {
            let Matches::Pattern(pattern) = &of.matches else { continue };
            if pattern.lookalike.is_some() {
                continue;
            }
            match compile(entry, pattern) {
                Ok((one, gate)) => {
                    compiled.push(one);
                    gates.push(gate);
                }
                Err(messages) => faults.extend(messages.into_iter().map(|m| Fault::new(&of.spot, m))),
            }
        }
        Patterns { compiled, gates: Gates::new(gates) }
    }

    /// Every pattern over the page, each with its entry.
    pub(super) fn scan(&self, page: &Page, mut report: impl FnMut(usize, Outcome)) {
        for (at, windows) in self.gates.windows(page.text).into_iter().enumerate() {
            if windows.is_empty() {
                continue;
            }
            let one = &self.compiled[at];
            let mut outcome = Outcome::default();
            let mut captures = one.group.map(|_| one.regex.create_captures());
            for window in windows {
                one.scan(page.text, window, captures.as_mut(), &mut outcome);
            }
            report(one.entry, outcome);
        }
    }
}

impl Compiled {
    fn scan(
        &self,
        text: &str,
        window: (usize, usize),
        mut captures: Option<&mut Captures>,
        outcome: &mut Outcome,
    ) {
        let bare = self.bare.as_ref().filter(|_| !text[window.0..window.1].is_ascii());
        let mut from = window.0;
        while from < window.1 && !outcome.cut {
            let input = Input::new(text);
            if let Some(bare) = bare {
                let input = input.clone().span(Span { start: from, end: window.1 });
                let Some(found) = bare.search(&input) else { return };
                from = found.start();
            }
            let input = input.span(Span { start: from, end: window.1 });
            let span = match (self.group, captures.as_deref_mut()) {
                (Some(group), Some(captures)) => {
                    self.regex.search_captures(&input, captures);
                    let whole = captures.get_match().map(|m| m.span());
                    whole.map(|whole| (captures.get_group(group).unwrap_or(whole), whole.end))
                }
                _ => self.regex.search(&input).map(|m| (m.span(), m.end())),
            };
            let Some((span, end)) = span else { return };
            // An empty match moves on by a character.
            from = if end > from { end } else { text.ceil_char_boundary(from + 1) };
            if !span.is_empty() {
                self.take(text, (span.start, span.end), outcome);
            }
        }
    }

    fn take(&self, text: &str, span: (usize, usize), outcome: &mut Outcome) {
        let matched = &text[span.0..span.1];
        let (value, proof) = match self.validator {
            None => (matched.to_owned(), None),
            Some(validator) => match (validator.check)(matched) {
                Some((value, proof)) => (value, Some(proof)),
                None => {
                    outcome.refused += 1;
                    return;
                }
            },
        };
        if outcome.found.len() >= MAX_HITS {
            outcome.cut = true;
        } else {
            outcome.found.push(Found { span, value, proof });
        }
    }
}

fn compile(entry: usize, pattern: &model::Pattern) -> Result<(Compiled, Gate), Vec<Said>> {
    let mut faults = Vec::new();
    let validator = match pattern.validate.as_deref().map(validators::find) {
        None => None,
        Some(Ok(validator)) => Some(validator),
        Some(Err(near)) => {
            let name = pattern.validate.as_deref().unwrap_or_default();
            faults.push(said!(
                "pattern.validator",
                "validate: there is no validator {name:?}: did you mean {near:?}",
                "validate: проверки {name:?} нет; возможно, {near:?}"
            ));
            None
        }
    };
    let config = Regex::config().nfa_size_limit(Some(SIZE_LIMIT)).hybrid_cache_capacity(CACHE);
    let syntax = syntax::Config::new().nest_limit(50);
    let regex = Regex::builder().configure(config.clone()).syntax(syntax).build(&pattern.regex);
    match (regex, faults.is_empty()) {
        (Ok(regex), true) => {
            if regex.create_captures().group_len() > 0 && regex.is_match("") {
                return Err(vec![said!(
                    "regex.empty",
                    "regex: it matches the empty text, so it would match everywhere: ask for a character",
                    "regex: подходит к пустой строке, то есть везде: потребуйте хотя бы один знак"
                )]);
            }
            let group = group_named_value(&regex);
            // What was built can be parsed, and what it is without its boundaries is no larger.
            let hir = syntax::parse_with(&pattern.regex, &syntax)
                .map_err(|_| vec![fault_of(None, &pattern.regex)])?;
            let bare = need::without_boundaries(&hir);
            let bare = bare.and_then(|hir| Regex::builder().configure(config).build_from_hir(&hir).ok());
            Ok((Compiled { entry, regex, bare, group, validator }, Gate::of(&hir)))
        }
        (Ok(_), false) => Err(faults),
        (Err(e), _) => {
            faults.push(fault_of(Some(&e), &pattern.regex));
            Err(faults)
        }
    }
}

fn group_named_value(regex: &Regex) -> Option<usize> {
    regex.create_captures().group_info().to_index(regex_automata::PatternID::ZERO, "value")
}

fn fault_of(error: Option<&BuildError>, expression: &str) -> Said {
    if error.is_some_and(|e| e.size_limit().is_some()) {
        return said!(
            "regex.large",
            "regex: it is too large when compiled: make its repetitions smaller",
            "regex: слишком велико после сборки: уменьшите повторы"
        );
    }
    let why = crate::text::expression::wrong(expression);
    said!(why.code.as_str(), "regex: {why}", "regex: {why}", why)
}

#[cfg(test)]
mod tests {
    use regex_automata::Input;

    use super::super::page::Page;
    use super::{Outcome, Patterns, compile};
    use crate::model::{Entry, Matches, Pattern};

    /// With and without boundaries, groups, bounds and literals; ends that look further.
    const EXPRESSIONS: &[&str] = &[
        r"\b[0-9]{12}\b",
        r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}\b",
        r"(?:\+7|\b8)[ (-]{0,2}[3489][0-9]{2}[ )-]{0,2}[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}\b",
        r"(?i)\bкоммерческ(?:ая|ой|ую) тайн(?:а|ы|е|у|ой)\b",
        r"\bДСП\b",
        r"(?i)\b(?:строго )?конфиденциально\b",
        r"\b[А-ЯЁ][а-яё]{1,30}(?:ов|ина|ая)\s{1,4}[А-ЯЁ][а-яё]{1,30}(?:вич|вна)[,;\s]{1,4}(?P<value>[0-3]?[0-9]\.[01]?[0-9]\.(?:19|20)[0-9]{2})\b",
        r"\b[0-9A-Za-z._%+-]{1,64}@[0-9A-Za-z.-]{3,100}\.[A-Za-z]{2,24}\b",
        r"(?i)\b(?:[0-9a-z_.-]{0,30}(?:password|pwd)|пароль)\s{0,3}[:=]\s{0,3}(?P<value>[0-9A-Za-z!#]{4,64})",
        r"\beyJ[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+",
        r"\bSK[0-9a-f]{4}\b",
        r"\by[0-3]_[a-z]{3}$",
        r"жж+|[x-z]{2}",
    ];
    const PIECES: &[&str] = &[
        "ИНН 500100732259",
        "500100732259",
        "DE44 5001 0517 5407 3249 31",
        "8 (912) 345-67-89",
        "+79123456789",
        "ёж",
        "Коммерческая тайна",
        "коммерческую ТАЙНУ",
        "ДСП",
        "ДСПа",
        "строго конфиденциально",
        "КОНФИДЕНЦИАЛЬНО",
        "Петров Иванович, 01.02.1990",
        "Лаптева Ольгина Павловна; 3.4.2001",
        "a.b@mail.example.com",
        "пароль: qwerty12",
        "DB_PASSWORD=abc!d",
        "eyJab.cd",
        "SK12ab",
        "task12ab",
        "y2_abc",
        "жжж",
        "xyz",
        " ",
        " ",
        "\n",
        ", ",
        "—",
        "я",
    ];

    /// An expression run over the whole text: the rule that gates, windows and automata must keep.
    fn plainly(pattern: &Pattern, text: &str) -> Vec<(usize, usize)> {
        let Ok((one, _)) = compile(0, pattern) else { panic!("{} compiles", pattern.regex) };
        let mut captures = one.regex.create_captures();
        let (mut out, mut from) = (Vec::new(), 0);
        while from <= text.len() {
            one.regex.search_captures(&Input::new(text).range(from..), &mut captures);
            let Some(whole) = captures.get_match() else { break };
            let span = one.group.and_then(|group| captures.get_group(group)).unwrap_or(whole.span());
            out.push((span.start, span.end));
            from = whole.end();
        }
        out
    }

    #[test]
    fn windows_find_what_the_whole_text_has() {
        let patterns: Vec<Pattern> = EXPRESSIONS
            .iter()
            .map(|regex| Pattern { regex: (*regex).into(), ..Pattern::default() })
            .collect();
        let entry = |pattern: &Pattern| Entry {
            matches: Matches::Pattern(pattern.clone()),
            ..crate::matching::tests::pattern_entry()
        };
        let entries: Vec<Entry> = patterns.iter().map(entry).collect();
        let mut faults = Vec::new();
        let all = Patterns::new(&entries, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        let (mut state, mut found) = (11usize, 0);
        for _ in 0..400 {
            let mut text = String::new();
            for _ in 0..14 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(PIECES[(state >> 33) % PIECES.len()]);
            }
            let mut spans = vec![Vec::new(); entries.len()];
            all.scan(&Page::new(&text), |entry, outcome: Outcome| {
                spans[entry] = outcome.found.iter().map(|found| found.span).collect();
            });
            for (pattern, spans) in patterns.iter().zip(&spans) {
                assert_eq!(*spans, plainly(pattern, &text), "{} in {text:?}", pattern.regex);
                found += spans.len();
            }
        }
        assert!(found > 1_000, "only {found} matches were compared");
    }
}
