//! Which words can be hidden: those of names, what they look like on the other keyboard layout, and with every letter
//! that a sign can stand for made one.
//!
//! Every word of a page is asked whether it is worth a closer look, and nearly all are not: hence filters of hashes that
//! were made when the names were loaded, and no reading of the word itself. A wrong yes costs that look.

use super::super::filter::Filter;
use super::super::page::{Page, Shape, hash, hash_of};
use super::is_joint;
use super::letters::{
    LETTERS_ON_SIGNS, is_letter_sign, key_of, letter_of_sign, likeness, likeness_beside_russian,
    likeness_in_latin,
};

/// Hashes of what the words of names look like when they are hidden, collected while forms are made.
#[derive(Default)]
pub(in super::super) struct Looks {
    /// Typed on the other layout with keys of letters alone: these are words of a page like any other.
    typed: Vec<u64>,
    /// The keys that a hand meets first, with the sign behind them, or before them: many forms have them in common.
    begun: Vec<u64>,
    /// With every letter that a sign can stand for made one: the words, and what they begin with.
    alike: Vec<u64>,
    heads: Vec<u64>,
}

impl Looks {
    /// A word of a name, folded.
    pub(in super::super) fn add(&mut self, word: &str) {
        if let Some(Likeness { head, whole }) = Likeness::of(word) {
            self.alike.push(whole);
            // Forms of a name come one after another, and begin alike.
            if self.heads.last() != Some(&head) {
                self.heads.push(head);
            }
        }
        let mut first: Vec<u8> = Vec::with_capacity(word.len());
        let mut before = None;
        for letter in word.chars() {
            match key_of(letter) {
                Some(key) if key.is_ascii_alphabetic() => first.push(key as u8),
                Some(_) if first.is_empty() => before = Some(letter),
                Some(_) => {
                    self.begun.push(begun(hash(&first), letter, false));
                    return;
                }
                None => return,
            }
        }
        match before {
            _ if first.is_empty() => {}
            Some(letter) => self.begun.push(begun(hash(&first), letter, true)),
            None => self.typed.push(hash(&first)),
        }
    }

    /// The hashes of words that are typed without a sign.
    pub(in super::super) fn typed(&self) -> &[u64] {
        &self.typed
    }
}

/// The hash of the keys of a word's first letters and of the sign of `letter`.
fn begun(keys: u64, letter: char, before: bool) -> u64 {
    let sign = u64::from(u32::from(letter)) << 1 | u64::from(before);
    (keys ^ sign.wrapping_mul(0xe703_7ed1_a0b4_28db)).wrapping_mul(0xa076_1d64_78bd_642f)
}

/// Letters of a word with signs that is read at most.
const LONGEST: usize = 24;

/// Letters at the beginning of a word that tell it from nearly all names: asked first, because few beginnings are all that
/// a cache has to hold, and the words of a hundred thousand names do not fit into one.
const HEAD: usize = 5;

/// Hashes of a word with what a sign can stand for made one: of its first letters, and of all.
struct Likeness {
    head: u64,
    whole: u64,
}

impl Likeness {
    /// None: the word is too long to be read.
    fn of(word: &str) -> Option<Likeness> {
        let russian = word.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
        let mut letters = [0; 4 * LONGEST];
        let (mut long, mut head) = (0, 0);
        for (at, c) in word.chars().enumerate() {
            if at == LONGEST {
                return None;
            }
            long += likeness(c, russian).encode_utf8(&mut letters[long..]).len();
            head = if at < HEAD { long } else { head };
        }
        Some(Likeness { head: hash(&letters[..head]), whole: hash(&letters[..long]) })
    }
}

/// The hash of as many bytes of ASCII at most, each as the table says.
fn hash_alike(word: &[u8], table: &[u8; 128]) -> Option<u64> {
    let mut letters = [0; LONGEST];
    let letters = letters.get_mut(..word.len())?;
    letters.iter_mut().zip(word).for_each(|(to, byte)| *to = table[usize::from(*byte & 0x7f)]);
    Some(hash(letters))
}

/// [`likeness`] of ASCII in words of Latin letters, and beside Russian ones.
const ALIKE: [u8; 128] = table(false);
const ALIKE_IN_RUSSIAN: [u8; 128] = table(true);

const fn table(russian: bool) -> [u8; 128] {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        let alike = if russian { likeness_beside_russian(byte) } else { likeness_in_latin(byte) };
        table[byte as usize] = alike;
        byte += 1;
    }
    table
}

pub(in super::super) struct Vocabulary {
    /// Every word of every name, in every form.
    words: Filter,
    begun: Filter,
    alike: Filter,
    /// Beginnings of the last.
    heads: Filter,
}

impl Vocabulary {
    /// Of hashes of words, `many` of them, and of what they look like.
    pub(in super::super) fn new(words: impl Iterator<Item = u64>, many: usize, looks: Looks) -> Vocabulary {
        // Asked of every reading of a hidden word: a wrong yes would hide the right one.
        Vocabulary {
            words: Filter::of(words, many, 5),
            begun: Filter::of_distinct(looks.begun),
            alike: Filter::of_distinct(looks.alike),
            heads: Filter::of_distinct(looks.heads),
        }
    }

    /// Whether this can be the hash of a word of a name.
    pub(super) fn knows(&self, hash: u64) -> bool {
        self.words.may_hold(hash)
    }

    /// Whether the word, alone or with the next ones, can be a hidden word of a name; what is no such word may pass. A
    /// word that can be typed on the other layout without a sign is not asked for here: it is found like any word.
    pub(super) fn may_hide(&self, page: &Page, token: usize) -> bool {
        let found = &page.tokens[token];
        if found.disguised {
            return true;
        }
        let bytes = page.text.as_bytes();
        let span = found.bytes();
        let (before, after) = (span.start.checked_sub(1).map(|at| bytes[at]), bytes.get(span.end).copied());
        let blank =
            |byte: Option<u8>| matches!(byte, None | Some(b' ' | b'\n' | b'\r' | b'\t' | b'(' | b')'));
        if blank(before) && blank(after) {
            return found.mixed && self.is_signed(page, token);
        }
        let (lead, tail) =
            (page.original_lead(token).chars().next_back(), page.original_gap(token).chars().next());
        let latin = found.ascii && (found.plain || found.letter);
        found.mixed && self.is_signed(page, token)
            || latin && self.may_be_typed(found.hash, lead, tail)
            || (lead.is_some_and(is_letter_sign) || tail.is_some_and(|c| is_letter_sign(c) || c == '+'))
                && self.may_have_signs(page, token, lead, tail)
            || tail == Some('-') && page.original_gap(token).contains('\n')
            || tail.is_some_and(is_soft) && self.may_be_soft(page, token)
    }

    /// Digits for letters, or underscores between them.
    pub(in super::super) fn is_signed(&self, page: &Page, token: usize) -> bool {
        let found = &page.tokens[token];
        let word = page.original(token);
        let underscored = || word.chars().take(2).any(|c| c == '_');
        if !found.ascii {
            return underscored() || self.looks_like(word);
        }
        // A number has no letter that shows what its digits could stand for.
        found.shape != Shape::Other && (underscored() || self.looks_like(word))
    }

    /// Whether letters of a name are typed so when one that is on a sign's key stands before or behind them.
    pub(in super::super) fn is_typed(&self, keys: u64) -> bool {
        let beside = |letter: char| [false, true].map(|before| begun(keys, letter, before));
        LETTERS_ON_SIGNS.iter().flat_map(|letter| beside(*letter)).any(|hash| self.begun.may_hold(hash))
    }

    fn may_be_typed(&self, keys: u64, lead: Option<char>, tail: Option<char>) -> bool {
        // On the sign's key is ё, which folding made е, whose key is a letter.
        let yo = |sign: Option<char>| matches!(sign, Some('`' | '~'));
        let beside = |sign: Option<char>, before| {
            let letter = sign.and_then(letter_of_sign);
            letter.is_some_and(|c| self.begun.may_hold(begun(keys, c, before)))
        };
        yo(lead) || yo(tail) || beside(tail, false) || beside(lead, true)
    }

    /// Signs at the ends of the word, or between it and the next ones.
    fn may_have_signs(&self, page: &Page, token: usize, lead: Option<char>, tail: Option<char>) -> bool {
        let found = &page.tokens[token];
        let before = lead.filter(|c| is_letter_sign(*c)).map_or(0, char::len_utf8);
        let start = page.span(token, token).start;
        let begins = |from: usize| self.may_begin(&page.text.as_bytes()[from..]);
        if found.ascii
            && found.bytes().len() >= HEAD
            && !begins(start)
            && (before == 0 || !begins(start - before))
        {
            return false;
        }
        let with_ends = |last: usize, tail: Option<char>| {
            let end = page.span(token, last).end;
            let after = tail.filter(|c| is_letter_sign(*c)).map_or(0, char::len_utf8);
            let both = |from: usize| {
                self.looks_like(&page.text[from..end])
                    || after > 0 && self.looks_like(&page.text[from..end + after])
            };
            both(start) || before > 0 && both(start - before)
        };
        if with_ends(token, tail) {
            return true;
        }
        let last = page.tokens.len() - 1;
        (token + 1..=last.min(token + 4))
            .take_while(|&next| {
                let gap = page.original_gap(next - 1);
                let short = page.span(token, next).len() <= 4 * LONGEST;
                short && gap.len() <= 3 && gap.chars().all(is_joint)
            })
            .any(|next| with_ends(next, page.original_gap(next).chars().next()))
    }

    fn looks_like(&self, word: &str) -> bool {
        if !word.is_ascii() {
            let alike = Likeness::of(word);
            return alike.is_some_and(|a| self.heads.may_hold(a.head) && self.alike.may_hold(a.whole));
        }
        let (word, table) = (word.as_bytes(), &ALIKE);
        let holds =
            |filter: &Filter, word: &[u8]| hash_alike(word, table).is_some_and(|h| filter.may_hold(h));
        word.len() <= LONGEST && holds(&self.heads, &word[..word.len().min(HEAD)]) && holds(&self.alike, word)
    }

    /// Whether a name may begin as this text does, which is of [`HEAD`] letters or more: ASCII there, whatever follows.
    fn may_begin(&self, text: &[u8]) -> bool {
        let Some(head) = text.get(..HEAD).filter(|head| head.is_ascii()) else { return true };
        let holds = |table| hash_alike(head, table).is_some_and(|h| self.heads.may_hold(h));
        holds(&ALIKE) || holds(&ALIKE_IN_RUSSIAN)
    }

    /// Apostrophes for soft signs between the word and the next ones.
    fn may_be_soft(&self, page: &Page, token: usize) -> bool {
        let mut word = String::new();
        for next in token + 1..page.tokens.len().min(token + 5) {
            if !page.original_gap(next - 1).chars().all(is_soft) {
                return false;
            }
            if word.is_empty() {
                word.push_str(page.original(token));
            }
            word.push_str(page.original(next));
            if self.knows(hash_of(&word)) {
                return true;
            }
        }
        false
    }
}

/// What stands for a soft or a hard sign.
fn is_soft(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | 'ʹ'
            | 'ʺ'
            | '"'
            | '′'
            | '″'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | 'ʼ'
            | '«'
            | '»'
            | '“'
            | '”'
            | '„'
            | '‟'
    )
}
