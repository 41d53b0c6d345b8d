//! Places in a JSON answer: paths, and templates of them.
//!
//! `user.name` is a member of a member, `list[0]` and `list[-1]` an element, `list[]` each (in `item` alone), and
//! `included[type=users][id=@user.id]` the first element with these members, where `@` takes the value from the post; a
//! list `entry?[]` that is left out is an empty one. A path begins at the row or post, with `$.` at the whole answer.
//! `/t/{slug}/{id}` puts values into a text, and `a.b | c` is the first of them that is there.

use serde_json::Value;

use super::{Format, MOST};
use crate::model::Said;
use crate::said;

#[derive(Debug)]
pub(in crate::sources) struct Json;

/// A place in an answer, and the answer.
#[derive(Debug, Clone, Copy)]
pub(in crate::sources) struct Node<'p> {
    root: &'p Value,
    at: &'p Value,
}

impl<'p> Node<'p> {
    pub fn root(root: &'p Value) -> Node<'p> {
        Node { root, at: root }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sources) struct Path {
    from_root: bool,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Member(String),
    /// One that is left out where the list in it is empty.
    Perhaps(String),
    /// From the end when it is negative.
    Element(i64),
    Each,
    /// The first element whose members have these values.
    Where(Vec<(String, Wanted)>),
}

#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    Word(String),
    Of(Path),
}

/// Parts that are put together; the first alternative whose every path leads to a value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sources) struct Pick(Vec<Vec<Part>>);

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Word(String),
    Of(Path),
}

impl Format for Json {
    type Items = Path;
    type Pick = Pick;
    type Node<'p> = Node<'p>;
    const APART: bool = true;

    fn items(text: &str) -> Result<Path, Said> {
        let path = path(text)?;
        if path.steps.contains(&Step::Each) {
            return Ok(path);
        }
        Err(said!(
            "recipe.each",
            "`{text}` names one value; `{text}[]` are the elements of a list",
            "`{text}` — одно значение; элементы списка — `{text}[]`",
            text
        ))
    }

    fn pick(text: &str) -> Result<Pick, Said> {
        let alternatives = text.split(" | ").map(|one| {
            let parts = parts(one.trim())?;
            let each = parts.iter().any(|p| matches!(p, Part::Of(path) if path.steps.contains(&Step::Each)));
            if each {
                return Err(said!(
                    "recipe.one",
                    "`{text}` names a list; one value is meant here, such as `[0]`",
                    "`{text}` — список, а здесь нужно одно значение, например `[0]`",
                    text
                ));
            }
            Ok(parts)
        });
        Ok(Pick(alternatives.collect::<Result<_, _>>()?))
    }

    fn all<'p>(root: Self::Node<'p>, items: &Path) -> Option<Vec<Self::Node<'p>>> {
        let mut found = Vec::new();
        let there = each(root, root.at, &items.steps, &mut found);
        there.then_some(found)
    }

    fn value(node: Node<'_>, pick: &Pick) -> Option<String> {
        let text = whole(node, pick)?;
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|v| !v.is_empty())
    }

    fn words(node: Node<'_>, pick: Option<&Pick>) -> String {
        match pick {
            Some(pick) => whole(node, pick).unwrap_or_default(),
            None => node.at.to_string(),
        }
    }

    fn all_of(node: Node<'_>) -> String {
        node.at.to_string()
    }

    fn leads(_: &Pick) -> bool {
        false
    }

    fn deep(_: Node<'_>) -> bool {
        false
    }

    fn size(_: Node<'_>, _: usize) -> usize {
        1
    }
}

fn whole(node: Node<'_>, pick: &Pick) -> Option<String> {
    pick.0.iter().find_map(|parts| {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Word(word) => text += word,
                Part::Of(path) => text += &shown(find(node, path)?)?,
            }
        }
        Some(text).filter(|text| !text.trim().is_empty())
    })
}

/// Whether the list is there.
fn each<'p>(node: Node<'p>, at: &'p Value, steps: &[Step], found: &mut Vec<Node<'p>>) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        if found.len() <= MOST {
            found.push(Node { root: node.root, at });
        }
        return true;
    };
    if let Step::Perhaps(name) = step
        && at.is_object()
        && at.get(name).is_none()
    {
        return true;
    }
    if *step != Step::Each {
        return one(node, at, step).is_some_and(|at| each(node, at, rest, found));
    }
    match at {
        Value::Array(list) => {
            for element in list {
                each(node, element, rest, found);
            }
            true
        }
        // Lists that are kept as objects by their keys.
        Value::Object(map) => {
            for element in map.values() {
                each(node, element, rest, found);
            }
            true
        }
        _ => false,
    }
}

fn find<'p>(node: Node<'p>, path: &Path) -> Option<&'p Value> {
    let from = if path.from_root { node.root } else { node.at };
    path.steps.iter().try_fold(from, |at, step| one(node, at, step))
}

fn one<'p>(node: Node<'p>, at: &'p Value, step: &Step) -> Option<&'p Value> {
    match step {
        Step::Member(name) | Step::Perhaps(name) => at.get(name),
        Step::Element(n) => {
            let count = at.as_array().map(Vec::len).or(at.as_object().map(|map| map.len()))?;
            let n = if *n < 0 { count.checked_sub(n.unsigned_abs() as usize)? } else { *n as usize };
            // Lists that are kept as objects by their keys, too.
            at.as_array().map_or_else(|| at.as_object()?.values().nth(n), |list| list.get(n))
        }
        Step::Where(conditions) => {
            let wanted: Vec<(&str, String)> = conditions
                .iter()
                .map(|(name, wanted)| {
                    let value = match wanted {
                        Wanted::Word(word) => word.clone(),
                        Wanted::Of(path) => shown(find(node, path)?)?,
                    };
                    Some((name.as_str(), value))
                })
                .collect::<Option<_>>()?;
            let fits = |e: &&Value| {
                wanted.iter().all(|(name, value)| e.get(name).and_then(shown).is_some_and(|v| v == *value))
            };
            at.as_array()?.iter().find(fits)
        }
        Step::Each => None,
    }
}

/// A value as a text; none of objects and of nothing.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Array(list) => {
            let all: Vec<String> = list.iter().filter(|v| !v.is_array()).filter_map(shown).collect();
            Some(all.join(", ")).filter(|text| !text.is_empty())
        }
        Value::Null | Value::Object(_) => None,
    }
}

fn parts(text: &str) -> Result<Vec<Part>, Said> {
    if !text.contains('{') {
        return Ok(vec![Part::Of(path(text)?)]);
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inner, after)) = after.split_once('}') else {
            return Err(said!(
                "recipe.brace",
                "`{text}`: a `{brace}` is not closed",
                "`{text}`: скобка `{brace}` не закрыта",
                text,
                brace = "{"
            ));
        };
        if !before.is_empty() {
            parts.push(Part::Word(before.to_owned()));
        }
        parts.push(Part::Of(path(inner)?));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Word(rest.to_owned()));
    }
    Ok(parts)
}

fn path(text: &str) -> Result<Path, Said> {
    let wrong = || {
        said!(
            "recipe.path",
            "`{text}` is no path into JSON, such as `user.name` or `posts[]`",
            "— не путь в JSON вроде `user.name` или `posts[]`: `{text}`",
            text
        )
    };
    let text_ = text.trim();
    let (from_root, rest) = match text_.strip_prefix('$') {
        Some(rest) => (true, rest.strip_prefix('.').unwrap_or(rest)),
        None => (false, text_),
    };
    let mut steps = Vec::new();
    let mut rest = rest;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').ok_or_else(wrong)?;
            match (bracket(&inner[..end]).ok_or_else(wrong)?, steps.last_mut()) {
                (Step::Where(more), Some(Step::Where(conditions))) => conditions.extend(more),
                (step, _) => steps.push(step),
            }
            rest = inner[end + 1..].strip_prefix('.').unwrap_or(&inner[end + 1..]);
            continue;
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || "]{}@=".contains(c)) {
            return Err(wrong());
        }
        steps.push(match name.strip_suffix('?') {
            Some(name) => Step::Perhaps(name.to_owned()),
            None => Step::Member(name.to_owned()),
        });
        rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
    }
    if steps.is_empty() && !from_root {
        return Err(wrong());
    }
    Ok(Path { from_root, steps })
}

fn bracket(inner: &str) -> Option<Step> {
    if inner.is_empty() {
        return Some(Step::Each);
    }
    if let Ok(n) = inner.parse() {
        return Some(Step::Element(n));
    }
    let (name, value) = inner.split_once('=')?;
    let wanted = match value.strip_prefix('@') {
        Some(inner) => Wanted::Of(path(inner).ok()?),
        None => Wanted::Word(value.to_owned()),
    };
    (!name.is_empty()).then(|| Step::Where(vec![(name.to_owned(), wanted)]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_lead_to_values() {
        let answer = json!({
            "posts": [
                {"id": 7, "by": {"id": "3"}, "title": {"rendered": " A  title "}, "tags": ["a", "b"], "none": null},
                {"id": 8, "by": {"id": "4"}},
            ],
            "none": null,
            "included": [{"type": "groups", "id": "3", "name": "no"}, {"type": "users", "id": "3", "name": "Ivan"}],
        });
        let posts = Json::items("posts[]").expect("a path");
        let nodes = Json::all(Node::root(&answer), &posts).expect("the list");
        assert_eq!(nodes.len(), 2);
        for (pick, expected) in [
            ("id", Some("7")),
            ("title.rendered", Some("A title")),
            ("/t/{by.id}/{id}", Some("/t/3/7")),
            ("name | title.rendered", Some("A title")),
            ("tags", Some("a, b")),
            ("tags[-1]", Some("b")),
            ("tags[5]", None),
            ("none", None),
            ("by", None),
            ("{by.id}-{none}", None),
            ("$.included[id=@by.id].name", Some("no")),
            ("$.included[type=users][id=@by.id].name", Some("Ivan")),
            ("$.included[type=users][id=@none].name", None),
            ("$.posts[-1].id", Some("8")),
        ] {
            let read = Json::pick(pick).expect("a pick");
            assert_eq!(Json::value(nodes[0], &read).as_deref(), expected, "{pick}");
        }
        assert!(Json::all(Node::root(&answer), &Json::items("other[]").expect("a path")).is_none());
        for (items, expected) in [("left?[]", Some(0)), ("posts?[]", Some(2)), ("none?[]", None)] {
            let read = Json::items(items).expect("a path");
            assert_eq!(Json::all(Node::root(&answer), &read).map(|n| n.len()), expected, "{items}");
        }
        let empty = json!([]);
        let root = Json::items("$[]").expect("a path");
        assert_eq!(Json::all(Node::root(&empty), &root).map(|n| n.len()), Some(0));
    }

    #[test]
    fn what_is_no_path_is_said() {
        for (text, code) in [
            ("", "recipe.path"),
            ("a b", "recipe.path"),
            ("a[", "recipe.path"),
            ("a[x]", "recipe.path"),
            ("/t/{a", "recipe.brace"),
            ("posts[]", "recipe.one"),
        ] {
            assert_eq!(
                Json::pick(text).map_err(|said| said.code.to_string()),
                Err(code.to_owned()),
                "{text}"
            );
        }
        assert_eq!(Json::items("posts").map_err(|said| said.code.to_string()), Err("recipe.each".to_owned()));
    }
}
