//! Secrets: what makes a string one, by its issuer's form and checksum, by its structure, or by being unlike words.
//!
//! Every judge sees the value alone, never the text around it. A value that stands for a secret (a filler, a template, a
//! reference) is refused by all of them.

mod issuers;
mod password;
mod placeholder;
mod structure;
mod words;

use placeholder::{is_filler, is_reference};

pub(super) use issuers::{
    age_key, atlassian_server, atlassian_token, aws_key, azure_key, discord_token, github_token,
    gitlab_token, grafana_token, jfrog_reference, nkey, pypi_token, sentry_token, telegram_token,
};
pub(super) use password::{bare_password, password};
pub(super) use structure::{
    basic_credentials, connection_string, credential, encoded_private_key, jwt, jwt_encoded,
    kubernetes_value, private_key, user_password,
};

pub(in crate::matching) use words::{Grams, by_words as bits_by_words};

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

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// A provider's token whose prefix the expression has already seen: what is left is that it is no sample.
pub(super) fn token(text: &str) -> Valid {
    let value = text.trim();
    let holds = bits(value) >= 2.8 && !is_filler(value);
    holds.then(|| (value.to_owned(), Proof::Structure("the provider's prefix, length and alphabet")))
}

/// A key assigned to a provider's name, whose length and alphabet the expression has seen: random, though short ones may
/// be less so.
pub(super) fn keyed(text: &str) -> Valid {
    let value = text.trim_matches(QUOTES);
    let length = value.chars().count();
    let bare: String = value.chars().filter(|c| *c != '-').collect();
    let distinct = bare.chars().collect::<std::collections::HashSet<_>>().len();
    let holds = length >= 8
        && distinct >= 5.min(length)
        && value.chars().any(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        && words::surprise(&bare) >= 3.0_f64.max(0.25 * length as f64)
        && !is_filler(value)
        && !is_reference(value);
    holds
        .then(|| (value.to_owned(), Proof::Structure("the provider's length and alphabet, and unlike words")))
}

/// Random enough to be no word, whoever made it: ten characters or more that words explain far worse than chance does.
/// Hexadecimal digits, whose every digest is as random, ask for more of them.
pub(super) fn entropy(text: &str) -> Valid {
    let value = text.trim_matches(QUOTES).trim_end_matches([',', ';', '.', ')']);
    let length = value.chars().count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let signs = value.chars().filter(|c| !c.is_alphanumeric()).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let hex = value.chars().all(|c| c.is_ascii_hexdigit());
    let uuid = length == 36
        && value.bytes().enumerate().all(|(at, b)| (b == b'-') == matches!(at, 8 | 13 | 18 | 23));
    let digest = ["sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "md5-", "W/"]
        .iter()
        .any(|p| value.starts_with(p));
    let holds = length >= if hex { 16 } else { 10 }
        && digits >= 1
        && letters >= 2
        && signs * 3 <= length
        && bits(value) >= if hex { 2.8 } else { 3.0 }
        && words::surprise(value) >= 12.0
        && words::surprise_each(value) >= 0.6
        && !uuid
        && !digest
        && !is_filler(text.trim_matches(QUOTES))
        && !is_reference(value);
    holds.then(|| (value.to_owned(), Proof::Structure("random: unlike words, and no placeholder")))
}
