//! A page as it was read: its text with the hits marked and secrets masked, and what is known of it.

use axum::extract::State;
use maud::html;

use super::{Desk, Id, Page, Role, WebError, Who, inert, w};
use crate::web::evidence::{self, Shown, marked, pieces};
use crate::web::{layout, scope};

/// Code points shown of a text.
const SHOWN: u64 = 200_000;
/// How the complaint begins of a document that ended its reader too often.
const PARKED: &str = "could not be read";
/// Findings named beside it.
const FINDINGS: usize = 50;

pub async fn page(State(desk): State<Desk>, who: Who, Id(id): Id) -> Page {
    let (view, t, store) = (desk.view(), &who.tongue, &desk.context.store);
    let watches = who.watches(Role::Reader);
    let document = store.document(id, watches.as_deref()).await?.ok_or(WebError::NotFound)?;
    let mut ids: Vec<i64> =
        document.hits.iter().flat_map(|h| &h.findings).filter_map(|id| i64::try_from(*id).ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut findings = Vec::new();
    for id in ids.into_iter().take(FINDINGS) {
        findings.extend(store.finding(id, watches.as_deref()).await?);
    }
    let title = evidence::title(&document);
    let title = if title.is_empty() { t[w::UNTITLED].to_owned() } else { title };
    let body = html! {
        p { (inert(t, &evidence::hidden(&document, &document.shown_url))) }
        p.hint {
            a href={ "/places/" (document.crawl) } { (scope::crawl_title(&view, &document.crawl)) }
            @if !document.author.is_empty() { " · " (evidence::hidden(&document, &document.author)) }
            @if let Some(stated) = document.published { " · " (&t[w::PUBLISHED]) " " (t.at(stated.earliest)) }
            " · " (&t[w::READ]) " " (t.at(document.fetched))
            @if !document.language.is_empty() { " · " (w::closed::language(&document.language).map_or(&*document.language, |word| &t[word])) }
        }
        @if !findings.is_empty() { (super::findings::table(&who, &view, &findings, false)) }
        @if document.complaints.iter().any(|c| c.starts_with(PARKED)) {
            p.notice { (&t[w::PARKED]) }
        } @else if document.text.is_empty() { p.hint { (&t[w::TEXT_DROPPED]) } }
        @else {
            div.whole lang=[(!document.language.is_empty()).then_some(&document.language)] {
                (marked(&pieces(&document.text, &document.hits, (0, SHOWN), Shown::None)))
            }
            @if document.text.chars().nth(SHOWN as usize).is_some() { p.hint { (&t[w::TEXT_CUT]) } }
        }
        @if let Some(previous) = document.previous { p { a href={ "/documents/" (previous) } { (&t[w::EARLIER]) } } }
    };
    Ok(layout::page(&who, &view, &title, "/search", body))
}
