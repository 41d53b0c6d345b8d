//! API tokens of one's own: the secret is shown once, when it is made.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::account::own;
use super::{Desk, Id, Page, Posted, Visitor, WebError, Who, csrf, empty, w};
use crate::web::accounts;
use crate::web::layout;
use crate::web::rights::SCOPES;

const DAYS: [u64; 4] = [30, 90, 365, 7];

pub async fn page(State(desk): State<Desk>, who: Who) -> Page {
    show(&desk, &who, None).await
}

async fn show(desk: &Desk, who: &Visitor, made: Option<String>) -> Page {
    let (t, account) = (&who.tongue, own(who)?);
    let tokens = desk.context.store.api_tokens(account.id).await?;
    let body = html! {
        @if let Some(secret) = &made {
            div.notice role="status" { p { (&t[w::TOKEN_ONCE]) } p { code.long { (secret) } button.copy type="button" data-copy=(secret) hidden { (&t[w::COPY]) } } }
        }
        @if tokens.is_empty() { (empty(&t[w::NO_TOKENS], &t[w::NO_TOKENS_HOW])) }
        @else { div.scroll tabindex="0" role="region" aria-label=(&t[w::TOKENS]) { table {
            thead { tr { th { (&t[w::NAME]) } th { (&t[w::SCOPES]) } th { (&t[w::MADE]) } th { (&t[w::UNTIL]) } th { (&t[w::LAST_USED]) } th { span.unseen { (&t[w::REVOKE]) } } } }
            tbody { @for token in &tokens { tr.done[token.until < t.now] {
                td { (token.name) } td { (token.scopes.join(", ")) } td { (t.ago(token.created)) } td { (t.at(token.until)) } td { (t.maybe_ago(token.last_used)) }
                td { form method="post" action={ "/account/tokens/" (token.id) "/revoke" } { (csrf(who)) button.plain { (&t[w::REVOKE]) } } }
            } } }
        } } }
        h2 { (&t[w::NEW_TOKEN]) }
        form.stack method="post" action="/account/tokens" {
            (csrf(who))
            label for="name" { (&t[w::TOKEN_NAME]) }
            input id="name" name="name" required maxlength="64";
            fieldset { legend { (&t[w::SCOPES]) }
                @for (scope, _) in SCOPES { label.check { input type="checkbox" name="scope" value=(scope) checked[scope == "read"]; span { code { (scope) } " " (&t[w::scope(scope)]) } } } }
            label for="days" { (&t[w::LASTS]) }
            select id="days" name="days" { @for days in DAYS { option value=(days) { (t.count(days, w::OF_DAYS)) } } }
            button { (&t[w::MAKE_TOKEN]) }
        }
    };
    Ok(layout::page(who, &desk.view(), &t[w::TOKENS], "/account", body))
}

pub async fn create(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Page {
    let account = own(&who)?;
    let scopes: Vec<String> =
        form.all("scope").filter(|s| SCOPES.iter().any(|(name, _)| name == s)).map(str::to_owned).collect();
    let days = form.number("days").map(u64::from).filter(|days| DAYS.contains(days));
    let (name, Some(days), false) = (form.get("name"), days, scopes.is_empty()) else {
        return Err(WebError::Bad(who.tongue[w::TOKEN_FAULT].to_owned()));
    };
    if name.is_empty() || name.chars().count() > 64 {
        return Err(WebError::Bad(who.tongue[w::TOKEN_FAULT].to_owned()));
    }
    let (secret, digest) = accounts::token();
    let until = desk.context.clock.now() + Duration::from_secs(days * 86_400);
    let store = &desk.context.store;
    store.create_api_token(account.id, name, &digest, &scopes, until).await?;
    store.audit(who.name(), "token made", name, &scopes.join(", ")).await?;
    show(&desk, &who, Some(secret)).await
}

pub async fn revoke(State(desk): State<Desk>, who: Who, Id(id): Id) -> Result<Response, WebError> {
    let account = own(&who)?;
    if !desk.context.store.revoke_api_token(account.id, id).await? {
        return Err(WebError::NotFound);
    }
    desk.context.store.audit(who.name(), "token revoked", &id.to_string(), "").await?;
    Ok(Redirect::to("/account/tokens").into_response())
}
