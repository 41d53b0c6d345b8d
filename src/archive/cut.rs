//! One exchange cut out of the archive as a WARC file of its own: a record that says where it comes from, then the
//! response and its request as they lie there, byte for byte. Nothing is unpacked that goes out, whatever its size.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::record::{extract_info, labelled, pack};
use super::{ArchiveError, Spot, read};
use crate::model::Time;

/// A record's head is smaller than this.
const HEAD: u64 = 64 << 10;

/// `info`, then `length` bytes of `file`, which stands at their beginning.
#[derive(Debug)]
pub struct Cut {
    pub info: Vec<u8>,
    pub file: File,
    pub length: u64,
}

/// The exchange at a spot, as a file of this name that was made at this time.
pub fn cut(dir: &Path, spot: &Spot, name: &str, at: Time) -> Result<Cut, ArchiveError> {
    let path = dir.join(&spot.file);
    let io = |error| ArchiveError::io(&path, error);
    let damaged =
        |why: &str| ArchiveError::Damaged { file: spot.file.clone(), offset: spot.offset, why: why.into() };
    let mut file = File::open(&path).map_err(io)?;
    file.seek(SeekFrom::Start(spot.offset)).map_err(io)?;
    let head = head(BufReader::new((&file).take(spot.length))).map_err(io)?;
    let payload = format!("\r\nWARC-Payload-Digest: {}\r\n", labelled(&spot.digest));
    let is_ours =
        ["response", "resource"].iter().any(|kind| head.contains(&format!("\r\nWARC-Type: {kind}\r\n")));
    if !is_ours || !head.contains(&payload) {
        return Err(damaged("not the response that was kept"));
    }
    let end = spot.offset + spot.length;
    file.seek(SeekFrom::Start(end)).map_err(io)?;
    let mut input = BufReader::new(&file);
    // Its request lies behind it; without one, as after a torn write, the response stands alone.
    let id = head.lines().find_map(|line| line.strip_prefix("WARC-Record-ID: "));
    let length = match read::next(&mut input) {
        Ok(Some(record)) if record.field("WARC-Concurrent-To") == id => {
            input.stream_position().map_err(io)? - spot.offset
        }
        _ => spot.length,
    };
    file.seek(SeekFrom::Start(spot.offset)).map_err(io)?;
    let (fields, block) = extract_info(name, spot, at);
    let mut info = Vec::new();
    pack(&mut info, &fields, &block, None).map_err(io)?;
    Ok(Cut { info, file, length })
}

/// The head of the record that the input begins with, as far as it can be read.
fn head(input: BufReader<impl Read>) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    GzDecoder::new(input).take(HEAD).read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(0, |at| at + 2);
    Ok(String::from_utf8_lossy(&bytes[..end]).into_owned())
}
