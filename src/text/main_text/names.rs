//! What the makers of pages call their parts: words in class and id that tell an article from what stands around it.
//!
//! The lists are those of Readability (Mozilla's, as dom_smoothie keeps them); what stands in an article and is none of it
//! is our own. A name is walked once, and a page's names repeat: each is asked for once.

use std::collections::HashMap;

use crate::text::html::outline::Node;

/// Longer names are no names.
const LONGEST: usize = 1_000;
/// Names of one page that are remembered.
const MOST: usize = 20_000;
const LONGEST_FURNITURE: usize = 300;

/// What a name says: bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Says(u8);

impl Says {
    pub const NOTHING: Says = Says(0);
    /// Hardly the article, unless it is `MAYBE`.
    pub const UNLIKELY: Says = Says(1);
    pub const MAYBE: Says = Says(2);
    /// Speaks against what it holds, or for it.
    pub const AGAINST: Says = Says(4);
    pub const FOR: Says = Says(8);
    /// Who wrote it, and when.
    pub const BYLINE: Says = Says(16);
    /// Buttons for sharing.
    pub const SHARE: Says = Says(32);
    /// Stands in an article and is none of it.
    pub const FURNITURE: Says = Says(64);

    pub fn is(self, what: Says) -> bool {
        self.0 & what.0 != 0
    }

    pub fn and(self, other: Says) -> Says {
        Says(self.0 | other.0)
    }
}

const U: u8 = Says::UNLIKELY.0;
const M: u8 = Says::MAYBE.0;
const A: u8 = Says::AGAINST.0;
const F: u8 = Says::FOR.0;
const B: u8 = Says::BYLINE.0;

/// Anywhere in a name, in the order of their first letters.
const PARTS: &[(&str, u8)] = &[
    ("-ad-", U | A),
    ("agegate", U),
    ("ai2html", U),
    ("and", M),
    ("article", M | F),
    ("author", B),
    ("banner", U | A),
    ("blog", F),
    ("body", M | F),
    ("breadcrumbs", U),
    ("byline", B),
    ("column", M),
    ("com-", A),
    ("combx", U | A),
    ("comment", U | A),
    ("community", U),
    ("contact", A),
    ("content", M | F),
    ("cover-wrap", U),
    ("dateline", B),
    ("disqus", U),
    ("entry", F),
    ("extra", U),
    ("footer", U | A),
    ("gdpr", U | A),
    ("h-entry", F),
    ("header", U),
    ("hidden", A),
    ("layout", M),
    ("legends", U),
    ("main", M | F),
    ("masthead", A),
    ("mathjax", M),
    ("media", A),
    ("menu", U),
    ("meta", A),
    ("outbrain", A),
    ("page", F),
    ("pager", U),
    ("pagination", U),
    ("popup", U),
    ("post", F),
    ("promo", A),
    ("related", U | A),
    ("remark", U),
    ("replies", U),
    ("rss", U),
    ("scroll", A),
    ("shadow", M),
    ("share", A),
    ("shopping", A),
    ("shoutbox", U | A),
    ("sidebar", U | A),
    ("skyscraper", U | A),
    ("social", U),
    ("sponsor", U | A),
    ("story", F),
    ("supplemental", U),
    ("tags", A),
    ("text", F),
    ("widget", A),
    ("writtenby", B),
    ("yom-remote", U),
];

/// Whole words of a name.
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

/// Where the parts that begin with a byte stand in [`PARTS`].
const FIRST: [(u8, u8); 128] = {
    let mut table = [(0, 0); 128];
    let mut at = 0;
    while at < PARTS.len() {
        let first = PARTS[at].0.as_bytes()[0] as usize;
        let end = at as u8 + 1;
        table[first] = if table[first].1 == 0 { (at as u8, end) } else { (table[first].0, end) };
        at += 1;
    }
    table
};

/// Names that were asked for.
#[derive(Default)]
pub struct Names<'a> {
    known: HashMap<&'a str, Says>,
}

impl<'a> Names<'a> {
    pub fn says(&mut self, name: &'a str) -> Says {
        if name.is_empty() || name.len() > LONGEST {
            return Says::default();
        }
        if let Some(&known) = self.known.get(name) {
            return known;
        }
        let says = read(name);
        if self.known.len() < MOST {
            self.known.insert(name, says);
        }
        says
    }

    /// What an element's class and id say together.
    pub fn of(&mut self, node: &Node<'a>) -> Says {
        let mut says = Says::default();
        for (name, value) in node.attributes.iter() {
            if name.eq_ignore_ascii_case("class") || name.eq_ignore_ascii_case("id") {
                says = says.and(self.says(value));
            }
        }
        says
    }
}

fn read(name: &str) -> Says {
    let lower = name.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let mut says = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let Some(&(from, to)) = FIRST.get(usize::from(byte)) else { continue };
        for &(part, bits) in &PARTS[usize::from(from)..usize::from(to)] {
            if bytes[at..].starts_with(part.as_bytes()) {
                says |= bits;
            }
        }
    }
    if lower.split_ascii_whitespace().any(|word| word == "hid") {
        says |= A;
    }
    if lower.split([' ', '_']).any(|word| word == "share" || word == "sharedaddy") {
        says |= Says::SHARE.0;
    }
    let furniture =
        || lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| FURNITURE.contains(&word));
    if name.len() < LONGEST_FURNITURE && furniture() {
        says |= Says::FURNITURE.0;
    }
    Says(says)
}

#[cfg(test)]
mod tests {
    use super::{Names, PARTS, Says};

    #[test]
    fn names_say_what_they_hold() {
        let mut names = Names::default();
        for (name, said) in [
            ("Article__Text", vec![Says::MAYBE, Says::FOR]),
            ("comment comment--new", vec![Says::UNLIKELY, Says::AGAINST]),
            ("c-comments", vec![Says::UNLIKELY, Says::AGAINST, Says::FURNITURE]),
            ("share_bar", vec![Says::AGAINST, Says::SHARE, Says::FURNITURE]),
            ("hid", vec![Says::AGAINST]),
            ("byline", vec![Says::BYLINE, Says::FURNITURE]),
            ("q", vec![]),
            ("", vec![]),
        ] {
            for _ in 0..2 {
                let says = names.says(name);
                let all = [
                    Says::UNLIKELY,
                    Says::MAYBE,
                    Says::AGAINST,
                    Says::FOR,
                    Says::BYLINE,
                    Says::SHARE,
                    Says::FURNITURE,
                ];
                let found: Vec<Says> = all.into_iter().filter(|&what| says.is(what)).collect();
                assert_eq!(found, said, "{name}");
            }
        }
        assert!(PARTS.is_sorted_by_key(|(part, _)| part.as_bytes()[0]), "looked up by their first letters");
    }
}
