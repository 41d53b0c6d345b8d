//! Words without blanks between them: hashtags (#БойкотРомашке), handles (@romashka_support), paths (/ivan-petrov-arrested)
//! and mailboxes (i.petrov@). They are taken apart into a second, short text, a line each, and names are looked for in that.
//!
//! Addresses are many on some pages, so that a word is taken apart only where a name's word may come of it, and each is
//! looked at once.

use std::ops::Range;

use super::super::page::{Page, hash, hash_of};

/// What stood at the beginning of a line of the second text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Tag,
    Handle,
    Path,
    Mailbox,
}

impl Place {
    const ALL: [Place; 4] = [Place::Tag, Place::Handle, Place::Path, Place::Mailbox];

    /// The sign that leads the line.
    const fn sign(self) -> char {
        match self {
            Place::Tag => '#',
            Place::Handle => '@',
            Place::Path => '/',
            Place::Mailbox => '<',
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Place::Tag => "words of a hashtag",
            Place::Handle => "words of a handle",
            Place::Path => "words of a path",
            Place::Mailbox => "words of a mailbox",
        }
    }
}

/// Words that people put before or behind a name when they call against it.
const CALLS: &[&str] = &[
    "бойкот",
    "позор",
    "долой",
    "стоп",
    "нет",
    "хватит",
    "верни",
    "верните",
    "отвечай",
    "ответь",
    "не",
    "верю",
    "мошенники",
    "обман",
    "обманывает",
    "слив",
    "утечка",
    "взлом",
    "скандал",
    "банкрот",
    "кидалы",
    "воры",
    "суд",
    "свободу",
    "спасите",
    "против",
    "за",
    "boycott",
    "leak",
    "leaks",
    "leaked",
    "hack",
    "hacked",
    "breach",
    "breached",
    "free",
    "stop",
    "gate",
    "scam",
    "fraud",
    "down",
    "fail",
    "cancel",
    "shame",
    "quit",
    "delete",
    "dump",
    "exposed",
    "against",
    "no",
    "sucks",
];
/// What handles of a firm have beside its name.
const AFFIXES: &[&str] = &[
    "support",
    "help",
    "official",
    "bot",
    "care",
    "team",
    "app",
    "news",
    "hq",
    "ask",
    "get",
    "the",
    "my",
    "we",
    "ru",
    "rus",
    "russia",
    "online",
    "pay",
    "job",
    "jobs",
    "hr",
    "press",
    "info",
    "client",
    "clients",
    "service",
    "supportbot",
    "tech",
    "поддержка",
    "помощь",
    "официальный",
    "новости",
    "бот",
];

/// Pieces of one run of words at most; letters of a word that is taken apart at most.
const MOST_PIECES: usize = 12;
const LONGEST: usize = 64;
/// Letters at least of each half of two words that are written as one.
const HALF: usize = 3;

#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) text: String,
    /// A piece of the text with the word of the page that it is of.
    pieces: Vec<(Range<usize>, usize)>,
}

impl Joined {
    /// None: nothing on the page is written so that may hold a name. `spots` are the words that can be one of a name.
    pub(super) fn of(page: &Page, spots: &[u32], known: &impl Fn(u64) -> bool) -> Option<Joined> {
        let mut out = Joined::default();
        let bytes = page.text.as_bytes();
        // Ascending, so that what was looked at is told by where it ended.
        let mut done = 0;
        for at in memchr::memchr3_iter(b'#', b'@', b'_', bytes) {
            if at < done {
                continue;
            }
            let end = match bytes[at] {
                b'#' => out.tag(page, at, known),
                b'@' => out.at_sign(page, at, known),
                _ => out.underscored(page, at, known),
            };
            done = end.unwrap_or(at);
        }
        let mut last = None;
        for &spot in spots {
            let spot = spot as usize;
            let span = page.span(spot, spot);
            let dash = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'-');
            if last.is_some_and(|last| spot <= last)
                || !dash(span.start.checked_sub(1)) && !dash(Some(span.end))
            {
                continue;
            }
            last = Some(out.slug(page, spot, known));
        }
        (!out.pieces.is_empty()).then_some(out)
    }

    /// Adds a word of the text that is word `token` of the page.
    pub(super) fn piece(&mut self, text: &str, token: usize) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push((start..self.text.len(), token));
    }

    /// The words of the page that a part of the text is of.
    pub(super) fn origin(&self, part: &Range<usize>) -> Option<(usize, usize)> {
        let from = self.pieces.partition_point(|(range, _)| range.end <= part.start);
        let inside = || self.pieces[from..].iter().take_while(|(range, _)| range.start < part.end);
        Some((inside().map(|piece| piece.1).min()?, inside().map(|piece| piece.1).max()?))
    }

    /// `#БойкотРомашке`; the byte behind it.
    fn tag(&mut self, page: &Page, at: usize, known: &impl Fn(u64) -> bool) -> Option<usize> {
        let token = starting(page, at + 1)?;
        let word = page.original(token);
        let mut pieces = apart(word);
        if pieces.len() < 2 {
            pieces = halves(word, known)?;
        }
        self.line(Place::Tag, pieces.into_iter().map(|piece| (piece, token)).collect(), known);
        Some(page.span(token, token).end)
    }

    /// A mailbox before the sign, or a handle behind it.
    fn at_sign(&mut self, page: &Page, at: usize, known: &impl Fn(u64) -> bool) -> Option<usize> {
        if let Some(last) = ending(page, at) {
            let mut first = last;
            while first > 0 && last - first < 3 && matches!(page.original_lead(first), "." | "-") {
                first -= 1;
            }
            let mut pieces = Vec::new();
            for token in first..=last {
                pieces.extend(apart(page.original(token)).into_iter().map(|piece| (piece, token)));
            }
            pieces.retain(|(piece, _)| !piece.starts_with(|c: char| c.is_ascii_digit()));
            if let [(word, token)] = pieces[..] {
                // Nobody calls against a name in an address of their own, and addresses are many.
                let cut = pair(word, known).or_else(|| initial(word, known))?;
                pieces = cut.into_iter().map(|piece| (piece, token)).collect();
            }
            self.line(Place::Mailbox, pieces, known);
            return None;
        }
        let token = starting(page, at + 1)?;
        let mut pieces: Vec<(&str, usize)> =
            apart(page.original(token)).into_iter().map(|piece| (piece, token)).collect();
        if page.original_gap(token) == "." && token + 1 < page.tokens.len() {
            pieces.extend(apart(page.original(token + 1)).into_iter().map(|piece| (piece, token + 1)));
        }
        if let [(word, token)] = pieces[..] {
            pieces = affixed(word, AFFIXES, known)
                .or_else(|| halves(word, known))
                .unwrap_or_else(|| vec![word])
                .into_iter()
                .map(|piece| (piece, token))
                .collect();
        }
        self.line(Place::Handle, pieces, known);
        Some(page.span(token, token).end)
    }

    /// A path's element with underscores: /Иван_Петров.
    fn underscored(&mut self, page: &Page, at: usize, known: &impl Fn(u64) -> bool) -> Option<usize> {
        let token = page.words_in(&(at..at + 1)).0;
        let span = page.tokens.get(token)?.bytes();
        let led = span.start.checked_sub(1).map(|before| page.text.as_bytes()[before]);
        if matches!(led, Some(b'/' | b'-')) {
            let last = self.slug(page, token, known);
            return Some(page.span(last, last).end);
        }
        Some(span.end)
    }

    /// A path's element with hyphens, which `spot` is a word of; its last word.
    fn slug(&mut self, page: &Page, spot: usize, known: &impl Fn(u64) -> bool) -> usize {
        let (mut first, mut last) = (spot, spot);
        while first > 0 && spot - first < MOST_PIECES && page.original_lead(first) == "-" {
            first -= 1;
        }
        while last + 1 < page.tokens.len() && last - first < MOST_PIECES && page.original_gap(last) == "-" {
            last += 1;
        }
        // Behind two slashes stands a host.
        let lead = page.original_lead(first);
        let several = first < last || page.original(first).contains('_');
        if several && lead.ends_with('/') && !lead.ends_with("//") {
            let pieces =
                (first..=last).flat_map(|t| apart(page.original(t)).into_iter().map(move |p| (p, t)));
            self.line(Place::Path, pieces.collect(), known);
        }
        last
    }

    /// Adds a line, where any piece of it can be a word that is looked for.
    fn line(&mut self, place: Place, pieces: Vec<(&str, usize)>, known: &impl Fn(u64) -> bool) {
        let fits = pieces.len() <= MOST_PIECES && pieces.len() > usize::from(place != Place::Handle);
        if !fits || !pieces.iter().any(|(piece, _)| known(hash_of_piece(piece))) {
            return;
        }
        self.text.push_str("\n\n\n");
        self.text.push(place.sign());
        for (at, (piece, token)) in pieces.into_iter().enumerate() {
            if at > 0 {
                self.text.push(' ');
            }
            let start = self.text.len();
            let mut letters = piece.chars();
            let first = letters.next().into_iter();
            // An address has no capitals, and a name and initials have.
            let both = place == Place::Mailbox
                && piece.len() == 2
                && piece.is_ascii()
                && !known(hash_of_piece(piece));
            match place {
                _ if both => {
                    self.text.push_str(&piece.to_uppercase());
                    self.pieces.push((start..self.text.len(), token));
                    continue;
                }
                Place::Path => self.text.extend(first),
                _ => self.text.extend(first.flat_map(char::to_uppercase)),
            }
            self.text.push_str(letters.as_str());
            self.pieces.push((start..self.text.len(), token));
            if letters.as_str().is_empty() && piece.starts_with(char::is_alphabetic) {
                self.text.push('.');
            }
        }
    }
}

/// The place of the line that `token` stands on, and its first and last word.
pub(super) fn line_of(page: &Page, token: usize) -> Option<(Place, usize, usize)> {
    let (mut first, mut last) = (token, token);
    while first > 0 && !page.lead(first).contains("\n\n") {
        first -= 1;
    }
    while last + 1 < page.tokens.len() && !page.gap(last).contains("\n\n") {
        last += 1;
    }
    let place = Place::ALL.into_iter().find(|place| page.lead(first).ends_with(place.sign()))?;
    Some((place, first, last))
}

pub(super) fn is_call(word: &str) -> bool {
    CALLS.contains(&word)
}

pub(super) fn is_affix(word: &str) -> bool {
    AFFIXES.contains(&word)
}

/// The word that starts at a byte.
fn starting(page: &Page, at: usize) -> Option<usize> {
    if at >= page.text.len() || !page.text.is_char_boundary(at) {
        return None;
    }
    let token = page.words_in(&(at..at + 1)).0;
    (token < page.tokens.len() && page.span(token, token).start == at).then_some(token)
}

/// The word that ends at a byte.
fn ending(page: &Page, at: usize) -> Option<usize> {
    let token = page.words_in(&(at.checked_sub(1)?..at)).0;
    (token < page.tokens.len() && page.span(token, token).end == at).then_some(token)
}

/// A word cut at underscores, before capitals and around digits: `СтопРомашка`, `ivan_petrov85`. Empty: it is too long.
fn apart(word: &str) -> Vec<&str> {
    let mut out = Vec::new();
    if word.len() > 2 * LONGEST {
        return out;
    }
    let mut start = 0;
    let mut before: Option<char> = None;
    let mut letters = word.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next_small = letters.peek().is_some_and(|(_, next)| next.is_lowercase());
        let cut = before.is_some_and(|before| {
            c == '_'
                || before == '_'
                || before.is_lowercase() && c.is_uppercase()
                || before.is_uppercase() && c.is_uppercase() && next_small
                || before.is_numeric() != c.is_numeric()
        });
        if cut {
            out.push(&word[start..at]);
            start = at;
        }
        before = Some(c);
    }
    out.push(&word[start..]);
    out.retain(|piece| !piece.starts_with('_') && !piece.is_empty());
    out
}

/// Two words that are written as one, each of which can be looked for: ivanpetrov, бойкотромашке.
fn halves<'a>(word: &'a str, known: &impl Fn(u64) -> bool) -> Option<Vec<&'a str>> {
    if word.len() > LONGEST || known(hash_of_piece(word)) {
        return None;
    }
    around_a_call(word, known).or_else(|| pair(word, known))
}

/// Two words that are written as one, each of which can be looked for, where that is not looked for itself.
fn pair<'a>(word: &'a str, known: &impl Fn(u64) -> bool) -> Option<Vec<&'a str>> {
    if word.len() > LONGEST {
        return None;
    }
    let letters = word.char_indices().count();
    let cuts = word.char_indices().map(|(at, _)| at).take((letters + 1).saturating_sub(HALF)).skip(HALF);
    let (first, second) = cuts
        .map(|at| word.split_at(at))
        .find(|(first, second)| known(hash_of_piece(first)) && known(hash_of_piece(second)))?;
    (!known(hash_of_piece(word))).then(|| vec![first, second])
}

/// An initial and a surname: ipetrov.
fn initial<'a>(word: &'a str, known: &impl Fn(u64) -> bool) -> Option<Vec<&'a str>> {
    let at = word.chars().next()?.len_utf8();
    let (letter, surname) = word.split_at(at);
    (surname.chars().count() > HALF + 1 && known(hash_of_piece(surname))).then(|| vec![letter, surname])
}

/// A name behind or before what is called against it: бойкотромашке, ромашкаверниденьги.
fn around_a_call<'a>(word: &'a str, known: &impl Fn(u64) -> bool) -> Option<Vec<&'a str>> {
    let small = word.to_lowercase();
    let fits = |name: &str| name.chars().count() > HALF && known(hash_of_piece(name));
    CALLS.iter().filter(|call| call.chars().count() > HALF).find_map(|call| {
        let at = small.find(call).filter(|_| small.len() == word.len())?;
        let (before, behind) = (&word[..at], &word[at + call.len()..]);
        let call = &word[at..at + call.len()];
        fits(behind).then(|| vec![call, behind]).or_else(|| fits(before).then(|| vec![before, call]))
    })
}

/// A word that can be looked for behind or before one of `affixes`.
fn affixed<'a>(word: &'a str, affixes: &[&str], known: &impl Fn(u64) -> bool) -> Option<Vec<&'a str>> {
    let small = word.to_lowercase();
    if small.len() != word.len() {
        return None;
    }
    let fits = |name: &&str| name.chars().count() > HALF && known(hash_of_piece(name));
    affixes.iter().find_map(|affix| {
        let behind = || word.get(affix.len()..).filter(|_| small.starts_with(affix)).filter(fits);
        let at = word.len().checked_sub(affix.len())?;
        let before = || word.get(..at).filter(|_| small.ends_with(affix)).filter(fits);
        behind()
            .map(|name| vec![&word[..affix.len()], name])
            .or_else(|| before().map(|name| vec![name, &word[at..]]))
    })
}

/// Of a piece of ASCII without making it anew: mailboxes are many.
fn hash_of_piece(piece: &str) -> u64 {
    let mut small = [0; LONGEST];
    match small.get_mut(..piece.len()) {
        Some(small) if piece.is_ascii() => {
            small.copy_from_slice(piece.as_bytes());
            small.make_ascii_lowercase();
            hash(small)
        }
        _ => hash_of(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::page::{Page, hash_of};
    use super::{Joined, apart};

    #[test]
    fn takes_words_apart() {
        for (word, expected) in [
            ("БойкотРомашке", "Бойкот Ромашке"),
            ("ivan_petrov85", "ivan petrov 85"),
            ("СМУБанк", "СМУ Банк"),
            ("__a", "a"),
            ("слово", "слово"),
            ("", ""),
        ] {
            assert_eq!(apart(word).join(" "), expected, "{word}");
        }
    }

    #[test]
    fn finds_what_is_joined() {
        let names = ["иван", "петров", "петрову", "ivan", "petrov", "гранитбанк", "granitbank"].map(hash_of);
        for (text, expected) in [
            ("Все за #СвободуИвануПетрову сейчас", "#Свободу Ивану Петрову"),
            ("тут #ivanpetrov", "#Ivan Petrov"),
            ("ivan.petrov@example.com", "<Ivan Petrov"),
            ("i.petrov85@example.com", "<I. Petrov"),
            ("ivanpetrov@example.com", "<Ivan Petrov"),
            ("ipetrov@example.com", "<I. Petrov"),
            ("petrov_is@example.com", "<Petrov IS"),
            ("#гранитбанкверниденьги", "#Гранитбанк Верни"),
            ("@granitbanksupport,", "@Granitbank Support"),
            ("@granitbank.care,", "@Granitbank Care"),
            ("https://example.com/wiki/Иван_Петров?x=1", "/Иван Петров"),
            ("https://example.com/kto-ivan-petrov/", "/kto ivan petrov"),
            ("well-known ivan-petrov here", ""),
            ("someone@example.com #another a_b /c_d", ""),
            ("# @ _ #", ""),
        ] {
            let page = Page::new(text);
            let spots: Vec<u32> = (0..page.tokens.len() as u32).collect();
            let found = Joined::of(&page, &spots, &|hash| names.contains(&hash));
            assert_eq!(found.map_or(String::new(), |found| found.text.trim().to_owned()), expected, "{text}");
        }
    }

    #[test]
    fn knows_where_it_stood() {
        let page = Page::new("раз ivan.petrov@example.com два");
        let spots: Vec<u32> = (0..page.tokens.len() as u32).collect();
        let found = Joined::of(&page, &spots, &|hash| hash == hash_of("petrov")).expect("a mailbox");
        let at = found.text.find("Ivan Petrov").expect("both");
        assert_eq!(found.origin(&(at..at + "Ivan Petrov".len())), Some((1, 2)));
    }

    /// Each would take minutes if it cost the square of what is joined.
    #[test]
    fn a_page_of_joined_words_alone_costs_what_it_is_long() {
        for unit in ["a-", "a_", "#a", "a@", "a.", "@a.", "/a_b", "#аБ", "@@", "_"] {
            let text = unit.repeat(200_000);
            let page = Page::new(&text);
            let spots: Vec<u32> = (0..page.tokens.len() as u32).collect();
            // Every word is one that is looked for.
            let found = Joined::of(&page, &spots, &|_| true);
            assert!(found.is_none_or(|found| found.text.len() < 20 * text.len()), "{unit}");
        }
    }
}
