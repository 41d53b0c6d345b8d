//! What every kind does on a visit: ask within the budget, stop when told to, hand over, count.
//!
//! Each wait is raced against the cancellation, so that a kind cannot forget it. Pages that are no pages (challenge,
//! log-in, parking) are refusals here, before any kind can take them for content.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::seen::short;
use super::{Order, Sent, Sink, account};
use crate::fetch::{Answer, Ask, Failed, FetchError, Fetcher, Spent};
use crate::model::{Exchange, Harvest, Item, Listing, PollError, SignIn, Validators};
use crate::text::{self, Verdict};

/// Pages in a row that do not answer: the place is down, the rest waits.
pub(super) const DOWN: u32 = 5;

pub(super) struct Visit<'a> {
    pub order: &'a Order,
    pub harvest: Harvest,
    /// Pages asked for so far.
    pub used: u32,
    fetcher: &'a Fetcher,
    out: &'a Sink,
    cancel: &'a CancellationToken,
    before: Spent,
    /// On this visit.
    signed_in: bool,
    /// The answer that the last request failed with: it may say why.
    pub said: Option<Box<Exchange>>,
}

/// A cursor as it is written.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    v: u32,
    place: T,
}

impl<'a> Visit<'a> {
    pub fn new(
        order: &'a Order,
        fetcher: &'a Fetcher,
        out: &'a Sink,
        cancel: &'a CancellationToken,
    ) -> Visit<'a> {
        Visit {
            order,
            harvest: Harvest::default(),
            used: 0,
            fetcher,
            out,
            cancel,
            before: fetcher.spent(),
            signed_in: false,
            said: None,
        }
    }

    /// What the budget still allows; one page it always does.
    pub fn left(&self) -> u32 {
        self.order.budget.max(1).saturating_sub(self.used)
    }

    /// One request of the budget; a page that is none is refused. Where there is an account, one signs in before the
    /// first request, and once more on a visit when a page says that the session is over.
    pub async fn get(&mut self, ask: &Ask) -> Result<Answer, PollError> {
        if self.fetcher.session().is_some_and(|session| session.sign_in().is_some() && !session.is_open()) {
            self.sign_in().await?;
        }
        let answer = self.ask(ask).await;
        let out = match &answer {
            Ok(Answer::Page(exchange)) => self.is_out(exchange),
            Err(PollError::Refused { .. }) => self.account().is_some(),
            _ => false,
        };
        if out && !self.signed_in {
            self.sign_in().await?;
            let answer = self.ask(ask).await?;
            return self.page_of(answer);
        }
        self.page_of(answer?)
    }

    async fn ask(&mut self, ask: &Ask) -> Result<Answer, PollError> {
        self.used += 1;
        self.said = None;
        let answer = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(PollError::Cancelled),
            answer = self.fetcher.get(ask) => answer,
        };
        answer.map_err(|Failed { error, answer }| {
            let why = recognised(error, answer.as_deref());
            self.said = answer;
            why
        })
    }

    pub fn fetcher(&self) -> &'a Fetcher {
        self.fetcher
    }

    pub fn account(&self) -> Option<&'a SignIn> {
        self.fetcher.session()?.sign_in()
    }

    /// A page of a place that has us as a guest shows that we are not known.
    fn is_out(&self, exchange: &Exchange) -> bool {
        let Some(account) = self.account() else { return false };
        let is_html = exchange.header("content-type").is_none_or(|kind| kind.contains("html"));
        let proof = account.proof.is_some() && is_html;
        no_page(exchange).is_some() || (proof && !account::is_in(exchange, account))
    }

    /// The page with the form, the form, and what comes back. Neither is handed over.
    async fn sign_in(&mut self) -> Result<(), PollError> {
        let Some((session, account)) = self.fetcher.session().and_then(|s| Some((s, s.sign_in()?))) else {
            return Ok(());
        };
        self.signed_in = true;
        session.close();
        let refused = |why: &str| PollError::Refused { why: format!("signing in: {why}") };
        let page = Url::parse(&account.page).map_err(|_| refused("no address"))?;
        let page = self.ask(&Ask::form(page)).await?.into_exchange();
        let filled = account::fill(&page, account).map_err(|why| refused(&why))?;
        let answer = self.ask(&Ask::sign_in(filled.action, filled.form)).await?.into_exchange();
        if !account::is_in(&answer, account) {
            return Err(refused("the place did not let the account in; are its name and password right?"));
        }
        session.let_in();
        Ok(())
    }

    fn page_of(&mut self, answer: Answer) -> Result<Answer, PollError> {
        if let Answer::Page(exchange) = &answer {
            if let Some(why) = no_page(exchange) {
                return Err(PollError::Refused { why });
            }
            if exchange.truncated {
                self.complain("partly_read");
            }
        }
        Ok(answer)
    }

    /// The same for what may be known: conditional when `known` is the digest of the validators of the answer that the
    /// cursor rests on; gives the digest to keep.
    ///
    /// The gatekeeper may know a later answer, from a visit whose items were kept and whose cursor was not (a crash
    /// between two batches): "not modified since then" would hide the rest, so it is asked again without conditions.
    pub async fn get_known(&mut self, ask: &Ask, known: Option<u64>) -> Result<(Answer, u64), PollError> {
        let ask = ask.clone().conditional(known.is_some());
        let answer = self.get(&ask).await?;
        if let (Answer::NotModified(exchange), Some(known)) = (&answer, known) {
            if sent_validators(exchange) == known {
                return Ok((answer, known));
            }
            let answer = self.get(&ask.conditional(false)).await?;
            return Ok(self.noted(answer));
        }
        Ok(self.noted(answer))
    }

    /// The answer with the digest of its validators, which go with the harvest: what came whole is asked for
    /// conditionally the next time.
    fn noted(&mut self, answer: Answer) -> (Answer, u64) {
        let exchange = answer.exchange();
        let validators = exchange.validators();
        let digest = digest_of(&validators);
        if !exchange.truncated && validators != Validators::default() {
            self.harvest.validators.push((exchange.final_url.clone(), validators));
        }
        (answer, digest)
    }

    /// Work on bytes, off the threads that wait for others.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PollError> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(PollError::Cancelled),
            done = tokio::task::spawn_blocking(work) => {
                done.map_err(|e| PollError::Malformed { why: format!("reading it failed: {e}") })
            }
        }
    }

    /// Hands an item over; waits while the other end is busy.
    pub async fn send(&self, item: Item) -> Result<(), PollError> {
        self.hand_over(Sent::Item(Box::new(item))).await
    }

    /// Tells of a listing before the items that it led to. Whoever does so puts it into the harvest as well.
    pub async fn tell(&self, listing: &Listing) -> Result<(), PollError> {
        self.hand_over(Sent::Listing(listing.clone())).await
    }

    async fn hand_over(&self, sent: Sent) -> Result<(), PollError> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(PollError::Cancelled),
            sent = self.out.send(sent) => sent.map_err(|_| PollError::Cancelled),
        }
    }

    pub fn complain(&mut self, name: &str) {
        *self.harvest.complaints.entry(name.to_owned()).or_default() += 1;
    }

    /// What the last visit left, of this version; anything else is as before the first visit, and complained of.
    pub fn cursor<T: DeserializeOwned + Default>(&mut self, version: u32) -> T {
        let text = self.order.cursor.as_str();
        match serde_json::from_str::<Kept<T>>(text) {
            Ok(kept) if kept.v == version => kept.place,
            _ => {
                if !text.is_empty() {
                    self.complain("cursor_reset");
                }
                T::default()
            }
        }
    }

    /// Sets the advice to the longest that was asked for.
    pub fn advise(&mut self, period: Option<Duration>) {
        self.harvest.advice = self.harvest.advice.max(period.filter(|p| !p.is_zero()));
    }

    /// The harvest with its cursor and counts.
    pub fn end<T: Serialize>(mut self, version: u32, place: &T) -> Harvest {
        let spent = self.fetcher.spent();
        let kept = Kept { v: version, place };
        self.harvest.cursor = serde_json::to_string(&kept).expect("a cursor is plain strings and numbers");
        self.harvest.requests = spent.requests.saturating_sub(self.before.requests);
        self.harvest.bytes = spent.bytes.saturating_sub(self.before.bytes);
        self.harvest
    }
}

/// What an answer is that is no page, in words; none: a page.
fn no_page(exchange: &Exchange) -> Option<String> {
    let (what, sign) = match text::verdict(exchange) {
        Verdict::Page => return None,
        Verdict::Challenge { sign } => ("challenge page", sign),
        Verdict::LogIn { sign } => ("log-in page", sign),
        Verdict::Parked { sign } => ("parking page", sign),
    };
    let status = match exchange.status {
        200..=299 => String::new(),
        status => format!(", status {status}"),
    };
    Some(format!("{what}: {sign}{status}"))
}

/// A status that refuses or puts off may carry a page that says why: then that is the reason. What is gone or down is
/// so whatever its page looks like, and a time that the server itself named is kept.
fn recognised(error: FetchError, answer: Option<&Exchange>) -> PollError {
    let speaks = |answer: &&Exchange| match error {
        FetchError::Refused(_) => true,
        FetchError::Throttled { .. } => answer.header("retry-after").is_none(),
        _ => false,
    };
    match answer.filter(speaks).and_then(no_page) {
        Some(why) => PollError::Refused { why },
        None => error.into(),
    }
}

fn digest_of(validators: &Validators) -> u64 {
    let part = |value: &Option<Vec<u8>>| value.clone().unwrap_or_default();
    short(&[part(&validators.etag), part(&validators.last_modified)].join(&0))
}

/// What the request named as known (RFC 9110, 13.1).
fn sent_validators(exchange: &Exchange) -> u64 {
    let sent = |name: &str| {
        exchange.request_headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone())
    };
    digest_of(&Validators { etag: sent("if-none-match"), last_modified: sent("if-modified-since") })
}

/// `Cache-Control: max-age` of an answer (RFC 9111, 5.2.2.1); none when it may not be kept or has gone stale.
pub(super) fn max_age(exchange: &Exchange) -> Option<Duration> {
    let header = exchange.header("cache-control")?.to_ascii_lowercase();
    let words: Vec<&str> = header.split(',').map(str::trim).collect();
    if words.iter().any(|w| matches!(*w, "no-cache" | "no-store")) {
        return None;
    }
    let seconds: u64 =
        words.iter().find_map(|w| w.strip_prefix("max-age="))?.trim_matches('"').parse().ok()?;
    let left = seconds.min(7 * 24 * 3600).saturating_sub(exchange.age);
    (left > 0).then(|| Duration::from_secs(left))
}

/// The failure that says most of the place when every start failed: a time to come back first, else the first.
pub(super) fn worst(failed: Vec<(String, PollError)>) -> PollError {
    let throttled = failed.iter().position(|(_, e)| matches!(e, PollError::Throttled { .. }));
    let mut failed = failed;
    if failed.is_empty() {
        return PollError::Malformed { why: "the crawl has no start address".to_owned() };
    }
    failed.swap_remove(throttled.unwrap_or(0)).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn max_age_is_advice_only_while_it_lasts() {
        for (header, age, expected) in [
            ("max-age=600", 0, Some(600)),
            ("public, Max-Age=\"600\"", 100, Some(500)),
            ("max-age=600", 600, None),
            ("max-age=0", 0, None),
            ("no-cache, max-age=600", 0, None),
            ("max-age=99999999999", 0, Some(7 * 24 * 3600)),
            ("max-age=soon", 0, None),
        ] {
            let headers = vec![("cache-control".to_owned(), header.as_bytes().to_vec())];
            let exchange = Exchange { headers, age, ..Exchange::default() };
            assert_eq!(max_age(&exchange).map(|d| d.as_secs()), expected, "{header}");
        }
    }
}
