//! What stands in a query string or a form: names with values, in order, any number of times.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use url::form_urlencoded;

use super::error::WebError;
use super::routes::Desk;
use crate::model::Time;

/// Most pairs that are read.
const MAX_PAIRS: usize = 1_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub Vec<(String, String)>);

impl Params {
    pub fn parse(encoded: &[u8]) -> Params {
        Params(form_urlencoded::parse(encoded).take(MAX_PAIRS).map(|(k, v)| (k.into(), v.into())).collect())
    }

    /// The first value of this name without blanks around it; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value of this name as it was sent.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, v)| n == name && !v.is_empty()).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    /// `value` when it is not empty.
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name).parse().ok()
    }

    /// The page asked for, from 1.
    pub fn page(&self) -> u32 {
        self.number("page").unwrap_or(1).clamp(1, 100_000)
    }

    /// As a query string with `name` set to `value` (left out when empty), on the first page unless that is what is set;
    /// empty when nothing is left.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (n, v) in &self.0 {
            if n != name && n != "page" && n != "was" && !v.is_empty() {
                out.append_pair(n, v);
            }
        }
        if !value.is_empty() {
            out.append_pair(name, value);
        }
        let query = out.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// A day (`2026-11-23`) as an instant in the zone.
    pub fn day(&self, name: &str, zone: chrono_tz::Tz) -> Option<Time> {
        use chrono::TimeZone;
        let day = chrono::NaiveDate::parse_from_str(self.get(name), "%Y-%m-%d").ok()?;
        let start = day.and_hms_opt(0, 0, 0)?;
        let at = zone.from_local_datetime(&start).earliest()?;
        Some(Time(at.timestamp_millis()))
    }
}

/// The query string.
pub struct Asked(pub Params);

impl FromRequestParts<Desk> for Asked {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Asked, WebError> {
        Ok(Asked(Params::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// The form, which the guard has read and whose token it has checked.
#[derive(Clone)]
pub struct Posted(pub Params);

impl FromRequestParts<Desk> for Posted {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Posted, WebError> {
        let missing = || WebError::Bad("the form is missing".into());
        parts.extensions.get::<Posted>().cloned().ok_or_else(missing)
    }
}

/// A row's number in the path; what is no number is not there.
pub struct Id(pub i64);

impl FromRequestParts<Desk> for Id {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Id, WebError> {
        let path = Path::<i64>::from_request_parts(parts, desk).await;
        path.map(|Path(id)| Id(id)).map_err(|_| WebError::NotFound)
    }
}

/// A name in the path.
pub struct Name(pub String);

impl FromRequestParts<Desk> for Name {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Name, WebError> {
        let path = Path::<String>::from_request_parts(parts, desk).await;
        path.map(|Path(name)| Name(name)).map_err(|_| WebError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_set_and_taken_away() {
        let asked = Params::parse("q=утечка&page=3&lang=ru&lang=en&empty=".as_bytes());
        assert_eq!((asked.page(), asked.all("lang").count(), asked.get("empty")), (3, 2, ""));
        assert_eq!(asked.with("lang", ""), "?q=%D1%83%D1%82%D0%B5%D1%87%D0%BA%D0%B0");
        assert_eq!(Params::parse(b"page=2").with("page", "3"), "?page=3");
        assert_eq!(Params::parse(b"serious=1").with("serious", ""), "");
    }

    #[test]
    fn days_begin_in_the_zone() {
        let asked = Params::parse(b"from=2026-11-23&to=nonsense");
        let moscow = chrono_tz::Tz::Europe__Moscow;
        assert_eq!(asked.day("from", moscow), Time::parse_rfc3339("2026-11-22T21:00:00Z"));
        assert_eq!(asked.day("to", moscow), None);
    }
}
