//! What digits, signs, keys of the other layout and look-alike letters stand for.

use super::super::page::hash;
use crate::text::fold::fold_char;

/// Readings of one word with digits at most.
const READINGS: usize = 96;

/// The Cyrillic letter that looks so; none: there is none.
pub(super) fn alike(c: char) -> Option<char> {
    const LATIN: &str = "aeopcyxkmthbAEOPCYXKMTHB";
    const CYRILLIC: &str = "аеорсухкмтнвАЕОРСУХКМТНВ";
    if ('\u{400}'..='\u{4ff}').contains(&c) {
        return Some(c);
    }
    LATIN.chars().zip(CYRILLIC.chars()).find(|(latin, _)| *latin == c).map(|(_, cyrillic)| cyrillic)
}

/// A sign that stands for a letter and for nothing else beside a word.
pub(super) fn is_letter_sign(c: char) -> bool {
    matches!(c, '@' | '$' | '€' | '!' | '|')
}

/// Letters of a word with signs at most.
const LONGEST: usize = 24;

/// What a word with digits and signs in it reads as, as a known word; none: it has no letter, or nothing to read.
pub(super) fn signs(word: &str, known: &impl Fn(u64) -> bool) -> Option<String> {
    let mut all = ['\0'; LONGEST];
    let (mut many, mut letters, mut latin, mut cyrillic) = (0, 0, false, false);
    for c in word.chars() {
        *all.get_mut(many)? = c;
        many += 1;
        letters += usize::from(c.is_alphabetic());
        latin |= c.is_ascii_alphabetic();
        cyrillic |= ('\u{400}'..='\u{4ff}').contains(&c);
    }
    if letters < 1 || letters == many || many < 3 || many - letters > 6 {
        return None;
    }
    let all = &all[..many];
    [true, false]
        .into_iter()
        .filter(|russian| if *russian { !latin || cyrillic } else { !cyrillic })
        .find_map(|russian| {
            let sign = if russian { russian_sign } else { latin_sign };
            let readable = all.iter().all(|c| c.is_alphabetic() || !sign(*c).is_empty());
            let mut reading =
                Reading { sign, left: READINGS, folded: [0; 4 * LONGEST], choices: [0; LONGEST] };
            (readable && reading.find(all, 0, 0, known)).then(|| reading.written(all))
        })
}

/// One reading being made, without writing it down until it is the one: every word with a digit comes here.
struct Reading {
    sign: fn(char) -> &'static [&'static str],
    left: usize,
    folded: [u8; 4 * LONGEST],
    choices: [u8; LONGEST],
}

impl Reading {
    fn find(&mut self, all: &[char], at: usize, long: usize, known: &impl Fn(u64) -> bool) -> bool {
        let Some(&c) = all.get(at) else {
            self.left = self.left.saturating_sub(1);
            return known(hash(&self.folded[..long]));
        };
        let options = (self.sign)(c);
        if options.is_empty() {
            let long = self.put(fold_char(c), long);
            return self.find(all, at + 1, long, known);
        }
        for (choice, letter) in options.iter().flat_map(|option| option.chars()).enumerate() {
            if self.left == 0 {
                return false;
            }
            self.choices[at] = choice as u8;
            let long = self.put(letter, long);
            if self.find(all, at + 1, long, known) {
                return true;
            }
        }
        false
    }

    fn put(&mut self, c: char, long: usize) -> usize {
        long + c.encode_utf8(&mut self.folded[long..]).len()
    }

    fn written(&self, all: &[char]) -> String {
        let letters = all.iter().enumerate().map(|(at, &c)| {
            let read = (self.sign)(c).get(usize::from(self.choices[at]));
            read.and_then(|letter| letter.chars().next()).unwrap_or(c)
        });
        letters.collect()
    }
}

fn russian_sign(c: char) -> &'static [&'static str] {
    match c {
        '0' => &["о"],
        '1' => &["и", "л", "і"],
        '3' => &["з", "е", "э"],
        '4' => &["ч", "а"],
        '5' => &["с", "б"],
        '6' => &["б"],
        '7' => &["т"],
        '8' => &["в"],
        '9' => &["я", "д"],
        '@' => &["а"],
        '$' => &["с"],
        '!' | '|' => &["и", "л"],
        '€' => &["е"],
        _ => &[],
    }
}

fn latin_sign(c: char) -> &'static [&'static str] {
    match c {
        '0' => &["o"],
        '1' | '!' | '|' => &["i", "l"],
        '3' | '€' => &["e"],
        '4' | '@' => &["a"],
        '5' | '$' => &["s"],
        '6' => &["g", "b"],
        '7' | '+' => &["t"],
        '8' => &["b", "v"],
        '9' => &["g"],
        _ => &[],
    }
}

const KEYS: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const LETTERS: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";
const UPPER_KEYS: &str = "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~";

pub(super) fn on_signs(c: char) -> bool {
    letter_of_sign(c).is_some()
}

/// The key of a folded Russian letter on the other layout; none: it is no such letter.
pub(super) fn key_of(letter: char) -> Option<char> {
    LETTERS.chars().zip(KEYS.chars()).find(|(l, _)| *l == letter).map(|(_, key)| key)
}

/// Every letter that [`letter_of_sign`] gives.
pub(super) const LETTERS_ON_SIGNS: [char; 7] = ['х', 'ъ', 'ж', 'э', 'б', 'ю', 'е'];

/// The folded letter of a sign's key, of either shift; none: the sign is on no letter's key.
pub(super) fn letter_of_sign(sign: char) -> Option<char> {
    Some(match sign {
        '[' | '{' => 'х',
        ']' | '}' => 'ъ',
        ';' | ':' => 'ж',
        '\'' | '"' => 'э',
        ',' | '<' => 'б',
        '.' | '>' => 'ю',
        '`' | '~' => 'е',
        _ => return None,
    })
}

/// A letter or sign as one of those that the same sign can stand for; itself, when none can.
pub(super) fn likeness(c: char, russian: bool) -> char {
    if c.is_ascii() {
        let alike = if russian { likeness_beside_russian(c as u8) } else { likeness_in_latin(c as u8) };
        return char::from(alike);
    }
    match fold_char(c) {
        'о' => '0',
        'и' | 'л' | 'і' => '1',
        '€' | 'з' | 'е' | 'э' => '3',
        'ч' | 'а' => '4',
        'с' | 'б' => '5',
        'т' => '7',
        'в' => '8',
        'я' | 'д' => '9',
        other if other.is_ascii() => char::from(likeness_beside_russian(other as u8)),
        other => other,
    }
}

/// The same of ASCII in a word that has Russian letters.
pub(super) const fn likeness_beside_russian(byte: u8) -> u8 {
    match byte {
        b'!' | b'|' => b'1',
        b'@' => b'4',
        b'6' | b'$' => b'5',
        other => other.to_ascii_lowercase(),
    }
}

pub(super) const fn likeness_in_latin(byte: u8) -> u8 {
    match byte.to_ascii_lowercase() {
        b'0' | b'o' => b'0',
        b'1' | b'!' | b'|' | b'i' | b'l' => b'1',
        b'3' | b'e' => b'3',
        b'4' | b'@' | b'a' => b'4',
        b'5' | b'$' | b's' => b'5',
        b'6' | b'8' | b'9' | b'g' | b'b' | b'v' => b'6',
        b'7' | b'+' | b't' => b'7',
        other => other,
    }
}

/// The key's letter on the Russian layout.
fn letter_on(key: char) -> Option<char> {
    let lower = KEYS.chars().zip(LETTERS.chars()).find(|(k, _)| *k == key).map(|(_, letter)| letter);
    lower.or_else(|| {
        let found = UPPER_KEYS.chars().zip(LETTERS.chars()).find(|(k, _)| *k == key);
        found.and_then(|(_, letter)| letter.to_uppercase().next())
    })
}

/// What was meant when the layout was not switched.
pub(super) fn other_layout(word: &str) -> Option<String> {
    word.chars().map(letter_on).collect()
}

/// The small letters that the keys `a` to `z` have on the Russian layout, as UTF-8.
const ON_LATIN: [[u8; 2]; 26] = {
    // ф и с в у а п р ш о л д ь т щ з й к ы е г м ц ч н я
    let points: [u32; 26] = [
        0x444, 0x438, 0x441, 0x432, 0x443, 0x430, 0x43f, 0x440, 0x448, 0x43e, 0x43b, 0x434, 0x44c, 0x442,
        0x449, 0x437, 0x439, 0x43a, 0x44b, 0x435, 0x433, 0x43c, 0x446, 0x447, 0x43d, 0x44f,
    ];
    let mut out = [[0; 2]; 26];
    let mut at = 0;
    while at < 26 {
        out[at] = [0xc0 | (points[at] >> 6) as u8, 0x80 | (points[at] & 0x3f) as u8];
        at += 1;
    }
    out
};

/// The hash of [`other_layout`] without writing it down: it is asked of every Latin word.
pub(super) fn layout_hash(word: &str) -> Option<u64> {
    let mut folded = [0; 2 * LONGEST];
    let bytes = word.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let key = byte.to_ascii_lowercase();
        if !key.is_ascii_lowercase() {
            return None;
        }
        folded.get_mut(2 * at..2 * at + 2)?.copy_from_slice(&ON_LATIN[usize::from(key - b'a')]);
    }
    Some(hash(&folded[..2 * bytes.len()]))
}

/// The same with signs that are letters' keys, in the word and at its ends.
pub(super) fn typed_hash(lead: Option<char>, word: &str, tail: Option<char>) -> Option<u64> {
    let mut folded = [0; 4 * LONGEST];
    let mut long = 0;
    for key in lead.into_iter().chain(word.chars()).chain(tail) {
        let low = key.to_ascii_lowercase();
        if low.is_ascii_lowercase() {
            folded.get_mut(long..long + 2)?.copy_from_slice(&ON_LATIN[usize::from(low as u8 - b'a')]);
            long += 2;
        } else {
            let letter = letter_of_sign(key)?;
            if long + 4 > folded.len() {
                return None;
            }
            long += letter.encode_utf8(&mut folded[long..]).len();
        }
    }
    Some(hash(&folded[..long]))
}
