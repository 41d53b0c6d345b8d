//! `config export`: what the store holds, as files beside the operator's own.
//!
//! Pure: says which file gets which text; never changes a file of the operator.

use std::collections::BTreeSet;

use super::Stored;

/// The stored items as files: names relative to the configuration folder, and texts. A name that is `taken` gets a
/// number, except a crawler's, whose folder must carry its id: there the taken file has the same id, which is a fault
/// of loading already.
pub fn export(taken: &BTreeSet<String>, stored: &[Stored]) -> Vec<Stored> {
    let mut taken = taken.clone();
    let mut files = Vec::new();
    for item in stored {
        let name = free(&item.name, &taken);
        taken.insert(name.clone());
        files.push(Stored { name, text: item.text.clone() });
    }
    files
}

fn free(name: &str, taken: &BTreeSet<String>) -> String {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "toml"));
    let numbered = (2..).map(|n| format!("{stem}-{n}.{end}"));
    // One number more than there are names is always free.
    std::iter::once(name.to_owned())
        .chain(numbered)
        .take(taken.len() + 1)
        .find(|n| !taken.contains(n))
        .unwrap_or_default()
}
