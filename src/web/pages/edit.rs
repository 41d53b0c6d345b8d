//! The form of one item of the configuration: as fields or as TOML, checked with everything else before it is kept,
//! with its former versions.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};

use super::{Asked, Desk, Name, Params, Posted, Tongue, Visitor, WebError, Who, csrf, w};
use crate::model::{Fault, Said, Spot, Time};
use crate::store::rows::{ConfigItem, FormerItem};
use crate::web::difference::{Change, difference};
use crate::web::edit::{self, Draft, Faults, Kept, Kind, Origin, Sort, Wish};
use crate::web::words::Word;
use crate::web::{View, layout};

/// A form as it is shown: new, opened, or sent back with its faults.
pub struct Form {
    pub sort: Sort,
    /// Empty: a new item that has no id yet.
    pub id: String,
    /// The item's time in the store when the form was opened.
    pub seen: Option<Time>,
    /// The TOML that fields are put into.
    pub text: String,
    pub as_toml: bool,
    pub faults: Faults,
    /// Said above everything.
    pub said: Option<String>,
}

pub async fn page(
    State(desk): State<Desk>,
    who: Who,
    Name(sort): Name,
    Asked(asked): Asked,
) -> Result<Response, WebError> {
    let sort = Sort::parse(&sort).ok_or(WebError::NotFound)?;
    let view = desk.view();
    let items = desk.context.store.config_items().await?;
    let id = asked.get("id").to_owned();
    let (text, seen) = match id.is_empty() {
        true => (String::new(), None),
        false => begun(&view, &items, sort, &id, &who)?,
    };
    let said = (asked.get("saved") == "1").then(|| who.tongue[w::TAKEN_OVER].to_owned());
    let as_toml = asked.get("as") == "toml";
    show(&desk, &who, Form { sort, id, seen, text, as_toml, faults: Faults::default(), said }).await
}

/// The text that a form of what is there begins with, and the time of the item in the store.
///
/// # Errors
/// Not there, or in a file of the operator's.
pub fn begun(
    view: &View,
    items: &[ConfigItem],
    sort: Sort,
    id: &str,
    who: &Visitor,
) -> Result<(String, Option<Time>), WebError> {
    match edit::origin(view, items, sort, id).ok_or(WebError::NotFound)? {
        Origin::Shipped(text) => Ok((text.to_owned(), None)),
        Origin::File(spot) => Err(WebError::Bad(format!("{} {spot}", &who.tongue[w::IN_A_FILE]))),
        Origin::Store(..) => {
            let item = edit::find(items, &sort.file(id)).ok_or(WebError::NotFound)?;
            Ok((item.text.clone(), Some(item.at)))
        }
    }
}

pub async fn save(
    State(desk): State<Desk>,
    who: Who,
    Name(sort): Name,
    Posted(sent): Posted,
) -> Result<Response, WebError> {
    let sort = Sort::parse(&sort).ok_or(WebError::NotFound)?;
    let view = desk.view();
    let mut form = typed(&view, &who, sort, &sent);
    match sent.get("do") {
        "toml" => form.as_toml = true,
        // What is no TOML has no fields: it stays as it was typed.
        "form" => form.as_toml = Draft::parse("", &form.text).is_err(),
        _ if Draft::parse("", &form.text).is_err() => {
            // All of its faults, not the first alone.
            let name = form.sort.file(if form.id.is_empty() { "new" } else { &form.id });
            let all = edit::check(&desk, &name, Some(&form.text)).await?.faults;
            form.faults = Faults::sort(all, &name, 0..usize::MAX, &[]);
        }
        _ if !form.faults.is_empty() => {}
        _ => {
            let name = form.sort.file(&form.id);
            let why = if form.seen.is_some() { "changed" } else { "created" };
            let wish = Wish { name: &name, text: Some(&form.text), seen: form.seen, why };
            match edit::keep(&desk, &who, &wish).await? {
                Kept::Yes(_) => {
                    let to = format!("/configuration/{}?id={}&saved=1", sort.word(), form.id);
                    return Ok(Redirect::to(&to).into_response());
                }
                Kept::Overtaken if form.seen.is_none() => form.faults.add("id", w::ID_TAKEN),
                Kept::Overtaken => form.said = Some(who.tongue[w::CHANGED_MEANWHILE].to_owned()),
                Kept::Faulty(faults) => form.faults = sorted(&view, &who, &form, &name, faults),
            }
        }
    }
    show(&desk, &who, form).await
}

fn sorted(view: &View, who: &Visitor, form: &Form, name: &str, faults: Vec<Fault>) -> Faults {
    let fields = edit::item(form.sort, view, &who.tongue);
    let mut keys: Vec<&str> = fields.iter().map(|field| field.key).collect();
    keys.push("id");
    // In TOML every fault stands at its line.
    Faults::sort(faults, name, 0..usize::MAX, if form.as_toml { &[] } else { &keys })
}

/// The form as it was sent, with what can be said of it at once.
fn typed(view: &View, who: &Visitor, sort: Sort, sent: &Params) -> Form {
    let t = &who.tongue;
    let as_toml = sent.get("as") == "toml";
    let mut form = Form {
        sort,
        id: sent.get("was").to_owned(),
        seen: sent.get("seen").parse().ok().map(Time),
        text: sent.raw(if as_toml { "text" } else { "base" }).replace("\r\n", "\n"),
        as_toml,
        faults: Faults::default(),
        said: None,
    };
    let file = if form.id.is_empty() { "new".into() } else { sort.file(&form.id) };
    let draft = match Draft::parse(&format!("stored:{file}"), &form.text) {
        Ok(draft) => draft,
        Err(fault) => {
            form.as_toml = true;
            form.faults.others.push(fault);
            return form;
        }
    };
    if as_toml {
        match edit::identity(sort, &draft) {
            Ok(id) if form.id.is_empty() => form.id = id,
            Ok(id) if id == form.id => {}
            Ok(_) => form.faults.others.push(of_form(w::ID_STAYS)),
            Err("no id") => form.faults.others.push(of_form(w::ID_MISSING)),
            Err(_) => form.faults.others.push(of_form(w::ONE_ITEM)),
        }
        return form;
    }
    let new = form.id.is_empty();
    let given = sent.get("id").to_owned();
    let id = match (new, given.is_empty()) {
        (false, _) => form.id.clone(),
        (true, false) => given,
        (true, true) => named(sent),
    };
    let mut draft = if new { Draft::parse("", &sort.blank(&id)).unwrap_or(draft) } else { draft };
    edit::told(sent, &edit::item(sort, view, t), &mut draft, sort.table(&id));
    form.text = draft.text();
    if new && !edit::id_is_good(&id) {
        form.faults.add("id", if id.is_empty() { w::ID_MISSING } else { w::ID_HOW });
    }
    form.id = id;
    form
}

fn of_form(word: Word) -> Fault {
    Fault::new(&Spot::default(), edit::of_form(word))
}

/// An id made of what a new item is called.
fn named(sent: &Params) -> String {
    let name = sent.get("f.title");
    let address = sent.get("f.to").split('@').next().unwrap_or_default();
    let first = sent.get("f.start").lines().next().unwrap_or_default();
    let found = [name, address, super::host(first)].into_iter().map(edit::slug).find(|id| !id.is_empty());
    found.unwrap_or_default()
}

async fn show(desk: &Desk, who: &Visitor, form: Form) -> Result<Response, WebError> {
    let (view, t, sort) = (desk.view(), &who.tongue, form.sort);
    let name = sort.file(&form.id);
    let former = match form.id.is_empty() {
        true => Vec::new(),
        false => desk.context.store.former_config(&name).await?,
    };
    let fields = edit::item(sort, &view, t);
    // New until it is in the store or comes with the binary: the id can still be chosen.
    let new = form.seen.is_none() && !view.shipped.contains_key(&name);
    let draft = Draft::parse("", &form.text).ok();
    let body = html! {
        @if let Some(said) = &form.said { div.notice role="status" {
            p { (said) }
            @if let Some(last) = former.first().filter(|_| form.faults.is_empty() && form.seen.is_some()) { (restoring(who, &form, last, w::UNDO)) }
        } }
        @if form.seen.is_none() && !new { p.hint { (&t[w::COPY_HOW]) } }
        (standing(who, &view, sort, &form.id))
        (faults(who, &form.faults))
        div.split {
            form.stack.wide.main method="post" action={ "/configuration/" (sort.word()) } {
                (csrf(who))
                input type="hidden" name="was" value=(if new { "" } else { &form.id });
                input type="hidden" name="seen" value=(form.seen.map(|at| at.0.to_string()).unwrap_or_default());
                @match draft.filter(|_| !form.as_toml) {
                    Some(draft) => {
                        textarea name="base" hidden aria-hidden="true" { "\n" (form.text) }
                        (edit::controls(t, &fields, &draft, sort.table(&form.id), &form.faults))
                        @if new { (id_field(t, &form.id, form.faults.of("id"))) }
                        @if sort == Sort::Set && new { p.hint { (&t[w::NO_ENTRIES]) } }
                        div.buttons { button.main name="do" value="save" { (&t[w::SAVE]) } button name="do" value="toml" { (&t[w::AS_TOML]) } }
                    },
                    None => {
                        input type="hidden" name="as" value="toml";
                        label for="text" { "TOML" }
                        textarea.code id="text" name="text" rows="24" spellcheck="false" aria-describedby="text-hint" { "\n" (form.text) }
                        p.hint id="text-hint" { (&t[w::TOML_HOW]) " " code { (name) } }
                        div.buttons { button.main name="do" value="save" { (&t[w::SAVE]) } button name="do" value="form" { (&t[w::AS_FORM]) } }
                    },
                }
            }
            aside.side {
                @if sort == Sort::Set && !new { (entries(who, &form)) }
                (history(who, &form, &former))
                @if form.seen.is_some() { form method="post" action={ "/configuration/" (sort.word()) "/remove" } {
                    (csrf(who)) (which(&form)) button.plain { (&t[w::TAKE_OUT]) } } }
            }
        }
    };
    let title = if form.id.is_empty() { &t[super::configuration::new(sort)] } else { &form.id };
    let page = layout::page(who, &view, title, "/configuration", body);
    let code = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((code, page).into_response())
}

fn which(form: &Form) -> Markup {
    html! {
        input type="hidden" name="was" value=(form.id);
        input type="hidden" name="seen" value=(form.seen.map(|at| at.0.to_string()).unwrap_or_default());
    }
}

/// What is in use but leads to nothing.
fn standing(who: &Visitor, view: &View, sort: Sort, id: &str) -> Markup {
    let t = &who.tongue;
    html! {
        @if sort == Sort::Place && view.spare_crawls.iter().any(|crawl| crawl.id == id) { p.notice { (&t[w::UNUSED_PLACE]) } }
        @if sort == Sort::Set && view.spare_sets.iter().any(|set| set.id == id) { p.notice { (&t[w::UNUSED_SET]) } }
    }
}

/// The id of something new, with its faults.
pub fn id_field(t: &Tongue, id: &str, wrong: &[Said]) -> Markup {
    html! { div.field.wrong[!wrong.is_empty()] {
        label for="id" { (&t[w::THE_ID]) }
        input id="id" name="id" value=(id) maxlength="64" autocomplete="off" aria-describedby="id-hint" aria-invalid=[(!wrong.is_empty()).then_some("true")];
        @for fault in wrong { p.error { (fault.of(t.language)) } }
        p.hint id="id-hint" { (&t[w::ID_HOW]) }
    } }
}

/// What belongs to no field: the item's own with line and column, then those of other files.
pub fn faults(who: &Visitor, faults: &Faults) -> Markup {
    let t = &who.tongue;
    let (own, elsewhere): (Vec<&Fault>, Vec<&Fault>) = faults
        .others
        .iter()
        .partition(|fault| fault.spot.file.is_empty() || fault.spot.file.starts_with("stored:"));
    html! { @if !faults.is_empty() {
        div.error role="alert" {
            p { strong { (&t[w::FAULTS_HERE]) } }
            @if !own.is_empty() { ul.plain { @for fault in own { li {
                @if fault.spot.line > 0 { (&t[w::LINE]) " " (fault.spot.line) ":" (fault.spot.column) " · " }
                (edit::said(fault.said.of(t.language)))
            } } } }
            @if !elsewhere.is_empty() {
                p { (&t[w::FAULTS_ELSEWHERE]) }
                ul.plain { @for fault in elsewhere { li { code { (fault.spot) } " " (edit::said(fault.said.of(t.language))) } } }
            }
        }
    } }
}

/// The entries of a set, each with its form, and what can be added.
fn entries(who: &Visitor, form: &Form) -> Markup {
    let t = &who.tongue;
    let rows = super::entry::rows(&form.text);
    let to = |query: String| format!("/configuration/entry?set={}&{query}", form.id);
    html! { section aria-labelledby="entries" {
        h2 id="entries" { (&t[w::ENTRIES]) }
        @if rows.is_empty() { p.hint { (&t[w::NO_ENTRIES]) } }
        @else { ul.plain { @for row in &rows { li {
            @match row.form { true => { a href=(to(format!("id={}", row.id))) { (row.title) } }, false => { (row.title) } }
            " " span.hint { (&t[w::entry_kind(&row.kind)]) }
        } } } }
        @if form.seen.is_some() || form.said.is_none() {
            p.hint { (&t[w::ADD]) ": " @for (n, kind) in Kind::ALL.iter().enumerate() {
                @if n > 0 { ", " } a href=(to(format!("kind={}", kind.word()))) { (&t[w::entry_kind(kind.word())]) } } }
        }
    } }
}

fn history(who: &Visitor, form: &Form, former: &[FormerItem]) -> Markup {
    let t = &who.tongue;
    html! { @if !former.is_empty() {
        section aria-labelledby="former" {
            h2 id="former" { (&t[w::FORMER]) }
            @for version in former {
                details {
                    summary { (t.at(version.at)) " · " (version.by) }
                    p.hint { (&t[w::REPLACED]) " " (t.at(version.replaced)) }
                    (changes(who, &version.text, &form.text))
                    (restoring(who, form, version, w::TAKE_BACK))
                }
            }
        }
    } }
}

fn restoring(who: &Visitor, form: &Form, version: &FormerItem, words: Word) -> Markup {
    html! { form method="post" action={ "/configuration/" (form.sort.word()) "/restore" } {
        (csrf(who)) (which(form))
        input type="hidden" name="version" value=(version.id);
        button { (&who.tongue[words]) }
    } }
}

fn changes(who: &Visitor, before: &str, now: &str) -> Markup {
    let t = &who.tongue;
    html! { @match difference(before, now) {
        None => { p.hint { (&t[w::NO_DIFFERENCE]) } },
        Some(found) => { div.diff tabindex="0" role="region" aria-label=(&t[w::DIFFERENCE]) {
            @for (change, line) in &found.lines { @match change {
                Change::Same => { span { (line) } },
                Change::Gone => { del { (line) } },
                Change::New => { ins { (line) } },
                Change::Gap => { span.gap { "…" } },
            } }
        } },
    } }
}

pub async fn remove(
    State(desk): State<Desk>,
    who: Who,
    Name(sort): Name,
    Posted(sent): Posted,
) -> Result<Response, WebError> {
    let sort = Sort::parse(&sort).ok_or(WebError::NotFound)?;
    let to = format!("/configuration?removed={}/{}", sort.word(), sent.get("was"));
    change(&desk, &who, sort, &sent, None, "removed", &to).await
}

pub async fn restore(
    State(desk): State<Desk>,
    who: Who,
    Name(sort): Name,
    Posted(sent): Posted,
) -> Result<Response, WebError> {
    let sort = Sort::parse(&sort).ok_or(WebError::NotFound)?;
    let id = sent.get("was");
    let version: Option<i64> = sent.get("version").parse().ok();
    let former = desk.context.store.former_config(&sort.file(id)).await?;
    let former = former.into_iter().find(|item| Some(item.id) == version).ok_or(WebError::NotFound)?;
    let to = format!("/configuration/{}?id={id}&saved=1", sort.word());
    change(&desk, &who, sort, &sent, Some(former.text), "taken back", &to).await
}

/// A change without a form of its own: with faults the item's page is shown as it is, and says them.
async fn change(
    desk: &Desk,
    who: &Visitor,
    sort: Sort,
    sent: &Params,
    text: Option<String>,
    why: &str,
    to: &str,
) -> Result<Response, WebError> {
    let id = sent.get("was").to_owned();
    let (name, seen) = (sort.file(&id), sent.get("seen").parse().ok().map(Time));
    let kept = edit::keep(desk, who, &Wish { name: &name, text: text.as_deref(), seen, why }).await?;
    let items = desk.context.store.config_items().await?;
    let present = edit::find(&items, &name);
    let mut form = Form {
        sort,
        id,
        seen: present.map(|item| item.at),
        text: present.map(|item| item.text.clone()).unwrap_or_default(),
        as_toml: false,
        faults: Faults::default(),
        said: None,
    };
    match kept {
        Kept::Yes(_) => return Ok(Redirect::to(to).into_response()),
        Kept::Overtaken if present.is_none() => return Err(WebError::NotFound),
        Kept::Overtaken => form.said = Some(who.tongue[w::CHANGED_MEANWHILE].to_owned()),
        Kept::Faulty(faults) => form.faults = Faults::sort(faults, &name, 0..0, &[]),
    }
    show(desk, who, form).await
}
