//! Everything that is configured, with its origin: what stands in files, what was made here, what the binary carries.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde_json::json;

use super::{Asked, Desk, Name, Page, Tongue, Visitor, WebError, Who, csrf, w};
use crate::store::rows::ConfigItem;
use crate::web::edit::{Origin, Sort, origin};
use crate::web::words::Word;
use crate::web::{View, layout};

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let items = desk.context.store.config_items().await?;
    let removed = removed(&desk, &items, asked.get("removed")).await?;
    let body = html! {
        @if let Some((sort, id, version)) = &removed { div.notice role="status" {
            p { (&t[w::REMOVED]) }
            form method="post" action={ "/configuration/" (sort.word()) "/restore" } {
                (csrf(&who))
                input type="hidden" name="was" value=(id);
                input type="hidden" name="version" value=(version);
                button { (&t[w::UNDO]) }
            }
        } }
        @if asked.get("tested") == "1" { p.notice role="status" { (&t[w::TEST_ASKED]) } }
        p.hint { (&t[w::CONFIGURATION_LEAD]) }
        @for sort in Sort::ALL { (section(&who, &view, &items, sort)) }
    };
    Ok(layout::page(&who, &view, &t[w::CONFIGURATION], "/configuration", body))
}

/// What was just removed, with the version that brings it back.
async fn removed(
    desk: &Desk,
    items: &[ConfigItem],
    said: &str,
) -> Result<Option<(Sort, String, i64)>, WebError> {
    let Some((sort, id)) = said.split_once('/') else { return Ok(None) };
    let Some(sort) = Sort::parse(sort) else { return Ok(None) };
    let name = sort.file(id);
    if items.iter().any(|item| item.name == name) {
        return Ok(None);
    }
    let former = desk.context.store.former_config(&name).await?;
    Ok(former.first().map(|version| (sort, id.to_owned(), version.id)))
}

/// The words of the link that makes one more.
pub fn new(sort: Sort) -> Word {
    words(sort).1
}

/// The title of the section, and the words of the link that makes one more.
fn words(sort: Sort) -> (Word, Word) {
    match sort {
        Sort::Watch => (w::WATCHES, w::NEW_WATCH),
        Sort::Recipient => (w::RECIPIENTS, w::NEW_RECIPIENT),
        Sort::Place => (w::PLACES, w::NEW_PLACE),
        Sort::Set => (w::KEYWORD_SETS, w::NEW_SET),
    }
}

/// An item that is in use or was made here: its id, title and what else tells it.
struct Known {
    id: String,
    title: String,
    more: String,
}

fn known(t: &Tongue, view: &View, items: &[ConfigItem], sort: Sort) -> Vec<Known> {
    let all = |known: Vec<(&str, &str, String)>| -> Vec<Known> {
        known
            .into_iter()
            .map(|(id, title, more)| Known { id: id.into(), title: title.into(), more })
            .collect()
    };
    let mut known = match sort {
        Sort::Watch => all(view.watches.iter().map(|x| (&*x.id, &*x.title, x.plan.clone())).collect()),
        Sort::Recipient => {
            all(view.recipients.iter().map(|x| (&*x.id, &*x.to, x.watches.join(", "))).collect())
        }
        Sort::Place => {
            let places = view.crawls.iter().chain(&view.spare_crawls);
            let kind = |name: &str| w::closed::kind(name).map_or(name.to_owned(), |word| t[word].to_owned());
            all(places.map(|x| (&*x.id, &*x.title, kind(&x.kind))).collect())
        }
        Sort::Set => {
            let sets = view.sets.iter().chain(&view.spare_sets);
            all(sets.map(|x| (&*x.id, &*x.title, t.count(x.entries.len() as u64, w::OF_ENTRIES))).collect())
        }
    };
    // Made a moment ago, and not yet in use.
    for item in items {
        if let Some((of, id)) = Sort::of_file(&item.name)
            && of == sort
            && !known.iter().any(|known| known.id == id)
        {
            known.push(Known { id: id.into(), title: id.into(), more: String::new() });
        }
    }
    known
}

fn section(who: &Visitor, view: &View, items: &[ConfigItem], sort: Sort) -> Markup {
    let t = &who.tongue;
    let (title, new) = words(sort);
    let mut rows: Vec<(Known, Option<Origin>)> = known(t, view, items, sort)
        .into_iter()
        .map(|known| {
            let whose = origin(view, items, sort, &known.id);
            (known, whose)
        })
        .collect();
    // One's own before what came along.
    rows.sort_by_key(|(known, whose)| {
        (matches!(whose, Some(Origin::Shipped(_))), known.title.to_lowercase())
    });
    html! {
        section aria-labelledby=(sort.word()) {
            div.heading {
                h2 id=(sort.word()) { (&t[title]) }
                a href={ "/configuration/" (sort.word()) } { (&t[new]) }
            }
            @if rows.is_empty() { p.hint { (&t[w::NONE_OF_SORT]) } }
            @else { div.scroll tabindex="0" role="region" aria-label=(&t[title]) { table.folds {
                thead { tr { th { (&t[w::NAME]) } th { span.unseen { (&t[w::KIND]) } } th { (&t[w::ORIGIN]) } th { span.unseen { (&t[w::CHANGE]) } } } }
                tbody { @for (known, whose) in &rows { (row(who, sort, known, whose.as_ref())) } }
            } } }
        }
    }
}

fn row(who: &Visitor, sort: Sort, known: &Known, whose: Option<&Origin>) -> Markup {
    let t = &who.tongue;
    let to = format!("/configuration/{}?id={}", sort.word(), known.id);
    html! { tr {
        td.title { @match sort {
            Sort::Place => { a href={ "/places/" (known.id) } { (known.title) } },
            Sort::Set => { a href={ "/sets/" (known.id) } { (known.title) } },
            _ => { a href=(to) { (known.title) } },
        } @if known.title != known.id { " " code.hint { (known.id) } } }
        td.place { (known.more) }
        td.hint { @if let Some(whose) = whose { (told(t, whose)) } }
        td.nowrap {
            @match whose {
                Some(Origin::Shipped(_)) => { a href=(to) { (&t[w::COPY_AND_CHANGE]) } },
                Some(Origin::Store(..)) => { a href=(to) { (&t[w::CHANGE]) } },
                _ => {},
            }
            @if sort == Sort::Recipient {
                " " form.inline method="post" action={ "/configuration/recipient/" (known.id) "/letter" } { (csrf(who)) button.plain { (&t[w::TEST_LETTER]) } }
            }
        }
    } }
}

/// Whose it is, in words.
pub fn told(t: &Tongue, whose: &Origin) -> Markup {
    html! { @match whose {
        Origin::Store(by, at) => { (&t[w::MADE_HERE]) " " (by) ", " (t.ago(*at)) },
        Origin::File(spot) => { (&t[w::FROM_FILE]) " " code { (spot) } },
        Origin::Shipped(_) => { (&t[w::SHIPPED]) },
    } }
}

/// Asks for a letter that proves that the recipient can be reached.
pub async fn test_letter(State(desk): State<Desk>, who: Who, Name(id): Name) -> Result<Response, WebError> {
    if !desk.view().recipients.iter().any(|recipient| recipient.id == id) {
        return Err(WebError::NotFound);
    }
    desk.context.store.ask("test_letter", &json!({ "recipient": id }), who.name()).await?;
    (desk.context.ring)();
    Ok(Redirect::to("/configuration?tested=1#recipient").into_response())
}
