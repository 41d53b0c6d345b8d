//! Takes out of a found article what does not belong to it: buttons for sharing, forms, lists of links, tables that lay
//! out, notes at the side.

use super::grab::{Rules, linked, named};
use super::names::Says;
use super::tree::{Id, ROOT, Tree};

/// Code points from which what calls itself "share" is no button.
const SHARE: usize = 500;
/// Commas of a part that is kept as it is.
const COMMAS: u32 = 10;

pub fn clean(tree: &mut Tree, article: Id, rules: Rules) {
    take(tree, article, |tree, id| {
        let node = tree.node(id);
        node.class.and(node.id).is(Says::SHARE) && tree.chars(id) < SHARE
    });
    mark_tables(tree, article);
    doubtful(tree, article, rules, |tag| matches!(tag, "form" | "fieldset"));
    take(tree, article, |tree, id| {
        let tag = tree.tag(id);
        matches!(
            tag,
            "object"
                | "embed"
                | "footer"
                | "link"
                | "aside"
                | "iframe"
                | "input"
                | "textarea"
                | "select"
                | "button"
        ) || rules.weigh_names && matches!(tag, "h1" | "h2") && named(tree, id) < 0.0
    });
    doubtful(tree, article, rules, |tag| matches!(tag, "table" | "ul" | "div"));
}

/// Takes all that `which` names out.
fn take(tree: &mut Tree, article: Id, which: impl Fn(&Tree, Id) -> bool) {
    let found: Vec<Id> = tree.below(article).filter(|&id| !tree.is_text(id) && which(tree, id)).collect();
    found.into_iter().for_each(|id| tree.take_out(id));
}

/// Takes those of a sort out that look like no text, the innermost first.
fn doubtful(tree: &mut Tree, article: Id, rules: Rules, sort: impl Fn(&str) -> bool) {
    if !rules.clean {
        return;
    }
    let found: Vec<Id> = tree.below(article).filter(|&id| sort(tree.tag(id))).collect();
    for id in found.into_iter().rev() {
        if is_clutter(tree, id, rules.weigh_names) {
            tree.take_out(id);
        }
    }
}

fn is_data_table(tree: &Tree, id: Id) -> bool {
    tree.tag(id) == "table" && tree.node(id).traits.data_table == Some(true)
}

/// What is in a part.
#[derive(Default)]
struct Held {
    chars: usize,
    commas: u32,
    data_table: bool,
    code: bool,
    paragraphs: f32,
    pictures: f32,
    items: f32,
    inputs: f32,
    embedded: usize,
    textish: bool,
    /// Code points of what is in lists and headings; what is in two counts twice.
    in_lists: usize,
    in_headings: usize,
}

impl Held {
    fn of(tree: &Tree, part: Id) -> Held {
        let mut held = Held::default();
        // How many elements of a sort are around what is walked through.
        let (mut lists, mut headings, mut textish) = (0, 0, 0);
        tree.walk(part, |node, begins| {
            let around = match node.tag {
                "ul" | "ol" => Some(&mut lists),
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(&mut headings),
                _ => None,
            };
            for around in around.into_iter().chain(is_textish(node.tag).then_some(&mut textish)) {
                if begins { *around += 1 } else { *around -= 1 }
            }
            if !begins {
                return;
            }
            let chars = node.chars as usize;
            held.chars += chars;
            held.commas += node.commas;
            held.in_lists += lists * chars;
            held.in_headings += headings * chars;
            held.textish |= chars > 0 && textish > 0;
            match node.tag {
                "p" => held.paragraphs += 1.0,
                "img" if !node.traits.blank => held.pictures += 1.0,
                "li" => held.items += 1.0,
                "input" => held.inputs += 1.0,
                "pre" => held.code = true,
                "object" | "embed" | "iframe" => held.embedded += 1,
                "table" => held.data_table |= node.traits.data_table == Some(true),
                _ => {}
            }
        });
        held
    }
}

fn is_textish(tag: &str) -> bool {
    matches!(tag, "blockquote" | "dl" | "div" | "ol" | "p" | "pre" | "table" | "ul" | "span" | "li" | "td")
}

fn is_clutter(tree: &Tree, id: Id, weigh_names: bool) -> bool {
    if is_data_table(tree, id) || tree.around(id).any(|around| is_data_table(tree, around)) {
        return false;
    }
    let held = Held::of(tree, id);
    if held.data_table {
        return false;
    }
    let weight = if weigh_names { named(tree, id) } else { 0.0 };
    if weight < 0.0 {
        return !held.code;
    }
    if held.commas >= COMMAS {
        return false;
    }
    if held.chars < 30 && is_announcement(&tree.write(id)) {
        return true;
    }
    let share = |part: usize| if held.chars == 0 { 0.0 } else { part as f32 / held.chars as f32 };
    let is_list = matches!(tree.tag(id), "ul" | "ol") || share(held.in_lists) > 0.9;
    let clutter = has_signs_of_clutter(tree, id, &held, weight, is_list, share(held.in_headings));
    if is_list && clutter {
        // A list of pictures is a gallery.
        return tree.elements(id).any(|child| tree.elements(child).nth(1).is_some())
            || held.pictures != held.items;
    }
    clutter
}

fn has_signs_of_clutter(
    tree: &Tree,
    id: Id,
    held: &Held,
    weight: f32,
    is_list: bool,
    in_headings: f32,
) -> bool {
    let in_figure = tree.around(id).take_while(|&a| a != ROOT).any(|around| tree.tag(around) == "figure");
    if !in_figure && held.pictures > 1.0 && held.paragraphs / held.pictures < 0.5 {
        return true;
    }
    if !is_list && held.items - 100.0 > held.paragraphs {
        return true;
    }
    if held.inputs > (held.paragraphs / 3.0).floor() {
        return true;
    }
    let linked = linked(tree, id);
    let few = held.chars < 25 && (held.pictures == 0.0 || held.pictures > 2.0);
    if !is_list && !in_figure && few && linked > 0.0 && in_headings < 0.9 {
        return true;
    }
    if !is_list && weight < 25.0 && linked > 0.2 {
        return true;
    }
    if weight >= 25.0 && linked > 0.5 {
        return true;
    }
    if (held.embedded == 1 && held.chars < 75) || held.embedded > 1 {
        return true;
    }
    held.pictures == 0.0 && !held.textish
}

/// What stands where an advertisement or something slow will be.
fn is_announcement(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    matches!(
        text.trim_end_matches(['…', '.']),
        "ad" | "advertising" | "advertisement" | "реклама" | "loading" | "загрузка"
    )
}

/// Tells tables of data from tables that lay a page out.
fn mark_tables(tree: &mut Tree, article: Id) {
    let tables: Vec<Id> = tree.below(article).filter(|&id| tree.tag(id) == "table").collect();
    for table in tables {
        if tree.node(table).traits.data_table.is_none() {
            let data = holds_data(tree, table);
            tree.nodes[table as usize].traits.data_table = Some(data);
        }
    }
}

fn holds_data(tree: &Tree, table: Id) -> bool {
    let (mut rows, mut columns, mut cells, mut nested) = (0, 0, 0, false);
    for id in tree.below(table) {
        match tree.tag(id) {
            "caption" | "col" | "colgroup" | "tfoot" | "thead" | "th" => return true,
            "table" => nested = true,
            "tr" => (rows, cells) = (rows + 1, 0),
            "td" => {
                let wide = tree.row(id).and_then(|row| row.attributes.raw("colspan"));
                let wide = wide.and_then(|wide| wide.trim().parse().ok()).unwrap_or(1_usize);
                cells += wide.clamp(1, 1_000);
                columns = columns.max(cells);
            }
            _ => {}
        }
    }
    if nested || rows == 1 || columns == 1 {
        return false;
    }
    rows >= 10 || columns > 4 || rows * columns > 10
}
