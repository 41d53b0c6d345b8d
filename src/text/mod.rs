//! Bytes to words: charset, HTML and documents, titles, authors, dates, language, links, folding, fingerprints, and
//! verdicts on pages that are no pages (challenge, log-in, parking).
//!
//! Nothing here returns an error: what cannot be read well becomes a [`Document`] with complaints. Everything is bounded
//! in memory and linear in its input, because every byte comes from a stranger. The room knows no I/O and no clock; the
//! time of the fetch is handed in, since "yesterday, 14:35" means nothing without it.

pub mod blocks;
pub mod charset;
pub mod dates;
pub mod expression;
pub mod fingerprint;
pub mod fold;
mod format;
mod hide;
mod html;
mod language;
mod main_text;
mod mask;
pub mod runs;
pub mod toml;
mod verdict;
pub mod words;

use crate::model::{Document, Time};

use format::Format;

pub use charset::{Decoded, decode};
pub use hide::hide;
pub use html::html;
pub use language::language;
pub use main_text::main_text;
pub use mask::mask;
pub use verdict::{Verdict, verdict};

/// Code points of `main` of what is no page: a dump's beginning is enough for snippets and ranking.
const LONGEST_MAIN: usize = 100_000;

/// Bytes as received, and what was said about them.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    /// Without its content coding.
    pub bytes: &'a [u8],
    /// The `Content-Type` header, if there was one.
    pub content_type: Option<&'a str>,
    /// Where it was read from, after redirects.
    pub url: &'a str,
    pub fetched: Time,
    /// The body was cut: bytes read, and of how many if that was said.
    pub truncated: Option<(u64, Option<u64>)>,
}

/// All that a body says: HTML, plain text, tables, letters, JSON, XML, and (meant for the worker process, see [`heavy`])
/// PDF and Office files.
///
/// Never an error, never a panic, bounded. `main` stays empty for HTML: [`main_text()`] computes it when it is wanted.
pub fn extract(raw: &Raw) -> Document {
    let mut document = extract_as(raw, format::sniff(raw.bytes, raw.content_type, raw.url), 0);
    if let Some((read, of)) = raw.truncated {
        document.complaints.push(match of {
            Some(of) => format!("partly read: {read} of {of} bytes"),
            None => format!("partly read: {read} bytes"),
        });
    }
    document
}

/// The main text of a body that is HTML, none for others: they are their own.
pub fn main_of(raw: &Raw) -> Option<String> {
    (format::sniff(raw.bytes, raw.content_type, raw.url) == Format::Html)
        .then(|| main_text(&decode(raw.bytes, raw.content_type).text))
}

/// Whether [`extract`] would run a parser that can take much memory or time (PDF, Office, archives, letters that carry
/// them): such bodies belong into the worker process.
pub fn heavy(raw: &Raw) -> bool {
    let format = format::sniff(raw.bytes, raw.content_type, raw.url);
    format.heavy() || (format == Format::Mail && format::mail::carries_heavy(raw.bytes))
}

/// Whether a page is so deep or so full of attributes that building its tree would take quadratic time.
pub fn wild(page: &str) -> bool {
    html::outline::read(page).wild
}

/// Whether there is nothing to read in it: pictures, sound, programs, packed files.
pub fn wordless(raw: &Raw) -> bool {
    format::sniff(raw.bytes, raw.content_type, raw.url) == Format::Binary
}

/// Reads a body as what it was recognised to be; `depth` counts the letters around it.
fn extract_as(raw: &Raw, format: Format, depth: usize) -> Document {
    let mut document =
        Document { url: raw.url.to_owned(), charset: "utf-8".to_owned(), ..Document::default() };
    match format {
        Format::Html | Format::Plain | Format::Json | Format::Xml => {
            let decoded = decode(raw.bytes, raw.content_type);
            match format {
                Format::Html => document = html(&decoded.text, raw.url, raw.fetched),
                Format::Json => match format::json::lines(&decoded.text) {
                    Some(lines) => document.text = lines,
                    None => {
                        document.text = decoded.text;
                        document.complaints.push("not JSON: read as plain text".to_owned());
                    }
                },
                Format::Xml => {
                    let (text, fault) = format::xml::lines(&decoded.text);
                    document.text = text;
                    document.complaints.extend(fault);
                }
                _ => document.text = decoded.text.replace('\0', ""),
            }
            document.charset = decoded.charset;
            document.complaints.extend(decoded.complaints);
        }
        Format::Mail => format::mail::read(raw, depth, &mut document),
        Format::Pdf => match format::pdf::text(raw.bytes) {
            Ok(text) => document.text = text,
            Err(fault) => document.complaints.push(fault),
        },
        Format::Zip => format::office::read(raw.bytes, raw.fetched, &mut document),
        Format::Compound => match format::sheet::xls(raw.bytes) {
            Ok(text) => document.text = text,
            Err(fault) => document.complaints.push(fault),
        },
        Format::Binary => document
            .complaints
            .push("no text: pictures, sound, programs and packed files are not read".to_owned()),
    }
    if format != Format::Html {
        document.text = format::cap(document.text, &mut document.complaints);
        document.language = language::language(None, &document.text);
        if document.main.is_empty() {
            document.main = document.text.chars().take(LONGEST_MAIN).collect();
        }
        if document.title.is_empty() {
            document.title = file_name(raw.url);
        }
    }
    document
}

/// The last part of an address, which names a file that has no title.
fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    path.split_once('/').map_or("", |(_, rest)| rest).rsplit('/').next().unwrap_or_default().to_owned()
}
