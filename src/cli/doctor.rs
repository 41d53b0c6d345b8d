//! `leakwatch doctor`: looks at the machine that the daemon is to run on, and says what to do about what it finds.
//!
//! Contacts only what is configured: names of the relay, of crawled hosts and proxies are resolved, relay and proxies
//! are connected to. Sends no letter, logs in nowhere, visits no place. Every wait is bounded.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use serde::Serialize;

use crate::config::Config;
use crate::model::{Relay, Time, Tls};

const WAIT: Duration = Duration::from_secs(5);
/// Names of crawled hosts that are tried: enough to tell a broken resolver from a dead site.
const NAMES: usize = 3;
const LITTLE: u64 = 5_000_000_000;
const HARDLY_ANY: u64 = 500_000_000;
/// The clock cannot be right before this program was written: 2026-11-01.
const WRITTEN: Time = Time(1_793_491_200_000);
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    Warn,
    Fail,
}

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub what: String,
    pub state: State,
    pub says: String,
    /// The next step; empty when all is well.
    pub todo: String,
}

/// Looks at everything. Blocking, for at most a few times five seconds; `path` is the value of PATH.
pub fn look(config: &Config, now: Time, path: &str) -> Vec<Finding> {
    let mut findings = vec![clock(config, now), writable(&config.data), disk(&config.data)];
    findings.extend(names(config));
    findings.extend(relays(config));
    findings.extend(proxies(config));
    findings.push(browser(path));
    findings
}

/// Writes the findings for people, or as one JSON document `[{"what","state","says","todo"}]`; the exit code is 1 when
/// one of them fails.
pub fn report(findings: &[Finding], json: bool, out: &mut dyn Write) -> std::io::Result<u8> {
    if json {
        serde_json::to_writer(&mut *out, findings)?;
        writeln!(out)?;
    } else {
        for finding in findings {
            let mark = match finding.state {
                State::Ok => "ok  ",
                State::Warn => "warn",
                State::Fail => "FAIL",
            };
            writeln!(out, "{mark}  {}: {}", finding.what, finding.says)?;
            if !finding.todo.is_empty() {
                writeln!(out, "      {}", finding.todo)?;
            }
        }
    }
    Ok(u8::from(findings.iter().any(|f| f.state == State::Fail)))
}

fn finding(what: impl Into<String>, state: State, says: impl Into<String>, todo: &str) -> Finding {
    Finding { what: what.into(), state, says: says.into(), todo: todo.to_owned() }
}

fn clock(config: &Config, now: Time) -> Finding {
    const TODO: &str = "set the clock and keep it with an NTP service: every deadline is measured by it";
    if now < WRITTEN {
        return finding(
            "clock",
            State::Fail,
            format!("it says {now}, before this program was written"),
            TODO,
        );
    }
    let newest = std::fs::read_dir(&config.data).into_iter().flatten().flatten();
    let newest = newest.filter_map(|e| e.metadata().ok()?.modified().ok());
    let newest = newest.map(|t| Time::from(chrono::DateTime::<chrono::Utc>::from(t))).max();
    match newest.filter(|t| *t > now + Duration::from_secs(60)) {
        Some(t) => finding(
            "clock",
            State::Fail,
            format!("it says {now}, but the data folder was written at {t}"),
            TODO,
        ),
        None => finding("clock", State::Ok, now.rfc3339(), ""),
    }
}

/// The nearest folder that is there: the data folder is made at the first start.
fn present(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.ancestors().find(|p| p.is_dir()).unwrap_or(&absolute).to_owned()
}

fn writable(data: &Path) -> Finding {
    let folder = present(data);
    match tempfile::tempfile_in(&folder)
        .and_then(|mut f| f.write_all(b"leakwatch").and_then(|()| f.sync_all()))
    {
        Ok(()) => finding("data folder", State::Ok, format!("{} can be written", folder.display()), ""),
        Err(e) => finding(
            "data folder",
            State::Fail,
            format!("{} cannot be written ({})", folder.display(), e.kind()),
            "give the daemon's account the right to write there, or set `data` in [server]",
        ),
    }
}

fn disk(data: &Path) -> Finding {
    const TODO: &str = "make room, or set `max_bytes` in [retention]";
    let folder = present(data);
    match rustix::fs::statvfs(&folder) {
        Ok(about) => {
            let free = about.f_bavail.saturating_mul(about.f_frsize);
            let says = format!(
                "{}.{} GB free for {}",
                free / 1_000_000_000,
                free / 100_000_000 % 10,
                folder.display()
            );
            match free {
                0..HARDLY_ANY => finding("disk", State::Fail, says, TODO),
                HARDLY_ANY..LITTLE => finding("disk", State::Warn, says, TODO),
                _ => finding("disk", State::Ok, says, ""),
            }
        }
        Err(e) => finding("disk", State::Fail, format!("{}: {e}", folder.display()), "look at the mount"),
    }
}

/// Resolves a name, however long the system's resolver takes: its thread is left to itself after the wait.
fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, String> {
    let (tell, told) = mpsc::channel();
    let name = (host.trim_matches(['[', ']']).to_owned(), port);
    std::thread::spawn(move || {
        // Nobody may be listening any more; then the answer is of no use.
        let _ = tell.send((name.0.as_str(), name.1).to_socket_addrs().map(Iterator::collect::<Vec<_>>));
    });
    match told.recv_timeout(WAIT) {
        Ok(Ok(found)) if !found.is_empty() => Ok(found),
        Ok(Ok(_)) => Err(format!("{host} has no address")),
        Ok(Err(e)) => Err(format!("{host} cannot be resolved ({e})")),
        Err(_) => Err(format!("{host} is not resolved within {} s", WAIT.as_secs())),
    }
}

fn connect(host: &str, port: u16) -> Result<TcpStream, String> {
    let mut last = format!("{host} has no address");
    for address in resolve(host, port)? {
        match TcpStream::connect_timeout(&address, WAIT) {
            Ok(stream) => return Ok(stream),
            Err(e) => last = format!("{address} does not answer ({})", e.kind()),
        }
    }
    Err(last)
}

/// A few crawled hosts, one of which must be found: the resolver is looked at, not the sites.
fn names(config: &Config) -> Option<Finding> {
    let starts = config
        .crawls
        .iter()
        .filter(|c| c.proxy.is_none())
        .filter_map(|c| url::Url::parse(c.start.first()?).ok());
    let hosts: BTreeSet<String> = starts.filter_map(|u| u.host_str().map(str::to_owned)).collect();
    let mut last = None;
    for host in hosts.iter().take(NAMES) {
        match resolve(host, 443) {
            Ok(_) => {
                return Some(finding("name resolution", State::Ok, format!("{host} has an address"), ""));
            }
            Err(why) => last = Some(why),
        }
    }
    let todo = "look at /etc/resolv.conf and the network; without names no place can be visited";
    Some(finding("name resolution", State::Fail, last?, todo))
}

fn relays(config: &Config) -> Vec<Finding> {
    if config.relays.is_empty() {
        let says = format!("none is configured: letters go to the maildir in {}/", config.data.display());
        return vec![finding("relay", State::Warn, says, "add a [relay.NAME] so that alerts reach people")];
    }
    config.relays.iter().map(relay).collect()
}

fn relay(relay: &Relay) -> Finding {
    let what = format!("relay {}", relay.id);
    let todo = "look at host and port of the relay, and at firewalls between";
    let mut stream = match connect(&relay.host, relay.port) {
        Ok(stream) => stream,
        Err(why) => return finding(what, State::Fail, why, todo),
    };
    let at = format!("{}:{}", relay.host, relay.port);
    if relay.tls == Tls::Tls {
        return finding(what, State::Ok, format!("{at} takes connections"), "");
    }
    match greeting(&mut stream) {
        Ok(line) if line.starts_with("220") => finding(what, State::Ok, format!("{at} greets: {line}"), ""),
        Ok(line) => finding(what, State::Fail, format!("{at} greets with \"{line}\", not with 220"), todo),
        Err(why) => {
            finding(what, State::Fail, format!("{at} takes the connection but does not greet ({why})"), todo)
        }
    }
}

/// The first line, at most 512 bytes of it (RFC 5321, 4.5.3.1.5), printable characters only.
fn greeting(stream: &mut TcpStream) -> Result<String, String> {
    stream.set_read_timeout(Some(WAIT)).map_err(|e| e.kind().to_string())?;
    let mut line = Vec::new();
    for byte in std::io::BufReader::new(stream).take(512).bytes() {
        match byte {
            Ok(b'\n') => break,
            Ok(byte) => line.push(byte),
            Err(e) => return Err(e.kind().to_string()),
        }
    }
    if line.is_empty() {
        return Err("nothing came".to_owned());
    }
    Ok(String::from_utf8_lossy(&line).chars().filter(|c| !c.is_control()).collect())
}

fn proxies(config: &Config) -> Vec<Finding> {
    let used: BTreeSet<&str> = config.crawls.iter().filter_map(|c| c.proxy.as_deref()).collect();
    let look = |proxy: &str| {
        let url = url::Url::parse(proxy).map_err(|e| e.to_string())?;
        let port = url.port_or_known_default().unwrap_or(1080);
        connect(url.host_str().unwrap_or_default(), port)
    };
    used.into_iter()
        .map(|proxy| match look(proxy) {
            Ok(_) => finding(format!("proxy {proxy}"), State::Ok, "takes connections", ""),
            Err(why) => finding(
                format!("proxy {proxy}"),
                State::Fail,
                why,
                "start the proxy, or change `proxy` of its crawls",
            ),
        })
        .collect()
}

fn browser(path: &str) -> Finding {
    let folders = std::env::split_paths(path);
    let found = folders.flat_map(|f| BROWSERS.map(|b| f.join(b))).find(|p| p.is_file());
    match found {
        Some(path) => finding("browser", State::Ok, path.display().to_string(), ""),
        None => finding(
            "browser",
            State::Warn,
            "no Chromium is installed",
            "install chromium if places are to be rendered or reports printed",
        ),
    }
}
