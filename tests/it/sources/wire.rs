//! A web server on loopback that says what the test tells it, and a real fetcher that goes there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use leakwatch::fetch::{Allowed, Caps, Fetcher, FixedResolver, MemoryGates, Net, Settings};
use leakwatch::model::{Crawl, Exposure, Harvest, Interval, Item, Keep, PollError, Spot};
use leakwatch::runtime::SystemClock;
use leakwatch::sources::{Order, Sent, Sink, build};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

pub const HOST: &str = "http://place.test";

#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Takes the request and never answers.
    pub hangs: bool,
    /// A header, or the `body`, that must hold these words; else the other reply is given.
    pub only: Option<(String, String, Box<Reply>)>,
}

impl Reply {
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status: 200, body: body.into(), ..Reply::default() }.with("Content-Type", content_type)
    }

    pub fn status(status: u16) -> Reply {
        Reply { status, ..Reply::default() }
    }

    pub fn only_with(self, what: &str, holds: &str, otherwise: Reply) -> Reply {
        Reply { only: Some((what.to_owned(), holds.to_owned(), Box::new(otherwise))), ..self }
    }

    pub fn with(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

#[derive(Default)]
struct Script {
    replies: BTreeMap<String, Reply>,
    asked: Vec<String>,
    /// Conditional requests among them.
    conditional: usize,
}

/// Dropped with the test's runtime.
pub struct Web {
    script: Arc<Mutex<Script>>,
    fetcher: Fetcher,
    gates: Arc<MemoryGates>,
    heard: Arc<tokio::sync::Notify>,
}

/// What a visit brought.
pub struct Brought {
    pub items: Vec<Item>,
    /// Items and listings in the order in which they were handed over.
    pub sent: Vec<Sent>,
    pub harvest: Result<Harvest, PollError>,
}

impl Brought {
    pub fn harvest(&self) -> &Harvest {
        self.harvest.as_ref().expect("a visit that succeeds")
    }

    /// How often a complaint was made.
    pub fn complaint(&self, name: &str) -> u64 {
        self.harvest().complaints.get(name).copied().unwrap_or(0)
    }

    /// The words of all items that the place's own format or the page gave.
    pub fn words(&self) -> Vec<String> {
        self.items
            .iter()
            .map(|item| match &item.document {
                Some(document) => document.text.clone(),
                None => String::from_utf8_lossy(&item.exchange.body).into_owned(),
            })
            .collect()
    }

    /// The numbers n of the entries ("words-n.") that came, sorted, each as often as it came.
    pub fn entries(&self) -> Vec<u32> {
        let words = self.words().join("\n");
        let after = words.split("words-").skip(1);
        let mut numbers: Vec<u32> = after.filter_map(|rest| rest.split('.').next()?.parse().ok()).collect();
        numbers.sort_unstable();
        numbers
    }
}

impl Web {
    pub async fn start() -> Web {
        Web::with_cap(1 << 20).await
    }

    /// With a cap on the bytes of a page or feed.
    pub async fn with_cap(cap: u64) -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let at = listener.local_addr().expect("bound");
        let script: Arc<Mutex<Script>> = Arc::default();
        let heard = Arc::new(tokio::sync::Notify::new());
        let (shared, bell) = (Arc::clone(&script), Arc::clone(&heard));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared), Arc::clone(&bell)));
            }
        });
        let clock = Arc::new(SystemClock);
        let settings = Settings {
            allow: vec![Allowed::parse("127.0.0.1").expect("an address")],
            delay: Duration::ZERO,
            caps: Caps { page: cap, feed: cap, ..Caps::default() },
            ..Settings::default()
        };
        let gates = Arc::new(MemoryGates::new(clock.clone()));
        let net = Net::new(&settings, Arc::new(FixedResolver::all(at)));
        let fetcher = Fetcher::new(settings, Arc::new(net), clock, gates.clone());
        Web { script, fetcher, gates, heard }
    }

    pub fn set(&self, path: &str, reply: Reply) {
        self.script.lock().expect("no panics inside").replies.insert(path.to_owned(), reply);
    }

    /// The paths asked for since the last call, robots.txt aside.
    pub fn asked(&self) -> Vec<String> {
        let asked = std::mem::take(&mut self.script.lock().expect("no panics inside").asked);
        asked.into_iter().filter(|path| path != "/robots.txt").collect()
    }

    pub fn conditional(&self) -> usize {
        self.script.lock().expect("no panics inside").conditional
    }

    /// Resolves when a request that is left hanging has come in.
    pub async fn heard(&self) {
        self.heard.notified().await;
    }

    /// As the pipeline does once items are kept: later requests may be conditional.
    pub fn keep(&self, brought: &Brought) {
        for item in &brought.items {
            self.gates.remember(&item.exchange);
        }
    }

    pub async fn visit(
        &self,
        crawl: &Crawl,
        cursor: &str,
        budget: u32,
        cancel: &CancellationToken,
    ) -> Brought {
        visit_by(&self.fetcher, crawl, cursor, budget, cancel).await
    }

    /// A first visit that hands over to a sink of the test's own.
    pub async fn visit_into(
        &self,
        crawl: &Crawl,
        out: Sink,
        cancel: &CancellationToken,
    ) -> Result<Harvest, PollError> {
        let source = build(crawl).unwrap_or_else(|faults| panic!("{faults:?}"));
        let crawl = Arc::new(crawl.clone());
        let fetcher = self.fetcher.for_crawl(&crawl);
        let now = leakwatch::clock::Clock::now(&SystemClock);
        let order = Order { crawl, cursor: String::new(), now, budget: 100 };
        source.visit(&order, &fetcher, &out, cancel).await
    }

    /// With a budget of 100 and nobody who cancels.
    pub async fn go(&self, crawl: &Crawl, cursor: &str) -> Brought {
        self.visit(crawl, cursor, 100, &CancellationToken::new()).await
    }
}

/// A visit through a fetcher of the test's own.
pub async fn visit_by(
    fetcher: &Fetcher,
    crawl: &Crawl,
    cursor: &str,
    budget: u32,
    cancel: &CancellationToken,
) -> Brought {
    let source = build(crawl).unwrap_or_else(|faults| panic!("{faults:?}"));
    let crawl = Arc::new(crawl.clone());
    let fetcher = fetcher.for_crawl(&crawl);
    let now = leakwatch::clock::Clock::now(&SystemClock);
    let order = Order { crawl, cursor: cursor.to_owned(), now, budget };
    let (out, mut inbox) = tokio::sync::mpsc::channel(16);
    let visit = async {
        let harvest = source.visit(&order, &fetcher, &out, cancel).await;
        drop(out);
        harvest
    };
    let gather = async {
        let mut sent = Vec::new();
        while let Some(one) = inbox.recv().await {
            sent.push(one);
        }
        sent
    };
    let (harvest, sent) = tokio::join!(visit, gather);
    let item = |one: &Sent| match one {
        Sent::Item(item) => Some((**item).clone()),
        Sent::Listing(_) => None,
    };
    Brought { items: sent.iter().filter_map(item).collect(), sent, harvest }
}

/// A fetcher for which every name is one address on loopback.
pub fn fetcher_to(at: std::net::SocketAddr) -> Fetcher {
    let clock = Arc::new(SystemClock);
    let allow = vec![Allowed::parse("127.0.0.1").expect("an address")];
    let settings = Settings { allow, delay: Duration::ZERO, ..Settings::default() };
    let gates = Arc::new(MemoryGates::new(clock.clone()));
    let net = Net::new(&settings, Arc::new(FixedResolver::all(at)));
    Fetcher::new(settings, Arc::new(net), clock, gates)
}

async fn serve(mut stream: TcpStream, script: Arc<Mutex<Script>>, heard: Arc<tokio::sync::Notify>) {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|w| w == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(n) if n > 0 && head.len() < 65_536 => head.extend_from_slice(&piece[..n]),
            _ => return,
        }
    }
    let end = head.windows(4).position(|w| w == b"\r\n\r\n").map_or(head.len(), |at| at + 4);
    let mut body = head.split_off(end);
    let head = String::from_utf8_lossy(&head).into_owned();
    let header = |wanted: &str| {
        head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case(wanted).then(|| value.to_owned())
        })
    };
    let length = header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0).min(65_536);
    while body.len() < length {
        match stream.read(&mut piece).await {
            Ok(n) if n > 0 => body.extend_from_slice(&piece[..n]),
            _ => return,
        }
    }
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let condition = header("if-none-match");
    let reply = {
        let mut script = script.lock().expect("no panics inside");
        script.asked.push(path.clone());
        script.conditional += usize::from(condition.is_some());
        script.replies.get(&path).cloned().unwrap_or_else(|| Reply::status(404))
    };
    let reply = match reply.only.clone() {
        Some((what, holds, otherwise)) => {
            let found = match what.as_str() {
                "body" => Some(String::from_utf8_lossy(&body).into_owned()),
                name => header(name),
            };
            if found.is_some_and(|found| found.contains(&holds)) { reply } else { *otherwise }
        }
        None => reply,
    };
    if reply.hangs {
        heard.notify_one();
        let _ = stream.read(&mut piece).await;
        return;
    }
    let tag = reply.headers.iter().find(|(name, _)| name == "ETag").map(|(_, value)| value.clone());
    let same = condition.is_some() && condition == tag;
    let (status, body) = if same { (304, &[][..]) } else { (reply.status, reply.body.as_slice()) };
    let mut answer = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n").into_bytes();
    for (name, value) in &reply.headers {
        answer.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if !same {
        answer.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    answer.extend_from_slice(b"\r\n");
    answer.extend_from_slice(body);
    let _ = stream.write_all(&answer).await;
}

pub fn crawl(kind: &str, start: &str, options: &str) -> Crawl {
    Crawl {
        id: "place".to_owned(),
        kind: kind.to_owned(),
        title: "A place".to_owned(),
        start: vec![format!("{HOST}{start}")],
        hosts: Vec::new(),
        groups: Vec::new(),
        pages: 100,
        interval: Interval::Auto,
        exposure: Exposure::Public,
        keep: Keep::All,
        delay: Duration::ZERO,
        proxy: None,
        account: None,
        terms: Vec::new(),
        authorised: false,
        options: options.to_owned(),
        spot: Spot { file: "crawlers/place/crawler.toml".to_owned(), line: 0, column: 0 },
    }
}
