//! Reads entries out of anything that still has `<item>` or `<entry>` tags in it.
//!
//! No namespaces, no nesting rules, no recursion: an entry lasts to its closing tag, the next entry or the end; a
//! field lasts to its closing tag, the next field that cannot stand inside it, or the entry's end. What came whole
//! before a damage stays whole. Linear in the text.

use super::Reading;
use super::coded::{coded, unpacked};
use super::draft::{Draft, Pointer, Words};
use super::fields::{Name, field_of, owned, person, unescape, unescaped, value};
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

/// Elements whose inside HTML does not show, or not as markup.
const SWALLOWING: [&str; 8] =
    ["iframe", "script", "style", "textarea", "title", "noembed", "noframes", "noscript"];

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
    /// Of a link whose address is its text.
    rel: String,
    /// `mode="base64"`, or a type that Atom codes so.
    packed: bool,
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
    /// `r:` where the feed's own elements are written `<r:item>`.
    prefix: String,
    /// Inside `media:content`, whose title is not the entry's where that has one.
    media: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, spanned: Spanned<'a>) {
        match spanned.token {
            Token::Open { name, attrs, empty } => {
                if !empty {
                    self.depth += 1;
                    self.reading.depth = self.reading.depth.max(self.depth);
                }
                self.open(&self.bare(name), attrs, empty, &spanned);
            }
            Token::Close { name } => {
                self.depth = self.depth.saturating_sub(1);
                self.close(&self.bare(name), &spanned);
            }
            Token::Text(words) => match &mut self.field {
                Some(field) if field.raw => field.words.push_str(words),
                Some(field) => unescape(words, &mut field.words),
                None => self.rest(words),
            },
            Token::Verbatim(words) => match &mut self.field {
                Some(field) => field.words.push_str(words),
                None => self.rest(words),
            },
        }
    }

    /// The name in lower case, without the prefix that the feed's own elements have.
    fn bare(&self, name: &str) -> String {
        let lower = name.to_lowercase();
        match lower.strip_prefix(&self.prefix) {
            Some(bare) if !self.prefix.is_empty() => bare.to_owned(),
            _ => lower,
        }
    }

    /// Words that stand in no known field of an entry.
    fn rest(&mut self, words: &str) {
        if let Some((draft, _)) = self.entry.as_mut().filter(|_| !words.trim().is_empty()) {
            draft.rest.push_str(if draft.rest.is_empty() { "" } else { " " });
            draft.rest.push_str(words.trim());
        }
    }

    fn open(&mut self, name: &str, attrs: &str, empty: bool, at: &Spanned) {
        let local = name.rsplit(':').next().unwrap_or(name);
        if matches!(local, "item" | "entry") && !name.starts_with("media:") {
            self.end_entry(at.start);
            self.reading.is_feed = true;
            (self.aside, self.media) = (None, false);
            if name != local {
                self.prefix = name[..name.len() - local.len()].to_owned();
            }
            // `href` and `lastmod` are CDF's; `rdf:about` is the address where there is no other.
            let draft = Draft {
                link: owned(attrs, "href"),
                guid: owned(attrs, "rdf:about"),
                updated_text: value(attrs, "lastmod"),
                base: owned(attrs, "xml:base"),
                language: value(attrs, "xml:lang"),
                ..Draft::default()
            };
            self.entry = Some((draft, at.start));
            if empty {
                self.end_entry(at.end);
            }
            return;
        }
        if matches!(local, "rss" | "feed" | "rdf" | "channel") {
            self.reading.is_feed |= self.field.is_none();
            let head = &mut self.reading.head;
            let base = || owned(attrs, "xml:base").or_else(|| owned(attrs, "base"));
            head.base = head.base.take().or_else(base);
            if local != "rdf" && name != local {
                self.prefix = name[..name.len() - local.len()].to_owned();
            }
            head.site = head.site.take().or_else(|| owned(attrs, "href"));
            if head.language.is_empty() {
                head.language = value(attrs, "xml:lang");
            }
        }
        if self.aside.is_some() {
            self.attached(attrs, "source");
            self.rest(&["label", "term"].iter().find_map(|key| owned(attrs, key)).unwrap_or_default());
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
                push_markup(&mut field.words, &self.text[at.start..at.end]);
                // HTML knows no `<iframe/>`: what follows would be inside it and gone.
                if empty && SWALLOWING.contains(&local) {
                    field.words.push_str(&format!("</{local}>"));
                }
                return;
            }
            self.end_field();
        }
        match local {
            "source" | "image" | "textinput" if !empty => self.aside = Some(name.to_owned()),
            "enclosure" => self.attached(attrs, "enclosure"),
            _ => {}
        }
        match known {
            None if name == "media:content" => {
                self.attached(attrs, "enclosure");
                self.media = !empty;
            }
            None if local != "enclosure" => self.attached(attrs, local),
            _ => {}
        }
        let Some(known) = known else { return };
        if known == Name::Link && attr(attrs, "href").is_some() {
            self.atom_link(attrs);
        }
        if let (Name::Category, Some((draft, _))) = (known, &mut self.entry) {
            let named = ["label", "term", "text"].iter().find_map(|key| owned(attrs, key));
            draft.categories.extend(named);
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
            let mode = value(attrs, "mode").to_ascii_lowercase();
            let body = local == "body" && (name != local || value(attrs, "xmlns").contains("xhtml"));
            let raw = kind.contains("xhtml") || mode == "xml" || body;
            let packed = mode == "base64" || (mode.is_empty() && coded(&kind));
            let plain = atom && matches!(kind.as_str(), "" | "text" | "text/plain") && !raw;
            let tag = name.to_owned();
            let rel = value(attrs, "rel").to_ascii_lowercase();
            let beside = known == Name::Link && !matches!(rel.as_str(), "" | "alternate");
            let name = if beside { Name::Pointer } else { known };
            self.field = Some(Field { name, tag, depth: 0, words: String::new(), raw, plain, rel, packed });
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
        self.media &= name != "media:content";
        match &mut self.field {
            Some(field) if field.tag == name && field.depth == 0 => self.end_field(),
            Some(field) => {
                field.depth -= usize::from(field.tag == name);
                push_markup(&mut field.words, &self.text[at.start..at.end]);
            }
            None => {}
        }
    }

    /// An address that a tag of an entry names, and what it says of it.
    fn attached(&mut self, attrs: &str, rel: &str) {
        let address = ["url", "href", "rdf:resource"].iter().find_map(|key| owned(attrs, key));
        let title = owned(attrs, "title").unwrap_or_default();
        match (address, &mut self.entry) {
            (Some(url), Some((draft, _))) => draft.links.push(Pointer { url, title, rel: rel.to_owned() }),
            _ => self.rest(&title),
        }
    }

    fn atom_link(&mut self, attrs: &str) {
        let href = attr(attrs, "href").map(unescaped);
        let rel = value(attrs, "rel").to_ascii_lowercase();
        match (rel.as_str(), &mut self.entry) {
            ("" | "alternate", Some((draft, _))) if draft.link.is_none() => draft.link = href,
            (_, Some(_)) => self.attached(attrs, &rel),
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
        let Some(Field { name, mut words, mut plain, packed, rel, .. }) = self.field.take() else { return };
        if packed {
            words = unpacked(&words);
            plain = !words.contains("</") && !words.contains("/>");
        }
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
            Name::Link if draft.link.is_none() => draft.link = Some(words.trim().to_owned()),
            Name::Guid => draft.guid = draft.guid.take().or(Some(words.trim().to_owned())),
            Name::Published => set(&mut draft.published_text),
            Name::Updated => set(&mut draft.updated_text),
            Name::Language => set(&mut draft.language),
            Name::Category => draft.categories.push(words.trim().to_owned()),
            Name::Author => {
                let author = person(&words);
                if !draft.author.contains(&author) {
                    draft.author.push_str(if draft.author.is_empty() { "" } else { ", " });
                    draft.author.push_str(&author);
                }
            }
            Name::Caption => {
                set(&mut draft.caption);
                let hung = draft.links.last_mut().filter(|l| self.media && l.title.is_empty());
                if let Some(hung) = hung {
                    hung.title = words.trim().to_owned();
                }
            }
            Name::Link | Name::Pointer => {
                let url = words.trim().to_owned();
                let rel = if rel.is_empty() && name == Name::Pointer { "replies".to_owned() } else { rel };
                draft.links.push(Pointer { url, title: String::new(), rel });
            }
            Name::Content | Name::Summary => {
                let longest = if name == Name::Content { &mut draft.content } else { &mut draft.summary };
                let mut other = Words { text: words, plain };
                if longest.text.len() < other.text.len() {
                    std::mem::swap(longest, &mut other);
                }
                draft.more.extend(Some(other).filter(|w| !w.text.trim().is_empty()));
            }
            Name::Ttl => {}
        }
    }

    fn end_entry(&mut self, end: usize) {
        self.end_field();
        if let Some((mut draft, start)) = self.entry.take() {
            draft.span = Some((start, end));
            self.reading.drafts.push(draft);
        }
    }
}

/// A tag as HTML knows it: `<xhtml:p>` is a paragraph.
fn push_markup(words: &mut String, tag: &str) {
    let (open, name) = tag.split_at(if tag.starts_with("</") { 2 } else { 1 });
    let bare = ["xhtml:", "html:", "h:"].iter().find_map(|prefix| name.strip_prefix(prefix));
    words.push_str(open);
    words.push_str(bare.unwrap_or(name));
}
