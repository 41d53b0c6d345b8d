//! How alike two names look and how near they are typed: skeletons, one-letter edits, and what a hand or a bit makes of a
//! letter. Knows no domains.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton as confusable;

/// Latin letters for Cyrillic and Greek ones in which a reader sees them, where Unicode's table names another prototype.
const SEEN_AS: &[(char, char)] = &[
    ('к', 'k'),
    ('т', 't'),
    ('м', 'm'),
    ('н', 'h'),
    ('в', 'b'),
    ('г', 'r'),
    ('п', 'n'),
    ('и', 'u'),
    ('ь', 'b'),
    ('з', 'e'),
    ('б', 'b'),
    ('κ', 'k'),
    ('τ', 't'),
    ('μ', 'm'),
    ('η', 'n'),
    ('ω', 'w'),
    ('ε', 'e'),
    ('β', 'b'),
    ('ł', 'l'),
    ('ø', 'o'),
    ('đ', 'd'),
    ('ħ', 'h'),
    ('ŧ', 't'),
];

/// Pairs of letters that look like one.
const PAIRS: &[(&str, &str)] = &[("rn", "m"), ("vv", "w"), ("cl", "d")];

const ROWS: [&str; 4] = ["1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// The same for all names that look the same, in lower-case ASCII where there is such a letter.
pub(super) fn skeleton(label: &str) -> String {
    let mut plain = String::with_capacity(label.len());
    for c in label.chars() {
        if c.is_ascii() {
            plain.push(c);
        } else if let Some((_, seen)) = SEEN_AS.iter().find(|(from, _)| *from == c) {
            plain.push(*seen);
        } else {
            // Marks go first: Unicode's table has prototypes for bare letters.
            let bare: String = c.nfd().filter(|c| !is_combining_mark(*c)).collect();
            plain.extend(confusable(&bare).flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c)));
        }
    }
    for (pair, one) in PAIRS {
        if plain.contains(pair) {
            plain = plain.replace(pair, one);
        }
    }
    plain.chars().map(digit_as_letter).collect()
}

/// The letter that a digit, or another letter, is put for.
pub(super) const fn digit_as_letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | 'i' | '|' => 'l',
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '6' | '8' => 'b',
        '7' => 't',
        '9' => 'g',
        c => c,
    }
}

/// How one name comes from another by one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Two neighbours changed places.
    Swapped,
    /// A letter stands twice, or a double once.
    Doubled,
    Missing(usize, char),
    More(usize, char),
    /// Place, letter written, letter meant.
    Other(usize, char, char),
}

/// The one step from `meant` to `written`; none: they are equal, or it takes more.
pub(super) fn edit(written: &[char], meant: &[char]) -> Option<Edit> {
    let (w, m) = (written.len(), meant.len());
    let at = written.iter().zip(meant).position(|(a, b)| a != b).unwrap_or(w.min(m));
    let doubled = |name: &[char]| at > 0 && name[at - 1] == name[at] || name.get(at + 1) == Some(&name[at]);
    match () {
        () if w == m && at == m => None,
        () if w == m && written[at + 1..] == meant[at + 1..] => Some(Edit::Other(at, written[at], meant[at])),
        () if w == m => {
            let swapped = at + 1 < m
                && (written[at], written[at + 1]) == (meant[at + 1], meant[at])
                && written[at + 2..] == meant[at + 2..];
            swapped.then_some(Edit::Swapped)
        }
        () if w + 1 == m && written[at..] == meant[at + 1..] => {
            Some(if doubled(meant) { Edit::Doubled } else { Edit::Missing(at, meant[at]) })
        }
        () if w == m + 1 && written[at + 1..] == meant[at..] => {
            Some(if doubled(written) { Edit::Doubled } else { Edit::More(at, written[at]) })
        }
        () => None,
    }
}

/// Whether the keys stand side by side in a row.
pub(super) fn keys_touch(a: char, b: char) -> bool {
    ROWS.iter().any(|row| match (row.find(a), row.find(b)) {
        (Some(a), Some(b)) => a.abs_diff(b) == 1,
        _ => false,
    })
}

/// Whether one flipped bit in memory makes one letter the other (bitsquatting).
pub(super) fn one_bit(a: char, b: char) -> bool {
    a.is_ascii() && b.is_ascii() && (a as u8 ^ b as u8).is_power_of_two()
}

pub(super) fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}

#[cfg(test)]
mod tests {
    use super::{Edit, edit, skeleton};

    #[test]
    fn looks_alike() {
        for (written, meant) in [
            ("examрle", "example"),
            ("exаmple", "example"),
            ("еxаmрlе", "example"),
            ("exampl\u{e9}", "example"),
            ("ехample", "example"),
            ("examp1e", "example"),
            ("exarnple", "example"),
            ("r0mashka", "romashka"),
            ("romаshkа", "romashka"),
            ("rοmashka", "romashka"),
            ("ɡoogle", "google"),
            ("mаil", "mail"),
        ] {
            assert_eq!(skeleton(written), skeleton(meant), "{written}");
        }
        assert_ne!(skeleton("example"), skeleton("sample"));
    }

    #[test]
    fn counts_one_step() {
        let step = |a: &str, b: &str| edit(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (written, meant, expected) in [
            ("exmaple", "example", Some(Edit::Swapped)),
            ("exammple", "example", Some(Edit::Doubled)),
            ("gogle", "google", Some(Edit::Doubled)),
            ("examle", "example", Some(Edit::Missing(4, 'p'))),
            ("exampler", "example", Some(Edit::More(7, 'r'))),
            ("exsample", "example", Some(Edit::More(2, 's'))),
            ("exanple", "example", Some(Edit::Other(3, 'n', 'm'))),
            ("example", "example", None),
            ("exapmel", "example", None),
            ("", "a", Some(Edit::Missing(0, 'a'))),
            ("", "", None),
            ("ab", "ba", Some(Edit::Swapped)),
        ] {
            assert_eq!(step(written, meant), expected, "{written} {meant}");
        }
    }
}
