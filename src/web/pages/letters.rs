//! Letters: what is owed, what was sent, what was late and why; a letter as its recipient sees it; digests.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header;
use mail_parser::MessageParser;
use maud::{Markup, html};

use super::{
    Asked, Desk, Id, Name, Page, Params, Role, Tongue, Visitor, WebError, Who, csrf, empty, pager, w,
};
use crate::model::{Delivery, Digest, LetterKind};
use crate::store::rows::{AlertRow, LetterRow};
use crate::web::{layout, scope};

const SIZE: u32 = 50;
/// Alerts and letters looked through for a filter.
const LOOKED: u32 = 1_000;

/// Whether an alert is still on its way.
pub fn owed(alert: &AlertRow) -> bool {
    matches!(alert.state, Delivery::Owed | Delivery::Claimed | Delivery::Bounced | Delivery::Failed)
}

/// Accepted after it was due, or overdue and not accepted.
pub fn late(alert: &AlertRow, now: crate::model::Time) -> bool {
    alert.accepted.map_or(owed(alert) && alert.due < now, |accepted| accepted > alert.due)
}

pub async fn list(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let (view, t, store) = (desk.view(), &who.tongue, &desk.context.store);
    let watches = who.watches(Role::Reader);
    let (only_owed, only_late) = (asked.get("owed") == "1", asked.get("late") == "1");
    let body = if only_owed || only_late {
        let mut alerts = store.alerts(watches.as_deref(), LOOKED, 0).await?;
        alerts.retain(|a| if only_owed { owed(a) } else { late(a, t.now) });
        alerts.sort_by_key(|a| a.due);
        html! { @if alerts.is_empty() { (empty(if only_owed { &t[w::NOTHING_OWED] } else { &t[w::NOTHING_LATE] }, "")) } @else { (alert_table(t, &alerts)) } }
    } else {
        let offset = (asked.page() - 1).saturating_mul(SIZE);
        // One more than a page tells whether there is another.
        let mut letters = store.letters(watches.as_deref(), SIZE + 1, offset).await?;
        let more = letters.len() > SIZE as usize;
        letters.truncate(SIZE as usize);
        let total = u64::from(offset) + letters.len() as u64 + u64::from(more);
        html! {
            @if letters.is_empty() { (empty(&t[w::NO_LETTERS], &t[w::NO_LETTERS_HOW])) } @else { (letter_table(t, &letters)) }
            (pager(t, "/letters", &asked, total, SIZE))
        }
    };
    let body = html! { (tabs(t, &asked)) (body) };
    Ok(layout::page(&who, &view, &t[w::LETTERS], "/letters", body))
}

fn tabs(t: &Tongue, asked: &Params) -> Markup {
    let (owed, late) = (asked.get("owed") == "1", asked.get("late") == "1");
    html! {
        nav.filters aria-label=(&t[w::FILTERS]) {
            a href="/letters" aria-current=[(!owed && !late).then_some("true")] { (&t[w::SENT_ALL]) }
            a href="/letters?owed=1" aria-current=[owed.then_some("true")] { (&t[w::OWED]) }
            a href="/letters?late=1" aria-current=[late.then_some("true")] { (&t[w::LATE_ONES]) }
        }
    }
}

fn letter_table(t: &Tongue, letters: &[LetterRow]) -> Markup {
    html! { table.letters {
        thead { tr { th { (&t[w::SUBJECT]) } th.place { (&t[w::RECIPIENT]) } th.when { (&t[w::MADE]) } th.due { (&t[w::DUE]) } th.state { (&t[w::STATE]) } } }
        tbody { @for letter in letters { tr data-row data-href={ "/letters/" (letter.id.hex()) } {
            td.title { a href={ "/letters/" (letter.id.hex()) } { (letter.subject) } }
            td.place { (letter.recipient) }
            td.when { (t.ago(letter.created)) }
            td.due { @match letter.due { Some(due) => { (t.at(due)) }, None => { span.none { "–" } } } }
            td.state { (outcome(t, letter)) }
        } } }
    } }
}

/// What became of a letter, measured by its due time.
fn outcome(t: &Tongue, letter: &LetterRow) -> Markup {
    html! {
        @match (letter.accepted, letter.due) {
            (Some(accepted), Some(due)) if accepted > due => { span.broken { (t.span(accepted.since(due))) " " (&t[w::LATE]) } },
            (Some(accepted), Some(due)) => { span.kept { (t.span(due.since(accepted))) " " (&t[w::TO_SPARE]) } },
            _ => { (&t[w::delivery(letter.state)]) },
        }
        @if matches!(letter.state, Delivery::Bounced | Delivery::Failed) && letter.accepted.is_some() { " · " (&t[w::delivery(letter.state)]) }
    }
}

fn alert_table(t: &Tongue, alerts: &[AlertRow]) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(&t[w::ALERTS]) { table {
        thead { tr { th { (&t[w::ALERT]) } th { (&t[w::RECIPIENT]) } th { (&t[w::START_CLOCK]) } th { (&t[w::DUE]) } th { (&t[w::ACCEPTED]) } th { (&t[w::STATE]) } } }
        tbody { @for alert in alerts { tr data-row data-href={ "/alerts/" (alert.id) } {
            td { a href={ "/alerts/" (alert.id) } { "№\u{a0}" (alert.id) } " " span.hint { (&t[w::event(alert.event_kind)]) } }
            td { (alert.recipient) }
            td { (t.at(alert.start)) }
            td { (t.at(alert.due)) }
            td { @match alert.accepted { Some(at) => { (t.at(at)) }, None => { span.none { "–" } } } }
            td { (alert_state(t, alert)) }
        } } }
    } } }
}

fn alert_state(t: &Tongue, alert: &AlertRow) -> Markup {
    let end = alert.accepted.unwrap_or(t.now);
    html! {
        @if late(alert, t.now) { span.broken { (t.span(end.since(alert.due))) " " (&t[w::LATE]) } @if let Some(cause) = alert.cause { ": " (&t[w::cause(cause)]) } }
        @else { (&t[w::delivery(alert.state)]) }
    }
}

/// The letter, if every watch that it tells of is one that the visitor may read.
async fn seen(desk: &Desk, who: &Visitor, id: &str) -> Result<LetterRow, WebError> {
    let id = Digest::parse(id).ok_or(WebError::NotFound)?;
    let letter = desk.context.store.letter(&id).await?.ok_or(WebError::NotFound)?;
    let may = match who.watches(Role::Reader) {
        None => true,
        Some(watches) => !letter.watches.is_empty() && letter.watches.iter().all(|w| watches.contains(w)),
    };
    if may { Ok(letter) } else { Err(WebError::NotFound) }
}

pub async fn one(State(desk): State<Desk>, who: Who, Name(id): Name) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let letter = seen(&desk, &who, &id).await?;
    let alerts = desk.context.store.alerts_of_letter(&letter.id).await?;
    let body = html! {
        dl.facts {
            div { dt { (&t[w::RECIPIENT]) } dd { (letter.recipient) " · " (letter.to) } }
            div { dt { (&t[w::MADE]) } dd { (t.at(letter.created)) } }
            @if let Some(due) = letter.due { div { dt { (&t[w::DUE]) } dd { (t.at(due)) } } }
            div { dt { (&t[w::STATE]) } dd { (&t[w::delivery(letter.state)]) " · " (outcome(t, &letter)) } }
            @if let Some(accepted) = letter.accepted { div { dt { (&t[w::ACCEPTED]) } dd { (t.at(accepted)) " · " (letter.relay) } } }
            @if !letter.reply.is_empty() { div { dt { (&t[w::REPLY]) } dd { code { (letter.reply) } } } }
            div { dt { "Message-ID" } dd { code.long { (letter.message_id) } } }
        }
        @if !alerts.is_empty() { (alert_table(t, &alerts)) }
        h2 { (&t[w::AS_READ]) }
        iframe.letter sandbox="" src={ "/letters/" (id) "/html" } title=(&t[w::AS_READ]) {}
        details { summary { (&t[w::TEXT_PART]) } pre.letter tabindex="0" { (text_part(&letter.bytes)) } }
    };
    Ok(layout::page(&who, &view, &letter.subject, "/letters", body))
}

/// The plain part of a letter of ours.
pub fn text_part(bytes: &[u8]) -> String {
    let message = MessageParser::default().parse(bytes);
    message.and_then(|m| m.body_text(0).map(|text| text.into_owned())).unwrap_or_default()
}

/// Shown in a frame that may run, submit and load nothing; its own policy lets its inline styles be.
pub async fn html_part(State(desk): State<Desk>, who: Who, Name(id): Name) -> Result<Response, WebError> {
    let letter = seen(&desk, &who, &id).await?;
    let message = MessageParser::default().parse(&letter.bytes);
    let text = message.and_then(|m| m.body_html(0).map(|html| html.into_owned())).unwrap_or_default();
    let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; form-action 'none'; base-uri 'none'";
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)];
    Ok((headers, text).into_response())
}

/// Where the button of a letter leads: a question, because opening a link must change nothing.
pub async fn knows(State(desk): State<Desk>, who: Who, Name(id): Name) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let letter = seen(&desk, &who, &id).await?;
    let body = html! {
        p.lead { (letter.subject) }
        p { (&t[w::ACKNOWLEDGE_HOW]) }
        form method="post" action={ "/letters/" (id) "/acknowledge" } { (csrf(&who)) button.main { (&t[w::ACKNOWLEDGE]) } }
    };
    Ok(layout::page(&who, &view, &t[w::ACKNOWLEDGE], "/letters", body))
}

/// Acknowledges every alert that the letter tells of.
pub async fn acknowledge_all(
    State(desk): State<Desk>,
    who: Who,
    Name(id): Name,
) -> Result<Response, WebError> {
    let letter = seen(&desk, &who, &id).await?;
    for alert in desk.context.store.alerts_of_letter(&letter.id).await? {
        desk.context.store.acknowledge(alert.id, who.name()).await?;
    }
    Ok(Redirect::to(&format!("/letters/{id}")).into_response())
}

async fn seen_alert(desk: &Desk, who: &Visitor, id: i64) -> Result<AlertRow, WebError> {
    let alert = desk.context.store.alert(id).await?.ok_or(WebError::NotFound)?;
    if who.may(Role::Reader, &alert.watch) { Ok(alert) } else { Err(WebError::NotFound) }
}

pub async fn alert(State(desk): State<Desk>, who: Who, Id(id): Id) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let alert = seen_alert(&desk, &who, id).await?;
    let watches = who.watches(Role::Reader);
    let finding = match alert.finding {
        Some(finding) => desk.context.store.finding(finding, watches.as_deref()).await?,
        None => None,
    };
    let body = html! {
        dl.facts {
            @if let Some(finding) = &finding { div { dt { (&t[w::FINDING]) } dd { a href={ "/findings/" (finding.id) } { (scope::headline(&view, finding, t.language)) } } } }
            div { dt { (&t[w::RECIPIENT]) } dd { (alert.recipient) } }
            div { dt { (&t[w::START_CLOCK]) } dd { (t.at(alert.start)) " · " (&t[w::rule(alert.rule)]) } }
            div { dt { (&t[w::FOUND]) } dd { (t.at(alert.found)) } }
            div { dt { (&t[w::DUE]) } dd { (t.at(alert.due)) } }
            div { dt { (&t[w::ACCEPTED]) } dd { @match alert.accepted { Some(at) => { (t.at(at)) }, None => { "–" } } } }
            div { dt { (&t[w::STATE]) } dd { (alert_state(t, &alert)) } }
            @if let Some(letter) = &alert.letter { div { dt { (&t[w::LETTER]) } dd { a href={ "/letters/" (letter.hex()) } { code { (&letter.hex()[..12]) } } } } }
        }
        @if alert.state == Delivery::Acknowledged { p.notice { (&t[w::ACKNOWLEDGED]) } }
        @else if alert.state == Delivery::Muted { p.notice { a href="/mutes" { (&t[w::MUTES]) } " · " (&t[w::delivery(alert.state)]) } }
        @else { form method="post" action={ "/alerts/" (id) "/acknowledge" } { (csrf(&who)) button.main { (&t[w::ACKNOWLEDGE]) } } }
    };
    Ok(layout::page(&who, &view, &format!("{} №\u{a0}{id}", &t[w::ALERT]), "/letters", body))
}

pub async fn acknowledge(State(desk): State<Desk>, who: Who, Id(id): Id) -> Result<Response, WebError> {
    seen_alert(&desk, &who, id).await?;
    desk.context.store.acknowledge(id, who.name()).await?;
    Ok(Redirect::to(&format!("/alerts/{id}")).into_response())
}

pub async fn digests(State(desk): State<Desk>, who: Who) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let mut letters = desk.context.store.letters(who.watches(Role::Reader).as_deref(), LOOKED, 0).await?;
    letters.retain(|letter| letter.kind == LetterKind::Digest);
    let body = html! {
        @if letters.is_empty() { (empty(&t[w::NO_DIGESTS], &t[w::NO_DIGESTS_HOW])) } @else { (letter_table(t, &letters)) }
    };
    Ok(layout::page(&who, &view, &t[w::DIGESTS], "/digests", body))
}
