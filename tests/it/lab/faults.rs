//! nginx as a faulty host: slow, silent, busy, broken, cut short, gzip. Each shows as what it is, none is asked more often
//! than it allows, and what leaks there once it is well again is told.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use leakwatch::model::State;

use super::daemon::{Place, Written, rumour};
use super::process::{Process, free_port, listening, until};
use super::shared::letters;
use crate::support::smtp::{Relay, Script};

/// How the host behaves, the state that its crawl must come to, and for how long nobody may ask it then.
const HOSTS: &[(&str, State, f64)] = &[
    ("well", State::Well, 0.0),
    ("slow", State::Well, 0.0),
    ("packed", State::Well, 0.0),
    ("dropping", State::Well, 0.0),
    ("resting", State::Throttled, 5.0),
    ("busy", State::Throttled, 5.0),
    ("broken", State::Throttled, 45.0),
    ("silent", State::Unreachable, 45.0),
];
const DELAY: f64 = 0.3;

fn address(n: usize) -> String {
    format!("127.0.0.{}", n + 2)
}

fn put(folder: &Path, n: usize, text: &str) {
    let page = format!(
        "<!doctype html><html lang=\"ru\"><head><meta charset=\"utf-8\"><title>Лента</title></head>\
         <body><main><p>{text}</p></main></body></html>"
    );
    fs::write(folder.join("pages").join(address(n)), &page).expect("a page");
    if HOSTS[n].0 == "packed" {
        fs::write(folder.join("pages/packed"), page).expect("a page");
    }
}

fn how(folder: &Path, n: usize, how: &str) {
    fs::write(folder.join("how").join(address(n)), how).expect("a word");
}

/// When each request began and when it was answered, by host, in seconds, with its status.
fn asked(folder: &Path) -> BTreeMap<String, Vec<(f64, f64, u16)>> {
    let log = fs::read_to_string(folder.join("asked.log")).expect("nginx's log");
    let mut out: BTreeMap<String, Vec<(f64, f64, u16)>> = BTreeMap::new();
    for line in log.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [host, ended, took, status, _] = words[..] else { panic!("a line of five words: {line}") };
        let (ended, took): (f64, f64) = (ended.parse().expect("a time"), took.parse().expect("a time"));
        let status = status.parse().expect("a status");
        out.entry(host.to_owned()).or_default().push((ended - took, ended, status));
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_host_is_seen_for_what_it_is() {
    if !super::on() {
        return;
    }
    let house = tempfile::tempdir().expect("a folder");
    let at = house.path();
    fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("open to nginx's workers");
    fs::create_dir_all(at.join("pages")).expect("a folder");
    fs::create_dir_all(at.join("how")).expect("a folder");
    for n in 0..HOSTS.len() {
        how(at, n, "well");
        put(at, n, "Тихий день.");
    }
    let port = free_port();
    for (name, text) in [
        ("nginx.conf", include_str!("../../lab/nginx/nginx.conf")),
        ("faults.js", include_str!("../../lab/nginx/faults.js")),
    ] {
        let text = text.replace("@FOLDER@", &at.to_string_lossy()).replace("@PORT@", &port.to_string());
        fs::write(at.join(name), text).expect("a configuration");
    }
    let mut nginx = Command::new("/usr/sbin/nginx");
    let _nginx = Process::start("nginx", nginx.arg("-c").arg(at.join("nginx.conf")), at);
    listening("nginx", ("127.0.0.1", port)).await;

    let relay = Relay::start(Script::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let places: Vec<Place> = HOSTS
        .iter()
        .enumerate()
        .map(|(n, (name, ..))| Place {
            id: format!("host-{name}"),
            kind: "site",
            start: format!("http://{}:{port}/", address(n)),
            interval: "2s",
            delay: "300ms",
            options: "",
        })
        .collect();
    let letters = letters(&relay);
    let written = Written::new(folder.path(), &places, &letters);
    let mut daemon = written.start().await;
    daemon.seen_all().await;

    (0..HOSTS.len()).for_each(|n| how(at, n, HOSTS[n].0));
    let strange = async || {
        let crawls = daemon.crawls().await;
        let state = |name: &str| crawls.iter().find(|c| c.id == format!("host-{name}")).map(|c| c.state);
        HOSTS.iter().filter(|(name, expected, _)| state(name) != Some(*expected)).count()
    };
    until("each state as it is", Duration::from_secs(40), async || (strange().await == 0).then_some(()))
        .await;

    // The faults end, and something leaks everywhere.
    for (n, (name, ..)) in HOSTS.iter().enumerate() {
        let how_now = if *name == "packed" { "packed" } else { "well" };
        put(at, n, &rumour(&format!("на этот раз пострадал склад номер {n} в городе номер {n}")));
        how(at, n, how_now);
    }
    let told = || {
        let letters = relay.letters();
        let count = |l: &crate::support::smtp::Letter| {
            String::from_utf8_lossy(&l.bytes).matches("X-Leakwatch-Finding:").count()
        };
        letters.iter().map(count).sum::<usize>()
    };
    // The longest rest is five quarters of a minute; a letter waits ten seconds for others.
    until("an alert of each host", Duration::from_secs(150), async || (told() >= HOSTS.len()).then_some(()))
        .await;
    assert_eq!(told(), HOSTS.len(), "one finding a host");
    assert_eq!(daemon.crawls().await.iter().filter(|c| c.state != State::Well).count(), 0);

    for (n, (name, _, rest)) in HOSTS.iter().enumerate() {
        let requests = &asked(at)[&address(n)];
        for pair in requests.windows(2) {
            let faulty = matches!(pair[0].2, 429 | 444 | 503);
            let least = if faulty { *rest } else { DELAY };
            let apart = pair[1].0 - pair[0].0;
            assert!(apart + 0.05 >= least, "{name}: {apart:.3} s apart: {pair:?}");
            assert!(pair[1].0 + 0.005 >= pair[0].1, "{name}: two at a time: {pair:?}");
        }
    }
    daemon.stop();
}
