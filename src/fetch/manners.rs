//! What an answer means for the next going to the same host: pure arithmetic over status, headers and history. There
//! is no last state: whatever a host does, it is tried again.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use super::gate::Leave;
use super::wire::WireError;
use crate::model::{Exchange, Time};

/// Wait after the first failure; it doubles with each further one.
const FIRST_BACKOFF: Duration = Duration::from_secs(60);
/// Of a host that answers, and cannot bear us.
const LONGEST_BACKOFF: Duration = Duration::from_secs(6 * 3600);
/// Of a host that nobody reaches: asking costs it nothing, and once it is back, or our network is, it must not be left
/// asleep for longer than the shortest plan visits apart.
const LONGEST_SILENCE: Duration = Duration::from_secs(20 * 60);

/// How long to stay away after the `failures`-th failure in a row: 1 min doubling to 6 h, three quarters to five
/// quarters of it. The jitter is a digest of its circumstances, so that a simulation runs twice the same.
pub(super) fn backoff(failures: u32, host: &str, now: Time) -> Duration {
    let doubled = 1u32.checked_shl(failures.saturating_sub(1)).filter(|f| *f <= 1 << 16).unwrap_or(1 << 16);
    let base = FIRST_BACKOFF.saturating_mul(doubled).min(LONGEST_BACKOFF);
    let mut hasher = DefaultHasher::new();
    (failures, host, now).hash(&mut hasher);
    let jitter = u32::try_from(hasher.finish() % 1000).unwrap_or(0);
    base * (1500 + jitter) / 2000
}

/// When a `Retry-After` (RFC 9110, 10.2.3) lets us come again, on our clock: seconds from now, or a date on the
/// server's clock, which is ahead of ours by `skew` milliseconds. At most `longest` from now.
pub(super) fn retry_after(exchange: &Exchange, now: Time, longest: Duration) -> Option<Time> {
    let value = exchange.header("retry-after")?;
    let value = value.trim();
    let until = if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        now + Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        let said = http_date(value)?;
        Time(said.0.saturating_sub(exchange.skew.unwrap_or(0)))
    };
    Some(until.clamp(now, now + longest))
}

/// An HTTP date (RFC 9110, 5.6.7) in any of its three forms.
pub(super) fn http_date(text: &str) -> Option<Time> {
    let at = httpdate::parse_http_date(text.trim()).ok()?;
    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Time(i64::try_from(since.as_millis()).ok()?))
}

/// What is known of a going when it is over.
pub(super) struct Going<'a> {
    pub host: &'a str,
    /// The host's least time between two requests.
    pub delay: Duration,
    /// Failures in a row before this going.
    pub failures: u32,
    /// The longest Retry-After that is believed.
    pub longest: Duration,
    pub now: Time,
}

impl Going<'_> {
    /// What follows for the host from an answer.
    pub(super) fn answered(&self, exchange: &Exchange) -> Leave {
        let next = self.now + self.delay;
        let hint = retry_after(exchange, self.now, self.longest);
        match (exchange.status, hint) {
            (429 | 500.., Some(until)) => Leave::RetryAfter { until: until.max(next) },
            // 500 and its like speak of one page; these speak of the host, or of what stands before it.
            (429 | 502..=504 | 520..=530, None) => self.failed(),
            (300..400, Some(until)) => Leave::Served { next: until.max(next) },
            _ => Leave::Served { next },
        }
    }

    /// What follows from no answer.
    pub(super) fn unanswered(&self, e: &WireError, own_network: bool) -> Leave {
        match e {
            // Nobody was asked.
            WireError::Guard(_) => Leave::Served { next: self.now },
            _ if own_network => Leave::OwnNetwork,
            _ => {
                let failures = self.failures.saturating_add(1);
                let rest = backoff(failures, self.host, self.now).min(LONGEST_SILENCE);
                Leave::Failed { until: self.now + rest, failures }
            }
        }
    }

    fn failed(&self) -> Leave {
        let failures = self.failures.saturating_add(1);
        Leave::Failed { until: self.now + backoff(failures, self.host, self.now), failures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_700_000_000_000);

    fn answer(status: u16, headers: &[(&str, &str)], skew: Option<i64>) -> Exchange {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec())).collect();
        Exchange { status, headers, skew, ..Exchange::default() }
    }

    #[test]
    fn retry_after_in_all_its_forms() {
        let longest = Duration::from_secs(3600);
        // Value, skew in ms, seconds from now.
        let rows: &[(&str, Option<i64>, Option<i64>)] = &[
            ("120", None, Some(120)),
            (" 7 ", None, Some(7)),
            ("0", None, Some(0)),
            ("99999", None, Some(3600)),
            ("99999999999999999999999", None, Some(3600)),
            ("Tue, 14 Nov 2023 22:15:20 GMT", None, Some(120)),
            ("Tuesday, 14-Nov-23 22:15:20 GMT", None, Some(120)),
            ("Tue Nov 14 22:15:20 2023", None, Some(120)),
            ("Tue, 14 Nov 2023 22:15:20 GMT", Some(60_000), Some(60)),
            ("Tue, 14 Nov 2023 22:15:20 GMT", Some(-60_000), Some(180)),
            ("Tue, 14 Nov 2023 22:00:00 GMT", None, Some(0)),
            ("Sat, 14 Nov 2093 22:15:20 GMT", None, Some(3600)),
            ("-5", None, None),
            ("1.5", None, None),
            ("soon", None, None),
            ("", None, None),
        ];
        for (value, skew, expected) in rows {
            let got = retry_after(&answer(429, &[("Retry-After", value)], *skew), NOW, longest);
            assert_eq!(got, expected.map(|s| Time(NOW.0 + s * 1000)), "{value} {skew:?}");
        }
    }

    #[test]
    fn backoff_doubles_to_its_cap_with_jitter() {
        for (failures, seconds) in
            [(0, 60), (1, 60), (2, 120), (3, 240), (9, 15_360), (10, 21_600), (u32::MAX, 21_600)]
        {
            let base = Duration::from_secs(seconds);
            let got = backoff(failures, "a.example", NOW);
            assert!(got >= base * 3 / 4 && got <= base * 5 / 4, "{failures}: {got:?}");
        }
        let spread: std::collections::BTreeSet<_> =
            (0..50).map(|n| backoff(3, &format!("{n}.example"), NOW)).collect();
        assert!(spread.len() > 40, "hosts do not come back at one time");
    }

    #[test]
    fn what_follows_for_the_host() {
        let going = |failures| Going {
            host: "a.example",
            delay: Duration::from_secs(2),
            failures,
            longest: Duration::from_secs(86_400),
            now: NOW,
        };
        let next = NOW + Duration::from_secs(2);
        let hint = &[("retry-after", "60")][..];
        let until = NOW + Duration::from_secs(60);
        let served = Leave::Served { next };
        for (status, headers, expected) in [
            (200, &[][..], served),
            (304, &[][..], served),
            (404, &[][..], served),
            (403, hint, served),
            (500, &[][..], served),
            (301, &[][..], served),
            (301, hint, Leave::Served { next: until }),
            (429, hint, Leave::RetryAfter { until }),
            (503, hint, Leave::RetryAfter { until }),
            (500, hint, Leave::RetryAfter { until }),
            (429, &[("retry-after", "0")][..], Leave::RetryAfter { until: next }),
        ] {
            assert_eq!(going(3).answered(&answer(status, headers, None)), expected, "{status} {headers:?}");
        }
        for status in [429, 502, 503, 504, 522] {
            let leave = going(3).answered(&answer(status, &[], None));
            assert!(
                matches!(leave, Leave::Failed { failures: 4, until } if until > until.min(next)),
                "{status} {leave:?}"
            );
        }
        let cut = WireError::Cut(String::new());
        assert!(matches!(going(0).unanswered(&cut, false), Leave::Failed { failures: 1, .. }));
        assert_eq!(going(0).unanswered(&cut, true), Leave::OwnNetwork);
        let guard = WireError::Guard(String::new());
        assert_eq!(going(0).unanswered(&guard, false), Leave::Served { next: NOW });
    }
}
