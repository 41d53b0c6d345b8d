//! Words that tell one heap of texts from another: candidates for exclude terms, for a person to choose from.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::fold_loose;
use super::words::words;

/// Letters that a word needs: shorter ones are everywhere.
const LEAST: usize = 4;
/// Words told at most.
const TOLD: usize = 6;
/// Bytes of each text that are read.
const READ: usize = 16 << 10;

/// Words that stand in at least a third of `these`, three texts at the least, and in none of `those`: the most frequent
/// first. Folded; digits and words of under four letters are left out.
pub fn telling(these: &[&str], those: &[&str]) -> Vec<String> {
    let of = |text: &str| -> BTreeSet<String> {
        let text = &text[..text.floor_char_boundary(READ)];
        let all = words(text).into_iter().map(|word| fold_loose(&text[word.bytes]));
        all.filter(|word| word.chars().count() >= LEAST && word.chars().all(char::is_alphabetic)).collect()
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in these {
        for word in of(text) {
            *counts.entry(word).or_default() += 1;
        }
    }
    for text in those {
        for word in of(text) {
            counts.remove(&word);
        }
    }
    let enough = (these.len().div_ceil(3)).max(3);
    let mut found: Vec<(String, usize)> = counts.into_iter().filter(|(_, n)| *n >= enough).collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.into_iter().take(TOLD).map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::telling;

    #[test]
    fn words_that_part_two_heaps() {
        let these = ["Улица Иванова, дом 5", "на улице Иванова", "улица Иванова закрыта", "УЛИЦА Иванова"];
        assert_eq!(telling(&these, &["Иванова уволили"]), ["улица"]);
        assert_eq!(telling(&these, &["улица, где живёт Иванова"]), Vec::<String>::new());
        assert_eq!(telling(&these[..2], &[]), Vec::<String>::new(), "two texts prove nothing");
        assert_eq!(telling(&[], &[]), Vec::<String>::new());
    }
}
