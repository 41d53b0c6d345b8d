//! The first start: what `init` asks for, then the proof as it goes on. Works without JavaScript.
//!
//! The answers are written as a request row, and what becomes of them is read from it: a page that is left or loaded anew
//! tells the same. Once something is watched this page asks for nothing any more.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, header};
use maud::{Markup, html};
use serde_json::{Value, json};

use super::{Desk, Id, Params, Posted, Visitor, WebError, Who, account, csrf, w};
use crate::model::proof::{Proof, ROW, Stood};
use crate::model::{Language, Said, Wrong};
use crate::store::rows::RequestRow;
use crate::web::layout;
use crate::web::words::Word;
use crate::web::words::setup::{self, Field};

pub async fn page(State(desk): State<Desk>, who: Who) -> Result<Response, WebError> {
    if !desk.view().watches.is_empty() {
        return Ok(Redirect::to("/").into_response());
    }
    let email = who.account.as_ref().map(|a| a.email.clone()).unwrap_or_default();
    let zone = who.account.as_ref().map(|a| a.zone.clone()).unwrap_or_default();
    let first =
        vec![("recipients".to_owned(), email), ("zone".to_owned(), zone), ("plan".into(), "extended".into())];
    Ok(form(&desk, &who, &Params(first), &[]).into_response())
}

fn form(desk: &Desk, who: &Visitor, asked: &Params, wrong: &[Wrong]) -> Markup {
    let t = &who.tongue;
    let field = |field: &Field| text(who, field, asked, wrong);
    let chosen = Language::parse(asked.get("language")).unwrap_or(t.language);
    let body = html! {
        p.lead { (&t[setup::SETUP_LEAD]) }
        @if !wrong.is_empty() { div.error role="alert" {
            p { (&t[setup::SETUP_WRONG]) }
            ul { @for why in wrong { li { (named(who, why)) } } }
        } }
        form.stack method="post" action="/setup" {
            (csrf(who))
            (field(&setup::COMPANY)) (field(&setup::DOMAINS)) (field(&setup::LEADERSHIP)) (field(&setup::RECIPIENTS))
            label for="plan" { (&t[setup::PLAN]) }
            select id="plan" name="plan" { @for (plan, words) in setup::PLANS {
                option value=(plan) selected[asked.get("plan") == plan] { (&t[words]) }
            } }
            label for="language" { (&t[w::LANGUAGE]) } (account::languages(chosen))
            label for="zone" { (&t[setup::ZONE.label]) } (account::zones(asked.get("zone")))
            (field(&setup::PLACES)) (field(&setup::RELAY)) (field(&setup::FROM))
            details open[!asked.get("user").is_empty()] {
                summary { (&t[setup::SETUP_LOG_IN]) }
                (field(&setup::USER)) (field(&setup::PASSWORD_FILE))
            }
            button.main { (&t[setup::SETUP_GO]) }
        }
    };
    layout::page(who, &desk.view(), &t[setup::SETUP], "/setup", body)
}

/// With the field's label in place of its name.
fn named(who: &Visitor, wrong: &Wrong) -> String {
    let t = &who.tongue;
    match setup::FIELDS.iter().find(|field| field.name == wrong.field) {
        Some(field) => format!("{}: {}", &t[field.label], wrong.said.of(t.language)),
        None if wrong.field == "plan" => format!("{}: {}", &t[setup::PLAN], wrong.said.of(t.language)),
        None => wrong.line(t.language),
    }
}

fn text(who: &Visitor, field: &Field, asked: &Params, wrong: &[Wrong]) -> Markup {
    let t = &who.tongue;
    let hint = format!("{}-hint", field.name);
    let bad = wrong.iter().any(|wrong| wrong.field == field.name);
    html! {
        label for=(field.name) { (&t[field.label]) @if field.needed { " " small { "(" (&t[setup::SETUP_NEEDED]) ")" } } }
        input id=(field.name) name=(field.name) value=(asked.get(field.name)) required[field.needed] maxlength="2000"
            aria-describedby=(hint) aria-invalid=[bad.then_some("true")];
        p.hint id=(hint) { (&t[field.hint]) }
    }
}

pub async fn ask(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Result<Response, WebError> {
    let id = desk.context.store.ask("setup", &answers(&form), who.name()).await?;
    (desk.context.ring)();
    Ok(Redirect::to(&format!("/setup/{id}")).into_response())
}

/// As `config::Answers` reads them.
fn answers(form: &Params) -> Value {
    let list = |name: &str| -> Vec<String> {
        let parts = form.get(name).split([',', ';', '\n']).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let leadership: Vec<Value> = list("leadership").into_iter().map(|name| json!({ "name": name })).collect();
    let relay = form.some("relay").map(|host| {
        json!({
            "host": host,
            "user": form.some("user"),
            "password_file": form.some("password_file"),
            "from": form.some("from"),
        })
    });
    json!({
        "company": form.get("company"),
        "domains": list("domains"),
        "leadership": leadership,
        "recipients": list("recipients"),
        "plan": form.get("plan"),
        "language": Language::parse(form.get("language")).unwrap_or(Language::English),
        "zone": form.get("zone"),
        "places": list("places"),
        "relay": relay,
    })
}

/// The answers of a request as a form again.
fn again(body: &Value) -> Params {
    let words = |value: &Value| match value {
        Value::Array(parts) => {
            let part = |p: &Value| p.as_str().or(p["name"].as_str()).unwrap_or_default().to_owned();
            parts.iter().map(part).collect::<Vec<_>>().join(", ")
        }
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let mut pairs: Vec<(String, String)> =
        body.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), words(v))).collect();
    pairs.retain(|(name, _)| name != "relay");
    let relay = |key: &str| body["relay"][key].as_str().unwrap_or_default().to_owned();
    let keys = [("relay", "host"), ("user", "user"), ("password_file", "password_file"), ("from", "from")];
    pairs.extend(keys.map(|(name, key)| (name.to_owned(), relay(key))));
    Params(pairs)
}

pub async fn shown(State(desk): State<Desk>, who: Who, Id(id): Id) -> Result<Response, WebError> {
    let store = &desk.context.store;
    let Some(request) = store.request(id).await?.filter(|r| r.kind == "setup") else {
        return Ok(Redirect::to("/setup").into_response());
    };
    let Some(answer) = &request.answer else {
        return Ok(progress(&desk, &who, setup::SETUP_WRITING, None, None));
    };
    if let Some(why) = answer["error"].as_str() {
        let said: Option<Said> = serde_json::from_value(answer["said"].clone()).ok();
        return Err(WebError::Bad(said.map_or(why.to_owned(), |s| s.of(who.tongue.language).to_owned())));
    }
    if let Some(wrong) = answer["wrong"].as_array() {
        let wrong: Vec<Wrong> = wrong.iter().filter_map(|w| serde_json::from_value(w.clone()).ok()).collect();
        return Ok(form(&desk, &who, &again(&request.body), &wrong).into_response());
    }
    let test = answer["test"].as_i64().unwrap_or_default();
    let asked = store.request(test).await?;
    let proof = match asked.as_ref().and_then(|r| r.answer.as_ref()) {
        Some(ended) => serde_json::from_value(ended.clone()).ok(),
        None => store.meta_get(ROW).await?.and_then(|row| Proof::of_row(&row, test)),
    };
    let error = asked.as_ref().and_then(failed);
    Ok(progress(&desk, &who, setup::SETUP_WRITTEN, proof, error))
}

/// Why a test alert could not even begin.
fn failed(asked: &RequestRow) -> Option<String> {
    Some(asked.answer.as_ref()?["error"].as_str()?.to_owned())
}

/// How it stands; until it has ended the page asks again every second.
fn progress(desk: &Desk, who: &Visitor, lead: Word, proof: Option<Proof>, error: Option<String>) -> Response {
    let t = &who.tongue;
    let ended = error.is_some() || proof.as_ref().is_some_and(|p| p.ended);
    let body = html! {
        p.lead role="status" { (&t[lead]) }
        @match &proof {
            _ if error.is_some() => { div.error role="alert" { p { (&t[setup::SETUP_FAILED]) } p { (error.as_deref().unwrap_or_default()) } } }
            Some(proof) if proof.proved() => { p.notice role="status" {
                (&t[setup::SETUP_PROVED]) " " strong { (seconds(who, proof.alert_after_s)) } ". " (&t[setup::SETUP_GONE])
            } }
            Some(proof) if proof.ended => { p.error role="alert" { (&t[setup::SETUP_FAILED]) } }
            _ => { p.hint { (&t[setup::SETUP_WAIT]) } }
        }
        @if let Some(proof) = &proof { (steps(who, proof)) }
        @if ended { p { a.main href="/" { (&t[setup::SETUP_ON]) } } }
    };
    let mut page = layout::page(who, &desk.view(), &t[setup::SETUP], "/setup", body).into_response();
    if !ended {
        page.headers_mut().insert(header::REFRESH, HeaderValue::from_static("1"));
    }
    page
}

fn steps(who: &Visitor, proof: &Proof) -> Markup {
    let t = &who.tongue;
    html! { div.scroll tabindex="0" role="region" aria-label=(&t[setup::SETUP_STEP]) { table {
        thead { tr {
            th { (&t[setup::SETUP_STEP]) } th { (&t[setup::SETUP_STATE]) }
            th.number { (&t[setup::SETUP_AFTER]) } th { (&t[setup::SETUP_BY]) }
        } }
        tbody { @for step in &proof.steps { tr {
            td.title { (&t[setup::step(step.what)]) @if !step.to.is_empty() { div { small { (step.to) } } } }
            td { (&t[setup::stood(step.stood)]) @if step.stood == Stood::Failed { div { small { (&t[setup::next(step.what)]) } } } }
            td.number { (seconds(who, step.after_s)) }
            td { (step.by) @if !step.detail.is_empty() { div { small { (step.detail) } } } }
        } } }
    } } }
}

/// With the decimal mark of the reader's language.
fn seconds(who: &Visitor, after: Option<f64>) -> String {
    let text = after.map_or_else(String::new, |s| format!("{s:.1}"));
    if who.tongue.russian() { text.replace('.', ",") } else { text }
}
