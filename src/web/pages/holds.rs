//! Legal holds: what is kept whatever its age. They concern the whole installation: for admins.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::finding::REASON;
use super::{Asked, Desk, Page, Posted, WebError, Who, csrf, empty, w, warc};
use crate::web::{layout, scope};

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let rows = desk.context.store.holds().await?;
    let body = html! {
        p.lead { (&t[w::HOLDS_LEAD]) }
        @if rows.is_empty() { (empty(&t[w::NO_HOLDS], &t[w::NO_HOLDS_HOW])) }
        @else { div.scroll tabindex="0" role="region" aria-label=(&t[w::HOLDS]) { table.folds {
            thead { tr { th { (&t[w::ON_WHAT]) } th { (&t[w::SINCE]) } th { (&t[w::WHO]) } th { (&t[w::REASON]) } th {} } }
            tbody { @for row in &rows { tr {
                td.title {
                    @if let Some(id) = row.scope.strip_prefix("finding:") { a href={ "/findings/" (id) } { (&t[w::FINDING]) " " (id) } }
                    @else if scope::crawl(&view, &row.scope).is_some() { a href={ "/places/" (row.scope) } { (scope::crawl_title(&view, &row.scope)) } }
                    @else { code { (row.scope) } }
                }
                td.nowrap data-label=(&t[w::SINCE]) { (t.at(row.at)) } td { (row.by) } td { (row.reason) }
                td { form.row method="post" action="/holds/lift" {
                    (csrf(&who))
                    input type="hidden" name="scope" value=(row.scope);
                    label { span.unseen { (&t[w::REASON]) } input name="reason" required minlength=(REASON) maxlength="500" placeholder=(&t[w::REASON]); }
                    button { (&t[w::HOLD_LIFT]) }
                } }
            } } }
        } } }
        form.stack method="post" action="/holds" {
            (csrf(&who))
            label for="scope" { (&t[w::HOLD_ON]) }
            input id="scope" name="scope" required maxlength="4000" value=(asked.get("scope"));
            p.hint { (&t[w::HOLD_HINT]) }
            label for="reason" { (&t[w::REASON]) }
            input id="reason" name="reason" required minlength=(REASON) maxlength="500";
            button.main { (&t[w::HOLD]) }
        }
    };
    Ok(layout::page(&who, &view, &t[w::HOLDS], "/audit", body))
}

pub async fn add(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Result<Response, WebError> {
    let (store, held) = (&desk.context.store, form.get("scope"));
    let reason = warc::reasoned(&who, form.get("reason"))?;
    // A hold on what is not there would keep nothing, and nobody would notice.
    let there = match (held, held.strip_prefix("finding:"), held.strip_prefix("url:")) {
        ("*", ..) => true,
        (_, Some(id), _) => match id.parse() {
            Ok(id) => store.finding(id, None).await?.is_some(),
            Err(_) => false,
        },
        (_, _, Some(url)) => store.knows_address(url).await?,
        (crawl, ..) => store.crawls().await?.iter().any(|row| row.id == crawl),
    };
    if !there {
        return Err(WebError::Bad(who.tongue[w::HOLD_NOTHING].to_owned()));
    }
    store.hold(held, who.name(), reason).await?;
    Ok(Redirect::to("/holds").into_response())
}

pub async fn lift(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Result<Response, WebError> {
    let reason = warc::reasoned(&who, form.get("reason"))?;
    // One that somebody lifted before is what was wanted.
    desk.context.store.release_hold(form.get("scope"), who.name(), reason).await?;
    Ok(Redirect::to("/holds").into_response())
}
