//! Holds the archive against its own digests: is every record whole, unchanged, and in its place?

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use data_encoding::BASE32;
use serde::Serialize;

use super::record::{CHAIN, labelled, link};
use super::{ArchiveError, read, remove};
use crate::model::Digest;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub files: u64,
    pub records: u64,
    pub bytes: u64,
    /// `file at offset: why`.
    pub faults: Vec<String>,
}

/// Where reading a file came to.
pub(super) struct Walked {
    /// The end of the last whole record.
    pub end: u64,
    /// The chain at that end.
    pub chain: Option<Digest>,
}

/// Walks a file from an offset over whole records; stops at the first that is not.
pub(super) fn walk(path: &Path, from: u64) -> Result<Walked, ArchiveError> {
    let mut input = open(path, from)?;
    let mut walked = Walked { end: from, chain: None };
    while let Ok(Some(record)) = read::next(&mut input) {
        walked.end = input.stream_position().map_err(|e| ArchiveError::io(path, e))?;
        walked.chain = record.field(CHAIN).and_then(parse).or(walked.chain);
    }
    Ok(walked)
}

/// Whether a whole record begins somewhere behind `from`: then what is there is no torn tail.
pub(super) fn holds_record(path: &Path, from: u64) -> Result<bool, ArchiveError> {
    const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
    let mut input = open(path, from)?;
    let mut last = [0; 3];
    let mut byte = [0];
    // The bad record's own beginning is not behind `from`.
    for at in from.. {
        match input.read(&mut byte).map_err(|e| ArchiveError::io(path, e))? {
            0 => return Ok(false),
            _ => last = [last[1], last[2], byte[0]],
        }
        let start = at.saturating_sub(2);
        if last == MAGIC && start > from && matches!(read::next(&mut open(path, start)?), Ok(Some(_))) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads every record of every file in the folder. Each owner's files are one chain, through those that retention took
/// out as well.
pub fn verify(dir: &Path) -> Result<Report, ArchiveError> {
    let mut report = Report::default();
    let mut ends: std::collections::BTreeMap<String, Digest> = Default::default();
    let mut removed = remove::removed(dir)?;
    let files = read::files(dir)?;
    // A removal that was cut short left both: the file is held against its own records.
    removed.retain(|(_, name), _| !files.contains(name));
    for name in files {
        report.files += 1;
        let path = dir.join(&name);
        let owner = read::owner_of(&name).to_string();
        // Files that went before this one hand the chain on.
        let place = (read::number_of(&name), name.clone());
        while let Some(gone) = removed.first_entry().filter(|gone| *gone.key() < place) {
            let whose = read::owner_of(&gone.key().1).to_string();
            if let Some(chain) = gone.remove() {
                ends.insert(whose, chain);
            }
        }
        let mut input = open(&path, 0)?;
        let mut chain = None;
        loop {
            let offset = input.stream_position().map_err(|e| ArchiveError::io(&path, e))?;
            let mut fault = |why: &str| report.faults.push(format!("{name} at {offset}: {why}"));
            let record = match read::next(&mut input) {
                Ok(Some(record)) => record,
                Ok(None) => break,
                Err(why) => {
                    fault(&why);
                    break;
                }
            };
            let block = Digest::sha256(&record.block);
            if record.field("WARC-Block-Digest").is_some_and(|said| said != labelled(&block)) {
                fault("the block is not what its digest says");
            }
            let said = record.field("WARC-Payload-Digest");
            if said.is_some_and(|said| said != labelled(&Digest::sha256(record.payload()))) {
                fault("the payload is not what its digest says");
            }
            let stated = record.field(CHAIN).and_then(parse);
            match (record.field("WARC-Type"), stated) {
                (Some("warcinfo"), Some(stated)) => {
                    if ends.get(&owner).is_some_and(|end| *end != stated) {
                        fault("the chain does not go on from the file before");
                    }
                    chain = Some(stated);
                }
                (Some("response" | "resource"), Some(stated)) => {
                    if chain.is_some_and(|before| link(&before, &block) != stated) {
                        fault("the chain is broken before this record");
                    }
                    chain = Some(stated);
                }
                (Some("request"), _) => {}
                _ => fault("a record of a kind that this archive does not write"),
            }
            report.records += 1;
        }
        report.bytes += input.stream_position().map_err(|e| ArchiveError::io(&path, e))?;
        if let Some(chain) = chain {
            ends.insert(owner, chain);
        }
    }
    Ok(report)
}

fn open(path: &Path, from: u64) -> Result<BufReader<File>, ArchiveError> {
    let mut file = File::open(path).map_err(|e| ArchiveError::io(path, e))?;
    file.seek(SeekFrom::Start(from)).map_err(|e| ArchiveError::io(path, e))?;
    Ok(BufReader::with_capacity(64 << 10, file))
}

pub(super) fn parse(text: &str) -> Option<Digest> {
    let bytes = BASE32.decode(text.strip_prefix("sha256:")?.as_bytes()).ok()?;
    Some(Digest(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::archive::Archive;
    use crate::model::{Exchange, Time};
    use crate::runtime::HandClock;

    fn exchange(n: usize) -> Arc<Exchange> {
        Arc::new(Exchange {
            url: format!("http://news.test/{n}"),
            final_url: format!("http://news.test/{n}"),
            method: "GET".into(),
            status: 200,
            headers: vec![("Transfer-Encoding".into(), b"chunked".to_vec())],
            wire_body: format!("page {n}\r\n\r\nwith an empty line").into_bytes(),
            ..Exchange::default()
        })
    }

    fn archive(dir: &Path, known: Option<&super::super::Spot>) -> Archive {
        Archive::open(dir, "one", Arc::new(HandClock::new(Time(1_700_000_000_000))), known).expect("opens")
    }

    #[test]
    fn what_was_appended_is_read_back_and_verifies() {
        let dir = tempfile::tempdir().expect("a folder");
        let spots = archive(dir.path(), None).append(&[exchange(1), exchange(2)]).expect("appends");
        let more = archive(dir.path(), Some(&spots[1])).append(&[exchange(3)]).expect("appends again");
        assert_eq!(more[0].file, spots[0].file);
        let back = read::read(dir.path(), &more[0]).expect("reads");
        assert_eq!(back.payload(), exchange(3).wire_body);
        assert_eq!(back.field("WARC-Target-URI"), Some("http://news.test/3"));
        let report = verify(dir.path()).expect("verifies");
        assert_eq!((report.files, report.records, report.faults), (1, 7, vec![]));
    }

    #[test]
    fn a_spooled_body_is_kept_as_one_in_memory_is() {
        let (dir, spool) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let body: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
        let memory = Exchange { wire_body: body.clone(), ..(*exchange(1)).clone() };
        let file = tempfile::NamedTempFile::new_in(spool.path()).expect("a file");
        std::fs::write(file.path(), &body).expect("writes");
        let spooled = crate::model::Spooled {
            path: file.path().to_owned(),
            length: body.len() as u64,
            digest: Digest::sha256(&body),
            keep: file.into_temp_path(),
        };
        let large = Exchange {
            wire_body: body[..100].to_vec(),
            wire_spooled: Some(Arc::new(spooled)),
            ..(*exchange(1)).clone()
        };
        let archive = archive(dir.path(), None);
        let spots = archive.append(&[Arc::new(memory), Arc::new(large.clone())]).expect("appends");
        assert_eq!(spots[0].digest, spots[1].digest);
        for spot in &spots {
            assert_eq!(read::read(dir.path(), spot).expect("reads").payload(), body);
        }
        // Its file is gone: nothing half-written stays, and what comes next is whole.
        std::fs::remove_file(&large.wire_spooled.as_ref().expect("spooled").path).expect("removes");
        assert!(archive.append(&[exchange(2), Arc::new(large)]).is_err());
        archive.append(&[exchange(3)]).expect("appends");
        let report = verify(dir.path()).expect("verifies");
        assert_eq!((report.records, report.faults), (7, vec![]));
    }

    #[test]
    fn a_torn_tail_is_cut_at_every_length() {
        let dir = tempfile::tempdir().expect("a folder");
        let spots = archive(dir.path(), None).append(&[exchange(1), exchange(2)]).expect("appends");
        let path = dir.path().join(&spots[0].file);
        let whole = std::fs::read(&path).expect("reads");
        for cut in spots[1].offset as usize..whole.len() {
            std::fs::write(&path, &whole[..cut]).expect("writes");
            let again = archive(dir.path(), Some(&spots[0])).append(&[exchange(2)]).expect("appends");
            let report = verify(dir.path()).expect("verifies");
            assert_eq!(report.faults, Vec::<String>::new(), "cut at {cut}");
            assert_eq!(read::read(dir.path(), &again[0]).expect("reads").payload(), exchange(2).wire_body);
        }
    }

    #[test]
    fn a_changed_and_a_missing_record_are_noticed() {
        let dir = tempfile::tempdir().expect("a folder");
        let spots =
            archive(dir.path(), None).append(&[exchange(1), exchange(2), exchange(3)]).expect("appends");
        let path = dir.path().join(&spots[0].file);
        let whole = std::fs::read(&path).expect("reads");
        let mut changed = whole.clone();
        changed[spots[1].offset as usize + 40] ^= 1;
        std::fs::write(&path, &changed).expect("writes");
        assert!(!verify(dir.path()).expect("verifies").faults.is_empty());
        let without = [&whole[..spots[1].offset as usize], &whole[spots[2].offset as usize..]].concat();
        std::fs::write(&path, &without).expect("writes");
        let faults = verify(dir.path()).expect("verifies").faults;
        assert!(
            faults.len() == 1 && faults[0].ends_with("the chain is broken before this record"),
            "{faults:?}"
        );
    }

    #[test]
    fn damage_before_good_records_is_not_cut() {
        let dir = tempfile::tempdir().expect("a folder");
        let spots =
            archive(dir.path(), None).append(&[exchange(1), exchange(2), exchange(3)]).expect("appends");
        let path = dir.path().join(&spots[0].file);
        let mut bytes = std::fs::read(&path).expect("reads");
        bytes[spots[1].offset as usize + 40] ^= 1;
        std::fs::write(&path, &bytes).expect("writes");
        let more = archive(dir.path(), None).append(&[exchange(4)]).expect("appends");
        assert_ne!(more[0].file, spots[0].file);
        assert_eq!(std::fs::read(&path).expect("reads"), bytes, "nothing behind the damage is lost");
        assert_eq!(read::read(dir.path(), &spots[2]).expect("reads").payload(), exchange(3).wire_body);
    }

    #[test]
    fn a_file_torn_at_its_beginning_breaks_no_chain() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = archive(dir.path(), None).append(&[exchange(1)]).expect("appends");
        // The clock was set back, and the process ended while it began the second file.
        std::fs::write(dir.path().join("20200101T000000-000002-one.warc.gz"), b"\x1f\x8b\x08torn")
            .expect("writes");
        let next = archive(dir.path(), Some(&first[0])).append(&[exchange(2)]).expect("appends");
        assert!(next[0].file.contains("-000003-"), "{}", next[0].file);
        assert_eq!(
            archive(dir.path(), Some(&next[0])).append(&[exchange(3)]).expect("appends")[0].file,
            next[0].file
        );
        // Another owner whose name ends alike has a chain of its own.
        Archive::open(dir.path(), "twenty-one", Arc::new(HandClock::new(Time(0))), None)
            .and_then(|other| other.append(&[exchange(9)]))
            .expect("appends");
        let report = verify(dir.path()).expect("verifies");
        assert_eq!((report.files, report.faults), (4, Vec::<String>::new()));
    }
}
