//! Letters and news articles (RFC 5322, MIME) to a document: subject, sender, date, the words of every part.

use std::collections::BTreeSet;

use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::Format;
use crate::model::{Document, Stated, Time};
use crate::text::Raw;

/// Letters within letters that are opened, and files within those.
const DEEPEST: usize = 3;
/// Parts of one letter that are opened; plain text needs no opening.
const MOST_PARTS: usize = 200;

/// Whether a body begins with the header lines of a letter.
pub fn looks_like(bytes: &[u8]) -> bool {
    const KNOWN: &[&str] = &[
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "mime-version",
        "content-type",
        "newsgroups",
        "path",
        "delivered-to",
        "reply-to",
        "cc",
        "in-reply-to",
        "references",
        "list-id",
        "dkim-signature",
        "x-mailer",
        "content-transfer-encoding",
        "sender",
        "user-agent",
        "organization",
    ];
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]);
    let head = head.strip_prefix("From ").and_then(|h| h.split_once('\n')).map_or(&*head, |(_, rest)| rest);
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for line in head.lines() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return false;
        }
        known.extend(KNOWN.iter().find(|k| name.eq_ignore_ascii_case(k)));
    }
    let named = |name: &&str| known.contains(name);
    known.len() >= 3
        && ["from", "subject", "message-id", "newsgroups"].iter().filter(|n| named(n)).count() >= 2
}

/// Whether a letter carries a file that wants the worker process: PDF or a ZIP container, coded in base64 or not.
pub fn carries_heavy(bytes: &[u8]) -> bool {
    [b"JVBERi".as_slice(), b"UEsDB", b"0M8R4KGx", b"%PDF-", b"PK\x03\x04"]
        .iter()
        .any(|magic| bytes.windows(magic.len()).any(|w| w == *magic))
}

/// Fills `document` from a letter.
pub fn read(raw: &Raw, depth: usize, document: &mut Document) {
    let bytes = match raw.bytes.strip_prefix(b"From ") {
        Some(rest) => rest.iter().position(|b| *b == b'\n').map_or(rest, |end| &rest[end + 1..]),
        None => raw.bytes,
    };
    let Some(message) = MessageParser::default().parse(bytes) else {
        document.complaints.push("not readable as a letter".to_owned());
        return;
    };
    document.title = message.subject().unwrap_or_default().trim().to_owned();
    if let Some(from) = message.from().and_then(|from| from.first()) {
        let name = from.name().unwrap_or_default().trim();
        document.author =
            if name.is_empty() { from.address().unwrap_or_default().to_owned() } else { name.to_owned() };
    }
    document.published = message.date().map(|date| {
        let at = date.to_timestamp() * 1_000;
        Stated { earliest: Time(at), latest: Time(at) }
    });
    // A letter says who wrote to whom; that leaks too.
    for (name, value) in message.headers_raw() {
        if ["from", "to", "cc", "subject", "organization", "newsgroups"]
            .iter()
            .any(|n| name.eq_ignore_ascii_case(n))
            && value.is_ascii()
            && !value.contains("=?")
        {
            document
                .text
                .push_str(&format!("{name}: {}\n", value.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    let (mut bodies, mut closed) = (Vec::new(), 0);
    for (at, part) in message.parts.iter().enumerate() {
        if at >= MOST_PARTS && !matches!(part.body, PartType::Text(_) | PartType::Multipart(_)) {
            closed += 1;
            continue;
        }
        let at = at as u32;
        let attached = message.attachments.contains(&at);
        let name = part.attachment_name().unwrap_or_default();
        match &part.body {
            PartType::Text(text) => bodies.push(text.to_string()),
            // The same words as the text part, usually; what they have beyond it matters all the same.
            PartType::Html(html) => {
                let page = crate::text::html(html, raw.url, raw.fetched);
                let same = crate::text::fold::fold_loose(&page.text);
                if !bodies.iter().any(|b| crate::text::fold::fold_loose(b) == same) {
                    bodies.push(page.text);
                }
                document.links.extend(page.links);
            }
            PartType::Message(inner) if depth < DEEPEST => {
                bodies.push(nested(raw, inner.raw_message(), None, name, depth, document));
            }
            PartType::Binary(body) | PartType::InlineBinary(body) if attached && depth < DEEPEST => {
                let kind = part
                    .content_type()
                    .map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or("octet-stream")));
                bodies.push(nested(raw, body, kind.as_deref(), name, depth, document));
            }
            PartType::Message(_) => document.complaints.push("letters nested too deep: not read".to_owned()),
            PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_) => {}
        }
        if attached && !name.is_empty() {
            bodies.push(name.to_owned());
        }
    }
    if closed > 0 {
        document.complaints.push(format!("partly read: {closed} parts of the letter were not opened"));
    }
    for body in bodies.iter().map(|b| b.trim()).filter(|b| !b.is_empty()) {
        if !document.text.is_empty() && !document.text.ends_with('\n') {
            document.text.push('\n');
        }
        document.text.push_str(body);
        document.text.push('\n');
    }
    document.main = bodies.first().map(|b| b.trim().to_owned()).unwrap_or_default();
}

fn nested(
    raw: &Raw,
    bytes: &[u8],
    kind: Option<&str>,
    name: &str,
    depth: usize,
    document: &mut Document,
) -> String {
    let kind = kind.filter(|k| *k != "application/octet-stream");
    let inner = Raw { bytes, content_type: kind, url: name, fetched: raw.fetched, truncated: None };
    let format = if kind.is_none() && name.is_empty() && looks_like(bytes) {
        Format::Mail
    } else {
        super::sniff(bytes, kind, name)
    };
    let read = crate::text::extract_as(&inner, format, depth + 1);
    document.complaints.extend(
        read.complaints
            .into_iter()
            .map(|c| format!("{}: {c}", if name.is_empty() { "attached" } else { name })),
    );
    if read.title.is_empty() { read.text } else { format!("{}\n{}", read.title, read.text) }
}
