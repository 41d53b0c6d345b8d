//! A small web on loopback that says what the test tells it, hosts told apart by name, and remembers when it was asked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use leakwatch::clock::Clock;
use leakwatch::model::{Digest, Time};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a page answers. An `ETag` is made from the body, so that a page that did not change is a 304.
#[derive(Clone, Debug)]
pub struct Page {
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
}

/// One request as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub at: Time,
    /// Host and path.
    pub what: String,
    pub status: u16,
}

#[derive(Default)]
struct Script {
    pages: BTreeMap<String, Page>,
    /// Hosts that drop every connection.
    down: Vec<String>,
    /// What each answer says of its own age, in seconds; 0: nothing.
    age: u64,
    /// How far the servers' clocks are ahead, in seconds, as they say with each answer; none: they do not say.
    ahead: Option<u64>,
    /// Nobody is answered, and every connection is kept.
    hangs: bool,
    asked: Vec<Asked>,
}

pub struct Web {
    pub address: SocketAddr,
    script: Arc<Mutex<Script>>,
    task: JoinHandle<()>,
}

impl Drop for Web {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Web {
    pub async fn start(clock: Arc<dyn Clock>) -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = listener.local_addr().expect("its address");
        let script = Arc::<Mutex<Script>>::default();
        let shared = script.clone();
        let task = tokio::spawn(async move {
            // The set ends with the task, and every conversation with it.
            let mut talks = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                talks.spawn(serve(stream, shared.clone(), clock.clone()));
            }
        });
        Web { address, script, task }
    }

    /// `at`: host and path, as in `news.test/feed.xml`.
    pub fn page(&self, at: &str, content_type: &'static str, body: impl Into<Vec<u8>>) {
        self.answer(at, 200, content_type, body);
    }

    /// The same with another status: a page that refuses.
    pub fn answer(&self, at: &str, status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) {
        let page = Page { status, content_type, body: body.into() };
        self.script.lock().expect("no panics inside").pages.insert(at.to_owned(), page);
    }

    /// From now on the host drops its visitors, or takes them again.
    pub fn down(&self, host: &str, down: bool) {
        let mut script = self.script.lock().expect("no panics inside");
        script.down.retain(|h| h != host);
        if down {
            script.down.push(host.to_owned());
        }
    }

    /// From now on answers come from a cache, and are so many seconds old.
    pub fn age(&self, seconds: u64) {
        self.script.lock().expect("no panics inside").age = seconds;
    }

    /// From now on each answer says what time it is there: so many seconds later than here.
    pub fn ahead(&self, seconds: u64) {
        self.script.lock().expect("no panics inside").ahead = Some(seconds);
    }

    /// From now on nobody is answered, or everybody again.
    pub fn hang(&self, hangs: bool) {
        self.script.lock().expect("no panics inside").hangs = hangs;
    }

    /// All requests for a page, the oldest first.
    pub fn asked(&self, what: &str) -> Vec<Asked> {
        let script = self.script.lock().expect("no panics inside");
        script.asked.iter().filter(|a| a.what == what).cloned().collect()
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Mutex<Script>>, clock: Arc<dyn Clock>) {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|w| w == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(n) if n > 0 && head.len() < 65_536 => head.extend_from_slice(&piece[..n]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let header = |name: &str| {
        let (_, value) =
            head.lines().filter_map(|l| l.split_once(": ")).find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(value.to_owned())
    };
    let host = header("host").unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_owned();
    let what = format!("{host}{}", head.split(' ').nth(1).unwrap_or("/"));
    let hangs = {
        let mut script = script.lock().expect("no panics inside");
        if script.down.contains(&host) {
            return;
        }
        if script.hangs {
            script.asked.push(Asked { at: clock.now(), what: what.clone(), status: 0 });
        }
        script.hangs
    };
    if hangs {
        // Until the visitor leaves.
        let _ = stream.read(&mut piece).await;
        return;
    }
    let answer = {
        let mut script = script.lock().expect("no panics inside");
        let (status, answer) = match script.pages.get(&what) {
            None => (404, b"HTTP/1.1 404 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec()),
            Some(page) => {
                let tag = format!("\"{}\"", &Digest::sha256(&page.body).hex()[..16]);
                let same = header("if-none-match").as_ref() == Some(&tag);
                let (status, body) = if same { (304, &[][..]) } else { (page.status, &page.body[..]) };
                let mut answer = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nETag: {tag}\r\n");
                if let Some(ahead) = script.ahead {
                    let there = clock.now() + std::time::Duration::from_secs(ahead);
                    answer.push_str(&format!("Date: {}\r\n", httpdate::fmt_http_date(there.utc().into())));
                }
                if script.age > 0 {
                    answer.push_str(&format!("Age: {}\r\n", script.age));
                }
                if !same {
                    let (kind, length) = (page.content_type, body.len());
                    answer.push_str(&format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n"));
                }
                answer.push_str("\r\n");
                (status, [answer.as_bytes(), body].concat())
            }
        };
        script.asked.push(Asked { at: clock.now(), what, status });
        answer
    };
    // A visitor that left before the answer is the visitor's affair.
    let _ = stream.write_all(&answer).await;
}

/// An entry of a feed.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: u32,
    pub title: String,
    pub text: String,
    pub published: Option<Time>,
}

impl Entry {
    pub fn new(id: u32, title: &str, text: &str) -> Entry {
        Entry { id, title: title.into(), text: text.into(), published: None }
    }

    pub fn published(mut self, at: Time) -> Entry {
        self.published = Some(at);
        self
    }
}

/// RSS 2.0, the newest entry first.
pub fn rss(site: &str, entries: &[Entry]) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let items: String = entries
        .iter()
        .rev()
        .map(|e| {
            let date = e.published.map(|t| format!("<pubDate>{}</pubDate>", t.utc().to_rfc2822()));
            format!(
                "<item><title>{}</title><link>{site}/page/{}</link><guid>{site}/page/{}</guid>{}<description>{}</description></item>",
                escaped(&e.title),
                e.id,
                e.id,
                date.unwrap_or_default(),
                escaped(&e.text)
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>News</title><link>{site}/</link><description>News</description>{items}</channel></rss>"
    )
}
