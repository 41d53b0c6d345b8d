//! Words that are not written as they read: base64 in Atom, and letters that were meant in windows-1252.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::text;

/// Padding is often cut off, and bits are left over; neither hides the words.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes from which on something in another charset than UTF-8 is believed to be text, and letters from which on a run
/// in the alphabet of base64 is no word of any language.
const LONG: usize = 100;

/// Whether Atom 1.0 (RFC 4287, 4.1.3.3) codes content of this type: a media type that is neither text nor XML.
pub(super) fn coded(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.contains('/') && !(kind.starts_with("text/") || kind.ends_with("+xml") || kind.ends_with("/xml"))
}

/// What the words say once they are decoded, where that is text. What is no base64 stays as it is, and so does a short
/// word that only looks like it; the bytes of a picture are nobody's words.
pub(super) fn unpacked(words: &str) -> String {
    let packed: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let Ok(bytes) = BASE64.decode(&packed) else { return words.to_owned() };
    let controls = bytes.iter().any(|b| (*b < b' ' && !b"\t\n\r\x0c".contains(b)) || *b == 0x7f);
    match String::from_utf8(bytes) {
        Ok(text) if !controls => text,
        Err(e) if !controls && packed.len() >= LONG => text::decode(e.as_bytes(), None).text,
        _ if packed.len() >= LONG => String::new(),
        _ => words.to_owned(),
    }
}

/// The control characters 128 to 159, which nobody means, as the letters of windows-1252 that browsers show for them.
pub(super) fn letters(text: String) -> String {
    if text.contains(|c| ('\u{80}'..='\u{9f}').contains(&c)) {
        text.chars().map(letter).collect()
    } else {
        text
    }
}

/// One character, see [`letters`].
pub(super) fn letter(c: char) -> char {
    match u8::try_from(u32::from(c)) {
        Ok(byte @ 0x80..=0x9f) => encoding_rs::WINDOWS_1252.decode(&[byte]).0.chars().next().unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_when_it_is_text() {
        let picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJgggAAAAAAAAAA";
        for (words, expected) in [
            ("0J/QtdGA0LXRh9C10L3RjCDQutC70LjQtdC90YLQvtCy", "Перечень клиентов"),
            (" VGhlIGNs\n aWVudHM ", "The clients"),
            ("test", "test"),
            ("two words", "two words"),
            (picture, ""),
        ] {
            assert_eq!(unpacked(words), expected, "{words}");
        }
        for (kind, expected) in [
            ("application/octet-stream", true),
            ("image/png", true),
            ("text/plain", false),
            ("application/xhtml+xml", false),
            ("application/xml; charset=utf-8", false),
            ("html", false),
            ("", false),
        ] {
            assert_eq!(coded(kind), expected, "{kind}");
        }
    }

    #[test]
    fn letters_of_windows_1252() {
        assert_eq!(letters("a\u{96}b\u{85} \u{a0}é".to_owned()), "a–b… \u{a0}é");
    }
}
