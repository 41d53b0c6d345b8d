//! Password hashes whose form an expression has seen: what is left is that they are no samples, fillers or empty ones.

use super::{Proof, Valid};

/// Hashes that mean nothing: of the empty password (LM, NTLM, MD5, SHA-1), of `password`, and those of manuals.
const SAMPLES: &[&str] = &[
    "aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0",
    "*2470c0c06dee42fd1618bb99005adca2ec9d1e19",
    "*6bb4837eb74329105ee4568dda7dc67ed2ca2ad9",
    "*94bdcebe19083ce2a1f959fd02f964c7af4cfc29",
    "*81f5e21e35407d884a6cd4a731aebfb6af209e1b",
    "md5d41d8cd98f00b204e9800998ecf8427e",
    // In PostgreSQL's manual, with its server key after it.
    "scram-sha-256$4096:44560wpmlfjqiazypdz/eq==$4ca054rzlsfeq8z3fehtobta2x6knwfxfkpwibkode0=:l/nbszrcjp6rhohkk56gor1zibcsepkshcj9lnl3yw=",
];

/// Enough different signs, no placeholder, no sample. Canonical: as written, hexadecimal digits in lower case.
pub(super) fn hash(text: &str) -> Valid {
    let lower = text.to_lowercase();
    let hex = text.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '*'));
    let kinds = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    let filler = ["xxxx", "00000000", "aaaaaaaa", "example", "12345678", "...", "<", "hashhash", "saltsalt"];
    // Zeroes stand in the middle of captured answers.
    let filled = filler.iter().any(|f| lower.contains(f) && !(*f == "00000000" && lower.contains("::")));
    let value = if hex { lower.clone() } else { text.to_owned() };
    (kinds >= 10 && !filled && !SAMPLES.iter().any(|s| lower.starts_with(&s[..s.len().min(60)])))
        .then_some((value, Proof::Structure("the form of a password's hash, and no sample")))
}
