//! "Watch this": a search becomes a query of a keyword set, after one has seen what it would have found in the last 30 days.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};

use super::{Asked, Desk, Params, Posted, Visitor, WebError, Who, csrf, edit as page_of, saved, search, w};
use crate::index::{Ask, Page as Answer, Sort as Order};
use crate::model::{Class, Time, Watch};
use crate::query::{self, QueryError};
use crate::web::edit::{self, Draft, Faults, Kept, Kind, Table, Wish, watching};
use crate::web::{View, layout};

/// What a preview looks back over, and how many pages of it are shown.
const BACK: Duration = Duration::from_secs(30 * 86_400);
const SHOWN: usize = 10;

/// The form as it is shown.
struct Form {
    watch: String,
    /// The saved search that it came from.
    saved: String,
    /// Empty: one is made of the title.
    id: String,
    /// The text of the watch's set with the query as it was typed.
    draft: Draft,
    n: usize,
    faults: Faults,
    said: Option<String>,
}

impl Form {
    fn at(&self) -> Table<'static> {
        Table::Row(watching::SECTION, self.n)
    }

    fn expression(&self) -> String {
        self.draft.line(self.at(), "expression")
    }
}

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Result<Response, WebError> {
    let view = desk.view();
    let saved = match asked.get("saved").parse() {
        Ok(id) => Some(saved::opened(&desk, &who, id).await?),
        Err(_) => None,
    };
    let watch =
        watch(&view, saved.as_ref().and_then(|row| row.watch.as_deref()).unwrap_or(asked.get("watch")))?;
    let mut form = begun(&desk, &who, watch).await?.0;
    let at = form.at();
    let expression = expression(&desk, &asked).await?;
    let title = saved.as_ref().map_or_else(String::new, |row| row.name.clone());
    form.saved = saved.map_or_else(String::new, |row| row.id.to_string());
    let class = class(&view, watch);
    for (key, value) in [
        ("title", title.as_str()),
        ("expression", expression.as_str()),
        ("class", class.word()),
        ("damage", "medium"),
    ] {
        form.draft.put(at, key, Some(value).filter(|v| !v.is_empty()).map(Into::into));
    }
    show(&desk, &who, form).await
}

/// The one named, else the first.
fn watch<'a>(view: &'a View, id: &str) -> Result<&'a Watch, WebError> {
    let named = view.watches.iter().find(|watch| watch.id == id);
    named.or_else(|| view.watches.first().filter(|_| id.is_empty())).ok_or(WebError::NotFound)
}

/// The gravest class that the watch's plan covers: what somebody has watched shall be told of.
fn class(view: &View, watch: &Watch) -> Class {
    let covered = view.plans.get(&watch.plan).map(|plan| &plan.classes);
    let covers = |class: &Class| covered.is_none_or(|classes| classes.contains(class));
    [Class::Leak, Class::Reputation, Class::Business].into_iter().find(covers).unwrap_or(Class::Mention)
}

/// The query with the search's filters as fields of it. Days of the fetch are of what is kept, not of what will come.
async fn expression(desk: &Desk, asked: &Params) -> Result<String, WebError> {
    let mut more = Vec::new();
    for name in ["source", "lang", "entity"] {
        more.extend(asked.some(name).map(|value| format!("{name}:{value}")));
    }
    if let Some(kind) = asked.some("kind") {
        let crawls = desk.context.store.crawls().await?;
        let places: Vec<String> =
            crawls.iter().filter(|c| c.kind == kind).map(|c| format!("source:{}", c.id)).collect();
        match places.as_slice() {
            [] => {}
            [one] => more.push(one.clone()),
            many => more.push(format!("({})", many.join(" OR "))),
        }
    }
    let text = asked.get("q").split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(match (text.is_empty(), more.is_empty()) {
        (_, true) => text,
        (true, false) => more.join(" "),
        (false, false) => format!("({text}) {}", more.join(" ")),
    })
}

/// The form of a watch with an empty query, and the time of its set in the store.
async fn begun(desk: &Desk, who: &Visitor, watch: &Watch) -> Result<(Form, Option<Time>), WebError> {
    let items = desk.context.store.config_items().await?;
    let there = edit::find(&items, &watching::file_of(&watch.id));
    let (draft, n) = watching::begun(there.map(|item| item.text.as_str()), watch)
        .map_err(|fault| WebError::Bad(fault.line(who.tongue.language)))?;
    let (saved, id, said) = Default::default();
    let form = Form { watch: watch.id.clone(), saved, id, draft, n, faults: Faults::default(), said };
    Ok((form, there.map(|item| item.at)))
}

pub async fn save(State(desk): State<Desk>, who: Who, Posted(sent): Posted) -> Result<Response, WebError> {
    let (view, t) = (desk.view(), &who.tongue);
    let watch = watch(&view, sent.get("watch"))?;
    let (mut form, seen) = begun(&desk, &who, watch).await?;
    let at = form.at();
    form.saved = sent.get("saved").to_owned();
    form.id = sent.get("id").to_owned();
    edit::told(&sent, &edit::entry(Kind::Query, t), &mut form.draft, at);
    let (title, expression) = (form.draft.line(at, "title"), form.expression());
    if sent.get("do") == "preview" {
        return show(&desk, &who, form).await;
    }
    let id = match form.id.is_empty() {
        true => watching::free_id(&form.draft, &title, &expression),
        false => form.id.clone(),
    };
    if !edit::id_is_good(&id) {
        form.faults.add("id", w::ID_HOW);
    } else if watching::ids(&form.draft).contains(&id) {
        form.faults.add("id", w::ID_TAKEN);
    }
    form.draft.put(at, "id", Some(id.as_str().into()));
    if form.faults.is_empty() {
        let (name, text) = (watching::file_of(&watch.id), form.draft.text());
        let why = if seen.is_some() { "changed" } else { "created" };
        match edit::keep(&desk, &who, &Wish { name: &name, text: Some(&text), seen, why }).await? {
            Kept::Yes(_) => {
                let set = watching::set_of(&watch.id);
                if let Ok(saved) = form.saved.parse() {
                    saved::opened(&desk, &who, saved).await?;
                    desk.context.store.search_is_watched(saved, &format!("{set}/{id}")).await?;
                }
                return Ok(Redirect::to(&format!("/configuration/set?id={set}&saved=1")).into_response());
            }
            Kept::Overtaken => form.said = Some(t[w::CHANGED_MEANWHILE].to_owned()),
            Kept::Faulty(faults) => {
                let fields = edit::entry(Kind::Query, t);
                let mut keys: Vec<&str> = fields.iter().map(|field| field.key).collect();
                keys.push("id");
                let lines = edit::row_lines(&text, watching::SECTION, form.n);
                form.faults = Faults::sort(faults, &name, lines, &keys);
            }
        }
    }
    show(&desk, &who, form).await
}

/// What the query finds among what was read lately for its watch.
enum Preview {
    Nothing,
    Fault(QueryError),
    Answer(Answer),
}

async fn preview(desk: &Desk, who: &Visitor, form: &Form) -> Result<Preview, WebError> {
    let text = form.expression();
    if text.is_empty() {
        return Ok(Preview::Nothing);
    }
    let view = desk.view();
    let query = match query::parse(&text).and_then(|query| search::meant(who, &view, query)) {
        Ok(query) => query,
        Err(fault) => return Ok(Preview::Fault(fault)),
    };
    let ask = Ask {
        query,
        watches: Some(vec![form.watch.clone()]),
        from: Some(Time(who.tongue.now.0 - BACK.as_millis() as i64)),
        to: None,
        source: None,
        entity: None,
        lang: None,
        limit: SHOWN,
        offset: 0,
        sort: Order::Newest,
        facets: false,
    };
    search::answered(desk, ask).await.map(Preview::Answer)
}

async fn show(desk: &Desk, who: &Visitor, form: Form) -> Result<Response, WebError> {
    let (view, t) = (desk.view(), &who.tongue);
    let found = preview(desk, who, &form).await?;
    let already = {
        let items = desk.context.store.config_items().await?;
        let there = edit::find(&items, &watching::file_of(&form.watch));
        let draft = there.and_then(|item| Draft::parse("", &item.text).ok());
        draft.and_then(|draft| watching::same(&draft, &form.expression()))
    };
    let body = html! {
        @if let Some(said) = &form.said { p.notice role="status" { (said) } }
        p.hint { (&t[w::WATCH_THIS_LEAD]) }
        (page_of::faults(who, &form.faults))
        form.split method="post" action="/search/watch" {
            div.stack.wide.main {
                (csrf(who))
                input type="hidden" name="saved" value=(form.saved);
                div.field {
                    label for="watch" { (&t[w::WATCH]) }
                    select id="watch" name="watch" { @for watch in &view.watches {
                        option value=(watch.id) selected[watch.id == form.watch] { (crate::web::scope::watch_title(&view, &watch.id)) } } }
                }
                (edit::controls(t, &edit::entry(Kind::Query, t), &form.draft, form.at(), &form.faults))
                (page_of::id_field(t, &form.id, form.faults.of("id")))
                div.buttons {
                    button.main name="do" value="save" { (&t[w::WATCH_DO]) }
                    button name="do" value="preview" { (&t[w::PREVIEW_AGAIN]) }
                }
            }
            aside.side { section aria-labelledby="preview" {
                h2 id="preview" { (&t[w::PREVIEW]) }
                @if let Some(id) = &already { p.notice role="status" { (&t[w::WATCHED_ALREADY]) " " code { (watching::set_of(&form.watch)) "/" (id) } } }
                (shown(who, &view, &form, &found))
            } }
        }
    };
    let page = layout::page(who, &view, &t[w::WATCH_THIS], "/search", body);
    let good = form.faults.is_empty() && !matches!(found, Preview::Fault(_));
    Ok((if good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, page).into_response())
}

fn shown(who: &Visitor, view: &View, form: &Form, found: &Preview) -> Markup {
    let t = &who.tongue;
    html! { @match found {
        Preview::Nothing => { p.hint { (&t[w::PREVIEW_EMPTY]) } },
        Preview::Fault(fault) => { (search::fault_of(t, &form.expression(), fault)) },
        Preview::Answer(answer) => {
            p role="status" { (&t[w::PREVIEW_FOUND]) ": " strong { (t.count(answer.total, w::OF_PAGES)) } }
            @if answer.total == 0 { p.hint { (&t[w::PREVIEW_NONE]) } }
            @else { ol.results { @for hit in &answer.hits { (search::result(t, view, hit)) } } }
            p.hint { (&t[w::PREVIEW_REMATCH]) }
        },
    } }
}
