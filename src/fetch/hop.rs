//! One request and its answer: through the host's gate, onto the wire, the body taken in, and out of the gate again
//! whatever happens, also when the caller stops waiting.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::answer::{Accept, FetchError, Form, Refusal};
use super::fetcher::Fetcher;
use super::gate::{Gate, Gatekeeper, Leave};
use super::intake::{self, Bounds};
use super::manners::{Going, http_date};
use super::wire::{Headers, WireError, WireRequest};
use super::witness::could_be_ours;
use crate::model::{Exchange, Time, Validators};

/// Bodies of answers that are no page are kept up to this, for what they say of the refusal.
const ASIDE: u64 = 64 << 10;
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
/// The least pause before a gate is asked again, so that a gate that names a past time is not asked in a tight loop.
const PAUSE: Duration = Duration::from_millis(20);

/// What is asked of one hop.
pub(super) struct Want<'a> {
    pub url: &'a Url,
    pub accept: Accept,
    pub cap: u64,
    pub delay: Duration,
    pub validators: Validators,
    pub form: Option<&'a Form>,
    pub json: bool,
    pub key: Option<&'a str>,
}

impl Fetcher {
    /// One exchange, and what followed from it for the host. An answer of any status is `Ok`.
    pub(super) async fn hop(&self, want: &Want<'_>) -> Result<(Exchange, Leave), FetchError> {
        let host = want.url.host_str().ok_or(FetchError::Refused(Refusal::Scheme))?.trim_end_matches('.');
        let inside = self.enter(host, want.delay).await?;
        self.asked();
        let outcome = self.exchange(want).await;
        let going = self.going(host, want.delay, &inside);
        match outcome {
            Ok(exchange) => {
                self.room.witness().reached(host, going.now);
                let leave = going.answered(&exchange);
                inside.leave(leave).await?;
                Ok((exchange, leave))
            }
            Err(e) => Err(self.unanswered(inside, &going, e).await?),
        }
    }

    /// What is known of a going to a host once it is over.
    pub(super) fn going<'a>(&self, host: &'a str, delay: Duration, inside: &Inside) -> Going<'a> {
        let longest = self.room.settings.timeouts.throttle;
        Going { host, delay, failures: inside.failures, longest, now: self.room.clock.now() }
    }

    /// What no answer means, told to the host's gate.
    pub(super) async fn unanswered(
        &self,
        inside: Inside,
        going: &Going<'_>,
        e: WireError,
    ) -> Result<FetchError, FetchError> {
        let host = going.host;
        let by_proxy = self.scope.proxy.is_some();
        let ours = could_be_ours(&e, by_proxy) && self.room.witness().missed(host, going.now);
        inside.leave(going.unanswered(&e, ours)).await?;
        tracing::debug!(host, error = %e, own_network = ours, "no answer");
        Ok(match e {
            WireError::Guard(why) => FetchError::Refused(Refusal::Guard(why)),
            WireError::Malformed(why) => FetchError::Malformed(why),
            e => FetchError::Unreachable { why: e.to_string(), own_network: ours },
        })
    }

    /// A request was sent.
    pub(super) fn asked(&self) {
        self.spent.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// Bytes came, also over a connection that was dialled.
    pub fn came(&self, bytes: u64) {
        self.spent.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Waits for its turn, at most as long as the settings' patience.
    pub(super) async fn enter(&self, host: &str, delay: Duration) -> Result<Inside, FetchError> {
        let clock = &self.room.clock;
        let give_up = clock.now() + self.room.settings.timeouts.patience;
        loop {
            let until = match self.room.gates.enter(host, delay).await.map_err(gate_fault)? {
                Gate::Go { token, failures } => {
                    let stay = Stay { gates: Arc::clone(&self.room.gates), host: host.to_owned(), token };
                    // Whoever stops waiting has sent a request all the same: the next one keeps its distance, counted
                    // from the entry, which is what is known then.
                    let dropped = Leave::Served { next: clock.now() + delay };
                    return Ok(Inside { stay: Some(stay), failures, dropped });
                }
                Gate::Wait { until } | Gate::Throttled { until } => until,
            };
            if until > give_up {
                return Err(FetchError::Throttled { until });
            }
            clock.sleep_until(until.max(clock.now() + PAUSE)).await;
        }
    }

    /// Onto the wire and back.
    async fn exchange(&self, want: &Want<'_>) -> Result<Exchange, WireError> {
        let times = &self.room.settings.timeouts;
        let total = if want.accept == Accept::Download { times.total_download } else { times.total };
        let end = Instant::now() + total;
        let headers = self.headers(want);
        let proxy = self.scope.proxy.clone();
        let mut request = WireRequest {
            url: want.url.clone(),
            headers: headers.clone(),
            proxy,
            form: None,
            json: want.json,
        };
        if let Some(form) = want.form {
            request.form = Some(form.encoded());
            request.headers.push(("content-type".to_owned(), FORM.as_bytes().to_vec()));
        }
        if want.json {
            request.headers.push(("content-type".to_owned(), JSON.as_bytes().to_vec()));
        }
        // What says who we are is sent and not kept: evidence holds no key to an account.
        if let Some(session) = &self.scope.session {
            request.headers.extend(session.cookies(want.url).map(|cookies| ("cookie".to_owned(), cookies)));
            request.headers.extend(want.key.and_then(|key| session.key(key)));
        }
        let sent = self.room.clock.now();
        let head = tokio::time::timeout(
            total.min(times.connect + times.first_byte),
            self.room.transport.send(request),
        );
        let mut answer = head.await.map_err(|_| WireError::Timeout("answer"))??;
        if let Some(session) = &self.scope.session {
            session.take(&mut answer.headers, want.url);
        }
        let begun = self.room.clock.now();
        let cap = if (200..300).contains(&answer.status) { want.cap } else { want.cap.min(ASIDE) };
        let spool = self.room.settings.spool.as_deref().filter(|_| want.accept == Accept::Download);
        let (memory, bounds) = (self.room.settings.caps.memory, Bounds { cap, idle: times.idle, end });
        let taken = intake::take_large(answer.body, &answer.headers, bounds, spool, memory).await;
        let came = taken.wire_spooled.as_ref().map_or(taken.wire.len() as u64, |spooled| spooled.length);
        self.came(came);
        if let Some(why) = taken.cut.filter(|_| taken.body.is_empty()) {
            return Err(why);
        }
        let mut exchange = Exchange {
            url: want.url.to_string(),
            final_url: want.url.to_string(),
            method: if want.form.is_some() || want.json { "POST" } else { "GET" }.to_owned(),
            request_headers: headers,
            status: answer.status,
            headers: answer.headers,
            wire_body: taken.wire,
            wire_spooled: taken.wire_spooled,
            body: taken.body,
            spooled: taken.spooled,
            truncated: taken.truncated,
            sent,
            received: self.room.clock.now(),
            peer: answer.peer,
            complaints: taken.complaints,
            ..Exchange::default()
        };
        exchange.age = age(&exchange);
        exchange.skew = skew(&exchange, begun);
        Ok(exchange)
    }

    fn headers(&self, want: &Want<'_>) -> Headers {
        let settings = &self.room.settings;
        let mut headers: Headers = [
            ("user-agent", settings.user_agent().as_str()),
            ("accept", accept(want.accept)),
            ("accept-language", settings.languages.as_str()),
            ("accept-encoding", "gzip, br, zstd, deflate"),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
        .collect();
        let Validators { etag, last_modified } = &want.validators;
        headers.extend(etag.clone().map(|v| ("if-none-match".to_owned(), v)));
        headers.extend(last_modified.clone().map(|v| ("if-modified-since".to_owned(), v)));
        headers
    }
}

fn accept(kind: Accept) -> &'static str {
    match kind {
        Accept::Page => {
            "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.9, */*;q=0.8"
        }
        Accept::Feed => {
            "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, \
             application/xml;q=0.9, text/xml;q=0.9, */*;q=0.8"
        }
        Accept::Download => "*/*",
    }
}

/// Age in seconds (RFC 9111, 5.1); 0 when absent or not a number. Bounded by a year: more would be nobody's cache.
fn age(exchange: &Exchange) -> u64 {
    const YEAR: u64 = 366 * 86_400;
    exchange.header("age").and_then(|v| v.trim().parse::<u64>().ok()).map_or(0, |age| age.min(YEAR))
}

/// The server's clock against ours, at the moment the answer's head came.
fn skew(exchange: &Exchange, begun: Time) -> Option<i64> {
    let date = http_date(&exchange.header("date")?)?;
    Some((date + Duration::from_secs(exchange.age)).0 - begun.0)
}

fn gate_fault(e: anyhow::Error) -> FetchError {
    FetchError::Unreachable { why: format!("the host's gate cannot be asked: {e:#}"), own_network: true }
}

/// A place inside a host's gate.
struct Stay {
    gates: Arc<dyn Gatekeeper>,
    host: String,
    token: i64,
}

/// Gives the place back, also when it is dropped in the middle of a request.
pub(super) struct Inside {
    stay: Option<Stay>,
    failures: u32,
    /// What is said of a going that was broken off.
    dropped: Leave,
}

impl Inside {
    pub(super) async fn leave(mut self, outcome: Leave) -> Result<(), FetchError> {
        // From here on a cancelled caller leaves the rest to `drop`; leaving twice is leaving once.
        self.dropped = outcome;
        if let Some(stay) = &self.stay {
            stay.gates.leave(&stay.host, stay.token, outcome).await.map_err(gate_fault)?;
        }
        self.stay = None;
        Ok(())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let Some(stay) = self.stay.take() else { return };
        let outcome = self.dropped;
        // Outside a runtime (the process is going down) the lease ends the stay.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(e) = stay.gates.leave(&stay.host, stay.token, outcome).await {
                    tracing::debug!(host = stay.host, error = %e, "a broken-off going could not be told");
                }
            });
        }
    }
}
