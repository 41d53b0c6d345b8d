//! Recorded answers, one exchange a file, made to be read and edited by people:
//!
//! ```text
//! GET https://forum.example/
//!
//! HTTP/1.1 200 OK
//! Content-Type: text/html; charset=utf-8
//!
//! <html>... everything to the end of the file is the body, byte for byte
//! ```
//!
//! Lines before the request line that begin with `#` are remarks. Heads end with a blank line and may use LF or CRLF.
//! Files are taken in the order of their names; several for one URL are served one after another, the last one again
//! and again. A URL that no file has is unreachable; an unrecorded robots.txt is a 404. Nothing here opens a socket.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use async_trait::async_trait;

use super::wire::{Headers, Transport, WireAnswer, WireError, WireRequest};

mod file;
mod record;

use file::Recorded;
pub use record::Record;

/// A transport that answers from recordings.
#[derive(Debug)]
pub struct Replay {
    /// By URL: what is served, and how many of it were.
    shelves: Mutex<BTreeMap<String, Shelf>>,
}

#[derive(Debug, Default)]
struct Shelf {
    answers: Vec<Answer>,
    served: usize,
}

#[derive(Clone, Debug)]
struct Answer {
    status: u16,
    headers: Headers,
    body: Vec<u8>,
}

impl Replay {
    /// Reads all `*.http` files of a folder.
    pub fn open(dir: &Path) -> anyhow::Result<Replay> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(dir).with_context(|| format!("samples in {}", dir.display()))? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "http") {
                let bytes = std::fs::read(&path).with_context(|| format!("sample {}", path.display()))?;
                files.push((path.display().to_string(), bytes));
            }
        }
        Replay::of(files)
    }

    /// From files that are at hand: name and content each.
    pub fn of(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> anyhow::Result<Replay> {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort();
        let mut shelves: BTreeMap<String, Shelf> = BTreeMap::new();
        for (name, bytes) in files {
            let Recorded { url, status, headers, body } =
                file::parse(&bytes).map_err(|(line, fault)| anyhow::anyhow!("{name}:{line}: {fault}"))?;
            let shelf = shelves.entry(url).or_default();
            shelf.answers.push(Answer { status, headers, body });
        }
        Ok(Replay { shelves: Mutex::new(shelves) })
    }
}

#[async_trait]
impl Transport for Replay {
    async fn send(&self, request: WireRequest) -> Result<WireAnswer, WireError> {
        let mut url = request.url;
        url.set_fragment(None);
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        let found = shelves.get_mut(url.as_str()).and_then(|shelf| {
            let at = shelf.served.min(shelf.answers.len().saturating_sub(1));
            shelf.served = at + 1;
            shelf.answers.get(at).cloned()
        });
        match found {
            Some(Answer { status, headers, body }) => Ok(WireAnswer::whole(status, headers, body)),
            None if url.path() == "/robots.txt" => Ok(WireAnswer::whole(404, Vec::new(), Vec::new())),
            None => Err(WireError::Connect(format!("no sample of {url}"))),
        }
    }
}

#[cfg(test)]
mod tests;
