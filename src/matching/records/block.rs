//! An account told by labels: `User: x Pass: y` in one line, and the blocks of stealers' logs, a label a line (`URL:`,
//! `USER:`, `PASS:`; Host, Login, Password; Сайт, Логин, Пароль), JSON objects too.
//!
//! Anchored at a label for a password; looked back from there over a few lines. Linear: no further than [`BEFORE`].

use super::columns::{Field, field_of};
use super::line::host_of;
use super::password::{Looks, hash_kind, looks};

/// Bytes before a password's label in which its login and URL stand.
const BEFORE: usize = 600;
/// Lines of it.
const LINES: usize = 7;

/// Offsets are bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Labelled<'a> {
    pub login: &'a str,
    pub secret: &'a str,
    pub host: &'a str,
    pub span: (usize, usize),
    pub looks: Looks,
    pub hash: Option<&'static str>,
}

/// The account whose password's label is the word `label` (bytes).
pub(super) fn account(text: &str, label: (usize, usize)) -> Option<Labelled<'_>> {
    // "pass" of "User pass:" and "password" of "password_hash": the label ends where a sign follows.
    let (secret, end) = value(text, label.1)?;
    if secret.is_empty() {
        return None;
    }
    let hash = hash_kind(secret);
    let looks = if hash.is_some() { Looks::Fair } else { looks(secret) };
    if looks == Looks::Not {
        return None;
    }
    let from = text.floor_char_boundary(label.0.saturating_sub(BEFORE));
    let before = &text[from..label.0];
    let mut cut = before.len();
    for _ in 0..LINES {
        match before[..cut].rfind('\n') {
            Some(at) => cut = at,
            None => {
                cut = 0;
                break;
            }
        }
    }
    let mut found = Found::default();
    // From the last line upwards; the first login counts, and a URL up to the block's beginning.
    for line in pieces(&before[cut..]).rev() {
        if !found.take(line) {
            break;
        }
    }
    let (login, host) = (found.login?, found.url.map_or("", host_of));
    let address = login.contains('@');
    if host.is_empty() && !address {
        return None;
    }
    let start = found.first.map_or(label.0, |piece| piece.as_ptr() as usize - text.as_ptr() as usize);
    Some(Labelled { login, secret, host, span: (start, end), looks, hash })
}

#[derive(Default)]
struct Found<'a> {
    login: Option<&'a str>,
    url: Option<&'a str>,
    first: Option<&'a str>,
}

impl<'a> Found<'a> {
    /// Whether to look further up.
    fn take(&mut self, piece: &'a str) -> bool {
        let Some((field, value)) = labelled(piece) else { return true };
        match field {
            // Another account's.
            Field::Password => return false,
            Field::Login | Field::Email if self.login.is_none() && fits(value) => self.login = Some(value),
            Field::Url if self.url.is_none() && !value.is_empty() => self.url = Some(value),
            // A block begins with its browser.
            Field::Head => return self.login.is_none(),
            _ => return true,
        }
        self.first = Some(piece);
        self.login.is_none() || self.url.is_none()
    }
}

fn fits(login: &str) -> bool {
    (2..=100).contains(&login.chars().count()) && !login.contains(char::is_whitespace)
}

/// Lines, and within a line the parts between commas, semicolons, bars and wide blanks.
fn pieces(text: &str) -> std::vec::IntoIter<&str> {
    // Blanks at which a label is looked for, in all of it.
    const TRIES: usize = 40;
    let (mut out, mut tries) = (Vec::new(), 0);
    for line in text.split('\n') {
        for part in line.split([',', ';', '|', '\t']) {
            // "User: x Pass: y": a label begins after a blank that follows a value.
            let mut from = 0;
            for (at, _) in part.match_indices(' ') {
                tries += 1;
                if tries > TRIES {
                    break;
                }
                let rest = part[at + 1..].trim_start();
                if labelled(rest).is_some() && labelled(&part[from..at]).is_some_and(|(_, v)| !v.is_empty()) {
                    out.push(part[from..at].trim());
                    from = at + 1;
                }
            }
            out.push(part[from..].trim());
        }
    }
    out.into_iter()
}

/// `Label: value`; the value up to the piece's end.
fn labelled(piece: &str) -> Option<(Field, &str)> {
    let piece = piece.trim_start_matches(|c: char| c.is_whitespace() || "-*•>+\"'[]{}()#".contains(c));
    let head = piece.char_indices().take(32).find(|(_, c)| matches!(c, ':' | '=' | '-' | '—' | '–' | '→'))?.0;
    let field = field_of(&piece[..head])?;
    let sign = piece[head..].chars().next()?.len_utf8();
    Some((field, clean(&piece[head + sign..])))
}

fn clean(value: &str) -> &str {
    value.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '{' | '}' | '>' | '=')
    })
}

/// What stands after a label that ends at `end`: the value and where it ends.
fn value(text: &str, end: usize) -> Option<(&str, usize)> {
    let rest = &text[end..text.floor_char_boundary((end + 300).min(text.len()))];
    let lead = rest.trim_start_matches([' ', '"', '\'', '`', ']']);
    let sign = lead.chars().next()?;
    let tail = match sign {
        ':' | '=' => &lead[1..],
        '-' | '—' | '–' | '→' if rest.starts_with(' ') => &lead[sign.len_utf8()..],
        _ => return None,
    };
    let tail = tail.trim_start_matches(['>', '=']);
    let tail = tail.trim_start_matches([' ', '\t']);
    let place = end + (rest.len() - tail.len());
    let quote = tail.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let (start, length) = match quote {
        Some(quote) => (1, tail[1..].find([quote, '\n'])?),
        None => (0, tail.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(tail.len())),
    };
    let value = &tail[start..start + length];
    let value = if quote.is_some() { value } else { value.trim_end_matches([',', ';', '"', '\'', '}', ']']) };
    Some((value, place + start + value.len()))
}

#[cfg(test)]
mod tests {
    use super::account;

    /// The account of the last word "pass..." or "парол..." of the text.
    fn of(text: &str) -> Option<(String, String, String)> {
        let lower = text.to_lowercase();
        let at = ["pass", "pwd", "парол"].iter().filter_map(|l| lower.rfind(l)).max()?;
        let end = at + text[at..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len() - at);
        account(text, (at, end)).map(|a| (a.host.to_owned(), a.login.to_owned(), a.secret.to_owned()))
    }

    #[test]
    fn stealers_and_labels() {
        for (text, host, login, secret) in [
            (
                "SOFT: Chrome\nURL: https://vpn.example.com/login\nUSER: i.ivanov\nPASS: Zima-2024",
                "vpn.example.com",
                "i.ivanov",
                "Zima-2024",
            ),
            (
                "URL: https://vpn.example.com/\nUsername: i.ivanov\nPassword: Zima2024\nApplication: Edge",
                "vpn.example.com",
                "i.ivanov",
                "Zima2024",
            ),
            (
                "Host: vpn.example.com\r\nLogin: i.ivanov\r\nPassword: Zima2024\r\n",
                "vpn.example.com",
                "i.ivanov",
                "Zima2024",
            ),
            (
                "browser: Chrome\nprofile: Default\nurl: https://a.example.com\nlogin: bob\npassword: Zima2024",
                "a.example.com",
                "bob",
                "Zima2024",
            ),
            (
                "Сайт: https://vpn.example.com\nЛогин: ivanov\nПароль: Зима2024",
                "vpn.example.com",
                "ivanov",
                "Зима2024",
            ),
            ("User: a.b@example.com Pass: Zima2024", "", "a.b@example.com", "Zima2024"),
            ("логин - a.b@example.com, пароль - Zima2024", "", "a.b@example.com", "Zima2024"),
            (r#"{"email": "a.b@example.com", "password": "Zima2024"}"#, "", "a.b@example.com", "Zima2024"),
            (
                r#"{"url":"https://x.example.com","username":"bob","password":"Zima,2024"}"#,
                "x.example.com",
                "bob",
                "Zima,2024",
            ),
            ("email=a.b@example.com\npassword=Zima2024", "", "a.b@example.com", "Zima2024"),
            ("login: admin\npassword: Zima2024", "", "", ""),
            ("Login: a.b@example.com\nPassword: ********", "", "", ""),
            ("Email: a.b@example.com\nPassword: required", "", "a.b@example.com", "required"),
            ("URL: https://vpn.example.com\nPASS: Zima2024", "", "", ""),
        ] {
            let expected =
                (!login.is_empty()).then(|| (host.to_owned(), login.to_owned(), secret.to_owned()));
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_text_is_no_panic() {
        for text in ["pass", "pass:", "pass:\"", "pass='ж", ":pass:ж", "\n\n\npass=x", "логин: ж пароль: ж"]
        {
            of(text);
        }
        of(&format!("{}pass: x", "user: x ".repeat(10_000)));
        of(&format!("{}pass: x", "ж:".repeat(10_000)));
    }
}
