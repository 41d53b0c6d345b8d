//! What is wrong with something that a person wrote, and where.

use std::fmt;

use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use super::{Language, Said};

/// A place in a file; line and column count from 1, 0 means "the file as a whole".
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

/// One fault: where, what, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub spot: Spot,
    pub said: Said,
}

impl Fault {
    pub fn new(spot: &Spot, said: Said) -> Fault {
        Fault { spot: spot.clone(), said }
    }

    /// What machines and logs are told.
    pub fn message(&self) -> &str {
        self.said.of(Language::English)
    }

    /// As a line for people: `file:line:column: message`; of no file, the message.
    pub fn line(&self, language: Language) -> String {
        let said = self.said.of(language);
        if self.spot.file.is_empty() { said.to_owned() } else { format!("{}: {said}", self.spot) }
    }
}

/// Field names are an interface; the message is English whoever asks.
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Fault", 5)?;
        fields.serialize_field("file", &self.spot.file)?;
        fields.serialize_field("line", &self.spot.line)?;
        fields.serialize_field("column", &self.spot.column)?;
        fields.serialize_field("message", self.message())?;
        fields.serialize_field("code", &self.said.code)?;
        fields.end()
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => write!(f, "{}", self.file),
            (line, 0) => write!(f, "{}:{line}", self.file),
            (line, column) => write!(f, "{}:{line}:{column}", self.file),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(Language::English))
    }
}

/// What is wrong with an answer that somebody gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The name of what was asked; empty: of all of it together.
    pub field: String,
    pub said: Said,
}

impl Wrong {
    /// `field: why`
    pub fn line(&self, language: Language) -> String {
        match self.field.as_str() {
            "" => self.said.of(language).to_owned(),
            field => format!("{field}: {}", self.said.of(language)),
        }
    }
}
