//! Patterns: regular expressions that run only where they can match.
//!
//! A gate finds, in one pass over the text, the literals that an expression cannot do without, or runs of digits long
//! enough for it; the expression then runs in windows around these (over the whole text when its length has no bound).
//! Expressions compile under a size limit, and the engine has no backtracking, so that time stays linear in the text.

mod finder;
mod gate;
mod need;

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, Span};
use regex_syntax::hir::Hir;

use super::page::Page;
use super::validators::{self, Proof, Validator};
use crate::model::{self, Entry, Fault, Matches, Said};
use crate::said;
use gate::{Gates, Window};
use need::Gate;

/// Bytes that a compiled expression may take, and its lazy automaton beside it.
const SIZE_LIMIT: usize = 10 << 20;
const CACHE: usize = 1 << 20;
/// Places in a row where a match without boundaries begins and none with them does, before the whole window is searched:
/// each costs a match's length, and all of them together no more than that search.
const TRIED: usize = 16;
/// Hits of one entry in one text: a dump of a million lines is counted no further. Bounds the memory of a scan.
pub(super) const MAX_HITS: usize = 100_000;

/// A pattern's match that its validator did not refuse.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    pub(super) value: String,
    pub(super) proof: Option<Proof>,
}

/// An expression that was found to be right. It is compiled when a text first has what it needs: of many hundreds most
/// never are, and each would hold a tenth of a megabyte.
struct Expression {
    entry: usize,
    source: String,
    validator: Option<&'static Validator>,
    engine: OnceLock<Option<Engine>>,
}

struct Engine {
    regex: Regex,
    /// The same without word boundaries: begins no later, and runs as an automaton over Russian too, where the boundary
    /// sends the other to an engine twenty times slower. None: there is no boundary.
    bare: Option<Regex>,
    /// The group `value`, when the expression has one: it alone is the hit.
    group: Option<usize>,
}

pub(super) struct Patterns {
    expressions: Vec<Expression>,
    gates: Gates,
}

/// What became of one pattern on one text.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) found: Vec<Found>,
    /// There were more than [`MAX_HITS`].
    pub(super) cut: bool,
}

impl Patterns {
    pub(super) fn new(entries: &[Entry], faults: &mut Vec<Fault>) -> Patterns {
        let mut expressions = Vec::new();
        let mut gates = Vec::new();
        for (entry, of) in entries.iter().enumerate() {
            let Matches::Pattern(pattern) = &of.matches else { continue };
            if pattern.lookalike.is_some() {
                continue;
            }
            match compile(entry, pattern) {
                Ok((one, gate)) => {
                    expressions.push(one);
                    gates.push(gate);
                }
                Err(messages) => faults.extend(messages.into_iter().map(|m| Fault::new(&of.spot, m))),
            }
        }
        Patterns { expressions, gates: Gates::new(gates) }
    }

    /// Every pattern over the page, each with its entry.
    pub(super) fn scan(&self, page: &Page, mut report: impl FnMut(usize, Outcome)) {
        for windows in self.gates.windows(page).chunk_by(|a, b| a.expression == b.expression) {
            let one = &self.expressions[windows[0].expression as usize];
            let Some(engine) = one.engine() else { continue };
            let mut outcome = Outcome::default();
            let mut captures = None;
            // An expression that begins at its windows may still end behind the next one.
            let (leading, mut from) = (self.gates.is_leading(windows[0].expression), 0);
            for window in windows.iter().map(Window::bytes) {
                if window.start < from && leading {
                    continue;
                }
                from = one.scan(engine, page.text, window, leading, &mut captures, &mut outcome);
            }
            report(one.entry, outcome);
        }
    }
}

impl Expression {
    fn engine(&self) -> Option<&Engine> {
        // It was built once before, so that it can be.
        self.engine.get_or_init(|| Engine::new(&self.source).ok()).as_ref()
    }

    /// Looks through a window, or at its beginning alone, and answers where the last match ended.
    fn scan(
        &self,
        engine: &Engine,
        text: &str,
        window: Range<usize>,
        leading: bool,
        captures: &mut Option<Captures>,
        outcome: &mut Outcome,
    ) -> usize {
        let bare = engine.bare.as_ref().filter(|_| !leading && !text[window.clone()].is_ascii());
        let (mut from, mut tried) = (window.start, 0);
        while from < window.end && !outcome.cut {
            let mut here = leading;
            if let Some(bare) = bare {
                let input = Input::new(text).span(Span { start: from, end: window.end });
                let Some(found) = bare.search(&input) else { return from };
                from = found.start();
                // Every match begins where the bare one does, or where a later one does.
                here = tried < TRIED;
            }
            let anchored = if here { Anchored::Yes } else { Anchored::No };
            let input = Input::new(text).anchored(anchored).span(Span { start: from, end: window.end });
            let found = engine.regex.search(&input);
            let span = found.map(|whole| match engine.group {
                None => (whole.span(), whole.end()),
                Some(group) => {
                    // The groups of what was found: few windows have a match, and only then is there room for them.
                    let captures = captures.get_or_insert_with(|| engine.regex.create_captures());
                    let input = Input::new(text).anchored(Anchored::Yes).span(whole.start()..window.end);
                    engine.regex.search_captures(&input, captures);
                    (captures.get_group(group).unwrap_or(whole.span()), whole.end())
                }
            });
            let Some((span, end)) = span else {
                if leading || !here {
                    return from;
                }
                (from, tried) = (text.ceil_char_boundary(from + 1), tried + 1);
                continue;
            };
            tried = 0;
            // An empty match moves on by a character.
            from = if end > from { end } else { text.ceil_char_boundary(from + 1) };
            if !span.is_empty() {
                self.take(text, span.range(), outcome);
            }
            if leading {
                break;
            }
        }
        from
    }

    fn take(&self, text: &str, span: Range<usize>, outcome: &mut Outcome) {
        let matched = &text[span.clone()];
        let (value, proof) = match self.validator {
            None => (matched.to_owned(), None),
            Some(validator) => match (validator.check)(matched) {
                Some((value, proof)) => (value, Some(proof)),
                None => return,
            },
        };
        if outcome.found.len() >= MAX_HITS {
            outcome.cut = true;
        } else {
            outcome.found.push(Found { span, value, proof });
        }
    }
}

impl Engine {
    fn new(source: &str) -> Result<Engine, Said> {
        let config = Regex::config().nfa_size_limit(Some(SIZE_LIMIT)).hybrid_cache_capacity(CACHE);
        let regex = Regex::builder().configure(config.clone()).syntax(syntax_of()).build(source);
        let regex = regex.map_err(|e| fault_of(Some(&e), source))?;
        // What was built can be parsed, and what it is without its boundaries is no larger.
        let bare = need::without_boundaries(&parsed(source)?);
        let bare = bare.and_then(|hir| Regex::builder().configure(config).build_from_hir(&hir).ok());
        let group = regex.create_captures().group_info().to_index(regex_automata::PatternID::ZERO, "value");
        Ok(Engine { regex, bare, group })
    }
}

fn syntax_of() -> syntax::Config {
    syntax::Config::new().nest_limit(50)
}

fn parsed(source: &str) -> Result<Hir, Said> {
    syntax::parse_with(source, &syntax_of()).map_err(|_| fault_of(None, source))
}

fn compile(entry: usize, pattern: &model::Pattern) -> Result<(Expression, Gate), Vec<Said>> {
    let validator = pattern.validate.as_deref().map(validators::find).transpose().map_err(|near| {
        let name = pattern.validate.as_deref().unwrap_or_default();
        said!(
            "pattern.validator",
            "validate: there is no validator {name:?}: did you mean {near:?}",
            "validate: проверки {name:?} нет; возможно, {near:?}"
        )
    });
    let checked = Engine::new(&pattern.regex).and_then(|engine| {
        if engine.regex.is_match("") {
            return Err(said!(
                "regex.empty",
                "regex: it matches the empty text, so it would match everywhere: ask for a character",
                "regex: подходит к пустой строке, то есть везде: потребуйте хотя бы один знак"
            ));
        }
        Ok(Gate::of(&parsed(&pattern.regex)?))
    });
    match (validator, checked) {
        (Ok(validator), Ok(gate)) => {
            let source = pattern.regex.clone();
            Ok((Expression { entry, source, validator, engine: OnceLock::new() }, gate))
        }
        (validator, checked) => Err(validator.err().into_iter().chain(checked.err()).collect()),
    }
}

/// Literals in lower case of which every match of an expression holds one; empty: there are none, or it is none.
pub fn keywords(expression: &str) -> Vec<String> {
    match parsed(expression).map(|hir| Gate::of(&hir).need) {
        Ok(need::Need::Literals(literals)) => literals.iter().map(|l| l.text.to_lowercase()).collect(),
        _ => Vec::new(),
    }
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
    use super::{Engine, Outcome, Patterns};
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
        r"\bDE44(?: ?[0-9]{2,4})+",
        r"(?i)(?:парол|коммер)[а-яё]{1,9}\b(?P<value>[^0-9]{0,20})",
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
        let Ok(one) = Engine::new(&pattern.regex) else { panic!("{} compiles", pattern.regex) };
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
                spans[entry] = outcome.found.iter().map(|found| (found.span.start, found.span.end)).collect();
            });
            for (pattern, spans) in patterns.iter().zip(&spans) {
                assert_eq!(*spans, plainly(pattern, &text), "{} in {text:?}", pattern.regex);
                found += spans.len();
            }
        }
        assert!(found > 1_000, "only {found} matches were compared");
    }
}
