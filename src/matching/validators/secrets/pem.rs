//! Private keys: PEM bodies open and behind a passphrase, and keys that were encoded once more.
//!
//! Sources: RFC 7468 (PEM), RFC 1421 (encrypted PEM), RFC 8018 (PKCS #5, in DER), OpenSSH's PROTOCOL.key, RFC 7517 (JWK).
//! A key behind a passphrase opens nothing by itself, so that it is another kind. Linear in the text.

use super::issuers::base64;
use super::words::surprise_each;
use super::{Proof, Valid, bits, keyed};

const BODY: Proof = Proof::Structure("a PEM body of base64");

/// Bytes within which the first line and the headers stand.
const HEAD: usize = 200;

/// PEM (RFC 7468): a body of base64 between the lines, not dots or a note, and no passphrase asked for.
pub(in super::super) fn private_key(text: &str) -> Valid {
    body(text).filter(|body| !is_encrypted(text, body)).map(|body| (body, BODY))
}

/// The same, behind a passphrase.
pub(in super::super) fn encrypted_private_key(text: &str) -> Valid {
    body(text).filter(|body| is_encrypted(text, body)).map(|body| (body, BODY))
}

/// The base64 of a key, its lines joined. The body may stand in a string of source code, a log or a comment: of each line
/// its longest run of base64 counts.
fn body(text: &str) -> Option<String> {
    let mut body = String::new();
    let inside = text.split_once("-----\n").map_or(text, |(_, rest)| rest);
    let inside = inside.trim_start_matches('-');
    for line in
        inside.split(['\n', '\r']).flat_map(|line| line.split("\\n")).flat_map(|line| line.split("\\r"))
    {
        let runs = line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')));
        let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
        // Headers (RFC 1421, RFC 4880) and the lines of a log's own.
        if longest.len() >= 16 {
            body.push_str(longest);
        }
    }
    // A manual cuts the body short by a line of dots.
    let cut = inside
        .lines()
        .any(|line| line.len() < 80 && line.contains("...") && line.trim().trim_matches('.').is_empty());
    let example = body.to_lowercase().contains("example");
    // Headers stand in keys whose first line names their kind (RSA, EC, DSA); PKCS #8 has none (RFC 7468, section 2).
    let head = &text[..text.floor_char_boundary(HEAD)];
    let mixed = head.contains("BEGIN PRIVATE KEY") && head.contains("Proc-Type:");
    // Prose about keys has long words and paths in it.
    let random = bits(&body) >= 4.0 && surprise_each(&body) >= 0.5;
    (body.len() >= 40 && random && !cut && !example && !mixed).then_some(body)
}

/// Says so in its first line or its headers, or names a cipher in its first bytes.
fn is_encrypted(text: &str, body: &str) -> bool {
    let head = &text[..text.floor_char_boundary(HEAD)];
    head.contains("BEGIN ENCRYPTED")
        || head.contains("Proc-Type: 4,ENCRYPTED")
        || openssh_cipher(body).is_some_and(|cipher| cipher != b"none")
}

/// `openssh-key-v1`, a zero byte, the length of the cipher's name in four bytes, the name.
fn openssh_cipher(body: &str) -> Option<Vec<u8>> {
    let bytes = base64(body.get(..64)?)?;
    let rest = bytes.strip_prefix(b"openssh-key-v1\0")?;
    let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
    rest.get(4..4 + usize::try_from(length).ok()?).map(<[u8]>::to_vec)
}

/// What a run of base64 holds, though it was cut at its beginning: decoded at each of four places until `has` holds.
fn decoded(text: &str, has: fn(&str) -> bool) -> Option<String> {
    let text = text.trim_end_matches('=');
    (0..4).find_map(|at| {
        let whole = text.get(at..)?;
        let bytes = base64(whole).or_else(|| base64(whole.get(..whole.len() / 4 * 4)?))?;
        Some(String::from_utf8_lossy(&bytes).into_owned()).filter(|inner| has(inner))
    })
}

/// An open private key that was encoded once more, as in Kubernetes and CI settings, alone or within a file of settings.
pub(in super::super) fn encoded_private_key(text: &str) -> Valid {
    let inner = decoded(text, |inner| inner.contains("PRIVATE KEY-----"))?;
    let at = inner.find("PRIVATE KEY-----")?;
    let key = &inner[inner[..at].rfind("-----BEGIN ").unwrap_or(at)..];
    private_key(key).map(|_| (text.to_owned(), Proof::Structure("a private key in base64")))
}

/// A JSON web key that was encoded once more: the member of a private or symmetric key (RFC 7518, section 6).
pub(in super::super) fn encoded_jwk(text: &str) -> Valid {
    let inner = decoded(text, |inner| inner.contains("\"kty\""))?;
    let member = |name: &str| {
        let (_, rest) = inner.split_once(name)?;
        let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        let value = value.split('"').next().filter(|value| value.len() >= 22)?;
        keyed(value)
    };
    member("\"d\"")
        .or_else(|| member("\"k\""))
        .map(|_| (text.to_owned(), Proof::Structure("a private key in base64")))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::{encoded_jwk, encoded_private_key, encrypted_private_key, private_key};

    const LINES: &str = "Ez9oP0ZV1YgHNMqhQY/CIb27Mxy85v0eqHp2ERuLGQZx3NAcZCf/jCmhQdY7Ez+z\nFZQHNIcOQTBP6tUWfm0kOqpQyP1OlFdyKhlIB3opX3AKcL1rxIu4sHSC+GUMEPYZ";

    fn pem(kind: &str, headers: &str) -> String {
        format!("-----BEGIN {kind}PRIVATE KEY-----\n{headers}{LINES}\n-----END {kind}PRIVATE KEY-----\n")
    }

    #[test]
    fn open_keys_and_those_behind_a_passphrase_are_told_apart() {
        let openssh = |cipher: &str| {
            let mut bytes = b"openssh-key-v1\0".to_vec();
            bytes.extend((cipher.len() as u32).to_be_bytes());
            bytes.extend(cipher.as_bytes());
            bytes.extend(1..=160u8);
            format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n", STANDARD.encode(bytes))
        };
        for (text, encrypted) in [
            (pem("RSA ", ""), false),
            (pem("ENCRYPTED ", ""), true),
            (pem("RSA ", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"), true),
            (openssh("none"), false),
            (openssh("aes256-ctr"), true),
        ] {
            assert_eq!(private_key(&text).is_some(), !encrypted, "{text}");
            assert_eq!(encrypted_private_key(&text).is_some(), encrypted, "{text}");
        }
    }

    #[test]
    fn headers_of_old_keys_under_the_line_of_new_ones_are_no_key() {
        let mixed = pem("", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n");
        assert!(private_key(&mixed).is_none() && encrypted_private_key(&mixed).is_none());
    }

    #[test]
    fn keys_are_found_in_base64_wherever_it_was_cut() {
        let settings = format!("issuer:\n  name: build\n  key: |\n{}", pem("EC ", ""));
        let key = "{\"keys\": [{\"kty\": \"EC\", \"d\": \"hT4k9VbQ2mZx7LpW1cR8sYdJ3nG6fEuAo5iXzK0tBvM\"}]}";
        for cut in 0..6 {
            assert!(encoded_private_key(&STANDARD.encode(&settings)[cut..]).is_some(), "{cut}");
            assert!(encoded_jwk(&STANDARD.encode(key)[cut..]).is_some(), "{cut}");
        }
        let public = key.replace("\"d\"", "\"x\"");
        assert!(encoded_jwk(&STANDARD.encode(public)).is_none());
        let certificate = pem("", "").replace("PRIVATE KEY", "CERTIFICATE");
        assert!(encoded_private_key(&STANDARD.encode(certificate)).is_none());
    }

    #[test]
    fn hostile_bodies_are_measured_and_no_more() {
        for unit in ["ё", "-----\n", "\\n", "A", "=", "Imt0eSI"] {
            let long = unit.repeat(100_000 / unit.len());
            for judge in [private_key, encrypted_private_key, encoded_private_key, encoded_jwk] {
                let _ = judge(&long);
            }
        }
    }
}
