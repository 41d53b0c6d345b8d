//! PDF to text. The parser panics on some broken files and is meant to run in the worker process, where that costs one
//! child; the panic is caught all the same, so that its document is a complaint and not a parked page.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The text, or what went wrong.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    match catch_unwind(AssertUnwindSafe(|| pdf_extract::extract_text_from_mem(bytes))) {
        Ok(Ok(text)) => Some(tidy(&text))
            .filter(|text| !text.is_empty())
            .ok_or_else(|| "PDF without words: pictures alone, or pages that cannot be reached".to_owned()),
        Ok(Err(fault)) => Err(format!("PDF not read: {fault}")),
        Err(_) => Err("PDF not read: its parser failed".to_owned()),
    }
}

/// Lines without blanks at their ends, and no more than one empty line in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 2;
    for line in text.lines().map(str::trim) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}
