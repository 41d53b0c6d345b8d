//! The door over TLS: HTTP/2 where the server speaks it, HTTP/1.1 where not, and each way in which a handshake fails in
//! words that an operator can act on.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use leakwatch::fetch::FetchError;
use leakwatch::model::Trusted;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::server::{Act, Server, ok};
use super::{Setup, fails, get, page, settings};
use crate::support::tls::{Authority, Shows};

/// A server over TLS. It remembers each request's version and path, and how many connections there were.
struct Secure {
    at: SocketAddr,
    asked: Arc<Mutex<Vec<(Version, String)>>>,
    connections: Arc<Mutex<usize>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Secure {
    async fn start(config: Arc<ServerConfig>) -> Secure {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let at = listener.local_addr().expect("its address");
        let (asked, connections) = (Arc::<Mutex<Vec<_>>>::default(), Arc::<Mutex<usize>>::default());
        let (heard, count) = (asked.clone(), connections.clone());
        let task = tokio::spawn(async move {
            let mut talks = tokio::task::JoinSet::new();
            while let Ok((tcp, _)) = listener.accept().await {
                let (heard, acceptor) = (heard.clone(), TlsAcceptor::from(config.clone()));
                *count.lock().expect("no panic holds it") += 1;
                talks.spawn(async move {
                    let Ok(tls) = acceptor.accept(tcp).await else { return };
                    let two = tls.get_ref().1.alpn_protocol() == Some(b"h2");
                    let service = service_fn(move |request| answer(request, heard.clone()));
                    let stream = TokioIo::new(tls);
                    // A client that goes away is the client's affair.
                    let _ = if two {
                        let http = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
                        http.serve_connection(stream, service).await
                    } else {
                        hyper::server::conn::http1::Builder::new().serve_connection(stream, service).await
                    };
                });
            }
        });
        Secure { at, asked, connections, task }
    }

    fn versions(&self) -> Vec<Version> {
        self.asked.lock().expect("no panic holds it").iter().map(|(version, _)| *version).collect()
    }
}

async fn answer(
    request: Request<Incoming>,
    asked: Arc<Mutex<Vec<(Version, String)>>>,
) -> Result<Response<Body>, hyper::http::Error> {
    let path = request.uri().path().to_owned();
    asked.lock().expect("no panic holds it").push((request.version(), path.clone()));
    let answer = Response::builder().header("content-type", "text/html; charset=utf-8");
    match path.as_str() {
        "/moved" => answer.status(302).header("location", "/page").body(Body::empty()),
        "/long" => answer.body(Body::from(vec![b'x'; 300_000])),
        "/boast" => answer.header("x-boast", "x".repeat(20_000)).body(Body::from("x")),
        _ => answer.body(Body::from("the page")),
    }
}

/// Every name is this address.
fn trusting(at: SocketAddr, trusted: Trusted) -> Setup {
    let mut settings = settings();
    settings.trusted = trusted;
    super::setup(at, settings)
}

#[tokio::test]
async fn http_2_where_the_server_speaks_it() {
    let authority = Authority::new();
    let server = Secure::start(authority.server(Shows::Good, &[b"h2", b"http/1.1"])).await;
    let setup = trusting(server.at, authority.trusted());
    let answer = get(&setup.fetcher, &page("https://place.test/page")).await.expect("a page");
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"the page"[..]));
    let answer = get(&setup.fetcher, &page("https://place.test/moved")).await.expect("a page");
    assert_eq!((answer.final_url.as_str(), answer.hops.len()), ("https://place.test/page", 1));
    let answer = get(&setup.fetcher, &page("https://place.test/long")).await.expect("what came");
    assert!(answer.truncated && answer.body.len() == 100_000, "{} bytes", answer.body.len());
    let error = fails(&setup.fetcher, "https://place.test/boast").await;
    assert!(!matches!(error, FetchError::Refused(_)), "more headers than we take: {error:?}");
    // What was cut or refused ends a stream, not the connection.
    get(&setup.fetcher, &page("https://place.test/page")).await.expect("a page");
    assert!(server.versions().iter().all(|v| *v == Version::HTTP_2), "{:?}", server.versions());
    let connections = *server.connections.lock().expect("no panic holds it");
    assert!(connections <= 2, "{connections} connections for six requests");
}

#[tokio::test]
async fn http_1_1_where_it_does_not() {
    let authority = Authority::new();
    for alpn in [&[&b"http/1.1"[..]][..], &[]] {
        let server = Secure::start(authority.server(Shows::Good, alpn)).await;
        let setup = trusting(server.at, authority.trusted());
        let answer = get(&setup.fetcher, &page("https://place.test/page")).await.expect("a page");
        assert_eq!(answer.body, b"the page");
        assert_eq!(server.versions(), [Version::HTTP_11]);
    }
}

#[tokio::test]
async fn a_failed_handshake_says_why() {
    let authority = Authority::new();
    for (shows, words) in [
        (Shows::Expired, "TLS: its certificate expired on 2020-02-01"),
        (Shows::OtherName, "TLS: its certificate is for another name (other.test), not place.test"),
        (Shows::SelfSigned, "TLS: its certificate is self-signed"),
        (Shows::SelfSignedAuthority, "TLS: its certificate is self-signed"),
        (Shows::Stranger, "TLS: its certificate is signed by an authority that this machine does not trust"),
    ] {
        let server = Secure::start(authority.server(shows, &[b"h2"])).await;
        let setup = trusting(server.at, authority.trusted());
        let expected = FetchError::Unreachable { why: words.to_owned(), own_network: false };
        assert_eq!(fails(&setup.fetcher, "https://place.test/").await, expected);
        assert_eq!(server.versions(), [], "nothing was asked");
    }
    // Nobody told us of the authority.
    let server = Secure::start(authority.server(Shows::Good, &[])).await;
    let error = fails(&trusting(server.at, Trusted::default()).fetcher, "https://place.test/").await;
    assert!(error.to_string().contains("an authority that this machine does not trust"), "{error}");
    // A server without TLS where it is expected.
    let plain = Server::start(|_| vec![Act::Send(ok(200, &[], b"x"))]).await;
    let error = fails(&trusting(plain.at, authority.trusted()).fetcher, "https://place.test/").await;
    assert!(matches!(error, FetchError::Unreachable { .. }), "{error:?}");
}
