//! The forms of one word of a name: hashes with the grammatical cases that each form can be.

use super::super::disguise::Looks;
use super::super::page::{LOW, hash_of};

/// Bits of grammatical cases; a form can be several.
pub(super) type Cases = u8;
pub(super) const NOMINATIVE: Cases = 1;
pub(super) const GENITIVE: Cases = 2;
pub(super) const DATIVE: Cases = 4;
pub(super) const ACCUSATIVE: Cases = 8;
pub(super) const INSTRUMENTAL: Cases = 16;
pub(super) const PREPOSITIONAL: Cases = 32;
/// Every Russian case: indeclinable words.
pub(super) const ALL: Cases = 63;
/// Written with Latin letters: such a form agrees only with its like.
pub(super) const LATIN: Cases = 64;

/// Sorted by hash, one row a hash: the cases lie in the bits that hashes leave free.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms(Box<[u64]>);

impl Forms {
    /// From folded words and the cases of each; the same word again adds cases. What they look like when they are hidden
    /// goes to `looks`.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = (&'a str, Cases)>, looks: &mut Looks) -> Forms {
        let mut rows: Vec<u64> = Vec::new();
        for (word, cases) in words {
            looks.add(word);
            rows.push(hash_of(word) | u64::from(cases));
            rows.extend(in_latin_letters(word).map(|twin| hash_of(&twin) | u64::from(cases)));
        }
        rows.sort_unstable();
        rows.dedup_by(|next, kept| {
            let same = *next & !LOW == *kept & !LOW;
            if same {
                *kept |= *next;
            }
            same
        });
        Forms(rows.into_boxed_slice())
    }

    /// The cases of the form with this hash, 0 when it is none.
    pub(super) fn cases(&self, hash: u64) -> Cases {
        let at = self.0.partition_point(|row| *row < hash);
        self.0.get(at).filter(|row| **row & !LOW == hash).map_or(0, |row| (row & LOW) as Cases)
    }

    pub(super) fn hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().map(|row| row & !LOW)
    }
}

/// Letters of a word that Latin ones can stand for throughout; of a shorter one too many words look so.
const LEAST: usize = 4;

/// A folded Cyrillic word of which every letter looks like a Latin one, in these: no letter of another alphabet beside
/// them gives it away. None: it has other letters.
fn in_latin_letters(word: &str) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let mut long = 0;
    for (at, letter) in word.chars().enumerate() {
        out.push(match letter {
            'а' => 'a',
            'е' => 'e',
            'к' => 'k',
            'о' => 'o',
            'р' => 'p',
            'с' => 'c',
            'у' => 'y',
            'х' => 'x',
            // As capitals alone.
            'в' if at == 0 => 'b',
            'м' if at == 0 => 'm',
            'н' if at == 0 => 'h',
            'т' if at == 0 => 't',
            _ => return None,
        });
        long += 1;
    }
    (long >= LEAST).then_some(out)
}
