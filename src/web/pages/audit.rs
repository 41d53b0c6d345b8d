//! The audit log: who did what to what, and why; the newest first.

use axum::extract::State;
use maud::html;

use super::{Asked, Desk, Page, Who, empty, pager, w};
use crate::web::layout;

const SIZE: u32 = 100;

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let t = &who.tongue;
    let offset = (asked.page() - 1).saturating_mul(SIZE);
    let mut rows = desk.context.store.audit_rows(SIZE + 1, offset).await?;
    let more = rows.len() > SIZE as usize;
    rows.truncate(SIZE as usize);
    let total = u64::from(offset) + rows.len() as u64 + u64::from(more);
    let body = html! {
        p { a href="/holds" { (&t[w::HOLDS]) } }
        @if rows.is_empty() { (empty(&t[w::NO_AUDIT], "")) }
        @else { div.scroll tabindex="0" role="region" aria-label=(&t[w::AUDIT]) { table.folds {
            thead { tr { th { (&t[w::WHEN]) } th { (&t[w::WHO]) } th { (&t[w::WHAT]) } th { (&t[w::ON_WHAT]) } th { (&t[w::REASON]) } } }
            tbody { @for row in &rows { tr {
                td.nowrap { (t.at(row.at)) } td { (w::closed::who(t, &row.who)) } td.title { (w::audit(t, &row.what)) } td { (w::closed::about(t, &row.on)) } td { @if ["config", "retention"].contains(&row.what.as_str()) { (w::audit(t, &row.reason)) } @else { (row.reason) } }
            } } }
        } } }
        (pager(t, "/audit", &asked, total, SIZE))
    };
    Ok(layout::page(&who, &desk.view(), &t[w::AUDIT], "/audit", body))
}
