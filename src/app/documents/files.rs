//! Which files a document of a keyword set means: a path from the configuration folder, a file or all files of a folder, and
//! those that were taken away and still have a print. Opens none of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::model::Said;
use crate::model::said::trouble;
use crate::said;

/// Files of one folder that are printed.
const MOST_FILES: usize = 50_000;
/// Folders within folders.
const MOST_DEPTH: usize = 16;

/// Where a path leads that the file of a keyword set names: from the configuration folder, or beside a set of its own.
pub(super) fn place(set: &str, written: &str) -> Result<PathBuf, Said> {
    let path = Path::new(written);
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    if set.starts_with("stored:") {
        return Err(said!(
            "document.relative",
            "a path that is given on the web page begins with /: it is read on the machine of leakwatch",
            "путь, заданный на веб-странице, начинается с /: файл читается на машине leakwatch"
        ));
    }
    let beside = Path::new(set).parent().unwrap_or(Path::new(""));
    let in_sets = beside.file_name().is_some_and(|name| name == "keyword-sets");
    let from = if in_sets { beside.parent().unwrap_or(Path::new("")) } else { beside };
    Ok(std::path::absolute(from.join(path)).unwrap_or_else(|_| from.join(path)))
}

/// The file, or the files below the folder, and whether it is one. What has a print and was taken away since is `held`: it
/// is still looked for.
pub(super) fn below(
    path: &Path,
    written: &str,
    held: &BTreeSet<PathBuf>,
) -> Result<(Vec<PathBuf>, bool), Said> {
    let printed = held.range(path.to_owned()..).take_while(|kept| kept.starts_with(path));
    let mut paths: Vec<PathBuf> = printed.filter(|kept| *kept != path && !kept.exists()).cloned().collect();
    if !path.is_dir() {
        let folder = !path.exists() && !paths.is_empty();
        return Ok(if folder { (paths, true) } else { (vec![path.to_owned()], false) });
    }
    gather(path, &mut paths).map_err(|error| trouble(&error))?;
    match paths.len() {
        0 => Err(said!("document.folder", "there is no file in this folder", "в этой папке нет файлов")),
        many if many > MOST_FILES => Err(said!(
            "document.many",
            "{many} files are more than {most}: name fewer folders, such as below {written}",
            "файлов {many}, это больше {most}: назовите папки поменьше, например внутри {written}",
            many,
            most = MOST_FILES,
            written
        )),
        _ => Ok((paths, true)),
    }
}

/// The files below a folder, in order, as many as are looked at.
pub(super) fn gather(folder: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    walk(folder, MOST_DEPTH, out)
}

/// The files below a folder, without hidden ones. Links are followed to files alone: a folder may hold itself.
fn walk(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if depth > 0 {
                walk(&path, depth - 1, out)?;
            }
        } else if path.is_file() {
            out.push(path);
        }
        if out.len() > MOST_FILES {
            break;
        }
    }
    out.sort();
    Ok(())
}
