//! Bytes to text: byte-order mark, UTF-16 by its zeros, valid UTF-8, the HTTP header, the page's own meta, then a guess.
//!
//! A declaration is believed only when the bytes bear it out: bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever
//! the header says; what is declared UTF-8 and is not is guessed; a declared one-byte charset gives way to a Cyrillic one
//! that fits the letters far better. Only the first kilobytes are guessed over: the whole page would cost hundreds of
//! times as much (5.9 ms against 16 us) and says no more.

use std::borrow::Cow;

use encoding_rs::{
    Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, X_MAC_CYRILLIC,
};

use super::html::{Token, Tokens};

/// Bytes in which a page's own declaration is looked for; the standard asks for 1,024, real pages are later.
const PRESCAN: usize = 16_384;
/// Bytes guessed over, from the first one beyond ASCII on.
const SAMPLE: usize = 4_096;
/// Bytes beyond ASCII that must speak against a declaration.
const LEAST: usize = 24;

/// Text, the charset it was read in (WHATWG name, lower-case), and what was odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub charset: String,
    pub complaints: Vec<String>,
}

/// Decodes a body. Never fails: bytes that mean nothing become U+FFFD and a complaint.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return read(&bytes[mark..], encoding, Vec::new());
    }
    if let Some(encoding) = wide(bytes) {
        return read(bytes, encoding, Vec::new());
    }
    let header = content_type.and_then(parameter).and_then(|label| label_to_encoding(&label));
    // UTF-16 was ruled out by its bytes, so that a page that says so inside is read as it stands.
    let declared = header.or_else(|| declared_inside(bytes)).filter(|e| *e != UTF_16LE && *e != UTF_16BE);
    let valid = Encoding::utf8_valid_up_to(bytes);
    if valid == bytes.len() {
        let ascii = bytes.is_ascii();
        let escapes = ascii && bytes.contains(&0x1b);
        return match declared {
            Some(encoding) if ascii && (escapes || encoding.is_ascii_compatible()) => {
                read(bytes, encoding, Vec::new())
            }
            Some(encoding) if encoding != UTF_8 => read(bytes, UTF_8, vec![not_as_declared(encoding, UTF_8)]),
            _ => read(bytes, UTF_8, Vec::new()),
        };
    }
    if mostly_utf8(bytes) && declared.is_none_or(|e| e == UTF_8) {
        return read(bytes, UTF_8, vec![format!("not valid UTF-8 at byte {valid}")]);
    }
    let chosen = match declared {
        Some(encoding) if encoding != UTF_8 => better(bytes, encoding),
        _ => guess(bytes),
    };
    let complaints =
        declared.filter(|d| *d != chosen).map(|d| not_as_declared(d, chosen)).into_iter().collect();
    read(bytes, chosen, complaints)
}

/// Decodes a body that comes in pieces, by what its beginning tells.
pub struct Pieces {
    decoder: encoding_rs::Decoder,
    pub charset: String,
    broken: bool,
}

impl Pieces {
    /// `head`: as much of the beginning as there is; a character may be cut at its end.
    pub fn new(head: &[u8], content_type: Option<&str>) -> Pieces {
        // Whole lines: a cut character would speak against the charset.
        let whole = head.iter().rposition(|b| *b == b'\n').map_or(head, |end| &head[..=end]);
        let charset = decode(whole, content_type).charset;
        let encoding = Encoding::for_label(charset.as_bytes()).unwrap_or(UTF_8);
        Pieces { decoder: encoding.new_decoder(), charset, broken: false }
    }

    /// Appends what a piece says; `last`: nothing comes after it.
    pub fn push(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        let most = self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3);
        text.reserve(most);
        let (_, _, broken) = self.decoder.decode_to_string(bytes, text, last);
        self.broken |= broken;
    }

    pub fn complaint(&self) -> Option<String> {
        self.broken.then(|| format!("not valid {} everywhere", self.charset))
    }
}

fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

fn not_as_declared(declared: &'static Encoding, chosen: &'static Encoding) -> String {
    format!("declared {}, read as {}", name(declared), name(chosen))
}

fn read(bytes: &[u8], encoding: &'static Encoding, mut complaints: Vec<String>) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken && complaints.is_empty() {
        complaints.push(format!("not valid {} everywhere", name(encoding)));
    }
    Decoded { text: text.into_owned(), charset: name(encoding), complaints }
}

/// The `charset` of a Content-Type (RFC 9110, 8.3.1), quotes or not.
fn parameter(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let after = lower.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start();
    let after = after.trim_start_matches(['"', '\'']);
    let end =
        after.find(|c: char| c.is_whitespace() || matches!(c, ';' | '"' | '\'' | ',')).unwrap_or(after.len());
    (end > 0).then(|| after[..end].to_owned())
}

/// WHATWG labels, and spellings that Russian servers have.
fn label_to_encoding(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).or_else(|| {
        Some(match label.trim().to_ascii_lowercase().replace('_', "-").as_str() {
            "win-1251" | "windows1251" | "win1251" | "cp-1251" | "windows-cp1251" | "ansi-1251" => {
                WINDOWS_1251
            }
            "koi8r" | "koi-8-r" | "koi8-ru" => KOI8_R,
            "dos-866" | "cp-866" | "ibm-866" | "windows-866" => IBM866,
            "utf-8;" | "utf-8mb4" | "utf8mb4" | "utf" => UTF_8,
            _ => return None,
        })
    })
}

/// What the page says of itself: `<meta charset>`, `<meta http-equiv>`, an XML declaration.
fn declared_inside(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN)];
    let head: Cow<str> = encoding_rs::mem::decode_latin1(head);
    if let Some(declaration) = head.trim_start().strip_prefix("<?xml") {
        let declaration = declaration.split_once("?>").map_or("", |(inside, _)| inside);
        if let Some((_, after)) = declaration.split_once("encoding") {
            let label =
                after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''));
            let end = label.find(['"', '\'', ' ']).unwrap_or(label.len());
            if let Some(encoding) = label_to_encoding(&label[..end]) {
                return Some(encoding);
            }
        }
    }
    Tokens::new(&head).find_map(|token| {
        let Token::Start { name, attributes } = token else { return None };
        if !name.eq_ignore_ascii_case("meta") {
            return None;
        }
        if let Some(label) = attributes.get("charset") {
            return label_to_encoding(&label);
        }
        let is_type = attributes.raw("http-equiv")?.trim().eq_ignore_ascii_case("content-type");
        is_type
            .then(|| attributes.get("content").as_deref().and_then(parameter))?
            .and_then(|l| label_to_encoding(&l))
    })
}

/// UTF-16 without a mark: every other byte is 0 or, in Cyrillic, 4.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(1_024) & !1];
    if sample.len() < 8 {
        return None;
    }
    let high = |at: usize| sample.iter().skip(at).step_by(2).filter(|b| matches!(b, 0x00 | 0x04)).count();
    let (first, second, all) = (high(0), high(1), sample.len() / 2);
    if second * 10 >= all * 9 && first * 5 <= all {
        Some(UTF_16LE)
    } else if first * 10 >= all * 9 && second * 5 <= all {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-8 with a wound: at least ten good sequences for each bad byte, or nothing bad but a cut end.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let sample = &bytes[..bytes.len().min(1 << 20)];
    let last = sample.len().saturating_sub(4);
    let start = sample.as_ptr() as usize;
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let invalid = chunk.invalid();
        if !invalid.is_empty() && (invalid.as_ptr() as usize - start) < last {
            bad += 1;
        }
    }
    good > 0 && good >= bad * 10
}

fn sample(bytes: &[u8]) -> &[u8] {
    let from = bytes.iter().position(|b| *b >= 0x80).unwrap_or(0);
    // A word of ASCII before it tells the guesser where the first word begins.
    let from = from.saturating_sub(16);
    &bytes[from..bytes.len().min(from + SAMPLE)]
}

fn detector(bytes: &[u8]) -> chardetng::EncodingDetector {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample(bytes), true);
    detector
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let guessed = detector(bytes).guess(None, chardetng::Utf8Detection::Deny);
    let by_letters = cyrillic(bytes);
    match by_letters {
        Some(best) if is_cyrillic(guessed) || guessed == encoding_rs::WINDOWS_1252 => best,
        _ => guessed,
    }
}

fn is_cyrillic(encoding: &'static Encoding) -> bool {
    [WINDOWS_1251, KOI8_R, KOI8_U, IBM866, ISO_8859_5, X_MAC_CYRILLIC].contains(&encoding)
}

/// The declared charset, unless a Cyrillic one fits the letters far better.
fn better(bytes: &[u8], declared: &'static Encoding) -> &'static Encoding {
    let beyond = sample(bytes).iter().filter(|b| **b >= 0x80).count();
    if beyond < LEAST || !declared.is_single_byte() {
        return declared;
    }
    match cyrillic(bytes) {
        Some(best) if best != declared && !(best == KOI8_R && declared == KOI8_U) => {
            if fitness(bytes, best) > fitness(bytes, declared) + 40 { best } else { declared }
        }
        _ => declared,
    }
}

/// The Cyrillic charset in which the sample reads most like Russian, if it reads like Russian in any.
fn cyrillic(bytes: &[u8]) -> Option<&'static Encoding> {
    let (score, best) = [WINDOWS_1251, KOI8_R, IBM866, ISO_8859_5, X_MAC_CYRILLIC]
        .into_iter()
        .rev()
        .map(|encoding| (fitness(bytes, encoding), encoding))
        .max_by_key(|(score, _)| *score)?;
    let best = if best == KOI8_R && has_ukrainian(bytes) { KOI8_U } else { best };
    (score >= 60).then_some(best)
}

/// KOI8-U differs from KOI8-R in eight letters, which KOI8-R has as box drawing.
fn has_ukrainian(bytes: &[u8]) -> bool {
    sample(bytes).windows(2).any(|w| matches!(w[0], 0xa4 | 0xa6 | 0xa7) && w[1] >= 0xc0)
}

/// How much the letters beyond ASCII are those of running Russian, in hundredths (running text has about 110): frequent
/// small letters speak for it; box drawing, signs, and capitals after small letters against it.
fn fitness(bytes: &[u8], encoding: &'static Encoding) -> i64 {
    let (text, _) = encoding.decode_without_bom_handling(sample(bytes));
    let (mut score, mut count) = (0i64, 0i64);
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_ascii() {
            count += 1;
            score += match c {
                'о' | 'е' | 'а' | 'и' | 'н' | 'т' | 'с' | 'р' | 'в' | 'л' => 150,
                'к' | 'м' | 'д' | 'п' | 'у' | 'я' | 'ы' | 'ь' | 'г' | 'з' | 'б' | 'ч' | 'й' => {
                    75
                }
                'а'..='я' | 'ё' | '№' | '«' | '»' | '—' | '–' | '\u{a0}' | '…' => 20,
                'А'..='Я' | 'Ё' if before.is_alphabetic() && before.is_lowercase() => -150,
                'А'..='Я' | 'Ё' => 30,
                'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Є' | 'Ї' => 20,
                _ => -150,
            };
        }
        // Latin and Cyrillic letters do not stand side by side.
        if (c.is_ascii_alphabetic() && !before.is_ascii() && before.is_alphabetic())
            || (before.is_ascii_alphabetic() && !c.is_ascii() && c.is_alphabetic())
        {
            score -= 150;
        }
        before = c;
    }
    if count == 0 { 0 } else { score / count }
}

#[cfg(test)]
mod tests;
