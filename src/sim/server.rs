//! Serves the small internet on loopback: one listener, hosts told apart by name as on any shared server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::pages::{self, Page};
use super::world::{HOSTS, Host, Manner, World};
use crate::clock::Clock;
use crate::model::Digest;

/// How long the slow host thinks, and when the busy one wants to be asked again.
const SLOW: Duration = Duration::from_millis(1500);
const BUSY_SECONDS: u64 = 4;

/// The small internet while it runs.
pub struct SmallInternet {
    pub world: Arc<World>,
    addr: SocketAddr,
    dead: SocketAddr,
}

struct Shared {
    world: Arc<World>,
    clock: Arc<dyn Clock>,
    asked: AtomicU64,
}

impl SmallInternet {
    /// Listens on a free loopback port until `stop`.
    pub async fn start(
        world: World,
        clock: Arc<dyn Clock>,
        stop: CancellationToken,
    ) -> std::io::Result<SmallInternet> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        // A port that was just free and is closed again: connections to it are refused.
        let dead = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
        let world = Arc::new(world);
        let shared = Arc::new(Shared { world: world.clone(), clock, asked: AtomicU64::new(0) });
        let app = Router::new().fallback(answer).with_state(shared);
        tokio::spawn(async move {
            let served = axum::serve(listener, app).with_graceful_shutdown(stop.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(%error, "the small internet stopped");
            }
        });
        Ok(SmallInternet { world, addr, dead })
    }

    /// Where each host listens: what its name resolves to.
    pub fn names(&self) -> Vec<(String, SocketAddr)> {
        let place = |h: &Host| if h.manner == Manner::Dead { self.dead } else { self.addr };
        HOSTS.iter().map(|h| (h.name.to_string(), place(h))).collect()
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let name = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let name = name.split(':').next().unwrap_or_default();
    let Some(host) = HOSTS.iter().find(|h| h.name == name) else {
        return plain(StatusCode::MISDIRECTED_REQUEST);
    };
    let path = request.uri().path();
    match host.manner {
        Manner::Challenge if path != "/robots.txt" => {
            return sent(StatusCode::FORBIDDEN, pages::challenge(), &request, &shared);
        }
        Manner::Slow => shared.clock.sleep(SLOW).await,
        Manner::Busy if path != "/robots.txt" && shared.asked.fetch_add(1, Ordering::Relaxed) % 2 == 0 => {
            return Response::builder()
                .status(StatusCode::TOO_MANY_REQUESTS)
                .header(header::RETRY_AFTER, BUSY_SECONDS)
                .body(Body::empty())
                .unwrap_or_default();
        }
        _ => {}
    }
    match pages::page(&shared.world, host, path, shared.clock.now()) {
        Some(page) => sent(StatusCode::OK, page, &request, &shared),
        None => plain(StatusCode::NOT_FOUND),
    }
}

fn sent(status: StatusCode, page: Page, request: &Request, shared: &Shared) -> Response<Body> {
    let etag = format!("\"{}\"", &Digest::sha256(&page.body).hex()[..16]);
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let date = httpdate::fmt_http_date(
        std::time::UNIX_EPOCH + Duration::from_millis(shared.clock.now().0.max(0) as u64),
    );
    let builder = Response::builder().header(header::ETAG, &etag).header(header::DATE, date);
    if status == StatusCode::OK && known == Some(etag.as_str()) {
        return builder.status(StatusCode::NOT_MODIFIED).body(Body::empty()).unwrap_or_default();
    }
    builder
        .status(status)
        .header(header::CONTENT_TYPE, page.content_type)
        .body(Body::from(page.body))
        .unwrap_or_default()
}

fn plain(status: StatusCode) -> Response<Body> {
    Response::builder().status(status).body(Body::from(status.to_string())).unwrap_or_default()
}
