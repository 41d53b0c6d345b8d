//! Reads records back.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::{ArchiveError, Spot};
use crate::model::Time;

/// A record as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub fields: Vec<(String, String)>,
    pub block: Vec<u8>,
}

/// A record larger than this is damage, not evidence: bodies are capped far below.
const MAX_RECORD: u64 = 1 << 30;

impl Record {
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// The payload of a response: what follows the HTTP head. A resource is its own.
    pub fn payload(&self) -> &[u8] {
        if self.field("WARC-Type") == Some("resource") {
            return &self.block;
        }
        let end = self.block.windows(4).position(|w| w == b"\r\n\r\n").map_or(0, |at| at + 4);
        &self.block[end..]
    }
}

/// Reads the record at a spot.
pub fn read(dir: &Path, spot: &Spot) -> Result<Record, ArchiveError> {
    let path = dir.join(&spot.file);
    let mut file = File::open(&path).map_err(|e| ArchiveError::io(&path, e))?;
    file.seek(SeekFrom::Start(spot.offset)).map_err(|e| ArchiveError::io(&path, e))?;
    let mut input = BufReader::new(file.take(spot.length));
    next(&mut input)
        .map_err(|why| ArchiveError::Damaged { file: spot.file.clone(), offset: spot.offset, why })?
        .ok_or_else(|| ArchiveError::Damaged {
            file: spot.file.clone(),
            offset: spot.offset,
            why: "nothing there".into(),
        })
}

/// The number of a file, from its name: `<time>-<number>-<owner>.warc.gz`.
pub(super) fn number_of(name: &str) -> u64 {
    name.split('-').nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// When it was begun, by its name, to the second.
pub(super) fn begun(name: &str) -> Option<Time> {
    let at = chrono::NaiveDateTime::parse_from_str(name.split('-').next()?, "%Y%m%dT%H%M%S").ok()?;
    Some(Time(at.and_utc().timestamp_millis()))
}

/// Whose file it is, with the suffix.
pub(super) fn owner_of(name: &str) -> &str {
    name.splitn(3, '-').nth(2).unwrap_or_default()
}

/// The names of all files, in the order they were begun: by number, because clocks are set back.
pub(super) fn files(dir: &Path) -> Result<Vec<String>, ArchiveError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| ArchiveError::io(dir, e))? {
        let name = entry.map_err(|e| ArchiveError::io(dir, e))?.file_name();
        names.extend(name.to_str().filter(|n| n.ends_with(".warc.gz")).map(String::from));
    }
    names.sort_by_key(|name| (number_of(name), name.clone()));
    Ok(names)
}

/// The next gzip member as a record; none at the end of the input.
pub(super) fn next(input: &mut impl BufRead) -> Result<Option<Record>, String> {
    if input.fill_buf().map_err(|e| e.to_string())?.is_empty() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    GzDecoder::new(input).take(MAX_RECORD).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or("no end of the record's head")?;
    let head = std::str::from_utf8(&bytes[..end]).map_err(|e| e.to_string())?;
    let mut lines = head.split("\r\n");
    if lines.next() != Some("WARC/1.1") {
        return Err("not a WARC/1.1 record".into());
    }
    let fields: Vec<(String, String)> =
        lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.into(), v.into())).collect();
    let length: usize = fields
        .iter()
        .find(|(n, _)| n == "Content-Length")
        .and_then(|(_, v)| v.parse().ok())
        .ok_or("no Content-Length")?;
    // In place: a record may be a dump.
    bytes.drain(..end + 4);
    if bytes.len() != length.saturating_add(4) || !bytes.ends_with(b"\r\n\r\n") {
        return Err(format!("{} bytes where {length} are named", bytes.len().saturating_sub(4)));
    }
    bytes.truncate(length);
    Ok(Some(Record { fields, block: bytes }))
}
