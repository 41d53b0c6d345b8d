//! RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0 and JSON Feed, as they are and not as they should be.
//!
//! feed-rs reads first; what it refuses, misses or leaves empty comes from a lenient reader of our own, because one
//! bare `&` or a missing version must not cost a whole feed. Ids are our own, so that changed guids make nothing new.
//! Knows nothing of visits and cursors; [`kind`] does.

mod coded;
mod draft;
mod fields;
mod json;
#[cfg(test)]
mod kept_tests;
pub(super) mod kind;
mod lenient;
mod pages;
mod strict;
#[cfg(test)]
mod tests;
mod tokens;

use std::time::Duration;

use url::Url;

use crate::model::{Document, Stated, Time};
use crate::text;

use draft::Draft;

/// What a feed says of itself and its entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Feed {
    pub title: String,
    /// The page it is the feed of.
    pub site: Option<String>,
    /// ISO 639-1, or empty.
    pub language: String,
    pub entries: Vec<Entry>,
    /// How many entries there were; more than `entries` has when it was too many, see [`MOST_ENTRIES`].
    pub total: usize,
    /// feed-rs failed or found fewer entries than there are: the lenient reader gave them.
    pub lenient: bool,
    /// `ttl`, `sy:updatePeriod`: the feed asks to be read no more often than this.
    pub period: Option<Duration>,
    /// `rel="next"` or `rel="prev-archive"` (RFC 5005), JSON Feed's `next_url`: where older entries are.
    pub next: Option<String>,
    /// What was odd, in words.
    pub complaints: Vec<String>,
}

/// One entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// The canonical link; without one, or when several entries share it, a digest of title, date and text.
    pub id: String,
    /// Absolute; empty when the entry has none.
    pub url: String,
    pub published: Option<Stated>,
    pub updated: Option<Stated>,
    /// Title, author, text, links, language; `fields` holds `categories` and `enclosures`, one a line.
    pub document: Document,
    /// Its bytes in the body that was read, where that can be told.
    pub span: Option<(usize, usize)>,
}

/// More entries than this are not read: the first ones are, and the feed complains.
pub const MOST_ENTRIES: usize = 2_000;

/// Deeper nesting is left to the lenient reader, which does not recurse; feed-rs does.
const DEEPEST: usize = 64;

/// Reads a feed. Errors only when the bytes hold nothing that looks like one: empty, HTML, noise.
///
/// `url` is where it was read: relative links are resolved against it. `fetched` gives relative dates their sense.
pub fn parse_feed(
    bytes: &[u8],
    content_type: Option<&str>,
    url: &str,
    fetched: Time,
) -> Result<Feed, String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("the answer is empty".to_owned());
    }
    let decoded = decode(bytes, content_type);
    let whole = decoded.text.as_str();
    let body = whole.trim_start_matches(['\u{feff}', '\0']).trim_start();
    let mut reading =
        if body.starts_with(['{', '[']) { json::read(body) } else { lenient::read(whole, false) };
    let counted = reading.drafts.len();
    let strict = if reading.depth > DEEPEST {
        Err("nested too deeply".to_owned())
    } else {
        strict::read(body, url, fetched)
    };
    let mut complaints = decoded.complaints;
    let mut lenient = false;
    match strict {
        Ok(strict) if strict.len() >= counted && !strict.is_empty() => {
            let mut ours = std::mem::take(&mut reading.drafts).into_iter();
            let same = strict.len() == counted;
            reading.drafts = strict
                .into_iter()
                .map(
                    |draft| if same { ours.next().map_or(draft.clone(), |own| draft.or(own)) } else { draft },
                )
                .collect();
        }
        Ok(strict) if counted > 0 => {
            lenient = true;
            complaints.push(format!("feed-rs found {} of {counted} entries", strict.len()));
        }
        Ok(_) if reading.is_feed => {}
        Err(why) if reading.is_feed => {
            lenient = true;
            if !body.starts_with(['{', '[']) {
                reading = lenient::read(whole, true);
            }
            complaints.push(format!("feed-rs: {why}"));
        }
        Ok(_) => return Err("no feed: neither rss, rdf, feed nor items".to_owned()),
        Err(why) => return Err(format!("no feed: {why}")),
    }
    // Empty ones were kept so far, so that both readers count alike.
    reading.drafts.retain(|draft| !draft.is_empty());
    let total = reading.drafts.len();
    if total > MOST_ENTRIES {
        complaints.push(format!("{total} entries, the first {MOST_ENTRIES} are read"));
        reading.drafts.truncate(MOST_ENTRIES);
    }
    let mut spans = Spans::of(bytes, whole, &decoded.charset);
    let base = Url::parse(url).ok();
    let resolve = |link: &Option<String>| link.as_deref().and_then(|l| draft::absolute(base.as_ref(), l));
    let site = resolve(&reading.head.site);
    let mut entries: Vec<Entry> = Vec::with_capacity(reading.drafts.len());
    for draft in &reading.drafts {
        let mut entry = draft.finish(&reading.head, base.as_ref(), fetched, &decoded.charset);
        entry.span = draft.span.and_then(|span| spans.bytes(span));
        entries.push(entry);
    }
    draft::give_ids(&mut entries, site.as_deref(), url);
    Ok(Feed {
        title: draft::plain(&reading.head.title),
        language: draft::language(&reading.head.language),
        period: reading.head.period(),
        next: resolve(&reading.head.next),
        site,
        entries,
        total,
        lenient,
        complaints,
    })
}

/// The charset cascade with the XML prolog in it: BOM and valid UTF-8 first, then HTTP, then `encoding=` (RFC 7303
/// gives HTTP the last word, but a header that says UTF-8 over bytes that are not is a server's default).
fn decode(bytes: &[u8], content_type: Option<&str>) -> text::Decoded {
    if let Some(decoded) = damaged_utf8(bytes) {
        return decoded;
    }
    let head = &bytes[..bytes.len().min(256)];
    let declared = std::str::from_utf8(head)
        .ok()
        .map(str::to_owned)
        .unwrap_or_else(|| head.iter().map(|b| char::from(*b)).collect());
    let declared = declared.find("<?xml").and_then(|at| {
        let prolog = &declared[at + 5..];
        let prolog = &prolog[..prolog.find("?>").unwrap_or(prolog.len())];
        tokens::attr(prolog, "encoding").map(str::to_ascii_lowercase)
    });
    let http = content_type.and_then(|t| t.to_ascii_lowercase().split("charset=").nth(1).map(str::to_owned));
    let says_utf8 = |name: &str| name.trim_matches(['"', '\'', ' ']).starts_with("utf-8");
    match (http, declared) {
        (Some(http), Some(declared)) if says_utf8(&http) && !says_utf8(&declared) => {
            text::decode(bytes, Some(&format!("text/xml; charset={declared}")))
        }
        (None, Some(declared)) => text::decode(bytes, Some(&format!("text/xml; charset={declared}"))),
        _ => text::decode(bytes, content_type),
    }
}

/// UTF-8 with a few bytes broken is not another charset: one damage must not turn every letter before it.
fn damaged_utf8(bytes: &[u8]) -> Option<text::Decoded> {
    let mut broken = 0;
    let mut letters = 0;
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (broken > 0 && letters >= broken * 10).then(|| text::Decoded {
        text: String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned(),
        charset: "utf-8".to_owned(),
        complaints: vec![format!("{broken} places are not valid UTF-8")],
    })
}

/// Offsets in the decoded text to offsets in the bytes, where one gives the other; asked in ascending order.
enum Spans<'a> {
    /// The same bytes, after a BOM of this length.
    Same {
        skipped: usize,
    },
    /// One byte a character: where the last question left off, in text and in bytes.
    Single {
        text: &'a str,
        at: usize,
        byte: usize,
    },
    Unknown,
}

impl<'a> Spans<'a> {
    fn of(bytes: &[u8], text: &'a str, charset: &str) -> Spans<'a> {
        if bytes.ends_with(text.as_bytes()) {
            return Spans::Same { skipped: bytes.len() - text.len() };
        }
        match encoding_rs::Encoding::for_label(charset.as_bytes()) {
            Some(encoding) if encoding.is_single_byte() => Spans::Single { text, at: 0, byte: 0 },
            _ => Spans::Unknown,
        }
    }

    fn bytes(&mut self, (start, end): (usize, usize)) -> Option<(usize, usize)> {
        match self {
            Spans::Same { skipped } => Some((start + *skipped, end + *skipped)),
            Spans::Single { text, at, byte } => {
                let from = *byte + text.get(*at..start)?.chars().count();
                let to = from + text.get(start..end)?.chars().count();
                (*at, *byte) = (end, to);
                Some((from, to))
            }
            Spans::Unknown => None,
        }
    }
}

/// What a reader gives: the head and the drafts of the entries, in the order of the feed.
#[derive(Debug, Default)]
struct Reading {
    /// There was a root or an entry that only feeds have.
    is_feed: bool,
    depth: usize,
    head: draft::Head,
    drafts: Vec<Draft>,
}
