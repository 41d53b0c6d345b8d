//! Going there, the whole way: may we (scheme, guard, hosts, robots), is it our turn (gate), the exchange, and again for
//! each redirect. One straight function, `get`; what a single exchange does is in `hop`, robots.txt in `rules`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Url;

use super::answer::{Accept, Answer, Ask, Failed, FetchError, Refusal, Spent};
use super::gate::{Gatekeeper, Leave, RobotsRow};
use super::guard::Guard;
use super::hop::Want;
use super::net;
use super::session::{Session, Sessions};
use super::settings::Settings;
use super::wire::Transport;
use super::witness::Witness;
use crate::clock::Clock;
use crate::model::{Crawl, Exchange, Validators};

/// The door. Clones share everything; `for_crawl` gives a crawl its own hosts, delay, proxy and counts.
#[derive(Clone)]
pub struct Fetcher {
    pub(super) room: Arc<Room>,
    pub(super) scope: Arc<Scope>,
    pub(super) spent: Arc<Counts>,
}

/// What all crawls share.
pub(super) struct Room {
    pub settings: Settings,
    pub guard: Guard,
    pub transport: Arc<dyn Transport>,
    pub clock: Arc<dyn Clock>,
    pub gates: Arc<dyn Gatekeeper>,
    /// The rows of the robots cache that were asked for through these gates, by origin.
    pub robots: Mutex<HashMap<String, Arc<RobotsRow>>>,
    witness: Arc<Mutex<Witness>>,
    sessions: Arc<Sessions>,
}

impl Room {
    pub(super) fn witness(&self) -> MutexGuard<'_, Witness> {
        self.witness.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one crawl may do.
pub(super) struct Scope {
    /// None: every host.
    pub hosts: Option<Vec<String>>,
    pub delay: Duration,
    pub proxy: Option<Url>,
    /// Where the crawl signs in.
    pub session: Option<Arc<Session>>,
    /// The crawl's proxy cannot be used, and going without it would show our own address.
    fault: Option<String>,
}

#[derive(Default)]
pub(super) struct Counts {
    pub requests: AtomicU64,
    pub bytes: AtomicU64,
}

impl Fetcher {
    pub fn new(
        settings: Settings,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        gates: Arc<dyn Gatekeeper>,
    ) -> Fetcher {
        let scope = Scope { hosts: None, delay: settings.delay, proxy: None, session: None, fault: None };
        let guard = Guard::new(&settings.allow);
        let room = Room {
            settings,
            guard,
            transport,
            clock,
            gates,
            robots: Mutex::default(),
            witness: Arc::default(),
            sessions: Arc::default(),
        };
        Fetcher { room: Arc::new(room), scope: Arc::new(scope), spent: Arc::default() }
    }

    /// The same with the crawl's hosts (`*.example.com`: all below; those of `start` when none are named), delay and
    /// proxy; counts from zero.
    pub fn for_crawl(&self, crawl: &Crawl) -> Fetcher {
        let of_start = crawl.start.iter().filter_map(|s| Some(Url::parse(s).ok()?.host_str()?.to_owned()));
        let hosts = if crawl.hosts.is_empty() { of_start.collect() } else { crawl.hosts.clone() };
        let (proxy, fault) = match crawl.proxy.as_deref().map(net::proxy).transpose() {
            Ok(proxy) => (proxy, None),
            Err(fault) => (None, Some(fault)),
        };
        let hosts = Some(hosts.iter().map(|host| named(host)).collect());
        let session = crawl.account.as_ref().map(|account| self.room.sessions.of(&crawl.id, account));
        let scope = Scope { hosts, delay: crawl.delay, proxy, session, fault };
        Fetcher { room: Arc::clone(&self.room), scope: Arc::new(scope), spent: Arc::default() }
    }

    /// The same behind other gates. What was learnt of our own network is shared.
    pub fn with_gates(&self, gates: Arc<dyn Gatekeeper>) -> Fetcher {
        let room = Room {
            settings: self.room.settings.clone(),
            guard: self.room.guard.clone(),
            transport: Arc::clone(&self.room.transport),
            clock: Arc::clone(&self.room.clock),
            gates,
            robots: Mutex::default(),
            witness: Arc::clone(&self.room.witness),
            sessions: Arc::clone(&self.room.sessions),
        };
        Fetcher { room: Arc::new(room), scope: Arc::clone(&self.scope), spent: Arc::clone(&self.spent) }
    }

    /// The time that exchanges are marked with.
    pub fn clock(&self) -> &dyn Clock {
        &*self.room.clock
    }

    /// The session of the crawl's account, if it has one.
    pub fn session(&self) -> Option<&Session> {
        self.scope.session.as_deref()
    }

    /// Requests and bytes since `for_crawl`.
    pub fn spent(&self) -> Spent {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Spent { requests: read(&self.spent.requests), bytes: read(&self.spent.bytes) }
    }

    /// Goes there. Every hop passes the same questions; hops before the last are kept in the answer's `hops`.
    pub async fn get(&self, ask: &Ask) -> Result<Answer, Failed> {
        let mut url = ask.url.clone();
        let mut hops: Vec<Exchange> = Vec::new();
        loop {
            url.set_fragment(None);
            self.may(&url)?;
            let form = ask.form.as_ref().filter(|_| hops.is_empty());
            let json = ask.json && hops.is_empty();
            let delay = match ask.robots {
                false => self.scope.delay,
                true => self.rules(&url, self.scope.delay).await?,
            };
            let validators = self.validators(ask, &url).await?;
            let (accept, cap) = (ask.accept, self.cap(ask.accept));
            // The key is for whom it was given to, not for whom the answer sends us to.
            let key = ask.key.as_deref().filter(|_| url.origin() == ask.url.origin());
            let want = Want { url: &url, accept, cap, delay, validators, form, json, key };
            let conditional = want.validators != Validators::default();
            let (mut exchange, leave) = self.hop(&want).await?;
            match exchange.status {
                301..=303 | 307 | 308 | 300 => {
                    let next = target(&url, &exchange)?;
                    if (form.is_some() || json) && matches!(exchange.status, 307 | 308) {
                        let why = "what is posted would be sent on to another address".to_owned();
                        return Err(FetchError::Malformed(why).into());
                    }
                    hops.push(exchange);
                    if hops.len() > self.room.settings.caps.redirects {
                        let why = format!("more than {} redirects", hops.len() - 1);
                        return Err(FetchError::Malformed(why).into());
                    }
                    if hops.iter().any(|hop| hop.url == next.as_str()) {
                        return Err(FetchError::Malformed("redirects in a circle".to_owned()).into());
                    }
                    self.heed(leave, delay).await?;
                    url = next;
                }
                status => {
                    exchange.url = ask.url.to_string();
                    exchange.hops = hops;
                    return match status {
                        200..=206 => Ok(Answer::Page(exchange)),
                        304 if conditional => Ok(Answer::NotModified(exchange)),
                        _ => Err(Failed { error: refusal(status, leave), answer: Some(Box::new(exchange)) }),
                    };
                }
            }
        }
    }

    /// Whether this address may be asked for at all, before anyone is asked.
    pub(super) fn may(&self, url: &Url) -> Result<(), FetchError> {
        if let Some(fault) = &self.scope.fault {
            return Err(FetchError::Refused(Refusal::Guard(fault.clone())));
        }
        self.guarded(url)?;
        let host = plain(url.host_str().unwrap_or_default());
        match &self.scope.hosts {
            Some(hosts) if !hosts.iter().any(|allowed| covers(allowed, &host)) => {
                Err(FetchError::Refused(Refusal::HostNotAllowed(host)))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn guarded(&self, url: &Url) -> Result<(), FetchError> {
        let guard = &self.room.guard;
        let verdict = if self.scope.proxy.is_some() { guard.url_by_proxy(url) } else { guard.url(url) };
        verdict.map_err(FetchError::Refused)
    }

    async fn validators(&self, ask: &Ask, url: &Url) -> Result<Validators, FetchError> {
        if !ask.conditional {
            return Ok(Validators::default());
        }
        match self.room.gates.validators(url.as_str()).await {
            Ok(known) => Ok(known.unwrap_or_default()),
            Err(e) => Err(FetchError::Unreachable {
                why: format!("validators cannot be read: {e:#}"),
                own_network: true,
            }),
        }
    }

    /// A redirect's Retry-After is the least time before it is followed, to whichever host (RFC 9110, 10.2.3).
    async fn heed(&self, leave: Leave, delay: Duration) -> Result<(), FetchError> {
        let Leave::Served { next } = leave else { return Ok(()) };
        let now = self.room.clock.now();
        if next <= now + delay {
            return Ok(());
        }
        if next > now + self.room.settings.timeouts.patience {
            return Err(FetchError::Throttled { until: next });
        }
        self.room.clock.sleep_until(next).await;
        Ok(())
    }

    fn cap(&self, accept: Accept) -> u64 {
        let caps = &self.room.settings.caps;
        match accept {
            Accept::Page => caps.page,
            Accept::Feed => caps.feed,
            Accept::Download if self.room.settings.spool.is_some() => caps.download,
            // Without a place for files it all stays in memory.
            Accept::Download => caps.download.min(caps.memory),
        }
    }
}

/// Where a redirect leads.
pub(super) fn target(url: &Url, exchange: &Exchange) -> Result<Url, FetchError> {
    let location = exchange.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
    let Some((_, location)) = location else {
        return Err(FetchError::Malformed(format!("status {} without a Location", exchange.status)));
    };
    // Sites send raw UTF-8 here; the URL parser encodes it.
    let mut next = url
        .join(String::from_utf8_lossy(location).trim())
        .map_err(|_| FetchError::Malformed("a redirect to no address".to_owned()))?;
    next.set_fragment(None);
    Ok(next)
}

/// What a status that brings nothing means.
pub(super) fn refusal(status: u16, leave: Leave) -> FetchError {
    match (status, leave) {
        (429 | 503, Leave::RetryAfter { until } | Leave::Failed { until, .. }) => {
            FetchError::Throttled { until }
        }
        (500..600, Leave::RetryAfter { until }) => FetchError::Throttled { until },
        (404 | 410, _) => FetchError::Gone(status),
        (408 | 500..600, _) => {
            FetchError::Unreachable { why: format!("status {status}"), own_network: false }
        }
        (400..500, _) => FetchError::Refused(Refusal::Status(status)),
        _ => FetchError::Malformed(format!("status {status} answers nothing that was asked")),
    }
}

/// A host and its `www.` are one place.
pub(super) fn plain(host: &str) -> String {
    let host = host.trim_end_matches('.').to_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// A host as a crawl names it, in the form that URLs have: `пример.рф` is `xn--e1afmkfd.xn--p1ai` there.
fn named(host: &str) -> String {
    let (star, host) = host.trim().strip_prefix("*.").map_or(("", host.trim()), |host| ("*.", host));
    let host = url::Host::parse(host).map_or_else(|_| host.to_owned(), |host| host.to_string());
    format!("{star}{}", plain(&host))
}

pub(super) fn covers(allowed: &str, host: &str) -> bool {
    match allowed.strip_prefix("*.") {
        Some(above) => host == above || host.strip_suffix(above).is_some_and(|below| below.ends_with('.')),
        None => host == allowed || allowed == "*",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_hosts_a_crawl_covers() {
        for (crawl, url, expected) in [
            ("forum.example", "http://forum.example/", true),
            ("Forum.Example.", "http://forum.example/", true),
            ("forum.example", "http://www.forum.example/", true),
            ("www.forum.example", "http://forum.example/", true),
            ("forum.example", "http://old.forum.example/", false),
            ("forum.example", "http://notforum.example/", false),
            ("*.forum.example", "http://old.forum.example/", true),
            ("*.forum.example", "http://a.b.forum.example/", true),
            ("*.forum.example", "http://forum.example/", true),
            ("*.forum.example", "http://notforum.example/", false),
            ("*.forum.example", "http://forum.example.evil.example/", false),
            ("пример.example", "http://пример.example/", true),
            ("*.пример.example", "http://xn--e1afmkfd.example/", true),
            ("93.184.216.34", "http://93.184.216.34:8080/", true),
            ("*", "http://anything.example/", true),
        ] {
            let url = Url::parse(url).expect("a URL");
            let host = plain(url.host_str().expect("a host"));
            assert_eq!(covers(&named(crawl), &host), expected, "{crawl} {url}");
        }
    }
}
