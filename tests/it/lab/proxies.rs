//! Real proxies between us and a place: tinyproxy (HTTP, with CONNECT for TLS) and microsocks (SOCKS5, with a password).
//! Our own resolver knows no name at all: what arrives was resolved behind the proxy.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use leakwatch::clock::Clock;
use leakwatch::fetch::{
    Allowed, Ask, FetchError, Fetcher, FixedResolver, MemoryGates, Net, Refusal, Settings,
};
use leakwatch::model::{Crawl, Exposure, Interval, Keep};
use leakwatch::runtime::SystemClock;
use url::Url;

use super::process::{Process, free_port, listening};
use super::web::Web;

fn through(proxy: String, allow: &str) -> Fetcher {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let settings = Settings {
        allow: vec![Allowed::parse(allow).expect("a host with a port")],
        delay: Duration::ZERO,
        obey_robots: false,
        ..Settings::default()
    };
    let net = Net::new(&settings, Arc::new(FixedResolver::default()));
    let gates = Arc::new(MemoryGates::new(clock.clone()));
    let crawl = Crawl {
        id: "far".into(),
        kind: "site".into(),
        title: "Far".into(),
        start: vec!["http://localhost/".into()],
        hosts: vec!["localhost".into(), "127.0.0.1".into(), "hidden.example".into()],
        groups: Vec::new(),
        pages: 10,
        interval: Interval::Auto,
        exposure: Exposure::Public,
        keep: Keep::All,
        delay: Duration::ZERO,
        proxy: Some(proxy),
        account: None,
        terms: Vec::new(),
        authorised: false,
        options: String::new(),
        spot: Default::default(),
    };
    Fetcher::new(settings, Arc::new(net), clock, gates).for_crawl(&crawl)
}

async fn fetched(fetcher: &Fetcher, url: &str) -> Result<Vec<u8>, FetchError> {
    let ask = Ask::page(Url::parse(url).expect("an address"));
    let answer = tokio::time::timeout(Duration::from_secs(60), fetcher.get(&ask)).await.expect("bounded");
    answer.map(|answer| answer.into_exchange().body).map_err(|failed| failed.error)
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_resolved_behind_real_proxies_and_the_guard_still_stands() {
    if !super::on() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let web = Web::start().await;
    web.put("/", "Тихий день за посредником.");
    let place = Url::parse(&web.url("/")).expect("an address");
    let port = place.port().expect("a free port");

    let (http, socks) = (free_port(), free_port());
    let conf = folder.path().join("tinyproxy.conf");
    std::fs::write(&conf, format!("Port {http}\nListen 127.0.0.1\nTimeout 30\nConnectPort {port}\n"))
        .expect("a file");
    let tinyproxy =
        Process::start("tinyproxy", Command::new("tinyproxy").arg("-d").arg("-c").arg(&conf), folder.path());
    let mut command = Command::new("microsocks");
    command.args(["-i", "127.0.0.1", "-p", &socks.to_string(), "-u", "leakwatch", "-P", "geheim-7"]);
    let microsocks = Process::start("microsocks", &mut command, folder.path());
    listening("tinyproxy", ("127.0.0.1", http)).await;
    listening("microsocks", ("127.0.0.1", socks)).await;

    for proxy in
        [format!("http://127.0.0.1:{http}"), format!("socks5h://leakwatch:geheim-7@127.0.0.1:{socks}")]
    {
        let fetcher = through(proxy.clone(), &format!("localhost:{port}"));
        let body = fetched(&fetcher, &format!("http://localhost:{port}/")).await;
        let body = body.unwrap_or_else(|e| panic!("{proxy}: {e}"));
        assert!(String::from_utf8_lossy(&body).contains("за посредником"), "{proxy}");
        // The address is not the name that is allowed, and stays behind the guard whoever would dial it.
        let refused = fetched(&fetcher, &format!("http://127.0.0.1:{port}/")).await;
        assert!(matches!(refused, Err(FetchError::Refused(Refusal::Guard(_)))), "{proxy}: {refused:?}");
        // A name that nobody knows: the proxy says so, and nobody here was asked.
        let unknown = fetched(&fetcher, "http://hidden.example/").await;
        let down =
            matches!(&unknown, Err(FetchError::Unreachable { why, .. }) if !why.contains("name resolution"));
        assert!(down, "{proxy}: {unknown:?}");
    }
    let wrong = through(format!("socks5h://leakwatch:wrong@127.0.0.1:{socks}"), &format!("localhost:{port}"));
    let refused = fetched(&wrong, &format!("http://localhost:{port}/")).await;
    assert!(matches!(refused, Err(FetchError::Unreachable { .. })), "{refused:?}");
    assert!(tinyproxy.log().contains("localhost"), "it went there: {}", tinyproxy.log());
    drop((tinyproxy, microsocks));
}
