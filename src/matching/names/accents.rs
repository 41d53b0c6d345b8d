//! Latin words with accents, read without them: Jiménez where the name was given as Хименес, or typed Jimenez by its owner.
//! What stands around comes along, in a second, short text. A letter with two dots is also read with an e behind it.
//!
//! Pages in many languages have accents on every line, so that nothing is written down before a word without them can be
//! one of a name.

use super::super::page::{Page, Shape, hash};
use super::english::plain_letter;
use super::joined::Joined;

/// Words on either side that come along.
const AROUND: usize = 4;
/// Bytes of a word that is read at most.
const LONGEST: usize = 48;

/// None: no word of the page is one that is looked for once its accents are gone.
pub(super) fn of(page: &Page, known: impl Fn(u64) -> bool) -> Option<Joined> {
    let mut out = Joined::default();
    // Words before this one were looked at; those before that one are written down.
    let (mut seen, mut written) = (0, 0);
    // The bytes that Latin letters with accents begin with.
    for at in memchr::memchr3_iter(0xc3, 0xc4, 0xc5, page.text.as_bytes()) {
        let here = page.words_in(&(at..at + 1)).0;
        if here < seen || here >= page.tokens.len() {
            continue;
        }
        seen = here + 1;
        if here < written || read(page, here, &known).is_none() {
            continue;
        }
        let from = here.saturating_sub(AROUND).max(written);
        let to = (here + 1 + AROUND).min(page.tokens.len());
        if from > written || out.text.is_empty() {
            out.text.push_str("\n\n\n");
        }
        for token in from..to {
            match read(page, token, &known).or_else(|| read(page, token, &|_| true)) {
                Some(word) => out.piece(&as_it_stood(&word, page.tokens[token].shape), token),
                None => out.piece(page.original(token), token),
            }
            out.text.push_str(page.original_gap(token));
        }
        written = to;
    }
    (!out.text.is_empty()).then_some(out)
}

/// The word without its accents, when it has some and is known so.
fn read(page: &Page, token: usize, known: &impl Fn(u64) -> bool) -> Option<String> {
    if page.tokens[token].ascii {
        return None;
    }
    let mut room = [0; LONGEST];
    [false, true].into_iter().find_map(|with_e| {
        let word = without(page.folded_word(token), with_e, &mut room)?;
        known(hash(word.as_bytes())).then(|| word.to_owned())
    })
}

/// A folded word in plain letters, written into `room`; none: other letters are in it, or it is too long.
fn without<'a>(word: &str, with_e: bool, room: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    let mut long = 0;
    for c in word.chars() {
        let mut own = [0; 4];
        let plain = if c.is_ascii() { &*c.encode_utf8(&mut own) } else { plain_letter(c, with_e)? };
        room.get_mut(long..long + plain.len())?.copy_from_slice(plain.as_bytes());
        long += plain.len();
    }
    std::str::from_utf8(&room[..long]).ok()
}

/// A folded word with the capitals that it had.
fn as_it_stood(word: &str, shape: Shape) -> String {
    match shape {
        Shape::Upper => word.to_uppercase(),
        Shape::Capital | Shape::Single => {
            let (first, rest) = word.split_at(word.len().min(1));
            format!("{}{rest}", first.to_uppercase())
        }
        Shape::Lower | Shape::Other => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::page::{Page, hash_of};
    use super::of;

    #[test]
    fn leaves_accents_out() {
        let names = ["jimenez", "muller", "mueller", "novotny"].map(hash_of);
        for (text, expected) in [
            ("said Juan Jiménez, twice", "said Juan Jimenez, twice"),
            ("Jiří NOVOTNÝ", "Jiri NOVOTNY"),
            ("Müller", "Muller"),
            ("café and Жук", ""),
            ("Хименес é", ""),
            ("", ""),
        ] {
            let page = Page::new(text);
            let found = of(&page, |hash| names.contains(&hash));
            assert_eq!(found.map_or(String::new(), |found| found.text.trim().to_owned()), expected, "{text}");
        }
    }

    /// Would take minutes if it cost the square of the accents.
    #[test]
    fn a_page_of_accents_alone_costs_what_it_is_long() {
        let text = "é Jiménez ".repeat(100_000);
        let found = of(&Page::new(&text), |_| true).expect("all are known");
        assert!(found.text.len() <= text.len() + 16);
    }
}
