//! A mailbox on loopback: as much of IMAP (RFC 3501, RFC 6851) as a reader of ours asks for, secured as the test says, and
//! what was said to it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::smtp::Secured;

pub const PASSWORD: &str = "geheim-7";

trait Link: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Link for T {}

#[derive(Debug, Default)]
pub struct Held {
    pub validity: u32,
    /// (UID, letter), in order.
    pub letters: Vec<(u32, Vec<u8>)>,
    /// Folder and letter of each that was moved.
    pub moved: Vec<(String, u32)>,
    /// Folders that are there beside the inbox.
    pub folders: Vec<String>,
    /// UIDs that the server cannot give out.
    pub broken: Vec<u32>,
    /// Every command that a client sent, without its tag.
    pub said: Vec<String>,
}

pub struct Mailbox {
    pub address: SocketAddr,
    held: Arc<Mutex<Held>>,
    task: JoinHandle<()>,
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Mailbox {
    pub async fn start(secured: Secured) -> Mailbox {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = listener.local_addr().expect("its address");
        let held = Arc::new(Mutex::new(Held { validity: 7, ..Held::default() }));
        let shared = held.clone();
        let task = tokio::spawn(async move {
            let mut talks = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                talks.spawn(talk(Box::new(stream), shared.clone(), secured.clone()));
            }
        });
        Mailbox { address, held, task }
    }

    pub fn with<T>(&self, change: impl FnOnce(&mut Held) -> T) -> T {
        change(&mut self.held.lock().expect("no panics inside"))
    }

    pub fn put(&self, uid: u32, letter: impl Into<Vec<u8>>) {
        self.with(|held| held.letters.push((uid, letter.into())));
    }

    /// Commands since the last call.
    pub fn said(&self) -> Vec<String> {
        self.with(|held| std::mem::take(&mut held.said))
    }
}

async fn wrap(stream: Box<dyn Link>, config: &Arc<ServerConfig>) -> std::io::Result<Box<dyn Link>> {
    Ok(Box::new(TlsAcceptor::from(config.clone()).accept(stream).await?))
}

async fn talk(mut stream: Box<dyn Link>, held: Arc<Mutex<Held>>, secured: Secured) -> std::io::Result<()> {
    if let Secured::Always(config) = &secured {
        stream = wrap(stream, config).await?;
    }
    let mut stream = BufReader::new(stream);
    stream.write_all(b"* OK mailbox.test ready\r\n").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
        held.lock().expect("no panics inside").said.push(command.to_owned());
        if let ("STARTTLS", Secured::OnDemand(config)) = (command, &secured) {
            stream.write_all(format!("{tag} OK go on\r\n").as_bytes()).await?;
            stream = BufReader::new(wrap(stream.into_inner(), config).await?);
            continue;
        }
        let (untagged, outcome) = answer(command, &mut held.lock().expect("no panics inside"));
        stream.write_all(&untagged).await?;
        stream.write_all(format!("{tag} {outcome}\r\n").as_bytes()).await?;
        stream.flush().await?;
    }
}

/// What goes before the tagged line, and that line.
fn answer(command: &str, held: &mut Held) -> (Vec<u8>, String) {
    let ok = || "OK done".to_owned();
    let words: Vec<&str> = command.split(' ').collect();
    let unquoted = |text: &str| text.trim_matches('"').to_owned();
    match words.as_slice() {
        ["LOGIN", _, password] if *password == format!("\"{PASSWORD}\"") => (Vec::new(), ok()),
        ["LOGIN", ..] => (Vec::new(), "NO [AUTHENTICATIONFAILED] wrong name or password".to_owned()),
        ["SELECT" | "EXAMINE", folder] if unquoted(folder) == "INBOX" => {
            let (count, validity) = (held.letters.len(), held.validity);
            let text = format!("* {count} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY {validity}] valid\r\n");
            (text.into_bytes(), ok())
        }
        ["SELECT" | "EXAMINE", _] => (Vec::new(), "NO [NONEXISTENT] no such folder".to_owned()),
        ["UID", "SEARCH", "UID", range] => {
            let from: u32 = range.split(':').next().and_then(|n| n.parse().ok()).unwrap_or(1);
            let last = held.letters.last().map(|(uid, _)| *uid);
            // `n:*` names the last letter whatever n is.
            let found =
                held.letters.iter().map(|(uid, _)| *uid).filter(|uid| *uid >= from || Some(*uid) == last);
            let found: Vec<String> = found.map(|uid| uid.to_string()).collect();
            (format!("* SEARCH {}\r\n", found.join(" ")).into_bytes(), ok())
        }
        ["UID", "FETCH", uid, _] => {
            let uid: u32 = uid.parse().unwrap_or(0);
            if held.broken.contains(&uid) {
                return (Vec::new(), "NO [SERVERBUG] this letter cannot be read".to_owned());
            }
            let Some(at) = held.letters.iter().position(|(n, _)| *n == uid) else {
                return (Vec::new(), ok());
            };
            let letter = &held.letters[at].1;
            let head = format!("* {} FETCH (UID {uid} BODY[]<0> {{{}}}\r\n", at + 1, letter.len());
            ([head.as_bytes(), letter, b")\r\n"].concat(), ok())
        }
        ["UID", "MOVE", uid, folder] => {
            let (uid, folder) = (uid.parse().unwrap_or(0), unquoted(folder));
            if !held.folders.contains(&folder) {
                return (Vec::new(), "NO [TRYCREATE] no such folder".to_owned());
            }
            held.letters.retain(|(n, _)| *n != uid);
            held.moved.push((folder, uid));
            (Vec::new(), ok())
        }
        ["CREATE", folder] => {
            held.folders.push(unquoted(folder));
            (Vec::new(), ok())
        }
        ["NOOP" | "LOGOUT"] => (Vec::new(), ok()),
        _ => (Vec::new(), "BAD not known".to_owned()),
    }
}
