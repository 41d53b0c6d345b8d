//! What digits, signs, keys of the other layout and look-alike letters stand for.

use super::super::page::hash;

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

/// What a word with digits and signs in it can read as; empty: it has no letter, or nothing to read.
pub(super) fn signs(word: &str) -> Vec<String> {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let chars = word.chars().count();
    if letters < 1 || letters == chars || !(3..=24).contains(&chars) || chars - letters > 6 {
        return Vec::new();
    }
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    let cyrillic = word.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    let mut out = Vec::new();
    for russian in [true, false] {
        if (russian && latin && !cyrillic) || (!russian && cyrillic) {
            continue;
        }
        let mut read = vec![String::with_capacity(word.len() + 4)];
        for c in word.chars() {
            let options: &[&str] = if russian { russian_sign(c) } else { latin_sign(c) };
            if options.is_empty() {
                if !c.is_alphabetic() {
                    return out;
                }
                read.iter_mut().for_each(|text| text.push(c));
                continue;
            }
            let longer = |text: &String| options.iter().map(|o| format!("{text}{o}")).collect::<Vec<_>>();
            read = read.iter().flat_map(longer).take(READINGS).collect();
        }
        out.extend(read);
    }
    out
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
    "[];',.`{}:\"<>~".contains(c)
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
    const LONG: usize = 24;
    let bytes = word.as_bytes();
    if bytes.len() > LONG {
        return None;
    }
    let mut folded = [0; 2 * LONG];
    for (at, byte) in bytes.iter().enumerate() {
        let key = byte.to_ascii_lowercase();
        if !key.is_ascii_lowercase() {
            return None;
        }
        folded[2 * at..2 * at + 2].copy_from_slice(&ON_LATIN[usize::from(key - b'a')]);
    }
    Some(hash(&folded[..2 * bytes.len()]))
}
