//! Pages and a configuration to measure with: long pages such as news sites send, one site that has them.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::dice::Dice;
use super::wording;

/// Bytes of markup that no visitor sees, as on an ordinary news page.
const UNSEEN: usize = 120 << 10;
/// Posts of a few sentences each.
const POSTS: usize = 120;

/// A page of about 175 KB: scripts and styles, a menu, an article, comments.
fn long_page(n: usize) -> String {
    let mut dice = Dice::new(n as u64 + 1);
    let mut page = format!(
        "<!doctype html><html lang=\"ru\"><head><meta charset=\"utf-8\"><title>Страница {n}</title><script>"
    );
    while page.len() < UNSEEN {
        page.push_str(&format!("window.q{:x}=[{},{}];", dice.next(), dice.below(9999), dice.below(9999)));
    }
    page.push_str("</script></head><body><nav>");
    for i in 0..40 {
        page.push_str(&format!(
            "<a class=\"menu-item menu-item-{i}\" href=\"/page/{}\">Раздел {i}</a>",
            (n + i) % 1000
        ));
    }
    page.push_str("</nav><main><article>");
    for _ in 0..POSTS {
        let words = wording::quiet(&mut dice, !n.is_multiple_of(3));
        page.push_str(&format!(
            "<div class=\"comment\"><span class=\"nick\">{}</span><p>{}</p></div>",
            words.author, words.body
        ));
    }
    page.push_str("</article></main></body></html>");
    page
}

/// A site of long pages while it is served.
pub struct LongSite {
    at: SocketAddr,
    pages: usize,
    /// Of all pages together.
    pub bytes: usize,
}

impl LongSite {
    /// Listens on a free loopback port until `stop`.
    pub async fn start(pages: usize, stop: CancellationToken) -> std::io::Result<LongSite> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let at = listener.local_addr()?;
        let site: Arc<Vec<String>> = Arc::new((0..pages).map(long_page).collect());
        let bytes = site.iter().map(String::len).sum();
        let router = Router::new().fallback(move |uri: Uri| answer(site.clone(), uri));
        tokio::spawn(async move {
            axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
        });
        Ok(LongSite { at, pages, bytes })
    }

    /// Writes a configuration folder for this site alone, watched with the shipped packs.
    pub fn configuration(&self, folder: &Path, data: &Path) -> std::io::Result<()> {
        let (at, pages) = (self.at, self.pages);
        let crawler = folder.join("crawlers/site-bench");
        fs::create_dir_all(&crawler)?;
        let data = data.display();
        fs::write(
            folder.join("leakwatch.toml"),
            format!(
                r#"[server]
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:8080"
data = "{data}"
database = "sqlite:{data}/leakwatch.db"

[fetch]
allow = ["{at}"]

[watch.romashka]
plan = "extended"
organisation = "romashka/company"
keyword_sets = ["romashka", "secrets", "personal-data-ru", "markings", "threats"]
crawls = ["site-bench"]

[recipient.soc]
watches = ["romashka"]
to = "soc@example.com"
language = "en"
zone = "UTC"
gets = ["alerts"]
"#
            ),
        )?;
        fs::write(
            crawler.join("crawler.toml"),
            format!(
                "id = \"site-bench\"\nkind = \"site\"\nstart = [\"http://{at}/\"]\nhosts = [\"{}\"]\npages = {}\ninterval = \"20m\"\ndelay = \"1ms\"\n",
                at.ip(),
                pages + 50
            ),
        )
    }
}

/// A list of all pages, and each.
async fn answer(site: Arc<Vec<String>>, uri: Uri) -> Response {
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let number = |path: &str| path.strip_prefix("/page/")?.parse::<usize>().ok();
    match (uri.path(), number(uri.path()).and_then(|n| site.get(n))) {
        (_, Some(page)) => (html, page.clone()).into_response(),
        ("/", None) => {
            let link = |n| format!("<a href=\"/page/{n}\">Page {n}</a>\n");
            (html, (0..site.len()).map(link).collect::<String>()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
