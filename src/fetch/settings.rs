//! What an operator can set of this room, with the product's defaults. Plain values; config fills them in.

use std::time::Duration;

use super::guard::Allowed;
use crate::model::Trusted;

/// Settings of the whole room. A crawl's own delay, hosts and proxy come with the crawl.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Whom a site's owner can write to: an address or a URL, part of the `User-Agent`.
    pub contact: String,
    /// Private addresses and hosts that may be dialled all the same: intranets, tests.
    pub allow: Vec<Allowed>,
    /// Least time between two requests to one host, for what no crawl sets.
    pub delay: Duration,
    /// robots.txt is obeyed (RFC 9309). Off only for places whose owner has agreed.
    pub obey_robots: bool,
    /// The `Accept-Language` header.
    pub languages: String,
    /// Authorities that are trusted beside the machine's: an intranet's own.
    pub trusted: Trusted,
    pub caps: Caps,
    pub timeouts: Timeouts,
}

/// Bounds in bytes; body bytes are counted after decoding, and the coded body has the same cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    pub page: u64,
    pub feed: u64,
    pub download: u64,
    /// All header names and values of an answer together.
    pub headers: usize,
    /// Redirects followed for one ask.
    pub redirects: usize,
}

/// Bounds in time. The socket's waits run on the runtime's timer; `patience` and `throttle` on the Clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub connect: Duration,
    /// From the request to the answer's head.
    pub first_byte: Duration,
    /// Between two pieces of a body.
    pub idle: Duration,
    /// From the request to the end of the body.
    pub total: Duration,
    /// The same for downloads.
    pub total_download: Duration,
    /// How long one ask waits for its turn at a host before it says `Throttled`.
    pub patience: Duration,
    /// The longest a `Retry-After` is believed.
    pub throttle: Duration,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            contact: String::new(),
            allow: Vec::new(),
            delay: Duration::from_secs(2),
            obey_robots: true,
            languages: "ru, en;q=0.8, *;q=0.5".to_owned(),
            trusted: Trusted::default(),
            caps: Caps::default(),
            timeouts: Timeouts::default(),
        }
    }
}

impl Default for Caps {
    fn default() -> Caps {
        Caps { page: 10 << 20, feed: 10 << 20, download: 64 << 20, headers: 64 << 10, redirects: 10 }
    }
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(20),
            total: Duration::from_secs(120),
            total_download: Duration::from_secs(600),
            patience: Duration::from_secs(60),
            throttle: Duration::from_secs(24 * 3600),
        }
    }
}

/// The name that robots.txt groups are matched with.
pub const AGENT: &str = "leakwatch";

impl Settings {
    /// `leakwatch/<version>`, with the contact when there is one (RFC 9110, 10.1.5).
    pub fn user_agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let contact: String = self.contact.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
        match contact.trim() {
            "" => format!("{AGENT}/{version}"),
            contact => format!("{AGENT}/{version} (+{contact})"),
        }
    }
}
