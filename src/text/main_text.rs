//! The article or the posts of a page: for titles, snippets, near-duplicates and ranking. What is matched is all
//! visible text, so a wrong choice here loses no hit.
//!
//! Readability finds articles and fails on threads (word F1 .65 on forums): a page whose substance is repeated posts
//! gives all of them. From articles the lines are taken out that the page's own markup calls something else: links
//! that stand alone, captions, share bars, tables of related stories. The page is read once, into the outline that all of
//! this rests on.

mod clean;
mod collect;
mod grab;
mod names;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use super::html::outline::{self, Outline};
use super::html::posts;
use names::{Names, Says};

/// Bytes of HTML above which no article is looked for.
const LARGEST: usize = 2 << 20;
/// Share of an article's text, in percent, that may be taken out of it; more means the markup lies.
const MOST_TAKEN: usize = 45;

/// The article, or the posts with an empty line between them, as text; all visible text when neither stands out.
pub fn main_text(html: &str) -> String {
    let page = outline::read(html);
    if let Some(posts) = posts::find(&page) {
        return posts.iter().map(|post| page.text_of(post)).collect::<Vec<_>>().join("\n\n");
    }
    // Looking for an article takes quadratic time over such pages.
    if page.wild || html.len() > LARGEST {
        return page.text.trim().to_owned();
    }
    let mut names = Names::default();
    let article = grab::article(&page, &mut names);
    if article.trim().is_empty() {
        page.text.trim().to_owned()
    } else {
        without_furniture(&article, &page, &mut names)
    }
}

fn without_furniture<'a>(article: &str, page: &Outline<'a>, names: &mut Names<'a>) -> String {
    let mut keys = Keys { hashes: RandomState::new(), line: String::new() };
    let mut taken: HashSet<u64> = HashSet::new();
    for node in &page.nodes {
        let text = page.text_of(node);
        if text.is_empty() || text.len() * 100 >= article.len() * MOST_TAKEN {
            continue;
        }
        let furniture = match node.tag {
            "a" | "figcaption" | "aside" | "nav" | "footer" | "button" | "time" | "h1" => true,
            _ => names.of(node).is(Says::FURNITURE),
        };
        if furniture {
            taken.extend(text.lines().filter_map(|line| keys.of(line)));
        }
    }
    let mut kept = String::with_capacity(article.len());
    for line in article.lines().filter(|line| !keys.of(line).is_some_and(|key| taken.contains(&key))) {
        kept.push_str(line);
        kept.push('\n');
    }
    let kept = kept.trim();
    if kept.len() * 100 < article.trim().len() * (100 - MOST_TAKEN) {
        article.trim().to_owned()
    } else {
        kept.to_owned()
    }
}

/// Lines without their blanks, which an element and the line around it have in different places.
struct Keys {
    hashes: RandomState,
    line: String,
}

impl Keys {
    /// `None`: a line of blanks.
    fn of(&mut self, line: &str) -> Option<u64> {
        self.line.clear();
        self.line.extend(line.split_whitespace());
        (!self.line.is_empty()).then(|| self.hashes.hash_one(&self.line))
    }
}
