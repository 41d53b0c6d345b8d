//! A server that answers by script: what it sends is bytes, with pauses, hangs and resets in between.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One step of an answer.
pub enum Act {
    Send(Vec<u8>),
    /// One byte each 5 ms, then again from the start, for ever.
    Dribble(Vec<u8>),
    /// Nothing more, the connection stays open.
    Hang,
    /// A reset in the middle of things.
    Reset,
    Close,
}

pub struct Server {
    pub at: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    most: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// `script`: from the request's target to what is done.
    pub async fn start(script: impl Fn(&str) -> Vec<Act> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let at = listener.local_addr().expect("its address");
        let heads = Arc::new(Mutex::new(Vec::new()));
        let most = Arc::new(AtomicUsize::new(0));
        let (script, log, peak) = (Arc::new(script), Arc::clone(&heads), Arc::clone(&most));
        let task = tokio::spawn(async move {
            let now = Arc::new(AtomicUsize::new(0));
            while let Ok((socket, _)) = listener.accept().await {
                let (script, log, peak, now) =
                    (Arc::clone(&script), Arc::clone(&log), Arc::clone(&peak), Arc::clone(&now));
                tokio::spawn(async move {
                    peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let _ = serve(socket, &*script, &log).await;
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Server { at, heads, most, task }
    }

    /// The heads of all requests so far.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no panic holds it").clone()
    }

    /// The targets of all requests so far.
    pub fn targets(&self) -> Vec<String> {
        self.heads().iter().filter_map(|h| Some(h.split(' ').nth(1)?.to_owned())).collect()
    }

    /// Connections open at one time, at most.
    pub fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut socket: TcpStream,
    script: &(impl Fn(&str) -> Vec<Act> + Sync),
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    while let Some(head) = read_head(&mut socket).await? {
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        log.lock().expect("no panic holds it").push(head);
        for act in script(&target) {
            match act {
                Act::Send(bytes) => socket.write_all(&bytes).await?,
                Act::Dribble(bytes) => {
                    for byte in bytes.iter().cycle() {
                        socket.write_all(&[*byte]).await?;
                        dawdle().await;
                    }
                }
                Act::Hang => std::future::pending().await,
                Act::Reset => {
                    socket.set_zero_linger()?;
                    return Ok(());
                }
                Act::Close => return Ok(()),
            }
        }
    }
    Ok(())
}

/// A request's head with its blank line; none when the client has gone.
pub async fn read_head(socket: &mut TcpStream) -> std::io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if socket.read(&mut byte).await? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}

/// A head alone, without a length.
pub fn head(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Said\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// A whole answer with its length; 304 has no body.
pub fn ok(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let mut headers = headers.to_vec();
    if status == 304 {
        return head(status, &headers);
    }
    headers.push(("Content-Length", &length));
    [head(status, &headers), body.to_vec()].concat()
}

/// The peer's own pace: what is bounded here are the socket's waits, which are real.
#[allow(clippy::disallowed_methods)]
async fn dawdle() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}
