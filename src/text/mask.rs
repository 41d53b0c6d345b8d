//! What a letter may show of a secret: enough that its owner knows which one it is, too little to use it.

/// As many bullets for every value, so that the length of a secret is not told.
const BULLETS: &str = "••••";

/// `i.p••••@example.com`, `••••5678`, `i.p••••@example.com:••••••••`.
///
/// An e-mail address keeps its domain and at most three characters, never more than half of its local part; what follows
/// the address (a password) is hidden whole. Any other value keeps its last four characters when it has twelve or more,
/// its last two when it has eight or more, else nothing. Line breaks become blanks.
pub fn mask(value: &str) -> String {
    let value = value.trim();
    if let Some(masked) = mask_address(value) {
        return masked;
    }
    let length = value.chars().count();
    let keep = match length {
        12.. => 4,
        8..12 => 2,
        _ => 0,
    };
    let tail: String =
        value.chars().skip(length - keep).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    format!("{BULLETS}{tail}")
}

fn mask_address(value: &str) -> Option<String> {
    let (local, rest) = value.split_once('@')?;
    if local.is_empty() || local.contains(char::is_whitespace) {
        return None;
    }
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).unwrap_or(rest.len());
    let domain = &rest[..end];
    if !domain.contains('.') {
        return None;
    }
    let keep = (local.chars().count() / 2).min(3);
    let head: String = local.chars().take(keep).collect();
    let after = rest[end..]
        .chars()
        .next()
        .map(|separator| format!("{separator}{BULLETS}{BULLETS}"))
        .unwrap_or_default();
    Some(format!("{head}{BULLETS}@{domain}{after}"))
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn shows_which_secret_it_is_and_no_more() {
        for (value, expected) in [
            ("i.petrov@example.com", "i.p••••@example.com"),
            ("ab@example.com", "a••••@example.com"),
            ("a@example.com", "••••@example.com"),
            ("i.petrov@example.com:Qwerty123", "i.p••••@example.com:••••••••"),
            ("i.petrov@example.com Qwerty123", "i.p••••@example.com ••••••••"),
            ("4111111111115678", "••••5678"),
            ("12345678", "••••78"),
            ("hunter2", "••••"),
            ("", "••••"),
            ("пароль длинный", "••••нный"),
            ("secret@host", "••••st"),
            ("AKIAEXAMPLEEXAMPLE12", "••••LE12"),
        ] {
            assert_eq!(mask(value), expected, "{value}");
        }
    }
}
