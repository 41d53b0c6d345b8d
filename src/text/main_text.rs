//! The article or the posts of a page: for titles, snippets, near-duplicates and ranking. What is matched is all
//! visible text, so a wrong choice here loses no hit.
//!
//! Readability finds articles and fails on threads (word F1 .65 on forums): a page whose substance is repeated posts
//! gives all of them. From articles the lines are taken out that the page's own markup calls something else: links
//! that stand alone, captions, share bars, tables of related stories.

use std::collections::HashSet;

use super::html::outline::{self, Outline};
use super::html::posts;

/// Bytes of HTML above which no tree is built for an article.
const LARGEST: usize = 4 << 20;
/// Share of an article's text, in percent, that may be taken out of it; more means the markup lies.
const MOST_TAKEN: usize = 45;

/// The article, or the posts with an empty line between them, as text; all visible text when neither stands out.
pub fn main_text(html: &str, url: &str) -> String {
    let page = outline::read(html);
    if let Some(posts) = posts::find(&page) {
        return posts.iter().map(|post| page.text_of(post)).collect::<Vec<_>>().join("\n\n");
    }
    // A tree builder takes quadratic time over such pages.
    if page.wild || html.len() > LARGEST {
        return page.text.trim().to_owned();
    }
    let article = article(html, url);
    if article.trim().is_empty() { page.text.trim().to_owned() } else { without_furniture(&article, &page) }
}

fn article(html: &str, url: &str) -> String {
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    dom_smoothie::Readability::new(html, Some(url).filter(|u| u.contains("://")), Some(config))
        .and_then(|mut reader| reader.parse())
        .map(|article| article.text_content.to_string())
        .unwrap_or_default()
}

/// Class words of what stands in an article and is none of it.
const FURNITURE: &[&str] = &[
    "share",
    "sharing",
    "social",
    "related",
    "newsletter",
    "promo",
    "caption",
    "breadcrumb",
    "breadcrumbs",
    "tags",
    "advert",
    "advertisement",
    "subscribe",
    "signup",
    "recirc",
    "recommended",
    "readmore",
    "toolbar",
    "credit",
    "copyright",
    "footer",
    "sidebar",
    "byline",
    "dateline",
    "timestamp",
    "outbrain",
    "taboola",
    "disclaimer",
    "comments",
    "trending",
    "popular",
];

fn without_furniture(article: &str, page: &Outline) -> String {
    let mut taken: HashSet<String> = HashSet::new();
    for node in &page.nodes {
        let furniture = match node.tag {
            "a" | "figcaption" | "aside" | "nav" | "footer" | "button" | "time" | "h1" => true,
            _ => ["class", "id"].iter().any(|name| {
                node.attributes.raw(name).is_some_and(|value| {
                    value.len() < 300
                        && value
                            .split(|c: char| !c.is_ascii_alphanumeric())
                            .any(|word| FURNITURE.iter().any(|f| f.eq_ignore_ascii_case(word)))
                })
            }),
        };
        let text = page.text_of(node);
        if furniture && text.len() * 100 < article.len() * MOST_TAKEN {
            taken.extend(text.lines().map(key).filter(|line| !line.is_empty()));
        }
    }
    let kept: Vec<&str> = article.lines().filter(|line| !taken.contains(&key(line))).collect();
    let kept = kept.join("\n");
    let kept = kept.trim();
    if kept.len() * 100 < article.trim().len() * (100 - MOST_TAKEN) {
        article.trim().to_owned()
    } else {
        kept.to_owned()
    }
}

/// A line without its blanks: the two readers of the page place them differently.
fn key(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace()).collect()
}
