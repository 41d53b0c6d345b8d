//! Accounts and grants, for admins. Nobody takes the last admin away, themselves least of all.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Desk, Id, Page, Params, Posted, Role, Visitor, WebError, Who, csrf, w};
use crate::model::Language;
use crate::store::rows::{AccountDraft, AccountRow};
use crate::web::{View, accounts, layout};

pub async fn page(State(desk): State<Desk>, who: Who) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let all = desk.context.store.accounts().await?;
    let body = html! {
        @for account in &all { (person(&who, &view, account)) }
        h2 { (&t[w::NEW_PERSON]) }
        form.stack method="post" action="/people" {
            (csrf(&who))
            label for="name" { (&t[w::NAME]) } input id="name" name="name" required maxlength="64" autocomplete="off";
            label for="email" { (&t[w::EMAIL]) } input id="email" name="email" type="email" maxlength="254" autocomplete="off";
            label for="password" { (&t[w::FIRST_PASSWORD]) }
            input id="password" name="password" type="password" required minlength=(accounts::SHORTEST) autocomplete="new-password" aria-describedby="password-hint";
            p.hint id="password-hint" { (&t[w::PASSWORD_HINT]) }
            label for="language" { (&t[w::LANGUAGE]) } (super::account::languages(t.language))
            label for="zone" { (&t[w::ZONE]) } (super::account::zones(t.zone.name()))
            (grants(&who, &view, &[]))
            button { (&t[w::MAKE_ACCOUNT]) }
        }
    };
    Ok(layout::page(&who, &view, &t[w::PEOPLE], "/people", body))
}

fn person(who: &Visitor, view: &View, account: &AccountRow) -> Markup {
    let t = &who.tongue;
    html! {
        details.entry {
            summary { (account.name) " "
                span.hint { (account.email) @for (role, watch) in &account.grants { " · " (&t[w::role(role)]) " " @if watch == "*" { (&t[w::ALL_WATCHES]) } @else { (watch) } }
                    @if account.disabled { " · " (&t[w::DISABLED]) } } }
            form.stack method="post" action={ "/people/" (account.id) "/grants" } {
                (csrf(who)) (grants(who, view, &account.grants)) button { (&t[w::SAVE]) }
            }
            form method="post" action={ "/people/" (account.id) "/disable" } {
                (csrf(who)) input type="hidden" name="disabled" value=(if account.disabled { "0" } else { "1" });
                button.plain { @if account.disabled { (&t[w::ENABLE]) } @else { (&t[w::DISABLE]) } }
            }
        }
    }
}

/// A role for all watches, and one for each.
fn grants(who: &Visitor, view: &View, now: &[(String, String)]) -> Markup {
    let t = &who.tongue;
    let choice = |watch: &str, title: &str| {
        let role = now.iter().filter(|(_, w)| w == watch).filter_map(|(r, _)| Role::parse(r)).max();
        html! { label { span { (title) }
            select name={ "grant:" (watch) } {
                option value="" { (&t[w::NO_ROLE]) }
                // What concerns the installation needs the grant for all watches.
                @for r in Role::ALL { @if watch == "*" || r < Role::Admin { option value=(r.word()) selected[role == Some(r)] { (&t[w::role(r.word())]) } } }
            }
        } }
    };
    html! { fieldset.row { legend { (&t[w::GRANTS]) }
        (choice("*", &t[w::ALL_WATCHES]))
        @for watch in &view.watches { (choice(&watch.id, if watch.title.is_empty() { &watch.id } else { &watch.title })) }
    } }
}

fn granted(form: &Params) -> Vec<(String, String)> {
    let grant = |(name, role): &(String, String)| {
        let watch = name.strip_prefix("grant:")?;
        Some((Role::parse(role)?.word().to_owned(), watch.to_owned()))
    };
    form.0.iter().filter_map(grant).collect()
}

pub async fn create(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Result<Response, WebError> {
    let t = &who.tongue;
    let password = form.0.iter().find(|(n, _)| n == "password").map(|(_, v)| v.clone()).unwrap_or_default();
    let bad = |word: w::Word| Err(WebError::Bad(t[word].to_owned()));
    if !accounts::name_is_good(form.get("name")) {
        return bad(w::BAD_NAME);
    }
    if !accounts::password_is_good(&password) {
        return bad(w::PASSWORD_HINT);
    }
    if form.get("zone").parse::<chrono_tz::Tz>().is_err() {
        return bad(w::BAD_ZONE);
    }
    let draft = AccountDraft {
        name: form.get("name").to_owned(),
        email: form.get("email").to_owned(),
        password: String::new(),
        language: Language::parse(form.get("language")).unwrap_or(t.language).word().to_owned(),
        zone: form.get("zone").to_owned(),
        grants: granted(&form),
    };
    match accounts::create_account(&desk.context.store, draft, &password, who.name()).await? {
        Some(_) => Ok(Redirect::to("/people").into_response()),
        None => bad(w::NAME_TAKEN),
    }
}

async fn account(desk: &Desk, id: i64) -> Result<AccountRow, WebError> {
    desk.context.store.account(id).await?.ok_or(WebError::NotFound)
}

fn is_admin(account: &AccountRow) -> bool {
    !account.disabled && account.grants.iter().any(|(role, watch)| role == Role::Admin.word() && watch == "*")
}

/// Whether somebody else can still let people in.
async fn another_admin(desk: &Desk, id: i64) -> Result<bool, WebError> {
    Ok(desk.context.store.accounts().await?.iter().any(|account| account.id != id && is_admin(account)))
}

pub async fn grants_save(
    State(desk): State<Desk>,
    who: Who,
    Id(id): Id,
    Posted(form): Posted,
) -> Result<Response, WebError> {
    let account = account(&desk, id).await?;
    let now = granted(&form);
    let stays = now.iter().any(|(role, watch)| role == Role::Admin.word() && watch == "*");
    if is_admin(&account) && !stays && !another_admin(&desk, id).await? {
        return Err(WebError::Bad(who.tongue[w::LAST_ADMIN].to_owned()));
    }
    desk.context.store.set_grants(id, &now, who.name()).await?;
    Ok(Redirect::to("/people").into_response())
}

pub async fn disable(
    State(desk): State<Desk>,
    who: Who,
    Id(id): Id,
    Posted(form): Posted,
) -> Result<Response, WebError> {
    let account = account(&desk, id).await?;
    let disabled = form.get("disabled") == "1";
    if disabled && is_admin(&account) && !another_admin(&desk, id).await? {
        return Err(WebError::Bad(who.tongue[w::LAST_ADMIN].to_owned()));
    }
    desk.context.store.disable(id, disabled, who.name()).await?;
    Ok(Redirect::to("/people").into_response())
}
