//! Where expressions can match, found for all of them in one pass: around literals, and around runs of digits.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::page::Page;
use super::finder::{Atom, Finder};
use super::need::{Digits, Gate, Literal, Need};
use crate::text::blocks::digit_runs;

/// The gates of all expressions, in their order.
pub(super) struct Gates {
    gates: Vec<Gate>,
    finder: Finder,
    /// The expressions that wait for each atom of the finder, and the atom's length.
    waiting: Vec<(Vec<u32>, usize)>,
    /// Expressions that wait for digits, by how far around a run the others of a match can be.
    digits: Vec<Wait>,
    /// Those that wait for nothing.
    always: Vec<u32>,
}

/// Expressions whose digits all lie within so many bytes around each run of them.
struct Wait {
    around: usize,
    /// Which, and what they wait for; those that need the fewest digits first.
    all: Vec<(Digits, u32)>,
    /// Digits that a run needs at least, to be one of any of them.
    shortest: usize,
}

/// A window of the text, in bytes at character boundaries, for an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Window {
    pub(super) expression: u32,
    from: u32,
    to: u32,
}

impl Window {
    pub(super) fn bytes(&self) -> Range<usize> {
        self.from as usize..self.to as usize
    }
}

/// Distances that [`Wait`] is sorted into; beyond the last one a match's other digits are not counted.
const AROUND: [usize; 4] = [16, 32, 64, 128];

impl Gates {
    pub(super) fn new(gates: Vec<Gate>) -> Gates {
        let mut all: BTreeMap<Atom, Vec<u32>> = BTreeMap::new();
        let mut digits: BTreeMap<usize, Vec<(Digits, u32)>> = BTreeMap::new();
        let mut always = Vec::new();
        for (at, gate) in gates.iter().enumerate() {
            let at = at as u32;
            match &gate.need {
                Need::Literals(literals) => {
                    for atom in literals.iter().map(Literal::atom) {
                        let waiting = all.entry(atom).or_default();
                        if waiting.last() != Some(&at) {
                            waiting.push(at);
                        }
                    }
                }
                Need::Digits(wanted) => {
                    let far = gate.reach.map_or(usize::MAX, |reach| reach - wanted.run);
                    let around = AROUND.into_iter().find(|&around| far <= around).unwrap_or(usize::MAX);
                    digits.entry(around).or_default().push((*wanted, at));
                }
                Need::Anything => always.push(at),
            }
        }
        let digits = digits.into_iter().map(|(around, mut all)| {
            // Digits that are far away count for nothing.
            let needs = |wanted: &Digits| if around == usize::MAX { wanted.run } else { wanted.total };
            all.iter_mut().for_each(|(wanted, _)| wanted.total = needs(wanted));
            all.sort_unstable_by_key(|(wanted, at)| (wanted.total, *at));
            Wait { around, shortest: all.iter().map(|(wanted, _)| wanted.run).min().unwrap_or(0), all }
        });
        let digits = digits.collect();
        let (atoms, waiting): (Vec<Atom>, Vec<_>) =
            all.into_iter().map(|(atom, waiting)| (atom.clone(), (waiting, atom.bytes.len()))).unzip();
        Gates { gates, finder: Finder::new(atoms), waiting, digits, always }
    }

    /// Whether an expression begins where its windows do, and nowhere else.
    pub(super) fn is_leading(&self, expression: u32) -> bool {
        self.gates[expression as usize].leading
    }

    /// The windows of the text by expression, ascending. Those of one lie apart, but for one that begins where they do.
    pub(super) fn windows(&self, page: &Page) -> Vec<Window> {
        let text = page.text;
        if text.is_empty() {
            return Vec::new();
        }
        let mut opened =
            Opened { closed: Vec::new(), open: vec![(0, 0); self.gates.len()], which: Vec::new() };
        self.finder.find(text, |atom, start| {
            let (waiting, length) = &self.waiting[atom];
            for &at in waiting {
                let gate = &self.gates[at as usize];
                if gate.leading {
                    if !(gate.bounded && is_within_word(text.as_bytes(), start)) {
                        let (_, to) = extent(page, gate, start..start + length);
                        opened.closed.push(Window { expression: at, from: start as u32, to: to as u32 });
                    }
                } else {
                    opened.widen(at, extent(page, gate, start..start + length));
                }
            }
        });
        self.runs_of_digits(page, &mut opened);
        for &expression in &self.always {
            opened.closed.push(Window { expression, from: 0, to: text.len() as u32 });
        }
        let Opened { mut closed, open, which } = opened;
        closed.extend(which.into_iter().map(|expression| {
            let (from, to) = open[expression as usize];
            Window { expression, from, to }
        }));
        let mut closed = by_expression(closed, self.gates.len());
        // Literals come nearly in order, but not quite: what touches is joined.
        closed.dedup_by(|next, kept| {
            let touch = next.expression == kept.expression
                && next.from <= kept.to
                && !self.is_leading(next.expression);
            if touch {
                kept.to = kept.to.max(next.to);
            }
            touch
        });
        closed
    }

    fn runs_of_digits(&self, page: &Page, opened: &mut Opened) {
        if self.digits.is_empty() {
            return;
        }
        // Runs, each with the digits of all before it.
        let (mut runs, mut digits) = (Vec::new(), 0);
        digit_runs(page.text.as_bytes(), |start, end| {
            runs.push((start as u32, end as u32, digits));
            digits += end - start;
        });
        let before = |run: usize| runs.get(run).map_or(digits, |run: &(u32, u32, usize)| run.2);
        for Wait { around, all, shortest } in &self.digits {
            let (mut first, mut behind) = (0, 0);
            for &(start, end, _) in &runs {
                let (start, end) = (start as usize, end as usize);
                let run = end - start;
                if run < *shortest {
                    continue;
                }
                let mut here = run;
                if *around < usize::MAX {
                    while runs[first].1 as usize + around < start {
                        first += 1;
                    }
                    while runs.get(behind).is_some_and(|run| run.0 as usize <= end + around) {
                        behind += 1;
                    }
                    here = before(behind) - before(first);
                }
                for (wanted, at) in all.iter().take_while(|(wanted, _)| wanted.total <= here) {
                    if run < wanted.run || wanted.most.is_some_and(|most| run > most) {
                        continue;
                    }
                    if *around == usize::MAX {
                        opened.widen(*at, extent(page, &self.gates[*at as usize], start..end));
                        continue;
                    }
                    let (stretch, digits) = stretch(page.text, start..end, wanted, *around);
                    if digits >= wanted.total {
                        opened.widen(*at, (stretch.start, stretch.end));
                    }
                }
            }
        }
    }
}

/// The stretch around a run of digits that holds nothing but what the match can hold, as far as `reach` bytes either
/// side, and how many digits are in it.
fn stretch(text: &str, run: Range<usize>, wanted: &Digits, reach: usize) -> (Range<usize>, usize) {
    let bytes = text.as_bytes();
    let (ascii, others) = wanted.joints;
    let may_stand = |byte: &&u8| if byte.is_ascii() { ascii >> **byte & 1 == 1 } else { others };
    let before = &bytes[run.start.saturating_sub(reach)..run.start];
    let behind = &bytes[run.end..bytes.len().min(run.end + reach)];
    let before = &before[before.len() - before.iter().rev().take_while(may_stand).count()..];
    let behind = &behind[..behind.iter().take_while(may_stand).count()];
    let digits = |part: &[u8]| part.iter().filter(|byte| byte.is_ascii_digit()).count();
    let from = text.floor_char_boundary(run.start - before.len());
    let to = text.ceil_char_boundary(run.end + behind.len());
    (from..to, run.len() + digits(before) + digits(behind))
}

/// Windows as they are found: of each expression the last one is open.
struct Opened {
    closed: Vec<Window>,
    /// By expression, as bytes from and to; the end is 0 where there is none yet.
    open: Vec<(u32, u32)>,
    which: Vec<u32>,
}

impl Opened {
    /// Adds a window, joined with the last one where they touch.
    fn widen(&mut self, expression: u32, (from, to): (usize, usize)) {
        let last = &mut self.open[expression as usize];
        let (from, to) = (from as u32, to as u32);
        if last.1 == 0 {
            *last = (from, to);
            self.which.push(expression);
        } else if from <= last.1 && last.0 <= to {
            *last = (last.0.min(from), last.1.max(to));
        } else {
            self.closed.push(Window { expression, from: last.0, to: last.1 });
            *last = (from, to);
        }
    }
}

/// Windows in the order of their expressions, each one's ascending. They come nearly so: each expression's are put together
/// as they came, and sorted where they were not in order.
fn by_expression(windows: Vec<Window>, expressions: usize) -> Vec<Window> {
    let mut ends = vec![0; expressions];
    windows.iter().for_each(|window| ends[window.expression as usize] += 1);
    let mut before = 0;
    for end in &mut ends {
        // Where the next window of an expression goes; behind its last one when all are placed.
        (*end, before) = (before, before + *end);
    }
    let mut sorted = vec![Window { expression: 0, from: 0, to: 0 }; windows.len()];
    for window in windows {
        let at = &mut ends[window.expression as usize];
        sorted[*at] = window;
        *at += 1;
    }
    let mut from = 0;
    for end in ends {
        let own = &mut sorted[from..end];
        if !own.is_sorted() {
            own.sort_unstable();
        }
        from = end;
    }
    sorted
}

/// How far a match around bytes `literal` of the text can reach.
fn extent(page: &Page, gate: &Gate, literal: Range<usize>) -> (usize, usize) {
    let text = page.text;
    let (mut from, mut to) = (0, text.len());
    if let Some(reach) = gate.reach {
        // Expressions with an assertion at an end look one character further; the search sees the text beyond a window.
        from = text.floor_char_boundary(literal.start.saturating_sub(reach));
        to = text.ceil_char_boundary(literal.end.saturating_add(reach).min(to));
    }
    if let Some(lines) = gate.lines.filter(|_| gate.reach.is_none_or(|reach| reach > NEAR)) {
        let (start, end) = page.lines_around(&literal, lines);
        (from, to) = (from.max(start), to.min(end));
    }
    (from, to)
}

/// Bytes of a reach that is narrow enough without a look at the lines.
const NEAR: usize = 100;

/// Whether a letter, digit or underscore of ASCII stands right before a byte.
fn is_within_word(bytes: &[u8], start: usize) -> bool {
    let before = start.checked_sub(1).map(|at| bytes[at]);
    before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::super::need::Gate;
    use super::{Gates, Page};

    fn gates_of(all: &[&str]) -> Gates {
        Gates::new(all.iter().map(|r| Gate::of(&regex_syntax::parse(r).expect("an expression"))).collect())
    }

    #[test]
    fn windows_stay_apart_and_cover() {
        let gates = gates_of(&["key=[a-z]{1,4}", r"[0-9]{6}", "(?i)KEY=.*"]);
        let text = format!("{}key=abcd{}123456{}", "ж".repeat(100), "ж".repeat(100), "ж".repeat(9));
        let windows_of = |gates: &Gates, text: &str| {
            let mut out = vec![Vec::new(); gates.gates.len()];
            for window in gates.windows(&Page::new(text)) {
                out[window.expression as usize].push((window.bytes().start, window.bytes().end));
            }
            out
        };
        let windows = windows_of(&gates, &text);
        assert_eq!(windows[0].len(), 1);
        assert!(windows[0][0].0 <= 200 && windows[0][0].1 >= 208);
        assert_eq!(windows[2], [(200, text.len())]);
        assert!(text[windows[1][0].0..windows[1][0].1].contains("123456"));
        assert!(gates.windows(&Page::new("")).is_empty());
        let russian = gates_of(&["(?i)тайна", "ДСП"]);
        for (text, found) in
            [("тАЙНа", [true, false]), ("ТАЙНА ДСП", [true, true]), ("тайга", [false, false])]
        {
            let windows = windows_of(&russian, text);
            assert_eq!([!windows[0].is_empty(), !windows[1].is_empty()], found, "{text}");
        }
    }
}
