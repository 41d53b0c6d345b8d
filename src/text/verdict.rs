//! Pages that are no pages: challenges, log-in walls, parked domains.

use crate::model::Exchange;

/// What an answer is, apart from what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Page,
    /// Something between us and the page wants proof of a person or a browser.
    Challenge {
        sign: &'static str,
    },
    /// The page is for those who have an account.
    LogIn {
        sign: &'static str,
    },
    /// The domain is for sale or holds nothing.
    Parked {
        sign: &'static str,
    },
}

/// Looks at status, headers and the beginning of the body.
pub fn verdict(exchange: &Exchange) -> Verdict {
    if exchange.header("cf-mitigated").is_some_and(|v| v == "challenge") {
        return Verdict::Challenge { sign: "cloudflare" };
    }
    Verdict::Page
}
