//! Searches that people keep under a name: whose they are, opening them, taking them away.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Desk, Id, Page, Params, Posted, Role, Tongue, Visitor, WebError, Who, csrf, empty, w};
use crate::query;
use crate::store::rows::{SavedDraft, SavedRow};
use crate::web::{View, layout, scope};

/// Code points of a name.
const NAME: usize = 120;
/// What of a search is kept: where it looks, not which page of the answer is shown.
const KEPT: [&str; 8] = ["q", "from", "to", "sort", "source", "kind", "lang", "entity"];

pub async fn list(State(desk): State<Desk>, who: Who) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let rows = desk.context.store.saved_searches(who.name(), who.watches(Role::Reader).as_deref()).await?;
    let body = html! {
        p.hint { (&t[w::SAVED_LEAD]) }
        @if rows.is_empty() { (empty(&t[w::NO_SAVED], &t[w::NO_SAVED_HOW])) }
        @else { div.scroll tabindex="0" role="region" aria-label=(&t[w::SAVED_SEARCHES]) { table.folds {
            thead { tr { th { (&t[w::NAME]) } th { (&t[w::SEARCH]) } th { (&t[w::SEEN_BY]) } th { (&t[w::WATCHED_AS]) } th { span.unseen { (&t[w::CHANGE]) } } } }
            tbody { @for row in &rows { (line(&who, &view, row)) } }
        } } }
    };
    Ok(layout::page(&who, &view, &t[w::SAVED_SEARCHES], "/search", body))
}

fn line(who: &Visitor, view: &View, row: &SavedRow) -> Markup {
    let t = &who.tongue;
    let asked = Params::parse(row.asked.as_bytes());
    let open = format!("/search?{}", row.asked);
    html! { tr data-row data-href=(open) {
        td.title { a href=(open) { (row.name) } }
        td { code { (asked.get("q")) } @let more = filters(t, view, &asked); @if !more.is_empty() { " " span.hint { (more) } } }
        td data-label=(&t[w::SEEN_BY]) { @match &row.watch {
            None => { (&t[w::ONLY_ME]) },
            Some(watch) => { (scope::watch_title(view, watch)) @if row.owner != who.name() { " · " (row.owner) } },
        } }
        td data-label=(&t[w::WATCHED_AS]) { @match &row.entry {
            Some(entry) => { @let set = entry.split_once('/').map_or(entry.as_str(), |(set, _)| set);
                @if scope::sees_set(who, view, set) && view.sets.iter().any(|known| known.id == set) { a href={ "/sets/" (set) "#" (entry) } { (entry) } } @else { (entry) } },
            None if who.has(Role::Admin) => { a href={ "/search/watch?saved=" (row.id) "&" (row.asked) } { (&t[w::WATCH_THIS]) } },
            None => { "–" },
        } }
        td.nowrap { @if may_forget(who, row) {
            form.inline method="post" action={ "/searches/" (row.id) "/remove" } { (csrf(who)) button.plain aria-label={ (&t[w::REMOVE]) ": " (row.name) } { (&t[w::REMOVE]) } }
        } }
    } }
}

/// What a search asks for beside its query.
fn filters(t: &Tongue, view: &View, asked: &Params) -> String {
    let mut out = Vec::new();
    if let Some(source) = asked.some("source") {
        out.push(scope::crawl_title(view, &source).to_owned());
    }
    if let Some(kind) = asked.some("kind") {
        out.push(w::closed::kind(&kind).map_or(kind.clone(), |word| t[word].to_owned()));
    }
    if let Some(lang) = asked.some("lang") {
        out.push(w::closed::language(&lang).map_or(lang.clone(), |word| t[word].to_owned()));
    }
    out.extend(asked.some("entity"));
    for (name, word) in [("from", w::FROM), ("to", w::TO)] {
        out.extend(asked.day(name, t.zone).map(|day| format!("{} {}", &t[word], t.date(day))));
    }
    out.join(" · ")
}

/// One's own; an admin every one that they see.
fn may_forget(who: &Visitor, row: &SavedRow) -> bool {
    row.owner == who.name() || who.has(Role::Admin)
}

/// The search that this visitor may open.
pub async fn opened(desk: &Desk, who: &Visitor, id: i64) -> Result<SavedRow, WebError> {
    let row = desk.context.store.saved_search(id).await?.ok_or(WebError::NotFound)?;
    let theirs = row.owner == who.name();
    let shared = row.watch.as_ref().is_some_and(|watch| who.may(Role::Reader, watch));
    if theirs || shared { Ok(row) } else { Err(WebError::NotFound) }
}

/// On the page of a search: keeping it, and having it watched.
pub fn form(who: &Visitor, view: &View, asked: &Params) -> Markup {
    let t = &who.tongue;
    let analysed: Vec<_> =
        scope::watches(who, view).into_iter().filter(|watch| who.may(Role::Analyst, &watch.id)).collect();
    html! {
        div.buttons.quiet {
            @if who.has(Role::Admin) { a href={ "/search/watch?" (kept(asked)) } { (&t[w::WATCH_THIS]) } }
            @if who.has(Role::Analyst) { details {
                summary { (&t[w::SAVE_SEARCH]) }
                form.stack method="post" action="/searches" {
                    (csrf(who))
                    input type="hidden" name="asked" value=(kept(asked));
                    label for="save-name" { (&t[w::SEARCH_NAME]) }
                    input id="save-name" name="name" required maxlength=(NAME);
                    label for="save-watch" { (&t[w::SEEN_BY]) }
                    select id="save-watch" name="watch" {
                        option value="" { (&t[w::ONLY_ME]) }
                        @for watch in analysed { option value=(watch.id) { (&t[w::READERS_OF]) " " (scope::watch_title(view, &watch.id)) } }
                    }
                    button { (&t[w::SAVE]) }
                }
            } }
        }
    }
}

fn kept(asked: &Params) -> String {
    let pairs = asked.0.iter().filter(|(name, value)| KEPT.contains(&name.as_str()) && !value.is_empty());
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub async fn save(State(desk): State<Desk>, who: Who, Posted(sent): Posted) -> Result<Response, WebError> {
    let t = &who.tongue;
    let asked = Params::parse(sent.get("asked").as_bytes());
    // What cannot be asked cannot be opened again either.
    query::parse(asked.get("q")).map_err(|fault| WebError::Bad(fault.placed().of(t.language).to_owned()))?;
    let name: String = sent.get("name").chars().take(NAME).collect();
    if name.is_empty() {
        return Err(WebError::Bad(t[w::SEARCH_NAMELESS].to_owned()));
    }
    let watch = sent.some("watch");
    if watch.as_ref().is_some_and(|watch| !who.may(Role::Analyst, watch)) {
        return Err(WebError::NotFound);
    }
    let asked = kept(&asked);
    let draft = SavedDraft { name: &name, owner: who.name(), watch: watch.as_deref(), asked: &asked };
    match desk.context.store.save_search(&draft).await? {
        Some(_) => Ok(Redirect::to("/searches").into_response()),
        None => Err(WebError::Bad(t[w::SEARCHES_MANY].to_owned())),
    }
}

pub async fn remove(State(desk): State<Desk>, who: Who, Id(id): Id) -> Result<Response, WebError> {
    let row = opened(&desk, &who, id).await?;
    if !may_forget(&who, &row) {
        return Err(WebError::NotFound);
    }
    desk.context.store.forget_search(id, who.name()).await?;
    Ok(Redirect::to("/searches").into_response())
}
