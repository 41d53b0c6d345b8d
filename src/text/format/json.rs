//! JSON and JSON Lines to text: every string and number, with its key, on a line of its own.
//!
//! The keys stay because they are what makes a number an INN or a string a password.

use std::fmt::Write;

use serde_json::Value;

/// The lines, or none when it is not JSON (nested deeper than 128 is not read either).
pub fn lines(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut any = false;
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        any = true;
        walk(&value.ok()?, &mut out);
    }
    any.then_some(out)
}

fn walk(root: &Value, out: &mut String) {
    let mut todo = vec![("", root)];
    while let Some((key, value)) = todo.pop() {
        match value {
            Value::Array(list) => todo.extend(list.iter().rev().map(|v| (key, v))),
            Value::Object(object) => {
                let at = todo.len();
                todo.extend(object.iter().map(|(k, v)| (k.as_str(), v)));
                todo[at..].reverse();
            }
            Value::Null => {}
            scalar => {
                if !key.is_empty() {
                    out.push_str(key);
                    out.push_str(": ");
                }
                match scalar {
                    Value::String(text) => out.push_str(text),
                    other => {
                        let _ = write!(out, "{other}");
                    }
                }
                out.push('\n');
            }
        }
    }
}
