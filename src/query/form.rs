//! The words of a query or text as they are compared: folded, without what is not seen and without stress marks, cut at a
//! bound. The same rules make the hashes of the matching room's page; a test there holds them together.

use std::borrow::Cow;

use crate::text::fold::{as_read, fold};
use crate::text::words::words;

/// Code points of a word that are compared: base64 and the like are no words.
pub const LONGEST: usize = 64;

/// A folded word as it reads, cut.
pub fn compared(folded: &str) -> Cow<'_, str> {
    match as_read(folded) {
        Cow::Borrowed(word) => Cow::Borrowed(cut(word)),
        Cow::Owned(mut word) => {
            word.truncate(cut(&word).len());
            Cow::Owned(word)
        }
    }
}

/// At most [`LONGEST`] code points.
pub fn cut(word: &str) -> &str {
    if word.len() <= LONGEST {
        return word;
    }
    word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end])
}

/// The words of a short text as they are compared.
pub fn forms(text: &str) -> Vec<String> {
    let folded = fold(text);
    words(&folded).into_iter().map(|w| compared(&folded[w.bytes]).into_owned()).collect()
}

/// A host as it is compared: lower case, without a dot at its end, in the letters of DNS (IDNA) where it is one.
pub fn host(text: &str) -> String {
    let plain = text.trim_end_matches('.').to_lowercase();
    if plain.is_ascii() {
        return plain;
    }
    let parsed = url::Url::parse(&format!("http://{plain}/")).ok();
    parsed.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or(plain)
}

/// A day (its beginning in UTC) or an instant, as `after:` and `before:` take them.
pub fn instant(text: &str) -> Option<crate::model::Time> {
    let day = || {
        let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(crate::model::Time::from(day.and_hms_opt(0, 0, 0)?.and_utc()))
    };
    crate::model::Time::parse_rfc3339(text).or_else(day)
}

#[cfg(test)]
mod tests {
    use super::{forms, host, instant};

    #[test]
    fn words_are_compared_without_what_is_not_seen() {
        for (text, expected) in [
            ("Утечки — Pомашке", vec!["утечки", "ромашке"]),
            ("Ива\u{301}нов Андреи\u{306} Пётр", vec!["иванов", "андрей", "петр"]),
            ("Pass\u{ad}words 4276-1234", vec!["passwords", "4276", "1234"]),
            ("—", vec![]),
        ] {
            assert_eq!(forms(text), expected);
        }
        assert_eq!(forms(&"ж".repeat(10_000))[0].chars().count(), super::LONGEST);
    }

    #[test]
    fn hosts_and_days() {
        assert_eq!(host("Forum.Example."), "forum.example");
        assert_eq!(host("пример.test"), "xn--e1afmkfd.test");
        assert!(instant("2026-11-30").is_some() && instant("2026-02-30").is_none());
    }
}
