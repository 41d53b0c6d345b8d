//! A mail relay on loopback that does as it is told: accepts, refuses, hangs or drops at any step, and keeps what it was
//! given. Speaks as much of RFC 5321 as a client of ours does.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// How a relay secures its connections; the certificate is in the configuration.
#[derive(Clone, Debug, Default)]
pub enum Secured {
    #[default]
    Never,
    /// From the first byte on.
    Always(Arc<ServerConfig>),
    /// After STARTTLS.
    OnDemand(Arc<ServerConfig>),
}

/// A connection, whatever it is wrapped in.
trait Link: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Link for T {}
type Wire = BufReader<Box<dyn Link>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Greeting,
    Ehlo,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// The dot.
    End,
    Rset,
}

#[derive(Clone, Copy, Debug)]
pub enum Act {
    Say(&'static str),
    /// Does not answer while this script is played; keeps the connection.
    Hang,
    Drop,
}

/// What differs from a relay that accepts everything.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Offered in the answer to EHLO.
    pub offers: Vec<&'static str>,
    acts: Vec<(Step, Act)>,
    close_after: Option<usize>,
}

impl Script {
    pub fn at(mut self, step: Step, act: Act) -> Script {
        self.acts.push((step, act));
        self
    }

    pub fn offers(mut self, words: &'static str) -> Script {
        self.offers.push(words);
        self
    }

    /// Closes a connection without a word after so many letters.
    pub fn close_after(mut self, letters: usize) -> Script {
        self.close_after = Some(letters);
        self
    }

    fn act(&self, step: Step) -> Option<Act> {
        self.acts.iter().find(|(s, _)| *s == step).map(|(_, act)| *act)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// As in the command, parameters included.
    pub from: String,
    pub to: Vec<String>,
    /// Dots unstuffed, as they were before they were sent.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Default)]
struct Seen {
    letters: Vec<Letter>,
    /// Every line a client said outside DATA.
    commands: Vec<String>,
    connections: usize,
}

#[derive(Debug)]
pub struct Relay {
    pub address: SocketAddr,
    script: watch::Sender<Script>,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    pub async fn start(script: Script) -> Relay {
        Relay::secured(script, Secured::Never).await
    }

    pub async fn secured(script: Script, secured: Secured) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = listener.local_addr().expect("its address");
        let (script, shared) = watch::channel(script);
        let seen = Arc::<Mutex<Seen>>::default();
        let kept = seen.clone();
        let task = tokio::spawn(async move {
            // The set ends with the task, and every conversation with it.
            let mut talks = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                kept.lock().unwrap().connections += 1;
                talks.spawn(talk(Box::new(stream), shared.clone(), kept.clone(), secured.clone()));
            }
        });
        Relay { address, script, seen, task }
    }

    /// From the next step on, also in conversations that are going on.
    pub fn play(&self, script: Script) {
        self.script.send_replace(script);
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.seen.lock().unwrap().letters.clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

/// Ends when the client leaves or the script says so.
async fn talk(
    mut stream: Box<dyn Link>,
    mut script: watch::Receiver<Script>,
    seen: Arc<Mutex<Seen>>,
    secured: Secured,
) -> std::io::Result<()> {
    if let Secured::Always(config) = &secured {
        stream = Box::new(TlsAcceptor::from(config.clone()).accept(stream).await?);
    }
    let mut stream: Wire = BufReader::new(stream);
    let mut envelope = Letter { from: String::new(), to: Vec::new(), bytes: Vec::new() };
    let mut taken = 0;
    if !answer(&mut stream, &mut script, Step::Greeting, "220 relay.test ESMTP").await? {
        return Ok(());
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_owned();
        seen.lock().unwrap().commands.push(line.clone());
        let verb = line.to_ascii_uppercase();
        let well = if verb.starts_with("EHLO") {
            let offers = script.borrow().offers.clone();
            let mut lines: Vec<String> =
                std::iter::once("relay.test").chain(offers).map(|o| format!("250-{o}")).collect();
            lines.push("250 HELP".into());
            answer(&mut stream, &mut script, Step::Ehlo, &lines.join("\r\n")).await?
        } else if verb.starts_with("AUTH LOGIN") {
            for prompt in ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"] {
                stream.write_all(format!("{prompt}\r\n").as_bytes()).await?;
                let mut word = String::new();
                stream.read_line(&mut word).await?;
                seen.lock().unwrap().commands.push(word.trim_end().to_owned());
            }
            answer(&mut stream, &mut script, Step::Auth, "235 2.7.0 ok").await?
        } else if verb.starts_with("AUTH") {
            answer(&mut stream, &mut script, Step::Auth, "235 2.7.0 ok").await?
        } else if verb.starts_with("MAIL FROM:") {
            envelope =
                Letter { from: line["MAIL FROM:".len()..].to_owned(), to: Vec::new(), bytes: Vec::new() };
            answer(&mut stream, &mut script, Step::Mail, "250 2.1.0 ok").await?
        } else if verb.starts_with("RCPT TO:") {
            envelope.to.push(line["RCPT TO:".len()..].to_owned());
            answer(&mut stream, &mut script, Step::Rcpt, "250 2.1.5 ok").await?
        } else if verb == "DATA" {
            let go = answer(&mut stream, &mut script, Step::Data, "354 go on").await?;
            let act = script.borrow().act(Step::Data);
            if go && act.is_none() {
                envelope.bytes = content(&mut stream).await?;
                let act = script.borrow().act(Step::End);
                // Kept before the answer: this is what makes a lost answer a letter that may come twice.
                if !matches!(act, Some(Act::Say(text)) if !text.starts_with('2')) {
                    seen.lock().unwrap().letters.push(envelope.clone());
                    taken += 1;
                }
                let well = answer(&mut stream, &mut script, Step::End, "250 2.0.0 queued as 4FB1").await?;
                let close = script.borrow().close_after;
                well && close.is_none_or(|most| taken < most)
            } else {
                go
            }
        } else if let ("STARTTLS", Secured::OnDemand(config)) = (verb.as_str(), &secured) {
            stream.write_all(b"220 2.0.0 go on\r\n").await?;
            let tls = TlsAcceptor::from(config.clone()).accept(stream.into_inner()).await?;
            stream = BufReader::new(Box::new(tls));
            true
        } else if verb == "RSET" {
            answer(&mut stream, &mut script, Step::Rset, "250 2.0.0 ok").await?
        } else if verb == "QUIT" {
            stream.write_all(b"221 bye\r\n").await?;
            false
        } else {
            stream.write_all(b"502 5.5.1 not known\r\n").await?;
            true
        };
        if !well {
            return Ok(());
        }
    }
}

/// False: the conversation is over.
async fn answer(
    stream: &mut Wire,
    script: &mut watch::Receiver<Script>,
    step: Step,
    usual: &str,
) -> std::io::Result<bool> {
    let text = loop {
        let act = script.borrow_and_update().act(step);
        match act {
            None => break usual,
            Some(Act::Say(text)) => break text,
            Some(Act::Drop) => return Ok(false),
            // An error: the relay is gone, and this conversation with it.
            Some(Act::Hang) if script.changed().await.is_err() => return Ok(false),
            Some(Act::Hang) => {}
        }
    };
    stream.write_all(format!("{text}\r\n").as_bytes()).await?;
    Ok(!text.starts_with("421"))
}

async fn content(stream: &mut Wire) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(bytes);
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
