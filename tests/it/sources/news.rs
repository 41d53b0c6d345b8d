//! Newsgroups, on a small server that speaks NNTP (RFC 3977) as the test tells it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use leakwatch::fetch::Fetcher;
use leakwatch::model::{Account, Crawl, PollError, SignIn};
use leakwatch::sources::{Sent, build};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::wire::{Brought, crawl, fetcher_to, visit_by};

#[derive(Default)]
struct Script {
    articles: BTreeMap<u64, String>,
    /// The lowest and highest number, where they are not those of the articles.
    ends: Option<(u64, u64)>,
    greeting: Option<String>,
    /// Who may read.
    account: Option<(String, String)>,
    /// Answers to commands that are given instead of the server's own.
    odd: BTreeMap<String, String>,
    /// The connection ends instead of this article.
    breaks_at: Option<u64>,
    said: Vec<String>,
}

struct Server {
    script: Arc<Mutex<Script>>,
    fetcher: Fetcher,
}

fn article(n: u64) -> String {
    format!(
        "From: Ivan <ivan@example.com>\r\nSubject: =?utf-8?B?0J/RgNC40LLQtdGC?= {n}\r\nMessage-ID: <{n}@news.test>\r\n\
         Date: Fri, 20 Nov 2026 10:00:00 +0300\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nHere are words-{n}.\r\n\
         .hidden dots\r\n"
    )
}

impl Server {
    async fn start(numbers: impl IntoIterator<Item = u64>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let at = listener.local_addr().expect("bound");
        let script: Arc<Mutex<Script>> = Arc::default();
        let shared = Arc::clone(&script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&shared)));
            }
        });
        let server = Server { script, fetcher: fetcher_to(at) };
        server.set(|script| script.articles = numbers.into_iter().map(|n| (n, article(n))).collect());
        server
    }

    fn set(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().expect("no panics inside"));
    }

    fn said(&self) -> Vec<String> {
        std::mem::take(&mut self.script.lock().expect("no panics inside").said)
    }

    async fn visit(&self, crawl: &Crawl, cursor: &str, budget: u32) -> Brought {
        visit_by(&self.fetcher, crawl, cursor, budget, &CancellationToken::new()).await
    }
}

fn place() -> Crawl {
    let start = vec!["nntp://news.test".to_owned()];
    Crawl { start, ..crawl("news", "/", "[news]\ngroups = ['test.leaks']\nhistory = 3") }
}

async fn talk(stream: TcpStream, script: Arc<Mutex<Script>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let greeting = script.lock().expect("no panics").greeting.clone();
    let greeting = greeting.unwrap_or_else(|| "200 news.test ready".to_owned());
    stream.write_all(format!("{greeting}\r\n").as_bytes()).await?;
    let mut let_in = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_owned();
        let answer = {
            let mut script = script.lock().expect("no panics");
            script.said.push(line.clone());
            let words: Vec<&str> = line.split(' ').collect();
            let closed = script.account.is_some() && !let_in;
            let (low, high) = script.ends.unwrap_or_else(|| {
                let numbers = &script.articles;
                (numbers.keys().next().copied().unwrap_or(1), numbers.keys().last().copied().unwrap_or(0))
            });
            if let Some(odd) = script.odd.get(words[0]) {
                odd.clone()
            } else {
                match words[..] {
                    ["MODE", ..] => "200 reading".to_owned(),
                    ["AUTHINFO", "USER", _] => "381 and the password".to_owned(),
                    ["AUTHINFO", "PASS", password] => {
                        let_in = script.account.as_ref().is_some_and(|(_, p)| p == password);
                        if let_in { "281 welcome".to_owned() } else { "481 no".to_owned() }
                    }
                    ["GROUP", _] if closed => "480 who are you?".to_owned(),
                    ["GROUP", "test.leaks"] => {
                        format!("211 {} {low} {high} test.leaks", script.articles.len())
                    }
                    ["GROUP", _] => "411 no such group".to_owned(),
                    ["OVER", range] => {
                        let (from, to) = range.split_once('-').expect("a range");
                        let (from, to): (u64, u64) = (from.parse().expect("n"), to.parse().expect("n"));
                        let row = |(n, text): (&u64, &String)| {
                            let subject = text.lines().find_map(|l| l.strip_prefix("Subject: "));
                            format!(
                                "{n}\t{}\tIvan\tdate\t<{n}@news.test>\t\t{}\t3\r\n",
                                subject.unwrap_or(""),
                                text.len()
                            )
                        };
                        let rows: String = script.articles.range(from..=to).map(row).collect();
                        if rows.is_empty() { "423 none".to_owned() } else { format!("224 rows\r\n{rows}.") }
                    }
                    ["ARTICLE", n] => {
                        let n: u64 = n.parse().expect("a number");
                        if script.breaks_at == Some(n) {
                            return Ok(());
                        }
                        match script.articles.get(&n) {
                            Some(text) => {
                                let stuffed = text.replace("\r\n.", "\r\n..");
                                format!("220 {n} <{n}@news.test>\r\n{stuffed}.")
                            }
                            None => "423 no such article".to_owned(),
                        }
                    }
                    ["QUIT"] => "205 bye".to_owned(),
                    _ => "500 what?".to_owned(),
                }
            }
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

fn overlap(brought: &Brought) -> bool {
    brought.harvest().listings[0].overlap
}

#[tokio::test]
async fn articles_come_once_and_the_newest_first_visits() {
    let server = Server::start(1..=5).await;
    let first = server.visit(&place(), "", 100).await;
    assert_eq!(first.entries(), [3, 4, 5], "three of history, as the crawl says");
    assert!(first.harvest().complete && overlap(&first));
    assert!(first.harvest().requests > 0 && first.harvest().bytes > 0);
    let item = &first.items[0];
    assert_eq!((item.id.as_str(), item.url.as_str()), ("news:3@news.test", "nntp://news.test/test.leaks/3"));
    assert!(String::from_utf8_lossy(&item.exchange.body).contains("\r\n.hidden dots\r\n"), "dots are undone");
    assert_eq!(item.listing.as_deref(), Some("nntp://news.test/test.leaks"));
    assert!(matches!(first.sent.first(), Some(Sent::Listing(_))), "the group is told of before its articles");

    let second = server.visit(&place(), &first.harvest().cursor, 100).await;
    assert!(second.items.is_empty() && second.harvest().listings[0].unchanged);
    server.set(|script| drop(script.articles.insert(6, article(6))));
    let third = server.visit(&place(), &second.harvest().cursor, 100).await;
    assert_eq!(third.entries(), [6]);
    let reset = server.visit(&place(), "{\"v\":99}", 100).await;
    assert_eq!((reset.complaint("cursor_reset"), reset.entries()), (1, vec![4, 5, 6]));
}

#[tokio::test]
async fn what_expired_is_a_gap_and_a_new_server_counts_anew() {
    let server = Server::start(1..=3).await;
    let first = server.visit(&place(), "", 100).await;
    server.set(|script| script.articles = (7..=9).map(|n| (n, article(n))).collect());
    let second = server.visit(&place(), &first.harvest().cursor, 100).await;
    assert!(!overlap(&second) && second.complaint("gap") == 1);
    assert_eq!(second.entries(), [7, 8, 9], "what is there comes all the same");
    server.set(|script| script.articles = [(1, article(1)), (2, article(2))].into());
    let third = server.visit(&place(), &second.harvest().cursor, 100).await;
    assert_eq!(third.entries(), [1, 2]);
}

#[tokio::test]
async fn the_budget_and_a_broken_connection_lose_nothing() {
    let server = Server::start(1..=3).await;
    let first = server.visit(&place(), "", 2).await;
    assert_eq!((first.entries(), first.harvest().more), (vec![1, 2], true));
    let second = server.visit(&place(), &first.harvest().cursor, 2).await;
    assert_eq!((second.entries(), second.harvest().more), (vec![3], false));

    server.set(|script| script.breaks_at = Some(2));
    let cut = server.visit(&place(), "", 100).await;
    assert!(matches!(cut.harvest, Err(PollError::Unreachable { .. })), "{:?}", cut.harvest);
    assert_eq!(cut.entries(), [1], "what came before came; the visit is repeated");
}

#[tokio::test]
async fn binaries_are_passed_over() {
    let server = Server::start(1..=2).await;
    let file = article(2).replace("=?utf-8?B?0J/RgNC40LLQtdGC?= 2", "photo.jpg (1/9) yEnc");
    server.set(|script| drop(script.articles.insert(2, file)));
    let brought = server.visit(&place(), "", 100).await;
    assert_eq!((brought.entries(), brought.complaint("binaries_skipped")), (vec![1], 1));
    assert!(!server.said().contains(&"ARTICLE 2".to_owned()));
}

#[tokio::test]
async fn an_account_is_let_in_or_the_place_is_refused() {
    let server = Server::start(1..=1).await;
    server.set(|script| script.account = Some(("watcher".to_owned(), "Geheim-7".to_owned())));
    let with = |password: &str| {
        let sign_in = SignIn {
            user: "watcher".to_owned(),
            password: password.to_owned(),
            page: String::new(),
            form: None,
            proof: None,
        };
        Crawl { account: Some(Arc::new(Account::SignIn(sign_in))), ..place() }
    };
    let brought = server.visit(&with("Geheim-7"), "", 100).await;
    assert_eq!(brought.entries(), [1]);
    match server.visit(&with("wrong"), "", 100).await.harvest {
        Err(PollError::Refused { why }) => assert!(why.contains("did not let the account in"), "{why}"),
        other => panic!("{other:?}"),
    }
    let nobody = server.visit(&place(), "", 100).await;
    let failed = &nobody.harvest().failed;
    assert!(matches!(failed.as_slice(), [(_, PollError::Refused { .. })]), "{failed:?}");
    assert!(!nobody.harvest().complete);
}

/// Whatever a server says: never a panic, and an outcome that fits.
#[tokio::test]
async fn a_hostile_server_is_an_outcome() {
    let long = "x".repeat(70_000);
    for (command, answer, expected) in [
        ("", "hello", "Malformed"),
        ("", "502 go away", "Refused"),
        ("", long.as_str(), "Malformed"),
        ("GROUP", "211 nothing", "Malformed"),
        ("GROUP", "211 5 18446744073709551615 18446744073709551615 x", "Malformed"),
        ("GROUP", "211 5 1 281474976710656 x", "Ok"),
        ("GROUP", "211 1 9 3 x", "Ok"),
        ("GROUP", "400 later", "Unreachable"),
        ("OVER", "224 rows\r\nnot a number\t\r\n99\tno\r\n.", "Ok"),
        ("OVER", "999 what", "Malformed"),
        ("ARTICLE", "220 0 no id\r\nbody\r\n.", "Ok"),
    ] {
        let server = Server::start(1..=1).await;
        server.set(|script| match command {
            "" => script.greeting = Some(answer.to_owned()),
            command => drop(script.odd.insert(command.to_owned(), answer.to_owned())),
        });
        let outcome = format!("{:?}", server.visit(&place(), "", 100).await.harvest);
        let shown: String = answer.chars().take(40).collect();
        assert!(outcome.trim_start_matches("Err(").starts_with(expected), "{command} {shown}: {outcome}");
    }
}

#[test]
fn faults_name_what_to_write() {
    for (start, options, message) in [
        ("https://news.test", "[news]\ngroups = ['a.b']", "is no nntp, nntps address"),
        ("nntp://news.test", "", "[news] needs `groups`"),
        ("nntp://news.test", "[news]\ngroups = ['a b']", "is no name of a newsgroup"),
    ] {
        let place = Crawl { start: vec![start.to_owned()], ..crawl("news", "/", options) };
        let faults = build(&place).err().unwrap_or_default();
        assert!(faults.iter().any(|f| f.message().contains(message)), "{start} {options}: {faults:?}");
    }
}
