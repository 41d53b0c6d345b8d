//! Finds the posts of a thread, the comments of a guest book, the entries of a list: blocks of one make, repeated.

use std::collections::HashMap;

use super::outline::{Node, Outline};
use crate::model::Time;
use crate::text::dates;

/// Class and id words that makers of forums, blogs and guest books give to one post.
const HINTS: &[&str] = &[
    "post",
    "message",
    "msg",
    "comment",
    "reply",
    "answer",
    "postbody",
    "postcontainer",
    "postbit",
    "entry",
    "topic",
    "bbp",
    "review",
    "gb",
    "guestbook",
    "record",
    "note",
    "tweet",
    "thread",
    "postcell",
    "question",
];
/// Bytes of text of the smallest half of a group's posts.
const LEAST_TEXT: usize = 15;
/// Words from which a line before the first post is a paragraph of an article.
const PARAGRAPH: usize = 25;
/// Rows that are grouped.
const ROWS: usize = 100_000;

struct Group<'p, 'a> {
    hinted: bool,
    posts: Vec<&'p Node<'a>>,
}

/// The posts in page order, when they are the substance of the page.
pub fn find<'p, 'a>(page: &'p Outline<'a>) -> Option<Vec<&'p Node<'a>>> {
    let mut groups: HashMap<(&str, u32, String), Group<'p, 'a>> = HashMap::new();
    for node in page.nodes.iter().take(ROWS) {
        if !matches!(
            node.tag,
            "div"
                | "li"
                | "article"
                | "section"
                | "tr"
                | "table"
                | "tbody"
                | "dd"
                | "blockquote"
                | "p"
                | "td"
                | "?"
        ) {
            continue;
        }
        if node.end <= node.start {
            continue;
        }
        let (make, hinted) = make(node);
        if !hinted && matches!(node.tag, "td" | "blockquote" | "?") {
            continue;
        }
        // Posts with a name of their own may each stand in a wrapper; nameless ones must be siblings.
        let parent = if hinted { 0 } else { node.parent };
        let group = groups.entry((node.tag, parent, make)).or_insert(Group { hinted, posts: Vec::new() });
        if group.posts.last().is_none_or(|last| node.start >= last.end) {
            group.posts.push(node);
        }
    }
    let best = groups
        .into_values()
        .filter(|g| is_thread(page, g))
        .max_by_key(|g| (weight(g), std::cmp::Reverse(g.posts[0].start)))?;
    let all = page.text.trim().len();
    let substance = total(&best.posts) * 100 >= all * 30;
    (substance && !beside_an_article(page, &best) && !is_list_of_links(page, &best)).then_some(best.posts)
}

/// Teasers are links; posts are words.
fn is_list_of_links(page: &Outline, group: &Group) -> bool {
    let mut posts = group.posts.iter().peekable();
    let mut linked = 0;
    for link in page.nodes.iter().filter(|n| n.tag == "a") {
        while posts.next_if(|post| post.end <= link.start).is_some() {}
        match posts.peek() {
            Some(post) if post.start <= link.start => linked += link.end.min(post.end) - link.start,
            Some(_) => {}
            None => break,
        }
    }
    linked * 10 > total(&group.posts) * 4
}

/// Class words without numbers (`post-123`, `odd3`), sorted; whether one is a hint.
fn make(node: &Node) -> (String, bool) {
    let class = node.attributes.raw("class").filter(|c| c.len() < 300).unwrap_or_default();
    let id = node.attributes.raw("id").filter(|i| i.len() < 100).unwrap_or_default();
    let lower = class.to_ascii_lowercase();
    let mut names: Vec<&str> = lower
        .split_ascii_whitespace()
        .filter(|n| {
            !n.bytes().any(|b| b.is_ascii_digit())
                && !matches!(*n, "odd" | "even" | "first" | "last" | "alt" | "new" | "active")
        })
        .collect();
    names.sort_unstable();
    let hint = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphabetic())
            .any(|word| HINTS.iter().any(|h| h.eq_ignore_ascii_case(word)))
    };
    let numbered = id.bytes().any(|b| b.is_ascii_digit()) && hint(id);
    let stem: String =
        if numbered { id.chars().take_while(|c| !c.is_ascii_digit()).collect() } else { String::new() };
    let hinted = numbered || names.iter().any(|name| hint(name));
    // Posts of one make differ in state (`pinned`, `by-author`); the name that hints is what they share.
    let name = match names.iter().find(|name| hint(name)) {
        Some(name) => (*name).to_owned(),
        None => names.join(" "),
    };
    (if stem.is_empty() { name } else { stem }, hinted)
}

fn total(posts: &[&Node]) -> usize {
    posts.iter().map(|p| p.end - p.start).sum()
}

/// A hint is worth twice the text.
fn weight(group: &Group) -> usize {
    total(&group.posts) * if group.hinted { 2 } else { 1 }
}

fn is_thread(page: &Outline, group: &Group) -> bool {
    let count = group.posts.len();
    let mut sizes: Vec<usize> = group.posts.iter().map(|p| page.text_of(p).len()).collect();
    sizes.sort_unstable();
    let typical = sizes.get(count / 2).copied().unwrap_or(0);
    if group.hinted {
        return count >= 2 && typical >= LEAST_TEXT;
    }
    let dated = || group.posts.iter().take(50).filter(|p| is_dated(page.text_of(p))).count();
    count >= 3 && typical >= 2 * LEAST_TEXT && dated() * 10 >= count.min(50) * 7
}

/// Whether a post says when it was written: a short line of it is a date. The time of reading does not matter.
fn is_dated(post: &str) -> bool {
    let now = Time(0);
    let short = |line: &str| line.len() <= 120 && line.bytes().any(|b| b.is_ascii_digit());
    post.lines()
        .flat_map(|l| l.split('\t'))
        .filter(|l| short(l))
        .take(6)
        .any(|line| dates::parse(line, now).is_some())
}

/// Comments below an article, or teasers beside it, are not the substance of the page; the article is.
fn beside_an_article(page: &Outline, group: &Group) -> bool {
    let paragraphs = |text: Option<&str>| -> usize {
        let long = |line: &&str| line.split_whitespace().count() >= PARAGRAPH;
        text.unwrap_or_default().lines().filter(long).map(str::len).sum()
    };
    let (first, last) = (group.posts[0], group.posts[group.posts.len() - 1]);
    let before = paragraphs(page.text.get(..first.start));
    let after = paragraphs(page.text.get(last.end..));
    let between: usize =
        group.posts.windows(2).map(|pair| paragraphs(page.text.get(pair[0].end..pair[1].start))).sum();
    let largest = group.posts.iter().map(|p| p.end - p.start).max().unwrap_or(0);
    let one_is_the_article = largest * 10 > total(&group.posts) * 7 && group.posts.len() > 2;
    before > 800 || one_is_the_article || before + between + after > total(&group.posts) / 2
}
