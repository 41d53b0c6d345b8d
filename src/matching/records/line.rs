//! An account with its password in one line, in the dialects of combo lists: `address:password`, `;`, `|`, a tab, a comma
//! or blanks between, with an IP after it, with a URL before it or behind.
//!
//! A line costs its length once. Whether what stands there is believed is told by the lines around it.

use super::password::{Looks, hash_kind, is_ip, looks};

/// What a line holds; offsets are bytes of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account<'a> {
    /// As it stands there.
    pub login: &'a str,
    pub secret: &'a str,
    /// The host of a URL beside it; empty: there is none.
    pub host: &'a str,
    pub span: (usize, usize),
    /// The line holds nothing else.
    pub whole: bool,
    /// The separator is a colon, a semicolon, a bar or a tab without blanks around it.
    pub tight: bool,
    pub looks: Looks,
    pub hash: Option<&'static str>,
}

/// Lines are read up to here; nobody writes an account into a longer one.
const LONGEST: usize = 2_000;

/// The account in a line, when it has one; `at` and `scheme` are where its first `@` and its first `://` stand.
pub(super) fn account(line: &str, at: Option<usize>, scheme: Option<usize>) -> Option<Account<'_>> {
    if line.len() > LONGEST || line.len() < 7 {
        return None;
    }
    if let Some(found) = scheme.and_then(|scheme| with_url(line, scheme)) {
        return Some(found);
    }
    let mut at = at?;
    // The first address that has something after it.
    for _ in 0..4 {
        if let Some(found) = after_address(line, at) {
            return Some(found);
        }
        at += 1 + memchr::memchr(b'@', &line.as_bytes()[at + 1..])?;
    }
    None
}

/// `address SEP password`.
fn after_address(line: &str, at: usize) -> Option<Account<'_>> {
    let (start, end) = address(line, at)?;
    // Whoever logs in at a server, and the server's port.
    if line[..start].ends_with("//") {
        return None;
    }
    let quoted = line[..start].ends_with('"') && line[end..].starts_with('"');
    let (secret, tight, whole_tail) = if quoted { cell(line, start, end)? } else { field(line, end)? };
    let (listed, host) = if start == 0 { (true, "") } else { led(&line[..start]) };
    let text = &line[secret.0..secret.1];
    judged(line, (start, end), secret, host, (listed || !host.is_empty()) && whole_tail, tight, text)
}

/// What stands before an address: whether it is nothing but a list's number or a label, else the host that it is.
fn led(before: &str) -> (bool, &str) {
    let before = before.trim_start_matches(|c: char| c.is_whitespace() || "-*•>+\"'[](){}#№".contains(c));
    // "Логин/пароль: " says what follows; "1. " and "12) " before it are a list's.
    let said = before.len() < 40 && before.trim_end().ends_with([':', '=', '-', '—']) && {
        let label = before.to_lowercase();
        ["парол", "pass", "логин", "login", "acc", "аккаунт"].iter().any(|word| label.contains(word))
    };
    let listed =
        before.trim_end_matches(['.', ')', ' ', ':']).bytes().all(|b| b.is_ascii_digit()) && before.len() < 9;
    if listed || said { (true, "") } else { (false, host_before(before)) }
}

#[allow(clippy::too_many_arguments, reason = "the parts of one line, each found by its own step")]
fn judged<'a>(
    line: &'a str,
    login: (usize, usize),
    secret: (usize, usize),
    host: &'a str,
    whole: bool,
    tight: bool,
    text: &'a str,
) -> Option<Account<'a>> {
    let hash = hash_kind(text);
    let looks = if hash.is_some() { Looks::Fair } else { looks(text) };
    let port = text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
    let looks = if port && looks == Looks::Fair { Looks::Weak } else { looks };
    (looks > Looks::Not).then(|| Account {
        login: &line[login.0..login.1],
        secret: text,
        host,
        span: (login.0.min(secret.0), secret.1.max(login.1)),
        whole,
        tight,
        looks,
        hash,
    })
}

/// What a byte of ASCII may stand in: bits.
const LOCAL: u8 = 1;
const HOST: u8 = 2;

const PARTS: [u8; 128] = {
    let mut table = [0; 128];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        table[b] = match byte {
            b'.' | b'-' => LOCAL | HOST,
            b'_' | b'%' | b'+' => LOCAL,
            _ if byte.is_ascii_alphanumeric() => LOCAL | HOST,
            _ => 0,
        };
        b += 1;
    }
    table
};

fn is(part: u8, byte: u8) -> bool {
    byte < 128 && PARTS[usize::from(byte)] & part != 0
}

/// Where the letters, digits, dots and hyphens end that begin at `from`, and whether two signs stand side by side in them.
fn host_end(line: &str, from: usize) -> (usize, bool) {
    let bytes = line.as_bytes();
    let (mut end, mut sign, mut doubled) = (from, false, false);
    while let Some(&byte) = bytes.get(end) {
        let long = match byte {
            b'.' | b'-' => {
                doubled |= sign;
                sign = true;
                end += 1;
                continue;
            }
            0..128 if is(HOST, byte) => 1,
            0..128 => break,
            _ => match line[end..].chars().next() {
                Some(c) if c.is_alphanumeric() => c.len_utf8(),
                _ => break,
            },
        };
        sign = false;
        end += long;
    }
    (end, doubled)
}

/// The bounds of the address around an `@`.
fn address(line: &str, at: usize) -> Option<(usize, usize)> {
    let head = line.as_bytes()[..at].iter().rev().take(64).take_while(|b| is(LOCAL, **b)).count();
    let start = at - head;
    let boundary = || !line[..start].ends_with(|c: char| c.is_alphanumeric());
    if head == 0 || line.as_bytes()[start] == b'.' || !boundary() {
        return None;
    }
    let (end, doubled) = host_end(line, at + 1);
    let name = &line[at + 1..end];
    // No name has two hyphens there but an IDN's label, which begins with xn.
    let hyphens = || name.match_indices("--").find(|(n, _)| !name[..*n].ends_with("xn"));
    let name = if doubled { hyphens().map_or(name, |(n, _)| &name[..n]) } else { name };
    let name = name.trim_end_matches(['.', '-']);
    let dot = memchr::memrchr(b'.', name.as_bytes())?;
    let tld = &name[dot + 1..];
    let holds = match tld.is_ascii() {
        true => (2..=24).contains(&tld.len()) && tld.bytes().all(|b| b.is_ascii_alphabetic()),
        false => (2..=24).contains(&tld.chars().count()) && tld.chars().all(char::is_alphabetic),
    };
    let empty = name.starts_with(['.', '-']) || doubled && name.contains("..");
    (holds && !empty).then_some((start, at + 1 + name.len()))
}

/// `"address","password"`: the cell after the one that ends at `end`, as [`field`] gives it. What follows a key is no cell.
fn cell(line: &str, start: usize, end: usize) -> Option<((usize, usize), bool, bool)> {
    let key = line[..start - 1].trim_end().ends_with([':', '=']);
    let rest = line[end + 1..].strip_prefix([',', ';', ':', '|', '\t'])?.strip_prefix('"')?;
    let from = line.len() - rest.len();
    let length = rest.find('"')?;
    let after = &rest[length + 1..];
    let last = after.trim().is_empty() || after.starts_with([',', ';', '|', '\t']);
    (!key && last).then_some(((from, from + length), true, last))
}

/// The field after a separator that begins at `end`: its bounds, whether the separator is tight, and whether the line
/// ends with it (an IP address, a country or a count may follow).
fn field(line: &str, end: usize) -> Option<((usize, usize), bool, bool)> {
    let (start, sign, tight) = separator(line, end)?;
    let rest = line.get(start..)?;
    let cut = match sign {
        // Bars, semicolons, commas and tabs end a column; a password may hold a colon.
        b'|' | b';' | b'\t' | b',' => rest.bytes().position(|b| b == sign || b == b' '),
        _ => rest.bytes().position(|b| matches!(b, b' ' | b'\t' | b'|')),
    };
    let cut = cut.unwrap_or(rest.len());
    let mut secret = rest[..cut].trim_end_matches(['\r', '"', '\'']);
    let mut tail = rest[cut..].trim_matches([' ', '|', ';', ',', '\t', '\r', ':']);
    if let Some(last) = memchr::memrchr(b':', secret.as_bytes()).filter(|_| sign == b':')
        && is_ip(&secret[last + 1..])
    {
        (secret, tail) = (&secret[..last], if tail.is_empty() { &secret[last + 1..] } else { tail });
    }
    let aside = tail.is_empty()
        || is_ip(tail)
        || tail.contains(" = ")
        || (tail.len() <= 60 && !tail.contains(' ') && matches!(sign, b'|' | b';' | b',' | b'\t' | b':'));
    Some(((start, start + secret.len()), tight, aside))
}

/// Where the field after a separator begins, the separator's sign (a blank for all that are written in several ways), and
/// whether nothing stands around it.
fn separator(line: &str, end: usize) -> Option<(usize, u8, bool)> {
    let rest = &line.as_bytes()[end..];
    let blanks = rest.iter().take_while(|b| **b == b' ').count();
    let trimmed = &rest[blanks..];
    Some(match *trimmed.first()? {
        sign @ (b':' | b';' | b'|' | b'\t' | b',') => {
            // "::" and "||" as some write it; "//" after a colon is an address of a server.
            let more = trimmed[1..].iter().take_while(|b| **b == sign || **b == b' ').count();
            (end + blanks + 1 + more, sign, blanks == 0 && more == 0)
        }
        _ => {
            let trimmed = &line[end + blanks..];
            let arrow = blanks > 0 || ["--", "=>", "->"].iter().any(|sign| trimmed.starts_with(sign));
            match trimmed.chars().next()? {
                '-' | '=' | '/' | '>' | '–' | '—' | '→' if arrow => {
                    let after = trimmed.trim_start_matches(['-', '=', '/', '>', '–', '—', '→', ' ']);
                    (line.len() - after.len(), b' ', false)
                }
                _ if blanks > 0 => (end + blanks, b' ', false),
                _ => return None,
            }
        }
    })
}

/// The host of a URL or a bare host that ends where an account begins, with a separator between.
fn host_before(before: &str) -> &str {
    let trimmed = before.trim_end_matches([':', ';', '|', ' ', '\t', ',']);
    if trimmed.len() == before.len() || trimmed.contains([' ', '\t']) {
        return "";
    }
    host_of(trimmed)
}

/// The host of a URL, with or without a scheme; of an app as browsers keep it its package. Empty: it has none.
pub(super) fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rsplit_once('@').map_or(&rest[..end], |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let label = |c: char| c.is_alphanumeric() || c == '.' || c == '-' || c == '_';
    let holds = host.contains('.') && host.chars().all(label) && !host.starts_with('.') && host.len() <= 253;
    if holds { host } else { "" }
}

/// `url SEP login SEP password`, and `login SEP password SEP url`.
fn with_url(line: &str, scheme: usize) -> Option<Account<'_>> {
    let start =
        line.as_bytes()[..scheme].iter().rposition(|b| !b.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    let lead = line[..start].trim_matches([' ', '\t', '"', '-', '*', '>', '[', ']', '(', ')', '.']);
    if !lead.is_empty() {
        return before_url(line, start);
    }
    let rest = line[start..].trim_end();
    let after = scheme + 3 - start;
    let sign = twice(&rest.as_bytes()[after..]);
    let (url, login, secret) = match sign {
        Some(sign) => {
            let mut parts = rest.splitn(3, sign);
            (parts.next()?, parts.next()?, parts.next()?)
        }
        None => {
            // The last two colons; those of the scheme, of a port and of a login's URL stand before.
            let mut parts = rest[after..].rsplitn(3, ':');
            let (secret, login) = (parts.next()?, parts.next()?);
            let url = parts.next()?;
            (&rest[..after + url.len()], login, secret)
        }
    };
    let place = |part: &str| part.as_ptr() as usize - line.as_ptr() as usize;
    let host = host_of(url);
    let login = login.trim();
    let secret = secret.trim();
    // Line and column of a script look the same.
    let number = |text: &str| text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
    let named = (2..=64).contains(&login.chars().count())
        && login.chars().all(|c| c.is_alphanumeric() || "@._+-\\%".contains(c))
        && !(number(login) && number(secret));
    if host.is_empty() || !named {
        return None;
    }
    let (login, secret) =
        ((place(login), place(login) + login.len()), (place(secret), place(secret) + secret.len()));
    judged(line, login, secret, host, true, true, &line[secret.0..secret.1])
}

/// The first of the signs between columns that stands twice.
fn twice(line: &[u8]) -> Option<char> {
    const SIGNS: [u8; 5] = [b'|', b'\t', b';', b' ', b','];
    let mut many = [0; SIGNS.len()];
    for byte in line {
        if let Some(at) = SIGNS.iter().position(|sign| sign == byte) {
            many[at] += 1;
        }
    }
    SIGNS.iter().zip(many).find(|(_, many)| *many == 2).map(|(sign, _)| char::from(*sign))
}

/// `login:password` and then a URL, with `:`, `|`, `;`, a tab or a blank between.
fn before_url(line: &str, url: usize) -> Option<Account<'_>> {
    let head = line[..url].trim_end_matches([':', '|', ';', ' ', '\t', ',']);
    if head.len() == url || head.contains([' ', '"', '<', '(']) {
        return None;
    }
    let host = host_of(line[url..].split([' ', '\t', '|', ';', ',']).next()?);
    if host.is_empty() {
        return None;
    }
    let cut = head.find([':', '|', ';', '\t'])?;
    let (login, secret) = ((0, cut), (cut + 1, head.len()));
    let name = &line[..cut];
    let named = (3..=64).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || "@._+-\\".contains(c));
    if !named {
        return None;
    }
    judged(line, login, secret, host, true, true, &line[secret.0..secret.1])
}

#[cfg(test)]
mod tests {
    use super::Account;

    fn account(line: &str) -> Option<Account<'_>> {
        super::account(line, line.find('@'), line.find("://"))
    }

    #[test]
    fn dialects() {
        for (line, login, secret, host, whole) in [
            ("a.b@example.com:Zima2024", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com;Zima2024", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com|Zima2024|2023-01-05", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com\tZima2024", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com,Zima2024", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com   Zima2024", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com - Zima2024", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com----Zima2024", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com : Zima2024", "a.b@example.com", "Zima2024", "", true),
            ("12. a.b@example.com:Zima:2024", "a.b@example.com", "Zima:2024", "", true),
            ("a.b@example.com:Zima2024:203.0.113.7", "a.b@example.com", "Zima2024", "", true),
            ("a.b@example.com:Zima2024 | Country = RU | Paid = yes", "a.b@example.com", "Zima2024", "", true),
            ("https://vpn.example.com/login:ivanov:Zima2024", "ivanov", "Zima2024", "vpn.example.com", true),
            (
                "https://vpn.example.com:8443/login:ivanov:Zima2024",
                "ivanov",
                "Zima2024",
                "vpn.example.com",
                true,
            ),
            ("https://vpn.example.com|ivanov|Zima2024", "ivanov", "Zima2024", "vpn.example.com", true),
            (
                "https://vpn.example.com a@b.example Zima2024",
                "a@b.example",
                "Zima2024",
                "vpn.example.com",
                true,
            ),
            ("vpn.example.com:a@b.example:Zima2024", "a@b.example", "Zima2024", "vpn.example.com", true),
            ("ivanov:Zima2024:https://vpn.example.com/", "ivanov", "Zima2024", "vpn.example.com", true),
            (
                "android://x7==@com.example.app/:ivanov:Zima2024",
                "ivanov",
                "Zima2024",
                "com.example.app",
                true,
            ),
            ("вот a.b@example.com:Zima2024 и ещё", "a.b@example.com", "Zima2024", "", false),
            (
                "a.b@example.com:5f4dcc3b5aa765d61d8327deb882cf99",
                "a.b@example.com",
                "5f4dcc3b5aa765d61d8327deb882cf99",
                "",
                true,
            ),
            ("\"a.b@example.com\",\"Zima#2024\"", "a.b@example.com", "Zima#2024", "", true),
            ("\"email\":\"a.b@example.com\",\"password\":\"Zima#2024\"", "", "", "", false),
            ("'aes256-gcm@example.com','aes256-ctr','aes192-ctr'", "", "", "", false),
            ("Логин/пароль: a.b@example.com / Zima2024", "a.b@example.com", "Zima2024", "", true),
            ("git@example.com:team/project.git", "", "", "", false),
            ("ssh://git@example.com:2222/team/x", "", "", "", false),
            ("at https://example.com/app.js:10:25", "", "", "", false),
            ("https://example.com/app.js:10:25", "", "", "", false),
            ("a@example.com, b@example.com", "", "", "", false),
            ("write to a@example.com.", "", "", "", false),
            ("a@example.com://x", "", "", "", false),
        ] {
            match account(line) {
                Some(found) => {
                    let seen = (found.login, found.secret, found.host, found.whole);
                    assert_eq!(seen, (login, secret, host, whole), "{line}");
                    assert!(line[found.span.0..found.span.1].contains(secret), "{line}");
                }
                None => assert!(login.is_empty(), "{line}"),
            }
        }
    }

    #[test]
    fn hostile_lines_are_no_panic() {
        for line in [
            "@",
            "a@",
            "@a.bc:",
            "://",
            "https://",
            "https://::",
            "a@b.cd:",
            "a@b.cd |",
            "a@b.cd :: ",
            "ж@ж.рф:ж",
            "://:::::::",
        ] {
            account(line);
        }
        account(&"a@b.cd:".repeat(250));
        account(&"@".repeat(1_999));
    }
}
