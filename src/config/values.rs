//! The small languages that values are written in: durations, sizes, addresses, words of closed sets.
//!
//! Each function takes what was written and says in words what to write instead. Knows no key and no file.

use std::str::FromStr;
use std::time::Duration;

use chrono_tz::Tz;
use url::Url;

use crate::model::said::trouble;
use crate::model::{self, Said};
use crate::said;

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
    About, Scope, Stands, EntityKind, Gender, Damage, Class, Role, Period, Refresh, Cover, Language, Gets,
    Tls, Exposure, Keep, RecordKind
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
pub(super) fn instead<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Said {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(written, known.iter().copied()) {
        Some(name) => said!("name.meant", "did you mean \"{name}\"?", "возможно, «{name}»", name),
        None if known.is_empty() => said!("name.none", "there is none yet", "пока нет ни одного"),
        None => said!("name.known", "one of: {known}", "есть: {known}", known = known.join(", ")),
    }
}

/// A word of a closed set.
pub(super) fn word<T: Word>(text: &str) -> Result<T, Said> {
    T::WORDS.iter().copied().find(|w| w.as_word() == text).ok_or_else(|| {
        let allowed: Vec<&str> = T::WORDS.iter().map(|w| w.as_word()).collect();
        said!(
            "value.word",
            "\"{text}\" is not known; one of: {allowed}",
            "«{text}» — такого значения нет; есть: {allowed}",
            text,
            allowed = allowed.join(", ")
        )
    })
}

/// `200ms`, `2s`, `20m`, `1h30m`, `30d`, `2w`; more than nothing, at most a hundred years.
pub(super) fn duration(text: &str) -> Result<Duration, Said> {
    const MOST: u64 = 100 * 366 * 86_400_000;
    let wrong = || {
        said!(
            "value.duration",
            "\"{text}\" is no duration; write a whole number and a unit: 2s, 20m, 8h, 30d",
            "«{text}» — не длительность; пишется целое число и единица: 2s, 20m, 8h, 30d",
            text
        )
    };
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
pub(super) fn size(text: &str) -> Result<u64, Said> {
    let wrong = || {
        said!(
            "value.size",
            "\"{text}\" is no size; write a whole number and a unit: 500kB, 10MB, 20GB",
            "«{text}» — не размер; пишется целое число и единица: 500kB, 10MB, 20GB",
            text
        )
    };
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
pub(super) fn id(text: &str) -> Result<String, Said> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let good =
        text.len() <= 64 && text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(inner);
    if good {
        return Ok(text.to_owned());
    }
    Err(said!(
        "value.id",
        "\"{text}\" is no id; use lower-case Latin letters, digits, `-`, `_` and `.`, at most 64, a letter or digit first",
        "«{text}» — не идентификатор: годятся строчные латинские буквы, цифры, `-`, `_` и `.`, не больше 64 знаков, первой — буква или цифра",
        text
    ))
}

/// A text that says something.
pub(super) fn filled(text: &str) -> Result<String, Said> {
    if text.trim().is_empty() {
        Err(said!(
            "value.empty",
            "is empty; write it or leave the key out",
            "пусто; напишите значение или уберите ключ"
        ))
    } else {
        Ok(text.to_owned())
    }
}

/// An e-mail address (RFC 5321).
pub(super) fn email(text: &str) -> Result<String, Said> {
    match lettre::Address::from_str(text) {
        Ok(address) => Ok(address.to_string()),
        Err(_) => Err(said!(
            "value.email",
            "\"{text}\" is no e-mail address; write it as name@example.com",
            "«{text}» — не адрес почты; пишется так: name@example.com",
            text
        )),
    }
}

/// An absolute http or https address without a password in it.
pub(super) fn web_address(text: &str) -> Result<Url, Said> {
    let wrong = |why: Said| {
        said!(
            "value.web-address",
            "\"{text}\" is no web address ({why}); write it as https://example.com/path",
            "«{text}» — не адрес в сети: {why}; пишется так: https://example.com/path",
            text,
            why
        )
    };
    let url = Url::parse(text).map_err(|e| wrong(no_address(e)))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(said!(
            "address.scheme",
            "only http and https are visited",
            "посещаются только http и https"
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(secret_inside());
    }
    Ok(url)
}

/// `http://host:port` or `socks5h://host:port`.
pub(super) fn proxy(text: &str) -> Result<String, Said> {
    let known = ["http", "https", "socks5", "socks5h"];
    match Url::parse(text) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => Err(secret_inside()),
        Ok(url) if known.contains(&url.scheme()) && url.host_str().is_some() => Ok(text.to_owned()),
        _ => Err(said!(
            "value.proxy",
            "\"{text}\" is no proxy; write it as socks5h://127.0.0.1:9050 or http://proxy.example:3128",
            "«{text}» — не прокси; пишется так: socks5h://127.0.0.1:9050 или http://proxy.example:3128",
            text
        )),
    }
}

/// A host name or an address, lower-case, as a URL writes it (international names in punycode).
pub(super) fn host(text: &str) -> Result<String, Said> {
    match url::Host::parse(text) {
        Ok(host) if !text.is_empty() => Ok(host.to_string()),
        _ => Err(said!(
            "value.host",
            "\"{text}\" is no host name; write it without scheme, port and path: forum.example",
            "«{text}» — не имя узла; пишется без схемы, порта и пути: forum.example",
            text
        )),
    }
}

/// An IANA time zone.
pub(super) fn zone(text: &str) -> Result<Tz, Said> {
    Tz::from_str(text).map_err(|_| {
        let how = || said!("zone.how", "write it as Europe/Moscow", "пишется так: Europe/Moscow");
        let near = nearest(text, chrono_tz::TZ_VARIANTS.iter().map(|z| z.name()));
        let instead =
            near.map_or_else(how, |z| said!("name.meant", "did you mean \"{z}\"?", "возможно, «{z}»", z));
        said!(
            "value.zone",
            "\"{text}\" is no time zone; {instead}",
            "«{text}» — не часовой пояс; {instead}",
            text,
            instead
        )
    })
}

pub(super) fn secret_inside() -> Said {
    said!(
        "value.secret",
        "holds a user name or a password; secrets do not belong in the configuration",
        "в адресе имя пользователя или пароль; секретам не место в настройках"
    )
}

/// Why something is no address, in the words of the URL standard's reader and in ours.
pub(super) fn no_address(error: url::ParseError) -> Said {
    use url::ParseError as E;
    let (code, russian) = match error {
        E::RelativeUrlWithoutBase | E::RelativeUrlWithCannotBeABaseBase => {
            ("address.relative", "нет схемы в начале")
        }
        E::EmptyHost => ("address.no-host", "нет имени узла"),
        E::InvalidPort => ("address.port", "неверный порт"),
        E::InvalidIpv4Address | E::InvalidIpv6Address => ("address.ip", "неверный IP-адрес"),
        E::IdnaError | E::InvalidDomainCharacter => ("address.domain", "недопустимый знак в имени узла"),
        E::Overflow => ("address.long", "слишком длинный"),
        _ => ("address.other", "его нельзя прочесть"),
    };
    Said { code: code.into(), english: error.to_string(), russian: russian.into() }
}

/// What a path stands before.
pub(super) fn cannot_be_opened(error: &std::io::Error) -> Said {
    said!("file.unopened", "cannot be opened ({why})", "не открывается: {why}", why = trouble(error))
}

pub(super) fn cannot_be_read(error: &std::io::Error) -> Said {
    said!("file.unread", "cannot be read ({why})", "не читается: {why}", why = trouble(error))
}
