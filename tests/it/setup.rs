//! The first start, as a newcomer has it: the real binary where nothing is configured, its one-time link, the first account,
//! the set-up page, and the proof that a planted leak arrives, without a line of JavaScript.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use regex::Regex;
use tempfile::TempDir;
use url::form_urlencoded;

/// A daemon of its own that ends with the test.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it and reads its first-account link: host with port, and path.
fn start(folder: &Path) -> (Daemon, String, String) {
    let child = Command::new(env!("CARGO_BIN_EXE_leakwatch"))
        .args(["run", "--listen", "127.0.0.1:0"])
        .current_dir(folder)
        .stderr(Stdio::piped())
        .spawn();
    let mut daemon = Daemon(child.expect("it starts"));
    let mut lines = BufReader::new(daemon.0.stderr.take().expect("piped")).lines();
    let link = Regex::new(r"http://([^/]+)(/first/\S+)").expect("it compiles");
    let found = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let parts = link.captures(&line)?;
        Some((parts[1].to_owned(), parts[2].to_owned()))
    });
    // Whoever writes into a pipe that nobody reads waits.
    std::thread::spawn(move || lines.for_each(drop));
    let (host, path) = found.expect("the link is printed");
    (daemon, host, path)
}

/// A browser without JavaScript: cookies, forms, and what it was last shown.
struct Browser {
    host: String,
    cookies: BTreeMap<String, String>,
    /// Where it stands, and what it sees there.
    at: String,
    page: String,
    head: String,
}

impl Browser {
    /// Asks once; the path that it is sent on to, if it is.
    fn ask(&mut self, method: &str, path: &str, form: &[(&str, &str)]) -> Option<String> {
        let token = Regex::new(r#"name="csrf" value="([^"]+)""#).expect("it compiles");
        let token = token.captures(&self.page).map(|found| found[1].to_owned()).unwrap_or_default();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &token).extend_pairs(form);
        let body = if method == "POST" { body.finish() } else { String::new() };
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept-Language: ru\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            cookies.join("; "),
            body.len(),
        );
        let mut stream = TcpStream::connect(&self.host).expect("the page listens");
        stream.write_all(request.as_bytes()).expect("it is asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, page) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        (self.head, self.page) = (head.to_lowercase(), page.to_owned());
        path.clone_into(&mut self.at);
        let header = |name: &str| {
            let of = head.lines().filter_map(|l| l.split_once(": "));
            of.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.to_owned()).collect::<Vec<_>>()
        };
        for cookie in header("set-cookie") {
            let (name, value) = cookie.split(';').next().and_then(|c| c.split_once('=')).expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        header("location").pop()
    }

    /// Goes there and on to where it is sent.
    fn go(&mut self, method: &str, path: &str, form: &[(&str, &str)]) {
        let mut on = self.ask(method, path, form);
        while let Some(path) = on {
            on = self.ask("GET", &path, &[]);
        }
    }

    fn title(&self) -> &str {
        self.page.split("<title>").nth(1).and_then(|t| t.split(" ·").next()).unwrap_or_default()
    }
}

#[test]
fn from_nothing_to_a_proved_alert() {
    let folder = TempDir::new().expect("a temporary folder");
    let (_daemon, host, first) = start(folder.path());
    let (at, page, head) = Default::default();
    let mut browser = Browser { host, cookies: BTreeMap::new(), at, page, head };
    browser.go("GET", &first, &[]);
    let account = [
        ("name", "anna"),
        ("password", "a long enough passphrase"),
        ("language", "ru"),
        ("zone", "Europe/Moscow"),
    ];
    browser.go("POST", &first, &account);
    assert_eq!(
        browser.title(),
        "Первая настройка",
        "the first account leads to the set-up: {}",
        browser.page
    );

    let answers = [
        ("company", "ООО «Заря»"),
        ("domains", "zarya.example"),
        ("leadership", "Иванов Иван Петрович"),
        ("recipients", "soc@zarya.example"),
        ("plan", "extended"),
        ("language", "ru"),
        ("zone", "Europe/Moscow"),
    ];
    let mut wrong = answers;
    wrong[1].1 = "https://zarya.example/";
    browser.go("POST", "/setup", &wrong);
    until(&mut browser, "aria-invalid");
    assert!(browser.page.contains("ООО «Заря»"), "what was typed is kept: {}", browser.page);
    assert!(!browser.page.contains("Настройка записана"), "nothing is written: {}", browser.page);

    browser.go("POST", "/setup", &answers);
    until(&mut browser, "Доказано");
    assert!(
        browser.page.contains("soc@zarya.example") && browser.page.contains("infrastructure/"),
        "{}",
        browser.page
    );
    assert!(!browser.page.contains('✗'), "{}", browser.page);
    let letters = std::fs::read_dir(folder.path().join("data/letters/new")).expect("a maildir");
    assert_eq!(letters.count(), 2, "a test letter and the alert");

    browser.go("GET", "/setup", &[]);
    assert_ne!(browser.title(), "Первая настройка", "it is asked once");
    browser.go("GET", "/configuration", &[]);
    assert!(browser.page.contains("zarya"), "what was made can be changed: {}", browser.page);
    browser.go("GET", "/findings", &[]);
    assert!(!browser.page.contains("leakwatch-test"), "the finding was a test: {}", browser.page);

    let plan = Command::new(env!("CARGO_BIN_EXE_leakwatch")).arg("plan").current_dir(folder.path()).output();
    let plan = plan.expect("it runs");
    assert!(String::from_utf8_lossy(&plan.stdout).contains("zarya-site"), "commands know it too: {plan:?}");
}

/// Loads the page as often as it asks for it, until it shows this.
fn until(browser: &mut Browser, shown: &str) {
    while !browser.page.contains(shown) {
        assert!(
            browser.head.contains("refresh: 1"),
            "it goes on by itself: {}\n{}",
            browser.head,
            browser.page
        );
        let here = browser.at.clone();
        browser.go("GET", &here, &[]);
    }
}
