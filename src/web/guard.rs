//! What every request passes: who is it, may they, is the form ours; and what every answer carries.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{self, HeaderName};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::json;
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use super::accounts;
use super::error::{Told, WebError};
use super::params::{Params, Posted};
use super::rights::{Role, Visitor, Who};
use super::routes::{Desk, Face, Needs, Route};
use super::tongue::Tongue;
use crate::model::Digest;

/// The session's secret.
pub const SESSION: &str = "leakwatch_session";
/// Before there is a session: what forms of this browser carry.
const FORM: &str = "leakwatch_form";
/// The field of every form.
pub const FIELD: &str = "csrf";
/// Most bytes of a form: a text to try keyword sets on.
const MAX_FORM: usize = 512 * 1024;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
     frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub async fn guard(
    State((desk, route)): State<(Desk, &'static Route)>,
    request: Request,
    next: Next,
) -> Response {
    let view = desk.view();
    let https = view.public_url.starts_with("https://");
    // The body is not shared between threads: only what stands before it is looked at.
    let (parts, body) = request.into_parts();
    let (who, fresh) = match visitor(&desk, &parts).await {
        Ok(found) => found,
        Err(error) => {
            let answer = match route.face {
                Face::Api => error.problem(),
                Face::Page => error.page(&unknown(&desk, &parts.headers), &view),
            };
            return dressed(answer, https, None);
        }
    };
    let who = Who(Arc::new(who));
    let answer = match admitted(route, &who, Request::from_parts(parts, body)).await {
        Ok(mut request) => {
            request.extensions_mut().insert(who.clone());
            next.run(request).await
        }
        Err(Refused::LogIn(to)) => Redirect::to(&to).into_response(),
        Err(Refused::Unknown) => {
            let mut answer = problem(StatusCode::UNAUTHORIZED, "an API token is missing, wrong or expired");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            answer
        }
        Err(Refused::Error(error)) => error.into_response(),
    };
    let told = answer.extensions().get::<Told>().cloned();
    let answer = match told {
        Some(Told(error)) if route.face == Face::Api => error.problem(),
        Some(Told(error)) => error.page(&who, &view),
        None => answer,
    };
    dressed(answer, https, fresh.then_some(who.csrf.as_str()))
}

enum Refused {
    LogIn(String),
    Unknown,
    Error(WebError),
}

/// The request with its form read, if the visitor may make it.
async fn admitted(route: &Route, who: &Visitor, request: Request) -> Result<Request, Refused> {
    let least = match route.needs {
        Needs::Public => None,
        Needs::Operator if local(&request) || who.has_scope("metrics") => None,
        Needs::Operator => Some(Role::Admin),
        Needs::Reader => Some(Role::Reader),
        Needs::Analyst => Some(Role::Analyst),
        Needs::Admin => Some(Role::Admin),
    };
    if let Some(least) = least {
        if who.account.is_none() {
            return Err(match (route.face, request.method()) {
                (Face::Page, &Method::GET) => Refused::LogIn(log_in(&who.here)),
                (Face::Page, _) => Refused::LogIn("/login".into()),
                (Face::Api, _) => Refused::Unknown,
            });
        }
        if !who.has(least) {
            return Err(Refused::Error(WebError::Forbidden));
        }
    }
    if [Method::GET, Method::HEAD].contains(request.method()) {
        return Ok(request);
    }
    checked(route, who, request).await.map_err(Refused::Error)
}

/// Forms carry the token in a field, scripts with a session in a header; an API token is proof enough.
async fn checked(route: &Route, who: &Visitor, request: Request) -> Result<Request, WebError> {
    if who.token.is_some() {
        return Ok(request);
    }
    if route.face == Face::Api {
        let sent = request.headers().get("x-csrf-token").and_then(|v| v.to_str().ok()).unwrap_or_default();
        return if same(sent, &who.csrf) { Ok(request) } else { Err(WebError::Stale) };
    }
    let (mut parts, body) = request.into_parts();
    let too_long = |_| WebError::Bad(format!("a form may have {MAX_FORM} bytes"));
    let bytes = to_bytes(body, MAX_FORM).await.map_err(too_long)?;
    let form = Params::parse(&bytes);
    if !same(form.get(FIELD), &who.csrf) {
        return Err(WebError::Stale);
    }
    parts.extensions.insert(Posted(form));
    Ok(Request::from_parts(parts, Body::empty()))
}

fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}

/// Who it is, and whether the form cookie is new.
async fn visitor(desk: &Desk, request: &Parts) -> Result<(Visitor, bool), WebError> {
    let store = &desk.context.store;
    let headers = &request.headers;
    let here = request.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let now = desk.context.clock.now();
    let accepts = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if let Some(secret) = bearer(headers) {
        let found = store.api_token(&Digest::sha256(secret.as_bytes())).await?;
        let (account, token) = found.map_or((None, None), |(account, token)| (Some(account), Some(token)));
        let tongue = Tongue::of(account.as_ref(), accepts, now);
        return Ok((Visitor { account, token, tongue, csrf: String::new(), here }, false));
    }
    if let Some(secret) = cookie(headers, SESSION)
        && let Some(session) = store.session(&Digest::sha256(secret.as_bytes())).await?
    {
        let tongue = Tongue::of(Some(&session.account), accepts, now);
        let csrf = session.csrf.hex();
        return Ok((Visitor { account: Some(session.account), token: None, tongue, csrf, here }, false));
    }
    let known = cookie(headers, FORM).filter(|value| Digest::parse(value).is_some()).map(str::to_owned);
    let fresh = known.is_none();
    let csrf = known.unwrap_or_else(|| accounts::token().0);
    let tongue = Tongue::of(None, accepts, now);
    Ok((Visitor { account: None, token: None, tongue, csrf, here }, fresh))
}

/// Someone whom we cannot ask the store about.
fn unknown(desk: &Desk, headers: &HeaderMap) -> Visitor {
    let accepts = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let tongue = Tongue::of(None, accepts, desk.context.clock.now());
    Visitor { account: None, token: None, tongue, csrf: String::new(), here: "/".into() }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}

pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value)
}

/// From this machine itself, and not through a proxy that stands on it.
fn local(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback())
        && !forwarded.iter().any(|name| request.headers().contains_key(*name))
}

fn log_in(next: &str) -> String {
    if next == "/" {
        return "/login".into();
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("/login?{query}")
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let body = json!({ "status": status.as_u16(), "detail": detail }).to_string();
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

/// What every answer carries; a handler's own policy or caching stays.
fn dressed(mut answer: Response, https: bool, form: Option<&str>) -> Response {
    let headers = answer.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("permissions-policy"), "interest-cohort=(), geolocation=(), camera=()");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if let Some(value) = form.and_then(|value| set_cookie(FORM, value, https, None)) {
        headers.append(header::SET_COOKIE, value);
    }
    answer
}

/// `lifetime` in seconds; none: until the browser closes.
pub fn set_cookie(name: &str, value: &str, https: bool, lifetime: Option<u64>) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    let age = lifetime.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    HeaderValue::from_str(&line).ok()
}
