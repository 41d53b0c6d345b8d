//! The lines of a robots.txt: keys with the misspellings that the reference parser forgives, values trimmed. Bytes
//! that are no line of the format are passed over.

/// What a line speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Agent,
    Allow,
    Disallow,
    CrawlDelay,
    Sitemap,
    Other,
}

/// Bytes of a line that count, as in the reference parser: 8 times the longest URL that browsers took.
const LINE: usize = 2083 * 8 - 1;

const KEYS: &[(&[u8], Key)] = &[
    (b"user-agent", Key::Agent),
    (b"useragent", Key::Agent),
    (b"user agent", Key::Agent),
    (b"allow", Key::Allow),
    (b"disallow", Key::Disallow),
    (b"dissallow", Key::Disallow),
    (b"dissalow", Key::Disallow),
    (b"disalow", Key::Disallow),
    (b"diasllow", Key::Disallow),
    (b"disallaw", Key::Disallow),
    (b"crawl-delay", Key::CrawlDelay),
    (b"crawldelay", Key::CrawlDelay),
    (b"sitemap", Key::Sitemap),
    (b"site-map", Key::Sitemap),
];

/// Key and value of each line that has both.
pub(super) fn lines(body: &[u8]) -> impl Iterator<Item = (Key, &[u8])> {
    without_mark(body).split(|b| matches!(b, b'\n' | b'\r')).filter_map(line)
}

/// A byte order mark, or what is left of one, is no part of the first line.
fn without_mark(body: &[u8]) -> &[u8] {
    let mark = [0xef, 0xbb, 0xbf];
    let there = body.iter().zip(mark).take_while(|(a, b)| **a == *b).count();
    &body[there..]
}

fn line(raw: &[u8]) -> Option<(Key, &[u8])> {
    let raw = &raw[..raw.len().min(LINE)];
    let text = raw.split(|b| *b == b'#').next().unwrap_or_default().trim_ascii();
    let (key, value) = match text.iter().position(|b| *b == b':') {
        Some(at) => (&text[..at], &text[at + 1..]),
        // The colon is forgotten so often that a blank stands for it, when there is exactly one word on either side.
        None => {
            let at = text.iter().position(|b| matches!(b, b' ' | b'\t'))?;
            let value = text[at..].trim_ascii();
            if value.iter().any(|b| matches!(b, b' ' | b'\t')) {
                return None;
            }
            (&text[..at], value)
        }
    };
    let (key, value) = (key.trim_ascii(), value.trim_ascii());
    if key.is_empty() {
        return None;
    }
    let known =
        KEYS.iter().find(|(word, _)| key.len() >= word.len() && key[..word.len()].eq_ignore_ascii_case(word));
    Some((known.map_or(Key::Other, |(_, key)| *key), value))
}
