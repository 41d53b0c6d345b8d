//! Places in a JSON answer: paths, and templates of them.
//!
//! `user.name` is a member of a member, `list[0]` and `list[-1]` an element, `list[]` each (in `item` alone; `a[], b[]` are
//! those of both), `list[*].url` the values of all, and `included[type=users][id=@user.id]` the first element with these
//! members, where `@` takes the value from the post; a list `entry?[]` that is left out is an empty one. A path begins at
//! the row or post, with `$.` at the whole answer. `uri[by / -1]` is a part of a text: the last between `/`.
//! `/t/{slug}/{id}` puts values into a text, and `a.b | c` is the first of them that is there.

use serde_json::Value;

use super::{Format, MOST, ONWARD};
use crate::model::Said;
use crate::said;

/// Elements among which the one with the wanted members is looked for: it is looked for by every post.
const MOST_ASKED: usize = 2_000;
/// Values of `[*]` that are put together.
const MOST_VALUES: usize = 100;

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
    /// All elements, their values together.
    All,
    /// A part of a text, by what stands between the parts; from the end when the number is negative.
    Part(char, i64),
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
    type Items = Vec<Path>;
    type Pick = Pick;
    type Node<'p> = Node<'p>;
    const APART: bool = true;

    fn items(text: &str) -> Result<Vec<Path>, Said> {
        let one = |text: &str| {
            let path = path(text)?;
            // `$` alone: the answer itself is the only one.
            if path.steps.contains(&Step::Each) || path.steps.is_empty() {
                return Ok(path);
            }
            Err(said!(
                "recipe.each",
                "`{text}` names one value; `{text}[]` are the elements of a list",
                "`{text}` — одно значение; элементы списка — `{text}[]`",
                text
            ))
        };
        text.split(", ").map(one).collect()
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

    fn all<'p>(root: Self::Node<'p>, items: &Vec<Path>) -> Option<Vec<Self::Node<'p>>> {
        let mut found = Vec::new();
        let mut there = false;
        for path in items {
            // An object that is a member may be a list by its keys; an answer that is one is none.
            if path.steps.first() == Some(&Step::Each) && !root.at.is_array() {
                continue;
            }
            there |= each(root, root.at, &path.steps, &mut found);
        }
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

    /// Elements of a list do not stand inside each other, and a path costs its own length alone.
    fn size(_: Node<'_>, _: usize) -> usize {
        0
    }
}

fn whole(node: Node<'_>, pick: &Pick) -> Option<String> {
    pick.0.iter().find_map(|parts| {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Word(word) => text += word,
                Part::Of(path) => text += &value_of(node, path)?,
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

/// The value that a path leads to, or those of all that it leads to.
fn value_of(node: Node<'_>, path: &Path) -> Option<String> {
    let from = if path.from_root { node.root } else { node.at };
    let mut found = Vec::new();
    gather(node, from, &path.steps, &mut found);
    Some(found.join(", ")).filter(|text| !text.is_empty())
}

fn gather(node: Node<'_>, at: &Value, steps: &[Step], found: &mut Vec<String>) {
    match steps.split_first() {
        _ if found.len() >= MOST_VALUES => {}
        None => found.extend(shown(at)),
        Some((Step::All, rest)) => {
            let list = at.as_array().into_iter().flatten().take(MOST_VALUES);
            list.for_each(|element| gather(node, element, rest, found));
        }
        Some((Step::Part(between, n), _)) => found.extend(shown(at).and_then(|text| {
            let part = match *n {
                n if n < 0 => text.rsplit(*between).nth(n.unsigned_abs() as usize - 1),
                n => text.split(*between).nth(n as usize),
            };
            part.map(str::to_owned)
        })),
        Some((step, rest)) => {
            if let Some(at) = one(node, at, step) {
                gather(node, at, rest, found);
            }
        }
    }
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
                        Wanted::Of(path) => value_of(node, path)?,
                    };
                    Some((name.as_str(), value))
                })
                .collect::<Option<_>>()?;
            let fits = |e: &&Value| {
                wanted.iter().all(|(name, value)| e.get(name).and_then(shown).is_some_and(|v| v == *value))
            };
            at.as_array()?.iter().take(MOST_ASKED).find(fits)
        }
        Step::Each | Step::All | Step::Part(..) => None,
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
    if !text.contains('{') && text.starts_with(ONWARD) {
        return Ok(vec![Part::Word(text.to_owned())]);
    }
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
            let end = closing(inner).ok_or_else(wrong)?;
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
    let last = steps.len().saturating_sub(1);
    if steps.iter().take(last).any(|step| matches!(step, Step::Part(..))) {
        return Err(wrong());
    }
    if steps.is_empty() && !from_root {
        return Err(wrong());
    }
    Ok(Path { from_root, steps })
}

/// Where the bracket that is open at the start is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| match c {
        ']' if depth == 0 => Some(at),
        ']' | '[' => {
            depth = if c == '[' { depth + 1 } else { depth - 1 };
            None
        }
        _ => None,
    })
}

fn bracket(inner: &str) -> Option<Step> {
    match inner {
        "" => return Some(Step::Each),
        "*" => return Some(Step::All),
        _ => {}
    }
    if let Some((between, n)) = inner.strip_prefix("by ").and_then(|rest| rest.rsplit_once(' ')) {
        let mut between = between.chars();
        return match (between.next(), between.next(), n.parse()) {
            (Some(c), None, Ok(n)) => Some(Step::Part(c, n)),
            _ => None,
        };
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
                {"id": 7, "by": {"id": "3"}, "title": {"rendered": " A  title "}, "tags": ["a", "b"], "none": null,
                 "from": -3, "links": [{"to": ["x", "y"]}, {"of": 1}, {"to": "z"}]},
                {"id": 8, "by": {"id": "4"}},
            ],
            "none": null,
            "uri": "at://did:plc:a/post/3k",
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
            ("https://x.test/{$.uri[by / -1]}", Some("https://x.test/3k")),
            ("$.uri[by / 2]", Some("did:plc:a")),
            ("$.uri[by / -9]", None),
            ("$.included[type=users][id=@from[by - 1]].name", Some("Ivan")),
            ("links[*].to", Some("x, y, z")),
            ("links[*].none", None),
            ("&page+=1", Some("&page+=1")),
            ("&after={none}", None),
        ] {
            let read = Json::pick(pick).expect("a pick");
            assert_eq!(Json::value(nodes[0], &read).as_deref(), expected, "{pick}");
        }
        assert!(Json::all(Node::root(&answer), &Json::items("other[]").expect("a path")).is_none());
        for (items, expected) in [
            ("left?[]", Some(0)),
            ("posts?[]", Some(2)),
            ("none?[]", None),
            ("posts[], included[]", Some(4)),
            ("posts[].by, posts[].tags?[]", Some(4)),
            ("$", Some(1)),
        ] {
            let read = Json::items(items).expect("a path");
            assert_eq!(Json::all(Node::root(&answer), &read).map(|n| n.len()), expected, "{items}");
        }
        let list = Json::items("$[]").expect("a path");
        assert!(Json::all(Node::root(&answer), &list).is_none(), "an object is no list");
        let empty = json!([]);
        let root = Json::items("$[]").expect("a path");
        assert_eq!(Json::all(Node::root(&empty), &root).map(|n| n.len()), Some(0));
    }

    /// Posts that each look for somebody in a long list, and lists within lists: neither costs the square of its length.
    #[test]
    fn hostile_answers_are_read_in_linear_time() {
        let users: Vec<Value> = (0..50_000).map(|n| json!({"id": n, "name": "x"})).collect();
        let posts: Vec<Value> = (0..1_000).map(|_| json!({"by": "nobody"})).collect();
        let answer = json!({"posts": posts, "users": users, "nested": vec![vec![json!({}); 300]; 300]});
        let posts = Json::items("posts[]").expect("a path");
        let author = Json::pick("$.users[id=@by].name | by").expect("a pick");
        let nodes = Json::all(Node::root(&answer), &posts).expect("the list");
        assert!(nodes.iter().all(|node| Json::value(*node, &author).as_deref() == Some("nobody")));
        let nested = Json::pick("$.nested[*][*].none").expect("a pick");
        assert_eq!(Json::value(nodes[0], &nested), None);
        let all = Json::pick("$.users[*].name").expect("a pick");
        assert_eq!(Json::value(nodes[0], &all).map(|v| v.len()), Some(3 * MOST_VALUES - 2));
    }

    #[test]
    fn what_is_no_path_is_said() {
        for (text, code) in [
            ("", "recipe.path"),
            ("a b", "recipe.path"),
            ("a[", "recipe.path"),
            ("a[x]", "recipe.path"),
            ("a[by / x]", "recipe.path"),
            ("a[by / 1].b", "recipe.path"),
            ("a[b=@c[0]", "recipe.path"),
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
