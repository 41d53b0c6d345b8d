//! The files that pages load: carried in the binary, and asked for anew with each page.

use axum::response::{IntoResponse, Response};
use http::header;

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

pub async fn css() -> Response {
    file("text/css; charset=utf-8", include_str!("assets/app.css"))
}

pub async fn js() -> Response {
    file("text/javascript; charset=utf-8", include_str!("assets/app.js"))
}

pub async fn icon() -> Response {
    file("image/svg+xml", include_str!("assets/icon.svg"))
}
