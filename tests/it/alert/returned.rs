//! Bounces over IMAP: read once and in order, whatever the server and the letters do, and never in clear.

use leakwatch::alert::{BounceTask, Bounced, Bounces, Imap};
use leakwatch::model::{Tls, Trusted};

use super::owed::{Office, message_id};
use crate::support::imap::{Mailbox, PASSWORD};
use crate::support::smtp::{self, Script, Secured};
use crate::support::tls::{Authority, Shows};

fn imap(mailbox: &Mailbox, tls: Tls, trusted: Trusted) -> Imap {
    Imap {
        host: "localhost".into(),
        port: mailbox.address.port(),
        tls,
        user: "leakwatch".into(),
        password: PASSWORD.into(),
        folder: "INBOX".into(),
        move_to: None,
        trusted,
    }
}

fn report(id: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.com\r\nContent-Type: multipart/report; boundary=B\r\n\r\n--B\r\n\
         Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B\r\n\
         Content-Type: message/rfc822\r\n\r\nMessage-ID: {id}\r\n\r\nx\r\n--B--\r\n"
    )
}

fn counted(reopened: u64, strange: u64, ignored: u64) -> Bounced {
    Bounced { reopened, strange, ignored }
}

/// A letter that was sent; gives its Message-ID.
async fn sent(office: &Office, relay: &smtp::Relay) -> String {
    office.plant(1..2, &["soc"]).await;
    assert_eq!(office.run(&office.dispatch(&[relay])).await.sent, 1);
    message_id(&relay.letters()[0])
}

#[tokio::test]
async fn a_bounce_is_read_once_and_reopens_its_alert() {
    let authority = Authority::new();
    for tls in [Tls::Tls, Tls::Starttls, Tls::None] {
        let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
        let id = sent(&office, &relay).await;
        let server = || authority.server(Shows::Good, &[]);
        let mailbox = Mailbox::start(match tls {
            Tls::Tls => Secured::Always(server()),
            Tls::Starttls => Secured::OnDemand(server()),
            Tls::None => Secured::Never,
        })
        .await;
        let task =
            BounceTask::new(office.store.clone(), Bounces::Imap(imap(&mailbox, tls, authority.trusted())));
        assert_eq!(task.run_once().await.expect("an empty mailbox"), Bounced::default(), "{tls}");
        mailbox.put(3, "From: soc@example.com\r\n\r\nThank you");
        mailbox.put(5, report(&id));
        mailbox.put(9, report("<strange@leaks.example.com>"));
        assert_eq!(task.run_once().await.expect("a run"), counted(1, 1, 1), "{tls}");
        assert!(mailbox.with(|held| held.moved.is_empty()));
        let said = mailbox.said();
        assert!(said.contains(&"EXAMINE \"INBOX\"".to_owned()), "what is not moved is not touched: {said:?}");
        // `UID SEARCH 10:*` names the last letter all the same; it is not read again.
        assert_eq!(task.run_once().await.expect("a run"), Bounced::default(), "{tls}");
        assert!(mailbox.said().iter().all(|c| !c.starts_with("UID FETCH")));
        assert_eq!(office.run(&office.dispatch(&[&relay])).await.sent, 1, "the alert is told again");
        assert_ne!(message_id(&relay.letters()[1]), id);

        // Made anew, with numbers of its own: all of it is read, and nothing counts twice.
        mailbox.with(|held| held.validity += 1);
        assert_eq!(task.run_once().await.expect("a run"), counted(0, 2, 1), "{tls}");
    }
}

#[tokio::test]
async fn bounces_are_put_aside_where_the_operator_wants_it() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    let id = sent(&office, &relay).await;
    let mailbox = Mailbox::start(Secured::Never).await;
    mailbox.put(1, "From: soc@example.com\r\n\r\nFor people");
    mailbox.put(2, report(&id));
    let imap = Imap { move_to: Some("Bounces".into()), ..imap(&mailbox, Tls::None, Trusted::default()) };
    let task = BounceTask::new(office.store.clone(), Bounces::Imap(imap));
    assert_eq!(task.run_once().await.expect("a run"), counted(1, 0, 1));
    let (moved, left) = mailbox.with(|held| (held.moved.clone(), held.letters.len()));
    assert_eq!((moved, left), (vec![("Bounces".to_owned(), 2)], 1), "letters for people stay");
}

#[tokio::test]
async fn hostile_letters_hold_up_nothing() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    let id = sent(&office, &relay).await;
    let mailbox = Mailbox::start(Secured::Never).await;
    mailbox.put(1, vec![0xff; 70_000]);
    mailbox.put(2, "");
    mailbox.put(3, "x: y\r\n* 4 FETCH (UID 4 BODY[] {99999999}\r\na5 OK\r\n");
    let nested =
        (0..2_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"));
    mailbox.put(4, nested.collect::<String>());
    mailbox.put(5, "this one the server itself cannot read");
    mailbox.with(|held| held.broken.push(5));
    let whole = report(&id);
    mailbox.put(6, &whole.as_bytes()[..whole.len() / 2]);
    mailbox.put(7, whole);
    let task =
        BounceTask::new(office.store.clone(), Bounces::Imap(imap(&mailbox, Tls::None, Trusted::default())));
    let done = task.run_once().await.expect("a run");
    assert_eq!((done.reopened, done.ignored), (1, 5));
}

#[tokio::test]
async fn a_server_that_cannot_be_used_is_an_error_with_words_and_hears_no_password() {
    let office = Office::open().await;
    let authority = Authority::new();
    let run = async |imap: Imap| {
        let task = BounceTask::new(office.store.clone(), Bounces::Imap(imap));
        let error = task.run_once().await.expect_err("it cannot be read");
        let error = format!("{error:#}");
        assert!(!error.contains(PASSWORD), "{error}");
        error
    };
    for (shows, words) in [
        (Shows::Expired, "its certificate expired on 2020-02-01"),
        (Shows::OtherName, "its certificate is for another name (other.test), not localhost"),
        (Shows::SelfSigned, "its certificate is self-signed"),
        (Shows::Stranger, "signed by an authority that this machine does not trust"),
    ] {
        for tls in [Tls::Tls, Tls::Starttls] {
            let config = authority.server(shows, &[]);
            let secured = if tls == Tls::Tls { Secured::Always(config) } else { Secured::OnDemand(config) };
            let mailbox = Mailbox::start(secured).await;
            let error = run(imap(&mailbox, tls, authority.trusted())).await;
            assert!(error.contains(words), "{tls} {shows:?}: {error}");
            let said = mailbox.said();
            assert!(said.iter().all(|c| c == "STARTTLS"), "{said:?}");
        }
    }
    // Stripped on the way: the server does not offer what is demanded.
    let mailbox = Mailbox::start(Secured::Never).await;
    let error = run(imap(&mailbox, Tls::Starttls, authority.trusted())).await;
    assert!(error.contains("nothing was said in clear"), "{error}");
    assert_eq!(mailbox.said(), ["STARTTLS"]);

    let wrong = Imap { password: "wrong".into(), ..imap(&mailbox, Tls::None, Trusted::default()) };
    assert!(run(wrong).await.contains("the log-in: no response"));
    let missing = Imap { folder: "Nowhere".into(), ..imap(&mailbox, Tls::None, Trusted::default()) };
    assert!(run(missing).await.contains("opening the folder \"Nowhere\""));

    // A server that is gone; the next run finds it again, from where it stopped.
    let gone = imap(&mailbox, Tls::None, Trusted::default());
    drop(mailbox);
    assert!(run(gone).await.contains("the mailbox of bounces at localhost: connecting"));
    let there = Mailbox::start(Secured::Never).await;
    there.put(1, report("<strange@leaks.example.com>"));
    let task =
        BounceTask::new(office.store.clone(), Bounces::Imap(imap(&there, Tls::None, Trusted::default())));
    assert_eq!(task.run_once().await.expect("a run"), counted(0, 1, 0));
}
