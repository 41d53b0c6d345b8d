//! A letter's layout, before it is HTML or text: a short list of block shapes that every letter is made of.

use crate::model::{Language, Level};

pub(super) struct Sheet {
    pub language: Language,
    pub subject: String,
    /// What a mail client shows beside the subject.
    pub preview: String,
    pub blocks: Vec<Block>,
}

/// Told by word as well as by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Quiet,
    Level(Level),
    /// A promise that was not kept.
    Broken,
}

pub(super) enum Block {
    /// What it is: a line above, the mark and the words.
    Title {
        above: String,
        level: Option<Level>,
        text: String,
    },
    /// Something to know before all else.
    Notice {
        tone: Tone,
        text: String,
    },
    Facts(Vec<Fact>),
    Heading(String),
    Text(String),
    Steps(Vec<String>),
    /// Masked, monospaced.
    Samples(Vec<String>),
    Buttons(Vec<Button>),
    Rows(Vec<Row>),
    Tiles(Vec<Tile>),
    Chart {
        caption: String,
        bars: Vec<Bar>,
    },
    Small(Vec<String>),
}

pub(super) struct Fact {
    pub label: String,
    pub value: String,
    /// A line below, smaller.
    pub note: String,
    pub tone: Tone,
}

/// The first of a block is what one is meant to press.
pub(super) struct Button {
    pub label: String,
    pub url: String,
}

pub(super) struct Row {
    pub tone: Tone,
    pub title: String,
    pub detail: String,
    pub url: Option<String>,
}

pub(super) struct Tile {
    pub value: String,
    pub label: String,
    /// Compared with what was before.
    pub note: String,
    pub tone: Tone,
}

pub(super) struct Bar {
    pub label: String,
    pub value: u64,
}

/// ▲ ◆ ●: the shape says it where colour cannot.
pub(super) const fn mark(level: Level) -> &'static str {
    match level {
        Level::High => "▲",
        Level::Medium => "◆",
        Level::Low => "●",
    }
}

impl Fact {
    pub(super) fn new(label: &str, value: impl Into<String>) -> Fact {
        Fact { label: label.to_owned(), value: value.into(), note: String::new(), tone: Tone::Quiet }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Fact {
        self.note = note.into();
        self
    }

    pub(super) fn tone(mut self, tone: Tone) -> Fact {
        self.tone = tone;
        self
    }
}

impl Sheet {
    pub(super) fn write(&self) -> super::Rendered {
        super::Rendered {
            subject: self.subject.clone(),
            text: super::plain::write(self),
            html: super::html::write(self),
        }
    }
}
