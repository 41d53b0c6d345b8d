//! The tree of a page that articles are looked for in: elements and pieces of the outline's text, which may be moved and
//! taken out.
//!
//! Made from the flat outline, so that the page is not parsed again. `<html>`, `<head>` and `<body>` are one root; what
//! nobody sees as text (`<noscript>`, words of attributes) is left out.

use crate::text::html::outline::{Node as Row, Outline};

use super::names::{Names, Says};

pub type Id = u32;
pub const ROOT: Id = 0;
pub const NONE: Id = Id::MAX;

/// An element, or a piece of text.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Empty for text.
    pub tag: &'static str,
    /// Of the outline; none for what was made here.
    row: u32,
    pub parent: Id,
    first: Id,
    last: Id,
    prev: Id,
    next: Id,
    /// Of text: its bytes in the page's text, code points without blanks around, and commas.
    pub start: u32,
    pub end: u32,
    pub chars: u32,
    pub commas: u32,
    pub class: Says,
    pub id: Says,
    pub traits: Traits,
}

/// What attributes say of an element.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traits {
    pub invisible: bool,
    pub dialog: bool,
    /// By its role.
    pub unlikely: bool,
    pub author: bool,
    /// A link within the page.
    pub inner_link: bool,
    /// A picture without an address.
    pub blank: bool,
    pub data_table: Option<bool>,
}

#[derive(Clone)]
pub struct Tree<'p, 'a> {
    pub page: &'p Outline<'a>,
    pub nodes: Vec<Node>,
}

const BARE: Node = Node {
    tag: "",
    row: u32::MAX,
    parent: NONE,
    first: NONE,
    last: NONE,
    prev: NONE,
    next: NONE,
    start: 0,
    end: 0,
    chars: 0,
    commas: 0,
    class: Says::NOTHING,
    id: Says::NOTHING,
    traits: Traits {
        invisible: false,
        dialog: false,
        unlikely: false,
        author: false,
        inner_link: false,
        blank: false,
        data_table: None,
    },
};

impl<'p, 'a> Tree<'p, 'a> {
    pub fn of(page: &'p Outline<'a>, names: &mut Names<'a>) -> Tree<'p, 'a> {
        let mut tree = Tree { page, nodes: Vec::with_capacity(page.nodes.len() * 2) };
        tree.nodes.push(Node { tag: "body", ..BARE });
        // Open elements: row, end of its text, where its children go.
        let mut open: Vec<(u32, usize, Id)> = vec![(0, usize::MAX, ROOT)];
        let mut at = 0;
        let mut unseen: Option<usize> = None;
        for (row, node) in (0..).zip(&page.nodes).skip(1) {
            // A row beneath an unseen one.
            if unseen.is_some_and(|top| row as usize > top && beneath(page, row as usize, top)) {
                continue;
            }
            unseen = None;
            while open.len() > 1 && open[open.len() - 1].0 != node.parent {
                tree.close(&mut open, &mut at);
            }
            let around = open[open.len() - 1].2;
            let begins = node.start;
            let shown = begins - words_of_attributes(page, node, at);
            tree.text(around, at, shown);
            at = at.max(begins);
            match node.tag {
                "noscript" => {
                    unseen = Some(row as usize);
                    at = at.max(node.end);
                }
                "html" | "head" | "body" => open.push((row, node.end, around)),
                _ => {
                    let id = tree.element(around, row, node, names);
                    open.push((row, node.end, id));
                }
            }
        }
        while open.len() > 1 {
            tree.close(&mut open, &mut at);
        }
        tree.text(ROOT, at, page.text.len());
        tree
    }

    fn close(&mut self, open: &mut Vec<(u32, usize, Id)>, at: &mut usize) {
        if let Some((_, end, id)) = open.pop() {
            self.text(id, *at, end);
            *at = (*at).max(end);
        }
    }

    fn element(&mut self, around: Id, row: u32, node: &Row<'a>, names: &mut Names<'a>) -> Id {
        let mut made = Node { tag: node.tag, row, ..BARE };
        let mut addressed = false;
        for (name, value) in node.attributes.iter() {
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            match name.len() {
                2 if is("id") => made.id = names.says(value),
                3 if is("rel") => made.traits.author |= value == "author",
                3 if is("src") => addressed = true,
                4 if is("role") => match value {
                    "menu" | "menubar" | "complementary" | "navigation" | "alert" | "alertdialog" => {
                        made.traits.unlikely = true;
                    }
                    "dialog" => (made.traits.unlikely, made.traits.dialog) = (true, true),
                    "presentation" => made.traits.data_table = Some(false),
                    _ => {}
                },
                4 if is("href") => made.traits.inner_link = value.len() > 1 && value.starts_with('#'),
                5 if is("class") => made.class = names.says(value),
                5 if is("style") => made.traits.invisible |= hides(value),
                6 if is("hidden") => made.traits.invisible = true,
                6 if is("srcset") => addressed = true,
                7 if is("summary") && node.tag == "table" => {
                    made.traits.data_table = made.traits.data_table.or(Some(true));
                }
                8 if is("itemprop") => made.traits.author |= value.contains("author"),
                11 if is("aria-hidden") => made.traits.invisible |= value == "true",
                _ => addressed |= is("data-src") || is("data-srcset") || value.contains(".jpg"),
            }
        }
        made.traits.blank = node.tag == "img" && !addressed;
        self.add(around, made)
    }

    fn text(&mut self, around: Id, from: usize, to: usize) {
        let Some(piece) = self.page.text.get(from..to) else { return };
        let words = piece.trim();
        if words.is_empty() {
            return;
        }
        let chars = words.chars().count();
        let commas = words.bytes().filter(|&b| b == b',').count();
        let made =
            Node { start: from as u32, end: to as u32, chars: chars as u32, commas: commas as u32, ..BARE };
        self.add(around, made);
    }

    fn add(&mut self, around: Id, node: Node) -> Id {
        let id = self.nodes.len() as Id;
        self.nodes.push(node);
        self.append(around, id);
        id
    }

    /// A new element that stands nowhere yet.
    pub fn make(&mut self, tag: &'static str) -> Id {
        let id = self.nodes.len() as Id;
        self.nodes.push(Node { tag, ..BARE });
        id
    }

    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }

    pub fn tag(&self, id: Id) -> &'static str {
        self.node(id).tag
    }

    pub fn is_text(&self, id: Id) -> bool {
        self.tag(id).is_empty()
    }

    /// What the page says of an element; none for what was made here.
    pub fn row(&self, id: Id) -> Option<&'p Row<'a>> {
        self.page.nodes.get(self.node(id).row as usize)
    }

    pub fn parent(&self, id: Id) -> Option<Id> {
        some(self.node(id).parent)
    }

    pub fn first(&self, id: Id) -> Option<Id> {
        some(self.node(id).first)
    }

    pub fn last(&self, id: Id) -> Option<Id> {
        some(self.node(id).last)
    }

    pub fn next(&self, id: Id) -> Option<Id> {
        some(self.node(id).next)
    }

    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.first(id), |&child| self.next(child))
    }

    pub fn elements(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        self.children(id).filter(|&child| !self.is_text(child))
    }

    /// The elements around it, the nearest first.
    pub fn around(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), |&id| self.parent(id))
    }

    /// The next in the order of the page, below `top`; `deeper`: its children first.
    pub fn follow(&self, id: Id, top: Id, deeper: bool) -> Option<Id> {
        if deeper && let Some(first) = self.first(id) {
            return Some(first);
        }
        let mut at = id;
        while at != top {
            if let Some(next) = self.next(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// All below it, in the order of the page.
    pub fn below(&self, top: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.first(top), move |&id| self.follow(id, top, true))
    }

    /// Walks through all below it: `true` where a node begins, `false` where it ends.
    pub fn walk(&self, top: Id, mut each: impl FnMut(&Node, bool)) {
        let mut at = self.first(top);
        while let Some(id) = at {
            each(self.node(id), true);
            at = self.first(id);
            let mut done = id;
            while at.is_none() && done != top {
                each(self.node(done), false);
                at = self.next(done);
                done = self.parent(done).unwrap_or(top);
            }
        }
    }

    pub fn take_out(&mut self, id: Id) {
        let Node { parent, prev, next, .. } = *self.node(id);
        if parent == NONE {
            return;
        }
        if prev == NONE {
            self.nodes[parent as usize].first = next;
        } else {
            self.nodes[prev as usize].next = next;
        }
        if next == NONE {
            self.nodes[parent as usize].last = prev;
        } else {
            self.nodes[next as usize].prev = prev;
        }
        let node = &mut self.nodes[id as usize];
        (node.parent, node.prev, node.next) = (NONE, NONE, NONE);
    }

    pub fn append(&mut self, around: Id, id: Id) {
        self.take_out(id);
        let last = self.node(around).last;
        let node = &mut self.nodes[id as usize];
        (node.parent, node.prev) = (around, last);
        if last == NONE {
            self.nodes[around as usize].first = id;
        } else {
            self.nodes[last as usize].next = id;
        }
        self.nodes[around as usize].last = id;
    }

    /// Puts a node that stands nowhere before another.
    pub fn put_before(&mut self, place: Id, id: Id) {
        let Node { parent, prev, .. } = *self.node(place);
        let node = &mut self.nodes[id as usize];
        (node.parent, node.prev, node.next) = (parent, prev, place);
        self.nodes[place as usize].prev = id;
        if prev == NONE {
            self.nodes[parent as usize].first = id;
        } else {
            self.nodes[prev as usize].next = id;
        }
    }

    /// Code points of its text.
    pub fn chars(&self, id: Id) -> usize {
        if self.is_text(id) {
            return self.node(id).chars as usize;
        }
        self.below(id).map(|n| self.node(n).chars as usize).sum()
    }

    /// Its text, in the order of the tree, on lines as the page has it.
    pub fn write(&self, top: Id) -> String {
        let mut out = String::new();
        let mut done = 0;
        for id in self.below(top).filter(|&id| self.is_text(id)) {
            let node = self.node(id);
            let (start, end) = (node.start as usize, node.end as usize);
            let mut piece = self.page.text.get(start..end).unwrap_or_default();
            if !out.is_empty() && done != start {
                // Something between them was taken out.
                out.truncate(out.trim_end().len());
                let words = piece.trim_start();
                let between = self.page.text.get(done..end - words.len()).unwrap_or("\n");
                out.push(if between.contains('\n') { '\n' } else { ' ' });
                piece = words;
            }
            out.push_str(piece);
            done = end;
        }
        out
    }
}

fn some(id: Id) -> Option<Id> {
    (id != NONE).then_some(id)
}

fn beneath(page: &Outline, row: usize, top: usize) -> bool {
    let mut at = row;
    while at > top {
        at = page.nodes[at].parent as usize;
    }
    at == top
}

/// Bytes of the text right before a row that stand in its own attributes: words for a picture, words in a field.
fn words_of_attributes(page: &Outline, node: &Row, from: usize) -> usize {
    let shown: &[&str] = match node.tag {
        "img" | "area" => &["alt"],
        "textarea" => &["placeholder"],
        "input" => &["placeholder", "value", "alt"],
        _ => return 0,
    };
    let text = page.text.get(from..node.start).unwrap_or_default();
    let mut rest = text;
    for name in shown.iter().rev() {
        let Some(value) = node.attributes.get(name).filter(|v| !v.is_empty()) else { continue };
        let value = value.split(|c: char| c.is_whitespace() || c == '\0').filter(|w| !w.is_empty());
        let value = value.collect::<Vec<_>>().join(" ");
        rest = rest.trim_end().strip_suffix(&value).unwrap_or(rest);
    }
    text.len() - rest.len()
}

/// Whether a style takes its element out of sight.
fn hides(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    style.split(';').filter_map(|one| one.split_once(':')).any(|(name, value)| {
        let value = value.split_whitespace().next().unwrap_or_default();
        matches!((name.trim(), value), ("display", "none") | ("visibility", "hidden"))
    })
}
