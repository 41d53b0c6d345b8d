//! Places on an HTML page: `.post` is an element, `time@datetime` an attribute of the first `time` inside the post, `@id`
//! one of the post itself.

use scraper::{ElementRef, Selector};

use super::{Format, MOST};
use crate::model::Said;
use crate::said;

#[derive(Debug)]
pub(in crate::sources) struct Html;

/// A selector and what of its first match is meant.
#[derive(Debug, Clone)]
pub(in crate::sources) struct Pick {
    /// None: the element itself.
    selector: Option<Selector>,
    /// None: its text.
    attribute: Option<String>,
}

impl Format for Html {
    type Items = Selector;
    type Pick = Pick;
    type Node<'p> = ElementRef<'p>;
    const APART: bool = false;

    fn items(text: &str) -> Result<Selector, Said> {
        Selector::parse(text).map_err(|_| {
            said!("recipe.selector", "`{text}` is no CSS selector", "— не селектор CSS: `{text}`", text)
        })
    }

    /// `selector`, `selector@attribute` or `@attribute`.
    fn pick(text: &str) -> Result<Pick, Said> {
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let (selector, attribute) = match text.rsplit_once('@') {
            Some((selector, name)) if is_name(name) => (selector.trim(), Some(name.to_ascii_lowercase())),
            _ => (text.trim(), None),
        };
        let selector =
            if selector.is_empty() && attribute.is_some() { None } else { Some(Html::items(selector)?) };
        Ok(Pick { selector, attribute })
    }

    fn all<'p>(root: Self::Node<'p>, items: &Selector) -> Option<Vec<Self::Node<'p>>> {
        let found: Vec<ElementRef> = root.select(items).take(MOST + 1).collect();
        (!found.is_empty()).then_some(found)
    }

    fn value(node: ElementRef<'_>, pick: &Pick) -> Option<String> {
        let element = pick.element(node)?;
        let value = match &pick.attribute {
            Some(name) => element.attr(name)?.to_owned(),
            None => element.text().collect::<Vec<_>>().join(" "),
        };
        Some(value.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|v| !v.is_empty())
    }

    fn words(node: ElementRef<'_>, pick: Option<&Pick>) -> String {
        pick.and_then(|pick| pick.element(node)).unwrap_or(node).html()
    }

    fn all_of(node: ElementRef<'_>) -> String {
        node.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }
}

impl Pick {
    fn element<'a>(&self, within: ElementRef<'a>) -> Option<ElementRef<'a>> {
        match &self.selector {
            None => Some(within),
            Some(selector) => within.select(selector).next(),
        }
    }
}
