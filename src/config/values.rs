//! The small languages that values are written in: durations, sizes, addresses, words of closed sets.
//!
//! Each function takes what was written and says in words what to write instead. Knows no key and no file.

use std::str::FromStr;
use std::time::Duration;

use chrono_tz::Tz;
use url::Url;

use crate::model;

/// A closed set of words, as the model's enums are.
pub(super) trait Word: Copy + 'static {
    const WORDS: &'static [Self];
    fn as_word(self) -> &'static str;
}

macro_rules! closed_sets {
    ($($name:ident),+ $(,)?) => { $(
        impl Word for model::$name {
            const WORDS: &'static [Self] = model::$name::ALL;
            fn as_word(self) -> &'static str { self.word() }
        }
    )+ };
}

closed_sets!(
    About, Scope, EntityKind, Gender, Damage, Class, Role, Period, Refresh, Cover, Language, Gets, Tls,
    Exposure, Keep
);

/// The known name that `written` was most likely meant to be; none when nothing is near.
pub(super) fn nearest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const NEAR: f64 = 0.6;
    let lower = written.to_lowercase();
    let rated = known
        .into_iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&lower, &name.to_lowercase()), name));
    rated.filter(|(near, _)| *near >= NEAR).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// `did you mean ...?` or the whole list, whichever helps.
pub(super) fn instead<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(written, known.iter().copied()) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None if known.is_empty() => "there is none yet".to_owned(),
        None => format!("one of: {}", known.join(", ")),
    }
}

/// A word of a closed set.
pub(super) fn word<T: Word>(text: &str) -> Result<T, String> {
    T::WORDS.iter().copied().find(|w| w.as_word() == text).ok_or_else(|| {
        let allowed: Vec<&str> = T::WORDS.iter().map(|w| w.as_word()).collect();
        format!("\"{text}\" is not known; one of: {}", allowed.join(", "))
    })
}

/// `200ms`, `2s`, `20m`, `1h30m`, `30d`, `2w`; more than nothing, at most a hundred years.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    const MOST: u64 = 100 * 366 * 86_400_000;
    let wrong = || format!("\"{text}\" is no duration; write a whole number and a unit: 2s, 20m, 8h, 30d");
    let mut total = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = match &rest[digits..digits + letters] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 7 * 86_400_000,
            _ => return Err(wrong()),
        };
        rest = &rest[digits + letters..];
        total = count
            .checked_mul(unit)
            .and_then(|n| n.checked_add(total))
            .filter(|n| *n <= MOST)
            .ok_or_else(wrong)?;
    }
    if total == 0 { Err(wrong()) } else { Ok(Duration::from_millis(total)) }
}

/// `500kB`, `10MB`, `20GB`, `1TB` (powers of a thousand), `KiB`, `MiB`, `GiB`, `TiB` (of 1,024); bytes.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("\"{text}\" is no size; write a whole number and a unit: 500kB, 10MB, 20GB");
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let count: u64 = text[..digits].parse().map_err(|_| wrong())?;
    let unit: u64 = match text[digits..].trim_start() {
        "B" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "TB" => 1_000_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "TiB" => 1 << 40,
        _ => return Err(wrong()),
    };
    count.checked_mul(unit).filter(|n| *n > 0).ok_or_else(wrong)
}

/// What things are named by in addresses, files and letters.
pub(super) fn id(text: &str) -> Result<String, String> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let good =
        text.len() <= 64 && text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(inner);
    let rule = "lower-case Latin letters, digits, `-`, `_` and `.`, at most 64, a letter or digit first";
    if good { Ok(text.to_owned()) } else { Err(format!("\"{text}\" is no id; use {rule}")) }
}

/// A text that says something.
pub(super) fn filled(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("is empty; write it or leave the key out".into())
    } else {
        Ok(text.to_owned())
    }
}

/// An e-mail address (RFC 5321).
pub(super) fn email(text: &str) -> Result<String, String> {
    match lettre::Address::from_str(text) {
        Ok(address) => Ok(address.to_string()),
        Err(_) => Err(format!("\"{text}\" is no e-mail address; write it as name@example.com")),
    }
}

/// An absolute http or https address without a password in it.
pub(super) fn web_address(text: &str) -> Result<Url, String> {
    let wrong =
        |why: &str| format!("\"{text}\" is no web address ({why}); write it as https://example.com/path");
    let url = Url::parse(text).map_err(|e| wrong(&e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("only http and https are visited"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a user name or a password; secrets do not belong in the configuration".into());
    }
    Ok(url)
}

/// `http://host:port` or `socks5h://host:port`.
pub(super) fn proxy(text: &str) -> Result<String, String> {
    let known = ["http", "https", "socks5", "socks5h"];
    match Url::parse(text) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Err("holds a user name or a password; secrets do not belong in the configuration".into())
        }
        Ok(url) if known.contains(&url.scheme()) && url.host_str().is_some() => Ok(text.to_owned()),
        _ => Err(format!(
            "\"{text}\" is no proxy; write it as socks5h://127.0.0.1:9050 or http://proxy.example:3128"
        )),
    }
}

/// A host name or an address, lower-case, as a URL writes it (international names in punycode).
pub(super) fn host(text: &str) -> Result<String, String> {
    match url::Host::parse(text) {
        Ok(host) if !text.is_empty() => Ok(host.to_string()),
        _ => {
            Err(format!("\"{text}\" is no host name; write it without scheme, port and path: forum.example"))
        }
    }
}

/// An IANA time zone.
pub(super) fn zone(text: &str) -> Result<Tz, String> {
    Tz::from_str(text).map_err(|_| {
        let near = nearest(text, chrono_tz::TZ_VARIANTS.iter().map(|z| z.name()));
        let instead =
            near.map_or("write it as Europe/Moscow".to_owned(), |z| format!("did you mean \"{z}\"?"));
        format!("\"{text}\" is no time zone; {instead}")
    })
}
