//! `leakwatch explain SET/ENTRY FILE`: why an entry matched a text, or why it did not. Exit code as for `scan`: 0 it did
//! not match, 1 it did, 2 wrong use.

use std::io::{self, BufRead, Write};

use super::keyword_sets::compiled;
use super::scan::{Beside, read};
use crate::model::{KeywordSet, Language};
use crate::{said, text};

/// Writes the explanation of `entry` on `file` (`-` is standard input) to `out`; the exit code.
#[allow(clippy::too_many_arguments, reason = "three streams, and what was asked")]
pub fn explain(
    entry: &str,
    file: &str,
    beside: &Beside,
    sets: &[KeywordSet],
    language: Language,
    stdin: &mut dyn BufRead,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let Some(matcher) = compiled(sets, err)? else { return Ok(2) };
    let bytes = match read(file, stdin) {
        Ok(bytes) => bytes,
        Err(e) => {
            writeln!(err, "{file}: {e}")?;
            return Ok(2);
        }
    };
    let decoded = text::decode(&bytes, None);
    let Some(explanation) = matcher.explain(entry, &beside.words(&decoded.text)) else {
        let ids = matcher.entries().map(|e| e.full_id());
        let nearest = ids.min_by_key(|id| strsim::damerau_levenshtein(id, entry)).unwrap_or_default();
        let said = said!(
            "explain.entry",
            "there is no entry {entry}: did you mean {nearest}",
            "записи {entry} нет; возможно, {nearest}",
            entry,
            nearest
        );
        writeln!(err, "{}", said.of(language))?;
        return Ok(2);
    };
    let matched = match explanation.matched {
        true => said!("explain.matched", "{entry}: matched", "{entry}: находится", entry),
        false => said!("explain.not-matched", "{entry}: not matched", "{entry}: не находится", entry),
    };
    writeln!(out, "{}", matched.of(language))?;
    for line in &explanation.lines {
        writeln!(out, "  {}", line.of(language))?;
    }
    Ok(u8::from(explanation.matched))
}
