//! A mailbox that takes letters over SMTP (RFC 5321) on loopback: where the demo's letters go.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A letter as it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

/// The mailbox while it listens.
pub struct Mailbox {
    addr: SocketAddr,
    taken: watch::Receiver<Vec<Arc<Taken>>>,
}

/// The largest letter that is taken.
const MAX_LETTER: usize = 32 << 20;
/// The longest command line (RFC 5321, 4.5.3.1.4, with room for long paths).
const MAX_LINE: u64 = 4096;

impl Mailbox {
    /// Listens on a free loopback port until `stop`.
    pub async fn start(stop: CancellationToken) -> std::io::Result<Mailbox> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let (sender, taken) = watch::channel(Vec::new());
        let sender = Arc::new(sender);
        tokio::spawn(async move {
            loop {
                let stream = tokio::select! {
                    () = stop.cancelled() => return,
                    accepted = listener.accept() => match accepted { Ok((stream, _)) => stream, Err(_) => continue },
                };
                let (sender, stop) = (sender.clone(), stop.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        // A caller that breaks off is the caller's affair.
                        _ = serve(stream, &sender) => {}
                    }
                });
            }
        });
        Ok(Mailbox { addr, taken })
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Everything taken so far, oldest first.
    pub fn letters(&self) -> Vec<Arc<Taken>> {
        self.taken.borrow().clone()
    }

    /// Waits until a letter is there for which `wanted` is true.
    pub async fn wait_for(&self, wanted: impl Fn(&Taken) -> bool) -> Option<Arc<Taken>> {
        let mut taken = self.taken.clone();
        let found = taken.wait_for(|all| all.iter().any(|l| wanted(l))).await.ok()?;
        found.iter().find(|l| wanted(l)).cloned()
    }
}

async fn serve(stream: TcpStream, sender: &watch::Sender<Vec<Arc<Taken>>>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let (mut from, mut to) = (String::new(), Vec::<String>::new());
    writer.write_all(b"220 mailbox.test ESMTP\r\n").await?;
    loop {
        let mut line = Vec::new();
        if limited_line(&mut reader, &mut line).await? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_string();
        let verb = text.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply: &[u8] = match verb.as_str() {
            "EHLO" => b"250-mailbox.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 33554432\r\n",
            "HELO" | "NOOP" => b"250 OK\r\n",
            "RSET" => {
                from.clear();
                to.clear();
                b"250 OK\r\n"
            }
            "MAIL" => {
                from = path_of(&text);
                b"250 OK\r\n"
            }
            "RCPT" => {
                to.push(path_of(&text));
                b"250 OK\r\n"
            }
            "DATA" if to.is_empty() => b"503 Recipient first\r\n",
            "DATA" => {
                writer.write_all(b"354 Go ahead\r\n").await?;
                match data(&mut reader).await? {
                    Some(bytes) => {
                        for to in to.drain(..) {
                            let letter = Arc::new(Taken { from: from.clone(), to, bytes: bytes.clone() });
                            sender.send_modify(|all| all.push(letter));
                        }
                        b"250 Taken\r\n"
                    }
                    None => b"552 Too large\r\n",
                }
            }
            "QUIT" => {
                writer.write_all(b"221 Bye\r\n").await?;
                return Ok(());
            }
            _ => b"502 Not here\r\n",
        };
        writer.write_all(reply).await?;
    }
}

/// Lines up to the lone dot, unstuffed; none when there were too many.
async fn data(reader: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<Option<Vec<u8>>> {
    let mut out = Vec::new();
    let mut fits = true;
    loop {
        let mut line = Vec::new();
        if limited_line(reader, &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" || line == b".\n" {
            return Ok(fits.then_some(out));
        }
        let unstuffed = line.strip_prefix(b".").unwrap_or(&line);
        fits &= out.len() + unstuffed.len() <= MAX_LETTER;
        if fits {
            out.extend_from_slice(unstuffed);
        }
    }
}

async fn limited_line(
    reader: &mut (impl AsyncBufReadExt + Unpin),
    line: &mut Vec<u8>,
) -> std::io::Result<usize> {
    use tokio::io::AsyncReadExt;
    reader.take(MAX_LINE).read_until(b'\n', line).await
}

fn path_of(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(path, _)| path.to_string())
}
