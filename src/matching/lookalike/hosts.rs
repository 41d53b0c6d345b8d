//! Host names in a text: runs of labels with dots between, also defanged (`evil[.]test`), in any alphabet.
//!
//! A look at the characters beside each dot sends nearly all of running text away. Hosts are cut at 253 characters
//! (RFC 1035), so that a text of dots and letters alone costs what it is long.

use std::ops::Range;

use crate::text::fold::{is_invisible, is_word};

/// Characters of a host name (RFC 1035, 2.3.4).
const LONGEST: usize = 253;

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

/// Every host name of at least two labels, in order.
pub(super) fn hosts(text: &str, mut report: impl FnMut(Host)) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = bytes[at..].iter().position(|&b| b == b'.') {
        let dot = at + found;
        at = dot + 1;
        let Some((left, right)) = around(text, dot, from) else { continue };
        let start = back(text, left, from);
        let end = forth(text, right);
        from = end.max(dot + 1);
        at = from;
        report(host(text, start..end));
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

fn host(text: &str, span: Range<usize>) -> Host {
    let written = &text[span.clone()];
    let name = written.chars().filter(|c| !is_invisible(*c) && !"[](){}".contains(*c));
    let name: String = name.flat_map(char::to_lowercase).collect();
    let before = &text[..span.start];
    let lead = match () {
        () if before.ends_with("://") => Lead::Scheme,
        () if before.ends_with('@') => Lead::At,
        () if before.ends_with(['/', '\\']) => Lead::Path,
        () => Lead::Other,
    };
    let rest = &text.as_bytes()[span.end..];
    let port = rest.first() == Some(&b':') && rest.get(1).is_some_and(u8::is_ascii_digit);
    let address = port || matches!(rest.first(), Some(b'/' | b'?'));
    Host { span, name, lead, address }
}

#[cfg(test)]
mod tests {
    use super::{Lead, hosts};

    fn found(text: &str) -> Vec<(String, Lead, bool)> {
        let mut out = Vec::new();
        hosts(text, |host| out.push((host.name, host.lead, host.address)));
        out
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
