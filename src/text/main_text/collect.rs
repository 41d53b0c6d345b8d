//! Which elements of a page are its paragraphs: hidden and unlikely parts are taken out on the way, and what stands in a
//! `<div>` without a paragraph of its own gets one.

use std::collections::HashSet;

use super::grab::linked;
use super::names::Says;
use super::tree::{Id, ROOT, Tree};

/// Elements around an unlikely one that are looked at for a table or code.
const LOOKED_UP: usize = 3;
/// Share of a title's letters in words of a heading that makes the heading its repetition.
const SAME: f64 = 0.75;

/// The paragraphs, in the order of the page; some may have been taken out with what was around them since.
pub fn paragraphs(tree: &mut Tree, strip_unlikely: bool, title: &str) -> Vec<Id> {
    let mut found: Vec<Id> = Vec::new();
    let mut title = Some(title).filter(|title| !title.is_empty());
    let mut next = element(tree, tree.follow(ROOT, ROOT, true));
    while let Some(mut id) = next {
        let tag = tree.tag(id);
        if tag == "svg" {
            next = element(tree, tree.follow(id, ROOT, false));
            continue;
        }
        let repeats = |tree: &Tree, title: Option<&str>| {
            matches!(tag, "h1" | "h2") && title.is_some_and(|title| alike(title, &tree.write(id)) > SAME)
        };
        let node = tree.node(id);
        let mut out = node.traits.invisible || tag == "dialog" || (node.traits.dialog && modal(tree, id));
        if !out && repeats(tree, title) {
            (title, out) = (None, true);
        }
        out = out
            || strip_unlikely && (node.traits.unlikely || is_unlikely(tree, id))
            || may_be_empty(tag) && is_empty(tree, id);
        if out {
            next = element(tree, tree.follow(id, ROOT, false));
            tree.take_out(id);
            continue;
        }
        if matches!(tag, "section" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "td" | "pre") {
            found.push(id);
        }
        if tag == "div" {
            wrap_phrases(tree, id);
            match only_paragraph(tree, id).filter(|_| linked(tree, id) < 0.25) {
                Some(paragraph) => {
                    tree.take_out(paragraph);
                    tree.put_before(id, paragraph);
                    tree.take_out(id);
                    found.push(paragraph);
                    id = paragraph;
                }
                None if !tree.below(id).any(|n| is_block(tree.tag(n))) => {
                    tree.nodes[id as usize].tag = "p";
                    found.push(id);
                }
                None => {}
            }
        }
        next = element(tree, tree.follow(id, ROOT, true));
    }
    found
}

/// This one, or the next that is an element.
fn element(tree: &Tree, mut at: Option<Id>) -> Option<Id> {
    while let Some(id) = at.filter(|&id| tree.is_text(id)) {
        at = tree.follow(id, ROOT, false);
    }
    at
}

fn modal(tree: &Tree, id: Id) -> bool {
    tree.row(id).and_then(|row| row.attributes.raw("aria-modal")) == Some("true")
}

fn is_unlikely(tree: &Tree, id: Id) -> bool {
    let node = tree.node(id);
    let says = node.class.and(node.id);
    node.tag != "a"
        && says.is(Says::UNLIKELY)
        && !says.is(Says::MAYBE)
        && !tree.around(id).take(LOOKED_UP).any(|around| matches!(tree.tag(around), "table" | "code"))
}

fn may_be_empty(tag: &str) -> bool {
    matches!(tag, "div" | "section" | "header" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Without words, and without elements but breaks.
fn is_empty(tree: &Tree, id: Id) -> bool {
    if tree.below(id).any(|n| tree.is_text(n)) {
        return false;
    }
    let breaks = tree.below(id).filter(|&n| matches!(tree.tag(n), "br" | "hr")).count();
    tree.elements(id).count() == breaks
}

fn is_block(tag: &str) -> bool {
    matches!(tag, "blockquote" | "dl" | "div" | "img" | "ol" | "p" | "pre" | "table" | "ul")
}

/// Whether it goes on within a paragraph.
pub fn is_phrase(tree: &Tree, id: Id) -> bool {
    match tree.tag(id) {
        "abbr" | "audio" | "b" | "bdo" | "br" | "button" | "cite" | "code" | "data" | "datalist" | "dfn"
        | "em" | "embed" | "font" | "i" | "img" | "input" | "kbd" | "label" | "mark" | "math" | "meter"
        | "object" | "output" | "progress" | "q" | "ruby" | "samp" | "script" | "select" | "small"
        | "span" | "strong" | "sub" | "sup" | "textarea" | "time" | "var" | "wbr" | "" => true,
        "a" | "del" | "ins" => {
            tree.first(id).is_some() && tree.children(id).all(|child| is_phrase(tree, child))
        }
        _ => false,
    }
}

/// Runs of phrases between blocks become paragraphs.
fn wrap_phrases(tree: &mut Tree, around: Id) {
    let mut at = tree.first(around);
    while let Some(id) = at {
        at = tree.next(id);
        if tree.tag(id) == "br" || !is_phrase(tree, id) {
            continue;
        }
        let paragraph = tree.make("p");
        tree.put_before(id, paragraph);
        tree.append(paragraph, id);
        while let Some(next) = at.filter(|&next| is_phrase(tree, next)) {
            at = tree.next(next);
            tree.append(paragraph, next);
        }
        trim_end(tree, paragraph);
    }
}

/// Takes breaks out of an end.
pub fn trim_end(tree: &mut Tree, id: Id) {
    while let Some(last) = tree.last(id).filter(|&last| tree.tag(last) == "br") {
        tree.take_out(last);
    }
}

/// The one child, when it is a paragraph.
fn only_paragraph(tree: &Tree, id: Id) -> Option<Id> {
    let first = tree.first(id)?;
    (tree.tag(first) == "p" && tree.next(first).is_none()).then_some(first)
}

/// The share of the second's letters that stand in words of the first.
fn alike(first: &str, second: &str) -> f64 {
    let (first, second) = (first.to_lowercase(), second.trim().to_lowercase());
    if !second.is_empty() && first.contains(&second) {
        return 1.0;
    }
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let had: HashSet<String> = words(&first).into_iter().collect();
    let (mut all, mut new) = (0, 0);
    for word in words(&second) {
        all += word.chars().count();
        new += if had.contains(&word) { 0 } else { word.chars().count() };
    }
    if all == 0 { 0.0 } else { 1.0 - f64::from(new as u32) / f64::from(all as u32) }
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn headings_repeat_titles() {
        assert_eq!(alike("Утечка базы | Новости", "Утечка базы"), 1.0);
        assert!(alike("Утечка базы данных", "Базы данных: утечка") > 0.75);
        assert!(alike("Утечка базы данных", "Погода на завтра") < 0.1);
        assert_eq!((alike("", "x"), alike("x", ""), alike("x", "—")), (0.0, 0.0, 0.0));
    }
}
