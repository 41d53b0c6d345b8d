//! What kind of bytes a body is, and the readers of the kinds that are not HTML.
//!
//! Magic bytes are believed first, then the content type, then the address's ending, then the look of the beginning:
//! servers send PDF as text/html and HTML as application/octet-stream every day.

pub mod json;
pub mod mail;
pub mod office;
pub mod pdf;
pub mod sheet;
pub mod xml;

/// Bytes of text that a document may have; what is beyond is left out and said.
pub const MOST_TEXT: usize = 64 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Html,
    /// Text as it stands: logs, CSV, TSV, source code, dumps.
    Plain,
    Json,
    Xml,
    Mail,
    Pdf,
    /// A ZIP container: Office, OpenDocument, or an archive.
    Zip,
    /// The container of Office before 2007.
    Compound,
    /// Pictures, sound, programs, archives: nothing to read.
    Binary,
}

impl Format {
    /// Whether its reader can take much memory or time.
    pub fn heavy(self) -> bool {
        matches!(self, Format::Pdf | Format::Zip | Format::Compound)
    }
}

/// Recognises a body.
pub fn sniff(bytes: &[u8], content_type: Option<&str>, url: &str) -> Format {
    if let Some(format) = by_magic(bytes) {
        return format;
    }
    let media =
        content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let by_type = by_type(&media);
    match by_type {
        Some(Format::Plain) if mail::looks_like(bytes) => return Format::Mail,
        Some(format) => return format,
        None => {}
    }
    if looks_binary(bytes) {
        return Format::Binary;
    }
    by_ending(url).unwrap_or_else(|| by_look(bytes))
}

fn by_magic(bytes: &[u8]) -> Option<Format> {
    const BINARY: &[&[u8]] = &[
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"RIFF",
        b"\x1f\x8b",
        b"7z\xbc\xaf",
        b"Rar!",
        b"\x7fELF",
        b"OggS",
        b"ID3",
        b"\xfd7zXZ",
        b"BZh9",
        b"wOFF",
        b"wOF2",
        b"\x28\xb5\x2f\xfd",
    ];
    // RFC 8118: up to a kilobyte may stand before a PDF's head.
    if bytes[..bytes.len().min(1_024)].windows(5).any(|w| w == b"%PDF-") && !bytes.starts_with(b"<") {
        return Some(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(Format::Zip);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Some(Format::Compound);
    }
    BINARY.iter().any(|magic| bytes.starts_with(magic)).then_some(Format::Binary)
}

fn by_type(media: &str) -> Option<Format> {
    Some(match media {
        "text/html" | "application/xhtml+xml" => Format::Html,
        "application/json"
        | "text/json"
        | "application/ndjson"
        | "application/x-ndjson"
        | "application/jsonl" => Format::Json,
        "text/xml" | "application/xml" => Format::Xml,
        "message/rfc822" | "message/news" | "application/mbox" => Format::Mail,
        _ if media.ends_with("+json") => Format::Json,
        _ if media.ends_with("+xml") && !media.starts_with("image/") => Format::Xml,
        _ if media.starts_with("text/") => Format::Plain,
        _ if ["image/", "audio/", "video/", "font/"].iter().any(|t| media.starts_with(t)) => Format::Binary,
        _ => return None,
    })
}

fn by_ending(url: &str) -> Option<Format> {
    let path = url.split(['?', '#']).next()?;
    let ending = path.rsplit('/').next()?.rsplit_once('.')?.1.to_ascii_lowercase();
    Some(match ending.as_str() {
        "html" | "htm" | "xhtml" | "php" | "asp" | "aspx" => Format::Html,
        "txt" | "csv" | "tsv" | "log" | "sql" | "md" | "ini" | "conf" | "env" | "yml" | "yaml" => {
            Format::Plain
        }
        "json" | "jsonl" | "ndjson" => Format::Json,
        "xml" => Format::Xml,
        "eml" | "mbox" => Format::Mail,
        _ => return None,
    })
}

fn looks_binary(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return false;
    }
    let sample = &bytes[..bytes.len().min(2_048)];
    let control = sample.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
    // UTF-16 has a zero in every other byte, and nothing else that is odd.
    let zeros = sample.iter().filter(|b| matches!(b, 0 | 4)).count();
    let strange = if zeros * 5 > sample.len() * 2 { control - zeros.min(control) } else { control };
    strange * 20 > sample.len()
}

fn by_look(bytes: &[u8]) -> Format {
    let head =
        String::from_utf8_lossy(&bytes[..bytes.len().min(1_024)]).replace('\0', "").to_ascii_lowercase();
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    const TAGS: &[&str] = &[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<p>",
        "<p ",
        "<table",
        "<script",
        "<!--",
        "<h1",
        "<a ",
        "<b>",
        "<br",
        "<span",
        "<ul",
        "<article",
        "<section",
        "<pre",
        "<center",
        "<font",
        "<img",
        "<frameset",
    ];
    if mail::looks_like(bytes) {
        Format::Mail
    } else if TAGS.iter().any(|t| head.starts_with(t))
        || head.contains("<html")
        || head.contains("<!doctype html")
    {
        Format::Html
    } else if head.starts_with("<?xml") {
        Format::Xml
    } else if head.starts_with('{') || head.starts_with('[') {
        Format::Json
    } else if TAGS.iter().any(|t| head.contains(t)) {
        Format::Html
    } else {
        Format::Plain
    }
}

/// Cuts a text to what a document may have, with a complaint.
pub fn cap(mut text: String, complaints: &mut Vec<String>) -> String {
    if text.len() > MOST_TEXT {
        let mut end = MOST_TEXT;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        complaints.push(format!("text cut: {end} of {} bytes", text.len()));
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests;
