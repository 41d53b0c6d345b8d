//! JSON Feed by our own rules: any version or none, ids and dates of any type, a list without its head, a cut tail.

use serde_json::{Deserializer, Value};

use super::Reading;
use super::draft::{Draft, Head, Pointer, Words};

/// Reads every whole item, also of a text that breaks off.
pub(super) fn read(body: &str) -> Reading {
    let whole: Option<Value> = Deserializer::from_str(body).into_iter().next().and_then(Result::ok);
    let (head, items) = match &whole {
        Some(Value::Array(items)) => (Head::default(), items.clone()),
        Some(value) => {
            (head(value), value.get("items").and_then(Value::as_array).cloned().unwrap_or_default())
        }
        None => (Head::default(), whole_items(body)),
    };
    let drafts: Vec<Draft> = items.iter().map(draft).collect();
    let says_so = whole.as_ref().is_some_and(|v| v.get("items").is_some_and(Value::is_array));
    Reading { is_feed: says_so || drafts.iter().any(|d| !d.is_empty()), depth: 0, head, drafts }
}

/// The items before the damage, one after another.
fn whole_items(body: &str) -> Vec<Value> {
    let Some(from) = body.find("\"items\"").and_then(|n| body[n..].find('[').map(|m| n + m + 1)) else {
        return Vec::new();
    };
    let mut rest = &body[from..];
    let mut items = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let mut stream = Deserializer::from_str(rest).into_iter::<Value>();
        match stream.next() {
            Some(Ok(item @ Value::Object(_))) => items.push(item),
            _ => return items,
        }
        let read = stream.byte_offset();
        rest = &rest[read..];
    }
}

fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn some(value: &Value, key: &str) -> Option<String> {
    Some(text(value, key)).filter(|t| !t.trim().is_empty())
}

fn authors(value: &Value) -> String {
    let listed = value.get("authors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let all = listed.iter().chain(value.get("author"));
    let names: Vec<String> = all.map(|a| a.as_str().map_or_else(|| text(a, "name"), str::to_owned)).collect();
    names.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join(", ")
}

fn head(value: &Value) -> Head {
    Head {
        title: text(value, "title"),
        site: some(value, "home_page_url"),
        language: text(value, "language"),
        author: authors(value),
        next: some(value, "next_url"),
        ..Head::default()
    }
}

fn draft(item: &Value) -> Draft {
    let html = text(item, "content_html");
    let plain = html.trim().is_empty();
    let content = Words { text: if plain { text(item, "content_text") } else { html }, plain };
    let strings = |key: &str, inner: &str| -> Vec<String> {
        let list = item.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter()
            .map(|v| v.as_str().map_or_else(|| text(v, inner), str::to_owned))
            .filter(|s| !s.is_empty())
            .collect()
    };
    Draft {
        title: text(item, "title"),
        link: some(item, "url").or_else(|| some(item, "external_url")),
        guid: some(item, "id"),
        content,
        summary: Words { text: text(item, "summary"), plain: true },
        author: authors(item),
        published_text: text(item, "date_published"),
        updated_text: text(item, "date_modified"),
        categories: strings("tags", "name"),
        links: attachments(item),
        language: text(item, "language"),
        ..Draft::default()
    }
}

fn attachments(item: &Value) -> Vec<Pointer> {
    let list = item.get("attachments").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let pointer = |v: &Value| {
        let url = v.as_str().map_or_else(|| text(v, "url"), str::to_owned);
        Pointer { url, title: text(v, "title"), rel: "enclosure".to_owned() }
    };
    list.iter().map(pointer).filter(|p| !p.url.is_empty()).collect()
}
