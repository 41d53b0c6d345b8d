//! Postfix and Dovecot: the letter arrives as it was written, also after the server was away, and once; a letter that
//! bounces is told again, and an address that keeps bouncing does not make a loop.

use std::time::Duration;

use leakwatch::model::Delivery;

use super::daemon::{Place, Written, rumour};
use super::mailhouse::MailHouse;
use super::process::{rest, until};
use super::web::Web;

const SOON: Duration = Duration::from_secs(90);

fn recipient(id: &str) -> String {
    format!(
        "[recipient.{id}]\nwatches = [\"romashka\"]\nto = \"{id}@lab.test\"\nlanguage = \"ru\"\n\
         zone = \"Europe/Moscow\"\ngets = [\"alerts\"]\n\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_arrive_over_postfix_and_bounces_come_back() {
    if !super::on() {
        return;
    }
    let mut house = MailHouse::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let web = Web::start().await;
    web.put("/", "Тихий день.");
    let places = [Place {
        id: "ticker".into(),
        kind: "site",
        start: web.url("/"),
        interval: "2s",
        delay: "50ms",
        options: "",
    }];
    let letters = house.relay() + &house.maildir() + &recipient("soc") + &recipient("gone");
    let written = Written::new(folder.path(), &places, &letters);
    let mut daemon = written.start().await;
    daemon.seen_all().await;

    web.put("/", &rumour("среди них покупатели садового инвентаря из северных областей"));
    let found = until("the letter in the inbox", SOON, async || house.inbox("soc").pop()).await;
    let sent = until("the letter's row", SOON, async || {
        daemon.letters("soc").await.pop().filter(|l| l.state == Delivery::Sent)
    })
    .await;
    // Postfix writes its lines above the letter; below them nothing is changed.
    assert!(found.ends_with(&sent.bytes), "read back: {}", String::from_utf8_lossy(&found));
    assert!(sent.reply.starts_with("250 2.0.0 Ok: queued as"), "{}", sent.reply);

    // The other recipient has no mailbox: it came back, was told again at once, and rests when that came back too.
    let returned = until("two bounces", SOON, async || {
        let letters = daemon.letters("gone").await;
        (letters.iter().filter(|l| l.state == Delivery::Bounced).count() == 2).then_some(letters)
    })
    .await;
    assert!(returned.iter().all(|l| l.reply.starts_with("5.1.1 ")), "{:?}", returned[0].reply);
    assert_ne!(returned[0].message_id, returned[1].message_id);
    let owed = daemon.alerts().await.into_iter().find(|a| a.recipient == "gone").expect("the alert");
    assert_eq!((owed.state, owed.attempt), (Delivery::Bounced, 2));

    house.close();
    web.put("/", &rumour("теперь уже речь идёт о списках поставщиков мебели и посуды"));
    until("a try while the server is away", SOON, async || {
        daemon.letters("soc").await.pop().filter(|l| l.tries > 0 && l.state == Delivery::Owed)
    })
    .await;
    house.open().await;
    until("the second letter", SOON, async || (house.inbox("soc").len() > 1).then_some(())).await;
    // Long enough for a second copy, were there one.
    rest(12).await;
    assert_eq!(house.inbox("soc").len(), 2, "each letter came once");
    assert_eq!(returned.iter().filter(|l| l.state == Delivery::Bounced).count(), 2);
    daemon.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn bounces_come_back_over_imap() {
    if !super::on() {
        return;
    }
    let house = MailHouse::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let web = Web::start().await;
    web.put("/", "Тихий день.");
    let places = [Place {
        id: "ticker".into(),
        kind: "site",
        start: web.url("/"),
        interval: "2s",
        delay: "50ms",
        options: "",
    }];
    let letters = house.relay() + &house.mailbox() + &recipient("gone");
    let written = Written::new(folder.path(), &places, &letters);
    let mut daemon = written.start().await;
    daemon.seen_all().await;
    web.put("/", &rumour("среди них покупатели садового инвентаря из северных областей"));
    let returned = until("a bounce", SOON, async || {
        daemon.letters("gone").await.into_iter().find(|l| l.state == Delivery::Bounced)
    })
    .await;
    assert!(returned.reply.starts_with("5.1.1 "), "{:?}", returned.reply);
    until("the bounces in their folder", SOON, async || (house.put_aside() == 2).then_some(())).await;
    let owed = daemon.alerts().await.into_iter().find(|a| a.recipient == "gone").expect("the alert");
    assert_eq!(
        (owed.state, owed.attempt),
        (Delivery::Bounced, 2),
        "told again, and at rest since that came back too"
    );
    daemon.stop();
}
