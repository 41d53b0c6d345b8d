//! Letters over SMTP on loopback: each way in which a relay can behave, and what the channel makes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use leakwatch::alert::channel::{Channel, Hold, Outgoing, SendError};
use leakwatch::alert::mail::{Mail, Maildir, Timeouts};
use leakwatch::model::{Digest, Relay, Time, Tls};
use leakwatch::runtime::HandClock;

use crate::support::smtp::{self, Act, Script, Secured, Step};
use crate::support::tls::{Authority, Shows};

/// Says yes so many times.
struct Holds(AtomicUsize);

/// For so many letters: each asks before DATA and again before its first byte.
fn holds(letters: usize) -> Holds {
    Holds(AtomicUsize::new(2 * letters))
}

#[async_trait]
impl Hold for Holds {
    async fn still_ours(&self) -> bool {
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
    }
}

fn clock() -> Arc<HandClock> {
    Arc::new(HandClock::new(Time(1_000)))
}

fn relay(host: &str, port: u16, tls: Tls) -> Relay {
    Relay {
        id: "main".into(),
        host: host.into(),
        port,
        tls,
        user: None,
        password: None,
        from: "leakwatch@example.com".into(),
        trusted: Default::default(),
        spot: Default::default(),
    }
}

fn mail(server: &smtp::Relay) -> Mail {
    Mail::new(relay("127.0.0.1", server.address.port(), Tls::None), clock())
}

fn letter(n: u8) -> Outgoing {
    let text = format!("Message-ID: <{n}@leaks.example.com>\r\n\r\nfirst\r\n.a dot\r\n..\r\n\r\nlast\r\n");
    Outgoing {
        id: Digest([n; 32]),
        to: "soc@example.com".into(),
        message_id: format!("<{n}@leaks.example.com>"),
        bytes: text.into_bytes().into(),
    }
}

#[tokio::test]
async fn what_the_relay_gets_is_what_was_committed() {
    let server = smtp::Relay::start(Script::default()).await;
    let accepted = mail(&server).send(&letter(1), &holds(1)).await.expect("accepted");
    assert_eq!((accepted.relay.as_str(), accepted.at), ("main", Time(1_000)));
    assert_eq!(accepted.reply, "250 2.0.0 queued as 4FB1");
    let [taken] = &server.letters()[..] else { panic!("one letter: {:?}", server.letters()) };
    assert_eq!(taken.bytes, &*letter(1).bytes);
    assert_eq!(
        (taken.from.as_str(), &taken.to[..]),
        ("<leakwatch@example.com>", &["<soc@example.com>".to_owned()][..])
    );
}

#[derive(Debug, PartialEq)]
enum Expect {
    Accepted,
    Later,
    Never,
}

#[tokio::test]
async fn each_answer_has_its_meaning() {
    use Act::{Drop, Hang, Say};
    use Expect::{Accepted, Later, Never};
    let cases = [
        ("well", None, Accepted),
        ("greeting 421", Some((Step::Greeting, Say("421 4.3.2 shutting down"))), Later),
        ("greeting 554", Some((Step::Greeting, Say("554 5.7.1 go away"))), Never),
        ("greeting is no SMTP", Some((Step::Greeting, Say("SSH-2.0-x"))), Later),
        ("greeting hangs", Some((Step::Greeting, Hang)), Later),
        ("greeting drops", Some((Step::Greeting, Drop)), Later),
        ("EHLO 502", Some((Step::Ehlo, Say("502 5.5.1 no"))), Never),
        ("sender 451", Some((Step::Mail, Say("451 4.7.1 later"))), Later),
        ("sender 553", Some((Step::Mail, Say("553 5.7.1 not you"))), Never),
        ("recipient 450, greylisted", Some((Step::Rcpt, Say("450 4.2.0 greylisted"))), Later),
        ("recipient 421", Some((Step::Rcpt, Say("421 4.4.2 bye"))), Later),
        ("recipient 550", Some((Step::Rcpt, Say("550 5.1.1 no such user"))), Never),
        ("recipient 552 of two lines", Some((Step::Rcpt, Say("552-5.2.2 full\r\n552 5.2.2 really"))), Never),
        ("recipient hangs", Some((Step::Rcpt, Hang)), Later),
        ("recipient drops", Some((Step::Rcpt, Drop)), Later),
        ("DATA 451", Some((Step::Data, Say("451 4.3.0 later"))), Later),
        ("DATA 554", Some((Step::Data, Say("554 5.5.1 no valid recipients"))), Never),
        ("DATA 250 instead of 354", Some((Step::Data, Say("250 2.0.0 what"))), Later),
        ("the dot 452", Some((Step::End, Say("452 4.3.1 disk full"))), Later),
        ("the dot 554", Some((Step::End, Say("554 5.7.1 spam"))), Never),
        ("the dot 251 is not 250", Some((Step::End, Say("251 2.1.5 forwarded"))), Later),
        ("the dot drops", Some((Step::End, Drop)), Later),
        ("the dot hangs", Some((Step::End, Hang)), Later),
    ];
    // All at once: the three that hang cost one limit together.
    let runs = cases.map(|(name, act, expected)| async move {
        let script = act.into_iter().fold(Script::default(), |s, (step, act)| s.at(step, act));
        let server = smtp::Relay::start(script).await;
        let second = Duration::from_secs(1);
        let channel = mail(&server).timeouts(Timeouts { connect: second, command: second, data: second });
        let outcome = match channel.send(&letter(2), &holds(1)).await {
            Ok(_) => Accepted,
            Err(SendError::Later { .. }) => Later,
            Err(SendError::Never { .. }) => Never,
            Err(SendError::LostLease) => panic!("{name}: the lease was held"),
        };
        assert_eq!(outcome, expected, "{name}");
    });
    futures_util::future::join_all(runs).await;
}

#[tokio::test]
async fn an_unanswered_dot_says_that_nobody_knows() {
    let server = smtp::Relay::start(Script::default().at(Step::End, Act::Drop)).await;
    let Err(SendError::Later { why, .. }) = mail(&server).send(&letter(1), &holds(1)).await else {
        panic!("later");
    };
    assert!(why.contains("not known whether the letter was taken"), "{why}");
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn a_lost_lease_sends_nothing() {
    let server = smtp::Relay::start(Script::default()).await;
    let channel = mail(&server);
    assert_eq!(channel.send(&letter(1), &holds(0)).await, Err(SendError::LostLease));
    assert!(server.letters().is_empty());
    assert!(!server.commands().contains(&"DATA".to_owned()), "{:?}", server.commands());
    // The connection is kept, and the envelope that was begun is forgotten.
    channel.send(&letter(2), &holds(1)).await.expect("accepted");
    assert_eq!((server.connections(), server.letters()[0].to.len()), (1, 1));
}

#[tokio::test]
async fn a_lease_lost_while_the_relay_thinks_about_data_sends_nothing() {
    let server = smtp::Relay::start(Script::default()).await;
    let channel = mail(&server);
    let once = Holds(AtomicUsize::new(1));
    assert_eq!(channel.send(&letter(1), &once).await, Err(SendError::LostLease));
    assert!(server.commands().contains(&"DATA".to_owned()), "{:?}", server.commands());
    // The relay waits for a letter that does not come: only a new connection is of use.
    channel.send(&letter(2), &holds(1)).await.expect("accepted");
    assert_eq!((server.connections(), server.letters().len()), (2, 1));
}

#[tokio::test]
async fn a_connection_serves_several_letters_and_its_loss_none() {
    let server = smtp::Relay::start(Script::default()).await;
    let channel = mail(&server);
    for n in 1..=3 {
        channel.send(&letter(n), &holds(1)).await.expect("accepted");
    }
    assert_eq!((server.connections(), server.letters().len()), (1, 3));
    server.play(Script::default().close_after(1));
    for n in 4..=5 {
        channel.send(&letter(n), &holds(1)).await.expect("accepted over a new connection");
    }
    assert_eq!(server.letters().len(), 5);
    assert!(server.connections() > 1);
}

#[tokio::test]
async fn a_refused_recipient_does_not_spoil_the_connection() {
    let server =
        smtp::Relay::start(Script::default().at(Step::Rcpt, Act::Say("550 5.1.1 no such user"))).await;
    let channel = mail(&server);
    let Err(SendError::Never { why }) = channel.send(&letter(1), &holds(1)).await else { panic!("never") };
    assert!(why.contains("550"), "{why}");
    server.play(Script::default());
    channel.send(&letter(2), &holds(1)).await.expect("accepted");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn nothing_is_said_in_clear_where_tls_is_demanded() {
    let server = smtp::Relay::start(Script::default().offers("AUTH PLAIN LOGIN")).await;
    let mut relay = relay("127.0.0.1", server.address.port(), Tls::Starttls);
    (relay.user, relay.password) = (Some("leakwatch".into()), Some("secret".into()));
    let outcome = Mail::new(relay, clock()).send(&letter(1), &holds(1)).await;
    assert!(matches!(outcome, Err(SendError::Never { .. })), "{outcome:?}");
    let said = server.commands();
    assert!(said.iter().all(|c| c.starts_with("EHLO") || c == "QUIT"), "{said:?}");
}

#[tokio::test]
async fn letters_leave_over_both_kinds_of_tls_and_over_no_bad_certificate() {
    let authority = Authority::new();
    for tls in [Tls::Starttls, Tls::Tls] {
        let secured = |shows| match tls {
            Tls::Tls => Secured::Always(authority.server(shows, &[])),
            _ => Secured::OnDemand(authority.server(shows, &[])),
        };
        let script = Script::default().offers("STARTTLS").offers("AUTH PLAIN");
        let relay = |server: &smtp::Relay| {
            let mut relay = relay("localhost", server.address.port(), tls);
            relay.trusted = authority.trusted();
            (relay.user, relay.password) = (Some("leakwatch".into()), Some("secret".into()));
            relay
        };
        let server = smtp::Relay::secured(script.clone(), secured(Shows::Good)).await;
        Mail::new(relay(&server), clock()).send(&letter(1), &holds(1)).await.expect("accepted over TLS");
        assert_eq!(server.letters().len(), 1);
        for (shows, words) in [
            (Shows::Expired, "its certificate expired on 2020-02-01"),
            (Shows::OtherName, "its certificate is for another name"),
            (Shows::SelfSigned, "signed by an authority that this machine does not trust"),
            (Shows::Stranger, "signed by an authority that this machine does not trust"),
        ] {
            let server = smtp::Relay::secured(script.clone(), secured(shows)).await;
            let outcome = Mail::new(relay(&server), clock()).send(&letter(1), &holds(1)).await;
            let Err(SendError::Later { why, .. }) = outcome else { panic!("{tls} {shows:?}: {outcome:?}") };
            assert!(why.contains(words), "{tls} {shows:?}: {why}");
            let said = server.commands();
            assert!(said.iter().all(|c| c.starts_with("EHLO") || c == "STARTTLS" || c == "QUIT"), "{said:?}");
        }
    }
}

/// Someone on the way takes STARTTLS out of the offers, or answers for the relay that it cannot.
#[tokio::test]
async fn a_stripped_starttls_is_never_answered_in_clear() {
    let stripped = Script::default().offers("AUTH PLAIN LOGIN");
    let refusing = Script::default().offers("STARTTLS").offers("AUTH PLAIN LOGIN");
    for script in [stripped, refusing] {
        let server = smtp::Relay::start(script).await;
        let mut relay = relay("localhost", server.address.port(), Tls::Starttls);
        (relay.user, relay.password) = (Some("leakwatch".into()), Some("secret".into()));
        let outcome = Mail::new(relay, clock()).send(&letter(1), &holds(1)).await;
        assert!(outcome.is_err(), "{outcome:?}");
        let said = server.commands();
        assert!(said.iter().all(|c| c.starts_with("EHLO") || c == "STARTTLS" || c == "QUIT"), "{said:?}");
        assert!(server.letters().is_empty());
    }
}

#[tokio::test]
async fn without_tls_letters_stay_on_this_machine() {
    // 192.0.2.0/24 is for documentation (RFC 5737); it is refused before anything is dialled.
    let outcome = Mail::new(relay("192.0.2.1", 25, Tls::None), clock()).send(&letter(1), &holds(1)).await;
    assert!(matches!(outcome, Err(SendError::Never { .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_closed_port_is_tried_later() {
    let port = smtp::Relay::start(Script::default()).await.address.port();
    tokio::task::yield_now().await;
    let outcome = Mail::new(relay("127.0.0.1", port, Tls::None), clock()).send(&letter(1), &holds(1)).await;
    assert!(matches!(outcome, Err(SendError::Later { .. })), "{outcome:?}");
}

#[tokio::test]
async fn it_authenticates_by_plain_or_login() {
    for (offer, said) in [
        ("AUTH PLAIN LOGIN", vec!["AUTH PLAIN AGxlYWt3YXRjaABzZWNyZXQ="]),
        ("AUTH LOGIN", vec!["AUTH LOGIN", "bGVha3dhdGNo", "c2VjcmV0"]),
    ] {
        let server = smtp::Relay::start(Script::default().offers(offer)).await;
        let mut relay = relay("127.0.0.1", server.address.port(), Tls::None);
        (relay.user, relay.password) = (Some("leakwatch".into()), Some("secret".into()));
        Mail::new(relay.clone(), clock()).send(&letter(1), &holds(1)).await.expect("accepted");
        let commands = server.commands();
        assert!(commands.windows(said.len()).any(|w| w == said), "{commands:?}");
        server.play(Script::default().offers(offer).at(Step::Auth, Act::Say("535 5.7.8 wrong")));
        let outcome = Mail::new(relay, clock()).send(&letter(1), &holds(1)).await;
        let Err(SendError::Never { why }) = outcome else { panic!("{outcome:?}") };
        assert!(!why.contains("secret"), "{why}");
    }
}

#[tokio::test]
async fn addresses_in_other_letters() {
    let to = |address: &str| Outgoing { to: address.into(), ..letter(1) };
    let plain = smtp::Relay::start(Script::default()).await;
    mail(&plain).send(&to("soc@пример.test"), &holds(1)).await.expect("the domain alone is written in ASCII");
    assert_eq!(plain.letters()[0].to, ["<soc@xn--e1afmkfd.test>"]);
    let outcome = mail(&plain).send(&to("почта@пример.test"), &holds(1)).await;
    assert!(matches!(outcome, Err(SendError::Never { .. })), "{outcome:?}");
    let modern = smtp::Relay::start(Script::default().offers("8BITMIME").offers("SMTPUTF8")).await;
    mail(&modern).send(&to("почта@пример.test"), &holds(1)).await.expect("accepted");
    assert!(modern.letters()[0].from.contains("SMTPUTF8"), "{:?}", modern.letters());
    let outcome = mail(&plain).send(&to("no address\r\nRCPT TO:<x@example.com>"), &holds(1)).await;
    assert!(matches!(outcome, Err(SendError::Never { .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_maildir_keeps_one_copy_of_a_letter() {
    let dir = tempfile::tempdir().expect("a folder");
    let channel = Maildir::new(dir.path().join("mail"), clock());
    let outcome = channel.send(&letter(1), &holds(0)).await;
    assert_eq!(outcome, Err(SendError::LostLease));
    for _ in 0..2 {
        let accepted = channel.send(&letter(1), &holds(1)).await.expect("written");
        assert_eq!(accepted.relay, "maildir");
    }
    let names =
        |folder: &str| std::fs::read_dir(dir.path().join("mail").join(folder)).expect("a folder").count();
    assert_eq!((names("new"), names("tmp"), names("cur")), (1, 0, 0));
    let path = dir.path().join("mail/new").join(letter(1).id.hex());
    assert_eq!(std::fs::read(path).expect("the letter"), &*letter(1).bytes);
    let file = dir.path().join("not-a-folder");
    std::fs::write(&file, "x").expect("a file");
    let outcome = Maildir::new(file, clock()).send(&letter(1), &holds(1)).await;
    assert!(matches!(outcome, Err(SendError::Later { .. })), "{outcome:?}");
}
