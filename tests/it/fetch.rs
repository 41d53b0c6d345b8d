//! The door against a real loopback server that answers by script, as badly as servers do. Socket waits are bounded by
//! settings of a few hundred milliseconds; domain time stands still unless a test moves it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use leakwatch::fetch::{
    Allowed, Answer, Ask, FetchError, Fetcher, FixedResolver, Gatekeeper, MemoryGates, Net, Refusal, Resolve,
    Settings, Transport, WireError,
};
use leakwatch::model::{Crawl, Exchange, Exposure, Interval, Keep, Time};
use leakwatch::runtime::HandClock;
use url::Url;

mod hostile;
mod large;
mod polite;
mod proxy;
mod server;
mod tls;

use server::{Act, Server, head, ok};

/// Tuesday, 14 November 2023, 22:13:20 GMT.
const NOW: Time = Time(1_700_000_000_000);

struct Setup {
    clock: HandClock,
    gates: Arc<MemoryGates>,
    fetcher: Fetcher,
}

fn settings() -> Settings {
    let mut settings = Settings {
        contact: "soc@example.com".to_owned(),
        allow: vec![Allowed::parse("127.0.0.1").expect("an address")],
        delay: Duration::ZERO,
        obey_robots: false,
        ..Settings::default()
    };
    settings.caps.page = 100_000;
    settings.caps.headers = 8_000;
    for wait in [
        &mut settings.timeouts.connect,
        &mut settings.timeouts.first_byte,
        &mut settings.timeouts.idle,
        &mut settings.timeouts.total,
    ] {
        *wait = Duration::from_secs(10);
    }
    settings
}

/// For servers that make us wait: bounds that a test can sit out, long enough for a busy machine to answer otherwise.
fn impatient() -> Settings {
    let mut settings = settings();
    settings.timeouts.connect = Duration::from_millis(300);
    settings.timeouts.first_byte = Duration::from_millis(300);
    settings.timeouts.idle = Duration::from_millis(300);
    settings.timeouts.total = Duration::from_millis(900);
    settings
}

/// A fetcher for which every name is this address.
fn setup(at: SocketAddr, settings: Settings) -> Setup {
    with_resolver(Arc::new(FixedResolver::all(at)), settings)
}

fn with_resolver(resolver: Arc<dyn Resolve>, settings: Settings) -> Setup {
    with_transport(Arc::new(Net::new(&settings, resolver)), settings)
}

fn with_transport(transport: Arc<dyn Transport>, settings: Settings) -> Setup {
    let clock = HandClock::new(NOW);
    let gates = Arc::new(MemoryGates::new(Arc::new(clock.clone())));
    let keeper: Arc<dyn Gatekeeper> = gates.clone();
    let fetcher = Fetcher::new(settings, transport, Arc::new(clock.clone()), keeper);
    Setup { clock, gates, fetcher }
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn page(text: &str) -> Ask {
    Ask::page(url(text))
}

/// No test waits longer than this for anything.
async fn bounded<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.expect("the test hangs")
}

async fn get(fetcher: &Fetcher, ask: &Ask) -> Result<Exchange, FetchError> {
    bounded(fetcher.get(ask)).await.map(Answer::into_exchange).map_err(|failed| failed.error)
}

async fn fails(fetcher: &Fetcher, text: &str) -> FetchError {
    match get(fetcher, &page(text)).await {
        Err(e) => e,
        Ok(answer) => panic!("{text} answers {} {:?}", answer.status, String::from_utf8_lossy(&answer.body)),
    }
}

fn crawl(hosts: &[&str], proxy: Option<String>) -> Crawl {
    Crawl {
        id: "c".to_owned(),
        kind: "site".to_owned(),
        title: "C".to_owned(),
        start: vec!["http://start.test/".to_owned()],
        hosts: hosts.iter().map(|h| (*h).to_owned()).collect(),
        groups: Vec::new(),
        pages: 10,
        interval: Interval::Auto,
        exposure: Exposure::Public,
        keep: Keep::All,
        delay: Duration::ZERO,
        proxy,
        account: None,
        terms: Vec::new(),
        authorised: false,
        options: String::new(),
        spot: Default::default(),
    }
}

fn after(seconds: i64) -> Time {
    Time(NOW.0 + seconds * 1000)
}

#[tokio::test]
async fn a_page_as_it_was_asked_and_answered() {
    let server = Server::start(|_| {
        let mut answer =
            head(200, &[("Date", "Tue, 14 Nov 2023 22:13:10 GMT"), ("Age", "15"), ("Content-Length", "3")]);
        answer.splice(answer.len() - 2.., b"X-Raw: \xe9\xff\r\n\r\nabc".iter().copied());
        vec![Act::Send(answer)]
    })
    .await;
    let setup = setup(server.at, settings());
    let answer = get(&setup.fetcher, &page("http://a.test/x?y=z#part")).await.expect("a page");
    assert_eq!(answer.body, b"abc");
    assert_eq!(answer.wire_body, b"abc");
    assert_eq!((answer.age, answer.skew), (15, Some(5_000)));
    assert_eq!(answer.as_of(), Time(NOW.0 - 15_000));
    assert_eq!((answer.sent, answer.received), (NOW, NOW));
    assert_eq!(answer.peer.as_deref(), Some(server.at.to_string().as_str()));
    assert!(answer.headers.contains(&("x-raw".to_owned(), b"\xe9\xff".to_vec())));
    let asked = server.heads().concat();
    assert!(asked.starts_with("GET /x?y=z HTTP/1.1\r\n"), "{asked}");
    let version = env!("CARGO_PKG_VERSION");
    assert!(asked.contains(&format!("user-agent: leakwatch/{version} (+soc@example.com)\r\n")), "{asked}");
    assert!(asked.contains("accept-encoding: gzip, br, zstd, deflate\r\n"), "{asked}");
    for never in ["cookie", "referer", "if-none-match", "authorization"] {
        assert!(!asked.to_lowercase().contains(never), "{asked}");
    }
    let spent = setup.fetcher.spent();
    assert_eq!((spent.requests, spent.bytes), (1, 3));
    let fresh = setup.fetcher.for_crawl(&crawl(&[], None)).spent();
    assert_eq!((fresh.requests, fresh.bytes), (0, 0));
}

#[tokio::test]
async fn statuses_are_typed() {
    let server = Server::start(|path| {
        let status: u16 = path.trim_start_matches('/').parse().unwrap_or(200);
        vec![Act::Send(ok(status, &[], b"x"))]
    })
    .await;
    let refused = |s| Some(FetchError::Refused(Refusal::Status(s)));
    let down = |s: u16| Some(FetchError::Unreachable { why: format!("status {s}"), own_network: false });
    for (status, expected) in [
        (200, None),
        (203, None),
        (206, None),
        (400, refused(400)),
        (401, refused(401)),
        (402, refused(402)),
        (403, refused(403)),
        (404, Some(FetchError::Gone(404))),
        (407, refused(407)),
        (408, down(408)),
        (410, Some(FetchError::Gone(410))),
        (418, refused(418)),
        (451, refused(451)),
        (500, down(500)),
        (501, down(501)),
        (502, down(502)),
        (504, down(504)),
        (521, down(521)),
        (301, Some(FetchError::Malformed("status 301 without a Location".to_owned()))),
        (304, Some(FetchError::Malformed("status 304 answers nothing that was asked".to_owned()))),
        (306, Some(FetchError::Malformed("status 306 answers nothing that was asked".to_owned()))),
        (700, Some(FetchError::Malformed("status 700 answers nothing that was asked".to_owned()))),
    ] {
        let setup = setup(server.at, settings());
        let got = get(&setup.fetcher, &page(&format!("http://a.test/{status}"))).await;
        assert_eq!(got.err(), expected, "{status}");
    }
}

#[tokio::test]
async fn redirects_are_followed_with_the_same_questions() {
    let server = Server::start(|path| {
        let to = |location: &str| vec![Act::Send(ok(302, &[("Location", location)], b"moved"))];
        match path {
            "/start" => to("two?q=1"),
            "/two?q=1" => to("http://b.test/three#there"),
            "/three" => vec![Act::Send(ok(200, &[], b"end"))],
            "/metadata" => to("http://169.254.169.254/latest/"),
            "/decimal" => to("http://2130706433/"),
            "/mapped" => to("http://[::ffff:127.0.0.1]/"),
            "/elsewhere" => to("http://other.test/"),
            "/ftp" => to("ftp://b.test/"),
            "/user" => to("http://u:p@b.test/"),
            "/bad" => to("http://[/"),
            "/circle" => to("/circle"),
            "/round" => to("/round2"),
            "/round2" => to("/round"),
            n => to(&format!("/{}", n.trim_start_matches("/n").parse::<u32>().map_or(0, |n| n + 1))
                .replace('/', "/n")),
        }
    })
    .await;
    let setup = setup(server.at, settings());
    let fetcher = setup.fetcher.for_crawl(&crawl(&["a.test", "*.test.test", "www.b.test"], None));
    let answer = get(&fetcher, &page("http://a.test/start")).await.expect("a page");
    assert_eq!(
        (answer.url.as_str(), answer.final_url.as_str()),
        ("http://a.test/start", "http://b.test/three")
    );
    let hops: Vec<_> = answer.hops.iter().map(|h| (h.url.as_str(), h.status, h.body.as_slice())).collect();
    assert_eq!(hops, [("http://a.test/start", 302, &b"moved"[..]), ("http://a.test/two?q=1", 302, b"moved")]);
    assert_eq!(fetcher.spent().requests, 3);
    let scheme = FetchError::Refused(Refusal::Scheme);
    for (path, expected) in [
        ("elsewhere", FetchError::Refused(Refusal::HostNotAllowed("other.test".to_owned()))),
        ("ftp", scheme.clone()),
        ("user", scheme),
        ("bad", FetchError::Malformed("a redirect to no address".to_owned())),
        ("circle", FetchError::Malformed("redirects in a circle".to_owned())),
        ("round", FetchError::Malformed("redirects in a circle".to_owned())),
        ("n0", FetchError::Malformed("more than 10 redirects".to_owned())),
    ] {
        assert_eq!(fails(&fetcher, &format!("http://a.test/{path}")).await, expected, "{path}");
    }
    // Without a list of hosts, so that the guard alone stands before what is inside.
    for path in ["metadata", "mapped"] {
        let e = fails(&setup.fetcher, &format!("http://a.test/{path}")).await;
        assert!(matches!(e, FetchError::Refused(Refusal::Guard(_))), "{path}: {e:?}");
    }
}

/// A name server that is asked again and again and answers something else each time.
struct Rebinding(std::sync::Mutex<Vec<Vec<SocketAddr>>>);

#[async_trait::async_trait]
impl Resolve for Rebinding {
    async fn resolve(&self, _: &str) -> Result<Vec<SocketAddr>, WireError> {
        let next = self.0.lock().expect("no panic holds it").pop();
        next.ok_or_else(|| WireError::Name("no more".to_owned()))
    }
}

#[tokio::test]
async fn the_address_dialled_is_the_one_that_was_checked() {
    let server = Server::start(|_| vec![Act::Send(ok(200, &[("Connection", "close")], b"inside"))]).await;
    let inside: SocketAddr = "10.0.0.1:80".parse().expect("an address");
    let mapped: SocketAddr = "[::ffff:127.0.0.1]:80".parse().expect("an address");
    let answers = vec![vec![mapped, inside], vec![inside, server.at], vec![inside]];
    let rebound = with_resolver(Arc::new(Rebinding(answers.into())), settings());
    let guard =
        |e: FetchError| matches!(&e, FetchError::Refused(Refusal::Guard(why)) if why.contains("evil.test"));
    assert!(guard(fails(&rebound.fetcher, "http://evil.test/").await));
    assert_eq!(server.heads().len(), 0);
    let answer = get(&rebound.fetcher, &page("http://evil.test/")).await.expect("the allowed one of two");
    assert_eq!(answer.body, b"inside");
    assert!(guard(fails(&rebound.fetcher, "http://evil.test/").await));
    assert_eq!(server.heads().len(), 1);
    // The allow-list may hold for one port only.
    let one = format!("127.0.0.1:{}", server.at.port());
    for (allow, open) in
        [(one.as_str(), true), ("127.0.0.1:1", false), ("good.test", true), ("evil.test", false)]
    {
        let allow = vec![Allowed::parse(allow).expect("an address")];
        let door = setup(server.at, Settings { allow, ..settings() });
        let got = get(&door.fetcher, &page("http://good.test/")).await;
        assert_eq!(got.is_ok(), open, "{got:?}");
    }
}
