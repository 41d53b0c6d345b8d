//! Tokens whose issuer put a checksum or a readable structure into them: a changed or invented one is refused.
//!
//! Sources: GitHub, "Behind GitHub's new authentication token formats" (2021), npm's the same; GitLab, "Routable tokens"
//! design; Grafana, service account tokens; Atlassian and Bitbucket API tokens; NATS nkeys; age v1 (bech32, BIP 173);
//! macaroons v2 for PyPI. Knows nothing of the text around a token.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::placeholder::is_filler;
use super::{Proof, Valid, bits};

const CRC: Proof = Proof::Issuer("the issuer's own checksum (CRC-32) agrees");
const STRUCTURE: Proof = Proof::Structure("the structure that the issuer puts into it");

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

/// Base64 of either alphabet, padded or not.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Of AWS: four letters for the kind, then base32 (RFC 4648), which has no 0, 1, 8 and 9; oldest ones begin with `A3T` and
/// keep to capitals and digits alone.
pub(in super::super) fn aws_key(text: &str) -> Valid {
    let rest = text.get(4..)?;
    let base32 = rest.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
    let holds = (base32 || text.starts_with("A3T")) && bits(rest) >= 2.5 && !is_filler(text);
    holds.then(|| (text.to_owned(), Proof::Structure("the provider's prefix, length and alphabet")))
}

/// GitHub's and npm's tokens: a prefix, random characters, and their CRC-32 in six digits of base 62.
pub(in super::super) fn github_token(text: &str) -> Valid {
    let (_, body) = text.split_once('_')?;
    if body.len() < 36 || !body.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let (random, sum) = body.split_at(body.len() - 6);
    (base_62(crc(random.as_bytes())) == sum).then(|| (text.to_owned(), CRC))
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

/// A routable token of GitLab: prefix, payload in base64url, its length in two digits of base 36, and the CRC-32 of all
/// before it in seven.
pub(in super::super) fn gitlab_token(text: &str) -> Valid {
    let cut = text.len().checked_sub(7)?;
    let (before, sum) = (text.get(..cut)?, text.get(cut..)?);
    let sum = u32::from_str_radix(sum, 36).ok()?;
    (sum == crc(before.as_bytes())).then(|| (text.to_owned(), CRC))
}

/// API tokens and app passwords of Atlassian: the CRC-32 of all before it in eight hexadecimal digits. The equals sign
/// before them may be written as in a shell or in an address.
pub(in super::super) fn atlassian_token(text: &str) -> Valid {
    let plain = text.replace("\\=", "=").replace("%3d", "=").replace("%3D", "=");
    let cut = plain.len().checked_sub(8)?;
    let (before, sum) = (plain.get(..cut)?, plain.get(cut..)?);
    let holds = u32::from_str_radix(sum, 16).ok()? == crc(before.as_bytes());
    holds.then_some((plain, CRC))
}

/// A token of a Jira, Confluence or Bitbucket server: base64 of a number, a colon and 20 random bytes.
pub(in super::super) fn atlassian_server(text: &str) -> Valid {
    let bytes = base64(text.strip_prefix("BBDC-").unwrap_or(text))?;
    let colon = bytes.iter().position(|&b| b == b':')?;
    let (number, random) = (&bytes[..colon], &bytes[colon + 1..]);
    let holds = (4..=20).contains(&colon)
        && number.iter().all(u8::is_ascii_digit)
        && random.len() >= 16
        && scattered(random);
    holds.then(|| (text.to_owned(), STRUCTURE))
}

/// Unlike a text or a run of one byte.
fn scattered(bytes: &[u8]) -> bool {
    let distinct = bytes.iter().collect::<std::collections::HashSet<_>>().len();
    distinct * 3 >= bytes.len() * 2 && !bytes.is_ascii()
}

/// Of Grafana: the CRC-32 of all before the last underscore, as four bytes, the lowest first.
pub(in super::super) fn grafana_token(text: &str) -> Valid {
    let (before, sum) = text.rsplit_once('_')?;
    let sum = u32::from_str_radix(sum, 16).ok()?.swap_bytes();
    (sum == crc(before.as_bytes())).then(|| (text.to_owned(), CRC))
}

/// A NATS seed: base32 of a prefix for "seed" and its kind, 32 bytes, and their CRC-16 (XMODEM), the lowest byte first.
pub(in super::super) fn nkey(text: &str) -> Valid {
    let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).ok()?;
    let cut = bytes.len().checked_sub(2).filter(|&cut| cut == 34)?;
    let sum = bytes[..cut].iter().fold(0u16, |sum, byte| {
        (0..8).fold(
            sum ^ u16::from(*byte) << 8,
            |sum, _| if sum & 0x8000 != 0 { sum << 1 ^ 0x1021 } else { sum << 1 },
        )
    });
    let holds = bytes[cut..] == sum.to_le_bytes() && bytes[0] >> 3 == 18;
    holds.then(|| (text.to_owned(), Proof::Checksum("the issuer's own checksum (CRC-16) agrees")))
}

/// An age identity: bech32 (BIP 173), whose six last characters are a checksum over the rest.
pub(in super::super) fn age_key(text: &str) -> Valid {
    const LETTERS: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let lower = text.to_lowercase();
    let (name, data) = lower.rsplit_once('1')?;
    let step = |sum: u32, value: u32| {
        let (top, sum) = (sum >> 25, (sum & 0x01ff_ffff) << 5 ^ value);
        [0x3b6a_57b2u32, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
            .iter()
            .enumerate()
            .fold(sum, |sum, (bit, mix)| if top >> bit & 1 == 1 { sum ^ mix } else { sum })
    };
    let mut sum = name.bytes().fold(1, |sum, b| step(sum, u32::from(b >> 5)));
    sum = name.bytes().fold(step(sum, 0), |sum, b| step(sum, u32::from(b & 31)));
    for c in data.chars() {
        sum = step(sum, LETTERS.find(c)? as u32);
    }
    (sum == 1).then(|| (text.to_owned(), Proof::Issuer("the checksum (bech32) agrees")))
}

/// A bot's token of Discord: its number, of 17 to 20 digits, in base64, then a time and a signature.
pub(in super::super) fn discord_token(text: &str) -> Valid {
    let number = base64(text.split('.').next()?)?;
    let holds =
        (17..=20).contains(&number.len()) && number.iter().all(u8::is_ascii_digit) && !is_filler(text);
    holds.then(|| (text.to_owned(), STRUCTURE))
}

/// A bot's token of Telegram: its number, and 34 or 35 characters that begin with A.
pub(in super::super) fn telegram_token(text: &str) -> Valid {
    let (number, rest) = text.split_once(':')?;
    let holds = (5..=16).contains(&number.len())
        && !number.starts_with('0')
        && rest.len() == 35
        && super::words::surprise_each(rest) > 0.3
        && !is_filler(rest);
    holds.then(|| (text.to_owned(), Proof::Structure("the provider's prefix, length and alphabet")))
}

/// Of PyPI: a macaroon, version 2, that names the index and ends in a signature of 32 bytes.
pub(in super::super) fn pypi_token(text: &str) -> Valid {
    let bytes = base64(text.strip_prefix("pypi-")?)?;
    let index = ["pypi.org", "test.pypi.org"].iter().any(|name| {
        bytes.get(..3) == Some(&[2, 1, name.len() as u8])
            && bytes.get(3..3 + name.len()) == Some(name.as_bytes())
    });
    (index && bytes.len() >= 60 && !is_filler(text)).then(|| (text.to_owned(), STRUCTURE))
}

/// A reference token of Artifactory: base64 of `reftkn:`, a version, a time and 21 random characters.
pub(in super::super) fn jfrog_reference(text: &str) -> Valid {
    let bytes = base64(text)?;
    let time = bytes.get(10..20).is_some_and(|time| time.iter().all(u8::is_ascii_digit));
    (bytes.starts_with(b"reftkn:") && time && bytes.is_ascii() && !is_filler(text))
        .then(|| (text.to_owned(), STRUCTURE))
}

/// An organization's token of Sentry: claims as JSON in base64, then a random part.
pub(in super::super) fn sentry_token(text: &str) -> Valid {
    let (claims, random) = text.strip_prefix("sntrys_")?.split_once(['_', '='])?;
    let json: serde_json::Value = serde_json::from_slice(&base64(claims)?).ok()?;
    (json.get("iat").is_some() && bits(random) >= 3.0).then(|| (text.to_owned(), STRUCTURE))
}

/// Keys of Azure's services carry a fixed signature of the service in their middle or near their end, and random
/// characters around it.
pub(in super::super) fn azure_key(text: &str) -> Valid {
    let holds = super::words::surprise_each(text.trim_end_matches('=')) >= 0.8
        && bits(text) >= 4.0
        && !is_filler(text);
    holds.then(|| (text.to_owned(), STRUCTURE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(judge: fn(&str) -> Valid, good: &str, bad: &[&str]) {
        assert!(judge(good).is_some(), "{good}");
        for one in bad {
            assert!(judge(one).is_none(), "{one}");
        }
    }

    #[test]
    fn checksums_are_computed() {
        check(
            github_token,
            "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",
            &["ghp_DQdnmrMkSlNNtZx3cK8nkB6VRLetC64dTKw6", "ghp_short", "ghp"],
        );
        // A seed of zeros.
        check(nkey, "SUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEQ", &[]);
    }

    #[test]
    fn hostile_values_are_refused() {
        let long = "=".repeat(100_000);
        for judge in [
            aws_key,
            github_token,
            gitlab_token,
            atlassian_token,
            atlassian_server,
            grafana_token,
            nkey,
            age_key,
            discord_token,
            telegram_token,
            pypi_token,
            jfrog_reference,
            sentry_token,
            azure_key,
        ] {
            for text in ["", "ё", "ключ_ключ", "a:b", "pypi-", "sntrys__", "1", "_", &long] {
                assert!(judge(text).is_none(), "{text}");
            }
        }
    }
}
