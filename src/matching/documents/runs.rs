//! Word runs: a text as keyed hashes of every few words in a row that say something.
//!
//! Words that say nothing by themselves (in, of, the; в, что, это) are left out, endings too, so that another case,
//! another article, a hyphen at a line's end or a page's number changes nothing. A document and a page go through the same
//! code: what is equal here is equal for the whole room.

use siphasher::sip::SipHasher13;

use super::super::hashes::Hashes;
use super::super::page::{Page, hash, hash_short};
use crate::model::PrintKey;

/// Words in a run. Four that say something span six or seven of a text: by chance they hardly ever stand together twice,
/// and two thirds of them outlive one changed word in ten.
pub(super) const RUN: usize = 4;
/// Letters of a word that count: endings of both languages lie behind them.
const STEM: usize = 5;
/// Fewer letters are no stem.
const LEAST_STEM: usize = 3;
/// Words without a blank between them that may be an address.
const ADDRESS: usize = 3;
const LONGEST_ADDRESS: usize = 32;
/// Digits that number pages and points.
const COUNTING: usize = 2;

/// Words of three letters and more that say nothing by themselves; shorter ones never do.
const EMPTY: &str = "\
    the and for that with this from are was were has have had not but can will would should which their there they them \
    its you your our all any been more than then when what who into also such other may must shall these those his her \
    him she out about over under upon only same some each both per via being does did done if nor yet too very own here \
    что как для при это или его еще все так был была было были быть будет будут также чтобы если который которая \
    которое которые которого которой которых которым которыми может могут под над между после через этот эта эти этого \
    этой этих этим того той тех тем том они она оно вас нас вам нам вами нами уже только где когда кто чем без про наш \
    ваш свой свои своей своего своих сам сама само сами есть нет либо нибудь лишь даже ведь тот них ней нему ним ними \
    ему мне меня тебе тебя себя себе один одна одно какой какая какие какого чего чему кого кому весь вся всего всех \
    всем всей всю ими ее их";

/// A word that says something: its hash, and the words of the page that it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content {
    hash: u64,
    pub(super) first: u32,
    pub(super) last: u32,
}

/// Cuts texts into runs.
pub(super) struct Runs {
    /// Hashes of empty words, bare and, where Russian letters alone can write them, as those do.
    empty: Hashes,
}

impl Runs {
    pub(super) fn new() -> Runs {
        let bare: Vec<String> = EMPTY.split_whitespace().map(|word| bare(word).collect()).collect();
        let russian = bare.iter().filter_map(|word| in_russian(word));
        Runs { empty: bare.iter().cloned().chain(russian).map(|word| hash(word.as_bytes())).collect() }
    }

    /// The words of a page that say something, in its order, or in the `order` of its columns.
    pub(super) fn contents(&self, page: &Page, order: Option<&[u32]>) -> Vec<Content> {
        let all = page.tokens.len();
        let at = |n: usize| order.map_or(n, |order| order[n] as usize);
        let mut out = Vec::with_capacity(all * 2 / 3);
        let (mut n, mut word) = (0, String::new());
        while n < all {
            let token = at(n);
            // Most words are of one script, with a blank behind them.
            if order.is_none()
                && is_apart(page, token)
                && let Some(hashed) = self.hashed_plain(page, token)
            {
                let place = token as u32;
                out.extend(hashed.map(|hash| Content { hash, first: place, last: place }));
                n += 1;
                continue;
            }
            let chunk = if order.is_none() { address(page, token) } else { 1 };
            if chunk > 1 {
                let words = token..token + chunk;
                let hash = words.fold(0u64, |all, word| all.rotate_left(9) ^ page.tokens[word].hash);
                out.push(Content { hash, first: token as u32, last: (token + chunk - 1) as u32 });
                n += chunk;
                continue;
            }
            let next = (n + 1 < all).then(|| at(n + 1)).filter(|&next| goes_on(page, token, next));
            let plain = if next.is_none() { self.hashed_plain(page, token) } else { None };
            if let Some(hash) = plain.unwrap_or_else(|| self.hashed(page, token, next, &mut word)) {
                let last = next.unwrap_or(token);
                out.push(Content { hash, first: token.min(last) as u32, last: token.max(last) as u32 });
            }
            n += 1 + usize::from(next.is_some());
        }
        out
    }

    /// Whether a word of a page says nothing by itself.
    pub(super) fn is_empty(&self, page: &Page, token: usize) -> bool {
        self.hashed(page, token, None, &mut String::new()).is_none()
    }

    /// The hash of what counts of a word, which may go on in another; none: it says nothing.
    /// `word` is room for it, made once.
    fn hashed(&self, page: &Page, token: usize, rest: Option<usize>, word: &mut String) -> Option<u64> {
        word.clear();
        [Some(token), rest].into_iter().flatten().for_each(|part| word.extend(bare(&page.clean_word(part))));
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let letters = word.chars().count() - digits;
        if letters == 0 && digits > COUNTING {
            return Some(hash(word.as_bytes()));
        }
        if letters == 0 || letters + digits < LEAST_STEM {
            return None;
        }
        let empty = self.empty.contains(&hash(word.as_bytes()));
        (!empty).then(|| hash(stem(word).as_bytes()))
    }

    /// The same for a word of ASCII, or of Russian letters alone; outermost none: it is neither.
    fn hashed_plain(&self, page: &Page, token: usize) -> Option<Option<u64>> {
        let found = &page.tokens[token];
        if !(found.ascii || found.plain) {
            return None;
        }
        let word = page.folded_bytes(token);
        let is_empty = || self.empty.contains(&found.hash);
        if !found.ascii {
            let counts = word.len() / 2 >= LEAST_STEM && !is_empty();
            return Some(counts.then(|| russian_stem(word)));
        }
        let digits = if found.mixed { word.iter().filter(|b| b.is_ascii_digit()).count() } else { 0 };
        Some(match word.len() - digits {
            0 => (digits > COUNTING).then_some(found.hash),
            _ if word.len() < LEAST_STEM || is_empty() => None,
            _ => {
                // As [`stem`] has it; of five letters no more than two are taken away.
                const { assert!(STEM == LEAST_STEM + 2) };
                let bytes = page.folded_eight(token);
                let is_ending = |at: usize| {
                    let byte = (bytes >> (8 * at)) as usize;
                    // Digits have the same five bits, and not the seventh.
                    ENDINGS >> (byte & 31) & byte >> 6 & 1
                };
                let mut end = word.len().min(STEM);
                end -= usize::from(end == STEM) & is_ending(STEM - 1);
                end -= usize::from(end == STEM - 1) & is_ending(STEM - 2);
                Some(hash_short(u128::from(bytes & ((1 << (8 * end)) - 1)), end))
            }
        })
    }

    /// One hash for each run of words; none for a text that is shorter than a run.
    pub(super) fn of(&self, contents: &[Content], key: &PrintKey) -> Vec<u32> {
        let keyed = SipHasher13::new_with_key(key.bytes());
        let run = |words: &[Content]| {
            let joined = words.iter().fold(0u64, |all, word| {
                (all.rotate_left(17) ^ word.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            });
            // Half of it: a print is no larger than it must be, and chance hits stand alone.
            keyed.hash(&joined.to_le_bytes()) as u32
        };
        contents.windows(RUN).map(run).collect()
    }

    pub(super) fn print(&self, text: &str, key: &PrintKey) -> Vec<u32> {
        self.of(&self.contents(&Page::new(text), None), key)
    }
}

/// How many words from this one on are one address, path or number in sections, which stands on many pages and counts as
/// one word; 1: it is none.
fn address(page: &Page, token: usize) -> usize {
    let joined = |gap: &str| !gap.is_empty() && gap.len() <= 8 && !gap.contains(char::is_whitespace);
    // Longer ones are cut: whoever joins a million words asks for a million looks.
    let most = page.tokens.len().min(token + LONGEST_ADDRESS);
    let words = (token + 1..most).find(|&next| !joined(page.gap(next - 1))).unwrap_or(most) - token;
    let signs = ['/', '@', '\\', '.', ':', '=', '&', '?', '%', '#'];
    let is_one = words >= ADDRESS && (token..token + words - 1).any(|at| page.gap(at).contains(signs));
    if is_one { words } else { 1 }
}

/// Whether a word is broken at the end of a line, or of its half in a column, and goes on in `next`.
fn goes_on(page: &Page, token: usize, next: usize) -> bool {
    let gap = page.gap(token);
    let rest = match gap.strip_prefix('-') {
        Some(rest) => rest,
        None if page.original(token).ends_with('\u{ad}') => gap,
        None => return false,
    };
    let letters = |token: usize| page.folded_word(token).chars().all(|c| !c.is_numeric());
    let beside = next == token + 1;
    rest.len() <= 80
        && rest.chars().all(char::is_whitespace)
        && (rest.contains('\n') || !beside && rest.len() > 1)
        && letters(token)
        && letters(next)
}

/// Whether a blank, with at most one sign before it, stands between a word and the next: no address and no broken word
/// has that.
fn is_apart(page: &Page, token: usize) -> bool {
    let Some(next) = page.tokens.get(token + 1) else { return false };
    let gap = &page.text.as_bytes()[page.tokens[token].bytes().end..next.bytes().start];
    matches!(gap, [b' ' | b'\n'] | [b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b'"', b' ' | b'\n'])
}

/// A folded word with every Cyrillic letter that looks like a Latin one as that: in a word of look-alikes nobody can tell
/// the two apart.
fn bare(word: &str) -> impl Iterator<Item = char> {
    word.chars().map(twin)
}

const fn twin(c: char) -> char {
    match c {
        'а' => 'a',
        'в' => 'b',
        'е' => 'e',
        'к' => 'k',
        'м' => 'm',
        'н' => 'h',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'т' => 't',
        'у' => 'y',
        'х' => 'x',
        'і' => 'i',
        'ѕ' => 's',
        'ј' => 'j',
        _ => c,
    }
}

/// A bare word as Russian letters write it; none: they cannot.
fn in_russian(bare: &str) -> Option<String> {
    let letter = |c: char| ('а'..='я').find(|russian| twin(*russian) == c);
    bare.chars().map(letter).collect()
}

/// By the letters а to я: the bytes of the bare letter, the first one lowest, how many, and whether it begins endings.
const BARE: [(u16, u8, bool); 32] = {
    let mut table = [(0, 0, false); 32];
    let mut at = 0;
    while at < table.len() {
        let bare = match char::from_u32('а' as u32 + at as u32) {
            Some(c) => twin(c),
            None => 'а',
        };
        table[at] = match bare as u32 {
            c @ 0..0x80 => (c as u16, 1, is_ending(bare)),
            c => (0x80c0 | (c >> 6) as u16 | ((c & 0x3f) as u16) << 8, 2, is_ending(bare)),
        };
        at += 1;
    }
    table
};

/// A bit for each letter of ASCII that begins endings, by its lowest five bits.
const ENDINGS: usize = {
    let (mut bits, mut letter) = (0, b'a');
    while letter <= b'z' {
        bits |= (is_ending(letter as char) as usize) << (letter & 31);
        letter += 1;
    }
    bits
};

/// The hash of the stem of a word of the letters а to я.
fn russian_stem(word: &[u8]) -> u64 {
    let (mut bytes, mut end, mut kept, mut letters) = (0u128, 0, 0, 0);
    for pair in word.as_chunks::<2>().0.iter().take(STEM) {
        let slot = usize::from(pair[0] & 1) << 6 | usize::from(pair[1] & 0x3f);
        // The letters begin with the second half of what the first byte 0xd0 has.
        let (bare, long, ending) = BARE[slot.wrapping_sub(0x30) & 31];
        bytes |= u128::from(bare) << (8 * end);
        end += usize::from(long);
        letters += 1;
        if letters <= LEAST_STEM || !ending {
            kept = end;
        }
    }
    hash_short(bytes & ((1 << (8 * kept)) - 1), kept)
}

/// The word's beginning without what endings begin with.
fn stem(word: &str) -> &str {
    let end = word.char_indices().nth(STEM).map_or(word.len(), |(at, _)| at);
    let mut stem = &word[..end];
    let mut letters = stem.chars().count();
    while letters > LEAST_STEM {
        match stem.chars().next_back() {
            Some(last) if is_ending(last) => {
                stem = &stem[..stem.len() - last.len_utf8()];
                letters -= 1;
            }
            _ => break,
        }
    }
    stem
}

const fn is_ending(c: char) -> bool {
    matches!(c, 'и' | 'ы' | 'э' | 'ю' | 'я' | 'ь' | 'й' | 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 's')
}

/// The places of a print that are looked up: of every [`WINDOW`] runs in a row the one with the least hash, the rightmost
/// of equals (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003). Whatever shares so many runs in a row with the
/// document shares one of these.
pub(super) fn winnowed(runs: &[u32]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for (from, window) in runs.windows(WINDOW.min(runs.len()).max(1)).enumerate() {
        let least = window.iter().enumerate().rev().min_by_key(|(_, run)| **run).map_or(0, |(at, _)| at);
        if out.last() != Some(&(from + least)) {
            out.push(from + least);
        }
    }
    out
}

/// Runs of which one is looked up.
pub(super) const WINDOW: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Key;

    #[test]
    fn reads_the_same_whatever_the_layout() {
        let key = PrintKey::of(&Key::new([7; 32]));
        let runs = Runs::new();
        let plain = "Совет директоров одобрил покупку завода в Твери, и расчёт пройдёт до конца марта";
        for (name, other, same) in [
            ("itself", plain.to_owned(), true),
            ("capitals", plain.to_uppercase(), true),
            ("no ё", plain.replace('ё', "е"), true),
            ("another case of a word", plain.replace("покупку завода", "покупки заводу"), true),
            ("a hyphen at a line's end", plain.replace("директоров", "директо-\n   ров"), true),
            ("a short word broken", plain.replace("завода", "за-\nвода"), true),
            ("a soft hyphen at a line's end", plain.replace("директоров", "дирек\u{ad}\nторов"), true),
            ("a page's number", plain.replace(" завода", "\n\n- 12 -\n\nзавода"), true),
            ("without a preposition", plain.replace(" в Твери", " под Тверью"), true),
            ("a look-alike letter", plain.replace("одобрил", "oдобрил"), true),
            ("another address", plain.replace("завода", "https://example.com/a/b"), false),
            ("another word", plain.replace("завода", "стадиона"), false),
        ] {
            assert_eq!(runs.print(&other, &key) == runs.print(plain, &key), same, "{name}");
        }
        assert!(runs.print("Совет директоров одобрил", &key).is_empty());
        assert_ne!(runs.print(plain, &PrintKey::of(&Key::new([8; 32]))), runs.print(plain, &key));
    }

    /// The ways over plain words are what the way over any word is.
    #[test]
    fn plain_words_are_read_as_any() {
        let runs = Runs::new();
        let parts = [
            "а", "бы", "тот", "что", "Ёлка", "the", "their", "h2o", "42", "2024", "ах", "зс", "me", "tot",
            "ься", "_",
        ];
        let mut state = 5usize;
        for _ in 0..4_000 {
            let mut text = String::new();
            for _ in 0..1 + state % 3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(parts[(state >> 33) % parts.len()]);
            }
            let page = Page::new(&text);
            if let Some(plain) = page.tokens.first().and_then(|_| runs.hashed_plain(&page, 0)) {
                assert_eq!(plain, runs.hashed(&page, 0, None, &mut String::new()), "{text}");
            }
        }
        for word in EMPTY.split_whitespace() {
            let page = Page::new(word);
            assert_eq!(runs.hashed_plain(&page, 0), Some(None), "{word}");
        }
    }

    #[test]
    fn winnows() {
        // Every window of four holds a place that was taken.
        let runs: Vec<u32> = (0u32..200).map(|n| n.wrapping_mul(2_654_435_761)).collect();
        let taken = winnowed(&runs);
        for from in 0..=runs.len() - WINDOW {
            assert!(taken.iter().any(|at| (from..from + WINDOW).contains(at)), "{from}");
        }
        assert!(taken.len() < runs.len() * 3 / 5);
        assert_eq!(winnowed(&[]), Vec::<usize>::new());
        assert_eq!(winnowed(&[5, 3]), [1]);
        assert_eq!(winnowed(&[3, 3, 3]), [2]);
    }
}
