//! Letters that came back. A bounce is trusted for one thing only: that it carries the Message-ID of a letter of ours,
//! which nobody can guess; then the letter's alerts are owed again. What it says beside that is shown, never obeyed.
//!
//! Read from a maildir: what was read is renamed from `new/` into `cur/` as seen, whether or not it was a bounce.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::store::Store;

/// Bounces carry the whole letter back at most; what is longer is read this far.
const LARGEST: u64 = 2 * 1024 * 1024;
/// Files read in one run.
const FILES: usize = 500;
const WHY: usize = 300;

/// A delivery that failed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Of the letter that came back, with its angle brackets.
    pub message_id: String,
    /// RFC 3463, `5.1.1`; empty where the bounce names none.
    pub status: String,
    /// The remote server's words.
    pub why: String,
}

/// Reads RFC 3464 reports (Postfix, Exchange, newer Exim) and the older plain-text ones of Exim and qmail. None: not a
/// bounce, a report of delay or success, or one that does not name the letter.
pub fn read(bytes: &[u8]) -> Option<Bounce> {
    let message = MessageParser::default().parse(bytes)?;
    report(&message).or_else(|| plain(&message))
}

/// multipart/report: per-recipient fields in one part, the letter or its head in another.
fn report(message: &Message) -> Option<Bounce> {
    let is = |part: &&mail_parser::MessagePart, kind: &str| {
        part.content_type().and_then(|t| t.subtype()).is_some_and(|s| s.eq_ignore_ascii_case(kind))
    };
    let fields = message
        .parts
        .iter()
        .find(|p| is(p, "delivery-status") || is(p, "global-delivery-status"))
        .map(|p| String::from_utf8_lossy(p.contents()).replace("\r\n ", " ").replace("\n ", " "))?;
    let field = |name: &str| {
        fields.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    if !field("Action").is_some_and(|a| a.eq_ignore_ascii_case("failed")) {
        return None;
    }
    let message_id = message.parts.iter().skip(1).find_map(|p| {
        p.message().and_then(|m| m.message_id()).map(|id| format!("<{id}>")).or_else(|| {
            let head = is(&p, "rfc822-headers") || is(&p, "global-headers");
            head.then(|| original_id(&String::from_utf8_lossy(p.contents()))).flatten()
        })
    })?;
    let diagnostic = field("Diagnostic-Code").unwrap_or_default();
    let why = diagnostic.split_once(';').map_or(diagnostic.as_str(), |(_, words)| words.trim());
    Some(Bounce { message_id, status: field("Status").unwrap_or_default(), why: short(why) })
}

/// Exim before 4.9 and qmail: words for people, then the letter itself. Only mail of a mailer counts.
fn plain(message: &Message) -> Option<Bounce> {
    let from = message.from().and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default();
    let mailer = from.to_ascii_lowercase();
    let failed = message.header_raw("X-Failed-Recipients").is_some();
    if !failed && !mailer.starts_with("mailer-daemon") && !mailer.starts_with("postmaster") {
        return None;
    }
    let body = message.body_text(0)?;
    let copy =
        ["This is a copy of the message", "Below this line is a copy of the message", "Original message"];
    let cut = copy.iter().filter_map(|sign| body.find(sign)).min()?;
    let (told, letter) = body.split_at(cut);
    let message_id = original_id(letter)?;
    let code = |word: &&str| {
        let mut digits = word.split('.');
        digits.next() == Some("5")
            && word.len() <= 9
            && digits.clone().count() == 2
            && digits.all(|d| d.parse::<u16>().is_ok())
    };
    let status = told.split(|c: char| !c.is_ascii_digit() && c != '.').find(|w| code(w)).unwrap_or_default();
    // The last line that gives a code or a known reason, else the last line that says anything.
    let lines = || told.lines().map(str::trim);
    let reason = lines().rfind(|l| ["55", "5.", "Unrouteable"].iter().any(|sign| l.contains(sign)));
    let why = reason.or_else(|| lines().rfind(|l| !l.is_empty())).unwrap_or_default();
    Some(Bounce { message_id, status: status.to_owned(), why: short(why) })
}

fn original_id(head: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let id = value.trim();
        let ours = key.trim().eq_ignore_ascii_case("message-id") && id.starts_with('<') && id.ends_with('>');
        ours.then(|| id.to_owned())
    })
}

fn short(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().filter(|c| !c.is_control()).take(WHY).collect()
}

/// Watches the mailbox that bounces return to.
pub struct BounceTask {
    store: Store,
    dir: PathBuf,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounced {
    /// Letters whose alerts are owed again.
    pub reopened: u64,
    /// Bounces of letters that are not ours, or were reopened already.
    pub strange: u64,
    /// Other mail.
    pub ignored: u64,
}

impl BounceTask {
    pub fn new(store: Store, dir: PathBuf) -> BounceTask {
        BounceTask { store, dir }
    }

    /// A letter is moved only after the store knows of it: a crash between reads it again, and twice is once.
    pub async fn run_once(&self) -> anyhow::Result<Bounced> {
        let mut done = Bounced::default();
        let dir = self.dir.clone();
        for path in tokio::task::spawn_blocking(move || waiting(&dir)).await?? {
            let file = path.clone();
            let bytes = match tokio::task::spawn_blocking(move || head(&file)).await? {
                Ok(bytes) => bytes,
                // Another reader of the same mailbox took it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error.into()),
            };
            match read(&bytes) {
                None => done.ignored += 1,
                Some(bounce) => {
                    let note = format!("{} {}", bounce.status, bounce.why).trim().to_owned();
                    match self.store.letter_bounced(&bounce.message_id, &note).await? {
                        Some(letter) => {
                            done.reopened += 1;
                            tracing::warn!(?letter, %note, "a letter came back; its alerts are owed again");
                        }
                        None => done.strange += 1,
                    }
                }
            }
            crate::fault!("bounce.reopened")?;
            let dir = self.dir.clone();
            tokio::task::spawn_blocking(move || seen(&dir, &path)).await??;
        }
        Ok(done)
    }
}

/// The oldest first, by name: maildir names begin with the time.
fn waiting(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let new = match fs::read_dir(dir.join("new")) {
        Ok(new) => new,
        // No letter has come yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut paths: Vec<PathBuf> =
        new.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.is_file()).collect();
    paths.sort_unstable();
    paths.truncate(FILES);
    Ok(paths)
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn seen(dir: &Path, path: &Path) -> io::Result<()> {
    let Some(name) = path.file_name() else { return Ok(()) };
    let mut name = name.to_owned();
    name.push(":2,S");
    fs::create_dir_all(dir.join("cur"))?;
    fs::rename(path, dir.join("cur").join(name))
}

#[cfg(test)]
mod tests;
