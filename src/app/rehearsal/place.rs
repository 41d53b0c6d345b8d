//! The one-off place: a start page on loopback, and beside it, once it is planted, the page that leaks.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::page::Planted;
use crate::model::Language;

/// While it is served; ends with `stop`.
pub(super) struct Place {
    addr: SocketAddr,
    there: Arc<AtomicBool>,
}

#[derive(Clone)]
struct Shown {
    start: Arc<[String; 2]>,
    leak: Arc<String>,
    there: Arc<AtomicBool>,
}

impl Place {
    pub(super) async fn start(planted: Planted, stop: CancellationToken) -> std::io::Result<Place> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let there = Arc::new(AtomicBool::new(false));
        let link = "<p><a href=\"/planted\">leakwatch</a></p>";
        let start = |more: &str| html(planted.language, "leakwatch", &format!("<p>leakwatch</p>{more}"));
        let lines: String = planted.lines.iter().map(|l| format!("<p>{}</p>\n", escaped(l))).collect();
        let shown = Shown {
            start: Arc::new([start(""), start(link)]),
            leak: Arc::new(html(planted.language, &planted.title, &lines)),
            there: there.clone(),
        };
        let pages = Router::new().route("/", get(first)).route("/planted", get(leak)).with_state(shown);
        tokio::spawn(async move {
            let served = axum::serve(listener, pages).with_graceful_shutdown(stop.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(%error, "the rehearsal's place stopped");
            }
        });
        Ok(Place { addr, there })
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// From now on the page is there. True the first time.
    pub(super) fn plant(&self) -> bool {
        !self.there.swap(true, Ordering::Relaxed)
    }
}

async fn first(State(shown): State<Shown>) -> Response {
    sent(&shown.start[usize::from(shown.there.load(Ordering::Relaxed))])
}

async fn leak(State(shown): State<Shown>) -> Response {
    if shown.there.load(Ordering::Relaxed) {
        sent(&shown.leak)
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

fn sent(page: &str) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.to_owned()).into_response()
}

fn html(language: Language, title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body><main><h1>{title}</h1>\n{body}</main></body></html>\n"
    )
}

/// Names and examples come from the operator's files, and may hold anything.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
