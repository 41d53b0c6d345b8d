//! One answer read: the boards, threads and posts on it. Pure work on bytes; it runs beside the threads that wait.

use scraper::{Html as Dom, Selector};
use serde_json::Value;
use url::Url;

use crate::model::{Document, Exchange, PollError};
use crate::sources::recipe::{
    Around, Errors, Format, Found, Html, Json, Meaning, Node, Posts, Rows, Thread, as_html,
};
use crate::sources::seen::short;
use crate::text::{self, Raw};

/// Where things are on the pages of a place.
#[derive(Debug)]
pub(super) struct Places<F: Format> {
    pub boards: Option<Rows<F>>,
    pub threads: Option<Rows<F>>,
    pub posts: Option<Posts<F>>,
    pub errors: Option<Errors<F>>,
}

#[derive(Debug)]
pub(super) enum Tables {
    Html(Places<Html>),
    /// XML, as it is or in base64 as a value of a JSON answer.
    Xml(Places<Html>, Option<<Json as Format>::Pick>),
    Json(Places<Json>),
}

/// What a page was gone to for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// For what it leads to; a page as a whole is no post there.
    Listing,
    Thread,
}

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Of everything that was found, in whatever order.
    pub digest: u64,
    pub boards: Found,
    pub threads: Found,
    pub thread: Thread,
    /// The page as one document, where there are no posts on it; none where only the worker process may read it.
    pub page: Option<Document>,
}

impl Sheet {
    pub fn entries(&self) -> usize {
        self.boards.rows.len() + self.threads.rows.len() + self.thread.posts.len()
    }

    /// The page has a place where something could stand.
    pub fn fits(&self) -> bool {
        self.boards.there || self.threads.there || self.thread.there
    }

    /// The next page of the same listing or thread.
    pub fn next(&self) -> Option<&String> {
        self.threads.next.as_ref().or(self.thread.next.as_ref()).or(self.boards.next.as_ref())
    }
}

impl Tables {
    /// The recipe says which elements are posts.
    pub fn tell_posts(&self) -> bool {
        match self {
            Tables::Html(places) | Tables::Xml(places, _) => {
                places.posts.as_ref().is_some_and(|posts| !posts.whole_page())
            }
            Tables::Json(places) => places.posts.as_ref().is_some_and(|posts| !posts.whole_page()),
        }
    }

    fn has_posts(&self) -> bool {
        match self {
            Tables::Html(places) | Tables::Xml(places, _) => places.posts.is_some(),
            Tables::Json(places) => places.posts.is_some(),
        }
    }

    /// What stands on the page; why it cannot be read, or what the place says went wrong.
    pub fn read(&self, exchange: &Exchange, role: Role) -> Result<Sheet, PollError> {
        let base = Url::parse(&exchange.final_url).map_err(|e| malformed(format!("no address: {e}")))?;
        let content_type = exchange.header("content-type");
        let of = exchange.header("content-length").and_then(|l| l.parse().ok());
        let raw = Raw {
            bytes: &exchange.body,
            content_type: content_type.as_deref(),
            url: &exchange.final_url,
            fetched: exchange.received,
            truncated: exchange.truncated.then_some((exchange.length(), of)),
        };
        if exchange.spooled.is_some() || text::heavy(&raw) {
            let digest =
                exchange.spooled.as_ref().map_or_else(|| short(&exchange.body), |s| short(&s.digest.0));
            return Ok(Sheet { digest, ..Sheet::default() });
        }
        let mut sheet = match self {
            // What a search led to is a page like any other, in whatever format the search answers.
            _ if role == Role::Thread && !self.has_posts() => {
                Sheet { page: Some(text::extract(&raw)), ..Sheet::default() }
            }
            Tables::Html(places) => {
                let page = text::extract(&raw);
                let html = text::decode(&exchange.body, content_type.as_deref()).text;
                // A page that is too wild for a tree is one document.
                if text::wild(&html) {
                    Sheet { page: Some(page), ..Sheet::default() }
                } else {
                    let dom = Dom::parse_document(&html);
                    // XenForo 1 and others write all links below a base of their own.
                    let own = Selector::parse("base[href]").ok();
                    let own = own.and_then(|own| base.join(dom.select(&own).next()?.attr("href")?).ok());
                    let base = own.as_ref().unwrap_or(&base);
                    places.find(dom.root_element(), exchange, base, page, role)?
                }
            }
            Tables::Xml(places, packed) => {
                let html = markup(exchange, packed.as_ref())?;
                let page = Document { url: exchange.final_url.clone(), ..Document::default() };
                places.find(Dom::parse_document(&html).root_element(), exchange, &base, page, role)?
            }
            Tables::Json(places) => {
                let decoded = text::decode(&exchange.body, content_type.as_deref());
                let answer = json(&decoded.text, exchange)?;
                let page = Document {
                    url: exchange.final_url.clone(),
                    charset: decoded.charset,
                    complaints: decoded.complaints,
                    ..Document::default()
                };
                places.find(Node::root(&answer), exchange, &base, page, role)?
            }
        };
        if sheet.next().is_none() {
            sheet.thread.next = exchange.header("link").and_then(|link| next_of(&link, &base));
        }
        sheet.digest = digest(&sheet);
        Ok(sheet)
    }

    /// What an answer that is none says of the reason.
    pub fn failure(&self, exchange: &Exchange) -> Option<PollError> {
        let text = text::decode(&exchange.body, exchange.header("content-type").as_deref()).text;
        match self {
            Tables::Html(places) | Tables::Xml(places, _) => {
                let errors = places.errors.as_ref().filter(|_| !text::wild(&text))?;
                failure(errors, Dom::parse_document(&text).root_element(), exchange)
            }
            Tables::Json(places) => {
                let answer = serde_json::from_str(&text).unwrap_or_default();
                failure(places.errors.as_ref()?, Node::root(&answer), exchange)
            }
        }
    }
}

fn failure<F: Format>(errors: &Errors<F>, root: F::Node<'_>, exchange: &Exchange) -> Option<PollError> {
    match errors.meaning(root, exchange) {
        Some(Meaning::Error(e)) => Some(e),
        // No code, but a header that says when.
        _ if exchange.status == 429 => errors.until(exchange).map(|until| PollError::Throttled { until }),
        _ => None,
    }
}

fn malformed(why: impl Into<String>) -> PollError {
    PollError::Malformed { why: why.into() }
}

fn json(text: &str, exchange: &Exchange) -> Result<Value, PollError> {
    serde_json::from_str(text).map_err(|e| {
        let cut = if exchange.truncated { ", it was cut" } else { "" };
        malformed(format!("the answer is no JSON{cut}: line {}, column {}", e.line(), e.column()))
    })
}

/// An answer in XML, taken out of its wrapping.
fn markup(exchange: &Exchange, packed: Option<&<Json as Format>::Pick>) -> Result<String, PollError> {
    let content_type = exchange.header("content-type");
    let mut text = text::decode(&exchange.body, content_type.as_deref()).text;
    if let Some(pick) = packed {
        let answer = json(&text, exchange)?;
        let inner = Json::value(Node::root(&answer), pick)
            .ok_or_else(|| malformed("the answer lacks the value that `unpack` names"))?;
        let bytes = data_encoding::BASE64
            .decode(inner.as_bytes())
            .map_err(|e| malformed(format!("the value that `unpack` names is no base64: {e}")))?;
        text = text::decode(&bytes, None).text;
    }
    let html = as_html(&text).ok_or_else(|| malformed("the answer is no XML"))?;
    if text::wild(&html) {
        return Err(malformed("the answer's elements are nested too deep to be read"));
    }
    Ok(html)
}

impl<F: Format> Places<F> {
    fn find(
        &self,
        root: F::Node<'_>,
        exchange: &Exchange,
        base: &Url,
        page: Document,
        role: Role,
    ) -> Result<Sheet, PollError> {
        match self.errors.as_ref().and_then(|errors| errors.meaning(root, exchange)) {
            Some(Meaning::Error(e)) => return Err(e),
            Some(Meaning::Empty) => {
                let thread = Thread { there: true, none: true, ..Thread::default() };
                return Ok(Sheet { thread, ..Sheet::default() });
            }
            None => {}
        }
        let rows =
            |rows: &Option<Rows<F>>| rows.as_ref().map(|rows| rows.find(root, base)).unwrap_or_default();
        let (boards, threads) = (rows(&self.boards), rows(&self.threads));
        let around = Around { page: &page, base, fetched: exchange.received, length: exchange.body.len() };
        let posts = self.posts.as_ref().filter(|posts| role == Role::Thread || !posts.whole_page());
        let thread = posts.map(|posts| posts.find(root, around)).unwrap_or_default();
        if boards.rows.is_empty() && threads.rows.is_empty() && thread.posts.is_empty() {
            let errors = self.errors.as_ref();
            if let Some(Meaning::Error(e)) = errors.and_then(|errors| errors.of_empty(root, exchange)) {
                return Err(e);
            }
        }
        Ok(Sheet { digest: 0, boards, threads, thread, page: Some(page) })
    }
}

fn digest(sheet: &Sheet) -> u64 {
    let rows = sheet.boards.rows.iter().chain(&sheet.threads.rows).map(|row| (row.url.as_str(), row.mark));
    let posts = sheet.thread.posts.iter().map(|post| (post.id.as_str(), post.digest));
    let mut all: Vec<String> = rows.chain(posts).map(|(id, text)| format!("{id}\u{0}{text:x}")).collect();
    if all.is_empty() {
        all.extend(sheet.page.as_ref().map(|page| format!("{}\u{0}{}", page.title, page.text)));
    }
    all.sort_unstable();
    short(all.join("\n").as_bytes())
}

/// `Link: <...>; rel="next"` (RFC 8288).
fn next_of(header: &str, base: &Url) -> Option<String> {
    header.split(',').find_map(|link| {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters.split(';').any(|p| {
            let value = p.trim().strip_prefix("rel=").map(|v| v.trim_matches('"'));
            value
                .is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next")))
        });
        is_next.then(|| base.join(target).ok()).flatten().map(String::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_of_a_header() {
        let base = Url::parse("https://blog.test/wp-json/wp/v2/posts").expect("an address");
        for (header, expected) in [
            ("<https://blog.test/?page=2>; rel=\"next\"", Some("https://blog.test/?page=2")),
            ("</a>; rel=prev, </b?x=1>; title=\"x\"; rel=\"next last\"", Some("https://blog.test/b?x=1")),
            ("<https://api.w.org/>; rel=\"https://api.w.org/\"", None),
            ("next", None),
        ] {
            assert_eq!(next_of(header, &base).as_deref(), expected, "{header}");
        }
    }
}
