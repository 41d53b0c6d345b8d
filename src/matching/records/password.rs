//! What stands where a password would: one, its hash, or something else (a path, a port, a telephone number, bullets).
//!
//! Judged without neighbours first; whether a weak one counts is for its neighbours to say: in a list of accounts
//! `qwerty` is a password, alone it is a word.

/// How much a text looks like a password by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Looks {
    /// It is something else, or hidden.
    Not,
    /// It may be one where its neighbours are.
    Weak,
    /// It is hardly anything else.
    Fair,
}

/// Stand where a password would and are none; in lower case.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "пароль",
    "secret",
    "none",
    "null",
    "nil",
    "n/a",
    "na",
    "true",
    "false",
    "yes",
    "no",
    "empty",
    "changeme",
    "hidden",
    "redacted",
    "masked",
    "removed",
    "unknown",
    "required",
    "optional",
    "string",
    "text",
    "example",
    "test",
    "your",
    "нет",
    "да",
    "скрыто",
    "удалено",
    "неизвестно",
    "xxx",
    "login",
    "email",
    "user",
];

/// The longest password that is taken for one.
const LONGEST: usize = 128;

pub(super) fn looks(text: &str) -> Looks {
    let length = if text.is_ascii() { text.len() } else { text.chars().count() };
    if !(3..=LONGEST).contains(&length) {
        return Looks::Not;
    }
    let seen = Seen::of(text);
    let hidden = seen.filler || seen.signs && is_hidden(text);
    if hidden || seen.blank || seen.signs && (is_address(text) || is_place(text)) {
        return Looks::Not;
    }
    let number = !seen.letters && seen.digits && (seen.signs && is_date_or_time(text) || is_telephone(text));
    if number || !seen.digits && is_word(text) {
        return Looks::Weak;
    }
    // A sign at the end may be the sentence's.
    let inner = seen.signs && !text.ends_with(['.', ',', ';', ':', '!', '?', ')']);
    let kinds = u32::from(seen.letters) + u32::from(seen.digits) + u32::from(inner) + u32::from(seen.mixed);
    let fair = seen.letters && seen.digits || kinds >= 3 || seen.mixed && length >= 8 && seen.signs;
    if length >= 5 && fair { Looks::Fair } else { Looks::Weak }
}

/// What characters a text has.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    letters: bool,
    digits: bool,
    signs: bool,
    /// A blank or a control character.
    blank: bool,
    /// A capital within the word, not at its front alone, beside small letters.
    mixed: bool,
    /// Nothing but what hides a password.
    filler: bool,
}

const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
const SIGN: u8 = 8;
const BLANK: u8 = 16;
const FILLER: u8 = 32;
/// A letter that has no case.
const LETTER: u8 = 64;

const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = match b as u8 {
            b'x' => SMALL | FILLER,
            b'X' => CAPITAL | FILLER,
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'*' | b'.' | b'_' | b'-' | b'#' | b'?' => SIGN | FILLER,
            0..=b' ' | 0x7f => SIGN | BLANK,
            _ => SIGN,
        };
        b += 1;
    }
    table
};

impl Seen {
    fn of(text: &str) -> Seen {
        let (mut any, mut all, mut later) = (0, u8::MAX, 0);
        let mut take = |kinds: u8| {
            later |= if all == u8::MAX { 0 } else { kinds };
            any |= kinds;
            // The highest bit says that nothing was taken yet.
            all &= kinds & !(1 << 7);
        };
        match text.is_ascii() {
            true => text.bytes().for_each(|b| take(ASCII[usize::from(b & 0x7f)])),
            false => text.chars().for_each(|c| take(beyond(c))),
        }
        Seen {
            letters: any & (SMALL | CAPITAL | LETTER) != 0,
            digits: any & DIGIT != 0,
            signs: any & SIGN != 0,
            blank: any & BLANK != 0,
            mixed: later & CAPITAL != 0 && any & SMALL != 0,
            filler: all & FILLER != 0,
        }
    }
}

fn beyond(c: char) -> u8 {
    if c.is_ascii() {
        return ASCII[c as usize];
    }
    let filler = if matches!(c, '•' | '●' | 'х' | 'Х' | '…') { FILLER } else { 0 };
    let kind = match c {
        c if c.is_lowercase() => SMALL,
        c if c.is_uppercase() => CAPITAL,
        c if c.is_alphabetic() => LETTER,
        c if c.is_whitespace() || c.is_control() => SIGN | BLANK,
        c if !c.is_alphanumeric() => SIGN,
        _ => 0,
    };
    kind | filler
}

/// A word that stands for a password in manuals.
pub(super) fn is_word(text: &str) -> bool {
    match text.is_ascii() {
        true => WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)),
        false => WORDS.contains(&text.to_lowercase().as_str()),
    }
}

/// Bullets, brackets, variables.
fn is_hidden(text: &str) -> bool {
    text.starts_with(['<', '$', '{', '%', '[', '('])
        || ["***", "•••", "${", "{{"].iter().any(|sign| has(text, sign))
}

/// Whether so short a sign stands in a short text.
fn has(text: &str, sign: &str) -> bool {
    let (bytes, sign) = (text.as_bytes(), sign.as_bytes());
    memchr::memchr_iter(sign[0], bytes).any(|at| bytes[at..].starts_with(sign))
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && host.rsplit_once('.').is_some_and(|(name, tld)| {
                !name.is_empty() && tld.len() >= 2 && tld.chars().all(char::is_alphabetic)
            })
            && host.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-')
    })
}

/// A path, a repository, a port, an address of a host.
fn is_place(text: &str) -> bool {
    let path = || text.chars().all(|c| c.is_alphanumeric() || "._-/~+".contains(c));
    let slashes = memchr::memchr_iter(b'/', text.as_bytes()).count();
    let slashed = slashes > 0
        && (text.starts_with("//")
            || text.starts_with("~/")
            || has(text, "://")
            || (text.starts_with('/') || slashes >= 2) && path());
    slashed || text.ends_with(".git") || is_ip(text)
}

/// Whether it is an address of IPv4 or IPv6.
pub(super) fn is_ip(text: &str) -> bool {
    memchr::memchr2(b'.', b':', text.as_bytes()).is_some() && text.parse::<std::net::IpAddr>().is_ok()
}

fn is_date_or_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['.', '/', '-', ':']).collect();
    (2..=3).contains(&parts.len())
        && parts.iter().all(|p| matches!(p.len(), 1 | 2 | 4) && p.bytes().all(|b| b.is_ascii_digit()))
}

fn is_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (10..=15).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
}

/// The kind of a password's hash, by its form; none: it is no hash.
pub(super) fn hash_kind(text: &str) -> Option<&'static str> {
    const PREFIXES: &[(&str, &str)] = &[
        ("$2a$", "bcrypt"),
        ("$2b$", "bcrypt"),
        ("$2y$", "bcrypt"),
        ("$argon2id$", "argon2id"),
        ("$argon2i$", "argon2i"),
        ("$argon2d$", "argon2d"),
        ("$6$", "sha512crypt"),
        ("$5$", "sha256crypt"),
        ("$1$", "md5crypt"),
        ("$apr1$", "md5crypt (Apache)"),
        ("$y$", "yescrypt"),
        ("$7$", "scrypt"),
        ("$P$", "phpass"),
        ("$H$", "phpass"),
        ("$S$", "SHA-512 (Drupal)"),
        ("pbkdf2_sha256$", "PBKDF2 (Django)"),
        ("pbkdf2_sha1$", "PBKDF2 (Django)"),
        ("pbkdf2:sha", "PBKDF2 (Werkzeug)"),
        ("scrypt:", "scrypt (Werkzeug)"),
        ("bcrypt_sha256$", "bcrypt (Django)"),
        ("sha1$", "SHA-1, salted (Django)"),
        ("md5$", "MD5, salted (Django)"),
        ("{SSHA512}", "SHA-512, salted (LDAP)"),
        ("{SSHA}", "SHA-1, salted (LDAP)"),
        ("{SHA}", "SHA-1 (LDAP)"),
        ("{MD5}", "MD5 (LDAP)"),
        ("SCRAM-SHA-256$", "SCRAM-SHA-256"),
        ("0x0200", "SHA-512 (SQL Server)"),
        ("0x0100", "SHA-1 (SQL Server)"),
    ];
    // The shortest: a prefix of three characters, and twenty behind it.
    if text.len() < 23 {
        return None;
    }
    if let Some((prefix, kind)) = PREFIXES.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        return (text.len() >= prefix.len() + 20).then_some(kind);
    }
    if let Some(hex) = text.strip_prefix('*') {
        return (hex.len() == 40 && is_hex(hex)).then_some("SHA-1 twice (MySQL)");
    }
    // A salt may follow the hexadecimal digits.
    let (hex, salt) = text.split_once([':', '$']).unwrap_or((text, ""));
    if !is_hex(hex) || salt.len() > 40 || salt.contains(char::is_whitespace) || is_telephone(hex) {
        return None;
    }
    match (hex.len(), salt.is_empty()) {
        (32, true) => Some("MD5 or NTLM"),
        (32, false) => Some("MD5, salted"),
        (40, true) => Some("SHA-1"),
        (40, false) => Some("SHA-1, salted"),
        (56, _) => Some("SHA-224"),
        (64, true) => Some("SHA-256"),
        (64, false) => Some("SHA-256, salted"),
        (96, _) => Some("SHA-384"),
        (128, _) => Some("SHA-512"),
        _ => None,
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit())
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::{Looks, hash_kind, looks};

    #[test]
    fn what_looks_like_a_password() {
        for (text, expected) in [
            ("Zima2024!", Looks::Fair),
            ("q7w8e9", Looks::Fair),
            ("Gr0zny-Kot!77", Looks::Fair),
            ("пароль77", Looks::Fair),
            ("a/b7Kq", Looks::Fair),
            ("qwerty", Looks::Weak),
            ("123456", Looks::Weak),
            ("password", Looks::Weak),
            ("Director", Looks::Weak),
            ("12.03.1985", Looks::Weak),
            ("89161234567", Looks::Weak),
            ("********", Looks::Not),
            ("xxxxxx", Looks::Not),
            ("<password>", Looks::Not),
            ("${PASS}", Looks::Not),
            ("a.b@example.com", Looks::Not),
            ("//example.com/x", Looks::Not),
            ("/var/www/html", Looks::Not),
            ("team/project.git", Looks::Not),
            ("10.0.0.1", Looks::Not),
            ("two words", Looks::Not),
            ("ab", Looks::Not),
        ] {
            assert_eq!(looks(text), expected, "{text}");
        }
    }

    #[test]
    fn hashes_by_their_form() {
        for (text, expected) in [
            ("$2b$12$gLpXAqqU0mO9lkGBloaxHA/iyDtWHgilCEn4dL08wDTZleeOqoR3c", Some("bcrypt")),
            ("5f4dcc3b5aa765d61d8327deb882cf99", Some("MD5 or NTLM")),
            ("5f4dcc3b5aa765d61d8327deb882cf99:a7Kq", Some("MD5, salted")),
            ("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", Some("SHA-1")),
            ("*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", Some("SHA-1 twice (MySQL)")),
            ("pbkdf2_sha256$600000$Qb7Yw0v3$5rJkq0m2b0u6oYcFvG5b9mQm9o1", Some("PBKDF2 (Django)")),
            ("{SSHA}2c0cVJ8l1D3Q9z0y7nq8fJ4wq1k5", Some("SHA-1, salted (LDAP)")),
            ("12345678901234567890123456789012", None),
            ("abcdefabcdefabcdefabcdefabcdefab", None),
            ("Zima2024!", None),
        ] {
            assert_eq!(hash_kind(text), expected, "{text}");
        }
    }
}
