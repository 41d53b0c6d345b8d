//! Character references (WHATWG HTML, 13.2.5.72 and on), in one pass.

use std::borrow::Cow;

/// The longest name of the table is 31 letters; a longer run is no reference.
const LONGEST: usize = 32;

/// Names that count without their semicolon, of those that pages really write so.
const BARE: [(&str, &str); 14] = [
    ("nbsp", "\u{a0}"),
    ("quot", "\""),
    ("amp", "&"),
    ("copy", "©"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("lt", "<"),
    ("gt", ">"),
    ("reg", "®"),
    ("deg", "°"),
    ("shy", "\u{ad}"),
    ("para", "¶"),
    ("sect", "§"),
    ("middot", "·"),
];

/// Decodes the references in `text`; `attribute` leaves `&copy=1` in an address alone, as browsers do.
pub fn decode(text: &str, attribute: bool) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(after) = rest.strip_prefix('&') {
        let taken = reference(after, attribute, &mut out);
        if taken == 0 {
            out.push('&');
        }
        rest = &after[taken..];
        let next = rest.find('&').unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

/// Decodes what follows an ampersand into `out`; how many bytes it took, 0 if it is no reference.
fn reference(after: &str, attribute: bool, out: &mut String) -> usize {
    let bytes = after.as_bytes();
    if bytes.first() == Some(&b'#') {
        return number(bytes, out);
    }
    let length = bytes.iter().take(LONGEST).take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = &bytes[..length];
    if bytes.get(length) == Some(&b';')
        && let Ok(found) = html_escape::NAMED_ENTITIES.binary_search_by(|(known, _)| (*known).cmp(name))
    {
        out.push_str(html_escape::NAMED_ENTITIES[found].1);
        return length + 1;
    }
    for (known, value) in BARE {
        if name.starts_with(known.as_bytes()) {
            let next = bytes.get(known.len());
            if attribute && next.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'=') {
                return 0;
            }
            out.push_str(value);
            return known.len();
        }
    }
    0
}

fn number(bytes: &[u8], out: &mut String) -> usize {
    let hex = matches!(bytes.get(1), Some(b'x' | b'X'));
    let start = if hex { 2 } else { 1 };
    let radix = if hex { 16 } else { 10 };
    let digits = bytes[start..].iter().take_while(|b| char::from(**b).is_digit(radix)).count();
    if digits == 0 {
        return 0;
    }
    let value = bytes[start..start + digits]
        .iter()
        .filter_map(|b| char::from(*b).to_digit(radix))
        .fold(0u32, |all, digit| all.saturating_mul(radix).saturating_add(digit));
    out.push(character(value));
    start + digits + usize::from(bytes.get(start + digits) == Some(&b';'))
}

/// What a number stands for: 0x80 to 0x9f mean windows-1252, as pages intend; zero, surrogates and beyond are U+FFFD.
fn character(value: u32) -> char {
    match value {
        0x80..=0x9f => {
            let byte = [value as u8];
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&byte)
                .0
                .chars()
                .next()
                .unwrap_or('\u{fffd}')
        }
        0 => '\u{fffd}',
        _ => char::from_u32(value).unwrap_or('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_references() {
        for (text, attribute, expected) in [
            ("a &amp; b", false, "a & b"),
            ("&laquo;Ромашка&raquo; &mdash; &#1062;&#x432;ет", false, "«Ромашка» — Цвет"),
            ("&eacute;&hellip;", false, "é…"),
            ("&nbsp&copy2024", false, "\u{a0}©2024"),
            ("?a=1&copy=2&lt=3", true, "?a=1&copy=2&lt=3"),
            ("?a=1&amp;b=2", true, "?a=1&b=2"),
            ("&#150;&#x97;", false, "–—"),
            ("&#0;&#xD800;&#99999999999;", false, "\u{fffd}\u{fffd}\u{fffd}"),
            ("AT&T && &; &# &#x &unknown; &", false, "AT&T && &; &# &#x &unknown; &"),
            ("&amp;lt;", false, "&lt;"),
        ] {
            assert_eq!(decode(text, attribute), expected, "{text}");
        }
    }
}
