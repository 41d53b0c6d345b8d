//! Rules against addresses: `*` for any bytes, `$` for the end, else a prefix, over percent-encoded bytes.

use std::borrow::Cow;

/// The part of an address that rules speak of: path, parameters, query.
#[derive(Debug)]
pub(super) struct Target {
    path: Vec<u8>,
    /// Whether RFC 9309's normal form is compared, or the bytes as written.
    normal: bool,
}

/// A rule's value, in the form of the target it is for.
#[derive(Debug)]
pub(super) struct Pattern(Vec<u8>);

impl Target {
    /// As the reference parser compares: the address is taken to be encoded already.
    pub(super) fn as_written(url: &str) -> Target {
        Target { path: recoded(path(url).as_bytes(), |_| false, |_| false), normal: false }
    }

    /// As RFC 9309, 2.2.2 says: bytes beyond ASCII encoded, encoded unreserved characters decoded.
    pub(super) fn normalised(url: &str) -> Target {
        Target { path: normal(path(url).as_bytes()), normal: true }
    }

    pub(super) fn pattern(&self, value: &[u8]) -> Pattern {
        Pattern(if self.normal { normal(value) } else { escaped(value) })
    }
}

impl Pattern {
    /// An upper bound of the comparisons that `length_if_matching` makes.
    pub(super) fn cost(&self, target: &Target) -> usize {
        match self.0.iter().filter(|b| **b == b'*').count() {
            0 => self.0.len().min(target.path.len()) + 1,
            stars => self.0.len() + target.path.len() * (stars + 1),
        }
    }

    /// The rule's length, which is its weight, or 0.
    pub(super) fn length_if_matching(&self, target: &Target) -> usize {
        if matches(&target.path, &self.0) { self.0.len() } else { 0 }
    }
}

/// Leftmost fit of each piece between stars, which is enough where only `*` is wild; the last piece under `$` must
/// stand at the end.
fn matches(path: &[u8], pattern: &[u8]) -> bool {
    let (pattern, whole) = match pattern.strip_suffix(b"$") {
        Some(before) => (before, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split(|b| *b == b'*').peekable();
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    if pieces.peek().is_none() {
        return !whole || rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if whole && pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        if piece.is_empty() {
            continue;
        }
        match rest.windows(piece.len()).position(|w| w == piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

/// Path, parameters and query of an absolute address, always with a slash before; no fragment.
fn path(url: &str) -> Cow<'_, str> {
    let start = if url.starts_with("//") { 2 } else { 0 };
    let find = |from: usize, set: &[char]| url[from..].find(set).map(|at| from + at);
    let early = find(start, &['/', '?', ';']).unwrap_or(usize::MAX);
    let host = match url[start..].find("://").map(|at| start + at) {
        Some(at) if at < early => at + 3,
        _ => start,
    };
    let Some(begin) = find(host, &['/', '?', ';']) else { return Cow::Borrowed("/") };
    let end = find(start, &['#']).unwrap_or(url.len());
    match url.get(begin..end) {
        None => Cow::Borrowed("/"),
        Some(path) if path.starts_with('/') => Cow::Borrowed(path),
        Some(path) => Cow::Owned(format!("/{path}")),
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn push_encoded(out: &mut Vec<u8>, b: u8) {
    out.extend([b'%', HEX[usize::from(b >> 4)], HEX[usize::from(b & 15)]]);
}

/// The byte that `%xy` at the beginning stands for.
fn encoded(bytes: &[u8]) -> Option<u8> {
    let digit = |at: usize| {
        bytes.get(at).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok())
    };
    (bytes.first() == Some(&b'%')).then_some(())?;
    Some(digit(1)? << 4 | digit(2)?)
}

/// Bytes beyond ASCII encoded, hexadecimal digits in capitals.
fn escaped(value: &[u8]) -> Vec<u8> {
    recoded(value, |_| false, |b| !b.is_ascii())
}

/// The same, and encoded unreserved characters (RFC 3986, 2.3) decoded.
fn normal(value: &[u8]) -> Vec<u8> {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    recoded(value, unreserved, |b| !b.is_ascii())
}

fn recoded(value: &[u8], decodes: impl Fn(u8) -> bool, encodes: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(&b) = value.get(at) {
        match encoded(&value[at..]) {
            Some(byte) => {
                if decodes(byte) {
                    out.push(byte)
                } else {
                    push_encoded(&mut out, byte)
                }
                at += 3;
            }
            None => {
                if encodes(b) {
                    push_encoded(&mut out, b)
                } else {
                    out.push(b)
                }
                at += 1;
            }
        }
    }
    out
}
