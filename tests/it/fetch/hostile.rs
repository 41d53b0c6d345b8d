//! Servers that are slow, broken or hostile: bounded time, bounded memory, and whatever could be read is kept.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use leakwatch::fetch::{Answer, Ask, FetchError, FixedResolver, Resolve, WireError};

use tokio::io::AsyncWriteExt;

use super::server::{Act, Server, head, ok};
use super::{bounded, fails, get, impatient, page, settings, setup, url, with_resolver};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("to memory");
    out.finish().expect("to memory")
}

#[tokio::test]
async fn no_answer_is_unreachable_and_garbage_is_malformed() {
    let server = Server::start(|path| match path {
        "/never" => vec![Act::Hang],
        "/half" => vec![Act::Send(b"HTTP/1.1 200 OK\r\nContent-".to_vec()), Act::Hang],
        "/dribble" => vec![Act::Dribble(b"HTTP/1.1 200 OK\r\n".to_vec())],
        "/close" => vec![Act::Close],
        "/reset" => vec![Act::Reset],
        "/nothing" => vec![Act::Send(head(200, &[("Content-Length", "9")])), Act::Close],
        "/silent" => vec![Act::Send(head(200, &[("Content-Length", "9")])), Act::Hang],
        "/garbage" => vec![Act::Send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()), Act::Close],
        "/lengths" => {
            vec![Act::Send(head(200, &[("Content-Length", "3"), ("Content-Length", "4")])), Act::Hang]
        }
        "/chunks" => vec![
            Act::Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec()),
            Act::Hang,
        ],
        "/long" => {
            let long = "x".repeat(9_000);
            vec![Act::Send(ok(200, &[("X-Long", &long)], b"x"))]
        }
        "/longer" => {
            vec![Act::Send(format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(1 << 20)).into_bytes()), Act::Hang]
        }
        _ => vec![Act::Send(ok(200, &vec![("A", "b"); 300], b"x"))],
    })
    .await;
    for path in ["never", "half", "dribble", "close", "reset", "nothing", "silent"] {
        let door = setup(server.at, impatient());
        let start = Instant::now();
        let e = fails(&door.fetcher, &format!("http://a.test/{path}")).await;
        assert!(matches!(e, FetchError::Unreachable { own_network: false, .. }), "{path}: {e:?}");
        assert!(start.elapsed() < Duration::from_secs(3), "{path}: {:?}", start.elapsed());
    }
    for path in ["garbage", "lengths", "chunks", "long", "longer", "many"] {
        let door = setup(server.at, settings());
        let e = fails(&door.fetcher, &format!("http://a.test/{path}")).await;
        assert!(matches!(e, FetchError::Malformed(_)), "{path}: {e:?}");
    }
}

#[tokio::test]
async fn nobody_listens_and_nobody_speaks_tls() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    let door = setup(listener.local_addr().expect("its address"), settings());
    let plain = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let e = fails(&door.fetcher, "https://a.test/").await;
    assert!(matches!(&e, FetchError::Unreachable { why, .. } if why.starts_with("TLS")), "{e:?}");
    plain.abort();
    let closed = Server::start(|_| Vec::new()).await.at;
    let door = setup(closed, settings());
    let e = fails(&door.fetcher, "http://a.test/").await;
    assert!(matches!(&e, FetchError::Unreachable { own_network: false, .. }), "{e:?}");
}

#[tokio::test]
async fn what_was_cut_is_partly_read() {
    let bomb = gzip(&vec![b'a'; 20 << 20]);
    let server = Server::start(move |path| {
        let text = vec![b'a'; 5_000];
        let coded = gzip(&text);
        let length = |n: usize| n.to_string();
        match path {
            "/short" => {
                vec![Act::Send(head(200, &[("Content-Length", "9999")])), Act::Send(text), Act::Close]
            }
            "/gap" => vec![Act::Send(head(200, &[("Content-Length", "9999")])), Act::Send(text), Act::Hang],
            "/slow" => vec![Act::Send(head(200, &[("Content-Length", "999999")])), Act::Dribble(text)],
            "/chunked" => {
                let head = head(200, &[("Transfer-Encoding", "chunked")]);
                vec![Act::Send([head, b"1388\r\n".to_vec(), text].concat()), Act::Close]
            }
            "/coded" => {
                let headers = [("Content-Encoding", "gzip"), ("Content-Length", &length(coded.len() - 8))];
                vec![Act::Send(head(200, &headers)), Act::Send(coded[..coded.len() - 8].to_vec())]
            }
            "/big" => vec![Act::Send(ok(200, &[], &vec![b'a'; 3_000_000]))],
            "/endless" => {
                let head = head(200, &[]);
                vec![Act::Send(head), Act::Send(vec![b'a'; 1 << 24])]
            }
            "/bomb" => vec![Act::Send(ok(200, &[("Content-Encoding", "gzip")], &bomb))],
            _ => Vec::new(),
        }
    })
    .await;
    for (path, least) in [
        ("short", 5_000),
        ("gap", 5_000),
        ("slow", 10),
        ("chunked", 5_000),
        ("coded", 1),
        ("big", 100_000),
        ("endless", 100_000),
        ("bomb", 100_000),
    ] {
        let waits = matches!(path, "gap" | "slow");
        let door = setup(server.at, if waits { impatient() } else { settings() });
        let answer = get(&door.fetcher, &page(&format!("http://a.test/{path}"))).await;
        let answer = answer.unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!(answer.truncated, "{path}");
        assert!(answer.body.len() >= least && answer.body.len() <= 100_000, "{path}: {}", answer.body.len());
        assert!(answer.wire_body.len() <= 100_000, "{path}");
        assert!(answer.body.iter().all(|b| *b == b'a'), "{path}");
        assert_eq!(answer.validators(), Default::default(), "{path}");
        let capped = matches!(path, "big" | "endless" | "bomb");
        assert_eq!(answer.complaints.is_empty(), capped, "{path}: {:?}", answer.complaints);
    }
}

#[tokio::test]
async fn a_download_may_be_longer_than_a_page() {
    let server = Server::start(|_| vec![Act::Send(ok(200, &[], &vec![b'a'; 300_000]))]).await;
    let door = setup(server.at, settings());
    let answer = get(&door.fetcher, &Ask::download(url("http://a.test/f.bin"))).await.expect("a file");
    assert!(!answer.truncated);
    assert_eq!(answer.body.len(), 300_000);
}

#[tokio::test]
async fn a_coding_that_is_not_there_is_a_complaint() {
    let server =
        Server::start(|_| vec![Act::Send(ok(200, &[("Content-Encoding", "br")], b"<p>plain</p>"))]).await;
    let door = setup(server.at, settings());
    let answer = get(&door.fetcher, &page("http://a.test/")).await.expect("a page");
    assert_eq!(answer.body, b"<p>plain</p>");
    assert_eq!(answer.complaints, ["declared content coding br is not there"]);
}

#[tokio::test]
async fn what_fails_everywhere_is_our_network_and_counts_against_no_host() {
    let door = with_resolver(Arc::new(FixedResolver::default()), settings());
    let ours = |e: &FetchError| matches!(e, FetchError::Unreachable { own_network: true, .. });
    assert!(!ours(&fails(&door.fetcher, "http://a.test/").await));
    let other = door.fetcher.for_crawl(&super::crawl(&["b.test"], None));
    let e = fails(&other, "http://b.test/").await;
    assert!(ours(&e), "clones share what they saw: {e:?}");
    let text = leakwatch::model::PollError::from(e).to_string();
    assert!(text.contains(leakwatch::fetch::OWN_NETWORK), "{text}");
    // The first host pays for having been first; the second is tried again at once.
    assert!(matches!(fails(&door.fetcher, "http://a.test/").await, FetchError::Throttled { .. }));
    assert!(ours(&fails(&door.fetcher, "http://b.test/").await));
}

/// A name server that never answers.
struct Silent;

#[async_trait::async_trait]
impl Resolve for Silent {
    async fn resolve(&self, _: &str) -> Result<Vec<SocketAddr>, WireError> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_silent_name_server_is_a_connection_that_does_not_come() {
    let door = with_resolver(Arc::new(Silent), impatient());
    let why = "no connection in time".to_owned();
    let expected = |own_network| FetchError::Unreachable { why: why.clone(), own_network };
    assert_eq!(fails(&door.fetcher, "http://a.test/").await, expected(false));
    assert_eq!(
        fails(&door.fetcher, "http://b.test/").await,
        expected(true),
        "nobody else was reached either"
    );
}

#[tokio::test]
async fn who_stops_waiting_leaves_the_gate() {
    let server = Server::start(|path| match path {
        "/hang" => vec![Act::Hang],
        _ => vec![Act::Send(ok(200, &[], b"x"))],
    })
    .await;
    let door = setup(server.at, settings());
    let ask = page("http://a.test/hang");
    let mut pending = Box::pin(door.fetcher.get(&ask));
    bounded(async {
        while server.heads().is_empty() {
            tokio::select! {
                biased;
                _ = &mut pending => panic!("a hanging server answers"),
                () = tokio::task::yield_now() => {}
            }
        }
    })
    .await;
    drop(pending);
    // The gate is left by a task of its own: let it run.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(bounded(door.fetcher.get(&page("http://a.test/"))).await, Ok(Answer::Page(_))));
}
