//! Passwords that somebody chose or was given, where the expression has seen that one is assigned.
//!
//! People choose words with something added: what is refused is what code, templates and manuals write in that place.

use super::placeholder::{is_placeholder, is_reference};
use super::words::surprise;
use super::{Proof, QUOTES, Valid, bits};

const FOUND: Proof = Proof::Structure("no placeholder and no plain word");

/// Kinds of characters: small letters, capitals, digits, signs.
fn kinds(value: &str) -> usize {
    let kinds = [
        value.chars().any(char::is_lowercase),
        value.chars().any(char::is_uppercase),
        value.chars().any(|c| c.is_ascii_digit()),
        value.chars().any(|c| !c.is_alphanumeric()),
    ];
    kinds.iter().filter(|&&kind| kind).count()
}

/// Runs of three letters and more, a capital after a small letter or a digit beginning another; a digit within a word ends
/// none.
fn words(value: &str) -> usize {
    let (mut count, mut letters, mut last) = (0, 0, ' ');
    for c in value.chars() {
        let begins = match last {
            last if last.is_ascii_digit() => c.is_uppercase(),
            last => !last.is_alphabetic() || last.is_lowercase() && c.is_uppercase(),
        };
        letters = match c.is_alphabetic() {
            true if begins => 1,
            true => letters + 1,
            false if c.is_ascii_digit() => letters,
            false => 0,
        };
        count += usize::from(c.is_alphabetic() && letters == 3);
        last = c;
    }
    count
}

/// In quotes, or where nothing but a password can stand: six characters or more that are neither a placeholder nor an
/// identifier.
pub(in super::super) fn password(text: &str) -> Valid {
    let value = text.trim_matches(QUOTES);
    let length = value.chars().count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let kinds = kinds(value);
    // A sign that nobody writes into an identifier, a path or a format.
    let odd = value.chars().any(|c| "!@#$%^&*?~+=".contains(c));
    let mixed = match kinds {
        0 | 1 => length >= 10 && letters == length && surprise(value) >= 14.0,
        2 if letters == length => length >= 8 && surprise(value) >= 12.0,
        2 => {
            (digits > 0 && letters > 0 || odd)
                && length >= 7
                && (surprise(value) >= 4.0 || digits >= 2 || odd)
        }
        // Three words run together without such a sign: the name of an algorithm or of a class.
        // In small letters such as scram-sha-256, one of a protocol.
        _ if !odd && surprise(value) < 0.0 => {
            let named = !value.chars().any(char::is_uppercase) && digits < 4;
            digits >= 2 && words(value) < 3 && !named
        }
        _ => length >= 6 && (digits > 0 || odd),
    };
    let holds = (6..=128).contains(&length)
        && mixed
        && bits(value) >= 2.2
        && !is_placeholder(value)
        && !is_reference(value)
        && !is_format(value)
        && !is_prose(value)
        && !is_setting(value)
        && !is_hash(value);
    holds.then(|| (value.to_owned(), FOUND))
}

/// Without quotes: code and prose stand there as well, so that it must look chosen: letters, digits and a sign, or random.
pub(in super::super) fn bare_password(text: &str) -> Valid {
    let value = unclosed(text.trim_matches(QUOTES).trim_end_matches([',', ';']));
    let code = value.contains(['(', ')', '{', '}', '[', ']', '<', '>', '"', '\'', '\\', '|', '`'])
        || value.ends_with([':', '.', '…'])
        || value.contains("->")
        || value.contains("::")
        // Base64 ends in it.
        || value.trim_end_matches('=').contains("==")
        || value.contains("&&");
    let (value, proof) = password(value)?;
    let kinds = kinds(&value);
    let digits = value.chars().any(|c| c.is_ascii_digit());
    let odd = value.chars().any(|c| "!@#$%^&*?~+".contains(c));
    let many = value.chars().filter(char::is_ascii_digit).count() >= 3;
    // Base64Encoder: words with a number in them, as code names things.
    let name = surprise(&value) < 0.0 && !odd && !many && words(&value) >= 2;
    let chosen = kinds >= 3 && (digits || odd) || surprise(&value) >= 8.0;
    let holds = !code && !name && value.chars().count() >= 8 && chosen;
    holds.then_some((value, proof))
}

/// Words with blanks between, or blanks about them: a sentence or a piece of code, not a phrase to log in with.
fn is_prose(value: &str) -> bool {
    value.contains(char::is_whitespace) && (value.trim() != value || surprise(value) < 0.0)
}

/// `console=hvc0`: a word and what it is set to.
fn is_setting(value: &str) -> bool {
    value.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '-'))
            && surprise(name) < 2.0
    })
}

/// A stored hash, whole or only its scheme, as frameworks write them: `pbkdf2_sha256$...`. The pack of dumps tells these.
fn is_hash(value: &str) -> bool {
    const SCHEMES: [&str; 8] = ["md5", "sha1", "sha256", "sha512", "bcrypt", "crypt", "argon2", "pbkdf2"];
    value.split_once('$').is_some_and(|(scheme, _)| SCHEMES.iter().any(|known| scheme.starts_with(known)))
}

/// Without the bracket that closes one from before: `(pw:value)`.
fn unclosed(value: &str) -> &str {
    match value.chars().next_back() {
        Some(')') if !value.contains('(') => value.trim_end_matches([')', ',', ';', '.']),
        Some(']') if !value.contains('[') => value.trim_end_matches(']'),
        _ => value,
    }
}

/// A mask, an address, a version of a protocol: up to 64 bits in hexadecimal digits.
fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix("0x").or_else(|| value.strip_prefix("0X"));
    digits.is_some_and(|digits| digits.len() <= 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A date, a time, a number with its unit, a version, a colour, a size, a path: no password.
pub(super) fn is_format(value: &str) -> bool {
    let only = |allowed: &str| value.chars().all(|c| c.is_ascii_digit() || allowed.contains(c));
    let path = value.starts_with(['/', '.', '~', '\\']) || value.contains("/") && surprise(value) < 4.0;
    let file = value.rsplit_once('.').is_some_and(|(name, kind)| {
        (2..=5).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_lowercase()) && surprise(name) < 4.0
    });
    only(".:-/ ,TZ+vx%")
        || path
        || file
        || value.starts_with('#') && value.len() <= 9
        || value.starts_with("--")
        || is_number(value)
}

#[cfg(test)]
mod tests {
    use super::{bare_password, password};

    #[test]
    fn what_people_choose_is_taken() {
        for chosen in [
            "Gr0zny-Kot!77",
            "Gr0zny-Kot77",
            "Zima-2024-ok",
            "tr4-kLm9!qWz",
            "q7w8e9r4",
            "hunter2024",
            "Summer2024!",
        ] {
            assert!(password(chosen).is_some(), "{chosen}");
        }
        for chosen in ["Gr0zny-Kot!77", "Zima-2024-ok", "tr4-kLm9!qWz", "eZs2fjkjD8hUcsQ37b8z=="] {
            assert!(bare_password(chosen).is_some(), "{chosen}");
        }
        // Of `(pw:...)` the bracket stays outside.
        let kept = bare_password("Gr0zny-Kot!77)").map(|(value, _)| value);
        assert_eq!(kept.as_deref(), Some("Gr0zny-Kot!77"));
        assert!(bare_password("Gr0zny(Kot)77").is_none());
    }

    #[test]
    fn what_code_and_manuals_write_is_not() {
        for other in [
            "password",
            "changeme123",
            "your-password",
            "${PASSWORD}",
            "$password",
            "getPassword()",
            "config.password",
            "<password>",
            "********",
            "string",
            "required",
            "2024-01-15",
            "10.0.0.12",
            "/run/secrets/db",
            "secret.txt",
            "passwordField",
            "my-secret-name",
            "PASSWORD_2",
            "process.env.PASS",
            "12345678",
            "qwerty123",
            "console=hvc0",
            "passthrough=",
            " (since Linux 3.14)",
            "Word# -> Integer -> Word#",
            "pbkdf2_sha256$30000$Vo0VlMnk$qEvtdyZRWTcOsCnI",
            "0x81103c1452dd61cd",
        ] {
            assert!(password(other).is_none(), "{other}");
            assert!(bare_password(other).is_none(), "{other}");
        }
        for code in ["getText(9x!)", "std::move9x!", "user->pass9!x", "Base64Encoder"] {
            assert!(bare_password(code).is_none(), "{code}");
        }
    }
}
