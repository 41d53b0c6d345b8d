//! The keyword sets that a command was told to use: one file, or a folder of them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::language;
use crate::app::Faulty;
use crate::config;
use crate::matching::Matcher;
use crate::model::said::trouble;
use crate::model::{Fault, KeywordSet, Said, Spot};
use crate::said;

/// Reads `path`: a file, or every `*.toml` directly in a folder, by name. All faults at once.
pub fn read(path: &Path) -> Result<Vec<KeywordSet>, Vec<Fault>> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(|e| vec![fault(path, trouble(&e))])?;
        files = entries
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|e| e == "toml"))
            .collect();
        files.sort();
        if files.is_empty() {
            return Err(vec![fault(
                path,
                said!(
                    "folder.empty",
                    "there is no *.toml in this folder: name a keyword set's file",
                    "в этой папке нет *.toml: назовите файл набора слов"
                ),
            )]);
        }
    }
    let (mut sets, mut faults): (Vec<KeywordSet>, Vec<Fault>) = (Vec::new(), Vec::new());
    for file in files {
        match set(&file) {
            Ok(set) => sets.push(set),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(sets) } else { Err(faults) }
}

/// The matcher of these sets; none: their faults are on `err`, and the command is used wrongly.
pub(super) fn compiled(sets: &[KeywordSet], err: &mut dyn Write) -> io::Result<Option<Matcher>> {
    match Matcher::new(sets) {
        Ok(matcher) => Ok(Some(matcher)),
        Err(faults) => {
            writeln!(err, "{}", Faulty(faults).lines(language()))?;
            Ok(None)
        }
    }
}

fn set(file: &PathBuf) -> Result<KeywordSet, Vec<Fault>> {
    let text = fs::read_to_string(file).map_err(|e| vec![fault(file, trouble(&e))])?;
    config::keyword_set(&file.to_string_lossy(), &text)
}

fn fault(path: &Path, said: Said) -> Fault {
    Fault::new(&Spot { file: path.to_string_lossy().into_owned(), ..Spot::default() }, said)
}
