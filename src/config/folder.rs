//! Gathers what was written: the operator's folder, the store's items, and what the binary carries.
//!
//! Every piece has the name of a file relative to the configuration folder, wherever it comes from: `NAME.toml`,
//! `keyword-sets/NAME.toml`, `crawlers/ID/crawler.toml`. Reads nothing else of the folder.

use std::path::Path;

use super::values::cannot_be_read;
use super::written::{File, Notes};
use super::{Source, Stored, embedded};
use crate::model::said::trouble;
use crate::model::{Said, Spot};
use crate::said;

/// A file of configuration longer than this is a mistaken one.
const MOST_BYTES: u64 = 16 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Gives way to whatever has the same id.
    Embedded,
    /// The operator's files, or the shipped example in their place.
    Folder,
    Stored,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Settings,
    KeywordSet,
    Crawler,
}

pub(super) struct Piece {
    pub file: File,
    pub sort: Sort,
    pub origin: Origin,
    /// The folder's name for a crawler.
    pub called: Option<String>,
}

/// What a name relative to the configuration folder means; none: it is not configuration.
pub(super) fn sort(name: &str) -> Option<(Sort, Option<&str>)> {
    let parts: Vec<&str> = name.split('/').collect();
    match parts[..] {
        [file] if file.ends_with(".toml") => Some((Sort::Settings, None)),
        ["keyword-sets", file] if file.ends_with(".toml") => Some((Sort::KeywordSet, None)),
        ["crawlers", id, "crawler.toml"] => Some((Sort::Crawler, Some(id))),
        _ => None,
    }
}

/// Everything that counts, the operator's files first, each kind in the order of names.
pub(super) fn gather(source: &Source<'_>, notes: &Notes) -> Vec<Piece> {
    let mut pieces = Vec::new();
    match source.folder {
        Some(folder) => {
            for (name, shown) in names(folder, notes) {
                let whole = Spot { file: shown.clone(), line: 0, column: 0 };
                match text(&folder.join(&name)) {
                    Ok(text) => pieces.extend(piece(&name, File::new(shown, text), Origin::Folder)),
                    Err(why) => notes.fault(&whole, why),
                }
            }
        }
        None => {
            for (name, text) in embedded::example_files() {
                pieces.extend(piece(&name, File::new(format!("example/{name}"), text), Origin::Folder));
            }
        }
    }
    gather_rest(source.stored, notes, &mut pieces);
    pieces
}

/// What counts beside the operator's files: what the web page made, and what the binary carries.
pub(super) fn gather_rest(stored: &[Stored], notes: &Notes, pieces: &mut Vec<Piece>) {
    for stored in stored {
        let file = File::new(format!("stored:{}", stored.name), stored.text.as_str());
        let whole = file.whole();
        match piece(&stored.name, file, Origin::Stored) {
            Some(piece) => pieces.push(piece),
            None => notes.fault(
                &whole,
                said!(
                    "file.name",
                    "the name means nothing; use NAME.toml, keyword-sets/NAME.toml or crawlers/ID/crawler.toml",
                    "такое имя ничего не значит; годятся ИМЯ.toml, keyword-sets/ИМЯ.toml и crawlers/ID/crawler.toml"
                ),
            ),
        }
    }
    for (name, text) in embedded::keyword_sets().into_iter().chain(embedded::crawlers()) {
        pieces.extend(piece(&name, File::new(name.as_str(), text), Origin::Embedded));
    }
}

/// Whether the operator has written nothing yet: there is no file of configuration in the folder, or it holds the shipped
/// example and nothing else.
pub fn untouched(folder: &Path) -> bool {
    let names = names(folder, &Notes::default());
    let example = embedded::example_files();
    names.iter().all(|(name, _)| {
        let shipped = example.iter().find(|(shipped, _)| shipped == name);
        shipped.is_some_and(|(_, shipped)| text(&folder.join(name)).is_ok_and(|text| text == *shipped))
    })
}

fn piece(name: &str, file: File, origin: Origin) -> Option<Piece> {
    let (sort, called) = sort(name)?;
    Some(Piece { file, sort, origin, called: called.map(str::to_owned) })
}

/// Names of the folder's files relative to it, and as they are shown.
fn names(folder: &Path, notes: &Notes) -> Vec<(String, String)> {
    let mut names = list(folder, notes, true);
    let set_names = list(&folder.join("keyword-sets"), notes, false);
    names.extend(set_names.into_iter().map(|n| format!("keyword-sets/{n}")));
    let crawlers = list(&folder.join("crawlers"), notes, false).into_iter();
    names.extend(crawlers.map(|n| format!("crawlers/{n}/crawler.toml")).filter(|n| folder.join(n).is_file()));
    names.retain(|name| sort(name).is_some());
    names.into_iter().map(|name| (name.clone(), folder.join(&name).display().to_string())).collect()
}

/// Sorted entries of a folder; hidden ones (editors' copies) do not count.
fn list(folder: &Path, notes: &Notes, must_exist: bool) -> Vec<String> {
    let spot = Spot { file: folder.display().to_string(), line: 0, column: 0 };
    let mut names = Vec::new();
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries.flatten() {
                match entry.file_name().into_string() {
                    Ok(name) if !name.starts_with('.') => names.push(name),
                    Ok(_) => {}
                    Err(name) => notes.warn(
                        &spot,
                        said!(
                            "file.left-out",
                            "{name} is left out: its name is not UTF-8",
                            "{name} пропущен: имя не в UTF-8",
                            name = name.display()
                        ),
                    ),
                }
            }
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && !must_exist => {}
        Err(e) => notes.fault(
            &spot,
            said!(
                "folder.unread",
                "the folder cannot be read ({why})",
                "папка не читается: {why}",
                why = trouble(&e)
            ),
        ),
    }
    names.sort();
    names
}

fn text(path: &Path) -> Result<String, Said> {
    let about = std::fs::metadata(path).map_err(|e| cannot_be_read(&e))?;
    if about.len() > MOST_BYTES {
        return Err(said!(
            "file.large",
            "is larger than {most} MiB",
            "больше {most} МиБ",
            most = MOST_BYTES >> 20
        ));
    }
    let bytes = std::fs::read(path).map_err(|e| cannot_be_read(&e))?;
    String::from_utf8(bytes).map_err(|e| e.utf8_error().valid_up_to()).map_err(|at| {
        said!("file.charset", "is not UTF-8 from byte {at} on", "с байта {at} это не UTF-8", at)
    })
}
