//! The form of one entry of a keyword set, with a box beside it that tries the entry on a text before it is kept.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use maud::html;

use super::{Asked, Desk, Params, Posted, Visitor, WebError, Who, csrf, edit as page_of, sets, w};
use crate::matching::Words;
use crate::model::{Fault, Time};
use crate::web::edit::{self, Draft, Faults, Kept, Kind, Sort, Table, Wish};
use crate::web::{Checked, layout};

/// An entry as the list of its set tells it.
pub struct Row {
    pub section: &'static str,
    pub n: usize,
    pub id: String,
    pub title: String,
    /// A word of [`Kind`], or `check`.
    pub kind: String,
    /// There is a form for it.
    pub form: bool,
}

/// The entries of a set's text in their order; none when it is no TOML.
pub fn rows(text: &str) -> Vec<Row> {
    let Ok(draft) = Draft::parse("", text) else { return Vec::new() };
    let mut rows = Vec::new();
    for section in ["entity", "pattern", "query", "check"] {
        for n in 0..draft.rows(section) {
            let at = Table::Row(section, n);
            let id = draft.line(at, "id");
            let kind = if section == "entity" { draft.line(at, "kind") } else { section.to_owned() };
            let title = ["title", "name"].map(|key| draft.line(at, key));
            let title = title.into_iter().find(|title| !title.is_empty()).unwrap_or_else(|| id.clone());
            let form = Kind::parse(&kind).is_some() && !id.is_empty();
            rows.push(Row { section, n, id, title, kind, form });
        }
    }
    rows
}

/// The form as it is shown.
struct Form {
    set: String,
    kind: Kind,
    /// Empty: a new entry.
    was: String,
    id: String,
    seen: Option<Time>,
    /// The set's whole text, with the entry as it was typed.
    text: String,
    n: usize,
    faults: Faults,
    said: Option<String>,
    /// A text to try it on, and what came of that.
    tried: Option<(String, Checked)>,
}

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Result<Response, WebError> {
    let (view, set) = (desk.view(), asked.get("set").to_owned());
    let items = desk.context.store.config_items().await?;
    let (text, seen) = page_of::begun(&view, &items, Sort::Set, &set, &who)?;
    let was = asked.get("id").to_owned();
    let form = match was.is_empty() {
        true => {
            let kind = Kind::parse(asked.get("kind")).ok_or(WebError::NotFound)?;
            let mut draft =
                Draft::parse("", &text).map_err(|fault| WebError::Bad(fault.line(who.tongue.language)))?;
            let n = begin(&mut draft, kind);
            let (id, text) = (String::new(), draft.text());
            Form { set, kind, was, id, seen, text, n, faults: Faults::default(), said: None, tried: None }
        }
        false => {
            let row = rows(&text).into_iter().find(|row| row.id == was).ok_or(WebError::NotFound)?;
            let no_form = || WebError::Bad(who.tongue[w::NOT_IN_FORM].to_owned());
            let kind = Kind::parse(&row.kind).ok_or_else(no_form)?;
            let (id, n) = (was.clone(), row.n);
            Form { set, kind, was, id, seen, text, n, faults: Faults::default(), said: None, tried: None }
        }
    };
    show(&desk, &who, form).await
}

/// An empty entry of this kind at the end; its number.
fn begin(draft: &mut Draft, kind: Kind) -> usize {
    let n = draft.append(kind.section());
    if kind.section() == "entity" {
        draft.put(Table::Row("entity", n), "id", Some("new".into()));
        draft.put(Table::Row("entity", n), "kind", Some(kind.word().into()));
    }
    n
}

pub async fn save(State(desk): State<Desk>, who: Who, Posted(sent): Posted) -> Result<Response, WebError> {
    let mut form = typed(&who, &sent)?;
    let name = Sort::Set.file(&form.set);
    let to = format!("/configuration/set?id={}&saved=1", form.set);
    match sent.get("do") {
        "try" => {
            let text = sent.raw("try").replace("\r\n", "\n");
            let mut checked = edit::check(&desk, &name, Some(&form.text)).await?;
            let faults = std::mem::take(&mut checked.faults);
            form.faults = sorted(&who, &form, &name, faults);
            form.tried = Some((text, checked));
        }
        "remove" => {
            let mut draft = Draft::parse("", &form.text)
                .map_err(|fault| WebError::Bad(fault.line(who.tongue.language)))?;
            draft.remove(form.kind.section(), form.n);
            let text = draft.text();
            let wish = Wish { name: &name, text: Some(&text), seen: form.seen, why: "changed" };
            match edit::keep(&desk, &who, &wish).await? {
                Kept::Yes(_) => return Ok(Redirect::to(&to).into_response()),
                Kept::Overtaken => form.said = Some(who.tongue[w::CHANGED_MEANWHILE].to_owned()),
                Kept::Faulty(faults) => form.faults = Faults::sort(faults, &name, 0..0, &[]),
            }
        }
        _ if !form.faults.is_empty() => {}
        _ => {
            let why = if form.seen.is_some() { "changed" } else { "created" };
            let wish = Wish { name: &name, text: Some(&form.text), seen: form.seen, why };
            match edit::keep(&desk, &who, &wish).await? {
                Kept::Yes(_) => return Ok(Redirect::to(&to).into_response()),
                Kept::Overtaken => form.said = Some(who.tongue[w::CHANGED_MEANWHILE].to_owned()),
                Kept::Faulty(faults) => form.faults = sorted(&who, &form, &name, faults),
            }
        }
    }
    show(&desk, &who, form).await
}

fn sorted(who: &Visitor, form: &Form, name: &str, faults: Vec<Fault>) -> Faults {
    let fields = edit::entry(form.kind, &who.tongue);
    let mut keys: Vec<&str> = fields.iter().map(|field| field.key).collect();
    keys.push("id");
    let lines = edit::row_lines(&form.text, form.kind.section(), form.n);
    Faults::sort(faults, name, lines, &keys)
}

fn typed(who: &Visitor, sent: &Params) -> Result<Form, WebError> {
    let t = &who.tongue;
    let kind = Kind::parse(sent.get("kind")).ok_or(WebError::NotFound)?;
    let (set, was) = (sent.get("set").to_owned(), sent.get("was").to_owned());
    if !edit::id_is_good(&set) {
        return Err(WebError::NotFound);
    }
    let base = sent.raw("base").replace("\r\n", "\n");
    let mut draft =
        Draft::parse("", &base).map_err(|fault| WebError::Bad(fault.line(who.tongue.language)))?;
    let n = match was.is_empty() {
        // The base holds the empty row that the form began with, the last of its section.
        true => draft.rows(kind.section()).checked_sub(1).ok_or(WebError::NotFound)?,
        false => {
            let found = rows(&base).into_iter().find(|row| row.id == was && row.section == kind.section());
            found.ok_or(WebError::NotFound)?.n
        }
    };
    let at = Table::Row(kind.section(), n);
    let taken =
        |id: &str| rows(&base).iter().any(|row| row.id == id && (row.section, row.n) != (kind.section(), n));
    let mut faults = Faults::default();
    let id = match (was.is_empty(), sent.get("id")) {
        (false, _) => was.clone(),
        (true, "") => free(&edit::slug(&named(sent)), &taken),
        (true, id) => id.to_owned(),
    };
    if was.is_empty() && !edit::id_is_good(&id) {
        faults.add("id", if id.is_empty() { w::ID_MISSING } else { w::ID_HOW });
    } else if taken(&id) {
        faults.add("id", w::ID_TAKEN);
    }
    draft.put(at, "id", Some(id.as_str().into()));
    edit::told(sent, &edit::entry(kind, t), &mut draft, at);
    let seen = sent.get("seen").parse().ok().map(Time);
    let id = if was.is_empty() { sent.get("id").to_owned() } else { was.clone() };
    Ok(Form { set, kind, was, id, seen, text: draft.text(), n, faults, said: None, tried: None })
}

/// What the entry is called, in the first words that say so.
fn named(sent: &Params) -> String {
    let found = ["f.title", "f.name", "f.expression"].map(|name| sent.get(name));
    found.into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
}

/// The id, with a number when it is taken.
fn free(id: &str, taken: &impl Fn(&str) -> bool) -> String {
    if id.is_empty() || !taken(id) {
        return id.to_owned();
    }
    // A set has fewer entries than that.
    (2..10_000).map(|n| format!("{id}-{n}")).find(|id| !taken(id)).unwrap_or_default()
}

async fn show(desk: &Desk, who: &Visitor, form: Form) -> Result<Response, WebError> {
    let (view, t) = (desk.view(), &who.tongue);
    let draft =
        Draft::parse("", &form.text).map_err(|fault| WebError::Bad(fault.line(who.tongue.language)))?;
    let at = Table::Row(form.kind.section(), form.n);
    let full = format!("{}/{}", form.set, draft.line(at, "id"));
    let tried = form.tried.as_ref().map(|(text, _)| text.as_str()).unwrap_or_default();
    let result = match &form.tried {
        Some((text, Checked { matcher: Some(matcher), .. })) if !text.is_empty() => {
            let (matcher, text) = (matcher.clone(), text.clone());
            let scan = move || {
                let mut hits = matcher.scan(&Words::alone(&text));
                hits.retain(|hit| *hit.entry == *full);
                (matcher, text, hits)
            };
            Some(tokio::task::spawn_blocking(scan).await?)
        }
        _ => None,
    };
    let body = html! {
        @if let Some(said) = &form.said { p.notice role="status" { (said) } }
        p.hint { a href={ "/configuration/set?id=" (form.set) } { (form.set) } " · " (&t[w::entry_kind(form.kind.word())]) }
        (page_of::faults(who, &form.faults))
        form.split method="post" action="/configuration/entry" {
            div.stack.wide.main {
                (csrf(who))
                input type="hidden" name="set" value=(form.set);
                input type="hidden" name="kind" value=(form.kind.word());
                input type="hidden" name="was" value=(form.was);
                input type="hidden" name="seen" value=(form.seen.map(|at| at.0.to_string()).unwrap_or_default());
                textarea name="base" hidden aria-hidden="true" { "\n" (form.text) }
                (edit::controls(t, &edit::entry(form.kind, t), &draft, at, &form.faults))
                @if form.was.is_empty() { (page_of::id_field(t, &form.id, form.faults.of("id"))) }
                div.buttons {
                    button.main name="do" value="save" { (&t[w::SAVE]) }
                    @if !form.was.is_empty() { button.plain name="do" value="remove" { (&t[w::TAKE_OUT]) } }
                }
            }
            aside.side {
                section.stack.wide aria-labelledby="try-it" {
                    h2 id="try-it" { (&t[w::TRY]) }
                    label for="try" { (&t[w::TRY_BEFORE]) }
                    textarea id="try" name="try" rows="8" { "\n" (tried) }
                    button name="do" value="try" { (&t[w::TRY_DO]) }
                }
                @if let Some((matcher, text, hits)) = &result { (sets::outcome(t, matcher, text, hits)) }
            }
        }
    };
    let title = match form.was.is_empty() {
        true => format!("{}: {}", &t[w::ADD], &t[w::entry_kind(form.kind.word())]),
        false => form.was.clone(),
    };
    let page = layout::page(who, &view, &title, "/configuration", body);
    let good = form.faults.is_empty() || form.tried.is_some();
    Ok((if good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, page).into_response())
}
