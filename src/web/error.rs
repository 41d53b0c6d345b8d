//! What can go wrong with a request, and the page or JSON that says so.
//!
//! A handler gives a [`WebError`]; the guard renders it in the visitor's language. What broke inside is logged once,
//! under a code that the page shows.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use maud::{Markup, html};
use serde_json::json;

use super::layout;
use super::rights::Visitor;
use super::words::{self as w, Word};

#[derive(Debug)]
pub enum WebError {
    /// It is not there, or belongs to a watch that the visitor has no grant for: nobody can tell which.
    NotFound,
    /// The visitor may see it, and not do this.
    Forbidden,
    /// The form's token is not the one that its page was given.
    Stale,
    /// What was sent makes no sense; what is wrong and what to write instead.
    Bad(String),
    /// Too many attempts.
    Throttled,
    Broken(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for WebError {
    fn from(error: E) -> WebError {
        WebError::Broken(error.into())
    }
}

/// Carries the error to the guard, which knows whom to tell.
#[derive(Clone)]
pub struct Told(pub std::sync::Arc<WebError>);

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Told(std::sync::Arc::new(self)));
        response
    }
}

impl WebError {
    pub fn status(&self) -> StatusCode {
        match self {
            WebError::NotFound => StatusCode::NOT_FOUND,
            WebError::Forbidden | WebError::Stale => StatusCode::FORBIDDEN,
            WebError::Bad(_) => StatusCode::BAD_REQUEST,
            WebError::Throttled => StatusCode::TOO_MANY_REQUESTS,
            WebError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn words(&self) -> (Word, Word) {
        match self {
            WebError::NotFound => (w::NOT_FOUND, w::NOT_FOUND_WHY),
            WebError::Forbidden => (w::FORBIDDEN, w::FORBIDDEN_WHY),
            WebError::Stale => (w::STALE, w::STALE_WHY),
            WebError::Bad(_) => (w::BAD, w::BAD_WHY),
            WebError::Throttled => (w::THROTTLED, w::THROTTLED_WHY),
            WebError::Broken(_) => (w::BROKEN, w::BROKEN_WHY),
        }
    }

    /// Logs what broke; the code that the page shows and the log has.
    fn code(&self) -> Option<String> {
        let WebError::Broken(error) = self else { return None };
        let code = hex::encode(rand::random::<[u8; 4]>());
        tracing::error!(code, error = format!("{error:#}"), "a page could not be made");
        Some(code)
    }

    pub fn page(&self, who: &Visitor, view: &super::View) -> Response {
        let t = &who.tongue;
        let (title, why) = self.words();
        let code = self.code();
        let body: Markup = html! {
            p.lead { (&t[why]) }
            @if let WebError::Bad(what) = self { p { (what) } }
            @if let Some(code) = code { p { (&t[w::ERROR_CODE]) " " code { (code) } } }
            p { a href="/" { (&t[w::TO_OVERVIEW]) } }
        };
        (self.status(), layout::page(who, view, &t[title], "", body)).into_response()
    }

    /// RFC 9457.
    pub fn problem(&self) -> Response {
        let (title, why) = self.words();
        let mut body = json!({ "status": self.status().as_u16(), "title": title.0, "detail": why.0 });
        if let WebError::Bad(what) = self {
            body["detail"] = json!(what);
        }
        if let Some(code) = self.code() {
            body["code"] = json!(code);
        }
        (self.status(), [(http::header::CONTENT_TYPE, "application/problem+json")], body.to_string())
            .into_response()
    }
}
