//! Names written so that a search for words misses them: letters apart, digits and signs for letters, the other keyboard
//! layout, a word broken at a line's end, an apostrophe for a soft sign.
//!
//! What such words read as is written into a second, short text with what stands around them, and names are looked for
//! in that; only words that can be part of a name that is looked for are read so.

mod letters;
mod vocabulary;

use std::ops::Range;

use self::letters::{alike, is_letter_sign, layout_hash, on_signs, other_layout, signs, typed_hash};
pub(super) use self::vocabulary::{Looks, Vocabulary};
use super::page::{Page, hash_of, is_blank};
use super::sift::Sifted;

/// How a word was hidden; the words of its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Apart,
    Signs,
    Layout,
    Broken,
    Apostrophe,
    Alike,
}

impl How {
    pub(super) fn words(self) -> &'static str {
        match self {
            How::Apart => "the letters stand apart",
            How::Signs => "digits or signs stand for letters",
            How::Layout => "typed on the other keyboard layout",
            How::Broken => "a word is broken at the end of a line",
            How::Alike => "look-alike or invisible characters were folded",
            How::Apostrophe => "an apostrophe stands for a soft sign",
        }
    }

    /// Whether somebody meant to hide it, or erred, so that it is weaker evidence.
    pub(super) fn is_odd(self) -> bool {
        matches!(self, How::Apart | How::Signs | How::Layout)
    }
}

/// Words of the page `first..=last` that read as one.
#[derive(Debug)]
struct Hidden {
    first: usize,
    last: usize,
    reads: String,
    how: How,
    /// The sign right before the first word, or right behind the last, is one of its letters.
    lead: Option<char>,
    tail: Option<char>,
}

impl Hidden {
    /// With no sign at its ends.
    fn plain(first: usize, last: usize, reads: String, how: How) -> Hidden {
        Hidden { first, last, reads, how, lead: None, tail: None }
    }
}

/// The second text: each piece of it with the words of the page that it is, and how they were hidden, if they were.
#[derive(Debug, Default)]
pub(super) struct Revealed {
    pub(super) text: String,
    pieces: Vec<(Range<usize>, usize, usize, Option<How>)>,
}

/// Words on either side that come along.
const AROUND: usize = 6;
/// Letters apart that are read together at most.
const LONGEST: usize = 48;
/// Hidden words of one page that are read at most; a page with more is read no further.
const MOST: usize = 20_000;

impl Revealed {
    /// None: nothing on the page is hidden.
    pub(super) fn of(page: &Page, sifted: &Sifted, vocabulary: &Vocabulary) -> Option<Revealed> {
        Revealed::asking(page, sifted, vocabulary, |token| vocabulary.may_hide(page, token))
    }

    /// `may_hide` says which words can be hidden by more than the layout that they were typed on.
    fn asking(
        page: &Page,
        sifted: &Sifted,
        vocabulary: &Vocabulary,
        may_hide: impl Fn(usize) -> bool,
    ) -> Option<Revealed> {
        let hidden = hidden(page, sifted, vocabulary, may_hide);
        if hidden.is_empty() {
            return None;
        }
        let mut out = Revealed::default();
        let (mut at, mut next) = (0, hidden.iter().peekable());
        let mut group = 0;
        while let Some(here) = next.next() {
            let from = here.first.saturating_sub(AROUND).max(at);
            if from > at || group == 0 {
                // Far from the last: what stands in between does not join them.
                out.text.push_str("\n\n\n");
                at = from;
            }
            group += 1;
            out.plain(page, at, here.first);
            if here.lead.is_some_and(|sign| out.text.ends_with(sign)) {
                out.text.pop();
            }
            out.piece(&here.reads, here.first, here.last, Some(here.how));
            let end = (here.last + 1 + AROUND).min(page.tokens.len());
            let end = next.peek().map_or(end, |after| end.min(after.first));
            let gap = page.original_gap(here.last);
            out.text.push_str(here.tail.and_then(|sign| gap.strip_prefix(sign)).unwrap_or(gap));
            out.plain(page, here.last + 1, end);
            at = end;
        }
        Some(out)
    }

    /// Words that are not hidden, with what stands between them.
    fn plain(&mut self, page: &Page, from: usize, to: usize) {
        for token in from..to {
            self.piece(page.original(token), token, token, None);
            self.gap(page, token);
        }
    }

    fn piece(&mut self, text: &str, first: usize, last: usize, how: Option<How>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push((start..self.text.len(), first, last, how));
    }

    fn gap(&mut self, page: &Page, token: usize) {
        self.text.push_str(page.original_gap(token));
    }

    /// The words of the page that this part of the second text is, and how any of them was hidden.
    pub(super) fn origin(&self, part: Range<usize>) -> Option<(usize, usize, How)> {
        let from = self.pieces.partition_point(|(range, ..)| range.end <= part.start);
        let inside = self.pieces[from..].iter().take_while(|(range, ..)| range.start < part.end);
        let (mut first, mut last, mut how) = (usize::MAX, 0, None);
        for (_, from, to, hidden) in inside {
            (first, last) = (first.min(*from), last.max(*to));
            how = how.or(*hidden);
        }
        how.map(|how| (first, last, how))
    }
}

/// Only words that can be typed on the other layout without a sign, and those that are curious, are looked at.
fn hidden(
    page: &Page,
    sifted: &Sifted,
    vocabulary: &Vocabulary,
    may_hide: impl Fn(usize) -> bool,
) -> Vec<Hidden> {
    let next = |list: &[u32], from: usize| list.get(from).map_or(usize::MAX, |token| *token as usize);
    let (mut of_typed, mut of_curious) = (0, 0);
    let known = |hash: u64| vocabulary.knows(hash);
    let mut out = Vec::new();
    let mut token = 0;
    while out.len() < MOST {
        while next(&sifted.spots, of_typed) < token {
            of_typed += 1;
        }
        while next(&sifted.curious, of_curious) < token {
            of_curious += 1;
        }
        let typed = next(&sifted.spots, of_typed);
        token = typed.min(next(&sifted.curious, of_curious));
        if token == usize::MAX {
            break;
        }
        let behind =
            out.last().is_some_and(|before: &Hidden| before.how == How::Apart && before.last + 1 == token);
        if let Some(last) = letters_apart(page, token, behind) {
            // Looked at once as a whole, so that a page of nothing else costs no more than others.
            if last - token < LONGEST {
                out.extend(apart(page, token, last, &known).into_iter().flatten());
            }
            token = last + 1;
            continue;
        }
        let signed = may_hide(token);
        if typed != token && !signed {
            token += 1;
            continue;
        }
        // A name's own word stands in every line of some lists.
        let with_signs = || underscored(page, token, &known).or_else(|| joined(page, token, &known));
        let found = signed.then(with_signs).flatten().or_else(|| alone(page, token, &known));
        token = found.as_ref().map_or(token, |found| found.last) + 1;
        out.extend(found);
    }
    out
}

/// `И_в_а_н`, which is one word already.
fn underscored(page: &Page, token: usize, known: &impl Fn(u64) -> bool) -> Option<Hidden> {
    let word = page.original(token);
    if page.length(token) <= 6 || page.tokens[token].plain || !word.contains('_') {
        return None;
    }
    let parts: Vec<&str> = word.split('_').filter(|part| !part.is_empty()).collect();
    let letters = parts.iter().all(|part| part.chars().count() == 1);
    let reads: String = parts.concat();
    (letters && parts.len() > 3 && known(hash_of(&reads)))
        .then(|| Hidden::plain(token, token, reads, How::Apart))
}

/// The last of four letters or more that begin here with the same sign or blank between them; of three, where other
/// letters apart stand before them (`behind`) or follow: Л е в  Б о р и с о в и ч.
fn letters_apart(page: &Page, token: usize, behind: bool) -> Option<usize> {
    let last = run_of_letters(page, token)?;
    let follow = || run_of_letters(page, last + 1).is_some_and(|end| end >= last + 4);
    (last >= token + 3 || last == token + 2 && (behind || follow())).then_some(last)
}

/// The last of the single letters that begin here, two at least.
fn run_of_letters(page: &Page, token: usize) -> Option<usize> {
    let letter = |at: usize| page.tokens.get(at).is_some_and(|found| found.letter);
    if !letter(token) || !letter(token + 1) {
        return None;
    }
    let gap = page.gap(token);
    if gap.is_empty() || gap.len() > 4 || gap.contains('\n') {
        return None;
    }
    let mut last = token;
    while letter(last + 1) && page.gap(last) == gap {
        last += 1;
    }
    Some(last)
}

/// Letters apart as words of names.
fn apart(page: &Page, token: usize, last: usize, known: &impl Fn(u64) -> bool) -> Option<Vec<Hidden>> {
    let letters: Vec<&str> = (token..=last).map(|t| page.original(t)).collect();
    // A word of one letter may stand before or behind them: «М а р и и в».
    let n = letters.len();
    let (from, words) = [(0, n), (0, n - 1), (1, n), (1, n - 1)]
        .into_iter()
        .filter(|(from, to)| from + 3 < *to || n == 3 && (*from, *to) == (0, 3))
        .find_map(|(from, to)| Some((from, cut(&letters[from..to], known)?)))?;
    let mut at = token + from;
    let hidden = words.into_iter().map(|long| {
        let (first, last) = (at, at + long - 1);
        at += long;
        Hidden::plain(first, last, letters[first - token..=last - token].concat(), How::Apart)
    });
    Some(hidden.collect())
}

/// Letters cut into known words, the longest first; none: they cannot be.
fn cut(letters: &[&str], known: &impl Fn(u64) -> bool) -> Option<Vec<usize>> {
    // From each letter on: how long the first word is, where the rest can be cut too.
    let mut longest = vec![0; letters.len() + 1];
    for at in (0..letters.len()).rev() {
        longest[at] = (at + 2..=letters.len())
            .rev()
            .find(|&end| {
                (end == letters.len() || longest[end] > 0) && known(hash_of(&letters[at..end].concat()))
            })
            .map_or(0, |end| end - at);
    }
    let (mut out, mut at) = (Vec::new(), 0);
    while at < letters.len() {
        if longest[at] == 0 {
            return None;
        }
        out.push(longest[at]);
        at += longest[at];
    }
    Some(out)
}

/// A word and the next ones that nothing but a sign parts.
fn joined(page: &Page, token: usize, known: &impl Fn(u64) -> bool) -> Option<Hidden> {
    if token + 1 >= page.tokens.len() {
        return None;
    }
    let gap = page.gap(token);
    let one = |last: usize, reads: String, how: How| {
        known(hash_of(&reads)).then(|| Hidden::plain(token, last, reads, how))
    };
    let both = |between: &str| format!("{}{between}{}", page.original(token), page.original(token + 1));
    if let Some(after) = gap.strip_prefix('-')
        && after.contains('\n')
        && is_blank(after)
    {
        return one(token + 1, both(""), How::Broken);
    }
    if gap.is_empty() || gap.len() > 2 || gap.contains([' ', '\n']) {
        return None;
    }
    // The end of the words that signs join, between blanks.
    let mut last = token;
    while last + 1 < page.tokens.len() && last < token + 4 && {
        let gap = page.gap(last);
        !gap.is_empty() && gap.len() <= 3 && gap.chars().all(is_joint)
    } {
        last += 1;
    }
    if last == token {
        return None;
    }
    let signed_in = (token..=last).any(|t| !page.tokens[t].plain)
        || (token..last).any(|t| page.gap(t).contains(|c| is_letter_sign(c) || c == '+'));
    let soft = |gap: &str| matches!(gap, "'" | "`" | "ʹ" | "ʺ" | "\"" | "''" | "′" | "″");
    let softened = (token + 1..=last)
        .rev()
        .filter(|&last| (token..last).all(|t| soft(page.gap(t))))
        .find_map(|last| one(last, (token..=last).map(|t| page.original(t)).collect(), How::Apostrophe));
    softened.or_else(|| {
        (token + 1..=last).rev().find_map(|last| {
            let read = if signed_in { signed(page, token, last, known) } else { None };
            read.or_else(|| layout(page, token, last, known))
        })
    })
}

/// A sign that can be a letter within a word.
fn is_joint(c: char) -> bool {
    is_letter_sign(c) || on_signs(c) || matches!(c, '+' | 'ʹ' | 'ʺ' | '′' | '″')
}

/// One word that reads as another.
fn alone(page: &Page, token: usize, known: &impl Fn(u64) -> bool) -> Option<Hidden> {
    let word = page.original(token);
    if page.length(token) < 2 {
        return None;
    }
    if page.tokens[token].disguised && page.folded_word(token).is_ascii() {
        // Most letters are Latin, and yet it is a Russian word.
        let reads: Option<String> = page.original(token).chars().map(alike).collect();
        return reads.filter(|r| known(hash_of(r))).map(|r| Hidden::plain(token, token, r, How::Alike));
    }
    let (lead, tail) = (page.original_lead(token), page.original_gap(token));
    let ends = |sign: fn(char) -> bool| lead.ends_with(sign) || tail.starts_with(sign);
    if word.as_bytes().iter().any(u8::is_ascii_digit) || ends(is_letter_sign) {
        let found = signed(page, token, token, known);
        if found.is_some() {
            return found;
        }
    }
    if !word.is_ascii() || page.length(token) < 3 {
        return None;
    }
    let hash = layout_hash(word)?;
    if !known(hash) && !ends(on_signs) {
        return None;
    }
    layout(page, token, token, known)
}

/// Words of the page with digits and signs in them, as a known word; also with the sign at either end.
fn signed(page: &Page, first: usize, last: usize, known: &impl Fn(u64) -> bool) -> Option<Hidden> {
    let words = page.slice(first, last);
    let lead = page.original_lead(first).chars().next_back().filter(|c| is_letter_sign(*c));
    let tail = page.original_gap(last).chars().next().filter(|c| is_letter_sign(*c));
    // A sign that also ends a sentence is a letter only where the word is none without it.
    let whole = || known(hash_of(words)) || lead.is_none() && signs(words, known).is_some();
    let ends = if tail == Some('!') && whole() {
        [(lead, None), (None, None), (None, None), (None, None)]
    } else {
        [(lead, tail), (None, tail), (lead, None), (None, None)]
    };
    let mut tried = None;
    ends.into_iter().find_map(|(lead, tail)| {
        if tried.replace((lead, tail)) == Some((lead, tail)) {
            return None;
        }
        let reads = if lead.is_none() && tail.is_none() {
            signs(words, known)?
        } else {
            let written: String = lead.into_iter().chain(words.chars()).chain(tail).collect();
            signs(&written, known)?
        };
        // A digit has no case, and names begin with a capital.
        let capital = lead.is_some() || !words.starts_with(char::is_alphabetic);
        let reads = if capital { capitalised(&reads) } else { reads };
        Some(Hidden { first, last, reads, how: How::Signs, lead, tail })
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Words of the page typed on the other layout, as a known word. The keys of some letters are signs, which then stand
/// before the words or behind them.
fn layout(page: &Page, first: usize, last: usize, known: &impl Fn(u64) -> bool) -> Option<Hidden> {
    let words = page.slice(first, last);
    let lead = page.original_lead(first).chars().next_back().filter(|c| on_signs(*c));
    let tail = page.original_gap(last).chars().next().filter(|c| on_signs(*c));
    let mut tried = None;
    [(None, None), (lead, None), (None, tail), (lead, tail)].into_iter().find_map(|(lead, tail)| {
        if tried.replace((lead, tail)) == Some((lead, tail)) || !known(typed_hash(lead, words, tail)?) {
            return None;
        }
        let typed: String = lead.into_iter().chain(words.chars()).chain(tail).collect();
        Some(Hidden { first, last, reads: other_layout(&typed)?, how: How::Layout, lead, tail })
    })
}

#[cfg(test)]
mod tests {
    use super::super::page::{Page, hash_of};
    use super::super::sift::{Judge, Kind, Sieve, Sifted};
    use super::letters::{layout_hash, other_layout, typed_hash};
    use super::{How, Looks, Revealed, Vocabulary};

    fn known(names: &[&str]) -> Vocabulary {
        let mut looks = Looks::default();
        names.iter().for_each(|name| looks.add(name));
        Vocabulary::new(names.iter().map(|name| hash_of(name)), names.len(), looks)
    }

    struct Told<'a, F: Fn(usize) -> bool> {
        typed: F,
        vocabulary: &'a Vocabulary,
    }

    impl<F: Fn(usize) -> bool> Judge for Told<'_, F> {
        fn kind(&self, _: &Page, token: usize) -> Kind {
            Kind { of_name: (self.typed)(token), ..Kind::default() }
        }

        fn is_typed(&self, hash: u64) -> bool {
            self.vocabulary.is_typed(hash)
        }

        fn is_signed(&self, page: &Page, token: usize) -> bool {
            self.vocabulary.is_signed(page, token)
        }
    }

    fn of(page: &Page, vocabulary: &Vocabulary) -> Option<Revealed> {
        let all = Sifted { spots: (0..page.tokens.len() as u32).collect(), ..Sifted::default() };
        let revealed = Revealed::asking(page, &all, vocabulary, |_| true);
        // Of these words only those that are typed without a sign, and those that are curious, are told to it.
        let typed = |at: usize| layout_hash(page.original(at)).is_some_and(|hash| vocabulary.knows(hash));
        let some = Sieve::default().sift(page, &Told { typed, vocabulary });
        let fewer = Revealed::of(page, &some, vocabulary);
        assert_eq!(revealed.as_ref().map(|r| &r.text), fewer.as_ref().map(|r| &r.text), "{}", page.text);
        fewer
    }

    #[test]
    fn reads_what_was_hidden() {
        let known = known(&["иванов", "иван", "ivanov", "блохин", "юрий", "ильин", "ilin", "семен", "лев"]);
        for (text, expected) in [
            ("вчера И в а н о в пришёл", Some(("Иванов", How::Apart))),
            ("И.в.а.н И.в.а.н.о.в", Some(("Иван", How::Apart))),
            ("И в а н о в И в а н", Some(("Иванов", How::Apart))),
            ("Л е в  И в а н о в", Some(("Лев", How::Apart))),
            ("И в а н о в  Л е в", Some(("Иванов", How::Apart))),
            ("Л е в тут", None),
            ("и_в_а_н_о_в", Some(("иванов", How::Apart))),
            ("Ив4нов тут", Some(("Иванов", How::Signs))),
            ("1van0v", Some(("Ivanov", How::Signs))),
            ("Ив@нов", Some(("Иванов", How::Signs))),
            ("Bdfyjd Bdfy", Some(("Иванов", How::Layout))),
            (",kj[by", Some(("блохин", How::Layout))),
            (">hbq", Some(("Юрий", How::Layout))),
            ("Ctv`y", Some(("Семён", How::Layout))),
            ("(>hbq)", Some(("Юрий", How::Layout))),
            ("Ива-\nнов", Some(("Иванов", How::Broken))),
            ("Il'in", Some(("Ilin", How::Apostrophe))),
            ("Иванов И. И. и я", None),
            ("it's 1984, e.g. example.com", None),
        ] {
            let page = Page::new(text);
            let found = of(&page, &known);
            let first = found.as_ref().and_then(|r| {
                r.pieces.iter().find_map(|(range, _, _, how)| Some((&r.text[range.clone()], (*how)?)))
            });
            assert_eq!(first, expected, "{text}");
        }
        let hash = other_layout("bdfyjd").map(|w| hash_of(&w));
        assert_eq!((layout_hash("Bdfyjd"), typed_hash(None, "Bdfyjd", None)), (hash, hash));
    }

    #[test]
    fn knows_where_it_stood() {
        let text = "раз два три четыре пять шесть семь Ив4нов Ив4н восемь";
        let known = known(&["иванов", "иван"]);
        let page = Page::new(text);
        let found = of(&page, &known).expect("hidden words");
        let at = found.text.find("Иванов Иван").expect("both");
        assert_eq!(found.origin(at..at + "Иванов Иван".len()), Some((7, 8, How::Signs)));
        let at = found.text.find("шесть").expect("what stands around");
        assert_eq!(found.origin(at..at + 4), None);
        assert!(found.text.ends_with("Иванов Иван восемь"), "{}", found.text);
    }

    /// Each would take minutes if it cost the square of what is hidden.
    #[test]
    fn a_page_of_hidden_words_alone_costs_what_it_is_long() {
        let known = known(&["иванов", "иван"]);
        let text = "Ив4нов Ив4н. ".repeat(9_000);
        let page = Page::new(&text);
        let found = of(&page, &known).expect("hidden words");
        for (range, first, last, _) in &found.pieces {
            assert_eq!(found.origin(range.clone()).map(|(from, to, _)| (from, to)), Some((*first, *last)));
        }
        let letters = "а б в г ".repeat(50_000);
        assert!(of(&Page::new(&letters), &known).is_none());
        let short = "а б в  ".repeat(50_000) + "а б в г д";
        assert!(of(&Page::new(&short), &known).is_none());
    }
}
