//! A small web server whose pages can be changed while it runs, and which knows when it was asked for what.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

#[derive(Debug, Default)]
struct Site {
    pages: BTreeMap<String, String>,
    asked: Vec<(Instant, String)>,
}

#[derive(Debug)]
pub struct Web {
    pub address: SocketAddr,
    site: Arc<Mutex<Site>>,
    task: JoinHandle<()>,
}

impl Drop for Web {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Web {
    pub async fn start() -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = listener.local_addr().expect("its address");
        let site = Arc::<Mutex<Site>>::default();
        let shared = site.clone();
        let task = tokio::spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                talks.spawn(talk(stream, shared.clone()));
            }
        });
        Web { address, site, task }
    }

    /// A page of one paragraph, there from now on.
    pub fn put(&self, path: &str, text: &str) {
        let page = format!(
            "<!doctype html><html lang=\"ru\"><head><meta charset=\"utf-8\"><title>Лента</title></head>\
             <body><main><p>{text}</p></main></body></html>"
        );
        self.site.lock().unwrap().pages.insert(path.to_owned(), page);
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// When each request came, in order.
    pub fn asked(&self) -> Vec<(Instant, String)> {
        self.site.lock().unwrap().asked.clone()
    }
}

async fn talk(stream: TcpStream, site: Arc<Mutex<Site>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut request = String::new();
        if stream.read_line(&mut request).await? == 0 {
            return Ok(());
        }
        let came = Instant::now();
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 2 {
            line.clear();
        }
        let path = request.split_whitespace().nth(1).unwrap_or("/").to_owned();
        let page = {
            let mut site = site.lock().unwrap();
            site.asked.push((came, path.clone()));
            // A page that is asked something answers the same to everything.
            let plain = path.split('?').next().unwrap_or_default();
            site.pages.get(&path).or_else(|| site.pages.get(plain)).cloned()
        };
        let (status, body) = page.map_or(("404 Not Found", String::new()), |page| ("200 OK", page));
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
    }
}
