//! `leakwatch scan`: files, standard input or records of short texts through keyword sets, hits out as JSON Lines.
//!
//! Streams: a record is answered before the next is read, a file is one document in memory at a time. Exit codes as for
//! grep turned round: 0 nothing found, 1 hits, 2 something could not be read.

use std::borrow::Cow;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::keyword_sets::compiled;
use crate::matching::{Matcher, Words};
use crate::model::{Hit, KeywordSet};
use crate::text;

/// What was asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// `-` is standard input, once.
    pub files: Vec<String>,
    /// A file of records `{"id","text"}`, one a line, instead of files; with the fields of [`Beside`] where known.
    pub records: Option<PathBuf>,
    /// Weak hits too.
    pub all: bool,
    /// What is known of files beside their text.
    pub beside: Beside,
}

/// What queries' fields are held against; what is not told does not hold, but for the language, which letters tell.
#[derive(Clone, Debug, Default, Deserialize, clap::Args)]
#[serde(default)]
pub struct Beside {
    /// The title, for title: and for words
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub title: String,
    /// The address, for url: and host:
    #[arg(long, value_name = "URL", default_value = "")]
    pub url: String,
    /// The author, for author:
    #[arg(long, value_name = "NAME", default_value = "")]
    pub author: String,
    /// The crawl, for source:
    #[arg(long, value_name = "ID", default_value = "")]
    pub source: String,
    /// Two letters, for lang: [default: what the letters say]
    #[arg(long, value_name = "LANG", default_value = "")]
    pub lang: String,
}

impl Beside {
    pub(super) fn words<'a>(&'a self, text: &'a str) -> Words<'a> {
        let Beside { title, url, author, source, lang } = self;
        Words { text, title, url, author, source, language: lang, ..Words::default() }
    }
}

/// One line of output.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(flatten)]
    hit: Shown<'a>,
}

#[derive(Serialize)]
struct Shown<'a> {
    entry: &'a str,
    kind: &'a str,
    start: usize,
    end: usize,
    line: usize,
    #[serde(rename = "match")]
    text: &'a str,
    /// 0 to 1.
    confidence: f64,
    evidence: &'a [Cow<'static, str>],
}

#[derive(Deserialize)]
struct Record {
    id: serde_json::Value,
    text: String,
    #[serde(flatten)]
    beside: Beside,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a serde_json::Value,
    hits: Vec<Shown<'a>>,
}

/// Runs the scan: lines to `out`, what went wrong to `err`; the exit code. Failing to write is the only error.
pub fn scan(
    ask: &Scan,
    sets: &[KeywordSet],
    stdin: &mut dyn BufRead,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let Some(matcher) = compiled(sets, err)? else { return Ok(2) };
    let session = Session { matcher: &matcher, all: ask.all, beside: &ask.beside };
    match &ask.records {
        Some(path) if path.as_os_str() == "-" => session.records("-", stdin, out, err),
        Some(path) => match fs::File::open(path) {
            Ok(file) => session.records(&path.to_string_lossy(), &mut io::BufReader::new(file), out, err),
            Err(e) => {
                writeln!(err, "{}: {e}: give a file of lines {{\"id\",\"text\"}}", path.display())?;
                Ok(2)
            }
        },
        None => session.files(&ask.files, stdin, out, err),
    }
}

struct Session<'a> {
    matcher: &'a Matcher,
    all: bool,
    beside: &'a Beside,
}

impl Session<'_> {
    fn files(
        &self,
        files: &[String],
        stdin: &mut dyn BufRead,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<u8> {
        let (mut found, mut failed) = (false, false);
        for file in files {
            let bytes = match read(file, stdin) {
                Ok(bytes) => bytes,
                Err(e) => {
                    writeln!(err, "{file}: {e}")?;
                    failed = true;
                    continue;
                }
            };
            let decoded = text::decode(&bytes, None);
            drop(bytes);
            for hit in self.hits(&decoded.text, self.beside) {
                found = true;
                write_line(out, &Line { file: Some(file), hit: shown(&hit) })?;
            }
            out.flush()?;
        }
        Ok(if failed { 2 } else { u8::from(found) })
    }

    fn records(
        &self,
        name: &str,
        lines: &mut dyn BufRead,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<u8> {
        let (mut found, mut failed) = (false, false);
        let mut buffer = Vec::new();
        for number in 1.. {
            buffer.clear();
            match lines.read_until(b'\n', &mut buffer) {
                Ok(0) => break,
                Ok(_) => {}
                Err(e) => {
                    writeln!(err, "{name}:{number}: {e}")?;
                    return Ok(2);
                }
            }
            if buffer.trim_ascii().is_empty() {
                continue;
            }
            let record: Record = match serde_json::from_slice(&buffer) {
                Ok(record) => record,
                Err(e) => {
                    writeln!(err, "{name}:{number}:{}: {e}: each line is {{\"id\",\"text\"}}", e.column())?;
                    failed = true;
                    continue;
                }
            };
            let hits = self.hits(&record.text, &record.beside);
            found |= !hits.is_empty();
            write_line(out, &Answer { id: &record.id, hits: hits.iter().map(shown).collect() })?;
        }
        out.flush()?;
        Ok(if failed { 2 } else { u8::from(found) })
    }

    /// Hits at or above their floor, or all.
    fn hits(&self, text: &str, beside: &Beside) -> Vec<Hit> {
        let mut hits = self.matcher.scan(&beside.words(text));
        if !self.all {
            let floor = |hit: &Hit| self.matcher.entry(&hit.entry).map_or(0, |e| e.min_confidence);
            hits.retain(|hit| hit.confidence >= floor(hit));
        }
        hits
    }
}

/// The bytes of a file, or of standard input for `-`.
pub(super) fn read(file: &str, stdin: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    if file != "-" {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn write_line<T: Serialize>(out: &mut dyn Write, line: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

fn shown(hit: &Hit) -> Shown<'_> {
    Shown {
        entry: &hit.entry,
        kind: hit.kind.word(),
        start: hit.start,
        end: hit.end,
        line: hit.line,
        text: &hit.text,
        confidence: f64::from(hit.confidence) / 100.0,
        evidence: &hit.evidence,
    }
}
