//! A file as somebody wrote it: its text, and where in it everything stands.
//!
//! Keeps the faults and warnings that reading finds, so that reading goes on after the first. Knows TOML and no key.

use std::cell::{OnceCell, RefCell};

use toml_edit::Document;

use super::mend::{Mended, mend};
use crate::model::{Fault, Said, Spot};

/// One file, or one item of the store under the name that its file would have.
pub(super) struct File {
    pub name: String,
    pub text: String,
    /// Byte offset at which each line starts.
    lines: Vec<usize>,
    /// Made when it is first read.
    mended: OnceCell<Mended>,
}

impl File {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> File {
        let text = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        File { name: name.into(), text, lines, mended: OnceCell::new() }
    }

    /// Line and column of a byte offset; columns count code points.
    pub fn spot(&self, offset: usize) -> Spot {
        let line = self.lines.partition_point(|&start| start <= offset);
        let before = self.text.get(self.lines[line - 1]..offset).unwrap_or_default();
        Spot { file: self.name.clone(), line, column: before.chars().count() + 1 }
    }

    /// The file as a whole.
    pub fn whole(&self) -> Spot {
        Spot { file: self.name.clone(), line: 0, column: 0 }
    }

    /// Reads it as TOML 1.0; what is no TOML is noted, and the tables after it are read.
    pub fn parse(&self, notes: &Notes) -> Option<Document<&str>> {
        let mended = self.mended();
        for (at, said) in &mended.faults {
            notes.fault(&self.spot(*at), said.clone());
        }
        if self.is_hurt() {
            notes.hidden.borrow_mut().push(format!("{}\n{}", self.name, mended.cut));
        }
        Document::parse(mended.text.as_str()).ok()
    }

    /// Whether something of it could not be read: what is missing may stand there.
    pub fn is_hurt(&self) -> bool {
        !self.mended().faults.is_empty()
    }

    /// As much of the text as is TOML; every place in it is that of the text.
    pub fn readable(&self) -> &str {
        &self.mended().text
    }

    fn mended(&self) -> &Mended {
        self.mended.get_or_init(|| mend(&self.text))
    }
}

/// What reading found; shared by all readers of one load.
#[derive(Default)]
pub(super) struct Notes {
    faults: RefCell<Vec<Fault>>,
    warnings: RefCell<Vec<Fault>>,
    /// What could not be read, each with the name of its file.
    hidden: RefCell<Vec<String>>,
}

impl Notes {
    pub fn fault(&self, spot: &Spot, said: Said) {
        self.faults.borrow_mut().push(Fault::new(spot, said));
    }

    pub fn warn(&self, spot: &Spot, said: Said) {
        self.warnings.borrow_mut().push(Fault::new(spot, said));
    }

    /// Whether this name may stand in what could not be read: that it is missing is then no fault of its own.
    pub fn may_hide(&self, name: &str) -> bool {
        self.hidden.borrow().iter().any(|cut| cut.contains(name))
    }

    pub fn add(&self, faults: Vec<Fault>) {
        self.faults.borrow_mut().extend(faults);
    }

    /// The faults if there are any, else the warnings; both in the order of files and lines.
    pub fn close(self) -> Result<Vec<Fault>, Vec<Fault>> {
        let sorted = |notes: RefCell<Vec<Fault>>| {
            let mut notes = notes.into_inner();
            notes.sort();
            notes.dedup();
            notes
        };
        let faults = sorted(self.faults);
        if faults.is_empty() { Ok(sorted(self.warnings)) } else { Err(faults) }
    }
}
