//! What a page says of itself in its body: the heading, who wrote it and when, as readers see it.
//!
//! Marked-up facts (`itemprop`, `rel=author`, `<time>`) are believed before class names, and class names before dates
//! that merely stand near the heading.

use super::outline::{Node, Outline};
use crate::model::{Stated, Time};
use crate::text::dates;

#[derive(Debug, Default)]
pub struct Byline {
    pub heading: Option<String>,
    pub author: Option<String>,
    pub published: Option<Stated>,
    pub updated: Option<Stated>,
}

/// Rows that are looked at for class names; bylines stand early.
const ROWS: usize = 20_000;
/// Lines after the heading, and lines of a page without one, that are searched for a date.
const LINES: usize = 8;
/// Code points of a line that can be a byline.
const LONGEST_LINE: usize = 160;

pub fn read(page: &Outline, fetched: Time) -> Byline {
    let rows = &page.nodes[..page.nodes.len().min(ROWS)];
    let classed: Vec<(&Node, &str)> = rows.iter().filter_map(|n| Some((n, class_of(n)?))).collect();
    let heading = rows.iter().find(|n| n.tag == "h1" && !page.text_of(n).is_empty());
    let mut out = Byline {
        heading: heading.map(|n| super::meta::line(page.text_of(n), 500)),
        author: author(page, rows, &classed),
        ..Byline::default()
    };
    for node in rows {
        let Some((modified, date)) = marked(page, node, fetched) else { continue };
        let slot = if modified { &mut out.updated } else { &mut out.published };
        slot.get_or_insert(date);
    }
    if out.published.is_none() {
        out.published = classed.iter().find_map(|(n, class)| dated(page, n, class, fetched));
    }
    if out.published.is_none() || out.updated.is_none() {
        near(page, heading, fetched, &mut out);
    }
    out
}

/// A date in an attribute that is meant for machines: whether it is of a change, and what it says.
fn marked(page: &Outline, node: &Node, fetched: Time) -> Option<(bool, Stated)> {
    let property = node.attributes.raw("itemprop").unwrap_or_default();
    let modified = property.eq_ignore_ascii_case("dateModified");
    let published =
        property.eq_ignore_ascii_case("datePublished") || property.eq_ignore_ascii_case("dateCreated");
    if node.tag != "time" && !modified && !published {
        return None;
    }
    let stated = ["datetime", "content", "title"]
        .iter()
        .find_map(|name| node.attributes.get(name).and_then(|value| dates::parse(&value, fetched)))
        .or_else(|| dates::parse(short(page.text_of(node))?, fetched))?;
    let class = class_of(node).unwrap_or_default();
    Some((modified || holds(class, "updated") || holds(class, "modified"), stated))
}

fn class_of<'a>(node: &Node<'a>) -> Option<&'a str> {
    node.attributes.raw("class").filter(|c| !c.is_empty() && c.len() < 500)
}

/// Whether a part stands in a class name, in whatever case.
fn holds(class: &str, part: &str) -> bool {
    class.as_bytes().windows(part.len()).any(|there| there.eq_ignore_ascii_case(part.as_bytes()))
}

/// Words of a class name: `post-date`, `entry__meta_date` hold the word `date`.
fn has_word(class: &str, words: &[&str]) -> bool {
    class
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| !word.is_empty() && words.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

fn short(text: &str) -> Option<&str> {
    (!text.is_empty() && text.len() <= 4 * LONGEST_LINE && text.chars().count() <= LONGEST_LINE)
        .then_some(text)
}

fn dated(page: &Outline, node: &Node, class: &str, fetched: Time) -> Option<Stated> {
    let named = has_word(
        class,
        &["date", "time", "datetime", "published", "pubdate", "posted", "timestamp", "postdate", "created"],
    ) || holds(class, "pubdate")
        || holds(class, "publishdate");
    if !named || has_word(class, &["event", "update", "updated", "modified", "clock", "weather"]) {
        return None;
    }
    ["datetime", "data-time", "data-timestamp", "title"]
        .iter()
        .find_map(|name| node.attributes.get(name).and_then(|value| dates::parse(&value, fetched)))
        .or_else(|| dates::parse(short(page.text_of(node))?, fetched))
}

fn author(page: &Outline, rows: &[Node], classed: &[(&Node, &str)]) -> Option<String> {
    let text = |node: &Node| {
        let stated = node.attributes.get("content").filter(|c| !c.is_empty());
        super::meta::author(
            &stated.unwrap_or_else(|| short(page.text_of(node)).unwrap_or_default().to_owned()),
        )
    };
    let property =
        |node: &&Node| node.attributes.raw("itemprop").is_some_and(|p| p.eq_ignore_ascii_case("author"));
    let marked = rows.iter().enumerate().filter(|(_, n)| property(n)).find_map(|(at, node)| {
        // schema.org puts the name into an element of its own inside.
        let inside = rows[at + 1..].iter().take_while(|n| n.start < node.end.max(node.start + 1)).take(20);
        inside.filter(|n| n.attributes.raw("itemprop") == Some("name")).find_map(text).or_else(|| text(node))
    });
    let related = |node: &&Node| {
        node.tag == "a"
            && node
                .attributes
                .raw("rel")
                .is_some_and(|r| r.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("author")))
    };
    let of_class = |words: &[&str]| {
        let fits = |class: &str| {
            has_word(class, words) && !has_word(class, &["comment", "comments", "bio", "avatar"])
        };
        classed.iter().filter(|(_, class)| fits(class)).find_map(|(node, _)| text(node))
    };
    marked
        .or_else(|| rows.iter().filter(related).find_map(text))
        .or_else(|| of_class(&["author", "byline", "vcard"]))
        .or_else(|| of_class(&["username", "nick", "nickname", "poster", "postauthor"]))
        .or_else(|| page.text.lines().take(200).find_map(written))
}

/// `Автор: Иван Петров`, `By Jane Doe` on a line of its own.
fn written(line: &str) -> Option<String> {
    let line = short(line.trim())?;
    line.starts_with(['а', 'А', 'a', 'A', 'b', 'B']).then_some(())?;
    let lower = line.to_lowercase();
    let named = ["автор: ", "автор:", "author: ", "by "].iter().any(|lead| lower.starts_with(lead));
    if !named || line.split_whitespace().count() > 7 || line.ends_with(['.', '?', ':']) {
        return None;
    }
    let name = super::meta::author(line)?;
    let name = name.split(['|', '·', '•', ',', '(']).next().unwrap_or_default().trim();
    name.chars().next().is_some_and(char::is_uppercase).then(|| name.to_owned())
}

/// Dates in the lines around the heading (or in the first lines when there is none).
fn near(page: &Outline, heading: Option<&Node>, fetched: Time, out: &mut Byline) {
    let after = heading.map_or(0, |h| h.end);
    let below = page
        .text
        .get(after..)
        .unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .take(LINES);
    let above = page.text.get(..heading.map_or(0, |h| h.start)).unwrap_or_default();
    let above = above.lines().rev().map(str::trim).filter(|l| !l.is_empty()).take(2);
    for line in below.chain(above).filter_map(short) {
        // A sentence that speaks of a date is not a byline.
        if line.split_whitespace().count() > 16 {
            continue;
        }
        let Some(date) = dates::parse(line, fetched) else { continue };
        let lower = line.to_lowercase();
        let changed = ["обновлен", "обновлён", "изменен", "изменён", "updated", "modified", "edited"];
        if changed.iter().any(|w| lower.contains(w)) {
            out.updated.get_or_insert(date);
        } else {
            out.published.get_or_insert(date);
        }
    }
}
