//! Where the posts are on a page: CSS selectors, each with an attribute after `@` where the value is not the text.
//!
//! `.post` is an element, `time@datetime` an attribute of the first `time` inside the post, `@id` one of the post
//! itself. Every post becomes a document of its own, so that a new answer in a long thread is new and the rest is not.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::model::{Document, Said, Time};
use crate::said;
use crate::sources::options::Options;
use crate::sources::seen::short;
use crate::sources::urls::{self, Fragment};
use crate::text;

pub(super) const KEYS: &[&str] = &["item", "title", "text", "author", "date", "permalink", "next"];

/// More posts than this on one page are not told apart: the page is one document then.
const MOST_POSTS: usize = 1_000;
/// Markup of all posts together, in pages: posts inside posts inside posts are no posts.
const MOST_MARKUP: usize = 4;

#[derive(Debug, Clone)]
pub(super) struct Recipe {
    item: Selector,
    title: Option<Pick>,
    text: Option<Pick>,
    author: Option<Pick>,
    date: Option<Pick>,
    permalink: Option<Pick>,
    next: Option<Pick>,
}

/// A selector and what of its first match is meant.
#[derive(Debug, Clone)]
struct Pick {
    /// None: the element itself.
    selector: Option<Selector>,
    /// None: its text.
    attribute: Option<String>,
}

/// One post, ready to be handed over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Post {
    pub id: String,
    /// Digest of what it says, without its date: "2 hours ago" changes by itself.
    pub digest: u64,
    pub document: Document,
}

impl Recipe {
    /// Reads `[recipe]`; none without the table.
    pub fn read(options: &mut Options) -> Option<Recipe> {
        if !options.has("recipe") {
            return None;
        }
        let mut table = options.table("recipe", KEYS);
        let item = table.parsed("item", css);
        let [title, text, author, date, permalink, next] =
            ["title", "text", "author", "date", "permalink", "next"].map(|key| table.parsed(key, pick));
        if item.is_none() {
            let why = said!(
                "recipe.item",
                "says which elements are posts, e.g. item = \".post\"",
                "говорит, какие элементы — сообщения, например item = \".post\""
            );
            table.missing("item", why);
        }
        Some(Recipe { item: item?, title, text, author, date, permalink, next })
    }

    /// The posts of a page, and the address of the next page of the same listing. None of a page that is too wild for a
    /// tree or whose posts are too many: it is one document then.
    pub fn posts(
        &self,
        html: &str,
        page: &Document,
        base: &Url,
        fetched: Time,
    ) -> (Vec<Post>, Option<String>) {
        if text::wild(html) {
            return (Vec::new(), None);
        }
        let dom = Html::parse_document(html);
        let next = self.next.as_ref().and_then(|pick| pick.of(dom.root_element()));
        let next = next.and_then(|n| base.join(&n).ok()).map(String::from);
        let items: Vec<ElementRef> = dom.select(&self.item).take(MOST_POSTS + 1).collect();
        if items.len() > MOST_POSTS {
            return (Vec::new(), next);
        }
        let mut left = html.len().saturating_mul(MOST_MARKUP);
        let mut posts = Vec::with_capacity(items.len());
        for item in items {
            let inner = self.text.as_ref().and_then(|p| p.element(item)).unwrap_or(item).html();
            let Some(rest) = left.checked_sub(inner.len()) else { return (Vec::new(), next) };
            left = rest;
            posts.push(self.post(item, &inner, page, base, fetched));
        }
        (posts, next)
    }

    fn post(&self, item: ElementRef, inner: &str, page: &Document, base: &Url, fetched: Time) -> Post {
        let get = |pick: &Option<Pick>| pick.as_ref().and_then(|p| p.of(item)).unwrap_or_default();
        let words = text::html(inner, base.as_str(), fetched);
        let date = get(&self.date);
        let author = get(&self.author);
        let permalink = Some(get(&self.permalink)).filter(|l| !l.is_empty()).and_then(|l| base.join(&l).ok());
        let undated = if date.is_empty() { words.text.clone() } else { words.text.replacen(&date, "", 1) };
        // Blanks differ between the words of the page and those of the date's element.
        let undated = undated.split_whitespace().collect::<Vec<_>>().join(" ");
        let own = permalink.as_ref().map(|url| urls::identity(url, Fragment::Keep));
        let id = match own.filter(|id| id.len() <= urls::LONGEST) {
            Some(id) => id,
            None => urls::digest_id(&[base.path().to_owned(), author.clone(), undated.clone()]),
        };
        let title = Some(get(&self.title)).filter(|t| !t.is_empty()).unwrap_or_else(|| page.title.clone());
        let document = Document {
            url: permalink.map_or_else(|| page.url.clone(), String::from),
            canonical: None,
            title,
            author,
            published: text::dates::parse(&date, fetched),
            charset: page.charset.clone(),
            language: if words.language.is_empty() { page.language.clone() } else { words.language.clone() },
            complaints: page.complaints.clone(),
            ..words
        };
        Post { id, digest: short(undated.as_bytes()), document }
    }
}

impl Pick {
    fn element<'a>(&self, within: ElementRef<'a>) -> Option<ElementRef<'a>> {
        match &self.selector {
            None => Some(within),
            Some(selector) => within.select(selector).next(),
        }
    }

    fn of(&self, within: ElementRef) -> Option<String> {
        let element = self.element(within)?;
        let value = match &self.attribute {
            Some(name) => element.attr(name)?.to_owned(),
            None => element.text().collect::<Vec<_>>().join(" "),
        };
        Some(value.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|v| !v.is_empty())
    }
}

fn css(text: &str) -> Result<Selector, Said> {
    Selector::parse(text).map_err(|_| {
        said!("recipe.selector", "`{text}` is no CSS selector", "— не селектор CSS: `{text}`", text)
    })
}

/// `selector`, `selector@attribute` or `@attribute`.
fn pick(text: &str) -> Result<Pick, Said> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let (selector, attribute) = match text.rsplit_once('@') {
        Some((selector, name)) if is_name(name) => (selector.trim(), Some(name.to_ascii_lowercase())),
        _ => (text.trim(), None),
    };
    let selector = if selector.is_empty() && attribute.is_some() { None } else { Some(css(selector)?) };
    Ok(Pick { selector, attribute })
}
