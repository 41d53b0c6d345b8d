//! A text that an expression matches, made from the expression: the example that a rule from elsewhere does not bring.
//!
//! Letters and digits of a class are taken by chance (of a fixed seed), so that what judges randomness takes it for random.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Code points of a sample at most: longer expressions have no sample.
const LONGEST: usize = 20_000;

/// Texts that may match the expression, a few different ones; none for what is no expression. To be tried: what stands
/// around a match (line ends, word boundaries) is guessed.
pub(super) fn samples(regex: &str) -> Vec<String> {
    let Ok(hir) = regex_syntax::Parser::new().parse(regex) else { return Vec::new() };
    let one = |seed: u64| {
        let mut sample = Sample { out: String::new(), state: seed };
        sample.add(&hir);
        (sample.out.chars().count() < LONGEST).then_some(sample.out)
    };
    let alone = (1..=6).filter_map(one);
    alone.flat_map(|text| [format!("{text}\n"), format!(" {text} "), format!("\"{text}\""), text]).collect()
}

struct Sample {
    out: String,
    state: u64,
}

impl Sample {
    fn chance(&mut self, below: usize) -> usize {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % below.max(1)
    }

    fn add(&mut self, hir: &Hir) {
        if self.out.len() > 4 * LONGEST {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.out.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => self.one_of(class),
            HirKind::Repetition(of) => {
                let least = of.min as usize;
                let most = of.max.map_or(least.max(24), |most| most as usize);
                // Short where nothing is asked for; where a length is, the one that is asked for.
                let times = if least == 0 { usize::from(most > 1 && self.chance(3) == 0) } else { least };
                (0..times).for_each(|_| self.add(&of.sub));
            }
            HirKind::Capture(of) => self.add(&of.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.add(part)),
            HirKind::Alternation(parts) => {
                let at = self.chance(parts.len());
                self.add(&parts[at]);
            }
        }
    }

    /// A letter or digit of the class where it has one.
    fn one_of(&mut self, class: &Class) {
        const LIKED: &str = "k7Qw3ZrT9xLb2VmN5cYp8GsD4hJf6KaE0uRiXoBtHnMvWzPqSdFgCyAjUe1-_ +/=.,:;!";
        let holds = |c: char| match class {
            Class::Unicode(class) => class.iter().any(|range| (range.start()..=range.end()).contains(&c)),
            Class::Bytes(class) => u8::try_from(c)
                .is_ok_and(|b| class.iter().any(|range| (range.start()..=range.end()).contains(&b))),
        };
        let plain: Vec<char> = LIKED.chars().filter(|&c| c.is_ascii_alphanumeric() && holds(c)).collect();
        if !plain.is_empty() {
            let at = self.chance(plain.len());
            self.out.push(plain[at]);
            return;
        }
        let first = match class {
            Class::Unicode(class) => class.iter().next().map(|range| range.start()),
            Class::Bytes(class) => class.iter().next().map(|range| char::from(range.start())),
        };
        self.out.extend(LIKED.chars().find(|&c| holds(c)).or(first));
    }
}

#[cfg(test)]
mod tests {
    use super::samples;

    #[test]
    fn samples_match() {
        for regex in [
            r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
            r"(?i)token\s{0,3}[:=]\s{0,3}([a-z0-9]{32})(?:[^a-z]|$)",
            r"^-----BEGIN [A-Z ]{0,10}KEY-----[\s\S]{64,}?-----END$",
            r"[\w.-]+@example\.com",
            r"(?x) a \s b # comment",
        ] {
            let compiled = regex::Regex::new(regex).expect("an expression");
            assert!(
                samples(regex).iter().any(|text| compiled.is_match(text)),
                "{regex}: {:?}",
                samples(regex)
            );
        }
        assert!(samples("(").is_empty());
        assert!(samples("(?:a{900}){900}").is_empty());
    }
}
