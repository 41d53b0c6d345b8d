//! What a relay's answer means for the letter: taken, not now, or never by this way (RFC 5321 4.2.1).

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Response;

use crate::alert::channel::SendError;
use crate::fetch::tls;

/// What of a relay's words is kept: a hostile one may send 64 KB.
const KEPT: usize = 300;

/// 4xx and everything that broke on the way is worth another try; 5xx is not, and neither is a relay that lacks what
/// the configuration demands of it (lettre's client errors: no STARTTLS, no known AUTH, no SMTPUTF8).
pub(super) fn classify(step: &str, error: &Error) -> SendError {
    let why = match tls::fault(error) {
        Some(words) => one_line(&format!("{step}: TLS: {words}")),
        None => one_line(&format!("{step}: {error}")),
    };
    if error.is_permanent() || error.is_client() {
        SendError::Never { why }
    } else {
        SendError::Later { why, until: None }
    }
}

pub(super) fn later(why: impl Into<String>) -> SendError {
    SendError::Later { why: why.into(), until: None }
}

pub(super) fn never(why: impl Into<String>) -> SendError {
    SendError::Never { why: why.into() }
}

/// `250 2.0.0 Ok: queued as 4FB1`.
pub(super) fn words(response: &Response) -> String {
    let text = response.message().collect::<Vec<_>>().join(" ");
    one_line(&format!("{} {text}", response.code()))
}

fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(KEPT).collect();
    clean.trim_end().to_owned()
}
