//! A rendered letter as RFC 5322 bytes. The same input gives the same bytes: the boundary comes from the letter's id and
//! the date from the caller, so that what is committed is what is sent, at every try.

use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, address::AddressError};

use crate::alert::render::Rendered;
use crate::model::{Digest, Time};

/// Findings that get a header line each; beyond, only their number is told.
const LISTED: usize = 100;

/// What a letter's head says besides its subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Headers {
    pub from: String,
    pub to: String,
    /// `<letter id@host>`.
    pub message_id: String,
    pub date: Time,
    pub findings: Vec<i64>,
    /// The earliest.
    pub due: Option<Time>,
    pub start: Option<Time>,
    pub plan: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error("{address} is not an e-mail address: {source}")]
    Address { address: String, source: AddressError },
    #[error("the letter cannot be put together: {0}")]
    Message(#[from] lettre::error::Error),
}

/// An address whose domain is in ASCII (RFC 5891), so that only a name in other letters needs SMTPUTF8.
pub(super) fn address(text: &str) -> Result<Address, AddressError> {
    let plain = text.rsplit_once('@').and_then(|(user, domain)| match url::Host::parse(domain) {
        Ok(url::Host::Domain(ascii)) => Some(format!("{user}@{ascii}")),
        _ => None,
    });
    plain.as_deref().unwrap_or(text).parse()
}

pub fn compose(id: Digest, rendered: &Rendered, headers: &Headers) -> Result<Vec<u8>, ComposeError> {
    let mailbox = |name: Option<&str>, text: &str| {
        let parsed = address(text);
        let address = parsed.map_err(|source| ComposeError::Address { address: text.to_owned(), source })?;
        Ok::<_, ComposeError>(Mailbox::new(name.map(str::to_owned), address))
    };
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(headers.date.0.max(0) as u64);
    let body = MultiPart::alternative()
        .boundary(format!("leakwatch-{}", &id.hex()[..32]))
        .singlepart(SinglePart::plain(rendered.text.clone()))
        .singlepart(SinglePart::html(rendered.html.clone()));
    let mut message = Message::builder()
        .from(mailbox(Some("leakwatch"), &headers.from)?)
        .to(mailbox(None, &headers.to)?)
        .date(date)
        .message_id(Some(headers.message_id.clone()))
        .subject(&rendered.subject)
        .multipart(body)?;
    let own = own_headers(headers);
    // lettre keeps one header a name; the finding lines repeat theirs and are put in front.
    for (name, value) in own.single {
        message.headers_mut().insert_raw(HeaderValue::new(name, value));
    }
    let mut bytes = own.repeated.into_bytes();
    bytes.extend(message.formatted());
    Ok(bytes)
}

struct Own {
    single: Vec<(HeaderName, String)>,
    repeated: String,
}

fn own_headers(headers: &Headers) -> Own {
    let mut single = vec![(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned())];
    let times = [("X-Leakwatch-Due", headers.due), ("X-Leakwatch-Start", headers.start)];
    for (name, time) in times {
        single.extend(time.map(|t| (HeaderName::new_from_ascii_str(name), t.rfc3339())));
    }
    let plan = headers.plan.iter().map(|p| (HeaderName::new_from_ascii_str("X-Leakwatch-Plan"), p.clone()));
    single.extend(plan);
    let mut repeated = String::new();
    for finding in headers.findings.iter().take(LISTED) {
        repeated.push_str(&format!("X-Leakwatch-Finding: {finding}\r\n"));
    }
    if headers.findings.len() > LISTED {
        repeated.push_str(&format!("X-Leakwatch-Findings: {}\r\n", headers.findings.len()));
    }
    Own { single, repeated }
}
