//! A site to measure with, and the configuration that watches it alone with the shipped packs.

mod page;

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::watching::watching;

/// The one crawl of [`configuration`].
pub const CRAWL: &str = "site-bench";

/// Serves `pages` long pages, and a list of them at `/`, until `stop`.
pub async fn serve(listener: TcpListener, pages: usize, stop: CancellationToken) -> std::io::Result<()> {
    let site: Arc<Vec<String>> = Arc::new((0..pages).map(|n| page::long_page(n, pages)).collect());
    let router = Router::new().fallback(move |uri: Uri| answer(site.clone(), uri));
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
}

/// The path of a page.
pub fn path(n: usize) -> String {
    format!("/page/{n}")
}

/// Writes a configuration folder for such a site at `at`.
pub fn configuration(folder: &Path, data: &Path, at: SocketAddr, pages: usize) -> std::io::Result<()> {
    let crawler = folder.join("crawlers").join(CRAWL);
    fs::create_dir_all(&crawler)?;
    let sets =
        ["romashka", "secrets", "dumps", "personal-data-ru", "personal-data-int", "markings", "threats"];
    fs::write(folder.join("leakwatch.toml"), watching(data, &at.to_string(), &sets, CRAWL))?;
    fs::write(
        crawler.join("crawler.toml"),
        format!(
            "id = \"{CRAWL}\"\nkind = \"site\"\nstart = [\"http://{at}/\"]\nhosts = [\"{}\"]\npages = {}\ninterval = \"20m\"\ndelay = \"1ms\"\n",
            at.ip(),
            pages + 1
        ),
    )
}

/// A list of all pages, and each.
async fn answer(site: Arc<Vec<String>>, uri: Uri) -> Response {
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let number = |path: &str| path.strip_prefix("/page/")?.parse::<usize>().ok();
    match (uri.path(), number(uri.path()).and_then(|n| site.get(n))) {
        (_, Some(page)) => (html, page.clone()).into_response(),
        ("/", None) => {
            let link = |n| format!("<a href=\"{}\">Page {n}</a>\n", path(n));
            (html, (0..site.len()).map(link).collect::<String>()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
