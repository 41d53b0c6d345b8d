//! What an answer says went wrong: a code, its words, and what the cadence should do about it.
//!
//! Many interfaces answer errors with status 200, and most say more by a code than by the status. The table `[errors]`
//! says where the code stands and which codes mean "later", "not you", "gone" or "nothing was found"; an error that
//! nobody has named is a malformed answer with its words, never an empty clean one.

use std::time::Duration;

use super::Format;
use crate::model::{Exchange, PollError, Time};

/// Code points of the place's own words that are passed on.
const MOST_WORDS: usize = 200;
/// The longest that a place is believed when it says "later".
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// Stands for every code.
const ANY: &str = "*";
/// How long one stays away where a place says "later" and not when.
const USUAL: Duration = Duration::from_secs(15 * 60);

#[derive(Debug)]
pub(in crate::sources) struct Errors<F: Format> {
    /// Where the code stands; an answer without it is none of an error.
    pub code: Option<F::Pick>,
    pub message: Option<F::Pick>,
    /// Codes, each with how long one stays away.
    pub later: Vec<(String, Duration)>,
    pub refused: Vec<String>,
    pub gone: Vec<String>,
    /// Nothing was found: no error at all.
    pub empty: Vec<String>,
    /// The header that says when one may ask again.
    pub reset: Option<String>,
    /// A code that counts only where nothing was found: others may have brought something.
    pub if_empty: Option<F::Pick>,
}

/// What an answer means.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sources) enum Meaning {
    /// It says that nothing was found.
    Empty,
    Error(PollError),
}

impl<F: Format> Errors<F> {
    /// What the answer says went wrong; none where it says nothing of the kind.
    pub fn meaning(&self, root: F::Node<'_>, exchange: &Exchange) -> Option<Meaning> {
        self.of_code(F::value(root, self.code.as_ref()?)?, root, exchange)
    }

    /// The same of an answer on which nothing was found.
    pub fn of_empty(&self, root: F::Node<'_>, exchange: &Exchange) -> Option<Meaning> {
        self.of_code(F::value(root, self.if_empty.as_ref()?)?, root, exchange)
    }

    fn of_code(&self, code: String, root: F::Node<'_>, exchange: &Exchange) -> Option<Meaning> {
        let named = |codes: &[String]| codes.iter().any(|named| *named == code || named == ANY);
        if named(&self.empty) {
            return Some(Meaning::Empty);
        }
        let words =
            self.message.as_ref().and_then(|pick| F::value(root, pick)).filter(|words| *words != code);
        let said = words.map_or_else(|| code.clone(), |words| format!("{code}: {words}"));
        let status = if exchange.status < 300 { String::new() } else { format!("{} ", exchange.status) };
        let why: String = format!("the place says: {status}{said}").chars().take(MOST_WORDS).collect();
        if let Some((_, wait)) = self.later.iter().find(|(later, _)| *later == code || later == ANY) {
            let until = self.until(exchange).unwrap_or(exchange.received + *wait);
            return Some(Meaning::Error(PollError::Throttled { until }));
        }
        Some(Meaning::Error(match exchange.status {
            _ if named(&self.refused) => PollError::Refused { why },
            410 => PollError::Gone { status: 410 },
            404 => PollError::Gone { status: 404 },
            // What is gone is told by a status.
            _ if named(&self.gone) => PollError::Gone { status: 404 },
            200..300 => PollError::Malformed { why },
            429 => PollError::Throttled { until: self.until(exchange).unwrap_or(exchange.received + USUAL) },
            400..500 => PollError::Refused { why },
            // A server that is down says whatever it likes.
            _ => return None,
        }))
    }

    /// When one may ask again, by the header of this place.
    pub fn until(&self, exchange: &Exchange) -> Option<Time> {
        let name = self.reset.as_ref()?;
        let left = exchange.header(&name.replace("reset", "remaining"));
        let at = reset(&exchange.header(name)?, left.as_deref(), exchange.received)?;
        Some(at.max(exchange.received).min(exchange.received + LONGEST))
    }
}

/// `X-RateLimit-Reset` and its like, which no standard fixes: a time, seconds since 1970, or seconds from now; several
/// where there are several windows, of which those count that have nothing left.
fn reset(value: &str, left: Option<&str>, now: Time) -> Option<Time> {
    let one = |text: &str| {
        let text = text.trim();
        let seconds = match text.parse::<f64>() {
            Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => seconds,
            _ => return Time::parse_rfc3339(text),
        };
        // More than 30 years from now is no waiting time.
        Some(match seconds {
            s if s >= 1e12 => Time(s as i64),
            s if s >= 1e9 => Time((s * 1000.0) as i64),
            s => now + Duration::from_secs_f64(s),
        })
    };
    let all: Vec<Option<Time>> = value.split(',').map(one).collect();
    let left: Vec<bool> = left.unwrap_or_default().split(',').map(|n| n.trim().parse() == Ok(0.0)).collect();
    let used_up = all.iter().zip(&left).filter(|(_, used)| **used).filter_map(|(at, _)| *at).max();
    used_up.or_else(|| all.iter().flatten().min().copied())
}

/// `CODE 15m`: a code and how long one stays away, in seconds, minutes, hours or days.
pub(super) fn later(text: &str) -> Option<(String, Duration)> {
    let (code, wait) = text.trim().rsplit_once(' ')?;
    let unit = match wait.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let number: u64 = wait[..wait.len() - 1].parse().ok()?;
    let wait = Duration::from_secs(number.checked_mul(unit)?);
    (!code.trim().is_empty() && wait <= LONGEST).then(|| (code.trim().to_owned(), wait))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sources::recipe::{Html, Json, Node};

    const NOW: Time = Time(1_790_000_000_000);

    fn errors<F: Format>(code: &str, message: &str) -> Errors<F> {
        Errors {
            code: F::pick(code).ok(),
            message: F::pick(message).ok(),
            later: vec![("6".to_owned(), Duration::from_secs(1)), ("quota".to_owned(), USUAL)],
            refused: vec!["5".to_owned()],
            gone: vec!["19".to_owned()],
            empty: vec!["15".to_owned()],
            reset: Some("x-ratelimit-reset".to_owned()),
            if_empty: F::pick("silent").ok(),
        }
    }

    fn exchange(status: u16, headers: &[(&str, &str)]) -> Exchange {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec())).collect();
        Exchange { status, headers, received: NOW, ..Exchange::default() }
    }

    #[test]
    fn codes_say_what_the_cadence_does() {
        let errors = errors::<Json>("error.code | error", "error.words");
        let error = |e: PollError| Some(Meaning::Error(e));
        let refused = |why: &str| error(PollError::Refused { why: why.to_owned() });
        let throttled =
            |seconds: u64| error(PollError::Throttled { until: NOW + Duration::from_secs(seconds) });
        for (status, code, words, expected) in [
            (200, json!(6), "", throttled(1)),
            (403, json!("quota"), "Used up", throttled(900)),
            (200, json!(5), "No such key", refused("the place says: 5: No such key")),
            (200, json!(15), "Nothing", Some(Meaning::Empty)),
            (200, json!(19), "", error(PollError::Gone { status: 404 })),
            (
                200,
                json!(77),
                "Odd",
                error(PollError::Malformed { why: "the place says: 77: Odd".to_owned() }),
            ),
            (401, json!("ExpiredToken"), "", refused("the place says: 401 ExpiredToken")),
            (422, json!("needs a user"), "", refused("the place says: 422 needs a user")),
            (404, json!("x"), "", error(PollError::Gone { status: 404 })),
            (429, json!("x"), "", throttled(900)),
            (502, json!("x"), "", None),
            (503, json!(6), "", throttled(1)),
        ] {
            let answer = json!({"error": {"code": code, "words": words}, "items": []});
            let meaning = errors.meaning(Node::root(&answer), &exchange(status, &[]));
            assert_eq!(meaning, expected, "{status} {code}");
        }
        let plain = json!({"error": "The access token is invalid"});
        assert_eq!(
            errors.meaning(Node::root(&plain), &exchange(401, &[])),
            refused("the place says: 401 The access token is invalid")
        );
        let fine = json!({"items": [], "silent": "6"});
        assert_eq!(errors.meaning(Node::root(&fine), &exchange(200, &[])), None);
        assert_eq!(errors.of_empty(Node::root(&fine), &exchange(200, &[])), throttled(1));
        let any = Errors { refused: vec![ANY.to_owned()], ..errors };
        let other = json!({"error": "whatever"});
        let meaning = any.meaning(Node::root(&other), &exchange(200, &[]));
        assert_eq!(meaning, refused("the place says: whatever"));
        let long = json!({"error": "x".repeat(5_000)});
        let errors = Errors { refused: Vec::new(), ..any };
        match errors.meaning(Node::root(&long), &exchange(200, &[])) {
            Some(Meaning::Error(PollError::Malformed { why })) => assert_eq!(why.len(), MOST_WORDS),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn elements_are_errors_too() {
        let errors = errors::<Html>("error@code", "error");
        let page = scraper::Html::parse_document("<response><error code='6'>Too many</error></response>");
        let meaning = errors.meaning(page.root_element(), &exchange(200, &[]));
        let until = NOW + Duration::from_secs(1);
        assert_eq!(meaning, Some(Meaning::Error(PollError::Throttled { until })));
    }

    #[test]
    fn a_header_says_when_to_come_back() {
        let errors = errors::<Json>("error", "none");
        for (reset, remaining, expected) in [
            ("1790000060", "0", Some(60)),
            ("1790000060000", "0", Some(60)),
            ("2026-09-21T14:14:20.000Z", "0", Some(60)),
            ("42.5", "0.0", Some(42)),
            ("1, 300", "0, 7", Some(1)),
            ("1, 300", "0, 0", Some(300)),
            ("1, 300", "", Some(1)),
            ("99999999", "0", Some(7 * 24 * 3_600)),
            ("1000000000", "0", Some(0)),
            ("soon", "0", None),
            ("NaN", "0", None),
            ("-5", "0", None),
        ] {
            let exchange =
                exchange(429, &[("x-ratelimit-reset", reset), ("x-ratelimit-remaining", remaining)]);
            let seconds = errors.until(&exchange).map(|at| at.since(NOW).as_secs());
            assert_eq!(seconds, expected, "{reset} {remaining}");
        }
    }

    #[test]
    fn waits_are_written_with_a_unit() {
        for (text, expected) in [
            ("6 1s", Some(("6", 1))),
            ("flood control 15m", Some(("flood control", 900))),
            ("x 2d", Some(("x", 172_800))),
            ("6", None),
            ("6 x", None),
            ("6 1w", None),
            (" 1s", None),
            ("6 8d", None),
            ("6 99999999999999999999s", None),
            ("6 é", None),
        ] {
            let read = later(text);
            let read = read.as_ref().map(|(code, wait)| (code.as_str(), wait.as_secs()));
            assert_eq!(read, expected, "{text}");
        }
    }
}
