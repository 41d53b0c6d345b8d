//! The seam under this room: one request goes down, one answer's head and its body as a stream come up. The real
//! network, recorded samples and the simulation implement it; none of them decodes, follows or remembers anything.

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::{Map, Value};
use url::Url;

use super::line::Link;

/// A header list as sent or received: names lower-case, values as raw bytes, order and repeats kept.
pub type Headers = Vec<(String, Vec<u8>)>;

/// One request to send as it stands: a GET, or the POST of a form or of JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct WireRequest {
    pub url: Url,
    pub headers: Headers,
    /// `http://` or `socks5h://`; none: directly.
    pub proxy: Option<Url>,
    /// What a form sends, encoded; none: nothing is sent.
    pub form: Option<String>,
    /// The parameters of the address are the body, and no part of what is asked for.
    pub json: bool,
}

/// The parameters of an address as a JSON object of texts; a dot in a name leads into an object.
pub(super) fn json_body(url: &Url) -> String {
    let mut whole = Map::new();
    for (name, value) in url.query_pairs() {
        let mut at = &mut whole;
        let mut names = name.split('.').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                at.insert(name.to_owned(), Value::String(value.clone().into_owned()));
                break;
            }
            let inner = at.entry(name).or_insert_with(|| Value::Object(Map::new()));
            let Some(inner) = inner.as_object_mut() else { break };
            at = inner;
        }
    }
    Value::Object(whole).to_string()
}

/// Pieces of a body, still coded.
pub type Body = BoxStream<'static, Result<Vec<u8>, WireError>>;

/// The head of an answer, and the way to its body.
pub struct WireAnswer {
    pub status: u16,
    pub headers: Headers,
    /// The address that answered, when it is known.
    pub peer: Option<String>,
    pub body: Body,
}

impl WireAnswer {
    /// An answer whose body is at hand.
    pub fn whole(status: u16, headers: Headers, body: Vec<u8>) -> WireAnswer {
        let body = futures_util::stream::iter([Ok(body)]).boxed();
        WireAnswer { status, headers, peer: None, body }
    }
}

/// What did not come in time when nobody was reached at all, name resolution included.
pub(super) const CONNECTION: &str = "connection";

/// Why a request got no answer, or a body no end. The texts name no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The address found is one that is not dialled.
    #[error("{0}")]
    Guard(String),
    /// The name has no address, or nobody could be asked for it.
    #[error("name resolution: {0}")]
    Name(String),
    /// The host does not exist for us, or there is no way to it: typical of a network of ours that is down.
    #[error("no route: {0}")]
    NoRoute(String),
    #[error("connection: {0}")]
    Connect(String),
    #[error("TLS: {0}")]
    Tls(String),
    #[error("no {0} in time")]
    Timeout(&'static str),
    /// The connection ended before the answer did.
    #[error("cut off: {0}")]
    Cut(String),
    /// What came is not HTTP, or breaks a bound.
    #[error("{0}")]
    Malformed(String),
}

/// How a request is sent. Bounds connect and header size itself; time to the first byte, gaps and totals are the
/// caller's, who drops the future or the stream.
#[async_trait]
pub trait Transport: Send + Sync {
    async fn send(&self, request: WireRequest) -> Result<WireAnswer, WireError>;

    /// A connection for another protocol than HTTP, within TLS where that is asked for.
    async fn dial(&self, host: &str, port: u16, tls: bool) -> Result<Box<dyn Link>, WireError> {
        let _ = (port, tls);
        Err(WireError::Connect(format!("no connection to {host} is recorded")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_a_body() {
        for (query, expected) in [
            ("", "{}"),
            ("q=%22a%20b%22&folder=f", r#"{"q":"\"a b\"","folder":"f"}"#),
            ("query.text=%D0%B0&query.page=1&x=2", r#"{"query":{"text":"а","page":"1"},"x":"2"}"#),
            ("a=1&a.b=2&a.c.d=3", r#"{"a":"1"}"#),
        ] {
            let url = Url::parse(&format!("https://api.test/find?{query}")).expect("an address");
            assert_eq!(json_body(&url), expected, "{query}");
        }
    }
}
