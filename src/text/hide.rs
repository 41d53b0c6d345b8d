//! Secrets masked wherever they stand in words about a page: in its title, its author, its address.

use super::mask;

/// `words` with each of the secrets masked, in an address also where it is percent-encoded.
pub fn hide<'a>(words: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
    let mut secrets: Vec<&str> = secrets.into_iter().map(str::trim).filter(|s| !s.is_empty()).collect();
    // Longer ones first: a secret may be a part of another.
    secrets.sort_by_key(|s| std::cmp::Reverse(s.len()));
    secrets.dedup();
    let mut out = words.to_owned();
    for secret in secrets {
        if out.contains(secret) {
            out = out.replace(secret, &mask(secret));
        }
        if out.contains("://") {
            out = in_address(&out, secret);
        }
    }
    out
}

/// Where a secret is written with `%40` for `@` or `+` for a blank.
fn in_address(address: &str, secret: &str) -> String {
    if !address.contains(['%', '+']) {
        return address.to_owned();
    }
    let decoded = decoded(address.as_bytes());
    let bytes: Vec<u8> = decoded.iter().map(|(byte, ..)| *byte).collect();
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = bytes[at..].windows(secret.len()).position(|w| w == secret.as_bytes()) {
        let (first, end) = (at + found, at + found + secret.len());
        // Both fall on ASCII or on a character's edge: the secret is whole characters, an escape is ASCII.
        out.push_str(&address[copied..decoded[first].1]);
        out.push_str(&mask(secret));
        copied = decoded[end - 1].2;
        at = end;
    }
    out.push_str(&address[copied..]);
    out
}

/// Each byte that the address stands for, with the span that it is written in.
fn decoded(address: &[u8]) -> Vec<(u8, usize, usize)> {
    let digit = |at: usize| address.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(address.len());
    let mut at = 0;
    while at < address.len() {
        let (byte, width) = match (address[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => ((high * 16 + low) as u8, 3),
            (b'+', ..) => (b' ', 1),
            (byte, ..) => (byte, 1),
        };
        out.push((byte, at, at + width));
        at += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wherever_a_secret_stands() {
        for (words, secrets, expected) in [
            ("Пароль hunter2secret", &["hunter2secret"][..], "Пароль ••••cret"),
            ("https://a.test/?k=hunter2secret&x=1", &["hunter2secret"], "https://a.test/?k=••••cret&x=1"),
            (
                "https://a.test/?u=boris%40example.com%3aQwerty&x=%D1%8F",
                &["boris@example.com:Qwerty"],
                "https://a.test/?u=bo••••@example.com:••••••••&x=%D1%8F",
            ),
            ("https://a.test/?q=%D0%BA%D0%BB%D1%8E%D1%87+42", &["ключ 42"], "https://a.test/?q=••••"),
            ("https://a.test/%zz%4", &["nothing here"], "https://a.test/%zz%4"),
            ("CVV 123", &["", "123", " "], "CVV ••••"),
            ("AKIAEXAMPLE12 and EXAMPLE1", &["EXAMPLE1", "AKIAEXAMPLE12"], "••••LE12 and ••••E1"),
        ] {
            assert_eq!(hide(words, secrets.iter().copied()), expected, "{words}");
        }
    }
}
