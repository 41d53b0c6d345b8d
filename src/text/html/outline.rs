//! One pass over a page: its visible text, and a flat list of its elements with the part of the text that each holds.
//!
//! There is no tree, so nothing recurses and nothing deep has to be dropped; elements are rows with the row of their
//! parent. All that is read from a page (title, dates, links, posts) is read from this. Bounds: [`DEEPEST`] open
//! elements and [`MOST_NODES`] rows; beyond them text is still taken, structure is not.

use super::elements::{Element, intern, shields};
use super::entities;
use super::token::{Attributes, Token, Tokens};

/// Open elements that are kept apart; real pages stay below a hundred.
const DEEPEST: usize = 512;
/// Rows that are kept; a 10 MB page of ordinary density has half of it.
const MOST_NODES: usize = 300_000;
/// Code points; an unclosed `<title>` holds the whole page.
const LONGEST_TITLE: usize = 1_000;
/// Ampersands, each of which is a node or a copy to a tree builder.
const MOST_REFERENCES: usize = 50_000;
const MOST_METAS: usize = 500;
const MOST_DATA_SCRIPTS: usize = 20;

/// An element.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// Interned, lower-case; `?` when unknown.
    pub tag: &'static str,
    pub attributes: Attributes<'a>,
    /// The row of the element around it; the first row is the page itself, its own parent.
    pub parent: u32,
    /// Its part of [`Outline::text`], in bytes.
    pub start: usize,
    pub end: usize,
}

/// What a page holds, in its own order.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    /// All visible text.
    pub text: String,
    pub nodes: Vec<Node<'a>>,
    /// The first `<title>`, decoded.
    pub title: String,
    /// Attributes of `<meta>` elements.
    pub metas: Vec<Attributes<'a>>,
    /// Attributes of `<link>` elements.
    pub heads: Vec<Attributes<'a>>,
    pub base: Option<String>,
    pub lang: Option<String>,
    /// Contents of `application/ld+json` scripts.
    pub data: Vec<&'a str>,
    /// Something was beyond the bounds.
    pub cut: bool,
    /// So deep or so full of attributes that a tree builder would take quadratic time or space over it.
    pub wild: bool,
}

/// What has to stand between the text so far and the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Tab,
}

struct Open {
    element: &'static Element,
    node: Option<u32>,
    /// Length of the text when it started, for rows of tables.
    from: usize,
}

struct Builder<'a> {
    out: Outline<'a>,
    open: Vec<Open>,
    /// Start tags that came when [`DEEPEST`] were open.
    over: usize,
    gap: Gap,
    /// Open `<pre>` and `<template>` elements.
    preformatted: usize,
    hidden: usize,
    /// Open `<svg>` elements, whose `<title>` is a tooltip.
    drawings: usize,
    title: TitleState,
    data: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TitleState {
    Missing,
    Reading,
    Tooltip,
    Read,
}

/// Reads a page.
pub fn read(page: &str) -> Outline<'_> {
    let mut builder = Builder {
        out: Outline::default(),
        open: Vec::new(),
        over: 0,
        gap: Gap::None,
        preformatted: 0,
        hidden: 0,
        drawings: 0,
        title: TitleState::Missing,
        data: false,
    };
    builder.node("?", Attributes::default());
    builder.out.wild = page.bytes().filter(|b| *b == b'&').count() > MOST_REFERENCES;
    for token in Tokens::new(page) {
        match token {
            Token::Text { text, decode } => builder.text(text, decode),
            Token::Raw(text) => builder.raw(text),
            Token::Start { name, attributes } => builder.start(intern(name), attributes),
            Token::End { name } => builder.end(intern(name)),
        }
    }
    while let Some(open) = builder.open.pop() {
        builder.close(&open);
    }
    if let Some(root) = builder.out.nodes.first_mut() {
        root.end = builder.out.text.len();
    }
    builder.out
}

/// How many bytes the blank at `at` has; none: there is none. A no-break space is one.
fn blank_at(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\x0b' | b'\0' => Some(1),
        0xc2 if bytes.get(at + 1) == Some(&0xa0) => Some(2),
        _ => None,
    }
}

impl<'a> Builder<'a> {
    fn gap(&mut self, gap: Gap) {
        self.gap = match (self.gap, gap) {
            // A block that opens a cell does not break the row.
            (Gap::Tab, Gap::Line | Gap::Space) => Gap::Tab,
            (had, new) => had.max(new),
        };
    }

    /// Writes the gap that is owed.
    fn settle(&mut self) {
        let text = &mut self.out.text;
        if !text.is_empty() {
            let last = text.as_bytes()[text.len() - 1];
            match self.gap {
                Gap::Space if !matches!(last, b' ' | b'\n' | b'\t') => text.push(' '),
                Gap::Line if last != b'\n' => text.push('\n'),
                Gap::Tab => text.push('\t'),
                _ => {}
            }
        }
        self.gap = Gap::None;
    }

    fn write(&mut self, text: &str) {
        if self.preformatted > 0 {
            if text.is_empty() {
                return;
            }
            self.settle();
            self.out.text.extend(text.chars().filter(|c| !matches!(c, '\0' | '\r')));
            return;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        loop {
            let from = at;
            while let Some(width) = blank_at(bytes, at) {
                at += width;
            }
            if at > from {
                self.gap(Gap::Space);
            }
            if at == bytes.len() {
                return;
            }
            self.settle();
            // Words with one space between them go over in one piece.
            let start = at;
            while at < bytes.len() {
                match blank_at(bytes, at) {
                    None => at += 1,
                    Some(_)
                        if bytes[at] == b' ' && at + 1 < bytes.len() && blank_at(bytes, at + 1).is_none() =>
                    {
                        at += 1;
                    }
                    Some(_) => break,
                }
            }
            self.out.text.push_str(&text[start..at]);
        }
    }

    fn text(&mut self, text: &str, decode: bool) {
        match self.title {
            TitleState::Reading => {
                let decoded = entities::decode(text, false);
                self.out.title = super::meta::line(&decoded, LONGEST_TITLE);
                return;
            }
            TitleState::Tooltip => return,
            TitleState::Missing | TitleState::Read => {}
        }
        if self.hidden > 0 {
            return;
        }
        if decode { self.write(&entities::decode(text, false)) } else { self.write(text) }
    }

    fn raw(&mut self, text: &'a str) {
        if std::mem::take(&mut self.data) && self.out.data.len() < MOST_DATA_SCRIPTS {
            self.out.data.push(text);
        }
    }

    fn start(&mut self, element: &'static Element, attributes: Attributes<'a>) {
        let tag = element.name;
        self.head(tag, attributes);
        self.out.wild |= attributes.are_many();
        let (ends, shielded) = element.closes;
        if !ends.is_empty() {
            self.close_implied(ends, shielded);
        }
        if element.block || tag == "br" || tag == "hr" {
            self.gap(Gap::Line);
        }
        if self.hidden == 0 {
            self.replaced(tag, attributes);
        }
        match tag {
            "td" | "th" => {
                let row = self.open.iter().rev().find(|o| o.element.name == "tr").map_or(0, |o| o.from);
                let begun = self.out.text.get(row..).is_some_and(|t| !t.trim_start().is_empty());
                self.gap = if begun { Gap::Tab } else { self.gap.max(Gap::Line) };
            }
            "title" => {
                let first = self.title == TitleState::Missing && self.drawings == 0;
                self.title = if first { TitleState::Reading } else { TitleState::Tooltip };
                return;
            }
            _ => {}
        }
        if tag == "script" || tag == "style" || tag == "iframe" {
            return;
        }
        let empty = element.void;
        if !empty && self.open.len() >= DEEPEST {
            self.over += 1;
            self.out.wild = true;
            return;
        }
        let node = self.node(tag, attributes);
        if empty {
            return;
        }
        self.preformatted += usize::from(element.preformatted);
        self.hidden += usize::from(tag == "template");
        self.drawings += usize::from(tag == "svg");
        self.open.push(Open { element, node, from: self.out.text.len() });
    }

    /// The row of an element that begins here. What text it will have begins after the gap that is owed.
    fn node(&mut self, tag: &'static str, attributes: Attributes<'a>) -> Option<u32> {
        if self.out.nodes.len() >= MOST_NODES {
            self.out.cut = true;
            self.out.wild = true;
            return None;
        }
        let row = self.out.nodes.len() as u32;
        let parent = self.open.iter().rev().find_map(|o| o.node).unwrap_or(0);
        let at = self.out.text.len();
        self.out.nodes.push(Node { tag, attributes, parent, start: at, end: at });
        Some(row)
    }

    /// Elements that say something about the page as a whole.
    fn head(&mut self, tag: &'static str, attributes: Attributes<'a>) {
        match tag {
            "meta" if self.out.metas.len() < MOST_METAS => self.out.metas.push(attributes),
            "link" if self.out.heads.len() < MOST_METAS => self.out.heads.push(attributes),
            "base" if self.out.base.is_none() => {
                self.out.base = attributes.get("href");
                // Every link would carry it.
                self.out.wild |= self.out.base.as_ref().is_some_and(|b| b.len() > super::links::LONGEST);
            }
            "html" if self.out.lang.is_none() => {
                self.out.lang = attributes.get("lang").or_else(|| attributes.get("xml:lang"));
            }
            "script" => {
                self.data = attributes
                    .raw("type")
                    .is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/ld+json"));
            }
            _ => {}
        }
    }

    /// What a visitor sees that stands in attributes: the words for a picture, the words in a field.
    fn replaced(&mut self, tag: &str, attributes: Attributes<'a>) {
        let mut show = |name: &str| {
            if let Some(value) = attributes.get(name).filter(|v| !v.is_empty()) {
                self.gap(Gap::Space);
                self.write(&value);
                self.gap(Gap::Space);
            }
        };
        match tag {
            "img" | "area" => show("alt"),
            "textarea" => show("placeholder"),
            "input" => match attributes.get("type").unwrap_or_default().to_ascii_lowercase().as_str() {
                "hidden" | "password" | "checkbox" | "radio" => {}
                "image" => show("alt"),
                _ => {
                    show("placeholder");
                    show("value");
                }
            },
            _ => {}
        }
    }

    fn end(&mut self, element: &'static Element) {
        let tag = element.name;
        if tag == "title" {
            self.title = if self.out.title.is_empty() { TitleState::Missing } else { TitleState::Read };
            return;
        }
        if tag == "br" || tag == "p" {
            self.gap(Gap::Line);
        }
        if self.over > 0 {
            self.over -= 1;
            if element.block {
                self.gap(Gap::Line);
            }
            return;
        }
        for depth in (0..self.open.len()).rev() {
            let open = self.open[depth].element;
            if open.name == tag {
                self.close_down_to(depth);
                return;
            }
            if shields(element, open) {
                return;
            }
        }
    }

    fn close_implied(&mut self, ends: &[&str], shielded: &[&str]) {
        let mut outermost = None;
        for depth in (0..self.open.len()).rev() {
            let open = self.open[depth].element.name;
            if ends.contains(&open) {
                outermost = Some(depth);
            } else if shielded.contains(&open) {
                break;
            }
        }
        if let Some(depth) = outermost {
            self.close_down_to(depth);
        }
    }

    fn close_down_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(open) = self.open.pop() else { return };
            self.close(&open);
            if open.element.block {
                self.gap(Gap::Line);
            }
        }
    }

    fn close(&mut self, open: &Open) {
        self.preformatted -= usize::from(open.element.preformatted);
        self.hidden -= usize::from(open.element.name == "template");
        self.drawings -= usize::from(open.element.name == "svg");
        if open.element.name == "tr" && self.gap == Gap::Tab {
            // The last cell was empty; its tab is not owed to the next row.
            self.gap = Gap::Line;
        }
        if let Some(node) = open.node.and_then(|n| self.out.nodes.get_mut(n as usize)) {
            node.end = self.out.text.len();
        }
    }
}

impl Outline<'_> {
    /// The text of a row, without blanks around it.
    pub fn text_of(&self, node: &Node) -> &str {
        self.text.get(node.start..node.end).unwrap_or_default().trim()
    }
}
