//! Pages that are no pages: challenges, log-in walls, parked domains.
//!
//! A page taken for a challenge is a place gone blind, a challenge taken for a page is a place that looks clean: both
//! are worse than slowness. So no sign decides alone: a structural mark (an address, a form, an element that only the
//! sign's maker writes) must agree with how little else the page says, with the status or with the title. An article
//! that merely speaks of these companies is a page.

mod signs;

use crate::model::Exchange;
use signs::{Mark, SIGNS};

use super::html::outline::{self, Outline};

/// What an answer is, apart from what it says. `sign` names the row of the table that spoke.
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

/// Bytes of a body: every interstitial known is far below this, and a page above it need not be read for it.
const LARGEST: usize = 128 * 1024;
/// Words of visible text up to which a page says little, and nothing of its own.
const LITTLE: usize = 250;
const NOTHING: usize = 40;
/// Words of a log-in page: it may carry a frame of menus and a footer.
const LOG_IN: usize = 160;

/// Looks at status, address, headers and body.
pub fn verdict(exchange: &Exchange) -> Verdict {
    let body: &[u8] = if exchange.body.len() > LARGEST { b"" } else { &exchange.body };
    let kind = exchange.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let declared = exchange.header("content-type");
    let is_html = kind.is_empty() || kind.contains("html");
    let seen = Seen::new(
        exchange,
        if is_html { super::decode(body, declared.as_deref()).text } else { String::new() },
    );
    if let Some(sign) = SIGNS.iter().find(|sign| seen.speaks(sign)) {
        return sign.verdict();
    }
    if is_html && let Some(sign) = seen.log_in() {
        return Verdict::LogIn { sign };
    }
    Verdict::Page
}

/// What the signs are held against.
struct Seen<'a> {
    exchange: &'a Exchange,
    /// Lower-case, ё as е.
    html: String,
    title: String,
    text: String,
    words: usize,
    password: bool,
    articles: bool,
}

impl<'a> Seen<'a> {
    fn new(exchange: &'a Exchange, page: String) -> Seen<'a> {
        let outline: Outline = outline::read(&page);
        let field = |tag: &str, name: &str, value: &str| {
            outline.nodes.iter().any(|n| {
                n.tag == tag && n.attributes.raw(name).is_some_and(|v| v.eq_ignore_ascii_case(value))
            })
        };
        let lower = |text: &str| text.to_lowercase().replace('ё', "е");
        Seen {
            exchange,
            title: lower(&outline.title),
            text: lower(&outline.text),
            words: outline.text.split_whitespace().count(),
            password: field("input", "type", "password"),
            articles: outline.nodes.iter().any(|n| n.tag == "article"),
            html: lower(&page),
        }
    }

    fn refused(&self) -> bool {
        matches!(self.exchange.status, 401 | 403 | 405 | 406 | 409 | 418 | 429 | 503)
    }

    fn holds(&self, mark: &Mark) -> bool {
        match *mark {
            Mark::Header(name, part) => {
                self.exchange.header(name).is_some_and(|v| v.to_ascii_lowercase().contains(part))
            }
            Mark::Html(part) => self.html.contains(part),
            Mark::Title(part) => self.title.contains(part),
            Mark::TitleIs(whole) => self.title == whole,
            Mark::Text(part) => self.text.contains(part),
            Mark::Address(part) => self.exchange.final_url.to_ascii_lowercase().contains(part),
            Mark::Refused => self.refused(),
            Mark::Little => self.words <= LITTLE && !self.articles,
            Mark::Nothing => self.words <= NOTHING && !self.articles,
        }
    }

    fn speaks(&self, sign: &signs::Sign) -> bool {
        sign.all.iter().all(|mark| self.holds(mark))
            && (sign.any.is_empty() || sign.any.iter().any(|mark| self.holds(mark)))
    }

    /// A page whose one purpose is a password; a page with a small log-in form beside its content is a page.
    fn log_in(&self) -> Option<&'static str> {
        const WORDS: &[&str] = &[
            "войти",
            "вход",
            "авториз",
            "log in",
            "login",
            "sign in",
            "log-in",
            "signin",
            "войдите",
            "единый вход",
            "требуется авторизация",
        ];
        if !self.password || self.words > LOG_IN || self.articles {
            return None;
        }
        let named = |text: &str| WORDS.iter().any(|w| text.contains(w));
        let address = self.exchange.final_url.to_ascii_lowercase();
        let by_address = [
            "/login",
            "/signin",
            "/sign-in",
            "/auth",
            "/sso",
            "/account/log",
            "login.",
            "action=login",
            "wp-login",
        ]
        .iter()
        .any(|p| address.contains(p));
        let moved = self.exchange.final_url != self.exchange.url && !self.exchange.final_url.is_empty();
        if self.refused()
            || named(&self.title)
            || (by_address && moved)
            || (by_address && named(&self.text))
            || (self.words <= NOTHING && named(&self.text))
        {
            Some("password form")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests;
