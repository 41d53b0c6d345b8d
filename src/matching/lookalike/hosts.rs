//! Host names in a text: runs of labels with dots between, also defanged (`evil[.]test`), in any alphabet.
//!
//! A look at the characters beside each dot sends nearly all of running text away. Hosts are cut at 253 characters
//! (RFC 1035), so that a text of dots and letters alone costs what it is long.

use std::ops::Range;

use crate::text::fold::{is_invisible, is_word};

/// Characters of a host name (RFC 1035, 2.3.4).
const LONGEST: usize = 253;

/// Where a host name stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// ASCII alone, with plain dots.
    pub(super) plain: bool,
}

/// A host name as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Host {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// In lower case, with plain dots and nothing invisible.
    pub(super) name: String,
    pub(super) lead: Lead,
    /// A path, a port or a query follows.
    pub(super) address: bool,
}

/// What stands right before a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Lead {
    /// `://`
    Scheme,
    /// `@`: the domain of an e-mail address, or the host behind a user's name.
    At,
    /// A slash or a backslash: part of a path.
    Path,
    Other,
}

/// Every place of a host name of at least two labels, in order.
pub(super) fn places(text: &str, mut report: impl FnMut(Place)) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'.', &bytes[at..]) {
        let dot = at + found;
        at = dot + 1;
        let place = match beside(bytes, dot, from) {
            Beside::Nothing => continue,
            Beside::Plain => plain(bytes, dot, from),
            Beside::Other => None,
        };
        let place = match place {
            Some(span) => Place { span, plain: true },
            None => {
                let Some((left, right)) = around(text, dot, from) else { continue };
                Place { span: back(text, left, from)..forth(text, right), plain: false }
            }
        };
        from = place.span.end.max(dot + 1);
        at = from;
        report(place);
    }
}

/// What stands beside a dot.
enum Beside {
    /// No labels on both sides.
    Nothing,
    /// ASCII of labels.
    Plain,
    /// Something that is to be looked at closely: brackets, other alphabets.
    Other,
}

fn beside(bytes: &[u8], dot: usize, from: usize) -> Beside {
    let (Some(&before), Some(&after)) = (bytes[from..dot].last(), bytes.get(dot + 1)) else {
        return Beside::Nothing;
    };
    match (KINDS[usize::from(before)], KINDS[usize::from(after)]) {
        (Kind::Label, Kind::Label) => Beside::Plain,
        (Kind::Sign, _) | (_, Kind::Sign) => Beside::Nothing,
        _ => Beside::Other,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Label,
    Sign,
    Other,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Sign; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        kinds[b] = match byte {
            b'-' | b'_' => Kind::Label,
            b'[' | b']' | b'(' | b')' | b'{' | b'}' | 0x80.. => Kind::Other,
            _ if byte.is_ascii_alphanumeric() => Kind::Label,
            _ => Kind::Sign,
        };
        b += 1;
    }
    kinds
};

fn kind(bytes: &[u8], at: usize) -> Kind {
    bytes.get(at).map_or(Kind::Sign, |byte| KINDS[usize::from(*byte)])
}

/// The host around a dot between labels of ASCII; none: it goes on with what is to be looked at closely.
fn plain(bytes: &[u8], dot: usize, from: usize) -> Option<Range<usize>> {
    let labels = |bytes: &[u8]| bytes.iter().take_while(|b| KINDS[usize::from(**b)] == Kind::Label).count();
    let (mut start, least) = (dot, from.max(dot.saturating_sub(LONGEST)));
    while start > least && KINDS[usize::from(bytes[start - 1])] == Kind::Label {
        start -= 1;
    }
    if start > least && !bytes[start - 1].is_ascii() {
        return None;
    }
    let (mut end, mut left) = (dot + 1, LONGEST);
    loop {
        let long = labels(&bytes[end..bytes.len().min(end + left)]);
        (end, left) = (end + long, left - long);
        if left == 0 {
            return Some(start..end);
        }
        match (bytes.get(end), kind(bytes, end + 1)) {
            (Some(b'.'), Kind::Label) => end += 1,
            (Some(b'.'), Kind::Sign) => return Some(start..end),
            (Some(b'.'), Kind::Other) => return None,
            (Some(b'[' | b'(' | b'{'), _) if bytes.get(end + 1) == Some(&b'.') => return None,
            (Some(byte), _) if !byte.is_ascii() => return None,
            _ => return Some(start..end),
        }
    }
}

/// Where the labels beside a dot end and begin; brackets around the dot are taken in.
fn around(text: &str, dot: usize, from: usize) -> Option<(usize, usize)> {
    let (mut left, mut right) = (dot, dot + 1);
    let bytes = text.as_bytes();
    let pair = (left.checked_sub(1).map(|at| bytes[at]), bytes.get(right));
    if matches!(pair, (Some(b'['), Some(b']')) | (Some(b'('), Some(b')')) | (Some(b'{'), Some(b'}'))) {
        (left, right) = (left - 1, right + 1);
    }
    let before = text[from.min(left)..left].chars().next_back()?;
    let after = text[right..].chars().next()?;
    (is_label(before) && is_label(after)).then_some((left, right))
}

fn is_label(c: char) -> bool {
    c == '-' || is_word(c)
}

/// The start of the label that ends at `end`.
fn back(text: &str, end: usize, from: usize) -> usize {
    let label = text[from..end].char_indices().rev().take(LONGEST).take_while(|(_, c)| is_label(*c));
    from + label.last().map_or(end - from, |(at, _)| at)
}

/// The end of the labels from `start` on.
fn forth(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut end, mut many) = (start, 0);
    loop {
        let mut label = end;
        for c in text[end..].chars().take_while(|c| is_label(*c)) {
            label += c.len_utf8();
            many += 1;
            if many >= LONGEST {
                return label;
            }
        }
        end = label;
        let dot = if bytes[end..].starts_with(b".") {
            end
        } else if ["[.]", "(.)", "{.}"].iter().any(|dot| text[end..].starts_with(dot)) {
            end + 1
        } else {
            return end;
        };
        let Some((_, next)) = around(text, dot, 0) else { return end };
        end = next;
    }
}

pub(super) fn host(text: &str, span: Range<usize>) -> Host {
    let written = &text[span.clone()];
    let name = written.chars().filter(|c| !is_invisible(*c) && !"[](){}".contains(*c));
    let name: String = name.flat_map(char::to_lowercase).collect();
    let lead = lead(text, span.start);
    let rest = &text.as_bytes()[span.end..];
    let port = rest.first() == Some(&b':') && rest.get(1).is_some_and(u8::is_ascii_digit);
    let address = port || matches!(rest.first(), Some(b'/' | b'?'));
    Host { span, name, lead, address }
}

pub(super) fn lead(text: &str, start: usize) -> Lead {
    let before = &text.as_bytes()[..start];
    match before.last() {
        Some(b'/') if before.ends_with(b"://") => Lead::Scheme,
        Some(b'@') => Lead::At,
        Some(b'/' | b'\\') => Lead::Path,
        _ => Lead::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Lead, around, back, forth, host, places};

    fn found(text: &str) -> Vec<(String, Lead, bool)> {
        let mut out = Vec::new();
        places(text, |place| {
            let host = host(text, place.span);
            out.push((host.name, host.lead, host.address));
        });
        out
    }

    /// The way over ASCII finds what the careful one finds.
    #[test]
    fn finds_the_same_both_ways() {
        let parts =
            ["a", "b-c", ".", ".", "[.]", "(.)", "{", "]", "ж", "\u{200b}", " ", "_", "9", "/", "@", "«"];
        let mut state = 5usize;
        for round in 0..20_000 {
            let mut text = String::new();
            for _ in 0..round % 12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(parts[(state >> 33) % parts.len()]);
            }
            let mut found = Vec::new();
            places(&text, |place| {
                assert!(!place.plain || text[place.span.clone()].is_ascii(), "{text:?}");
                found.push(place.span);
            });
            let (mut expected, mut from, mut at) = (Vec::new(), 0, 0);
            while let Some(dot) = text[at..].find('.').map(|found| at + found) {
                at = dot + 1;
                let Some((left, right)) = around(&text, dot, from) else { continue };
                let span = back(&text, left, from)..forth(&text, right);
                from = span.end.max(dot + 1);
                at = from;
                expected.push(span);
            }
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn finds_hosts() {
        for (text, expected) in [
            ("See example.com. And so on.", vec![("example.com", Lead::Other, false)]),
            ("https://Login.Example.com/a?b", vec![("login.example.com", Lead::Scheme, true)]),
            ("hxxps://evil[.]example(.)test/x", vec![("evil.example.test", Lead::Scheme, true)]),
            (
                "a.b@mail.example.com",
                vec![("a.b", Lead::Other, false), ("mail.example.com", Lead::At, false)],
            ),
            ("/etc/example.conf", vec![("example.conf", Lead::Path, false)]),
            ("почта.рф:8080", vec![("почта.рф", Lead::Other, true)]),
            ("exam\u{200b}ple.com", vec![("example.com", Lead::Other, false)]),
            ("no. hosts. here.. a", vec![]),
            ("a.b..c.d", vec![("a.b", Lead::Other, false), ("c.d", Lead::Other, false)]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(n, l, a)| (n.to_owned(), l, a)).collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_text_is_cut() {
        for text in
            ["a.".repeat(200_000), "а-".repeat(200_000) + ".x", "[.]".repeat(100_000), "a[.]".repeat(100_000)]
        {
            for (name, _, _) in found(&text) {
                assert!(name.chars().count() <= 3 * 253, "{}", name.len());
            }
        }
    }
}
