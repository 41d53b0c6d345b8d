//! One typing error in a word of six letters and more: what a hand or an ear makes of a word, and not another name.
//!
//! Keys that swap, stick, are missed or hit beside; vowels that sound alike unstressed, consonants that sound alike at a
//! word's end. Another letter makes another name (Иванов, Иваков). The first letter is right, and so is the last, which
//! tells case and gender.

use std::ops::Deref;

/// Letters of a word that an error is looked for in.
pub(super) const LEAST: usize = 6;

/// The letters of a word, which no name has more of: kept without asking for memory, as every row of a list has some.
pub(super) struct Letters {
    all: [char; Letters::MOST],
    many: usize,
}

impl Letters {
    const MOST: usize = 40;

    /// None: the word is longer than a name's.
    pub(super) fn of(word: &str) -> Option<Letters> {
        let mut out = Letters { all: ['\0'; Letters::MOST], many: 0 };
        for c in word.chars() {
            *out.all.get_mut(out.many)? = c;
            out.many += 1;
        }
        Some(out)
    }

    /// One more; beyond the last that there is room for, none.
    pub(super) fn put(&mut self, c: char) {
        if let Some(place) = self.all.get_mut(self.many) {
            *place = c;
            self.many += 1;
        }
    }

    /// The first `many` of them remain.
    pub(super) fn cut(&mut self, many: usize) {
        self.many = self.many.min(many);
    }
}

impl Deref for Letters {
    type Target = [char];

    fn deref(&self) -> &[char] {
        &self.all[..self.many]
    }
}

const ROWS: [&str; 6] = ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Whether the keys stand side by side in a row, or one above the other.
fn keys_touch(a: char, b: char) -> bool {
    let place = |c: char| {
        ROWS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.chars().position(|k| k == c)?)))
    };
    let (Some((row, at)), Some((other, beside))) = (place(a), place(b)) else { return false };
    row == other && at.abs_diff(beside) == 1
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Vowels that are one when no stress falls on them.
fn vowels_sound_alike(a: char, b: char) -> bool {
    let pair = |x, y| (a, b) == (x, y) || (a, b) == (y, x);
    pair('о', 'а') || pair('е', 'и') || pair('е', 'я') || pair('ы', 'и')
}

const VOICED: [(char, char); 6] = [('б', 'п'), ('в', 'ф'), ('г', 'к'), ('д', 'т'), ('ж', 'ш'), ('з', 'с')];

/// Consonants that are one at a word's end and before a voiceless one.
fn consonants_sound_alike(a: char, b: char, next: Option<char>) -> bool {
    let pair = VOICED.iter().any(|&(v, u)| (a, b) == (v, u) || (a, b) == (u, v));
    let voiceless = |c: char| VOICED.iter().any(|&(_, u)| u == c) || matches!(c, 'х' | 'ц' | 'ч' | 'щ');
    pair && next.is_none_or(voiceless)
}

/// How a written word departs from the one that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// Nobody bears such a name: letters stuck, swapped or lost so that it cannot be spoken well.
    Plain,
    /// It could be another's name, and is one's own only where everything else agrees.
    Likely,
}

/// The error between two folded words, when there is exactly one.
pub(super) fn slip(written: &[char], meant: &[char]) -> Option<Slip> {
    let (w, m) = (written.len(), meant.len());
    if m < LEAST || w.abs_diff(m) > 1 || written.first() != meant.first() {
        return None;
    }
    // From here on they differ.
    let at = written.iter().zip(meant).position(|(a, b)| a != b).unwrap_or(w.min(m));
    if w + 1 == m {
        return lost(written, meant, at);
    }
    if w == m + 1 {
        if written.get(at + 1..) != Some(&meant[at..]) {
            return None;
        }
        // A letter that is doubled differs only behind the double.
        let hit = written[at];
        let stuck = at > 0 && written[at - 1] == hit;
        let beside = at.checked_sub(1).is_some_and(|b| keys_touch(written[b], hit))
            || written.get(at + 1).is_some_and(|&next| keys_touch(next, hit));
        // A consonant more in a cluster makes another good name (Алиев, Валиев), and so does a vowel between consonants.
        let alike =
            |t: Option<usize>| t.and_then(|t| written.get(t)).is_some_and(|&c| is_vowel(c) == is_vowel(hit));
        let odd = alike(at.checked_sub(1)) && (is_vowel(hit) || alike(Some(at + 1)));
        return (stuck || beside && odd && at < m).then_some(Slip::Plain);
    }
    if at >= m {
        return None;
    }
    if written[at + 1..] == meant[at + 1..] {
        let (hit, key) = (written[at], meant[at]);
        if vowels_sound_alike(hit, key) && at + 1 < m
            || consonants_sound_alike(hit, key, meant.get(at + 1).copied())
        {
            return Some(Slip::Likely);
        }
        // A key beside that makes a vowel of a consonant cannot be another name's; one of the same kind can.
        let odd = is_vowel(hit) != is_vowel(key);
        return (keys_touch(hit, key) && at + 1 < m).then_some(if odd { Slip::Plain } else { Slip::Likely });
    }
    let swapped = at + 1 < m
        && written[at] == meant[at + 1]
        && written[at + 1] == meant[at]
        && written[at + 2..] == meant[at + 2..];
    swapped.then_some(Slip::Plain)
}

/// A letter left out before `at`, not the last.
fn lost(written: &[char], meant: &[char], at: usize) -> Option<Slip> {
    if at + 1 >= meant.len() || written[at..] != meant[at + 1..] {
        return None;
    }
    let (before, gone, after) = (at.checked_sub(1).map(|b| meant[b]), meant[at], meant[at + 1]);
    let touching = before.is_some_and(|b| is_vowel(b) == is_vowel(after));
    if touching && is_vowel(gone) != is_vowel(after) || before == Some(gone) {
        // Two consonants or two vowels come together where another letter stood, or one of a pair is left.
        return Some(Slip::Plain);
    }
    // A consonant less in a cluster makes another good name (Бондарчук, Бондарук).
    is_vowel(gone).then_some(Slip::Likely)
}

#[cfg(test)]
mod tests {
    use super::{Slip, slip};

    #[test]
    fn tells_errors_from_other_names() {
        let of = |written: &str, meant: &str| {
            slip(&written.chars().collect::<Vec<_>>(), &meant.chars().collect::<Vec<_>>())
        };
        for (written, meant, expected) in [
            ("ивпнов", "иванов", Some(Slip::Plain)),
            ("иавнов", "иванов", Some(Slip::Plain)),
            ("ивнов", "иванов", Some(Slip::Plain)),
            ("иваннов", "иванов", Some(Slip::Plain)),
            ("новиковвым", "новиковым", Some(Slip::Plain)),
            ("ивонов", "иванов", Some(Slip::Likely)),
            ("кузнецоф", "кузнецов", Some(Slip::Likely)),
            ("бондарук", "бондарчук", None),
            ("филипов", "филиппов", Some(Slip::Plain)),
            ("smirnvo", "smirnov", Some(Slip::Plain)),
            ("иваков", "иванов", None),
            ("пестров", "петров", None),
            ("валиев", "алиев", None),
            ("иванова", "иванов", None),
            ("иванов", "иванова", None),
            ("иванов", "иванов", None),
            ("ивановы", "иванова", None),
            ("котов", "котов", None),
            ("рубинович", "рабинович", None),
        ] {
            assert_eq!(of(written, meant), expected, "{written} for {meant}");
        }
    }
}
