//! Reads entries out of anything that still has `<item>` or `<entry>` tags in it.
//!
//! No namespaces, no nesting rules, no recursion: an entry lasts to its closing tag, the next entry or the end; a
//! field lasts to its closing tag, the next field that cannot stand inside it, or the entry's end. What came whole
//! before a damage stays whole. Linear in the text.

use super::Reading;
use super::draft::{Draft, Words};
use super::tokens::{Spanned, Token, Tokens, attr};

/// Reads decoded text. `wary`: also take an entry's end inside a CDATA section for the end of both; only right when
/// the text is known to be damaged.
pub(super) fn read(text: &str, wary: bool) -> Reading {
    let mut reader = Reader { text, ..Reader::default() };
    for token in Tokens::new(text, wary) {
        reader.take(token);
    }
    reader.end_entry(text.len());
    reader.reading
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
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
}

impl Name {
    /// Fields of one line: another field's tag ends them even when their own closing tag is missing.
    fn is_short(self) -> bool {
        !matches!(self, Name::Summary | Name::Content | Name::Author)
    }
}

/// A field that is being read.
#[derive(Debug)]
struct Field {
    name: Name,
    tag: String,
    /// Open tags of the same name inside it.
    depth: usize,
    words: String,
    /// `type="xhtml"`: the markup stands unescaped.
    raw: bool,
    plain: bool,
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    reading: Reading,
    depth: usize,
    entry: Option<(Draft, usize)>,
    field: Option<Field>,
    /// Inside a source, image or text input, whose title and link are not the entry's or the feed's.
    aside: Option<String>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, spanned: Spanned<'a>) {
        match spanned.token {
            Token::Open { name, attrs, empty } => {
                if !empty {
                    self.depth += 1;
                    self.reading.depth = self.reading.depth.max(self.depth);
                }
                self.open(&name.to_lowercase(), attrs, empty, &spanned);
            }
            Token::Close { name } => {
                self.depth = self.depth.saturating_sub(1);
                self.close(&name.to_lowercase(), &spanned);
            }
            Token::Text(words) => {
                if let Some(field) = &mut self.field {
                    if field.raw { field.words.push_str(words) } else { unescape(words, &mut field.words) }
                }
            }
            Token::Verbatim(words) => {
                if let Some(field) = &mut self.field {
                    field.words.push_str(words);
                }
            }
        }
    }

    fn open(&mut self, name: &str, attrs: &str, empty: bool, at: &Spanned) {
        let local = name.rsplit(':').next().unwrap_or(name);
        if matches!(local, "item" | "entry") && !name.starts_with("media:") {
            self.end_entry(at.start);
            self.reading.is_feed = true;
            self.aside = None;
            if !empty {
                let draft = Draft {
                    base: owned(attrs, "xml:base"),
                    language: value(attrs, "xml:lang"),
                    ..Draft::default()
                };
                self.entry = Some((draft, at.start));
            }
            return;
        }
        if matches!(local, "rss" | "feed" | "rdf" | "channel") {
            self.reading.is_feed |= self.field.is_none();
            let head = &mut self.reading.head;
            head.base = head.base.take().or_else(|| owned(attrs, "xml:base"));
            if head.language.is_empty() {
                head.language = value(attrs, "xml:lang");
            }
        }
        if self.aside.is_some() {
            return;
        }
        let known = field_of(name);
        if let Some(field) = &mut self.field {
            let ends = match known {
                _ if name == field.tag && field.name.is_short() => true,
                Some(Name::Published | Name::Updated | Name::Guid | Name::Category) => true,
                Some(Name::Content) => field.name != Name::Content && name.contains(':'),
                Some(_) => field.name.is_short(),
                None => false,
            };
            if !ends || name.contains("name") {
                field.depth += usize::from(!empty && name == field.tag);
                field.words.push_str(&self.text[at.start..at.end]);
                return;
            }
            self.end_field();
        }
        match local {
            "source" | "image" | "textinput" if !empty => self.aside = Some(name.to_owned()),
            "enclosure" => self.enclosure(attrs),
            _ => {}
        }
        let Some(known) = known else { return };
        if known == Name::Link && attr(attrs, "href").is_some() {
            self.atom_link(attrs);
        }
        if let (Name::Category, Some((draft, _))) = (known, &mut self.entry) {
            draft.categories.extend(attr(attrs, "label").or(attr(attrs, "term")).map(unescaped));
        }
        if let (Name::Content, Some(src)) = (known, attr(attrs, "src")) {
            let link = unescaped(src);
            self.entry.as_mut().map(|(draft, _)| draft.link.get_or_insert(link));
        }
        if let (Some(base), Some((draft, _))) = (owned(attrs, "xml:base"), &mut self.entry) {
            draft.base.get_or_insert(base);
        }
        if !empty {
            let kind = value(attrs, "type").to_ascii_lowercase();
            let atom = matches!(name, "summary" | "content" | "atom:summary" | "atom:content");
            let raw = kind.contains("xhtml") || value(attrs, "mode").eq_ignore_ascii_case("xml");
            let plain = atom && matches!(kind.as_str(), "" | "text" | "text/plain") && !raw;
            let tag = name.to_owned();
            self.field = Some(Field { name: known, tag, depth: 0, words: String::new(), raw, plain });
        }
    }

    fn close(&mut self, name: &str, at: &Spanned) {
        let local = name.rsplit(':').next().unwrap_or(name);
        if matches!(local, "item" | "entry") && self.entry.is_some() {
            return self.end_entry(at.end);
        }
        if self.aside.as_deref() == Some(name) {
            self.aside = None;
            return;
        }
        match &mut self.field {
            Some(field) if field.tag == name && field.depth == 0 => self.end_field(),
            Some(field) => {
                field.depth -= usize::from(field.tag == name);
                field.words.push_str(&self.text[at.start..at.end]);
            }
            None => {}
        }
    }

    fn enclosure(&mut self, attrs: &str) {
        if let (Some(url), Some((draft, _))) = (attr(attrs, "url").or(attr(attrs, "href")), &mut self.entry) {
            draft.enclosures.push(unescaped(url));
        }
    }

    fn atom_link(&mut self, attrs: &str) {
        let href = attr(attrs, "href").map(unescaped);
        let rel = value(attrs, "rel").to_ascii_lowercase();
        match (rel.as_str(), &mut self.entry) {
            ("" | "alternate", Some((draft, _))) => draft.link = draft.link.take().or(href),
            ("enclosure", Some(_)) => self.enclosure(attrs),
            ("" | "alternate", None) => {
                let head = &mut self.reading.head;
                head.site = head.site.take().or(href);
            }
            ("next" | "prev-archive", None) => {
                let head = &mut self.reading.head;
                head.next = head.next.take().or(href);
            }
            _ => {}
        }
    }

    fn end_field(&mut self) {
        let Some(Field { name, words, plain, .. }) = self.field.take() else { return };
        let blank = words.trim().is_empty();
        let set = |slot: &mut String| {
            if slot.is_empty() {
                *slot = words.trim().to_owned();
            }
        };
        let Some((draft, _)) = &mut self.entry else {
            let head = &mut self.reading.head;
            match name {
                Name::Title => set(&mut head.title),
                Name::Link if !blank => head.site = head.site.take().or(Some(words.trim().to_owned())),
                Name::Language => set(&mut head.language),
                Name::Author => head.author = person(&words),
                Name::Ttl => set(&mut head.ttl),
                _ => {}
            }
            return;
        };
        match name {
            _ if blank => {}
            Name::Title => set(&mut draft.title),
            Name::Link => draft.link = draft.link.take().or(Some(words.trim().to_owned())),
            Name::Guid => draft.guid = draft.guid.take().or(Some(words.trim().to_owned())),
            Name::Published => set(&mut draft.published_text),
            Name::Updated => set(&mut draft.updated_text),
            Name::Language => set(&mut draft.language),
            Name::Category => draft.categories.push(words.trim().to_owned()),
            Name::Author if draft.author.is_empty() => draft.author = person(&words),
            Name::Content if draft.content.text.len() < words.len() => {
                draft.content = Words { text: words, plain }
            }
            Name::Summary if draft.summary.text.len() < words.len() => {
                draft.summary = Words { text: words, plain }
            }
            _ => {}
        }
    }

    fn end_entry(&mut self, end: usize) {
        self.end_field();
        if let Some((mut draft, start)) = self.entry.take().filter(|(draft, _)| !draft.is_empty()) {
            draft.span = Some((start, end));
            self.reading.drafts.push(draft);
        }
    }
}

/// Which field a tag is, by its name in lower case with the prefixes that feeds use in practice.
fn field_of(name: &str) -> Option<Name> {
    Some(match name.strip_prefix("atom:").or(name.strip_prefix("rss:")).unwrap_or(name) {
        "title" | "dc:title" => Name::Title,
        "link" | "feedburner:origlink" => Name::Link,
        "guid" | "id" => Name::Guid,
        "description" | "summary" | "tagline" | "abstract" | "dc:description" | "itunes:summary"
        | "media:description" => Name::Summary,
        "content" | "content:encoded" | "encoded" | "body" | "xhtml:body" | "fulltext" | "full-text"
        | "yandex:full-text" => Name::Content,
        "author" | "dc:creator" | "creator" | "dc:author" | "itunes:author" | "managingeditor" => {
            Name::Author
        }
        "pubdate" | "dc:date" | "published" | "issued" | "created" | "date" | "dcterms:issued"
        | "dcterms:created" => Name::Published,
        "updated" | "modified" | "dcterms:modified" | "lastbuilddate" => Name::Updated,
        "category" | "dc:subject" | "subject" => Name::Category,
        "language" | "dc:language" => Name::Language,
        "ttl" => Name::Ttl,
        _ => return None,
    })
}

/// `<name>I. Petrov</name><email>...</email>` gives the name; anything else is the author as it stands.
fn person(words: &str) -> String {
    let lower = words.to_ascii_lowercase();
    let name = lower.find("name>").map(|n| n + 5).and_then(|from| words.get(from..));
    name.map_or(words, |n| n.split('<').next().unwrap_or(n)).trim().to_owned()
}

fn value(attrs: &str, name: &str) -> String {
    attr(attrs, name).unwrap_or_default().to_owned()
}

fn owned(attrs: &str, name: &str) -> Option<String> {
    attr(attrs, name).filter(|v| !v.is_empty()).map(unescaped)
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    unescape(text, &mut out);
    out
}

/// The five entities of XML and numeric references; everything else, bare `&` included, stays for the HTML reader.
fn unescape(text: &str, out: &mut String) {
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
                    // 128..=159 mean windows-1252 in practice and 0 means damage; the HTML reader knows both.
                    char::from_u32(code).filter(|_| code != 0 && !(0x80..0xa0).contains(&code))?
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
