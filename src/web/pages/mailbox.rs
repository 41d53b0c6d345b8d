//! The newest letters in full, one under the other: the demo's mailbox, and where letters stay without a relay.

use axum::extract::State;
use maud::html;

use super::letters::text_part;
use super::{Desk, Page, Role, Who, empty, w};
use crate::web::layout;

const NEWEST: u32 = 30;

pub async fn page(State(desk): State<Desk>, who: Who) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let letters = desk.context.store.letters(who.watches(Role::Reader).as_deref(), NEWEST, 0).await?;
    let body = html! {
        p.hint { (&t[w::MAIL]) ": " code { (view.mail) } }
        @if letters.is_empty() { (empty(&t[w::NO_LETTERS], &t[w::NO_LETTERS_HOW])) }
        @for (at, letter) in letters.iter().enumerate() {
            details.mail open[at == 0] {
                summary { span.from { (letter.recipient) } " " span.subject { (letter.subject) } " " (t.ago(letter.created)) }
                pre.letter tabindex="0" { (text_part(&letter.bytes)) }
                p { a href={ "/letters/" (letter.id.hex()) } { (&t[w::LETTER]) } }
            }
        }
    };
    Ok(layout::page(&who, &view, &t[w::MAILBOX], "/mailbox", body))
}
