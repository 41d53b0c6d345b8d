//! Many small places to measure with: feeds on addresses of the loopback network, each a host of its own, and who came.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::dice::Dice;
use super::watching::watching;
use super::wording;

/// Addresses in use: more places than these share one, as boards share a host.
const HOSTS: usize = 200;
const ENTRIES: usize = 10;

/// The places while they are served.
pub struct Places {
    at: Vec<SocketAddr>,
    count: usize,
    seen: Arc<Seen>,
}

struct Seen {
    by_place: Vec<AtomicU64>,
    first: Notify,
}

impl Places {
    /// Listens on free loopback ports until `stop`.
    pub async fn start(count: usize, stop: CancellationToken) -> std::io::Result<Places> {
        let seen = Arc::new(Seen {
            by_place: (0..count).map(|_| AtomicU64::new(0)).collect(),
            first: Notify::new(),
        });
        let mut at = Vec::new();
        for host in 0..count.clamp(1, HOSTS) as u32 {
            let listener = TcpListener::bind((Ipv4Addr::from_bits(0x7f00_0101 + host), 0)).await?;
            at.push(listener.local_addr()?);
            let (seen, stop) = (seen.clone(), stop.clone());
            let router = Router::new().fallback(move |uri: Uri| answer(seen.clone(), uri));
            tokio::spawn(async move {
                axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
            });
        }
        Ok(Places { at, count, seen })
    }

    pub fn id(n: usize) -> String {
        format!("place-{n}")
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// How many places were asked at least once.
    pub fn visited(&self) -> usize {
        self.seen.by_place.iter().filter(|n| n.load(Ordering::Relaxed) > 0).count()
    }

    /// Comes back when the first request of all has arrived.
    pub async fn first(&self) {
        self.seen.first.notified().await;
    }

    /// Writes a configuration folder in which every place is a crawl of one watch with the shipped packs.
    pub fn configuration(&self, folder: &Path, data: &Path) -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let sets = ["romashka", "secrets", "dumps", "personal-data-ru", "markings", "threats"];
        let settings = watching(data, "127.0.0.0/8", &sets, "group:places");
        fs::write(folder.join("leakwatch.toml"), settings)?;
        for n in 0..self.count {
            let (id, at) = (Places::id(n), self.at[n % self.at.len()]);
            let crawler = folder.join("crawlers").join(&id);
            fs::create_dir_all(&crawler)?;
            fs::write(
                crawler.join("crawler.toml"),
                format!(
                    "id = \"{id}\"\nkind = \"feed\"\nstart = [\"http://{at}/feed/{n}\"]\nhosts = [\"{}\"]\ngroups = [\"places\"]\npages = 20\ninterval = \"20m\"\ndelay = \"100ms\"\n",
                    at.ip(),
                ),
            )?;
        }
        Ok(())
    }
}

async fn answer(seen: Arc<Seen>, uri: Uri) -> Response {
    seen.first.notify_one();
    let number = uri.path().strip_prefix("/feed/").and_then(|n| n.parse::<usize>().ok());
    match number.and_then(|n| Some((n, seen.by_place.get(n)?))) {
        Some((n, visits)) => {
            visits.fetch_add(1, Ordering::Relaxed);
            ([(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8")], feed(n)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn feed(n: usize) -> String {
    let mut dice = Dice::new(n as u64 + 1);
    let mut out = format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Place {n}</title>");
    for entry in 0..ENTRIES {
        let words = wording::quiet(&mut dice, entry % 3 > 0);
        out.push_str(&format!(
            "<item><title>{}</title><guid>{n}-{entry}</guid><description>{}</description></item>",
            words.title, words.body
        ));
    }
    out.push_str("</channel></rss>");
    out
}

/// Title and text of a short page that nobody need worry about, the same for the same number.
pub fn quiet_page(n: usize) -> (String, String) {
    let mut dice = Dice::new(n as u64 + 1);
    let words = wording::quiet(&mut dice, !n.is_multiple_of(3));
    (words.title, format!("{} {n} {}", words.body, dice.next()))
}
