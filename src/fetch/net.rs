//! The real network under the seam: reqwest with everything switched off that it would do behind our back (redirects,
//! decompression, cookies, referrer, environment proxies), and with the guard between name resolution and dialling.
//! One client per proxy and port: the resolver hook is not told the port, and the allow-list may name one.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use reqwest::dns::{Addrs, Name, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use url::{Host, Url};

use super::guard::Guard;
use super::line::Link;
use super::resolve::Resolve;
use super::settings::Settings;
use super::tls;
use super::wire::{CONNECTION, Transport, WireAnswer, WireError, WireRequest, json_body};

/// Clients kept at most: links of hostile pages name ports at will. Beyond it all are dropped and made again.
const CLIENTS: usize = 32;
/// Shorter than what servers grant, so that we rarely write into a connection that is being closed.
const KEEP_IDLE: Duration = Duration::from_secs(15);
/// Header lines of an answer; their bytes are capped by the settings.
const HEADER_LINES: usize = 256;

/// Proxy and port.
type Way = (Option<Url>, u16);

/// The network.
pub struct Net {
    settings: Settings,
    guard: Guard,
    resolver: Arc<dyn Resolve>,
    tls: rustls::ClientConfig,
    clients: Mutex<BTreeMap<Way, reqwest::Client>>,
}

impl Net {
    /// Reads the machine's root certificates; without any, https places are unreachable and http ones are not.
    pub fn new(settings: &Settings, resolver: Arc<dyn Resolve>) -> Net {
        Net {
            settings: settings.clone(),
            guard: Guard::new(&settings.allow),
            resolver,
            tls: tls::client(&settings.trusted, &[b"h2", b"http/1.1"]),
            clients: Mutex::default(),
        }
    }

    fn client(&self, proxy: Option<Url>, port: u16) -> Result<reqwest::Client, WireError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let way = (proxy, port);
        if let Some(client) = clients.get(&way) {
            return Ok(client.clone());
        }
        let client = self.build(&way).map_err(|e| WireError::Connect(chain(&e)))?;
        if clients.len() >= CLIENTS {
            clients.clear();
        }
        clients.insert(way, client.clone());
        Ok(client)
    }

    async fn within_tls(&self, host: &str, stream: TcpStream) -> Result<Box<dyn Link>, WireError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|e| WireError::Tls(e.to_string()))?;
        let mut config = self.tls.clone();
        config.alpn_protocols.clear();
        let link = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await;
        let link = link.map_err(|e| WireError::Tls(tls::fault(&e).unwrap_or_else(|| e.to_string())))?;
        Ok(Box::new(link))
    }

    fn build(&self, (proxy, port): &Way) -> reqwest::Result<reqwest::Client> {
        // The operator chose the proxy: its own address is not the open web's to abuse, so it is not guarded.
        let guard = proxy.is_none().then(|| self.guard.clone());
        let names = Names { resolver: Arc::clone(&self.resolver), guard, port: *port };
        let headers = u32::try_from(self.settings.caps.headers).unwrap_or(u32::MAX);
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(self.settings.timeouts.connect)
            .pool_idle_timeout(KEEP_IDLE)
            .pool_max_idle_per_host(1)
            .http1_max_headers(HEADER_LINES)
            .http2_max_header_list_size(headers)
            .dns_resolver(names);
        if let Some(proxy) = proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy.clone())?);
        }
        builder.build()
    }
}

#[async_trait]
impl Transport for Net {
    async fn send(&self, request: WireRequest) -> Result<WireAnswer, WireError> {
        let port = request.url.port_or_known_default().unwrap_or(0);
        // Literal addresses never reach the resolver hook.
        let literal: Option<IpAddr> = match request.url.host() {
            Some(Host::Ipv4(ip)) => Some(ip.into()),
            Some(Host::Ipv6(ip)) => Some(ip.into()),
            _ => None,
        };
        if let Some(ip) = literal {
            self.guard.dial(&ip.to_string(), ip, port).map_err(WireError::Guard)?;
        }
        let direct = request.proxy.is_none();
        let client = self.client(request.proxy, port)?;
        let mut headers = HeaderMap::with_capacity(request.headers.len());
        for (name, value) in &request.headers {
            let unfit = |_| WireError::Malformed(format!("request header {name} cannot be sent"));
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|e| unfit(e.to_string()))?;
            headers.append(key, HeaderValue::from_bytes(value).map_err(|e| unfit(e.to_string()))?);
        }
        let asked = match (request.form, request.json) {
            (Some(form), _) => client.post(request.url).headers(headers).body(form),
            (None, true) => {
                let body = json_body(&request.url);
                let mut url = request.url;
                url.set_query(None);
                client.post(url).headers(headers).body(body)
            }
            (None, false) => client.get(request.url).headers(headers),
        };
        let answer = asked.send().await.map_err(|e| classify(&e))?;
        let peer = answer.remote_addr().filter(|_| direct).map(|at| at.to_string());
        let status = answer.status().as_u16();
        let headers: Vec<_> =
            answer.headers().iter().map(|(n, v)| (n.as_str().to_owned(), v.as_bytes().to_vec())).collect();
        let size: usize = headers.iter().map(|(n, v)| n.len() + v.len() + 4).sum();
        if size > self.settings.caps.headers {
            return Err(WireError::Malformed(format!("{size} bytes of headers, more than we take")));
        }
        let body = answer.bytes_stream().map(|piece| piece.map(Vec::from).map_err(|e| classify(&e))).boxed();
        Ok(WireAnswer { status, headers, peer, body })
    }

    async fn dial(&self, host: &str, port: u16, tls: bool) -> Result<Box<dyn Link>, WireError> {
        let dialled = async {
            let found = match host.parse::<IpAddr>() {
                Ok(ip) => vec![SocketAddr::new(ip, port)],
                Err(_) => self.resolver.resolve(host).await?,
            };
            let mut why = WireError::Name(format!("{host}: no address"));
            for mut at in found {
                if at.port() == 0 {
                    at.set_port(port);
                }
                if let Err(refused) = self.guard.dial(host, at.ip(), at.port()) {
                    why = WireError::Guard(format!("{host}: {refused}"));
                    continue;
                }
                match TcpStream::connect(at).await {
                    Ok(stream) if !tls => return Ok(Box::new(stream) as Box<dyn Link>),
                    Ok(stream) => return self.within_tls(host, stream).await,
                    Err(e) => why = WireError::Connect(e.kind().to_string()),
                }
            }
            Err(why)
        };
        let limit = self.settings.timeouts.connect;
        tokio::time::timeout(limit, dialled).await.unwrap_or(Err(WireError::Timeout(CONNECTION)))
    }
}

/// Reads a crawl's `proxy`: `http://host:port` or `socks5h://host:port`, with user and password where needed.
pub fn proxy(text: &str) -> Result<Url, String> {
    let fault = "a proxy is written http://host:port or socks5h://host:port";
    let url = Url::parse(text).map_err(|_| fault.to_owned())?;
    match (url.scheme(), url.host_str()) {
        ("http" | "socks5h", Some(host)) if !host.is_empty() => Ok(url),
        ("socks5", _) => Err(format!("{fault}; socks5 would resolve names here, past the proxy")),
        _ => Err(fault.to_owned()),
    }
}

/// The resolver as reqwest asks it, with the guard behind it: an address that is refused is never dialled, and since
/// the answer that was checked is the one that is dialled, a second answer of a rebinding name server changes nothing.
struct Names {
    resolver: Arc<dyn Resolve>,
    guard: Option<Guard>,
    port: u16,
}

impl reqwest::dns::Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, guard, port) = (Arc::clone(&self.resolver), self.guard.clone(), self.port);
        Box::pin(async move {
            let host = name.as_str();
            let found = resolver.resolve(host).await?;
            let mut refused = None;
            let mut open = Vec::new();
            for at in found {
                let port = if at.port() == 0 { port } else { at.port() };
                match guard.as_ref().map_or(Ok(()), |g| g.dial(host, at.ip(), port)) {
                    Ok(()) => open.push(at),
                    Err(why) => refused = Some(format!("{host}: {why}")),
                }
            }
            match (open.is_empty(), refused) {
                (true, Some(why)) => Err(WireError::Guard(why).into()),
                (true, None) => Err(WireError::Name(format!("{host}: no address")).into()),
                (false, _) => Ok(Box::new(open.into_iter()) as Addrs),
            }
        })
    }
}

/// What went wrong, from reqwest's chain of causes.
fn classify(e: &reqwest::Error) -> WireError {
    use std::io::ErrorKind as Kind;
    let mut cause: Option<&(dyn StdError + 'static)> = Some(e);
    let tls = tls::fault(e);
    let mut io = None;
    let mut http = None;
    while let Some(at) = cause {
        if let Some(own) = at.downcast_ref::<WireError>() {
            return own.clone();
        }
        if let Some(e) = at.downcast_ref::<std::io::Error>() {
            io = Some(e.kind());
        }
        if let Some(e) = at.downcast_ref::<hyper::Error>() {
            http = Some((e.is_parse(), e.is_incomplete_message()));
        }
        cause = at.source();
    }
    let words = chain(e);
    match (tls, http, io) {
        (Some(why), ..) => WireError::Tls(why),
        (_, Some((true, _)), _) => WireError::Malformed(words),
        (_, Some((_, true)), _) => WireError::Cut(words),
        // hyper reports a broken chunk so.
        (_, _, Some(Kind::InvalidInput | Kind::InvalidData)) => WireError::Malformed(words),
        (_, _, Some(Kind::NetworkUnreachable | Kind::HostUnreachable | Kind::NetworkDown)) => {
            WireError::NoRoute(words)
        }
        _ if e.is_timeout() => WireError::Timeout(CONNECTION),
        _ if e.is_dns() => WireError::Name(words),
        _ if e.is_connect() => WireError::Connect(words),
        _ => WireError::Cut(words),
    }
}

/// The causes in words, the address left out: whoever reports them names it, and a query may hold a secret.
fn chain(e: &reqwest::Error) -> String {
    let mut words = Vec::new();
    let mut cause = e.source();
    while let Some(at) = cause {
        let text = at.to_string();
        if words.last() != Some(&text) {
            words.push(text);
        }
        cause = at.source();
    }
    match words.is_empty() {
        true => "the request could not be sent".to_owned(),
        false => words.join(": "),
    }
}
