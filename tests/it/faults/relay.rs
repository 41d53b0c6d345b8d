//! Whatever a relay does, at whatever stage: the letter leaves by the next route while it is in time, is never called
//! sent when it was not, and comes twice at most where the relay took it and did not say so.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use leakwatch::alert::Dispatch;
use leakwatch::alert::channel::Channel;
use leakwatch::alert::mail::{Mail, Timeouts};
use leakwatch::alert::route::Bundling;
use leakwatch::model::{Delivery, Relay, Tls};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket};

use crate::app::letters::{SECRET, leak, quiet, watching_with};
use crate::support::app::{HOUR, MINUTE, TestApp, Written};
use crate::support::smtp::{self, Act, Script, Step};

const SHORT: Duration = Duration::from_millis(400);

/// What the first relay is.
enum First {
    Speaks(Step, Act),
    /// TLS is asked of it, and it answers something else.
    Garbage(Tls),
    /// It cannot be connected to: its queue is full.
    Deaf,
    /// Nobody listens.
    Closed,
}

fn relay(id: &str, port: u16, tls: Tls) -> Relay {
    Relay {
        id: id.into(),
        host: "127.0.0.1".into(),
        port,
        tls,
        user: None,
        password: None,
        from: "leakwatch@example.com".into(),
        spot: Default::default(),
        trusted: Default::default(),
    }
}

/// An alert is owed, with two minutes left.
async fn nearly_due() -> TestApp {
    let app = watching_with(Written { recipients: vec![("soc", &["alerts"])], ..Written::default() }).await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    let due = app.alerts().await[0].due;
    app.clock.set(due - 2 * MINUTE);
    app
}

fn dispatch(app: &TestApp, first: Relay) -> Dispatch {
    let port = app.relay.address.port();
    let clock = Arc::new(app.clock.clone());
    let limits = Timeouts { connect: SHORT, command: SHORT, data: SHORT };
    let route = |relay| Arc::new(Mail::new(relay, clock.clone()).timeouts(limits)) as Arc<dyn Channel>;
    let routes = vec![route(first), route(relay("spare", port, Tls::None))];
    let settings = app.app.current.borrow().alerts.clone();
    let dispatch = Dispatch::new(app.app.store.clone(), routes, settings, clock);
    dispatch.bundling(Bundling { wait: Duration::ZERO, ..Bundling::default() })
}

async fn with_first(name: &str, first: First, copies: usize) {
    let app = nearly_due().await;
    // Held until the end of the test.
    let mut kept: Vec<Box<dyn std::any::Any>> = Vec::new();
    let mut taken = None;
    let route = match first {
        First::Speaks(step, act) => {
            let server = smtp::Relay::start(Script::default().at(step, act)).await;
            let route = relay("first", server.address.port(), Tls::None);
            taken = Some(server);
            route
        }
        First::Garbage(tls) => {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let port = listener.local_addr().expect("bound").port();
            kept.push(Box::new(tokio::spawn(async move {
                while let Ok((mut stream, _)) = listener.accept().await {
                    let said = b"220 relay.test ESMTP\r\n250-relay.test\r\n250 STARTTLS\r\n220 go\r\nnot TLS at all\r\n";
                    let _ = stream.write_all(said).await;
                }
            })));
            relay("first", port, tls)
        }
        First::Deaf => {
            let socket = TcpSocket::new_v4().expect("a socket");
            socket.bind("127.0.0.1:0".parse().expect("an address")).expect("bound");
            let listener = socket.listen(0).expect("it listens, for nobody");
            let at = listener.local_addr().expect("bound");
            kept.push(Box::new(listener));
            for _ in 0..4 {
                // Those that find room fill the queue; the rest would wait for ever.
                kept.push(Box::new(tokio::time::timeout(SHORT, tokio::net::TcpStream::connect(at)).await));
            }
            relay("first", at.port(), Tls::None)
        }
        First::Closed => {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            relay("first", listener.local_addr().expect("bound").port(), Tls::None)
        }
    };
    let dispatch = dispatch(&app, route);
    let done = dispatch.run_once().await.expect("a run");
    // Where it can wait it does, once; it never waits past the due time.
    if done.sent == 0 {
        app.clock.set(done.next.expect("a next try"));
        assert!(app.now() < app.alerts().await[0].due, "{name}: it waits past the due time");
        dispatch.run_once().await.expect("a run");
    }
    let alert = app.alerts().await.remove(0);
    assert_eq!((alert.state, alert.cause), (Delivery::Sent, None), "{name}: {alert:#?}");
    let mut letters = app.relay.letters();
    assert_eq!(letters.len(), 1, "{name}: by the spare one");
    letters.extend(taken.iter().flat_map(|server| server.letters()));
    assert!(letters.len() <= 1 + copies, "{name}: {} letters", letters.len());
    assert!(letters.iter().all(|l| l.bytes == letters[0].bytes), "{name}: the same letter");
    // Nothing is sent again later.
    app.clock.advance(HOUR);
    dispatch.run_once().await.expect("a run");
    assert_eq!(app.relay.letters().len(), 1, "{name}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_first_relay_does_the_letter_is_in_time() {
    use Act::{Drop, Hang, Say};
    let mut cases = Vec::new();
    for step in [Step::Greeting, Step::Ehlo, Step::Mail, Step::Rcpt, Step::Data, Step::End] {
        for act in [Say("421 4.3.2 not now"), Say("451 4.3.0 later"), Say("554 5.7.1 never"), Hang, Drop] {
            // Taken, and the answer lost: it may come twice, once a try.
            let copies = if step == Step::End && matches!(act, Hang | Drop) { 2 } else { 0 };
            cases.push((format!("{step:?} {act:?}"), First::Speaks(step, act), copies));
        }
    }
    cases.push(("TLS answered in clear".into(), First::Garbage(Tls::Tls), 0));
    cases.push(("STARTTLS broken".into(), First::Garbage(Tls::Starttls), 0));
    cases.push(("nobody takes the connection".into(), First::Deaf, 0));
    cases.push(("nobody listens".into(), First::Closed, 0));
    // Eight at a time: each is a daemon of its own.
    let mut cases = cases.into_iter().peekable();
    while cases.peek().is_some() {
        let some = cases.by_ref().take(8);
        let runs = some.map(async |(name, first, copies)| with_first(&name, first, copies).await);
        join_all(runs.collect::<Vec<_>>()).await;
    }
}

/// A relay that hung the last time is asked last when there is no time to wait for it.
#[tokio::test(flavor = "multi_thread")]
async fn who_hung_comes_last_when_it_is_late() {
    let app = nearly_due().await;
    let server = smtp::Relay::start(Script::default().at(Step::Greeting, Act::Hang)).await;
    let dispatch = dispatch(&app, relay("first", server.address.port(), Tls::None));
    dispatch.run_once().await.expect("a run");
    app.clock.set(app.alerts().await[0].due - MINUTE / 2);
    dispatch.run_once().await.expect("a run");
    assert_eq!(app.letters("soc").len(), 1);
    let asked = server.connections();
    app.feed(&[quiet(2), leak(3, SECRET), leak(4, "tok-second01")]);
    app.clock.advance(20 * MINUTE);
    app.turn("poll").await;
    let due = app.alerts().await.last().expect("an alert").due;
    app.clock.set(due - MINUTE);
    dispatch.run_once().await.expect("a run");
    assert_eq!((app.letters("soc").len(), server.connections()), (2, asked), "it was not waited for again");
    app.finish().await;
}
