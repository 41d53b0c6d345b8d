//! Secrets: entropy, placeholders, and the checksums that issuers put into their tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::plausible::is_email;
use super::{Proof, Valid};

/// Shannon entropy of the characters, in bits a character.
fn bits(text: &str) -> f64 {
    let mut counts = std::collections::HashMap::new();
    let mut all = 0usize;
    for c in text.chars() {
        *counts.entry(c).or_insert(0usize) += 1;
        all += 1;
    }
    counts.values().map(|&n| n as f64 / all as f64).map(|p| -p * p.log2()).sum()
}

/// Words that stand where a secret would, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "example",
    "changeme",
    "change_me",
    "change-me",
    "placeholder",
    "your",
    "dummy",
    "sample",
    "xxxx",
    "redacted",
    "insert",
    "replace",
    "not-a-",
    "foobar",
    "lorem",
    "todo",
    "fixme",
    "default",
    "123456789",
    "abcdefgh",
    "qwertyuiop",
    "0123456",
    "****",
    "....",
    "____",
    "<",
    "${",
    "{{",
    "%(",
    "$(",
    "пример",
    "ваш",
    "deadbeef",
];
/// Values that are no secret by themselves.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "token",
    "none",
    "null",
    "true",
    "false",
    "undefined",
    "string",
    "пароль",
    "test",
    "testing",
    "username",
    "required",
    "optional",
    "hidden",
    "empty",
    "unknown",
];

/// Stands for a secret in documentation.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let mut chars = lower.chars();
    let first = chars.next();
    let distinct = lower.chars().collect::<std::collections::HashSet<_>>().len();
    WORDS.contains(&lower.as_str())
        || PLACEHOLDERS.iter().any(|p| lower.contains(p))
        || chars.all(|c| Some(c) == first)
        || (lower.chars().count() >= 12 && distinct <= 3)
}

/// Refers to a secret kept elsewhere: `$SECRET`, `%SECRET%`, `@file`.
fn is_reference(value: &str) -> bool {
    value.starts_with(['$', '%', '@'])
}

/// Random enough to be no word: at least 3.5 bits a character (3.0 for hexadecimal digits alone) over 16 or more.
pub(super) fn entropy(text: &str) -> Valid {
    let value = text.trim_matches(['"', '\'', '`']);
    let hex = value.chars().all(|c| c.is_ascii_hexdigit());
    let least = if hex { 3.0 } else { 3.5 };
    let mixed = value.chars().any(|c| c.is_ascii_digit()) && value.chars().any(char::is_alphabetic);
    let holds = value.chars().count() >= 16
        && mixed
        && bits(value) >= least
        && !is_placeholder(value)
        && !is_reference(value);
    holds.then(|| (value.to_owned(), Proof::Structure("random by its entropy")))
}

/// A password or key that somebody chose or was given: eight characters or more, no placeholder, no plain word.
pub(super) fn secret(text: &str) -> Valid {
    let value = text.trim_matches(['"', '\'', '`', ',', ';']);
    let kinds = [
        value.chars().any(char::is_lowercase),
        value.chars().any(char::is_uppercase),
        value.chars().any(|c| c.is_ascii_digit()),
        value.chars().any(|c| !c.is_alphanumeric()),
    ];
    let kinds = kinds.iter().filter(|&&k| k).count();
    let holds = value.chars().count() >= 8
        && kinds >= 2
        && bits(value) >= 2.5
        && !is_placeholder(value)
        && !is_reference(value);
    holds.then(|| (value.to_owned(), Proof::Structure("no placeholder and no plain word")))
}

/// A provider's token whose prefix the expression has already seen: what is left is that it is no sample.
pub(super) fn token(text: &str) -> Valid {
    let value = text.trim();
    let holds = bits(value) >= 2.8 && !is_placeholder(value);
    holds.then(|| (value.to_owned(), Proof::Structure("the provider's prefix, length and alphabet")))
}

/// `address:password`, `;`, `|` or a tab between. Canonical: the address in lower case, a colon, the password.
pub(super) fn credential(text: &str) -> Valid {
    let at = text.find('@')?;
    let cut = at + text[at..].find([':', ';', '|', '\t'])?;
    let (address, password) = (text[..cut].trim().to_lowercase(), text[cut + 1..].trim());
    // An address of a server: a port, and perhaps a path after it.
    let port = password.split('/').next().unwrap_or_default();
    let scheme = password.starts_with("//") || (port.len() <= 5 && port.chars().all(|c| c.is_ascii_digit()));
    let holds = is_email(&address)
        && (4..=128).contains(&password.chars().count())
        && !scheme
        && !password.contains(char::is_whitespace)
        && !is_placeholder(password)
        && !is_reference(password)
        && !is_email(password);
    holds.then(|| (format!("{address}:{password}"), Proof::Structure("an address and a password beside it")))
}

/// `scheme://user:password@host`: a password that is one.
pub(super) fn connection_string(text: &str) -> Valid {
    let (_, rest) = text.split_once("://")?;
    let (login, host) = rest.rsplit_once('@')?;
    let (_, password) = login.split_once(':')?;
    let sample = ["user", "pass", "pwd", "root", "admin", "postgres", "guest", "secret", "password"];
    let lower = password.to_lowercase();
    let holds = password.chars().count() >= 4
        && !host.is_empty()
        && !is_placeholder(password)
        && !is_reference(password)
        && !sample.contains(&lower.as_str());
    holds.then(|| (text.to_owned(), Proof::Structure("user, password and host have their places")))
}

/// GitHub's and npm's tokens: a prefix, 30 characters, and their CRC-32 in six digits of base 62 (GitHub, "Behind
/// GitHub's new authentication token formats", 2021).
pub(super) fn github_token(text: &str) -> Valid {
    let (_, body) = text.split_once('_')?;
    if body.len() != 36 || !body.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let (random, sum) = body.split_at(30);
    let mut crc = flate2::Crc::new();
    crc.update(random.as_bytes());
    (base_62(crc.sum()) == sum)
        .then(|| (text.to_owned(), Proof::Issuer("the issuer's own checksum (CRC-32) agrees")))
}

fn base_62(mut number: u32) -> String {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = [b'0'; 6];
    for slot in out.iter_mut().rev() {
        *slot = ALPHABET[(number % 62) as usize];
        number /= 62;
    }
    out.iter().map(|&b| char::from(b)).collect()
}

/// RFC 7519: header and claims are JSON objects in base64url, the header names an algorithm.
pub(super) fn jwt(text: &str) -> Valid {
    let mut parts = text.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let object = |part: &str| -> Option<serde_json::Value> {
        let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&bytes).ok().filter(serde_json::Value::is_object)
    };
    let algorithm = object(header)?.get("alg")?.as_str()?.to_lowercase();
    let claims = object(claims)?;
    // The token that jwt.io shows to everybody.
    let sample = claims.get("name").and_then(|n| n.as_str()) == Some("John Doe");
    (algorithm != "none" && !signature.is_empty() && !sample)
        .then(|| (text.to_owned(), Proof::Structure("header and claims are JSON, signed")))
}

/// PEM (RFC 7468): a body of base64 between the lines, not dots or a note.
pub(super) fn private_key(text: &str) -> Valid {
    let body: String =
        text.lines().filter(|l| !l.contains("-----") && !l.contains(':')).flat_map(str::chars).collect();
    let plain: String = body.replace("\\n", "").chars().filter(|c| !c.is_whitespace()).collect();
    let base64 = plain.len() >= 40 && plain.chars().all(|c| c.is_ascii_alphanumeric() || "+/=\\".contains(c));
    (base64 && bits(&plain) >= 3.5 && !plain.to_lowercase().contains("example"))
        .then_some((plain, Proof::Structure("a PEM body of base64")))
}
