//! Bytes to words: charset, HTML and documents, titles, authors, dates, language, links, folding, fingerprints, and
//! verdicts on pages that are no pages (challenge, log-in, parking).
//!
//! Nothing here returns an error: what cannot be read well becomes a [`Document`] with complaints. Everything is bounded
//! in memory and linear in its input, because every byte comes from a stranger. The room knows no I/O and no clock; the
//! time of the fetch is handed in, since "yesterday, 14:35" means nothing without it.

pub mod charset;
pub mod dates;
pub mod fingerprint;
pub mod fold;
mod html;
mod main_text;
mod mask;
mod verdict;
pub mod words;

use crate::model::{Document, Time};

pub use charset::{Decoded, decode};
pub use html::html;
pub use main_text::main_text;
pub use mask::mask;
pub use verdict::{Verdict, verdict};

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

/// All that a body says: HTML, plain text, tables, mail, JSON, and (meant for the worker process) PDF and Office files.
///
/// Never an error, never a panic, bounded. `main` stays empty for HTML: [`main_text`] computes it when it is wanted.
pub fn extract(raw: &Raw) -> Document {
    let decoded = decode(raw.bytes, raw.content_type);
    let mut document = html(&decoded.text, raw.url, raw.fetched);
    document.charset = decoded.charset;
    document.complaints.extend(decoded.complaints);
    if let Some((read, of)) = raw.truncated {
        document.complaints.push(match of {
            Some(of) => format!("partly read: {read} of {of} bytes"),
            None => format!("partly read: {read} bytes"),
        });
    }
    document
}

/// Whether [`extract`] would run a parser that can take much memory or time (PDF, Office, archives): such bodies belong
/// into the worker process.
pub fn heavy(raw: &Raw) -> bool {
    raw.bytes.starts_with(b"%PDF-")
        || raw.bytes.starts_with(b"PK\x03\x04")
        || raw.bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}
