//! The text of a recording, read and written.

use url::Url;

use crate::fetch::wire::Headers;

/// One exchange as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recorded {
    /// Absolute, without fragment.
    pub url: String,
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
}

/// Line (from 1) and what to write there instead.
type Fault = (usize, String);

/// Reads a file.
pub(super) fn parse(bytes: &[u8]) -> Result<Recorded, Fault> {
    let mut lines = Lines { rest: bytes, number: 0 };
    let request = loop {
        match lines.next()? {
            remark if remark.starts_with('#') || remark.is_empty() => {}
            line => break line,
        }
    };
    let at = lines.number;
    let fault = |at: usize, text: &str| (at, text.to_owned());
    let Some(url) = request.strip_prefix("GET ") else {
        return Err(fault(at, "the request line reads `GET https://host/path`"));
    };
    let mut url = Url::parse(url.trim()).map_err(|e| (at, format!("the URL cannot be read: {e}")))?;
    url.set_fragment(None);
    // Request headers may stand in the file for the reader's sake; they choose nothing.
    while !lines.next()?.is_empty() {}
    let line = lines.next()?;
    let status =
        line.strip_prefix("HTTP/").and_then(|rest| rest.split(' ').nth(1)).and_then(|s| s.parse().ok());
    let status = status
        .filter(|s| (100..600).contains(s))
        .ok_or_else(|| fault(lines.number, "the status line reads `HTTP/1.1 200 OK`"))?;
    let mut headers = Headers::new();
    loop {
        let line = lines.next()?;
        if line.is_empty() {
            break;
        }
        let (name, value) =
            line.split_once(':').ok_or_else(|| fault(lines.number, "a header reads `Name: value`"))?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim().as_bytes().to_vec()));
    }
    Ok(Recorded { url: url.into(), status, headers, body: lines.rest.to_vec() })
}

/// Writes what `parse` reads.
pub(super) fn write(recorded: &Recorded) -> Vec<u8> {
    let Recorded { url, status, headers, body } = recorded;
    let reason = http::StatusCode::from_u16(*status).ok().and_then(|s| s.canonical_reason()).unwrap_or("-");
    let mut out = format!("GET {url}\n\nHTTP/1.1 {status} {reason}\n").into_bytes();
    for (name, value) in headers {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(String::from_utf8_lossy(value).as_bytes());
        out.push(b'\n');
    }
    out.push(b'\n');
    out.extend_from_slice(body);
    out
}

struct Lines<'a> {
    rest: &'a [u8],
    number: usize,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<String, Fault> {
        self.number += 1;
        let Some(end) = self.rest.iter().position(|b| *b == b'\n') else {
            return Err((self.number, "the file ends before the blank line that ends a head".to_owned()));
        };
        let line = String::from_utf8_lossy(&self.rest[..end]).trim_end_matches('\r').to_owned();
        self.rest = &self.rest[end + 1..];
        Ok(line)
    }
}
