//! When two texts are one: equal when folded, or four fifths of the shorter's 3-word shingles in the other.
//!
//! The hashes are kept in the store, so their function is fixed here and never depends on a library's seed or version.

use super::fold::{fold, fold_loose, is_invisible};
use super::runs::runs;
use super::words::{word, words};

/// Words in a shingle.
const SHINGLE: usize = 3;
/// Texts shorter than this are one only when they are equal: their few shingles prove nothing.
const LEAST_WORDS: usize = 12;

/// What is kept of a text to recognise it again. Equal `folded_hash`: equal when folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shingled {
    pub folded_hash: u64,
    pub words: usize,
    /// Ascending, distinct.
    pub shingles: Vec<u64>,
}

/// The fingerprint of `text`.
pub fn shingled(text: &str) -> Shingled {
    Shingled {
        folded_hash: hash(fold_loose(text).bytes()),
        words: word_count(text),
        shingles: shingles(text),
    }
}

/// How many words `text` has.
pub fn word_count(text: &str) -> usize {
    words(text).len()
}

/// 64-bit hashes of every three words in a row of the folded text, ascending and distinct. A text of one or two words has
/// one shingle, an empty one none.
pub fn shingles(text: &str) -> Vec<u64> {
    let folded = fold(text);
    let mut hashes: Vec<u64> = Vec::new();
    runs(&folded, |run| {
        let part = &folded[run.bytes.clone()];
        if word(&folded, &run).is_none() {
            return;
        }
        if run.letters.other {
            let mut utf8 = [0; 4];
            let seen = part.chars().filter(|&c| !is_invisible(c));
            let state = seen.fold(FNV_START, |state, c| fnv(state, c.encode_utf8(&mut utf8).bytes()));
            hashes.push(mix(state));
        } else {
            hashes.push(hash(part.bytes()));
        }
    });
    let join = |window: &[u64]| window.iter().fold(0, |all: u64, &word| mix(all.rotate_left(23) ^ word));
    let mut out: Vec<u64> = if hashes.is_empty() {
        Vec::new()
    } else if hashes.len() < SHINGLE {
        vec![join(&hashes)]
    } else {
        hashes.windows(SHINGLE).map(join).collect()
    };
    out.sort_unstable();
    out.dedup();
    out
}

/// Whether two texts are of one cluster.
pub fn same_cluster(a: &Shingled, b: &Shingled) -> bool {
    if a.folded_hash == b.folded_hash {
        return true;
    }
    let (short, long) =
        if (a.words, a.shingles.len()) <= (b.words, b.shingles.len()) { (a, b) } else { (b, a) };
    if short.words < LEAST_WORDS || short.shingles.is_empty() {
        return false;
    }
    four_fifths(&short.shingles, &long.shingles)
}

/// Whether at least four fifths of `short` are in `long`; both ascend. Ends at the first miss too many, which for texts
/// that have nothing to do with one another comes after a fifth of the way.
fn four_fifths(short: &[u64], long: &[u64]) -> bool {
    let mut may_miss = short.len() / 5;
    let mut j = 0;
    for &hash in short {
        while j < long.len() && long[j] < hash {
            j += 1;
        }
        if j < long.len() && long[j] == hash {
            continue;
        }
        match may_miss.checked_sub(1) {
            Some(left) => may_miss = left,
            None => return false,
        }
    }
    true
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bits.
fn fnv(state: u64, bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(state, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The finaliser of SplitMix64: FNV's high bits are weak on short words.
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    mix(fnv(FNV_START, bytes))
}

#[cfg(test)]
mod tests {
    use super::{same_cluster, shingled, shingles, word_count};

    const STORY: &str = "Вчера вечером на форуме появилось объявление о продаже базы клиентов компании Ромашка \
        за десять тысяч рублей, продавец обещает показать сто строк";

    #[test]
    fn tells_one_text_from_another() {
        let story = shingled(STORY);
        let teaser: String = STORY.split(' ').take(14).collect::<Vec<_>>().join(" ");
        let short: String = STORY.split(' ').take(11).collect::<Vec<_>>().join(" ");
        for (name, other, expected) in [
            ("itself", STORY.to_owned(), true),
            ("other case and blanks", STORY.to_uppercase().replace(' ', "\u{a0} "), true),
            ("soft hyphens", STORY.replace("клиентов", "кли\u{ad}ентов"), true),
            ("a mirror with its own frame", format!("Главная Новости {STORY} Читайте также"), true),
            ("a teaser of 14 words", teaser, true),
            ("11 words are too few", short, false),
            ("one word of 20 changed", STORY.replace("форуме", "рынке"), true),
            ("another story", STORY.split(' ').rev().collect::<Vec<_>>().join(" "), false),
            ("nothing", String::new(), false),
        ] {
            let other = shingled(&other);
            assert_eq!(same_cluster(&story, &other), expected, "{name}");
            assert_eq!(same_cluster(&other, &story), expected, "{name}, turned round");
        }
    }

    #[test]
    fn short_texts_are_one_only_when_equal() {
        assert!(same_cluster(&shingled("Ключ найден"), &shingled("ключ  НАЙДЕН")));
        assert!(!same_cluster(&shingled("Ключ найден"), &shingled("Ключ найден здесь")));
        assert!(same_cluster(&shingled(""), &shingled(" \n")));
    }

    /// Stored hashes must mean the same in every later version.
    #[test]
    fn hashes_are_fixed() {
        assert_eq!(shingles("Раз, два, три"), shingles("раз два ТРИ"));
        assert_eq!(shingles("one two three"), [11_714_735_333_276_664_506]);
        assert_eq!(word_count("раз два"), 2);
        assert_eq!(shingles("раз два").len(), 1);
        assert!(shingles(" ").is_empty());
    }
}
