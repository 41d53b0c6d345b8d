//! A file as somebody wrote it: its text, and where in it everything stands.
//!
//! Keeps the faults and warnings that reading finds, so that reading goes on after the first. Knows TOML and no key.

use std::cell::RefCell;

use toml_edit::Document;

use crate::model::{Fault, Spot};

/// One file, or one item of the store under the name that its file would have.
pub(super) struct File {
    pub name: String,
    pub text: String,
    /// Byte offset at which each line starts.
    lines: Vec<usize>,
}

impl File {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> File {
        let text = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        File { name: name.into(), text, lines }
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

    /// Reads it as TOML 1.0; what is no TOML is noted and gives nothing.
    pub fn parse(&self, notes: &Notes) -> Option<Document<&str>> {
        match Document::parse(self.text.as_str()) {
            Ok(document) => Some(document),
            Err(e) => {
                let spot = e.span().map_or_else(|| self.whole(), |s| self.spot(s.start.min(self.text.len())));
                notes.fault(&spot, format!("not valid TOML: {}", e.message().replace('\n', ", ")));
                None
            }
        }
    }
}

/// What reading found; shared by all readers of one load.
#[derive(Default)]
pub(super) struct Notes {
    faults: RefCell<Vec<Fault>>,
    warnings: RefCell<Vec<Fault>>,
}

impl Notes {
    pub fn fault(&self, spot: &Spot, message: impl Into<String>) {
        self.faults.borrow_mut().push(Fault::new(spot, message));
    }

    pub fn warn(&self, spot: &Spot, message: impl Into<String>) {
        self.warnings.borrow_mut().push(Fault::new(spot, message));
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
