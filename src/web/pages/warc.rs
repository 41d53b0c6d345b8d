//! The raw exchange behind a place of a finding, as a WARC file that other tools read. It shows what the unmasked text
//! shows and more: under the same right, with a reason, and in the audit log before the first byte leaves.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::header;
use maud::{Markup, html};
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use super::finding::REASON;
use super::{Desk, Id, Posted, Role, Visitor, WebError, Who, csrf, judge, short, w};
use crate::archive::{self, Spot};
use crate::store::rows::LocationRow;

/// Places that the form offers.
const OFFERED: usize = 100;

pub async fn download(
    State(desk): State<Desk>,
    who: Who,
    Id(id): Id,
    Posted(form): Posted,
) -> Result<Response, WebError> {
    let document = form.get("document").parse().map_err(|_| WebError::NotFound)?;
    file(&desk, &who, id, document, form.get("reason")).await
}

/// What a program asks with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Of a location of the finding.
    document: i64,
    reason: String,
}

pub async fn api(State(desk): State<Desk>, who: Who, Id(id): Id, body: String) -> Result<Response, WebError> {
    let wanted: Wanted = serde_json::from_str(&body).map_err(|e| WebError::Bad(e.to_string()))?;
    file(&desk, &who, id, wanted.document, wanted.reason.trim()).await
}

/// A reason as it goes into the audit log.
pub fn reasoned<'a>(who: &Visitor, reason: &'a str) -> Result<&'a str, WebError> {
    if reason.chars().count() < REASON || reason.len() > 1_000 {
        return Err(WebError::Bad(who.tongue[w::REASON_MISSING].to_owned()));
    }
    Ok(reason)
}

async fn file(desk: &Desk, who: &Who, id: i64, document: i64, reason: &str) -> Result<Response, WebError> {
    judge::judged(desk, who, id).await?;
    let reason = reasoned(who, reason)?;
    let store = &desk.context.store;
    let seen = who.watches(Role::Reader);
    if !store.rests_on(id, document).await? {
        return Err(WebError::NotFound);
    }
    let page = store.document(document, seen.as_deref()).await?.ok_or(WebError::NotFound)?;
    let Some(kept) = page.archive else { return Err(WebError::Bad(who.tongue[w::NO_EVIDENCE].to_owned())) };
    let name = format!("finding-{id}-page-{document}.warc.gz");
    let spot = Spot { file: kept.file, offset: kept.offset, length: kept.length, digest: kept.digest };
    let (dir, now, named) = (desk.context.archive.clone(), desk.context.clock.now(), name.clone());
    let cut = tokio::task::spawn_blocking(move || archive::cut(&dir, &spot, &named, now)).await??;
    store.audit(who.name(), "evidence", &format!("finding {id}, page {document}"), reason).await?;
    let length = cut.info.len() as u64 + cut.length;
    let records = tokio::fs::File::from_std(cut.file).take(cut.length);
    let whole = std::io::Cursor::new(cut.info).chain(records);
    let answer = Response::builder()
        .header(header::CONTENT_TYPE, "application/warc")
        .header(header::CONTENT_LENGTH, length)
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""));
    Ok(answer.body(Body::from_stream(ReaderStream::new(whole)))?)
}

/// Which place, and why; the newest place first.
pub fn form(who: &Visitor, finding: i64, places: &[LocationRow]) -> Markup {
    let t = &who.tongue;
    let places: Vec<&LocationRow> =
        places.iter().rev().filter(|place| place.document > 0).take(OFFERED).collect();
    html! {
        @if !places.is_empty() {
            details.reveal {
                summary { "⤓ " (&t[w::GET_WARC]) }
                p.hint { (&t[w::GET_WARC_HOW]) }
                form.row method="post" action={ "/findings/" (finding) "/evidence" } {
                    (csrf(who))
                    label.wide { span { (&t[w::PLACE]) } select name="document" {
                        @for place in &places { option value=(place.document) { (short(&place.url)) } }
                    } }
                    label.wide { span { (&t[w::REASON]) } input name="reason" required minlength=(REASON) maxlength="500"; }
                    button { (&t[w::GET_LOGGED]) }
                }
            }
        }
    }
}
