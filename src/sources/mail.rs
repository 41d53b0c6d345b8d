//! The kind `mail`: folders on an IMAP server (RFC 3501, RFC 9051): newsletters, subscribed lists, an engine's alerts.
//!
//! Folders are opened read-only and letters peeked at: nothing is marked as seen. The cursor is each folder's UIDVALIDITY and
//! the highest UID that was read, for at most 200 folders: 20 KB. A folder that was made anew is read from its start.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_imap::error::Error;
use async_imap::{Client, Session};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use super::options::{Options, starts_by};
use super::servers::{self, Servers, letter};
use super::visit::Visit;
use super::{Built, Kind, Order, Sink, Source};
use crate::fetch::{Fetcher, Link};
use crate::model::{Crawl, Harvest, Item, Listing, PollError};
use crate::said;

pub(super) const KIND: Kind = Kind {
    name: "mail",
    about: "Folders on an IMAP server: newsletters, subscribed lists, alerts of engines; each letter a document.",
    keys: &["mail"],
    schemes: &["imap", "imaps"],
    everywhere: false,
    build,
};

const MOST_FOLDERS: usize = 200;
/// Bytes of a letter that are read.
const LETTER: usize = 8 << 20;
/// Letters of a folder that the first visit reads, the newest.
const HISTORY: i64 = 500;
/// Each step of a conversation.
const STEP: Duration = Duration::from_secs(60);

fn build(crawl: &Crawl) -> Built {
    let mut options = Options::read(crawl)?;
    let starts = starts_by(&mut options, crawl, KIND.schemes);
    let mut table = options.table("mail", &["folders", "history"]);
    let folders =
        table.list("folders", |text| match text.contains(|c: char| c.is_control()) || text.is_empty() {
            false => Ok(text.to_owned()),
            true => Err(said!("mail.folder", "must be the name of a folder", "— имя папки")),
        });
    let history = table.number("history", 1..100_001, HISTORY) as usize;
    let folders = if folders.is_empty() { vec!["INBOX".to_owned()] } else { folders };
    for start in starts.iter().filter(|start| start.scheme() == "imap" && crawl.account.is_some()) {
        if !is_loopback(start) {
            options.fault(
                None,
                said!(
                    "mail.clear",
                    "start: {url} would send the password without TLS; write imaps://",
                    "start: {url} — пароль ушёл бы без TLS; пишите imaps://",
                    url = start.as_str()
                ),
            );
        }
    }
    options.done(Box::new(Mail { starts, folders, history }) as Box<dyn Source>)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        // Of other schemes than the web's, addresses are not told from names.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        None => false,
    }
}

struct Mail {
    starts: Vec<Url>,
    folders: Vec<String>,
    history: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Mark {
    #[serde(rename = "v")]
    validity: u32,
    #[serde(rename = "u")]
    uid: u32,
}

#[async_trait]
impl Source for Mail {
    async fn visit(
        &self,
        order: &Order,
        fetcher: &Fetcher,
        out: &Sink,
        cancel: &CancellationToken,
    ) -> Result<Harvest, PollError> {
        servers::go(self, order, fetcher, out, cancel).await
    }
}

#[async_trait]
impl Servers for Mail {
    type Mark = Mark;
    const MOST: usize = MOST_FOLDERS;

    fn starts(&self) -> &[Url] {
        &self.starts
    }

    async fn server(
        &self,
        start: &Url,
        visit: &mut Visit<'_>,
        read: &mut BTreeMap<String, Self::Mark>,
    ) -> Result<(), PollError> {
        let tls = start.scheme() == "imaps";
        let link = visit.fetcher().dial(start, if tls { 993 } else { 143 }, tls).await?;
        let mut client = Client::new(Wire(link));
        step("the greeting", async { Ok(client.read_response().await?) }).await?;
        let (user, password) = match visit.account() {
            Some(account) => (account.user.as_str(), account.password.as_str()),
            // Public archives let everyone in by this name (RFC 2245).
            None => ("anonymous", "leakwatch"),
        };
        let let_in =
            tokio::time::timeout(STEP, client.login(user, password)).await.map_err(|_| late("the log-in"))?;
        let mut session = let_in.map_err(|(error, _)| match error {
            Error::No(_) | Error::Bad(_) => {
                PollError::Refused { why: "signing in: the server did not let the account in".to_owned() }
            }
            error => broken("the log-in", &error),
        })?;
        for folder in &self.folders {
            let name: String = url::form_urlencoded::byte_serialize(folder.as_bytes()).collect();
            let address = format!("{}/{name}", start.as_str().trim_end_matches('/'));
            match self.folder(&mut session, folder, &address, visit, read).await {
                Ok(()) => {}
                Err(e @ PollError::Refused { .. }) => visit.harvest.failed.push((address, e)),
                // The conversation is over with the connection.
                Err(e) => return Err(e),
            }
        }
        // Politeness alone.
        let _ = tokio::time::timeout(STEP, session.logout()).await;
        Ok(())
    }
}

impl Mail {
    async fn folder(
        &self,
        session: &mut Session<Wire>,
        folder: &str,
        address: &str,
        visit: &mut Visit<'_>,
        marks: &mut BTreeMap<String, Mark>,
    ) -> Result<(), PollError> {
        let as_of = visit.fetcher().clock().now();
        let opened = step("opening a folder", session.examine(folder)).await?;
        let validity = opened.uid_validity.ok_or_else(|| PollError::Malformed {
            why: "the server gives no UIDVALIDITY: it cannot be told what was read".to_owned(),
        })?;
        let known = marks.get(address).copied();
        let anew = known.is_some_and(|mark| mark.validity != validity);
        if anew {
            visit.complain("folder_made_anew");
        }
        let mark = known.filter(|_| !anew).unwrap_or(Mark { validity, uid: 0 });
        let next = mark.uid.saturating_add(1);
        let found = step("the search", session.uid_search(format!("UID {next}:*"))).await?;
        // `n:*` always names the last letter, however old it is (RFC 3501, 6.4.8).
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| *uid >= next).collect();
        uids.sort_unstable();
        if known.is_none() {
            uids.drain(..uids.len().saturating_sub(self.history));
        }
        let unchanged = known.is_some() && !anew && uids.is_empty();
        let listing =
            Listing { url: address.to_owned(), as_of, overlap: true, unchanged, entries: uids.len() as u64 };
        if unchanged {
            visit.harvest.unchanged.push((address.to_owned(), as_of));
        } else {
            visit.tell(&listing).await?;
        }
        visit.harvest.listings.push(listing);
        let mut read = mark;
        for uid in uids {
            if visit.left() == 0 {
                visit.harvest.more = true;
                break;
            }
            self.letter(session, uid, validity, address, visit).await?;
            read.uid = uid;
        }
        marks.insert(address.to_owned(), read);
        Ok(())
    }

    async fn letter(
        &self,
        session: &mut Session<Wire>,
        uid: u32,
        validity: u32,
        address: &str,
        visit: &mut Visit<'_>,
    ) -> Result<(), PollError> {
        visit.used += 1;
        let sent = visit.fetcher().clock().now();
        let body = async {
            // Some servers give out parts wrongly, and a letter is seldom too long to be asked for whole.
            let mut size = None;
            let mut parts = session.uid_fetch(uid.to_string(), "(RFC822.SIZE)").await?;
            while let Some(part) = parts.try_next().await? {
                size = part.size.or(size);
            }
            drop(parts);
            let long = size.is_some_and(|size| size as usize > LETTER);
            let asked = if long { format!("(BODY.PEEK[]<0.{LETTER}>)") } else { "(BODY.PEEK[])".to_owned() };
            let mut parts = session.uid_fetch(uid.to_string(), &asked).await?;
            let mut body = None;
            while let Some(part) = parts.try_next().await? {
                if let Some(bytes) = part.body() {
                    body = Some(bytes[..bytes.len().min(LETTER)].to_vec());
                }
            }
            Ok(body)
        };
        let url = format!("{address}/;UIDVALIDITY={validity}/;UID={uid}");
        let body = match step("a letter", body).await {
            Ok(Some(body)) => body,
            // It was taken away since the search.
            Ok(None) => return Ok(()),
            // One letter that the server cannot give out holds up no other.
            Err(e @ PollError::Refused { .. }) => {
                visit.harvest.failed.push((url, e));
                return Ok(());
            }
            Err(e) => return Err(e),
        };
        visit.fetcher().came(body.len() as u64);
        let truncated = body.len() == LETTER;
        if truncated {
            visit.complain("partly_read");
        }
        let exchange = letter(&url, body, truncated, sent, visit.fetcher().clock().now());
        let id = message_id(&exchange.body).map_or_else(|| url.clone(), |id| format!("mail:{id}"));
        let item = Item {
            id,
            url,
            exchange: Arc::new(exchange),
            listing: Some(address.to_owned()),
            ..Item::default()
        };
        visit.send(item).await
    }
}

/// The same letter in two folders is one.
fn message_id(letter: &[u8]) -> Option<String> {
    let end = letter.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(letter.len());
    let head = String::from_utf8_lossy(&letter[..end]).into_owned();
    let line = head
        .lines()
        .find(|line| line.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("message-id:")))?;
    let id = line[11..].trim().trim_matches(['<', '>']);
    (!id.is_empty() && id.len() < 500).then(|| id.to_owned())
}

/// One step of a conversation, in its time.
async fn step<T>(what: &str, asked: impl Future<Output = Result<T, Error>>) -> Result<T, PollError> {
    let answer = tokio::time::timeout(STEP, asked).await.map_err(|_| late(what))?;
    answer.map_err(|error| match error {
        Error::No(_) | Error::Bad(_) => PollError::Refused { why: format!("{what}: the server refuses") },
        error => broken(what, &error),
    })
}

fn late(what: &str) -> PollError {
    PollError::Unreachable { why: format!("{what}: no answer in time") }
}

fn broken(what: &str, error: &Error) -> PollError {
    match error {
        Error::Io(e) => PollError::Unreachable { why: format!("{what}: {}", e.kind()) },
        Error::ConnectionLost => PollError::Unreachable { why: format!("{what}: the connection ended") },
        _ => PollError::Malformed { why: format!("{what}: the answer is no IMAP") },
    }
}

/// A connection that the library can show: it shows nothing.
struct Wire(Box<dyn Link>);

impl Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
