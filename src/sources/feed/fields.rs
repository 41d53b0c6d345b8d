//! What the tags of feeds mean: the fields by their names, and what their attributes and words say.
//!
//! Names are compared as feeds use them in practice, prefix and all; nobody looks a namespace up.

use super::coded::letter;
use super::tokens::attr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Title,
    Link,
    Guid,
    Summary,
    Content,
    Author,
    Published,
    Updated,
    Category,
    Language,
    Ttl,
    /// The title of something that hangs on the entry.
    Caption,
    /// An address beside the entry's own.
    Pointer,
}

impl Name {
    /// Fields of one line: another field's tag ends them even when their own closing tag is missing.
    pub fn is_short(self) -> bool {
        !matches!(self, Name::Summary | Name::Content | Name::Author)
    }
}

/// Which field a tag is, by its name in lower case with the prefixes that feeds use in practice.
pub(super) fn field_of(name: &str) -> Option<Name> {
    Some(match name.strip_prefix("atom:").or(name.strip_prefix("rss:")).unwrap_or(name) {
        "title" | "dc:title" => Name::Title,
        "link" | "feedburner:origlink" => Name::Link,
        "guid" | "id" => Name::Guid,
        "description" | "summary" | "tagline" | "abstract" | "dc:description" | "itunes:summary"
        | "itunes:subtitle" | "subtitle" | "media:description" | "media:text" => Name::Summary,
        "content" | "content:encoded" | "encoded" | "body" | "xhtml:body" | "fullitem" | "fulltext"
        | "full-text" | "yandex:full-text" => Name::Content,
        "author" | "dc:creator" | "creator" | "dc:author" | "itunes:author" | "managingeditor" => {
            Name::Author
        }
        "pubdate" | "dc:date" | "published" | "issued" | "created" | "date" | "dcterms:issued"
        | "dcterms:created" => Name::Published,
        "updated" | "modified" | "dcterms:modified" | "lastbuilddate" => Name::Updated,
        "category" | "dc:subject" | "subject" | "itunes:category" | "media:category" | "itunes:keywords"
        | "media:keywords" => Name::Category,
        "language" | "dc:language" => Name::Language,
        "ttl" => Name::Ttl,
        "media:title" => Name::Caption,
        "comments" | "wfw:comment" | "wfw:commentrss" => Name::Pointer,
        _ => return None,
    })
}

/// `<name>I. Petrov</name><email>...</email>` gives the name; anything else is the author as it stands.
pub(super) fn person(words: &str) -> String {
    let lower = words.to_ascii_lowercase();
    let name = lower.find("name>").map(|n| n + 5).and_then(|from| words.get(from..));
    name.map_or(words, |n| n.split('<').next().unwrap_or(n)).trim().to_owned()
}

pub(super) fn value(attrs: &str, name: &str) -> String {
    attr(attrs, name).unwrap_or_default().to_owned()
}

pub(super) fn owned(attrs: &str, name: &str) -> Option<String> {
    attr(attrs, name).filter(|v| !v.is_empty()).map(unescaped)
}

pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::new();
    unescape(text, &mut out);
    out
}

/// The five entities of XML and numeric references; everything else, bare `&` included, stays for the HTML reader.
pub(super) fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        let known = end.and_then(|end| {
            Some(match &rest[1..end] {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                "apos" => '\'',
                number => {
                    let number = number.strip_prefix('#')?;
                    let code = match number.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                        None => number.parse().ok()?,
                    };
                    // 0 means damage; the HTML reader knows what to make of it.
                    char::from_u32(code).filter(|_| code != 0).map(letter)?
                }
            })
        });
        match (known, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}
