//! Where expressions can match, found for all of them in one pass: around literals, and around runs of digits.

use std::collections::BTreeMap;

use super::finder::{Atom, Finder};
use super::need::{Gate, Literal, Need};

/// The gates of all expressions, in their order.
pub(super) struct Gates {
    gates: Vec<Gate>,
    finder: Finder,
    /// The expressions that wait for each atom of the finder, and the atom's length.
    waiting: Vec<(Vec<u32>, usize)>,
    /// Expressions that wait for digits: how many, which, and its reach; fewest digits first.
    digits: Vec<(usize, usize, usize)>,
}

impl Gates {
    pub(super) fn new(gates: Vec<Gate>) -> Gates {
        let mut all: BTreeMap<Atom, Vec<u32>> = BTreeMap::new();
        let mut digits = Vec::new();
        for (at, gate) in gates.iter().enumerate() {
            match &gate.need {
                Need::Literals(literals) => {
                    for atom in literals.iter().map(Literal::atom) {
                        let waiting = all.entry(atom).or_default();
                        if waiting.last() != Some(&(at as u32)) {
                            waiting.push(at as u32);
                        }
                    }
                }
                Need::Digits(run) => digits.push((*run, at, gate.reach.unwrap_or(usize::MAX))),
                Need::Anything => {}
            }
        }
        digits.sort_unstable();
        let (atoms, waiting): (Vec<Atom>, Vec<_>) =
            all.into_iter().map(|(atom, waiting)| (atom.clone(), (waiting, atom.bytes.len()))).unzip();
        Gates { gates, finder: Finder::new(atoms), waiting, digits }
    }

    /// Whether an expression begins where its windows do, and nowhere else.
    pub(super) fn is_leading(&self, expression: usize) -> bool {
        self.gates[expression].leading
    }

    /// For each expression the windows of the text, in bytes at character boundaries, ascending. They lie apart, but for
    /// those of an expression that begins where they do.
    pub(super) fn windows(&self, text: &str) -> Vec<Vec<(usize, usize)>> {
        let whole = vec![(0, text.len())];
        let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.gates.len()];
        if text.is_empty() {
            return out;
        }
        self.finder.find(text, |atom, start| {
            let (waiting, length) = &self.waiting[atom];
            for &at in waiting {
                let at = at as usize;
                if self.gates[at].leading {
                    let end = self.gates[at].reach.map_or(text.len(), |reach| start.saturating_add(reach));
                    out[at].push((start, text.ceil_char_boundary(end.min(text.len()))));
                    continue;
                }
                match self.gates[at].reach {
                    Some(reach) => widen(&mut out[at], text, start, start + length, reach),
                    None if out[at].is_empty() => out[at].clone_from(&whole),
                    None => {}
                }
            }
        });
        self.runs_of_digits(text, &mut out);
        for (windows, gate) in out.iter_mut().zip(&self.gates) {
            if gate.need == Need::Anything {
                windows.clone_from(&whole);
            }
            if gate.leading {
                windows.sort_unstable();
            } else {
                join(windows);
            }
        }
        out
    }

    fn runs_of_digits(&self, text: &str, out: &mut [Vec<(usize, usize)>]) {
        let Some(&(shortest, ..)) = self.digits.first() else { return };
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(gap) = bytes[at..].iter().position(u8::is_ascii_digit) {
            let start = at + gap;
            let length = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
            at = start + length;
            if length < shortest {
                continue;
            }
            for &(_, gate, reach) in self.digits.iter().take_while(|(run, ..)| *run <= length) {
                widen(&mut out[gate], text, start, at, reach);
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
        Some(last) if from <= last.1 && last.0 <= to => {
            last.0 = last.0.min(from);
            last.1 = last.1.max(to);
        }
        _ => windows.push((from, to)),
    }
}

/// Sorts the windows and joins those that touch: literals come nearly in order, but not quite.
fn join(windows: &mut Vec<(usize, usize)>) {
    if windows.windows(2).all(|pair| pair[0].1 < pair[1].0) {
        return;
    }
    windows.sort_unstable();
    windows.dedup_by(|next, kept| {
        let touch = next.0 <= kept.1;
        if touch {
            kept.1 = kept.1.max(next.1);
        }
        touch
    });
}

#[cfg(test)]
mod tests {
    use super::super::need::Gate;
    use super::Gates;

    fn gates_of(all: &[&str]) -> Gates {
        Gates::new(all.iter().map(|r| Gate::of(&regex_syntax::parse(r).expect("an expression"))).collect())
    }

    #[test]
    fn windows_stay_apart_and_cover() {
        let gates = gates_of(&["key=[a-z]{1,4}", r"[0-9]{6}", "(?i)KEY=.*"]);
        let text = format!("{}key=abcd{}123456{}", "ж".repeat(100), "ж".repeat(100), "ж".repeat(9));
        let windows = gates.windows(&text);
        assert_eq!(windows[0].len(), 1);
        assert!(windows[0][0].0 <= 200 && windows[0][0].1 >= 208);
        assert_eq!(windows[2], [(200, text.len())]);
        assert!(text[windows[1][0].0..windows[1][0].1].contains("123456"));
        assert!(gates.windows("").iter().all(Vec::is_empty));
        let russian = gates_of(&["(?i)тайна", "ДСП"]);
        for (text, found) in
            [("тАЙНа", [true, false]), ("ТАЙНА ДСП", [true, true]), ("тайга", [false, false])]
        {
            let windows = russian.windows(text);
            assert_eq!([!windows[0].is_empty(), !windows[1].is_empty()], found, "{text}");
        }
    }
}
