//! The sibling door for protocols that are no HTTP: a connection to a host of the crawl, through the same guard, gate and
//! bounds, and conversations in lines over it.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use url::Url;

use super::answer::{FetchError, Refusal};
use super::fetcher::{Fetcher, covers, plain};
use super::gate::Leave;
use super::wire::WireError;

/// A connection, whatever it is wrapped in.
pub trait Link: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Link for T {}

/// Bytes of one line that are taken (RFC 3977, 3.1 allows 512; servers send more).
const LONGEST_LINE: usize = 64 << 10;

impl Fetcher {
    /// A connection to the address's host. The gate is passed on the way in: a host is not called more often than it is
    /// asked by HTTP. Through a proxy there is none: names would be resolved here, and our own address shown.
    pub async fn dial(&self, url: &Url, port: u16, tls: bool) -> Result<Box<dyn Link>, FetchError> {
        let host = plain(url.host_str().unwrap_or_default());
        if let Some(hosts) = &self.scope.hosts
            && !hosts.iter().any(|allowed| covers(allowed, &host))
        {
            return Err(FetchError::Refused(Refusal::HostNotAllowed(host)));
        }
        if self.scope.proxy.is_some() {
            let why = "this protocol is not spoken through a proxy".to_owned();
            return Err(FetchError::Refused(Refusal::Guard(why)));
        }
        let port = url.port().unwrap_or(port);
        let inside = self.enter(&host, self.scope.delay).await?;
        self.asked();
        let outcome = self.room.transport.dial(&host, port, tls).await;
        let going = self.going(&host, self.scope.delay, &inside);
        match outcome {
            Ok(link) => {
                self.room.witness().reached(&host, going.now);
                inside.leave(Leave::Served { next: going.now + going.delay }).await?;
                Ok(link)
            }
            Err(e) => Err(self.unanswered(inside, &going, e).await?),
        }
    }

    /// A conversation in lines.
    pub async fn lines(&self, url: &Url, port: u16, tls: bool) -> Result<Lines, FetchError> {
        let link = self.dial(url, port, tls).await?;
        let idle = self.room.settings.timeouts.idle;
        Ok(Lines { link: BufReader::new(link), idle, fetcher: self.clone() })
    }
}

/// Lines to and fro. Each wait is bounded; what comes is counted as the crawl's.
pub struct Lines {
    link: BufReader<Box<dyn Link>>,
    idle: Duration,
    fetcher: Fetcher,
}

impl Lines {
    /// Sends one line; its end is added.
    pub async fn say(&mut self, line: &str) -> Result<(), FetchError> {
        if line.contains(['\r', '\n']) {
            return Err(FetchError::Malformed("a line that holds a line's end is not sent".to_owned()));
        }
        let said = async {
            self.link.get_mut().write_all(line.as_bytes()).await?;
            self.link.get_mut().write_all(b"\r\n").await?;
            self.link.get_mut().flush().await
        };
        match tokio::time::timeout(self.idle, said).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(e)) => Err(cut(&e)),
            Err(_) => Err(late()),
        }
    }

    /// The next line without its end.
    pub async fn hear(&mut self) -> Result<Vec<u8>, FetchError> {
        let mut line = Vec::new();
        loop {
            let piece = match tokio::time::timeout(self.idle, self.link.fill_buf()).await {
                Ok(Ok(piece)) => piece,
                Ok(Err(e)) => return Err(cut(&e)),
                Err(_) => return Err(late()),
            };
            if piece.is_empty() {
                return Err(FetchError::Unreachable {
                    why: "the connection ended in the middle".to_owned(),
                    own_network: false,
                });
            }
            let end = memchr::memchr(b'\n', piece);
            let taken = end.map_or(piece.len(), |at| at + 1);
            line.extend_from_slice(&piece[..taken]);
            self.link.consume(taken);
            if end.is_some() {
                break;
            }
            if line.len() > LONGEST_LINE {
                return Err(FetchError::Malformed(format!("a line longer than {LONGEST_LINE} bytes")));
            }
        }
        self.fetcher.came(line.len() as u64);
        while line.last().is_some_and(|b| matches!(b, b'\r' | b'\n')) {
            line.pop();
        }
        Ok(line)
    }

    /// Lines up to the one that holds a single dot, doubled dots undone (RFC 3977, 3.1.1), at most `most` bytes; whether
    /// there were more, which are passed over.
    pub async fn block(&mut self, most: usize) -> Result<(Vec<u8>, bool), FetchError> {
        let (mut block, mut cut) = (Vec::new(), false);
        // Who sends without end is left: a hundred times what is kept is no block.
        let mut left = most.saturating_mul(100);
        loop {
            let line = self.hear().await?;
            if line == b"." {
                return Ok((block, cut));
            }
            left = left.checked_sub(line.len() + 2).ok_or_else(|| {
                FetchError::Malformed(format!("an answer of more than {} bytes", most.saturating_mul(100)))
            })?;
            let line = if line.starts_with(b"..") { &line[1..] } else { &line[..] };
            cut |= block.len() + line.len() + 2 > most;
            if !cut {
                block.extend_from_slice(line);
                block.extend_from_slice(b"\r\n");
            }
        }
    }
}

fn late() -> FetchError {
    FetchError::Unreachable { why: WireError::Timeout("answer").to_string(), own_network: false }
}

fn cut(e: &std::io::Error) -> FetchError {
    FetchError::Unreachable { why: WireError::Cut(e.kind().to_string()).to_string(), own_network: false }
}
