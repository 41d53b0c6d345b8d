//! What site owners grade: robots.txt, delays, Retry-After, validators, one connection at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use leakwatch::fetch::{
    Answer, Ask, FetchError, Fetcher, FixedResolver, Gate, Gatekeeper, MemoryGates, Net, Refusal, Replay,
    Settings,
};
use leakwatch::model::Time;
use leakwatch::runtime::SystemClock;

use super::server::{Act, Server, ok};
use super::{NOW, Setup, after, bounded, fails, get, page, settings, setup, url, with_transport};

fn obedient() -> Settings {
    Settings { obey_robots: true, ..settings() }
}

/// A server whose robots.txt is this, and whose every page is "x".
async fn with_robots(status: u16, robots: &'static str) -> Server {
    Server::start(move |path| {
        vec![Act::Send(match path {
            "/robots.txt" => ok(status, &[], robots.as_bytes()),
            _ => ok(200, &[], b"x"),
        })]
    })
    .await
}

const REFUSED: FetchError = FetchError::Refused(Refusal::Robots);

#[tokio::test]
async fn robots_by_status() {
    for (status, text, expected) in [
        (200, "User-agent: *\nDisallow: /no\n", Some(REFUSED)),
        (200, "User-agent: leakwatch\nDisallow: /no\n\nUser-agent: *\nDisallow:\n", Some(REFUSED)),
        (200, "User-agent: other\nDisallow: /\n", None),
        (200, "<html>not a robots file</html>", None),
        (401, "User-agent: *\nDisallow: /\n", None),
        (403, "User-agent: *\nDisallow: /\n", None),
        (404, "", None),
        (410, "", None),
        (500, "User-agent: *\nDisallow:\n", Some(REFUSED)),
        (503, "", Some(REFUSED)),
    ] {
        let server = with_robots(status, text).await;
        let door = setup(server.at, obedient());
        let got = get(&door.fetcher, &page("http://a.test/no?q=1#x")).await;
        assert_eq!(got.as_ref().err(), expected.as_ref(), "{status} {text}");
        let pages = server.targets().iter().filter(|t| *t != "/robots.txt").count();
        assert_eq!(pages, usize::from(expected.is_none()), "{status} {text}");
        let door = setup(server.at, settings());
        assert!(get(&door.fetcher, &page("http://a.test/no")).await.is_ok(), "the operator's switch");
    }
}

#[tokio::test]
async fn robots_that_cannot_be_had() {
    let server = Server::start(|path| match path {
        "/robots.txt" => vec![Act::Close],
        _ => vec![Act::Send(ok(200, &[], b"x"))],
    })
    .await;
    let door = setup(server.at, obedient());
    assert!(matches!(fails(&door.fetcher, "http://a.test/").await, FetchError::Unreachable { .. }));
    let server = Server::start(|path| match path {
        "/robots.txt" => vec![Act::Send(ok(429, &[("Retry-After", "90")], b""))],
        _ => vec![Act::Send(ok(200, &[], b"x"))],
    })
    .await;
    let door = setup(server.at, obedient());
    assert_eq!(fails(&door.fetcher, "http://a.test/").await, FetchError::Throttled { until: after(90) });
    assert_eq!(server.targets(), ["/robots.txt"]);
}

#[tokio::test]
async fn robots_behind_redirects() {
    for (hops, expected) in [(0, Some(REFUSED)), (1, Some(REFUSED)), (5, Some(REFUSED)), (6, None)] {
        let server = Server::start(move |path| {
            let at = match path {
                "/robots.txt" => 0,
                path => path.trim_start_matches("/r").parse().unwrap_or(99),
            };
            vec![Act::Send(match at {
                99 => ok(200, &[], b"x"),
                at if at < hops => ok(301, &[("Location", &format!("/r{}", at + 1))], b""),
                _ => ok(200, &[], b"User-agent: *\nDisallow: /\n"),
            })]
        })
        .await;
        let door = setup(server.at, obedient());
        assert_eq!(get(&door.fetcher, &page("http://a.test/page")).await.err(), expected, "{hops}");
    }
    let server = Server::start(|_| {
        vec![Act::Send(ok(301, &[("Location", "http://169.254.169.254/robots.txt")], b""))]
    })
    .await;
    let door = setup(server.at, obedient());
    assert!(matches!(fails(&door.fetcher, "http://a.test/").await, FetchError::Refused(Refusal::Guard(_))));
}

#[tokio::test]
async fn robots_are_believed_for_a_day() {
    let server = with_robots(200, "User-agent: *\nDisallow: /no\n").await;
    let door = setup(server.at, obedient());
    let asked = || server.targets().iter().filter(|t| *t == "/robots.txt").count();
    for (hours, expected) in [(0, 1), (23, 1), (2, 2), (23, 2), (24, 3)] {
        door.clock.advance(Duration::from_secs(hours * 3600));
        assert!(get(&door.fetcher, &page("http://a.test/yes")).await.is_ok());
        assert_eq!(fails(&door.fetcher, "http://a.test/no").await, REFUSED);
        assert_eq!(asked(), expected, "after {hours} more hours");
    }
    // Another port is another origin.
    let host = format!("http://127.0.0.1:{}/yes", server.at.port());
    assert!(get(&door.fetcher, &page(&host)).await.is_ok());
    assert_eq!(asked(), 4);
}

#[tokio::test]
async fn a_crawl_delay_is_a_floor_and_sitemaps_are_listed() {
    let server = with_robots(200, "User-agent: *\nCrawl-delay: 90\n\nSitemap: http://a.test/map.xml\n").await;
    let door = setup(server.at, obedient());
    // The robots file itself came before its delay was known; the page after it keeps the distance.
    assert_eq!(fails(&door.fetcher, "http://a.test/1").await, FetchError::Throttled { until: after(90) });
    door.clock.set(after(90));
    assert!(get(&door.fetcher, &page("http://a.test/1")).await.is_ok());
    assert_eq!(fails(&door.fetcher, "http://a.test/2").await, FetchError::Throttled { until: after(180) });
    let listed = bounded(door.fetcher.sitemaps(&url("http://a.test/"))).await;
    assert_eq!(listed, Ok(vec!["http://a.test/map.xml".to_owned()]));
}

/// A server that answers pages with this status and these headers.
async fn answering(status: u16, headers: &'static [(&'static str, &'static str)]) -> (Server, Setup) {
    let server = Server::start(move |_| vec![Act::Send(ok(status, headers, b"x"))]).await;
    let door = setup(server.at, settings());
    (server, door)
}

#[tokio::test]
async fn retry_after_is_obeyed() {
    for (status, headers, seconds) in [
        (429, &[("Retry-After", "120")][..], 120),
        (503, &[("Retry-After", "120")], 120),
        (500, &[("Retry-After", "120")], 120),
        (503, &[("Retry-After", "Tue, 14 Nov 2023 22:15:20 GMT")], 120),
        // The server's clock is a minute ahead of ours, so its 22:16:20 is our 22:15:20.
        (
            503,
            &[("Retry-After", "Tue, 14 Nov 2023 22:16:20 GMT"), ("Date", "Tue, 14 Nov 2023 22:14:20 GMT")],
            120,
        ),
        (429, &[("Retry-After", "999999999")], 24 * 3600),
        (301, &[("Retry-After", "120"), ("Location", "/there")], 120),
    ] {
        let (server, door) = answering(status, headers).await;
        let until = after(seconds);
        let throttled = FetchError::Throttled { until };
        assert_eq!(fails(&door.fetcher, "http://a.test/").await, throttled, "{status} {headers:?}");
        assert_eq!(fails(&door.fetcher, "http://a.test/other").await, throttled, "the whole host waits");
        assert_eq!(server.heads().len(), 1, "{status} {headers:?}");
        door.clock.set(until);
        let _ = fails(&door.fetcher, "http://a.test/").await;
        assert_eq!(server.heads().len(), 2, "{status} {headers:?}");
    }
}

#[tokio::test]
async fn without_a_hint_the_pause_doubles_and_a_good_answer_ends_it() {
    for bad in [429, 502, 503, 504] {
        let good = Arc::new(AtomicUsize::new(0));
        let answers = Arc::clone(&good);
        let server = Server::start(move |_| {
            let status = if answers.load(Ordering::SeqCst) == 0 { bad } else { 200 };
            vec![Act::Send(ok(status, &[], b"x"))]
        })
        .await;
        let door = setup(server.at, settings());
        let pause = async || {
            let _ = fails(&door.fetcher, "http://a.test/").await;
            match fails(&door.fetcher, "http://a.test/").await {
                FetchError::Throttled { until } => until,
                e => panic!("{bad}: {e:?}"),
            }
        };
        let mut now = NOW;
        let mut doubled = 60;
        for _ in 0..12 {
            let until = pause().await;
            let waited = until.since(now).as_secs();
            let base: u64 = doubled.min(6 * 3600);
            assert!(waited * 4 >= base * 3 - 4 && waited * 4 <= base * 5, "{bad}: {waited} s for {base} s");
            doubled *= 2;
            now = until;
            door.clock.set(now);
        }
        good.store(1, Ordering::SeqCst);
        assert!(get(&door.fetcher, &page("http://a.test/")).await.is_ok(), "no state is for good");
        good.store(0, Ordering::SeqCst);
        let waited = pause().await.since(now).as_secs();
        assert!(waited <= 75, "{bad}: {waited}");
    }
}

#[tokio::test]
async fn validators_are_sent_back_byte_for_byte() {
    let server = Server::start(|path| {
        let mut answer = ok(200, &[], b"x");
        let at = answer.len() - 5;
        answer.splice(
            at..at,
            b"\r\nETag: W/\"caf\xe9 , 1\"\r\nLast-Modified: yesterday,  about noon".iter().copied(),
        );
        vec![Act::Send(if path == "/304" { ok(304, &[("ETag", "\"2\"")], b"") } else { answer })]
    })
    .await;
    let door = setup(server.at, settings());
    let ask = page("http://a.test/x").conditional(true);
    let first = get(&door.fetcher, &ask).await.expect("a page");
    assert!(!server.heads()[0].contains("if-"));
    door.gates.remember(&first);
    get(&door.fetcher, &ask).await.expect("a page");
    let sent = &first.validators();
    let known = door.gates.validators("http://a.test/x").await.expect("in memory").expect("remembered");
    assert_eq!(*sent, known);
    assert_eq!(known.etag.as_deref(), Some(&b"W/\"caf\xe9 , 1\""[..]));
    let asked = &server.heads()[1];
    assert!(asked.contains("if-none-match: W/\"caf\u{fffd} , 1\"\r\n"), "{asked}");
    assert!(asked.contains("if-modified-since: yesterday,  about noon\r\n"), "{asked}");
    get(&door.fetcher, &page("http://a.test/x")).await.expect("a page");
    assert!(!server.heads()[2].contains("if-"), "an unconditional ask says nothing of the past");

    let mut old = first.clone();
    old.final_url = "http://a.test/304".to_owned();
    door.gates.remember(&old);
    let answer = bounded(door.fetcher.get(&Ask::feed(url("http://a.test/304")))).await;
    assert!(matches!(answer, Ok(Answer::NotModified(e)) if e.status == 304 && e.body.is_empty()));
}

#[tokio::test]
async fn one_host_sees_one_request_at_a_time() {
    let server =
        Server::start(|_| vec![Act::Send(ok(200, &[("Connection", "close")], b"x")), Act::Close]).await;
    let settings = Settings { delay: Duration::from_millis(5), ..settings() };
    let clock = Arc::new(SystemClock);
    let gates = Arc::new(MemoryGates::new(clock.clone()));
    let net = Arc::new(Net::new(&settings, Arc::new(FixedResolver::all(server.at))));
    let fetcher = Fetcher::new(settings, net, clock, gates);
    let all = (0..8).map(|n| {
        let fetcher = fetcher.clone();
        tokio::spawn(async move { get(&fetcher, &page(&format!("http://a.test/{n}"))).await })
    });
    for one in all.collect::<Vec<_>>() {
        assert!(one.await.expect("no panic").is_ok());
    }
    assert_eq!((server.heads().len(), server.most()), (8, 1));
}

#[tokio::test]
async fn gates_in_memory() {
    let clock = leakwatch::runtime::HandClock::new(NOW);
    let gates = MemoryGates::new(Arc::new(clock.clone()));
    let delay = Duration::from_secs(2);
    let enter = async |host: &str| gates.enter(host, delay).await.expect("in memory");
    let leave = async |token, outcome| gates.leave("a", token, outcome).await.expect("in memory");
    let Gate::Go { token, failures: 0 } = enter("a").await else { panic!("a new host is open") };
    assert!(matches!(enter("a").await, Gate::Wait { .. }), "one at a time");
    assert!(matches!(enter("b").await, Gate::Go { .. }), "for each host");
    leave(token + 100, leakwatch::fetch::Leave::OwnNetwork).await;
    assert!(matches!(enter("a").await, Gate::Wait { .. }), "a stranger's token changes nothing");
    leave(token, leakwatch::fetch::Leave::Failed { until: after(60), failures: 1 }).await;
    assert_eq!(enter("a").await, Gate::Throttled { until: after(60) });
    clock.set(after(60));
    let Gate::Go { token, failures: 1 } = enter("a").await else { panic!("the pause is over") };
    leave(token, leakwatch::fetch::Leave::OwnNetwork).await;
    assert_eq!(enter("a").await, Gate::Wait { until: after(62) });
    clock.set(after(62));
    let Gate::Go { token, failures: 1 } = enter("a").await else { panic!("the delay is over") };
    // Whoever never leaves loses the place, and its token with it.
    clock.advance(Duration::from_secs(3600));
    let Gate::Go { token: later, .. } = enter("a").await else { panic!("the lease is over") };
    leave(token, leakwatch::fetch::Leave::RetryAfter { until: Time(i64::MAX) }).await;
    leave(later, leakwatch::fetch::Leave::Served { next: clock_now(&clock) }).await;
    clock.advance(delay);
    assert!(matches!(enter("a").await, Gate::Go { failures: 0, .. }));
}

fn clock_now(clock: &leakwatch::runtime::HandClock) -> Time {
    leakwatch::clock::Clock::now(clock)
}

#[tokio::test]
async fn a_sample_goes_through_the_same_door() {
    let sample = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let replay = Replay::of([
        sample("1.http", "GET https://forum.example/\n\nHTTP/1.1 302 Found\nLocation: /list\n\n"),
        sample(
            "2.http",
            "GET https://forum.example/list\n\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>x</p>",
        ),
        sample(
            "3.http",
            "GET https://shut.example/robots.txt\n\nHTTP/1.1 200 OK\n\nUser-agent: *\nDisallow: /\n",
        ),
    ])
    .expect("samples");
    let door = with_transport(Arc::new(replay), obedient());
    let answer = get(&door.fetcher, &page("https://forum.example/")).await.expect("a page");
    assert_eq!((answer.body.as_slice(), answer.hops.len()), (&b"<p>x</p>"[..], 1));
    assert_eq!(fails(&door.fetcher, "https://shut.example/").await, REFUSED);
    assert!(matches!(fails(&door.fetcher, "https://none.example/").await, FetchError::Unreachable { .. }));
}
