//! Places: how each is, when it was and will be visited, whether its plan's promise can be kept there.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde_json::json;

use super::{Asked, Desk, Name, Page, Role, Tongue, Visitor, WebError, Who, csrf, empty, inert, state, w};
use crate::model::why::told;
use crate::model::{Cause, State as How, Time};
use crate::store::StoreError;
use crate::store::rows::{CrawlRow, VisitRow};
use crate::web::{View, layout, scope};

const VISITS: u32 = 50;

/// Crawls that the visitor may see; retired ones only when they have something to show.
pub async fn seen(desk: &Desk, who: &Visitor, view: &View) -> Result<Vec<CrawlRow>, WebError> {
    let mut rows = desk.context.store.crawls().await?;
    rows.retain(|c| scope::sees_crawl(who, view, &c.id, Role::Reader));
    // What is not well comes first, the longest blind before the others.
    rows.sort_by_key(|c| (c.retired, c.blind_since.is_none(), c.blind_since, c.id.clone()));
    Ok(rows)
}

pub async fn list(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let all = seen(&desk, &who, &view).await?;
    let blind = asked.get("blind") == "1";
    let rows: Vec<&CrawlRow> =
        all.iter().filter(|c| !blind || (c.blind_since.is_some() && !c.retired)).collect();
    let unseen = all.iter().filter(|c| c.blind_since.is_some() && !c.retired).count();
    let body = html! {
        nav.filters aria-label=(&t[w::FILTERS]) {
            a href="/places" aria-current=[(!blind).then_some("true")] { (&t[w::ALL]) " " (t.number(all.len() as u64)) }
            a href="/places?blind=1" aria-current=[blind.then_some("true")] { (&t[w::BLIND]) " " (t.number(unseen as u64)) }
        }
        @if rows.is_empty() {
            @if blind { (empty(&t[w::NO_BLIND], "")) } @else { (empty(&t[w::NO_PLACES], &t[w::NO_PLACES_HOW])) }
        } @else {
            div.scroll tabindex="0" role="region" aria-label=(&t[w::PLACES]) { table.folds {
                thead { tr { th { (&t[w::PLACE]) } th { (&t[w::STATE]) } th { (&t[w::LAST_VISIT]) } th { (&t[w::NEXT_VISIT]) } th.number { (&t[w::PAGES_KEPT]) } th { (&t[w::OUTLOOK]) } } }
                tbody { @for row in rows { (line(t, &view, row)) } }
            } }
        }
    };
    Ok(layout::page(&who, &view, &t[w::PLACES], "/places", body))
}

fn line(t: &Tongue, view: &View, row: &CrawlRow) -> Markup {
    html! {
        tr.done[row.retired] data-row data-href={ "/places/" (row.id) } {
            td.title { a href={ "/places/" (row.id) } { (scope::crawl_title(view, &row.id)) } " " span.hint { (kind(t, &row.kind)) } }
            td { (how(t, row)) }
            td data-label=(&t[w::LAST_VISIT]) { (t.maybe_ago(row.last_visit)) }
            td data-label=(&t[w::NEXT_VISIT]) { @if row.retired { (&t[w::RETIRED]) } @else { (t.ago(row.next_due)) } }
            td.number data-label=(&t[w::PAGES_KEPT]) { (t.number(row.documents)) }
            td { (outlook(t, view, &row.id)) }
        }
    }
}

/// The state told by sign and word, and why.
fn how(t: &Tongue, row: &CrawlRow) -> Markup {
    let (class, sign) = match (row.state, row.blind_since) {
        (How::Well, _) => ("well", "✓"),
        (_, Some(_)) => ("blind", "○"),
        _ => ("hint", "·"),
    };
    html! {
        span.(class) { span aria-hidden="true" { (sign) } " " (&t[state(row.state)]) }
        @if let Some(since) = row.blind_since { " " span.hint { (&t[w::SINCE]) " " (t.at(since)) } }
        @if !row.why.is_empty() && row.state != How::Well { div.hint { (told(&row.why, t.language, |at| t.clock(at))) } }
    }
}

fn outlook(t: &Tongue, view: &View, id: &str) -> Markup {
    html! { @match view.outlook.get(id) {
        Some((true, why)) => { span.hint title=(why) { (&t[w::FEASIBLE]) } },
        Some((false, why)) => { span.broken title=(why) { (&t[w::INFEASIBLE]) } },
        None => { span.none { "–" } },
    } }
}

pub async fn one(State(desk): State<Desk>, who: Who, Name(id): Name, Asked(asked): Asked) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let row = seen(&desk, &who, &view).await?.into_iter().find(|c| c.id == id).ok_or(WebError::NotFound)?;
    let visits = desk.context.store.visits(&id, VISITS).await?;
    let gaps = gaps(&desk, &id).await?;
    let crawl = scope::crawl(&view, &id);
    let may_visit = !row.retired && scope::sees_crawl(&who, &view, &id, Role::Analyst);
    let asked_for = asked.number("asked").is_some();
    let watches: Vec<&str> = scope::lookers(&view, &id)
        .filter(|w| who.may(Role::Reader, &w.id))
        .map(|w| scope::watch_title(&view, &w.id))
        .collect();
    let body = html! {
        @if asked_for { p.notice role="status" { (&t[w::VISIT_ASKED]) } }
        dl.facts {
            div { dt { (&t[w::STATE]) } dd { (how(t, &row)) } }
            div { dt { (&t[w::LAST_VISIT]) } dd { (t.maybe_ago(row.last_visit)) } }
            div { dt { (&t[w::LAST_SUCCESS]) } dd { (t.maybe_ago(row.last_success)) } }
            div { dt { (&t[w::NEXT_VISIT]) } dd { (t.ago(row.next_due)) } }
            div { dt { (&t[w::VISITS]) } dd { (t.number(row.visits)) " · " (t.count(row.documents, w::OF_PAGES)) } }
            div { dt { (&t[w::READ_WHOLLY]) } dd { @match row.first_complete { Some(at) => { (t.at(at)) }, None => { (&t[w::NOT_YET]) } } } }
            @if !watches.is_empty() { div { dt { (&t[w::WATCHES]) } dd { (watches.join(", ")) } } }
            @if let Some((good, why)) = view.outlook.get(&id) { div { dt { (&t[w::OUTLOOK]) } dd { @if *good { (&t[w::FEASIBLE]) } @else { span.broken { (&t[w::INFEASIBLE]) } ": " (why) } } } }
            @if let Some(crawl) = crawl { div { dt { (&t[w::START]) } dd { @for url in crawl.start.iter().take(5) { div { (inert(t, url)) } } } } }
        }
        div.actions {
            @if may_visit { form method="post" action={ "/places/" (id) "/visit" } { (csrf(&who)) button { (&t[w::VISIT_NOW]) } } }
            a href={ "/findings?crawl=" (id) } { (&t[w::FINDINGS_HERE]) }
        }
        h2 { (&t[w::VISITS]) }
        @for (from, to) in &gaps { p.hint { (&t[w::NOT_SEEN]) ": " (t.at(*from)) " – " (t.at(*to)) } }
        @if visits.is_empty() { (empty(&t[w::NO_VISITS], &t[w::NO_VISITS_HOW])) } @else { (rows(t, &visits)) }
    };
    Ok(layout::page(&who, &view, scope::crawl_title(&view, &id), "/places", body))
}

/// How long gaps are told of, and how many of them.
const TOLD: Duration = Duration::from_secs(30 * 86_400);
const GAPS: usize = 5;

/// The newest stretches in which entries may have come and gone unseen.
async fn gaps(desk: &Desk, id: &str) -> Result<Vec<(Time, Time)>, StoreError> {
    let now = desk.context.clock.now();
    let mut all = desk.context.store.outages(now - TOLD, now + Duration::from_secs(1)).await?;
    all.retain(|o| o.cause == Cause::Gap && o.scope == id);
    Ok(all.iter().rev().take(GAPS).map(|o| (o.from, o.to.unwrap_or(now))).collect())
}

fn rows(t: &Tongue, visits: &[VisitRow]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(&t[w::VISITS]) { table {
            thead { tr { th { (&t[w::BEGUN]) } th { (&t[w::STATE]) } th.number { (&t[w::LASTED]) } th.number { (&t[w::ITEMS]) } th.number { (&t[w::NEW_ITEMS]) } th.number { (&t[w::UNCHANGED]) } th.number { (&t[w::REQUESTS]) } th.number { (&t[w::BYTES]) } } }
            tbody { @for visit in visits { tr {
                td { (t.at(visit.started)) }
                td { (&t[state(visit.state)]) @if visit.gap { " · " (&t[w::GAP]) }
                    @if let Some(n) = visit.complaints.get("parked") { " · " (t.count(*n, w::OF_PARKED)) }
                    @if !visit.why.is_empty() { div.hint { (told(&visit.why, t.language, |at| t.clock(at))) } } }
                td.number { @match visit.ended { Some(end) => { (t.span(end.since(visit.started).max(Duration::from_secs(1)))) }, None => { (&t[w::RUNNING]) } } }
                td.number { (t.number(visit.items)) }
                td.number { (t.number(visit.new_items)) }
                td.number { (t.number(visit.unchanged)) }
                td.number { (t.number(visit.requests)) }
                td.number { (t.bytes(visit.bytes)) }
            } } }
        } }
    }
}

/// Writes the wish as a request row and wakes whoever works on these.
pub async fn visit(State(desk): State<Desk>, who: Who, Name(id): Name) -> Result<Response, WebError> {
    let view = desk.view();
    let known: BTreeMap<String, bool> =
        seen(&desk, &who, &view).await?.into_iter().map(|c| (c.id, c.retired)).collect();
    if known.get(&id) != Some(&false) {
        return Err(WebError::NotFound);
    }
    if !scope::sees_crawl(&who, &view, &id, Role::Analyst) {
        return Err(WebError::Forbidden);
    }
    let request = desk.context.store.ask("visit", &json!({ "crawl": id }), who.name()).await?;
    (desk.context.ring)();
    Ok(Redirect::to(&format!("/places/{id}?asked={request}")).into_response())
}

/// In the reader's words, where there is one.
fn kind<'a>(t: &'a Tongue, name: &'a str) -> &'a str {
    w::closed::kind(name).map_or(name, |word| &t[word])
}
