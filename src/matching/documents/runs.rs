//! Word runs: a text as keyed hashes of every few words in a row that say something.
//!
//! Words that say nothing by themselves (in, of, the; в, что, это) are left out, endings too, so that another case,
//! another article, a hyphen at a line's end or a page's number changes nothing. A document and a page go through the same
//! code: what is equal here is equal for the whole room.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use super::super::page::{Page, hash};
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
    /// Hashes of empty words, ascending.
    empty: Vec<u64>,
}

impl Runs {
    pub(super) fn new() -> Runs {
        let mut empty: Vec<u64> =
            EMPTY.split_whitespace().map(|word| hash(bare(word).collect::<String>().as_bytes())).collect();
        empty.sort_unstable();
        empty.dedup();
        Runs { empty }
    }

    /// The words of a page that say something, in its order, or in the `order` of its columns.
    pub(super) fn contents(&self, page: &Page, order: Option<&[u32]>) -> Vec<Content> {
        let all = page.tokens.len();
        let at = |n: usize| order.map_or(n, |order| order[n] as usize);
        let mut out = Vec::with_capacity(all * 2 / 3);
        let (mut n, mut word) = (0, String::new());
        while n < all {
            let token = at(n);
            let chunk = if order.is_none() { address(page, token) } else { 1 };
            if chunk > 1 {
                let words = token..token + chunk;
                let hash = words.fold(0u64, |all, word| all.rotate_left(9) ^ page.tokens[word].hash);
                out.push(Content { hash, first: token as u32, last: (token + chunk - 1) as u32 });
                n += chunk;
                continue;
            }
            let next = (n + 1 < all).then(|| at(n + 1)).filter(|&next| goes_on(page, token, next));
            if let Some(hash) = self.hashed(page, token, next, &mut word) {
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
        let whole = self.empty.binary_search(&hash(word.as_bytes())).is_err();
        whole.then(|| hash(stem(word).as_bytes()))
    }

    /// One hash for each run of words; none for a text that is shorter than a run.
    pub(super) fn of(&self, contents: &[Content], key: &PrintKey) -> Vec<u32> {
        let keyed = SipHasher13::new_with_key(key.bytes());
        let run = |words: &[Content]| {
            let joined = words.iter().fold(0u64, |all, word| {
                (all.rotate_left(17) ^ word.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            });
            let mut keyed = keyed;
            keyed.write_u64(joined);
            // Half of it: a print is no larger than it must be, and chance hits stand alone.
            keyed.finish() as u32
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

/// A folded word with every Cyrillic letter that looks like a Latin one as that: in a word of look-alikes nobody can tell
/// the two apart.
fn bare(word: &str) -> impl Iterator<Item = char> {
    let twin = |c: char| match c {
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
    };
    word.chars().map(twin)
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

fn is_ending(c: char) -> bool {
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
