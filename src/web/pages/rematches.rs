//! Rematches: how far each is, how fast, when it will be done; pausing, resuming and cancelling one. They go over what
//! is kept for all watches: for admins.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Desk, Id, Page, Posted, Tongue, Visitor, WebError, Who, csrf, empty, w};
use crate::store::Halt;
use crate::store::rows::RematchRow;
use crate::web::layout;

/// Rematches that the page lists.
pub const LISTED: u32 = 100;

pub async fn page(State(desk): State<Desk>, who: Who) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let rows = desk.context.store.rematches(LISTED).await?;
    let body = html! {
        p.lead { (&t[w::REMATCHES_LEAD]) }
        @if rows.is_empty() { (empty(&t[w::NO_REMATCHES], &t[w::NO_REMATCHES_HOW])) }
        @else { div.scroll tabindex="0" role="region" aria-label=(&t[w::REMATCHES]) { table.folds {
            thead { tr { th { (&t[w::STATE]) } th { (&t[w::PROGRESS]) } th.number { (&t[w::NEW_FINDINGS]) } th { (&t[w::ENTRIES]) } th { (&t[w::SINCE]) } th { (&t[w::WHO]) } th {} } }
            tbody { @for row in &rows { tr.done[row.ended.is_some()] {
                td.title { (row.id) " " (&t[w::rematch_state(row.state)]) }
                td data-label=(&t[w::PROGRESS]) { (progress(t, row)) }
                td.number data-label=(&t[w::NEW_FINDINGS]) { (t.number(row.findings)) }
                td data-label=(&t[w::ENTRIES]) { (entries(t, row)) }
                td.nowrap data-label=(&t[w::SINCE]) { (t.at(row.started)) @if let Some(ended) = row.ended { " – " (t.at(ended)) } }
                td data-label=(&t[w::WHO]) { (row.by) @if let Some(by) = &row.halted_by { span.hint { ", " (&t[w::rematch_state(row.state)]) ": " (by) } } }
                td.nowrap { (actions(&who, row)) }
            } } }
        } } }
    };
    Ok(layout::page(&who, &view, &t[w::REMATCHES], "/configuration", body))
}

/// Which entries, the first of many in sight.
fn entries(t: &Tongue, row: &RematchRow) -> Markup {
    html! { @match row.entries.as_slice() {
        [one] => { code { (one) } },
        many => { details { summary { (t.count(many.len() as u64, w::OF_ENTRIES)) }
            ul.plain { @for entry in many.iter().take(200) { li { code { (entry) } } } } } },
    } }
}

/// How much is done, how fast, and when it will all be.
pub fn progress(t: &Tongue, row: &RematchRow) -> Markup {
    let percent = (row.done * 100).checked_div(row.total).unwrap_or(100).min(100);
    html! {
        (t.number(row.done)) " " (&t[w::OF]) " " (t.count(row.total, w::OF_PAGES_GENITIVE)) " "
        @if row.ended.is_none() {
            progress max=(row.total.max(1)) value=(row.done.min(row.total)) aria-label=(&t[w::REMATCH_GOES_ON]) { (percent) "\u{a0}%" }
            @if let Some(pace) = row.per_second { span.hint { " " (t.number(pace.round() as u64)) " " (&t[w::A_SECOND]) } }
            @if let Some(left) = row.left_s {
                @let left = std::time::Duration::from_secs(left);
                span.hint { ", " (&t[w::REMATCH_LEFT]) " " (t.span(left))
                    @if row.state == "running" { ", " (&t[w::DONE_AT]) " " (t.at(t.now + left)) } }
            }
        }
    }
}

fn actions(who: &Visitor, row: &RematchRow) -> Markup {
    let t = &who.tongue;
    let button = |halt: &str, name: w::Word| {
        html! { form.inline method="post" action={ "/rematches/" (row.id) "/" (halt) } { (csrf(who)) button { (&t[name]) } } }
    };
    html! { @match row.state {
        "ended" | "cancelled" => {},
        "paused" => { (button("resume", w::RESUME)) " " (button("cancel", w::CANCEL)) },
        _ => { (button("pause", w::PAUSE)) " " (button("cancel", w::CANCEL)) },
    } }
}

pub async fn pause(State(desk): State<Desk>, who: Who, Id(id): Id, _: Posted) -> Result<Response, WebError> {
    halt(&desk, &who, id, Halt::Pause).await
}

pub async fn resume(State(desk): State<Desk>, who: Who, Id(id): Id, _: Posted) -> Result<Response, WebError> {
    halt(&desk, &who, id, Halt::Resume).await
}

pub async fn cancel(State(desk): State<Desk>, who: Who, Id(id): Id, _: Posted) -> Result<Response, WebError> {
    halt(&desk, &who, id, Halt::Cancel).await
}

async fn halt(desk: &Desk, who: &Visitor, id: i64, halt: Halt) -> Result<Response, WebError> {
    desk.context.store.rematch(id).await?.ok_or(WebError::NotFound)?;
    // One that is in that state already is what was wanted.
    desk.context.store.halt_rematch(id, halt, who.name()).await?;
    Ok(Redirect::to("/rematches").into_response())
}
