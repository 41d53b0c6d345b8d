//! Dates as pages state them, with their uncertainty kept.

use crate::model::{Stated, Time};

/// The first date that `text` begins with.
pub fn parse(text: &str, _fetched: Time) -> Option<Stated> {
    let text = text.trim();
    let exact = |t: i64| Some(Stated { earliest: Time(t), latest: Time(t) });
    if let Ok(t) = chrono::DateTime::parse_from_rfc3339(text) {
        return exact(t.timestamp_millis());
    }
    chrono::DateTime::parse_from_rfc2822(text).ok().and_then(|t| exact(t.timestamp_millis()))
}
