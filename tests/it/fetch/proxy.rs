//! A crawl that goes through a proxy goes through it wholly: names are resolved there, and never here.

use leakwatch::fetch::{FetchError, FixedResolver, Refusal, proxy};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::server::{Act, Server, ok, read_head};
use super::{crawl, fails, get, page, settings, with_resolver};

#[tokio::test]
async fn through_an_http_proxy() {
    let server = Server::start(|_| vec![Act::Send(ok(200, &[], b"by proxy"))]).await;
    // No name resolves here, and nothing private is allowed: the proxy's own address is the operator's word.
    let mut settings = settings();
    settings.allow.clear();
    let door = with_resolver(Arc::new(FixedResolver::default()), settings);
    let proxy = format!("http://user:secret@127.0.0.1:{}", server.at.port());
    let fetcher = door.fetcher.for_crawl(&crawl(&["far.test", "10.0.0.1", "169.254.169.254"], Some(proxy)));
    let answer = get(&fetcher, &page("http://far.test/x")).await.expect("a page");
    assert_eq!(answer.body, b"by proxy");
    assert_eq!(answer.peer, None, "the proxy's address is not the place's");
    let asked = server.heads().concat();
    assert!(asked.starts_with("GET http://far.test/x HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("proxy-authorization: Basic "), "{asked}");
    let inside = answer.request_headers.iter().any(|(name, _)| name.contains("proxy"));
    assert!(!inside, "the archive keeps no password");
    for literal in
        ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/", "http://localhost/"]
    {
        let e = fails(&fetcher, literal).await;
        assert!(matches!(e, FetchError::Refused(Refusal::Guard(_))), "{literal}: {e:?}");
    }
    assert_eq!(server.heads().len(), 1);
}

/// A SOCKS5 proxy (RFC 1928) that answers as the far server itself; notes the host that it was asked for.
async fn socks(mut socket: TcpStream, asked: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
    let mut hello = [0; 2];
    socket.read_exact(&mut hello).await?;
    let mut methods = vec![0; usize::from(hello[1])];
    socket.read_exact(&mut methods).await?;
    socket.write_all(&[5, 0]).await?;
    let mut request = [0; 5];
    socket.read_exact(&mut request).await?;
    let mut host = vec![0; usize::from(request[4]) + 2];
    socket.read_exact(&mut host).await?;
    let port = u16::from_be_bytes([host[host.len() - 2], host[host.len() - 1]]);
    let name = String::from_utf8_lossy(&host[..host.len() - 2]).into_owned();
    let kind = request[3];
    asked.lock().expect("no panic holds it").push(format!("{kind} {name}:{port}"));
    socket.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    while read_head(&mut socket).await?.is_some() {
        socket.write_all(&ok(200, &[], b"by socks")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn through_socks_with_the_name() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    let at = listener.local_addr().expect("its address");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let task = tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let _ = socks(socket, Arc::clone(&log)).await;
        }
    });
    let mut settings = settings();
    settings.allow.clear();
    let door = with_resolver(Arc::new(FixedResolver::default()), settings);
    let proxy = format!("socks5h://127.0.0.1:{}", at.port());
    let fetcher = door.fetcher.for_crawl(&crawl(&["hidden.onion"], Some(proxy)));
    let answer = get(&fetcher, &page("http://hidden.onion/x")).await.expect("a page");
    assert_eq!(answer.body, b"by socks");
    assert_eq!(
        *asked.lock().expect("no panic holds it"),
        ["3 hidden.onion:80"],
        "type 3 is a name (RFC 1928)"
    );
    task.abort();
}

#[tokio::test]
async fn a_proxy_that_cannot_be_used_is_not_gone_around() {
    let server = Server::start(|_| vec![Act::Send(ok(200, &[], b"directly"))]).await;
    let door = super::setup(server.at, settings());
    for bad in ["socks5://127.0.0.1:1", "ftp://127.0.0.1", "nonsense", ""] {
        let fetcher = door.fetcher.for_crawl(&crawl(&["a.test"], Some(bad.to_owned())));
        let e = fails(&fetcher, "http://a.test/").await;
        assert!(matches!(e, FetchError::Refused(Refusal::Guard(_))), "{bad}: {e:?}");
        assert!(proxy(bad).is_err());
    }
    let closed = Server::start(|_| Vec::new()).await.at.port();
    let fetcher = door.fetcher.for_crawl(&crawl(&["a.test"], Some(format!("http://127.0.0.1:{closed}"))));
    assert!(matches!(fails(&fetcher, "http://a.test/").await, FetchError::Unreachable { .. }));
    assert_eq!(server.heads().len(), 0);
}
