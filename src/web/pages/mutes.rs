//! What is quiet, until when and why, with how much it has kept quiet; muting from a finding's page, and ending it.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::finding::REASON;
use super::{Desk, Id, Page, Params, Posted, Role, Visitor, WebError, Who, csrf, empty, judge, w, warc};
use crate::model::{Quiet, Time};
use crate::store::rows::{FindingRow, MuteDraft, MuteRow};
use crate::web::{View, layout, scope};

/// Mutes that the page lists.
pub const LISTED: u32 = 500;
const DAY: Duration = Duration::from_secs(86_400);
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

pub async fn page(State(desk): State<Desk>, who: Who) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let mut rows = desk.context.store.mutes(who.watches(Role::Reader).as_deref(), LISTED).await?;
    rows.sort_by_key(|row| !row.in_force(t.now));
    let body = html! {
        p.lead { (&t[w::MUTES_LEAD]) " " a href="/suppressions" { (&t[w::SUPPRESSIONS]) } }
        @if rows.is_empty() { (empty(&t[w::NO_MUTES], &t[w::NO_MUTES_HOW])) }
        @else { div.scroll tabindex="0" role="region" aria-label=(&t[w::MUTES]) { table.folds {
            thead { tr { th { (&t[w::MUTE_WHAT]) } th { (&t[w::WATCH]) } th { (&t[w::UNTIL]) } th.number { (&t[w::EVENTS_QUIET]) } th { (&t[w::REASON]) } th { (&t[w::WHO]) } th { (&t[w::STATE]) } } }
            tbody { @for row in &rows { tr.done[!row.in_force(t.now)] {
                td.title { (what(&who, &view, row)) }
                td { (scope::watch_title(&view, &row.watch)) }
                td.nowrap data-label=(&t[w::UNTIL]) { (t.at(row.until - Duration::from_secs(1))) }
                td.number data-label=(&t[w::EVENTS_QUIET]) { (t.number(row.events)) }
                td { (row.reason) }
                td { (row.by) " " span.hint { (t.at(row.at)) } }
                td { (state(&who, row)) }
            } } }
        } } }
    };
    Ok(layout::page(&who, &view, &t[w::MUTES], "/findings", body))
}

/// What is quiet, as a way to it.
fn what(who: &Visitor, view: &View, row: &MuteRow) -> Markup {
    let t = &who.tongue;
    html! { @match row.scope {
        Quiet::Finding => { a href={ "/findings/" (row.about) } { (&t[w::FINDING]) " " (row.about) } },
        Quiet::Entry => {
            @let set = row.about.split_once('/').map_or(row.about.as_str(), |(set, _)| set);
            @let title = view.matcher.entry(&row.about).map(|e| e.title_in(t.language)).filter(|title| !title.is_empty());
            (&t[w::ENTRY]) " " a href={ "/sets/" (set) "#" (row.about) } { (title.unwrap_or(&row.about)) }
        },
        Quiet::Place => { (&t[w::PLACE]) " " a href={ "/places/" (row.about) } { (scope::crawl_title(view, &row.about)) } },
    } }
}

fn state(who: &Visitor, row: &MuteRow) -> Markup {
    let t = &who.tongue;
    html! {
        @match &row.ended_by {
            Some(by) => { (&t[w::MUTE_ENDED]) " " (by) },
            None if !row.in_force(t.now) => { (&t[w::MUTE_OVER]) },
            None if who.may(Role::Analyst, &row.watch) => {
                form method="post" action={ "/mutes/" (row.id) "/end" } { (csrf(who)) button { (&t[w::MUTE_END]) } }
            },
            None => { (&t[w::MUTE_IN_FORCE]) },
        }
    }
}

pub async fn add(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Result<Response, WebError> {
    let id = form.get("finding").parse().map_err(|_| WebError::NotFound)?;
    let finding = judge::judged(&desk, &who, id).await?;
    let t = &who.tongue;
    let reason = warc::reasoned(&who, form.get("reason"))?.to_owned();
    let until = until(&who, &form)?;
    let place = form.some("place");
    let (scope, about) = match Quiet::parse(form.get("scope")) {
        Some(Quiet::Finding) => (Quiet::Finding, id.to_string()),
        Some(Quiet::Entry) => (Quiet::Entry, finding.entry),
        Some(Quiet::Place) => {
            let places = desk.context.store.locations(id).await?;
            let here = places.iter().rev().map(|l| &l.crawl).find(|c| place.as_ref().is_none_or(|p| p == *c));
            (Quiet::Place, here.ok_or_else(|| WebError::Bad(t[w::MUTE_NOTHING].to_owned()))?.clone())
        }
        None => return Err(WebError::Bad(t[w::MUTE_NOTHING].to_owned())),
    };
    let draft = MuteDraft { watch: finding.watch, scope, about, until, reason };
    desk.context.store.mute(&draft, who.name()).await?;
    Ok(Redirect::to("/mutes").into_response())
}

/// The end of the day named.
fn until(who: &Visitor, form: &Params) -> Result<Time, WebError> {
    let t = &who.tongue;
    let day = form.day("until", t.zone).map(|day| day + DAY);
    let fits = |at: &Time| *at > t.now && at.since(t.now) <= LONGEST;
    day.filter(fits).ok_or_else(|| WebError::Bad(t[w::MUTE_UNTIL_WHEN].to_owned()))
}

pub async fn end(State(desk): State<Desk>, who: Who, Id(id): Id) -> Result<Response, WebError> {
    let row = desk.context.store.mute_row(id).await?.ok_or(WebError::NotFound)?;
    if !who.may(Role::Reader, &row.watch) {
        return Err(WebError::NotFound);
    }
    if !who.may(Role::Analyst, &row.watch) {
        return Err(WebError::Forbidden);
    }
    // One that is over already is what was wanted.
    desk.context.store.end_mute(id, who.name()).await?;
    Ok(Redirect::to("/mutes").into_response())
}

/// On a finding's page.
pub fn form(who: &Visitor, f: &FindingRow) -> Markup {
    let t = &who.tongue;
    html! {
        details.reveal {
            summary { (&t[w::MUTE]) }
            form.stack method="post" action="/mutes" {
                (csrf(who))
                input type="hidden" name="finding" value=(f.id);
                label for="mute-scope" { (&t[w::MUTE_WHAT]) }
                select id="mute-scope" name="scope" {
                    option value="finding" { (&t[w::MUTE_FINDING]) }
                    option value="entry" { (&t[w::MUTE_ENTRY]) }
                    option value="place" { (&t[w::MUTE_PLACE]) }
                }
                label for="mute-until" { (&t[w::MUTE_UNTIL]) }
                input id="mute-until" name="until" type="date" required min=(t.field(t.now)) max=(t.field(t.now + LONGEST));
                label for="mute-reason" { (&t[w::REASON]) }
                input id="mute-reason" name="reason" required minlength=(REASON) maxlength="500";
                button { (&t[w::MUTE]) }
            }
        }
    }
}
