//! A pattern of a keyword set: a regular expression that compiles within bounds, and what makes a hit believable.

use super::reader::Reader;
use super::values::filled;
use crate::model::Pattern;

/// What one compiled expression may weigh; an expression beyond it would cost every document.
const MOST_BYTES: usize = 10 << 20;

pub(super) fn read(row: &Reader<'_>) -> Option<Pattern> {
    let regex = row.need("regex", "a regular expression in 'single quotes'", row.read("regex", compiles));
    let validate = row.read("validate", filled).map(|at| at.value);
    let near = row.list("near", filled).unwrap_or_default().into_iter().map(|at| at.value).collect();
    Some(Pattern { regex: regex?.value, validate, near })
}

fn compiles(text: &str) -> Result<String, String> {
    let text = filled(text)?;
    match regex::RegexBuilder::new(&text).size_limit(MOST_BYTES).build() {
        Ok(expression) if expression.is_match("") => {
            Err("matches the empty text, which is everywhere; let it need at least one character".into())
        }
        Ok(_) => Ok(text),
        Err(regex::Error::CompiledTooBig(_)) => {
            Err(format!("is too large when compiled (over {} MiB); lower its counts", MOST_BYTES >> 20))
        }
        Err(e) => Err(reason(&e.to_string())),
    }
}

/// The last line of the crate's message, with the character that its caret points at (single-line expressions).
fn reason(message: &str) -> String {
    let why = message.lines().last().unwrap_or(message).trim_start_matches("error: ");
    let caret = message.lines().find(|l| l.trim_start().starts_with('^')).and_then(|l| l.find('^'));
    // The crate indents the expression by four blanks.
    match caret {
        Some(at) if at >= 4 => format!("does not compile at character {}: {why}", at - 3),
        _ => format!("does not compile: {why}"),
    }
}
