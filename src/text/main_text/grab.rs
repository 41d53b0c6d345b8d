//! Finds the article of a page as Readability does (Mozilla's Readability.js, after its port dom_smoothie 0.19): paragraphs
//! lift the elements around them, names and links count against them, the best takes its like siblings along.
//!
//! Up to four attempts, each stricter rule left out in turn, until one has enough text. Differs where text alone is wanted:
//! pictures, links and markup are not made ready for showing.

use super::clean::clean;
use super::names::{Names, Says};
use super::tree::{Id, ROOT, Tree};
use crate::text::html::outline::Outline;

/// Code points of an article that needs no further attempt.
const ENOUGH: usize = 500;
/// Code points of the shortest paragraph that lifts what is around it.
const PARAGRAPH: usize = 25;
/// Elements around a paragraph that it lifts.
const LIFTED: usize = 5;
const CANDIDATES: usize = 5;
/// Lists of elements around candidates as good as the best that an element must be in to take its place.
const SHARED: usize = 3;

/// Which rules an attempt keeps.
#[derive(Clone, Copy)]
pub struct Rules {
    pub strip_unlikely: bool,
    pub weigh_names: bool,
    pub clean: bool,
}

const ATTEMPTS: [Rules; 4] = [
    Rules { strip_unlikely: true, weigh_names: true, clean: true },
    Rules { strip_unlikely: false, weigh_names: true, clean: true },
    Rules { strip_unlikely: false, weigh_names: false, clean: true },
    Rules { strip_unlikely: false, weigh_names: false, clean: false },
];

/// The article's text; empty when there is none.
pub fn article<'a>(page: &Outline<'a>, names: &mut Names<'a>) -> String {
    let mut untouched = Tree::of(page, names);
    take_byline(&mut untouched);
    join_breaks(&mut untouched);
    let title = title(page);
    let mut best: Option<(usize, String)> = None;
    for rules in ATTEMPTS {
        let mut tree = untouched.clone();
        let article = attempt(&mut tree, rules, &title);
        let chars = tree.chars(article);
        if best.as_ref().is_none_or(|(most, _)| chars > *most) {
            best = Some((chars, tree.write(article)));
        }
        if chars >= ENOUGH {
            break;
        }
    }
    best.map(|(_, text)| text).unwrap_or_default()
}

fn attempt(tree: &mut Tree, rules: Rules, title: &str) -> Id {
    let paragraphs = super::collect::paragraphs(tree, rules.strip_unlikely, title);
    let mut scores = Scores { of: vec![None; tree.nodes.len()], weigh_names: rules.weigh_names };
    let candidates = scores.candidates(tree, &paragraphs);
    let (best, all) = match candidates.first() {
        Some(&best) if best != ROOT => (scores.common(tree, best, &candidates), false),
        _ => {
            let all = tree.make("div");
            let children: Vec<Id> = tree.children(ROOT).collect();
            children.into_iter().for_each(|child| tree.append(all, child));
            tree.append(ROOT, all);
            (all, true)
        }
    };
    let best = if all { best } else { outermost(tree, best) };
    let score = match scores.get(best) {
        Some(score) => score,
        None => weight(tree, best, rules.weigh_names),
    };
    let article = scores.with_siblings(tree, best, score);
    clean(tree, article, rules);
    article
}

/// Where it is the only element of its parent, the parent.
fn outermost(tree: &Tree, mut best: Id) -> Id {
    while let Some(parent) = tree.parent(best).filter(|&parent| parent != ROOT)
        && tree.elements(parent).nth(1).is_none()
    {
        best = parent;
    }
    best
}

struct Scores {
    of: Vec<Option<f32>>,
    weigh_names: bool,
}

impl Scores {
    fn get(&self, id: Id) -> Option<f32> {
        self.of.get(id as usize).copied().flatten()
    }

    /// The best few, the best first.
    fn candidates(&mut self, tree: &Tree, paragraphs: &[Id]) -> Vec<Id> {
        let mut order: Vec<Id> = Vec::new();
        for &paragraph in paragraphs {
            let chars = tree.chars(paragraph);
            if chars < PARAGRAPH {
                continue;
            }
            let score = (2 + commas(tree, paragraph) + (chars / 100).min(3)) as f32;
            for (level, around) in tree.around(paragraph).take(LIFTED).enumerate() {
                let share = match level {
                    0 => score,
                    1 => score / 2.0,
                    _ => score / (level * 3) as f32,
                };
                let so_far = &mut self.of[around as usize];
                match so_far {
                    Some(so_far) => *so_far += share,
                    None => {
                        order.push(around);
                        *so_far = Some(share + weight(tree, around, self.weigh_names));
                    }
                }
            }
        }
        let mut scored: Vec<(Id, f32)> = Vec::new();
        for id in order {
            let base = self.get(id).unwrap_or_default();
            if base <= 0.0 {
                self.of[id as usize] = None;
                continue;
            }
            let score = if base > 5.0 { base * (1.0 - linked(tree, id)) } else { base };
            self.of[id as usize] = Some(score);
            scored.push((id, score));
        }
        scored.sort_by(|a, b| b.1.total_cmp(&a.1));
        scored.into_iter().take(CANDIDATES).map(|(id, _)| id).collect()
    }

    /// What is around several candidates as good as the best, or around the best with a higher score.
    fn common(&self, tree: &Tree, best: Id, candidates: &[Id]) -> Id {
        let score = self.get(best).unwrap_or_default();
        let good = |id: &&Id| self.get(**id).unwrap_or_default() / score >= 0.75;
        let others: Vec<Id> = candidates.iter().skip(1).filter(good).copied().collect();
        let mut best = best;
        if others.len() > SHARED {
            let shared = |around: &Id| {
                others.iter().filter(|&&other| tree.around(other).any(|a| a == *around)).count() >= SHARED
            };
            let around = tree.around(best).take_while(|&around| around != ROOT).find(shared);
            best = around.unwrap_or(best);
        }
        let mut last = self.get(best).unwrap_or_else(|| weight(tree, best, self.weigh_names));
        let least = last / 3.0;
        for around in tree.around(best).take_while(|&around| around != ROOT) {
            let Some(score) = self.get(around) else { continue };
            if score < least {
                break;
            }
            if score > last {
                return around;
            }
            last = score;
        }
        best
    }

    /// An element with the best and those beside it that belong to it: what a teaser or an advertisement cut off.
    fn with_siblings(&self, tree: &mut Tree, best: Id, score: f32) -> Id {
        let least = (score * 0.2).max(10.0);
        let parent = tree.parent(best).unwrap_or(ROOT);
        let class = |tree: &Tree, id: Id| {
            tree.row(id).and_then(|row| row.attributes.raw("class")).unwrap_or_default().to_owned()
        };
        let named = class(tree, best);
        let article = tree.make("div");
        for sibling in tree.elements(parent).collect::<Vec<_>>() {
            let belongs = sibling == best || {
                let like = !named.is_empty() && class(tree, sibling) == named;
                let bonus = if like { score * 0.2 } else { 0.0 };
                match self.get(sibling).filter(|&own| own > 0.0) {
                    Some(own) => own + bonus >= least,
                    None => tree.tag(sibling) == "p" && is_paragraph(tree, sibling),
                }
            };
            if belongs {
                if !matches!(tree.tag(sibling), "article" | "section" | "p" | "ol" | "ul") {
                    tree.nodes[sibling as usize].tag = "div";
                }
                tree.append(article, sibling);
            }
        }
        tree.append(parent, article);
        article
    }
}

fn is_paragraph(tree: &Tree, id: Id) -> bool {
    let (chars, linked) = (tree.chars(id), linked(tree, id));
    if chars > 80 {
        return linked < 0.25;
    }
    let text = tree.write(id);
    let text = text.trim();
    chars > 0 && chars < 80 && linked == 0.0 && (text.ends_with('.') || text.contains(". "))
}

fn commas(tree: &Tree, id: Id) -> usize {
    tree.below(id).map(|n| tree.node(n).commas as usize).sum()
}

/// What its tag and its names are worth.
fn weight(tree: &Tree, id: Id, weigh_names: bool) -> f32 {
    let tag = match tree.tag(id) {
        "div" => 5.0,
        "pre" | "td" | "blockquote" => 3.0,
        "address" | "ol" | "ul" | "dl" | "dd" | "dt" | "li" | "form" => -3.0,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" => -5.0,
        _ => 0.0,
    };
    if weigh_names { tag + named(tree, id) } else { tag }
}

/// What its names are worth.
pub fn named(tree: &Tree, id: Id) -> f32 {
    let node = tree.node(id);
    let mut weight = 0.0;
    for says in [node.class, node.id] {
        if says.is(Says::AGAINST) {
            weight -= 25.0;
        }
        if says.is(Says::FOR) {
            weight += 25.0;
        }
    }
    weight
}

/// The share of its text that is links; links within the page count less.
pub fn linked(tree: &Tree, id: Id) -> f32 {
    // In tenths, because links may be within links.
    let (mut around, mut links, mut chars) = (0, 0, 0);
    tree.walk(id, |node, begins| {
        if node.tag == "a" {
            let worth = if node.traits.inner_link { 3 } else { 10 };
            if begins { around += worth } else { around -= worth }
        }
        if begins {
            chars += node.chars as usize;
            links += around * node.chars as usize;
        }
    });
    if links == 0 { 0.0 } else { links as f32 / 10.0 / chars as f32 }
}

/// What the page calls itself, to leave the heading that repeats it out.
fn title(page: &Outline) -> String {
    crate::text::html::meta::content(page, &["dc.title", "dcterms.title", "og:title", "twitter:title"])
        .unwrap_or_else(|| page.title.clone())
}

/// The first line that says who wrote it, where the head does not.
fn take_byline(tree: &mut Tree) {
    let page = tree.page;
    let said = page.data.iter().any(|data| data.contains("\"author\""))
        || crate::text::html::meta::content(
            page,
            &["author", "dc.creator", "dcterms.creator", "parsely-author"],
        )
        .is_some();
    if said {
        return;
    }
    let found = tree.below(ROOT).find(|&id| {
        let node = tree.node(id);
        (node.traits.author || node.class.and(node.id).is(Says::BYLINE)) && (1..100).contains(&tree.chars(id))
    });
    if let Some(byline) = found {
        tree.take_out(byline);
    }
}

/// Two breaks and more begin a paragraph.
fn join_breaks(tree: &mut Tree) {
    let breaks: Vec<Id> = tree.below(ROOT).filter(|&id| tree.tag(id) == "br").collect();
    for one in breaks {
        if tree.parent(one).is_none() {
            continue;
        }
        let mut several = false;
        while let Some(next) = tree.next(one).filter(|&next| tree.tag(next) == "br") {
            several = true;
            tree.take_out(next);
        }
        if !several {
            continue;
        }
        let paragraph = tree.make("p");
        tree.put_before(one, paragraph);
        tree.take_out(one);
        while let Some(next) = tree.next(paragraph) {
            let parted =
                tree.tag(next) == "br" && tree.next(next).is_some_and(|after| tree.tag(after) == "br");
            if parted || !super::collect::is_phrase(tree, next) {
                break;
            }
            tree.append(paragraph, next);
        }
        super::collect::trim_end(tree, paragraph);
        if let Some(parent) = tree.parent(paragraph).filter(|&parent| tree.tag(parent) == "p") {
            tree.nodes[parent as usize].tag = "div";
        }
    }
}
