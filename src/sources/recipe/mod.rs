//! Where the posts are on a page, and what leads to them: the tables `[boards]`, `[threads]` and `[recipe]` of a crawler
//! or of an engine.
//!
//! In HTML a place is a CSS selector, with an attribute after `@` where the value is not the text; in JSON a path. Every
//! post becomes a document of its own, so that a new answer in a long thread is new and the rest is not.

mod errors;
mod html;
mod json;
mod onward;
mod written;
mod xml;

use url::Url;

use super::seen::short;
use super::urls::{self, Fragment};
use crate::model::{Document, Said, Time};
use crate::text;

pub(super) use errors::{Errors, Meaning};
pub(super) use html::Html;
pub(super) use json::{Json, Node};
use onward::ONWARD;
pub(super) use written::{Engine, Written};
pub(super) use xml::as_html;

/// More posts or rows than this on one page are not told apart: the page is one document then.
const MOST: usize = 1_000;
/// Markup of all posts together, in pages: posts inside posts inside posts are no posts.
const MOST_MARKUP: usize = 4;
/// Fields that are about a post and no part of what it says: counts change by themselves, numbers mean nothing outside.
const ASIDE: &[&str] = &[
    "category",
    "comments",
    "likes",
    "number",
    "reactions",
    "replies",
    "reply_to",
    "score",
    "shares",
    "views",
];
/// Nodes of all rows or posts together, in pages: each may be looked through for every value that it lacks.
const MOST_NODES: usize = 8;
/// Code points of a title that is made of a post's first words.
const TITLE: usize = 80;

/// A way that pages are written, and how places on them are named.
pub(super) trait Format: Sized + Send + Sync + 'static {
    /// Says which nodes are rows or posts.
    type Items: Send + Sync + std::fmt::Debug;
    /// Says what of a node is meant.
    type Pick: Send + Sync + std::fmt::Debug;
    type Node<'p>: Copy;
    /// A value stands nowhere among a post's words.
    const APART: bool;

    fn items(text: &str) -> Result<Self::Items, Said>;
    fn pick(text: &str) -> Result<Self::Pick, Said>;
    /// In page order, one more than [`MOST`] at most; none where the page has no such place at all.
    fn all<'p>(root: Self::Node<'p>, items: &Self::Items) -> Option<Vec<Self::Node<'p>>>;
    /// A value in one line; none when it is empty.
    fn value(node: Self::Node<'_>, pick: &Self::Pick) -> Option<String>;
    /// What a post says, as it is written: markup, or plain words.
    fn words(node: Self::Node<'_>, pick: Option<&Self::Pick>) -> String;
    /// All of a row in one line, addresses included: what its mark is where nothing better is named.
    fn all_of(node: Self::Node<'_>) -> String;
    /// Whether the value is an address.
    fn leads(pick: &Self::Pick) -> bool;
    /// Whether a page is nested so deeply that looking for what stands inside what would take too long.
    fn deep(root: Self::Node<'_>) -> bool;
    /// Nodes inside a node, `most` at most.
    fn size(node: Self::Node<'_>, most: usize) -> usize;
}

/// Rows that lead somewhere: boards of an index, threads of a board, entries of a blog, advertisements.
#[derive(Debug)]
pub(super) struct Rows<F: Format> {
    item: F::Items,
    link: F::Pick,
    title: Option<F::Pick>,
    /// What changes when something new stands behind the row.
    mark: Vec<F::Pick>,
    /// The page with the newest posts.
    last: Option<F::Pick>,
    next: Option<F::Pick>,
    /// What the row says of where it leads.
    text: Option<F::Pick>,
    /// Where a person would open it, when the link leads to the bare words.
    permalink: Option<F::Pick>,
    /// How many answers are behind it: where there are none, nobody goes there.
    count: Option<F::Pick>,
}

/// The posts of a page.
#[derive(Debug)]
pub(super) struct Posts<F: Format> {
    /// None: the page itself is the only one.
    item: Option<F::Items>,
    title: Option<F::Pick>,
    text: Option<F::Pick>,
    author: Option<F::Pick>,
    date: Option<F::Pick>,
    permalink: Option<F::Pick>,
    next: Option<F::Pick>,
    previous: Option<F::Pick>,
    last: Option<F::Pick>,
    fields: Vec<(String, F::Pick)>,
    /// What a post says is plain words, not markup.
    plain: bool,
}

/// Something that a listing leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Where it leads, without what does not matter to what is shown there.
    pub url: String,
    pub last: Option<String>,
    pub mark: u64,
    /// What a person would open instead, if that is another address.
    pub permalink: Option<String>,
    /// Title and words of the row itself, where the recipe says which they are.
    pub title: String,
    pub text: String,
}

/// One post, ready to be handed over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Post {
    pub id: String,
    /// Digest of what it says, without its date: "2 hours ago" changes by itself.
    pub digest: u64,
    pub document: Document,
}

/// The rows of one kind on a page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    pub rows: Vec<Row>,
    pub next: Option<String>,
    /// The page has the place where rows stand, be it empty.
    pub there: bool,
}

/// The posts of a page, and where others of the same thread are.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Thread {
    pub posts: Vec<Post>,
    pub next: Option<String>,
    pub previous: Option<String>,
    pub last: Option<String>,
    /// As in [`Found`].
    pub there: bool,
    /// The place where posts stand is empty: nobody has written, or it is all gone.
    pub none: bool,
}

/// What posts take from the page that they stand on.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub page: &'a Document,
    pub base: &'a Url,
    pub fetched: Time,
    /// Bytes of the page.
    pub length: usize,
}

impl<F: Format> Rows<F> {
    pub fn find(&self, root: F::Node<'_>, base: &Url) -> Found {
        if F::deep(root) {
            return Found { there: true, ..Found::default() };
        }
        let next = self.next.as_ref().and_then(|pick| F::value(root, pick));
        let nodes = F::all(root, &self.item);
        let next =
            next.and_then(|next| onward::page(&next, base, nodes.as_ref().is_some_and(|n| !n.is_empty())));
        let Some(nodes) = nodes else { return Found { next, ..Found::default() } };
        if nodes.len() > MOST || nested::<F>(root, &nodes) {
            return Found { next, there: true, ..Found::default() };
        }
        let mut rows: Vec<Row> = Vec::new();
        let none = |count: String| count.parse() == Ok(0_u64);
        for node in nodes {
            if self.count.as_ref().is_some_and(|pick| F::value(node, pick).is_none_or(none)) {
                continue;
            }
            let Some(url) = F::value(node, &self.link).and_then(|link| address(link, base)) else { continue };
            if rows.iter().any(|row| row.url == url) {
                continue;
            }
            let marks: Vec<String> =
                self.mark.iter().filter_map(|pick| mark::<F>(node, pick, base)).collect();
            let title = self.title.as_ref().and_then(|pick| F::value(node, pick)).unwrap_or_default();
            let mark = if marks.is_empty() { F::all_of(node) } else { marks.join("\u{0}") };
            let last = self.last.as_ref().and_then(|pick| address(F::value(node, pick)?, base));
            let text = self.text.as_ref().and_then(|pick| F::value(node, pick)).unwrap_or_default();
            let mark = short(format!("{title}\u{0}{mark}").as_bytes());
            let permalink = self.permalink.as_ref().and_then(|pick| address(F::value(node, pick)?, base));
            rows.push(Row { url, last, mark, permalink, title, text });
        }
        Found { rows, next, there: true }
    }
}

impl<F: Format> Posts<F> {
    /// A page is one post.
    pub fn whole_page(&self) -> bool {
        self.item.is_none()
    }

    /// The posts of a page. None of a page whose posts are too many or nested in each other: it is one document then.
    pub fn find(&self, root: F::Node<'_>, around: Around<'_>) -> Thread {
        if F::deep(root) {
            return Thread { there: true, ..Thread::default() };
        }
        let nodes = match &self.item {
            None => Some(vec![root]),
            Some(items) => F::all(root, items),
        };
        let some = nodes.as_ref().is_some_and(|nodes| !nodes.is_empty());
        let at = |pick: &Option<F::Pick>| {
            let link = pick.as_ref().and_then(|pick| F::value(root, pick));
            link.and_then(|link| onward::page(&link, around.base, some))
        };
        let mut thread = Thread {
            next: at(&self.next),
            previous: at(&self.previous),
            last: at(&self.last),
            ..Thread::default()
        };
        let Some(nodes) = nodes else { return thread };
        (thread.there, thread.none) = (true, nodes.is_empty());
        if nodes.len() > MOST || nested::<F>(root, &nodes) {
            return thread;
        }
        let mut left = around.length.saturating_mul(MOST_MARKUP);
        for node in nodes {
            let words = F::words(node, self.text.as_ref());
            let Some(rest) = left.checked_sub(words.len()) else {
                thread.posts.clear();
                return thread;
            };
            left = rest;
            thread.posts.push(self.post(node, &words, around));
        }
        thread
    }

    fn post(&self, node: F::Node<'_>, words: &str, around: Around<'_>) -> Post {
        let Around { page, base, fetched, .. } = around;
        let get = |pick: &Option<F::Pick>| pick.as_ref().and_then(|p| F::value(node, p)).unwrap_or_default();
        let mut words = if self.plain {
            let text = words.replace('\0', "");
            Document { language: text::language(None, &text), text, ..Document::default() }
        } else {
            text::html(words, base.as_str(), fetched)
        };
        let (date, author) = (get(&self.date), get(&self.author));
        let permalink = Some(get(&self.permalink)).filter(|l| !l.is_empty()).and_then(|l| base.join(&l).ok());
        let undated = if date.is_empty() { words.text.clone() } else { words.text.replacen(&date, "", 1) };
        // Blanks differ between the words of the page and those of the date's element.
        let mut undated = undated.split_whitespace().collect::<Vec<_>>().join(" ");
        // Without the session that some forums write into every link.
        let own = permalink.map(|url| urls::identity(&url, Fragment::Keep));
        let id = match own.clone().filter(|id| id.len() <= urls::LONGEST) {
            Some(id) => id,
            None if self.item.is_none() => urls::identity(base, Fragment::Drop),
            None => urls::digest_id(&[base.path().to_owned(), author.clone(), undated.clone()]),
        };
        // What a field says is read like the rest of the post, wherever on the page it stands.
        for (name, pick) in &self.fields {
            let Some(value) = F::value(node, pick) else { continue };
            if !ASIDE.contains(&name.as_str()) && (F::APART || !undated.contains(&value)) {
                words.text.push_str(&format!("\n{name}: {value}"));
                undated.push_str(&format!(" {value}"));
            }
            words.fields.insert(name.clone(), value);
        }
        let title = Some(get(&self.title)).filter(|t| !t.is_empty()).unwrap_or_else(|| page.title.clone());
        let title = if title.is_empty() { first_words(&words.text) } else { title };
        let document = Document {
            url: own.unwrap_or_else(|| page.url.clone()),
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

/// Whether rows or posts stand inside each other so often that they are none.
fn nested<F: Format>(root: F::Node<'_>, nodes: &[F::Node<'_>]) -> bool {
    let mut left = F::size(root, usize::MAX).saturating_mul(MOST_NODES);
    nodes.iter().any(|node| {
        let size = F::size(*node, left.saturating_add(1));
        let over = size > left;
        left = left.saturating_sub(size);
        over
    })
}

/// A part of a row's mark. An address is taken without the session that some forums write into every link.
fn mark<F: Format>(node: F::Node<'_>, pick: &F::Pick, base: &Url) -> Option<String> {
    let value = F::value(node, pick)?;
    if !F::leads(pick) {
        return Some(value);
    }
    Some(base.join(&value).map_or(value, |url| urls::identity(&url, Fragment::Keep)))
}

fn first_words(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    match line.char_indices().nth(TITLE) {
        None => line.to_owned(),
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
    }
}

/// An address that a page names, in the form that it is known by.
fn address(link: String, base: &Url) -> Option<String> {
    let url = base.join(&link).ok().filter(urls::plausible)?;
    Some(urls::identity(&url, Fragment::Drop))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mark of the only row of a page.
    fn mark_of(row: &str) -> u64 {
        let pick = |text: &str| Html::pick(text).expect("a pick");
        let rows = Rows::<Html> {
            item: Html::items("li").expect("a selector"),
            link: pick("a.title@href"),
            title: None,
            mark: vec![pick(".last@href"), pick(".replies")],
            last: None,
            permalink: None,
            text: None,
            count: None,
            next: None,
        };
        let page = scraper::Html::parse_document(row);
        let base = Url::parse("https://forum.test/f/").expect("an address");
        let found = rows.find(page.root_element(), &base);
        assert_eq!(found.rows.len(), 1, "{row}");
        assert_eq!(found.rows[0].url, "https://forum.test/f/t.php?t=7");
        found.rows[0].mark
    }

    #[test]
    fn a_mark_changes_with_a_post_alone() {
        let row = |sid: &str, views: u32, post: u32, replies: u32| {
            mark_of(&format!(
                "<li><a class=title href='t.php?t=7&amp;sid={sid}'>T</a> {views} <b class=replies>{replies}</b>\
                 <a class=last href='t.php?p={post}&amp;sid={sid}#p{post}'>last</a></li>"
            ))
        };
        let (one, other) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
        let mark = row(one, 5, 35, 2);
        for (sid, views, post, replies, same) in
            [(other, 5, 35, 2, true), (one, 6, 35, 2, true), (one, 5, 36, 2, false), (one, 5, 35, 3, false)]
        {
            assert_eq!(row(sid, views, post, replies) == mark, same, "{sid} {views} {post} {replies}");
        }
    }

    /// Whoever writes a page may nest what a recipe looks for as deeply as a page is read at all.
    #[test]
    fn nested_pages_are_no_rows_and_no_posts() {
        let posts = Posts::<Html> {
            item: Some(Html::items("div.post:has(p)").expect("a selector")),
            author: Html::pick(".nobody | .none | i").ok(),
            text: None,
            permalink: None,
            fields: Vec::new(),
            title: None,
            date: None,
            next: None,
            previous: None,
            last: None,
            plain: false,
        };
        let read = |page: &str| {
            let page = scraper::Html::parse_document(page);
            let base = Url::parse("https://forum.test/").expect("an address");
            let document = Document::default();
            let around = Around { page: &document, base: &base, fetched: Time(0), length: 1_000_000 };
            let thread = posts.find(page.root_element(), around);
            assert!(thread.there);
            thread.posts.len()
        };
        assert_eq!(read(&"<div class=post><p>x</p></div>".repeat(300)), 300);
        let few = "<div class=post>".repeat(3);
        assert_eq!(read(&format!("{few}<p>x</p>{}", "</div>".repeat(3))), 3);
        let twelve = "<div class=post>".repeat(12);
        assert_eq!(read(&format!("{twelve}{}", "<p>x</p>".repeat(500))), 0, "the same words twelve times");
        let deep = "<div class=post>".repeat(500);
        assert_eq!(read(&format!("{deep}{}", "<p>x</p>".repeat(5_000))), 0, "five hundred levels");
    }

    #[test]
    fn nobody_goes_where_no_answers_are() {
        let pick = |text: &str| Json::pick(text).expect("a pick");
        let rows = Rows::<Json> {
            item: Json::items("posts[]").expect("a list"),
            link: pick("/comments?of={id}"),
            title: None,
            mark: vec![pick("answers.count")],
            last: None,
            permalink: None,
            text: None,
            count: Some(pick("answers.count")),
            next: Some(pick("&from+=4")),
        };
        let answer = serde_json::json!({"posts": [
            {"id": 1, "answers": {"count": 0}}, {"id": 2, "answers": {"count": 3}}, {"id": 3},
            {"id": 4, "answers": {"count": "1.2K"}},
        ]});
        let base = Url::parse("https://api.test/wall?from=4&of=x").expect("an address");
        let found = rows.find(Node::root(&answer), &base);
        let urls: Vec<&str> = found.rows.iter().map(|row| row.url.as_str()).collect();
        assert_eq!(urls, ["https://api.test/comments?of=2", "https://api.test/comments?of=4"]);
        assert_eq!(found.next.as_deref(), Some("https://api.test/wall?of=x&from=8"));
        let nothing = serde_json::json!({"posts": []});
        assert_eq!(rows.find(Node::root(&nothing), &base).next, None, "beyond the last page is none");
    }

    #[test]
    fn a_post_is_known_by_an_address_without_session() {
        let pick = |text: &str| Some(Html::pick(text).expect("a pick"));
        let posts = Posts::<Html> {
            item: Some(Html::items("div").expect("a selector")),
            text: pick("p"),
            permalink: pick("a@href"),
            fields: [("likes", "i"), ("price", "b")]
                .map(|(name, place)| (name.to_owned(), Html::pick(place).expect("a pick")))
                .into(),
            title: None,
            author: None,
            date: None,
            next: None,
            previous: None,
            last: None,
            plain: false,
        };
        let read = |likes: u32| {
            let page = scraper::Html::parse_document(&format!(
                "<div><a href='t.php?p=7&amp;sid=0123456789abcdef0123#p7'>#</a><p>Text</p><i>{likes}</i><b>90 €</b></div>"
            ));
            let base = Url::parse("https://forum.test/").expect("an address");
            let document = Document::default();
            let around = Around { page: &document, base: &base, fetched: Time(0), length: 1_000 };
            posts.find(page.root_element(), around).posts.remove(0)
        };
        let post = read(5);
        assert_eq!(post.document.url, "https://forum.test/t.php?p=7#p7");
        assert_eq!(post.document.text, "Text\nprice: 90 €");
        assert_eq!(post.document.fields.get("likes").map(String::as_str), Some("5"));
        assert_eq!(post.digest, read(6).digest, "a like is no new text");
    }
}
