//! What was judged false, what that keeps quiet, since when and why; and taking it back.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Asked, Desk, Id, Page, Posted, Role, Tongue, Visitor, WebError, Who, csrf, empty, w};
use crate::model::Hush;
use crate::store::rows::SuppressionRow;
use crate::web::{View, layout, scope};

/// Suppressions that the page lists.
pub const LISTED: u32 = 500;

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let all = asked.get("all") == "1";
    let watches = who.watches(Role::Reader);
    let rows = desk.context.store.suppressions(watches.as_deref(), all, LISTED).await?;
    let body = html! {
        p.lead { (&t[w::SUPPRESSIONS_LEAD]) }
        nav.filters aria-label=(&t[w::FILTERS]) {
            a href="/suppressions" aria-current=[(!all).then_some("true")] { (&t[w::IN_FORCE]) }
            a href="/suppressions?all=1" aria-current=[all.then_some("true")] { (&t[w::ALL]) }
        }
        @if rows.is_empty() { (empty(&t[w::NO_SUPPRESSIONS], &t[w::NO_SUPPRESSIONS_HOW])) }
        @else { div.scroll tabindex="0" role="region" aria-label=(&t[w::SUPPRESSIONS]) { table.folds {
            thead { tr { th { (&t[w::FINDING]) } th { (&t[w::WATCH]) } th { (&t[w::QUIET_IS]) } th.number { (&t[w::KEPT_SILENT]) } th { (&t[w::LAST_SEEN]) } th { (&t[w::REASON]) } th { (&t[w::WHO]) } th { (&t[w::STATE]) } } }
            tbody { @for row in &rows { tr.done[row.ended.is_some()] {
                td.title { a href={ "/findings/" (row.finding) } { (title(&view, t, row)) } " " code.hint { (row.entry) } }
                td { (scope::watch_title(&view, &row.watch)) }
                td data-label=(&t[w::QUIET_IS]) { (quiet(t, row)) }
                td.number data-label=(&t[w::KEPT_SILENT]) { (t.number(row.places)) }
                td.nowrap data-label=(&t[w::LAST_SEEN]) { (t.maybe_ago(row.last)) }
                td { (row.reason) }
                td { (row.by) " " span.hint { (t.at(row.at)) } }
                td.nowrap { (state(&who, row)) }
            } } }
        } } }
    };
    Ok(layout::page(&who, &view, &t[w::SUPPRESSIONS], "/findings", body))
}

/// The entry's title in the reader's language, with what tells the finding from its others.
fn title(view: &View, t: &Tongue, row: &SuppressionRow) -> String {
    let entry = view.matcher.entry(&row.entry);
    match (entry, entry.map(|e| row.title.strip_prefix(e.title.as_str()))) {
        (Some(entry), Some(Some(rest))) => format!("{}{rest}", entry.title_in(t.language)),
        _ => row.title.clone(),
    }
}

fn quiet(t: &Tongue, row: &SuppressionRow) -> Markup {
    html! { @match row.scope {
        Hush::Value => { (&t[w::HUSH_VALUE]) },
        Hush::Values => { (t.count(row.values, w::OF_VALUES)) },
        Hush::Passage => { (&t[w::HUSH_PASSAGE]) },
        Hush::Document => { (&t[w::HUSH_DOCUMENT]) },
    } }
}

fn state(who: &Visitor, row: &SuppressionRow) -> Markup {
    let t = &who.tongue;
    html! { @match (&row.ended_by, row.ended) {
        (Some(by), Some(at)) => { (&t[w::TAKEN_BACK_BY]) " " (by) " " span.hint { (t.at(at)) } },
        _ if who.may(Role::Analyst, &row.watch) => {
            form method="post" action={ "/suppressions/" (row.id) "/end" } { (csrf(who)) button { (&t[w::TAKE_JUDGEMENT_BACK]) } }
        },
        _ => { (&t[w::MUTE_IN_FORCE]) },
    } }
}

/// The row if the visitor may take it back: not there when they may not even see it.
pub async fn judged(desk: &Desk, who: &Visitor, id: i64) -> Result<SuppressionRow, WebError> {
    let row = desk.context.store.suppression(id).await?.ok_or(WebError::NotFound)?;
    if !who.may(Role::Reader, &row.watch) {
        return Err(WebError::NotFound);
    }
    if who.may(Role::Analyst, &row.watch) { Ok(row) } else { Err(WebError::Forbidden) }
}

pub async fn end(
    State(desk): State<Desk>,
    who: Who,
    Id(id): Id,
    Posted(form): Posted,
) -> Result<Response, WebError> {
    let row = judged(&desk, &who, id).await?;
    // One that is over already is what was wanted.
    desk.context.store.end_suppression(id, who.name(), form.get("reason").trim()).await?;
    Ok(Redirect::to(&format!("/findings/{}", row.finding)).into_response())
}

/// On a finding's page: what its judgement as false keeps quiet, and how often it did.
pub fn note(who: &Visitor, row: Option<&SuppressionRow>) -> Markup {
    let t = &who.tongue;
    html! { @if let Some(row) = row.filter(|row| row.ended.is_none() || row.places > 0) {
        p.notice {
            @match row.ended {
                None => { (&t[w::JUDGED_FALSE_BY]) " " (row.by) " " (t.at(row.at)) ". " (&t[w::QUIET_IS]) ": " (quiet(t, row)) "." },
                Some(ended) => { (&t[w::TAKEN_BACK_BY]) " " (row.ended_by.as_deref().unwrap_or_default()) " " (t.at(ended)) "." },
            }
            " " (&t[w::KEPT_SILENT]) ": " (t.number(row.places))
            @if let Some(last) = row.last { ", " (&t[w::LAST_SEEN_LOWER]) " " (t.ago(last)) }
            ". " a href="/suppressions" { (&t[w::SUPPRESSIONS]) }
        }
    } }
}
