//! The mailbox of bounces on an IMAP server (RFC 3501, RFC 9051): letters are read in the order of their UIDs, from where
//! the last run stopped, and left as they are, or moved aside where the operator wants it (MOVE, RFC 6851).
//!
//! Nothing is said in clear where TLS is demanded: a server that does not offer it hears no name and no password. How far
//! was read is a note in the store; a mailbox that was made anew (another UIDVALIDITY) is read from its start, and what
//! is read twice counts once.

use std::fmt::{Debug, Display};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use async_imap::error::Error;
use async_imap::{Client, Session};
use futures_util::TryStreamExt;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::{Bounced, Ledger, MOST};
use crate::alert::settings::Imap;
use crate::fetch::tls;
use crate::model::Tls;

/// Connecting, and each step of greeting and TLS.
const STEP: Duration = Duration::from_secs(20);
/// One run; what is left is read by the next.
const WHOLE: Duration = Duration::from_secs(120);
/// Letters read in one run.
const LETTERS: usize = 500;
/// Of a server's words.
const WORDS: usize = 200;

/// A connection, whatever it is wrapped in.
trait Link: AsyncRead + AsyncWrite + Debug + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Debug + Send + Unpin> Link for T {}
type Wire = Box<dyn Link>;

/// How far a mailbox was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mark {
    validity: u32,
    uid: u32,
}

impl Mark {
    fn parse(text: &str) -> Option<Mark> {
        let (validity, uid) = text.split_once(' ')?;
        Some(Mark { validity: validity.parse().ok()?, uid: uid.parse().ok()? })
    }
}

pub(super) async fn read(ledger: &Ledger, imap: &Imap) -> anyhow::Result<Bounced> {
    let note = format!("bounces {}@{}:{} {}", imap.user, imap.host, imap.port, imap.folder);
    let before = ledger.store.meta_get(&note).await?.as_deref().and_then(Mark::parse).unwrap_or_default();
    let (mut reached, mut done) = (before, Bounced::default());
    let run = visit(ledger, imap, &mut reached, &mut done);
    let outcome = tokio::time::timeout(WHOLE, run).await;
    // However it ended: what was read stays read.
    if reached != before {
        ledger.store.meta_set(&note, &format!("{} {}", reached.validity, reached.uid)).await?;
    }
    match outcome {
        // More has come in one go than one run reads, or the server is slow: the next run goes on.
        Err(_) if reached != before => Ok(done),
        Err(_) => bail!("{}: not done within {} s", imap.host, WHOLE.as_secs()),
        Ok(outcome) => {
            outcome.with_context(|| format!("the mailbox of bounces at {}", imap.host))?;
            Ok(done)
        }
    }
}

async fn visit(ledger: &Ledger, imap: &Imap, reached: &mut Mark, done: &mut Bounced) -> anyhow::Result<()> {
    let client = open(imap).await?;
    let opened = client.login(&imap.user, &imap.password).await;
    let mut session = opened.map_err(|(error, _)| said("the log-in", &error))?;
    let looked = match imap.move_to {
        Some(_) => session.select(&imap.folder).await,
        // Read-only: not even what is new is marked as seen.
        None => session.examine(&imap.folder).await,
    };
    let folder = looked.map_err(|e| said(&format!("opening the folder {:?}", imap.folder), &e))?;
    let validity =
        folder.uid_validity.context("the server gives no UIDVALIDITY: it cannot be told what was read")?;
    if reached.validity != validity {
        *reached = Mark { validity, uid: 0 };
    }
    let next = reached.uid.saturating_add(1);
    let found = session.uid_search(format!("UID {next}:*")).await.map_err(|e| said("the search", &e))?;
    // `n:*` always names the last letter, however old it is (RFC 3501, 6.4.8).
    let mut uids: Vec<u32> = found.into_iter().filter(|uid| *uid >= next).collect();
    uids.sort_unstable();
    for uid in uids.into_iter().take(LETTERS) {
        if let Some(bytes) = letter(&mut session, uid).await?
            && ledger.take(&bytes, done).await?
            && let Some(aside) = &imap.move_to
        {
            put_aside(&mut session, uid, aside).await?;
        }
        reached.uid = uid;
    }
    // Politeness alone: everything is done.
    let _ = session.logout().await;
    Ok(())
}

/// The beginning of a letter. None: it is gone, or the server cannot give it out; neither holds up the others.
async fn letter(session: &mut Session<Wire>, uid: u32) -> anyhow::Result<Option<Vec<u8>>> {
    let asked = session.uid_fetch(uid.to_string(), format!("(BODY.PEEK[]<0.{MOST}>)")).await;
    let mut bytes = None;
    let outcome: Result<(), Error> = async {
        let mut parts = asked?;
        while let Some(part) = parts.try_next().await? {
            if let Some(body) = part.body() {
                bytes = Some(body[..body.len().min(MOST as usize)].to_vec());
            }
        }
        Ok(())
    }
    .await;
    match outcome {
        Ok(()) => Ok(bytes),
        Err(error @ (Error::No(_) | Error::Bad(_))) => {
            tracing::warn!(
                uid,
                error = one_line(&error),
                "a letter in the mailbox of bounces cannot be read"
            );
            Ok(None)
        }
        Err(error) => Err(said("reading a letter", &error)),
    }
}

/// Into the folder of bounces that were read, which is made when it is missing.
async fn put_aside(session: &mut Session<Wire>, uid: u32, aside: &str) -> anyhow::Result<()> {
    let uid = uid.to_string();
    if let Err(Error::No(_)) = session.uid_mv(&uid, aside).await {
        session.create(aside).await.map_err(|e| said(&format!("making the folder {aside:?}"), &e))?;
        session.uid_mv(&uid, aside).await.map_err(|e| said("moving a bounce", &e))?;
    }
    Ok(())
}

/// Connects and secures as configured; never less.
async fn open(imap: &Imap) -> anyhow::Result<Client<Wire>> {
    let tcp = limited("connecting", dial(imap)).await?;
    if imap.tls == Tls::Tls {
        let tls: Wire = Box::new(secure(imap, tcp).await?);
        let mut client = Client::new(tls);
        greeting(&mut client).await?;
        return Ok(client);
    }
    let mut client = Client::new(tcp);
    greeting(&mut client).await?;
    if imap.tls == Tls::None {
        let mut client = Client::new(Box::new(client.into_inner()) as Wire);
        // What was greeted once is not greeted again; an empty command shows that both sides still agree.
        limited("the first command", client.run_command_and_check_ok("NOOP", None)).await?;
        return Ok(client);
    }
    let upgrade = client.run_command_and_check_ok("STARTTLS", None);
    limited("STARTTLS", upgrade)
        .await
        .context("the server does not secure the connection; nothing was said in clear")?;
    // What a third party may have slipped in behind the answer is dropped with the old client's buffer.
    let tls: Wire = Box::new(secure(imap, client.into_inner()).await?);
    Ok(Client::new(tls))
}

async fn dial(imap: &Imap) -> std::io::Result<TcpStream> {
    let found: Vec<SocketAddr> =
        tokio::net::lookup_host((imap.host.as_str(), imap.port)).await?.take(4).collect();
    if imap.tls == Tls::None && !found.iter().all(|at| at.ip().is_loopback()) {
        return Err(std::io::Error::other("without TLS a mailbox is read on this machine alone"));
    }
    TcpStream::connect(&found[..]).await
}

async fn secure(imap: &Imap, tcp: TcpStream) -> anyhow::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let name = ServerName::try_from(imap.host.clone()).context("the host's name is no name for TLS")?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(tls::client(&imap.trusted, &[])));
    let shaken = tokio::time::timeout(STEP, connector.connect(name, tcp)).await;
    match shaken {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => bail!("TLS: {}", tls::fault(&error).unwrap_or_else(|| error.to_string())),
        Err(_) => bail!("TLS: no answer within {} s", STEP.as_secs()),
    }
}

async fn greeting<T: Link>(client: &mut Client<T>) -> anyhow::Result<()> {
    let greeted = limited("the greeting", client.read_response()).await?;
    ensure!(greeted.is_some(), "the server hung up before its greeting");
    Ok(())
}

async fn limited<T, E: Display>(step: &str, work: impl Future<Output = Result<T, E>>) -> anyhow::Result<T> {
    match tokio::time::timeout(STEP, work).await {
        Ok(outcome) => outcome.map_err(|e| said(step, &e)),
        Err(_) => bail!("{step}: no answer within {} s", STEP.as_secs()),
    }
}

fn said(step: &str, error: &impl Display) -> anyhow::Error {
    anyhow::anyhow!("{step}: {}", one_line(error))
}

/// A server's words, which may be anything.
fn one_line(error: &impl Display) -> String {
    error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS).collect()
}
