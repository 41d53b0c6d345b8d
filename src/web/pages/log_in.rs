//! In and out: the log-in form, the one-time link that makes the first account.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};
use maud::{Markup, html};
use std::time::Duration;

use super::{Asked, Desk, Name, Posted, Visitor, WebError, Who, csrf, w};
use crate::model::{Digest, Language};
use crate::store::rows::AccountDraft;
use crate::web::accounts;
use crate::web::guard::{SESSION, cookie, set_cookie};
use crate::web::layout;

/// How long a session lasts: a working day with its edges.
const LASTS: Duration = Duration::from_secs(14 * 3600);

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Result<Response, WebError> {
    if who.account.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    Ok(form(&desk, &who, asked.get("next"), false).into_response())
}

fn form(desk: &Desk, who: &Visitor, next: &str, wrong: bool) -> Markup {
    let t = &who.tongue;
    let body = html! {
        @if wrong { p.error role="alert" { (&t[w::WRONG_PASSWORD]) } }
        form.stack method="post" action="/login" {
            (csrf(who))
            input type="hidden" name="next" value=(next);
            label for="name" { (&t[w::NAME]) }
            input id="name" name="name" required autocomplete="username" autofocus maxlength="64";
            label for="password" { (&t[w::PASSWORD]) }
            input id="password" name="password" type="password" required autocomplete="current-password";
            button.main { (&t[w::LOG_IN]) }
        }
    };
    layout::page(who, &desk.view(), &t[w::LOG_IN], "", body)
}

pub async fn log_in(
    State(desk): State<Desk>,
    who: Who,
    Posted(form_sent): Posted,
) -> Result<Response, WebError> {
    let (name, store) = (form_sent.get("name"), &desk.context.store);
    if !desk.throttle.attempt(name, desk.context.clock.now()) {
        return Err(WebError::Throttled);
    }
    let account = store.account_by_name(name).await?.filter(|account| !account.disabled);
    let hash = account.as_ref().map(|account| account.password.clone());
    // Not trimmed: blanks belong to a password.
    let password =
        form_sent.0.iter().find(|(n, _)| n == "password").map(|(_, v)| v.clone()).unwrap_or_default();
    let good = {
        let _one_of_few = desk.hashing.acquire().await?;
        accounts::verify(password, hash).await
    };
    let Some(account) = account.filter(|_| good) else {
        store.audit(known_name(name), "login refused", "", "").await?;
        let page = form(&desk, &who, form_sent.get("next"), true);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    desk.throttle.good(name);
    store.audit(&account.name, "login", "", "").await?;
    open(&desk, account.id, local_path(form_sent.get("next"))).await
}

/// What the audit log keeps of a name that was typed: people type passwords there.
fn known_name(name: &str) -> &str {
    if accounts::name_is_good(name) && name.len() <= 32 { name } else { "?" }
}

/// Where to go after logging in: a path of ours, never another host.
fn local_path(next: &str) -> &str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if ours { next } else { "/" }
}

async fn open(desk: &Desk, account: i64, to: &str) -> Result<Response, WebError> {
    let (secret, token) = accounts::token();
    let (_, csrf) = accounts::token();
    desk.context.store.create_session(account, &token, &csrf, desk.context.clock.now() + LASTS).await?;
    let https = desk.view().public_url.starts_with("https://");
    let mut response = Redirect::to(to).into_response();
    if let Some(value) = set_cookie(SESSION, &secret, https, Some(LASTS.as_secs())) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

pub async fn log_out(State(desk): State<Desk>, headers: HeaderMap) -> Result<Response, WebError> {
    if let Some(secret) = cookie(&headers, SESSION) {
        desk.context.store.end_session(&Digest::sha256(secret.as_bytes())).await?;
    }
    let https = desk.view().public_url.starts_with("https://");
    let mut response = Redirect::to("/login").into_response();
    if let Some(value) = set_cookie(SESSION, "", https, Some(0)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// The form alone: the link is taken when the form comes back, so that a preview of the link does not use it up.
pub async fn first(State(desk): State<Desk>, who: Who) -> Markup {
    first_form(&desk, &who, None)
}

fn first_form(desk: &Desk, who: &Visitor, fault: Option<w::Word>) -> Markup {
    let t = &who.tongue;
    let zones = ["Europe/Moscow", "UTC"];
    let zone = if t.russian() { zones[0] } else { zones[1] };
    let body = html! {
        p.lead { (&t[w::FIRST_LEAD]) }
        @if let Some(fault) = fault { p.error role="alert" { (&t[fault]) } }
        form.stack method="post" action=(who.here) {
            (csrf(who))
            label for="name" { (&t[w::NAME]) }
            input id="name" name="name" required autocomplete="username" autofocus maxlength="64";
            label for="email" { (&t[w::EMAIL]) }
            input id="email" name="email" type="email" autocomplete="email" maxlength="254";
            label for="password" { (&t[w::PASSWORD]) }
            input id="password" name="password" type="password" required autocomplete="new-password"
                minlength=(accounts::SHORTEST) aria-describedby="password-hint";
            p.hint id="password-hint" { (&t[w::PASSWORD_HINT]) }
            label for="language" { (&t[w::LANGUAGE]) }
            (super::account::languages(t.language))
            label for="zone" { (&t[w::ZONE]) }
            (super::account::zones(zone))
            button.main { (&t[w::MAKE_ACCOUNT]) }
        }
    };
    layout::page(who, &desk.view(), &t[w::FIRST_ACCOUNT], "", body)
}

pub async fn make_first(
    State(desk): State<Desk>,
    who: Who,
    Name(token): Name,
    Posted(form): Posted,
) -> Result<Response, WebError> {
    let store = &desk.context.store;
    let again =
        |fault| Ok((StatusCode::UNPROCESSABLE_ENTITY, first_form(&desk, &who, Some(fault))).into_response());
    let password = form.0.iter().find(|(n, _)| n == "password").map(|(_, v)| v.clone()).unwrap_or_default();
    if !accounts::name_is_good(form.get("name")) {
        return again(w::BAD_NAME);
    }
    if !accounts::password_is_good(&password) {
        return again(w::PASSWORD_HINT);
    }
    let zone = form.get("zone");
    if zone.parse::<chrono_tz::Tz>().is_err() {
        return again(w::BAD_ZONE);
    }
    let what = store.take_one_time_link(&Digest::sha256(token.as_bytes())).await?;
    if what.as_deref() != Some(accounts::FIRST) || !store.accounts().await?.is_empty() {
        return again(w::LINK_USED);
    }
    let draft = AccountDraft {
        name: form.get("name").to_owned(),
        email: form.get("email").to_owned(),
        password: String::new(),
        language: Language::parse(form.get("language")).unwrap_or(who.tongue.language).word().to_owned(),
        zone: zone.to_owned(),
        grants: vec![("admin".into(), "*".into())],
    };
    let made = accounts::create_account(store, draft, &password, "one-time link").await?;
    match made {
        Some(id) => open(&desk, id, if desk.view().watches.is_empty() { "/setup" } else { "/" }).await,
        None => again(w::NAME_TAKEN),
    }
}
