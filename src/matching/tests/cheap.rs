//! Every shipped pattern is cheap: it has a bound or begins with a literal, and waits for something rare. One that does not
//! makes the engine read whole pages, and all other patterns wait.

use super::super::pattern::dear;
use crate::config::{self, embedded};
use crate::model::Matches;

#[test]
fn shipped_patterns_wait_for_something_rare() {
    let mut faults = Vec::new();
    let mut tried = 0;
    for (file, text) in embedded::keyword_sets() {
        let set = config::keyword_set(&file, text).unwrap_or_else(|faults| panic!("{faults:?}"));
        for entry in &set.entries {
            let Matches::Pattern(pattern) = &entry.matches else { continue };
            if pattern.lookalike.is_some() {
                continue;
            }
            tried += 1;
            faults.extend(dear(&pattern.regex).map(|why| format!("{}: {why}", entry.full_id())));
        }
    }
    assert!(tried > 1_000, "only {tried} patterns were tried");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn slow_expressions_are_known() {
    for (expression, slow) in [
        (r"\bAKIA[0-9A-Z]{16}\b", false),
        (r"(?i)secret[^\n]*", false),
        (r"\b[0-9]{12}\b", false),
        (r"[a-z]{1,64}@[a-z]{1,99}", false),
        (r"(?i)[a-z]{1,9}secret[^\n]*", true),
        (r"[a-z]{3,9}", true),
        (r"(?:secret|of)[a-z]{1,9}x", true),
        (r"[0-9][a-z]{1,9}", true),
    ] {
        assert_eq!(dear(expression).is_some(), slow, "{expression}: {:?}", dear(expression));
    }
}
