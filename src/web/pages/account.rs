//! One's own account: language, zone, password.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Asked, Desk, Page, Posted, WebError, Who, csrf, w};
use crate::model::Language;
use crate::store::rows::AccountRow;
use crate::web::accounts;
use crate::web::layout;
use crate::web::rights::Visitor;

pub fn languages(chosen: Language) -> Markup {
    html! { select id="language" name="language" {
        @for (language, name) in [(Language::English, "English"), (Language::Russian, "Русский")] {
            option value=(language.word()) lang=(language.word()) selected[language == chosen] { (name) }
        }
    } }
}

/// A field with the zones that there are as suggestions.
pub fn zones(chosen: &str) -> Markup {
    html! {
        input id="zone" name="zone" list="zones" value=(chosen) required maxlength="64";
        datalist id="zones" { @for zone in chrono_tz::TZ_VARIANTS.iter().map(|z| z.name()).filter(|n| n.contains('/') || *n == "UTC") { option value=(zone) {} } }
    }
}

/// The account behind the session; the guard let nobody else in.
pub fn own(who: &Visitor) -> Result<&AccountRow, WebError> {
    who.account.as_ref().ok_or(WebError::Forbidden)
}

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let (t, account) = (&who.tongue, own(&who)?);
    let body = html! {
        @if asked.get("saved") == "1" { p.notice role="status" { (&t[w::SAVED]) } }
        dl.facts {
            div { dt { (&t[w::NAME]) } dd { (account.name) } }
            @if !account.email.is_empty() { div { dt { (&t[w::EMAIL]) } dd { (account.email) } } }
            div { dt { (&t[w::GRANTS]) } dd { @for (role, watch) in &account.grants { div { (&t[w::role(role)]) " · " @if watch == "*" { (&t[w::ALL_WATCHES]) } @else { (watch) } } } } }
        }
        p { a href="/account/tokens" { (&t[w::TOKENS]) } }
        h2 { (&t[w::PREFERENCES]) }
        form.stack method="post" action="/account" {
            (csrf(&who))
            label for="language" { (&t[w::LANGUAGE]) } (languages(t.language))
            label for="zone" { (&t[w::ZONE]) } (zones(&account.zone))
            button { (&t[w::SAVE]) }
        }
        h2 { (&t[w::PASSWORD]) }
        form.stack method="post" action="/account/password" {
            (csrf(&who))
            label for="old" { (&t[w::OLD_PASSWORD]) }
            input id="old" name="old" type="password" required autocomplete="current-password";
            label for="new" { (&t[w::NEW_PASSWORD]) }
            input id="new" name="new" type="password" required autocomplete="new-password" minlength=(accounts::SHORTEST) aria-describedby="new-hint";
            p.hint id="new-hint" { (&t[w::PASSWORD_HINT]) " " (&t[w::PASSWORD_ENDS]) }
            button { (&t[w::SAVE]) }
        }
    };
    Ok(layout::page(&who, &desk.view(), &t[w::ACCOUNT], "/account", body))
}

pub async fn save(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Result<Response, WebError> {
    let account = own(&who)?;
    let (Some(language), zone) = (Language::parse(form.get("language")), form.get("zone")) else {
        return Err(WebError::Bad("language: ru, en".into()));
    };
    if zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(WebError::Bad(who.tongue[w::BAD_ZONE].to_owned()));
    }
    desk.context.store.set_preferences(account.id, language.word(), zone).await?;
    Ok(Redirect::to("/account?saved=1").into_response())
}

/// Ends every session, this one too: whoever knows the new password logs in again.
pub async fn password(
    State(desk): State<Desk>,
    who: Who,
    Posted(form): Posted,
) -> Result<Response, WebError> {
    let account = own(&who)?;
    let field =
        |name: &str| form.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    let (old, new) = (field("old"), field("new"));
    if !desk.throttle.attempt(&account.name, desk.context.clock.now()) {
        return Err(WebError::Throttled);
    }
    if !accounts::password_is_good(&new) {
        return Err(WebError::Bad(who.tongue[w::PASSWORD_HINT].to_owned()));
    }
    let _one_of_few = desk.hashing.acquire().await?;
    if !accounts::verify(old, Some(account.password.clone())).await {
        return Err(WebError::Bad(who.tongue[w::WRONG_OLD].to_owned()));
    }
    desk.throttle.good(&account.name);
    let hash = accounts::hash(new).await?;
    desk.context.store.set_password(account.id, &hash, who.name()).await?;
    Ok(Redirect::to("/login").into_response())
}
