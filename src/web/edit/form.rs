//! Fields on the page, and a form that was sent into its draft.

use maud::{Markup, html};
use toml_edit::Value;

use super::draft::list;
use super::fields::{Field, Shape};
use super::{Draft, Faults, Table};
use crate::web::params::Params;
use crate::web::tongue::Tongue;
use crate::web::words as w;

/// What names of form fields begin with, so that keys and the form's own fields cannot be mixed up.
const PREFIX: &str = "f.";

/// Puts what was typed into the draft. An empty field takes its key away; what is no number goes in as it was typed, so
/// that the configuration says what is wrong and the form shows it again.
pub fn told(form: &Params, fields: &[Field], draft: &mut Draft, at: Table<'_>) {
    for field in fields {
        let name = format!("{PREFIX}{}", field.key);
        let typed = form.get(&name).replace("\r\n", "\n");
        let value = match &field.shape {
            Shape::Line | Shape::Choice(_) | Shape::Suggested(_) => text(&typed),
            Shape::Area => text(&typed.split_whitespace().collect::<Vec<_>>().join(" ")),
            Shape::Lines => lines(typed.lines()),
            Shape::Picks(_) => lines(form.all(&name)),
            Shape::Number | Shape::Scale(_) => number(&typed),
            Shape::Flag if form.has(&name, "1") => Some(Value::from(true)),
            Shape::Flag => None,
        };
        draft.put(at, field.key, value);
    }
}

fn text(typed: &str) -> Option<Value> {
    Some(typed).filter(|text| !text.is_empty()).map(Value::from)
}

fn lines<'a>(typed: impl Iterator<Item = &'a str>) -> Option<Value> {
    let texts: Vec<String> =
        typed.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Some(texts).filter(|texts| !texts.is_empty()).map(|texts| list(&texts))
}

fn number(typed: &str) -> Option<Value> {
    let dotted = typed.replace(',', ".");
    match (dotted.parse::<i64>(), dotted.parse::<f64>()) {
        (Ok(whole), _) => Some(Value::from(whole)),
        (_, Ok(number)) if number.is_finite() => Some(Value::from(number)),
        _ => text(typed),
    }
}

/// The fields as they stand in the draft, each with its faults. Those that are seldom needed are folded away unless
/// one of them is filled or at fault.
pub fn controls(t: &Tongue, fields: &[Field], draft: &Draft, at: Table<'_>, faults: &Faults) -> Markup {
    let filled = |field: &Field| {
        !draft.line(at, field.key).is_empty()
            || !draft.lines(at, field.key).is_empty()
            || !faults.of(field.key).is_empty()
    };
    let (rare, usual): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.more);
    html! {
        @for field in usual { (control(t, field, draft, at, faults)) }
        @if !rare.is_empty() {
            details open[rare.iter().any(|field| filled(field))] {
                summary { (&t[w::MORE_FIELDS]) }
                @for field in rare { (control(t, field, draft, at, faults)) }
            }
        }
    }
}

fn control(t: &Tongue, field: &Field, draft: &Draft, at: Table<'_>, faults: &Faults) -> Markup {
    let name = format!("{PREFIX}{}", field.key);
    let (line, lines) = (draft.line(at, field.key), draft.lines(at, field.key));
    let wrong = faults.of(field.key);
    let described = match wrong.is_empty() {
        true => format!("hint-{}", field.key),
        false => format!("fault-{} hint-{}", field.key, field.key),
    };
    let invalid = (!wrong.is_empty()).then_some("true");
    html! {
        div.field.wrong[!wrong.is_empty()] {
            @match &field.shape {
                Shape::Flag => { label.check {
                    input type="checkbox" name=(name) value="1" checked[line == "true"] aria-describedby=(described) aria-invalid=[invalid];
                    span { (&t[field.label]) } } },
                Shape::Picks(options) => { fieldset aria-describedby=(described) { legend { (&t[field.label]) }
                    div.picks { @for (value, words) in with_unknown(options, &lines) {
                        label.check { input type="checkbox" name=(name) value=(value) checked[lines.contains(&value)]; span { (words) @if words != value { " " code.hint { (value) } } } }
                    } } } },
                shape => {
                    label for=(name) { (&t[field.label]) }
                    @match shape {
                        Shape::Lines => { textarea id=(name) name=(name) rows=(lines.len().clamp(1, 7) + 1) aria-describedby=(described) aria-invalid=[invalid] { "\n" (lines.join("\n")) } },
                        Shape::Area => { textarea id=(name) name=(name) rows="4" aria-describedby=(described) aria-invalid=[invalid] { "\n" (line) } },
                        Shape::Choice(options) | Shape::Scale(options) => { select id=(name) name=(name) aria-describedby=(described) aria-invalid=[invalid] {
                            option value="" { "–" }
                            @for (value, words) in with_unknown(options, std::slice::from_ref(&line)) { option value=(value) selected[value == line] { (words) } }
                        } },
                        Shape::Suggested(known) => {
                            input id=(name) name=(name) value=(line) list={ "known-" (field.key) } aria-describedby=(described) aria-invalid=[invalid];
                            datalist id={ "known-" (field.key) } { @for value in known { option value=(value) {} } }
                        },
                        _ => { input id=(name) name=(name) value=(line) aria-describedby=(described) aria-invalid=[invalid]; },
                    }
                },
            }
            @if !wrong.is_empty() { div.error id={ "fault-" (field.key) } { @for fault in wrong { div { (said(fault.of(t.language))) } } } }
            p.hint id={ "hint-" (field.key) } { (&t[field.hint]) }
        }
    }
}

/// What is said of a fault; lines below the first show the place of it.
pub fn said(text: &str) -> Markup {
    let (said, place) = text.split_once('\n').unwrap_or((text, ""));
    html! { (said) @if !place.is_empty() { pre.caret tabindex="0" { (place) } } }
}

/// The options, and what is chosen though it is none of them: nothing that was written is lost.
fn with_unknown(options: &[(String, String)], chosen: &[String]) -> Vec<(String, String)> {
    let unknown =
        chosen.iter().filter(|value| !value.is_empty() && !options.iter().any(|(known, _)| known == *value));
    options.iter().cloned().chain(unknown.map(|value| (value.clone(), value.clone()))).collect()
}
