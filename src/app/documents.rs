//! The operator's own documents: the files that keyword sets name, read, printed and forgotten.
//!
//! What is kept of a file is its print (`model::Print`), in the data folder (`keep`), so that a start reads no file again
//! and a file may be taken away afterwards. Heavy formats are read in the child process, as pages are. What cannot be read
//! and was never printed is a fault: a document that nobody looks for must not look watched.

mod files;
mod keep;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::matching::documents::{LEAST_RUNS, print};
use crate::model::said::trouble;
use crate::model::{
    Document, Entity, EntityKind, Entry, Exchange, Fault, Key, KeywordSet, Matches, Print, PrintKey, Said,
    Time,
};
use crate::pipeline::worker::{PARKED, Worker};
use crate::said;
use crate::text;
use files::{below, gather, place};
use keep::{Kept, Shelf};

/// A file larger than this is no document.
const MOST_BYTES: u64 = 256 << 20;
/// Runs of a document that may be found when a third of them was reworded.
const SHORTEST: usize = 2 * LEAST_RUNS;

/// What was wrong with the files, and what is to be known of them.
#[derive(Debug, Default)]
pub struct Printed {
    pub faults: Vec<Fault>,
    pub warnings: Vec<Fault>,
}

/// Size and time of a file, by which it is known to have changed; none: it is not there.
pub type State = Vec<(PathBuf, Option<Seen>)>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Seen {
    size: u64,
    /// Nanoseconds since 1970.
    modified: i128,
}

impl Seen {
    fn of(about: &fs::Metadata) -> Seen {
        let modified = i128::from(about.mtime()) * 1_000_000_000 + i128::from(about.mtime_nsec());
        Seen { size: about.len(), modified }
    }
}

/// Makes prints.
pub struct Printing {
    key: PrintKey,
    shelf: Option<Shelf>,
    worker: Worker,
}

impl Printing {
    /// Of an installation: its key, and its data folder, where prints are kept. `program` is the leakwatch binary.
    pub fn of(key: &Key, data: &Path, program: PathBuf) -> Printing {
        let shelf = Shelf::new(data.join("prints"), key.clone(), true);
        Printing { key: PrintKey::of(key), shelf: Some(shelf), worker: Worker::new(program) }
    }

    /// For a command beside an installation: takes what is kept there, keeps nothing.
    pub fn beside(key: &Key, data: &Path, program: PathBuf) -> Printing {
        let shelf = Shelf::new(data.join("prints"), key.clone(), false);
        Printing { key: PrintKey::of(key), shelf: Some(shelf), worker: Worker::new(program) }
    }

    /// For a command without an installation: with a key by chance, for as long as it runs.
    pub fn fleeting(program: PathBuf) -> Printing {
        let key = PrintKey::of(&Key::new(rand::random()));
        Printing { key, shelf: None, worker: Worker::new(program) }
    }

    /// Gives every document of the sets its prints.
    pub async fn fill(&self, sets: &mut [KeywordSet]) -> Printed {
        let mut printed = Printed::default();
        let held = match &self.shelf {
            Some(shelf) if !paths(sets).is_empty() => shelf.paths(),
            _ => BTreeSet::new(),
        };
        for entry in sets.iter_mut().flat_map(|set| &mut set.entries) {
            let (spot, id) = (entry.spot.clone(), entry.full_id());
            let Some(entity) = document(&mut entry.matches) else { continue };
            let mut prints = Vec::new();
            let written = entity.files.iter().map(|file| (file, false));
            for (written, public) in written.chain(entity.public.iter().map(|file| (file, true))) {
                let say = |why: Said| {
                    let (code, path) = (why.code.clone(), written);
                    Fault::new(
                        &spot,
                        said!(code, "{id}: {path}: {why}", "{id}: {path}: {why}", id, path, why),
                    )
                };
                let found = place(&spot.file, written).and_then(|path| below(&path, written, &held));
                let (paths, folder) = match found {
                    Ok(found) => found,
                    Err(why) => {
                        printed.faults.push(say(why));
                        continue;
                    }
                };
                for path in paths {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    match self.one(&path, public).await {
                        Ok((runs, note)) => {
                            printed.warnings.extend(note.map(say));
                            prints.push(Print { name, key: self.key, runs, public });
                        }
                        // One picture in a folder must not keep its contracts from being watched.
                        Err(why) if folder => {
                            let why = said!(
                                why.code.as_str(),
                                "{name}: left out: {why}",
                                "{name} пропущен: {why}",
                                name,
                                why
                            );
                            printed.warnings.push(say(why));
                        }
                        Err(why) => printed.faults.push(say(why)),
                    }
                }
            }
            entity.prints = prints;
        }
        printed
    }

    /// Lets go of kept prints of files that no set names any more.
    pub fn tidy(&self, sets: &[KeywordSet]) {
        let Some(shelf) = &self.shelf else { return };
        let named: BTreeSet<PathBuf> = paths(sets).into_iter().collect();
        if let Err(error) = shelf.tidy(&named) {
            tracing::warn!(%error, "prints of documents that are not watched any more could not be removed");
        }
    }

    /// The runs of a file, and what is to be known of them.
    async fn one(&self, path: &Path, public: bool) -> Result<(Arc<[u32]>, Option<Said>), Said> {
        let (seen, bytes, kept) = match read(path, self.shelf.as_ref().and_then(|shelf| shelf.read(path))) {
            Ok(Found::Same(kept)) => return Ok((kept.runs, None)),
            Ok(Found::Fresh(seen, bytes, kept)) => (seen, bytes, kept),
            Err(failed) => {
                let (why, kept) = *failed;
                let Some(kept) = kept else {
                    return Err(said!(
                        why.code.as_str(),
                        "cannot be read ({why}): put it there once, or take it out of the set",
                        "не прочесть ({why}): положите его туда хотя бы раз или уберите из набора",
                        why
                    ));
                };
                let note = said!(
                    "document.away",
                    "{why}: it is still looked for by the print that was made of it",
                    "{why}; его по-прежнему ищут по отпечатку, снятому раньше",
                    why
                );
                return Ok((kept.runs, Some(note)));
            }
        };
        let digest = self.shelf.as_ref().map(|shelf| shelf.digest(&bytes));
        if let Some(kept) = kept.filter(|kept| Some(kept.digest) == digest) {
            // Touched, and the same.
            let runs = kept.runs.clone();
            self.keep(path, Kept { seen, ..kept });
            return Ok((runs, None));
        }
        let document = self.words(path, seen, bytes).await?;
        let key = self.key;
        let printed = tokio::task::spawn_blocking(move || print(&document.text, &key)).await;
        let runs: Arc<[u32]> = printed.map_err(|_| failed())?.into();
        if !public && runs.len() < SHORTEST {
            return Err(said!(
                "document.short",
                "has too few words to be known again (some 25 that say something are needed): give the document `canaries` instead, strings that stand nowhere else",
                "слов слишком мало, чтобы узнать документ (нужно хотя бы 25 значимых); лучше задайте ему `canaries`: строки, которых больше нигде нет"
            ));
        }
        if let Some(digest) = digest {
            self.keep(path, Kept { seen, digest, runs: runs.clone() });
        }
        Ok((runs, None))
    }

    /// A print that cannot be written is used all the same, and made again at the next start.
    fn keep(&self, path: &Path, kept: Kept) {
        if let Some(shelf) = &self.shelf
            && let Err(error) = shelf.write(path, &kept)
        {
            tracing::warn!(%error, "the print of a document could not be kept: it is made anew at the next start");
        }
    }

    async fn words(&self, path: &Path, seen: Seen, bytes: Vec<u8>) -> Result<Document, Said> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let url = format!("file:///{name}");
        let read = Time(i64::try_from(seen.modified / 1_000_000).unwrap_or_default());
        let raw = text::Raw { bytes: &bytes, content_type: None, url: &url, fetched: read, truncated: None };
        let document = if text::heavy(&raw) {
            let exchange = Exchange {
                url: url.clone(),
                final_url: url.clone(),
                received: read,
                body: bytes,
                ..Exchange::default()
            };
            // Attempts are not counted where they outlive us: it is the operator's file, and is asked for by name.
            self.worker.read(&exchange).await.map_err(|error| {
                said!(
                    "document.parser",
                    "its reader could not be started ({error})",
                    "не удалось запустить его чтение ({error})",
                    error
                )
            })?
        } else {
            let extract = move || {
                text::extract(&text::Raw {
                    bytes: &bytes,
                    content_type: None,
                    url: &url,
                    fetched: read,
                    truncated: None,
                })
            };
            tokio::task::spawn_blocking(extract).await.map_err(|_| failed())?
        };
        let complaint = document.complaints.iter().find(|c| {
            c.starts_with(PARKED) || c.starts_with("an archive:") || document.text.trim().is_empty()
        });
        match complaint {
            None if document.text.trim().is_empty() => Err(said!(
                "document.wordless",
                "there is no word in it: is it a picture of a text? Give its text as a file, or `canaries`",
                "в нём нет слов: может быть, это картинка текста? Дайте его текст отдельным файлом или задайте `canaries`"
            )),
            None => Ok(document),
            Some(why) => Err(said!(
                "document.unread",
                "its words cannot be read ({why}): save it as text, PDF or an Office file",
                "слова в нём не прочесть ({why}): сохраните его текстом, PDF или в формате Office",
                why
            )),
        }
    }
}

/// The files that documents of the sets name, as they are now: compared with what they were, it says whether to print again.
pub fn state(sets: &[KeywordSet]) -> State {
    let files = paths(sets).into_iter().flat_map(|path| {
        let mut inside = Vec::new();
        if !path.is_dir() || gather(&path, &mut inside).is_err() {
            inside = vec![path];
        }
        inside
    });
    files
        .map(|path| (fs::metadata(&path).ok().map(|about| Seen::of(&about)), path))
        .map(|(seen, path)| (path, seen))
        .collect()
}

/// The paths that sets name.
fn paths(sets: &[KeywordSet]) -> Vec<PathBuf> {
    let entities = sets.iter().flat_map(|set| &set.entries).filter_map(|entry| Some((entry, entity(entry)?)));
    entities
        .flat_map(|(entry, entity)| {
            let all = entity.files.iter().chain(&entity.public);
            all.filter_map(|written| place(&entry.spot.file, written).ok())
        })
        .collect()
}

fn entity(entry: &Entry) -> Option<&Entity> {
    match &entry.matches {
        Matches::Entity(entity) if entity.kind == EntityKind::Document => Some(entity),
        _ => None,
    }
}

fn document(matches: &mut Matches) -> Option<&mut Entity> {
    match matches {
        Matches::Entity(entity) if entity.kind == EntityKind::Document => Some(entity),
        _ => None,
    }
}

/// A file as it was found.
enum Found {
    /// As it was when its print was made.
    Same(Kept),
    Fresh(Seen, Vec<u8>, Option<Kept>),
}

/// The bytes of a file, unless they are what the print was made of.
fn read(path: &Path, kept: Option<Kept>) -> Result<Found, Box<(Said, Option<Kept>)>> {
    let mut bytes = Vec::new();
    let seen = fs::metadata(path).and_then(|about| {
        let seen = Seen::of(&about);
        if kept.as_ref().is_some_and(|kept| kept.seen == seen) || about.len() > MOST_BYTES {
            return Ok(seen);
        }
        // A pipe would never end.
        if !about.is_file() {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        }
        fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
        Ok(seen)
    });
    match (seen, kept) {
        (Ok(seen), Some(kept)) if kept.seen == seen => Ok(Found::Same(kept)),
        (Ok(seen), kept) if seen.size > MOST_BYTES => {
            let said = said!(
                "document.large",
                "{bytes} bytes are more than {most}",
                "{bytes} байт, а можно не больше {most}",
                bytes = seen.size,
                most = MOST_BYTES
            );
            Err(Box::new((said, kept)))
        }
        (Ok(seen), kept) => Ok(Found::Fresh(seen, bytes, kept)),
        (Err(error), kept) => Err(Box::new((trouble(&error), kept))),
    }
}

fn failed() -> Said {
    said!("document.parser", "its reader failed", "его чтение не удалось")
}

#[cfg(test)]
mod tests;
