//! `leakwatch explain SET/ENTRY FILE`: why an entry matched a text, or why it did not. Exit code as for `scan`: 0 it did
//! not match, 1 it did, 2 wrong use.

use std::io::{self, BufRead, Write};

use super::keyword_sets::compiled;
use super::scan::{Beside, read};
use crate::model::KeywordSet;
use crate::text;

/// Writes the explanation of `entry` on `file` (`-` is standard input) to `out`; the exit code.
pub fn explain(
    entry: &str,
    file: &str,
    beside: &Beside,
    sets: &[KeywordSet],
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
        writeln!(err, "there is no entry {entry}: did you mean {nearest}")?;
        return Ok(2);
    };
    writeln!(out, "{entry}: {}", if explanation.matched { "matched" } else { "not matched" })?;
    for line in &explanation.lines {
        writeln!(out, "  {line}")?;
    }
    Ok(u8::from(explanation.matched))
}
