//! What is kept over a stop, a crash and damage, and what is not mistaken for damage.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::index::{IndexError, rebuild};

#[test]
fn replaces_and_removes() {
    let (_dir, index) = filled(&[doc(1, "", "утечка"), doc(2, "", "утечка")]);
    index.put(&[doc(1, "", "слух"), doc(3, "", "утечка"), doc(3, "", "утечка")]).expect("puts");
    assert_eq!(find(&index, "утечка"), [1, 2], "nothing is seen before the commit");
    index.remove(&[2, 77]).expect("removes");
    index.commit(9).expect("commits");
    assert_eq!((find(&index, "утечка"), find(&index, "слух"), index.last()), (vec![3], vec![1], 9));
}

#[test]
fn keeps_the_number_with_the_commit() {
    let (dir, index) = filled(&[doc(1, "", "утечка")]);
    index.put(&[doc(2, "", "утечка")]).expect("puts");
    // The process ends between put and commit: what is on the disk now is all that is left.
    let left = tempfile::tempdir().expect("a folder");
    let opened = Index::open(&copy(&dir.path().join("index"), left.path()).expect("copies")).expect("opens");
    assert_eq!((opened.rebuilt, opened.index.last(), find(&opened.index, "утечка")), (false, 1, vec![1]));
    drop((index, opened));
    let opened = Index::open(&dir.path().join("index")).expect("opens");
    assert!(!opened.rebuilt);
    assert_eq!((opened.index.last(), find(&opened.index, "утечка")), (1, vec![1]));
    opened.index.put(&[doc(2, "", "утечка")]).expect("puts");
    opened.index.commit(2).expect("commits");
    drop(opened);
    let again = Index::open(&dir.path().join("index")).expect("opens").index;
    assert_eq!((again.last(), find(&again, "утечка")), (2, vec![1, 2]));
}

#[test]
fn a_second_writer_is_told_and_nothing_is_touched() {
    let (dir, index) = filled(&[doc(1, "", "утечка")]);
    let folder = dir.path().join("index");
    assert_eq!(Index::open(&folder).err(), Some(IndexError::Locked));
    assert_eq!(rebuild(&folder).err(), Some(IndexError::Locked));
    // Even when it is damaged as well.
    fs::write(folder.join("meta.json"), b"{").expect("writes");
    assert_eq!(Index::open(&folder).err(), Some(IndexError::Locked));
    assert_eq!(names(dir.path()), ["index"]);
    drop(index);
}

#[test]
fn reads_beside_the_writer() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("index");
    assert_eq!(Index::read(&folder).err(), Some(IndexError::Absent));
    assert!(!folder.exists(), "reading makes nothing");
    let index = Index::open(&folder).expect("opens").index;
    index.put(&[doc(1, "", "утечка")]).expect("puts");
    index.commit(5).expect("commits");
    let reader = Index::read(&folder).expect("reads");
    assert_eq!((reader.last(), find(&reader, "утечка")), (5, vec![1]));
    assert_eq!(reader.put(&[doc(2, "", "x")]).err(), Some(IndexError::ReadOnly));
    assert_eq!(reader.commit(6).err(), Some(IndexError::ReadOnly));
}

#[test]
fn searches_while_writing() {
    let (_dir, index) = filled(&[doc(0, "", "утечка")]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let searching = scope.spawn(|| {
            let mut most = 0;
            while !done.load(Ordering::SeqCst) {
                let now = index.search(&ask("утечка")).expect("searches").total;
                assert!(now >= most, "a committed document was gone");
                most = now;
            }
        });
        for id in 1..=20 {
            index.put(&[doc(id, "", "утечка")]).expect("puts");
            index.commit(id).expect("commits");
        }
        done.store(true, Ordering::SeqCst);
        searching.join().expect("the searches went on");
    });
    assert_eq!(index.search(&ask("утечка")).expect("searches").total, 21);
}

#[test]
fn rebuild_begins_empty() {
    let (dir, index) = filled(&[doc(1, "", "утечка")]);
    drop(index);
    let folder = dir.path().join("index");
    rebuild(&folder).expect("removes");
    rebuild(&folder).expect("twice is once");
    let opened = Index::open(&folder).expect("opens");
    assert_eq!((opened.rebuilt, opened.index.last(), find(&opened.index, "утечка").len()), (false, 0, 0));
}

/// Every file of an index, cut and with a byte turned over, one after another.
#[test]
fn a_damaged_index_is_put_aside() {
    // One removed of four: few enough that no merge goes on beside the copying.
    let (whole, index) = filled(&[
        doc(1, "Заголовок", "утечка данных"),
        doc(2, "", "слух о слиянии"),
        doc(3, "", "а"),
        doc(4, "", "б"),
    ]);
    index.remove(&[2]).expect("removes");
    index.commit(3).expect("commits");
    drop(index);
    let files: Vec<String> =
        names(&whole.path().join("index")).into_iter().filter(|n| !n.ends_with(".lock")).collect();
    assert!(files.len() >= 5, "{files:?}");
    for file in &files {
        let bytes = fs::read(whole.path().join("index").join(file)).expect("reads");
        let turned = |at: usize| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x55;
            Some(bytes)
        };
        let half = bytes[..bytes.len() / 2].to_vec();
        for (damage, harm) in [
            (turned(0), "first byte"),
            (turned(bytes.len() / 2), "a byte in the middle"),
            (Some(half), "half"),
            (Some(Vec::new()), "empty"),
            (None, "gone"),
        ] {
            let dir = tempfile::tempdir().expect("a folder");
            let folder = copy(&whole.path().join("index"), dir.path()).expect("copies");
            match damage {
                Some(bytes) => fs::write(folder.join(file), bytes).expect("writes"),
                None => fs::remove_file(folder.join(file)).expect("removes"),
            }
            let opened = Index::open(&folder).unwrap_or_else(|e| panic!("{file}, {harm}: {e}"));
            let index = opened.index;
            if opened.rebuilt {
                assert_eq!(index.last(), 0, "{file}, {harm}");
                assert!(names(dir.path()).iter().any(|n| n.starts_with("index.damaged-")), "{file}, {harm}");
            } else {
                // A version in a footer, the list of files to tidy up: what matters is whole.
                assert!(
                    harm == "a byte in the middle" || file == ".managed.json",
                    "{file}, {harm}: went unnoticed"
                );
                assert_eq!((index.last(), find(&index, "утечка")), (3, vec![1]), "{file}, {harm}");
            }
            // Once a file: commits wait for the disk.
            if harm != "half" {
                continue;
            }
            index.put(&[doc(7, "", "утечка")]).expect("puts");
            index.commit(7).expect("commits");
            assert!(find(&index, "утечка").contains(&7), "{file}, {harm}");
        }
    }
}

#[test]
fn an_index_of_a_former_version_is_begun_afresh() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("index");
    fs::create_dir_all(&folder).expect("a folder");
    let mut schema = tantivy::schema::Schema::builder();
    schema.add_text_field("forms", tantivy::schema::TEXT);
    drop(tantivy::Index::create_in_dir(&folder, schema.build()).expect("made"));
    assert_eq!(Index::read(&folder).err(), Some(IndexError::Outdated));
    let opened = Index::open(&folder).expect("opens");
    assert!(opened.rebuilt && opened.index.last() == 0);
    opened.index.put(&[doc(1, "", "утечка")]).expect("puts");
    opened.index.commit(1).expect("commits");
    assert_eq!(find(&opened.index, "утечка"), [1]);
    assert!(!names(dir.path()).iter().any(|n| n.contains("damaged")), "nothing was damaged");
}

#[test]
fn one_damaged_index_is_kept() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("index");
    for _ in 0..3 {
        drop(Index::open(&folder).expect("opens"));
        fs::write(folder.join("meta.json"), b"no").expect("writes");
        assert_eq!(
            Index::read(&folder).map(|i| i.last()).map_err(|e| matches!(e, IndexError::Damaged(_))),
            Err(true)
        );
        assert!(Index::open(&folder).expect("opens").rebuilt);
    }
    assert_eq!(names(dir.path()).len(), 2, "{:?}", names(dir.path()));
}

/// Damage that is met while the daemon runs: it starts again from 0 without a restart.
#[test]
fn begins_afresh_while_it_runs() {
    let (dir, index) = filled(&[doc(1, "", "утечка")]);
    index.damage();
    assert_eq!(index.last(), 0);
    index.put(&[doc(1, "", "утечка"), doc(2, "", "утечка")]).expect("puts");
    index.commit(2).expect("commits");
    assert_eq!((index.last(), find(&index, "утечка")), (2, vec![1, 2]));
    assert!(names(dir.path()).iter().any(|n| n.starts_with("index.damaged-")));
    // Nobody wrote after the damage: the next start knows.
    index.damage();
    drop(index);
    assert!(Index::open(&dir.path().join("index")).expect("opens").rebuilt);
}

/// The disk turns bytes over under a running daemon, in the files that a search reads.
#[test]
fn a_search_that_meets_damage_heals_the_index() {
    let (dir, index) = filled(&[doc(1, "", &"утечка данных и ещё слова ".repeat(40))]);
    let folder = dir.path().join("index");
    let store = names(&folder).into_iter().find(|n| n.ends_with(".store")).expect("a store file");
    // Over the same bytes: a file that is cut under a memory map ends the process, whatever one does.
    let mut file = fs::OpenOptions::new().write(true).open(folder.join(store)).expect("opens");
    file.write_all(&[0xff; 60]).expect("writes");
    assert!(matches!(index.search(&ask("утечка")), Err(IndexError::Damaged(_))));
    assert_eq!(index.last(), 0);
    index.put(&[doc(1, "", "утечка")]).expect("puts");
    index.commit(1).expect("commits");
    assert_eq!((index.last(), find(&index, "утечка")), (1, vec![1]));
}

#[test]
fn what_the_system_says_is_no_damage() {
    for (error, damaged) in [
        (io::Error::from_raw_os_error(13), false),
        (io::Error::from_raw_os_error(30), false),
        (io::Error::from_raw_os_error(28), false),
        (io::Error::from_raw_os_error(5), false),
        (io::Error::from_raw_os_error(24), false),
        (io::Error::new(io::ErrorKind::PermissionDenied, "wrapped"), false),
        (io::Error::new(io::ErrorKind::UnexpectedEof, "a footer"), true),
        (io::Error::other("a parser"), true),
    ] {
        let told = IndexError::io(&error);
        assert_eq!(matches!(told, IndexError::Damaged(_)), damaged, "{error}: {told}");
    }
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("index"), b"a file in the way").expect("writes");
    assert!(matches!(Index::open(&dir.path().join("index")).err(), Some(IndexError::Io(_))));
    assert_eq!(names(dir.path()), ["index"]);
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("lists");
    let mut names: Vec<String> =
        entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) -> io::Result<PathBuf> {
    let folder = to.join("index");
    fs::create_dir(&folder)?;
    for name in names(from) {
        fs::copy(from.join(&name), folder.join(&name))?;
    }
    Ok(folder)
}
