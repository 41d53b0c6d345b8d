//! What one asks of the web through this room, and how the web can answer: a closed set of typed outcomes, so that
//! nobody outside reads status codes to learn what to do next. Knows nothing of what the bytes mean.

use url::Url;

use crate::model::{Exchange, PollError, Time};

/// What kind of answer is hoped for: it chooses the `Accept` header, the size cap and the total time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    Page,
    Feed,
    Download,
}

/// One request as a crawl states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub url: Url,
    pub accept: Accept,
    /// Send the validators of the last answer, when the gatekeeper has them: the answer may be `NotModified`.
    pub conditional: bool,
    /// robots.txt is asked. Not by who signs in with an account, nor of an interface that is made for programs: it is about
    /// crawlers of pages.
    pub robots: bool,
    /// The header that takes the key of the crawl's account, such as `Authorization: Bearer {token}`.
    pub key: Option<String>,
    /// Fields of a form that is sent.
    pub form: Option<Form>,
    /// The parameters of the address are sent as a JSON body, for interfaces that take no others: `a.b=c` is `{"a":{"b":"c"}}`.
    /// The exchange names the address with them, so that what was asked for is told apart.
    pub json: bool,
}

/// Names and values; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Form(pub Vec<(String, String)>);

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form({} fields)", self.0.len())
    }
}

impl Form {
    /// `application/x-www-form-urlencoded` (WHATWG URL, 5.2).
    pub(super) fn encoded(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

impl Ask {
    /// A page, unconditionally.
    pub fn page(url: Url) -> Ask {
        Ask {
            url,
            accept: Accept::Page,
            conditional: false,
            robots: true,
            key: None,
            form: None,
            json: false,
        }
    }

    /// The page with the form to sign in by.
    pub fn form(url: Url) -> Ask {
        Ask { robots: false, ..Ask::page(url) }
    }

    /// What that form sends.
    pub fn sign_in(url: Url, form: Form) -> Ask {
        Ask { form: Some(form), ..Ask::form(url) }
    }

    /// A listing in a feed format, conditionally.
    pub fn feed(url: Url) -> Ask {
        Ask { accept: Accept::Feed, conditional: true, ..Ask::page(url) }
    }

    /// A file, with the larger cap, unconditionally.
    pub fn download(url: Url) -> Ask {
        Ask { accept: Accept::Download, ..Ask::page(url) }
    }

    /// The same, with or without validators.
    pub fn conditional(self, conditional: bool) -> Ask {
        Ask { conditional, ..self }
    }
}

/// An answer that says something of the place. What was cut has `truncated` set; it is an answer all the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Status 200 to 206.
    Page(Exchange),
    /// Status 304 to a conditional request.
    NotModified(Exchange),
}

impl Answer {
    pub fn exchange(&self) -> &Exchange {
        match self {
            Answer::Page(e) | Answer::NotModified(e) => e,
        }
    }

    pub fn into_exchange(self) -> Exchange {
        match self {
            Answer::Page(e) | Answer::NotModified(e) => e,
        }
    }
}

/// Why we do not go, or are not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("robots.txt does not let us")]
    Robots,
    /// 401, 403, 407, 451 and the other client errors that are neither gone nor throttled.
    #[error("status {0}")]
    Status(u16),
    /// The address is one that the guard does not dial; the text says which and why.
    #[error("guard: {0}")]
    Guard(String),
    /// The host is not one of the crawl's.
    #[error("host {0} is not among the crawl's hosts")]
    HostNotAllowed(String),
    #[error("only http and https addresses without credentials are fetched")]
    Scheme,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("throttled until {until}")]
    Throttled { until: Time },
    #[error("refused: {0}")]
    Refused(Refusal),
    /// 404 or 410.
    #[error("gone: {0}")]
    Gone(u16),
    /// `own_network`: the fault is most likely on our side, and counts against no host.
    #[error("unreachable: {why}")]
    Unreachable { why: String, own_network: bool },
    #[error("malformed: {0}")]
    Malformed(String),
}

/// An ask that brought nothing, with the answer that said so where one came: a challenge looks like a refusal by its
/// status, and only its words tell. The body of such an answer is its first 64 KiB.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{error}")]
pub struct Failed {
    pub error: FetchError,
    pub answer: Option<Box<Exchange>>,
}

impl From<FetchError> for Failed {
    fn from(error: FetchError) -> Failed {
        Failed { error, answer: None }
    }
}

impl From<FetchError> for PollError {
    fn from(e: FetchError) -> PollError {
        match e {
            FetchError::Throttled { until } => PollError::Throttled { until },
            FetchError::Refused(why) => PollError::Refused { why: why.to_string() },
            FetchError::Gone(status) => PollError::Gone { status },
            FetchError::Unreachable { why, own_network: false } => PollError::Unreachable { why },
            FetchError::Unreachable { why, own_network: true } => {
                PollError::Unreachable { why: format!("{OWN_NETWORK}{why}") }
            }
            FetchError::Malformed(why) => PollError::Malformed { why },
        }
    }
}

/// How the reason of an unreachable place begins when the fault is most likely our own network's.
pub const OWN_NETWORK: &str = "own network: ";

/// What a crawl's fetcher has used since `for_crawl`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Requests sent, robots.txt and redirects included.
    pub requests: u64,
    /// Body bytes received, still coded.
    pub bytes: u64,
}
