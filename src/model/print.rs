//! What is kept of a confidential document: keyed fingerprints of its overlapping word runs, never a word of it.
//!
//! The matching room makes and compares them; whoever reads the files keeps them. Without the key nothing can be tried
//! against a print, and two installations make two prints of one document.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::ids::{Digest, Key};

/// What the word runs of documents are hashed with: made of the installation's key, or by chance for one command.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PrintKey([u8; 16]);

impl PrintKey {
    /// The one that belongs to an installation.
    pub fn of(key: &Key) -> PrintKey {
        let digest = key.digest("word runs of documents", &[]);
        let mut out = [0; 16];
        out.copy_from_slice(&digest.0[..16]);
        PrintKey(out)
    }

    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for PrintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrintKey(..)")
    }
}

/// The print of one file.
#[derive(Clone, PartialEq, Eq)]
pub struct Print {
    /// The file's name, without its folder: what people are told.
    pub name: String,
    pub key: PrintKey,
    /// One keyed hash for each word run, in the order of the text.
    pub runs: Arc<[u32]>,
    /// Everybody may know these words: what stands here counts for no document.
    pub public: bool,
}

impl Print {
    /// By what an entry is known to have changed; the same as long as the words and the key are.
    fn digest(&self) -> Digest {
        let bytes: Vec<u8> = self.runs.iter().flat_map(|run| run.to_le_bytes()).collect();
        Digest::sha256(&bytes)
    }
}

/// Only what tells one print from another, for the digests of entries.
impl Serialize for Print {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (&self.name, self.public, self.digest()).serialize(to)
    }
}

impl fmt::Debug for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Print({}, {} runs)", self.name, self.runs.len())
    }
}
