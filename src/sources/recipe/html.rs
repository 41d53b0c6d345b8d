//! Places on an HTML page: `.post` is an element, `time@datetime` an attribute of the first `time` inside the post, `@id`
//! one of the post itself.
//!
//! `a | b` is the first of them that is there and says something; `$ link[rel=canonical]@href` is looked for on the whole
//! page instead of inside the post; `td ^ Price` is what follows the label "Price", in that element or in the next one;
//! `{a@href}?view=flat` puts a value into a text.

use scraper::node::Element;
use scraper::{ElementRef, Node, Selector};

use super::{Format, MOST, ONWARD};
use crate::model::Said;
use crate::said;

/// Elements that set off a part of a word or line, such as the hit of a search (`hlword` in XML of Yandex).
const WITHIN: &[&str] = &["b", "em", "hlword", "i", "mark", "strong", "u", "wbr"];
/// Those around a word that are looked at.
const DEEPEST_WITHIN: usize = 8;
/// Nodes of an element among which its label stands.
const LABEL_NODES: usize = 16;

/// Levels of a page's nodes on average: pages that people read have ten to thirty.
const DEEP: usize = 48;
/// Nodes of a page whose depth does not matter.
const FEW: usize = 4_000;

#[derive(Debug)]
pub(in crate::sources) struct Html;

/// Places in the order in which they are tried.
#[derive(Debug, Clone)]
pub(in crate::sources) struct Pick(Vec<Place>);

/// A selector and what of its first match is meant.
#[derive(Debug, Clone)]
struct Place {
    /// On the whole page, not only inside the row or post.
    of_page: bool,
    /// None: the element itself.
    selector: Option<Selector>,
    what: What,
    /// What is written before and after the value.
    around: (String, String),
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Text,
    Attribute(String),
    /// What stands behind this label, which is in lower case.
    Behind(String),
    /// Nothing on the page: it is as it is written.
    Written,
}

impl Format for Html {
    type Items = Selector;
    type Pick = Pick;
    type Node<'p> = ElementRef<'p>;
    const APART: bool = false;

    fn items(text: &str) -> Result<Selector, Said> {
        Selector::parse(text).map_err(|_| no_selector(text))
    }

    fn pick(text: &str) -> Result<Pick, Said> {
        Ok(Pick(text.split(" | ").map(Place::read).collect::<Result<_, _>>()?))
    }

    fn all<'p>(root: Self::Node<'p>, items: &Selector) -> Option<Vec<Self::Node<'p>>> {
        let found: Vec<ElementRef> = root.select(items).take(MOST + 1).collect();
        (!found.is_empty()).then_some(found)
    }

    fn value(node: ElementRef<'_>, pick: &Pick) -> Option<String> {
        pick.0.iter().find_map(|place| place.value(node))
    }

    fn words(node: ElementRef<'_>, pick: Option<&Pick>) -> String {
        let place = pick.and_then(|pick| pick.0.iter().find_map(|place| place.element(node)));
        place.unwrap_or(node).html()
    }

    fn all_of(node: ElementRef<'_>) -> String {
        text_of(node)
    }

    fn leads(pick: &Pick) -> bool {
        pick.0.iter().any(|place| place.what == What::Attribute("href".to_owned()))
    }

    /// `:has()` asks every element about all below it: as many questions as all elements have others around them.
    fn deep(root: ElementRef<'_>) -> bool {
        let nodes = root.descendants().count();
        let mut left = nodes.saturating_mul(DEEP);
        // A small page is soon looked through however deep it is.
        nodes > FEW
            && root.descendants().any(|node| {
                let depth = node.ancestors().count();
                let over = depth > left;
                left = left.saturating_sub(depth);
                over
            })
    }

    fn size(node: ElementRef<'_>, most: usize) -> usize {
        node.descendants().take(most).count()
    }
}

impl Place {
    /// `selector`, `selector@attribute`, `@attribute` or `selector ^ label`, each with `$ ` before it or not.
    fn read(text: &str) -> Result<Place, Said> {
        let text = text.trim();
        if let Some((before, rest)) = text.split_once('{') {
            let closed = rest.rsplit_once('}').filter(|(inner, _)| !inner.contains('{'));
            let (inner, after) = closed.ok_or_else(|| no_selector(text))?;
            let place = Place::read(inner)?;
            return Ok(Place { around: (before.to_owned(), after.to_owned()), ..place });
        }
        let (of_page, text) = match text.strip_prefix("$ ") {
            Some(rest) => (true, rest.trim()),
            None => (false, text),
        };
        if text.starts_with(ONWARD) {
            let around = (text.to_owned(), String::new());
            return Ok(Place { of_page, selector: None, what: What::Written, around });
        }
        let around = <(String, String)>::default();
        if let Some((selector, label)) = text.split_once(" ^ ") {
            let what = What::Behind(label.trim().to_lowercase());
            return Ok(Place { of_page, selector: Some(Html::items(selector.trim())?), what, around });
        }
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let (selector, what) = match text.rsplit_once('@') {
            Some((selector, name)) if is_name(name) => {
                (selector.trim(), What::Attribute(name.to_ascii_lowercase()))
            }
            _ => (text, What::Text),
        };
        let itself = selector.is_empty() && what != What::Text;
        let selector = if itself { None } else { Some(Html::items(selector)?) };
        Ok(Place { of_page, selector, what, around })
    }

    fn element<'a>(&self, within: ElementRef<'a>) -> Option<ElementRef<'a>> {
        let within = if self.of_page {
            within.ancestors().filter_map(ElementRef::wrap).last().unwrap_or(within)
        } else {
            within
        };
        let Some(selector) = &self.selector else { return Some(within) };
        let mut found = within.select(selector);
        match &self.what {
            What::Behind(label) => found.find(|element| begins(*element, label)),
            _ => found.next(),
        }
    }

    fn value(&self, within: ElementRef<'_>) -> Option<String> {
        let element = self.element(within)?;
        let value = match &self.what {
            What::Text => text_of(element),
            What::Attribute(name) => element.attr(name)?.split_whitespace().collect::<Vec<_>>().join(" "),
            What::Behind(label) => behind(element, label),
            What::Written => String::new(),
        };
        let (before, after) = &self.around;
        if self.what == What::Written {
            return Some(before.clone());
        }
        Some(value).filter(|v| !v.is_empty()).map(|v| format!("{before}{v}{after}"))
    }
}

fn no_selector(text: &str) -> Said {
    said!("recipe.selector", "`{text}` is no CSS selector", "— не селектор CSS: `{text}`", text)
}

/// The words of an element in one line; what is only set off within a word does not part it.
fn text_of(element: ElementRef<'_>) -> String {
    let (mut text, mut last) = (String::new(), None);
    for node in element.descendants() {
        match node.value() {
            Node::Text(words) => {
                let is_within = |e: &Element| WITHIN.contains(&e.name());
                let around = node.ancestors().take(DEEPEST_WITHIN);
                let mut of =
                    around.skip_while(|n| n.value().as_element().is_some_and(is_within)).map(|n| n.id());
                let of = of.next();
                if last.replace(of) != Some(of) {
                    text.push(' ');
                }
                text.push_str(words);
            }
            // What stands before and after `<br>` is in one element.
            Node::Element(element) if !WITHIN.contains(&element.name()) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the element's words begin with a label. Looks at its first nodes alone: elements may be nested deeply.
fn begins(element: ElementRef<'_>, label: &str) -> bool {
    let nodes = element.descendants().take(LABEL_NODES);
    let mut words = nodes.filter_map(|n| n.value().as_text()).flat_map(|text| text.split_whitespace());
    let mut label = label.split_whitespace().peekable();
    while let Some(wanted) = label.next() {
        let Some(word) = words.next() else { return false };
        let word = word.to_lowercase();
        // The last word of a label may have its value behind it: "Price:5000".
        let fits = if label.peek().is_some() { word == wanted } else { is_label(&word, wanted) };
        if !fits {
            return false;
        }
    }
    true
}

fn is_label(word: &str, wanted: &str) -> bool {
    word.strip_prefix(wanted).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The rest of the element's words, or those of the element that follows it.
fn behind(element: ElementRef<'_>, label: &str) -> String {
    let own = text_of(element);
    let length = label.split_whitespace().map(|word| word.chars().count() + 1).sum::<usize>().max(1) - 1;
    let rest: String = own.chars().skip(length).collect();
    let rest = rest.trim_start_matches([':', ' ', '-', '\u{2013}', '\u{2014}', '.']).trim();
    if !rest.is_empty() {
        return rest.to_owned();
    }
    element.next_siblings().find_map(ElementRef::wrap).map(text_of).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use scraper::Html as Dom;

    use super::*;

    #[test]
    fn picks_lead_to_values() {
        let page = Dom::parse_document(
            "<head><link rel=canonical href=/x></head><div id=a class=post><a href='/u'> Ivan  P </a>\
             <table><tr><td>Цена:</td><td><b>5 000</b> руб.</td></tr><tr><td>Ценность</td><td>1</td></tr></table>\
             <h4>ivan@<b>exam</b><wbr>ple.test<i>,</i> x<br>y<span>z</span></h4><ul><li>Телефон — 8 800</li><li>City of origin: Perm</li><li>Empty:</ul><i title=''></i></div>",
        );
        let posts = Html::items(".post").expect("a selector");
        let post = Html::all(page.root_element(), &posts).expect("a post")[0];
        for (pick, expected) in [
            ("a", Some("Ivan P")),
            ("a@href", Some("/u")),
            ("@id", Some("a")),
            ("h4", Some("ivan@example.test, x y z")),
            ("b | a", Some("5 000")),
            (".none | i@title | a@href", Some("/u")),
            ("link@href", None),
            ("$ link[rel=canonical]@href", Some("/x")),
            ("td ^ цена", Some("5 000 руб.")),
            ("td ^ Ценность", Some("1")),
            ("li ^ Телефон", Some("8 800")),
            ("li ^ city of origin", Some("Perm")),
            ("{a@href}?nojs=1 | b", Some("/u?nojs=1")),
            ("/x{i@title}", None),
            ("&page+=1", Some("&page+=1")),
            ("li ^ Empty", None),
            ("li ^ Other", None),
        ] {
            let read = Html::pick(pick).expect("a pick");
            assert_eq!(Html::value(post, &read).as_deref(), expected, "{pick}");
        }
        for wrong in ["", "a[", "a | ", "$ ", "] ^ Price", "{a", "{}x", "{{a}}"] {
            assert!(Html::pick(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn hostile_pages_are_read_in_linear_time() {
        let deep = "<div>".repeat(4_000);
        let page = Dom::parse_document(&deep);
        let pick = Html::pick("div ^ Price | td ^ Price").expect("a pick");
        assert_eq!(Html::value(page.root_element(), &pick), None);
        let many = "<li>Price".repeat(4_000);
        let page = Dom::parse_document(&many);
        let pick = Html::pick("li ^ Price").expect("a pick");
        assert_eq!(Html::value(page.root_element(), &pick).as_deref(), Some("Price"));
    }
}
