//! Takes a body in: bounded in bytes and in time, its content codings (RFC 9110, 8.4) undone while it streams, so that
//! a decompression bomb stops at the cap and not after it. What came coded is kept as well. Hostile bodies are not
//! errors: what could be read is kept, and what was odd is said.

use std::io::{self, Cursor};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_compression::tokio::bufread::{
    BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder,
};
use async_compression::zstd::DParameter;
use futures_util::{Stream, StreamExt};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::time::{Instant, Sleep};
use tokio_util::io::StreamReader;

use super::spool::Spool;
use super::wire::{Body, Headers, WireError};
use crate::model::Spooled;

/// Codings undone one after another; a longer list is nobody's honest answer.
const CODINGS: usize = 4;
/// 2 to this many bytes is the largest window of a zstd frame on the web (RFC 9659); the format itself knows no bound.
const ZSTD_WINDOW: u32 = 23;
/// Bytes read from a decoder at once.
const STEP: usize = 16 << 10;
/// So much of a body must read as text before we believe that its declared coding is not there.
const LOOK: usize = 512;

/// Bounds of one body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Bytes, of the coded and of the decoded body each.
    pub cap: u64,
    pub idle: Duration,
    pub end: Instant,
}

/// A body taken in.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Taken {
    pub wire: Vec<u8>,
    pub wire_spooled: Option<Arc<Spooled>>,
    pub body: Vec<u8>,
    /// The whole body, where `body` is its beginning.
    pub spooled: Option<Arc<Spooled>>,
    /// It is the beginning of what there was.
    pub truncated: bool,
    pub complaints: Vec<String>,
    /// What ended the transfer before its end.
    pub cut: Option<WireError>,
}

/// Reads and decodes a body within its bounds, in memory.
pub(super) async fn take(body: Body, headers: &Headers, bounds: Bounds) -> Taken {
    take_large(body, headers, bounds, None, bounds.cap).await
}

/// The same; what is larger than `memory` bytes goes into files in this folder.
pub(super) async fn take_large(
    body: Body,
    headers: &Headers,
    bounds: Bounds,
    dir: Option<&Path>,
    memory: u64,
) -> Taken {
    let mut inlet = Inlet::new(body, bounds, Spool::new(dir, memory));
    let mut plain = Spool::new(dir, memory);
    let mut taken = Taken::default();
    let codings = match codings(headers) {
        Ok(codings) => codings,
        Err(complaint) => {
            taken.complaints.push(complaint);
            Vec::new()
        }
    };
    let mut coded = !codings.is_empty();
    if !coded {
        inlet.drain().await;
    } else if let Err(e) = decode(&mut inlet, &codings, bounds.cap, &mut plain, &mut taken).await {
        inlet.drain_unless_over().await;
        let readable = plain.is_empty() || reads_as_text(inlet.wire.head());
        if inlet.cut.is_none() && readable && !inlet.wire.is_empty() {
            let names: Vec<&str> = codings.iter().map(|c| c.word()).collect();
            taken.complaints.push(format!("declared content coding {} is not there", names.join(", ")));
            coded = false;
        } else if !inlet.over && !inlet.wire.is_empty() {
            taken.truncated = true;
            let at = plain.len();
            taken.complaints.push(format!("content coding breaks after {at} decoded bytes: {e}"));
        }
    }
    if let Some(why) = &inlet.cut {
        taken.complaints.push(format!("body cut off after {} bytes: {why}", inlet.wire.len()));
    }
    if let Some(why) = &inlet.no_room {
        taken.complaints.push(format!("body not kept beyond {} bytes: {why}", inlet.wire.len()));
    }
    taken.truncated |= inlet.over || inlet.cut.is_some() || inlet.no_room.is_some();
    taken.cut = inlet.cut;
    let (wire, spooled) = inlet.wire.end();
    (taken.wire, taken.wire_spooled) = (wire, spooled.map(Arc::new));
    if coded {
        let (body, spooled) = plain.end();
        (taken.body, taken.spooled) = (body, spooled.map(Arc::new));
    } else {
        (taken.body, taken.spooled) = (taken.wire.clone(), taken.wire_spooled.clone());
    }
    taken
}

/// The first `cap` bytes of a body that was kept as it came, its content codings undone; as `take` would have them.
pub async fn decoded(wire: Vec<u8>, headers: &Headers, cap: u64) -> Vec<u8> {
    // All of it is at hand: nothing is waited for.
    let ever = Duration::from_secs(24 * 3600);
    let bounds = Bounds { cap, idle: ever, end: Instant::now() + ever };
    take(futures_util::stream::iter([Ok(wire)]).boxed(), headers, bounds).await.body
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Brotli,
    Zstd,
    Deflate,
}

impl Coding {
    fn word(self) -> &'static str {
        match self {
            Coding::Gzip => "gzip",
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
            Coding::Deflate => "deflate",
        }
    }
}

/// The codings in the order in which they were applied.
fn codings(headers: &Headers) -> Result<Vec<Coding>, String> {
    let lines = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"));
    let mut found = Vec::new();
    for (_, value) in lines {
        for word in String::from_utf8_lossy(value).split(',') {
            found.push(match word.trim().to_ascii_lowercase().as_str() {
                "" | "identity" => continue,
                "gzip" | "x-gzip" => Coding::Gzip,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                "deflate" => Coding::Deflate,
                other => {
                    let other: String = other.chars().take(20).collect();
                    return Err(format!("unknown content coding `{other}`: kept as it came"));
                }
            });
            if found.len() > CODINGS {
                return Err("more content codings than we undo: kept as it came".to_owned());
            }
        }
    }
    Ok(found)
}

type Reader<'a> = Box<dyn AsyncBufRead + Send + Unpin + 'a>;

/// Undoes the codings, last applied first. The decoded bytes end up in `plain` also when it fails halfway.
async fn decode(
    inlet: &mut Inlet,
    codings: &[Coding],
    cap: u64,
    plain: &mut Spool,
    taken: &mut Taken,
) -> io::Result<()> {
    let mut reader: Reader<'_> = Box::new(StreamReader::new(inlet));
    for coding in codings.iter().rev() {
        reader = undo(reader, *coding).await?;
    }
    let mut step = vec![0; STEP];
    loop {
        // A body that is at hand decodes without ever waiting: others get their turn between two steps.
        tokio::task::coop::consume_budget().await;
        let got = reader.read(&mut step).await?;
        if got == 0 {
            return Ok(());
        }
        let room = usize::try_from(cap.saturating_sub(plain.len())).unwrap_or(usize::MAX);
        if let Err(why) = plain.push(&step[..got.min(room)]) {
            taken.truncated = true;
            taken.complaints.push(format!("body not kept beyond {} bytes: {why}", plain.len()));
            return Ok(());
        }
        if got > room {
            taken.truncated = true;
            return Ok(());
        }
    }
}

async fn undo(mut reader: Reader<'_>, coding: Coding) -> io::Result<Reader<'_>> {
    Ok(match coding {
        Coding::Gzip => {
            let mut members = GzipDecoder::new(reader);
            members.multiple_members(true);
            Box::new(BufReader::new(members))
        }
        Coding::Zstd => {
            let mut frames = ZstdDecoder::with_params(reader, &[DParameter::window_log_max(ZSTD_WINDOW)]);
            frames.multiple_members(true);
            Box::new(BufReader::new(frames))
        }
        Coding::Brotli => Box::new(BufReader::new(BrotliDecoder::new(reader))),
        // `deflate` means zlib (RFC 9110, 8.4.1.2), but bare deflate is sent under the same name. The low half of
        // zlib's first byte is 8; a bare stream whose first byte looks so would open with a stored block of odd size.
        Coding::Deflate => match reader.fill_buf().await?.first() {
            Some(first) if first & 0x0f == 8 => Box::new(BufReader::new(ZlibDecoder::new(reader))),
            _ => Box::new(BufReader::new(DeflateDecoder::new(reader))),
        },
    })
}

/// Coded bytes are practically never text for this long.
fn reads_as_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(LOOK)];
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c);
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        // A character may be cut by the window's end.
        Err(e) => e.error_len().is_none(),
    };
    utf8 && !head.iter().any(control)
}

/// The wire: hands pieces on, keeps what passed, and ends at the first bound.
struct Inlet {
    body: Body,
    wire: Spool,
    cap: u64,
    idle: Duration,
    end: Instant,
    timer: Pin<Box<Sleep>>,
    /// The cap was reached and there was more.
    over: bool,
    cut: Option<WireError>,
    /// The disk took no more.
    no_room: Option<io::Error>,
    done: bool,
}

impl Inlet {
    fn new(body: Body, bounds: Bounds, wire: Spool) -> Inlet {
        let timer = Box::pin(tokio::time::sleep_until(bounds.end.min(Instant::now() + bounds.idle)));
        Inlet {
            body,
            wire,
            cap: bounds.cap,
            idle: bounds.idle,
            end: bounds.end,
            timer,
            over: false,
            cut: None,
            no_room: None,
            done: false,
        }
    }

    async fn drain(&mut self) {
        while self.next().await.is_some() {}
    }

    async fn drain_unless_over(&mut self) {
        if !self.over {
            self.drain().await;
        }
    }
}

impl Stream for Inlet {
    type Item = io::Result<Cursor<Vec<u8>>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.done {
            return Poll::Ready(None);
        }
        let piece = match self.body.poll_next_unpin(cx) {
            Poll::Ready(piece) => piece,
            Poll::Pending => {
                ready!(self.timer.as_mut().poll(cx));
                let what = if Instant::now() >= self.end { "end of the answer" } else { "further bytes" };
                Some(Err(WireError::Timeout(what)))
            }
        };
        match piece {
            None => {
                self.done = true;
                Poll::Ready(None)
            }
            Some(Err(e)) => {
                self.done = true;
                self.cut = Some(e);
                Poll::Ready(None)
            }
            Some(Ok(mut piece)) => {
                let next = self.end.min(Instant::now() + self.idle);
                self.timer.as_mut().reset(next);
                let room = usize::try_from(self.cap - self.wire.len()).unwrap_or(usize::MAX);
                if piece.len() > room {
                    piece.truncate(room);
                    self.over = true;
                    self.done = true;
                }
                if let Err(why) = self.wire.push(&piece) {
                    self.no_room = Some(why);
                    self.done = true;
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(Ok(Cursor::new(piece))))
            }
        }
    }
}

#[cfg(test)]
#[path = "intake_tests.rs"]
mod tests;
