//! Words, and what is known of them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::time::Time;

/// A time that a page states of itself, with its uncertainty: it lies in `[earliest, latest]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    pub earliest: Time,
    pub latest: Time,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Absolute.
    pub url: String,
    pub text: String,
    /// The `rel` words, lower-case, in order.
    pub rel: Vec<String>,
}

/// What a page says. Never an error: what was wrong with it is in `complaints`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The address it was read from, after redirects.
    pub url: String,
    pub canonical: Option<String>,
    pub title: String,
    /// All visible text: what is matched.
    pub text: String,
    /// The article or posts; empty until computed.
    pub main: String,
    pub author: String,
    pub published: Option<Stated>,
    pub updated: Option<Stated>,
    /// ISO 639-1, or empty.
    pub language: String,
    /// The name of the charset it was decoded with (WHATWG label, lower-case).
    pub charset: String,
    pub links: Vec<Link>,
    /// Fields by kind of place: seller, phone, price, score ...
    pub fields: BTreeMap<String, String>,
    /// E.g. `partly read: 10485760 of 31000000 bytes`, `not valid UTF-8 at byte 17`.
    pub complaints: Vec<String>,
}
